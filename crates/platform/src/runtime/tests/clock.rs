//! A clock that is wrong: no one is forgotten, no one is written to twice, and a "no" counts.

use super::world::*;
use crate::runtime::{ClockFlaw, Config, Runtime, Submission, Target};
use rapport_customer::{Act, ConsentStatus};
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Span, Time};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// A runtime whose wall clock is off from its steady clock.
fn config(outside: &Outside, off: &Arc<AtomicI64>, dir: &Path) -> Config {
    let (right, off) = (outside.clock.clone(), off.clone());
    let clock = Arc::new(move || Time(right.load(Ordering::SeqCst) + off.load(Ordering::SeqCst)));
    Config { clock, ..outside.config(dir) }
}

async fn status(runtime: &Runtime, customer: CustomerId) -> ConsentStatus {
    let now = runtime.now();
    let ask = move |shard: &rapport_engine::Shard, id: CustomerId| {
        let brand = shard.catalog.brand(&"acme".into()).unwrap();
        shard.customer(id).unwrap().customer.consent(brand, &"offers".into(), &"email".into(), now)
    };
    runtime.ask(customer, ask).await.unwrap()
}

/// D8: the clock is off while messages fall due, for three seconds or for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_loses_no_timer_and_sends_nothing_twice() {
    let year_2038 = Span(2_147_483_647_000 - BEGIN.0);
    let day = Span::DAY.0;
    for jump in [Span::DAY.times(10).0, Span::HOUR.0, -Span::HOUR.0, day, -day, -BEGIN.0, year_2038.0] {
        let (dir, outside, off) = (tempfile::tempdir().unwrap(), Outside::new(), Arc::new(AtomicI64::new(0)));
        let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
        let customers = carts(&outside, &runtime, 5).await;
        outside.pass(&runtime, Span::MINUTE.times(30)).await;
        off.store(jump, Ordering::SeqCst);
        for _ in 0..3 {
            outside.pass(&runtime, Span::SECOND).await;
        }
        let doubt = runtime.vitals().clock.unwrap();
        assert_eq!(doubt.flaw, if jump > 0 { ClockFlaw::Ahead } else { ClockFlaw::Behind });
        assert!(!runtime.vitals().ready);
        assert_eq!(runtime.now(), outside.now(), "time goes on as it passes");
        let known = event(vec![email(1)], "Product Added", "add-1", outside.now());
        assert!(runtime.submit(vec![known.clone()]).await.unwrap()[0].duplicate(), "message ids are still known");
        // It is not yet due, whatever the clock says.
        assert!(outside.mail.begun.lock().is_empty(), "{jump}");
        off.store(0, Ordering::SeqCst);
        outside.pass(&runtime, Span::HOUR).await;
        assert_eq!(runtime.vitals().clock, None);
        eventually("all are written to", || outside.mail.begun.lock().len() == 5).await;
        off.store(jump, Ordering::SeqCst);
        outside.pass(&runtime, Span::HOUR).await;
        outside.pass(&runtime, Span::SECOND).await;
        drop(runtime);
        // A restart with the right clock finds nothing to doubt in the log.
        off.store(0, Ordering::SeqCst);
        let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
        assert!(runtime.vitals().ready && !runtime.hold().is_on());
        outside.pass(&runtime, Span::HOUR).await;
        assert!(runtime.submit(vec![known]).await.unwrap()[0].duplicate());
        assert_eq!(outside.mail.begun.lock().len(), 5, "nobody is written to twice");
        for customer in customers {
            assert_eq!(messages(&runtime, customer).await, ["accepted"]);
        }
    }
}

