//! A record that is whole and cannot be understood stops the start, until someone decides to do without it.

use super::world::*;
use crate::{
    hold::{Hold, HoldFact, Why},
    log::Segments,
    runtime::{Announcement, OpenError, Runtime},
};
use rapport_engine::Publication;
use rapport_kernel::{
    CustomerId, Lsn, Partition,
    port::{Entry, Log, LogError},
};
use std::{collections::BTreeSet, path::Path, time::Duration};

/// Appends what a newer release may write: an alternative that is not in the list of this one.
fn append_unknown(dir: &Path, outside: &Outside) -> Lsn {
    // Whoever stopped a moment ago may still hold the log.
    let mut log = loop {
        match Segments::open(&dir.join("log")) {
            Err(LogError::InUse(_)) => std::thread::sleep(Duration::from_millis(10)),
            opened => break opened.unwrap(),
        }
    };
    let payload = vec![rapport_stored::BODY_FORMAT, 0xfa, 0x07, 0];
    log.append(&[Entry { partition: Partition(0), customer: CustomerId(1), time: outside.now(), payload }]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_named_nothing_changes_and_who_goes_on_without_it_is_held() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    runtime.submit(vec![event(vec![email(1)], "Product Viewed", "m-1", outside.now())]).await.unwrap();
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let lsn = append_unknown(dir.path(), &outside);
    for _ in 0..2 {
        let refused = Runtime::open(outside.config(dir.path()), outside.sinks()).await.err().unwrap();
        assert!(matches!(&refused, OpenError::Record { lsn: at, .. } if *at == lsn), "{refused}");
        assert!(refused.to_string().contains(&format!("--leave-out {}", lsn.0)), "{refused}");
        assert!(!Hold::open(dir.path()).is_on());
    }
    let config = crate::runtime::Config { leave_out: BTreeSet::from([lsn]), ..outside.config(dir.path()) };
    let runtime = outside.open_with(config).await;
    let why: Vec<_> = Hold::open(dir.path()).reasons().into_iter().map(|reason| reason.why).collect();
    assert_eq!(why, [Why::LossAccepted]);
    assert!(runtime.find(&email(1)).is_some());
    drop(runtime);
    // It is remembered; the next start needs no flag.
    drop(outside.open(dir.path()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_release_that_wrote_last_is_named() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    drop(outside.open(dir.path()).await);
    std::fs::write(dir.path().join(crate::format::FILE), r#"{"format": 2, "release": "7.5.0"}"#).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    append_unknown(dir.path(), &outside);
    let refused = Runtime::open(outside.config(dir.path()), outside.sinks()).await.err().unwrap();
    assert!(refused.to_string().contains("release 7.5.0 wrote"), "{refused}");
}

/// A newer release understands a document that this one does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_journey_that_is_not_understood_stops_the_start_until_somebody_leaves_it_out() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    let document = JOURNEY.replace("absence:", "foresight:");
    let newer = Publication { journey: "cart".into(), version: 2, document, author: "test".into() };
    runtime.announcer().await.announce(Announcement::Publish(Box::new(newer))).await.unwrap();
    let published = |(lsn, entry): (Lsn, Entry)| {
        let body = rapport_stored::decode_body(&entry.payload).unwrap();
        matches!(body, rapport_engine::Body::Publish(of) if of.version == 2).then_some(lsn)
    };
    let lsn = runtime.log().read(Lsn(0)).unwrap().map(Result::unwrap).find_map(published).unwrap();
    // Also where a snapshot has it, and the replay does not meet it.
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    for _ in 0..2 {
        let refused = loop {
            match Runtime::open(outside.config(dir.path()), outside.sinks()).await.err().unwrap() {
                // Whoever stopped a moment ago may still hold the log.
                OpenError::Log(LogError::InUse(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
                refused => break refused,
            }
        };
        assert!(matches!(&refused, OpenError::Document { lsn: at, version: 2, .. } if *at == lsn), "{refused}");
        assert!(refused.to_string().contains("version 2 of journey `cart`"), "{refused}");
        assert!(refused.to_string().contains(&format!("--leave-out {}", lsn.0)), "{refused}");
    }
    let config = crate::runtime::Config { leave_out: BTreeSet::from([lsn]), ..outside.config(dir.path()) };
    drop(outside.open_with(config).await);
    let facts = Hold::open(dir.path()).reasons().remove(0).facts;
    assert!(facts.contains(&HoldFact::DocumentLeftOut { journey: "cart".into(), version: 2 }), "{facts:?}");
    drop(outside.open(dir.path()).await);
}
