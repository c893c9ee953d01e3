//! The one thread that appends. It gives every record its place, its time and its customer, and tells the sender only
//! when the record is durable.
//!
//! One round: take what is waiting (at most [`MAX_RECORDS`] or [`MAX_BYTES`]), drop repetitions, resolve identities,
//! append everything with one `fdatasync`, answer, hand over to the workers. While one round syncs, the next gathers:
//! the busier, the larger the batches.
//!
//! The queue itself has no limit; what comes from outside is limited at the door ([`super::Runtime::submit`]), so that
//! the inner traffic (claims, reports, hand-overs) always gets through.

use super::{
    health::{Admitted, Health, LogState},
    names::Names,
    seen::Seen,
    speakers::Speakers,
    submission::{Ack, Applied, Submission, SubmitError, Target},
    time::Timekeeper,
    touched::Touched,
    worker::{Routed, Workers},
};
use crate::{
    installation::Lease,
    log::{MAX_PAYLOAD, Segments},
    reserve::{Reserve, SMALL},
};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use hashbrown::HashSet;
use parking_lot::{Mutex, RwLock};
use rapport_channel::outgoing::Outgoing;
use rapport_customer::{
    Admission, Claimed,
    identity::{Doubted, Resolution, Shared, Unvouched, Word, unsay},
};
use rapport_engine::{Body, Versions};
use rapport_kernel::{
    CustomerId, Lsn, Partition, Span, Time,
    port::{Entry, Log, LogError},
};
use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// At most so many records are appended at once.
const MAX_RECORDS: usize = 5_000;
/// At most about so many bytes are appended at once.
const MAX_BYTES: usize = 1 << 20;
/// How often time passes in the log.
pub(super) const TICK: Span = Span::SECOND;
/// How long a round waits for message ids to be written before it refuses new ones.
const WAIT_FOR_IDS: Duration = Duration::from_millis(500);

/// Gathers what comes of a record from everybody who applies it; answers when the last of them lets go.
pub(super) struct Waiter {
    applied: Mutex<Applied>,
    reply: Option<oneshot::Sender<Applied>>,
    /// To whom messages go back that no one takes.
    home: OnceLock<Arc<super::shared::Shared>>,
}

impl Waiter {
    pub(super) fn new(reply: oneshot::Sender<Applied>) -> Self {
        Self { applied: Mutex::default(), reply: Some(reply), home: OnceLock::new() }
    }

    /// Adds to the answer.
    pub(super) fn note(&self, add: impl FnOnce(&mut Applied)) {
        add(&mut self.applied.lock());
    }

    /// A message may leave; whoever asked takes it.
    pub(super) fn hand_over(&self, outgoing: Outgoing, home: &Arc<super::shared::Shared>) {
        self.home.get_or_init(|| home.clone());
        self.note(|answer| answer.dispatch.push(outgoing));
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if let Some(reply) = self.reply.take() {
            // Who asked may have gone away meanwhile.
            let lost = reply.send(std::mem::take(&mut self.applied.lock())).err();
            if let (Some(lost), Some(home)) = (lost, self.home.get()) {
                lost.dispatch.into_iter().for_each(|outgoing| home.not_taken(outgoing));
            }
        }
    }
}

/// What a sender asked for.
pub(super) struct Request {
    pub(super) submissions: Vec<Submission>,
    pub(super) acks: Option<oneshot::Sender<Result<Vec<Ack>, SubmitError>>>,
    /// For requests of one record: wants to know what came of it.
    pub(super) waiter: Option<Arc<Waiter>>,
    /// Of a request no one waits for: its place at the door, given back with it.
    pub(super) _admitted: Option<Admitted>,
}

impl Request {
    /// Whether it must find room on a full disk.
    fn is_protected(&self) -> bool {
        !self.submissions.is_empty() && self.submissions.iter().all(Submission::is_protected)
    }
}

/// What the sequencer is told.
pub(super) enum Input {
    /// Append this.
    Request(Box<Request>),
    /// Answer when everything told before is durable.
    Barrier(oneshot::Sender<()>),
    /// Close the active segment; answer with the position behind it.
    Seal(oneshot::Sender<Result<Lsn, LogError>>),
    /// Answer with the names as the log has them, for their snapshot. No replay begins before the position, and no snapshot names other
    /// versions than these.
    Names(Lsn, Option<Versions>, oneshot::Sender<Names>),
    /// The runtime stops: no input follows this one.
    Stop,
}

