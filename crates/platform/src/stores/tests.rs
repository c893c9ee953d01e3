#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    history::History,
    hold::{Hold, Why},
    installation::Identity,
    log::Segments,
    sql::Db,
};
use rapport_kernel::{
    CustomerId, Partition, RecordId, Time,
    port::{Entry, Log},
};
use sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{fs, path::PathBuf};

async fn check(dir: &Path) -> Result<Lsn, StoresError> {
    super::check(dir, &Location::within(dir)).await
}

async fn missing(dir: &Path) -> Result<Vec<Gap>, StoresError> {
    super::missing(dir, &Location::within(dir)).await
}

async fn accept(dir: &Path, at: Time) -> Result<Accepted, AcceptError> {
    super::accept(dir, &Location::within(dir), at).await
}

const NOW: Time = Time(1_790_000_000_000);

fn entry(n: u64) -> Entry {
    let payload = rapport_stored::encode_body(&rapport_engine::Body::Tick).unwrap();
    Entry { partition: Partition(0), customer: CustomerId(u128::from(n)), time: NOW, payload }
}

fn broadcast(body: &rapport_engine::Body) -> Entry {
    let payload = rapport_stored::encode_body(body).unwrap();
    Entry { partition: Partition::ALL, customer: CustomerId::NONE, time: NOW, payload }
}

/// A directory with segments of 3, 3 and 2 records, a database that has beaten, and a manifest that knows all of it.
async fn whole(dir: &Path) {
    let mut log = Segments::open(&dir.join("log")).unwrap();
    for n in 1..=8 {
        log.append(&[entry(n)]).unwrap();
        if n % 3 == 0 {
            log.seal().unwrap();
        }
    }
    let db = Db::open(&dir.join(DATABASE)).await.unwrap();
    db.prove(Lsn(9)).await.unwrap();
    let beat = db.prove(Lsn(9)).await.unwrap().number;
    db.close().await.unwrap();
    Manifest::new(Identity { id: "a1".into(), epoch: 1 }, log.end(), beat).write(dir).unwrap();
}

fn segment(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("log/{first:020}.log"))
}

async fn found(dir: &Path) -> Vec<(GapKind, Option<(u64, u64)>)> {
    let gaps = missing(dir).await.unwrap();
    gaps.into_iter().map(|gap| (gap.kind, gap.positions.map(|s| (s.from.0, s.to.0)))).collect()
}

/// Every file with its content, to see that nothing changed.
fn content(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for file in fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() { dirs.push(path) } else { files.push((path.clone(), fs::read(path).unwrap())) }
        }
    }
    files.sort();
    files
}

fn read(dir: &Path) -> Vec<u128> {
    let log = Segments::open(&dir.join("log")).unwrap();
    log.reader().read(Lsn(0)).unwrap().map(|next| next.unwrap().1.customer.0).collect()
}

#[tokio::test]
async fn what_is_whole_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    check(dir.path()).await.unwrap();
    whole(dir.path()).await;
    check(dir.path()).await.unwrap();
    assert!(matches!(accept(dir.path(), NOW).await, Err(AcceptError::NothingMissing(_))));
    assert!(!Hold::open(dir.path()).is_on());
}

/// One way to lose something: what is done, what is found, and which records are read after the loss was accepted.
type Loss = (&'static str, fn(&Path), (GapKind, Option<(u64, u64)>), &'static [u128]);

