//! What the books call an order, and what is left of it.

use super::*;
use crate::sql::{
    SqlError,
    db::{get, values},
    order::{Credited, OrderFilter, OrderState, Orders, Word, hide, list_all},
    voucher::{Vouchers, Wish},
};
use rapport_channel::voucher::{Basket, Benefit, Conditions, Line, Pool, PoolId, Secret, Source, Validity};
use rapport_customer::told::order_id;
use rapport_engine::OrderSeen;
use rapport_kernel::{CustomerId, Event, EventKind, Lsn, Partition, RecordId};
use rapport_plan::{Reference, booking::Credit};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};

const ADA: CustomerId = CustomerId(0xada);
const BOB: CustomerId = CustomerId(0xb0b);

/// A word about an order, and who is credited if it makes the order.
fn said_by(customer: CustomerId, public: bool, name: &str, said: serde_json::Value, credit: Option<&str>) -> Word {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let lsn = NEXT.fetch_add(1, Ordering::Relaxed);
    let event = Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: format!("m-{lsn}").into(),
        identifiers: Vec::new(),
        timestamp: at(9),
        received: at(9),
        source: if public { "page" } else { "till" }.into(),
        brand: "acme".into(),
        properties: serde_json::from_value(said).unwrap(),
        context: Default::default(),
        public,
    };
    let order = order_id(&event).unwrap();
    let seen = OrderSeen { order, event, currency: Currency::EUR, before: None, also: Vec::new(), touches: Vec::new() };
    let touch = credit.map(|credited| Credited {
        activity: activity(credited),
        touch: Some(Reference::Message("m/1".into())),
        reason: "last touch".into(),
    });
    Word {
        id: RecordId { partition: Partition(1), lsn: Lsn(lsn), n: 0 },
        customer: Some(customer),
        at: at(9),
        seen,
        touch,
    }
}

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
        let said = json!({"order_id": number, "revenue": 99, "margin": 25, "products": [{"sku": "S-500"}]});
        let word = said_by(whose, false, "Order Completed", said, Some("shoes"));
        // A word that comes twice, as after a crash, is heard once.
        orders.hear(&ledger, vec![word.clone(), word]).await.unwrap();
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
    assert!(!home.holds("A-100").await);
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

/// What `returned` and `margin` are at an activity.
async fn sums(ledger: &Ledger, name: &str) -> (i64, i64) {
    let books = ledger.plan().books().await.unwrap();
    let sums = books.sums(&activity(name));
    (sums.get(Kind::Returned), sums.get(Kind::Margin))
}

#[tokio::test]
async fn a_trusted_order_takes_the_credit_of_a_public_one_and_no_page_touches_it() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    let hear = async |word: Word| orders.hear(&ledger, vec![word]).await.unwrap();
    let paid = |revenue: f64| json!({"order_id": "900", "revenue": revenue, "margin": revenue / 10.0});
    hear(said_by(BOB, true, "Order Completed", paid(0.5), Some("socks"))).await;
    assert_eq!(sums(&ledger, "socks").await, (50, 5));
    hear(said_by(ADA, false, "Order Completed", paid(900.0), Some("shoes"))).await;
    assert_eq!((sums(&ledger, "socks").await, sums(&ledger, "shoes").await), ((0, 0), (90_000, 9_000)));
    for name in ["Order Cancelled", "Order Refunded", "Order Updated", "Order Completed"] {
        for whose in [ADA, BOB] {
            hear(said_by(whose, true, name, paid(1.0), Some("socks"))).await;
        }
    }
    assert_eq!((sums(&ledger, "socks").await, sums(&ledger, "shoes").await), ((0, 0), (90_000, 9_000)));
    let page = orders.page("900").await.unwrap().unwrap();
    assert_eq!(page.customer, Some(ADA));
    let steps: Vec<&str> = page.steps.iter().map(|step| step.outcome.as_str()).collect();
    assert_eq!(steps[..2], ["began", "replaced"]);
    assert!(steps[2..].iter().all(|outcome| *outcome == "trusted_order"), "{steps:?}");
    let unheard = orders.unheard(at(0)).await.unwrap();
    assert_eq!((unheard[0].source.as_str(), unheard[0].count, unheard.len()), ("page", 8, 1));
    // A return that someone else brings to the till; a third of the margin goes with it.
    hear(said_by(BOB, false, "Order Refunded", json!({"order_id": "900", "revenue": 300}), None)).await;
    assert_eq!(sums(&ledger, "shoes").await, (60_000, 6_000));
    hear(said_by(BOB, false, "Order Cancelled", json!({"order_id": "900"}), None)).await;
    assert_eq!(sums(&ledger, "shoes").await, (0, 0));
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_number_that_another_brand_has_taken_changes_nothing_of_its_order() {
    let home = Home::new();
    let ledger = acme(home.open().await, 100_000).await;
    let orders = Orders::load(home.open().await).await.unwrap();
    let tell = async |brand: &str, name: &str, revenue: i64, margin: Option<i64>| {
        let said = json!({"order_id": "1001", "revenue": revenue, "margin": margin});
        let mut word = said_by(if brand == "acme" { ADA } else { BOB }, false, name, said, Some("shoes"));
        word.seen.event.brand = brand.into();
        orders.hear(&ledger, vec![word]).await.unwrap();
        orders.page("1001").await.unwrap().unwrap().steps.last().unwrap().outcome.clone()
    };
    assert_eq!(tell("acme", "Order Completed", 100, Some(20)).await, "began");
    for name in ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"] {
        assert_eq!(tell("other", name, 7, None).await, "another_brand", "{name}");
    }
    assert_eq!(sums(&ledger, "shoes").await, (10_000, 2_000));
    assert_eq!(orders.page("1001").await.unwrap().unwrap().customer, Some(ADA));
    // A margin that was said of a larger order is none of a smaller one.
    assert_eq!(tell("acme", "Order Updated", 1, None).await, "changed");
    assert_eq!(sums(&ledger, "shoes").await, (100, 0));
}

