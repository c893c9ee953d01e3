//! The thread that writes, merges and removes runs, so that the sequencer never waits for a disk that is only slow.

use super::{
    Frozen,
    run::{Covered, Run},
    window::Note,
};
use crate::origin::Owner;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// After a failure it is tried again so much later.
const AGAIN: Duration = Duration::from_millis(500);

/// What there is to do.
pub(super) enum Job {
    /// Write a table.
    Write(Arc<Frozen>),
    /// Make one of several that follow one another.
    Merge(Vec<Arc<Run>>),
    /// Note where the window begins, then remove what lies before it.
    Remove {
        /// What is not needed any more.
        runs: Vec<Arc<Run>>,
        /// What to note first.
        note: Note,
    },
    /// Note where the window begins.
    Note(Note),
}

pub(super) enum Done {
    /// The oldest table that waited is on disk.
    Written(Arc<Run>),
    /// A run stands for all those within its covered.
    Merged(Arc<Run>),
    /// They stay as they are for now.
    NotMerged,
}

/// The way to the thread, which ends with this: no one else may open the directory before.
pub(super) struct Writer {
    dir: PathBuf,
    owner: Owner,
    jobs: Option<Sender<Job>>,
    done: Receiver<Done>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(dir: &Path, owner: &Owner) -> io::Result<Self> {
        let ((jobs, inbox), (answers, done)) = (unbounded(), unbounded());
        let stopped = Arc::new(AtomicBool::new(false));
        let owner = owner.clone();
        let hand = Hand { dir: dir.to_owned(), owner: owner.clone(), answers, stopped: stopped.clone() };
        let work = move || inbox.iter().take_while(|_| !hand.is_stopped()).for_each(|job: Job| hand.carry(&job));
        let thread = std::thread::Builder::new().name("message-ids".into()).spawn(work)?;
        Ok(Self { dir: dir.to_owned(), owner, jobs: Some(jobs), done, stopped, thread: Some(thread) })
    }

    pub(super) fn tell(&self, job: Job) {
        // The thread ends after us.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(job));
    }

    /// An answer, if there is one.
    pub(super) fn done(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }

    /// The next answer, if it comes in time.
    pub(super) fn wait(&self, deadline: Instant) -> Option<Done> {
        self.done.recv_deadline(deadline).ok()
    }

    /// Answers to what was asked before do not count any more.
    pub(super) fn forget_answers(&mut self) {
        match Self::start(&self.dir, &self.owner) {
            Ok(fresh) => *self = fresh,
            Err(error) => tracing::error!(%error, "no thread for message ids"),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // What it did not come to is read from the log at the next start.
            let _ = thread.join();
        }
    }
}

/// What the thread has in its hand.
struct Hand {
    dir: PathBuf,
    owner: Owner,
    answers: Sender<Done>,
    stopped: Arc<AtomicBool>,
}

impl Hand {
    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    fn answer(&self, done: Done) {
        // No one wants to know any more.
        let _ = self.answers.send(done);
    }

    fn carry(&self, job: &Job) {
        if let Err(error) = self.owner.may_write() {
            // The process is about to end: nobody waits for an answer.
            return tracing::error!(%error, "message ids are not written");
        }
        match job {
            Job::Write(frozen) => self.write(frozen),
            Job::Merge(runs) => match self.merge(runs) {
                Ok(run) => {
                    self.answer(Done::Merged(run));
                    remove(runs);
                }
                Err(error) => {
                    tracing::warn!(%error, "message ids could not be merged");
                    self.answer(Done::NotMerged);
                }
            },
            Job::Remove { runs, note } => {
                if noted(&self.dir, note) {
                    remove(runs);
                }
            }
            Job::Note(note) => {
                noted(&self.dir, note);
            }
        }
    }

    /// Tries until it is done.
    fn write(&self, frozen: &Frozen) {
        let mut keys: Vec<u128> = frozen.keys.iter().copied().collect();
        keys.sort_unstable();
        let whose = self.owner.sign(frozen.covered.last());
        while !self.is_stopped() && self.owner.may_write().is_ok() {
            let each = keys.iter().map(|key| Ok(*key));
            match Run::write(&self.dir, frozen.covered, &whose, 0, keys.len(), each) {
                Ok(run) => return self.answer(Done::Written(run)),
                Err(error) => {
                    metrics::counter!("rapport_message_ids_failed_total").increment(1);
                    tracing::warn!(%error, "message ids could not be written; trying again");
                    std::thread::sleep(AGAIN);
                }
            }
        }
    }

    fn merge(&self, runs: &[Arc<Run>]) -> io::Result<Arc<Run>> {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let covered = Covered { day: first.covered.day, from: first.covered.from, to: last.covered.to };
        let level = runs.iter().map(|run| run.level).max().unwrap_or_default() + 1;
        let most = runs.iter().map(|run| run.keys as usize).sum();
        let keys =
            Merge::of(runs).map(|key| if self.is_stopped() { Err(io::ErrorKind::Interrupted.into()) } else { key });
        Run::write(&self.dir, covered, &self.owner.sign(covered.last()), level, most, keys)
    }
}

fn noted(dir: &Path, note: &Note) -> bool {
    let written = note.write(dir);
    if let Err(error) = &written {
        // A start reads more of the log than it had to.
        tracing::debug!(%error, "the window of message ids could not be noted");
    }
    written.is_ok()
}

fn remove(runs: &[Arc<Run>]) {
    for run in runs {
        if let Err(error) = fs::remove_file(&run.path) {
            // The next start removes it.
            tracing::debug!(%error, "a run of message ids could not be removed");
        }
    }
}

/// The keys of several runs, ascending.
struct Merge<I> {
    sources: Vec<I>,
    heads: BinaryHeap<Reverse<(u128, usize)>>,
    failed: Option<io::Error>,
}

impl Merge<()> {
    fn of(runs: &[Arc<Run>]) -> Merge<impl Iterator<Item = io::Result<u128>>> {
        let mut merge = Merge { sources: runs.iter().map(Run::all).collect(), heads: BinaryHeap::new(), failed: None };
        (0..merge.sources.len()).for_each(|source| merge.pull(source));
        merge
    }
}

impl<I: Iterator<Item = io::Result<u128>>> Merge<I> {
    fn pull(&mut self, source: usize) {
        match self.sources[source].next() {
            Some(Ok(key)) => self.heads.push(Reverse((key, source))),
            Some(Err(error)) => self.failed = Some(error),
            None => {}
        }
    }
}

impl<I: Iterator<Item = io::Result<u128>>> Iterator for Merge<I> {
    type Item = io::Result<u128>;

    fn next(&mut self) -> Option<io::Result<u128>> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let Reverse((key, source)) = self.heads.pop()?;
        self.pull(source);
        Some(Ok(key))
    }
}
