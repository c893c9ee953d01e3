//! Carrying effects out, in the order of the log, while others fail.
//!
//! Each sink has a queue and a task of its own: a slow one delays no one else. Workers put their effects in as fast as each of them
//! is; work waits until every worker has come up to the record it came from, and goes by the records' order. So of two words about one
//! order, the first in the log is the first in the books. Work is handed over in batches. A batch
//! that is refused is carried out one by one; what fails alone is tried again a little later, off the main road, and set
//! aside after [`TRIES`] tries. A sink that is *unavailable* (its database is away) is no fault of the work: it is tried
//! until it comes back.
//!
//! A *barrier* answers when everything before it is carried out or set aside. Snapshots wait for one: a record whose
//! effects are not durable elsewhere must be replayed.

use super::{
    aside::{Aside, Note},
    health::Health,
};
use crate::{
    sql::SqlError,
    tasks::{Tasks, caught},
};
use rapport_kernel::{Lsn, Partition, RecordId, Time};
use smol_str::SmolStr;
use std::{
    collections::{BTreeMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
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

    /// What of this work is done even when the person is erased that it is about, in a form that says nothing of them; none if nothing
    /// is. It is kept with what is set aside, because an erasure empties the log that it came from.
    fn nameless(&self, _item: &T) -> Option<serde_json::Value> {
        None
    }
}

/// Tells the log's time.
type Now = Arc<dyn Fn() -> Time + Send + Sync>;

/// What every sink has around it.
pub(super) struct Around {
    pub(super) now: Now,
    pub(super) tasks: Tasks,
    /// How far the workers are.
    pub(super) health: Arc<Health>,
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
        let health = around.health.clone();
        let runner = Runner {
            name,
            batch,
            sink,
            aside,
            now: around.now.clone(),
            inbox,
            backlog: backlog.clone(),
            moved: health.moved(),
            health,
            came: 0,
            waiting: BTreeMap::new(),
            barriers: Vec::new(),
            later: VecDeque::new(),
        };
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
    /// How far the workers are.
    health: Arc<Health>,
    moved: watch::Receiver<()>,
    /// How much has come so far.
    came: u64,
    /// Work by its place in the log, and by when it came.
    waiting: BTreeMap<(Lsn, Partition, u32, u64), T>,
    /// Who is answered once the work up to this record is carried out.
    barriers: Vec<(Option<Lsn>, oneshot::Sender<()>)>,
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
                Ok(()) = self.moved.changed(), if !self.waiting.is_empty() => true,
                () = sleep_until(wake) => true,
            };
            // Asked before the queue is emptied: what came out of the records before this position is in the queue by now.
            let reached = if open { self.health.reached() } else { Lsn(u64::MAX) };
            while let Ok(item) = self.inbox.try_recv() {
                items.push(item);
            }
            items.into_iter().for_each(|item| self.take(item));
            self.carry_before(reached).await;
            self.retry(false).await;
            if !open {
                return self.retry(true).await;
            }
        }
    }

    fn take(&mut self, item: Item<T>) {
        match item {
            Item::Work(work) => {
                let RecordId { partition, lsn, n } = work.id();
                self.came += 1;
                self.waiting.insert((lsn, partition, n, self.came), work);
            }
            Item::Barrier(reply) => {
                let last = self.waiting.last_key_value().map(|((lsn, ..), _)| *lsn);
                self.barriers.push((last, reply));
            }
        }
    }

    /// Carries out what came of the records before a position, and answers who waited for no more than that.
    async fn carry_before(&mut self, reached: Lsn) {
        let rest = self.waiting.split_off(&(reached, Partition(0), 0, 0));
        let mut due = std::mem::replace(&mut self.waiting, rest).into_values();
        loop {
            let batch: Vec<T> = due.by_ref().take(self.batch).collect();
            if batch.is_empty() {
                break;
            }
            self.carry(batch).await;
        }
        let behind = |(last, _): &(Option<Lsn>, _)| last.is_none_or(|last| last < reached);
        let (done, open): (Vec<_>, Vec<_>) = std::mem::take(&mut self.barriers).into_iter().partition(behind);
        self.barriers = open;
        if !done.is_empty() {
            self.retry(true).await;
        }
        for (_, reply) in done {
            let _ = reply.send(());
        }
    }

    /// Carries a batch out; what fails alone goes to `later`.
    async fn carry(&mut self, batch: Vec<T>) {
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
                let work = again.work.work().or_else(|| self.sink.nameless(&again.work));
                let (id, since) = (again.work.id(), (self.now)());
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use parking_lot::Mutex;

    impl Named for RecordId {
        fn id(&self) -> RecordId {
            *self
        }
    }

    /// Notes what is carried out.
    #[derive(Default)]
    struct Notes(Mutex<Vec<u64>>);

    impl Sink<RecordId> for Notes {
        fn carry<'a>(&'a self, items: &'a [RecordId]) -> Answer<'a, Result<(), SinkError>> {
            self.0.lock().extend(items.iter().map(|id| id.lsn.0));
            Box::pin(async { Ok(()) })
        }
    }

    fn out(lsn: u64) -> RecordId {
        RecordId { partition: Partition((lsn % 2) as u16), lsn: Lsn(lsn), n: 0 }
    }

    #[tokio::test]
    async fn what_a_fast_worker_puts_in_waits_for_the_records_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let (notes, health) = (Arc::new(Notes::default()), Arc::new(Health::new(2)));
        let aside = Arc::new(Aside::open(folder.path(), crate::installation::Lease::alone()).unwrap());
        let around = Around { now: Arc::new(|| Time(0)), tasks: Tasks::default(), health: health.clone() };
        let outlet = Outlet::start("notes", 2, notes.clone(), aside, &around);
        health.handed([(0, Lsn(8)), (1, Lsn(7))]);
        [2, 4, 6, 8].into_iter().for_each(|lsn| outlet.put(out(lsn)));
        health.applied(0, Lsn(8));
        let mut first = outlet.barrier();
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert!(notes.0.lock().is_empty() && first.try_recv().is_err(), "the other has not come up to them");
        outlet.put(out(3));
        health.applied(1, Lsn(3));
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert_eq!(*notes.0.lock(), [2, 3], "the other is at 4");
        // What is handed over later stands behind.
        health.handed([(0, Lsn(10))]);
        [10, 5, 7].into_iter().for_each(|lsn| outlet.put(out(lsn)));
        health.applied(1, Lsn(7));
        first.await.unwrap();
        assert_eq!(*notes.0.lock(), [2, 3, 4, 5, 6, 7, 8]);
        drop(outlet);
        while notes.0.lock().len() < 8 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(notes.0.lock().last(), Some(&10), "at the end nothing waits");
    }
}