const LOSSES: [Loss; 9] = [
    (
        "the last file is gone",
        |dir| fs::remove_file(segment(dir, 7)).unwrap(),
        (GapKind::LogTailMissing, Some((7, 8))),
        &[1, 2, 3, 4, 5, 6],
    ),
    (
        "the end of the last file is gone",
        |dir| shorten(&segment(dir, 7), 1),
        (GapKind::LogTailMissing, Some((8, 8))),
        &[1, 2, 3, 4, 5, 6, 7],
    ),
    (
        "the whole log is gone",
        |dir| fs::remove_dir_all(dir.join("log")).unwrap(),
        (GapKind::LogTailMissing, Some((1, 8))),
        &[],
    ),
    (
        "a snapshot knows more than the log",
        |dir| {
            fs::create_dir_all(dir.join("state")).unwrap();
            fs::write(dir.join("state/p003-00000000000000000011.snap"), "").unwrap();
        },
        (GapKind::LogTailMissing, Some((9, 11))),
        &[1, 2, 3, 4, 5, 6, 7, 8],
    ),
    (
        "the first file is gone",
        |dir| fs::remove_file(segment(dir, 1)).unwrap(),
        (GapKind::SegmentMissing, Some((1, 3))),
        &[4, 5, 6, 7, 8],
    ),
    (
        "a file in the middle is gone",
        |dir| fs::remove_file(segment(dir, 4)).unwrap(),
        (GapKind::SegmentMissing, Some((4, 6))),
        &[1, 2, 3, 7, 8],
    ),
    (
        "a closed file ends between two records",
        // A frame's head has 52 bytes.
        |dir| shorten(&segment(dir, 4), 52 + entry(6).payload.len() as u64),
        (GapKind::SegmentCut, Some((6, 6))),
        &[1, 2, 3, 4, 5, 7, 8],
    ),
    (
        "one byte of a closed file is another",
        |dir| {
            let mut bytes = fs::read(segment(dir, 4)).unwrap();
            let at = bytes.len() - 60;
            bytes[at] ^= 1;
            fs::write(segment(dir, 4), bytes).unwrap();
        },
        (GapKind::SegmentChanged, Some((5, 6))),
        &[1, 2, 3, 4, 7, 8],
    ),
    (
        "a closed file was replaced by a good one of another log",
        |dir| {
            let other = tempfile::tempdir().unwrap();
            let mut log = Segments::open(other.path()).unwrap();
            log.append(&[entry(91), entry(92), entry(93)]).unwrap();
            log.seal().unwrap();
            log.append(&[entry(94), entry(95), entry(96)]).unwrap();
            log.seal().unwrap();
            fs::copy(other.path().join("00000000000000000004.log"), segment(dir, 4)).unwrap();
        },
        (GapKind::SegmentChanged, Some((4, 6))),
        &[1, 2, 3, 7, 8],
    ),
];

fn shorten(path: &Path, by: u64) {
    let length = fs::metadata(path).unwrap().len();
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length - by).unwrap();
}

#[tokio::test]
async fn what_is_missing_is_named_changes_nothing_and_is_accepted_once() {
    for (what, lose, gap, left) in LOSSES {
        let dir = tempfile::tempdir().unwrap();
        whole(dir.path()).await;
        lose(dir.path());
        let before = content(dir.path());
        let refused = check(dir.path()).await.unwrap_err().to_string();
        assert!(refused.contains(gap.0.code()) && refused.contains("rapport accept-loss"), "{what}: {refused}");
        assert_eq!(found(dir.path()).await, [gap], "{what}");
        assert_eq!(content(dir.path()).len(), before.len(), "{what}");
        let accepted = accept(dir.path(), NOW).await.unwrap();
        let lost: Vec<_> = accepted.lost.iter().map(|s| Some((s.from.0, s.to.0))).collect();
        assert_eq!(lost, [gap.1], "{what}");
        check(dir.path()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(read(dir.path()), left, "{what}");
        let held: Vec<_> = Hold::open(dir.path()).reasons().into_iter().map(|reason| reason.why).collect();
        assert_eq!(held, [Why::LossAccepted], "{what}");
        // No position is given out a second time.
        let mut log = Segments::open(&dir.path().join("log")).unwrap();
        let highest = gap.1.map_or(0, |(_, to)| to).max(8);
        assert_eq!(log.append(&[entry(99)]).unwrap(), Lsn(highest + 1), "{what}");
        log.reader().verify().unwrap();
        drop(log);
        check(dir.path()).await.unwrap_or_else(|error| panic!("{what}, later: {error}"));
        assert_eq!(read(dir.path()).last(), Some(&99), "{what}");
    }
}

#[tokio::test]
async fn a_database_that_is_missing_or_older_is_named() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    let path = dir.path().join(DATABASE);
    let old = fs::read(&path).unwrap();
    let db = Db::open(&path).await.unwrap();
    let beat = db.prove(Lsn(9)).await.unwrap().number;
    db.close().await.unwrap();
    let known = Manifest::read(dir.path()).unwrap().unwrap();
    Manifest::new(known.installation, known.log_end, beat).write(dir.path()).unwrap();
    fs::write(&path, &old).unwrap();
    let refused = check(dir.path()).await.unwrap_err();
    assert!(refused.to_string().contains("database_older"), "{refused}");
    assert_eq!(found(dir.path()).await, [(GapKind::DatabaseOlder, None)]);
    for file in [DATABASE, "rapport.sqlite-wal", "rapport.sqlite-shm"] {
        let _ = fs::remove_file(dir.path().join(file));
    }
    assert_eq!(found(dir.path()).await, [(GapKind::DatabaseMissing, None)]);
    accept(dir.path(), NOW).await.unwrap();
    check(dir.path()).await.unwrap();
    assert!(path.exists() && Hold::open(dir.path()).is_on());
}

