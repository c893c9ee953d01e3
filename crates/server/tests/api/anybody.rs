//! What anybody who reads a page's key can use up: nothing of a person's, and no room.

use crate::common::{Running, begin};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn page(running: &Running) -> String {
    let body = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop"});
    running.post("/v1/sources", body).await.1["write_key"].as_str().unwrap().to_owned()
}

async fn say(running: &Running, key: &str, path: &str, body: &Value, name: Option<&str>) -> (StatusCode, Value) {
    let mut request = running.plain(Method::POST, path).basic_auth(key, Some("")).json(body);
    if let Some(name) = name {
        request = request.header("idempotency-key", name);
    }
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn asking_in_somebodys_name_what_to_show_is_no_contact_with_them() {
    let running = begin().await;
    running.plan().await;
    let document = "id: home\nname: Home\nbrand: main\nactivity: shoes\npurpose: offers\n\
        triggers:\n  - when: {event: Product Viewed}\nsteps:\n  - id: show\n    message:\n      channel: web\n      \
        content: {placement: home, headline: Welcome}\n      unit_cost: 0.05 EUR\n";
    running.publish("home", document).await;
    running.identify("ada", json!({})).await;
    running.consent("ada", "web", "grant").await;
    running.track("ada", "Product Viewed", json!({})).await;
    let device = json!({"userId": "ada", "anonymousId": "cookie-1", "event": "A"});
    assert_eq!(running.source("/v1/track").json(&device).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    let key = page(&running).await;
    let customer = running.customer("user_id:ada").await;
    let how_it_stands = async || {
        running.settle().await;
        let all = running.get("/v1/deliveries?journey=home").await;
        let money = running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"].clone();
        let told = running.get(&format!("/v1/customers/{customer}/timeline")).await;
        let shown = told["items"].as_array().unwrap().iter().filter(|entry| entry.to_string().contains("accepted"));
        (all["items"][0]["state"].as_str().unwrap().to_owned(), money.as_i64().unwrap(), shown.count())
    };
    let ask = async |who: Value| {
        let (status, answer) = say(&running, &key, "/v1/decide", &json!({"who": who, "placement": "home"}), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["show"]["content"]["headline"], "Welcome", "{answer}");
    };
    for _ in 0..5 {
        ask(json!({"user_id": "ada"})).await;
    }
    assert_eq!(how_it_stands().await, ("planned".to_owned(), 0, 0));
    ask(json!({"anonymous_id": "cookie-1"})).await;
    let (state, money, _) = how_it_stands().await;
    assert_eq!((state.as_str(), money), ("accepted", 5), "by the device's own id it counts");
    running.end().await;
}

#[tokio::test]
async fn a_no_said_again_and_again_by_a_page_fills_no_log() {
    let running = begin().await;
    let key = page(&running).await;
    let no = json!({"who": {"anonymous_id": "cookie-1"}, "brand": "main", "act": "withdraw"});
    let app = running.server.as_ref().unwrap().app();
    let declared = || {
        let records = app.runtime.log().read(rapport_kernel::Lsn(0)).unwrap().map(|next| next.unwrap().1.payload);
        let is = |bytes: &Vec<u8>| matches!(rapport_stored::decode_body(bytes), Ok(rapport_engine::Body::Consent(_)));
        records.filter(is).count()
    };
    for n in 0..100 {
        let (status, answer) = say(&running, &key, "/v1/consents", &no, None).await;
        assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!("recorded")), "{n}: {answer}");
    }
    assert_eq!(declared(), 1);
    // Nor by naming what there is not.
    for (field, value, why) in
        [("purpose", "made-up-1", "unknown_purpose"), ("channel", "made-up-2", "unknown_channel")]
    {
        let mut other = no.clone();
        other[field] = json!(value);
        let (status, answer) = say(&running, &key, "/v1/consents", &other, None).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(why)), "{answer}");
        let answer = running.post("/v1/consents", other).await;
        assert_eq!(answer.0, StatusCode::OK, "whoever has the person before them is not asked: {}", answer.1);
    }
    let customer = running.customer("anonymous_id:cookie-1").await;
    let before = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let since = before["history"].as_array().unwrap().last().unwrap()["at"].clone();
    let (_, answer) = running.post("/v1/consents", no).await;
    assert!(["repeated", "recorded"].contains(&answer["result"].as_str().unwrap()), "{answer}");
    let after = running.get(&format!("/v1/customers/{customer}/consents")).await;
    assert_eq!(after["history"].as_array().unwrap().last().unwrap()["at"], since, "the first time stays");
    running.end().await;
}

#[tokio::test]
async fn nothing_is_kept_for_a_name_that_anybody_gives_a_request() {
    let running = begin().await;
    let key = page(&running).await;
    let trusted = json!({"id": "server", "name": "Server", "brand": "main", "touchpoint": "shop", "trust": "trusted"});
    let trusted = running.post("/v1/sources", trusted).await.1["write_key"].as_str().unwrap().to_owned();
    for (key, kept) in [(&key, false), (&trusted, true)] {
        let ask = |n: usize| json!({"who": {"user_id": format!("u{n}")}, "placement": "home"});
        assert_eq!(say(&running, key, "/v1/decide", &ask(1), Some("same")).await.0, StatusCode::OK);
        let (status, answer) = say(&running, key, "/v1/decide", &ask(2), Some("same")).await;
        assert_eq!(status == StatusCode::CONFLICT, kept, "{answer}");
    }
    running.end().await;
}

#[tokio::test]
async fn an_import_answers_nothing_to_a_page() {
    let running = begin().await;
    let key = page(&running).await;
    running.identify("ada", json!({"email": "ada@example.com"})).await;
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 20, "currency": "EUR"})).await;
    let order = json!({"batch": [{"type": "track", "userId": "eve", "event": "Order Completed", "messageId": "m",
        "timestamp": "2026-01-01T00:00:00Z", "properties": {"order_id": "o-1", "revenue": 20, "currency": "EUR"}}]});
    for path in ["/v1/import?dry_run=true", "/v1/import"] {
        let (status, answer) = say(&running, &key, path, &order, None).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::FORBIDDEN, &json!("needs_trust")), "{path}: {answer}");
        assert!(answer.get("warnings").is_none(), "{answer}");
    }
    running.end().await;
}
