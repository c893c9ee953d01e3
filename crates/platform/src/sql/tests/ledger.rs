use super::*;
use crate::sql::{
    SqlError,
    db::values,
    guard::BudgetRefusal,
    ledger::{Dismissed, Projected},
    plan::PlanError,
};
use rapport_customer::gate::Budget;
use rapport_kernel::{Lsn, Partition};
use rapport_plan::{Posting, Refusal, booking::Message};
use std::sync::Arc;

const PART: Partition = Partition(7);

fn message<'a>(key: &'a str, activity: &'a ActivityId, cost: i64) -> Message<'a> {
    Message { send_key: key, activity, cost: euro(cost) }
}

fn code(error: PlanError) -> &'static str {
    match error {
        PlanError::Refused(refusal) => refusal.code(),
        PlanError::Sql(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_senders_cannot_overspend_a_budget() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let guard = Arc::clone(ledger.guard());
            tokio::spawn(async move { guard.reserve(&format!("m{n}"), &activity("shoes"), euro(30)).is_ok() })
        })
        .collect();
    let mut won = Vec::new();
    for (n, task) in tasks.into_iter().enumerate() {
        if task.await.unwrap() {
            won.push(format!("m{n}"));
        }
    }
    assert_eq!(won.len(), 33, "33 times 30 is 990 of 1000");
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(10)));
    // What was reserved is claimed, booked and spent: the free money stays what it is.
    let shoes_id = activity("shoes");
    let postings: Vec<Posting> = won.iter().map(|key| message(key, &shoes_id, 30).claimed(at(1))).collect();
    ledger.project("money", PART, Lsn(1), postings, at(1)).await.unwrap();
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(10)));
    assert_eq!(ledger.guard().reservations(), 0);
    let postings: Vec<Posting> = won.iter().map(|key| message(key, &shoes_id, 30).spent(at(2))).collect();
    ledger.project("money", PART, Lsn(2), postings, at(2)).await.unwrap();
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(10)));
    assert_eq!(shoes(&ledger).await, [1000, 0, 990]);
    // And after a restart the guard knows the same.
    drop(ledger);
    let ledger = Ledger::load(home.open().await).await.unwrap();
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(10)));
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_commitments_at_once_leave_no_activity_overspent() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let ledger = ledger.clone();
            let key = format!("order-{n}");
            tokio::spawn(async move {
                loop {
                    let posting = decision(&key).put(Kind::Committed, &activity("shoes"), euro(30));
                    match ledger.book(posting, at(1)).await {
                        // On a machine under load not everybody has a turn in time.
                        Err(PlanError::Sql(SqlError::Busy)) => {}
                        answer => return answer.map(|new| new.len()),
                    }
                }
            })
        })
        .collect();
    let (mut booked, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(1) => booked += 1,
            Ok(other) => panic!("{other} transfers"),
            Err(error) => {
                assert_eq!(code(error), "insufficient_free");
                refused += 1;
            }
        }
    }
    assert_eq!((booked, refused), (33, 67));
    assert_eq!(shoes(&ledger).await, [1000, 990, 0]);
    assert_eq!(ledger.guard().reservations(), 0);
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_messages_have_reserved_cannot_be_planned_away() {
    let home = Home::new();
    let ledger = acme(home.open().await, 100).await;
    ledger.guard().reserve("m1", &activity("shoes"), euro(60)).unwrap();
    let less = |key, minor: i64| decision(key).put(Kind::Planned, &activity("shoes"), euro(-minor));
    assert_eq!(code(ledger.book(less("a", 41), at(1)).await.unwrap_err()), "insufficient_free");
    assert_eq!(shoes(&ledger).await[0], 100);
    ledger.guard().release("m1");
    ledger.guard().release("m1");
    assert_eq!(ledger.book(less("b", 41), at(1)).await.unwrap().len(), 1);
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(59)));
}

