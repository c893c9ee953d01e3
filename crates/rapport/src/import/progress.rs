//! How far an import came: a small file beside the input, replaced as a whole, so that a kill leaves the old or the new.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

/// What is known of an import that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Of which file and mapping; another one begins anew.
    pub fingerprint: String,
    /// Rows that are settled: acknowledged or refused.
    pub rows: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// Length of the file of refused rows at that moment; what lies behind it belongs to a batch that will be repeated.
    pub refused_bytes: u64,
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

/// The progress of an earlier run over the same content and mapping.
///
/// # Errors
/// The file is there but cannot be read.
pub fn load(path: &Path, fingerprint: &str) -> io::Result<Option<Progress>> {
    match fs::read(path) {
        Ok(bytes) => {
            let progress: Progress = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
            Ok(Some(progress).filter(|p| p.fingerprint == fingerprint))
        }
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
