//! A run: the message ids of a covered of the log, sorted, in one file that never changes.
//!
//! ```text
//! pages    of 4 KiB: up to 255 keys of 16 bytes, ascending, zeros, CRC-32
//! filter   lines of 64 bytes
//! fences   the first key of each page
//! footer   magic; day, from, to, keys, lines of the filter (u64 each); level (u32); CRC-32 of filter and fences; whose it is, as of
//!          the record before `to`; CRC-32 of the footer before it
//! ```
//!
//! Releases before wrote another magic, and a footer that does not say whose it is.
//!
//! Filter (if memory allows) and fences stay in memory, 1.3 bytes for a key together; a key that the filter lets through costs
//! one page.

use super::filter::{Filter, LINE};
use crate::{
    log::sync_dir,
    origin::{self, Provenance},
};
use rapport_kernel::Lsn;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

const PAGE: usize = 4096;
const KEY: usize = 16;
/// Keys in a page; the last bytes are its check.
const PER_PAGE: usize = (PAGE - 4) / KEY;
const MAGIC: [u8; 8] = *b"RAPIDS\x00\x02";
const NAMELESS: [u8; 8] = *b"RAPIDS\x00\x01";
const FOOTER: usize = FIELDS + origin::LENGTH + 4;
/// Bytes of the footer before whose it is.
const FIELDS: usize = 56;

/// What a run covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Covered {
    /// The day its messages came in, by the log's time.
    pub(super) day: i64,
    /// From this position of the log.
    pub(super) from: Lsn,
    /// To this one, which is not in it.
    pub(super) to: Lsn,
}

impl Covered {
    /// The last position in it.
    pub(super) fn last(&self) -> Lsn {
        Lsn(self.to.0.saturating_sub(1))
    }
}

/// An open run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) path: PathBuf,
    pub(super) covered: Covered,
    /// How often its keys were merged.
    pub(super) level: u32,
    pub(super) keys: u64,
    file: File,
    filter: Option<Filter>,
    /// Lines of the filter, loaded or not.
    lines: usize,
    fences: Vec<u128>,
    reads: AtomicU64,
}

fn damaged(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} is damaged", path.display()))
}

impl Run {
    /// Writes a run durably and opens it. The keys come ascending; `most` is how many there are at most.
    pub(super) fn write(
        dir: &Path,
        covered: Covered,
        whose: &Provenance,
        level: u32,
        most: usize,
        keys: impl Iterator<Item = io::Result<u128>>,
    ) -> io::Result<Arc<Self>> {
        let path = dir.join(format!("{:020}-{:020}.ids", covered.from.0, covered.to.0));
        let aside = path.with_extension("tmp");
        let written = write(&aside, covered, whose, level, most, keys)
            .and_then(|()| fs::rename(&aside, &path))
            .and_then(|()| sync_dir(dir));
        if let Err(error) = written {
            // On a full disk the half-written file is what stands in the way of everybody else.
            let _ = fs::remove_file(&aside);
            return Err(error);
        }
        Self::open(&path, true)
    }

