//! The heart: one log, one sequencer, a few workers, and everything that follows from a durable record.
//!
//! ```text
//!  submit ──> inbox ──> SEQUENCER ──append, fdatasync──> log
//!                          │ ack        │ durable records
//!                          ▼            ▼
//!                       sender       WORKERS (each owns partitions) ──> history, live feed
//!                                       │ effects
//!             ┌───────────────┬─────────┴──────┬────────────────┐
//!             ▼               ▼                ▼                ▼
//!         DISPATCHER       postings         vouchers         erasures        (sinks: own queue, own task each)
//!     reserve, claim,      (ledger)         (SQL)            (bytes go)
//!     driver, report          │                │
//!             └───── claims, reports, answers ─┴──> inbox
//! ```
//!
//! * [`Runtime`] is the handle everybody else holds: submit, ask, find, history, listen.
//! * [`submission`]: what is handed in and what comes back. [`sink`]: how effects are carried out while others fail.
//! * [`dispatch`]: the only way to a driver. [`wire`]: where a withdrawal and a driver meet.
//! * `recover`, `saver`: how it starts again after a crash, and how it keeps that short.
//!
//! Who waits for whom: senders wait for the sequencer, no one inside waits for a queue. Queues inside have no limit; the
//! limit is at the door, on everything that is admitted, unapplied or not carried out. So there is no circle to lock up in, and memory
//! is bounded by what is let in.

mod again;
mod announce;
mod aside;
mod at_rest;
pub mod dispatch;
mod erase;
mod health;
mod inbox;
mod live;
mod mend;
mod names;
mod obligations;
mod obstacle;
mod outlets;
mod recover;
mod saver;
mod seen;
mod sequencer;
mod shared;
pub mod sink;
mod speakers;
mod start;
pub mod submission;
#[cfg(test)]
mod tests;
mod throttle;
mod tidy;
mod time;
mod touched;
mod turns;
mod vouchers;
pub mod wire;
mod worker;

pub use announce::{Announcement, Announcer};
pub use aside::SetAside;
pub use at_rest::{Damage, Finding, Store, look_at_backups, look_at_database, look_at_files, look_at_journal};
pub use dispatch::{BudgetGuard, Drivers};
pub use erase::Eraser;
pub use health::{LogState, Vitals};
pub use live::Live;
pub use obligations::{Hindered, Obligation, ObligationKind};
pub use obstacle::Obstacle;
pub use outlets::{Erasure, Posted, Posting, VoucherAsked};
pub use rapport_channel::driver::{ChannelDriver, Start, TakenBack};
pub use seen::MessageIds;
pub(crate) use seen::newest as newest_ids;
pub use sink::{Answer, Sink, SinkError};
pub use start::{Config, Limits, OpenError, Sinks};
pub use submission::{Ack, Applied, ForEverybody, Submission, SubmitError, Target, key};
pub use throttle::PublicPace;
pub use tidy::{Retention, Tidied};
pub(crate) use time::system_clock;
pub use time::{Bounds, Clock, ClockFlaw, Doubt, Steady};
pub use vouchers::VoucherIssuer;

use crate::{history::HistoryError, hold::Hold, log::Reader, reserve::Reserve, sql::Beat, tasks::Tasks};
use health::{Admitted, Beside};
use rapport_customer::{
    identity::{Link, Word},
    send_key::SendKey,
};
use rapport_engine::{Body, HistoryEntry, Shard};
use rapport_kernel::{CustomerId, Identifier, Lsn, Partition, RecordId, Span, Time};
use saver::SaverHandle;

use shared::Shared;
use smol_str::SmolStr;
use std::{sync::Arc, time::Duration};
use tokio::sync::{broadcast, oneshot};
use worker::{Question, Worker, Workers};

/// The handle to a running heart; cheap to clone.
#[derive(Clone)]
pub struct Runtime(Arc<start::Running>);

/// The program is stopping, or the one who could answer has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopping")]
pub struct Closed;

/// One line of a customer's timeline.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// Continue after it with this.
    pub id: RecordId,
    /// Whose it was when it was written: after a merge this may be someone the customer took over.
    pub customer: CustomerId,
    /// What happened.
    pub entry: HistoryEntry,
}

