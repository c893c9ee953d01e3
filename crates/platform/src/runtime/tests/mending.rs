//! A history that does not read back is made again while everything goes on; promises under way have an age.

use super::world::*;
use crate::{
    history::HistoryError,
    runtime::{Damage, HistoryLine, Retention, Tidied, look_at_backups, look_at_files, look_at_journal},
};
use rapport_engine::{Body, What};
use rapport_kernel::{CustomerId, PARTITIONS, Partition, Span, Time};
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
    fs::write(dir.path().join(crate::hold::FILE), "{").unwrap();
    assert_eq!(found(), ["history", "journal", "message_ids", "notes", "recovery"].into());
}

#[test]
fn the_look_at_rest_finds_each_small_file_that_is_not_as_it_was_written() {
    let files = [
        ("installation.json", r#"{"id": "a"}"#),
        ("manifest.json", "[]"),
        ("format.json", r#"{"format": "three"}"#),
        ("hold.json", r#"{"reasons": 1}"#),
        ("clock.json", r#"{"boot": "b", "count": 5}"#),
        ("left-out.json", "{}"),
        ("log/lost.json", ""),
        ("log/manifest.json", "{"),
        ("aside.ndjson", "{}\n{\"cut\": "),
        ("journal-replay.ndjson", "{}\n{}\n"),
    ];
    for (file, damaged) in files {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("log")).unwrap();
        let notes = || -> Vec<String> {
            let found = look_at_files(dir.path(), &mut |_| {}).into_iter();
            found.filter(|found| found.store.code() == "notes").map(|found| found.damage.to_string()).collect()
        };
        assert_eq!(notes(), Vec::<String>::new());
        fs::write(dir.path().join(file), damaged).unwrap();
        let name = file.rsplit('/').next().unwrap();
        assert!(notes().len() == 1 && notes()[0].starts_with(&format!("{name}: ")), "{file}: {:?}", notes());
    }
}

/// A backup that rots is told of while there still are others.
#[test]
fn the_look_at_rest_reads_the_newest_backup_and_the_others_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let backup = |name: &str, taken: i64| {
        let (dir, log) = (folder.path().join(name), folder.path().join(name).join("data/log"));
        fs::create_dir_all(&log).unwrap();
        fs::write(dir.join("data").join(crate::stores::DATABASE), "books").unwrap();
        fs::write(log.join("1.log"), "records").unwrap();
        let sum = |path: &str, bytes: &str| {
            let sha256 = crate::sql::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes));
            crate::backup::Sum { path: path.into(), bytes: bytes.len() as u64, sha256 }
        };
        let manifest = crate::backup::Manifest {
            format: 1,
            release: "0.2.0".into(),
            taken: Time(taken),
            installation: crate::installation::Identity::fresh(),
            position: 2,
            files: vec![sum(crate::stores::DATABASE, "books"), sum("log/1.log", "records")],
        };
        fs::write(dir.join(crate::backup::MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
    };
    ["monday", "tuesday", "wednesday"].into_iter().zip(1..).for_each(|(name, taken)| backup(name, taken));
    fs::create_dir(folder.path().join("begun")).unwrap();
    let found = |turn: usize| -> Vec<String> {
        let found = look_at_backups(folder.path(), turn, &mut |_| ());
        assert!(found.iter().all(|found| found.store.code() == "backups"));
        found.iter().map(|found| found.damage.to_string()).collect()
    };
    assert_eq!((found(0), found(1)), (vec![], vec![]));
    let rot = |path: &str| fs::write(folder.path().join(path), "recorbs").unwrap();
    rot("wednesday/data/log/1.log");
    assert_eq!(
        (found(0), found(1)),
        (vec!["wednesday/log/1.log: was changed".to_owned()], found(0)),
        "the newest always"
    );
    rot("monday/data/log/1.log");
    assert_eq!((found(0).len(), found(1).len(), found(2).len()), (2, 1, 2), "an older one in its turn");
    fs::remove_file(folder.path().join("tuesday/data/log/1.log")).unwrap();
    assert_eq!(found(0).len(), 3, "one that is not whole at any time");
    let mut paced = 0;
    look_at_backups(folder.path(), 0, &mut |more| paced += more);
    assert!(paced >= 24, "{paced}");
}

/// Snapshots may know what lost records said; what is told of a person rests on records.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_as_lost_is_told_by_no_history() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    for n in 0..20 {
        let seen = event(vec![email(0)], "Product Viewed", &format!("seen-{n}"), outside.now());
        runtime.submit(vec![seen]).await.unwrap();
    }
    runtime.settle().await.unwrap();
    assert!(runtime.save().await);
    let before = runtime.history(ada, None, 100).await.unwrap();
    // The newest stands first.
    let lost = crate::log::Stretch { from: before[14].id.lsn, to: before[3].id.lsn };
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let mut note = crate::log::lost::Lost::default();
    note.add(lost);
    note.save(&dir.path().join("log")).unwrap();
    let runtime = outside.open(dir.path()).await;
    let kept: Vec<_> = before.iter().filter(|line| !(lost.from..=lost.to).contains(&line.id.lsn)).collect();
    assert!(kept.len() < before.len());
    let told = runtime.history(ada, None, 100).await.unwrap();
    assert!(told.iter().map(|line| line.id).eq(kept.iter().map(|line| line.id)), "{told:?}");
    // Page by page it is the same, also where a page lies within what is lost.
    let (mut paged, mut at) = (Vec::new(), None);
    while let Some(last) =
        runtime.history(ada, at, 2).await.unwrap().iter().map(|line| line.id).inspect(|id| paged.push(*id)).last()
    {
        at = Some(last);
    }
    assert!(paged.iter().eq(kept.iter().map(|line| &line.id)), "{paged:?}");
    runtime.shut_down(Duration::from_secs(10)).await;
}

