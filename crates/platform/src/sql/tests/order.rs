//! What the books call an order, and what is left of it.

use super::*;
use crate::sql::{
    SqlError,
    db::{get, values},
    order::{Orders, hide},
    voucher::Vouchers,
};
use rapport_channel::voucher::Secret;
use rapport_kernel::CustomerId;
use rapport_plan::{Reference, booking::Credit};

const ADA: CustomerId = CustomerId(0xada);
const BOB: CustomerId = CustomerId(0xb0b);

/// What an order brought, booked under this name.
async fn book(ledger: &Ledger, order: &str, reason: &str, touch: Option<&Reference>) {
    let shoes = activity("shoes");
    let credit = Credit { order, activity: &shoes, revenue: euro(9900), margin: euro(2500), touch, reason };
    ledger.record(vec![credit.credited(at(9))], at(9)).await.unwrap();
}

async fn returned(ledger: &Ledger) -> i64 {
    ledger.plan().books().await.unwrap().sums(&activity("shoes")).get(Kind::Returned)
}

#[tokio::test]
async fn the_number_goes_with_the_person_and_the_booking_stays() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db.clone()).await.unwrap();
    let message = Reference::Message("m/1".into());
    for (whose, number) in [(ADA, "A-100"), (BOB, "B-200")] {
        let key = orders.name(whose, number).await.unwrap();
        assert_eq!(orders.name(whose, number).await.unwrap(), key);
        book(&ledger, &key, "last touch", Some(&message)).await;
    }
    let credited = ledger.plan().credited_to(&message).await.unwrap();
    assert_eq!(credited.len(), 4, "revenue and margin of two orders");
    assert!(ledger.plan().credited_to(&Reference::Message("m/12".into())).await.unwrap().is_empty());
    let before = returned(&ledger).await;
    let vouchers = Vouchers::new(ledger.clone(), Secret::new([7; 32]));
    vouchers.forget(&[ADA], &[]).await.unwrap();

    let (ada, bob) = (orders.key("A-100"), orders.key("B-200"));
    let numbers = orders.numbers(&[&ada, &bob]).await.unwrap();
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), [(bob.to_string(), "B-200".to_owned())]);
    assert_eq!(returned(&ledger).await, before);
    let about = ledger.plan().about(&Reference::Order(ada)).await.unwrap();
    assert_eq!(about.len(), 2, "whoever knows the number finds what it brought");
    for file in std::fs::read_dir(home.0.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"A-100"));
    }
}

#[tokio::test]
async fn what_earlier_releases_booked_by_number_is_hidden_once() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let message = format!("gift/1/mail/{ADA}/email/7");
    book(&ledger, "A-100", &format!("last touch {message} at 2026-01-01T00:00:00.000Z"), None).await;
    book(&ledger, "B-200", "came back", None).await;
    let before = returned(&ledger).await;

    let tx = db.begin().await.unwrap();
    hide(&tx).await.unwrap();
    tx.commit().await.unwrap();

    let orders = Orders::load(db.clone()).await.unwrap();
    let (ada, bob) = (orders.key("A-100"), orders.key("B-200"));
    let about = ledger.plan().about(&Reference::Order(ada.clone())).await.unwrap();
    let ids: Vec<&str> = about.iter().map(|record| record.transfer.id.0.as_str()).collect();
    assert_eq!(ids, [format!("order/{ada}/shoes/credit/returned"), format!("order/{ada}/shoes/credit/margin")]);
    assert_eq!(about[0].transfer.touch, Some(Reference::Message(message.into())));
    let numbers = orders.numbers(&[&ada, &bob]).await.unwrap();
    assert_eq!(numbers.get(ada.as_str()).map(String::as_str), Some("A-100"));
    assert!(!numbers.contains_key(bob.as_str()), "nobody can say whose it is, so nothing could take it out");
    assert_eq!(returned(&ledger).await, before);
    // Told again under its key, it is known.
    book(&ledger, &ada, "last touch", None).await;
    assert_eq!(ledger.plan().about(&Reference::Order(ada)).await.unwrap().len(), 2);
    let rows = db.rows("SELECT customer FROM order_name", values![]).await.unwrap();
    let whose: Vec<String> = rows.iter().map(|row| get(row, "customer")).collect::<Result<_, SqlError>>().unwrap();
    assert_eq!(whose, [ADA.to_string()]);
}
