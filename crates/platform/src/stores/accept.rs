//! `rapport accept-loss`: going on without what is lost, by a person's decision.
//!
//! What can be read of damaged segments is kept, lost positions are noted and never given out again, a missing database is begun
//! anew, and the hold goes on: what was sent and who withdrew in the lost records, nobody knows.

use super::{DATABASE, Gap, GapKind, Manifest, StoresError, gaps, known_end};
use crate::{
    hold::{Hold, Why},
    installation::{self, Identity},
    log::{self, DirLock, Stretch},
    recovery::{self, RecoveryError},
    sql::{Db, SqlError},
};
use rapport_kernel::{Time, port::LogError};
use std::{fs, io, path::Path};

/// What was accepted.
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

/// Everything that is missing, all closed segments being read. Changes nothing.
///
/// # Errors
/// [`AcceptError`].
pub async fn missing(dir: &Path) -> Result<Vec<Gap>, AcceptError> {
    let mut found = gaps(dir, u64::MAX)?;
    if dir.join(DATABASE).exists()
        && let Some(manifest) = Manifest::read(dir)?
    {
        let db = Db::open(&dir.join(DATABASE)).await?;
        let beat = db.beat().await?;
        db.close().await?;
        if beat < manifest.beat {
            found.push(Gap::older(beat, manifest.beat));
        }
    }
    Ok(found)
}

/// Goes on without what is missing. May be repeated after a crash.
///
/// # Errors
/// [`AcceptError::NothingMissing`] if there is nothing to accept.
pub async fn accept(dir: &Path, at: Time) -> Result<Accepted, AcceptError> {
    let gaps = missing(dir).await?;
    if gaps.is_empty() {
        return Err(AcceptError::NothingMissing(dir.to_owned()));
    }
    fs::create_dir_all(dir.join("log"))?;
    let _nobody_else = DirLock::take(&dir.join("log"))?;
    // Before anything is changed: whatever happens from here on, nothing is sent.
    let detail = gaps.iter().map(Gap::words).collect::<Vec<_>>().join("; ");
    Hold::open(dir).put(Why::LossAccepted, detail, at)?;
    let identity = identity(dir)?;
    let of_the_log = gaps.iter().any(|gap| gap.positions.is_some());
    let lost = if of_the_log { log::accept(&dir.join("log"), known_end(dir)?)? } else { Vec::new() };
    if gaps.iter().any(|gap| gap.kind == GapKind::DatabaseMissing) {
        let db = Db::open(&dir.join(DATABASE)).await?;
        let file = dir.join(recovery::FILE);
        if file.exists() {
            recovery::restore(&db, &file, at).await?;
        }
        db.close().await?;
    }
    installation::begin_again(dir, &Identity { epoch: identity.epoch + 1, ..identity })?;
    match fs::remove_file(dir.join(super::FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    log::sync_dir(dir)?;
    Ok(Accepted { gaps, lost })
}

/// Which installation this was, as far as anybody knows.
fn identity(dir: &Path) -> Result<Identity, AcceptError> {
    let known = installation::read_identity(dir);
    Ok(known.or(Manifest::read(dir)?.map(|manifest| manifest.installation)).unwrap_or_else(Identity::fresh))
}
