//! Erasure: no byte stays behind, anywhere.

use super::world::*;
use crate::runtime::{Answer, Eraser, OpenError, Runtime, SinkError, Sinks, Submission};
use parking_lot::Mutex;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Span, port::LogError};
use smol_str::SmolStr;
use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

fn holds(dir: &Path, canary: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holds(&path, canary));
        } else if std::fs::read(&path).unwrap().windows(canary.len()).any(|window| window == canary) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_gone_from_log_history_and_snapshots_and_stays_gone() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 3).await;
    let signed_in = event(vec![email(1), cookie(1)], "Signed In", "s", outside.now());
    runtime.submit(vec![event(vec![cookie(1)], "Product Viewed", "v", outside.now()), signed_in]).await.unwrap();
    for _ in 0..3 {
        runtime.settle().await.unwrap();
    }
    assert!(runtime.save().await);
    assert!(holds(dir.path(), b"c1@d1.example").len() >= 3, "log, history and snapshots know her");
    runtime.submit_and_wait(Submission::about(customers[1], Body::Erase)).await.unwrap();
    runtime.settle().await.unwrap();
    // Snapshots are replaced behind the scenes.
    assert!(runtime.save().await);
    assert!(runtime.save().await);
    for again in [false, true] {
        assert_eq!(holds(dir.path(), b"c1@d1.example"), Vec::<String>::new());
        assert_eq!(holds(dir.path(), b"cookie-1"), Vec::<String>::new());
        assert!(!holds(dir.path(), b"c2@d2.example").is_empty(), "everybody else is still there");
        assert!(history(&runtime, customers[1]).await.is_empty());
        assert_eq!(runtime.find(&email(1)), None);
        assert_eq!(history(&runtime, customers[2]).await.len(), 2);
        if !again {
            runtime.shut_down(Duration::from_secs(10)).await;
            drop(runtime);
            runtime = outside.open(dir.path()).await;
        }
    }
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    assert!(outside.mail.begun.lock().iter().all(|key| key.customer() != customers[1]));
}

/// Whom to forget, with which orders, and how much was booked by then.
type Asked = (Vec<CustomerId>, Vec<SmolStr>, usize);

/// Someone else who keeps something; remembers what the books held when asked to forget.
struct Keeper {
    ledger: Arc<Ledger>,
    asked: Mutex<Vec<Asked>>,
}

impl Eraser for Keeper {
    fn erase<'a>(&'a self, customers: &'a [CustomerId], orders: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let booked = self.ledger.booked.lock().len();
            self.asked.lock().push((customers.to_vec(), orders.to_vec(), booked));
            Ok(())
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_forget_after_they_were_given_everything_and_hear_of_the_orders() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let keeper = Arc::new(Keeper { ledger: outside.ledger.clone(), asked: Mutex::default() });
    let sinks = Sinks { erasers: vec![keeper.clone()], ..outside.sinks() };
    let runtime = Runtime::open(outside.config(dir.path()), sinks).await.unwrap();
    // The books cannot take the order yet.
    outside.ledger.away.store(1, Ordering::SeqCst);
    let bought = event(vec![email(1)], "Order Completed", "order-7", outside.now());
    let ada = runtime.submit(vec![bought]).await.unwrap()[0].customer;
    runtime.submit_and_wait(Submission::about(ada, Body::Erase)).await.unwrap();
    eventually("the books are asked", || outside.ledger.tries.load(Ordering::SeqCst) > 1).await;
    assert!(keeper.asked.lock().is_empty(), "what is kept later would be kept for ever");
    outside.ledger.away.store(0, Ordering::SeqCst);
    eventually("others are asked", || !keeper.asked.lock().is_empty()).await;
    assert_eq!(*keeper.asked.lock(), [(vec![ada], vec![SmolStr::new("order-7")], 1)]);
}

