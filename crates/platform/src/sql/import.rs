//! Imports: how far each got, so that it goes on after a kill without doubles, and which rows it refused and why.
//!
//! An import is known by its file's hash and what is asked of it. Progress is kept after the rows were acknowledged; rows
//! between the kept position and a kill are sent again, and their message ids, made from the file's hash and the row's
//! number, let the log drop them.

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{get, parsed, values},
    token,
};
use rapport_kernel::Time;
use serde::Serialize;
use std::str::FromStr;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Not at its end.
    Running,
    /// At its end.
    Done,
}

impl ImportState {
    fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// The text is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state is running or done")]
pub struct NoState;

impl FromStr for ImportState {
    type Err = NoState;
    fn from_str(text: &str) -> Result<Self, NoState> {
        [Self::Running, Self::Done].into_iter().find(|s| s.code() == text).ok_or(NoState)
    }
}

/// An import and how far it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Import {
    /// Its id, the same whenever the same file is imported in the same way.
    pub id: String,
    /// The file's SHA-256.
    pub file_hash: String,
    /// The file's name.
    pub name: String,
    /// What was asked: source, mapping and format, as JSON text.
    pub body: String,
    /// Where it stands.
    pub state: ImportState,
    /// Where it got to.
    pub progress: Progress,
    /// When it began.
    pub created: Time,
    /// When it last got further.
    pub updated: Time,
}

/// How far an import got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Rows that are behind it.
    pub rows: u64,
    /// Bytes of the file that are behind it, for formats that are read by position.
    pub bytes: u64,
    /// Rows taken.
    pub accepted: u64,
    /// Rows refused.
    pub refused: u64,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// Its number in the file, from 1.
    pub row: u64,
    /// The reason's stable name.
    pub code: String,
    /// The reason in words.
    pub reason: String,
}

/// The imports' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Imports(Db);

impl Imports {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Begins an import, or finds the one that was begun for the same file and the same wish.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn begin(&self, file_hash: &str, name: &str, body: &str, now: Time) -> Result<Import, SqlError> {
        let id = token::hash(&format!("{file_hash}\n{body}"));
        let sql = "INSERT INTO import_job
            (id, file_hash, name, body, state, done_rows, done_bytes, accepted, refused, created, updated)
            VALUES ($1, $2, $3, $4, 'running', 0, 0, 0, 0, $5, $5) ON CONFLICT (id) DO NOTHING";
        self.0.run(sql, values![id.as_str(), file_hash, name, body, now.0]).await?;
        self.get(&id).await?.ok_or(SqlError::Damaged("import_job"))
    }

    /// Keeps how far an import got, with the rows refused since; an older position than the kept one changes nothing.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn advance(
        &self,
        id: &str,
        progress: Progress,
        refused: &[RefusedRow],
        state: ImportState,
        now: Time,
    ) -> Result<(), SqlError> {
        let tx = self.0.begin().await?;
        for row in refused {
            let sql = "INSERT INTO import_refused (job, row_no, code, reason) VALUES ($1, $2, $3, $4)
                ON CONFLICT (job, row_no) DO NOTHING";
            tx.run(sql, values![id, row.row.cast_signed(), row.code.as_str(), row.reason.as_str()]).await?;
        }
        let sql = "UPDATE import_job SET done_rows = $1, done_bytes = $2, accepted = $3, refused = $4, state = $5,
            updated = $6 WHERE id = $7 AND done_rows <= $1";
        let values = values![
            progress.rows.cast_signed(),
            progress.bytes.cast_signed(),
            progress.accepted.cast_signed(),
            progress.refused.cast_signed(),
            state.code(),
            now.0,
            id,
        ];
        tx.run(sql, values).await?;
        tx.commit().await
    }

    /// What is kept of an import, by its id; none if there is no such import.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn get(&self, id: &str) -> Result<Option<Import>, SqlError> {
        let row = self.0.row("SELECT * FROM import_job WHERE id = $1", values![id]).await?;
        row.as_ref().map(read).transpose()
    }

    /// The newest imports.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn list(&self, limit: u32) -> Result<Vec<Import>, SqlError> {
        let sql = "SELECT * FROM import_job ORDER BY created DESC, id LIMIT $1";
        self.0.rows(sql, values![i64::from(limit)]).await?.iter().map(read).collect()
    }

    /// The rows an import refused, in the file's order.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn refused(&self, id: &str, after: u64, limit: u32) -> Result<Vec<RefusedRow>, SqlError> {
        let sql =
            "SELECT row_no, code, reason FROM import_refused WHERE job = $1 AND row_no > $2 ORDER BY row_no LIMIT $3";
        let rows = self.0.rows(sql, values![id, after.cast_signed(), i64::from(limit)]).await?;
        let read = |row: &SqlRow| {
            let number = get::<i64>(row, "row_no")?.cast_unsigned();
            Ok(RefusedRow { row: number, code: get(row, "code")?, reason: get(row, "reason")? })
        };
        rows.iter().map(read).collect()
    }
}

fn read(row: &SqlRow) -> Result<Import, SqlError> {
    let count = |column| Ok::<u64, SqlError>(get::<i64>(row, column)?.cast_unsigned());
    Ok(Import {
        id: get(row, "id")?,
        file_hash: get(row, "file_hash")?,
        name: get(row, "name")?,
        body: get(row, "body")?,
        state: parsed(row, "state")?,
        progress: Progress {
            rows: count("done_rows")?,
            bytes: count("done_bytes")?,
            accepted: count("accepted")?,
            refused: count("refused")?,
        },
        created: Time(get(row, "created")?),
        updated: Time(get(row, "updated")?),
    })
}
