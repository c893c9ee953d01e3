//! The connection: one writer and several readers on one SQLite file.
//!
//! Writers queue for the one writing connection, so a transaction never meets another half-way; readers see the last
//! committed state and never wait (write-ahead log). `synchronous=FULL` makes every commit durable before it is
//! reported, because money and consent documents pass here. Queries use `$1`, `$2`, .. for values.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, TryGetable, Value,
};
use std::{path::Path, time::Duration};

/// How long a write waits for the writer before it is refused.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many readers there are.
const READERS: u32 = 4;

/// What can go wrong with the database itself.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// The database refuses.
    #[error("the database refuses: {0}")]
    Database(#[from] DbErr),
    /// A stored value cannot be read as what it should be.
    #[error("the database holds something unreadable in {0}")]
    Damaged(&'static str),
    /// The file was written by a newer Rapport.
    #[error("the database has schema version {found}, this program knows {known}: use the newer program")]
    Newer {
        /// The file's version.
        found: i64,
        /// The program's.
        known: i64,
    },
    /// The work was broken off inside the process.
    #[error("the database work was broken off")]
    BrokenOff,
}

/// A handle to the database; clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Opens the file, creates it if missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(path: &Path) -> Result<Self, SqlError> {
        let writer = connect(path, 1).await?;
        super::migration::migrate(&writer).await?;
        Ok(Self { writer, reader: connect(path, READERS).await? })
    }

    /// Ends every connection; what is committed stays.
    ///
    /// # Errors
    /// [`SqlError::Database`].
    pub async fn close(self) -> Result<(), SqlError> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`SqlError::Database`].
    pub async fn ping(&self) -> Result<(), SqlError> {
        Ok(self.reader.ping().await?)
    }

    /// Copies the database into a new file as it is at one moment. Nobody writes to it meanwhile; `moment` is asked when that
    /// is so, before the copy begins.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn copy_to<T>(&self, path: &Path, moment: impl FnOnce() -> T) -> Result<T, SqlError> {
        let nobody_else = self.begin().await?;
        let at = moment();
        let sql = statement(&self.reader, "VACUUM INTO $1", values![path.to_string_lossy().into_owned()]);
        self.reader.execute_raw(sql).await?;
        drop(nobody_else);
        Ok(at)
    }

    pub(super) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        Ok(self.reader.query_all_raw(statement(&self.reader, sql, values)).await?)
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        Ok(self.reader.query_one_raw(statement(&self.reader, sql, values)).await?)
    }

    /// One write by itself; returns how many rows it changed.
    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, SqlError> {
        Ok(self.writer.execute_raw(statement(&self.writer, sql, values)).await?.rows_affected())
    }

    /// Begins a transaction that may write; without [`Tx::commit`] nothing of it counts.
    pub(super) async fn begin(&self) -> Result<Tx, SqlError> {
        let lite = self.writer.get_database_backend() == DbBackend::Sqlite;
        let sqlite_transaction_mode = lite.then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        Ok(Tx(self.writer.begin_with_options(options).await?))
    }
}

/// A transaction of the writer.
pub(super) struct Tx(DatabaseTransaction);

/// Whoever can be asked: a reader, or a transaction that sees its own writes.
pub(super) trait Ask: Sync {
    /// At most one row.
    fn ask(&self, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<Option<QueryResult>, SqlError>> + Send;
}

impl Ask for Db {
    async fn ask(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        self.row(sql, values).await
    }
}

impl Ask for Tx {
    async fn ask(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        self.row(sql, values).await
    }
}

impl Tx {
    pub(super) async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        Ok(self.0.query_one_raw(statement(&self.0, sql, values)).await?)
    }

    pub(super) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        Ok(self.0.query_all_raw(statement(&self.0, sql, values)).await?)
    }

    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, SqlError> {
        Ok(self.0.execute_raw(statement(&self.0, sql, values)).await?.rows_affected())
    }

    pub(super) async fn commit(self) -> Result<(), SqlError> {
        Ok(self.0.commit().await?)
    }
}

fn statement(on: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

async fn connect(path: &Path, connections: u32) -> Result<DatabaseConnection, SqlError> {
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(connections).acquire_timeout(PATIENCE).sqlx_logging(false);
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options.filename(&path).create_if_missing(true).busy_timeout(PATIENCE).foreign_keys(true);
        options.pragma("journal_mode", "WAL").pragma("synchronous", "FULL")
    });
    Ok(Database::connect(options).await?)
}

/// The value of a column.
pub(super) fn get<T: TryGetable>(row: &QueryResult, column: &str) -> Result<T, SqlError> {
    Ok(row.try_get("", column)?)
}

/// The value of a text column, read by `FromStr`.
pub(super) fn parsed<T: std::str::FromStr>(row: &QueryResult, column: &'static str) -> Result<T, SqlError> {
    get::<String>(row, column)?.parse().map_err(|_| SqlError::Damaged(column))
}

/// The value of a JSON column.
pub(super) fn json<T: serde::de::DeserializeOwned>(row: &QueryResult, column: &'static str) -> Result<T, SqlError> {
    serde_json::from_str(&get::<String>(row, column)?).map_err(|_| SqlError::Damaged(column))
}

/// A value as JSON text, for a column.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|_| SqlError::Damaged("a document that JSON cannot hold"))
}

/// `$from, $from+1, ..`, `count` of them: the places of a list in a query.
pub(super) fn places(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for n in from..from + count {
        if n > from {
            text.push(',');
        }
        text.push_str(&format!("${n}"));
    }
    text
}

/// The values of a query, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(super) use values;
