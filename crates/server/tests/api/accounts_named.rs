//! Names are all that the ledger keeps of an author, and addresses all that people see of an account.

use crate::common::{
    begin,
    browser::{Browser, OTHER_WORDS, WORDS, invited, set_up},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_name_once_used_stays_with_its_account() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (eve, _) = invited(&server, &ada, "Eve", "analyst").await;
    let (ben, _) = invited(&server, &ada, "Ben", "analyst").await;
    let name = |name: &str| Some(json!({"name": name}));
    assert_eq!(eve.ask(Method::PATCH, "/v1/profile", name("Yves")).await.0, StatusCode::OK);
    let (status, taken) = ben.ask(Method::PATCH, "/v1/profile", name("eve")).await;
    assert_eq!((status, &taken["reason"]), (StatusCode::CONFLICT, &json!("person_taken")), "{taken}");
    assert_eq!(eve.ask(Method::PATCH, "/v1/profile", name("Eve")).await.0, StatusCode::OK, "her own, again");
    let source = json!({"id": "shop", "name": "Shop", "touchpoint": "till", "brand": "main"});
    let known = ada.get("/v1/sources").await.1;
    if !known.as_array().unwrap().iter().any(|one| one["id"] == "shop") {
        assert_eq!(ada.post("/v1/sources", source.clone()).await.0, StatusCode::CREATED);
    }
    for reserved in ["Branch/mitte", "rapport", "RAPPORT", "Shop"] {
        let (status, refused) = ben.ask(Method::PATCH, "/v1/profile", name(reserved)).await;
        assert_eq!(
            (status, &refused["reason"]),
            (StatusCode::CONFLICT, &json!("name_reserved")),
            "{reserved}: {refused}"
        );
    }
    // Nor can a source be called like somebody.
    let mut as_eve = source;
    as_eve["id"] = json!("yves");
    let (status, taken) = ada.post("/v1/sources", as_eve).await;
    assert_eq!((status, &taken["reason"]), (StatusCode::CONFLICT, &json!("person_taken")), "{taken}");
}

#[tokio::test]
async fn an_account_that_came_by_token_gets_an_address_and_stays_the_same() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (_, made) = ada.post("/v1/people", json!({"name": "Old Hand", "roles": [{"role": "analyst"}]})).await;
    let id = made["person"]["id"].as_str().unwrap();
    let path = format!("/v1/people/{id}/email");
    let email = |text: &str| Some(json!({"email": text}));
    assert_eq!(ada.ask(Method::PUT, &path, email("nowhere")).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ada.ask(Method::PUT, &path, email("ada@example.com")).await.0, StatusCode::CONFLICT);
    let (status, given) = ada.ask(Method::PUT, &path, email("old@example.com")).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    let link = given["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let old = Browser::new(&server);
    let set = json!({"link": link, "password": OTHER_WORDS});
    let (status, session) = old.post("/v1/password-links/use", set).await;
    assert_eq!((status, session["id"].as_str()), (StatusCode::OK, Some(id)), "{session}");
    let (status, refused) = ada.ask(Method::PUT, &path, email("other@example.com")).await;
    assert_eq!(
        (status, &refused["reason"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("keeps_its_way_in")),
        "{refused}"
    );
    let (status, _) = ada.ask(Method::PUT, "/v1/people/admin/email", email("key@example.com")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the recovery key is nobody");
}

#[tokio::test]
async fn addresses_that_look_like_others_are_refused() {
    let server = begin().await;
    let ada = set_up(&server).await;
    for email in ["ada\u{200b}@example.com", "a\u{202e}b@example.com", "a\u{ad}da@example.com", "ｊohn@example.com"] {
        let person = json!({"name": "Like", "email": email, "roles": [{"role": "analyst"}]});
        let (status, refused) = ada.post("/v1/people", person).await;
        assert_eq!((status, &refused["said"]["code"]), (StatusCode::BAD_REQUEST, &json!("bad_email")), "{email:?}");
    }
    let person = json!({"name": "Jörg", "email": "jörg@example.com", "roles": [{"role": "analyst"}]});
    assert_eq!(ada.post("/v1/people", person).await.0, StatusCode::CREATED);
    assert_eq!(ada.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
}
