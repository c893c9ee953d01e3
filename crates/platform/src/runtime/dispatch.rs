//! From *due* to *reported*: the only way to a driver.
//!
//! ```text
//! Due ──> reserve the cost ──> Claim in the log ──> gate again ──> Dispatch ──> driver ──> Report in the log
//!               │                                       │
//!               └─ refused: the claim says so           └─ no: the reservation is given back
//! ```
//!
//! Each channel has as many slots as its driver can use at once. A slot carries one message from reservation to report,
//! so a slow counterpart holds up only its own channel, and at most so many messages are in the dark after a crash as
//! there are slots. While the [hold](crate::hold) is on, a slot waits before it claims. When to try again after a temporary refusal is decided by the customer's state, not here.

use super::{
    obstacle::Obstacle,
    shared::Shared,
    sink::{Answer, guarded},
    submission::{Submission, SubmitError},
    wire::Start,
};
use hashbrown::{HashMap, HashSet};
use parking_lot::Mutex;
use rapport_channel::{
    outgoing::Outgoing,
    report::{Outcome, Report},
};
use rapport_customer::{gate::Budget, send_key::SendKey};
use rapport_engine::{Body, Due};
use rapport_kernel::{ChannelId, Span};
use std::{panic::AssertUnwindSafe, panic::catch_unwind, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinSet,
};

/// Carries out claimed messages on one channel.
pub trait ChannelDriver: Send + Sync + 'static {
    /// How many messages it can carry out at once, at most.
    fn slots(&self) -> usize;

    /// Waits until there is room for one more. Asked before the claim and kept until the report, so that after a crash no
    /// more messages are in the dark than were really under way.
    fn room(&self) -> Answer<'_, Room> {
        Box::pin(async { Room::default() })
    }

    /// Carries one message out. Must call [`Start::begin`] right before the first byte that commits the counterpart, and
    /// answer [`Outcome::Stopped`] if that says no. Must answer in the end; answers [`Outcome::Unknown`] if it cannot know.
    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome>;
}

/// A message's place at its driver; given back when dropped.
#[derive(Debug, Default)]
pub struct Room(#[allow(dead_code, reason = "held, not read")] Option<OwnedSemaphorePermit>);

impl From<OwnedSemaphorePermit> for Room {
    fn from(permit: OwnedSemaphorePermit) -> Self {
        Self(Some(permit))
    }
}

/// Knows what money is free.
pub trait BudgetGuard: Send + Sync + 'static {
    /// Takes the cost out of what is free of the activity; `false` if that is not enough. Asking again with the same key
    /// takes nothing more. The reservation ends when the commitment is booked.
    fn reserve(&self, due: &Due) -> bool;

    /// Gives the reservation back: nothing will be booked for it.
    fn release(&self, send_key: &SendKey);
}

impl BudgetGuard for crate::sql::guard::BudgetGuard {
    fn reserve(&self, due: &Due) -> bool {
        match self.reserve(due.send_key.as_str(), &due.activity, due.cost) {
            Ok(()) => true,
            Err(refusal) => {
                metrics::counter!("rapport_budget_refused_total", "why" => refusal.code()).increment(1);
                false
            }
        }
    }

    fn release(&self, send_key: &SendKey) {
        self.release(send_key.as_str());
    }
}

/// What messages are carried out with.
pub struct Drivers {
    /// By channel.
    pub channels: HashMap<ChannelId, Arc<dyn ChannelDriver>>,
    /// What money is free.
    pub budget: Arc<dyn BudgetGuard>,
}

struct Dispatcher {
    shared: Arc<Shared>,
    budget: Arc<dyn BudgetGuard>,
    /// Messages that are in a lane or a slot: a message asked for twice is carried once.
    busy: Mutex<HashSet<SendKey>>,
}

/// Takes dues off the queue until it is stopped.
pub(super) async fn run(shared: Arc<Shared>, drivers: Drivers, mut dues: mpsc::UnboundedReceiver<Due>) {
    let Drivers { channels, budget } = drivers;
    let dispatcher = Arc::new(Dispatcher { shared, budget, busy: Mutex::default() });
    // They end with this task: nobody carries anything for a heart that has stopped.
    let mut slots = JoinSet::new();
    let lanes: HashMap<ChannelId, mpsc::UnboundedSender<Due>> =
        channels.into_iter().map(|(channel, driver)| (channel, lane(&mut slots, &dispatcher, Some(driver)))).collect();
    let nobody = lane(&mut slots, &dispatcher, None);
    while let Some(due) = dues.recv().await {
        if dispatcher.busy.lock().insert(due.send_key.clone()) {
            let lane = lanes.get(&due.channel).unwrap_or(&nobody);
            // The slots end after this loop; what is due stays due in the state.
            let _ = lane.send(due);
        }
    }
}