#[tokio::test]
async fn what_is_booked_is_what_is_left_whatever_is_told_and_refused() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    let names = ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"];
    // A fixed walk through all of it, in batches.
    let mut seed = 7u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..120 {
        let number = format!("o-{}", round % 6);
        let words = (0..=next(3)).map(|_| {
            let who = [ADA, BOB][next(2) as usize];
            let amount = [json!(0.01), json!(20), json!(900), json!(-5), json!("20,00"), json!(null)];
            let mut said = json!({"order_id": number, "revenue": amount[next(6) as usize]});
            if next(5) == 0 {
                said["currency"] = json!(["USD", "usd", "?"][next(3) as usize]);
            }
            let credit = [Some("shoes"), Some("socks"), Some("nowhere"), None][next(4) as usize];
            said_by(who, next(2) == 0, names[next(4) as usize], said, credit)
        });
        orders.hear(&ledger, words.collect()).await.unwrap();
        let page = orders.page(&number).await.unwrap();
        let left = page.and_then(|page| page.order).map_or(0, |order| order.left().minor);
        let mut booked = 0;
        for record in ledger.plan().about(&Reference::Order(orders.key(&number))).await.unwrap() {
            let transfer = record.transfer;
            let sign = if transfer.to.activity().is_some() { 1 } else { -1 };
            booked += if transfer.kind == Kind::Returned { sign * transfer.amount.minor } else { 0 };
        }
        assert!(booked == 0 || booked == left, "round {round}: {booked} of {left}");
    }
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_order_that_was_booked_before_rows_were_kept_is_taken_back() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    book(&ledger, &orders.key("A-100"), "last touch", Some(&Reference::Message("m/1".into()))).await;
    let mut known = rapport_customer::Purchases::default();
    let sale = said_by(ADA, false, "Order Completed", json!({"order_id": "A-100", "revenue": 99}), None);
    known.observe(&sale.seen.event, Currency::EUR);
    let mut back = said_by(ADA, false, "Order Refunded", json!({"order_id": "A-100", "revenue": 33}), None);
    back.seen.before = known.order("A-100").cloned();
    orders.hear(&ledger, vec![back]).await.unwrap();
    assert_eq!(sums(&ledger, "shoes").await, (6_600, 1_667));
}

#[tokio::test]
async fn what_the_ledger_refused_of_an_order_is_void_when_the_order_changes() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    for (name, revenue) in [("Order Completed", 50), ("Order Refunded", 20)] {
        let said = json!({"order_id": "A-100", "revenue": revenue});
        orders.hear(&ledger, vec![said_by(ADA, false, name, said, Some("nowhere"))]).await.unwrap();
    }
    let refused = ledger.refused(false, 9).await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].posting.transfers[0].amount, euro(3_000), "booked later, it is what is left");
    assert!(orders.page("A-100").await.unwrap().unwrap().set_aside.is_some(), "the order's page has the true reason");
}

