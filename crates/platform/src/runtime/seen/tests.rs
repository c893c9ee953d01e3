//! The window, the bound of memory, and what becomes of files that are gone, damaged or left over.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{installation::Identity, log::Segments};
use rapport_engine::Body;
use rapport_kernel::{
    CustomerId, Partition,
    port::{Entry, Log},
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const SMALL: MessageIds = MessageIds { table: 1_000, waiting: 2, filters: u64::MAX };

/// A log, and beside it the ids of what is in it.
struct Kept {
    dir: TempDir,
    log: Segments,
    seen: Seen,
    sizes: MessageIds,
}

fn id(n: u64) -> u128 {
    submission::key(&"shop".into(), &n.to_string())
}

fn at(day: i64) -> Time {
    Time(day * Span::DAY.0)
}

fn owner(log: &Segments) -> Owner {
    Owner::new(&Identity { id: "us".into(), epoch: 1 }, true).with_log(log.reader())
}

impl Kept {
    fn new(sizes: MessageIds) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let log = Segments::open(&dir.path().join("log")).unwrap();
        let seen = Seen::open(&dir.path().join("ids"), sizes, &owner(&log), &log.reader()).unwrap();
        Self { dir, log, seen, sizes }
    }

    fn ids(&self) -> PathBuf {
        self.dir.path().join("ids")
    }

    /// Messages come in, as the sequencer takes them.
    fn say(&mut self, ids: std::ops::Range<u64>, time: Time) {
        for part in ids.clone().collect::<Vec<_>>().chunks(500) {
            assert!(self.seen.has_room(Duration::from_secs(10)));
            let entry = |n: &u64| Entry {
                partition: Partition(0),
                customer: CustomerId(1),
                time,
                payload: rapport_stored::encode_body(&Body::Named {
                    identifiers: Vec::new(),
                    key: Some(id(*n)),
                    public: None,
                })
                .unwrap(),
            };
            let first = self.log.append(&part.iter().map(entry).collect::<Vec<_>>()).unwrap();
            self.seen.keep(first, self.log.end(), time, part.iter().map(|n| id(*n)));
        }
    }

    fn knows(&mut self, n: u64) -> bool {
        self.seen.contains(id(n), &self.log.reader()).unwrap()
    }

    /// Waits until nothing is left to write or merge.
    fn settle(&mut self) {
        self.seen.freeze();
        for _ in 0..1_000 {
            self.seen.take_in(Some(Instant::now() + Duration::from_millis(10)));
            if self.seen.frozen.is_empty() && !self.seen.merging {
                return;
            }
        }
        panic!("the writer does not come to an end");
    }

    /// As after a kill: what was in memory is gone.
    fn again(self) -> Self {
        let Self { dir, log, seen, sizes } = self;
        drop((seen, log));
        let log = Segments::open(&dir.path().join("log")).unwrap();
        let seen = Seen::open(&dir.path().join("ids"), sizes, &owner(&log), &log.reader()).unwrap();
        Self { dir, log, seen, sizes }
    }

    fn files(&self) -> Vec<PathBuf> {
        let all = fs::read_dir(self.ids()).unwrap().map(|file| file.unwrap().path());
        let mut all: Vec<_> = all.filter(|path| path.extension().is_some_and(|end| end == "ids")).collect();
        all.sort();
        all
    }
}

#[test]
fn a_repetition_is_known_for_a_week_of_messages_whatever_the_clock_says() {
    let mut kept = Kept::new(SMALL);
    kept.say(0..1, at(100));
    for (n, jump) in [(1, 110), (2, 10_099)] {
        kept.say(n..n + 1, at(jump));
        assert!(kept.knows(0), "no clock drives it out");
    }
    for day in 3..10 {
        kept.say(day..day + 1, at(100 + day as i64));
        assert!(kept.knows(0));
        kept = kept.again();
        assert!(kept.knows(0), "nor a restart");
    }
    for day in 10..22 {
        kept.say(day..day + 1, at(100 + day as i64));
        kept.settle();
    }
    assert!(!kept.knows(0), "what is past the window is forgotten");
    assert!(kept.files().len() <= window::DAYS, "and off the disk: {:?}", kept.files());
    kept = kept.again();
    assert!(!kept.knows(0) && kept.knows(21) && kept.knows(13));
}

#[test]
fn memory_is_bounded_by_counts_and_the_disk_is_asked_only_now_and_then() {
    let mut kept = Kept::new(MessageIds { table: 4_000, ..SMALL });
    let all = 200_000;
    kept.say(0..all, at(1));
    kept.settle();
    let (bytes, ids) = kept.seen.weight();
    let table = 8_192 * 17;
    assert_eq!(ids, all);
    let each = bytes.saturating_sub(table) as f64 / all as f64;
    println!("{bytes} bytes for {all} ids in {} runs: {each:.2} for each on disk", kept.seen.runs.len());
    assert!(each < 1.4, "{each}");
    assert!(kept.seen.runs.len() < 24, "merged as they gather: {}", kept.seen.runs.len());
    let strangers = 20_000;
    for n in all..all + strangers {
        assert!(!kept.knows(n));
    }
    let reads: u64 = kept.seen.runs.iter().map(|run| run.reads()).sum();
    let share = reads as f64 / (strangers * kept.seen.runs.len() as u64) as f64;
    println!("{reads} pages read for {strangers} new ids");
    assert!(share < 0.02, "{share}");
    assert!((0..all).step_by(97).all(|n| kept.knows(n)));
}

