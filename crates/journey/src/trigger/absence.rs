//! A, and no B within a span.

use super::{
    Match,
    key::{Apart, Key},
    recent::{Recent, RecentEntry},
};
use rapport_kernel::{Map, Span, Time};
use serde::{Deserialize, Serialize};

/// The event is an A.
pub const AFTER: u8 = 1;
/// The event is a B.
pub const WITHOUT: u8 = 2;

/// An absence, compiled: what must come, what must not, and within what time.
#[derive(Clone, Debug)]
pub struct Rule {
    /// How long nothing must come.
    pub within: Span,
    /// Whether another A starts the time anew.
    pub restart: bool,
    /// How far firings must lie apart.
    pub apart: Apart,
}

/// What one customer's past amounts to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AbsenceState {
    recent: Recent,
    /// The A whose time is running.
    open: Option<Open>,
    /// Time is known to have come this far.
    clock: Option<Time>,
    /// Older arrivals cannot be placed any more.
    floor: Option<Key>,
    fired: Option<Time>,
}

/// An A whose time is running.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "OpenAbsence")]
struct Open {
    key: Key,
    data: Option<Box<Map>>,
}

impl AbsenceState {
    /// When the open one is due under `rule`.
    #[must_use]
    pub fn due(&self, rule: &Rule) -> Option<Time> {
        self.open.as_ref().map(|open| open.key.time + rule.within)
    }
}

impl Rule {
    /// Lets time pass up to (not including) `upto`: fires what is due before it.
    pub fn elapse(&self, state: &mut AbsenceState, upto: Time, trigger: u16, out: &mut Vec<Match>) {
        state.clock = state.clock.max(Some(upto));
        if state.due(self).is_some_and(|due| due < upto)
            && let Some(open) = state.open.take()
        {
            self.fire(state, open, trigger, out);
        }
    }

    fn fire(&self, state: &mut AbsenceState, open: Open, trigger: u16, out: &mut Vec<Match>) {
        let (time, public) = (open.key.time + self.within, open.key.public);
        if let Some(entry) = state.recent.0.iter_mut().rfind(|e| e.key == open.key) {
            entry.settled = true;
        }
        if self.apart.allows(&mut state.fired, time) {
            out.push(Match { trigger, time, data: open.data.map(|d| *d).unwrap_or_default(), public });
        }
    }

    /// Looks at an event that has some of the roles.
    pub fn observe(&self, state: &mut AbsenceState, entry: RecentEntry, trigger: u16, out: &mut Vec<Match>) {
        if state.floor.as_ref().is_some_and(|floor| entry.key < *floor) {
            return;
        }
        self.elapse(state, entry.key.time, trigger, out);
        // What arrives after time has passed it is late too, even if it is the newest of the events.
        let passed = state.clock.is_some_and(|clock| entry.key.time < clock);
        let Some(at) = state.recent.insert(entry, self.within) else { return };
        if state.recent.is_newest(at) && !passed {
            self.in_order(state, at);
        } else {
            self.late(state, at, trigger, out);
        }
        state.floor = state.floor.take().max(state.recent.forget(self.within.times(2)));
    }

    fn in_order(&self, state: &mut AbsenceState, at: usize) {
        let entry = &mut state.recent.0[at];
        if entry.roles & WITHOUT != 0 {
            state.open = None;
        }
        if entry.roles & AFTER != 0 && (self.restart || state.open.is_none()) {
            state.open = Some(Open { key: entry.key.clone(), data: entry.first.take() });
        }
    }

    fn late(&self, state: &mut AbsenceState, at: usize, trigger: u16, out: &mut Vec<Match>) {
        let entry = &mut state.recent.0[at];
        let (key, roles, data) = (entry.key.clone(), entry.roles, entry.first.take());
        let inside = |open: &Open| open.key < key && key.time.since(open.key.time) <= self.within;
        if roles & WITHOUT != 0 && state.open.as_ref().is_some_and(inside) {
            state.open = None;
        }
        if roles & AFTER == 0 || self.spoilt(state, at) {
            return;
        }
        let open = Open { key, data };
        if state.clock.is_some_and(|clock| open.key.time + self.within < clock) {
            self.fire(state, open, trigger, out);
        } else {
            state.open = Some(open);
        }
    }

    /// Whether a late A comes to nothing: something after it ends its time, or something before it is still running.
    fn spoilt(&self, state: &AbsenceState, at: usize) -> bool {
        let (before, rest) = state.recent.0.split_at(at);
        let Some((a, after)) = rest.split_first() else { return true };
        let ends = if self.restart { WITHOUT | AFTER } else { WITHOUT };
        let near = |e: &&RecentEntry| e.key.time.since(a.key.time) <= self.within;
        if after.iter().take_while(near).any(|e| e.roles & ends != 0) {
            return true;
        }
        if self.restart {
            return false;
        }
        let running = state.open.as_ref().is_some_and(|open| open.key < a.key);
        let covered = |e: &RecentEntry| e.settled && a.key.time.since(e.key.time) <= self.within;
        running || before.iter().any(covered)
    }

    /// Lays another customer's past beside this one: of two open ones the rule says which stays.
    pub fn merge(&self, into: &mut AbsenceState, from: AbsenceState) {
        let mut opens: Vec<Open> = [into.open.take(), from.open].into_iter().flatten().collect();
        opens.sort_by(|a, b| a.key.cmp(&b.key));
        into.recent.merge(from.recent);
        into.open = if self.restart { opens.pop() } else { opens.into_iter().next() }
            .filter(|open| !self.closed(&into.recent, &open.key));
        into.clock = into.clock.max(from.clock);
        into.fired = into.fired.max(from.fired);
        into.floor = into.floor.take().max(from.floor).max(into.recent.forget(self.within.times(2)));
    }

    /// Whether something that ends its time follows within the span.
    fn closed(&self, recent: &Recent, open: &Key) -> bool {
        let ends = if self.restart { WITHOUT | AFTER } else { WITHOUT };
        let hits = |e: &RecentEntry| e.key > *open && e.key.time.since(open.time) <= self.within && e.roles & ends != 0;
        recent.0.iter().any(hits)
    }
}
