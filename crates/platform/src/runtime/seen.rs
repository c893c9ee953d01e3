//! Which messages were seen in the last days, so that a repetition changes nothing: on disk, with bounded memory.
//!
//! ```text
//!  keep ──> table (newest, memory) ──full, new day, or saved──> frozen ──writer thread──> run ┐
//!                                                                                        run ├──merged──> run
//!  contains: table, frozen, then runs; a run's filter says no for most, its file for the rest   ┘
//! ```
//!
//! * Everything here is made from the log. Runs cover it without a gap from where the window begins; what is missing, damaged
//!   or not written yet is read from the log again ([`Seen::fill`]).
//! * The window is counted in days on which messages came in: what the clock says drives nothing out by itself.
//! * Memory: [`Sizes`] bounds the table, the frozen ones and the filters; a run without a filter costs a page read for each
//!   question. Fences stay: 16 bytes for 255 keys.
//! * A writer that does not get on (a full disk) stops new messages ([`Seen::has_room`]); it never stops a start.

mod filter;
mod run;
#[cfg(test)]
mod tests;
mod window;
mod writer;

use super::submission;
use crate::{log::Reader, origin::Owner};
use hashbrown::HashSet;
use rapport_engine::Body;
use rapport_kernel::{Lsn, Span, Time, port::LogError};
use run::{Covered, Run};
use std::{
    collections::VecDeque,
    io,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use window::Window;
pub(crate) use window::newest;
pub(super) use window::unreadable;
use writer::{Done, Job, Writer};

/// How much memory the ids may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageIds {
    /// Ids in the table of the newest; it is written to disk when it has so many.
    pub table: usize,
    /// Tables that may wait to be written.
    pub waiting: usize,
    /// Bytes of filters, about 1.3 for each id on disk.
    pub filters: u64,
}

impl Default for MessageIds {
    fn default() -> Self {
        // As many as fill a hash table of 2^18 places: 4.5 MB.
        Self { table: 229_000, waiting: 3, filters: 64 << 20 }
    }
}

/// A table that waits to be written.
#[derive(Debug)]
struct Frozen {
    covered: Covered,
    keys: HashSet<u128>,
}

/// The ids of the window.
pub(super) struct Seen {
    sizes: MessageIds,
    window: Window,
    table: HashSet<u128>,
    /// What is being written, the oldest first.
    frozen: VecDeque<Arc<Frozen>>,
    /// The oldest first; each begins where the one before ends.
    runs: Vec<Arc<Run>>,
    /// The position up to which everything is in a run or frozen.
    frozen_to: Lsn,
    /// The position up to which everything is known.
    known_to: Lsn,
    merging: bool,
    writer: Writer,
}

/// The message a record of the log is known by.
fn key_of(payload: &[u8]) -> Option<u128> {
    // A record that cannot be read (a scrubbed one is empty) names nothing; the workers report what is damaged.
    match rapport_stored::decode_body(payload).ok()? {
        Body::Event(event) => (!event.message_id.is_empty()).then(|| submission::key(&event.source, &event.message_id)),
        Body::Named { key, .. } => key,
        _ => None,
    }
}

fn day(time: Time) -> i64 {
    time.0.div_euclid(Span::DAY.0)
}

impl Seen {
    /// Opens what lies in `dir`, and reads from the log what does not.
    pub(super) fn open(dir: &Path, sizes: MessageIds, owner: &Owner, log: &Reader) -> Result<Self, LogError> {
        let (window, runs) = Window::open(dir, log.end(), owner).map_err(LogError::Read)?;
        let mut seen = Self {
            sizes,
            table: HashSet::new(),
            frozen: VecDeque::new(),
            frozen_to: runs.last().map_or(window.begins(), |run| run.covered.to),
            known_to: window.empty_to(),
            runs,
            merging: false,
            writer: Writer::start(dir, owner).map_err(LogError::Read)?,
            window,
        };
        seen.bound_filters();
        seen.fill(log)?;
        Ok(seen)
    }

    /// Reads from the log what is not known yet.
    fn fill(&mut self, log: &Reader) -> Result<(), LogError> {
        for next in log.read(self.known_to)? {
            let (lsn, entry) = next?;
            self.keep(lsn, lsn.next(), entry.time, key_of(&entry.payload));
        }
        Ok(())
    }

    /// Whether `key` was seen. A run that cannot be read is made again from the log.
    pub(super) fn contains(&mut self, key: u128, log: &Reader) -> Result<bool, LogError> {
        match self.look_up(key) {
            Ok(found) => Ok(found),
            Err((at, error)) => {
                tracing::error!(%error, "message ids on disk cannot be read: they are read from the log again");
                self.forget_from(at);
                self.fill(log)?;
                self.look_up(key).map_err(|(_, error)| LogError::Read(error))
            }
        }
    }

