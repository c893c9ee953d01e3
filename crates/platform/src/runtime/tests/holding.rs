//! While the hold is on, everything runs and nothing is sent.

use super::world::*;
use crate::hold::Why;
use rapport_kernel::Span;
use std::{sync::atomic::Ordering, time::Duration};

#[tokio::test(flavor = "multi_thread")]
async fn held_nothing_is_claimed_and_lifted_everything_due_goes_out_once() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    runtime.hold().put(Why::Moved, "a copy", BEGIN).unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_while_held_ages_as_usual() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    runtime.hold().put(Why::AskedFor, "", BEGIN).unwrap();
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