/// Someone puts back last week's `rapport.sqlite`, and `manifest.json` with it, beside the log of today.
#[tokio::test]
async fn an_older_database_that_brings_its_own_manifest_is_named() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    let path = dir.path().join(DATABASE);
    let older = [DATABASE, FILE].map(|file| (file, fs::read(dir.path().join(file)).unwrap()));
    let db = Db::open(&path).await.unwrap();
    let beat = db.prove(Lsn(9)).await.unwrap().number;
    db.close().await.unwrap();
    let known = Manifest::read(dir.path()).unwrap().unwrap();
    Manifest::new(known.installation, known.log_end, beat).write(dir.path()).unwrap();
    for (file, bytes) in older {
        fs::write(dir.path().join(file), bytes).unwrap();
    }
    assert_eq!(found(dir.path()).await, [(GapKind::DatabaseOlder, None)]);
    accept(dir.path(), NOW).await.unwrap();
    assert_eq!(found(dir.path()).await, []);
    assert!(Hold::open(dir.path()).is_on());
}

/// Makes the database one of a release that did not write how far the log was.
async fn unmark(dir: &Path) {
    let db = Db::open(&dir.join(DATABASE)).await.unwrap();
    db.prove(Lsn(0)).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn an_older_database_is_noticed_also_without_manifest_and_sums() {
    for (marked_database, marked_directory) in [(true, true), (true, false), (false, true)] {
        let dir = tempfile::tempdir().unwrap();
        whole(dir.path()).await;
        if !marked_database {
            unmark(dir.path()).await;
        }
        let older = fs::read(dir.path().join(DATABASE)).unwrap();
        let db = Db::open(&dir.path().join(DATABASE)).await.unwrap();
        let hold = Hold::open(dir.path());
        let store = installation::Installation::open(dir.path(), None, &db, &hold, NOW).await.unwrap();
        if marked_directory {
            store.mark().unwrap();
        }
        store.confirm().await.unwrap();
        db.prove(Lsn(9)).await.unwrap();
        db.close().await.unwrap();
        for file in [FILE, "log/manifest.json", "log/sealed.json"] {
            fs::remove_file(dir.path().join(file)).unwrap();
        }
        fs::write(dir.path().join(DATABASE), older).unwrap();
        assert_eq!(found(dir.path()).await, [(GapKind::ManifestMissing, None)]);
        accept(dir.path(), NOW).await.unwrap();
        assert_eq!(found(dir.path()).await, []);
    }
}

#[tokio::test]
async fn what_the_database_knows_of_the_log_is_missed_when_the_log_ends_before() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    for file in [FILE, "log/manifest.json", "log/sealed.json", "log/00000000000000000007.log"] {
        fs::remove_file(dir.path().join(file)).unwrap();
    }
    let gaps = found(dir.path()).await;
    assert_eq!(gaps, [(GapKind::LogTailMissing, Some((7, 8))), (GapKind::ManifestMissing, None)]);
    let accepted = accept(dir.path(), NOW).await.unwrap();
    assert_eq!(accepted.lost, [Stretch { from: Lsn(7), to: Lsn(8) }]);
    assert_eq!(found(dir.path()).await, [], "and no lost position is given out again");
}

#[tokio::test]
async fn an_erasure_changes_a_closed_file_and_that_is_no_gap() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    let log = Segments::open(&dir.path().join("log")).unwrap();
    assert_eq!(log.reader().scrub(&[CustomerId(2)], Lsn(9)).unwrap(), 1);
    drop(log);
    check(dir.path()).await.unwrap();
    // Cut off between the two files, either is good.
    let sealed = dir.path().join("log/sealed.json");
    let text = fs::read_to_string(&sealed).unwrap();
    assert!(!text.contains("becomes"), "{text}");
}

#[tokio::test]
async fn a_directory_of_a_release_without_sums_gets_them() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    unmark(dir.path()).await;
    for file in [FILE, "log/manifest.json", "log/sealed.json"] {
        fs::remove_file(dir.path().join(file)).unwrap();
    }
    let end = check(dir.path()).await.unwrap();
    Manifest::new(Identity { id: "a1".into(), epoch: 1 }, end, 0).write(dir.path()).unwrap();
    drop(Segments::open(&dir.path().join("log")).unwrap());
    fs::remove_file(segment(dir.path(), 4)).unwrap();
    assert_eq!(found(dir.path()).await, [(GapKind::SegmentMissing, Some((4, 6)))]);
}

