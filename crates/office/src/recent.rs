//! The last happenings, so that a screen just opened is not empty. Kept in memory only: after a start it fills again from
//! what happens then. What is erased is forgotten here too.

use parking_lot::Mutex;
use rapport_engine::What;
use rapport_kernel::{CustomerId, Span};
use rapport_platform::runtime::Live;
use std::{collections::VecDeque, sync::Arc};

/// How many happenings are kept, over all customers and journeys.
const KEPT: usize = 1_000;

/// What was told later than this after it happened is history that was brought in: it would push out what happens now.
const FRESH: Span = Span::DAY;

/// A ring of the last happenings.
#[derive(Debug, Default)]
pub struct Recent(Mutex<VecDeque<Arc<Live>>>);

impl Recent {
    /// Keeps one more, unless it is long past, and forgets the oldest when there are too many.
    pub fn keep(&self, live: Arc<Live>) {
        if matches!(&live.entry.what, What::Event(event) if live.entry.at.since(event.timestamp) > FRESH) {
            return;
        }
        let mut kept = self.0.lock();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(live);
    }

    /// Forgets those of whom this is true.
    pub fn forget(&self, whom: impl Fn(CustomerId) -> bool) {
        self.0.lock().retain(|live| !whom(live.customer));
    }

    /// The last `most` of those wanted, oldest first.
    #[must_use]
    pub fn last(&self, most: usize, wanted: impl Fn(&Live) -> bool) -> Vec<Arc<Live>> {
        let kept = self.0.lock();
        let mut last: Vec<_> = kept.iter().rev().filter(|live| wanted(live)).take(most).cloned().collect();
        last.reverse();
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_engine::HistoryEntry;
    use rapport_kernel::{Event, EventKind, Map, RecordId, Time};

    fn happened(customer: u128, at: i64) -> Arc<Live> {
        let what = What::TraitSet { journey: "j".into(), name: "n".into() };
        let entry = HistoryEntry { id: RecordId::default(), at: Time(at), what };
        Arc::new(Live { customer: CustomerId(customer), entry })
    }

    fn bought(timestamp: i64, received: i64) -> Arc<Live> {
        let event = Event {
            kind: EventKind::Track,
            name: "Order Completed".into(),
            message_id: "m".into(),
            identifiers: Vec::new(),
            timestamp: Time(timestamp),
            received: Time(received),
            source: "till".into(),
            brand: "main".into(),
            properties: Map::default(),
            context: Map::default(),
            public: false,
        };
        let entry = HistoryEntry { id: RecordId::default(), at: Time(received), what: What::Event(event.into()) };
        Arc::new(Live { customer: CustomerId(1), entry })
    }

    #[test]
    fn history_that_is_brought_in_does_not_push_out_what_happens_now() {
        let recent = Recent::default();
        recent.keep(bought(900_000_000, 900_000_001));
        (0..2 * KEPT as i64).for_each(|n| recent.keep(bought(n, 1_000_000_000 + n)));
        assert_eq!(times(&recent, 10), [900_000_001]);
    }

    fn times(recent: &Recent, most: usize) -> Vec<i64> {
        recent.last(most, |_| true).iter().map(|live| live.entry.at.0).collect()
    }

    #[test]
    fn the_last_ones_are_kept_and_no_more() {
        let recent = Recent::default();
        (0..KEPT as i64 + 5).for_each(|at| recent.keep(happened(1, at)));
        assert_eq!(times(&recent, 3), [1_002, 1_003, 1_004]);
        assert_eq!(times(&recent, usize::MAX).len(), KEPT);
    }

    #[test]
    fn a_person_who_is_forgotten_is_not_shown_again() {
        let recent = Recent::default();
        (0..4).for_each(|at| recent.keep(happened(u128::from(at as u8 % 2), at)));
        recent.forget(|customer| customer == CustomerId(1));
        assert_eq!(times(&recent, 10), [0, 2]);
    }
}
