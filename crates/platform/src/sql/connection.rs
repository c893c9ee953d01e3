//! One connection to either engine.

use super::{
    SqlError, postgres,
    value::{SqlRow, SqlValue, postgres_arguments, sqlite_arguments},
};
use sqlx::{
    AssertSqlSafe, Connection, Database, PgConnection, Postgres, Sqlite, SqliteConnection,
    postgres::{PgArguments, PgConnectOptions},
    query::Query,
    sqlite::{SqliteArguments, SqliteConnectOptions},
};
use std::{fmt, pin::Pin, time::Duration};
use tokio_stream::{Stream, StreamExt};

/// How long the end of a connection that met an error is waited for.
const FAREWELL: Duration = Duration::from_secs(1);

/// How to connect.
#[derive(Clone)]
pub(super) enum Engine {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl fmt::Debug for Engine {
    /// Without the address: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_sqlite() { "Sqlite" } else { "Postgres" })
    }
}

impl Engine {
    pub(super) async fn connect(&self) -> Result<SqlConnection, SqlError> {
        match self {
            Self::Sqlite(options) => {
                Ok(SqlConnection::Sqlite(Box::new(SqliteConnection::connect_with(options).await?)))
            }
            Self::Postgres(options) => Ok(SqlConnection::Postgres(Box::new(postgres::connect(options).await?))),
        }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// A statement with its values, to be run on a connection of this engine.
    pub(super) fn statement(&self, sql: &str, values: Vec<SqlValue>) -> Result<Statement, SqlError> {
        match self {
            Self::Sqlite(_) => Ok(Statement::Sqlite(query(sql, sqlite_arguments(values)?))),
            Self::Postgres(_) => Ok(Statement::Postgres(query(sql, postgres_arguments(values)?))),
        }
    }
}

/// A statement with its values.
pub(super) enum Statement {
    Sqlite(Query<'static, Sqlite, SqliteArguments>),
    Postgres(Query<'static, Postgres, PgArguments>),
}

// Every statement is a text of this program; what comes from outside goes into the values.
fn query<D: Database>(sql: &str, arguments: D::Arguments) -> Query<'static, D, D::Arguments>
where
    D::Arguments: sqlx::IntoArguments<D>,
{
    sqlx::query_with(AssertSqlSafe(sql), arguments)
}

/// A connection of its own.
pub(super) enum SqlConnection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// A statement came to a connection of the other engine.
fn other_engine() -> sqlx::Error {
    sqlx::Error::Protocol("a statement of another engine".to_owned())
}

/// A connection that is lent.
pub(super) enum Connected<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Rows as they come.
pub(super) type Rows<'a> = Pin<Box<dyn Stream<Item = Result<SqlRow, sqlx::Error>> + Send + 'a>>;

impl<'a> Connected<'a> {
    /// The rows one after the other, however many there are.
    pub(super) fn stream(self, statement: Statement) -> Rows<'a> {
        match (self, statement) {
            (Self::Sqlite(connection), Statement::Sqlite(query)) => {
                Box::pin(query.fetch(connection).map(|row| row.map(SqlRow::from)))
            }
            (Self::Postgres(connection), Statement::Postgres(query)) => {
                Box::pin(query.fetch(connection).map(|row| row.map(SqlRow::from)))
            }
            _ => Box::pin(tokio_stream::once(Err(other_engine()))),
        }
    }

    pub(super) async fn rows(self, statement: Statement) -> Result<Vec<SqlRow>, sqlx::Error> {
        match (self, statement) {
            (Self::Sqlite(connection), Statement::Sqlite(query)) => {
                Ok(query.fetch_all(connection).await?.into_iter().map(SqlRow::from).collect())
            }
            (Self::Postgres(connection), Statement::Postgres(query)) => {
                Ok(query.fetch_all(connection).await?.into_iter().map(SqlRow::from).collect())
            }
            _ => Err(other_engine()),
        }
    }

    pub(super) async fn row(self, statement: Statement) -> Result<Option<SqlRow>, sqlx::Error> {
        match (self, statement) {
            (Self::Sqlite(connection), Statement::Sqlite(query)) => {
                Ok(query.fetch_optional(connection).await?.map(SqlRow::from))
            }
            (Self::Postgres(connection), Statement::Postgres(query)) => {
                Ok(query.fetch_optional(connection).await?.map(SqlRow::from))
            }
            _ => Err(other_engine()),
        }
    }

    /// How many rows it changed.
    pub(super) async fn run(self, statement: Statement) -> Result<u64, sqlx::Error> {
        match (self, statement) {
            (Self::Sqlite(connection), Statement::Sqlite(query)) => {
                Ok(query.execute(connection).await?.rows_affected())
            }
            (Self::Postgres(connection), Statement::Postgres(query)) => {
                Ok(query.execute(connection).await?.rows_affected())
            }
            _ => Err(other_engine()),
        }
    }
}

impl SqlConnection {
    /// The connection, to run a statement on.
    pub(super) fn lend(&mut self) -> Connected<'_> {
        match self {
            Self::Sqlite(connection) => Connected::Sqlite(connection),
            Self::Postgres(connection) => Connected::Postgres(connection),
        }
    }

    /// Carries out a statement that takes no values and answers nothing.
    pub(super) async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => sqlx::query(sql).execute(&mut **connection).await.map(drop),
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(&mut **connection).await.map(drop),
        }
    }

    /// Carries out statements of the schema, as the engine spells them, on one way to the server.
    pub(super) async fn define(&mut self, statements: &[&str]) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let all = AssertSqlSafe(statements.join(";"));
                sqlx::raw_sql(all).execute(&mut **connection).await.map(drop)
            }
            Self::Postgres(connection) => {
                let spelled: Vec<_> = statements.iter().map(|sql| postgres::spelled(sql)).collect();
                sqlx::raw_sql(AssertSqlSafe(spelled.join(";"))).execute(&mut **connection).await.map(drop)
            }
        }
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        }
    }

    /// Ends a connection that met an error. Whatever it still says does not matter: nothing of it counts.
    pub(super) async fn discard(self, why: &SqlError) {
        tracing::warn!(%why, "closing a database connection after an error");
        // A server that is gone does not answer a farewell.
        let _ = tokio::time::timeout(FAREWELL, self.close()).await;
    }
}
