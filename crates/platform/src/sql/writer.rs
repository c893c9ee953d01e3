//! The one writing connection, and when it may be used again.
//!
//! SQLite may end a transaction by itself when a write fails. Whoever goes on with that connection as if the transaction were
//! still there, or as if it were over, acknowledges writes that no one keeps. So the rule here is: a connection is used
//! again only after it has said that it is outside any transaction; after every error it is closed, and the next
//! writer opens a new one. The transaction is begun and ended by plain statements, so that SQLite itself says no to a `BEGIN`
//! inside a transaction and to a `COMMIT` outside one.

use super::{
    SqlError,
    db::{PATIENCE, Tx, execute},
};
use crate::{
    installation,
    reserve::{Reserve, SMALL, is_protected},
};
use sea_orm::sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
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
    Idle(SqliteConnection),
    /// The next writer opens one.
    Empty,
    /// No one writes any more.
    Closed,
}

impl Slot {
    fn take(&mut self) -> Result<Option<SqliteConnection>, SqlError> {
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
    options: SqliteConnectOptions,
    slot: Arc<Mutex<Slot>>,
    reserve: Arc<Reserve>,
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
    pub(super) async fn open(options: SqliteConnectOptions, reserve: Arc<Reserve>) -> Result<Self, SqlError> {
        let connection = SqliteConnection::connect_with(&options).await?;
        Ok(Self { options, slot: Arc::new(Mutex::new(Slot::Idle(connection))), reserve, fence: Fence::default() })
    }

    /// From now on only the process that has the directory writes.
    pub(super) fn fence(&self, lease: installation::Lease) {
        // Once: a process has one lease.
        let _ = self.fence.set(lease);
    }

    /// Whoever must go through finds room; on a full disk no one else writes.
    fn find_room(&self) -> Result<(), SqlError> {
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
            match execute(&mut kept, BEGIN).await.map_err(SqlError::from) {
                Ok(()) => return Ok(Tx::new(self.lease(slot, kept))),
                Err(error) => {
                    discard(kept, &error).await;
                    if matches!(error, SqlError::Busy) {
                        return Err(error);
                    }
                }
            }
        }
        // Nothing of the transaction was done yet: a new connection may try once.
        let mut fresh = SqliteConnection::connect_with(&self.options).await?;
        match execute(&mut fresh, BEGIN).await.map_err(SqlError::from) {
            Ok(()) => Ok(Tx::new(self.lease(slot, fresh))),
            Err(error) => {
                discard(fresh, &error).await;
                Err(error)
            }
        }
    }

    fn lease(&self, slot: OwnedMutexGuard<Slot>, connection: SqliteConnection) -> Lease {
        let (reserve, fence) = (self.reserve.clone(), self.fence.clone());
        Lease { slot: Some(slot), connection: Some(connection), reserve, fence }
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
    connection: Option<SqliteConnection>,
    reserve: Arc<Reserve>,
    fence: Fence,
}

impl Lease {
    /// The connection, to run a statement on and to [settle](Self::settle).
    pub(super) fn take(&mut self) -> Result<SqliteConnection, SqlError> {
        self.connection.take().ok_or(SqlError::BrokenOff)
    }

    /// Puts the connection back after a statement that succeeded; closes it after one that did not.
    pub(super) async fn settle<T>(
        &mut self,
        connection: SqliteConnection,
        answer: Result<T, sqlx::Error>,
    ) -> Result<T, SqlError> {
        match answer.map_err(SqlError::from) {
            Ok(answer) => {
                self.connection = Some(connection);
                Ok(answer)
            }
            Err(error) => {
                if matches!(error, SqlError::Full(_)) {
                    self.reserve.ran_out();
                }
                discard(connection, &error).await;
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
        let committed = execute(&mut connection, COMMIT).await;
        self.settle(connection, committed).await?;
        let mut connection = self.take()?;
        if !outside(&mut connection).await {
            discard(connection, &SqlError::NotKept).await;
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
            match execute(&mut connection, ROLLBACK).await {
                Ok(()) => *slot = Slot::Idle(connection),
                Err(error) => discard(connection, &error.into()).await,
            }
        });
    }
}

/// Whether a connection is outside any transaction: SQLite says that there is nothing to roll back. Any other error says
/// nothing of the kind: a disk that fails may have left the transaction open.
async fn outside(connection: &mut SqliteConnection) -> bool {
    execute(connection, ROLLBACK).await.is_err_and(|error| says_outside(&error))
}

/// SQLITE_ERROR is the code of many refusals; this is the one that a `ROLLBACK` outside a transaction gets.
fn says_outside(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error();
    refusal.is_some_and(|refusal| {
        refusal.code().as_deref() == Some("1") && refusal.message().ends_with("no transaction is active")
    })
}

async fn discard(connection: SqliteConnection, why: &SqlError) {
    tracing::warn!(%why, "closing a database connection after an error");
    // Whatever it still says does not matter: nothing of it counts.
    let _ = connection.close().await;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn only_sqlites_own_word_says_that_a_connection_is_outside() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        assert!(outside(&mut connection).await);
        execute(&mut connection, BEGIN).await.unwrap();
        assert!(!outside(&mut connection).await, "there was something to roll back");
        let other = execute(&mut connection, "ROLLBACK TO nowhere").await.unwrap_err();
        assert!(!says_outside(&other), "{other}");
        assert!(!says_outside(&sqlx::Error::Io(std::io::Error::other("the disk fails"))));
    }
}
