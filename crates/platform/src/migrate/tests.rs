#![allow(clippy::unwrap_used)]

use super::*;
use rapport_customer::send_key::SendKey;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, EventKind, Identifier, IdentifierKind, Map, Partition, Time, Value};
use serde::Serialize;

/// A record as the builds before 0.2 wrote it.
fn untagged(body: &impl Serialize) -> Vec<u8> {
    postcard::to_extend(body, vec![rapport_stored::UNTAGGED_BODY_FORMAT]).unwrap()
}

/// What an event was then: every field, in order.
#[derive(Serialize)]
struct Before {
    kind: EventKind,
    name: String,
    message_id: String,
    identifiers: Vec<Identifier>,
    timestamp: Time,
    received: Time,
    source: String,
    brand: String,
    properties: Map,
    context: Map,
}

fn event(n: u64) -> Vec<u8> {
    let event = Before {
        kind: EventKind::Track,
        name: "Product Viewed".into(),
        message_id: format!("m{n}"),
        identifiers: vec![Identifier { kind: IdentifierKind::UserId, value: format!("u{n}").into() }],
        timestamp: Time(n as i64),
        received: Time(n as i64),
        source: "web".into(),
        brand: "acme".into(),
        properties: Map::from_iter([("price".into(), Value::Float(9.5))]),
        context: Map::default(),
    };
    // The first of the bodies.
    untagged(&(0u32, event))
}

fn entry(n: u64, payload: Vec<u8>) -> Entry {
    Entry { partition: Partition(3), customer: CustomerId(u128::from(n)), time: Time(n as i64), payload }
}

/// A directory of an earlier build with three events, one erased record and one hand-over.
fn old(dir: &Path) -> Lsn {
    let mut log = Segments::open(&dir.join(LOG)).unwrap();
    fs::write(dir.join(LOG).join(crate::installation::FILE), "{}").unwrap();
    fs::write(dir.join(crate::installation::FILE), "{}").unwrap();
    let mut entries: Vec<Entry> = (1..=3).map(|n| entry(n, event(n))).collect();
    entries.push(entry(4, Vec::new()));
    let key = SendKey::new(&"welcome".into(), 1, &"hello".into(), CustomerId(5), &"email".into(), Lsn(2));
    // The eighth of the bodies: a claim, which named no moment then.
    entries.push(entry(5, untagged(&(7u32, key, rapport_customer::Budget::Reserved))));
    log.append(&entries).unwrap();
    for store in ["state", "history"] {
        fs::create_dir_all(dir.join(store)).unwrap();
        fs::write(dir.join(store).join("old"), "of another layout").unwrap();
    }
    log.end()
}

fn all(dir: &Path) -> Vec<Entry> {
    let log = Segments::open(&dir.join(LOG)).unwrap();
    log.reader().read(Lsn(0)).unwrap().map(|next| next.unwrap().1).collect()
}

fn migrated(dir: &Path, end: Lsn) {
    let entries = all(dir);
    assert_eq!(entries.len() as u64, end.0 - 1);
    assert!(entries[3].payload.is_empty(), "what was erased stays erased");
    let codes = entries.iter().filter(|entry| !entry.payload.is_empty());
    let codes: Vec<_> = codes.map(|entry| rapport_stored::decode_body(&entry.payload).unwrap().code()).collect();
    assert_eq!(codes, ["event", "event", "event", "claim"]);
    assert_eq!(entries[2].customer, CustomerId(3));
    assert!(dir.join(LOG).join(crate::installation::FILE).exists());
    for gone in ["state", "history", NEW, MIGRATING] {
        assert!(!dir.join(gone).exists(), "{gone}");
    }
    format::check(dir).unwrap();
}

#[test]
fn every_record_keeps_its_place_and_gets_todays_form() {
    let dir = tempfile::tempdir().unwrap();
    let end = old(dir.path());
    assert!(matches!(format::check(dir.path()), Err(format::FormatError::Old(_))));
    let done = migrate(dir.path(), &BTreeSet::new(), |_, _| {}).unwrap();
    assert_eq!(done, Outcome::Migrated(Migrated { records: 4, left_out: 0 }));
    migrated(dir.path(), end);
    assert_eq!(migrate(dir.path(), &BTreeSet::new(), |_, _| {}).unwrap(), Outcome::NothingToDo);
    let elsewhere = tempfile::tempdir().unwrap();
    let none = migrate(elsewhere.path(), &BTreeSet::new(), |_, _| {});
    assert!(matches!(none, Err(MigrateError::NoLog(_))));
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_nothing_changes_until_somebody_leaves_it_out() {
    let dir = tempfile::tempdir().unwrap();
    old(dir.path());
    let mut payload = event(9);
    payload.truncate(12);
    Segments::open(&dir.path().join(LOG)).unwrap().append(&[entry(9, payload)]).unwrap();
    let before = all(dir.path());
    let refused = migrate(dir.path(), &BTreeSet::new(), |_, _| {}).unwrap_err();
    assert!(matches!(refused, MigrateError::Record { lsn: Lsn(6), .. }), "{refused}");
    assert!(refused.to_string().contains("--leave-out 6"));
    assert_eq!(all(dir.path()), before);
    let done = migrate(dir.path(), &BTreeSet::from([Lsn(6)]), |_, _| {}).unwrap();
    assert_eq!(done, Outcome::Migrated(Migrated { records: 4, left_out: 1 }));
    assert!(all(dir.path())[5].payload.is_empty());
}

#[test]
fn cut_off_anywhere_it_is_run_again() {
    type Cut = fn(&Path);
    let half: Cut = |dir| {
        // In the middle of writing the new log.
        let mut new = Segments::open(&dir.join(NEW)).unwrap();
        new.append(&[entry(1, rapport_stored::encode_body(&Body::Tick).unwrap())]).unwrap();
    };
    fn complete(dir: &Path) {
        let old = Segments::open(&dir.join(LOG)).unwrap();
        rewrite(dir, &old, &dir.join(NEW), &BTreeSet::new(), &mut |_, _| {}).unwrap();
        replace(&dir.join(MIGRATING), b"{}").unwrap();
    }
    let marked: Cut = complete;
    let removed: Cut = |dir| {
        complete(dir);
        fs::copy(dir.join(LOG).join(crate::installation::FILE), dir.join(NEW).join(crate::installation::FILE)).unwrap();
        fs::remove_dir_all(dir.join(LOG)).unwrap();
    };
    let swapped: Cut = |dir| {
        removed_and_renamed(dir);
    };
    fn removed_and_renamed(dir: &Path) {
        complete(dir);
        fs::copy(dir.join(LOG).join(crate::installation::FILE), dir.join(NEW).join(crate::installation::FILE)).unwrap();
        fs::remove_dir_all(dir.join(LOG)).unwrap();
        fs::rename(dir.join(NEW), dir.join(LOG)).unwrap();
    }
    for cut in [half, marked, removed, swapped] {
        let dir = tempfile::tempdir().unwrap();
        let end = old(dir.path());
        cut(dir.path());
        assert!(format::check(dir.path()).is_err(), "nothing starts from a half-migrated directory");
        migrate(dir.path(), &BTreeSet::new(), |_, _| {}).unwrap();
        migrated(dir.path(), end);
    }
}