#[tokio::test]
async fn the_guard_names_its_refusals() {
    let home = Home::new();
    let ledger = acme(home.open().await, 100).await;
    let guard = ledger.guard();
    let reserve = |key: &str, name: &str, amount| {
        let refusal = guard.reserve(key, &activity(name), amount).unwrap_err();
        // The gate's refusal of the same name says why nothing was sent.
        let told = format!("{:?}", Budget::from(refusal.clone())).to_lowercase();
        let name = refusal.code().replace('_', "");
        assert!(told == name || (told, name.as_str()) == ("refused".into(), "budgetspent"), "{refusal:?}");
        refusal.code()
    };
    assert_eq!(reserve("k", "hats", euro(1)), "unknown_activity");
    assert_eq!(reserve("k", "shoes", Money::new(1, "CHF".parse().unwrap())), "mixed_currency");
    assert_eq!(reserve("k", "shoes", euro(101)), "budget_spent");
    assert_eq!(reserve("k", "shoes", euro(-1)), "negative_amount");
    guard.reserve("k", &activity("shoes"), euro(60)).unwrap();
    guard.reserve("k", &activity("shoes"), euro(60)).unwrap();
    assert_eq!(guard.free(&activity("shoes")), Some(euro(40)), "the same reservation twice is one");
    assert_eq!(reserve("k", "shoes", euro(10)), BudgetRefusal::OtherAmount.code());
}

#[tokio::test]
async fn a_batch_and_its_position_count_once() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let shoes_id = activity("shoes");
    let batch = || vec![message("a", &shoes_id, 3).claimed(at(1)), message("a", &shoes_id, 3).spent(at(1))];
    let first = ledger.project("money", PART, Lsn(10), batch(), at(1)).await.unwrap();
    assert_eq!(first, Projected { added: 3, known: 0, refused: 0 });
    assert_eq!(ledger.project("money", PART, Lsn(10), batch(), at(2)).await.unwrap(), Projected::default());
    assert_eq!(ledger.project("money", PART, Lsn(9), batch(), at(2)).await.unwrap(), Projected::default());
    let overlap = ledger.project("money", PART, Lsn(11), batch(), at(2)).await.unwrap();
    assert_eq!(overlap, Projected { added: 0, known: 3, refused: 0 });
    assert_eq!(ledger.offset("money", PART).await.unwrap(), Some(Lsn(11)));
    assert_eq!(ledger.offset("money", Partition(8)).await.unwrap(), None);
    drop(ledger);
    let ledger = Ledger::load(home.open().await).await.unwrap();
    assert_eq!(ledger.offset("money", PART).await.unwrap(), Some(Lsn(11)));
    assert_eq!(shoes(&ledger).await, [1000, 0, 3]);
}

#[tokio::test]
async fn a_fact_without_a_home_is_set_aside_and_stops_nobody() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let (shoes_id, hats) = (activity("shoes"), activity("hats"));
    let batch = vec![message("a", &hats, 3).claimed(at(1)), message("b", &shoes_id, 3).claimed(at(1))];
    let done = ledger.project("money", PART, Lsn(1), batch, at(1)).await.unwrap();
    assert_eq!(done, Projected { added: 1, known: 0, refused: 1 });
    let aside = ledger.refused(false, 10).await.unwrap();
    assert_eq!((aside.len(), aside[0].code.as_str()), (1, "unknown_node"));
    assert_eq!(ledger.retry_refused(None, at(2)).await.unwrap(), 0);
    let node = Node::new(node("activity:hats"), node("campaign:spring"), "Hats");
    ledger.change(vec![Change::Add { node }], "ada", "was missing", at(3)).await.unwrap();
    assert_eq!(ledger.retry_refused(None, at(4)).await.unwrap(), 1);
    assert!(ledger.refused(false, 10).await.unwrap().is_empty());
    assert_eq!(ledger.plan().books().await.unwrap().sums(&hats).get(Kind::Committed), 3);
    assert_eq!(ledger.guard().free(&hats), Some(euro(-3)));
}

