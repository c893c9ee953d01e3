//! Reading a few rows of a database without opening it: nothing is written, and no schema is brought up to date.

use super::{
    SqlError,
    connection::{Engine, SqlConnection},
    db::{PATIENCE, get, values},
    location::Location,
    value::{SqlRow, SqlValue},
};
use crate::installation::Identity;
use rapport_kernel::Lsn;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;

/// What a database says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peek {
    /// Which installation it belongs to; nothing in one that was never told.
    pub installation: Option<Identity>,
    /// The beat of its last proof; 0 before the first.
    pub beat: i64,
    /// How far the log was then; 0 in one of a release that did not write it.
    pub log_end: Lsn,
}

/// Reads them.
///
/// # Errors
/// [`SqlError`] if the database cannot be read, or is none.
pub async fn peek(location: &Location) -> Result<Peek, SqlError> {
    let mut looking = Looking::at(location).await?;
    let told = looking.told().await;
    looking.connection.close().await?;
    told
}

/// The mark of this beat; nothing if the database does not know it.
///
/// # Errors
/// As [`peek`].
pub async fn mark_at(location: &Location, beat: i64) -> Result<Option<i64>, SqlError> {
    let mut looking = Looking::at(location).await?;
    let sql = "SELECT mark FROM beat_mark WHERE beat <= $1 ORDER BY beat DESC LIMIT 1";
    let found = looking.row("beat_mark", sql, values![beat]).await;
    looking.connection.close().await?;
    found?.map(|row| get(&row, "mark")).transpose()
}

struct Looking {
    engine: Engine,
    connection: SqlConnection,
}

impl Looking {
    async fn at(location: &Location) -> Result<Self, SqlError> {
        let engine = location.file().map_or_else(|| location.engine(), |path| Engine::Sqlite(read_only(path)));
        Ok(Self { connection: engine.connect().await?, engine })
    }

    async fn told(&mut self) -> Result<Peek, SqlError> {
        let mut told = Peek::default();
        let named = "SELECT id, epoch FROM installation WHERE one = 1";
        if let Some(row) = self.row("installation", named, values![]).await? {
            let epoch = u64::try_from(get::<i64>(&row, "epoch")?).map_err(|_| SqlError::Damaged("installation"))?;
            told.installation = Some(Identity { id: get(&row, "id")?, epoch });
        }
        if let Some(row) = self.row("canary", "SELECT * FROM canary WHERE id = 1", values![]).await? {
            told.beat = get(&row, "beat")?;
            // Older releases have no such column.
            told.log_end = Lsn(get::<i64>(&row, "log_end").unwrap_or_default().cast_unsigned());
        }
        Ok(told)
    }

    /// The first row; nothing if an older release wrote the database and the table is not there yet.
    async fn row(&mut self, table: &str, sql: &str, with: Vec<SqlValue>) -> Result<Option<SqlRow>, SqlError> {
        let exists = match self.engine {
            Engine::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1",
            Engine::Postgres(_) => "SELECT relname FROM pg_class WHERE oid = to_regclass($1)",
        };
        let exists = self.engine.statement(exists, values![table])?;
        if self.connection.lend().row(exists).await?.is_none() {
            return Ok(None);
        }
        let statement = self.engine.statement(sql, with)?;
        Ok(self.connection.lend().row(statement).await?)
    }
}

fn read_only(path: &Path) -> SqliteConnectOptions {
    // With nothing in its write-ahead log the file alone is the database, and even the files beside it are left alone.
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let alone = std::fs::metadata(wal).map_or(true, |wal| wal.len() == 0);
    SqliteConnectOptions::new().filename(path).read_only(true).immutable(alone).busy_timeout(PATIENCE)
}
