//! From *due* to *reported*: the only way to a driver.
//!
//! ```text
//! Due ──> reserve the cost ──> Claim in the log ──> gate again ──> Dispatch ──> driver ──> Report in the log
//!               │                                       │
//!               └─ refused: the claim says so           └─ no: the reservation is given back
//! ```
//!
//! Each channel has a lane of its own with as many places as its driver can use at once. A message holds a place from
//! reservation to report; which one gets the next is decided by [`super::turns`]: a counterpart that does not answer holds up
//! only itself. While the [hold](crate::hold) is on, a message waits before it is claimed. When to try again after a temporary
//! refusal is decided by the customer's state, not here.

use super::{
    obstacle::Obstacle,
    shared::Shared,
    submission::Submission,
    throttle::Throttle,
    turns::{Manner, Turns},
};
use crate::tasks::caught;
use hashbrown::{HashMap, HashSet};
use parking_lot::Mutex;
use rapport_channel::{
    driver::{ChannelDriver, Start, TakenBack},
    outgoing::Outgoing,
    report::{Outcome, Report},
};
use rapport_customer::{gate::Budget, send_key::SendKey};
use rapport_engine::{Body, Due};
use rapport_kernel::{ChannelKind, Span};
use smol_str::SmolStr;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};
use tokio::{
    sync::mpsc,
    task::{Id, JoinSet},
};

/// Knows what money is free.
pub trait BudgetGuard: Send + Sync + 'static {
    /// Takes the cost out of what is free of the activity, if it pays for anything new and has enough. Asking again with the
    /// same key takes nothing more. The reservation ends when the commitment is booked.
    fn reserve(&self, due: &Due) -> Budget;

    /// Gives the reservation back: nothing will be booked for it.
    fn release(&self, send_key: &SendKey);
}

impl BudgetGuard for crate::sql::guard::BudgetGuard {
    fn reserve(&self, due: &Due) -> Budget {
        let Err(refusal) = self.reserve(due.send_key.as_str(), &due.activity, due.cost) else {
            return Budget::Reserved;
        };
        metrics::counter!("rapport_budget_refused_total", "why" => refusal.code()).increment(1);
        refusal.into()
    }

    fn release(&self, send_key: &SendKey) {
        self.release(send_key.as_str());
    }
}

/// What messages are carried out with.
pub struct Drivers {
    /// The driver of each kind, by its id.
    pub channels: HashMap<ChannelKind, Arc<dyn ChannelDriver>>,
    /// What money is free.
    pub budget: Arc<dyn BudgetGuard>,
}

struct Dispatcher {
    shared: Arc<Shared>,
    budget: Arc<dyn BudgetGuard>,
    /// How fast mail goes that anybody's word led to.
    throttle: Throttle,
    /// Messages that wait in a lane or are under way: a message asked for twice is carried once.
    busy: Mutex<HashSet<SendKey>>,
}

/// A message on its way. However its carrying ends, by a panic too, the way is free again for whoever asks next, and a
/// reservation that no claim took over is given back.
struct OnTheWay<'a> {
    dispatcher: &'a Dispatcher,
    key: SendKey,
    reserved: bool,
}

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        if self.reserved {
            self.dispatcher.budget.release(&self.key);
        }
        self.dispatcher.busy.lock().remove(&self.key);
        self.dispatcher.shared.outlets.carried();
    }
}

