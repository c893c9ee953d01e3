//! What was bought and what came back.

use super::*;
use proptest::prelude::*;
use rapport_customer::{Cause, Heard, Link, Offer, OrderAct, OrderDoubt, OrderRefusal, OrderWarning, Told};

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

/// Takes in a word about an order, and says what is left of it, or why it counts for nothing.
fn tell(person: &mut Customer, event: &Event) -> Result<Option<i64>, OrderRefusal> {
    let heard = person.observe(event, &brand()).unwrap();
    heard.did?;
    Ok(person.purchases.order(&heard.order).map(|order| order.left().minor))
}

fn said(name: &str, body: &str) -> Event {
    event(name, NOON, body)
}

#[test]
fn an_order_counts_once_however_many_touchpoints_tell_it() {
    let mut ada = ada();
    assert_eq!(tell(&mut ada, &said("Order Completed", ORDER)), Ok(Some(10_000)));
    let till = Event { source: "till".into(), ..event("Order Completed", NOON + Span(9), ORDER) };
    let again = ada.observe(&till, &brand()).unwrap();
    assert_eq!(again.did, Ok(Heard::Known));
    assert_eq!(ada.purchases.orders().len(), 1);
    assert!(has(&ada, "p1") && has(&ada, "s1") && has(&ada, "p2") && !has(&ada, "p3") && !has(&ada, ""));
    let shoes = Offer { categories: vec!["shoes".into()], ..Offer::default() };
    let shoe = Offer { categories: vec!["shoe".into()], ..Offer::default() };
    assert!(ada.purchases.has(&shoes, NOON).is_some() && ada.purchases.has(&shoe, NOON).is_none());
}

