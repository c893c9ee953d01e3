//! What the database will never take is set aside by name, and everything behind it goes on: bookings, snapshots, the next start.

use crate::support::{Person, Rapport, Shop, secs, shop, tools, until};
use serde_json::{Value, json};
use std::process::Command;

/// Changes the database from outside while the program is at work with it.
fn sql(rapport: &Rapport, python: &std::path::Path, statement: &str) {
    let script =
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=30); db.executescript(sys.argv[2]); db.close()";
    let database = rapport.data().join("rapport.sqlite");
    let done = Command::new(python).args(["-c", script]).arg(database).arg(statement).status().unwrap();
    assert!(done.success());
}

async fn order(shop: &Shop, person: &Person, id: &str, revenue: f64) {
    let said = json!({"order_id": id, "revenue": revenue, "currency": "EUR"});
    shop.say("till", vec![shop::track(person, "Order Completed", id, said)]).await;
}

/// Whether the books know an order.
async fn is_booked(shop: &Shop, id: &str) -> Option<()> {
    let found = shop.admin.try_get(&format!("/v1/orders/{id}")).await.unwrap();
    found.status.is_success().then_some(())
}

async fn set_aside(shop: &Shop) -> Vec<Value> {
    shop.admin.get("/v1/set-aside").await.as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_order_that_the_database_refuses_stops_no_other_and_is_booked_when_that_is_mended() {
    let Some(python) = tools::python() else { return };
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let people = shop.people(2).await;
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON order_word WHEN NEW.left_minor = 66600 \
                  BEGIN SELECT RAISE(ABORT, 'broken'); END";
    sql(&rapport, &python, broken);
    order(&shop, &people[0], "A-1", 666.0).await;
    order(&shop, &people[1], "A-2", 99.0).await;
    until("the other order to be booked", secs(20), async || is_booked(&shop, "A-2").await).await;
    let found = async || Some(set_aside(&shop).await).filter(|aside| !aside.is_empty());
    let aside = until("the order to be set aside", secs(20), found).await;
    assert_eq!((&aside[0]["place"], &aside[0]["reason"]), (&json!("postings"), &json!("database_refuses")));
    let attention = shop.admin.get("/v1/overview").await["attention"].clone();
    assert!(attention.as_array().unwrap().iter().any(|one| one["kind"] == "set_aside"), "{attention}");
    // The next start meets it again, and does not wait for it.
    rapport.restart().await;
    until("it to be set aside again", secs(20), async || (set_aside(&shop).await.len() == 1).then_some(())).await;
    sql(&rapport, &python, "DROP TRIGGER broken");
    let tried = shop.admin.post("/v1/set-aside/retry", json!({})).await;
    assert_eq!((&tried["done"], &tried["left"]), (&json!(1), &json!(0)), "{tried}");
    until("the order to be booked", secs(20), async || is_booked(&shop, "A-1").await).await;
    assert!(set_aside(&shop).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_set_aside_is_booked_without_the_person_when_they_are_erased() {
    let Some(python) = tools::python() else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let people = shop.people(1).await;
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON order_word BEGIN SELECT RAISE(ABORT, 'broken'); END";
    sql(&rapport, &python, broken);
    order(&shop, &people[0], "A-1", 666.0).await;
    until("the order to be set aside", secs(20), async || (set_aside(&shop).await.len() == 1).then_some(())).await;
    let line = std::fs::read_to_string(rapport.data().join("aside.ndjson")).unwrap();
    let customer = shop.customer(&people[0].user).await;
    for name in ["A-1", &people[0].user, &customer] {
        assert!(!line.contains(name), "{name}: {line}");
    }
    let erase = json!({"confirm": customer, "reason": "asked for"});
    shop.admin.post(&format!("/v1/customers/{customer}/erase"), erase).await;
    let owed = async || shop.admin.get("/v1/obligations").await.as_array().unwrap().is_empty().then_some(());
    until("the erasure to be done", secs(20), owed).await;
    sql(&rapport, &python, "DROP TRIGGER broken");
    let tried = shop.admin.post("/v1/set-aside/retry", json!({})).await;
    assert_eq!((&tried["done"], &tried["left"]), (&json!(1), &json!(0)), "{tried}");
    assert!(set_aside(&shop).await.is_empty());
    let known = until("the order to be in the books", secs(20), async || {
        let found = shop.admin.try_get("/v1/orders/A-1").await.unwrap();
        found.status.is_success().then(|| found.json())
    });
    let known = known.await;
    assert_eq!((&known["left"]["minor"], &known["customer"]), (&json!(66_600), &Value::Null), "{known}");
}

/// Whoever asks for all that is held gets all of it or nothing: a voucher that cannot be read is not left out.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_leaves_no_voucher_out() {
    let Some(python) = tools::python() else { return };
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let person = shop.people(1).await.remove(0);
    let pool = json!({"id": "kino", "name": "Kino", "brand": "acme", "activity": "spring", "imported": true,
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "60d"}});
    shop.admin.post("/v1/vouchers/pools", pool).await;
    let given = json!({"codes": [{"code": "KINO-0001", "who": {"user_id": person.user}}]});
    shop.admin.post("/v1/vouchers/pools/kino/given", given).await;
    let path = format!("/v1/customers/{}/export", shop.customer(&person.user).await);
    let export = shop.admin.get(&path).await;
    assert_eq!(export["vouchers"].as_array().unwrap().len(), 1, "{export}");
    sql(&rapport, &python, "UPDATE voucher_pool SET body = '{' || body");
    let refused = shop.admin.try_get(&path).await.unwrap();
    assert!(refused.status.is_server_error(), "{}", refused.status);
}
