//! A segment file: its name, its header, and a sparse index of where positions lie in it.

use super::{disk::Disk, disk::Media, frame, lost::Lost, seals::Seals};
use parking_lot::{Mutex, RwLock};
use rapport_kernel::{Lsn, port::LogError};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes before the first frame: magic, layout version, first position, CRC-32 of the former.
pub(super) const HEADER: usize = 24;
const MAGIC: [u8; 8] = *b"RAPLOG\x00\x01";
/// One mark in the sparse index per this many bytes.
const MARK_EVERY: u64 = 64 << 10;

/// A position and the byte its frame begins at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) lsn: Lsn,
    pub(super) offset: u64,
}

/// One file of the log.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) first: Lsn,
    pub(super) path: PathBuf,
    /// Ascending; begins with the first frame. Grows with the active segment; empty until an older one is first searched.
    pub(super) marks: Vec<Mark>,
}

impl Segment {
    /// A segment nothing is known of but its name.
    pub(super) fn unseen(dir: &Path, first: Lsn) -> Self {
        Self { first, path: path(dir, first), marks: Vec::new() }
    }

    /// Remembers where `lsn` lies, if the last mark is far enough away.
    pub(super) fn mark(&mut self, lsn: Lsn, offset: u64) {
        if self.marks.last().is_none_or(|m| offset >= m.offset + MARK_EVERY) {
            self.marks.push(Mark { lsn, offset });
        }
    }
}

/// What writer, readers and scrubber know in common.
pub(super) struct Shared {
    pub(super) dir: PathBuf,
    /// In order; never empty; the last one is active. Files are renamed only under the write lock.
    pub(super) segments: RwLock<Vec<Segment>>,
    end: AtomicU64,
    /// What closed segments were. Taken after `segments`, never before.
    pub(super) seals: Mutex<Seals>,
    pub(super) lost: Lost,
    /// Only one scrub at a time.
    pub(super) scrubbing: Mutex<()>,
}

impl Shared {
    pub(super) fn new(dir: PathBuf, segments: Vec<Segment>, end: Lsn, seals: Seals, lost: Lost) -> Arc<Self> {
        let (segments, end, seals) = (RwLock::new(segments), AtomicU64::new(end.0), Mutex::new(seals));
        Arc::new(Self { dir, segments, end, seals, lost, scrubbing: Mutex::new(()) })
    }

    /// The position the next durable record will get.
    pub(super) fn end(&self) -> Lsn {
        Lsn(self.end.load(Ordering::Acquire))
    }

    /// Everything before `end` is durable now.
    pub(super) fn advance(&self, end: Lsn) {
        self.end.store(end.0, Ordering::Release);
    }
}

/// `dir/00000000000000000001.log`
pub(super) fn path(dir: &Path, first: Lsn) -> PathBuf {
    dir.join(format!("{:020}.log", first.0))
}

/// The first positions of all segments in `dir`, ascending. Files with other names are none of ours.
pub(super) fn list(dir: &Path) -> io::Result<Vec<Lsn>> {
    let mut found = Vec::new();
    for file in fs::read_dir(dir)? {
        let name = file?.file_name();
        let first = name.to_str().and_then(|n| n.strip_suffix(".log")).filter(|n| n.len() == 20);
        found.extend(first.and_then(|digits| digits.parse().ok()).map(Lsn));
    }
    found.sort_unstable();
    Ok(found)
}

/// The header of a segment that begins with `first`.
pub(super) fn header(first: Lsn) -> [u8; HEADER] {
    let mut out = [0; HEADER];
    out[..8].copy_from_slice(&MAGIC);
    out[8..16].copy_from_slice(&first.0.to_le_bytes());
    let crc = crc32fast::hash(&out[..16]);
    out[16..20].copy_from_slice(&crc.to_le_bytes());
    out
}

/// Whether `bytes` begin with the header of the segment `first`.
pub(super) fn check_header(bytes: &[u8], first: Lsn) -> Result<(), LogError> {
    if bytes.get(..HEADER) == Some(&header(first)[..]) {
        return Ok(());
    }
    Err(LogError::Damaged { at: Some(first), reason: format!("segment {:020} has no valid header", first.0) })
}

/// Makes a new, empty, durable segment. Nothing of it is visible under its name until it is complete.
pub(super) fn create(disk: &dyn Disk, dir: &Path, first: Lsn) -> io::Result<Box<dyn Media>> {
    put(disk, dir, first, &header(first))
}

/// Puts a copy of the last segment in its place. Whoever had the log open before goes on with a file that has no name any more.
pub(super) fn renew_last(disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    let Some(first) = list(dir)?.pop() else { return Ok(()) };
    put(disk, dir, first, &fs::read(path(dir, first))?).map(drop).inspect_err(|_| {
        // On a full disk a half-written copy is what stands in the way.
        let _ = fs::remove_file(aside(dir, first));
    })
}

fn put(disk: &dyn Disk, dir: &Path, first: Lsn, bytes: &[u8]) -> io::Result<Box<dyn Media>> {
    let aside = aside(dir, first);
    let mut media = disk.create(&aside)?;
    media.write(0, bytes)?;
    media.sync()?;
    fs::rename(&aside, path(dir, first))?;
    disk.sync_dir(dir)?;
    Ok(media)
}

fn aside(dir: &Path, first: Lsn) -> PathBuf {
    dir.join(format!("{:020}.tmp", first.0))
}

/// A flaw at a position, in words.
pub(super) fn damaged(at: Lsn, segment: Lsn, flaw: frame::Flaw) -> LogError {
    LogError::Damaged { at: Some(at), reason: format!("{flaw} (segment {:020})", segment.0) }
}
