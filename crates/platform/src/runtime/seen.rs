//! Which messages were seen in the last days, so that a repetition changes nothing.

use hashbrown::HashSet;
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// For so many days on which messages came in they are remembered: today, at least 7 times 24 hours before it, and room for
/// days that a wrong clock made up.
const DAYS: usize = 10;

/// Message keys by the day they came in, in the order in which the days came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    days: VecDeque<(i64, HashSet<u128>)>,
}

impl Seen {
    /// Whether `key` was seen.
    pub(super) fn contains(&self, key: u128) -> bool {
        self.days.iter().any(|(_, keys)| keys.contains(&key))
    }

    /// Remembers `key`, which came in at this log time.
    pub(super) fn insert(&mut self, key: u128, now: Time) {
        let today = now.0.div_euclid(Span::DAY.0);
        if self.days.back().is_none_or(|(day, _)| *day != today) {
            self.days.push_back((today, HashSet::new()));
        }
        if let Some((_, keys)) = self.days.back_mut() {
            keys.insert(key);
        }
        // Days are counted, not compared with the clock: what it says drives nothing out by itself.
        while self.days.len() > DAYS {
            self.days.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_known_for_a_week_of_messages_whatever_the_clock_says() {
        let mut seen = Seen::default();
        let late = Time(Span::DAY.0 * 100 - 1);
        seen.insert(0, late);
        for jump in [Span::DAY.times(10), Span::DAY.times(9_999)] {
            seen.insert(jump.0 as u128, late + jump);
            assert!(seen.contains(0), "no clock drives it out");
        }
        for day in 1..8 {
            seen.insert(day as u128, late + Span::DAY.times(day));
            assert!(seen.contains(0));
        }
        for day in 8..20 {
            seen.insert(day as u128, late + Span::DAY.times(day));
        }
        assert!(!seen.contains(0), "memory does not grow for ever");
    }
}
