//! The connections that read.

use super::{
    SqlError,
    connection::{Connected, Engine},
    db::PATIENCE,
};
use sqlx::{
    Database, PgPool, Pool, Postgres, Sqlite, SqlitePool,
    pool::{PoolConnection, PoolOptions},
};

/// How many readers there are.
const READERS: u32 = 4;

/// Where readers wait for a connection.
#[derive(Clone, Debug)]
pub(super) enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Readers {
    pub(super) async fn open(engine: &Engine) -> Result<Self, SqlError> {
        match engine {
            // One at least stays: as long as someone has the file open, no one reads what a failed commit left in its log.
            Engine::Sqlite(options) => {
                let pool = pool().min_connections(1).idle_timeout(None).max_lifetime(None);
                Ok(Self::Sqlite(pool.connect_with(options.clone()).await?))
            }
            Engine::Postgres(options) => Ok(Self::Postgres(pool().connect_with(options.clone()).await?)),
        }
    }

    pub(super) async fn acquire(&self) -> Result<Reader, SqlError> {
        match self {
            Self::Sqlite(pool) => Ok(Reader::Sqlite(pool.acquire().await?)),
            Self::Postgres(pool) => Ok(Reader::Postgres(reached(pool).await?)),
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn pool<D: Database>() -> PoolOptions<D> {
    PoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE)
}

/// A pool that has no connection at all waits for the server, not for its turn.
async fn reached(pool: &Pool<Postgres>) -> Result<PoolConnection<Postgres>, SqlError> {
    pool.acquire().await.map_err(|error| match error {
        sqlx::Error::PoolTimedOut if pool.size() == 0 => SqlError::Unavailable(error),
        error => error.into(),
    })
}

/// A connection that reads.
pub(super) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    /// The connection, to run a statement on.
    pub(super) fn lend(&mut self) -> Connected<'_> {
        match self {
            Self::Sqlite(connection) => Connected::Sqlite(connection),
            Self::Postgres(connection) => Connected::Postgres(connection),
        }
    }

    /// What was found. After an error the connection is closed.
    pub(super) fn settle<T>(self, found: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        match (self, &found) {
            (Self::Sqlite(mut connection), Err(_)) => connection.close_on_drop(),
            (Self::Postgres(mut connection), Err(_)) => connection.close_on_drop(),
            (_, Ok(_)) => {}
        }
        found
    }
}