/// A request on its way through one round.
struct Open {
    request: Request,
    acks: Vec<Ack>,
}

pub(super) struct Sequencer {
    /// Which messages are in the log; let go of before it.
    pub(super) seen: Seen,
    pub(super) log: Segments,
    pub(super) names: Arc<RwLock<Names>>,
    pub(super) time: Arc<Timekeeper>,
    pub(super) inbox: Receiver<Input>,
    pub(super) workers: Workers,
    pub(super) health: Arc<Health>,
    pub(super) reserve: Arc<Reserve>,
    /// Who lost the directory appends nothing to what another process writes.
    pub(super) lease: Lease,
    /// Message ids cannot be written.
    pub(super) ids_stuck: bool,
    pub(super) touched: Touched,
    pub(super) speakers: Arc<Speakers>,
    /// Hand-overs that found no room on the disk: they must get through, so they wait here.
    pub(super) owed: VecDeque<Request>,
    pub(super) last_tick: Time,
    pub(super) encode: Encode,
}

/// Gives a record its stored form.
pub(super) type Encode = fn(&Body) -> Result<Vec<u8>, rapport_stored::Unwritable>;

/// What one round appends.
struct Round {
    encode: Encode,
    /// Something that follows from a record has no stored form: nothing of the round may be acknowledged.
    unwritable: bool,
    entries: Vec<Entry>,
    bodies: Vec<(Body, Option<Arc<Waiter>>)>,
    bytes: usize,
    /// The messages in it, which no one remembers until it is durable.
    keys: HashSet<u128>,
    /// Who was spoken of with public sources' keys, and from which network.
    spoken_of: Vec<(CustomerId, IpAddr)>,
}

impl Sequencer {
    pub(super) fn run(mut self) {
        let mut stopping = false;
        while !stopping {
            let (requests, others) = self.gather();
            self.round(requests);
            for input in others {
                match input {
                    Input::Barrier(reply) if self.owed.is_empty() => drop(reply.send(())),
                    // Dropped: whoever waits learns that it cannot be promised now.
                    Input::Barrier(_) | Input::Request(_) => {}
                    Input::Seal(reply) => {
                        let ours = self.lease.check().map_err(LogError::Write);
                        let sealed = ours.and_then(|()| self.log.seal()).map(|()| self.log.end());
                        drop(reply.send(sealed));
                    }
                    // Between two rounds names and log agree.
                    Input::Names(from, in_use, reply) => {
                        self.seen.freeze();
                        let mut names = self.names.write();
                        names.collapse(from, in_use.as_ref());
                        drop(reply.send(names.clone()));
                    }
                    Input::Stop => stopping = true,
                }
            }
        }
    }

    /// Waits for something to do, then takes what is there. Anything but a request ends the batch, so that it takes
    /// effect after everything told before it.
    fn gather(&mut self) -> (Vec<Request>, Vec<Input>) {
        let due = (self.last_tick + TICK).since(self.time.now()).0.clamp(1, TICK.0);
        let first = match self.inbox.recv_timeout(Duration::from_millis(due.unsigned_abs())) {
            Ok(input) => input,
            Err(RecvTimeoutError::Timeout) => return Default::default(),
            Err(RecvTimeoutError::Disconnected) => return (Vec::new(), vec![Input::Stop]),
        };
        let mut requests = Vec::new();
        let (mut records, mut next) = (0, Some(first));
        while let Some(input) = next {
            match input {
                Input::Request(request) => {
                    records += request.submissions.len();
                    requests.push(*request);
                }
                other => return (requests, vec![other]),
            }
            next = if records < MAX_RECORDS { self.inbox.try_recv().ok() } else { None };
        }
        (requests, Vec::new())
    }

