//! What is PostgreSQL's own: how it is connected to, who may write, how the schema is spelled, what its errors mean.
//!
//! Writing transactions take an advisory lock, so that as on SQLite one follows the other, over all processes: what a transaction
//! has read stays true until it commits. A process that serves also holds a lock on its writing connection for as long as that
//! lives: what it keeps in memory is right only while no other server writes (decision 0101).

use super::{SqlError, connection::SqlConnection, db::PATIENCE, value::get};
use rand::RngCore;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions, postgres::PgDatabaseError,
};
use std::{borrow::Cow, time::Duration};

/// Names Rapport's locks among the advisory locks of a database; the schema is the other half of their name.
const WRITING: &str = "pg_advisory_xact_lock(1918988402, hashtext(current_schema()))";
const SERVING: &str = "SELECT pg_advisory_lock(1918988403, hashtext(current_schema()))";
/// The table of the last commits. It belongs to the database and not to the installation: no copy takes it along.
pub(super) const MARKS: &str = "commit_mark";
/// How long a transaction may stand still: a process that hangs, or whose machine is gone, does not hold up the others for longer.
const STANDSTILL: Duration = Duration::from_secs(60);
/// Between two questions after the outcome of a commit.
const AGAIN: Duration = Duration::from_millis(100);

/// What every connection says at its beginning, whatever the server's own settings are.
pub(super) fn settled(options: PgConnectOptions) -> PgConnectOptions {
    let patience = PATIENCE.as_millis().to_string();
    let standstill = STANDSTILL.as_millis().to_string();
    options.application_name("rapport").disable_statement_logging().options([
        // What is acknowledged is on the disk.
        ("synchronous_commit", "on"),
        ("default_transaction_isolation", "read committed"),
        ("lock_timeout", patience.as_str()),
        ("idle_in_transaction_session_timeout", standstill.as_str()),
        ("tcp_keepalives_idle", "30"),
        ("tcp_keepalives_interval", "10"),
        ("tcp_keepalives_count", "3"),
        ("client_min_messages", "warning"),
    ])
}

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, SqlError> {
    let connecting = tokio::time::timeout(PATIENCE, PgConnection::connect_with(options));
    let late = || SqlError::Unavailable(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()));
    Ok(connecting.await.map_err(|_| late())??)
}

/// What a transaction leaves behind if it is committed: each writer has a row, with the mark of the last one that was.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommitMark {
    writer: i64,
    mark: i64,
}

impl CommitMark {
    /// The mark of a writer's next transaction.
    pub(super) fn next(writer: i64) -> Self {
        Self { writer, mark: random() }
    }
}

/// A number that no other has.
pub(super) fn random() -> i64 {
    rand::rng().next_u64().cast_signed()
}

/// Begins a transaction once no other writes.
pub(super) async fn begin(connection: &mut PgConnection, leaves: CommitMark) -> Result<(), SqlError> {
    let CommitMark { writer, mark } = leaves;
    let sql = format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT {WRITING};
        INSERT INTO {MARKS} (writer, mark, at) VALUES ({writer}, {mark}, EXTRACT(EPOCH FROM now())::bigint)
            ON CONFLICT (writer) DO UPDATE SET mark = excluded.mark, at = excluded.at"
    );
    Ok(sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)?)
}

/// Makes the table of the marks, and forgets writers that have written nothing for a month.
pub(super) async fn prepare(connection: &mut PgConnection) -> Result<(), SqlError> {
    let sql = format!(
        "BEGIN; SELECT {WRITING};
        CREATE TABLE IF NOT EXISTS {MARKS} (writer BIGINT PRIMARY KEY, mark BIGINT NOT NULL, at BIGINT NOT NULL);
        DELETE FROM {MARKS} WHERE at < EXTRACT(EPOCH FROM now())::bigint - 2592000; COMMIT"
    );
    Ok(sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)?)
}

/// Becomes the one connection of a server that writes; waits for the end of an earlier one.
pub(super) async fn serve(connection: &mut SqlConnection) -> Result<(), SqlError> {
    connection.execute(SERVING).await.map_err(|error| match SqlError::from(error) {
        SqlError::Busy => SqlError::Served,
        other => other,
    })
}

