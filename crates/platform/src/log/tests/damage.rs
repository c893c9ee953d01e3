//! Torn ends are cut off, rot is reported, and never is a wrong record served (D6).

use super::{all, entry, open};
use crate::log::segment;
use rapport_kernel::{
    Lsn,
    port::{Entry, Log, LogError},
};
use std::{fs, path::Path};

const LIMIT: u64 = 6_000;

/// Batches of 1 to 4 records; returns what was written and the end of each batch.
fn write(dir: &Path, batches: u128) -> (Vec<Entry>, Vec<u64>) {
    let mut log = open(dir, LIMIT).unwrap();
    let (mut written, mut ends) = (Vec::new(), vec![1]);
    for b in 0..batches {
        let batch: Vec<Entry> = (0..=b % 4).map(|i| entry(b * 10 + i, 40 + (b as usize * 13) % 90)).collect();
        log.append(&batch).unwrap();
        written.extend(batch);
        ends.push(written.len() as u64 + 1);
    }
    (written, ends)
}

fn active(dir: &Path) -> std::path::PathBuf {
    segment::path(dir, *segment::list(dir).unwrap().last().unwrap())
}

#[test]
fn cut_at_every_byte_the_log_keeps_whole_batches_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (written, ends) = write(dir.path(), 60);
    let path = active(dir.path());
    let whole = fs::read(&path).unwrap();
    for length in (segment::HEADER..=whole.len()).rev() {
        fs::write(&path, &whole[..length]).unwrap();
        let mut log = open(dir.path(), LIMIT).unwrap();
        let end = log.end();
        assert!(ends.contains(&end.0), "a batch counts whole or not at all: {end:?} after {length} bytes");
        if length == whole.len() {
            assert_eq!(end.0, *ends.last().unwrap());
        }
        let kept: Vec<Entry> = all(&log).unwrap().into_iter().map(|(_, e)| e).collect();
        assert_eq!(kept, written[..end.0 as usize - 1]);
        if length % 97 == 0 {
            assert_eq!(log.append(&[entry(1, 1)]).unwrap(), end);
            assert_eq!(all(&log).unwrap().len() as u64, end.0);
        }
    }
}

#[test]
fn a_missing_page_inside_the_last_batch_is_a_torn_write() {
    let dir = tempfile::tempdir().unwrap();
    {
        let mut log = open(dir.path(), 1 << 20).unwrap();
        log.append(&[entry(1, 100)]).unwrap();
        log.append(&(0..200).map(|who| entry(who, 100)).collect::<Vec<_>>()).unwrap();
    }
    let path = active(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[4_096..8_192].fill(0);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(open(dir.path(), 1 << 20).unwrap().end(), Lsn(2), "the batch behind it was never acknowledged");
}

#[test]
fn a_flipped_bit_is_reported_or_cut_off_but_never_read() {
    let dir = tempfile::tempdir().unwrap();
    let (written, ends) = write(dir.path(), 60);
    let last_batch = ends[ends.len() - 2];
    let flips = if std::env::var_os("RAPPORT_FULL").is_some() { 10_000 } else { 1_500 };
    let segments = segment::list(dir.path()).unwrap();
    assert!(segments.len() > 2);
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let (mut reported, mut cut) = (0, 0);
    for _ in 0..flips {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let path = segment::path(dir.path(), segments[(seed >> 33) as usize % segments.len()]);
        let good = fs::read(&path).unwrap();
        let bit = (seed >> 7) as usize % (good.len() * 8);
        // The last four bytes of a segment's header mean nothing.
        if (20..24).contains(&(bit / 8)) {
            continue;
        }
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bad).unwrap();
        match open(dir.path(), LIMIT) {
            Err(LogError::Damaged { .. }) => reported += 1,
            Err(other) => panic!("{other}"),
            Ok(log) => {
                let mut read = Vec::new();
                let mut damage = false;
                for next in log.read(Lsn(0)).unwrap() {
                    match next {
                        Ok((lsn, entry)) => {
                            assert_eq!(entry, written[lsn.0 as usize - 1], "a wrong record was served");
                            read.push(entry);
                        }
                        Err(LogError::Damaged { .. }) => damage = true,
                        Err(other) => panic!("{other}"),
                    }
                }
                if damage {
                    reported += 1;
                } else {
                    assert_eq!(log.end().0, last_batch, "only the very last batch may be taken for a torn write");
                    assert_eq!(read.len() as u64, last_batch - 1);
                    cut += 1;
                }
            }
        }
        fs::write(&path, &good).unwrap();
    }
    assert!(reported > cut && cut > 0, "{reported} reported, {cut} cut");
}

#[test]
fn a_lost_segment_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), 60);
    let segments = segment::list(dir.path()).unwrap();
    fs::remove_file(segment::path(dir.path(), segments[1])).unwrap();
    let log = open(dir.path(), LIMIT).unwrap();
    assert!(matches!(log.reader().verify(), Err(LogError::Damaged { at: Some(at), .. }) if at == segments[1]));
}

#[test]
fn left_over_temporaries_are_swept_away() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), 3);
    let stray = dir.path().join("00000000000000000099.tmp");
    fs::write(&stray, b"half a header").unwrap();
    assert!(open(dir.path(), LIMIT).is_ok());
    assert!(!stray.exists());
}
