//! The one writing connection, and when it may be used again.
//!
//! SQLite may end a transaction by itself when a write fails. Whoever goes on with that connection as if the transaction were
//! still there, or as if it were over, acknowledges writes that no one keeps. So the rule here is: a connection is used
//! again only after it has said that it is outside any transaction; after every error it is closed, and the next
//! writer opens a new one. The transaction is begun and ended by plain statements, so that SQLite itself says no to a `BEGIN`
//! inside a transaction and to a `COMMIT` outside one.
//!
//! PostgreSQL ends a transaction with an error only where it says so, but the answer to a `COMMIT` can be lost on the way. Then
//! the server is asked what came of it ([`postgres::was_committed`]), and the next writer waits for that: whoever is told that
//! nothing was kept may rely on it, and what memory keeps beside the database follows what is in it.

use super::{
    SqlError,
    beat::BeatMarks,
    connection::{Engine, SqlConnection, Statement},
    db::{PATIENCE, Tx},
    postgres::{self, CommitMark},
    value::{SqlValue, get},
};
use crate::{
    installation,
    reserve::{Reserve, SMALL, is_protected},
};
use std::{
    fmt, io,
    sync::{Arc, OnceLock},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

/// What there is between two transactions.
enum Slot {
    /// A connection outside any transaction.
    Idle(SqlConnection),
    /// The next writer opens one.
    Empty,
    /// No one writes any more.
    Closed,
}

impl Slot {
    fn take(&mut self) -> Result<Option<SqlConnection>, SqlError> {
        match std::mem::replace(self, Self::Empty) {
            Self::Idle(connection) => Ok(Some(connection)),
            Self::Empty => Ok(None),
            Self::Closed => {
                *self = Self::Closed;
                Err(SqlError::BrokenOff)
            }
        }
    }
}

/// Where writers queue.
#[derive(Clone)]
pub(super) struct Writer {
    engine: Engine,
    slot: Arc<Mutex<Slot>>,
    reserve: Arc<Reserve>,
    /// Its name among the writers of a PostgreSQL database.
    name: i64,
    /// Of a server, which no other may write beside.
    serving: Option<Arc<BeatMarks>>,
    fence: Fence,
}

/// Whose the directory is, once that is known: what opens it is written before.
type Fence = Arc<OnceLock<installation::Lease>>;

fn check(fence: &Fence) -> Result<(), SqlError> {
    let ours = fence.get().map_or(Ok(()), installation::Lease::check);
    ours.map_err(|error| SqlError::Unavailable(sqlx::Error::Io(error)))
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Connects. With `serving`, the marks of a server's beats, no other server may write until this one is closed.
    pub(super) async fn open(
        engine: Engine,
        reserve: Arc<Reserve>,
        serving: Option<Arc<BeatMarks>>,
    ) -> Result<Self, SqlError> {
        let slot = Arc::new(Mutex::new(Slot::Empty));
        let writer = Self { engine, slot, reserve, name: postgres::random(), serving, fence: Fence::default() };
        let connection = writer.connect().await?;
        *writer.slot.lock().await = Slot::Idle(connection);
        Ok(writer)
    }

    /// From now on only the process that has the directory writes.
    pub(super) fn fence(&self, lease: installation::Lease) {
        // Once: a process has one lease.
        let _ = self.fence.set(lease);
    }

    async fn connect(&self) -> Result<SqlConnection, SqlError> {
        let mut connection = self.engine.connect().await?;
        // One process has an SQLite file to itself by the lock on its directory.
        if let Some(marks) = self.serving.as_ref().filter(|_| !self.engine.is_sqlite()) {
            postgres::serve(&mut connection).await?;
            if !marks.are_known() {
                return Ok(connection);
            }
            let last = "SELECT mark FROM beat_mark ORDER BY beat DESC LIMIT 1";
            let last = connection.lend().row(self.engine.statement(last, Vec::new())?).await?;
            if !last.map_or(Ok(true), |row| get(&row, "mark").map(|mark| marks.knows(mark)))? {
                return Err(SqlError::Taken);
            }
        }
        Ok(connection)
    }

    /// Whoever must go through finds room; on a full disk no one else writes.
    fn find_room(&self) -> Result<(), SqlError> {
        if !self.engine.is_sqlite() {
            // The reserve is on this machine's disk.
            return Ok(());
        }
        if is_protected() {
            self.reserve.make_room(SMALL);
        } else if self.reserve.is_low() {
            return Err(SqlError::Full(sqlx::Error::Io(io::ErrorKind::StorageFull.into())));
        }
        Ok(())
    }

    pub(super) async fn begin(&self) -> Result<Tx, SqlError> {
        check(&self.fence)?;
        self.find_room()?;
        let mut slot = timeout(PATIENCE, self.slot.clone().lock_owned()).await.map_err(|_| SqlError::Busy)?;
        // Taken out: should this be broken off, the connection is closed.
        if let Some(mut kept) = slot.take()? {
            match self.begin_on(&mut kept).await {
                Ok(mark) => return Ok(Tx::new(self.lease(slot, kept, mark))),
                Err(error) => {
                    kept.discard(&error).await;
                    if matches!(error, SqlError::Busy) {
                        return Err(error);
                    }
                }
            }
        }
        // Nothing of the transaction was done yet: a new connection may try once.
        let mut fresh = self.connect().await?;
        match self.begin_on(&mut fresh).await {
            Ok(mark) => Ok(Tx::new(self.lease(slot, fresh, mark))),
            Err(error) => {
                fresh.discard(&error).await;
                Err(error)
            }
        }
    }

    /// Begins a transaction; returns what it leaves behind on an engine that may not tell what came of it.
    async fn begin_on(&self, connection: &mut SqlConnection) -> Result<Option<CommitMark>, SqlError> {
        match connection {
            SqlConnection::Sqlite(_) => Ok(connection.execute(BEGIN).await.map(|()| None)?),
            SqlConnection::Postgres(connection) => {
                let mark = CommitMark::next(self.name);
                postgres::begin(connection, mark).await.map(|()| Some(mark))
            }
        }
    }

    fn lease(&self, slot: OwnedMutexGuard<Slot>, connection: SqlConnection, mark: Option<CommitMark>) -> Lease {
        let (engine, reserve, fence) = (self.engine.clone(), self.reserve.clone(), self.fence.clone());
        Lease { slot: Some(slot), connection: Some(connection), mark, engine, reserve, fence }
    }

    pub(super) async fn close(&self) -> Result<(), SqlError> {
        let mut slot = timeout(PATIENCE, self.slot.lock()).await.map_err(|_| SqlError::Busy)?;
        if let Slot::Idle(connection) = std::mem::replace(&mut *slot, Slot::Closed) {
            connection.close().await?;
        }
        Ok(())
    }
}

/// Refused inside a transaction.
const BEGIN: &str = "BEGIN IMMEDIATE";
/// Refused outside one.
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

/// The writer's place while a transaction lasts. The connection is out of it while a statement runs: only one that
/// succeeded puts it back.
pub(super) struct Lease {
    /// The turn; given up with the lease.
    slot: Option<OwnedMutexGuard<Slot>>,
    connection: Option<SqlConnection>,
    /// By which it is known afterwards whether the transaction was committed.
    mark: Option<CommitMark>,
    engine: Engine,
    reserve: Arc<Reserve>,
    fence: Fence,
}

impl Lease {
    /// A statement for [`Lease::take`]'s connection.
    pub(super) fn statement(&self, sql: &str, values: Vec<SqlValue>) -> Result<Statement, SqlError> {
        self.engine.statement(sql, values)
    }

    /// The connection, to run a statement on and to [settle](Self::settle).
    pub(super) fn take(&mut self) -> Result<SqlConnection, SqlError> {
        self.connection.take().ok_or(SqlError::BrokenOff)
    }

    /// Puts the connection back after a statement that succeeded; closes it after one that did not.
    pub(super) async fn settle<T>(
        &mut self,
        connection: SqlConnection,
        answer: Result<T, sqlx::Error>,
    ) -> Result<T, SqlError> {
        match answer.map_err(SqlError::from) {
            Ok(answer) => {
                self.connection = Some(connection);
                Ok(answer)
            }
            Err(error) => {
                if matches!(error, SqlError::Full(_)) && self.engine.is_sqlite() {
                    self.reserve.ran_out();
                }
                connection.discard(&error).await;
                Err(error)
            }
        }
    }

    /// Commits, and does `then` before the next writer has its turn: what memory keeps beside the database is never older than
    /// what a writer finds there.
    pub(super) async fn commit_then(mut self, then: impl FnOnce()) -> Result<(), SqlError> {
        // What was begun may have been stopped meanwhile; dropped, it is taken back.
        check(&self.fence)?;
        let mut connection = self.take()?;
        let committed = connection.execute(COMMIT).await;
        match self.settle(connection, committed).await {
            Ok(()) => {}
            Err(error) => {
                let (Engine::Postgres(options), Some(mark)) = (&self.engine, self.mark) else { return Err(error) };
                if !postgres::was_committed(options, mark).await {
                    return Err(error);
                }
                then();
                return Ok(());
            }
        }
        let mut connection = self.take()?;
        if !outside(&mut connection).await {
            connection.discard(&SqlError::NotKept).await;
            return Err(SqlError::NotKept);
        }
        then();
        if let Some(mut slot) = self.slot.take() {
            *slot = Slot::Idle(connection);
        }
        Ok(())
    }
}

impl Drop for Lease {
    /// What was not committed is taken back before the next writer has its turn.
    fn drop(&mut self) {
        // Without a connection it was closed, or a statement was broken off on it: closing takes back, too.
        let (Some(mut connection), Some(mut slot)) = (self.connection.take(), self.slot.take()) else { return };
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            match connection.execute(ROLLBACK).await {
                Ok(()) => *slot = Slot::Idle(connection),
                Err(error) => connection.discard(&error.into()).await,
            }
        });
    }
}

