//! A count or sum over a sliding window rises past a value.

use super::{
    Match,
    key::{Apart, Key},
};
use rapport_kernel::{Event, Map, Span, Time, Value};
use serde::{Deserialize, Serialize};

/// Sums are kept in ten-thousandths, so that they are exact.
pub const SCALE: f64 = 10_000.0;

/// A number in ten-thousandths; `None` if it is not finite or too large to be summed.
#[must_use]
pub fn scaled(number: f64) -> Option<i64> {
    let scaled = (number * SCALE).round();
    (scaled.abs() < 1.0e15).then_some(scaled as i64)
}

/// An aggregate, compiled: what is added up, over what time, and when it is enough.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The window.
    pub within: Span,
    /// The value to be passed, in ten-thousandths.
    pub limit: i64,
    /// Whether reaching it is enough.
    pub reached: bool,
    /// How far firings must lie apart.
    pub apart: Apart,
}

/// What one customer's past amounts to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AggregateState {
    /// In order, over twice the window.
    entries: Vec<AggregateEntry>,
    /// From here on they are inside the newest's window.
    from: usize,
    /// What those sum up to.
    sum: i64,
    fired: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct AggregateEntry {
    key: Key,
    value: i64,
    fired: bool,
}

impl Rule {
    fn crosses(&self, before: i64, value: i64) -> bool {
        let after = before.saturating_add(value);
        if self.reached {
            before < self.limit && self.limit <= after
        } else {
            before <= self.limit && self.limit < after
        }
    }

    /// Looks at an A with its value in ten-thousandths.
    pub fn observe(&self, state: &mut AggregateState, event: &Event, value: i64, trigger: u16, out: &mut Vec<Match>) {
        let key = Key::of(event);
        let entry = AggregateEntry { key, value, fired: false };
        let newest = state.entries.last().map(|e| &e.key);
        if newest.is_some_and(|newest| entry.key < *newest) {
            self.late(state, entry, trigger, out);
            return;
        }
        self.slide(state, entry.key.time);
        let (before, time) = (state.sum, entry.key.time);
        let crosses = self.crosses(before, value);
        state.entries.push(AggregateEntry { fired: crosses, ..entry });
        state.sum = state.sum.saturating_add(value);
        if crosses && self.apart.allows(&mut state.fired, time) {
            let public = state.entries[state.from..].iter().any(|entry| entry.key.public);
            out.push(Match { trigger, time, data: data(&event.properties, state.sum), public });
        }
    }

    /// Moves the window's beginning on to `time - within`.
    fn slide(&self, state: &mut AggregateState, time: Time) {
        while let Some(entry) = state.entries.get(state.from) {
            if time.since(entry.key.time) <= self.within {
                break;
            }
            state.sum = state.sum.saturating_sub(entry.value);
            state.from += 1;
        }
        // Forgetting is put off until half of what is kept can go at once.
        let reach = self.within.times(2);
        let old = state.entries[..state.from].iter().take_while(|e| time.since(e.key.time) > reach).count();
        if old > 0 && old * 2 >= state.entries.len() {
            state.entries.drain(..old);
            state.from -= old;
        }
    }

    fn late(&self, state: &mut AggregateState, entry: AggregateEntry, trigger: u16, out: &mut Vec<Match>) {
        let Some(newest) = state.entries.last().map(|e| e.key.time) else { return };
        if newest.since(entry.key.time) > self.within {
            return;
        }
        let at = state.entries.partition_point(|e| e.key < entry.key);
        state.sum = state.sum.saturating_add(entry.value);
        state.entries.insert(at, entry);
        if let Some((time, sum)) = self.rejudge(&mut state.entries, at)
            && self.apart.allows(&mut state.fired, time)
        {
            let inside = |e: &&AggregateEntry| e.key.time <= time && time.since(e.key.time) <= self.within;
            let public = state.entries.iter().filter(inside).any(|entry| entry.key.public);
            out.push(Match { trigger, time, data: data(&Map::default(), sum), public });
        }
    }

    /// After an insertion: the first crossing not known yet, unless one that fired has merely moved there.
    fn rejudge(&self, entries: &mut [AggregateEntry], at: usize) -> Option<(Time, i64)> {
        let mut fresh: Option<(usize, i64)> = None;
        let mut moved = false;
        for i in at..entries.len() {
            let before = self.before(entries, i);
            let crosses = self.crosses(before, entries[i].value);
            if crosses && !entries[i].fired && fresh.is_none() {
                fresh = Some((i, before.saturating_add(entries[i].value)));
            }
            moved |= entries[i].fired && !crosses;
        }
        let (i, sum) = fresh?;
        entries[i].fired = true;
        (!moved).then_some((entries[i].key.time, sum))
    }

    /// The sum of those before the one at `at` that are inside its window.
    fn before(&self, entries: &[AggregateEntry], at: usize) -> i64 {
        let time = entries[at].key.time;
        let inside = entries[..at].iter().rev().take_while(|e| time.since(e.key.time) <= self.within);
        inside.fold(0i64, |sum, e| sum.saturating_add(e.value))
    }

    /// Lays another customer's past beside this one.
    pub fn merge(&self, into: &mut AggregateState, from: AggregateState) {
        into.entries.extend(from.entries);
        into.entries.sort_by(|a, b| a.key.cmp(&b.key));
        into.fired = into.fired.max(from.fired);
        let Some(newest) = into.entries.last().map(|e| e.key.time) else { return };
        into.from = into.entries.partition_point(|e| newest.since(e.key.time) > self.within);
        into.sum = into.entries[into.from..].iter().fold(0i64, |sum, e| sum.saturating_add(e.value));
    }
}

fn data(properties: &Map, sum: i64) -> Map {
    let mut data = properties.clone();
    data.set("total", Value::Float(sum as f64 / SCALE));
    data
}
