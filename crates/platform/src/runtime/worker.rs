//! A worker: one thread, the only writer of its partitions.
//!
//! It applies durable records in log order, carries effects to where they are dealt with, and answers questions about
//! its customers between groups of [`GROUP`] records, so that a question never waits for a long queue. A record that
//! makes the domain panic is counted and set aside, for the customer it happened to; everything else goes on.

use super::{
    aside::{APPLY, MERGE, Note},
    health::Health,
    live::Live,
    outlets::Erasure,
    sequencer::Waiter,
    shared::Shared,
    submission,
};
use crate::{history::Mark, log::MAX_PAYLOAD};
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use rapport_channel::{
    delivery::RESTART,
    outgoing::Outgoing,
    report::{Outcome, Report},
};
use rapport_engine::{Body, Effect, EffectKind, HistoryEntry, Shard, Versions, What};
use rapport_kernel::{CustomerId, Lsn, PARTITIONS, Partition, RecordId, Time};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use tokio::sync::oneshot;

/// How many devices a worker proposes to forget at one tick.
const AT_ONCE: usize = 250;
/// How many records are applied before questions are answered.
const GROUP: usize = 64;

/// A durable record on its way to its partition.
pub(super) struct Routed {
    pub(super) lsn: Lsn,
    pub(super) partition: Partition,
    pub(super) customer: CustomerId,
    pub(super) time: Time,
    pub(super) body: Body,
    pub(super) waiter: Option<Arc<Waiter>>,
}

/// Something to be done between records.
pub(super) type Question = Box<dyn FnOnce(&mut Worker) + Send>;

/// A partition's state as of a position, ready to be saved.
pub(super) struct Image {
    pub(super) lsn: Lsn,
    pub(super) state: Vec<u8>,
    /// The versions of journeys that the state names.
    pub(super) versions: Versions,
}

enum Task {
    Records(Vec<Routed>),
    /// A question that must be answered after everything handed over before.
    Then(Question),
    Stop,
}

/// The way to all workers.
#[derive(Clone)]
pub(super) struct Workers {
    lanes: Arc<[Lane]>,
    health: Arc<Health>,
}

struct Lane {
    tasks: Sender<Task>,
    questions: Sender<Question>,
}

/// Which worker owns a partition.
fn owner(partition: Partition, workers: usize) -> usize {
    usize::from(partition.0) % workers
}

impl Workers {
    /// Starts one thread per shard.
    pub(super) fn start(shards: Vec<Shard>, shared: &Arc<Shared>) -> (Self, Vec<std::thread::JoinHandle<()>>) {
        let mut threads = Vec::new();
        let lanes = shards.into_iter().enumerate().map(|(number, shard)| {
            let ((tasks, inbox), (questions, asked)) = (unbounded(), unbounded());
            let worker = Worker::new(number, shard, shared.clone());
            let name = format!("worker-{number}");
            let at_work = shared.tasks.at_work(name.as_str());
            let run = move || {
                let _at_work = at_work;
                worker.run(&inbox, &asked);
            };
            let spawned = std::thread::Builder::new().name(name).spawn(run);
            threads.push(spawned);
            Lane { tasks, questions }
        });
        let lanes = lanes.collect();
        // A machine that cannot start four threads cannot run this program; the open lanes then report closed.
        (Self { lanes, health: shared.health.clone() }, threads.into_iter().filter_map(Result::ok).collect())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lanes.len()
    }

    /// Hands durable records over, each to its owner and broadcasts to all.
    pub(super) fn send(&self, records: Vec<Routed>) {
        let mut parts: Vec<Vec<Routed>> = self.lanes.iter().map(|_| Vec::new()).collect();
        for record in records {
            if record.partition != Partition::ALL {
                parts[owner(record.partition, self.lanes.len())].push(record);
                continue;
            }
            for part in &mut parts {
                let (body, waiter) = (record.body.clone(), record.waiter.clone());
                let Routed { lsn, partition, customer, time, .. } = record;
                part.push(Routed { lsn, partition, customer, time, body, waiter });
            }
        }
        let lasts = parts.iter().enumerate().filter_map(|(number, part)| Some((number, part.last()?.lsn)));
        self.health.handed(lasts);
        for (lane, part) in self.lanes.iter().zip(parts).filter(|(_, part)| !part.is_empty()) {
            let _ = lane.tasks.send(Task::Records(part));
        }
    }