    /// The same, or which run cannot be read.
    fn look_up(&self, key: u128) -> Result<bool, (usize, io::Error)> {
        if self.table.contains(&key) || self.frozen.iter().any(|frozen| frozen.keys.contains(&key)) {
            return Ok(true);
        }
        for (at, run) in self.runs.iter().enumerate().rev() {
            if run.contains(key).map_err(|error| (at, error))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives up the runs from this one on, and everything after them.
    fn forget_from(&mut self, at: usize) {
        let gone: Vec<_> = self.runs.drain(at..).collect();
        let from = gone.first().map_or(self.frozen_to, |run| run.covered.from);
        self.frozen.clear();
        self.table.clear();
        (self.frozen_to, self.known_to) = (from, from);
        self.writer.forget_answers();
        self.merging = false;
        self.window.back_to(from);
        self.writer.tell(Job::Remove { runs: gone, note: self.window.note() });
    }

    /// Remembers the messages between two positions, which came in at this log time.
    pub(super) fn keep(&mut self, from: Lsn, to: Lsn, now: Time, keys: impl IntoIterator<Item = u128>) {
        let mut keys = keys.into_iter().peekable();
        if keys.peek().is_some() && self.window.day() != Some(day(now)) {
            self.known_to = from;
            self.freeze();
            self.window.begin(day(now), self.frozen_to);
            self.drop_old();
        }
        self.table.extend(keys);
        self.known_to = to;
        if self.table.len() >= self.sizes.table {
            self.freeze();
        }
    }

    /// Whether new messages can be remembered within the bounds; waits a moment for the writer.
    pub(super) fn has_room(&mut self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        self.take_in(None);
        while self.frozen.len() > self.sizes.waiting {
            if Instant::now() >= deadline {
                return false;
            }
            self.take_in(Some(deadline));
        }
        true
    }

    /// Hands the table over to be written.
    pub(super) fn freeze(&mut self) {
        let day = self.window.day();
        if let (false, Some(day)) = (self.table.is_empty(), day) {
            let covered = Covered { day, from: self.frozen_to, to: self.known_to };
            let frozen = Arc::new(Frozen { covered, keys: std::mem::take(&mut self.table) });
            self.frozen.push_back(frozen.clone());
            self.writer.tell(Job::Write(frozen));
            self.frozen_to = self.known_to;
        } else {
            // Nothing to write: a start need not look there again.
            self.window.nothing_between(self.frozen_to, self.known_to);
            self.writer.tell(Job::Note(self.window.note()));
        }
        self.take_in(None);
        let (bytes, ids) = self.weight();
        metrics::gauge!("rapport_message_ids").set(ids as f64);
        metrics::gauge!("rapport_message_ids_bytes").set(bytes as f64);
    }

    /// Takes in what the writer has done, waiting for one answer if told how long.
    fn take_in(&mut self, until: Option<Instant>) {
        let mut next = until.and_then(|deadline| self.writer.wait(deadline)).or_else(|| self.writer.done());
        while let Some(done) = next {
            match done {
                Done::Written(run) => {
                    self.frozen.pop_front();
                    self.runs.push(run);
                }
                Done::Merged(run) => {
                    let inside =
                        |old: &Arc<Run>| old.covered.from >= run.covered.from && old.covered.to <= run.covered.to;
                    let at = self.runs.iter().position(inside).unwrap_or(self.runs.len());
                    self.runs.retain(|old| !inside(old));
                    self.runs.insert(at, run);
                    self.merging = false;
                }
                Done::NotMerged => self.merging = false,
            }
            self.drop_old();
            self.bound_filters();
            next = self.writer.done();
        }
        self.merge();
    }

    /// Drops what is past the window.
    fn drop_old(&mut self) {
        let begins = self.window.begins();
        let old: Vec<_> = self.runs.extract_if(.., |run| run.covered.to <= begins).collect();
        if !old.is_empty() {
            self.writer.tell(Job::Remove { runs: old, note: self.window.note() });
        }
    }

    /// Merges what has gathered: eight of a size within a day, and all of a day that is over.
    fn merge(&mut self) {
        if self.merging {
            return;
        }
        if let Some(runs) = window::to_merge(&self.runs, self.window.last_begins()) {
            self.merging = true;
            self.writer.tell(Job::Merge(self.runs[runs].to_vec()));
        }
    }

    /// Keeps the filters of the newest runs in memory, as far as it goes.
    fn bound_filters(&mut self) {
        let mut left = self.sizes.filters;
        for run in self.runs.iter_mut().rev() {
            let fits = run.memory_with(true) <= left;
            left = if fits { left - run.memory_with(true) } else { 0 };
            if fits == run.has_filter() {
                continue;
            }
            match Run::open(&run.path, fits) {
                Ok(again) => *run = again,
                // It shows when it is read.
                Err(error) => tracing::warn!(%error, "message ids on disk cannot be opened"),
            }
        }
    }

    /// How many bytes of memory the ids take, and how many ids there are.
    pub(super) fn weight(&self) -> (u64, u64) {
        let tables = self.table.capacity() + self.frozen.iter().map(|frozen| frozen.keys.capacity()).sum::<usize>();
        let waiting = self.table.len() + self.frozen.iter().map(|frozen| frozen.keys.len()).sum::<usize>();
        let runs: u64 = self.runs.iter().map(|run| run.memory()).sum();
        let kept: u64 = self.runs.iter().map(|run| run.keys).sum();
        // A place in the table is a key and a byte; at most 7 of 8 places are used.
        ((tables * 8 / 7 * 17) as u64 + runs, waiting as u64 + kept)
    }
}
