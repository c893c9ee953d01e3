//! The stores are one: log, snapshots, histories and database belong to one installation and one stretch of time.
//!
//! Each store checks itself; this looks at them together. `manifest.json` is written every few seconds and at a stop, and says how
//! far the log and the database were then. It may lag behind them and is never ahead: each is durable before the manifest
//! says so. Before anything is opened, a start compares:
//!
//! * the log with what its closed segments were, and with every position that a snapshot or the manifest knows;
//! * the database with the beat that the manifest knows: an older copy has an older one.
//!
//! A [`Gap`] concerns what nothing can make again, so it stops the start and changes nothing. There are three ways out: put
//! back what is missing, restore a backup, or [`accept`] the loss. Snapshots and histories are derived: they are made again
//! from the log without a question.

mod accept;
mod gap;
mod manifest;
#[cfg(test)]
mod tests;

pub use accept::{AcceptError, Accepted, accept, missing};
pub use gap::{Gap, GapKind};
pub use manifest::{FILE, Manifest};

use crate::{
    log::{self, Flaw, Stretch},
    sql::{Db, SqlError},
};
use rapport_kernel::{Lsn, port::LogError};
use std::{fs, io, path::Path};

/// How many bytes of closed segments a start reads to compare their sums, the newest first; of older ones it compares the
/// lengths. The check of what is at rest reads all of them.
const READ_AT_START: u64 = 2 << 30;
/// The database's name in the data directory.
pub const DATABASE: &str = "rapport.sqlite";

/// Why a data directory cannot be opened as it is.
#[derive(Debug, thiserror::Error)]
pub enum StoresError {
    /// Something is not there, or not what it was.
    #[error("{}", gap::told(.gaps, .dir))]
    Gaps {
        /// What.
        gaps: Vec<Gap>,
        /// Where.
        dir: std::path::PathBuf,
    },
    /// The log cannot be looked at.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database cannot be asked.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Compares the files, before anything is opened. Changes nothing.
///
/// # Errors
/// [`StoresError::Gaps`]; whatever the disk says.
pub fn check(dir: &Path) -> Result<(), StoresError> {
    refuse(dir, gaps(dir, READ_AT_START)?)
}

/// Compares the opened database with what the manifest knows of it.
///
/// # Errors
/// [`StoresError::Gaps`], [`StoresError::Sql`].
pub async fn check_database(dir: &Path, db: &Db) -> Result<(), StoresError> {
    let Some(manifest) = Manifest::read(dir)? else { return Ok(()) };
    let beat = db.beat().await?;
    let older = beat < manifest.beat;
    refuse(dir, older.then(|| Gap::older(beat, manifest.beat)).into_iter().collect())
}

fn refuse(dir: &Path, gaps: Vec<Gap>) -> Result<(), StoresError> {
    if gaps.is_empty() { Ok(()) } else { Err(StoresError::Gaps { gaps, dir: dir.to_owned() }) }
}

/// Everything that is missing among the files, with at most `budget` bytes of closed segments read.
fn gaps(dir: &Path, budget: u64) -> Result<Vec<Gap>, StoresError> {
    let found = log::inspect(&dir.join("log"), budget)?;
    let mut gaps: Vec<Gap> = found.flaws.iter().copied().map(Gap::of).collect();
    let known = known_end(dir)?;
    if found.end < known {
        gaps.push(Gap::tail(Stretch { from: found.end, to: Lsn(known.0 - 1) }));
    }
    if known.max(found.end) > Lsn(1) && !dir.join(DATABASE).exists() {
        gaps.push(Gap::no_database());
    }
    Ok(gaps)
}

/// The position behind the last one that any other store knows.
fn known_end(dir: &Path) -> Result<Lsn, StoresError> {
    let manifest = Manifest::read(dir)?.map_or(Lsn(0), |manifest| manifest.log_end);
    Ok(manifest.max(newest_snapshot(dir)?.map_or(Lsn(0), Lsn::next)))
}

/// The highest position that a snapshot has in its name.
fn newest_snapshot(dir: &Path) -> io::Result<Option<Lsn>> {
    let files = match fs::read_dir(dir.join("state")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        files => files?,
    };
    let mut newest = None;
    for file in files {
        let name = file?.file_name();
        let digits = name.to_str().and_then(|name| name.strip_suffix(".snap")?.rsplit_once('-'));
        newest = newest.max(digits.and_then(|(_, digits)| digits.parse().ok()).map(Lsn));
    }
    Ok(newest)
}

impl Gap {
    fn of(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Missing(stretch) => Self::log(GapKind::SegmentMissing, stretch),
            Flaw::Cut(_, stretch) => Self::log(GapKind::SegmentCut, stretch),
            Flaw::Changed(_, stretch) => Self::log(GapKind::SegmentChanged, stretch),
        }
    }
}