    /// Opens a run; its pages are checked when they are read.
    pub(super) fn open(path: &Path, with_filter: bool) -> io::Result<Arc<Self>> {
        let file = File::open(path)?;
        let footer = Footer::of(&file)?.ok_or_else(|| damaged(path))?;
        let said = &footer.0;
        let at = file.metadata()?.len() - said.len() as u64;
        let number = |n: usize| said[8 + n * 8..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let [day, from, to, keys, lines] = [0, 1, 2, 3, 4].map(number);
        let pages = keys.div_ceil(PER_PAGE as u64);
        let index = lines * LINE as u64 + pages * KEY as u64;
        if pages * PAGE as u64 + index != at {
            return Err(damaged(path));
        }
        let mut bytes = vec![0; index as usize];
        file.read_exact_at(&mut bytes, pages * PAGE as u64)?;
        if crc32fast::hash(&bytes).to_le_bytes() != said[FIELDS - 4..FIELDS] {
            return Err(damaged(path));
        }
        let (filter, fences) = bytes.split_at(lines as usize * LINE);
        let filter = if with_filter { Some(Filter::from_bytes(filter).ok_or_else(|| damaged(path))?) } else { None };
        let fences = fences.as_chunks::<KEY>().0.iter().map(|key| u128::from_le_bytes(*key)).collect();
        let covered = Covered { day: day as i64, from: Lsn(from), to: Lsn(to) };
        let level = said[48..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let reads = AtomicU64::new(0);
        Ok(Arc::new(Self {
            path: path.to_owned(),
            covered,
            level,
            keys,
            file,
            filter,
            lines: lines as usize,
            fences,
            reads,
        }))
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> u64 {
        self.memory_with(self.has_filter())
    }

    /// Bytes of memory with or without a filter.
    pub(super) fn memory_with(&self, filter: bool) -> u64 {
        (if filter { self.lines * LINE } else { 0 } + self.fences.len() * KEY) as u64
    }

    pub(super) fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    /// How many pages were read to answer.
    #[cfg(test)]
    pub(super) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Whether a key is in it.
    pub(super) fn contains(&self, key: u128) -> io::Result<bool> {
        if self.filter.as_ref().is_some_and(|filter| !filter.may_hold(key)) {
            return Ok(false);
        }
        let after = self.fences.partition_point(|first| *first <= key);
        let Some(page) = after.checked_sub(1) else { return Ok(false) };
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(self.page(page)?.binary_search(&key).is_ok())
    }

    fn page(&self, page: usize) -> io::Result<Vec<u128>> {
        let mut bytes = [0; PAGE];
        self.file.read_exact_at(&mut bytes, (page * PAGE) as u64)?;
        let (keys, check) = bytes.split_at(PAGE - 4);
        if crc32fast::hash(keys).to_le_bytes() != *check {
            return Err(damaged(&self.path));
        }
        let count = (self.keys as usize - page * PER_PAGE).min(PER_PAGE);
        Ok(keys.as_chunks::<KEY>().0[..count].iter().map(|key| u128::from_le_bytes(*key)).collect())
    }

    /// All keys, ascending; a page of them in memory.
    pub(super) fn all(self: &Arc<Self>) -> impl Iterator<Item = io::Result<u128>> + use<> {
        let run = self.clone();
        (0..self.fences.len()).flat_map(move |page| {
            let (keys, failed) = match run.page(page) {
                Ok(keys) => (keys, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            keys.into_iter().map(Ok).chain(failed)
        })
    }
}

/// The end of a run's file that reads back.
pub(super) struct Footer(Vec<u8>);

impl Footer {
    /// The footer of the run at `path`, if there is one.
    pub(super) fn at(path: &Path) -> Option<Self> {
        Self::of(&File::open(path).ok()?).ok()?
    }

    fn of(file: &File) -> io::Result<Option<Self>> {
        let length = file.metadata()?.len();
        for (magic, size) in [(MAGIC, FOOTER), (NAMELESS, FIELDS + 4)] {
            let Some(at) = length.checked_sub(size as u64) else { continue };
            let mut footer = vec![0; size];
            file.read_exact_at(&mut footer, at)?;
            let (said, check) = footer.split_at(size - 4);
            if said[..8] == magic && crc32fast::hash(said).to_le_bytes() == *check {
                return Ok(Some(Self(footer)));
            }
        }
        Ok(None)
    }

    /// Whose it says the run is; nothing in what releases before wrote.
    pub(super) fn whose(&self) -> Option<Provenance> {
        self.0[FIELDS..].first_chunk().map(Provenance::from_bytes)
    }
}

fn write(
    aside: &Path,
    covered: Covered,
    whose: &Provenance,
    level: u32,
    most: usize,
    keys: impl Iterator<Item = io::Result<u128>>,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(aside)?);
    let (mut filter, mut fences, mut count) = (Filter::with_room_for(most), Vec::new(), 0u64);
    let mut page = Vec::with_capacity(PAGE);
    for key in keys {
        let key = key?;
        if page.is_empty() {
            fences.extend(key.to_le_bytes());
        }
        page.extend(key.to_le_bytes());
        filter.insert(key);
        count += 1;
        if page.len() == PER_PAGE * KEY {
            finish(&mut page, &mut out)?;
        }
    }
    if !page.is_empty() {
        finish(&mut page, &mut out)?;
    }
    let mut index: Vec<u8> = filter.bytes().collect();
    index.append(&mut fences);
    let mut footer = Vec::with_capacity(FOOTER);
    footer.extend(MAGIC);
    let numbers = [covered.day as u64, covered.from.0, covered.to.0, count, filter.lines() as u64];
    footer.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    footer.extend(level.to_le_bytes());
    footer.extend(crc32fast::hash(&index).to_le_bytes());
    footer.extend(whose.to_bytes());
    footer.extend(crc32fast::hash(&footer).to_le_bytes());
    out.write_all(&index)?;
    out.write_all(&footer)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn finish(page: &mut Vec<u8>, out: &mut impl Write) -> io::Result<()> {
    page.resize(PAGE - 4, 0);
    page.extend(crc32fast::hash(page).to_le_bytes());
    out.write_all(page)?;
    page.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::origin::Owner;

    const COVERED: Covered = Covered { day: 20_000, from: Lsn(7), to: Lsn(9_000) };

    fn whose() -> Provenance {
        Owner::nobody().sign(Lsn(8_999))
    }

    fn keys(n: u128) -> impl Iterator<Item = io::Result<u128>> {
        (1..=n).map(|n| Ok(n << 100 | n))
    }

    #[test]
    fn what_was_written_is_found_after_opening_with_and_without_a_filter() {
        let dir = tempfile::tempdir().unwrap();
        for count in [1, 254, 255, 256, 3_000] {
            let written = Run::write(dir.path(), COVERED, &whose(), 2, count as usize, keys(count)).unwrap();
            for run in [Run::open(&written.path, true).unwrap(), Run::open(&written.path, false).unwrap()] {
                assert_eq!((run.covered, run.level, run.keys), (COVERED, 2, count as u64));
                assert_eq!(Footer::at(&written.path).unwrap().whose(), Some(whose()));
                assert!(keys(count).all(|key| run.contains(key.unwrap()).unwrap()));
                assert!((1..=count).all(|n| !run.contains(n << 100).unwrap()));
                assert!(run.all().map(Result::unwrap).eq(keys(count).map(Result::unwrap)));
            }
        }
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = Run::write(dir.path(), COVERED, &whose(), 0, 300, keys(300)).unwrap().path.clone();
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x40;
            fs::write(&path, &bytes).unwrap();
            let unharmed = Run::open(&path, true).is_ok_and(|run| run.all().all(|key| key.is_ok()));
            assert!(!unharmed, "byte {at}");
        }
        for length in [0, 10, FOOTER, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(Run::open(&path, true).is_err(), "cut to {length}");
        }
    }
}
