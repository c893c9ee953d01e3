//! `rapport accept-loss`: going on without what is lost, by a person's decision.
//!
//! What can be read of damaged segments is kept, lost positions are noted and never given out again, a missing database is begun
//! anew, and the hold goes on: what was sent and who withdrew in the lost records, no one knows.

use super::{Gap, Manifest, StoresError, highest_beat, known_end, missing};
use crate::{
    hold::{Hold, Why},
    installation::{self, Identity},
    log::{self, DirLock, Stretch},
    recovery::{self, RecoveryError},
    sql::{Db, Location, SqlError, installation::Installations},
};
use rapport_kernel::{Lsn, Time, port::LogError};
use std::{fs, io, path::Path};

/// A loss that a person has seen and goes on in spite of.
#[derive(Debug)]
pub struct Accepted {
    /// What was missing.
    pub gaps: Vec<Gap>,
    /// Positions whose records are lost.
    pub lost: Vec<Stretch>,
}

/// Why a loss was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Everything is there.
    #[error("nothing is missing in {}", .0.display())]
    NothingMissing(std::path::PathBuf),
    /// The stores cannot be looked at.
    #[error(transparent)]
    Stores(#[from] StoresError),
    /// The log says no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The recovery file beside the lost database cannot be used.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The disk says no. Another process may use the directory.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Goes on without what is missing. May be repeated after a crash.
///
/// # Errors
/// [`AcceptError::NothingMissing`] if there is nothing to accept.
pub async fn accept(dir: &Path, database: &Location, at: Time) -> Result<Accepted, AcceptError> {
    fs::create_dir_all(dir.join("log"))?;
    let _nobody_else = DirLock::take(&dir.join("log"))?;
    let gaps = missing(dir, database).await?;
    if gaps.is_empty() {
        return Err(AcceptError::NothingMissing(dir.to_owned()));
    }
    // Before anything is changed: whatever happens from here on, nothing is sent.
    Hold::open(dir).put(Why::LossAccepted, gaps.iter().map(Gap::fact), at)?;
    let before = identity(dir)?;
    let identity = Identity { epoch: before.epoch + 1, ..before };
    let of_the_log = gaps.iter().any(|gap| gap.positions.is_some());
    let beat = highest_beat(dir)?;
    let mut lost = Vec::new();
    if of_the_log {
        let known = known_end(dir, database).await?;
        forget_ids(&dir.join("ids"))?;
        lost = log::accept(&dir.join("log"), known)?;
    }
    let end = log::inspect(&dir.join("log"), 0)?.end;
    let beat = tell_database(dir, database, &identity, (end, beat), at).await?;
    installation::tell_log(dir, &identity)?;
    installation::begin_again(dir, &identity)?;
    Manifest::new(identity, end, beat).write(dir)?;
    log::sync_dir(dir)?;
    Ok(Accepted { gaps, lost })
}

/// The database belongs to this installation from now on, whatever it was before; one that is missing is begun anew, with the
/// secrets of the recovery file, if that is there. Its beat goes on beyond every one that is known. Returns it.
async fn tell_database(
    dir: &Path,
    database: &Location,
    identity: &Identity,
    (log_end, known): (Lsn, i64),
    at: Time,
) -> Result<i64, AcceptError> {
    let is_new = !database.exists().await?;
    let db = Db::open_at(database).await?;
    let file = dir.join(recovery::FILE);
    if is_new && file.exists() {
        recovery::restore(&db, &file, at).await?;
    }
    Installations::new(db.clone()).put(identity).await?;
    let beat = db.prove_anew(known, log_end).await?;
    db.close().await?;
    Ok(beat.number)
}

/// Message ids are made from the log again: some may be of lost records, and whoever sends those once more must be heard.
fn forget_ids(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Which installation this was, as far as anybody knows.
fn identity(dir: &Path) -> Result<Identity, AcceptError> {
    let named = installation::named(dir);
    Ok(named
        .dir
        .or(named.log)
        .or(Manifest::read(dir)?.map(|manifest| manifest.installation))
        .unwrap_or_else(Identity::fresh))
}
