//! A, then B within a span, without C in between.

use super::{
    Match,
    key::{Apart, Key},
    recent::{Recent, RecentEntry},
};
use rapport_kernel::{Event, Map, Span, Time, Value};
use serde::{Deserialize, Serialize};

/// The event is an A.
pub const FIRST: u8 = 1;
/// The event is a B.
pub const THEN: u8 = 2;
/// The event is a C.
pub const WITHOUT: u8 = 4;

/// A sequence, compiled: what must come first, what then, and within what time.
#[derive(Clone, Debug)]
pub struct Rule {
    /// How much time may lie between.
    pub within: Span,
    /// How far firings must lie apart.
    pub apart: Apart,
}

/// What one customer's past amounts to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SequenceState {
    recent: Recent,
    fired: Option<Time>,
}

impl Rule {
    /// Looks at an event that has some of the roles.
    pub fn observe(
        &self,
        state: &mut SequenceState,
        event: &Event,
        entry: RecentEntry,
        trigger: u16,
        out: &mut Vec<Match>,
    ) {
        let Some(at) = state.recent.insert(entry, self.within) else { return };
        if state.recent.is_newest(at) {
            self.judge(state, at, Some(event), trigger, out);
        } else {
            self.judge(state, at, Some(event), trigger, out);
            if state.recent.0[at].roles & FIRST != 0 {
                for later in at + 1..state.recent.0.len() {
                    self.judge(state, later, None, trigger, out);
                }
            }
        }
        state.recent.join_neighbours(at);
        state.recent.forget(self.within.times(2));
    }

    /// Fires if the entry is a B that has its A and has not fired yet.
    fn judge(&self, state: &mut SequenceState, at: usize, event: Option<&Event>, trigger: u16, out: &mut Vec<Match>) {
        let b = &state.recent.0[at];
        if b.roles & THEN == 0 || b.settled {
            return;
        }
        let time = b.key.time;
        let Some(a) = self.partner(&state.recent.0[..at], time) else { return };
        if self.apart.allows(&mut state.fired, time) {
            let (a, b) = (&state.recent.0[a], &state.recent.0[at]);
            out.push(Match { trigger, time, data: data(a, b, event), public: a.key.public || b.key.public });
        }
        state.recent.0[at].settled = true;
    }

    /// The latest A before a B at `time`, if it is near enough and no C lies between.
    fn partner(&self, before: &[RecentEntry], time: Time) -> Option<usize> {
        for (i, entry) in before.iter().enumerate().rev() {
            if time.since(entry.key.time) > self.within {
                return None;
            }
            if entry.roles & FIRST != 0 {
                return Some(i);
            }
            if entry.roles & WITHOUT != 0 {
                return None;
            }
        }
        None
    }

    /// Lays another customer's past beside this one. What both have already seen is decided.
    pub fn merge(&self, into: &mut SequenceState, from: SequenceState) {
        into.recent.merge(from.recent);
        for entry in &mut into.recent.0 {
            entry.settled |= entry.roles & THEN != 0;
        }
        into.recent.forget(self.within.times(2));
        into.fired = into.fired.max(from.fired);
    }
}

fn data(a: &RecentEntry, b: &RecentEntry, event: Option<&Event>) -> Map {
    let mut data = match event {
        Some(event) => event.properties.clone(),
        None => b.then.as_deref().cloned().unwrap_or_default(),
    };
    if let Some(first) = &a.first {
        data.set("first", Value::Map((**first).clone()));
    }
    data
}

/// An entry for an event, with what is to be remembered of it.
#[must_use]
pub fn entry(event: &Event, roles: u8, first: Option<Box<Map>>, then: Option<Box<Map>>) -> RecentEntry {
    RecentEntry { key: Key::of(event), roles, settled: false, first, then }
}
