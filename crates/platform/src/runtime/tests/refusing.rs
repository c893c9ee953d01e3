//! What was refused is not known, whatever else fails at the same time, and refusing costs next to nothing.

use super::world::*;
use crate::{
    log::tests::Faulty,
    runtime::{Config, LogState, Runtime, Submission, SubmitError, Target},
};
use rapport_engine::Body;
use rapport_kernel::{Lsn, Value};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

async fn open(outside: &Outside, dir: &Path) -> (Runtime, Faulty) {
    let disk = Faulty::default();
    let config = Config { disk: Some(disk.clone()), ..outside.config(dir) };
    (outside.open_with(config).await, disk)
}

fn views(outside: &Outside, ids: std::ops::Range<u32>) -> Vec<Submission> {
    ids.map(|n| event(vec![email(n)], "Product Viewed", &format!("view-{n}"), outside.now())).collect()
}

/// Clients that repeat the same ids while the log can be neither written nor read.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_ids_again_are_no_repetition_while_neither_writing_nor_reading_works() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (runtime, disk) = open(&outside, dir.path()).await;
    runtime.submit(views(&outside, 0..5)).await.unwrap();
    let (log, away) = (dir.path().join("log"), dir.path().join("away"));
    let mut refused = 0;
    for _ in 0..3 {
        disk.room(Some(10));
        fs::rename(&log, &away).unwrap();
        for _ in 0..5 {
            let answer = runtime.submit(views(&outside, 5..50)).await;
            assert_eq!(answer, Err(SubmitError::Full));
            refused += 1;
        }
        // Old and new ones together: the old ones are known, and no one is told so before all are.
        assert_eq!(runtime.submit(views(&outside, 0..50)).await, Err(SubmitError::Full));
        fs::rename(&away, &log).unwrap();
    }
    assert_eq!(refused, 15);
    disk.room(None);
    let acks = runtime.submit(views(&outside, 0..50)).await.unwrap();
    let duplicates: Vec<bool> = acks.iter().map(crate::runtime::Ack::duplicate).collect();
    assert!(duplicates[..5].iter().all(|known| *known));
    assert!(duplicates[5..].iter().all(|known| !known), "what was refused is nowhere, so it is no repetition");
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    let again = runtime.submit(views(&outside, 0..50)).await.unwrap();
    assert!(again.iter().all(crate::runtime::Ack::duplicate), "and all are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn want_of_file_handles_passes() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (runtime, disk) = open(&outside, dir.path()).await;
    let ada = runtime.submit(views(&outside, 0..1)).await.unwrap()[0].customer;
    disk.no_handles(true);
    runtime.submit(views(&outside, 1..20)).await.unwrap();
    assert_eq!(runtime.vitals().log, LogState::Writable, "what is open goes on");
    disk.no_handles(false);
    assert_eq!(runtime.submit(views(&outside, 0..20)).await.unwrap().iter().filter(|ack| ack.duplicate()).count(), 20);
    assert_eq!(runtime.find(&email(0)), Some(ada));
}

/// A refusal takes back what it changed; it reads nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_does_not_read_the_log() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (runtime, disk) = open(&outside, dir.path()).await;
    for chunk in 0..10 {
        runtime.submit(views(&outside, chunk * 1_000..(chunk + 1) * 1_000)).await.unwrap();
    }
    disk.room(Some(0));
    let begin = Instant::now();
    for n in 0..10 {
        assert_eq!(runtime.submit(views(&outside, 90_000 + n..90_001 + n)).await, Err(SubmitError::Full));
    }
    let each = begin.elapsed() / 10;
    println!("a refusal behind 10,000 events takes {each:?}, of which 20 ms are a pause");
    assert!(each.as_millis() < 100, "{each:?}");
    assert_eq!(runtime.find(&email(90_001)), None);
}

/// What comes from inside must get through, in its order: a hand-over may be in two parts, and the second is smaller.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_after_a_refusal_is_not_overtaken_by_what_found_room() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let (runtime, disk) = open(&outside, dir.path()).await;
    let ada = runtime.submit(views(&outside, 0..1)).await.unwrap()[0].customer;
    let inner = |message: &str, bytes: usize| {
        let mut said = event(Vec::new(), "Product Viewed", message, outside.now());
        if let Body::Event(event) = &mut said.body {
            event.properties.set("name", Value::from("x".repeat(bytes).as_str()));
        }
        Submission { to: Target::Exactly(ada), ..said }
    };
    let parts = [inner("part-1", 600_000), inner("part-2", 600_000), inner("part-3", 10), inner("part-4", 10)];
    disk.room(Some(300_000));
    {
        // While names are held, the sequencer stands still with what it has: it will find all parts at once.
        let _held = runtime.0.shared.names.read();
        runtime.0.shared.inbox.put(inner("before", 10));
        std::thread::sleep(Duration::from_millis(50));
        parts.into_iter().for_each(|part| runtime.0.shared.inbox.put(part));
    }
    eventually("the disk is full", || runtime.vitals().log == LogState::Full).await;
    disk.room(None);
    runtime.submit(views(&outside, 1..2)).await.unwrap();
    runtime.settle().await.unwrap();
    let mut order = Vec::new();
    for next in runtime.log().read(Lsn(0)).unwrap() {
        if let Ok(Body::Event(event)) = rapport_stored::decode_body(&next.unwrap().1.payload) {
            order.push(event.message_id);
        }
    }
    order.retain(|message| message.starts_with("part-"));
    assert_eq!(order, ["part-1", "part-2", "part-3", "part-4"]);
}

/// Fails for one event and for one thing that follows from another.
fn no_form(body: &Body) -> Result<Vec<u8>, rapport_stored::Unwritable> {
    let refused = match body {
        Body::Event(event) => event.name == "Shapeless",
        Body::Named { identifiers, .. } => identifiers.contains(&email(77)),
        _ => false,
    };
    if refused { Err(serde::ser::Error::custom("no form")) } else { rapport_stored::encode_body(body) }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_never_acknowledged() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open_with(Config { encode: no_form, ..outside.config(dir.path()) }).await;
    let shapeless = event(vec![email(1)], "Shapeless", "one", outside.now());
    let beside = event(vec![email(2)], "Product Viewed", "two", outside.now());
    assert_eq!(runtime.submit(vec![beside.clone(), shapeless]).await, Err(SubmitError::Unstorable));
    // What follows from a record: the record itself is refused with it.
    let mut named = event(vec![email(77)], "Product Viewed", "three", outside.now());
    named.key = Some(77);
    assert_eq!(runtime.submit(vec![named]).await, Err(SubmitError::Unwritable));
    assert!(
        runtime.find(&email(1)).is_none() && runtime.find(&email(2)).is_none() && runtime.find(&email(77)).is_none()
    );
    let acks = runtime.submit(vec![beside]).await.unwrap();
    assert!(!acks[0].duplicate(), "it was refused with the other");
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    let entries = runtime.log().read(Lsn(0)).unwrap().map(|entry| entry.unwrap().1);
    assert!(entries.filter(|entry| entry.payload.is_empty()).count() == 0, "an empty record is an erased one");
}
