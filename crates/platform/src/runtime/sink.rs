//! Carrying effects out, in order, while others fail.
//!
//! Each sink has a queue and a task of its own: a slow one delays nobody else. Work is handed over in batches. A batch
//! that is refused is carried out one by one; what fails alone is tried again a little later, off the main road, and set
//! aside after [`TRIES`] tries. A sink that is *unavailable* (its database is away) is no fault of the work: it is tried
//! until it comes back.
//!
//! A *barrier* answers when everything before it is carried out or set aside. Snapshots wait for one: a record whose
//! effects are not durable elsewhere must be replayed.

use super::aside::{Aside, Note};
use crate::{
    sql::SqlError,
    tasks::{Tasks, caught},
};
use rapport_kernel::{RecordId, Time};
use smol_str::SmolStr;
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

pub use rapport_channel::driver::Answer;

/// How often something is tried before it is set aside.
pub const TRIES: u32 = 5;
/// The first pause before trying again; doubled each time.
const PAUSE: Duration = Duration::from_millis(20);
/// How long to wait for a sink that is unavailable, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why work was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SinkError {
    /// Nothing is wrong with the work: try until it works.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// This work cannot be carried out; the reason is a stable code without personal data.
    #[error("refused: {0}")]
    Refused(SmolStr),
}

impl From<&SqlError> for SinkError {
    /// What the database will always say of this work is about the work; the rest passes.
    fn from(error: &SqlError) -> Self {
        match error.never() {
            Some(code) => {
                tracing::error!(%error, "the database will never take this");
                Self::Refused(code.into())
            }
            None => Self::Unavailable(error.to_string()),
        }
    }
}

/// Work that can be named.
pub trait Named {
    /// Which output of which record it is.
    fn id(&self) -> RecordId;

    /// What has to be known to do it later, should the log not say it any more.
    fn work(&self) -> Option<serde_json::Value> {
        None
    }
}

/// Something that carries work out.
pub trait Sink<T>: Send + Sync + 'static {
    /// Carries all items out durably, or none. An item that was carried out before changes nothing.
    fn carry<'a>(&'a self, items: &'a [T]) -> Answer<'a, Result<(), SinkError>>;
}

/// Tells the log's time.
type Now = Arc<dyn Fn() -> Time + Send + Sync>;

/// What every sink has around it.
pub(super) struct Around {
    pub(super) now: Now,
    pub(super) tasks: Tasks,
}

enum Item<T> {
    Work(T),
    Barrier(oneshot::Sender<()>),
}

/// The sending end of a sink's queue.
pub(super) struct Outlet<T> {
    queue: mpsc::UnboundedSender<Item<T>>,
    backlog: Arc<AtomicUsize>,
}

impl<T> Clone for Outlet<T> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), backlog: self.backlog.clone() }
    }
}

impl<T: Named + Send + Sync + 'static> Outlet<T> {
    /// Starts a sink's task on the current tokio runtime. It ends when all outlets are gone.
    pub(super) fn start(
        name: &'static str,
        batch: usize,
        sink: Arc<dyn Sink<T>>,
        aside: Arc<Aside>,
        around: &Around,
    ) -> Self {
        let (queue, inbox) = mpsc::unbounded_channel();
        let backlog = Arc::new(AtomicUsize::new(0));
        let now = around.now.clone();
        let runner = Runner { name, batch, sink, aside, now, inbox, backlog: backlog.clone(), later: VecDeque::new() };
        around.tasks.watch(name, runner.run());
        Self { queue, backlog }
    }

    /// Hands work over; never waits.
    pub(super) fn put(&self, work: T) {
        self.backlog.fetch_add(1, Ordering::Relaxed);
        // The task ends only after all outlets; a send cannot fail before.
        let _ = self.queue.send(Item::Work(work));
    }

    /// Answers when everything put before is carried out or set aside.
    pub(super) fn barrier(&self) -> oneshot::Receiver<()> {
        let (reply, answer) = oneshot::channel();
        let _ = self.queue.send(Item::Barrier(reply));
        answer
    }

    /// How much is waiting.
    pub(super) fn backlog(&self) -> usize {
        self.backlog.load(Ordering::Relaxed)
    }
}

struct Again<T> {
    work: T,
    tries: u32,
    at: Instant,
}

