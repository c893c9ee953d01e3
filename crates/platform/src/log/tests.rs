#![allow(clippy::unwrap_used)]
//! Stories of the log: what it keeps, what it refuses, and what it says when the disk fails it.

mod damage;
mod faults;
mod laws;

pub(crate) use faults::{Faulty, open_faulty};

use super::{Segments, disk::Local};
use rapport_kernel::{
    CustomerId, Lsn, Partition, Time,
    port::{Entry, Log, LogError},
};
use std::path::Path;

/// A record about customer `who` with a recognisable payload.
fn entry(who: u128, size: usize) -> Entry {
    Entry {
        partition: Partition(7),
        customer: CustomerId(who),
        time: Time(1_000 + who as i64),
        payload: (0..size).map(|i| (i as u8).wrapping_mul(31).wrapping_add(who as u8)).collect(),
    }
}

fn open(dir: &Path, limit: u64) -> Result<Segments, LogError> {
    Segments::open_on(Box::new(Local), dir, limit)
}

fn all(log: &Segments) -> Result<Vec<(Lsn, Entry)>, LogError> {
    log.read(Lsn(0))?.collect()
}

#[test]
fn a_batch_is_there_after_a_restart_and_positions_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let batch: Vec<Entry> = (0..5).map(|who| entry(who, 100)).collect();
    {
        let mut log = open(dir.path(), 1 << 20).unwrap();
        assert_eq!(log.end(), Lsn(1));
        assert_eq!(log.append(&batch).unwrap(), Lsn(1));
        assert_eq!(log.append(&batch[..2]).unwrap(), Lsn(6));
    }
    let mut log = open(dir.path(), 1 << 20).unwrap();
    assert_eq!(log.end(), Lsn(8));
    assert_eq!(log.append(&[]).unwrap(), Lsn(8));
    let read = all(&log).unwrap();
    assert_eq!(read.len(), 7);
    assert_eq!(read[6], (Lsn(7), batch[1].clone()));
}

#[test]
fn reading_may_begin_anywhere_over_many_segments() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path(), 4_000).unwrap();
    for who in 0..200 {
        log.append(&[entry(who, 400), entry(who, 10)]).unwrap();
    }
    let everywhere = |log: &Segments| {
        for from in [0, 1, 2, 37, 200, 399, 400, 401, 10_000] {
            let read: Vec<u64> = log.read(Lsn(from)).unwrap().map(|r| r.unwrap().0.0).collect();
            assert_eq!(read, (from.max(1)..401).collect::<Vec<_>>(), "from {from}");
        }
    };
    everywhere(&log);
    drop(log);
    // After a restart the older segments' indexes are made when first needed.
    everywhere(&open(dir.path(), 4_000).unwrap());
}

#[test]
fn two_processes_never_open_the_same_log() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path(), 1 << 20).unwrap();
    assert!(
        matches!(open(dir.path(), 1 << 20), Err(LogError::InUse(who)) if who.contains(&format!("process {}", std::process::id())))
    );
    drop(first);
    assert!(open(dir.path(), 1 << 20).is_ok());
}

/// A process that was stopped between its question to the lease and its write, and wakes when another one has gone on.
#[test]
fn whoever_still_has_the_log_open_writes_where_nobody_reads() {
    let dir = tempfile::tempdir().unwrap();
    let mut before = open(dir.path(), 1 << 20).unwrap();
    before.append(&[entry(1, 100)]).unwrap();
    // The machine that takes over sees the disk, and not the lock of the first one.
    std::fs::remove_file(dir.path().join("lock")).unwrap();
    let mut after = Segments::take_over(dir.path()).unwrap();
    after.append(&[entry(2, 100)]).unwrap();
    before.append(&[entry(3, 400)]).unwrap();
    after.append(&[entry(4, 10)]).unwrap();
    drop(after);
    let kept: Vec<Entry> =
        all(&open(dir.path(), 1 << 20).unwrap()).unwrap().into_iter().map(|(_, kept)| kept).collect();
    assert_eq!(kept, [entry(1, 100), entry(2, 100), entry(4, 10)]);
}

#[test]
fn a_scrubbed_customer_leaves_only_positions_behind() {
    let dir = tempfile::tempdir().unwrap();
    let canary = b"ada@example.com";
    let mut log = open(dir.path(), 2_000).unwrap();
    for who in 0..100 {
        let mut one = entry(who % 4, 50);
        if who % 4 == 3 {
            one.payload = canary.to_vec();
        }
        log.append(&[one]).unwrap();
    }
    let before: Vec<_> = all(&log).unwrap();
    assert_eq!(log.scrub(&[CustomerId(3)], log.end()).unwrap(), 25);
    assert_eq!(log.scrub(&[CustomerId(3)], log.end()).unwrap(), 0, "a second time there is nothing left");
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(canary.len()).any(|w| w == canary));
    }
    log.append(&[entry(9, 9)]).unwrap();
    drop(log);
    let log = open(dir.path(), 2_000).unwrap();
    let after = all(&log).unwrap();
    assert_eq!(after.len(), 101);
    for ((lsn, was), (at, is)) in before.iter().zip(&after) {
        assert_eq!((lsn, was.customer, was.time), (at, is.customer, is.time));
        let expected: &[u8] = if was.customer == CustomerId(3) { &[] } else { &was.payload };
        assert_eq!(is.payload, expected);
    }
}

#[test]
fn a_scrub_stops_at_the_position_it_was_given() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path(), 1 << 20).unwrap();
    for _ in 0..10 {
        log.append(&[entry(3, 20)]).unwrap();
    }
    assert_eq!(log.scrub(&[CustomerId(3)], Lsn(5)).unwrap(), 4);
    let left = all(&log).unwrap().iter().filter(|(_, e)| !e.payload.is_empty()).count();
    assert_eq!(left, 6);
}

#[test]
fn a_reader_in_another_thread_sees_only_what_is_durable_while_the_log_is_scrubbed() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path(), 3_000).unwrap();
    let reader = log.reader();
    let reading = std::thread::spawn(move || {
        let mut seen = 0;
        while seen < 600 {
            let count = reader.read(Lsn(0)).unwrap().map(|r| r.unwrap().0).last().map_or(0, |lsn| lsn.0);
            assert!(count >= seen);
            seen = count;
        }
    });
    for who in 0..600 {
        log.append(&[entry(who % 5, 100)]).unwrap();
        if who % 150 == 149 {
            log.scrub(&[CustomerId(who % 5)], log.end()).unwrap();
        }
    }
    reading.join().unwrap();
}
