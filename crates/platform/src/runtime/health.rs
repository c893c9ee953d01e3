//! Whether the heart beats: ready means progress, not life.

use super::time::Doubt;
use parking_lot::Mutex;
use rapport_kernel::{Lsn, Time};
use serde::Serialize;
use smol_str::SmolStr;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering},
};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A stage that has made no progress for longer is not ready.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether the log takes records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogState {
    /// Records are appended and made durable.
    Writable,
    /// Not until there is room on the disk.
    Full,
    /// Not until a file handle is free.
    NoHandles,
    /// No new messages until their ids can be written: else nobody would know a repetition.
    IdsUnwritable,
    /// Not any more: another process has taken the directory.
    LeaseLost,
    /// Not until a restart.
    Unwritable,
}

impl LogState {
    fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Writable,
            1 => Self::Full,
            2 => Self::NoHandles,
            3 => Self::IdsUnwritable,
            4 => Self::LeaseLost,
            _ => Self::Unwritable,
        }
    }
}

/// How things stand, for `/readyz` and the metrics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vitals {
    /// Everything below is as it should be.
    pub ready: bool,
    /// Recovery is complete.
    pub recovered: bool,
    /// Whether the log takes records.
    pub log: LogState,
    /// The position the next record gets.
    pub end: Lsn,
    /// Records that are durable but not applied by every worker.
    pub lag: u64,
    /// Seconds since the slowest worker applied a tick.
    pub tick_age: f64,
    /// Effects waiting in sinks.
    pub backlog: usize,
    /// Messages between claim and report.
    pub on_wire: usize,
    /// Messages that wait to be carried, or are.
    pub due: usize,
    /// Why the clock is not believed.
    pub clock: Option<Doubt>,
    /// What must go on and has ended.
    pub ended: Vec<SmolStr>,
}

/// What others know of how things stand.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) backlog: usize,
    pub(super) due: usize,
    pub(super) on_wire: usize,
    pub(super) clock: Option<Doubt>,
    pub(super) ended: Vec<SmolStr>,
}

#[derive(Debug)]
pub(super) struct Health {
    log: AtomicU8,
    recovered: AtomicBool,
    stopping: AtomicBool,
    /// Records and their bytes admitted from outside and not yet applied.
    admitted: AtomicUsize,
    /// Messages between the decision to claim them and their report.
    under_way: AtomicUsize,
    /// The position behind the last record that was handed over, to whichever worker.
    handed: AtomicU64,
    workers: Vec<WorkerHealth>,
    /// Told whenever a worker has come further.
    moved: watch::Sender<()>,
}

/// Records that were let in; leaving makes room.
pub(super) struct Admitted {
    pub(super) health: Arc<Health>,
    pub(super) records: usize,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.health.release(self.records);
    }
}

/// A message under way; dropped when it is reported.
pub(super) struct UnderWay<'a>(&'a Health);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug)]
struct WorkerHealth {
    /// The position behind the last record handed over to it, and behind the last one it has applied.
    handed: AtomicU64,
    applied: AtomicU64,
    ticked: Mutex<(Instant, Time)>,
}

impl Health {
    pub(super) fn new(workers: usize) -> Self {
        let worker = || WorkerHealth {
            handed: AtomicU64::new(0),
            applied: AtomicU64::new(0),
            ticked: Mutex::new((Instant::now(), Time::MIN)),
        };
        Self {
            log: AtomicU8::new(0),
            recovered: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            admitted: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            handed: AtomicU64::new(0),
            moved: watch::Sender::new(()),
            workers: (0..workers).map(|_| worker()).collect(),
        }
    }

    /// Notes what the log said last. `true` if that is news.
    pub(super) fn log(&self, state: LogState) -> bool {
        let code = match state {
            LogState::Writable => 0,
            LogState::Full => 1,
            LogState::NoHandles => 2,
            LogState::IdsUnwritable => 3,
            LogState::LeaseLost => 4,
            LogState::Unwritable => 5,
        };
        self.log.swap(code, Ordering::Relaxed) != code
    }

    pub(super) fn log_state(&self) -> LogState {
        LogState::from_code(self.log.load(Ordering::Relaxed))
    }

    pub(super) fn recovered(&self) {
        self.recovered.store(true, Ordering::Release);
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Begins to carry a message, unless the program is stopping.
    pub(super) fn set_out(&self) -> Option<UnderWay<'_>> {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let under_way = UnderWay(self);
        (!self.stopping()).then_some(under_way)
    }

    /// How many messages are between the decision to claim them and their report.
    pub(super) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// Lets `records` in, unless more than `limit` are in then.
    pub(super) fn admit(&self, records: usize, limit: usize) -> bool {
        let before = self.admitted.fetch_add(records, Ordering::AcqRel);
        // A large request may come in alone, or it never could.
        let fits = before == 0 || before + records <= limit;
        if !fits {
            self.release(records);
        }
        fits
    }

