//! Records that cannot be read and that someone decided to do without.
//!
//! A record that is whole and cannot be understood stops the start: it may be a withdrawal. Whoever goes on all the same names
//! it (`rapport serve --leave-out POSITION`); `left-out.json` remembers that, and nothing is sent until a person lifts the
//! hold.

use crate::log::{look_at, replace};
use rapport_kernel::{Lsn, Time};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// The file's name in the data directory.
pub const FILE: &str = "left-out.json";
const FORMAT: u32 = 1;

/// What lies on disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    format: u32,
    records: Vec<Decided>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Decided {
    position: Lsn,
    at: Time,
}

/// Whether the file is as it was written.
pub(crate) fn look(dir: &Path) -> io::Result<()> {
    look_at::<Stored>(&dir.join(FILE))
}

/// The records a data directory does without.
#[derive(Debug)]
pub struct LeftOut {
    path: PathBuf,
    stored: Stored,
}

impl LeftOut {
    /// As the directory has it.
    ///
    /// # Errors
    /// Whatever the disk says; a file that is not what Rapport writes.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let path = dir.join(FILE);
        let stored = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::default(),
            bytes => serde_json::from_slice(&bytes?)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))?,
        };
        Ok(Self { path, stored })
    }

    /// Remembers a decision. Returns the positions that are new.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn add(&mut self, positions: &BTreeSet<Lsn>, at: Time) -> io::Result<Vec<Lsn>> {
        let new: Vec<Lsn> = positions.iter().copied().filter(|position| !self.has(*position)).collect();
        if new.is_empty() {
            return Ok(new);
        }
        self.stored.format = FORMAT;
        self.stored.records.extend(new.iter().map(|position| Decided { position: *position, at }));
        replace(&self.path, &serde_json::to_vec_pretty(&self.stored).map_err(io::Error::other)?)?;
        Ok(new)
    }

    /// Whether this record is done without.
    #[must_use]
    pub fn has(&self, position: Lsn) -> bool {
        self.stored.records.iter().any(|decided| decided.position == position)
    }
}