/// A voucher of the pool `gifts`, which socks pays for.
async fn gifts(ledger: &Ledger) -> (Vouchers, String) {
    let vouchers = Vouchers::new(ledger.clone(), Secret::new([7; 32]));
    let pool = Pool {
        id: PoolId("gifts".into()),
        brand: "acme".into(),
        activity: activity("socks"),
        name: "Gifts".into(),
        benefit: Benefit::Amount(euro(500)),
        cap: None,
        validity: Validity { lasts: Some(Span::HOUR), ..Validity::default() },
        conditions: Conditions::default(),
        source: Source::Own,
        closed: false,
    };
    vouchers.put_pool(pool).await.unwrap();
    let wish = Wish {
        pool: PoolId("gifts".into()),
        key: "k".into(),
        customer: None,
        at: at(1),
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    };
    let code = vouchers.issue(wish).await.unwrap().voucher.code.to_string();
    (vouchers, code)
}

fn at_the_till(order: &str) -> Basket {
    let line = Line { product: "sock-7".into(), category: None, amount: euro(900) };
    Basket { order: order.into(), branch: None, customer: None, lines: vec![line], other_vouchers: 0 }
}

/// Redeem, roll back and the order's own word come in any order, and end in the same books.
#[tokio::test]
async fn an_orders_credit_follows_its_voucher_whichever_comes_first() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Call {
        Told,
        Redeemed,
        Back,
        Again,
    }
    use Call::{Again, Back, Redeemed, Told};
    let shoes = Some("shoes");
    for (calls, touched, credited) in [
        (&[Redeemed, Told][..], None, "socks"),
        (&[Told, Redeemed], None, "socks"),
        (&[Told, Redeemed], shoes, "socks"),
        (&[Redeemed, Told, Back], None, ""),
        (&[Redeemed, Told, Back], shoes, "shoes"),
        (&[Told, Redeemed, Back], shoes, "shoes"),
        (&[Told, Redeemed, Back, Told], None, ""),
        (&[Redeemed, Back, Told], shoes, "shoes"),
        (&[Redeemed, Back, Told, Again], shoes, "socks"),
        (&[Redeemed, Told, Back, Again], None, "socks"),
        (&[Back, Told, Redeemed], shoes, "shoes"),
    ] {
        let home = Home::new();
        let db = home.open().await;
        let ledger = acme(db.clone(), 100_000).await;
        let orders = Orders::load(db).await.unwrap();
        let (vouchers, code) = gifts(&ledger).await;
        for call in calls {
            let basket = at_the_till("A-100");
            match call {
                Told => {
                    let said = json!({"order_id": "A-100", "revenue": 99, "margin": 25});
                    let word = said_by(ADA, false, "Order Completed", said, touched);
                    orders.hear(&ledger, vec![word]).await.unwrap();
                }
                Redeemed => drop(vouchers.redeem(&code, "r1", &basket, at(20)).await),
                Back => drop(vouchers.roll_back(&code, "r1", &[], at(21)).await.unwrap()),
                Again => drop(vouchers.redeem(&code, "r2", &basket, at(22)).await.unwrap()),
            }
        }
        for name in ["shoes", "socks"] {
            let expected = if name == credited { (9_900, 2_500) } else { (0, 0) };
            assert_eq!(sums(&ledger, name).await, expected, "{name} after {calls:?}");
        }
        assert!(ledger.audit().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_voucher_of_another_brand_is_credited_with_nothing() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    let (vouchers, code) = gifts(&ledger).await;
    vouchers.redeem(&code, "r1", &at_the_till("A-100"), at(20)).await.unwrap();
    let mut word = said_by(ADA, false, "Order Completed", json!({"order_id": "A-100", "revenue": 99}), Some("shoes"));
    word.seen.event.brand = "other".into();
    orders.hear(&ledger, vec![word]).await.unwrap();
    assert_eq!((sums(&ledger, "shoes").await, sums(&ledger, "socks").await), ((9_900, 0), (0, 0)));
}

/// A word that says what another source said already is kept all the same: the next one is compared with it.
#[tokio::test]
async fn what_a_word_changes_beside_the_sums_is_kept() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    let hear = async |word: Word| orders.hear(&ledger, vec![word]).await.unwrap();
    let back = json!({"order_id": "7", "revenue": 5});
    let by = |source: &str, word: Word| {
        let event = Event { source: source.into(), ..word.seen.event };
        Word { seen: OrderSeen { event, ..word.seen }, ..word }
    };
    hear(said_by(ADA, false, "Order Completed", json!({"order_id": "7", "revenue": 25}), Some("shoes"))).await;
    for (source, left) in [("till", 2_000), ("shop", 2_000), ("shop", 1_500), ("shop", 1_000)] {
        hear(by(source, said_by(ADA, false, "Order Refunded", back.clone(), None))).await;
        assert_eq!(returned(&ledger).await, left, "{source}");
    }
    // A trusted return of a page's order from which nothing is left to take.
    let said = |revenue: f64, refund: &str| json!({"order_id": "8", "revenue": revenue, "refund_id": refund});
    hear(said_by(BOB, true, "Order Completed", json!({"order_id": "8", "revenue": 5}), Some("socks"))).await;
    hear(said_by(BOB, false, "Order Refunded", said(5.0, "a"), None)).await;
    hear(said_by(BOB, false, "Order Refunded", said(4.0, "b"), None)).await;
    hear(said_by(BOB, false, "Order Completed", json!({"order_id": "8", "revenue": 29.5}), Some("socks"))).await;
    assert_eq!(sums(&ledger, "socks").await.0, 2_050);
}