impl Runtime {
    /// Opens what lies in the directory, recovers, and starts. Must be called on a tokio runtime, which then carries the
    /// sinks.
    ///
    /// # Errors
    /// [`OpenError`]: another process has it open, the disk says no, or the log is damaged.
    pub async fn open(config: Config, sinks: Sinks) -> Result<Self, OpenError> {
        start::open(config, sinks).await.map(|running| Self(Arc::new(running)))
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    fn workers(&self) -> &Workers {
        &self.0.workers
    }

    /// Takes records in and answers when all are durable.
    ///
    /// # Errors
    /// [`SubmitError`]; then none of them is.
    pub async fn submit(&self, submissions: Vec<Submission>) -> Result<Vec<Ack>, SubmitError> {
        let _admitted = self.admit(submissions.len(), submissions.iter().all(Submission::is_protected))?;
        let bodies: Vec<&Body> = submissions.iter().map(|submission| &submission.body).collect();
        let _under_way = self.shared().obligations.withdrawals(&bodies, self.now());
        self.shared().inbox.acked(submissions).await
    }

    /// Takes a record in and answers when it is durable and applied, with what came of it. What a withdrawal stopped is
    /// stopped by then; what could not be stopped any more is named. A "no" that stands already is done without a record.
    ///
    /// # Errors
    /// [`SubmitError`]; then it is not in the log.
    pub async fn submit_and_wait(&self, submission: Submission) -> Result<Applied, SubmitError> {
        let _admitted = self.admit(1, submission.is_protected())?;
        let _under_way = self.shared().obligations.withdrawals(&[&submission.body], self.now());
        if let Some(customer) = self.stands_already(&submission).await {
            metrics::counter!("rapport_noes_standing_total").increment(1);
            return Ok(Applied { customer, stands_already: true, ..Applied::default() });
        }
        self.shared().inbox.applied(submission).await
    }

    /// About whom this "no" is, if it was said already and stands. Asked twice: the second time when everything that was on its way
    /// into the log is in force, so that it wins over a "yes" that came before it.
    async fn stands_already(&self, submission: &Submission) -> Option<CustomerId> {
        let customer = match &submission.to {
            _ if !submission.is_protected() || submission.key.is_some() => return None,
            Target::Customer(customer) => *customer,
            Target::Identifiers(identifiers, Link::Observed) | Target::Said(identifiers, Link::Observed, _) => {
                let word = submission.to.public().map_or(Word::Trusted, Word::Public);
                let names = self.shared().names.read();
                let known = names.known(identifiers, word);
                identifiers.first().filter(|_| known).and_then(|first| names.index.find(first))?
            }
            Target::Identifiers(..) | Target::Said(..) | Target::Exactly(_) | Target::Everybody(_) => return None,
        };
        for last in [false, true] {
            if last {
                self.shared().inbox.durable().await.ok()?;
            }
            let mut said = submission.clone();
            said.date(self.now());
            let body = said.body;
            let says = move |shard: &Shard, id| shard.customer(id).is_some_and(|record| record.says_already(&body));
            if !self.ask_by(Workers::ask_in_turn, customer, says).await.ok()? {
                return None;
            }
        }
        Some(self.current(customer))
    }

    /// The door: lets in only what can be kept. Who says no, or is to be forgotten, waits with the others instead of being turned away:
    /// each waits at a connection of its own, and of those there are only so many.
    fn admit(&self, records: usize, protected: bool) -> Result<Admitted, SubmitError> {
        let (shared, limits) = (self.shared(), &self.0.limits);
        if shared.health.stopping() {
            return Err(SubmitError::Stopping);
        }
        let lag = shared.health.lag(shared.reader.end());
        let behind = !protected && (lag > limits.lag || shared.outlets.backlog() > limits.backlog);
        let queue = if protected { usize::MAX } else { limits.queue };
        if behind || !shared.health.admit(records, queue) {
            metrics::counter!("rapport_refused_total", "why" => "busy").increment(1);
            return Err(SubmitError::Busy { retry_after: Span::SECOND });
        }
        Ok(Admitted { health: shared.health.clone(), records })
    }

    /// Writes into the log how far the database is, so that an older one is told from the newest. `beat` is durable there.
    ///
    /// # Errors
    /// [`SubmitError`]; the next one says it as well.
    pub async fn note_beat(&self, beat: Beat) -> Result<(), SubmitError> {
        let noted = Submission::broadcast(Body::Beat { database: beat.number, mark: Some(beat.mark) });
        // Not through the door: a busy hour is no reason to lose sight of the database.
        self.shared().inbox.acked(vec![noted]).await.map(|_| ())
    }

    /// Writes down what time it is, so that the next start knows how much has passed. Blocks.
    ///
    /// # Errors
    /// Whatever the disk says; then the next start goes on from an earlier moment, which is as good.
    pub fn note_time(&self, dir: &std::path::Path) -> std::io::Result<()> {
        self.shared().time.last_time().write(dir)
    }

    /// Asks the owner of a customer's partition, between two records. A merged customer's id leads to the one that stays,
    /// whose id the question is given.
    ///
    /// # Errors
    /// [`Closed`]; also if the question panicked.
    pub async fn ask<R: Send + 'static>(
        &self,
        customer: CustomerId,
        question: impl FnOnce(&Shard, CustomerId) -> R + Send + 'static,
    ) -> Result<R, Closed> {
        self.ask_by(Workers::ask, customer, question).await
    }