/// A "no" said while the clock is behind the "yes", or ahead of it, counts at once and for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_no_counts_whatever_the_clock_says() {
    for off in
        [-Span::DAY.0, -Span::MINUTE.times(30).0, -Span::MINUTE.times(4).0, 0, Span::MINUTE.times(30).0, Span::DAY.0]
    {
        let (dir, outside, wrong) = (tempfile::tempdir().unwrap(), Outside::new(), Arc::new(AtomicI64::new(0)));
        let runtime = outside.open_with(config(&outside, &wrong, dir.path())).await;
        let ada = carts(&outside, &runtime, 2).await;
        wrong.store(off, Ordering::SeqCst);
        // As every page and endpoint does it: said now.
        let applied = runtime.submit_and_wait(consent(ada[0], 0, Act::Withdraw, runtime.now())).await.unwrap();
        assert!(applied.lsn.is_some());
        assert!(matches!(status(&runtime, ada[0]).await, ConsentStatus::Withdrawn { .. }), "{off}");
        // As a till with a wrong clock of its own does it.
        let theirs = Time(outside.now().0 + off);
        runtime.submit_and_wait(consent(ada[1], 1, Act::Object, theirs)).await.unwrap();
        assert!(matches!(status(&runtime, ada[1]).await, ConsentStatus::Objected { .. }), "{off}");
        wrong.store(0, Ordering::SeqCst);
        outside.pass(&runtime, Span::HOUR.times(2)).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(outside.mail.begun.lock().is_empty(), "nobody who said no is written to ({off})");
    }
}

/// A log with a stretch of wrong time, and the way out.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_ahead_of_the_clock_holds_until_a_person_accepts_the_clock() {
    let (dir, outside, off) = (tempfile::tempdir().unwrap(), Outside::new(), Arc::new(AtomicI64::new(0)));
    off.store(Span::DAY.times(10).0, Ordering::SeqCst);
    let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
    let known = event(vec![email(1)], "Product Viewed", "v-1", outside.now());
    runtime.submit(vec![known.clone()]).await.unwrap();
    drop(runtime);
    off.store(0, Ordering::SeqCst);
    let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
    assert_eq!(runtime.vitals().clock.map(|doubt| doubt.flaw), Some(ClockFlaw::Behind));
    assert!(runtime.hold().is_on() && !runtime.vitals().ready);
    drop(runtime);
    let accepting = Config { accept_clock: true, ..config(&outside, &off, dir.path()) };
    let runtime = outside.open_with(accepting).await;
    assert_eq!(runtime.vitals().clock, None);
    runtime.hold().lift("admin", outside.now(), &runtime.hold().reasons()).unwrap();
    assert!(runtime.submit(vec![known.clone()]).await.unwrap()[0].duplicate());
    carts(&outside, &runtime, 3).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("they are written to in time", || outside.mail.begun.lock().len() == 3).await;
    drop(runtime);
    let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
    assert_eq!(runtime.vitals().clock, None, "the log ends with the right time");
    assert!(runtime.submit(vec![known]).await.unwrap()[0].duplicate());
}

/// After a stretch of wrong time the log holds words of the future. What someone says now comes after them all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_now_counts_after_words_of_the_future() {
    let (dir, outside, off) = (tempfile::tempdir().unwrap(), Outside::new(), Arc::new(AtomicI64::new(0)));
    off.store(Span::DAY.times(10).0, Ordering::SeqCst);
    let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, runtime.now())).await.unwrap();
    drop(runtime);
    off.store(0, Ordering::SeqCst);
    let accepting = Config { accept_clock: true, ..config(&outside, &off, dir.path()) };
    let runtime = outside.open_with(accepting).await;
    assert!(matches!(status(&runtime, ada).await, ConsentStatus::Withdrawn { at } if at > runtime.now()));
    let now = |act| {
        let Body::Consent(said) = consent(ada, 0, act, Time(0)).body else { unreachable!() };
        Submission::said_now(Target::Customer(ada), *said)
    };
    runtime.submit_and_wait(consent(ada, 0, Act::Grant, runtime.now() - Span::SECOND)).await.unwrap();
    assert!(matches!(status(&runtime, ada).await, ConsentStatus::Withdrawn { .. }), "only reported");
    for _ in 0..2 {
        outside.pass(&runtime, Span::MINUTE).await;
        runtime.submit_and_wait(now(Act::Grant)).await.unwrap();
        assert!(
            matches!(status(&runtime, ada).await, ConsentStatus::Given { .. }),
            "{:?}",
            status(&runtime, ada).await
        );
        runtime.submit_and_wait(now(Act::Withdraw)).await.unwrap();
        assert!(matches!(status(&runtime, ada).await, ConsentStatus::Withdrawn { .. }));
    }
    drop(runtime);
    let runtime = outside.open_with(config(&outside, &off, dir.path())).await;
    assert!(matches!(status(&runtime, ada).await, ConsentStatus::Withdrawn { .. }), "a replay says the same");
}
