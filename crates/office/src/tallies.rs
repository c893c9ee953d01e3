//! Journeys' live figures, gathered from all partitions.

use crate::{
    refused::Refused,
    timeline::words,
    view::{JourneyCounts, ReasonCount, StepCount, WayCount},
};
use parking_lot::Mutex;
use rapport_engine::{Fates, Flow, shard::Tallies};
use rapport_kernel::{JourneyId, StepId, Time};
use rapport_platform::runtime::Runtime;
use smol_str::SmolStr;
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
    /// [`crate::refused::Cause::Unavailable`] while stopping.
    pub async fn get(&self, runtime: &Runtime) -> Result<Arc<Counted>, Refused> {
        if let Some((since, counted)) = &*self.0.lock()
            && since.elapsed() < FRESH
        {
            return Ok(counted.clone());
        }
        let parts = runtime.ask_all(|shard| {
            let (mut tallies, mut held_out) = (Tallies::default(), BTreeMap::new());
            for partition in shard.partitions() {
                tallies.add(partition.tallies());
                for (journey, count) in partition.listing().held_out() {
                    *held_out.entry(journey.clone()).or_default() += count;
                }
            }
            Counted { tallies, held_out }
        });
        let mut all = Counted { tallies: Tallies::default(), held_out: BTreeMap::new() };
        for part in parts.await? {
            all.tallies.add(&part.tallies);
            for (journey, count) in part.held_out {
                *all.held_out.entry(journey).or_default() += count;
            }
        }
        let counted = Arc::new(all);
        *self.0.lock() = Some((Instant::now(), counted.clone()));
        Ok(counted)
    }
}

/// All journeys' counters.
pub struct Counted {
    tallies: Tallies,
    held_out: BTreeMap<JourneyId, u64>,
}

/// A journey's sums.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Inside now.
    pub inside: u64,
    /// Passages begun since the journey is live.
    pub entered: u64,
    /// Reached the goal.
    pub goal: u64,
}

impl Counted {
    /// A journey's sums over all versions.
    #[must_use]
    pub fn journey(&self, id: &JourneyId) -> Totals {
        let mut totals = Totals::default();
        for (_, tally) in self.tallies.versions.iter().filter(|((journey, _), _)| journey == id) {
            totals.inside += tally.inside.max(0).unsigned_abs();
            totals.entered += tally.entered;
            totals.goal += tally.goals;
        }
        totals
    }

    /// A journey's figures, of one version or of all.
    #[must_use]
    pub fn counts(&self, id: &JourneyId, version: Option<u32>, as_of: Time) -> JourneyCounts {
        let flow = Flow::of(&self.tallies, id, version);
        let mut counts = JourneyCounts {
            as_of,
            inside: 0,
            entered: 0,
            held_out: self.held_out.get(id).copied().unwrap_or_default(),
            goal: 0,
            refusals: reasons(messages(&flow).refused),
            steps: steps(flow),
            not_entered: Vec::new(),
        };
        let mut not_entered: BTreeMap<SmolStr, u64> = BTreeMap::new();
        let meant = |number: u32| version.is_none_or(|version| version == number);
        for (_, tally) in self.tallies.versions.iter().filter(|((journey, number), _)| journey == id && meant(*number))
        {
            counts.inside += tally.inside.max(0).unsigned_abs();
            counts.entered += tally.entered;
            counts.goal += tally.goals;
            for (code, count) in &tally.not_entered {
                *not_entered.entry(code.clone()).or_default() += count;
            }
        }
        counts.not_entered = reasons(not_entered);
        counts
    }
}

/// What became of the messages of all steps together.
#[must_use]
pub fn messages(flow: &BTreeMap<StepId, Flow>) -> Fates {
    let mut all = Fates::default();
    flow.values().for_each(|step| all.add(&step.messages));
    all
}

/// What each step did, as screens show it.
#[must_use]
pub fn steps(flow: BTreeMap<StepId, Flow>) -> Vec<StepCount> {
    let shown = |(step, flow): (StepId, Flow)| StepCount {
        step: step.to_string(),
        here: flow.here,
        passed: flow.came_by,
        ways: flow.ways.into_iter().map(|(way, count)| WayCount { way: way.to_string(), count }).collect(),
        sent: flow.messages.sent,
        refused: flow.messages.refused_in_all(),
        deferred: flow.messages.deferred,
        under_way: flow.messages.under_way,
        unknown: flow.messages.unknown,
        refusals: reasons(flow.messages.refused),
    };
    flow.into_iter().map(shown).collect()
}

/// Reasons with their words, most frequent first.
#[must_use]
pub fn reasons(counted: impl IntoIterator<Item = (SmolStr, u64)>) -> Vec<ReasonCount> {
    let say = |(code, count): (SmolStr, u64)| ReasonCount { text: words(&code), code: code.to_string(), count };
    let mut reasons: Vec<ReasonCount> = counted.into_iter().map(say).collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    reasons
}
