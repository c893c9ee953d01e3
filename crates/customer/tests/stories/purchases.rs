//! What was bought and what came back.

use super::*;
use proptest::prelude::*;
use rapport_customer::{Cause, Link, Offer, PurchaseChange};

const ORDER: &str = r#"{"order_id":"o-1","revenue":100.0,"currency":"EUR","products":[
    {"product_id":"p1","sku":"s1","category":"shoes/running","price":30.0,"quantity":2},
    {"product_id":"p2","category":"socks","price":"40.00"}]}"#;

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn has(person: &Customer, product: &str) -> bool {
    let offer = Offer { products: vec![product.into()], ..Offer::default() };
    person.purchases.has(&offer, NOON + Span::DAY).is_some()
}

#[test]
fn an_order_counts_once_however_many_touchpoints_tell_it() {
    let mut ada = ada();
    let first = ada.observe(&event("Order Completed", NOON, ORDER), &brand());
    assert_eq!(first, Some(PurchaseChange::Completed { order: "o-1".into(), revenue: euros(10_000) }));
    let till = Event { source: "till".into(), ..event("Order Completed", NOON + Span(9), ORDER) };
    assert_eq!(ada.observe(&till, &brand()), None);
    assert_eq!(ada.purchases.orders().len(), 1);
    assert!(has(&ada, "p1") && has(&ada, "s1") && has(&ada, "p2") && !has(&ada, "p3") && !has(&ada, ""));
    let shoes = Offer { categories: vec!["shoes".into()], ..Offer::default() };
    let shoe = Offer { categories: vec!["shoe".into()], ..Offer::default() };
    assert!(ada.purchases.has(&shoes, NOON).is_some() && ada.purchases.has(&shoe, NOON).is_none());
}

#[test]
fn a_partial_return_takes_back_what_it_names() {
    let mut ada = ada();
    ada.observe(&event("Order Completed", NOON, ORDER), &brand());
    let back = |quantity: u32| format!(r#"{{"order_id":"o-1","products":[{{"sku":"s1","quantity":{quantity}}}]}}"#);
    let returned = |ada: &mut Customer, body: &str| ada.observe(&event("Order Refunded", NOON, body), &brand());
    let change = |minor| Some(PurchaseChange::Returned { order: "o-1".into(), amount: euros(minor) });
    assert_eq!(returned(&mut ada, &back(1)), change(3_000));
    assert!(has(&ada, "p1"), "one pair is left");
    assert_eq!(returned(&mut ada, &back(5)), change(3_000));
    assert!(!has(&ada, "p1") && has(&ada, "p2"));
    assert_eq!(returned(&mut ada, &back(1)), None, "nothing left to return");
    assert_eq!(ada.observe(&event("Order Cancelled", NOON, r#"{"order_id":"o-1"}"#), &brand()), change(4_000));
    assert!(!has(&ada, "p2") && ada.purchases.order("o-1").unwrap().refunded == 10_000);
}

#[test]
fn a_return_may_arrive_before_its_order() {
    let mut ada = ada();
    let early = event("Order Refunded", NOON, r#"{"order_id":"o-1","products":[{"product_id":"p2"}]}"#);
    assert_eq!(ada.observe(&early, &brand()), None);
    let change = ada.observe(&event("Order Completed", NOON, ORDER), &brand());
    assert_eq!(change, Some(PurchaseChange::Completed { order: "o-1".into(), revenue: euros(6_000) }));
    assert!(!has(&ada, "p2") && has(&ada, "p1"));
}

#[test]
fn odd_orders_are_read_as_far_as_they_make_sense() {
    let mut ada = ada();
    let odd = [
        r#"{}"#,
        r#"{"order_id":7,"products":"none","total":"x"}"#,
        r#"{"order_id":"q","products":[1,{"quantity":-1},{"quantity":1e300,"price":1e300}],"revenue":1e300}"#,
    ];
    for (n, body) in odd.iter().enumerate() {
        assert!(ada.observe(&event("Order Completed", NOON + Span(n as i64), body), &brand()).is_some());
    }
    for body in [
        r#"{"order_id":"q","total":9e16}"#,
        r#"{"order_id":"q","total":9e16}"#,
        r#"{"order_id":"q","total":-9e16}"#,
        r#"{"total":1}"#,
    ] {
        ada.observe(&event("Order Refunded", NOON, body), &brand());
    }
    let ids: Vec<_> = ada.purchases.orders().iter().map(|order| order.id.as_str()).collect();
    assert_eq!(ids, ["Order Completed-1772539200000", "7", "q"]);
}

proptest! {
    #[test]
    fn a_merge_loses_no_purchase_and_never_pays_back_more_than_was_paid(
        left in prop::collection::vec((0..6u8, 0..3u8), 0..12),
        right in prop::collection::vec((0..6u8, 0..3u8), 0..12),
    ) {
        let live = |id, acts: &[(u8, u8)]| {
            let mut person = Customer::new(CustomerId(id));
            for (n, (order, act)) in acts.iter().enumerate() {
                let name = ["Order Completed", "Order Refunded", "Order Cancelled"][usize::from(*act)];
                let body = ORDER.replace("o-1", &format!("o-{order}"));
                person.observe(&event(name, NOON + Span(n as i64), &body), &brand());
            }
            person
        };
        let (mut a, b) = (live(1, &left), live(2, &right));
        let known: Vec<_> = a.purchases.orders().iter().chain(b.purchases.orders()).map(|order| order.id.clone()).collect();
        let total = a.windows.total("Order Completed") + b.windows.total("Order Completed");
        let because = Cause { link: Link::Alias, by: IdentifierKind::UserId, together: vec![] };
        a.merge(b, because, NOON);
        for id in &known {
            prop_assert_eq!(a.purchases.orders().iter().filter(|order| order.id == *id).count(), 1);
        }
        prop_assert_eq!(a.windows.total("Order Completed"), total);
        for order in a.purchases.orders() {
            prop_assert!((0..=order.revenue.minor).contains(&order.refunded));
            prop_assert!(order.lines.iter().all(|line| line.returned <= line.quantity));
        }
    }
}
