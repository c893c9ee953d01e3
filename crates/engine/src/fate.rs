//! What a step did: who came by and where they went, and what became of its messages. One definition, for what is live,
//! for back-tests and for lists.
//!
//! Every message that a step made is in exactly one place: under way, deferred, sent, unknown or refused. So the places
//! add up to what was made, and a number on a screen is the length of the list it opens.

use crate::{
    held::Held,
    shard::{StepTally, Tallies},
    state::Message,
};
use rapport_channel::delivery::DeliveryState;
use rapport_kernel::{JourneyId, StepId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// States in which a message was not sent and never will be.
pub const NOT_SENT: [&str; 3] = ["refused", "expired", "suppressed"];

/// A message that was shown and taken off the screen again: it counts as sent.
pub const TAKEN_DOWN: &str = "taken_down";

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// How often someone came by.
    pub came_by: u64,
    /// How many wait there now.
    pub here: u64,
    /// How many went on by each way out of it.
    pub ways: BTreeMap<SmolStr, u64>,
    /// What became of the messages it made.
    pub messages: Fates,
}

impl Flow {
    /// What each step of a journey did, in one version or in all of them.
    #[must_use]
    pub fn of(tallies: &Tallies, journey: &JourneyId, version: Option<u32>) -> BTreeMap<StepId, Self> {
        let mut steps: BTreeMap<StepId, Self> = BTreeMap::new();
        let meant = |of: &JourneyId, number: u32| of == journey && version.is_none_or(|version| version == number);
        for ((_, _, step), tally) in tallies.steps.iter().filter(|((of, number, _), _)| meant(of, *number)) {
            steps.entry(step.clone()).or_default().take(tally);
        }
        steps
    }

    fn take(&mut self, tally: &StepTally) {
        self.came_by += tally.taken;
        self.here += tally.here.max(0).unsigned_abs();
        for (way, count) in &tally.ways {
            *self.ways.entry(way.clone()).or_default() += count;
        }
        self.messages.take(tally);
    }
}

/// What became of the messages of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// Planned or on its way: will be sent, or shown, unless something comes between.
    pub under_way: u64,
    /// Put off; the gate is asked again.
    pub deferred: u64,
    /// The counterpart has it, or it was shown.
    pub sent: u64,
    /// No one can say whether it was sent.
    pub unknown: u64,
    /// Not sent, and never will be: by reason.
    pub refused: BTreeMap<SmolStr, u64>,
}

impl Fates {
    fn take(&mut self, step: &StepTally) {
        for ((state, reason), count) in &step.messages {
            match state.as_str() {
                "accepted" | TAKEN_DOWN => self.sent += count,
                "unknown" => self.unknown += count,
                "deferred" => self.deferred += count,
                state if NOT_SENT.contains(&state) => *self.refused.entry(reason.clone()).or_default() += count,
                _ => self.under_way += count,
            }
        }
    }

    /// Adds what became of others.
    pub fn add(&mut self, other: &Self) {
        self.under_way += other.under_way;
        self.deferred += other.deferred;
        self.sent += other.sent;
        self.unknown += other.unknown;
        for (reason, count) in &other.refused {
            *self.refused.entry(reason.clone()).or_default() += count;
        }
    }

    /// Refused for whatever reason.
    #[must_use]
    pub fn refused_in_all(&self) -> u64 {
        self.refused.values().sum()
    }
}

impl Message {
    /// Where it stands, as a stable code: the delivery's state, or that it is shown no longer.
    #[must_use]
    pub fn standing(&self) -> &'static str {
        if self.delivery.taken_down.is_some() { TAKEN_DOWN } else { self.delivery.state.code() }
    }

    /// Since when it stands where it stands.
    #[must_use]
    pub fn since(&self) -> Time {
        if let Some(down) = &self.delivery.taken_down {
            return down.at;
        }
        match self.delivery.state {
            DeliveryState::Planned | DeliveryState::Deferred { .. } => self.delivery.planned,
            DeliveryState::Claimed { at }
            | DeliveryState::Accepted { at, .. }
            | DeliveryState::Refused { at, .. }
            | DeliveryState::Expired { at }
            | DeliveryState::Suppressed { at, .. }
            | DeliveryState::Unknown { at, .. } => at,
        }
    }

    /// Why it stands there: one of our codes or the counterpart's answer; empty where nothing does.
    #[must_use]
    pub fn why(&self) -> &str {
        if let Some(down) = &self.delivery.taken_down {
            return &down.why;
        }
        match &self.delivery.state {
            DeliveryState::Deferred { why, .. } | DeliveryState::Unknown { why, .. } => why,
            DeliveryState::Refused { code, .. } => code,
            DeliveryState::Suppressed { reason, .. } => reason,
            DeliveryState::Expired { .. } => Held::Expired.code(),
            DeliveryState::Planned | DeliveryState::Claimed { .. } | DeliveryState::Accepted { .. } => "",
        }
    }

    /// Whether it was given up before anything of it could leave.
    #[must_use]
    pub fn was_turned_away(&self) -> bool {
        matches!(self.delivery.state, DeliveryState::Suppressed { .. }) && self.delivery.tries == 0
    }
}
