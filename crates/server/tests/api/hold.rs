//! While it is held, everything runs and nothing is sent; a person who has seen what would go out lifts it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn held(dir: tempfile::TempDir) -> crate::common::Running {
    crate::common::begin_as(dir, |config| rapport_server::Config { hold: true, ..config }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_seen_everywhere_and_lifted_by_who_has_looked() {
    let running = held(tempfile::tempdir().unwrap()).await;
    assert_eq!(running.get("/v1/session").await["held"], json!(["asked_for"]));
    let ready = running.plain(Method::GET, "/readyz").send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK, "held is ready");
    assert_eq!(ready.json::<Value>().await.unwrap()["held"], json!(["asked_for"]));
    let metrics = running.plain(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("rapport_held 1"), "{metrics}");
    let overview = running.get("/v1/overview").await;
    assert!(overview["attention"].as_array().unwrap().iter().any(|one| one["kind"] == "held"), "{overview}");

    let view = running.get("/v1/hold").await;
    assert_eq!((&view["on"], &view["epoch"], &view["messages"]), (&json!(true), &json!(1), &json!(0)));
    let nobody = running.source("/v1/hold/release").json(&json!({"seen": view["seen"]})).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED, "a write key lifts nothing");
    for wrong in ["", "x", "0000000000000000:0"] {
        let (status, _) = running.post("/v1/hold/release", json!({"seen": wrong})).await;
        assert!(status.is_client_error(), "{wrong:?}");
    }
    assert_eq!(running.get("/v1/hold").await["on"], json!(true));
    let (status, lifted) = running.post("/v1/hold/release", json!({"seen": view["seen"]})).await;
    assert_eq!(status, StatusCode::OK, "{lifted}");
    assert_eq!((&lifted["on"], &lifted["epoch"], &lifted["lifted"]["by"]), (&json!(false), &json!(2), &json!("admin")));
    let (status, _) = running.post("/v1/hold/release", json!({"seen": view["seen"]})).await;
    assert_eq!(status, StatusCode::CONFLICT, "there is nothing to lift");
    assert_eq!(running.get("/v1/session").await["held"], json!([]));

    // It stays lifted, and the place is known.
    let running = crate::common::begin_in(running.end().await, None).await;
    let view = running.get("/v1/hold").await;
    assert_eq!((&view["on"], &view["epoch"]), (&json!(false), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn decide_shows_nothing_while_held() {
    let running = held(tempfile::tempdir().unwrap()).await;
    running.identify("ada", json!({"email": "ada@example.com"})).await;
    let body = json!({"who": {"user_id": "ada"}, "placement": "home"});
    let answer = running.source("/v1/decide").json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!((&answer["held"], &answer["show"]), (&json!(true), &Value::Null));
    // A key that everybody can read learns that much and not who it is.
    let page = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop"});
    let key = running.post("/v1/sources", page).await.1["write_key"].as_str().unwrap().to_owned();
    let request = running.plain(Method::POST, "/v1/decide").basic_auth(key, Some("")).json(&body);
    let public = request.send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!((&public["held"], &public["customer"]), (&json!(true), &Value::Null), "{public}");
    assert!(answer["customer"].is_string());
}
