//! The database's beat: a number that rises every few seconds, and a random mark that goes with it.
//!
//! The log keeps both, too. By the number an older database is told from the newest; by the mark one of a copy that went on by itself,
//! and has come to the same number. The database keeps from which beat on each of its marks counted, so that it knows the mark of every
//! beat that a log may end with, however far the database has gone on since.

use super::{
    SqlError,
    db::{Db, get, values},
    postgres::random,
};
use parking_lot::Mutex;
use rapport_kernel::Lsn;
use std::collections::VecDeque;

/// So many beats have one mark, about ten minutes. A process begins with a mark of its own: two copies go on with different ones.
const OF_ONE_MARK: u32 = 120;
/// Marks of beats so far back, about a year, are forgotten.
const KEPT: i64 = 6_000_000;

/// One beat of the database, as the log's record of it has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// It only ever grows.
    pub number: i64,
    /// What no other copy has at this number.
    pub mark: i64,
}

/// The mark of the beats to come, how many have had it, and the marks that the database may end with.
#[derive(Debug)]
pub(super) struct BeatMarks(Mutex<Marks>);

#[derive(Debug)]
struct Marks {
    now: i64,
    beats: u32,
    /// The last mark that was found, and those drawn here since; the newest last.
    known: Option<VecDeque<i64>>,
}

/// So many marks are kept: of two that were drawn one after the other, the database may still have the earlier one.
const KNOWN: usize = 3;

impl BeatMarks {
    pub(super) fn fresh() -> Self {
        Self(Mutex::new(Marks { now: random(), beats: 0, known: None }))
    }

    fn next(&self) -> i64 {
        let mut marks = self.0.lock();
        if marks.beats == OF_ONE_MARK {
            (marks.now, marks.beats) = (random(), 0);
        }
        marks.beats += 1;
        let now = marks.now;
        if let Some(known) = marks.known.as_mut().filter(|known| known.back() != Some(&now)) {
            known.push_back(now);
            if known.len() > KNOWN {
                known.pop_front();
            }
        }
        now
    }

    /// The database was opened and ends with this mark.
    pub(super) fn learn(&self, last: Option<i64>) {
        self.0.lock().known = Some(last.into_iter().collect());
    }

    /// Whether anything is known of the database yet.
    pub(super) fn are_known(&self) -> bool {
        self.0.lock().known.is_some()
    }

    /// Whether the database ends with a mark of before or of ours, so that no other server has written since.
    pub(super) fn knows(&self, mark: i64) -> bool {
        self.0.lock().known.as_ref().is_some_and(|known| known.contains(&mark))
    }
}

impl Db {
    /// Writes a row as everything is written, and reads it back as everything is read.
    ///
    /// Returns the beat that is durable now. `log_end`, the position behind the log's last durable record, is kept with it.
    ///
    /// # Errors
    /// [`SqlError::NotKept`] if it is not there; [`SqlError`].
    pub async fn prove(&self, log_end: Lsn) -> Result<Beat, SqlError> {
        self.prove_beyond(0, log_end, false).await
    }

    /// The same; the beat lies beyond `known`, too, and earlier marks say nothing any more: this database goes on with a log of which it
    /// may know other beats.
    ///
    /// # Errors
    /// As [`Db::prove`].
    pub(crate) async fn prove_anew(&self, known: i64, log_end: Lsn) -> Result<Beat, SqlError> {
        self.prove_beyond(known, log_end, true).await
    }

    async fn prove_beyond(&self, known: i64, log_end: Lsn, anew: bool) -> Result<Beat, SqlError> {
        let sql = "INSERT INTO canary (id, beat, log_end) VALUES (1, $2 + 1, $1)
            ON CONFLICT (id) DO UPDATE SET beat = CASE WHEN canary.beat > $2 THEN canary.beat ELSE $2 END + 1, log_end = excluded.log_end RETURNING beat";
        let mark = self.marks().next();
        let tx = self.begin().await?;
        let row = tx.row(sql, values![log_end.0.cast_signed(), known]).await?;
        let written: i64 = row.map_or(Ok(0), |row| get(&row, "beat"))?;
        let forget = "DELETE FROM beat_mark WHERE beat < $1";
        tx.run(forget, values![if anew { i64::MAX } else { written - KEPT }]).await?;
        let begin = "INSERT INTO beat_mark (beat, mark) SELECT $1, $2
            WHERE COALESCE((SELECT mark FROM beat_mark ORDER BY beat DESC LIMIT 1), 0) <> $2";
        tx.run(begin, values![written, mark]).await?;
        tx.commit().await?;
        let read = self.beat().await?;
        // Another proof may have been quicker with the next beat.
        if written > 0 && read >= written { Ok(Beat { number: written, mark }) } else { Err(SqlError::NotKept) }
    }

    /// The number of the last beat; 0 before the first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn beat(&self) -> Result<i64, SqlError> {
        let row = self.row("SELECT beat FROM canary WHERE id = 1", Vec::new()).await?;
        row.map_or(Ok(0), |row| get(&row, "beat"))
    }
}
