//! From an event to a message, once.

use super::world::*;
use crate::{
    journal::{Fact, Line, Spoken},
    runtime::{
        Announcement, Answer, ChannelDriver, Config, Drivers, Posted, Posting, PublicPace, Runtime, Sinks, Start,
    },
};
use hashbrown::HashMap;
use rapport_channel::{delivery::DeliveryState, outgoing::Outgoing, report::Outcome};
use rapport_customer::{Act, send_key::SendKey};
use rapport_engine::{Body, Publication, effect::Booked};
use rapport_kernel::{CustomerId, Identifier, IdentifierKind, Lsn, Span, Time};
use smol_str::SmolStr;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

fn booked(outside: &Outside, what: Booked) -> usize {
    let is = |posting: &&Posting| matches!(&posting.what, Posted::Message(booking) if booking.what == what);
    outside.ledger.booked.lock().values().filter(is).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_cart_becomes_one_mail_and_stays_one_after_restarts() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    let mut live = runtime.listen();
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the mail is sent and reported", || booked(&outside, Booked::Spent) == 1).await;
    assert_eq!(messages(&runtime, ada).await, ["accepted"]);
    let told = history(&runtime, ada).await;
    assert!(told.contains(&"entered") && told.contains(&"claimed") && told.contains(&"delivery"), "{told:?}");
    assert_eq!(live.recv().await.unwrap().customer, ada);
    for graceful in [true, false, true] {
        if graceful {
            runtime.shut_down(Duration::from_secs(10)).await;
        }
        drop(runtime);
        runtime = outside.open(dir.path()).await;
        outside.pass(&runtime, Span::SECOND).await;
        assert_eq!(history(&runtime, ada).await, told);
        assert_eq!(messages(&runtime, ada).await, ["accepted"]);
        assert_eq!((outside.mail.begun.lock().len(), booked(&outside, Booked::Spent)), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_money_nothing_is_sent_and_reservations_end() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    outside.budget.empty.store(1, Ordering::SeqCst);
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    let mut told = Vec::new();
    for _ in 0..500 {
        told = messages(&runtime, ada).await;
        if told == ["suppressed"] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(told, ["suppressed"]);
    assert!(outside.mail.begun.lock().is_empty());
    assert_eq!(outside.mail.arrived.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_before_the_claim_gives_back_what_was_reserved_and_frees_the_way() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    runtime.submit(vec![event(vec![cookie(9)], "Page", "visit", outside.now())]).await.unwrap();
    outside.budget.panics.store(1, Ordering::SeqCst);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the reservation is given back", || outside.budget.released.lock().len() == 1).await;
    assert_eq!(messages(&runtime, ada).await, ["planned"]);
    // A merge asks for everything that is planned again.
    runtime.submit(vec![event(vec![email(0), cookie(9)], "Page", "signed-in", outside.now())]).await.unwrap();
    eventually("the mail is sent and reported", || booked(&outside, Booked::Spent) == 1).await;
    assert_eq!(outside.mail.begun.lock().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_is_given_back_when_the_gate_says_no_at_the_claim() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 12).await;
    // More dues than slots: while the first are held, the others' consents are withdrawn.
    Mail::close(&outside.mail.before);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all slots are taken", || outside.mail.arrived.load(Ordering::SeqCst) == 4).await;
    for (n, customer) in customers.iter().enumerate() {
        let no = consent(*customer, n as u32, rapport_customer::Act::Withdraw, outside.now());
        runtime.submit_and_wait(no).await.unwrap();
    }
    outside.mail.before.add_permits(100);
    eventually("nothing is on its way", || runtime.vitals().on_wire == 0).await;
    runtime.settle().await.unwrap();
    for customer in &customers {
        assert_eq!(messages(&runtime, *customer).await, ["suppressed"]);
    }
    assert!(outside.mail.begun.lock().is_empty(), "not one mail after the withdrawals");
    eventually("what was reserved is booked or given back", || {
        let reserved = outside.budget.reserved.lock().len() - outside.budget.released.lock().len();
        reserved == booked(&outside, Booked::Committed)
    })
    .await;
    assert_eq!(booked(&outside, Booked::Committed), booked(&outside, Booked::Released));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_that_breaks_after_the_first_byte_leaves_the_message_unknown() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.mail.panics.store(1, Ordering::SeqCst);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("it is reported", || booked(&outside, Booked::Spent) == 1).await;
    assert_eq!(messages(&runtime, ada).await, ["unknown"]);
    outside.mail.panics.store(0, Ordering::SeqCst);
    outside.pass(&runtime, Span::DAY).await;
    assert_eq!(outside.mail.begun.lock().len(), 1, "what is unknown is never sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_now_is_tried_again_later_and_not_at_once() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    *outside.mail.answers.lock() = vec![Outcome::Refused { code: "451".into(), permanent: false }];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("it was refused", || booked(&outside, Booked::Released) == 1).await;
    assert_eq!(messages(&runtime, ada).await, ["deferred"]);
    outside.pass(&runtime, Span::SECOND).await;
    assert_eq!(outside.mail.begun.lock().len(), 1);
    outside.pass(&runtime, Span::HOUR.times(6)).await;
    eventually("it was accepted", || booked(&outside, Booked::Spent) == 1).await;
    assert_eq!(messages(&runtime, ada).await, ["accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_what_is_under_way_and_leaves_nothing_in_the_dark() {
    for round in 0..5 {
        let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
        let runtime = outside.open(dir.path()).await;
        let customers = carts(&outside, &runtime, 30).await;
        outside.pass(&runtime, Span::HOUR.times(2)).await;
        tokio::time::sleep(Duration::from_millis(round * 7)).await;
        runtime.shut_down(Duration::from_secs(10)).await;
        drop(runtime);
        let runtime = outside.open(dir.path()).await;
        eventually("the rest is sent", || outside.mail.begun.lock().len() == 30).await;
        eventually("all are spent", || booked(&outside, Booked::Spent) == 30).await;
        for customer in customers {
            assert_eq!(messages(&runtime, customer).await, ["accepted"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_a_slow_counterpart() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 4).await;
    Mail::close(&outside.mail.after);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all have begun", || outside.mail.begun.lock().len() == 4).await;
    let mail = outside.mail.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        mail.after.add_permits(100);
    });
    runtime.shut_down(Duration::from_secs(20)).await;
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    for customer in customers {
        assert_eq!(messages(&runtime, customer).await, ["accepted"]);
    }
}

/// After a restore the journal knows what left since the backup; the customer's record does not.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_a_restore_is_answered_by_the_journal_and_reaches_no_driver() {
    for (known, state) in [(true, "accepted"), (false, "unknown")] {
        let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
        let runtime = outside.open(dir.path()).await;
        let customers = carts(&outside, &runtime, 2).await;
        drop(runtime);
        let key = SendKey::new(&"cart".into(), 1, &"remind".into(), customers[0], &"email".into(), Lsn(7));
        let line = |fact| Line { installation: "ours".into(), epoch: 1, lsn: 1, at: BEGIN, fact };
        let mut lines = vec![line(Fact::Claimed { send_key: key.to_string() })];
        if known {
            lines.push(line(Fact::Reported { send_key: key.to_string(), unsent: false }));
        }
        assert_eq!(Spoken::make(dir.path(), &lines).unwrap(), 1);
        let spoken = Arc::new(Spoken::open(dir.path()).unwrap());
        let runtime = outside.open_with(Config { spoken, ..outside.config(dir.path()) }).await;
        outside.pass(&runtime, Span::HOUR.times(2)).await;
        eventually("both are reported", || booked(&outside, Booked::Spent) == 2).await;
        assert_eq!(messages(&runtime, customers[0]).await, [state]);
        assert_eq!(messages(&runtime, customers[1]).await, ["accepted"]);
        assert_eq!(outside.mail.arrived.load(Ordering::SeqCst), 1, "only the one that was not sent before");
    }
}

/// Everybody at one counterpart.
fn at_slow(n: u32) -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: format!("c{n}@slow.example").into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counterpart_that_left_a_message_without_an_answer_holds_one_place_until_it_answers() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    fill_carts(&outside, &runtime, 0..1, at_slow).await;
    *outside.mail.answers.lock() = vec![Outcome::Unknown { why: "timeout".into() }];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("nobody knows about the first", || booked(&outside, Booked::Spent) == 1).await;
    Mail::close(&outside.mail.after);
    fill_carts(&outside, &runtime, 1..6, at_slow).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the next has begun", || outside.mail.begun.lock().len() == 2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(outside.mail.begun.lock().len(), 2, "one at a time");
    outside.mail.after.add_permits(1);
    eventually("it answers, and all of them go", || booked(&outside, Booked::Spent) == 6).await;
}

/// A service mail that any event of the page leads to.
const RECEIPT: &str = r#"
id: receipt
name: Receipt
brand: acme
activity: spring
purpose: orders
triggers:
  - count: {of: {event: Order Completed}, times: 1, within: 1h}
entry: {re_entry: always}
steps:
  - id: thanks
    message: {channel: email, content: {subject: "Thank you", text: "Your order is on its way."}}
"#;

/// Why messages of these customers wait, and until when.
async fn waiting(runtime: &Runtime, customers: &[CustomerId]) -> Vec<(SmolStr, Time)> {
    let mut all = Vec::new();
    for customer in customers {
        let ask = |shard: &rapport_engine::Shard, id: CustomerId| -> Vec<(SmolStr, Time)> {
            let messages = shard.customer(id).map(|record| record.messages.iter()).into_iter().flatten();
            let deferred = messages.filter_map(|message| match &message.delivery.state {
                DeliveryState::Deferred { until, why } => Some((why.clone(), *until)),
                _ => None,
            });
            deferred.collect()
        };
        all.extend(runtime.ask(*customer, ask).await.unwrap());
    }
    all.sort_by_key(|(_, until)| *until);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn service_mail_on_public_words_keeps_its_pace_over_all_customers_and_loses_nothing() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside
        .open_with(Config {
            on_public_words: PublicPace { per_brand: 4, ..PublicPace::NONE },
            ..outside.config(dir.path())
        })
        .await;
    publish(&runtime).await;
    let publication =
        Publication { journey: "receipt".into(), version: 1, document: RECEIPT.into(), author: "test".into() };
    runtime.announcer().await.announce(Announcement::Publish(Box::new(publication))).await.unwrap();
    // A trusted source knows seven people; then a page tells of an order for each of them.
    let at = outside.now();
    let known = (0..7).map(|n| event(vec![email(n)], "Account Created", &format!("account-{n}"), at)).collect();
    let acks = runtime.submit(known).await.unwrap();
    let customers: Vec<CustomerId> = acks.iter().map(|ack| ack.customer).collect();
    let proven = (0..7).zip(&customers).map(|(n, customer)| consent(*customer, n, Act::Grant, at)).collect();
    runtime.submit(proven).await.unwrap();
    let order = |n: u32, public: bool| {
        let mut order = event(vec![email(n)], "Order Completed", &format!("order-{n}-{public}"), at);
        if let Body::Event(event) = &mut order.body {
            event.public = public;
        }
        order
    };
    runtime.submit((0..7).map(|n| order(n, true)).collect()).await.unwrap();
    let sent = || booked(&outside, Booked::Spent);
    eventually("as many go as an hour holds", || sent() == 4).await;
    let mut late = Vec::new();
    for _ in 0..500 {
        late = waiting(&runtime, &customers).await;
        if late.len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let quarter = Span::MINUTE.times(15);
    let places: Vec<_> = (1..4).map(|n| (SmolStr::from("public_rate"), at + quarter.times(n))).collect();
    assert_eq!(late, places);
    assert_eq!(outside.budget.released.lock().len(), 3, "what waits reserves no money");
    runtime.submit(vec![order(7, false)]).await.unwrap();
    eventually("a trusted source's order does not wait behind them", || sent() == 5).await;
    outside.pass(&runtime, Span::SECOND).await;
    for n in 6..9 {
        outside.pass(&runtime, quarter).await;
        eventually("each goes in its turn", || sent() == n).await;
    }
    assert_eq!(outside.mail.begun.lock().len(), 8);
}

/// A driver whose places cannot be counted.
struct Uncountable(AtomicBool);

impl ChannelDriver for Uncountable {
    fn slots(&self) -> usize {
        assert!(!self.0.load(Ordering::SeqCst), "for the test");
        1
    }
    fn deliver(&self, _: Outgoing, _: Start) -> Answer<'_, Outcome> {
        Box::pin(async { Outcome::Accepted { provider_id: None } })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_whose_task_has_ended_is_named_and_nothing_is_ready() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let driver = Arc::new(Uncountable(AtomicBool::new(false)));
    let channels = HashMap::from_iter([("email".into(), driver.clone() as Arc<dyn ChannelDriver>)]);
    let drivers = Drivers { channels, budget: outside.budget.clone() };
    let runtime = Runtime::open(outside.config(dir.path()), Sinks { drivers, ..outside.sinks() }).await.unwrap();
    carts(&outside, &runtime, 1).await;
    assert!(runtime.vitals().ready);
    driver.0.store(true, Ordering::SeqCst);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("it is noticed", || !runtime.vitals().ready).await;
    assert_eq!(runtime.vitals().ended, ["channel email"]);
    // A due message that no one can take is not counted as waiting for ever.
    assert_eq!(runtime.vitals().lag, 0);
}
