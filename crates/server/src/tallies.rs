//! Journeys' live figures, gathered from all partitions.

use crate::{
    problem::Problem,
    wire::{JourneyCounts, ReasonCount, StepCount},
};
use parking_lot::Mutex;
use rapport_channel::delivery::State;
use rapport_customer::Refusal;
use rapport_engine::shard::Tallies;
use rapport_kernel::{JourneyId, StepId, Time};
use rapport_platform::runtime::Runtime;
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// How old figures may be before they are gathered again.
const FRESH: Duration = Duration::from_secs(1);

/// The figures of the last moment, so that many open screens cost what one does.
#[derive(Default)]
pub struct Cache(Mutex<Option<(Instant, Arc<Counted>)>>);

impl Cache {
    /// The figures, at most a second old.
    ///
    /// # Errors
    /// [`crate::problem::Code::Unavailable`] while stopping.
    pub async fn get(&self, runtime: &Runtime) -> Result<Arc<Counted>, Problem> {
        if let Some((since, counted)) = &*self.0.lock()
            && since.elapsed() < FRESH
        {
            return Ok(counted.clone());
        }
        let parts = runtime.ask_all(|shard| {
            let mut sum = Tallies::default();
            shard.partitions().for_each(|partition| sum.add(partition.tallies()));
            sum
        });
        let mut sum = Tallies::default();
        parts.await?.iter().for_each(|part| sum.add(part));
        let counted = Arc::new(Counted(sum));
        *self.0.lock() = Some((Instant::now(), counted.clone()));
        Ok(counted)
    }
}

/// What became of the messages of one step, as far back as customers' records remember.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fate {
    /// Left.
    pub sent: u64,
    /// Refused by the gate or the counterpart, or expired.
    pub refused: u64,
    /// Kept for later.
    pub deferred: u64,
}

/// By version and step.
pub type Sent = BTreeMap<(u32, StepId), Fate>;

/// What became of a journey's messages.
///
/// # Errors
/// [`crate::problem::Code::Unavailable`] while stopping.
pub async fn sent(runtime: &Runtime, journey: &JourneyId) -> Result<Sent, Problem> {
    let journey = journey.clone();
    let parts = runtime.ask_all(move |shard| {
        let mut sent = Sent::new();
        let messages = shard.partitions().flat_map(|p| p.customers()).flat_map(|record| &record.messages);
        for message in messages.filter(|message| message.journey == journey) {
            let fate = sent.entry((message.version, message.step.clone())).or_default();
            match message.delivery.state {
                State::Accepted { .. } | State::Unknown { .. } => fate.sent += 1,
                State::Refused { .. } | State::Expired { .. } | State::Suppressed { .. } => fate.refused += 1,
                State::Deferred { .. } => fate.deferred += 1,
                State::Planned | State::Claimed { .. } => {}
            }
        }
        sent
    });
    let mut all = Sent::new();
    for (step, part) in parts.await?.into_iter().flatten() {
        let fate = all.entry(step).or_default();
        (fate.sent, fate.refused, fate.deferred) =
            (fate.sent + part.sent, fate.refused + part.refused, fate.deferred + part.deferred);
    }
    Ok(all)
}

/// All journeys' counters.
pub struct Counted(Tallies);

/// A journey's sums.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Inside now.
    pub inside: u64,
    /// Entered.
    pub entered: u64,
    /// Reached the goal.
    pub goal: u64,
}

impl Counted {
    /// A journey's sums over all versions.
    #[must_use]
    pub fn journey(&self, id: &JourneyId) -> Totals {
        let mut totals = Totals::default();
        for (_, tally) in self.0.versions.iter().filter(|((journey, _), _)| journey == id) {
            totals.inside += tally.inside.max(0).unsigned_abs();
            totals.entered += tally.entered;
            totals.goal += tally.goals;
        }
        totals
    }

    /// Messages that left, over all journeys and versions.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.0.versions.values().filter_map(|tally| tally.outcomes.get("accepted")).sum()
    }

    /// A journey's figures, of one version or of all.
    #[must_use]
    pub fn counts(&self, id: &JourneyId, version: Option<u32>, sent: &Sent, as_of: Time) -> JourneyCounts {
        let meant = |journey: &JourneyId, number: u32| journey == id && version.is_none_or(|v| v == number);
        let mut counts = JourneyCounts {
            as_of,
            inside: 0,
            entered: 0,
            held_out: 0,
            goal: 0,
            steps: Vec::new(),
            refusals: Vec::new(),
        };
        let mut steps: BTreeMap<String, StepCount> = BTreeMap::new();
        let mut refusals: BTreeMap<String, u64> = BTreeMap::new();
        for ((journey, number, step), tally) in &self.0.steps {
            if meant(journey, *number) {
                let count = steps.entry(step.to_string()).or_insert_with(|| step_count(step.as_str()));
                count.passed += tally.taken;
                count.here += tally.here.max(0).unsigned_abs();
            }
        }
        for ((_, step), fate) in sent.iter().filter(|((number, _), _)| version.is_none_or(|v| v == *number)) {
            let count = steps.entry(step.to_string()).or_insert_with(|| step_count(step.as_str()));
            count.sent += fate.sent;
            count.refused += fate.refused;
            count.deferred += fate.deferred;
        }
        for ((journey, number), tally) in &self.0.versions {
            if meant(journey, *number) {
                counts.inside += tally.inside.max(0).unsigned_abs();
                counts.entered += tally.entered;
                counts.goal += tally.goals;
                for (code, count) in tally.decisions.iter().filter(|(code, _)| *code != "allowed") {
                    *refusals.entry(code.to_string()).or_default() += count;
                }
            }
        }
        let held_out = |code: &str| code == Refusal::JourneyHoldOut.code() || code == Refusal::GlobalHoldOut.code();
        counts.held_out = refusals.iter().filter(|(code, _)| held_out(code)).map(|(_, count)| count).sum();
        counts.steps = steps.into_values().collect();
        counts.refusals = reasons(refusals);
        counts
    }
}

fn step_count(step: &str) -> StepCount {
    StepCount { step: step.to_owned(), here: 0, passed: 0, sent: 0, refused: 0, deferred: 0 }
}

/// Reasons with their words, most frequent first.
#[must_use]
pub fn reasons(counted: impl IntoIterator<Item = (String, u64)>) -> Vec<ReasonCount> {
    let say = |(code, count): (String, u64)| ReasonCount { text: code.replace('_', " "), code, count };
    let mut reasons: Vec<ReasonCount> = counted.into_iter().map(say).collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    reasons
}