struct Runner<T> {
    name: &'static str,
    batch: usize,
    sink: Arc<dyn Sink<T>>,
    aside: Arc<Aside>,
    now: Now,
    inbox: mpsc::UnboundedReceiver<Item<T>>,
    backlog: Arc<AtomicUsize>,
    /// What failed alone, by the time of its next try.
    later: VecDeque<Again<T>>,
}

impl<T: Named + Send + Sync + 'static> Runner<T> {
    async fn run(mut self) {
        loop {
            let mut items = Vec::new();
            let wake = self.later.iter().map(|again| again.at).min();
            let open = tokio::select! {
                got = self.inbox.recv_many(&mut items, self.batch) => got > 0,
                () = sleep_until(wake) => true,
            };
            self.take(items).await;
            self.retry(false).await;
            if !open {
                return self.retry(true).await;
            }
        }
    }

    async fn take(&mut self, items: Vec<Item<T>>) {
        let mut batch = Vec::new();
        for item in items {
            match item {
                Item::Work(work) => batch.push(work),
                Item::Barrier(reply) => {
                    self.carry(std::mem::take(&mut batch)).await;
                    self.retry(true).await;
                    let _ = reply.send(());
                }
            }
        }
        self.carry(batch).await;
    }

    /// Carries a batch out; what fails alone goes to `later`.
    async fn carry(&mut self, batch: Vec<T>) {
        if batch.is_empty() {
            return;
        }
        let count = batch.len();
        let mut failed = 0;
        match self.attempt(&batch).await {
            Ok(()) => self.aside.done(self.name, batch.iter().map(Named::id)),
            Err(_) => {
                for work in batch {
                    match self.attempt(std::slice::from_ref(&work)).await {
                        Ok(()) => self.aside.done(self.name, std::iter::once(work.id())),
                        Err(_) => {
                            failed += 1;
                            self.later.push_back(Again { work, tries: 1, at: Instant::now() + PAUSE });
                        }
                    }
                }
            }
        }
        self.done(count - failed);
    }

    /// Tries again what is due, or everything until nothing is left.
    async fn retry(&mut self, all: bool) {
        for _ in 0..self.later.len() {
            let Some(again) = self.later.pop_front() else { break };
            if !all && again.at > Instant::now() {
                self.later.push_back(again);
                continue;
            }
            self.again(again).await;
        }
        while all && let Some(again) = self.later.pop_front() {
            tokio::time::sleep_until(again.at).await;
            self.again(again).await;
        }
    }

    async fn again(&mut self, again: Again<T>) {
        match self.attempt(std::slice::from_ref(&again.work)).await {
            Ok(()) => {
                self.aside.done(self.name, std::iter::once(again.work.id()));
                self.done(1);
            }
            Err(reason) if again.tries + 1 >= TRIES => {
                let (id, work, since) = (again.work.id(), again.work.work(), (self.now)());
                let (place, tries) = (self.name, again.tries + 1);
                self.aside.put(Note { id, place, tries, reason: &reason, since, work });
                self.done(1);
            }
            Err(_) => {
                let at = Instant::now() + PAUSE * 2u32.pow(again.tries);
                self.later.push_back(Again { tries: again.tries + 1, at, ..again });
            }
        }
    }

    /// One attempt; waits as long as the sink is unavailable. A panic is a refusal.
    async fn attempt(&self, items: &[T]) -> Result<(), SmolStr> {
        let mut pause = PAUSE;
        loop {
            let outcome = match catch_unwind(AssertUnwindSafe(|| self.sink.carry(items))) {
                Ok(answer) => caught(answer).await,
                Err(_) => None,
            };
            match outcome {
                Some(Ok(())) => return Ok(()),
                Some(Err(SinkError::Refused(reason))) => return Err(reason),
                Some(Err(SinkError::Unavailable(why))) => {
                    tracing::warn!(sink = self.name, why, "unavailable, waiting");
                    metrics::counter!("rapport_sink_unavailable_total", "sink" => self.name).increment(1);
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                None => {
                    metrics::counter!("rapport_panics_total", "place" => self.name).increment(1);
                    return Err("panic".into());
                }
            }
        }
    }

    fn done(&self, count: usize) {
        self.backlog.fetch_sub(count, Ordering::Relaxed);
        metrics::counter!("rapport_sink_done_total", "sink" => self.name).increment(count as u64);
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
