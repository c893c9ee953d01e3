//! The recovery file: the secrets that what was sent to people depends on, kept apart from the data.
//!
//! Links in mails carry a signature, codes of vouchers are derived from a secret, the journal knows addresses by a keyed hash. With
//! the database gone, these could never be checked again: no one could take back by a link they have. The file brings them
//! back. It is written at the first start and by `rapport secrets save`.

use crate::sql::{Db, SqlError, secret, secret::Secrets};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// The name of the file that the first start writes into the data directory.
pub const FILE: &str = "recovery.json";
/// The names of the secrets that outlive the database. Whoever adds one that is in something sent or printed adds it here.
pub const LASTING: [&str; 3] = ["links", "vouchers", "journal"];
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    secrets: BTreeMap<String, String>,
}

/// Why secrets could not be saved or restored.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// Not a recovery file of this or an earlier release.
    #[error("{file} is no recovery file of this release: {reason}")]
    Unreadable {
        /// The file that was named.
        file: String,
        /// What does not fit.
        reason: String,
    },
    /// The database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Writes the secrets into a new file for its owner alone.
///
/// # Errors
/// [`RecoveryError`]; also if the file is there already.
pub async fn save(db: &Db, file: &Path) -> Result<(), RecoveryError> {
    let store = Secrets::new(db.clone());
    let mut secrets = BTreeMap::new();
    for name in LASTING {
        if let Some(value) = store.get(name).await? {
            secrets.insert(name.to_owned(), value);
        }
    }
    let text = serde_json::to_vec_pretty(&Stored { format: FORMAT, secrets }).map_err(io::Error::other)?;
    let mut out = OpenOptions::new().write(true).create_new(true).open(file)?;
    secret::protect(file)?;
    out.write_all(&text)?;
    Ok(out.sync_all()?)
}

/// Whether a file can be read, and holds every secret that must outlive the database.
///
/// # Errors
/// [`RecoveryError`].
pub fn look(file: &Path) -> Result<(), RecoveryError> {
    let stored = read(file)?;
    let lacks = LASTING.iter().find(|name| !stored.secrets.contains_key(**name));
    lacks.map_or(Ok(()), |name| Err(unreadable(file, format!("`{name}` is not in it: write a new one"))))
}

fn unreadable(file: &Path, reason: String) -> RecoveryError {
    RecoveryError::Unreadable { file: file.display().to_string(), reason }
}

fn read(file: &Path) -> Result<Stored, RecoveryError> {
    let stored: Stored =
        serde_json::from_slice(&fs::read(file)?).map_err(|error| unreadable(file, error.to_string()))?;
    if stored.format > FORMAT {
        return Err(unreadable(file, format!("it has the format {}", stored.format)));
    }
    Ok(stored)
}

/// Puts the secrets of a file in place of those the database has. How many there are.
///
/// # Errors
/// [`RecoveryError`].
pub async fn restore(db: &Db, file: &Path, now: Time) -> Result<usize, RecoveryError> {
    let stored = read(file)?;
    let store = Secrets::new(db.clone());
    let known: Vec<_> = stored.secrets.iter().filter(|(name, _)| LASTING.contains(&name.as_str())).collect();
    for (name, value) in &known {
        store.put(name, value, now).await?;
    }
    Ok(known.len())
}