    fn round(&mut self, requests: Vec<Request>) {
        let mut waiting: VecDeque<Request> = std::mem::take(&mut self.owed);
        waiting.extend(requests);
        // Once is enough: while they cannot be written, nobody waits for them again and again.
        let patience = if self.ids_stuck { Duration::ZERO } else { WAIT_FOR_IDS };
        self.ids_stuck = !self.seen.has_room(patience);
        if self.reserve.is_low() {
            waiting = self.only_protected(waiting, LogState::Full, &SubmitError::Full);
        } else if self.ids_stuck {
            waiting = self.only_protected(waiting, LogState::IdsUnwritable, &SubmitError::IdsUnwritable);
        }
        // At least once around, so that time passes.
        loop {
            let mut round = Round::new(self.encode);
            let mut open = Vec::new();
            self.names.write().index.try_out();
            self.tick(&mut round);
            while round.bytes < MAX_BYTES
                && let Some(request) = waiting.pop_front()
            {
                self.take(request, &mut round, &mut open);
            }
            for request in self.append(round, open).into_iter().rev() {
                waiting.push_front(request);
            }
            // What found no room waits; what comes from inside after it must not overtake it, for a hand-over may be in two parts.
            if !self.owed.is_empty() {
                let (inner, others): (VecDeque<_>, VecDeque<_>) =
                    waiting.into_iter().partition(|request| request.acks.is_none() && !request.is_protected());
                self.owed.extend(inner);
                waiting = others;
            }
            if waiting.is_empty() {
                return;
            }
        }
    }

    /// The disk is full, or message ids cannot be written: what must go through finds room, the rest is refused or waits.
    fn only_protected(&mut self, waiting: VecDeque<Request>, state: LogState, why: &SubmitError) -> VecDeque<Request> {
        let (protected, others): (VecDeque<_>, VecDeque<_>) =
            waiting.into_iter().partition(|request| request.is_protected());
        if self.health.log(state) {
            tracing::error!(%why, "the log takes only what must go through");
        }
        if state == LogState::Full && !protected.is_empty() {
            self.reserve.make_room(SMALL);
        }
        others.into_iter().for_each(|request| self.turn_away(request, why.clone()));
        protected
    }

    /// Refuses a request; one from inside waits for better times.
    fn turn_away(&mut self, request: Request, why: SubmitError) {
        match request.acks {
            Some(reply) => {
                metrics::counter!("rapport_refused_total", "why" => why.code()).increment(1);
                // Who asked may have gone away meanwhile.
                let _ = reply.send(Err(why));
            }
            // Who waits for what comes of it hears what there is by now.
            None => self.owed.push_back(Request { waiter: None, ..request }),
        }
    }

    fn tick(&mut self, round: &mut Round) {
        let now = self.names.write().stamp(self.time.now());
        if now.since(self.last_tick) >= TICK {
            round.push(Partition::ALL, CustomerId::NONE, now, Body::Tick, None);
        }
    }

    /// Which of these are messages that are in the log.
    fn repeated(&mut self, submissions: &[Submission]) -> Result<Vec<bool>, LogError> {
        let reader = self.log.reader();
        let known = |submission: &Submission| submission.key.map_or(Ok(false), |key| self.seen.contains(key, &reader));
        submissions.iter().map(known).collect()
    }

    /// Whether a device may be forgotten: nothing has happened to it since that was proposed, and it is still only one.
    fn may_age_out(&self, customer: CustomerId, as_of: Lsn, round: &Round, names: &Names) -> bool {
        self.touched.left_alone(customer, as_of)
            && names.index.is_only_devices(customer)
            && !round.entries.iter().any(|entry| entry.customer == customer)
    }

