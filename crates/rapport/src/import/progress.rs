//! How far an import came: a small file beside the input, replaced as a whole, so that a kill leaves the old or the new.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

/// What is known of an import that was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Of which file and mapping; another one begins anew.
    pub fingerprint: String,
    /// Rows that are settled: acknowledged or refused.
    pub rows: u64,
    /// How many of them the server has acknowledged.
    pub accepted: u64,
    /// How many of them were imported before, from an earlier state of the file.
    pub repeated: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// Length of the file of refused rows at that moment; what lies behind it belongs to a batch that will be repeated.
    pub refused_bytes: u64,
    /// Length of the file of names at that moment. It counts for other states of the file, too.
    pub named_bytes: u64,
}

/// Names a file's content and its mapping: length, first and last mebibyte, mapping.
///
/// # Errors
/// The file cannot be read.
pub fn fingerprint(path: &Path, mapping: &str) -> io::Result<String> {
    const EDGE: u64 = 1 << 20;
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut hash = Sha256::new();
    hash.update(length.to_le_bytes());
    hash.update(mapping.as_bytes());
    let mut edge = Vec::new();
    (&mut file).take(EDGE).read_to_end(&mut edge)?;
    hash.update(&edge);
    edge.clear();
    file.seek(SeekFrom::Start(length.saturating_sub(EDGE)))?;
    file.read_to_end(&mut edge)?;
    hash.update(&edge);
    Ok(hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `orders.csv` has its progress in `orders.csv.import.json`.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The progress of an earlier run.
///
/// # Errors
/// The file is there but cannot be read.
pub fn load(path: &Path) -> io::Result<Option<Progress>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps the progress durably.
///
/// # Errors
/// It could not be written; the old one stands.
pub fn store(path: &Path, progress: &Progress) -> io::Result<()> {
    let aside = beside(path, ".new");
    let file = File::create(&aside)?;
    serde_json::to_writer(&file, progress)?;
    file.sync_data()?;
    fs::rename(&aside, path)
}
