//! While the hold is on, everything runs and nothing is sent.

use super::world::*;
use crate::{
    hold::Why,
    installation::{BEAT, Lease},
    log::tests::Faulty,
    runtime::{Config, LogState, Submission, SubmitError, sequencer::Waiter},
};
use rapport_customer::gate::Budget;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Span};
use std::{os::unix::fs::MetadataExt, sync::atomic::Ordering, time::Duration};

#[tokio::test(flavor = "multi_thread")]
async fn held_nothing_is_claimed_and_lifted_everything_due_goes_out_once() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    runtime.hold().put(Why::Moved, [], BEGIN).unwrap();
    let customers = carts(&outside, &runtime, 8).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    // Also after a crash: the hold is found again.
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    outside.pass(&runtime, Span::MINUTE).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    for customer in &customers {
        assert_eq!(messages(&runtime, *customer).await, ["planned"]);
    }
    let no = consent(customers[0], 0, rapport_customer::Act::Withdraw, outside.now());
    runtime.submit_and_wait(no).await.unwrap();
    assert_eq!(outside.mail.arrived.load(Ordering::SeqCst), 0);
    assert!(outside.budget.reserved.lock().is_empty(), "no money either");
    runtime.hold().lift("admin", outside.now(), &runtime.hold().reasons()).unwrap();
    eventually("the others are sent", || outside.mail.begun.lock().len() == 7).await;
    outside.pass(&runtime, Span::MINUTE).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(outside.mail.begun.lock().len(), 7, "not to who withdrew, and to nobody twice");
}

/// A claimed message may wait long for a connection: a hold that is put meanwhile holds it, and it goes when the hold is lifted.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_comes_after_the_claim_holds_what_has_not_begun() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    Mail::close(&outside.mail.before);
    let customers = carts(&outside, &runtime, 3).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all are claimed", || outside.mail.arrived.load(Ordering::SeqCst) == 3).await;
    runtime.hold().put(Why::Shared, [], BEGIN).unwrap();
    outside.mail.before.add_permits(100);
    for customer in &customers {
        for _ in 0..400 {
            if messages(&runtime, *customer).await != ["claimed"] {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(messages(&runtime, *customer).await, ["deferred"]);
    }
    assert!(outside.mail.begun.lock().is_empty(), "not one first byte");
    runtime.hold().lift("admin", outside.now(), &runtime.hold().reasons()).unwrap();
    outside.pass(&runtime, Span::HOUR.times(6)).await;
    eventually("they go once it is lifted", || outside.mail.begun.lock().len() == 3).await;
}

/// The process is stopped for a while with messages claimed (its lease does not beat), another one takes the directory, and the
/// process wakes: it sends none of them, and appends nothing to the log that the other one writes.
#[tokio::test(flavor = "multi_thread")]
async fn who_wakes_and_has_lost_the_directory_sends_nothing_and_appends_nothing() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let lease = Lease::of(dir.path(), 1);
    lease.take().unwrap();
    let runtime = outside.open_with(Config { lease: lease.clone(), ..outside.config(dir.path()) }).await;
    Mail::close(&outside.mail.before);
    carts(&outside, &runtime, 3).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all are claimed", || outside.mail.arrived.load(Ordering::SeqCst) == 3).await;
    Lease::of(dir.path(), 1).take().unwrap();
    tokio::time::sleep(BEAT * 3).await;
    let end = runtime.end();
    outside.mail.before.add_permits(100);
    let late = event(vec![email(9)], "Product Viewed", "late", outside.now());
    assert_eq!(runtime.submit(vec![late]).await, Err(SubmitError::LeaseLost));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(outside.mail.begun.lock().is_empty(), "not one first byte");
    assert_eq!(runtime.end(), end, "and not one record");
    assert_eq!(runtime.vitals().log, LogState::LeaseLost);
    assert!(!runtime.vitals().ready);
}

/// The process is stopped between its question to the lease and the end of the write, and another one takes the directory meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_after_the_directory_was_lost_is_not_acknowledged() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (lease, disk) = (Lease::of(dir.path(), 1), Faulty::default());
    lease.take().unwrap();
    let config = Config { lease, disk: Some(disk.clone()), ..outside.config(dir.path()) };
    let runtime = outside.open_with(config).await;
    let said = |name: &str| event(vec![email(9)], "Product Viewed", name, outside.now());
    runtime.submit(vec![said("before")]).await.unwrap();
    let other = Lease::of(dir.path(), 1);
    disk.during_sync(move || {
        other.take().unwrap();
        std::thread::sleep(BEAT * 3);
    });
    assert_eq!(runtime.submit(vec![said("meanwhile")]).await, Err(SubmitError::LeaseLost));
    assert_eq!(runtime.vitals().log, LogState::LeaseLost);
}