/// A data directory whose first two segments are closed.
async fn closed(dir: &Path) -> [std::path::PathBuf; 2] {
    let outside = Outside::new();
    let runtime = outside.open(dir).await;
    let customers = carts(&outside, &runtime, 5).await;
    runtime.settle().await.unwrap();
    for customer in &customers[..2] {
        // Closes the segment.
        runtime.submit_and_wait(crate::runtime::Submission::about(*customer, Body::Erase)).await.unwrap();
        runtime.settle().await.unwrap();
    }
    runtime.shut_down(Duration::from_secs(10)).await;
    let files = fs::read_dir(dir.join("log")).unwrap().map(|file| file.unwrap().path());
    let mut segments: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "log")).collect();
    segments.sort();
    assert!(segments.len() > 2, "{segments:?}");
    [segments[0].clone(), segments[1].clone()]
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_are_made_at_the_pace_of_the_look() {
    let dir = tempfile::tempdir().unwrap();
    let sealed = closed(dir.path()).await;
    let bytes: u64 = sealed.iter().map(|segment| fs::metadata(segment).unwrap().len()).sum();
    let only_log = tempfile::tempdir().unwrap();
    fs::create_dir(only_log.path().join("log")).unwrap();
    for file in fs::read_dir(dir.path().join("log")).unwrap().map(|file| file.unwrap()) {
        fs::copy(file.path(), only_log.path().join("log").join(file.file_name())).unwrap();
    }
    let mut paced = 0;
    let found = look_at_files(only_log.path(), &mut |more| paced += more);
    assert!(found.is_empty(), "{found:?}");
    assert!(paced >= bytes, "{paced}");
}

/// A sector that fails in one place is found there, and hides nothing of what is wrong elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_finding_and_the_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let [first, second] = closed(dir.path()).await;
    // A directory opens and cannot be read, like a file on a disk that fails.
    let unreadable = |path: &Path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    };
    let changed = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let histories = fs::read_dir(dir.path().join("history")).unwrap().map(|file| file.unwrap());
    let mut histories: Vec<_> =
        histories.filter(|file| file.metadata().unwrap().len() > 100).map(|file| file.path()).collect();
    histories.sort();
    unreadable(&histories[0]);
    changed(&histories[1]);
    unreadable(&first);
    changed(&second);
    fs::create_dir(dir.path().join(crate::journal::FILE)).unwrap();
    fs::write(dir.path().join(crate::recovery::FILE), "{}").unwrap();
    let mut all = look_at_files(dir.path(), &mut |_| {});
    all.extend(look_at_journal(dir.path()));
    let is_unreadable = |damage: &Damage| matches!(damage, Damage::Unreadable { .. } | Damage::FileUnreadable { .. });
    let told = |store: &str| all.iter().any(|found| found.store.code() == store && is_unreadable(&found.damage));
    assert!(told("log") && told("history") && told("journal"), "{all:?}");
    let others = |store: &str| all.iter().any(|found| found.store.code() == store && !is_unreadable(&found.damage));
    assert!(others("log") && others("history"), "one that cannot be read hides none that was changed: {all:?}");
    assert!(all.iter().any(|found| found.store.code() == "recovery"), "{all:?}");
}
