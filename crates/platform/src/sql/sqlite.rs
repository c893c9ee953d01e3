//! What is SQLite's own: one file with a write-ahead log, of which readers see the last committed state.
//!
//! What is deleted or overwritten is overwritten with zeros in the file (`secure_delete`); it may stand in the write-ahead log
//! until that is [emptied](Db::empty_log), which an erasure does.

use super::{
    Db, SqlError,
    copying::CopyError,
    db::{PATIENCE, get},
    value::SqlRow,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::path::Path;

/// How a database is opened, and made if it is missing.
pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

impl Db {
    /// Brings everything that is committed from the write-ahead log into the file, and empties the log: what was deleted
    /// before is in neither afterwards. On PostgreSQL there is nothing to do here: what was deleted goes when the server
    /// vacuums, and its own log is the operator's (`docs/guide/operating.md`).
    ///
    /// # Errors
    /// [`SqlError::Busy`] if someone reads or writes all the time; [`SqlError`].
    pub async fn empty_log(&self) -> Result<(), SqlError> {
        if !self.engine().is_sqlite() {
            return Ok(());
        }
        let row = self.row("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await?;
        let busy: i64 = row.map_or(Ok(1), |row| get(&row, "busy"))?;
        if busy == 0 { Ok(()) } else { Err(SqlError::Busy) }
    }

    /// Copies the database into a new SQLite file as it is at one moment, whatever engine it is on. Writers wait for that moment
    /// only; `moment` is asked when no one writes.
    ///
    /// # Errors
    /// [`CopyError`].
    pub async fn copy_to<T>(&self, path: &Path, moment: impl FnOnce() -> T) -> Result<T, CopyError> {
        let Some(file) = self.location().file() else {
            let copy = Self::open(path).await?;
            let (at, _) = self.copy_into(&copy, moment).await?;
            copy.close().await?;
            return Ok(at);
        };
        Ok(self.copy_file(file, path, moment).await?)
    }

    async fn copy_file<T>(&self, file: &Path, to: &Path, moment: impl FnOnce() -> T) -> Result<T, SqlError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            // The other file is made by being attached.
            .create_if_missing(true)
            .foreign_keys(false)
            .busy_timeout(PATIENCE);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query("ATTACH $1 AS copy").bind(to.to_string_lossy().into_owned()).execute(&mut connection).await?;
        let nobody_else = self.begin().await?;
        sqlx::query("BEGIN").execute(&mut connection).await?;
        // The first read settles what is seen until the end: others may write again.
        sqlx::query("SELECT name FROM main.sqlite_master LIMIT 1").fetch_optional(&mut connection).await?;
        let at = moment();
        drop(nobody_else);
        copy_tables(&mut connection).await?;
        sqlx::query("COMMIT").execute(&mut connection).await?;
        connection.close().await?;
        Ok(at)
    }
}

/// Copies every table of `main` into `copy`, then the indexes.
async fn copy_tables(connection: &mut SqliteConnection) -> Result<(), SqlError> {
    let made = "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
        ORDER BY type = 'table' DESC, rowid";
    let rows = sqlx::query(made).fetch_all(&mut *connection).await?;
    for row in rows.into_iter().map(SqlRow::from) {
        let (kind, name, sql): (String, String, String) = (get(&row, "type")?, get(&row, "name")?, get(&row, "sql")?);
        // `CREATE TABLE name ...`, as the schema has it: the same in the other file.
        let there = sql.replacen(&format!(" {name}"), &format!(" copy.{name}"), 1);
        sqlx::query(AssertSqlSafe(there)).execute(&mut *connection).await?;
        if kind == "table" {
            let fill = format!("INSERT INTO copy.{name} SELECT * FROM main.{name}");
            sqlx::query(AssertSqlSafe(fill)).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// How large the file is.
pub(super) async fn bytes(db: &Db) -> Result<u64, SqlError> {
    let sql = "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
    let bytes: i64 = db.row(sql, Vec::new()).await?.map_or(Ok(0), |row| get(&row, "bytes"))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}
