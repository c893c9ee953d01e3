//! The last happenings, so that a screen just opened is not empty. Kept in memory only: after a start it fills again from
//! what happens then. What is erased is forgotten here too.

use parking_lot::Mutex;
use rapport_kernel::CustomerId;
use rapport_platform::runtime::Live;
use std::{collections::VecDeque, sync::Arc};

/// How many happenings are kept, over all customers and journeys.
const KEPT: usize = 1_000;

/// A ring of the last happenings.
#[derive(Debug, Default)]
pub struct Recent(Mutex<VecDeque<Arc<Live>>>);

impl Recent {
    /// Keeps one more, and forgets the oldest when there are too many.
    pub fn keep(&self, live: Arc<Live>) {
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
    use rapport_engine::{HistoryEntry, What};
    use rapport_kernel::{RecordId, Time};

    fn happened(customer: u128, at: i64) -> Arc<Live> {
        let what = What::TraitSet { journey: "j".into(), name: "n".into() };
        let entry = HistoryEntry { id: RecordId::default(), at: Time(at), what };
        Arc::new(Live { customer: CustomerId(customer), entry })
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
