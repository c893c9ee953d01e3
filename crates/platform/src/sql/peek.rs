//! Reading a few rows of a database without opening it: nothing is written, and no schema is brought up to date.

use super::{
    SqlError,
    db::{PATIENCE, get},
};
use crate::installation::Identity;
use rapport_kernel::Lsn;
use sea_orm::{
    QueryResult,
    sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions},
};
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
/// [`SqlError`] if the file cannot be read, or is no database.
pub async fn peek(path: &Path) -> Result<Peek, SqlError> {
    let mut connection = connect(path).await?;
    let told = told(&mut connection).await;
    connection.close().await?;
    told
}

/// The mark of this beat; nothing if the database does not know it.
///
/// # Errors
/// As [`peek`].
pub async fn mark_at(path: &Path, beat: i64) -> Result<Option<i64>, SqlError> {
    let mut connection = connect(path).await?;
    let sql = "SELECT mark FROM beat_mark WHERE beat <= $1 ORDER BY beat DESC LIMIT 1";
    let found = row(&mut connection, "beat_mark", sql, &[beat]).await;
    connection.close().await?;
    found?.map(|row| get(&row, "mark")).transpose()
}

async fn connect(path: &Path) -> Result<SqliteConnection, SqlError> {
    // With nothing in its write-ahead log the file alone is the database, and even the files beside it are left alone.
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let alone = std::fs::metadata(wal).map_or(true, |wal| wal.len() == 0);
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(alone).busy_timeout(PATIENCE);
    Ok(SqliteConnection::connect_with(&options).await?)
}

async fn told(connection: &mut SqliteConnection) -> Result<Peek, SqlError> {
    let mut told = Peek::default();
    if let Some(row) = row(connection, "installation", "SELECT id, epoch FROM installation WHERE one = 1", &[]).await? {
        let epoch = u64::try_from(get::<i64>(&row, "epoch")?).map_err(|_| SqlError::Damaged("installation"))?;
        told.installation = Some(Identity { id: get(&row, "id")?, epoch });
    }
    if let Some(row) = row(connection, "canary", "SELECT * FROM canary WHERE id = 1", &[]).await? {
        told.beat = get(&row, "beat")?;
        // Older releases have no such column.
        told.log_end = Lsn(get::<i64>(&row, "log_end").unwrap_or_default().cast_unsigned());
    }
    Ok(told)
}

/// The first row; nothing if an older release wrote the database and the table is not there yet.
async fn row(
    connection: &mut SqliteConnection,
    table: &str,
    sql: &'static str,
    with: &[i64],
) -> Result<Option<QueryResult>, SqlError> {
    let exists = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1";
    if sqlx::query(exists).bind(table).fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    let query = with.iter().fold(sqlx::query(sql), |query, value| query.bind(*value));
    Ok(query.fetch_optional(connection).await?.map(QueryResult::from))
}
