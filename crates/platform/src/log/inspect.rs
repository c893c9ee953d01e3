//! Looking at the log without opening it: whether everything is there that was. Changes nothing.

use super::{
    frame::{self, HEADER, Head},
    lost::{Lost, Stretch},
    reader::Open,
    recover,
    seals::{self, Seal, Seals},
    segment::{self, Segment},
};
use rapport_engine::Body;
use rapport_kernel::{Lsn, Partition, port::LogError};
use std::{collections::BTreeSet, fs, io, path::Path};

/// Something of the log that is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A segment is not there.
    Missing(Stretch),
    /// A segment ends too early.
    Cut(Lsn, Stretch),
    /// A segment holds something else, from this position on.
    Changed(Lsn, Stretch),
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Inspection {
    /// The position the next record would get.
    pub(crate) end: Lsn,
    pub(crate) flaws: Vec<Flaw>,
    /// The database's beat that its newest record of one names; 0 in a log of a release that wrote none.
    pub(crate) beat: i64,
    /// The mark that goes with it; nothing in a log of a release that wrote none.
    pub(crate) mark: Option<i64>,
}

/// Compares the segments with what they were when they were closed. The sums of the newest ones are made as long as they have no
/// more than `budget` bytes together; of the others only the lengths are compared.
///
/// # Errors
/// If the directory cannot be read.
pub(crate) fn inspect(dir: &Path, mut budget: u64) -> Result<Inspection, LogError> {
    let files = match segment::list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        files => files.map_err(LogError::Read)?,
    };
    let seals = Seals::load(dir).map_err(LogError::Read)?;
    let lost = Lost::load(dir).map_err(LogError::Read)?;
    let (mut summed, all_that_is_read) = (BTreeSet::new(), budget);
    for first in files.iter().rev() {
        let Ok(found) = fs::metadata(segment::path(dir, *first)) else { continue };
        if found.len() > budget {
            break;
        }
        budget -= found.len();
        summed.insert(*first);
    }
    let all: BTreeSet<Lsn> = files.iter().copied().chain(seals.all().iter().map(|seal| seal.first)).collect();
    let (mut end, mut flaws) = (Lsn(1), Vec::new());
    for first in all {
        let at = lost.after(end);
        if at < first {
            flaws.push(Flaw::Missing(Stretch { from: at, to: Lsn(first.0 - 1) }));
        }
        let seal = seals.of(first);
        if files.binary_search(&first).is_err() {
            end = seal.map_or(first, |seal| seal.end);
            if lost.after(first) < end {
                flaws.push(Flaw::Missing(Stretch { from: first, to: Lsn(end.0 - 1) }));
            }
            continue;
        }
        let path = segment::path(dir, first);
        let bytes = fs::metadata(&path).map_err(LogError::Read)?.len();
        let (good, flawed) = match seal {
            Some(seal) if seal.fits_length(bytes) => {
                let same = !summed.contains(&first) || seal.fits(seals::sum(&path).map_err(LogError::Read)?);
                (seal.end, !same)
            }
            Some(_) => (first, true),
            None if Some(&first) == files.last() => active(&path, first)?,
            None => (whole(dir, first).0, false),
        };
        if !flawed {
            end = good;
            continue;
        }
        let known = seal.map(|seal| seal.end);
        flaws.push(flaw(dir, first, known));
        end = known.unwrap_or(good).max(good);
    }
    let (beat, mark) = newest_beat(dir, &files, all_that_is_read).unwrap_or_default();
    Ok(Inspection { end, flaws, beat, mark })
}

/// The newest beat of the database that a record names. There is one every few seconds, so that it stands in one of the last
/// files; no more than `budget` bytes of closed ones are read for it.
fn newest_beat(dir: &Path, files: &[Lsn], mut budget: u64) -> Option<(i64, Option<i64>)> {
    for (n, first) in files.iter().rev().enumerate() {
        let length = fs::metadata(segment::path(dir, *first)).map_or(0, |found| found.len());
        if n > 0 && length > budget {
            break;
        }
        budget = budget.saturating_sub(length);
        let mut newest = None;
        let Ok(mut open) = Open::new(&Segment::unseen(dir, *first)) else { continue };
        // As far as it reads back: what does not is told elsewhere.
        while let Ok(Some((head, payload))) = open.frame() {
            if head.partition == Partition::ALL
                && let Ok(Body::Beat { database, mark }) = rapport_stored::decode_body(&payload)
            {
                newest = Some((database, mark));
            }
        }
        if newest.is_some() {
            return newest;
        }
    }
    None
}

