//! What ends somebody's way in: not one's own by the desk, not the last one's who comes, and on a full disk, too.

use crate::common::{
    begin, begin_as,
    browser::{Browser, OTHER_WORDS, WORDS, invited, set_up},
};
use rapport_server::Config;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn the_desk_is_no_way_to_ones_own_account() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, _) = invited(&server, &ada, "Ben", "administrator").await;
    let own = ben.get("/v1/session").await.1["id"].as_str().unwrap().to_owned();
    let permissions = ["people.read", "people.manage"];
    let input = json!({"name": "desk", "permissions": permissions, "days": 1, "password": OTHER_WORDS});
    let (_, made) = ben.post("/v1/tokens", input).await;
    for (method, path) in [
        (Method::DELETE, format!("/v1/people/{own}/second-factor")),
        (Method::POST, format!("/v1/people/{own}/link")),
        (Method::DELETE, format!("/v1/people/{own}")),
    ] {
        let body = (method == Method::POST).then(|| json!({}));
        let (status, refused) = ben.ask(method.clone(), &path, body).await;
        assert_eq!((status, &refused["reason"]), (StatusCode::FORBIDDEN, &json!("own_account")), "{path}: {refused}");
        let by_token = server.plain(method, &path).bearer_auth(made["token"].as_str().unwrap());
        assert_eq!(by_token.json(&json!({})).send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert!(ben.is_in().await);
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{own}"), None).await.0, StatusCode::OK, "others may");
}

#[tokio::test]
async fn who_never_came_is_not_the_last_administrator() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, _) = invited(&server, &ada, "Ben", "administrator").await;
    assert_eq!(ada.ask(Method::DELETE, "/v1/people/admin", None).await.0, StatusCode::OK);
    let cleo = json!({"name": "Cleo", "email": "cleo@example.com", "roles": [{"role": "administrator"}]});
    let (_, made) = ada.post("/v1/people", cleo).await;
    let robot = json!({"name": "Robot", "roles": [{"role": "administrator"}]});
    assert_eq!(ada.post("/v1/people", robot).await.0, StatusCode::CREATED);
    let own = ada.get("/v1/session").await.1["id"].as_str().unwrap().to_owned();
    let bens = ben.get("/v1/session").await.1["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{bens}"), None).await.0, StatusCode::OK);
    let held = ada.get("/v1/profile").await.1["roles"][0]["id"].as_str().unwrap().to_owned();
    let withdraw = format!("/v1/people/{own}/roles/{}", held.replace('/', "%2F"));
    let (status, last) = ada.ask(Method::DELETE, &withdraw, None).await;
    assert_eq!((status, &last["reason"]), (StatusCode::CONFLICT, &json!("last_administrator")), "{last}");
    // Whoever came counts from then on, and only they can be asked.
    let (dora, _) = invited(&server, &ada, "Dora", "analyst").await;
    let (_, denied) = dora.post("/v1/plan/nodes", json!({"id": "plan:x", "name": "X"})).await;
    let holders = denied["said"]["holders"].as_array().unwrap();
    assert!(holders.contains(&json!("Ada Example")) && !holders.contains(&json!("Cleo")), "{denied}");
    let link = made["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let set = json!({"link": link, "password": OTHER_WORDS});
    assert_eq!(Browser::new(&server).post("/v1/password-links/use", set).await.0, StatusCode::OK);
    assert_eq!(ada.ask(Method::DELETE, &withdraw, None).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_put_out_on_a_full_disk() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (_, ben) = invited(&server, &ada, "Ben", "analyst").await;
    let (_, people) = ada.get("/v1/people").await;
    let held = people.as_array().unwrap().iter().find(|one| one["id"] == json!(ben)).unwrap()["roles"][0]["id"].clone();
    let (_, cleo) = ada
        .post("/v1/people", json!({"name": "Cleo", "email": "cleo@example.com", "roles": [{"role": "analyst"}]}))
        .await;
    let link = cleo["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let cookies = format!("rapport_session={}", ada.cookie("rapport_session").unwrap());
    let source = json!({"id": "kiosk", "name": "Kiosk", "touchpoint": "till", "brand": "main"});
    let (status, made) = ada.post("/v1/sources", source).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let dir = server.end().await;
    std::fs::write(dir.path().join("reserve"), vec![b'x'; 1 << 20]).unwrap();
    let server = begin_as(dir, |config| Config { reserve: u64::MAX / 4, ..config }).await;
    let send = async |method: Method, path: &str, body: Value| {
        let request = server.plain(method, path).header("cookie", &cookies).header("origin", &server.base);
        let answer = request.json(&body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, refused) = send(Method::POST, "/v1/people", json!({"name": "Late", "roles": []})).await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && refused.contains("disk_full"), "{refused}");
    let taken = format!("/v1/people/{ben}/roles/{}", held.as_str().unwrap());
    for (method, path, body) in [
        (Method::DELETE, taken.as_str(), json!({})),
        (Method::POST, "/v1/profile/password", json!({"current": WORDS, "new": "noch drei Birnen mehr"})),
        (Method::POST, "/v1/sources/kiosk/key", json!({})),
        (Method::PATCH, "/v1/sources/kiosk", json!({"active": false})),
        // Signs this browser in as somebody else.
        (Method::POST, "/v1/password-links/use", json!({"link": link, "password": OTHER_WORDS})),
    ] {
        let (status, answer) = send(method, path, body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
    }
    server.end().await;
}
