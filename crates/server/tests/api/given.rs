//! Codes that were given elsewhere, and money that counts on the day it belongs to.

use crate::common::{Running, begin};
use rapport_kernel::{Span, Time};
use rapport_plan::{Kind, NodeId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// So many days ago, at a whole second.
fn days_ago(running: &Running, days: i64) -> Time {
    let now = running.server.as_ref().unwrap().app().now();
    Time(now.0 / 1_000 * 1_000) - Span::DAY.times(days)
}

async fn letter(running: &Running) {
    running.plan().await;
    let pool = json!({
        "id": "letter", "name": "Coupons of a letter", "brand": "main", "activity": "shoes", "imported": true,
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "60d"},
    });
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
}

async fn redeem(running: &Running, code: &str, order: &str, at: Time) -> Value {
    let body = json!({"code": code, "redemption": order, "order": order, "who": {"user_id": "ada"}, "at": at.to_string(),
        "lines": [{"product": "shoe-1", "amount": {"minor": 5_000, "currency": "EUR"}}]});
    running.source("/v1/vouchers/redeem").json(&body).send().await.unwrap().json().await.unwrap()
}

/// When what was booked on the activity counts, newest first.
async fn counts(running: &Running, kind: Kind) -> Vec<Time> {
    let plan = running.server.as_ref().unwrap().app().ledger.plan().clone();
    let page = plan.records(&NodeId::Activity("shoes".into()), Some(kind), None, 50, &[]).await.unwrap();
    page.records.iter().map(|record| record.transfer.at).collect()
}

#[tokio::test]
async fn a_coupon_of_a_letter_is_redeemed_and_its_sale_counts_on_its_day() {
    let running = begin().await;
    letter(&running).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    let (sent, bought) = (days_ago(&running, 100), days_ago(&running, 70));
    let codes = json!({"codes": [
        {"code": "KINO0001", "who": {"user_id": "ada"}, "at": sent.to_string()}, {"code": "KINO0002"}, {"code": "!"}]});
    let (status, answer) = running.post("/v1/vouchers/pools/letter/given", codes.clone()).await;
    assert_eq!((status, &answer["added"], &answer["repeated"]), (StatusCode::OK, &json!(2), &json!(0)), "{answer}");
    assert_eq!(answer["refused"], json!([{"place": 2, "code": "not_a_code"}]));
    let (_, again) = running.post("/v1/vouchers/pools/letter/given", codes).await;
    assert_eq!(
        (&again["added"], &again["repeated"]),
        (&json!(0), &json!(2)),
        "the same letter again promises nothing new"
    );
    running.identify("bob", json!({"name": "Bob"})).await;
    let other = json!({"codes": [{"code": "KINO0001", "who": {"user_id": "bob"}}, {"code": "undefined"}]});
    let (_, other) = running.post("/v1/vouchers/pools/letter/given", other).await;
    let refused = json!([{"place": 0, "code": "other_person"}, {"place": 1, "code": "not_a_code"}]);
    assert_eq!((&other["repeated"], &other["refused"]), (&json!(0), &refused), "it is Ada's");
    assert_eq!(counts(&running, Kind::Committed).await.last(), Some(&sent));

    let early = redeem(&running, "KINO0002", "o-0", bought).await;
    assert_eq!(early["code"], "not_yet_valid", "it was given today: {early}");
    let used = redeem(&running, "KINO0001", "o-1", bought).await;
    assert_eq!((&used["valid"], &used["discount"]["minor"]), (&json!(true), &json!(500)), "{used}");
    assert_eq!(counts(&running, Kind::Actual).await, [bought]);

    let order = json!({"batch": [{"type": "track", "event": "Order Completed", "userId": "ada", "messageId": "m-1",
        "timestamp": bought.to_string(), "properties": {"order_id": "o-1", "revenue": 50, "currency": "EUR"}}]});
    let taken = running.source("/v1/import").json(&order).send().await.unwrap();
    assert_eq!(taken.status(), StatusCode::OK);
    let credited = async |running: &Running| {
        let order = running.get("/v1/orders/o-1").await;
        (order["credits"][0]["activity"] == "shoes").then_some(())
    };
    running.until("the credit", credited).await;
    assert_eq!(counts(&running, Kind::Returned).await, [bought], "told today, it counts on its day");
    let overview = running.get("/v1/overview").await;
    let months: Vec<&Value> = overview["months"].as_array().unwrap().iter().collect();
    let month = bought.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().strftime("%Y-%m").to_string();
    let at = months.iter().position(|one| one["month"] == month.as_str()).unwrap();
    let returned: Vec<i64> = months.iter().map(|one| one["figures"]["returned"]["minor"].as_i64().unwrap()).collect();
    assert!(returned[..at].iter().all(|minor| *minor == 0), "nothing before {month}: {returned:?}");
    assert!(returned[at..].iter().all(|minor| *minor == 5_000), "from {month} on: {returned:?}");
    running.end().await;
}