    /// Asks the owner of a partition. `false` if it has ended.
    pub(super) fn ask(&self, partition: Partition, question: Question) -> bool {
        self.lanes[owner(partition, self.lanes.len())].questions.send(question).is_ok()
    }

    /// Asks the owner of a partition, after everything handed over before is applied. `false` if it has ended.
    pub(super) fn ask_in_turn(&self, partition: Partition, question: Question) -> bool {
        self.lanes[owner(partition, self.lanes.len())].tasks.send(Task::Then(question)).is_ok()
    }

    /// Asks one worker by number. `false` if it has ended.
    pub(super) fn ask_worker(&self, number: usize, question: Question) -> bool {
        self.lanes.get(number).is_some_and(|lane| lane.questions.send(question).is_ok())
    }

    /// Asks every worker, after everything handed over so far is applied.
    pub(super) fn then<R: Send + 'static>(
        &self,
        ask: impl Fn(&mut Worker) -> R + Send + Sync + 'static,
    ) -> Vec<oneshot::Receiver<R>> {
        let ask = Arc::new(ask);
        let each = self.lanes.iter().map(|lane| {
            let (reply, answer) = oneshot::channel();
            let ask = ask.clone();
            let question: Question = Box::new(move |worker: &mut Worker| drop(reply.send(ask(worker))));
            let _ = lane.tasks.send(Task::Then(question));
            answer
        });
        each.collect()
    }

    /// Ends all workers once they have applied everything handed over.
    pub(super) fn stop(&self) {
        for lane in self.lanes.iter() {
            let _ = lane.tasks.send(Task::Stop);
        }
    }
}

/// The partitions one worker owns.
pub(super) fn owned(number: usize, workers: usize) -> impl Iterator<Item = Partition> {
    (0..PARTITIONS).map(Partition).filter(move |p| owner(*p, workers) == number)
}

/// How effects are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Rebuilding state: what is derived (history, money) is written again, nothing is sent.
    Replay,
    /// Everything is carried out.
    Live,
}

/// One thread's part of the world.
pub(super) struct Worker {
    number: usize,
    pub(super) shard: Shard,
    pub(super) shared: Arc<Shared>,
    pub(super) mode: Mode,
    /// Forwards that came out of a replay: some of them are in the log already.
    pub(super) forwards: Vec<(CustomerId, Body)>,
    effects: Vec<Effect>,
    /// How many of the partitions were looked at for devices to forget.
    looked_at: usize,
}

impl Worker {
    pub(super) fn new(number: usize, shard: Shard, shared: Arc<Shared>) -> Self {
        Self { number, shard, shared, mode: Mode::Replay, forwards: Vec::new(), effects: Vec::new(), looked_at: 0 }
    }

    fn run(mut self, inbox: &Receiver<Task>, asked: &Receiver<Question>) {
        loop {
            select! {
                recv(asked) -> question => match question {
                    Ok(question) => self.answer(question),
                    Err(_) => return,
                },
                recv(inbox) -> task => match task {
                    Ok(Task::Records(records)) => self.take(records, asked),
                    Ok(Task::Then(question)) => self.answer(question),
                    Ok(Task::Stop) | Err(_) => return,
                },
            }
        }
    }

    fn answer(&mut self, question: Question) {
        if catch_unwind(AssertUnwindSafe(|| question(self))).is_err() {
            metrics::counter!("rapport_panics_total", "place" => "question").increment(1);
            tracing::error!(worker = self.number, "a question panicked");
        }
    }

