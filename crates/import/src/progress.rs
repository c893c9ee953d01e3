//! How far an import came: a small file beside the input, replaced as a whole, so that a kill leaves the old or the new.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
};

/// What is known of an import that was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Of which file and mapping; another one begins anew.
    pub fingerprint: String,
    /// It came to its end: the same command looks at every row again.
    pub done: bool,
    /// Rows that are settled: acknowledged or refused.
    pub rows: u64,
    /// How many of them the server has acknowledged.
    pub accepted: u64,
    /// How many of those were in before and said something else.
    pub changed: u64,
    /// How many of those are as they were: the mapping makes something else of them.
    pub remapped: u64,
    /// How many of them were imported before, from an earlier state of the file.
    pub repeated: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// How many of the acknowledged are of orders that book nothing.
    pub unbooked: u64,
    /// How many of the acknowledged have something else in them that could not be read.
    pub warned: u64,
    /// Length of the file of refused rows at that moment; what lies behind it belongs to a batch that will be repeated.
    pub refused_bytes: u64,
    /// Length of the file of what is in at that moment. It counts for other states and files of the series, too.
    pub known_bytes: u64,
    /// Which form of that file the length is of.
    pub known_form: u32,
    /// Which writing of that file the length is of: one that was written anew since counts as a whole.
    pub known_writing: u64,
    /// By what the orders or people of each kind of message are told apart, by field, as the mapping made it.
    pub identity: BTreeMap<String, BTreeMap<String, String>>,
    /// How often the series was begun again.
    pub restarts: u32,
    /// What named the rows of each kind of message, by source, call and event: rows with other names would not be known.
    pub named: BTreeMap<String, String>,
}

/// Names a file, its content and what is made of it.
///
/// # Errors
/// The file cannot be read.
pub fn fingerprint(path: &Path, how: &str) -> io::Result<String> {
    let mut hash = Sha256::new();
    for text in [&path.file_name().unwrap_or_default().to_string_lossy(), how] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect())
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
    let aside = path.with_added_extension("new");
    let file = File::create(&aside)?;
    serde_json::to_writer(&file, progress)?;
    file.sync_data()?;
    fs::rename(&aside, path)
}
