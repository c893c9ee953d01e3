//! The total order of one customer's events.

use rapport_kernel::{Event, Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Where an event stands among the customer's: by time, then by message id as bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename = "EventKey")]
pub struct Key {
    /// When it happened.
    pub time: Time,
    /// Its message id.
    pub id: SmolStr,
    /// Whether a public source said it. What was remembered before this was kept counts as said by a trusted one.
    #[serde(default)]
    pub public: bool,
}

impl Key {
    /// The place of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self { time: event.timestamp, id: event.message_id.clone(), public: event.public }
    }
}

/// `at_most_once_per`: keeps firings apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apart(pub Option<Span>);

impl Apart {
    /// Whether a firing at `time` is allowed; if so it is noted in `last`.
    pub fn allows(self, last: &mut Option<Time>, time: Time) -> bool {
        let Some(span) = self.0 else { return true };
        if last.is_some_and(|last| time.since(last).0.abs() < span.0) {
            return false;
        }
        *last = (*last).max(Some(time));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firings_stay_apart_and_a_suppressed_one_restarts_nothing() {
        let apart = Apart(Some(Span(10)));
        let mut last = None;
        assert!(apart.allows(&mut last, Time(0)));
        assert!(!apart.allows(&mut last, Time(9)));
        assert!(apart.allows(&mut last, Time(10)));
        assert!(!apart.allows(&mut last, Time(1)), "late, too near to the one that fired");
        assert_eq!(last, Some(Time(10)));
    }
}
