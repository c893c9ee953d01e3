//! A full disk at the door of the API: what changes something is refused by name before it begins, and a no goes through.

use crate::common::{Running, begin, begin_as};
use rapport_server::Config;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Starts again on a disk that is full for as long as the test wants: a part of the reserve was used, and there will never be
/// room for all of it.
async fn again_on_a_full_disk(running: Running) -> Running {
    let dir = running.end().await;
    std::fs::write(dir.path().join("reserve"), vec![b'x'; 1 << 20]).unwrap();
    begin_as(dir, |config| Config { reserve: u64::MAX / 4, ..config }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_only_what_must_go_through_is_let_in() {
    let running = begin().await;
    running.plan().await;
    let ada = running.identify("ada", json!({"email": "ada@example.com"})).await;
    running.consent("ada", "staff", "grant").await;
    running.identify("bob", json!({"email": "bob@example.com"})).await;
    let running = again_on_a_full_disk(running).await;
    let dropped = running.admin(Method::DELETE, "/v1/files/none").send().await.unwrap();
    assert_eq!(dropped.status(), StatusCode::NOT_FOUND, "what makes room is let in");

    let ask = async |path: &str, body: &Value| {
        let admin = running.admin(Method::POST, path).json(body).send().await.unwrap();
        match admin.status() {
            StatusCode::UNAUTHORIZED => running.source(path).json(body).send().await.unwrap(),
            _ => admin,
        }
    };
    let euro = json!({"minor": 1, "currency": "EUR"});
    for (path, body) in [
        ("/v1/track", json!({"userId": "ada", "event": "A"})),
        // Writes nothing for someone no one knows: it is refused before anybody looks.
        ("/v1/decide", json!({"who": {"user_id": "nobody"}, "placement": "home"})),
        ("/v1/plan/transfers", json!({"to": "shoes", "amount": euro, "reason": "late"})),
        ("/v1/people", json!({"name": "Late", "roles": [{"role": "administrator"}]})),
        ("/v1/nothing-like-it", json!({})),
    ] {
        let refused = ask(path, &body).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(refused.headers().contains_key("retry-after"), "{path}");
        assert_eq!(refused.json::<Value>().await.unwrap()["code"], "disk_full", "{path}");
    }
    assert_eq!(running.get(&format!("/v1/customers/{ada}")).await["id"], ada.as_str(), "looking is free");
    let dropped = running.admin(Method::DELETE, "/v1/files/gone").send().await.unwrap();
    assert_eq!(dropped.status(), StatusCode::NOT_FOUND, "to drop a file makes room");

    // A session is a row in the database, and so is the answer kept for a key.
    let session =
        running.plain(Method::POST, "/v1/session").json(&json!({"token": crate::common::TOKEN})).send().await.unwrap();
    assert_eq!(session.status(), StatusCode::OK);
    let no =
        json!({"who": {"user_id": "ada"}, "brand": "main", "purpose": "offers", "channel": "staff", "act": "withdraw"});
    let withdrawn = running.admin(Method::POST, "/v1/consents").header("idempotency-key", "no").json(&no);
    let withdrawn = withdrawn.send().await.unwrap();
    assert_eq!(withdrawn.status(), StatusCode::OK, "{}", withdrawn.text().await.unwrap());
    let mut yes = no.clone();
    yes["act"] = json!("grant");
    yes["wording"] = json!({"version": 1, "language": "en"});
    assert_eq!(ask("/v1/consents", &yes).await.json::<Value>().await.unwrap()["code"], "disk_full", "a yes waits");
    let (status, answer) =
        running.post("/v1/suppressions", json!({"who": {"user_id": "bob"}, "reason": "opt_out"})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.erase(&ada).await;
    assert_eq!(running.get("/v1/customers?identifier=user_id:ada").await, json!([]));
    running.end().await;
}