/// What came of a transaction whose commit was not answered. Its mark tells, also after a crash: the database is asked until it
/// says so, for until then nothing that rests on the outcome is right.
pub(super) async fn was_committed(options: &PgConnectOptions, mark: CommitMark) -> bool {
    tracing::warn!("the answer to a commit was lost: asking for its outcome");
    loop {
        match outcome(options, mark).await {
            Ok(committed) => return committed,
            Err(SqlError::Refused(why)) => {
                tracing::error!(%why, "the database is not the one it was: what was to be committed is not in it");
                return false;
            }
            Err(why) => tracing::warn!(%why, "the outcome of a commit is not known yet"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn outcome(options: &PgConnectOptions, left: CommitMark) -> Result<bool, SqlError> {
    let mut connection = connect(options).await?;
    // A transaction that has not come to its end still has the lock.
    let turn = format!("BEGIN; SELECT {WRITING}");
    sqlx::raw_sql(AssertSqlSafe(turn)).execute(&mut connection).await?;
    let asked = format!("SELECT COUNT(*) AS n FROM {MARKS} WHERE writer = $1 AND mark = $2");
    let row = sqlx::query(AssertSqlSafe(asked)).bind(left.writer).bind(left.mark).fetch_one(&mut connection).await?;
    let found: i64 = get(&row.into(), "n")?;
    // The answer is there.
    let _ = connection.close().await;
    Ok(found == 1)
}

/// Whether the database is one that Rapport can work with.
pub(super) async fn suits(connection: &mut PgConnection) -> Result<(), SqlError> {
    let sql = "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num') AS version,
        COALESCE(current_schema(), '') AS schema";
    let row = sqlx::query(sql).fetch_one(connection).await?.into();
    let version: String = get(&row, "version")?;
    if get::<String>(&row, "encoding")? != "UTF8" {
        return Err(SqlError::Unsuited(
            "its encoding is not UTF8: create it with --encoding=UTF8 --template=template0",
        ));
    }
    if version.parse::<u32>().unwrap_or(0) < OLDEST {
        return Err(SqlError::Unsuited("the server is older than PostgreSQL 15"));
    }
    if get::<String>(&row, "schema")?.is_empty() {
        return Err(SqlError::Unsuited("no schema of its search path exists"));
    }
    Ok(())
}

const OLDEST: u32 = 150_000;

/// Whether there are tables of Rapport.
pub(super) async fn has_tables(options: &PgConnectOptions) -> Result<bool, SqlError> {
    let mut connection = connect(options).await?;
    let sql = "SELECT to_regclass('schema_version') IS NOT NULL AS there";
    let row = sqlx::query(sql).fetch_one(&mut connection).await?;
    let there: i64 = get(&row.into(), "there")?;
    connection.close().await?;
    Ok(there == 1)
}

/// A statement of the schema as PostgreSQL spells it. Texts compare by their bytes, as on SQLite, whatever the database's locale is.
pub(super) fn spelled(sql: &str) -> Cow<'_, str> {
    if sql.starts_with("CREATE TABLE") || sql.starts_with("ALTER TABLE") {
        return sql.replace(" TEXT", " TEXT COLLATE \"C\"").into();
    }
    const RANDOM: &str = "HEX(RANDOMBLOB(32))";
    if sql.contains(RANDOM) {
        return sql.replace(RANDOM, "ENCODE(SHA256(CONVERT_TO(gen_random_uuid()::text, 'UTF8')), 'hex')").into();
    }
    sql.into()
}

/// What an error of the server means for whoever asked.
pub(super) fn meaning(refusal: &PgDatabaseError) -> Meaning {
    match refusal.code() {
        // disk_full
        "53100" => Meaning::Full,
        // lock_not_available, query_canceled, serialization_failure, deadlock_detected
        "55P03" | "57014" | "40001" | "40P01" => Meaning::Busy,
        // Standing still for too long, a standby, rights taken away.
        "25P03" | "25006" | "42501" => Meaning::Unavailable,
        code => match code.get(..2) {
            // Connection, authorization, no such database, resources, operator, system, damage.
            Some("08" | "28" | "3D" | "53" | "57" | "58" | "XX") => Meaning::Unavailable,
            _ => Meaning::Refused,
        },
    }
}

/// What an error means.
pub(super) enum Meaning {
    Full,
    Busy,
    Unavailable,
    Refused,
}
