//! n of A within a span, each event used at most once.

use super::{
    Match,
    key::{Apart, Key},
};
use rapport_kernel::{Event, Span, Time};
use serde::{Deserialize, Serialize};

/// A count, compiled: what must come how often within what time.
#[derive(Clone, Debug)]
pub struct Rule {
    /// n, at least 1.
    pub times: usize,
    /// How much time may lie between the first and the last.
    pub within: Span,
    /// How far firings must lie apart.
    pub apart: Apart,
}

/// What one customer's past amounts to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CountState {
    /// Not yet used, in order.
    unused: Vec<Key>,
    /// The last that was used: nothing before it counts any more.
    used: Option<Key>,
    fired: Option<Time>,
}

impl Rule {
    /// Looks at an A.
    pub fn observe(&self, state: &mut CountState, event: &Event, trigger: u16, out: &mut Vec<Match>) {
        let key = Key::of(event);
        let newest = state.unused.last().or(state.used.as_ref());
        let too_late = newest.is_some_and(|n| *n > key && n.time.since(key.time) > self.within);
        if too_late || state.used.as_ref().is_some_and(|used| key < *used) {
            return;
        }
        let at = state.unused.partition_point(|k| *k < key);
        state.unused.insert(at, key);
        if let Some(last) = self.complete(&state.unused, at) {
            let public = state.unused[last + 1 - self.times..=last].iter().any(|key| key.public);
            let used = state.unused.drain(..=last).next_back();
            let time = used.as_ref().map_or(event.timestamp, |key| key.time);
            state.used = used;
            if self.apart.allows(&mut state.fired, time) {
                out.push(Match { trigger, time, data: event.properties.clone(), public });
            }
        }
        self.forget(state);
    }

    /// The end of the first n in a row near enough to each other, among those the one at `at` belongs to.
    fn complete(&self, unused: &[Key], at: usize) -> Option<usize> {
        let reach = self.times - 1;
        let fits = |last: &usize| *last >= reach && unused[*last].time.since(unused[last - reach].time) <= self.within;
        (at..(at + self.times).min(unused.len())).find(fits)
    }

    /// Twice the span is kept, so that late ones find neighbours.
    fn forget(&self, state: &mut CountState) {
        let Some(newest) = state.unused.last().map(|key| key.time) else { return };
        let old = state.unused.iter().take_while(|key| newest.since(key.time) > self.within.times(2)).count();
        if old > 0 {
            state.unused.drain(..old);
        }
    }

    /// Lays another customer's past beside this one.
    pub fn merge(&self, into: &mut CountState, from: CountState) {
        into.used = into.used.take().max(from.used);
        into.fired = into.fired.max(from.fired);
        into.unused.extend(from.unused);
        into.unused.sort();
        if let Some(used) = &into.used {
            into.unused.retain(|key| key > used);
        }
        self.forget(into);
    }
}