#[test]
fn a_partial_return_takes_back_what_it_names() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    let back = |quantity: u32| format!(r#"{{"order_id":"o-1","products":[{{"sku":"s1","quantity":{quantity}}}]}}"#);
    assert_eq!(tell(&mut ada, &said("Order Refunded", &back(1))), Ok(Some(7_000)));
    assert!(has(&ada, "p1"), "one pair is left");
    assert_eq!(tell(&mut ada, &said("Order Refunded", &back(5))), Ok(Some(4_000)));
    assert!(!has(&ada, "p1") && has(&ada, "p2"));
    let nothing_left = ada.observe(&said("Order Refunded", &back(1)), &brand()).unwrap();
    assert_eq!(nothing_left.did, Ok(Heard::Known));
    assert_eq!(tell(&mut ada, &said("Order Cancelled", r#"{"order_id":"o-1"}"#)), Ok(Some(0)));
    assert!(!has(&ada, "p2") && ada.purchases.order("o-1").unwrap().refunded == 10_000);
}

/// What is left of an order of 50.00 after a word about it.
fn left_after(act: &str, body: &str) -> Result<Option<i64>, OrderRefusal> {
    let mut ada = ada();
    let sold = r#"{"order_id":"o","revenue":50,"products":[{"product_id":"p1","price":20,"quantity":2},{"product_id":"93","price":5}]}"#;
    tell(&mut ada, &said("Order Completed", sold)).unwrap();
    let answer = tell(&mut ada, &said(act, &format!(r#"{{"order_id":"o",{body}}}"#)));
    if answer.is_err() {
        assert_eq!(ada.purchases.order("o").unwrap().left(), euros(5_000), "{body}: a refused word changes nothing");
    }
    answer
}

#[test]
fn a_return_that_cannot_be_read_is_not_a_return_of_everything() {
    let products = Err(OrderRefusal::UnreadableProducts);
    let elsewhere = Err(OrderRefusal::AmountElsewhere);
    let table = [
        (r#""products":[]"#, products),
        (r#""products":["p1"]"#, products),
        (r#""products":[null]"#, products),
        (r#""products":[{}]"#, products),
        (r#""products":[{"id":"p1","quantity":1}]"#, products),
        (r#""products":[{"product_id":{"id":"p1"}}]"#, products),
        (r#""products":{"0":{"product_id":"p1"}}"#, products),
        (r#""products":"[{\"product_id\":\"p1\"}]""#, products),
        (r#""products":7"#, products),
        (r#""amount":5"#, elsewhere),
        (r#""refund_amount":"5.00""#, elsewhere),
        (r#""totalRefunded":"5,00 EUR""#, elsewhere),
        (r#""items":[{"item_id":"p1"}]"#, elsewhere),
        (r#""line_items":[]"#, elsewhere),
        (r#""refund":{"revenue":5}"#, elsewhere),
        (r#""revenue":null,"products":null,"amount":5"#, elsewhere),
        (r#""products":[{"product_id":"p9"}]"#, Ok(Some(5_000))),
        (r#""products":[{"product_id":"p1"},{"product_id":"p9"}]"#, Ok(Some(5_000))),
        (r#""refund_id":{}"#, Err(OrderRefusal::UnreadableId)),
        (r#""products":[{"product_id":"p1","quantity":0}]"#, Ok(Some(5_000))),
        (r#""revenue":0"#, Ok(Some(5_000))),
        (r#""products":[{"product_id":"p1"}]"#, Ok(Some(3_000))),
        (r#""products":[{"product_id":"p1","quantity":-1}]"#, Ok(Some(3_000))),
        (r#""products":[{"product_id":93}]"#, Ok(Some(4_500))),
        (r#""products":[{"product_id":93.0}]"#, Ok(Some(4_500))),
        (r#""products":[{"product_id":"p9"}],"revenue":7"#, Ok(Some(4_300))),
        (r#""products":[],"revenue":7,"items":[]"#, Ok(Some(4_300))),
        (r#""sku":"s2","quantity":1"#, elsewhere),
        (r#""product_id":"p1""#, elsewhere),
        (r#""variant_id":7"#, elsewhere),
        (r#""transactions":[{"amount":"10.00"}]"#, elsewhere),
        (r#""return":{"products":[{"product_id":"p1"}]}"#, elsewhere),
        (r#""payment":{"value":10}"#, elsewhere),
        (r#""credit":10"#, elsewhere),
        (r#""betrag":"20,00""#, elsewhere),
        (r#""partial":true"#, elsewhere),
        (r#""amount_paid":5"#, elsewhere),
        (r#""paid":5"#, elsewhere),
        (r#""total_paid":"5.00""#, elsewhere),
        (r#""order_value":5"#, elsewhere),
        (r#""sum":5"#, elsewhere),
        (r#""articles":["p1"]"#, elsewhere),
        (r#""amount":"five""#, elsewhere),
        (r#""refund_reason":"too small","refundType":"card","processed_at":"2026-03-02T10:00:00Z""#, Ok(Some(0))),
        (r#""products":[{"product_id":"p1","qty":1}]"#, Err(OrderRefusal::UnreadableQuantity)),
        (r#""revenue":5,"currency_code":"USD""#, Err(OrderRefusal::UnreadableCurrency)),
        (r#""revenue":5,"currency_code":"eur""#, Ok(Some(4_500))),
        (r#""reason":"2 broken items","rma_number":7,"store":"12","restocked":true,"note":null"#, Ok(Some(0))),
        (r#""revenue":null,"products":null"#, Err(OrderRefusal::UnreadableAmount)),
        (r#""products":null"#, products),
        (r#""revenue":null"#, Err(OrderRefusal::UnreadableAmount)),
        (r#""total":null,"products":null"#, Err(OrderRefusal::UnreadableAmount)),
        (r#""revenue":null,"value":20"#, Ok(Some(3_000))),
    ];
    for act in ["Order Refunded", "Order Cancelled"] {
        for (body, expected) in &table {
            assert_eq!(left_after(act, body), *expected, "{act} {body}");
        }
    }
}

#[test]
fn a_cancellation_takes_back_what_it_names() {
    let gone = |body: &str| {
        let mut ada = ada();
        tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
        let left = tell(&mut ada, &said("Order Cancelled", &format!(r#"{{"order_id":"o-1",{body}}}"#))).unwrap();
        (left, ada.purchases.order("o-1").unwrap().cancelled)
    };
    assert_eq!(gone(r#""revenue":5"#), (Some(9_500), false));
    assert_eq!(gone(r#""products":[{"product_id":"p2"}]"#), (Some(6_000), false));
    // As Segment's specification has it, a cancellation says the whole order once more.
    assert_eq!(
        gone(r#""revenue":100,"products":[{"product_id":"p1","quantity":2},{"product_id":"p2"}]"#),
        (Some(0), true)
    );
    // What was paid beside the products was for the whole order.
    let mut ada = ada();
    let freight = r#"{"order_id":"f","revenue":25,"products":[{"product_id":"p1","price":20}]}"#;
    tell(&mut ada, &said("Order Completed", freight)).unwrap();
    let all = r#"{"order_id":"f","products":[{"product_id":"p1"}]}"#;
    assert_eq!(tell(&mut ada, &said("Order Cancelled", all)), Ok(Some(0)));
}

#[test]
fn a_sale_that_cannot_be_read_is_not_one_of_nothing() {
    let mut ada = ada();
    let table = [
        (r#""products":{"0":{"price":3}}"#, OrderRefusal::UnreadableProducts),
        (r#""products":"[]""#, OrderRefusal::UnreadableProducts),
        (r#""products":["a"]"#, OrderRefusal::UnreadableProducts),
        (r#""products":[{"product":{"id":"a","price":3},"quantity":2}]"#, OrderRefusal::UnreadableProducts),
        (r#""total_price":"199.00","line_items":[{"id":1,"price":"199.00"}]"#, OrderRefusal::AmountElsewhere),
        (r#""total_price_set":{"shop_money":{"amount":"12.00"}}"#, OrderRefusal::AmountElsewhere),
        (r#""order":{"total":12}"#, OrderRefusal::AmountElsewhere),
        (r#""items":[{"item_id":"SKU","price":10.01}]"#, OrderRefusal::AmountElsewhere),
        (r#""products":[],"subtotal":5"#, OrderRefusal::AmountElsewhere),
        (r#""amount_paid":50"#, OrderRefusal::AmountElsewhere),
        (r#""order_value":50"#, OrderRefusal::AmountElsewhere),
        (r#""sum":"50""#, OrderRefusal::AmountElsewhere),
        (r#""purchase_units":[{"amount":{"value":"12.00"}}]"#, OrderRefusal::AmountElsewhere),
        (r#""products":[{"price":10,"qty":3}]"#, OrderRefusal::UnreadableQuantity),
        (r#""products":[{"price":10,"count":3}]"#, OrderRefusal::UnreadableQuantity),
        (r#""products":[{"price":10,"currency":"USD"}]"#, OrderRefusal::UnreadableCurrency),
        (r#""total":10,"currencyCode":"USD""#, OrderRefusal::UnreadableCurrency),
    ];
    for (body, expected) in table {
        let sold = said("Order Completed", &format!(r#"{{"order_id":"q",{body}}}"#));
        assert_eq!(tell(&mut ada, &sold), Err(expected), "{body}");
        assert_eq!(rapport_customer::told::review(&sold, Currency::EUR), Err(expected), "{body}");
    }
    assert!(ada.purchases.order("q").is_none());
    let known = r#"{"order_id":"q","products":[{"product_id":"a","quantity":2}]}"#;
    assert_eq!(tell(&mut ada, &said("Order Completed", known)), Ok(Some(0)), "goods without a price are goods");
    assert!(has(&ada, "a"));
}

#[test]
fn an_order_is_known_by_its_id_however_programs_write_it() {
    let mut ada = ada();
    let sold = |id: &str| said("Order Completed", &format!(r#"{{"order_id":{id},"revenue":10}}"#));
    for id in ["2001", "2001.0", r#""2001""#, r#"" 2001 ""#, r#""2001\u00a0""#, r#""\u200b2001""#, "2.001e3"] {
        assert!(tell(&mut ada, &sold(id)).is_ok(), "{id}");
    }
    assert!(tell(&mut ada, &said("Order Completed", r#"{"orderId":2001,"revenue":10}"#)).is_ok());
    tell(&mut ada, &sold(r#""B\u00e9-1""#)).unwrap();
    tell(&mut ada, &sold(r#""Be\u0301-1""#)).unwrap();
    let ids: Vec<&str> = ada.purchases.orders().iter().map(|order| order.id.as_str()).collect();
    assert_eq!(ids, ["2001", "B\u{e9}-1"]);
    for id in ["true", "2001.5", r#"{"id":2001}"#, "[2001]", "8.2e17"] {
        assert_eq!(tell(&mut ada, &sold(id)), Err(OrderRefusal::UnreadableId), "{id}");
    }
    assert_eq!(ada.purchases.orders().len(), 2);
}

#[test]
fn what_programs_write_when_they_have_no_id_joins_no_orders() {
    let mut ada = ada();
    for (n, id) in
        [r#""undefined""#, r#""undefined""#, "0", r#""""#, "null", r#""{{order.id}}""#].into_iter().enumerate()
    {
        let body = format!(r#"{{"order_id":{id},"revenue":10}}"#);
        let sold = Event { message_id: format!("m{n}").into(), ..said("Order Completed", &body) };
        assert_eq!(tell(&mut ada, &sold), Ok(Some(1_000)), "{id}");
        assert_eq!(rapport_customer::told::says_placeholder(&sold), !matches!(id, "null" | r#""""#), "{id}");
        for act in ["Order Refunded", "Order Cancelled", "Order Updated"] {
            assert_eq!(tell(&mut ada, &said(act, &body)), Err(OrderRefusal::NoOrderId), "{act} {id}");
        }
    }
    assert_eq!(ada.purchases.orders().len(), 6);
}

#[test]
fn a_return_that_shop_and_till_tell_counts_once() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    let mut back = |source: &str, body: &str| {
        let event = said("Order Refunded", &format!(r#"{{"order_id":"o-1",{body}}}"#));
        tell(&mut ada, &Event { source: source.into(), ..event }).unwrap().unwrap()
    };
    assert_eq!(back("shop", r#""revenue":20"#), 8_000);
    assert_eq!(back("till", r#""revenue":"20.00""#), 8_000, "the till tells the same");
    assert_eq!(back("till", r#""revenue":20"#), 6_000, "and another one");
    assert_eq!(back("shop", r#""revenue":20"#), 6_000, "that the shop tells as well");
    assert_eq!(back("shop", r#""revenue":30,"refund_id":"r1""#), 3_000);
    assert_eq!(back("shop", r#""revenue":30,"refund_id":"r1""#), 3_000, "told again");
    assert_eq!(back("till", r#""revenue":30"#), 3_000, "not the rest: it is known");
    assert_eq!(back("shop", r#""revenue":5,"refund_id":2"#), 2_500);
    assert_eq!(back("till", r#""revenue":5,"refund_id":2.0"#), 2_500);
    assert_eq!(back("shop", r#""revenue":5,"refund_id":3"#), 2_000);
    let mut ben = super::ada();
    let one = said("Order Refunded", r#"{"order_id":"o-1","products":[{"product_id":"p1"}]}"#);
    for source in ["shop", "till"] {
        tell(&mut ben, &Event { source: source.into(), ..one.clone() }).unwrap();
    }
    assert_eq!(tell(&mut ben, &said("Order Completed", ORDER)), Ok(Some(7_000)), "told before the order, by both");
}

#[test]
fn a_message_that_comes_again_tells_no_other_return() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", r#"{"order_id":"o","revenue":100}"#)).unwrap();
    let back = |message: &str, revenue: u32| Event {
        message_id: message.into(),
        ..said("Order Refunded", &format!(r#"{{"order_id":"o","revenue":{revenue}}}"#))
    };
    assert_eq!(tell(&mut ada, &back("m1", 20)), Ok(Some(8_000)));
    assert_eq!(tell(&mut ada, &back("m1", 20)), Ok(Some(8_000)), "however long after");
    assert_eq!(
        tell(&mut ada, &back("m2", 20)),
        Ok(Some(6_000)),
        "the same words in another message are another return"
    );
    assert_eq!(
        tell(&mut ada, &back("m1", 5)),
        Ok(Some(5_500)),
        "a till that numbers its messages anew each day says another"
    );
}

#[test]
fn returns_with_ids_of_their_own_are_returns_of_their_own() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    let mut back = |source: &str, body: &str| {
        let event = said("Order Refunded", &format!(r#"{{"order_id":"o-1",{body}}}"#));
        tell(&mut ada, &Event { source: source.into(), ..event }).unwrap().unwrap()
    };
    assert_eq!(back("shop", r#""revenue":10,"refund_id":"S-1""#), 9_000);
    assert_eq!(back("till", r#""revenue":10,"refundId":"T-1""#), 8_000);
    assert_eq!(back("till", r#""revenue":10,"refund_id":"T-2""#), 7_000);
    assert_eq!(back("erp", r#""revenue":10"#), 7_000, "one of those");
    // What programs write when they have no id is none.
    assert_eq!(back("shop", r#""revenue":20,"refund_id":"undefined""#), 5_000);
    assert_eq!(back("shop", r#""revenue":1,"refund_id":"undefined""#), 4_900);
    // The same goods, with their amount and without.
    assert_eq!(back("shop", r#""revenue":30,"products":[{"product_id":"p1"}]"#), 1_900);
    assert_eq!(back("till", r#""products":[{"product_id":"p1"}]"#), 1_900);
}

#[test]
fn a_return_takes_the_line_it_names_most_closely() {
    let sold = r#"{"order_id":"v","products":[{"product_id":"p","sku":"s1","line_id":"l1","price":20,"quantity":2},
        {"product_id":"p","sku":"s2","line_id":"l2","price":10},{"line_id":"l3","price":3}]}"#;
    for (line, left) in [
        (r#"{"product_id":"p","line_id":"l2"}"#, 4_300),
        (r#"{"line_id":"l2"}"#, 4_300),
        (r#"{"line_id":"l3"}"#, 5_000),
        (r#"{"product_id":"p","sku":"s2"}"#, 4_300),
        (r#"{"sku":"s2"}"#, 4_300),
        (r#"{"product_id":"p"}"#, 3_300),
    ] {
        let mut ada = ada();
        tell(&mut ada, &said("Order Completed", sold)).unwrap();
        let back = said("Order Refunded", &format!(r#"{{"order_id":"v","products":[{line}]}}"#));
        assert_eq!(tell(&mut ada, &back), Ok(Some(left)), "{line}");
    }
}

#[test]
fn a_return_may_come_before_the_rows_of_its_order() {
    let row = |line: &str| said("Order Completed", &format!(r#"{{"order_id":"r","products":[{line}]}}"#));
    let rows = [row(r#"{"product_id":"a","price":10}"#), row(r#"{"product_id":"b","price":5}"#)];
    for (back, left) in [
        (r#""products":[{"product_id":"b"}]"#, 1_000),
        (r#""reason":"all of it""#, 0),
        (r#""revenue":12"#, 300),
        (r#""revenue":4"#, 1_100),
    ] {
        let mut ada = ada();
        let early = said("Order Refunded", &format!(r#"{{"order_id":"r",{back}}}"#));
        ada.observe(&early, &brand()).unwrap();
        for row in &rows {
            ada.observe(row, &brand()).unwrap();
        }
        assert_eq!(ada.purchases.order("r").unwrap().left().minor, left, "{back}");
    }
}

#[test]
fn a_number_that_somebody_elses_order_has_is_not_sold_twice() {
    let mut told = Told::default();
    let mut hear = |name: &str, body: &str, own: bool| {
        let event = said(name, body);
        told.hear(OrderAct::of(&event).unwrap(), &"o-1".into(), &event, own, Currency::EUR)
    };
    assert_eq!(hear("Order Completed", ORDER, true), Ok(Heard::Began));
    assert_eq!(hear("Order Completed", ORDER, false), Ok(Heard::Known), "the till does not know who buys");
    let other = r#"{"order_id":"o-1","revenue":20}"#;
    assert_eq!(hear("Order Completed", other, false), Err(OrderRefusal::AnotherCustomer), "the second shop's 1");
    let row = r#"{"order_id":"o-1","products":[{"product_id":"p9","price":1}]}"#;
    assert_eq!(hear("Order Completed", row, false), Err(OrderRefusal::AnotherCustomer));
    assert_eq!(hear("Order Updated", other, false), Ok(Heard::Changed), "whoever corrects it may not know the buyer");
    assert_eq!(told.order.unwrap().left(), euros(2_000));
}

#[test]
fn a_row_may_give_back_what_others_sold() {
    let mut ada = ada();
    let row = |line: &str| said("Order Completed", &format!(r#"{{"order_id":"n","products":[{line}]}}"#));
    assert_eq!(tell(&mut ada, &row(r#"{"product_id":"a","price":10,"quantity":2}"#)), Ok(Some(2_000)));
    assert_eq!(tell(&mut ada, &row(r#"{"product_id":"pfand","price":0.25,"quantity":-8}"#)), Ok(Some(1_800)));
    let beyond = row(r#"{"product_id":"pfand2","price":0.25,"quantity":-800}"#);
    assert_eq!(ada.observe(&beyond, &brand()).unwrap().did, Ok(Heard::Waits), "as long as the others sold less");
    assert_eq!(ada.purchases.order("n").unwrap().left(), euros(1_800));
    assert_eq!(tell(&mut ada, &row(r#"{"product_id":"b","price":300}"#)), Ok(Some(11_800)));
    let altogether = said("Order Updated", r#"{"order_id":"n","products":[{"product_id":"pfand","price":-5}]}"#);
    assert_eq!(tell(&mut ada, &altogether), Err(OrderRefusal::NegativeAmount), "that is the whole order");
}

#[test]
fn goods_come_back_of_an_order_told_without_them_at_their_price() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", r#"{"order_id":"o","revenue":50}"#)).unwrap();
    let back = |line: &str| said("Order Refunded", &format!(r#"{{"order_id":"o","products":[{line}]}}"#));
    assert_eq!(tell(&mut ada, &back(r#"{"product_id":"p1"}"#)), Ok(Some(5_000)), "it waits for its row");
    assert_eq!(tell(&mut ada, &back(r#"{"product_id":"p1","price":10,"quantity":2}"#)), Ok(Some(3_000)));
}

#[test]
fn a_return_may_arrive_before_its_order() {
    let mut ada = ada();
    let early = said("Order Refunded", r#"{"order_id":"o-1","products":[{"product_id":"p2"}]}"#);
    assert_eq!(tell(&mut ada, &early), Ok(None));
    assert_eq!(tell(&mut ada, &said("Order Completed", ORDER)), Ok(Some(6_000)));
    assert!(!has(&ada, "p2") && has(&ada, "p1"));
}

#[test]
fn what_cannot_be_read_never_becomes_money() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    let sale = "Order Completed";
    let back = "Order Refunded";
    let table = [
        (sale, r#"{"order_id":"q","revenue":"50,00"}"#, OrderRefusal::UnreadableAmount),
        (sale, r#"{"order_id":"q","revenue":"1.234,50 €"}"#, OrderRefusal::UnreadableAmount),
        (sale, r#"{"order_id":"q","revenue":50,"margin":"12,5"}"#, OrderRefusal::UnreadableAmount),
        (sale, r#"{"order_id":"q","products":[{"price":"9,99"}]}"#, OrderRefusal::UnreadableAmount),
        (sale, r#"{"order_id":"q","products":[{"price":9,"quantity":"two"}]}"#, OrderRefusal::UnreadableQuantity),
        (sale, r#"{"order_id":"q","revenue":50,"currency":"euros"}"#, OrderRefusal::UnreadableCurrency),
        (sale, r#"{"order_id":"q","revenue":1e20}"#, OrderRefusal::AmountTooLarge),
        (sale, r#"{"order_id":"q","products":[{"price":1e9,"quantity":1000000}]}"#, OrderRefusal::AmountTooLarge),
        (sale, r#"{"order_id":"q","revenue":-50}"#, OrderRefusal::NegativeAmount),
        (sale, r#"{"order_id":"q","revenue":50,"margin":51}"#, OrderRefusal::MarginAboveRevenue),
        (back, r#"{"order_id":"o-1","revenue":"20,00"}"#, OrderRefusal::UnreadableAmount),
        (back, r#"{"order_id":"o-1","revenue":-20}"#, OrderRefusal::NegativeAmount),
        (back, r#"{"order_id":"o-1","revenue":20,"currency":"USD"}"#, OrderRefusal::OtherCurrency),
        ("Order Updated", r#"{"order_id":"o-1","revenue":20,"currency":"usd"}"#, OrderRefusal::OtherCurrency),
    ];
    for (name, body, refusal) in table {
        assert_eq!(tell(&mut ada, &said(name, body)), Err(refusal), "{name} {body}");
    }
    assert!(ada.purchases.order("q").is_none());
    assert_eq!(ada.purchases.order("o-1").unwrap().left(), euros(10_000));
}

#[test]
fn what_can_be_read_is_read_exactly() {
    let usd = |minor| Money::new(minor, "USD".parse().unwrap());
    let table = [
        (r#"{"order_id":"q","revenue":50,"currency":"usd"}"#, usd(5_000)),
        (r#"{"order_id":"q","revenue":"12.50"}"#, euros(1_250)),
        (r#"{"order_id":"q","products":[{"price":1.99,"quantity":0.455}]}"#, euros(91)),
        (r#"{"order_id":"q","products":[{"price":10,"quantity":1.5}]}"#, euros(1_500)),
        (r#"{"order_id":"q","products":[{"price":20},{"price":-5},{"price":0.25,"quantity":-6}]}"#, euros(1_350)),
        (r#"{"order_id":"q","revenue":null,"total":7}"#, euros(700)),
        (r#"{"order_id":"q"}"#, euros(0)),
    ];
    for (body, expected) in table {
        let mut ada = ada();
        tell(&mut ada, &said("Order Completed", body)).unwrap();
        assert_eq!(ada.purchases.order("q").unwrap().revenue, expected, "{body}");
    }
}

#[test]
fn weighed_goods_come_back_in_parts() {
    let mut ada = ada();
    let cheese = r#"{"order_id":"c","products":[{"sku":"gouda","price":20,"quantity":1.5},{"sku":"box","price":2}]}"#;
    assert_eq!(tell(&mut ada, &said("Order Completed", cheese)), Ok(Some(3_200)));
    let back = |quantity: f64| format!(r#"{{"order_id":"c","products":[{{"sku":"gouda","quantity":{quantity}}}]}}"#);
    assert_eq!(tell(&mut ada, &said("Order Refunded", &back(0.255))), Ok(Some(2_690)));
    assert!(has(&ada, "gouda"));
    assert_eq!(tell(&mut ada, &said("Order Refunded", &back(9.0))), Ok(Some(200)));
    assert!(!has(&ada, "gouda") && has(&ada, "box"));
    let half = r#"{"order_id":"c","products":[{"sku":"box","quantity":0.5}]}"#;
    assert_eq!(tell(&mut ada, &said("Order Refunded", half)), Ok(Some(100)), "whole pieces are cut, too");
}

#[test]
fn an_order_grows_and_changes() {
    let mut ada = ada();
    let row = |line: &str| said("Order Completed", &format!(r#"{{"order_id":"t","products":[{line}]}}"#));
    let (milk, bread) = (r#"{"sku":"milk","price":1.5,"quantity":2}"#, r#"{"sku":"bread","price":4}"#);
    assert_eq!(tell(&mut ada, &row(milk)), Ok(Some(300)));
    assert_eq!(tell(&mut ada, &row(bread)), Ok(Some(700)), "the second row of a till's export");
    assert_eq!(tell(&mut ada, &row(bread)), Ok(Some(700)), "told again by another touchpoint");
    let named = |n: u8| row(&format!(r#"{{"sku":"bread","price":4,"line_id":{n}}}"#));
    assert_eq!(tell(&mut ada, &named(3)), Ok(Some(1_100)), "two alike are told apart by their name");
    assert_eq!(tell(&mut ada, &named(3)), Ok(Some(1_100)));
    assert_eq!(tell(&mut ada, &said("Order Refunded", r#"{"order_id":"t","revenue":2}"#)), Ok(Some(900)));
    // An amount is the order's from now on, and what came back stays back.
    assert_eq!(tell(&mut ada, &said("Order Completed", r#"{"order_id":"t","revenue":20}"#)), Ok(Some(1_800)));
    assert_eq!(tell(&mut ada, &said("Order Updated", r#"{"order_id":"t","revenue":"5.00"}"#)), Ok(Some(300)));
    let only = format!(r#"{{"order_id":"t","products":[{bread}]}}"#);
    assert_eq!(tell(&mut ada, &said("Order Updated", &only)), Ok(Some(200)));
    assert!(has(&ada, "bread") && !has(&ada, "milk"));
    assert_eq!(tell(&mut ada, &said("Order Cancelled", r#"{"order_id":"t"}"#)), Ok(Some(0)));
    assert_eq!(tell(&mut ada, &said("Order Updated", r#"{"order_id":"t","revenue":9}"#)), Ok(Some(0)), "called off");
    assert_eq!(tell(&mut ada, &said("Order Updated", r#"{"order_id":"new","revenue":9}"#)), Ok(Some(900)));
}

fn public(name: &str, body: &str) -> Event {
    Event { public: true, source: "page".into(), ..said(name, body) }
}

#[test]
fn a_public_word_changes_nothing_of_what_a_trusted_source_told() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    for name in ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"] {
        let body = r#"{"order_id":"o-1","revenue":0.01}"#;
        assert_eq!(tell(&mut ada, &public(name, body)), Err(OrderRefusal::TrustedOrder), "{name}");
    }
    assert_eq!(ada.purchases.order("o-1").unwrap().left(), euros(10_000));
    let back = r#"{"order_id":"o-2","revenue":1}"#;
    assert_eq!(tell(&mut ada, &public("Order Refunded", back)), Err(OrderRefusal::UnknownOrder));
    let huge = r#"{"order_id":"o-3","revenue":100000001}"#;
    assert_eq!(tell(&mut ada, &public("Order Completed", huge)), Err(OrderRefusal::AmountTooLarge));
}

#[test]
fn an_order_grows_up_to_what_is_believed_of_one_order() {
    let line =
        |n: usize, price: &str| format!(r#"{{"order_id":"o-1","products":[{{"product_id":"p{n}","price":{price}}}]}}"#);
    let mut ada = ada();
    // The largest a public source is believed, in two parts; a third is too much.
    for (n, left) in [(0, 6_000_000_000), (1, 10_000_000_000)] {
        let price = if n == 0 { "60000000" } else { "40000000" };
        assert_eq!(tell(&mut ada, &public("Order Completed", &line(n, price))), Ok(Some(left)));
    }
    assert_eq!(tell(&mut ada, &public("Order Completed", &line(2, "0.01"))), Err(OrderRefusal::AmountTooLarge));
    let order = ada.purchases.order("o-1").unwrap();
    assert_eq!((order.left().minor, order.lines.len()), (10_000_000_000, 2), "the refused line left nothing");

    let mut ben = super::ada();
    for (n, left) in (0..500).zip(1i64..) {
        assert_eq!(tell(&mut ben, &said("Order Completed", &line(n, "1"))), Ok(Some(100 * left)));
    }
    assert_eq!(tell(&mut ben, &said("Order Completed", &line(500, "1"))), Err(OrderRefusal::TooManyLines));
    assert_eq!(ben.purchases.order("o-1").unwrap().left().minor, 50_000);
    // Told at once, all lines count in the amount, and as many are kept as an order may have.
    let lines: Vec<String> = (0..501).map(|n| format!(r#"{{"product_id":"p{n}","price":1}}"#)).collect();
    let all = format!(r#"{{"order_id":"o-2","products":[{}]}}"#, lines.join(","));
    assert_eq!(tell(&mut ben, &said("Order Completed", &all)), Ok(Some(50_100)));
    assert_eq!(ben.purchases.order("o-2").unwrap().lines.len(), 500);
}

#[test]
fn numbers_are_a_brands_own() {
    let other = |name: &str, body: &str| Event { brand: "other".into(), ..said(name, body) };
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    let back = ada.observe(&other("Order Refunded", r#"{"order_id":"o-1","revenue":10}"#), &brand()).unwrap();
    assert_eq!(back.did, Ok(Heard::Waits), "the other brand has sold her nothing");
    ada.observe(&other("Order Completed", r#"{"order_id":"o-1","revenue":50}"#), &brand()).unwrap();
    let left: Vec<i64> = ada.purchases.orders().iter().map(|order| order.left().minor).collect();
    assert_eq!((left.len(), left.iter().sum::<i64>()), (2, 10_000 + 4_000), "{left:?}");
    // In the books a number is one order's. A page's word keeps none of another brand's tills from theirs.
    let mut squatted = Told::default();
    let page = Event { public: true, ..other("Order Completed", r#"{"order_id":"o-1","revenue":1}"#) };
    squatted.hear(OrderAct::Completed, &"o-1".into(), &page, true, Currency::EUR).unwrap();
    let back = squatted.hear(OrderAct::Refunded, &"o-1".into(), &said("Order Refunded", ORDER), false, Currency::EUR);
    assert_eq!(back, Err(OrderRefusal::AnotherBrand));
    let sold = squatted.hear(OrderAct::Completed, &"o-1".into(), &said("Order Completed", ORDER), false, Currency::EUR);
    assert_eq!((sold, squatted.order.unwrap().left()), (Ok(Heard::Replaced), euros(10_000)));
    let mut told = Told::default();
    told.hear(
        OrderAct::Refunded,
        &"o-1".into(),
        &other("Order Refunded", r#"{"order_id":"o-1","revenue":10}"#),
        true,
        Currency::EUR,
    )
    .unwrap();
    told.hear(OrderAct::Completed, &"o-1".into(), &said("Order Completed", ORDER), true, Currency::EUR).unwrap();
    assert_eq!(told.order.as_ref().unwrap().left(), euros(10_000), "another brand's return is none of it");
    let taken = told.hear(OrderAct::Completed, &"o-1".into(), &other("Order Completed", ORDER), true, Currency::EUR);
    assert_eq!(taken, Err(OrderRefusal::AnotherBrand));
}

#[test]
fn a_trusted_word_takes_the_place_of_a_public_one() {
    let mut ada = ada();
    assert_eq!(tell(&mut ada, &public("Order Completed", r#"{"order_id":"o-1","revenue":0.01}"#)), Ok(Some(1)));
    assert_eq!(tell(&mut ada, &public("Order Updated", r#"{"order_id":"o-1","revenue":5}"#)), Ok(Some(500)));
    assert_eq!(tell(&mut ada, &public("Order Refunded", r#"{"order_id":"o-1","revenue":1}"#)), Ok(Some(400)));
    // What a trusted source gives back counts for its own word of the order, too, when that comes.
    assert_eq!(tell(&mut ada, &said("Order Refunded", r#"{"order_id":"o-1","revenue":30}"#)), Ok(Some(0)));
    assert_eq!(tell(&mut ada, &said("Order Completed", ORDER)), Ok(Some(7_000)));
    assert!(!ada.purchases.order("o-1").unwrap().public);
}

proptest! {
    /// Over all customers: what is left of an order lies between nothing and the amount of the word it rests on, and no
    /// public word changes what rests on a trusted one or on someone else's.
    #[test]
    fn what_is_left_rests_on_the_word_of_who_may_say_it(
        words in prop::collection::vec((any::<bool>(), 0..4usize, 0..3u8, prop::sample::select(vec![
            "0.01", "20", "900", "-20", "\"20,00\"", "1e20", "null",
        ])), 0..24),
    ) {
        let mut told = Told::default();
        let mut whose = None;
        for (public, act, customer, amount) in words {
            let name = ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"][act];
            let body = format!(r#"{{"order_id":"x","revenue":{amount}}}"#);
            let event = Event { public, ..said(name, &body) };
            let before = told.clone();
            let own = whose == Some(customer);
            let did = told.hear(OrderAct::of(&event).unwrap(), &"x".into(), &event, own, Currency::EUR);
            if did.is_err() {
                prop_assert_eq!(&told, &before);
            }
            if let Some(order) = before.order.filter(|order| public && (!order.public || !own)) {
                prop_assert_eq!(Some(order), told.order.clone());
            }
            if matches!(did, Ok(Heard::Began | Heard::Replaced)) {
                whose = Some(customer);
            }
            if let Some(order) = &told.order {
                prop_assert!((0..=order.revenue.minor).contains(&order.left().minor));
                prop_assert!([1, 2_000, 90_000, 0].contains(&order.revenue.minor));
            }
        }
    }
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
        let because = Cause { link: Link::Alias, by: IdentifierKind::UserId, together: vec![], public: false };
        a.merge(b, because, NOON);
        for id in &known {
            prop_assert_eq!(a.purchases.orders().iter().filter(|order| order.id == *id).count(), 1);
        }
        prop_assert_eq!(a.windows.total("Order Completed"), total);
        for order in a.purchases.orders() {
            prop_assert!((0..=order.revenue.minor).contains(&order.refunded));
            prop_assert!(order.lines.iter().all(|line| line.kept() <= line.bought()));
        }
    }
}

/// Of whoever tells however much, nothing that another told is lost.
#[test]
fn nobodys_returns_drive_out_anothers() {
    let mut told = Told::default();
    let number: smol_str::SmolStr = "o-1".into();
    let back = |n: usize, brand: &str, source: &str| {
        let body = format!(r#"{{"order_id":"o-1","refund_id":"{source}-{n}","revenue":{}}}"#, n + 1);
        Event { brand: brand.into(), source: source.into(), ..said("Order Refunded", &body) }
    };
    let mut hear = |event: &Event| told.hear(OrderAct::of(event).unwrap(), &number, event, true, Currency::EUR);
    let own = brand().id.to_string();
    assert_eq!(hear(&back(9, &own, "till")), Ok(Heard::Waits));
    for (brand, source) in [("other", "till"), (own.as_str(), "shop")] {
        for n in 0..32 {
            assert_eq!(hear(&back(n, brand, source)), Ok(Heard::Waits));
        }
        assert_eq!(hear(&back(32, brand, source)), Err(OrderRefusal::TooManyReturns));
    }
    let sale = Event { brand: own.as_str().into(), ..said("Order Completed", ORDER) };
    assert_eq!(hear(&sale), Ok(Heard::Began));
    // 10.00 of the till, and of the shop 1.00 to 32.00 but the 10.00 that the till told: more than was paid.
    assert_eq!(told.order.unwrap().left().minor, 0);

    // The same in a person's record, over all of their orders.
    let mut ada = ada();
    tell(&mut ada, &back(9, &own, "till")).unwrap();
    for n in 0..100 {
        let body = format!(r#"{{"order_id":"x-{n}"}}"#);
        let other = Event { brand: "other".into(), ..said("Order Refunded", &body) };
        tell(&mut ada, &other).unwrap();
    }
    assert_eq!(tell(&mut ada, &sale), Ok(Some(9_000)));
}

#[test]
fn what_a_page_tells_drives_out_no_order_that_a_till_told() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", ORDER)).unwrap();
    for n in 0..1_010 {
        let body = format!(r#"{{"order_id":"page-{n}","revenue":1.0,"products":[{{"product_id":"px"}}]}}"#);
        let page = Event { public: true, source: "page".into(), ..event("Order Completed", NOON + Span(n), &body) };
        tell(&mut ada, &page).unwrap();
    }
    assert!(has(&ada, "p1") && ada.purchases.orders().len() == 1_001);
}

/// A return that was told once counts once, however many another source told in between.
#[test]
fn a_return_is_known_again_whatever_others_told_since() {
    let mut ada = ada();
    tell(&mut ada, &said("Order Completed", r#"{"order_id":"o-1","revenue":1000.0}"#)).unwrap();
    let back = |refund: &str, source: &str| {
        let body = format!(r#"{{"order_id":"o-1","refund_id":"{refund}","revenue":1.0}}"#);
        Event { source: source.into(), ..said("Order Refunded", &body) }
    };
    tell(&mut ada, &back("t-1", "till")).unwrap();
    for n in 0..150 {
        let _ = tell(&mut ada, &back(&format!("s-{n}"), "shop"));
    }
    assert_eq!(tell(&mut ada, &back(" t-1", "till")), Ok(Some(100_000 - 15_100)));
}

/// Discounted baskets come back at what was paid for the piece, and not at its list price.
#[test]
fn a_return_takes_the_price_that_it_says() {
    let left = |order: &str, backs: &[&str]| {
        let mut ada = ada();
        tell(&mut ada, &said("Order Completed", order)).unwrap();
        let left = backs.iter().map(|body| tell(&mut ada, &said("Order Refunded", body)).unwrap()).last();
        left.flatten()
    };
    let back = |product: &str, price: &str| {
        format!(r#"{{"order_id":"o-1","products":[{{"product_id":"{product}",{price}"quantity":1}}]}}"#)
    };
    let two = r#"{"order_id":"o-1","products":[{"product_id":"a","price":10,"quantity":1},{"product_id":"a","price":7,"quantity":1}]}"#;
    assert_eq!(left(two, &[&back("a", "\"price\":7,")]), Some(1_000), "the line of this price");
    assert_eq!(left(two, &[&back("a", "")]), Some(700), "the first of them, if it says no price");
    assert_eq!(left(two, &[&back("a", "\"price\":7,"), &back("a", "\"price\":10,")]), Some(0));
    let basket =
        r#"{"order_id":"o-1","revenue":80,"products":[{"product_id":"a","price":60},{"product_id":"b","price":40}]}"#;
    assert_eq!(left(basket, &[&back("b", "\"price\":32,")]), Some(4_800));
    assert_eq!(left(basket, &[&back("b", "")]), Some(4_000));
    let one = r#"{"order_id":"o-1","products":[{"product_id":"a","price":10}]}"#;
    assert_eq!(left(one, &[&back("a", "\"price\":8,")]), Some(200));
    let many = r#"{"order_id":"o-1","products":[{"product_id":"a","price":8,"quantity":5}]}"#;
    assert_eq!(left(one, &[many]), Some(200), "no more pieces than there were");
}

#[test]
fn a_return_at_another_price_than_the_orders_is_odd() {
    let doubt = |order: &str, back: &str| {
        let (mut told, back) = (Told::default(), said("Order Refunded", back));
        for word in [&said("Order Completed", order), &back] {
            let act = OrderAct::of(word).unwrap();
            told.hear(act, &"o-1".into(), word, true, Currency::EUR).unwrap();
        }
        told.warning(&back)
    };
    let back = |fields: &str| format!(r#"{{"order_id":"o-1","products":[{{"product_id":"b"{fields}}}]}}"#);
    let of_lines = r#"{"order_id":"o-1","products":[{"product_id":"a","price":60},{"product_id":"b","price":40}]}"#;
    let other = Some(OrderWarning::Doubted(OrderDoubt::OtherPrice));
    assert_eq!(doubt(of_lines, &back(r#","price":32"#)), other);
    assert_eq!(doubt(of_lines, &back(r#","price":48"#)), other);
    assert_eq!(doubt(of_lines, &back(r#","price":40"#)), None, "the order's price");
    assert_eq!(doubt(of_lines, &back("")), None, "none of its own");
    let named = r#"{"order_id":"o-1","revenue":32,"products":[{"product_id":"b","price":32}]}"#;
    assert_eq!(doubt(of_lines, named), None, "its amount counts, and not its price");
    // A piece of a discounted basket comes back at what was paid for it.
    let discounted = of_lines.replacen(r#""products""#, r#""revenue":80,"products""#, 1);
    assert_eq!(doubt(&discounted, &back(r#","price":32"#)), None);
    assert_eq!(doubt(&discounted, &back(r#","price":48"#)), other, "more than it was listed at");
    let unknown = r#"{"order_id":"o-1","products":[{"product_id":"c","price":32}]}"#;
    assert_eq!(doubt(of_lines, unknown), Some(OrderWarning::Refused(OrderRefusal::UnknownProduct)), "it waits");
}

#[test]
fn pieces_that_come_back_one_by_one_come_to_the_whole_line() {
    let mut ada = ada();
    let order = r#"{"order_id":"o-1","products":[{"product_id":"a","price":0.333,"quantity":3}]}"#;
    tell(&mut ada, &said("Order Completed", order)).unwrap();
    let lefts = (0..3).map(|n| {
        let body = format!(r#"{{"order_id":"o-1","refund_id":"{n}","products":[{{"product_id":"a","quantity":1}}]}}"#);
        tell(&mut ada, &said("Order Refunded", &body)).unwrap()
    });
    assert_eq!(lefts.collect::<Vec<_>>(), [Some(67), Some(33), Some(0)]);
}
