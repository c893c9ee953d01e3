//! A history that does not read back is made again while everything goes on; promises under way have an age.

use super::world::*;
use crate::{
    history::HistoryError,
    runtime::{Damage, HistoryLine, Retention, Tidied, look_at_files, look_at_journal},
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
    assert!(obligation.obstacle.as_ref().unwrap().words.contains("segment"), "names the segment");
    // Others are not held up by it, and snapshots go on; it is set aside, and stays promised.
    eventually("it is set aside", || runtime.set_aside().iter().any(|item| item.place == "erasures")).await;
    assert!(runtime.save().await);
    assert_eq!(runtime.obligations().len(), 1);
    // Mended by hand: someone tries again.
    let mut bytes = fs::read(&log).unwrap();
    bytes[200] ^= 1;
    fs::write(&log, bytes).unwrap();
    assert_eq!(runtime.try_again(None).await.unwrap(), 1);
    assert!(runtime.obligations().is_empty() && runtime.set_aside().is_empty());
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
        let mut all = look_at_files(dir.path(), &mut |_| {});
        all.extend(look_at_journal(dir.path()));
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

/// A data directory whose first segment is closed.
async fn closed(dir: &Path) -> std::path::PathBuf {
    let outside = Outside::new();
    let runtime = outside.open(dir).await;
    let customers = carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    // Closes the segment.
    runtime.submit_and_wait(crate::runtime::Submission::about(customers[0], Body::Erase)).await.unwrap();
    runtime.settle().await.unwrap();
    runtime.shut_down(Duration::from_secs(10)).await;
    dir.join("log/00000000000000000001.log")
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_are_made_at_the_pace_of_the_look() {
    let dir = tempfile::tempdir().unwrap();
    let sealed = closed(dir.path()).await;
    let only_log = tempfile::tempdir().unwrap();
    fs::create_dir(only_log.path().join("log")).unwrap();
    for file in fs::read_dir(dir.path().join("log")).unwrap().map(|file| file.unwrap()) {
        fs::copy(file.path(), only_log.path().join("log").join(file.file_name())).unwrap();
    }
    let mut paced = 0;
    let found = look_at_files(only_log.path(), &mut |more| paced += more);
    assert!(found.is_empty(), "{found:?}");
    assert!(paced >= fs::metadata(&sealed).unwrap().len(), "{paced}");
}

/// A sector that fails in one place is found there, and hides nothing of what is wrong elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_finding_and_the_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let sealed = closed(dir.path()).await;
    // A directory opens and cannot be read, like a file on a disk that fails.
    let unreadable = |path: &Path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    };
    let mut histories = fs::read_dir(dir.path().join("history")).unwrap().map(|file| file.unwrap());
    let history = histories.find(|file| file.metadata().unwrap().len() > 100).unwrap().path();
    unreadable(&history);
    unreadable(&sealed);
    fs::create_dir(dir.path().join(crate::journal::FILE)).unwrap();
    fs::write(dir.path().join(crate::recovery::FILE), "{}").unwrap();
    let mut all = look_at_files(dir.path(), &mut |_| {});
    all.extend(look_at_journal(dir.path()));
    let is_unreadable = |damage: &Damage| matches!(damage, Damage::Unreadable { .. } | Damage::FileUnreadable { .. });
    let told = |store: &str| all.iter().any(|found| found.store.code() == store && is_unreadable(&found.damage));
    assert!(told("log") && told("history") && told("journal"), "{all:?}");
    assert!(all.iter().any(|found| found.store.code() == "recovery"), "{all:?}");
}
