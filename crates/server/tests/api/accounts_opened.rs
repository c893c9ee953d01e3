//! What a token, a session or a password opens, and what ends with it.

use crate::common::{
    TOKEN, begin,
    browser::{Browser, OTHER_WORDS, WORDS, set_up},
};
use rapport_account::SessionKind;
use rapport_people::PersonId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_for_programs_opens_no_browser() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let input = json!({"name": "report", "permissions": ["plan.read"], "days": 1, "password": WORDS});
    let (_, made) = ada.post("/v1/tokens", input).await;
    let program = json!({"name": "Robot", "roles": [{"role": "analyst"}]});
    let (_, program) = ada.post("/v1/people", program).await;
    let session = ada.cookie("rapport_session").unwrap();
    for token in [made["token"].as_str().unwrap(), program["token"].as_str().unwrap(), &session] {
        let eve = Browser::new(&server);
        let (status, refused) = eve.post("/v1/session", json!({"token": token})).await;
        assert_eq!((status, &refused["reason"]), (StatusCode::FORBIDDEN, &json!("token_for_programs")), "{refused}");
        assert!(!eve.is_in().await);
    }
}

#[tokio::test]
async fn what_the_key_or_a_branch_opened_ends_with_it() {
    let server = begin().await;
    let screen = Browser::new(&server);
    assert_eq!(screen.post("/v1/session", json!({"token": TOKEN})).await.0, StatusCode::OK);
    let ada = set_up(&server).await;
    let (status, link) = ada.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    assert_eq!(status, StatusCode::CREATED, "{link}");
    let (_, link) = ada.post("/v1/branches/mitte/link", json!({})).await;
    let phone = Browser::new(&server);
    assert_eq!(phone.post("/v1/session", json!({"token": link["token"]})).await.0, StatusCode::OK);
    assert!(screen.is_in().await && phone.is_in().await);
    assert_eq!(ada.post("/v1/branches/mitte/link", json!({})).await.0, StatusCode::CREATED);
    assert!(!phone.is_in().await, "a newer link takes the place of the phone");
    assert_eq!(ada.ask(Method::DELETE, "/v1/people/admin", None).await.0, StatusCode::OK);
    assert!(!screen.is_in().await);
}

/// Where nothing else of the account ends: the key's or the link's own session alone.
#[tokio::test]
async fn a_session_ends_with_the_one_that_opened_it() {
    let server = begin().await;
    let screen = Browser::new(&server);
    assert_eq!(screen.post("/v1/session", json!({"token": TOKEN})).await.0, StatusCode::OK);
    let branch = json!({"id": "mitte", "name": "Mitte", "brand": "main"});
    assert_eq!(server.post("/v1/branches", branch).await.0, StatusCode::CREATED);
    let (_, link) = server.post("/v1/branches/mitte/link", json!({})).await;
    let phone = Browser::new(&server);
    assert_eq!(phone.post("/v1/session", json!({"token": link["token"]})).await.0, StatusCode::OK);
    let app = server.server.as_ref().unwrap().app();
    for (browser, parent) in [(&screen, SessionKind::Key), (&phone, SessionKind::Token)] {
        let id = PersonId::from(browser.get("/v1/session").await.1["id"].as_str().unwrap());
        let open = app.accounts.sessions(&id, app.now()).await.unwrap();
        let parent = open.iter().find(|session| session.kind == parent).unwrap();
        let own = open.iter().find(|session| session.id != parent.id).unwrap();
        assert!(own.expires <= parent.expires, "no longer than what opened it");
        assert!(browser.is_in().await && app.accounts.end(&id, &parent.id).await.unwrap());
        assert!(!browser.is_in().await, "{parent:?}");
    }
}

/// Sign-ins that wait for their turn while the password is changed have said the old one.
#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_under_way_survives_a_changed_password() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let body = json!({"email": "ada@example.com", "password": WORDS});
    // From browsers that are not known: they wait in a queue of their own, longer than the change takes.
    let many: Vec<_> =
        (0..5).map(|_| tokio::spawn(server.plain(Method::POST, "/v1/session").json(&body).send())).collect();
    let change = json!({"current": WORDS, "new": OTHER_WORDS});
    assert_eq!(ada.post("/v1/profile/password", change).await.0, StatusCode::OK);
    for one in many {
        let answer = one.await.unwrap().unwrap();
        let Some(cookie) = answer.headers().get("set-cookie") else { continue };
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let look = server.plain(Method::GET, "/v1/session").header("cookie", cookie).send().await.unwrap();
        assert_eq!(look.status(), StatusCode::UNAUTHORIZED, "it said the old password");
    }
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn whoever_has_a_session_gets_no_more_tries_of_the_password_and_no_token_without_it() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let input =
        |password: &str| json!({"name": "x", "permissions": ["people.manage"], "days": 365, "password": password});
    let mut tried = 0;
    for n in 0..10 {
        // A stolen session alone, without the cookie of the known browser.
        let session = ada.cookie("rapport_session").unwrap();
        let answer = server
            .plain(Method::POST, "/v1/tokens")
            .header("cookie", format!("rapport_session={session}"))
            .header("origin", &server.base)
            .json(&input(&format!("wrong {n}")))
            .send()
            .await
            .unwrap();
        tried += usize::from(answer.status() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(tried <= 6, "{tried} were tried");
    // The same tries count where strangers sign in.
    let eve = Browser::new(&server);
    assert_eq!(eve.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::TOO_MANY_REQUESTS);
    let (status, made) = ada.post("/v1/tokens", input(WORDS)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

#[tokio::test]
async fn a_programs_token_is_made_anew_and_the_one_before_is_out() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (_, made) = ada.post("/v1/people", json!({"name": "Robot", "roles": [{"role": "analyst"}]})).await;
    let opens = async |token: &Value| {
        let look = server.plain(Method::GET, "/v1/overview").bearer_auth(token.as_str().unwrap()).send().await;
        look.unwrap().status() == StatusCode::OK
    };
    assert!(opens(&made["token"]).await);
    let path = format!("/v1/people/{}", made["person"]["id"].as_str().unwrap());
    let (status, anew) = ada.post(&format!("{path}/link"), json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{anew}");
    assert!(!opens(&made["token"]).await && opens(&anew["token"]).await);
    // Also after it was closed, which ends its tokens.
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.0, StatusCode::OK);
    assert_eq!(ada.post(&format!("{path}/reopen"), json!({})).await.0, StatusCode::OK);
    assert!(!opens(&anew["token"]).await);
    let (_, anew) = ada.post(&format!("{path}/link"), json!({})).await;
    assert!(opens(&anew["token"]).await);
    let (status, refused) = ada.post("/v1/people/admin/link", json!({})).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_email")), "the key stays");
}
