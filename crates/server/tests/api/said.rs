//! What people are told: where a prompt stands, why an order has no credit, why nothing goes out, each as a code that every language
//! has words for.

use crate::common::{Running, begin, begin_as};
use rapport_platform::runtime::Announcement;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const JOURNEY: &str = r#"
id: greet
name: Greeting
brand: main
activity: shoes
purpose: offers
triggers: [{when: {event: Store Entered}}]
entry: {re_entry: always}
goal: {on: {event: Order Completed}}
steps:
  - id: tell
    message:
      channel: staff
      unit_cost: 0.20 EUR
      content: {say: "Hello"}
"#;

/// What can never be paid is found before it is published, and three letters are no currency.
#[tokio::test]
async fn a_cost_in_another_currency_and_no_currency_are_found_by_check() {
    let running = begin().await;
    running.plan().await;
    let found = async |document: String| {
        let (_, answer) = running.post("/v1/journeys/check", json!({"document": document})).await;
        let problems = answer["problems"].as_array().unwrap().clone();
        problems.iter().map(|p| format!("{} {}", p["code"], p["path"]).replace('"', "")).collect::<Vec<_>>()
    };
    let has = |found: &[String], wanted: &str| found.iter().any(|found| found == wanted);
    let dollars = found(JOURNEY.replace("0.20 EUR", "0.20 USD")).await;
    assert!(has(&dollars, "cost_in_other_currency steps.0.message.unit_cost"), "{dollars:?}");
    let free = found(JOURNEY.replace("0.20 EUR", "0.00 USD")).await;
    assert!(!free.iter().any(|found| found.contains("currency")), "what costs nothing is in any: {free:?}");
    let none = found(JOURNEY.replace("0.20 EUR", "0.00 EUX")).await;
    assert!(has(&none, "unknown_currency steps.0.message.unit_cost"), "{none:?}");

    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    for channel in brand["channels"].as_array_mut().unwrap() {
        channel["unit_cost"] = json!({"minor": 20, "currency": "USD"});
    }
    assert_eq!(running.put("/v1/brands/main", json!({"settings": brand})).await.0, StatusCode::OK);
    let by_channel = found(JOURNEY.replace("      unit_cost: 0.20 EUR\n", "")).await;
    assert!(has(&by_channel, "cost_in_other_currency steps.0.message.channel"), "{by_channel:?}");
    brand["currency"] = json!("EUX");
    brand["channels"][0]["unit_cost"] = json!({"minor": 0, "currency": "NAN"});
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": brand})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(answer["problems"].as_array().unwrap().iter().all(|p| p["code"] == "unknown_currency"), "{answer}");
    assert_eq!(answer["problems"].as_array().unwrap().len(), 2, "{answer}");

    let node = json!({"id": "plan:x", "name": "X", "currency": "EUX", "starts": "2026-01-01", "ends": "2026-12-31"});
    assert_eq!(running.post("/v1/plan/nodes", node).await.0, StatusCode::BAD_REQUEST);
    let order = json!({"userId": "ada", "event": "Order Completed",
        "properties": {"order_id": "o1", "revenue": 50, "currency": "nan"}});
    let answer: Value = running.source("/v1/track").json(&order).send().await.unwrap().json().await.unwrap();
    assert!(answer["warnings"].to_string().contains("unreadable_currency"), "{answer}");
    running.end().await;
}

