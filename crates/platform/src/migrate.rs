//! `rapport migrate`: the layout of the releases before 0.2 becomes today's, once.
//!
//! Only the log is the truth, so only the log is rewritten, record by record and position by position, beside the old one;
//! snapshots and histories are made again from it at the next start. Until the very end the old log is the one that counts:
//!
//! 1. `log.migrating/` is written and synced, and read back once;
//! 2. `migrating.json` is written: from here on the new log counts, and a start is refused until the rest is done;
//! 3. `log/` is deleted and `log.migrating/` takes its place, snapshots and histories are deleted, `format.json` is
//!    written, `migrating.json` is deleted.
//!
//! What comes from a release that did not know its place is held afterwards: it may be a copy made for a trial.
//!
//! Cut off anywhere, it is run again: before 2 from the beginning, after it with what is left to do.

use crate::{
    format,
    hold::{Hold, HoldFact, Why},
    log::{Segments, replace, sync_dir},
};
use rapport_kernel::{
    Lsn,
    port::{Entry, Log, LogError},
};
use rapport_stored::{BodyError, Unwritable, untagged::Layout};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Stands in a data directory whose new log is complete but not in its place.
pub const MIGRATING: &str = "migrating.json";
const LOG: &str = "log";
const NEW: &str = "log.migrating";
/// How many records are written at once.
const BATCH: usize = 2_000;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The directory has today's layout already.
    NothingToDo,
    /// A migration that was cut off was brought to its end.
    Finished,
    /// It has today's layout now.
    Migrated(Migrated),
}

/// What became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// Records that were given today's form.
    pub records: u64,
    /// Records that could not be read and were left out, as asked.
    pub left_out: u64,
}

/// Why a directory was not migrated. It is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// No data directory is there.
    #[error("{} holds no log: name a server's data directory with --data", .0.display())]
    NoLog(PathBuf),
    /// A record cannot be read.
    #[error(
        "record {} cannot be read: {error}. Restore a backup from before the damage, or go on without it: \
         `rapport migrate --leave-out {}`", lsn.0, lsn.0
    )]
    Record {
        /// The record's position.
        lsn: Lsn,
        /// What is wrong with it.
        #[source]
        error: BodyError,
    },
    /// A record cannot be written, which is a defect.
    #[error("record {}: {error}", lsn.0)]
    Unwritable {
        /// The record's position.
        lsn: Lsn,
        /// What the writer of records says.
        #[source]
        error: Unwritable,
    },
    /// The new log does not hold what the old one does.
    #[error("the new log ends at {new}, the old one at {old}: nothing was changed")]
    Short {
        /// The new end.
        new: u64,
        /// The old end.
        old: u64,
    },
    /// A log cannot be opened, read or written. Another process may use the directory.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The note of the layout cannot be written.
    #[error(transparent)]
    Format(#[from] format::FormatError),
}

/// Brings the data directory into today's layout. Records in `leave_out` that cannot be read become empty, like erased ones.
/// `progress` is told the position reached and the end.
///
/// # Errors
/// [`MigrateError`].
pub fn migrate(
    dir: &Path,
    leave_out: &BTreeSet<Lsn>,
    mut progress: impl FnMut(Lsn, Lsn),
) -> Result<Outcome, MigrateError> {
    if dir.join(MIGRATING).exists() {
        finish(dir)?;
        return Ok(Outcome::Finished);
    }
    if !dir.join(LOG).is_dir() {
        return Err(MigrateError::NoLog(dir.to_owned()));
    }
    format::check_not_newer(dir)?;
    if !format::is_old(dir)? {
        return Ok(Outcome::NothingToDo);
    }
    let old = Segments::open(&dir.join(LOG))?;
    let new = dir.join(NEW);
    remove(&new)?;
    let migrated = rewrite(dir, &old, &new, leave_out, &mut progress)?;
    drop(old);
    replace(&dir.join(MIGRATING), b"{\"format\": 1}\n")?;
    finish(dir)?;
    Ok(Outcome::Migrated(migrated))
}

fn rewrite(
    dir: &Path,
    old: &Segments,
    new: &Path,
    leave_out: &BTreeSet<Lsn>,
    progress: &mut impl FnMut(Lsn, Lsn),
) -> Result<Migrated, MigrateError> {
    let (end, layouts) = (old.end(), layouts(dir));
    let mut target = Segments::open(new)?;
    let mut batch = Vec::with_capacity(BATCH);
    let mut migrated = Migrated::default();
    for next in old.reader().read(Lsn(0))? {
        let (lsn, mut entry) = next?;
        match body(&entry, layouts) {
            Ok(body) => {
                let payload = rapport_stored::encode_body(&body);
                entry.payload = payload.map_err(|error| MigrateError::Unwritable { lsn, error })?;
                migrated.records += 1;
            }
            Err(BodyError::Empty) => {}
            Err(_) if leave_out.contains(&lsn) => {
                entry.payload.clear();
                migrated.left_out += 1;
            }
            Err(error) => return Err(MigrateError::Record { lsn, error }),
        }
        batch.push(entry);
        if batch.len() == BATCH {
            target.append(&batch)?;
            batch.clear();
            progress(lsn, end);
        }
    }
    if !batch.is_empty() {
        target.append(&batch)?;
    }
    let reached = target.reader().verify()?;
    if target.end() != end {
        return Err(MigrateError::Short { new: reached, old: end.0 });
    }
    Ok(migrated)
}

/// The layouts that may have written here. The builds after 0.1 also began to write down which installation it is; a record
/// that 0.1 wrote before may lie in front of theirs.
fn layouts(dir: &Path) -> &'static [Layout] {
    if dir.join(crate::installation::FILE).exists() { &[Layout::Second, Layout::First] } else { &[Layout::First] }
}

fn body(entry: &Entry, layouts: &[Layout]) -> Result<rapport_engine::Body, BodyError> {
    let mut result = Err(BodyError::Empty);
    for layout in layouts {
        result = rapport_stored::decode_untagged_body(&entry.payload, *layout);
        if result.is_ok() {
            break;
        }
    }
    result
}

/// Puts the new log in its place. May be done again after a crash at any point of it.
fn finish(dir: &Path) -> Result<(), MigrateError> {
    let (log, new) = (dir.join(LOG), dir.join(NEW));
    if new.exists() {
        let identity = log.join(crate::installation::FILE);
        if identity.exists() {
            fs::copy(&identity, new.join(crate::installation::FILE))?;
            sync_dir(&new)?;
        }
        // Made again when the log is opened: until then there is no manifest that goes with it.
        match fs::remove_file(new.join(crate::log::SEALED)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        remove(&log)?;
        fs::rename(&new, &log)?;
    }
    remove(&dir.join("state"))?;
    remove(&dir.join("history"))?;
    if !dir.join(crate::installation::FILE).exists() {
        // A release that did not know where it lay: no one can tell this directory from a copy of it.
        Hold::open(dir).put(Why::Moved, [HoldFact::PlaceUnknown], crate::runtime::system_clock())?;
    }
    format::note(dir)?;
    fs::remove_file(dir.join(MIGRATING))?;
    Ok(sync_dir(dir)?)
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests;