/// What is wrong with a segment, or why it cannot be read.
pub(crate) type Found = (Lsn, Result<Flaw, LogError>);

/// Reads every closed segment through, as far as it reads back, and hands out the position and payload of every record. Which of
/// them are not what they were when they were closed, or cannot be read; the others are read nevertheless. `pace` is told of every
/// byte, the sums' too.
///
/// # Errors
/// If the directory cannot be read.
pub(crate) fn read_through(
    dir: &Path,
    pace: &mut dyn FnMut(u64),
    each: &mut dyn FnMut(Lsn, &[u8]),
) -> Result<Vec<Found>, LogError> {
    let files = match segment::list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files.map_err(LogError::Read)?,
    };
    let mut found = Vec::new();
    for first in files.iter().take(files.len().saturating_sub(1)) {
        let sealed = is_as_sealed(dir, *first, pace);
        let read = records(dir, *first, pace, each);
        match (sealed, read) {
            (Err(error), _) => found.push((*first, Err(LogError::Read(error)))),
            (Ok(Some(seal)), _) => found.push((*first, Ok(flaw(dir, *first, Some(seal.end))))),
            (Ok(None), Err(error)) => found.push((*first, Err(error))),
            (Ok(None), Ok(())) => {}
        }
    }
    Ok(found)
}

/// The seal that a closed segment should fit and does not. An erasure may have put another file in its place since the seals were
/// read: then its new seal is asked.
fn is_as_sealed(dir: &Path, first: Lsn, pace: &mut dyn FnMut(u64)) -> io::Result<Option<Seal>> {
    for last in [false, true] {
        let Some(seal) = Seals::load(dir)?.of(first).cloned() else { return Ok(None) };
        if seal.fits(seals::sum_at(&segment::path(dir, first), pace)?) {
            return Ok(None);
        }
        if last {
            return Ok(Some(seal));
        }
    }
    Ok(None)
}

fn records(
    dir: &Path,
    first: Lsn,
    pace: &mut dyn FnMut(u64),
    each: &mut dyn FnMut(Lsn, &[u8]),
) -> Result<(), LogError> {
    let mut open = Open::new(&Segment::unseen(dir, first))?;
    while let Some((head, payload)) = open.frame()? {
        pace(payload.len() as u64);
        each(head.lsn, &payload);
    }
    Ok(())
}

/// Where the segment that is written to ends, and whether it is damaged before that.
fn active(path: &Path, first: Lsn) -> Result<(Lsn, bool), LogError> {
    let bytes = fs::read(path).map_err(LogError::Read)?;
    match recover::tail(&bytes, &mut Segment::unseen(path.parent().unwrap_or(path), first)) {
        Ok(tail) => Ok((tail.end, false)),
        Err(_) => Ok((last(&bytes, first).map_or(first, Lsn::next), true)),
    }
}

/// The highest position that any whole record in these bytes has. A sum is made only where a position stands that this
/// segment can hold: almost nowhere else.
fn last(bytes: &[u8], first: Lsn) -> Option<Lsn> {
    let room = (bytes.len() / HEADER) as u64;
    let whole = |at: usize| {
        let rest = bytes.get(at..)?;
        let head = Head::parse(rest.first_chunk::<HEADER>()?);
        let plausible = head.lsn >= first && head.lsn.0 - first.0 <= room;
        (plausible && frame::decode(rest).is_ok()).then_some(head.lsn)
    };
    (segment::HEADER..bytes.len()).filter_map(whole).max()
}

/// The position behind the last record that reads back from the front, and whether the file ended there.
fn whole(dir: &Path, first: Lsn) -> (Lsn, bool) {
    let Ok(mut open) = Open::new(&Segment::unseen(dir, first)) else { return (first, false) };
    loop {
        match open.frame() {
            Ok(Some(_)) => {}
            Ok(None) => return (open.next, true),
            Err(_) => return (open.next, false),
        }
    }
}

/// What is wrong with a segment whose sum or length is not what it was.
fn flaw(dir: &Path, first: Lsn, known: Option<Lsn>) -> Flaw {
    let (good, ended) = whole(dir, first);
    let end = known.unwrap_or_else(|| good.next());
    let stretch = |from| Stretch { from, to: Lsn(end.0 - 1) };
    match known {
        // Every record reads back and all are there: then they are others than they were.
        Some(known) if good >= known => Flaw::Changed(first, stretch(first)),
        Some(_) if ended => Flaw::Cut(first, stretch(good)),
        _ => Flaw::Changed(first, stretch(good)),
    }
}
