//! The door: refused clearly before memory grows; inner traffic gets through.

use super::world::*;
use crate::{
    log::tests::Faulty,
    reserve::{Reserve, tests::of_a_full_disk},
    runtime::{Config, Limits, LogState, MessageIds, Runtime, Submission, SubmitError},
};
use rapport_customer::{Act, Reason, Suppression, identity::MAX_ANONYMOUS_IDS};
use rapport_engine::Body;
use rapport_kernel::{CustomerId, EventKind, Identifier, IdentifierKind, Map, Span, Value};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_asked_to_come_again_and_nothing_of_it_is_kept() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let limits = Limits { queue: 100, ..Limits::default() };
    let runtime = outside.open_with(Config { limits, ..outside.config(dir.path()) }).await;
    let sending = (0..50).map(|s| {
        let runtime = runtime.clone();
        let batch =
            (0..40).map(|n| event(vec![email(n)], "Product Viewed", &format!("{s}-{n}"), outside.now())).collect();
        tokio::spawn(async move { runtime.submit(batch).await })
    });
    let (mut taken, mut refused) = (0, 0);
    for one in sending.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(acks) => taken += acks.len(),
            Err(SubmitError::Busy { retry_after }) => {
                assert!(retry_after > Span::ZERO);
                refused += 40;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(taken + refused, 2_000);
    assert!(refused > 0, "the door never closed");
    runtime.settle().await.unwrap();
    let events = runtime.ask_all(|shard| {
        let records = shard.partitions().flat_map(|p| p.customers());
        records.map(|r| r.customer.profile.touchpoints()[0].events).sum::<u64>()
    });
    assert_eq!(events.await.unwrap().iter().sum::<u64>(), taken as u64);
    let again = event(vec![email(1)], "Product Viewed", "later", outside.now());
    assert!(runtime.submit(vec![again]).await.is_ok(), "and the door is open again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_waits_its_turn_where_others_are_asked_to_come_again() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let limits = Limits { queue: 1, ..Limits::default() };
    let runtime = outside.open_with(Config { limits, ..outside.config(dir.path()) }).await;
    let customers = carts(&outside, &runtime, 40).await;
    let said = |act| {
        let each = customers.iter().zip(0..).map(|(customer, n)| consent(*customer, n, act, outside.now()));
        let sent = each.map(|said| {
            let runtime = runtime.clone();
            tokio::spawn(async move { runtime.submit_and_wait(said).await })
        });
        sent.collect::<Vec<_>>()
    };
    let mut refused = 0;
    for yes in said(Act::Grant) {
        refused += usize::from(yes.await.unwrap().is_err());
    }
    assert!(refused > 0, "the door never closed");
    for no in said(Act::Withdraw) {
        assert!(no.await.unwrap().is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_devices_in_one_name_makes_no_customer_of_them_all() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let user = Identifier { kind: IdentifierKind::UserId, value: "ada".into() };
    let batch = |from: u32| -> Vec<Submission> {
        let one = |n| event(vec![user.clone(), cookie(n)], "Product Viewed", &format!("v{n}"), outside.now());
        (from..from + 10_000).map(one).collect()
    };
    let limits = Limits { queue: 30_000, ..Limits::default() };
    let runtime = outside.open_with(Config { limits, ..outside.config(dir.path()) }).await;
    let mut ada = CustomerId::NONE;
    for from in [0, 10_000] {
        let acks = runtime.submit(batch(from)).await.unwrap();
        ada = acks[0].customer;
        assert!(acks.iter().all(|ack| ack.customer == ada), "each of them is hers");
    }
    let known = |runtime: &Runtime| runtime.with_index(|index| index.identifiers_of(ada).to_vec());
    assert_eq!(known(&runtime).len(), 1 + MAX_ANONYMOUS_IDS);
    assert_eq!(runtime.find(&cookie(5)), Some(ada));
    assert_eq!(runtime.find(&cookie(19_999)), None);
    let expected = known(&runtime);
    drop(runtime);
    // The log alone says the same.
    std::fs::remove_dir_all(dir.path().join("state")).unwrap();
    assert_eq!(known(&outside.open(dir.path()).await), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_stopping_nothing_is_let_in() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    assert!(runtime.vitals().ready);
    runtime.shut_down(std::time::Duration::from_secs(10)).await;
    let late = event(vec![email(1)], "Product Viewed", "late", outside.now());
    assert_eq!(runtime.submit(vec![late]).await, Err(SubmitError::Stopping));
    assert!(!runtime.vitals().ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_so_forgets_what_it_refused_and_recovers_by_itself() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let disk = Faulty::default();
    let mut runtime = outside.open_with(Config { disk: Some(disk.clone()), ..outside.config(dir.path()) }).await;
    let customers = carts(&outside, &runtime, 5).await;
    let at = outside.now();
    runtime.submit(vec![event(vec![cookie(1)], "Product Viewed", "v", at)]).await.unwrap();
    disk.room(Some(10));
    let signed_in = event(vec![email(1), cookie(1)], "Signed In", "s", at);
    let stranger = event(vec![email(99)], "Product Viewed", "x", at);
    for _ in 0..3 {
        let refused = runtime.submit(vec![signed_in.clone(), stranger.clone()]).await;
        assert_eq!(refused, Err(SubmitError::Full));
    }
    assert_eq!(runtime.vitals().log, LogState::Full);
    assert!(!runtime.vitals().ready);
    assert_eq!(runtime.find(&email(99)), None, "what was refused is not known");
    assert_ne!(runtime.find(&email(1)), runtime.find(&cookie(1)), "nor is who is who");
    disk.room(None);
    let acks = runtime.submit(vec![signed_in, stranger]).await.unwrap();
    assert!(acks.iter().all(|ack| !ack.duplicate()), "it was refused, so it is no repetition");
    for _ in 0..3 {
        runtime.settle().await.unwrap();
    }
    assert_eq!(runtime.vitals().log, LogState::Writable);
    let expected = state(&runtime).await;
    assert_eq!(runtime.current(customers[1]), acks[0].customer);
    drop(runtime);
    runtime = outside.open(dir.path()).await;
    assert!(state(&runtime).await == expected);
    assert_eq!(runtime.find(&cookie(1)), Some(acks[0].customer));
}

/// The disk has room, and the folder of message ids takes nothing: that is said as what it is, for as long as it is so.
#[tokio::test(flavor = "multi_thread")]
async fn ids_that_cannot_be_written_are_said_so_until_they_can() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let message_ids = MessageIds { table: 4, waiting: 0, filters: 1 << 20 };
    let runtime = outside.open_with(Config { message_ids, ..outside.config(dir.path()) }).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    let (ids, away) = (dir.path().join("ids"), dir.path().join("away"));
    std::fs::rename(&ids, &away).unwrap();
    std::fs::write(&ids, "no folder").unwrap();
    let mut refused = None;
    for n in 0..40 {
        let view = event(vec![email(1)], "Product Viewed", &format!("view-{n}"), outside.now());
        refused = runtime.submit(vec![view]).await.err();
        if refused.is_some() {
            break;
        }
    }
    assert_eq!(refused, Some(SubmitError::IdsUnwritable));
    for _ in 0..60 {
        outside.clock.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(runtime.vitals().log, LogState::IdsUnwritable, "whatever ticks are appended");
        assert!(!runtime.vitals().ready);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let begun = Instant::now();
    for _ in 0..3 {
        runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, outside.now())).await.unwrap();
    }
    assert!(begun.elapsed() < Duration::from_millis(900), "who says no does not wait for ids: {:?}", begun.elapsed());
    std::fs::remove_file(&ids).unwrap();
    std::fs::rename(&away, &ids).unwrap();
    let again = event(vec![email(1)], "Product Viewed", "again", outside.now());
    for _ in 0..200 {
        if runtime.submit(vec![again.clone()]).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    outside.clock.fetch_add(2_000, std::sync::atomic::Ordering::SeqCst);
    eventually("all is well again", || runtime.vitals().log == LogState::Writable).await;
}

/// Impressions are lost promises to no one: they neither wait for better times nor fill the memory.
#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_takes_nothing_nothing_is_shown_and_no_impression_waits() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let disk = Faulty::default();
    let runtime = outside.open_with(Config { disk: Some(disk.clone()), ..outside.config(dir.path()) }).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    let show = async || runtime.decide(ada, "hero".into(), |_, _, _| ((), Some(None))).await;
    let placed = || {
        let records = runtime.log().read(rapport_kernel::Lsn(0)).unwrap().map(|next| next.unwrap().1.payload);
        records.filter(|bytes| matches!(rapport_stored::decode_body(bytes), Ok(Body::Placed { .. }))).count()
    };
    show().await.unwrap();
    assert_eq!(runtime.decide(ada, "hero".into(), |_, _, _| ((), None)).await, Ok(()), "and nothing is noted of this");
    runtime.settle().await.unwrap();
    assert_eq!(placed(), 1);
    disk.room(Some(0));
    let (mut shown, mut refused) = (0, 0);
    while refused < 100 {
        match show().await {
            Ok(()) => shown += 1,
            Err(SubmitError::Full) => refused += 1,
            Err(SubmitError::Busy { .. }) => tokio::task::yield_now().await,
            Err(other) => panic!("{other}"),
        }
        assert!(shown < 20_000, "it goes on as if nothing were the matter");
    }
    assert!(runtime.settle().await.is_ok(), "something waits for better times");
    disk.room(None);
    let again = event(vec![email(0)], "Product Viewed", "again", outside.now());
    eventually_taken(&runtime, &again).await;
    runtime.settle().await.unwrap();
    assert_eq!(placed(), 1, "what could not be noted is let go of");
    assert_eq!(show().await, Ok(()));
}

async fn eventually_taken(runtime: &Runtime, event: &Submission) {
    while runtime.submit(vec![event.clone()]).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_wait_for_room_and_are_not_lost() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let disk = Faulty::default();
    let runtime = outside.open_with(Config { disk: Some(disk.clone()), ..outside.config(dir.path()) }).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    Mail::close(&outside.mail.after);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the transaction began", || outside.mail.begun.lock().len() == 1).await;
    disk.room(Some(0));
    outside.mail.after.add_permits(100);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(messages(&runtime, ada).await, ["claimed"]);
    disk.room(None);
    eventually("the report is in the log", || outside.ledger.booked.lock().len() == 2).await;
    assert_eq!(messages(&runtime, ada).await, ["accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_sync_nothing_is_acknowledged_and_a_restart_is_whole() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let disk = Faulty::default();
    let runtime = outside.open_with(Config { disk: Some(disk.clone()), ..outside.config(dir.path()) }).await;
    let customers = carts(&outside, &runtime, 3).await;
    disk.break_sync();
    for n in 0..5 {
        let refused =
            runtime.submit(vec![event(vec![email(n)], "Product Viewed", &format!("late-{n}"), outside.now())]);
        assert_eq!(refused.await, Err(SubmitError::Unwritable));
    }
    assert_eq!(runtime.vitals().log, LogState::Unwritable);
    assert!(history(&runtime, customers[0]).await.len() >= 2, "reading goes on");
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    assert!(runtime.vitals().ready);
    let known = runtime.submit(vec![event(vec![email(1)], "Product Added", "add-1", outside.now())]).await.unwrap();
    assert!(known[0].duplicate());
}

/// Below a full disk, before a write has failed: whoever says no or is to be forgotten goes through, everybody else is told.
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_only_what_must_go_through_is_taken() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 3).await;
    drop(runtime);
    let reserve = Arc::new(of_a_full_disk(dir.path()));
    let runtime = outside.open_with(Config { reserve, ..outside.config(dir.path()) }).await;
    let at = outside.now();
    let no = || consent(customers[0], 0, Act::Withdraw, at);
    for ordinary in [
        vec![event(vec![email(1)], "Product Viewed", "v", at)],
        vec![consent(customers[0], 0, Act::Grant, at)],
        // Not even behind someone who may.
        vec![no(), event(vec![email(1)], "Product Viewed", "v", at)],
    ] {
        assert_eq!(runtime.submit(ordinary).await, Err(SubmitError::Full));
    }
    assert_eq!(runtime.vitals().log, LogState::Full);
    runtime.submit_and_wait(no()).await.unwrap();
    runtime.submit_and_wait(Submission::about(customers[1], Body::Erase)).await.unwrap();
    let stop = Suppression {
        received: None,
        at,
        reason: Reason::OptOut,
        scope: Reason::OptOut.usual_scope(),
        brand: None,
        channel: None,
        address: None,
        source: "page".into(),
    };
    runtime.submit_and_wait(Submission::about(customers[2], Body::Suppress(Box::new(stop)))).await.unwrap();
    assert_eq!(runtime.find(&email(1)), None, "forgotten");
}

/// A write that finds no room gives up a part of the reserve for whoever must go through, and for no one else.
#[tokio::test(flavor = "multi_thread")]
async fn the_reserve_is_given_up_for_a_no_and_not_for_an_event() {
    const RESERVE: u64 = 64 << 20;
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (disk, reserve) = (Faulty::default(), Arc::new(Reserve::open(dir.path(), RESERVE).unwrap()));
    let config = Config { disk: Some(disk.clone()), reserve: reserve.clone(), ..outside.config(dir.path()) };
    let runtime = outside.open_with(config).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    disk.room(Some(0));
    let ordinary = event(vec![email(0)], "Product Viewed", "v", outside.now());
    assert_eq!(runtime.submit(vec![ordinary]).await, Err(SubmitError::Full));
    assert_eq!(reserve.held(), RESERVE);
    // What is given up is room on the disk.
    let making_room = tokio::spawn(async move {
        while reserve.held() == RESERVE {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        disk.room(None);
    });
    runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, outside.now())).await.unwrap();
    making_room.await.unwrap();
}

/// Two records that one log record cannot hold together with all they know: the person is not held for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_too_large_to_be_handed_over_goes_without_what_can_be_spared() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let known = event(vec![email(1)], "Signed Up", "known", outside.now());
    let ada = runtime.submit(vec![known]).await.unwrap()[0].customer;
    for n in 0..3 {
        let mut said = event(vec![cookie(1)], "", &format!("said-{n}"), outside.now());
        if let Body::Event(event) = &mut said.body {
            event.kind = EventKind::Identify;
            event.properties = Map::default();
            event.properties.set(&format!("novel_{n}"), Value::from("x".repeat(6 << 20).as_str()));
        }
        runtime.submit(vec![said]).await.unwrap();
    }
    runtime.submit(vec![event(vec![email(1), cookie(1)], "Signed In", "both", outside.now())]).await.unwrap();
    for _ in 0..3 {
        runtime.settle().await.unwrap();
    }
    let joined = runtime.ask(ada, |shard, id| {
        let record = shard.customer(id).unwrap();
        (record.expected.len(), record.customer.merges().len())
    });
    assert_eq!(joined.await.unwrap(), (0, 1));
    let aside = runtime.set_aside();
    assert!(aside.len() == 1 && aside[0].place == "merge" && aside[0].reason == "record_too_large", "{aside:?}");
}
