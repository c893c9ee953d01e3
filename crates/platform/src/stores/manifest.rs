//! How far everything was a moment ago.
//!
//! It is written twice: beside the stores and into the log's directory. A database that is put back from an older copy often
//! comes with the manifest of that time, and would fit it; the log's copy still knows the newer one.

use crate::{
    installation::Identity,
    log::{look_at, replace},
};
use rapport_kernel::Lsn;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The file's name in the data directory.
pub const FILE: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What `manifest.json` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// The number and epoch that log and database must have, too.
    pub installation: Identity,
    /// The position behind the last record that was durable.
    pub log_end: Lsn,
    /// The database's beat (`Db::prove`) that was durable.
    pub beat: i64,
}

impl Manifest {
    /// What is durable now.
    #[must_use]
    pub fn new(installation: Identity, log_end: Lsn, beat: i64) -> Self {
        Self { format: FORMAT, installation, log_end, beat }
    }

    /// The directory's; nothing in a new one, or one of a release that wrote none.
    ///
    /// # Errors
    /// Whatever the disk says; a file that is not what Rapport writes.
    pub fn read(dir: &Path) -> io::Result<Option<Self>> {
        Self::read_file(&dir.join(FILE))
    }

    /// The copy that the log keeps; nothing where [`Manifest::read`] finds nothing, and in a log of a release without.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub(super) fn of_log(dir: &Path) -> io::Result<Option<Self>> {
        Self::read_file(&dir.join("log").join(FILE))
    }

    /// Whether both copies are as they were written.
    pub(crate) fn look(dir: &Path) -> io::Result<()> {
        look_at::<Self>(&dir.join(FILE))?;
        look_at::<Self>(&dir.join("log").join(FILE))
    }

    fn read_file(path: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))
    }

    /// Puts it in place of the one before, in the directory and in its log.
    ///
    /// # Errors
    /// Whatever the disk says; then the one before is still there, and good.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        let bytes = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        replace(&dir.join(FILE), &bytes)?;
        replace(&dir.join("log").join(FILE), &bytes)
    }
}
