//! `sealed.json`: what every closed segment was when it was closed, so that one that is missing, shorter or another is found.
//!
//! The sum grows with the active segment, so closing one costs nothing. An erasure puts another file in a segment's place: while
//! it does, both sums count. A segment without an entry was closed just before a crash, or by a release that kept no sums;
//! it gets one when the log is opened.

use super::{
    disk::replace,
    reader::Open,
    segment::{self, Segment},
};
use rapport_kernel::{Lsn, port::LogError};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The file's name in the log's directory.
pub(crate) const FILE: &str = "sealed.json";
const FORMAT: u32 = 1;

/// How a file was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) crc32: u32,
}

/// A closed segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    pub(super) first: Lsn,
    /// The position behind its last record.
    pub(super) end: Lsn,
    #[serde(flatten)]
    pub(super) sum: Sum,
    /// How it is after the erasure that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) becomes: Option<Sum>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    format: u32,
    segments: Vec<Seal>,
}

/// All closed segments.
#[derive(Debug, Default)]
pub(super) struct Seals {
    dir: PathBuf,
    stored: Stored,
}

impl Seals {
    /// As the directory has them. A file that cannot be read is none: the segments themselves are still checked by their own
    /// sums when they are read.
    pub(super) fn load(dir: &Path) -> io::Result<Self> {
        let stored = match fs::read(dir.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::default(),
            bytes => serde_json::from_slice(&bytes?).unwrap_or_else(|error| {
                tracing::error!(%error, "{FILE} cannot be read: the sums of closed segments are made anew");
                Stored::default()
            }),
        };
        Ok(Self { dir: dir.to_owned(), stored })
    }

    pub(super) fn all(&self) -> &[Seal] {
        &self.stored.segments
    }

    pub(super) fn of(&self, first: Lsn) -> Option<&Seal> {
        self.stored.segments.iter().find(|seal| seal.first == first)
    }

    /// Notes a closed segment in place of what was known of it.
    pub(super) fn put(&mut self, seal: Seal) -> io::Result<()> {
        self.stored.segments.retain(|known| known.first != seal.first);
        self.stored.segments.push(seal);
        self.stored.segments.sort_by_key(|seal| seal.first);
        self.save()
    }

    /// Takes out the seal of a segment that is not there any more.
    pub(super) fn forget(&mut self, first: Lsn) -> io::Result<()> {
        self.stored.segments.retain(|known| known.first != first);
        self.save()
    }

    fn save(&mut self) -> io::Result<()> {
        self.stored.format = FORMAT;
        replace(&self.dir.join(FILE), &serde_json::to_vec_pretty(&self.stored).map_err(io::Error::other)?)
    }

    /// Gives every closed segment that has none an entry. One that does not read back gets none: whoever reads it learns why.
    pub(super) fn complete(&mut self, closed: &[Segment]) -> Result<(), LogError> {
        for segment in closed {
            if self.of(segment.first).is_some() {
                continue;
            }
            match end(segment) {
                Ok(end) => {
                    let sum = sum(&segment.path).map_err(LogError::Read)?;
                    let seal = Seal { first: segment.first, end, sum, becomes: None };
                    self.put(seal).map_err(super::scrub::write_error)?;
                }
                Err(error) => tracing::error!(%error, "a closed segment is damaged"),
            }
        }
        Ok(())
    }
}

impl Seal {
    /// Whether the file is one that this segment may be.
    pub(super) fn fits(&self, found: Sum) -> bool {
        found == self.sum || Some(found) == self.becomes
    }

    /// The same for its length alone.
    pub(super) fn fits_length(&self, bytes: u64) -> bool {
        bytes == self.sum.bytes || self.becomes.is_some_and(|sum| sum.bytes == bytes)
    }
}

/// The position behind the last record, every record being checked.
fn end(segment: &Segment) -> Result<Lsn, LogError> {
    let mut open = Open::new(segment)?;
    while open.frame()?.is_some() {}
    Ok(open.next)
}

/// Whether a release that keeps sums wrote here.
pub(crate) fn has_sums(dir: &Path) -> bool {
    dir.join(FILE).exists()
}

/// The sum of a file.
pub(super) fn sum(path: &Path) -> io::Result<Sum> {
    sum_at(path, &mut |_| ())
}

/// The sum of a file; `pace` is told how many bytes were read, and may take its time.
pub(super) fn sum_at(path: &Path, pace: &mut dyn FnMut(u64)) -> io::Result<Sum> {
    let (mut file, mut hasher) = (File::open(path)?, crc32fast::Hasher::new());
    let (mut buffer, mut bytes) = (vec![0; 256 << 10], 0);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Sum { bytes, crc32: hasher.finalize() }),
            read => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
                pace(read as u64);
            }
        }
    }
}

/// The sum of a segment without records yet.
pub(super) fn empty(first: Lsn) -> crc32fast::Hasher {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&segment::header(first));
    hasher
}