/// A channel's queue and its slots. Without a driver, claims are answered with a named refusal.
fn lane(
    slots: &mut JoinSet<()>,
    dispatcher: &Arc<Dispatcher>,
    driver: Option<Arc<dyn ChannelDriver>>,
) -> mpsc::UnboundedSender<Due> {
    let (queue, inbox) = mpsc::unbounded_channel();
    let inbox = Arc::new(tokio::sync::Mutex::new(inbox));
    for _ in 0..driver.as_ref().map_or(1, |driver| driver.slots().max(1)) {
        let (dispatcher, driver, inbox) = (dispatcher.clone(), driver.clone(), inbox.clone());
        slots.spawn(async move {
            loop {
                let next = inbox.lock().await.recv().await;
                let Some(due) = next else { return };
                dispatcher.carry(due, driver.as_deref()).await;
            }
        });
    }
    queue
}

impl Dispatcher {
    async fn carry(&self, due: Due, driver: Option<&dyn ChannelDriver>) {
        let key = due.send_key.clone();
        let _room = self.room(driver).await;
        // When stopping, what was not claimed stays due in the state; what was claimed is waited for.
        let Some(_under_way) = self.shared.health.set_out() else { return };
        let reserved = self.budget.reserve(&due);
        let budget = if reserved { Budget::Reserved } else { Budget::Refused };
        let claim = Submission::about(key.customer(), Body::Claim { send_key: key.clone(), budget });
        let claimed = self.persist(claim).await;
        let outgoing = claimed.into_iter().find(|outgoing| outgoing.send_key == key);
        let Some(outgoing) = outgoing else {
            if reserved {
                self.budget.release(&key);
            }
            self.busy.lock().remove(&key);
            return;
        };
        let (channel, customer) = (outgoing.channel.clone(), outgoing.customer);
        let outcome = self.deliver(outgoing, driver).await;
        let labels = [("channel", channel.to_string()), ("outcome", outcome.code().to_owned())];
        metrics::counter!("rapport_messages_total", &labels).increment(1);
        // Before the report: a state that asks again because of the report must find the way free.
        self.busy.lock().remove(&key);
        let report = Report { send_key: key, outcome, at: self.shared.now() };
        self.persist(Submission::about(customer, Body::Report(Box::new(report)))).await;
    }

    /// Waits for a place at the driver, and as long as nothing may be sent. What waits stays due in the state: it ages,
    /// and the gate is asked about it when its turn comes.
    async fn room(&self, driver: Option<&dyn ChannelDriver>) -> Room {
        let hold = &self.shared.hold;
        loop {
            hold.passed().await;
            let room = match driver {
                Some(driver) => driver.room().await,
                None => Room::default(),
            };
            if !hold.is_on() {
                return room;
            }
        }
    }

    async fn deliver(&self, outgoing: Outgoing, driver: Option<&dyn ChannelDriver>) -> Outcome {
        let wire = &self.shared.wire;
        let key = outgoing.send_key.clone();
        let Some(driver) = driver else {
            wire.finish(&key);
            return Outcome::NotSent { why: Obstacle::NoDriver.code().into() };
        };
        let start = Start { wire: wire.clone(), key: key.clone() };
        let outcome = match catch_unwind(AssertUnwindSafe(|| driver.deliver(outgoing, start))) {
            Ok(answer) => guarded(answer).await,
            Err(_) => None,
        };
        let begun = wire.finish(&key);
        outcome.unwrap_or_else(|| {
            metrics::counter!("rapport_panics_total", "place" => "driver").increment(1);
            if begun {
                Outcome::Unknown { why: Obstacle::DriverPanic.code().into() }
            } else {
                Outcome::NotSent { why: Obstacle::DriverPanic.code().into() }
            }
        })
    }

    /// Gets a record into the log and applied, however long the disk is full. Returns what may leave.
    async fn persist(&self, submission: Submission) -> Vec<Outgoing> {
        loop {
            match self.shared.inbox.applied(submission.clone()).await {
                Ok(applied) => return applied.dispatch,
                Err(SubmitError::Full | SubmitError::Busy { .. }) => tokio::time::sleep(pause()).await,
                // A claim that is not in the log was not made; a report that is not leaves the claim in the dark.
                Err(_) => return Vec::new(),
            }
        }
    }
}

fn pause() -> Duration {
    Duration::from_millis(Span::SECOND.0.unsigned_abs() / 4)
}