/// What a brand says its tills write where they have no number is none for orders and refunds, too.
#[tokio::test]
async fn a_brands_own_placeholder_is_no_number_of_an_order() {
    let running = begin().await;
    running.plan().await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["placeholders"] = json!(["kein bon"]);
    assert_eq!(running.put("/v1/brands/main", json!({"settings": brand})).await.0, StatusCode::OK);
    for user in ["ada", "ben"] {
        let order = json!({"userId": user, "event": "Order Completed",
            "properties": {"order_id": "Kein Bon", "revenue": 50, "currency": "EUR"}});
        let answer: Value = running.source("/v1/track").json(&order).send().await.unwrap().json().await.unwrap();
        let warnings = answer["warnings"].to_string();
        assert!(warnings.contains("placeholder") && !warnings.contains("another_customer"), "{answer}");
    }
    running.settle().await;
    for user in ["ada", "ben"] {
        let customer = running.customer(&format!("user_id:{user}")).await;
        let view = running.get(&format!("/v1/customers/{customer}")).await;
        assert!(!view.to_string().to_lowercase().contains("kein bon"), "each has an order of their own: {view}");
    }
    running.end().await;
}

/// An earlier release took any three letters: what lies on disk is read, and only a change has to name a currency.
#[tokio::test]
async fn an_old_log_with_no_currency_starts() {
    let running = begin().await;
    running.plan().await;
    let app = running.server.as_ref().unwrap().app().clone();
    let settings = running.get("/v1/brands/main").await["settings"].clone();
    let mut brand: rapport_customer::Brand = serde_json::from_value(settings).unwrap();
    brand.currency = "EUX".parse().unwrap();
    let document = JOURNEY.replace("0.20 EUR", "0.00 EUX");
    let publication =
        rapport_engine::Publication { journey: "greet".into(), version: 1, document, author: "ben".into() };
    let turn = app.runtime.announcer().await;
    turn.announce(Announcement::Brand(Box::new(brand))).await.unwrap();
    turn.announce(Announcement::Publish(Box::new(publication))).await.unwrap();
    drop(turn);
    drop(app);
    let running = begin_as(running.end().await, |config| config).await;
    assert_eq!(running.get("/v1/brands/main").await["settings"]["currency"], "EUX");
    assert_eq!(running.get("/v1/journeys/greet").await["summary"]["state"], "running");
    running.end().await;
}

