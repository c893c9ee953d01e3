//! One record in many that always fails: everybody else goes on (D10).

use super::world::*;
use crate::runtime::Submission;
use rapport_engine::{Body, trap::POISON};
use rapport_kernel::Span;
use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

fn many() -> u32 {
    if std::env::var_os("RAPPORT_FULL").is_some() { 100_000 } else { 4_000 }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_breaks_the_domain_is_set_aside_and_all_others_are_applied() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    let total = many();
    let mut longest = Duration::ZERO;
    for chunk in (0..total).collect::<Vec<_>>().chunks(1_000) {
        let poison = |n: u32| if n % 1_000 == 500 { POISON } else { "" };
        let at = outside.now();
        let batch: Vec<Submission> = chunk
            .iter()
            .map(|n| event(vec![email(n % 50)], "Product Viewed", &format!("{n}{}", poison(*n)), at))
            .collect();
        let begin = Instant::now();
        runtime.submit(batch).await.unwrap();
        runtime.settle().await.unwrap();
        longest = longest.max(begin.elapsed());
    }
    let poisoned = total as usize / 1_000;
    for _ in 0..2 {
        let seen = runtime.ask_all(|shard| {
            let records = shard.partitions().flat_map(|p| p.customers());
            records.map(|r| r.customer.profile.touchpoints()[0].events).sum::<u64>()
        });
        // The poisoned ones broke half-way, when they were counted already; no one's record was lost with them.
        assert_eq!(seen.await.unwrap().iter().sum::<u64>(), u64::from(total));
        let aside = runtime.set_aside();
        assert_eq!(aside.len(), poisoned);
        assert!(aside.iter().all(|item| item.place == "apply" && item.reason == "panic"));
        // A restart meets them again, and comes to the same end.
        drop(runtime);
        runtime = outside.open(dir.path()).await;
        runtime.settle().await.unwrap();
    }
    assert!(longest < Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 }), "stalled for {longest:?}");
    let answer = runtime
        .submit_and_wait(event(vec![email(1)], "Product Viewed", &format!("last {POISON}"), outside.now()))
        .await;
    assert!(answer.unwrap().set_aside);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posting_the_ledger_refuses_is_set_aside_after_five_tries_and_the_others_are_booked() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    outside.ledger.poison.store(5, Ordering::SeqCst);
    carts(&outside, &runtime, 40).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all are sent", || outside.mail.begun.lock().len() == 40).await;
    eventually("nothing is on its way", || runtime.vitals().on_wire == 0).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    runtime.settle().await.unwrap();
    let aside = runtime.set_aside();
    assert!(aside.iter().all(|item| item.place == "postings" && item.tries == 5), "{aside:?}");
    {
        let booked = outside.ledger.booked.lock();
        // Each message is committed and spent.
        assert_eq!(booked.len() + aside.len(), 80);
        assert!(booked.values().all(|posting| !posting.customer.0.is_multiple_of(5)));
    }
    assert_eq!(runtime.vitals().backlog, 0);
    // Mended meanwhile: made once more from the log, each under its own name.
    outside.ledger.poison.store(0, Ordering::SeqCst);
    let some = aside[0].record.clone();
    assert_eq!(runtime.try_again(Some(some.as_str())).await.unwrap(), 1);
    assert_eq!(runtime.try_again(None).await.unwrap(), aside.len() - 1);
    assert!(runtime.set_aside().is_empty());
    assert_eq!(outside.ledger.booked.lock().len(), 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_loses_nothing_and_sets_nothing_aside() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 3).await;
    outside.ledger.away.store(1, Ordering::SeqCst);
    outside.clock.fetch_add(Span::HOUR.0 * 2, Ordering::SeqCst);
    runtime.submit(vec![Submission::broadcast(Body::Tick)]).await.unwrap();
    eventually("all are sent all the same", || outside.mail.begun.lock().len() == 3).await;
    eventually("the ledger was tried", || outside.ledger.tries.load(Ordering::SeqCst) > 2).await;
    assert!(outside.ledger.booked.lock().is_empty());
    outside.ledger.away.store(0, Ordering::SeqCst);
    eventually("everything is booked", || outside.ledger.booked.lock().len() == 6).await;
    assert!(runtime.set_aside().is_empty());
    assert_eq!(messages(&runtime, customers[0]).await, ["accepted"]);
}