    /// Turns a request into records, or refuses it whole.
    fn take(&mut self, mut request: Request, round: &mut Round, open: &mut Vec<Open>) {
        let repeated = match self.repeated(&request.submissions) {
            Ok(repeated) => repeated,
            Err(error) => {
                tracing::error!(%error, "nobody can say which messages are known");
                return self.turn_away(request, SubmitError::Unwritable);
            }
        };
        let names = self.names.clone();
        let mut names = names.write();
        let now = names.stamp(self.time.now());
        let mut waiter = request.waiter.clone();
        let kept = request.acks.is_none() || request.is_protected();
        let submissions = std::mem::take(&mut request.submissions);
        // Refused before anything is changed: an acknowledgement of what cannot be stored would be worth nothing.
        if let Some(why) = submissions.iter().find_map(|s| unfit(&s.body, self.encode)) {
            return reject(request, &submissions, why);
        }
        // What must get through is kept whole, should there be no room.
        if kept {
            request.submissions = submissions.clone();
        }
        let mut acks = Vec::with_capacity(submissions.len());
        for (submission, repeated) in submissions.into_iter().zip(repeated) {
            if repeated || submission.key.is_some_and(|key| !round.keys.insert(key)) {
                metrics::counter!("rapport_duplicates_total").increment(1);
                acks.push(Ack { lsn: None, customer: CustomerId::NONE });
                continue;
            }
            if let (Body::AgeOut { as_of }, Target::Exactly(customer)) = (&submission.body, &submission.to)
                && !self.may_age_out(*customer, *as_of, round, &names)
            {
                continue;
            }
            let (mut submission, claimed) = admit(without_too_many(submission, &names), &names);
            submission.date(now);
            let network = submission.network;
            let (mut news, says_it, public) = (Vec::new(), submission.names_itself(), submission.to.public().cloned());
            let customer = match submission.to {
                Target::Everybody(_) => {
                    round.push(Partition::ALL, CustomerId::NONE, now, submission.body, waiter.take());
                    acks.push(Ack { lsn: Some(round.place()), customer: CustomerId::NONE });
                    continue;
                }
                Target::Exactly(customer) => customer,
                Target::Customer(customer) => {
                    let customer = names.index.current(customer);
                    if matches!(submission.body, Body::LookBack(_)) && !names.index.knows(customer) {
                        // Erased since their history was read: nothing of it may come after the erasure.
                        acks.push(Ack { lsn: None, customer: CustomerId::NONE });
                        continue;
                    }
                    if let Body::Parted { identifiers, .. } = &submission.body {
                        names.index.part(customer, identifiers);
                    }
                    if let Body::Respelled { from, to } = &submission.body {
                        // Before it can go over into another customer.
                        let found = names.index.respell(customer, from, to);
                        round.push(customer.partition(), customer, now, submission.body, waiter.take());
                        acks.push(Ack { lsn: Some(round.place()), customer });
                        round.join(found, now);
                        continue;
                    }
                    customer
                }
                Target::Identifiers(identifiers, link) | Target::Said(identifiers, link, _) => {
                    let word = public.as_ref().map_or(Word::Trusted, Word::Public);
                    let known = names.known(&identifiers, word);
                    let found = names.resolve(&identifiers, link, word);
                    if !known {
                        news = identifiers;
                    }
                    let customer = found.customer;
                    round.join(found, now);
                    customer
                }
            };
            round.spoken_of.extend(network.map(|network| (customer, network)));
            if matches!(submission.body, Body::Erase | Body::AgeOut { .. }) {
                names.index.forget(customer);
            } else if !says_it && (submission.key.is_some() || !news.is_empty()) {
                let named = Body::Named { identifiers: news, key: submission.key, public };
                round.push(customer.partition(), customer, now, named, None);
            }
            round.push(customer.partition(), customer, now, submission.body, waiter.take());
            acks.push(Ack { lsn: Some(round.place()), customer });
            if let Some(claimed) = claimed {
                round.push(customer.partition(), customer, now, Body::Claimed(Box::new(claimed)), None);
            }
        }
        open.push(Open { request, acks });
    }

    /// Appends a round. Returns what must be tried again at once: there is room for it now.
    fn append(&mut self, round: Round, open: Vec<Open>) -> Vec<Request> {
        if round.entries.is_empty() {
            // Only repetitions: their originals are durable, for they were appended in an earlier round.
            self.names.write().index.keep();
            answer(open, None);
            return Vec::new();
        }
        if round.unwritable {
            let error = LogError::Write(std::io::Error::other("what follows from a record has no stored form"));
            return self.refuse(&error, open);
        }
        if !self.lease.is_ours() {
            return self.turn_back(LogState::LeaseLost, &SubmitError::LeaseLost, open);
        }
        let begin = Instant::now();
        match self.log.append(&round.entries) {
            // Written after another process had taken the directory, it is in nobody's log.
            Ok(_) if !self.lease.is_ours() => self.turn_back(LogState::LeaseLost, &SubmitError::LeaseLost, open),
            Ok(first) => {
                metrics::histogram!("rapport_append_seconds").record(begin.elapsed().as_secs_f64());
                metrics::histogram!("rapport_append_records").record(round.entries.len() as f64);
                if !self.reserve.is_low() && !self.ids_stuck {
                    self.health.log(LogState::Writable);
                }
                let end = self.log.end();
                self.names.write().keep(Lsn(end.0 - 1));
                let time = self.names.read().time;
                self.touched.note(first, round.entries.iter().map(|entry| entry.customer));
                self.seen.keep(first, end, time, round.keys.iter().copied());
                self.last_tick = round.ticked().unwrap_or(self.last_tick);
                for (customer, network) in &round.spoken_of {
                    self.speakers.note(*customer, *network);
                }
                // In this order: whoever has its acknowledgement and asks in turn is answered after it was applied.
                self.hand_over(first, round);
                answer(open, Some(first));
                Vec::new()
            }
            Err(error) => self.refuse(&error, open),
        }
    }

