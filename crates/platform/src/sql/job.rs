//! Long work such as back-tests: what was asked, how far it is, and what came out.
//!
//! A job that was running when the process ended is shown as broken off after the next start ([`Jobs::recover`]), so that
//! nothing says "running" that does not run.

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{get, parsed, values},
};
use rapport_kernel::Time;
use serde::Serialize;
use std::str::FromStr;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Under way.
    Running,
    /// Finished, with a result.
    Done,
    /// Ended with an error; the result says which.
    Failed,
    /// The process ended before the job did.
    BrokenOff,
    /// Someone stopped it.
    Cancelled,
}

impl JobState {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::BrokenOff => "broken_off",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The text is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state is running, done, failed, broken_off or cancelled")]
pub struct NoState;

impl FromStr for JobState {
    type Err = NoState;
    fn from_str(text: &str) -> Result<Self, NoState> {
        let all = [Self::Running, Self::Done, Self::Failed, Self::BrokenOff, Self::Cancelled];
        all.into_iter().find(|s| s.code() == text).ok_or(NoState)
    }
}

/// Long work that someone asked for, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Its id, chosen by whoever began it.
    pub id: String,
    /// What sort, such as `backtest`.
    pub kind: String,
    /// What was asked, as JSON text.
    pub body: String,
    /// Where it stands.
    pub state: JobState,
    /// As far as it has come, in the units of `total`.
    pub done: u64,
    /// Out of how much; 0 if not known.
    pub total: u64,
    /// What came out, as JSON text; empty while running.
    pub result: String,
    /// Who asked.
    pub author: String,
    /// The moment at which it was asked for.
    pub created: Time,
    /// When it last got further.
    pub updated: Time,
}

/// The jobs' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Jobs(Db);

impl Jobs {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Shows what the last process left running as broken off; call it at the start. Returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn recover(&self, now: Time) -> Result<u64, SqlError> {
        let sql = "UPDATE job SET state = 'broken_off', updated = $1 WHERE state = 'running'";
        self.0.run(sql, values![now.0]).await
    }

    /// Begins a job; whether the id was new. A job that exists already is left alone.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn begin(&self, id: &str, kind: &str, body: &str, author: &str, now: Time) -> Result<bool, SqlError> {
        let sql = "INSERT INTO job (id, kind, body, state, done, total, result, author, created, updated)
            VALUES ($1, $2, $3, 'running', 0, 0, '', $4, $5, $5) ON CONFLICT (id) DO NOTHING";
        Ok(self.0.run(sql, values![id, kind, body, author, now.0]).await? == 1)
    }

    /// Goes on with a job that was broken off or failed; whether it was.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn again(&self, id: &str, now: Time) -> Result<bool, SqlError> {
        let sql = "UPDATE job SET state = 'running', updated = $1 WHERE id = $2 AND state IN ('broken_off', 'failed')";
        Ok(self.0.run(sql, values![now.0, id]).await? == 1)
    }

    /// Keeps how far a running job is; whether it still runs (it may have been cancelled).
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn advance(&self, id: &str, done: u64, total: u64, now: Time) -> Result<bool, SqlError> {
        let sql = "UPDATE job SET done = $1, total = $2, updated = $3 WHERE id = $4 AND state = 'running'";
        Ok(self.0.run(sql, values![done.cast_signed(), total.cast_signed(), now.0, id]).await? == 1)
    }

    /// Ends a running job; whether it was running.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn end(&self, id: &str, state: JobState, result: &str, now: Time) -> Result<bool, SqlError> {
        let sql = "UPDATE job SET state = $1, result = $2, updated = $3 WHERE id = $4 AND state = 'running'";
        Ok(self.0.run(sql, values![state.code(), result, now.0, id]).await? == 1)
    }

    /// What is kept of a job, by its id; none if there is no such job.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn get(&self, id: &str) -> Result<Option<Job>, SqlError> {
        let row = self.0.row("SELECT * FROM job WHERE id = $1", values![id]).await?;
        row.as_ref().map(read).transpose()
    }

    /// How many jobs of a sort are in this state.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn count(&self, kind: &str, state: JobState) -> Result<u64, SqlError> {
        let sql = "SELECT COUNT(*) AS n FROM job WHERE kind = $1 AND state = $2";
        let row = self.0.row(sql, values![kind, state.code()]).await?;
        Ok(row.map_or(Ok(0), |row| get::<i64>(&row, "n"))?.unsigned_abs())
    }

    /// The newest jobs of a sort.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn list(&self, kind: &str, limit: u32) -> Result<Vec<Job>, SqlError> {
        let sql = "SELECT * FROM job WHERE kind = $1 ORDER BY created DESC, id LIMIT $2";
        self.0.rows(sql, values![kind, i64::from(limit)]).await?.iter().map(read).collect()
    }
}

fn read(row: &SqlRow) -> Result<Job, SqlError> {
    Ok(Job {
        id: get(row, "id")?,
        kind: get(row, "kind")?,
        body: get(row, "body")?,
        state: parsed(row, "state")?,
        done: get::<i64>(row, "done")?.cast_unsigned(),
        total: get::<i64>(row, "total")?.cast_unsigned(),
        result: get(row, "result")?,
        author: get(row, "author")?,
        created: Time(get(row, "created")?),
        updated: Time(get(row, "updated")?),
    })
}