#[tokio::test]
async fn what_belongs_to_another_installation_is_named_and_is_this_ones_only_when_accepted() {
    let one = |id: &str| Identity { id: id.into(), epoch: 1 };
    type Spoil = (GapKind, fn(&Path));
    let spoils: [Spoil; 4] = [
        (GapKind::LogForeign, |dir| installation::tell_log(dir, &Identity { id: "b2".into(), epoch: 1 }).unwrap()),
        (GapKind::LogMissing, |dir| {
            fs::remove_dir_all(dir.join("log")).unwrap();
            fs::remove_file(dir.join(FILE)).unwrap();
        }),
        (GapKind::DatabaseForeign, |dir| fs::rename(dir.join("foreign"), dir.join(DATABASE)).unwrap()),
        (GapKind::ManifestMissing, |dir| fs::remove_file(dir.join(FILE)).unwrap()),
    ];
    for (kind, spoil) in spoils {
        let dir = tempfile::tempdir().unwrap();
        whole(dir.path()).await;
        for (name, id) in [(DATABASE, "a1"), ("foreign", "b2")] {
            let db = Db::open(&dir.path().join(name)).await.unwrap();
            crate::sql::installation::Installations::new(db.clone()).put(&one(id)).await.unwrap();
            // The other one is further on: its beat says nothing.
            for _ in 0..9 {
                db.prove(Lsn(9)).await.unwrap();
            }
            db.close().await.unwrap();
        }
        let db = Db::open(&dir.path().join(DATABASE)).await.unwrap();
        let hold = Hold::open(dir.path());
        let store = installation::Installation::open(dir.path(), None, &db, &hold, NOW).await.unwrap();
        // A person confirms once, so that all of them have been told.
        store.confirm().await.unwrap();
        let seen = hold.reasons();
        assert!(hold.lift("somebody", NOW, &seen).unwrap());
        db.close().await.unwrap();
        assert_eq!(found(dir.path()).await, []);
        spoil(dir.path());
        assert_eq!(found(dir.path()).await.first().map(|gap| gap.0), Some(kind));
        accept(dir.path(), NOW).await.unwrap();
        assert_eq!(found(dir.path()).await, [], "{}", kind.code());
        assert!(Hold::open(dir.path()).is_on());
    }
}

/// Each thing on disk that a copy could bring back alone. The log's directory holds three of them.
const PARTS: [&str; 8] =
    ["segments", "log/sealed.json", "log/manifest.json", DATABASE, FILE, "state", "history", "ids"];

/// Puts one of them from one directory into another.
fn put_back(part: &str, from: &Path, to: &Path) {
    let copy = |dir: &str, wanted: fn(&str) -> bool| {
        fs::create_dir_all(to.join(dir)).unwrap();
        for file in fs::read_dir(from.join(dir)).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if wanted(&name) {
                fs::copy(from.join(dir).join(&name), to.join(dir).join(&name)).unwrap();
            }
        }
    };
    match part {
        "segments" => copy("log", |name| name.ends_with(".log")),
        "state" | "history" | "ids" => copy(part, |_| true),
        file => {
            fs::create_dir_all(to.join("log")).unwrap();
            fs::copy(from.join(file), to.join(file)).unwrap();
        }
    }
}

/// Some life: records, a closed segment, a line of history, a snapshot, message ids, and a beat that everybody knows.
async fn live_on(dir: &Path, n: u64) {
    let mut log = Segments::open(&dir.join("log")).unwrap();
    log.append(&[entry(n), entry(n + 1)]).unwrap();
    log.seal().unwrap();
    let last = log.append(&[entry(n + 2)]).unwrap();
    let history = History::open(&dir.join("history"), of("a1")).unwrap();
    history.restore(Partition(0), None).unwrap();
    let id = RecordId { partition: Partition(0), lsn: last, n: 0 };
    history.append(id, CustomerId(1), b"a line").unwrap();
    history.flush(Partition(0)).unwrap();
    for (part, name) in [("state", format!("p000-{:020}.snap", last.0)), ("ids", format!("1-{:020}.ids", last.0 + 1))] {
        fs::create_dir_all(dir.join(part)).unwrap();
        fs::write(dir.join(part).join(name), "").unwrap();
    }
    let db = Db::open(&dir.join(DATABASE)).await.unwrap();
    let beat = db.prove(log.end()).await.unwrap();
    db.close().await.unwrap();
    log.append(&[broadcast(&rapport_engine::Body::Beat { database: beat.number, mark: Some(beat.mark) })]).unwrap();
    Manifest::new(Identity { id: "a1".into(), epoch: 1 }, log.end(), beat.number).write(dir).unwrap();
}

