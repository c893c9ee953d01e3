//! Which layout a data directory has, and which release wrote there last.
//!
//! Layout 3 is layout 2 in which every snapshot and the ids of messages say whose they are ([`origin`](crate::origin)). A directory of
//! layout 2 becomes one by itself, with the first snapshots that say it.
//!
//! `format.json` says it. A directory of a newer layout is refused before anything in it is touched, and the release that
//! wrote it is named. One without the file is new, or from before 0.2: then the log's records have no numbers, and
//! [`migrate`](crate::migrate) brings them into today's layout.

use crate::log::{self, look_at, replace};
use rapport_kernel::port::LogError;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The file's name in the data directory.
pub const FILE: &str = "format.json";
/// The layout of today.
pub const FORMAT: u32 = 3;
/// The newest layout in which there may be snapshots that do not say whose they are.
const UNSAID: u32 = 2;
/// The version that is compiled in, as `rapport --version` says it.
pub const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// What lies on disk.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    format: u32,
    /// The newest release that wrote here.
    release: String,
}

/// Why a data directory cannot be used by this release.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A newer release wrote it.
    #[error(
        "release {release} wrote this directory in layout {format}; this is release {RELEASE}, which knows layout {FORMAT}. \
         Use {release} or a newer one"
    )]
    Newer {
        /// The layout.
        format: u32,
        /// Who wrote it.
        release: String,
    },
    /// A release before 0.2 wrote it.
    #[error(
        "a release before 0.2 wrote this directory: stop its server, copy the directory to a safe place, then run \
         `rapport migrate --data {}`", .0.display()
    )]
    Old(PathBuf),
    /// A migration was cut off.
    #[error("a migration of this directory was cut off: run `rapport migrate --data {}` again", .0.display())]
    Unfinished(PathBuf),
    /// The file is not what Rapport writes.
    #[error("{} cannot be read: {reason}. Restore a backup, or delete the file if the log is of this release", file.display())]
    Damaged {
        /// The file that names the format.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The first record of the log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Whether this release can use the directory. Changes nothing.
///
/// # Errors
/// [`FormatError`].
pub fn check(dir: &Path) -> Result<(), FormatError> {
    if dir.join(crate::migrate::MIGRATING).exists() {
        return Err(FormatError::Unfinished(dir.to_owned()));
    }
    check_not_newer(dir)?;
    match read(dir)? {
        None if is_old(dir)? => Err(FormatError::Old(dir.to_owned())),
        _ => Ok(()),
    }
}

/// Notes that this release writes here, unless a newer one did.
///
/// # Errors
/// [`FormatError::Disk`], [`FormatError::Damaged`].
pub fn note(dir: &Path) -> Result<(), FormatError> {
    match read(dir)? {
        Some(stored) if !is_newer(RELEASE, &stored.release) => Ok(()),
        // What an older release wrote stays in its layout until all of it is in today's.
        Some(Stored { format, .. }) => write(dir, format),
        // The note was lost, or the directory comes from a migration: no one knows what wrote the rest.
        None if log::first_payload(&dir.join("log"))?.is_some() => write(dir, UNSAID),
        None => write(dir, FORMAT),
    }
}

/// Whether every snapshot and the ids of messages say whose they are. Not in what releases before wrote, until all of it was written
/// anew.
pub(crate) fn all_say_whose(dir: &Path) -> bool {
    read(dir).ok().flatten().is_some_and(|stored| stored.format > UNSAID)
}

/// From now on they all say it.
///
/// # Errors
/// [`FormatError::Disk`].
pub(crate) fn raise(dir: &Path) -> Result<(), FormatError> {
    write(dir, FORMAT)
}

fn write(dir: &Path, format: u32) -> Result<(), FormatError> {
    let newer = writer(dir).filter(|release| is_newer(release, RELEASE));
    let stored = Stored { format, release: newer.unwrap_or_else(|| RELEASE.to_owned()) };
    Ok(replace(&dir.join(FILE), &serde_json::to_vec_pretty(&stored).map_err(io::Error::other)?)?)
}

/// The newest release that wrote here, as far as it is known: for messages.
#[must_use]
pub fn writer(dir: &Path) -> Option<String> {
    read(dir).ok().flatten().map(|stored| stored.release)
}

fn read(dir: &Path) -> Result<Option<Stored>, FormatError> {
    let file = dir.join(FILE);
    let bytes = match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let stored = serde_json::from_slice(&bytes);
    stored.map(Some).map_err(|error| FormatError::Damaged { file, reason: error.to_string() })
}

/// Whether the file is as it was written.
pub(crate) fn look(dir: &Path) -> io::Result<()> {
    look_at::<Stored>(&dir.join(FILE))
}

/// Whether no newer release wrote here.
///
/// # Errors
/// [`FormatError::Newer`], [`FormatError::Disk`], [`FormatError::Damaged`].
pub(crate) fn check_not_newer(dir: &Path) -> Result<(), FormatError> {
    match read(dir)? {
        Some(Stored { format, release }) if format > FORMAT => Err(FormatError::Newer { format, release }),
        _ => Ok(()),
    }
}

/// Whether the log begins with records that have no numbers.
pub(crate) fn is_old(dir: &Path) -> Result<bool, LogError> {
    let first = log::first_payload(&dir.join("log"))?;
    Ok(first.is_some_and(|payload| payload.first() == Some(&rapport_stored::UNTAGGED_BODY_FORMAT)))
}

/// Whether release `one` is newer than `other`: by numbers, part by part.
fn is_newer(one: &str, other: &str) -> bool {
    let parts = |release: &str| -> Vec<u64> { release.split(['.', '-']).map_while(|part| part.parse().ok()).collect() };
    parts(one) > parts(other)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_layout_is_refused_with_the_name_of_who_wrote_it() {
        let dir = tempfile::tempdir().unwrap();
        check(dir.path()).unwrap();
        note(dir.path()).unwrap();
        check(dir.path()).unwrap();
        fs::write(dir.path().join(FILE), r#"{"format": 9, "release": "3.1.0"}"#).unwrap();
        let refused = check(dir.path()).unwrap_err();
        assert!(matches!(refused, FormatError::Newer { format: 9, .. }));
        assert!(refused.to_string().contains("release 3.1.0"), "{refused}");
        fs::write(dir.path().join(FILE), "{").unwrap();
        assert!(matches!(check(dir.path()), Err(FormatError::Damaged { .. })));
    }

    #[test]
    fn an_older_release_does_not_hide_that_a_newer_one_wrote_here() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), r#"{"format": 2, "release": "99.0.0"}"#).unwrap();
        note(dir.path()).unwrap();
        assert_eq!(writer(dir.path()).unwrap(), "99.0.0");
        assert!(is_newer("0.10.0", "0.9.3") && !is_newer("0.2.0", "0.2.0") && !is_newer("0.2.0-rc.1", "0.2.1"));
    }
}
