//! The stores are one: log, snapshots, histories and database belong to one installation and one stretch of time.
//!
//! Each store checks itself; this looks at them together. `manifest.json` is written every few seconds and at a stop, and says how
//! far the log and the database were then. It may lag behind them and is never ahead: each is durable before the manifest
//! says so. Before anything is opened, a start compares:
//!
//! * the log with what its closed segments were, and with every position that another store knows: the database, the manifest,
//!   snapshots, histories, message ids;
//! * the database with its beat as the manifest knows it, the log's copy of it, and the log's own records: an older database
//!   has an older beat, and that of a copy which went on by itself has another mark at the same beat;
//! * which installation each of them says it belongs to.
//!
//! What is [another's](crate::origin) says nothing of this log: its positions do not count.
//!
//! A [`Gap`] concerns what nothing can make again, so it stops the start and changes nothing. There are three ways out: put
//! back what is missing, restore a backup, or [`accept`] the loss. Snapshots and histories are derived: they are made again
//! from the log without a question.

mod accept;
mod gap;
mod manifest;
mod moving;
#[cfg(test)]
mod tests;

pub use accept::{AcceptError, Accepted, accept};
pub use gap::{Gap, GapKind};
pub use manifest::{FILE, Manifest};
pub use moving::{MoveError, go_on_with};

use crate::{
    history,
    installation::{self, Identity},
    log::{self, Flaw, Stretch},
    origin::Owner,
    runtime::newest_ids,
    snapshot,
    sql::{
        Location, SqlError,
        peek::{Peek, mark_at, peek},
    },
};
use rapport_kernel::{Lsn, port::LogError};
use std::{io, path::Path};

/// How many bytes of closed segments a start reads to compare their sums, the newest first; of older ones it compares the
/// lengths. The check of what is at rest reads all of them.
const READ_AT_START: u64 = 2 << 30;
/// The database's name in the data directory, unless another one is named.
pub const DATABASE: &str = "rapport.sqlite";

