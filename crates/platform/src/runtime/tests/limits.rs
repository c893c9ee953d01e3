//! The door: refused clearly before memory grows; inner traffic gets through.

use super::world::*;
use crate::runtime::{Config, Limits, SubmitError};
use rapport_kernel::Span;

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_asked_to_come_again_and_nothing_of_it_is_kept() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let limits = Limits { queue: 100, ..Limits::default() };
    let runtime = outside.open_with(Config { limits, ..outside.config(dir.path()) }).await;
    let sending = (0..50).map(|s| {
        let runtime = runtime.clone();
        let batch = (0..40).map(|n| event(vec![email(n)], "Product Viewed", &format!("{s}-{n}"), outside.now())).collect();
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
async fn after_stopping_nothing_is_let_in() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    assert!(runtime.vitals().ready);
    runtime.shut_down(std::time::Duration::from_secs(10)).await;
    let late = event(vec![email(1)], "Product Viewed", "late", outside.now());
    assert_eq!(runtime.submit(vec![late]).await, Err(SubmitError::Stopping));
    assert!(!runtime.vitals().ready);
}