/// Someone decides what becomes of a fact that the rules refused: it is tried once more, or stays unbooked with their name.
#[tokio::test]
async fn what_was_set_aside_is_tried_again_or_left_by_somebody() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let (hats, bags) = (activity("hats"), activity("bags"));
    let facts = || vec![message("a", &hats, 3).claimed(at(1)), message("b", &bags, 4).claimed(at(2))];
    ledger.record(facts(), at(2)).await.unwrap();
    let [first, second] = &ledger.refused(false, 10).await.unwrap()[..] else { panic!("two wait") };
    assert_eq!(ledger.waiting().await.unwrap(), 2);
    let decided = || Dismissed { at: at(5), by: "cy".into(), why: "a trial".into() };
    assert_eq!(ledger.dismiss("no such", decided()).await.unwrap(), None);
    let left = ledger.dismiss(&second.id, decided()).await.unwrap().unwrap();
    assert_eq!((left.dismissed, &left.posting), (Some(decided()), &second.posting));
    assert_eq!(ledger.dismiss(&second.id, Dismissed { by: "ben".into(), ..decided() }).await.unwrap(), None, "once");
    for name in ["activity:hats", "activity:bags"] {
        let node = Node::new(node(name), node("campaign:spring"), name);
        ledger.change(vec![Change::Add { node }], "ada", "was missing", at(6)).await.unwrap();
    }
    assert_eq!(ledger.retry_refused(Some(&second.id), at(7)).await.unwrap(), 0, "what is left stays left");
    ledger
        .change(vec![Change::Close { node: node("activity:hats"), closed: true }], "ada", "over", at(7))
        .await
        .unwrap();
    assert_eq!(ledger.retry_refused(Some(&first.id), at(8)).await.unwrap(), 1, "what happened lands, closed or not");
    assert_eq!((ledger.waiting().await.unwrap(), ledger.refused(true, 10).await.unwrap().len()), (0, 1));
    let sums = async |activity| ledger.plan().books().await.unwrap().sums(activity).get(Kind::Committed);
    assert_eq!((sums(&hats).await, sums(&bags).await), (3, 0));
}

#[tokio::test]
async fn the_same_fifty_times_is_booked_once() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let postings = vec![decision("x").put(Kind::Committed, &activity("shoes"), euro(5)); 50];
    let outcome = ledger.book_all(postings, at(1)).await.unwrap();
    assert_eq!(outcome.iter().filter(|o| !o.as_ref().unwrap().is_empty()).count(), 1);
    let other = decision("x").put(Kind::Committed, &activity("shoes"), euro(6));
    assert_eq!(code(ledger.book(other, at(1)).await.unwrap_err()), "duplicate_id");
    let empty = Posting::request(vec![]);
    assert!(matches!(ledger.book(empty, at(1)).await, Err(PlanError::Refused(Refusal::Empty))));
    assert_eq!(shoes(&ledger).await, [1000, 5, 0]);
}

#[tokio::test]
async fn a_large_batch_is_written_whole() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1_000_000).await;
    let shoes_id = activity("shoes");
    let keys: Vec<String> = (0..2_000).map(|n| format!("m{n}")).collect();
    let batch =
        keys.iter().flat_map(|k| [message(k, &shoes_id, 3).claimed(at(1)), message(k, &shoes_id, 3).spent(at(1))]);
    let done = ledger.project("money", PART, Lsn(1), batch.collect(), at(1)).await.unwrap();
    assert_eq!(done.added, 6_000);
    assert_eq!(shoes(&ledger).await, [1_000_000, 0, 6_000]);
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_audit_finds_what_was_tampered_with() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 1000).await;
    assert!(ledger.audit().await.unwrap().is_empty());
    db.run("UPDATE ledger_transfer SET minor = minor + 1", values![]).await.unwrap();
    assert_eq!(ledger.audit().await.unwrap().len(), 4, "two places, each kept and reckoned");
    db.run("UPDATE ledger_balance SET minor = minor + 1 WHERE activity = 'shoes'", values![]).await.unwrap();
    assert!(ledger.audit().await.unwrap().iter().any(|line| line.contains("sum to zero")));
}

#[tokio::test]
async fn a_refused_fact_is_set_aside_and_the_others_are_booked() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let (known, gone) = (activity("shoes"), activity("no-such-activity"));
    let facts =
        || [("m1", &known), ("m2", &gone), ("m3", &known)].map(|(key, who)| message(key, who, 30).claimed(at(1)));
    let done = ledger.record(facts().to_vec(), at(1)).await.unwrap();
    assert_eq!((done.added, done.refused), (2, 1));
    assert_eq!(shoes(&ledger).await, [1000, 60, 0]);
    assert_eq!(ledger.refused(false, 10).await.unwrap().len(), 1);
    let again = ledger.record(facts().to_vec(), at(2)).await.unwrap();
    assert_eq!((again.added, again.known), (0, 2));
    assert_eq!(ledger.refused(false, 10).await.unwrap().len(), 1, "once");
}
