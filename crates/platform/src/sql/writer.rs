//! The one writing connection, and when it may be used again.
//!
//! SQLite may end a transaction by itself when a write fails. Whoever goes on with that connection as if the transaction were
//! still there, or as if it were over, acknowledges writes that nobody keeps. So the rule here is: a connection is used
//! again only after it has said that it is outside any transaction; after every error it is closed, and the next
//! writer opens a new one. The transaction is begun and ended by plain statements, so that SQLite itself says no to a `BEGIN`
//! inside a transaction and to a `COMMIT` outside one.

use super::{
    SqlError,
    db::{PATIENCE, Tx, execute},
};
use sea_orm::sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{fmt, sync::Arc};
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
    /// Nobody writes any more.
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
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, SqlError> {
        let connection = SqliteConnection::connect_with(&options).await?;
        Ok(Self { options, slot: Arc::new(Mutex::new(Slot::Idle(connection))) })
    }

    pub(super) async fn begin(&self) -> Result<Tx, SqlError> {
        let mut slot = timeout(PATIENCE, self.slot.clone().lock_owned()).await.map_err(|_| SqlError::Busy)?;
        // Taken out: should this be broken off, the connection is closed.
        if let Some(mut kept) = slot.take()? {
            match execute(&mut kept, BEGIN).await.map_err(SqlError::from) {
                Ok(()) => return Ok(Tx::new(Lease { slot: Some(slot), connection: Some(kept) })),
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
            Ok(()) => Ok(Tx::new(Lease { slot: Some(slot), connection: Some(fresh) })),
            Err(error) => {
                discard(fresh, &error).await;
                Err(error)
            }
        }
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
                discard(connection, &error).await;
                Err(error)
            }
        }
    }

    pub(super) async fn commit(mut self) -> Result<(), SqlError> {
        let mut connection = self.take()?;
        let committed = execute(&mut connection, COMMIT).await;
        self.settle(connection, committed).await?;
        let mut connection = self.take()?;
        if !outside(&mut connection).await {
            discard(connection, &SqlError::NotKept).await;
            return Err(SqlError::NotKept);
        }
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

/// Whether a connection is outside any transaction: then there is nothing that could be rolled back.
async fn outside(connection: &mut SqliteConnection) -> bool {
    execute(connection, ROLLBACK).await.is_err()
}

async fn discard(connection: SqliteConnection, why: &SqlError) {
    tracing::warn!(%why, "closing a database connection after an error");
    // Whatever it still says does not matter: nothing of it counts.
    let _ = connection.close().await;
}
