//! How far an import came: a small file beside the input, replaced as a whole, so that a kill leaves the old or the new.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::Path,
};

/// What became of rows, or would. It is kept as it was when each count was a field of [`Progress`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowCounts {
    /// Rows in all, those of earlier runs of the same import included.
    pub rows: u64,
    /// Rows the server has acknowledged (or would, in a dry run).
    pub accepted: u64,
    /// How many of those were in before and said something else.
    pub changed: u64,
    /// How many of those are as they were: the mapping makes something else of them.
    pub remapped: u64,
    /// Rows that were imported before as they are.
    pub repeated: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Rows that are in, but whose order is not in the books as they say.
    pub unbooked: u64,
    /// Rows that are in, with something else in them that could not be read.
    pub warned: u64,
    /// Rows that name no customer and were passed over, as the mapping wants it.
    pub left_out: u64,
}

/// What is known of an import that was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Of which file and mapping; another one begins anew.
    pub fingerprint: String,
    /// It came to its end: the same command looks at every row again.
    pub done: bool,
    /// What became of the rows that are settled: acknowledged or refused.
    #[serde(flatten)]
    pub counts: RowCounts,
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_kept_as_releases_before_kept_them() {
        let kept = r#"{"fingerprint":"f","done":true,"rows":9,"accepted":7,"changed":1,"remapped":0,"repeated":1,"refused":1,
            "unbooked":2,"warned":3,"refused_bytes":40,"known_bytes":80,"known_form":1,"known_writing":2}"#;
        let progress: Progress = serde_json::from_str(kept).unwrap();
        let RowCounts { rows, accepted, changed, remapped, repeated, refused, unbooked, warned, .. } = progress.counts;
        assert_eq!([rows, accepted, changed, remapped, repeated, refused, unbooked, warned], [9, 7, 1, 0, 1, 1, 2, 3]);
        assert_eq!((progress.refused_bytes, progress.known_bytes, progress.known_writing), (40, 80, 2));
        let again = serde_json::to_value(&progress).unwrap();
        assert_eq!((&again["rows"], &again["warned"]), (&9.into(), &3.into()), "each is a field of the file: {again}");
        let old: Progress = serde_json::from_str(r#"{"fingerprint":"f","rows":4}"#).unwrap();
        assert_eq!((old.counts.rows, old.counts.refused), (4, 0), "what a release before did not count");
    }
}
