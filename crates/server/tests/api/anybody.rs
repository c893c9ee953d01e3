//! What anybody who reads a page's key can use up: nothing of a person's, and no room.

use crate::common::{KEY, Running, begin, begin_as};
use rapport_server::Config;
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

/// A placement that anybody may see, in a journey of its own.
fn banner(id: &str, purpose: &str, cost: &str) -> String {
    format!(
        "id: {id}\nname: {id}\nbrand: main\nactivity: shoes\npurpose: {purpose}\n\
         triggers:\n  - when: {{event: Product Viewed}}\nsteps:\n  - id: show\n    message:\n      channel: web\n      \
         content: {{placement: home, headline: {id}}}\n      unit_cost: {cost} EUR\n"
    )
}

/// Tells as a page what was seen at a device, perhaps by someone.
async fn look_at(running: &Running, key: &str, device: &str, user: Option<&str>) {
    let mut seen = json!({"anonymousId": device, "event": "Product Viewed"});
    if let Some(user) = user {
        seen["userId"] = json!(user);
    }
    let (status, answer) = say(running, key, "/v1/track", &seen, None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.settle().await;
}

async fn spent(running: &Running) -> i64 {
    running.settle().await;
    running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"].as_i64().unwrap()
}

#[tokio::test]
async fn a_device_that_only_says_to_be_somebodys_counts_for_itself_alone() {
    let running = begin().await;
    running.plan().await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    let web = brand["channels"].as_array_mut().unwrap().iter_mut().find(|channel| channel["id"] == "web").unwrap();
    web["caps"] = json!([{"max": 1, "per": "1d"}]);
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": brand})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    for id in ["first", "second"] {
        running.publish(id, &banner(id, "offers", "0.05")).await;
    }
    let customer = running.identify("ada", json!({})).await;
    running.consent("ada", "web", "grant").await;
    let key = page(&running).await;
    look_at(&running, &key, "mallory", Some("ada")).await;
    let ask = async |device: &str| {
        let body = json!({"who": {"anonymous_id": device}, "placement": "home"});
        let (status, answer) = say(&running, &key, "/v1/decide", &body, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["show"]["content"]["headline"].as_str().map(str::to_owned)
    };
    let mut shown: Vec<_> = Vec::new();
    for _ in 0..5 {
        shown.push(ask("mallory").await);
    }
    assert!(
        shown[0].is_some() && shown.iter().all(|one| *one == shown[0]),
        "the cap of one a day holds there: {shown:?}"
    );
    let untouched = async || {
        let told = running.get(&format!("/v1/customers/{customer}/timeline")).await.to_string();
        let planned = running.get("/v1/deliveries?state=planned").await["items"].as_array().unwrap().len();
        (spent(&running).await, planned, told.contains("placed"))
    };
    assert_eq!(untouched().await, (0, 2, false), "nothing of hers is used up, and nothing is paid");
    // With more room it sees the other one, too, each in its turn.
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    let web = brand["channels"].as_array_mut().unwrap().iter_mut().find(|channel| channel["id"] == "web").unwrap();
    web["caps"] = json!([{"max": 9, "per": "1d"}]);
    assert_eq!(running.put("/v1/brands/main", json!({"settings": brand})).await.0, StatusCode::OK);
    let turns = [ask("mallory").await, ask("mallory").await];
    assert!(turns.iter().all(|one| *one != shown[0]), "seen five times less: {turns:?}");
    assert_eq!(untouched().await, (0, 2, false));
    // A second such device begins anew, and her own server decides as if no one had asked.
    look_at(&running, &key, "eve", Some("ada")).await;
    assert!(ask("eve").await.is_some());
    let hers = json!({"who": {"user_id": "ada"}, "placement": "home"});
    let answer: Value = running.source("/v1/decide").json(&hers).send().await.unwrap().json().await.unwrap();
    assert!(answer["show"].is_object(), "{answer}");
    assert_eq!(spent(&running).await, 5);
    running.end().await;
}

#[tokio::test]
async fn a_device_that_a_trusted_source_named_with_somebody_counts_for_them() {
    let running = begin().await;
    running.plan().await;
    running.publish("home", &banner("home", "offers", "0.05")).await;
    running.identify("ada", json!({})).await;
    running.consent("ada", "web", "grant").await;
    let key = page(&running).await;
    look_at(&running, &key, "cookie-1", Some("ada")).await;
    let ask = async || {
        let body = json!({"who": {"anonymous_id": "cookie-1"}, "placement": "home"});
        let (_, answer) = say(&running, &key, "/v1/decide", &body, None).await;
        assert!(answer["show"].is_object(), "{answer}");
        spent(&running).await
    };
    assert_eq!(ask().await, 0, "the page says so");
    let both = json!({"userId": "ada", "anonymousId": "cookie-1", "event": "Signed In"});
    assert_eq!(running.source("/v1/track").json(&both).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    assert_eq!(ask().await, 5, "the shop's server says so");
    running.end().await;
}

#[tokio::test]
async fn a_page_has_so_many_placements_paid_in_a_day_and_is_told_when_they_are_used_up() {
    let running = begin_as(tempfile::tempdir().unwrap(), |config| Config { placements_per_day: 2, ..config }).await;
    running.plan().await;
    running.publish("paid", &banner("paid", "service", "0.05")).await;
    let key = page(&running).await;
    for device in ["a", "b", "c", "d"] {
        look_at(&running, &key, device, None).await;
    }
    let ask = async |device: &str| {
        say(&running, &key, "/v1/decide", &json!({"who": {"anonymous_id": device}, "placement": "home"}), None).await
    };
    for device in ["a", "b", "a"] {
        let (status, answer) = ask(device).await;
        assert_eq!((status, answer["show"].is_object()), (StatusCode::OK, true), "{device}: {answer}");
    }
    for device in ["c", "d"] {
        let (status, answer) = ask(device).await;
        assert_eq!(
            (status, &answer["reason"]),
            (StatusCode::TOO_MANY_REQUESTS, &json!("placements_today")),
            "{answer}"
        );
    }
    assert_eq!(ask("a").await.0, StatusCode::OK, "what was shown before is shown again");
    assert_eq!(spent(&running).await, 10);
    let sources = running.get("/v1/sources").await;
    let told = sources.as_array().unwrap().iter().find(|source| source["id"] == "page").unwrap();
    assert_eq!(told["placements_refused"], 2, "{told}");
    let attention = running.get("/v1/overview").await["attention"].clone();
    let noted = attention.as_array().unwrap().iter().find(|one| one["kind"] == "placements_refused").cloned();
    assert_eq!(noted.map(|one| one["count"].clone()), Some(json!(2)), "{attention}");
    // What costs nothing is shown still, and a trusted source asks without this bound.
    running.publish("free", &banner("free", "service", "0.00")).await;
    look_at(&running, &key, "e", None).await;
    let (_, answer) = ask("e").await;
    assert_eq!(answer["show"]["content"]["headline"], "free", "{answer}");
    let who = json!({"who": {"anonymous_id": "c"}, "placement": "home"});
    let answer: Value = running.source("/v1/decide").json(&who).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["show"]["content"]["headline"], "paid", "{answer}");
    running.end().await;
}

#[tokio::test]
async fn an_activity_without_money_shows_nothing_that_costs_something() {
    let running = begin().await;
    running.plan().await;
    running.publish("dear", &banner("dear", "service", "600.00")).await;
    for (device, shown) in [("a", true), ("b", false)] {
        look_at(&running, KEY, device, None).await;
        let who = json!({"who": {"anonymous_id": device}, "placement": "home"});
        let answer: Value = running.source("/v1/decide").json(&who).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["show"].is_object(), shown, "{device}: {answer}");
        assert_eq!(answer["considered"].to_string().contains("no_budget"), !shown, "{answer}");
        running.settle().await;
    }
    assert_eq!(spent(&running).await, 60_000);
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