/// Of everything that lies on disk any part may come back from an older copy, alone or with others. What the log or the
/// database had is lost then, and whatever is newer knows it; what is made from the log may be older than it.
#[tokio::test]
async fn whatever_is_put_back_from_an_older_copy_is_missed() {
    let (older, newer) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    live_on(older.path(), 10).await;
    PARTS.iter().for_each(|part| put_back(part, older.path(), newer.path()));
    live_on(newer.path(), 20).await;
    for older_ones in 0..1_u32 << PARTS.len() {
        let is_older = |part: &str| PARTS.iter().position(|one| *one == part).is_some_and(|n| older_ones >> n & 1 == 1);
        let names: Vec<&str> = PARTS.into_iter().filter(|part| is_older(part)).collect();
        let dir = tempfile::tempdir().unwrap();
        for part in PARTS {
            put_back(part, if is_older(part) { older.path() } else { newer.path() }, dir.path());
        }
        let loses = (is_older("segments") || is_older(DATABASE)) && names.len() < PARTS.len();
        let refused = check(dir.path()).await.err();
        assert_eq!(refused.is_some(), loses, "older: {names:?}: {refused:?}");
        if let Some(refused) = refused {
            assert!(refused.to_string().contains("rapport accept-loss"), "{refused}");
            accept(dir.path(), NOW).await.unwrap_or_else(|error| panic!("older: {names:?}: {error}"));
            check(dir.path()).await.unwrap_or_else(|error| panic!("accepted, older: {names:?}: {error}"));
            assert!(Hold::open(dir.path()).is_on());
        }
    }
}

/// Two copies of one directory go on separately; one of them may go on for longer. Their positions and beats have the same numbers, and
/// nothing in a log of one fits a database of the other.
#[tokio::test]
async fn whatever_is_put_back_from_a_copy_that_went_on_is_missed() {
    for (more_here, more_there) in [(3, 1), (1, 3)] {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        live_on(there.path(), 10).await;
        PARTS.iter().for_each(|part| put_back(part, there.path(), here.path()));
        for (dir, n, more) in [(here.path(), 20, more_here), (there.path(), 40, more_there)] {
            live_on(dir, n).await;
            // One says more, and its database beats less often.
            let mut log = Segments::open(&dir.join("log")).unwrap();
            for _ in 0..more {
                log.append(&[entry(n)]).unwrap();
            }
            drop(log);
            for _ in more..3 {
                let db = Db::open(&dir.join(DATABASE)).await.unwrap();
                db.prove(Lsn(1)).await.unwrap();
                db.close().await.unwrap();
            }
        }
        for theirs in 0..1_u32 << PARTS.len() {
            let is_theirs =
                |part: &str| PARTS.iter().position(|one| *one == part).is_some_and(|n| theirs >> n & 1 == 1);
            let names: Vec<&str> = PARTS.into_iter().filter(|part| is_theirs(part)).collect();
            let dir = tempfile::tempdir().unwrap();
            for part in PARTS {
                put_back(part, if is_theirs(part) { there.path() } else { here.path() }, dir.path());
            }
            let mixed =
                is_theirs("segments") != is_theirs(DATABASE) || is_theirs("segments") != is_theirs("log/sealed.json");
            let refused = check(dir.path()).await.err();
            assert_eq!(refused.is_some(), mixed, "{more_here}, {more_there}: theirs: {names:?}: {refused:?}");
            if refused.is_some() {
                accept(dir.path(), NOW).await.unwrap_or_else(|error| panic!("theirs: {names:?}: {error}"));
                check(dir.path()).await.unwrap_or_else(|error| panic!("accepted, theirs: {names:?}: {error}"));
                assert!(Hold::open(dir.path()).is_on());
            }
        }
    }
}

