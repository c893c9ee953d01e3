//! Which messages were seen in the last days, so that a repetition changes nothing.

use hashbrown::HashSet;
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// For how many days after the day it came in a message is remembered: at least 7 times 24 hours.
const DAYS: i64 = 7;

/// Message keys by the day they came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    days: BTreeMap<i64, HashSet<u128>>,
}

impl Seen {
    /// Remembers `key`; `false` if it was known. `now` is log time and never goes back.
    pub(super) fn insert(&mut self, key: u128, now: Time) -> bool {
        let today = now.0.div_euclid(Span::DAY.0);
        if self.days.values().any(|day| day.contains(&key)) {
            return false;
        }
        self.days.retain(|day, _| *day >= today - DAYS);
        self.days.entry(today).or_default().insert(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_known_for_seven_days_and_forgotten_after_nine() {
        let mut seen = Seen::default();
        let late = Time(Span::DAY.0 * 100 - 1);
        assert!(seen.insert(1, late));
        assert!(!seen.insert(1, late));
        assert!(seen.insert(2, late + Span::DAY.times(7)));
        assert!(!seen.insert(1, late + Span::DAY.times(7)));
        assert!(seen.insert(3, late + Span::DAY.times(9)));
        assert!(seen.insert(1, late + Span::DAY.times(9)), "memory does not grow for ever");
    }
}