/// Ada is in the branch, and her prompt is on its screen.
async fn shown(running: &Running) -> String {
    running.plan().await;
    running.publish("greet", JOURNEY).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    running.identify("ada", json!({"name": "Ada"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    running.until("the prompt", async |running: &Running| first(running, "").await).await["send_key"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The first open prompt of the branch.
async fn first(running: &Running, state: &str) -> Option<Value> {
    let board = running.get("/v1/branches/mitte/prompts").await;
    board["open"].get(0).filter(|prompt| state.is_empty() || prompt["state"] == state).cloned()
}

async fn listed(running: &Running, filter: &str) -> Vec<Value> {
    running.get(&format!("/v1/deliveries{filter}")).await["items"].as_array().unwrap().clone()
}

async fn tried(running: &Running, days: Value) -> Value {
    let (status, job) = running.post("/v1/journeys/greet/backtests", days).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{job}");
    let path = format!("/v1/backtests/{}", job["id"].as_str().unwrap());
    running
        .until("the back-test", async |running: &Running| {
            let job = running.get(&path).await;
            (job["state"] != "running").then_some(job)
        })
        .await
}

#[tokio::test]
async fn a_prompt_that_is_taken_back_says_so_in_the_list_on_its_page_and_at_the_branch_and_counts_once() {
    let running = begin().await;
    let key = shown(&running).await;
    assert_eq!(listed(&running, "").await[0]["state"], "accepted");
    running.consent("ada", "staff", "withdraw").await;
    running.settle().await;
    for filter in ["", "?state=taken_down", "?state=accepted", "?reason=consent_withdrawn"] {
        let found = listed(&running, filter).await;
        assert_eq!((found.len(), &found[0]["state"]), (1, &json!("taken_down")), "{filter}: {found:?}");
        assert_eq!(found[0]["why"], "consent_withdrawn");
    }
    let page = running.get(&format!("/v1/deliveries/{}", key.replace('/', "%2F"))).await;
    assert_eq!(page["summary"]["state"], "taken_down", "{page}");
    assert_eq!(page["steps"].as_array().unwrap().last().unwrap()["what"], "taken_down", "{page}");
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["ended"][0]["state"], "revoked");
    let counts = running.get("/v1/journeys/greet/counts").await;
    assert_eq!((&counts["steps"][0]["sent"], &counts["steps"][0]["refused"]), (&json!(1), &json!(0)), "{counts}");
    // Tried on the past it is one message, too.
    let job = tried(&running, json!({"from": "2020-01-01", "to": "2039-01-01"})).await;
    let days = job["result"]["days"].as_array().unwrap();
    let sum = |name: &str| days.iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("sent"), sum("refused")), (1, 0), "{job}");
    running.end().await;
}

#[tokio::test]
async fn a_stopped_journey_takes_its_prompts_back() {
    let running = begin().await;
    shown(&running).await;
    running.post("/v1/journeys/greet/stop", json!({})).await;
    running.settle().await;
    let found = listed(&running, "").await;
    assert_eq!((&found[0]["state"], &found[0]["why"]), (&json!("taken_down"), &json!("journey_stopped")), "{found:?}");
    running.end().await;
}

#[tokio::test]
async fn not_now_is_seen_wherever_the_prompt_is() {
    let running = begin().await;
    let key = shown(&running).await.replace('/', "%2F");
    let (status, _) =
        running.post(&format!("/v1/branches/mitte/prompts/{key}/answer"), json!({"answer": "not_now"})).await;
    assert_eq!(status, StatusCode::OK);
    running.settle().await;
    assert!(first(&running, "not_now").await.is_some(), "it stays open, and the colleague sees what was said");
    let found = listed(&running, "").await;
    assert_eq!((&found[0]["state"], &found[0]["answer"]), (&json!("accepted"), &json!("not_now")));
    assert_eq!(running.get(&format!("/v1/deliveries/{key}")).await["summary"]["answer"], "not_now");
    let ada = running.customer("user_id:ada").await;
    let timeline = running.get(&format!("/v1/customers/{ada}/timeline")).await;
    assert!(timeline.to_string().contains("delivery_not_now"), "{timeline}");
    running.end().await;
}

#[tokio::test]
async fn an_order_after_a_prompt_that_nobody_answered_says_so() {
    let running = begin().await;
    shown(&running).await;
    let order = json!({"order_id": "o-1", "revenue": 20, "currency": "EUR"});
    running.track("ada", "Order Completed", order).await;
    let found = running
        .until("the order", async |running: &Running| {
            let answer = running.admin(Method::GET, "/v1/orders/o-1").send().await.unwrap();
            if answer.status() == StatusCode::OK { Some(answer.json::<Value>().await.unwrap()) } else { None }
        })
        .await;
    assert_eq!(found["uncredited_said"]["code"], "prompt_unanswered", "{found}");
    running.identify("ben", json!({"name": "Ben"})).await;
    running.track("ben", "Order Completed", json!({"order_id": "o-2", "revenue": 20, "currency": "EUR"})).await;
    let other = running
        .until("the other order", async |running: &Running| {
            let answer = running.admin(Method::GET, "/v1/orders/o-2").send().await.unwrap();
            if answer.status() == StatusCode::OK { Some(answer.json::<Value>().await.unwrap()) } else { None }
        })
        .await;
    assert_eq!(other["uncredited_said"]["code"], "no_touch", "{other}");
    running.end().await;
}

#[tokio::test]
async fn a_journey_that_nothing_pays_for_says_so() {
    let running = begin().await;
    shown(&running).await;
    assert_eq!(running.get("/v1/journeys/greet").await["summary"]["closed_by"], Value::Null);
    let (status, answer) = running.post("/v1/plan/nodes/campaign:spring/close", json!({"reason": "over"})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let summary = running.get("/v1/journeys/greet").await["summary"].clone();
    assert_eq!((&summary["state"], &summary["closed_by"]), (&json!("running"), &json!("campaign:spring")));
    let overview = running.get("/v1/overview").await;
    let said = overview["attention"].as_array().unwrap().iter().find(|one| one["kind"] == "journey_unpaid");
    assert_eq!(said.unwrap()["count"], 1, "{overview}");
    running.end().await;
}

#[tokio::test]
async fn the_days_of_a_back_test_are_whole_days_of_the_brand() {
    let running = begin().await;
    running.plan().await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["zone"] = json!("Pacific/Auckland");
    running.put("/v1/brands/main", json!({"settings": brand})).await;
    running.publish("greet", JOURNEY).await;
    let job = tried(&running, json!({"from": "2026-11-01", "to": "2026-11-27"})).await;
    assert_eq!((&job["first_day"], &job["last_day"]), (&json!("2026-11-01"), &json!("2026-11-27")), "{job}");
    assert_eq!(job["from"], "2026-10-31T11:00:00.000Z");
    assert_eq!((&job["to"], &job["zone"]), (&json!("2026-11-27T11:00:00.000Z"), &json!("Pacific/Auckland")));
    for (from, to, code) in [("2026-11-02", "2026-11-01", "from_after_to"), ("yesterday", "2026-11-01", "bad_day")] {
        let (status, refused) = running.post("/v1/journeys/greet/backtests", json!({"from": from, "to": to})).await;
        assert_eq!((status, &refused["said"]["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{refused}");
    }
    running.end().await;
}

#[tokio::test]
async fn the_last_administrator_stays_by_a_named_rule() {
    let running = begin().await;
    let answer = running.admin(Method::DELETE, "/v1/people/admin").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let refused: Value = answer.json().await.unwrap();
    assert_eq!((&refused["reason"], &refused["said"]["code"]), (&json!("last_administrator"), &json!("last_admin")));
    let (status, again) =
        running.post("/v1/people", json!({"name": "admin", "roles": [{"role": "administrator"}]})).await;
    assert_eq!((status, &again["said"]["code"]), (StatusCode::CONFLICT, &json!("person_taken")));
    running.end().await;
}

#[tokio::test]
async fn a_journey_is_explained_in_codes_that_have_words_in_every_language() {
    let running = begin().await;
    running.plan().await;
    let (_, check) = running.post("/v1/journeys/check", json!({"document": JOURNEY})).await;
    let told = &check["explained"];
    assert_eq!(told["head"][0]["code"], "speaks_for", "{check}");
    assert_eq!(told["starts"][0], json!({"code": "at", "of": {"code": "event", "event": "Store Entered"}}));
    assert_eq!((&told["steps"][0]["step"], &told["steps"][0]["said"][0]["code"]), (&json!("tell"), &json!("message")));
    assert_eq!(told["ends"][0]["code"], "goal_ends", "{told}");
    running.end().await;
}

#[tokio::test]
async fn refused_rows_guesses_and_holds_are_told_in_codes() {
    let running =
        begin_as(tempfile::tempdir().unwrap(), |config| rapport_server::Config { hold: true, ..config }).await;
    running.plan().await;
    let file = "Rechnung;activity;Betrag\nR-1;shoes;1.250,00\nR-2;hats;5,00\nR-3;shoes;abc\n";
    let request = running.admin(Method::POST, "/v1/plan/actuals").header("content-type", "text/csv").body(file);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["booked"], answer["refused"].as_array().unwrap().len()), (&json!(1), 2), "{answer}");
    assert_eq!(answer["refused"][0]["said"], json!({"code": "unknown_activity", "cell": "hats"}));
    assert_eq!(answer["refused"][1]["said"], json!({"code": "bad_amount", "cell": "abc", "example": "1.234,56"}));
    let assumed: Vec<&str> =
        answer["assumed"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(["delimiter", "column", "decimal_comma"].iter().all(|code| assumed.contains(code)), "{answer}");
    let hold = running.get("/v1/hold").await;
    assert_eq!(hold["reasons"][0]["said"], json!([{"code": "started_with_hold"}]), "{hold}");
    running.end().await;
}