/// Takes dues off the queue until it is stopped.
pub(super) async fn run(
    shared: Arc<Shared>,
    drivers: Drivers,
    throttle: Throttle,
    mut dues: mpsc::UnboundedReceiver<Due>,
) {
    let Drivers { channels, budget } = drivers;
    let dispatcher = Arc::new(Dispatcher { shared, budget, throttle, busy: Mutex::default() });
    // They end with this task: no one carries anything for a heart that has stopped.
    let mut running = JoinSet::new();
    let mut lane = |name: &str, driver| {
        let (queue, inbox) = mpsc::unbounded_channel();
        let at_work = dispatcher.shared.tasks.at_work(format!("channel {name}"));
        let lane = Lane { dispatcher: dispatcher.clone(), driver, turns: Turns::default() };
        running.spawn(async move {
            let _at_work = at_work;
            lane.run(inbox).await;
        });
        queue
    };
    let lanes: HashMap<ChannelKind, mpsc::UnboundedSender<Due>> =
        channels.into_iter().map(|(kind, driver)| (kind.clone(), lane(kind.as_str(), Some(driver)))).collect();
    let nobody = lane("without a driver", None);
    while let Some(due) = dues.recv().await {
        let key = due.send_key.clone();
        if !dispatcher.busy.lock().insert(key.clone()) {
            dispatcher.shared.outlets.carried();
            continue;
        }
        let lane = lanes.get(&due.kind).unwrap_or(&nobody);
        if lane.send(due).is_err() {
            // The lane has ended, and readiness says so. The message stays due in the state, for the next start.
            dispatcher.busy.lock().remove(&key);
            dispatcher.shared.outlets.carried();
        }
    }
}

/// The messages of a kind of channel on their way. Without a driver, claims are answered with a named refusal.
struct Lane {
    dispatcher: Arc<Dispatcher>,
    driver: Option<Arc<dyn ChannelDriver>>,
    turns: Turns,
}

impl Lane {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Due>) {
        let mut under_way = JoinSet::new();
        let mut whose: HashMap<Id, (SmolStr, Instant)> = HashMap::new();
        loop {
            let now = Instant::now();
            while let Some(due) = self.turns.next(self.places(), now) {
                let counterpart = due.counterpart.clone();
                let (dispatcher, driver) = (self.dispatcher.clone(), self.driver.clone());
                let task = under_way.spawn(async move { dispatcher.carry(due, driver.as_deref()).await });
                whose.insert(task.id(), (counterpart, now));
            }
            let slow = if self.turns.is_waiting() { self.turns.next_slow(now) } else { None };
            tokio::select! {
                due = inbox.recv() => match due {
                    Some(due) => self.turns.push(due),
                    None => return,
                },
                Some(ended) = under_way.join_next_with_id() => {
                    let (id, manner) = match ended {
                        Ok((id, outcome)) => (id, outcome.as_ref().and_then(manner)),
                        Err(broken) => {
                            metrics::counter!("rapport_panics_total", "place" => "dispatcher").increment(1);
                            (broken.id(), None)
                        }
                    };
                    if let Some((counterpart, since)) = whose.remove(&id) {
                        self.turns.ended(&counterpart, since, manner);
                    }
                },
                // Whoever waited in vain so far may get a spare place now.
                () = tokio::time::sleep_until(slow.unwrap_or(now).into()), if slow.is_some() => {}
            }
        }
    }

    fn places(&self) -> usize {
        self.driver.as_ref().map_or(1, |driver| driver.slots())
    }
}

/// What an outcome shows of the counterpart; nothing if it was not spoken to.
fn manner(outcome: &Outcome) -> Option<Manner> {
    match outcome {
        Outcome::NotSent { why } if Obstacle::of_ours(why) => None,
        Outcome::Unknown { .. } | Outcome::NotSent { .. } => Some(Manner::Silent),
        Outcome::Stopped { .. } | Outcome::Expired => None,
        _ => Some(Manner::Answers),
    }
}