/// Of a directory that nobody let go the log goes on in a file of its own.
#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_directory_over_appends_to_another_file() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let last = || {
        let files = std::fs::read_dir(dir.path().join("log")).unwrap().map(|file| file.unwrap().path());
        let last = files.filter(|path| path.extension().is_some_and(|end| end == "log")).max().unwrap();
        std::fs::metadata(last).unwrap().ino()
    };
    let mut seen = Vec::new();
    for name in ["one", "other"] {
        let lease = Lease::of(dir.path(), 1);
        lease.take().unwrap();
        let runtime = outside.open_with(Config { lease, ..outside.config(dir.path()) }).await;
        runtime.submit(vec![event(vec![email(1)], "Product Viewed", name, outside.now())]).await.unwrap();
        // Held, so that the number is not given to another file.
        seen.push((last(), std::fs::File::open(dir.path().join("log/00000000000000000001.log")).unwrap()));
    }
    assert_ne!(seen[0].0, seen[1].0);
    drop(outside.open(dir.path()).await);
    assert_eq!(last(), seen[1].0, "nobody had it");
}

/// Claims wait for room on the disk, too: a hold that is put meanwhile is on before they are made.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_comes_while_the_disk_is_full_is_on_before_anything_is_claimed() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let disk = Faulty::default();
    let runtime = outside.open_with(Config { disk: Some(disk.clone()), ..outside.config(dir.path()) }).await;
    let lift = || runtime.hold().lift("admin", outside.now(), &runtime.hold().reasons()).unwrap();
    runtime.hold().put(Why::AskedFor, [], BEGIN).unwrap();
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    disk.room(Some(0));
    lift();
    eventually("it waits for room", || runtime.vitals().log == LogState::Full).await;
    runtime.hold().put(Why::Moved, [], BEGIN).unwrap();
    // Whoever has asked for room just before is refused once more.
    tokio::time::sleep(Duration::from_millis(500)).await;
    disk.room(None);
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(messages(&runtime, ada).await, ["planned"], "not claimed");
    assert_eq!(outside.mail.arrived.load(Ordering::SeqCst), 0);
    lift();
    eventually("it goes once the hold is lifted", || outside.mail.begun.lock().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_while_held_ages_as_usual() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    runtime.hold().put(Why::AskedFor, [], BEGIN).unwrap();
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    outside.pass(&runtime, Span::DAY.times(30)).await;
    runtime.hold().lift("admin", outside.now(), &runtime.hold().reasons()).unwrap();
    outside.pass(&runtime, Span::MINUTE).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let told = messages(&runtime, ada).await;
    assert!(told.is_empty() || told == ["expired"], "{told:?}");
    assert!(outside.mail.begun.lock().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_claimant_has_gone_is_not_sent_and_not_lost() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    // So that no one else claims it.
    runtime.hold().put(Why::AskedFor, [], BEGIN).unwrap();
    let ada = carts(&outside, &runtime, 1).await[0];
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    let planned =
        |shard: &rapport_engine::Shard, id: CustomerId| shard.customer(id).unwrap().messages[0].send_key.clone();
    let send_key = runtime.ask(ada, planned).await.unwrap();
    let claim = Submission::about(ada, Body::Claim { send_key, budget: Budget::Reserved, not_before: None });
    let mut applied = runtime.submit_and_wait(claim).await.unwrap();
    assert_eq!(messages(&runtime, ada).await, ["claimed"]);
    // It goes between the question whether it is there and the answer.
    let (reply, asker) = tokio::sync::oneshot::channel();
    let waiter = Waiter::new(reply);
    waiter.hand_over(applied.dispatch.pop().unwrap(), &runtime.0.shared);
    drop(asker);
    drop(waiter);
    for _ in 0..500 {
        if messages(&runtime, ada).await != ["claimed"] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let told = history(&runtime, ada).await;
    assert_ne!(messages(&runtime, ada).await, ["claimed"], "{told:?}");
}