    pub(super) fn release(&self, records: usize) {
        self.admitted.fetch_sub(records, Ordering::AcqRel);
    }

    /// Every worker has applied all there is before `end`, and nothing is being handed over.
    pub(super) fn replayed(&self, end: Lsn) {
        self.handed.store(end.0, Ordering::Release);
        for worker in &self.workers {
            worker.handed.store(end.0, Ordering::Release);
            worker.applied.store(end.0, Ordering::Release);
        }
        self.moved.send_replace(());
    }

    /// Workers get records: of each of them its number, and the position of the last record that it gets. Called before any
    /// of them gets one.
    pub(super) fn handed(&self, lasts: impl IntoIterator<Item = (usize, Lsn)>) {
        let mut end = Lsn(0);
        for (worker, lsn) in lasts {
            self.workers[worker].handed.store(lsn.next().0, Ordering::Release);
            end = end.max(lsn.next());
        }
        self.handed.fetch_max(end.0, Ordering::AcqRel);
    }

    /// A worker has applied everything it got up to `lsn`.
    pub(super) fn applied(&self, worker: usize, lsn: Lsn) {
        self.workers[worker].applied.store(lsn.next().0, Ordering::Release);
        self.moved.send_replace(());
    }

    /// Every record before this position is applied, by whichever worker. One that has applied all it got holds up no one,
    /// however long ago that was.
    pub(super) fn reached(&self) -> Lsn {
        // In this order: what was handed over by now is known to each worker that is asked.
        let mut reached = self.handed.load(Ordering::Acquire);
        for worker in &self.workers {
            let (applied, handed) = (worker.applied.load(Ordering::Acquire), worker.handed.load(Ordering::Acquire));
            if applied < handed {
                reached = reached.min(applied);
            }
        }
        Lsn(reached)
    }

    /// Tells whenever [`Self::reached`] may have moved.
    pub(super) fn moved(&self) -> watch::Receiver<()> {
        self.moved.subscribe()
    }

    /// A worker has applied a tick.
    pub(super) fn ticked(&self, worker: usize, time: Time) {
        *self.workers[worker].ticked.lock() = (Instant::now(), time);
    }

    /// How many of the records before `end` are not applied yet, at most.
    pub(super) fn lag(&self, end: Lsn) -> u64 {
        end.0.saturating_sub(self.reached().0)
    }

    pub(super) fn vitals(&self, end: Lsn, beside: Beside) -> Vitals {
        let Beside { backlog, due, on_wire, clock, ended } = beside;
        let age = self.workers.iter().map(|w| w.ticked.lock().0.elapsed()).max().unwrap_or_default();
        let (log, recovered) = (self.log_state(), self.recovered.load(Ordering::Acquire));
        let works = recovered && !self.stopping() && log == LogState::Writable && age < PATIENCE;
        let ready = works && clock.is_none() && ended.is_empty();
        let lag = self.lag(end);
        let tick_age = age.as_secs_f64();
        Vitals { ready, recovered, log, end, lag, tick_age, backlog, due, on_wire, clock, ended }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_closes_before_memory_grows_and_opens_again() {
        let health = Health::new(1);
        assert!(health.admit(500, 100), "one large request may come in alone");
        assert!(!health.admit(1, 100));
        health.release(500);
        assert!(health.admit(60, 100) && health.admit(40, 100) && !health.admit(1, 100));
    }

    #[test]
    fn only_who_has_got_something_can_be_late() {
        let health = Health::new(2);
        health.replayed(Lsn(3));
        assert_eq!(health.lag(Lsn(3)), 0);
        health.handed([(0, Lsn(9)), (1, Lsn(4))]);
        assert_eq!(health.lag(Lsn(10)), 7);
        health.applied(1, Lsn(4));
        health.applied(0, Lsn(7));
        assert_eq!(health.lag(Lsn(10)), 2);
        health.applied(0, Lsn(9));
        assert_eq!(health.lag(Lsn(10)), 0, "the other one has had nothing to do since position 4");
        assert_eq!(health.lag(Lsn(12)), 2, "durable, and not handed over yet");
    }

    #[test]
    fn ready_means_recovered_writable_and_ticking() {
        let health = Health::new(2);
        assert!(!health.vitals(Lsn(1), Beside::default()).ready, "not before recovery");
        health.recovered();
        assert!(health.vitals(Lsn(1), Beside::default()).ready);
        assert!(health.log(LogState::Full) && !health.vitals(Lsn(1), Beside::default()).ready);
        health.log(LogState::Writable);
        health.workers[1].ticked.lock().0 -= PATIENCE;
        assert!(!health.vitals(Lsn(1), Beside::default()).ready, "one stalled worker is enough");
        health.ticked(1, Time(0));
        let ended = vec!["saver".into()];
        assert!(!health.vitals(Lsn(1), Beside { ended, ..Beside::default() }).ready, "and so is one that has ended");
        health.stop();
        assert!(!health.vitals(Lsn(1), Beside::default()).ready);
    }
}