/// The log of one copy, with all that lies beside it, and the database of another: every number fits, and only the mark tells.
#[tokio::test]
async fn a_log_that_was_exchanged_with_a_copys_is_named() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    live_on(there.path(), 10).await;
    PARTS.iter().for_each(|part| put_back(part, there.path(), here.path()));
    live_on(here.path(), 20).await;
    live_on(there.path(), 40).await;
    for part in ["segments", "log/sealed.json", "log/manifest.json"] {
        put_back(part, there.path(), here.path());
    }
    assert_eq!(found(here.path()).await, [(GapKind::DatabaseDiverged, None)]);
    // A release before wrote no marks: nothing is said of those.
    let file = SqliteConnectOptions::new().filename(here.path().join(DATABASE));
    let mut older = SqliteConnection::connect_with(&file).await.unwrap();
    sqlx::query("DELETE FROM beat_mark").execute(&mut older).await.unwrap();
    older.close().await.unwrap();
    assert_eq!(found(here.path()).await, []);
}

/// A busy log closes files faster than the database beats: then the newest beat stands in an older one.
#[tokio::test]
async fn the_newest_beat_is_found_in_a_closed_file() {
    let dir = tempfile::tempdir().unwrap();
    live_on(dir.path(), 10).await;
    let older = fs::read(dir.path().join(DATABASE)).unwrap();
    live_on(dir.path(), 20).await;
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    for n in 30..33 {
        log.seal().unwrap();
        log.append(&[entry(n)]).unwrap();
    }
    drop(log);
    fs::write(dir.path().join(DATABASE), older).unwrap();
    for file in [FILE, "log/manifest.json"] {
        let of_then = Manifest::new(Identity { id: "a1".into(), epoch: 1 }, Lsn(4), 1);
        fs::write(dir.path().join(file), serde_json::to_vec(&of_then).unwrap()).unwrap();
    }
    assert_eq!(found(dir.path()).await, [(GapKind::DatabaseOlder, None)]);
}

/// Whoever repeats a message whose record is lost is heard: its id is forgotten with it.
#[tokio::test]
async fn ids_of_lost_records_are_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    live_on(dir.path(), 10).await;
    let closed = fs::read_dir(dir.path().join("log")).unwrap().map(|file| file.unwrap().path());
    fs::remove_file(closed.filter(|path| path.extension().is_some_and(|end| end == "log")).max().unwrap()).unwrap();
    let accepted = accept(dir.path(), NOW).await.unwrap();
    assert!(!accepted.lost.is_empty() && !dir.path().join("ids").exists());
}

fn of(id: &str) -> Owner {
    Owner::new(&Identity { id: id.into(), epoch: 1 }, true)
}

/// A snapshot, a history and a run of ids that know more than our log stop the start if they are ours; another's say nothing of it.
#[tokio::test]
async fn what_another_installation_knows_of_its_log_says_nothing_of_ours() {
    for (id, gaps) in [("a1", vec![(GapKind::LogTailMissing, Some((9, 500)))]), ("b2", vec![])] {
        let dir = tempfile::tempdir().unwrap();
        whole(dir.path()).await;
        let snapshots = snapshot::Snapshots::open(&dir.path().join("state"), of(id)).unwrap();
        snapshots.save("p007", 1, Lsn(400), b"a state").unwrap();
        assert_eq!(found(dir.path()).await.is_empty(), id == "b2", "snapshots of {id}");
        let history = History::open(&dir.path().join("history"), of(id)).unwrap();
        history.restore(Partition(0), None).unwrap();
        let line = RecordId { partition: Partition(0), lsn: Lsn(500), n: 0 };
        history.append(line, CustomerId(1), b"a line").unwrap();
        history.flush(Partition(0)).unwrap();
        assert_eq!(found(dir.path()).await, gaps, "histories of {id}");
    }
}

/// It would say how far another log is and hide how far ours was.
#[tokio::test]
async fn another_installations_manifest_is_none() {
    let dir = tempfile::tempdir().unwrap();
    whole(dir.path()).await;
    let db = Db::open(&dir.path().join(DATABASE)).await.unwrap();
    let hold = Hold::open(dir.path());
    let ours = installation::Installation::open(dir.path(), None, &db, &hold, NOW).await.unwrap();
    let beat = db.beat().await.unwrap();
    Manifest::new(ours.identity(), Lsn(9), beat).write(dir.path()).unwrap();
    ours.mark().unwrap();
    db.close().await.unwrap();
    check(dir.path()).await.unwrap();
    let theirs = Manifest::new(Identity { id: "b2".into(), epoch: 1 }, Lsn(9), beat);
    fs::write(dir.path().join(FILE), serde_json::to_vec(&theirs).unwrap()).unwrap();
    assert_eq!(found(dir.path()).await, [(GapKind::ManifestMissing, None)]);
    accept(dir.path(), NOW).await.unwrap();
    check(dir.path()).await.unwrap();
}
