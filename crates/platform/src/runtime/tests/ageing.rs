//! Devices that do not come back are forgotten, and no one else.

use super::world::*;
use crate::runtime::{Config, Runtime};
use rapport_customer::Act;
use rapport_kernel::{CustomerId, Span};
use std::path::Path;

const AFTER: Span = Span(30 * Span::DAY.0);
const CROWD: u32 = 2_000;

async fn open(outside: &Outside, dir: &Path) -> Runtime {
    outside.open_with(Config { age_out: Some(AFTER), ..outside.config(dir) }).await
}

/// Customers in the state and in the index.
async fn counts(runtime: &Runtime) -> (usize, usize) {
    let records = runtime.ask_all(|shard| shard.partitions().map(|p| p.customers().count()).sum::<usize>());
    (records.await.unwrap().into_iter().sum(), runtime.with_index(|index| index.len()))
}

/// Time passes, and then so many ticks as it takes to look at every partition.
async fn pass(outside: &Outside, runtime: &Runtime, span: Span) {
    outside.pass(runtime, span).await;
    for _ in 0..100 {
        outside.pass(runtime, Span::SECOND).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_forgotten_and_whoever_said_or_bought_something_is_not() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = open(&outside, dir.path()).await;
    publish(&runtime).await;
    let seen = |who, id: &str| event(who, "Page Seen", id, outside.now());
    let ada = runtime.submit(vec![seen(vec![email(1)], "ada")]).await.unwrap()[0].customer;
    runtime.settle().await.unwrap();
    let before = counts(&runtime).await;
    let crowd = (0..CROWD).map(|n| seen(vec![cookie(n)], &format!("v{n}"))).collect();
    let crowd: Vec<CustomerId> = runtime.submit(crowd).await.unwrap().iter().map(|ack| ack.customer).collect();
    // One said no, one bought, one will come back in time, one turns out to be someone.
    runtime.submit(vec![consent(crowd[0], 0, Act::Withdraw, outside.now())]).await.unwrap();
    let bought = event(vec![cookie(1)], "Order Completed", "order-1", outside.now());
    runtime.submit(vec![bought, seen(vec![cookie(3), email(3)], "named")]).await.unwrap();
    pass(&outside, &runtime, Span(AFTER.0 - Span::DAY.0)).await;
    let all = CROWD as usize;
    assert_eq!(counts(&runtime).await, (before.0 + all, before.1 + all), "nobody before the time");
    runtime.submit(vec![seen(vec![cookie(2)], "again")]).await.unwrap();
    pass(&outside, &runtime, Span::DAY.times(2)).await;
    assert_eq!(counts(&runtime).await, (before.0 + 4, before.1 + 4), "everybody but four");
    for n in 0..4 {
        assert_eq!(runtime.find(&cookie(n)), Some(crowd[n as usize]), "{n} stays");
    }
    assert_eq!(runtime.find(&cookie(4)), None);
    assert!(runtime.history(crowd[4], None, 10).await.unwrap().is_empty());
    // Who comes back is new, also for a replay of everything.
    let back = runtime.submit(vec![seen(vec![cookie(4)], "back")]).await.unwrap()[0].customer;
    assert_ne!(back, crowd[4]);
    runtime.settle().await.unwrap();
    let after = counts(&runtime).await;
    drop(runtime);
    for derived in ["state", "history", "ids"] {
        std::fs::remove_dir_all(dir.path().join(derived)).unwrap();
    }
    let runtime = open(&outside, dir.path()).await;
    assert_eq!(counts(&runtime).await, after);
    assert_eq!((runtime.find(&cookie(4)), runtime.find(&email(1))), (Some(back), Some(ada)));
}