    fn take(&mut self, records: Vec<Routed>, asked: &Receiver<Question>) {
        let mut touched = Vec::new();
        let mut waiters = Vec::new();
        let mut applied = Lsn(0);
        let mut tick = None;
        for (n, record) in records.into_iter().enumerate() {
            applied = record.lsn;
            tick = if matches!(record.body, Body::Tick) { Some(record.time) } else { tick };
            waiters.extend(self.record(record, &mut touched));
            if n % GROUP == GROUP - 1 {
                asked.try_iter().for_each(|question| self.answer(question));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for partition in touched {
            if let Err(error) = self.shared.history.flush(partition) {
                // Kept in memory; the snapshot, which needs it durable, will say no.
                tracing::warn!(%error, "history could not be written");
            }
        }
        self.shared.health.applied(self.number, applied);
        if let Some(time) = tick {
            self.shared.health.ticked(self.number, time);
            self.propose_ageing(time);
        }
        // Whoever waited learns of it when everything above is done.
        drop(waiters);
    }

    /// Looks at one partition, a different one each time, for devices no one has heard of for long.
    fn propose_ageing(&mut self, now: Time) {
        let Some(after) = self.shared.age_out.filter(|_| self.mode == Mode::Live) else { return };
        if self.shared.reserve.is_low() {
            return;
        }
        let Some(partition) = self.shard.partitions().nth(self.looked_at) else {
            self.looked_at = 0;
            return;
        };
        let old = partition.to_age_out(now - after, AT_ONCE);
        // Where there are more, it is looked at again.
        self.looked_at += usize::from(old.len() < AT_ONCE);
        for customer in old {
            self.shared.inbox.forward(customer, Body::AgeOut { as_of: partition.next });
        }
    }

    /// Applies one record and deals with what comes out.
    pub(super) fn record(&mut self, record: Routed, touched: &mut Vec<Partition>) -> Option<Arc<Waiter>> {
        let Routed { lsn, partition, customer, time, body, waiter } = record;
        let mut effects = std::mem::take(&mut self.effects);
        let applied = catch_unwind(AssertUnwindSafe(|| {
            self.shard.apply(lsn, partition, customer, time, body, &mut effects);
        }));
        if applied.is_err() {
            self.set_aside(RecordId { partition, lsn, n: 0 }, waiter.as_deref());
        }
        if let Some(waiter) = &waiter {
            // What follows from it for others adds to the answer, which is about the first.
            waiter.note(|answer| {
                if answer.lsn.is_none() {
                    (answer.lsn, answer.customer) = (Some(lsn), customer);
                }
            });
        }
        for effect in effects.drain(..) {
            self.effect(effect, waiter.as_ref(), touched);
        }
        self.effects = effects;
        waiter
    }

    /// Notes a record that the domain panicked on. The fold is deterministic: trying again would panic again.
    fn set_aside(&self, id: RecordId, waiter: Option<&Waiter>) {
        metrics::counter!("rapport_panics_total", "place" => "apply").increment(1);
        let since = self.shared.now();
        self.shared.aside.put(Note { id, place: APPLY, tries: 1, reason: "panic", since, work: None });
        if let Some(waiter) = waiter {
            waiter.note(|answer| answer.set_aside = true);
        }
    }

    pub(super) fn effect(&mut self, effect: Effect, waiter: Option<&Arc<Waiter>>, touched: &mut Vec<Partition>) {
        let Effect { id, customer, at, kind } = effect;
        let live = self.mode == Mode::Live;
        let out = &self.shared.outlets;
        match kind {
            EffectKind::History(entry) => {
                touched.push(id.partition);
                self.line(id, customer, *entry, waiter.map(Arc::as_ref));
            }
            EffectKind::Book(booking) => out.book(id, customer, at, booking),
            EffectKind::Order(order) => out.order(id, customer, at, *order),
            EffectKind::Served(served) => out.served(id, customer, at, *served),
            EffectKind::Erase { orders } => {
                self.shared.obligations.erasure(id, customer, at);
                out.erase(Erasure { id, customer, since: at, orders });
            }
            EffectKind::AgedOut => {
                metrics::counter!("rapport_aged_out_total").increment(1);
                self.shared.history.let_go(customer);
            }
            EffectKind::SetAside => self.set_aside(id, waiter.map(Arc::as_ref)),
            EffectKind::Due(due) if live => out.due(due),
            EffectKind::IssueVoucher(request) if live => out.voucher(id, customer, *request),
            EffectKind::Dispatch(outgoing) if live => self.dispatch(*outgoing, waiter.map(Arc::as_ref)),
            EffectKind::Revoke { keys, why } if live => {
                let revoked = self.shared.wire.revoke(keys, why);
                if let Some(waiter) = waiter {
                    waiter.note(|answer| {
                        answer.stopped.extend(revoked.stopped);
                        for key in revoked.in_flight {
                            if !answer.in_flight.contains(&key) {
                                answer.in_flight.push(key);
                            }
                        }
                    });
                }
            }
            EffectKind::Forward(body) if live => {
                let body = self.fitting(id, *body);
                // Whoever says no is answered when it is in force for everybody who shares the address.
                let waiter = waiter.filter(|_| submission::is_no(&body)).cloned();
                self.shared.inbox.forward_for(customer, body, waiter);
            }
            EffectKind::Forward(body) => self.forwards.push((customer, *body)),
            // While replaying: dues and vouchers are asked for again from the state at the end; what was dispatched is in
            // the dark; nothing is on the wire that could be revoked.
            EffectKind::Due(_) | EffectKind::IssueVoucher(_) | EffectKind::Dispatch(_) | EffectKind::Revoke { .. } => {}
        }
    }

    /// A record that is handed over, without what can best be spared if it is larger than the log takes: the customer it goes to
    /// would wait for it for ever. What was left out is told.
    fn fitting(&self, id: RecordId, mut body: Body) -> Body {
        let mut degree = 0;
        while too_large(&body)
            && let Body::MergeIn { state: Some(state), .. } = &mut body
            && state.lighten(degree)
        {
            degree += 1;
        }
        if degree > 0 {
            tracing::error!(record = %id, degree, "a record was too large to be handed over whole: parts of it are left out");
            let (place, since) = (MERGE, self.shared.now());
            self.shared.aside.put(Note { id, place, tries: 1, reason: "record_too_large", since, work: None });
        }
        body
    }

    fn line(&mut self, id: RecordId, customer: CustomerId, entry: HistoryEntry, waiter: Option<&Waiter>) {
        let history = &self.shared.history;
        let put = written(&entry)
            .map_err(|error| error.to_string())
            .and_then(|(link, line)| history.put(id, customer, link, &line).map_err(|error| error.to_string()));
        if let Err(error) = put {
            tracing::error!(record = %id, error, "a line of history is missing until it is rebuilt");
        }
        if let Some(waiter) = waiter {
            waiter.note(|answer| answer.lines.push(entry.clone()));
        }
        if self.mode == Mode::Live {
            self.shared.live(Live { customer, entry });
        }
    }

    fn dispatch(&mut self, outgoing: Outgoing, waiter: Option<&Waiter>) {
        match waiter {
            Some(waiter) => {
                self.shared.wire.ready(&outgoing.send_key);
                waiter.hand_over(outgoing, &self.shared);
            }
            None => self.shared.not_taken(outgoing),
        }
    }

    /// What a partition is now, for its snapshot. Everything before it has been handed to the sinks.
    pub(super) fn image(&self, partition: Partition) -> Option<Image> {
        let state = self.shard.partition(partition)?;
        let mark = self.shared.history.mark(partition).map_err(|error| {
            tracing::warn!(%error, "no snapshot: history is not written");
        });
        let encoded = rapport_stored::encode(&(state, mark.ok()?)).map_err(|error| {
            tracing::error!(%error, "no snapshot: the state cannot be encoded");
        });
        let (lsn, versions) = (Lsn(state.next.0.saturating_sub(1)), state.versions());
        Some(Image { lsn, state: encoded.ok()?, versions })
    }

    /// Asks again for what was not answered before the restart, and names what is in the dark.
    pub(super) fn go_live(&mut self) {
        self.mode = Mode::Live;
        let mut effects = Vec::new();
        let mut dark = Vec::new();
        for partition in self.shard.partitions() {
            dark.extend(partition.in_the_dark().cloned());
            partition.redrive(&self.shard.catalog, &mut effects);
        }
        let at = self.shared.now();
        metrics::counter!("rapport_in_the_dark_total").increment(dark.len() as u64);
        for send_key in dark {
            let customer = send_key.customer();
            let outcome = Outcome::Unknown { why: RESTART.into() };
            let report = Report::new(send_key, outcome, at);
            self.shared.inbox.put(super::Submission::about(customer, Body::Report(Box::new(report))));
        }
        for effect in effects {
            self.effect(effect, None, &mut Vec::new());
        }
    }
}

fn too_large(body: &Body) -> bool {
    matches!(body, Body::MergeIn { .. })
        && rapport_stored::encode_body(body).is_ok_and(|bytes| bytes.len() > MAX_PAYLOAD)
}

/// A line as it is written, and whose life it takes over.
pub(super) fn written(entry: &HistoryEntry) -> Result<(Option<CustomerId>, Vec<u8>), rapport_stored::Unwritable> {
    let link = match &entry.what {
        What::Merged(merge) => Some(merge.from),
        _ => None,
    };
    Ok((link, rapport_stored::encode_line(entry)?))
}

/// The version of a partition's snapshot: of the state and of the mark beside it.
pub(super) const IMAGE_VERSION: u32 = 4;

/// Reads what [`Worker::image`] wrote.
pub(super) fn decode_image(bytes: &[u8]) -> Option<(rapport_engine::Partition, Mark)> {
    rapport_stored::decode(bytes).ok()
}