#[test]
fn without_memory_for_filters_the_answers_are_the_same() {
    let mut kept = Kept::new(MessageIds { filters: 3_000, ..SMALL });
    kept.say(0..10_000, at(1));
    kept.settle();
    let (bytes, _) = kept.seen.weight();
    assert!(bytes <= 3_000 + (10_000 / 255 + 20) * 16, "the table is empty by then: {bytes}");
    assert!((0..10_000).all(|n| kept.knows(n)) && (10_000..12_000).all(|n| !kept.knows(n)));
}

#[test]
fn whatever_is_missing_damaged_or_left_over_is_made_again_from_the_log() {
    for harm in 0..6 {
        let mut kept = Kept::new(SMALL);
        kept.say(0..2_500, at(1));
        kept.say(2_500..5_500, at(2));
        kept.settle();
        // Nothing new since: only the note is written.
        kept.settle();
        let files = kept.files();
        match harm {
            0 => fs::remove_dir_all(kept.ids()).unwrap(),
            1 => fs::remove_file(&files[0]).unwrap(),
            2 => fs::remove_file(files.last().unwrap()).unwrap(),
            3 => fs::remove_file(kept.ids().join("window.json")).unwrap(),
            4 => fs::write(&files[0], b"nonsense").unwrap(),
            // A run that was merged into a larger one, and a half-written one.
            _ => {
                fs::copy(&files[0], kept.ids().join(format!("{:020}-{:020}.ids", 1, 7))).unwrap();
                fs::write(kept.ids().join("left.tmp"), b"half").unwrap();
            }
        }
        kept = kept.again();
        assert!((0..5_500).all(|n| kept.knows(n)), "harm {harm}");
        assert!(!kept.knows(5_500));
        kept.say(5_500..7_000, at(3));
        kept.settle();
        kept = kept.again();
        assert!((0..7_000).all(|n| kept.knows(n)), "and after that, harm {harm}");
    }
}

#[test]
fn a_page_that_rots_while_it_is_open_is_noticed_and_made_again() {
    let mut kept = Kept::new(SMALL);
    kept.say(0..5_000, at(1));
    kept.settle();
    for file in kept.files() {
        let mut bytes = fs::read(&file).unwrap();
        bytes[100] ^= 1;
        // In place: the open handle sees it.
        use std::os::unix::fs::FileExt;
        fs::File::options().write(true).open(&file).unwrap().write_all_at(&bytes, 0).unwrap();
    }
    assert!((0..5_000).all(|n| kept.knows(n)));
    kept.settle();
    assert!((0..5_000).all(|n| kept.knows(n)) && !kept.knows(5_000));
}

#[test]
fn a_writer_that_cannot_write_stops_new_messages_and_loses_none() {
    let mut kept = Kept::new(SMALL);
    let (ids, away) = (kept.ids(), kept.dir.path().join("away"));
    fs::rename(&ids, &away).unwrap();
    let mut said = 0;
    while kept.seen.has_room(Duration::from_millis(1)) {
        kept.say(said..said + 500, at(1));
        said += 500;
        assert!(said <= 4_500, "memory would grow without a bound");
    }
    assert!((0..said).all(|n| kept.knows(n)));
    fs::rename(&away, &ids).unwrap();
    assert!(kept.seen.has_room(Duration::from_secs(10)), "it goes on by itself");
    assert!((0..said).all(|n| kept.knows(n)));
}

/// The positions of two logs are alike; what was seen in the one was not seen in the other.
#[test]
fn runs_of_another_log_are_set_aside_and_made_again() {
    let (mut ours, mut theirs) = (Kept::new(SMALL), Kept::new(SMALL));
    for (kept, ids) in [(&mut ours, 0..2_500), (&mut theirs, 10_000..12_500)] {
        // Some milliseconds apart, as two clocks are.
        kept.say(ids.clone(), Time(at(1).0 + ids.start as i64));
        kept.settle();
    }
    for file in ours.files() {
        fs::remove_file(file).unwrap();
    }
    for file in theirs.files() {
        fs::copy(&file, ours.ids().join(file.file_name().unwrap())).unwrap();
    }
    let names = ours.files().len();
    ours = ours.again();
    assert!((0..2_500).all(|n| ours.knows(n)) && (10_000..12_500).all(|n| !ours.knows(n)));
    assert_eq!(fs::read_dir(ours.dir.path().join("foreign/ids")).unwrap().count(), names);
}