impl Dispatcher {
    /// Carries one message from reservation to report. What came of it; nothing if it was not claimed.
    async fn carry(&self, due: Due, driver: Option<&dyn ChannelDriver>) -> Option<Outcome> {
        let key = due.send_key.clone();
        let mut on_the_way = OnTheWay { dispatcher: self, key: key.clone(), reserved: false };
        // What waits stays due in the state: it ages, and the gate is asked about it when its turn comes.
        self.shared.hold.passed().await;
        // When stopping, what was not claimed stays due in the state; what was claimed is waited for.
        let _under_way = self.shared.health.set_out()?;
        // Until the answer is there, it may be reserved.
        on_the_way.reserved = true;
        let budget = self.budget.reserve(&due);
        on_the_way.reserved = budget == Budget::Reserved;
        let in_turn = |whose| self.throttle.ask(whose, &key, self.shared.now());
        let not_before = due.on_public_word.as_ref().and_then(|whose| in_turn(whose).err());
        let claim = Submission::about(key.customer(), Body::Claim { send_key: key.clone(), budget, not_before });
        let claimed = self.persist(claim).await;
        let outgoing = claimed.into_iter().find(|outgoing| outgoing.send_key == key);
        let outgoing = outgoing?;
        // The claim books it.
        on_the_way.reserved = false;
        let (channel, customer) = (outgoing.channel.clone(), outgoing.customer);
        let outcome = self.deliver(outgoing, driver).await;
        let labels = [("channel", channel.to_string()), ("outcome", outcome.code().to_owned())];
        metrics::counter!("rapport_messages_total", &labels).increment(1);
        // Before the report: a state that asks again because of the report must find the way free.
        drop(on_the_way);
        let report = Report::new(key, outcome.clone(), self.shared.now());
        self.persist(Submission::about(customer, Body::Report(Box::new(report)))).await;
        Some(outcome)
    }

    async fn deliver(&self, outgoing: Outgoing, driver: Option<&dyn ChannelDriver>) -> Outcome {
        let wire = &self.shared.wire;
        let key = outgoing.send_key.clone();
        if !self.shared.lease.is_ours() {
            wire.finish(&key);
            return Outcome::NotSent { why: Obstacle::LeaseLost.code().into() };
        }
        if let Some(outcome) = self.shared.spoken.answer(&key) {
            wire.finish(&key);
            return outcome;
        }
        let Some(driver) = driver else {
            wire.finish(&key);
            return Outcome::NotSent { why: Obstacle::NoDriver.code().into() };
        };
        let held = Arc::<OnceLock<Obstacle>>::default();
        let start = self.start(&key, held.clone());
        let outcome = match catch_unwind(AssertUnwindSafe(|| driver.deliver(outgoing, start))) {
            Ok(answer) => caught(answer).await,
            Err(_) => None,
        };
        let begun = wire.finish(&key);
        if let Some(why) = held.get().filter(|_| !begun) {
            return Outcome::NotSent { why: why.code().into() };
        }
        outcome.unwrap_or_else(|| {
            metrics::counter!("rapport_panics_total", "place" => "driver").increment(1);
            if begun {
                Outcome::Unknown { why: Obstacle::DriverPanic.code().into() }
            } else {
                Outcome::NotSent { why: Obstacle::DriverPanic.code().into() }
            }
        })
    }

    /// What a driver asks before the first byte: much may have happened since the claim, which may have waited for a connection.
    fn start(&self, key: &SendKey, held: Arc<OnceLock<Obstacle>>) -> Start {
        let (shared, key) = (self.shared.clone(), key.clone());
        Start::new(move || {
            let obstacle = if shared.hold.is_on() {
                Some(Obstacle::Held)
            } else if shared.lease.is_fresh() {
                None
            } else {
                Some(Obstacle::LeaseLost)
            };
            if let Some(why) = obstacle {
                return Err(TakenBack(held.get_or_init(|| why).code()));
            }
            shared.wire.begin(&key).map_err(|why| TakenBack(why.code()))
        })
    }

    /// Gets a record into the log and applied, however long the disk is full. Returns what may leave.
    async fn persist(&self, submission: Submission) -> Vec<Outgoing> {
        loop {
            match self.shared.inbox.applied(submission.clone()).await {
                Ok(applied) => return applied.dispatch,
                Err(error) if error.passes() => {
                    tokio::time::sleep(pause()).await;
                    // What waited for room may have been held meanwhile.
                    if matches!(submission.body, Body::Claim { .. }) {
                        self.shared.hold.passed().await;
                    }
                }
                // A claim that is not in the log was not made; a report that is not leaves the claim in the dark.
                Err(_) => return Vec::new(),
            }
        }
    }
}

fn pause() -> Duration {
    Duration::from_millis(Span::SECOND.0.unsigned_abs() / 4)
}