/// Whether a connection is outside any transaction: SQLite says that there is nothing to roll back. Any other error says
/// nothing of the kind: a disk that fails may have left the transaction open. PostgreSQL's answer to a commit says it already.
async fn outside(connection: &mut SqlConnection) -> bool {
    match connection {
        SqlConnection::Sqlite(_) => connection.execute(ROLLBACK).await.is_err_and(|error| says_outside(&error)),
        SqlConnection::Postgres(_) => true,
    }
}

/// SQLITE_ERROR is the code of many refusals; this is the one that a `ROLLBACK` outside a transaction gets.
fn says_outside(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error();
    refusal.is_some_and(|refusal| {
        refusal.code().as_deref() == Some("1") && refusal.message().ends_with("no transaction is active")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn only_sqlites_own_word_says_that_a_connection_is_outside() {
        let mut connection = Engine::Sqlite("sqlite::memory:".parse().unwrap()).connect().await.unwrap();
        assert!(outside(&mut connection).await);
        connection.execute(BEGIN).await.unwrap();
        assert!(!outside(&mut connection).await, "there was something to roll back");
        let other = connection.execute("ROLLBACK TO nowhere").await.unwrap_err();
        assert!(!says_outside(&other), "{other}");
        assert!(!says_outside(&sqlx::Error::Io(std::io::Error::other("the disk fails"))));
    }
}