    async fn ask_by<R: Send + 'static>(
        &self,
        way: fn(&Workers, Partition, Question) -> bool,
        customer: CustomerId,
        question: impl FnOnce(&Shard, CustomerId) -> R + Send + 'static,
    ) -> Result<R, Closed> {
        let customer = self.current(customer);
        let (reply, answer) = oneshot::channel();
        let ask = move |worker: &mut Worker| drop(reply.send(question(&worker.shard, customer)));
        if !way(self.workers(), customer.partition(), Box::new(ask)) {
            return Err(Closed);
        }
        answer.await.map_err(|_| Closed)
    }

    /// Asks every worker about its part; the answers come in the order of the workers.
    ///
    /// # Errors
    /// [`Closed`]; also if the question panicked.
    pub async fn ask_all<R: Send + 'static>(
        &self,
        question: impl Fn(&Shard) -> R + Send + Sync + 'static,
    ) -> Result<Vec<R>, Closed> {
        let question = Arc::new(question);
        let mut answers = Vec::new();
        for number in 0..self.workers().count() {
            let (reply, answer) = oneshot::channel();
            let question = question.clone();
            let ask = move |worker: &mut Worker| drop(reply.send(question(&worker.shard)));
            if !self.workers().ask_worker(number, Box::new(ask)) {
                return Err(Closed);
            }
            answers.push(answer);
        }
        let mut all = Vec::with_capacity(answers.len());
        for answer in answers {
            all.push(answer.await.map_err(|_| Closed)?);
        }
        Ok(all)
    }

    /// Asks what may be shown to this customer at a placement now, and logs what was shown. `choose` says both: the answer,
    /// and which message it shows; without a word of it nothing is logged. It is asked in turn: an order or a withdrawal that was
    /// acknowledged before counts. The log entry does not wait for the disk: a lost impression is no lost promise. But while the log
    /// takes nothing, nothing is shown.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn decide<R: Send + 'static>(
        &self,
        customer: CustomerId,
        placement: SmolStr,
        choose: impl FnOnce(&Shard, CustomerId, Time) -> (R, Option<Option<SendKey>>) + Send + 'static,
    ) -> Result<R, SubmitError> {
        let admitted = self.admit(1, false)?;
        // No one is shown what could not be noted: caps would not count it, and what waits to be noted would grow without end.
        match self.shared().health.log_state() {
            LogState::Writable => {}
            LogState::Full => return Err(SubmitError::Full),
            LogState::NoHandles => return Err(SubmitError::NoHandles),
            LogState::IdsUnwritable => return Err(SubmitError::IdsUnwritable),
            LogState::LeaseLost => return Err(SubmitError::LeaseLost),
            LogState::Unwritable => return Err(SubmitError::Unwritable),
        }
        let now = self.now();
        let choose = move |shard: &Shard, customer| choose(shard, customer, now);
        let chosen = self.ask_by(Workers::ask_in_turn, customer, choose).await;
        let (answer, note) = chosen.map_err(|_| SubmitError::Stopping)?;
        if let Some(shown) = note {
            self.shared().inbox.note(Submission::about(customer, Body::Placed { placement, shown }), admitted);
        }
        Ok(answer)
    }

    /// Whom an identifier belongs to.
    #[must_use]
    pub fn find(&self, identifier: &Identifier) -> Option<CustomerId> {
        self.shared().names.read().index.find(identifier)
    }

    /// What a customer id has become: itself, unless it was merged.
    #[must_use]
    pub fn current(&self, customer: CustomerId) -> CustomerId {
        self.shared().names.read().index.current(customer)
    }

    /// Asks who is who, without letting anybody change it meanwhile.
    pub fn with_index<R>(&self, read: impl FnOnce(&rapport_customer::identity::Index) -> R) -> R {
        read(&self.shared().names.read().index)
    }

    /// Up to `limit` lines of a customer's history older than `before` (or the newest), newest first.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub async fn history(
        &self,
        customer: CustomerId,
        before: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, HistoryError> {
        let (customer, history, log) = (self.current(customer), self.shared().history.clone(), self.log());
        let read = tokio::task::spawn_blocking(move || {
            let (mut lines, mut before) = (Vec::new(), before);
            loop {
                let wanted = limit - lines.len();
                let page = history.read(customer, before, wanted)?;
                let more = page.len() == wanted;
                before = page.last().map(|line| line.id).or(before);
                // What a person accepted as lost is told by no record any more.
                for line in page.into_iter().filter(|line| !log.is_lost(line.id.lsn)) {
                    let entry = rapport_stored::decode_line(&line.payload)
                        .map_err(|error| HistoryError::Unreadable { id: line.id, reason: error.to_string() })?;
                    lines.push(HistoryLine { id: line.id, customer: line.customer, entry });
                }
                if !more || lines.len() == limit {
                    return Ok(lines);
                }
            }
        });
        let read = read.await.map_err(|error| HistoryError::Disk(std::io::Error::other(error)))?;
        read.map_err(|error| match mend::damaged(&error, customer) {
            None => error,
            Some(partition) => {
                tracing::error!(%error, "a history does not read back");
                self.mend(partition);
                HistoryError::BeingMended { partition }
            }
        })
    }

    /// What was promised to someone and is under way.
    #[must_use]
    pub fn obligations(&self) -> Vec<Obligation> {
        self.shared().obligations.list()
    }

    /// Listens to what is added to histories from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<Live>> {
        self.shared().live.subscribe()
    }

    /// The log, for reading: back-tests, exports.
    #[must_use]
    pub fn log(&self) -> Reader {
        self.shared().reader.clone()
    }

    /// The position the next record gets.
    #[must_use]
    pub fn end(&self) -> Lsn {
        self.shared().reader.end()
    }

    /// What time it is: as the log has it, never before a record that is in it. See `time`.
    #[must_use]
    pub fn now(&self) -> Time {
        self.shared().now()
    }

    /// How things stand.
    #[must_use]
    pub fn vitals(&self) -> Vitals {
        let shared = self.shared();
        let doubt = shared.time.doubt();
        if shared.reserve.is_low() {
            shared.health.log(LogState::Full);
        }
        let beside = Beside {
            backlog: shared.outlets.backlog(),
            due: shared.outlets.waiting(),
            on_wire: shared.wire.len(),
            clock: doubt,
            ended: shared.tasks.ended(),
        };
        shared.health.vitals(shared.reader.end(), beside)
    }

    /// For how long snapshots could not be written, and why; nothing if they are.
    #[must_use]
    pub fn unsaved(&self) -> Option<(Duration, String)> {
        self.shared().saving.lasts()
    }

    /// What must go on for as long as this does; they end with it.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.shared().tasks
    }

    /// Whether anything may be sent.
    #[must_use]
    pub fn hold(&self) -> &Hold {
        &self.shared().hold
    }

    /// The room that is kept for what must go through on a full disk.
    #[must_use]
    pub fn reserve(&self) -> &Reserve {
        &self.shared().reserve
    }

    /// What failed again and again and waits for a person.
    #[must_use]
    pub fn set_aside(&self) -> Vec<SetAside> {
        self.shared().aside.list()
    }

    /// Answers when everything that is in the log now is applied, and its effects are carried out or set aside.
    ///
    /// # Errors
    /// [`Closed`].
    pub async fn settle(&self) -> Result<(), Closed> {
        self.shared().inbox.durable().await.map_err(|_| Closed)?;
        for answer in self.workers().then(|_| ()) {
            answer.await.map_err(|_| Closed)?;
        }
        for barrier in self.shared().outlets.barriers() {
            barrier.await.map_err(|_| Closed)?;
        }
        Ok(())
    }

    /// Writes snapshots of everything now. Whether that worked; if not, the older ones are still there.
    pub async fn save(&self) -> bool {
        self.0.saver.all().await
    }

    /// Ends in good order within `patience`: nothing new is let in, what is on the wire comes home, what is derived is
    /// written. What does not end in time is left to recovery, which needs none of it.
    pub async fn shut_down(&self, patience: Duration) {
        start::shut_down(&self.0, patience).await;
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("end", &self.end()).finish_non_exhaustive()
    }
}

impl SaverHandle {
    fn new() -> (Self, tokio::sync::mpsc::UnboundedReceiver<saver::Order>) {
        let (orders, inbox) = tokio::sync::mpsc::unbounded_channel();
        (Self(orders), inbox)
    }
}