    fn hand_over(&mut self, first: Lsn, round: Round) {
        let mut names = self.names.write();
        let records = round.entries.into_iter().zip(round.bodies).enumerate();
        let routed = records.map(|(n, (entry, (body, waiter)))| {
            metrics::counter!("rapport_records_total", "kind" => body.code()).increment(1);
            let (lsn, Entry { partition, customer, time, .. }) = (Lsn(first.0 + n as u64), entry);
            names.note(lsn, time, &body);
            Routed { lsn, partition, customer, time, body, waiter }
        });
        let routed = routed.collect();
        drop(names);
        self.workers.send(routed);
    }

    /// Nothing of the round counts. Names go back to what the log knows; inner requests wait for better times. What must
    /// find room on a full disk is returned if the reserve has some for it.
    fn refuse(&mut self, error: &LogError, open: Vec<Open>) -> Vec<Request> {
        let (state, refusal) = match error {
            LogError::Full => (LogState::Full, SubmitError::Full),
            LogError::NoHandles => (LogState::NoHandles, SubmitError::NoHandles),
            _ => (LogState::Unwritable, SubmitError::Unwritable),
        };
        if self.health.log_state() != state {
            tracing::error!(%error, "the log refuses writes");
        }
        self.turn_back(state, &refusal, open)
    }

    fn turn_back(&mut self, state: LogState, refusal: &SubmitError, open: Vec<Open>) -> Vec<Request> {
        // Before anybody is told: whoever was refused must not be found.
        self.names.write().index.take_back();
        if self.health.log(state) {
            tracing::error!(why = refusal.code(), "nothing is appended");
        }
        let (protected, others): (Vec<_>, Vec<_>) =
            open.into_iter().map(|open| open.request).partition(|request| request.is_protected());
        others.into_iter().for_each(|request| self.turn_away(request, refusal.clone()));
        if *refusal == SubmitError::Full {
            self.reserve.ran_out();
            if !protected.is_empty() && self.reserve.give(SMALL) {
                return protected;
            }
        }
        protected.into_iter().for_each(|request| self.turn_away(request, refusal.clone()));
        // What stood in the way a moment ago still does; do not spin.
        std::thread::sleep(Duration::from_millis(20));
        Vec::new()
    }
}

impl Round {
    fn new(encode: Encode) -> Self {
        let (entries, bodies, keys, spoken_of) = Default::default();
        Self { encode, unwritable: false, entries, bodies, bytes: 0, keys, spoken_of }
    }

    fn push(
        &mut self,
        partition: Partition,
        customer: CustomerId,
        time: Time,
        body: Body,
        waiter: Option<Arc<Waiter>>,
    ) {
        let payload = (self.encode)(&body).unwrap_or_else(|error| {
            tracing::error!(%error, kind = body.code(), "a record cannot be stored");
            self.unwritable = true;
            Vec::new()
        });
        self.bytes += payload.len();
        self.entries.push(Entry { partition, customer, time, payload });
        self.bodies.push((body, waiter));
    }

    /// What has to be told to others before or because identifiers lead to someone.
    fn join(&mut self, found: Resolution, now: Time) {
        let Resolution { customer, merges, shared, doubted } = found;
        // Before it can go over into another customer.
        for Doubted { customer, was: Unvouched { identifier, source, .. } } in doubted {
            let said = Claimed { identifiers: vec![identifier], source, at: now };
            self.push(customer.partition(), customer, now, Body::Doubted(Box::new(said)), None);
        }
        for merge in merges {
            let (from, into) = (merge.from, merge.into);
            self.push(into.partition(), into, now, Body::MergeExpected { from }, None);
            let out = Body::MergeOut { into, cause: Box::new(merge) };
            self.push(from.partition(), from, now, out, None);
        }
        for Shared { identifier, with } in shared {
            for (one, other) in [(customer, with), (with, customer)] {
                let shared = Shared { identifier: identifier.clone(), with: other };
                self.push(one.partition(), one, now, Body::Shared(Box::new(shared)), None);
            }
        }
    }