#[tokio::test]
async fn the_margin_of_the_latest_moment_counts() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db).await.unwrap();
    let told = |minutes: i64, name: &str, said: serde_json::Value| {
        let word = said_by(ADA, false, name, said, Some("shoes"));
        let event = Event { timestamp: at(9) + Span(minutes * 60_000), ..word.seen.event };
        Word { seen: OrderSeen { event, ..word.seen }, ..word }
    };
    let late = told(5, "Order Updated", json!({"order_id": "7", "margin": 8}));
    let made = told(0, "Order Completed", json!({"order_id": "7", "revenue": 25, "margin": 10}));
    orders.hear(&ledger, vec![late, made]).await.unwrap();
    assert_eq!(sums(&ledger, "shoes").await, (2_500, 800));
}

async fn listed(orders: &Orders, filter: OrderFilter) -> Vec<String> {
    let found = orders.list(&filter, 10).await.unwrap();
    found.into_iter().map(|listed| listed.number.unwrap_or_default()).collect()
}

#[tokio::test]
async fn orders_are_listed_newest_first_by_what_they_are_and_where_one_stopped() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let orders = Orders::load(db.clone()).await.unwrap();
    let mut words = Vec::new();
    for (n, (whose, number, credit)) in
        [(ADA, "A-100", Some("shoes")), (BOB, "A-200", None), (ADA, "B-300", None)].into_iter().enumerate()
    {
        let said = json!({"order_id": number, "revenue": 20});
        let mut word = said_by(whose, false, "Order Completed", said, credit);
        word.seen.event.timestamp = at(n as i64 + 1);
        words.push(word);
    }
    words.push(said_by(BOB, false, "Order Refunded", json!({"order_id": "A-200", "revenue": 5}), None));
    words.push(said_by(ADA, false, "Order Cancelled", json!({"order_id": "B-300"}), None));
    // What waits for its order is none yet; what counts for nothing is noted at its order.
    words.push(said_by(BOB, false, "Order Refunded", json!({"order_id": "C-400", "revenue": 5}), None));
    words.push(said_by(ADA, true, "Order Updated", json!({"order_id": "A-100", "revenue": 1}), None));
    orders.hear(&ledger, words).await.unwrap();
    let any = OrderFilter::default;
    assert_eq!(listed(&orders, any()).await, ["B-300", "A-200", "A-100"]);
    let first = orders.list(&any(), 1).await.unwrap().remove(0);
    let after = Some((first.order.at, first.key));
    assert_eq!(listed(&orders, OrderFilter { after, ..any() }).await, ["A-200", "A-100"]);
    for (filter, wanted) in [
        (OrderFilter { customers: Some(vec![ADA]), ..any() }, vec!["B-300", "A-100"]),
        (OrderFilter { number: Some("A-".into()), ..any() }, vec!["A-200", "A-100"]),
        (OrderFilter { activity: Some(activity("shoes")), ..any() }, vec!["A-100"]),
        (OrderFilter { state: Some(OrderState::Kept), ..any() }, vec!["A-100"]),
        (OrderFilter { state: Some(OrderState::PartlyReturned), ..any() }, vec!["A-200"]),
        (OrderFilter { state: Some(OrderState::Cancelled), ..any() }, vec!["B-300"]),
        (OrderFilter { brand: Some("other".into()), ..any() }, vec![]),
        (OrderFilter { from: Some(at(2)), to: Some(at(3)), ..any() }, vec!["A-200"]),
    ] {
        let found = listed(&orders, filter.clone()).await;
        assert_eq!(found, wanted, "{filter:?}");
    }
    let last = orders.list(&any(), 10).await.unwrap().remove(2);
    let booked: Vec<_> = last.booked.iter().map(|record| (record.transfer.kind, record.transfer.amount)).collect();
    assert_eq!(booked, [(Kind::Returned, euro(2000)), (Kind::Margin, euro(0))]);
    assert_eq!((last.unheard, last.set_aside), (1, None));
    // Of two orders of one moment, neither is passed over between two parts.
    let mut word = said_by(BOB, false, "Order Completed", json!({"order_id": "D-500", "revenue": 20}), None);
    word.seen.event.timestamp = at(2);
    orders.hear(&ledger, vec![word]).await.unwrap();
    let (mut found, mut after) = (Vec::new(), None);
    while let Some(next) = orders.list(&OrderFilter { after, ..any() }, 1).await.unwrap().pop() {
        found.extend(next.number);
        after = Some((next.order.at, next.key));
    }
    found.sort_unstable();
    assert_eq!(found, ["A-100", "A-200", "B-300", "D-500"]);
    // As a release before left it.
    let tx = db.begin().await.unwrap();
    tx.run("UPDATE order_told SET at = NULL, brand = '', state = ''", values![]).await.unwrap();
    list_all(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&orders, any()).await.len(), 4);
}