/// A snapshot from before comes back after a crash: what it knows must meet the erasure in the log.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_erasures_at_once_each_stays_in_the_log() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 8).await;
    let signed_in = event(vec![email(1), cookie(1)], "Signed In", "s", outside.now());
    runtime.submit(vec![event(vec![cookie(1)], "Product Viewed", "v", outside.now()), signed_in]).await.unwrap();
    for _ in 0..3 {
        runtime.settle().await.unwrap();
    }
    assert!(runtime.save().await);
    let all = customers.iter().map(|customer| Submission::about(*customer, Body::Erase)).collect();
    runtime.submit(all).await.unwrap();
    runtime.settle().await.unwrap();
    eventually("they are carried out", || runtime.obligations().is_empty()).await;
    assert_eq!(holds(&dir.path().join("log"), b"c1@d1.example"), Vec::<String>::new());
    let entries = runtime.log().read(rapport_kernel::Lsn(0)).unwrap().map(Result::unwrap);
    let erased: Vec<CustomerId> = entries
        .filter(|(_, entry)| matches!(rapport_stored::decode_body(&entry.payload), Ok(Body::Erase)))
        .map(|(_, entry)| entry.customer)
        .collect();
    for customer in &customers {
        assert!(erased.contains(customer), "{customer} would come back");
    }
    assert!(
        erased.iter().any(|customer| !customers.contains(customer)),
        "and so would the visitor who became one of them"
    );
}

/// Keeps something of one person that it cannot let go of, as long as it is told so.
struct Clings {
    to: Mutex<Option<CustomerId>>,
    forgot: Mutex<Vec<CustomerId>>,
}

impl Eraser for Clings {
    fn erase<'a>(&'a self, customers: &'a [CustomerId], _: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move {
            if self.to.lock().is_some_and(|to| customers.contains(&to)) {
                return Err(SinkError::Refused("damaged_row".into()));
            }
            self.forgot.lock().extend(customers);
            Ok(())
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_cannot_be_done_stops_nobody_and_stays_promised() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let clings = Arc::new(Clings { to: Mutex::default(), forgot: Mutex::default() });
    let open = async || loop {
        let sinks = Sinks { erasers: vec![clings.clone()], ..outside.sinks() };
        match Runtime::open(outside.config(dir.path()), sinks).await {
            // Whoever stopped a moment ago may still hold the log.
            Err(OpenError::Log(LogError::InUse(_))) => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => break opened.unwrap(),
        }
    };
    let runtime = open().await;
    let customers = carts(&outside, &runtime, 3).await;
    *clings.to.lock() = Some(customers[0]);
    let promised = outside.now();
    let erase = |customer: CustomerId| Submission::about(customer, Body::Erase);
    runtime.submit(vec![erase(customers[0]), erase(customers[1])]).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(*clings.forgot.lock(), [customers[1]]);
    let promises = |runtime: &Runtime| {
        let all = runtime.obligations();
        all.iter().map(|one| (one.customer, one.since)).collect::<Vec<_>>()
    };
    assert_eq!(promises(&runtime), [(customers[0], promised)]);
    assert_eq!(runtime.set_aside()[0].reason, "damaged_row");
    assert!(runtime.save().await, "snapshots go on");
    // They know nothing of the erasure any more; the promise stands nevertheless.
    outside.clock.fetch_add(Span::MINUTE.0, Ordering::SeqCst);
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let runtime = open().await;
    runtime.settle().await.unwrap();
    assert_eq!(promises(&runtime), [(customers[0], promised)]);
    *clings.to.lock() = None;
    assert_eq!(runtime.try_again(None).await.unwrap(), 1);
    assert!(runtime.obligations().is_empty() && runtime.set_aside().is_empty());
    assert!(clings.forgot.lock().contains(&customers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_finished_after_a_crash() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 3).await;
    assert!(runtime.save().await);
    runtime.submit_and_wait(Submission::about(customers[1], Body::Erase)).await.unwrap();
    // The bytes are still there, or going.
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    assert_eq!(runtime.find(&email(1)), None);
    runtime.settle().await.unwrap();
    assert!(runtime.save().await);
    assert!(runtime.save().await);
    assert_eq!(holds(dir.path(), b"c1@d1.example"), Vec::<String>::new());
    let again = event(vec![email(1)], "Product Viewed", "again", outside.now());
    assert_ne!(runtime.submit(vec![again]).await.unwrap()[0].customer, customers[1], "who comes back is somebody new");
}
