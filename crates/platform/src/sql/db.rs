//! The connections: one writer and several readers on one SQLite file.
//!
//! Writers queue for the one writing connection ([`super::writer`]), so a transaction never meets another half-way; readers
//! see the last committed state and never wait (write-ahead log). `synchronous=FULL` makes every commit durable before it is
//! reported, because money and consent documents pass here. Queries use `$1`, `$2`, .. for values.
//!
//! What is deleted or overwritten is overwritten with zeros in the file (`secure_delete`); it may stand in the write-ahead log
//! until that is [emptied](Db::empty_log), which an erasure does.
//!
//! A connection that met an error is closed, whatever the error was: what SQLite did to its transaction then is not
//! for us to guess.

use super::{
    beat::BeatMarks,
    writer::{Lease, Writer},
};
use crate::{installation, log::is_full, reserve::Reserve};
use sea_orm::{
    QueryResult, TryGetable, Value,
    sqlx::{
        self, Arguments, AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool,
        query::Query,
        sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// How long a query waits for its turn, or for another process that holds the file.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// So many findings of one table are told.
const MOST_FOUND: usize = 20;
/// How many readers there are.
const READERS: u32 = 4;

/// What can go wrong with the database itself.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// There is no room on the database's disk.
    #[error("the database's disk is full: {0}")]
    Full(#[source] sqlx::Error),
    /// Others kept the database busy for longer than a query waits.
    #[error("the database was busy for {} s", PATIENCE.as_secs())]
    Busy,
    /// The file cannot be read or written at the moment.
    #[error("the database cannot be read or written: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database refuses a statement.
    #[error("the database refuses: {0}")]
    Refused(#[source] sqlx::Error),
    /// A value that no column can hold.
    #[error("a value that no column can hold")]
    BadValue,
    /// A stored value cannot be read as what it should be.
    #[error("the database holds something unreadable in {0}")]
    Damaged(&'static str),
    /// What was written just now is not what is read.
    #[error("the database does not keep what is written")]
    NotKept,
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

impl SqlError {
    /// Why this work can never be done, however well the database is, as a stable code; nothing for what passes.
    #[must_use]
    pub fn never(&self) -> Option<&'static str> {
        match self {
            Self::Refused(_) => Some("database_refuses"),
            Self::BadValue => Some("bad_value"),
            Self::Damaged(_) => Some("damaged_row"),
            Self::Newer { .. } => Some("newer_schema"),
            Self::Full(_) | Self::Busy | Self::Unavailable(_) | Self::NotKept | Self::BrokenOff => None,
        }
    }
}

impl From<sqlx::Error> for SqlError {
    fn from(error: sqlx::Error) -> Self {
        let refusal = match &error {
            sqlx::Error::Database(refusal) => refusal,
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::Io(disk) if is_full(disk) => return Self::Full(error),
            // The statement and its answer do not fit together: they never will.
            sqlx::Error::RowNotFound
            | sqlx::Error::TypeNotFound { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::Encode(_) => return Self::Refused(error),
            _ => return Self::Unavailable(error),
        };
        let code = refusal.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
        // SQLite's primary result code is the lowest byte of the extended one.
        match code & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL
            5 | 6 | 15 => Self::Busy,
            // SQLITE_FULL
            13 => Self::Full(error),
            // SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB
            7 | 8 | 10 | 11 | 14 | 26 => Self::Unavailable(error),
            _ => Self::Refused(error),
        }
    }
}

/// A handle to the database; clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: Writer,
    reader: SqlitePool,
    path: Arc<Path>,
    marks: Arc<BeatMarks>,
}

impl Db {
    /// Opens the file, creates it if missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(path: &Path) -> Result<Self, SqlError> {
        let dir = path.parent().unwrap_or(Path::new("."));
        Self::open_with(path, Arc::new(Reserve::none(dir))).await
    }

    /// The same beside a reserve: while the disk is full only protected work is written.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open_with(path: &Path, reserve: Arc<Reserve>) -> Result<Self, SqlError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(PATIENCE)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "ON")
            .disable_statement_logging();
        let writer = Writer::open(options.clone(), reserve).await?;
        super::migration::migrate(&writer).await?;
        // One at least stays: as long as someone has the file open, no one reads what a failed commit left in its log.
        let readers = SqlitePoolOptions::new().max_connections(READERS).min_connections(1).acquire_timeout(PATIENCE);
        let reader = readers.idle_timeout(None).max_lifetime(None).connect_with(options).await?;
        Ok(Self { writer, reader, path: path.into(), marks: Arc::new(BeatMarks::fresh()) })
    }

    /// From now on nothing is written once another process has taken the directory.
    pub(crate) fn fence(&self, lease: installation::Lease) {
        self.writer.fence(lease);
    }

    /// Ends every connection; what is committed stays.
    ///
    /// # Errors
    /// [`SqlError::Busy`] if a writer does not come to its end.
    pub async fn close(self) -> Result<(), SqlError> {
        self.reader.close().await;
        self.writer.close().await
    }

    /// What SQLite finds when it looks at its own file; nothing if all is well. Each table is compared with its indexes, one after the
    /// other, so that nobody reads for long and a pace of so many bytes in a second can be kept.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn check(&self, bytes: Option<u64>) -> Result<Vec<String>, SqlError> {
        let tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'", Vec::new()).await?;
        let mut tables = tables.iter().map(|row| get::<String>(row, "name")).collect::<Result<Vec<_>, _>>()?;
        // With this one go the pages that are free.
        tables.push("sqlite_schema".to_owned());
        // How large each is no one knows: they are taken to be alike.
        let share = self.bytes().await? / tables.len() as u64;
        let mut found = Vec::new();
        for table in tables {
            let rows = self.rows(&format!("PRAGMA integrity_check(\"{table}\")"), Vec::new()).await?;
            let lines = rows.iter().map(|row| get::<String>(row, "integrity_check")).collect::<Result<Vec<_>, _>>()?;
            found.extend(lines.into_iter().filter(|line| line != "ok").take(MOST_FOUND));
            if let Some(bytes) = bytes {
                tokio::time::sleep(Duration::from_secs_f64(share as f64 / bytes.max(1) as f64)).await;
            }
        }
        Ok(found)
    }

    /// How large the file is.
    async fn bytes(&self) -> Result<u64, SqlError> {
        let sql = "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
        let bytes: i64 = self.row(sql, Vec::new()).await?.map_or(Ok(0), |row| get(&row, "bytes"))?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// Brings everything that is committed from the write-ahead log into the file, and empties the log: what was deleted
    /// before is in neither afterwards.
    ///
    /// # Errors
    /// [`SqlError::Busy`] if someone reads or writes all the time; [`SqlError`].
    pub async fn empty_log(&self) -> Result<(), SqlError> {
        let row = self.row("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await?;
        let busy: i64 = row.map_or(Ok(1), |row| get(&row, "busy"))?;
        if busy == 0 { Ok(()) } else { Err(SqlError::Busy) }
    }

    /// Which mark the beats to come have.
    pub(super) fn marks(&self) -> &BeatMarks {
        &self.marks
    }

    /// Copies the database into a new file as it is at one moment. Writers wait for that moment only; `moment` is asked when no one
    /// writes.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn copy_to<T>(&self, path: &Path, moment: impl FnOnce() -> T) -> Result<T, SqlError> {
        let options = SqliteConnectOptions::new()
            .filename(&self.path)
            // The other file is made by being attached.
            .create_if_missing(true)
            .foreign_keys(false)
            .busy_timeout(PATIENCE);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query("ATTACH $1 AS copy").bind(path.to_string_lossy().into_owned()).execute(&mut connection).await?;
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

    pub(super) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        let query = query(sql, values)?;
        let mut reader = self.reader.acquire().await?;
        let found = query.fetch_all(&mut *reader).await;
        if found.is_err() {
            reader.close_on_drop();
        }
        Ok(found?.into_iter().map(QueryResult::from).collect())
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        let query = query(sql, values)?;
        let mut reader = self.reader.acquire().await?;
        let found = query.fetch_optional(&mut *reader).await;
        if found.is_err() {
            reader.close_on_drop();
        }
        Ok(found?.map(QueryResult::from))
    }

    /// One write by itself; returns how many rows it changed.
    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, SqlError> {
        let tx = self.begin().await?;
        let changed = tx.run(sql, values).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Begins a transaction that may write; without [`Tx::commit`] nothing of it counts.
    pub(super) async fn begin(&self) -> Result<Tx, SqlError> {
        self.writer.begin().await
    }
}

/// A transaction of the writer. The first error ends it: every later call answers [`SqlError::BrokenOff`].
pub(super) struct Tx(Mutex<Lease>);

/// Whoever can be asked: a reader, or a transaction that sees its own writes.
pub(super) trait Ask: Sync {
    /// At most one row.
    fn ask(&self, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<Option<QueryResult>, SqlError>> + Send;
    /// All rows.
    fn ask_all(&self, sql: &str, values: Vec<Value>)
    -> impl Future<Output = Result<Vec<QueryResult>, SqlError>> + Send;
}

impl Ask for Db {
    async fn ask(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        self.row(sql, values).await
    }
    async fn ask_all(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        self.rows(sql, values).await
    }
}

impl Ask for Tx {
    async fn ask(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        self.row(sql, values).await
    }
    async fn ask_all(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        self.rows(sql, values).await
    }
}

impl Tx {
    pub(super) fn new(lease: Lease) -> Self {
        Self(Mutex::new(lease))
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, SqlError> {
        let query = query(sql, values)?;
        let mut lease = self.0.lock().await;
        let mut connection = lease.take()?;
        let found = query.fetch_optional(&mut connection).await;
        Ok(lease.settle(connection, found).await?.map(QueryResult::from))
    }

    pub(super) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, SqlError> {
        let query = query(sql, values)?;
        let mut lease = self.0.lock().await;
        let mut connection = lease.take()?;
        let found = query.fetch_all(&mut connection).await;
        Ok(lease.settle(connection, found).await?.into_iter().map(QueryResult::from).collect())
    }

    pub(super) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, SqlError> {
        let query = query(sql, values)?;
        let mut lease = self.0.lock().await;
        let mut connection = lease.take()?;
        let done = query.execute(&mut connection).await;
        Ok(lease.settle(connection, done).await?.rows_affected())
    }

    pub(super) async fn commit(self) -> Result<(), SqlError> {
        self.commit_then(|| ()).await
    }

    /// Commits, and does `then` before the next writer has its turn. What whoever acts has told of it is written with it.
    pub(super) async fn commit_then(self, then: impl FnOnce()) -> Result<(), SqlError> {
        let written = super::trace::written::write(&self).await?;
        let committed = self.0.into_inner().commit_then(then).await;
        if let (Some(written), Err(_)) = (written, &committed) {
            written.put_back();
        }
        committed
    }
}

/// Carries out a statement that takes no values and answers nothing.
pub(super) async fn execute(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

fn query(sql: &str, values: Vec<Value>) -> Result<Query<'static, Sqlite, SqliteArguments>, SqlError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match value {
            Value::BigInt(number) => arguments.add(number),
            Value::Int(number) => arguments.add(number),
            Value::String(text) => arguments.add(text),
            _ => return Err(SqlError::BadValue),
        };
        added.map_err(|_| SqlError::BadValue)?;
    }
    // Every query is a text of this program; what comes from outside goes into the values.
    Ok(sqlx::query_with(AssertSqlSafe(sql), arguments))
}

/// Copies every table of `main` into `copy`, then the indexes.
async fn copy_tables(connection: &mut SqliteConnection) -> Result<(), SqlError> {
    let made = "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
        ORDER BY type = 'table' DESC, rowid";
    let rows = sqlx::query(made).fetch_all(&mut *connection).await?;
    for row in rows.into_iter().map(QueryResult::from) {
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

/// The value of a column.
pub(super) fn get<T: TryGetable>(row: &QueryResult, column: &'static str) -> Result<T, SqlError> {
    row.try_get("", column).map_err(|_| SqlError::Damaged(column))
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