/// Why a data directory cannot be opened as it is.
#[derive(Debug, thiserror::Error)]
pub enum StoresError {
    /// Something is not there, or not what it was.
    #[error("{}", gap::told(.gaps, .dir))]
    Gaps {
        /// What was found missing or changed, at least one.
        gaps: Vec<Gap>,
        /// The data directory.
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

/// Compares everything before anything is opened. Changes nothing. Returns the position behind the log's last record.
///
/// # Errors
/// [`StoresError::Gaps`]; whatever the disk says.
pub async fn check(dir: &Path, database: &Location) -> Result<Lsn, StoresError> {
    let (gaps, end) = gaps(dir, database, READ_AT_START).await?;
    if gaps.is_empty() { Ok(end) } else { Err(StoresError::Gaps { gaps, dir: dir.to_owned() }) }
}

/// Whether a server's data lie here, or part of them.
#[must_use]
pub fn is_installation(dir: &Path) -> bool {
    ["log", DATABASE, FILE, installation::FILE].iter().any(|part| dir.join(part).exists())
}

/// Everything that is missing, all closed segments being read. Changes nothing.
///
/// # Errors
/// Whatever the disk says.
pub async fn missing(dir: &Path, database: &Location) -> Result<Vec<Gap>, StoresError> {
    Ok(gaps(dir, database, u64::MAX).await?.0)
}

async fn gaps(dir: &Path, database: &Location, budget: u64) -> Result<(Vec<Gap>, Lsn), StoresError> {
    let named = installation::named(dir);
    let manifest = own_manifest(dir, &named)?;
    let own = own(&named, manifest.as_ref());
    let foreign = |other: &Option<Identity>| is_foreign(own.as_ref(), other.as_ref());
    let mut gaps = Vec::new();
    let found = log::inspect(&dir.join("log"), budget)?;
    if foreign(&named.log) {
        gaps.push(Gap::whole(GapKind::LogForeign));
    } else if named.settled && named.log.is_none() {
        gaps.push(Gap::whole(GapKind::LogMissing));
    }
    gaps.extend(found.flaws.iter().copied().map(Gap::of));
    let known = known_end(dir, database).await?;
    if found.end < known {
        gaps.push(Gap::tail(Stretch { from: found.end, to: Lsn(known.0 - 1) }));
    }
    // Each of them was written beside a manifest only. A directory that has none of them is of an older release.
    let of_log = own_copy(dir, own.as_ref())?;
    let marked = named.marked
        || of_log.is_some()
        || own_database(dir, database).await?.is_some_and(|told| told.log_end > Lsn(0));
    if manifest.is_none() && (marked || log::has_sums(&dir.join("log"))) {
        gaps.push(Gap::whole(GapKind::ManifestMissing));
    }
    let manifests = manifest.iter().chain(&of_log).map(|manifest| manifest.beat).max().unwrap_or(0);
    let own_log = !foreign(&named.log);
    let beat = if own_log { manifests.max(found.beat) } else { manifests };
    let marked = found.mark.filter(|_| own_log).map(|mark| (found.beat, mark));
    gaps.extend(of_database(database, beat, marked, foreign, named.settled || known.max(found.end) > Lsn(1)).await?);
    Ok((gaps, found.end))
}

/// What is wrong with the database. `known`: the last beat that anything else knows; `marked`: the one that the log has, with its mark.
/// `expected`: something else says that there must be one.
async fn of_database(
    database: &Location,
    known: i64,
    marked: Option<(i64, i64)>,
    foreign: impl Fn(&Option<Identity>) -> bool,
    expected: bool,
) -> Result<Option<Gap>, StoresError> {
    if !database.exists().await? {
        return Ok(expected.then(|| Gap::whole(GapKind::DatabaseMissing)));
    }
    let told = peek(database).await?;
    if foreign(&told.installation) {
        return Ok(Some(Gap::whole(GapKind::DatabaseForeign)));
    }
    if told.beat < known {
        return Ok(Some(Gap::older(told.beat, known)));
    }
    let Some((beat, mark)) = marked else { return Ok(None) };
    let diverged = mark_at(database, beat).await?.is_some_and(|own| own != mark);
    Ok(diverged.then(|| Gap::diverged(beat)))
}

/// The position behind the last one that any other store knows.
async fn known_end(dir: &Path, database: &Location) -> Result<Lsn, StoresError> {
    let named = installation::named(dir);
    let manifest = own_manifest(dir, &named)?;
    let of_log = own_copy(dir, own(&named, manifest.as_ref()).as_ref())?;
    let manifests = manifest.iter().chain(&of_log).map(|manifest| manifest.log_end).max().unwrap_or(Lsn(0));
    let told = own_database(dir, database).await?.map_or(Lsn(0), |told| told.log_end);
    let owner = Owner::of(dir)?;
    let snapshots = snapshot::newest(&dir.join("state"), &owner)?;
    let derived = snapshots.max(history::newest(&dir.join("history"), &owner)?);
    let ids = newest_ids(&dir.join("ids"), &owner)?;
    Ok(manifests.max(told).max(ids).max(derived.map_or(Lsn(0), Lsn::next)))
}

/// The highest beat of the database that anything beside it names, whoever's it is: the next one has to lie beyond.
fn highest_beat(dir: &Path) -> Result<i64, StoresError> {
    let manifests = [Manifest::read(dir)?, Manifest::of_log(dir)?].into_iter().flatten().map(|manifest| manifest.beat);
    let log = log::inspect(&dir.join("log"), READ_AT_START)?.beat;
    Ok(manifests.fold(log, i64::max))
}

/// The directory's manifest, unless it is another installation's.
fn own_manifest(dir: &Path, named: &installation::Named) -> io::Result<Option<Manifest>> {
    Ok(Manifest::read(dir)?.filter(|manifest| !is_foreign(named.dir.as_ref(), Some(&manifest.installation))))
}

/// The manifest that the log keeps, if the log is not another installation's.
fn own_copy(dir: &Path, own: Option<&Identity>) -> io::Result<Option<Manifest>> {
    Ok(Manifest::of_log(dir)?.filter(|copy| !is_foreign(own, Some(&copy.installation))))
}

/// Which installation this is, as far as files beside log and database say.
fn own(named: &installation::Named, manifest: Option<&Manifest>) -> Option<Identity> {
    named.dir.clone().or_else(|| manifest.map(|manifest| manifest.installation.clone()))
}

fn is_foreign(own: Option<&Identity>, other: Option<&Identity>) -> bool {
    own.zip(other).is_some_and(|(own, other)| own.id != other.id)
}

/// What the database says, if there is one and it is not another installation's.
async fn own_database(dir: &Path, database: &Location) -> Result<Option<Peek>, StoresError> {
    if !database.exists().await? {
        return Ok(None);
    }
    let own = own(&installation::named(dir), Manifest::read(dir)?.as_ref());
    Ok(Some(peek(database).await?).filter(|told| !is_foreign(own.as_ref(), told.installation.as_ref())))
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
