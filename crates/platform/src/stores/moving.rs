//! `rapport database copy`: an installation goes on with another database.
//!
//! The manifest gets a beat that only the copy has. From then on the database of before is an older copy, with which no server starts.

use super::{Manifest, StoresError, check};
use crate::{
    installation,
    log::DirLock,
    reserve::Reserve,
    sql::{
        Db, Location, SqlError,
        copying::{CopyError, TableSum},
    },
};
use std::{io, path::Path, sync::Arc};

/// Why an installation does not go on with another database.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// There is something already.
    #[error("{0} exists already: name a file that does not")]
    Exists(String),
    /// Nothing says which installation the directory is.
    #[error("the data directory does not say which installation it is: start the server once with the database of now")]
    Nameless,
    /// The stores do not fit together.
    #[error(transparent)]
    Stores(#[from] StoresError),
    /// The tables were not copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The disk says no. Another process may use the directory.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Copies the database `from` into `to`, which must be empty, and lets the installation in `dir` go on with the copy. Returns what
/// the tables hold, on both sides.
///
/// # Errors
/// [`MoveError`]; then the installation goes on with `from`.
pub async fn go_on_with(dir: &Path, from: &Location, to: &Location) -> Result<Vec<TableSum>, MoveError> {
    let _nobody_else = DirLock::take(&dir.join("log"))?;
    let end = check(dir, from).await?;
    let identity = installation::named(dir).dir.ok_or(MoveError::Nameless)?;
    if let Some(path) = to.file().filter(|path| path.exists()) {
        return Err(MoveError::Exists(path.display().to_string()));
    }
    let source = Db::serve(from, Arc::new(Reserve::none(dir))).await?;
    let target = Db::serve(to, Arc::new(Reserve::none(dir))).await?;
    let ((), tables) = source.copy_into(&target, || ()).await?;
    if let Some(path) = to.file() {
        crate::sql::secret::protect(path)?;
    }
    let beat = target.prove(end).await?;
    Manifest::new(identity, end, beat.number).write(dir)?;
    source.close().await?;
    target.close().await?;
    Ok(tables)
}
