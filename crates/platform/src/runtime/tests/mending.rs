//! A history that does not read back is made again while everything goes on; promises under way have an age.

use super::world::*;
use crate::{
    history::HistoryError,
    runtime::{HistoryLine, Retention, Tidied, look_at_files, look_at_journal},
};
use rapport_engine::{Body, What};
use rapport_kernel::{CustomerId, PARTITIONS, Partition, Span};
use std::{fs, path::Path, time::Duration};

/// Changes one byte in every history file that has lines.
fn damage(dir: &Path) {
    for partition in 0..PARTITIONS {
        let path = dir.join(format!("history/p{partition:03}.history"));
        let mut bytes = fs::read(&path).unwrap();
        if bytes.len() > 80 {
            bytes[70] ^= 1;
            fs::write(&path, bytes).unwrap();
        }
    }
}

async fn read(runtime: &crate::runtime::Runtime, customer: CustomerId) -> Result<usize, HistoryError> {
    runtime.history(customer, None, 100).await.map(|lines| lines.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_history_is_being_mended_and_then_whole_also_after_a_restart() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    let mut before = Vec::new();
    for customer in &customers {
        before.push(read(&runtime, *customer).await.unwrap());
    }
    assert!(runtime.save().await);
    damage(dir.path());
    // Of two in one partition the second may be read when it is whole again.
    let mut partitions = std::collections::BTreeSet::new();
    for customer in customers.iter().filter(|customer| partitions.insert(customer.partition().0)) {
        let mended = read(&runtime, *customer).await;
        assert!(matches!(mended, Err(HistoryError::BeingMended { .. })), "{mended:?}");
    }
    eventually("nothing is being mended", || runtime.mending().is_empty()).await;
    // What happens while it is mended and after it is there, too.
    let more = event(vec![email(0)], "Product Viewed", "later", outside.now());
    runtime.submit_and_wait(more).await.unwrap();
    let who = runtime.find(&email(0)).unwrap();
    for (customer, lines) in customers.iter().zip(&before) {
        let now = read(&runtime, *customer).await.unwrap();
        assert_eq!(now, lines + usize::from(*customer == who));
    }
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    for (customer, lines) in customers.iter().zip(&before) {
        assert_eq!(read(&runtime, *customer).await.unwrap(), lines + usize::from(*customer == who));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_right_after_the_mending_costs_a_longer_replay_and_no_line() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    let before = read(&runtime, customers[0]).await.unwrap();
    assert!(runtime.save().await);
    for partition in 0..PARTITIONS {
        runtime.mend(Partition(partition));
    }
    eventually("nothing is being mended", || runtime.mending().is_empty()).await;
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    assert_eq!(read(&runtime, customers[0]).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_lines_are_packed_or_go_and_what_is_left_reads_as_before() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    let before = runtime.history(customers[0], None, 100).await.unwrap();
    let size =
        || fs::read_dir(dir.path().join("history")).unwrap().map(|f| f.unwrap().metadata().unwrap().len()).sum::<u64>();
    let young = runtime.tidy(Retention::default()).await.unwrap();
    assert_eq!(young, Tidied::default());
    outside.pass(&runtime, Span::DAY.times(40)).await;
    assert!(runtime.save().await);
    let all = size();
    let packed = runtime.tidy(Retention::default()).await.unwrap();
    assert!(packed.packed >= before.len() as u64 && packed.gone == 0, "{packed:?}");
    assert!(size() < all, "{} and {all}", size());
    let after = runtime.history(customers[0], None, 100).await.unwrap();
    let told = |lines: &[HistoryLine]| lines.iter().map(|line| (line.id, line.entry.clone())).collect::<Vec<_>>();
    // Time has passed: what it brought stands in front.
    assert!(told(&after).ends_with(&told(&before)));
    let short = Retention { behaviour: Some(Span::DAY), ..Retention::default() };
    assert!(runtime.tidy(short).await.unwrap().gone > 0);
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    let left = runtime.history(customers[0], None, 100).await.unwrap();
    assert!(!left.is_empty() && left.len() < after.len());
    assert!(left.iter().all(|line| !matches!(line.entry.what, What::Event(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_cannot_end_is_listed_with_what_stands_in_its_way() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 2).await;
    runtime.settle().await.unwrap();
    assert!(runtime.obligations().is_empty());
    // The only segment so far is damaged in the middle; the erasure closes it and cannot rewrite it.
    let log = dir.path().join("log/00000000000000000001.log");
    let mut bytes = fs::read(&log).unwrap();
    bytes[200] ^= 1;
    fs::write(&log, bytes).unwrap();
    runtime.submit(vec![crate::runtime::Submission::about(customers[0], Body::Erase)]).await.unwrap();
    let hindered = || runtime.obligations().first().is_some_and(|one| one.obstacle.is_some());
    eventually("the obstacle is told", hindered).await;
    let obligation = runtime.obligations().remove(0);
    assert_eq!((obligation.customer, obligation.since), (customers[0], outside.now()));
    assert!(obligation.obstacle.unwrap().contains("segment"), "names the segment");
    // Mended by hand: the next try goes through.
    let mut bytes = fs::read(&log).unwrap();
    bytes[200] ^= 1;
    fs::write(&log, bytes).unwrap();
    eventually("the erasure is done", || runtime.obligations().is_empty()).await;
}

/// Also what no snapshot speaks of: histories before the first one, message ids, the recovery file, the journal beside the backups.
#[tokio::test(flavor = "multi_thread")]
async fn the_look_at_rest_finds_damage_in_every_store() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    assert!(runtime.save().await);
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let found = || -> std::collections::BTreeSet<&'static str> {
        let mut all = look_at_files(dir.path(), &mut |_| {}).unwrap();
        all.extend(look_at_journal(dir.path()).unwrap());
        all.iter().map(|finding| finding.store.code()).collect()
    };
    let secrets = r#"{"format": 1, "secrets": {"links": "00", "vouchers": "00", "journal": "00"}}"#;
    fs::write(dir.path().join(crate::recovery::FILE), secrets).unwrap();
    assert!(found().is_empty(), "{:?}", found());
    fs::remove_dir_all(dir.path().join("state")).unwrap();
    assert!(found().is_empty(), "a directory without snapshots is whole: {:?}", found());
    damage(dir.path());
    assert_eq!(found(), ["history"].into());
    let mut runs = fs::read_dir(dir.path().join("ids")).unwrap().map(|file| file.unwrap().path());
    let run = runs.find(|path| path.extension().is_some_and(|end| end == "ids")).expect("saved ids");
    let mut bytes = fs::read(&run).unwrap();
    bytes[3] ^= 1;
    fs::write(run, bytes).unwrap();
    fs::write(dir.path().join(crate::recovery::FILE), secrets.replace("links", "lynx")).unwrap();
    fs::write(dir.path().join(crate::journal::FILE), "{}\n{}\n").unwrap();
    assert_eq!(found(), ["history", "journal", "message_ids", "recovery"].into());
}