#[tokio::test]
async fn a_code_given_to_nobody_known_becomes_theirs_who_is_named_later() {
    let running = begin().await;
    letter(&running).await;
    let give = async |codes: Value| running.post("/v1/vouchers/pools/letter/given", json!({"codes": codes})).await.1;
    let counts = |answer: &Value| ["added", "named", "repeated"].map(|name| answer[name].as_u64().unwrap());
    let to = |code: &str, who: &str| json!({"code": code, "who": {"user_id": who}});
    let first = give(json!([to("KINO0001", "ada"), {"code": "KINO0002"}, {"code": "KINO0003", "at": days_ago(&running, 1).to_string()}])).await;
    assert_eq!(counts(&first), [3, 0, 0], "nobody knows Ada yet: {first}");
    running.identify("ada", json!({"email": "ada@example.com"})).await;
    running.identify("bob", json!({"name": "Bob"})).await;
    let named = give(json!([to("KINO0001", "ada"), {"code": "KINO0002"}])).await;
    assert_eq!(counts(&named), [0, 1, 1], "{named}");
    let again = give(json!([to("KINO0001", "ada"), to("KINO0001", "bob")])).await;
    assert_eq!((counts(&again), &again["refused"]), ([0, 0, 1], &json!([{"place": 1, "code": "other_person"}])));
    // Used meanwhile: whoever used it did.
    redeem(&running, "KINO0003", "o-3", days_ago(&running, 0)).await;
    let used = give(json!([to("KINO0003", "bob")])).await;
    assert_eq!((counts(&used), &used["refused"]), ([0, 0, 0], &json!([{"place": 0, "code": "already_redeemed"}])));
    // What an erased person had is no one's to claim.
    let ada = running.customer("user_id:ada").await;
    let (status, erased) =
        running.post(&format!("/v1/customers/{ada}/erase"), json!({"confirm": ada, "reason": "asked for"})).await;
    assert!(status.is_success(), "{erased}");
    running.settle().await;
    let taken = give(json!([to("KINO0001", "bob")])).await;
    assert_eq!((counts(&taken), &taken["refused"]), ([0, 0, 0], &json!([{"place": 0, "code": "code_taken"}])));
    running.end().await;
}

#[tokio::test]
async fn a_code_has_one_pool_and_no_future() {
    let running = begin().await;
    letter(&running).await;
    let own = json!({"id": "own", "name": "Own", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}});
    assert_eq!(running.post("/v1/vouchers/pools", own.clone()).await.0, StatusCode::CREATED);
    let mut other = own;
    other["id"] = "other".into();
    other["imported"] = true.into();
    assert_eq!(running.post("/v1/vouchers/pools", other).await.0, StatusCode::CREATED);
    let codes = json!({"codes": [{"code": "KINO0001"}]});
    assert_eq!(running.post("/v1/vouchers/pools/letter/given", codes.clone()).await.1["added"], 1);
    let (_, taken) = running.post("/v1/vouchers/pools/other/given", codes.clone()).await;
    assert_eq!(taken["refused"], json!([{"place": 0, "code": "code_taken"}]));
    assert_eq!(running.post("/v1/vouchers/pools/own/given", codes.clone()).await.0, StatusCode::CONFLICT);
    assert_eq!(running.post("/v1/vouchers/pools/nowhere/given", codes).await.0, StatusCode::NOT_FOUND);
    let ahead = json!({"codes": [{"code": "KINO0003", "at": days_ago(&running, -2).to_string()}]});
    assert_eq!(running.post("/v1/vouchers/pools/letter/given", ahead).await.0, StatusCode::BAD_REQUEST);
    running.end().await;
}

#[tokio::test]
async fn a_budget_counts_from_the_day_it_is_given_for_and_not_from_one_to_come() {
    let running = begin().await;
    running.plan().await;
    let transfer = |on: Time| {
        let day = on.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
        json!({"to": "shoes", "amount": {"minor": 700, "currency": "EUR"}, "reason": "quarter", "on": day})
    };
    let on = days_ago(&running, 20);
    assert_eq!(running.post("/v1/plan/transfers", transfer(on)).await.0, StatusCode::CREATED);
    let midnight = Time(on.0 - on.0.rem_euclid(Span::DAY.0));
    assert!(counts(&running, Kind::Planned).await.contains(&midnight));
    assert_eq!(running.post("/v1/plan/transfers", transfer(days_ago(&running, -2))).await.0, StatusCode::BAD_REQUEST);
    let overview = running.get("/v1/overview").await;
    let months = overview["months"].as_array().unwrap();
    assert!(!months.is_empty(), "{overview}");
    assert_eq!(months.last().unwrap()["figures"], overview["days"].as_array().unwrap().last().unwrap()["figures"]);
    let response = running.admin(Method::GET, "/v1/plan/nodes/activity:shoes").send().await.unwrap();
    assert!(response.json::<Value>().await.unwrap()["months"].is_array());
    running.end().await;
}

/// A code that was printed for Ada and cannot be given to her lies in no stock: a journey would hand it to someone else.
#[tokio::test]
async fn a_code_that_is_refused_is_given_to_nobody() {
    let running = begin().await;
    running.plan().await;
    let pool = json!({
        "id": "letter", "name": "Coupons of a letter", "brand": "main", "activity": "shoes", "imported": true,
        "conditions": {"one_per_person": true}, "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "60d"},
    });
    let (status, made) = running.post("/v1/vouchers/pools", pool).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    running.identify("ada", json!({})).await;
    let codes = json!({"codes": [
        {"code": "LETTER0001", "who": {"user_id": "ada"}},
        {"code": "LETTER0002", "who": {"user_id": "ada"}},
    ]});
    let (status, answer) = running.post("/v1/vouchers/pools/letter/given", codes).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert!(answer.to_string().contains("one_per_person"), "{answer}");
    let pools = running.get("/v1/vouchers/pools").await;
    assert_eq!(pools[0]["stock"], 0, "{pools}");
    running.end().await;
}
