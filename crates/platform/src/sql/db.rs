//! The connections: one that writes and several that read.
//!
//! Writers queue for the one writing connection ([`super::writer`]), so a transaction never meets another half-way; readers
//! see the last committed state and never wait. Every commit is durable before it is reported, because money and consent
//! documents pass here. Statements use `$1`, `$2`, .. for values and keep to what both engines understand; what only one of them
//! has is in [`super::sqlite`] and [`super::postgres`].
//!
//! A connection that met an error is closed, whatever the error was: what the engine did to its transaction then is not
//! for us to guess.

pub(super) use super::value::{get, values};
use super::{
    SqlError,
    beat::BeatMarks,
    connection::Engine,
    location::Location,
    postgres,
    readers::Readers,
    value::{SqlRow, SqlValue},
    writer::{Lease, Writer},
};
use crate::{installation, reserve::Reserve};
use sqlx::Connection;
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::Mutex;
use tokio_stream::StreamExt;

/// How long a query waits for its turn, or for another process that holds the file.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// A handle to the database; clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: Writer,
    readers: Readers,
    engine: Engine,
    location: Arc<Location>,
    marks: Arc<BeatMarks>,
}

impl Db {
    /// Opens the file, creates it if missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(path: &Path) -> Result<Self, SqlError> {
        Self::open_at(&Location::File(path.to_owned())).await
    }

    /// Opens a database wherever it is, and brings its schema up to date.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open_at(location: &Location) -> Result<Self, SqlError> {
        let dir = location.file().and_then(Path::parent).unwrap_or(Path::new("."));
        Self::open_as(location, Arc::new(Reserve::none(dir)), false).await
    }

    /// The same for a server: no other may have the database, and while the data directory's disk is full only protected
    /// work is written into a file on it.
    ///
    /// # Errors
    /// [`SqlError::Served`]; [`SqlError`].
    pub async fn serve(location: &Location, reserve: Arc<Reserve>) -> Result<Self, SqlError> {
        Self::open_as(location, reserve, true).await
    }

    async fn open_as(location: &Location, reserve: Arc<Reserve>, serving: bool) -> Result<Self, SqlError> {
        let marks = Arc::new(BeatMarks::fresh());
        let engine = location.engine();
        if let Engine::Postgres(options) = &engine {
            let mut connection = postgres::connect(options).await?;
            postgres::suits(&mut connection).await?;
            postgres::prepare(&mut connection).await?;
            connection.close().await?;
        }
        let writer = Writer::open(engine.clone(), reserve, serving.then(|| marks.clone())).await?;
        super::migration::migrate(&writer).await?;
        let readers = Readers::open(&engine).await?;
        let db = Self { writer, readers, engine, location: Arc::new(location.clone()), marks };
        let last = "SELECT mark FROM beat_mark ORDER BY beat DESC LIMIT 1";
        let last = db.row(last, Vec::new()).await?.map(|row| get(&row, "mark")).transpose()?;
        db.marks.learn(last);
        Ok(db)
    }

    /// The file or the server that it was opened at.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
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
        self.readers.close().await;
        self.writer.close().await
    }

    /// Which mark the beats to come have.
    pub(super) fn marks(&self) -> &BeatMarks {
        &self.marks
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(super) async fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<SqlRow>, SqlError> {
        let statement = self.engine.statement(sql, values)?;
        let mut reader = self.readers.acquire().await?;
        let found = reader.lend().rows(statement).await;
        Ok(reader.settle(found)?)
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<SqlValue>) -> Result<Option<SqlRow>, SqlError> {
        let statement = self.engine.statement(sql, values)?;
        let mut reader = self.readers.acquire().await?;
        let found = reader.lend().row(statement).await;
        Ok(reader.settle(found)?)
    }

    /// One write by itself; returns how many rows it changed.
    pub(super) async fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<u64, SqlError> {
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
    fn ask(&self, sql: &str, values: Vec<SqlValue>) -> impl Future<Output = Result<Option<SqlRow>, SqlError>> + Send;
    /// Every row that the statement finds.
    fn ask_all(&self, sql: &str, values: Vec<SqlValue>) -> impl Future<Output = Result<Vec<SqlRow>, SqlError>> + Send;
}

impl Ask for Db {
    async fn ask(&self, sql: &str, values: Vec<SqlValue>) -> Result<Option<SqlRow>, SqlError> {
        self.row(sql, values).await
    }
    async fn ask_all(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<SqlRow>, SqlError> {
        self.rows(sql, values).await
    }
}

impl Ask for Tx {
    async fn ask(&self, sql: &str, values: Vec<SqlValue>) -> Result<Option<SqlRow>, SqlError> {
        self.row(sql, values).await
    }
    async fn ask_all(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<SqlRow>, SqlError> {
        self.rows(sql, values).await
    }
}

impl Tx {
    pub(super) fn new(lease: Lease) -> Self {
        Self(Mutex::new(lease))
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<SqlValue>) -> Result<Option<SqlRow>, SqlError> {
        let mut lease = self.0.lock().await;
        let statement = lease.statement(sql, values)?;
        let mut connection = lease.take()?;
        let found = connection.lend().row(statement).await;
        lease.settle(connection, found).await
    }

    pub(super) async fn rows(&self, sql: &str, values: Vec<SqlValue>) -> Result<Vec<SqlRow>, SqlError> {
        let mut lease = self.0.lock().await;
        let statement = lease.statement(sql, values)?;
        let mut connection = lease.take()?;
        let found = connection.lend().rows(statement).await;
        lease.settle(connection, found).await
    }

    /// Shows every row to `see`, one after the other, however many there are.
    pub(super) async fn each(&self, sql: &str, mut see: impl FnMut(&SqlRow)) -> Result<(), SqlError> {
        let mut lease = self.0.lock().await;
        let statement = lease.statement(sql, Vec::new())?;
        let mut connection = lease.take()?;
        let mut rows = connection.lend().stream(statement);
        let read = loop {
            match rows.next().await {
                Some(Ok(row)) => see(&row),
                Some(Err(error)) => break Err(error),
                None => break Ok(()),
            }
        };
        drop(rows);
        lease.settle(connection, read).await
    }

    pub(super) async fn run(&self, sql: &str, values: Vec<SqlValue>) -> Result<u64, SqlError> {
        let mut lease = self.0.lock().await;
        let statement = lease.statement(sql, values)?;
        let mut connection = lease.take()?;
        let done = connection.lend().run(statement).await;
        lease.settle(connection, done).await
    }

    /// Carries out statements of the schema, as the engine spells them.
    pub(super) async fn define(&self, statements: &[&str]) -> Result<(), SqlError> {
        let mut lease = self.0.lock().await;
        let mut connection = lease.take()?;
        let done = connection.define(statements).await;
        lease.settle(connection, done).await
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

/// The value of a text column, read by `FromStr`.
pub(super) fn parsed<T: std::str::FromStr>(row: &SqlRow, column: &'static str) -> Result<T, SqlError> {
    get::<String>(row, column)?.parse().map_err(|_| SqlError::Damaged(column))
}

/// The value of a JSON column.
pub(super) fn json<T: serde::de::DeserializeOwned>(row: &SqlRow, column: &'static str) -> Result<T, SqlError> {
    serde_json::from_str(&get::<String>(row, column)?).map_err(|_| SqlError::Damaged(column))
}

/// A value as JSON text, for a column.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|_| SqlError::Damaged("a document that JSON cannot hold"))
}

/// `$from, $from+1, ..`, `count` of them: the places of a list in a query.
pub(super) fn places(from: usize, count: usize) -> String {
    if count == 0 {
        // Nothing is in it; PostgreSQL knows no empty list.
        return "NULL".to_owned();
    }
    let mut text = String::with_capacity(count * 5);
    for n in from..from + count {
        if n > from {
            text.push(',');
        }
        text.push_str(&format!("${n}"));
    }
    text
}