/// A part of the list is read from an index in its order: nothing is sorted, and no table is gone through.
#[tokio::test]
async fn no_list_of_orders_goes_through_all_of_them() {
    let home = Home::new();
    if home.location().file().is_none() {
        // The plans of a server depend on what it knows of its tables.
        return;
    }
    let db = home.open().await;
    let any = OrderFilter::default;
    for filter in [
        any(),
        OrderFilter { after: Some((at(5), "k".into())), ..any() },
        OrderFilter { brand: Some("acme".into()), ..any() },
        OrderFilter { state: Some(OrderState::Returned), from: Some(at(1)), ..any() },
        OrderFilter { number: Some("A-".into()), ..any() },
        OrderFilter { customers: Some(vec![ADA]), ..any() },
        OrderFilter { activity: Some(activity("shoes")), ..any() },
    ] {
        let (sql, values) = filter.query(10);
        let plan = db.rows(&format!("EXPLAIN QUERY PLAN {sql}"), values).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| get(row, "detail").unwrap()).collect();
        let through = |step: &&String| step.starts_with("SCAN") && !step.contains("USING INDEX");
        assert_eq!(plan.iter().find(through), None, "{filter:?}: {plan:?}");
        let few = filter.number.is_some() || filter.customers.is_some() || filter.activity.is_some();
        let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(few || !sorted, "{filter:?}: {plan:?}");
    }
}

/// Whichever is told first, the return or what it is of.
#[tokio::test]
async fn a_return_at_another_price_is_noted_where_it_was_told_and_counted_for_its_source() {
    let sold = |price: u32| json!({"order_id": "o-1", "products": [{"product_id": "p", "price": price}]});
    let completed = |price: u32| said_by(ADA, false, "Order Completed", sold(price), None);
    let back = || {
        let one = json!({"order_id": "o-1", "products": [{"product_id": "p", "price": 15}]});
        let mut word = said_by(ADA, false, "Order Refunded", one, None);
        word.seen.event.source = "shop".into();
        word
    };
    for (words, doubts) in [
        (vec![completed(20), back()], vec!["", "other_price"]),
        (vec![back(), completed(20)], vec!["other_price", ""]),
        (vec![completed(15), back()], vec!["", ""]),
    ] {
        let home = Home::new();
        let db = home.open().await;
        let ledger = acme(db.clone(), 100_000).await;
        let orders = Orders::load(db).await.unwrap();
        for word in words {
            orders.hear(&ledger, vec![word]).await.unwrap();
        }
        let told = async || {
            let steps = orders.page("o-1").await.unwrap().unwrap().steps;
            steps.iter().map(|step| step.doubt.clone()).collect::<Vec<_>>()
        };
        assert_eq!(told().await, doubts);
        let counted = orders.doubted(at(0)).await.unwrap();
        let counted: Vec<_> = counted.iter().map(|one| (one.source.as_str(), one.code.as_str(), one.count)).collect();
        let odd = doubts.contains(&"other_price");
        assert_eq!(counted, if odd { vec![("shop", "other_price", 1)] } else { Vec::new() });
        assert!(orders.unheard(at(0)).await.unwrap().is_empty(), "it counts all the same");
        // The order is told anew, at the price that came back.
        let mut mended = said_by(ADA, false, "Order Updated", sold(15), None);
        mended.seen.event.timestamp = at(10);
        orders.hear(&ledger, vec![mended]).await.unwrap();
        assert_eq!(told().await, ["", "", ""]);
    }
}