    /// The place of the last entry in this round; the log's position is added when it is known.
    fn place(&self) -> Lsn {
        Lsn(self.entries.len() as u64 - 1)
    }

    fn ticked(&self) -> Option<Time> {
        let first = self.bodies.first().is_some_and(|(body, _)| matches!(body, Body::Tick));
        first.then(|| self.entries[0].time)
    }
}

/// Takes out of an event the devices that are too many for whom it is about. Whoever tells it is thanked as ever: what is said by the
/// other names counts.
fn without_too_many(mut submission: Submission, names: &Names) -> Submission {
    let (Target::Identifiers(identifiers, link) | Target::Said(identifiers, link, _), Body::Event(event)) =
        (&mut submission.to, &mut submission.body)
    else {
        return submission;
    };
    let too_many = names.index.too_many(identifiers, *link);
    if !too_many.is_empty() {
        metrics::counter!("rapport_devices_not_joined_total", "source" => event.source.to_string())
            .increment(too_many.len() as u64);
        identifiers.retain(|one| !too_many.contains(one));
        event.identifiers.clone_from(identifiers);
    }
    submission
}

/// Takes out of a public source's event what it may not say of someone known. The event in the log names only what counts,
/// so that a replay finds the same customers without knowing who said it.
fn admit(mut submission: Submission, names: &Names) -> (Submission, Option<Claimed>) {
    let (Target::Said(identifiers, link, source), Body::Event(event)) = (&submission.to, &mut submission.body) else {
        return (submission, None);
    };
    let Admission { admitted, waiting } = names.index.admit(identifiers, *link);
    if waiting.is_empty() {
        return (submission, None);
    }
    metrics::counter!("rapport_claims_total", "source" => event.source.to_string()).increment(waiting.len() as u64);
    let claimed = Claimed { identifiers: waiting, source: event.source.clone(), at: event.timestamp };
    let waits = |kind| claimed.identifiers.iter().any(|waiting| waiting.kind == kind);
    unsay(event, |kind| waits(kind) && !admitted.iter().any(|own| own.kind == kind));
    event.identifiers.clone_from(&admitted);
    submission.to = Target::Said(admitted, *link, source.clone());
    (submission, Some(claimed))
}

/// Why a record cannot be put into the log.
fn unfit(body: &Body, encode: Encode) -> Option<SubmitError> {
    match encode(body) {
        Ok(bytes) if bytes.len() > MAX_PAYLOAD => Some(SubmitError::TooLarge),
        // Every worker gets the document, compiled.
        Ok(_) if matches!(body, Body::Publish(of) if of.document.len() > MAX_PAYLOAD / 4) => {
            Some(SubmitError::TooLarge)
        }
        Ok(_) => None,
        Err(error) => {
            tracing::error!(%error, kind = body.code(), "a record cannot be stored");
            Some(SubmitError::Unstorable)
        }
    }
}

/// Refuses a request for good. Of what comes from inside no one is there to be told: it is told to whoever looks after this.
fn reject(request: Request, submissions: &[Submission], why: SubmitError) {
    metrics::counter!("rapport_refused_total", "why" => why.code()).increment(1);
    match request.acks {
        // Who asked may have gone away meanwhile.
        Some(reply) => drop(reply.send(Err(why))),
        None => {
            let kinds: Vec<&str> = submissions.iter().map(|submission| submission.body.code()).collect();
            tracing::error!(why = why.code(), ?kinds, "what follows from a record cannot be put into the log");
        }
    }
}

fn answer(open: Vec<Open>, first: Option<Lsn>) {
    for Open { request, mut acks } in open {
        if let Some(first) = first {
            for ack in &mut acks {
                ack.lsn = ack.lsn.map(|place| Lsn(first.0 + place.0));
            }
        }
        if let Some(reply) = request.acks {
            // Who asked may have gone away meanwhile.
            let _ = reply.send(Ok(acks));
        }
    }
}
