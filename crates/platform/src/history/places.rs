//! Where readers of long histories stopped, so that the next page begins there instead of walking past all pages before it.
//!
//! A place is only a shortcut: it is forgotten when others need the room, and does not hold any more once entries may lie
//! elsewhere or a life was linked that has older lines of its own. Then the page is found by walking.

use super::Candidate;
use parking_lot::Mutex;
use rapport_kernel::CustomerId;
use std::{
    collections::{BinaryHeap, VecDeque},
    sync::atomic::{AtomicU64, Ordering},
};

/// How many places are remembered: readers that page at the same time.
const KEPT: usize = 64;

/// What is left to read of one customer's history: the next entry of each chain, and whose chains were begun.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    pub(super) waiting: BinaryHeap<Candidate>,
    pub(super) whom: Vec<CustomerId>,
}

#[derive(Debug)]
struct Place {
    customer: CustomerId,
    /// Everything that is left is older.
    before: (u64, u32),
    /// How often the files had shifted when it was taken.
    shifts: u64,
    rest: Rest,
}

#[derive(Debug, Default)]
pub(super) struct Places {
    kept: Mutex<VecDeque<Place>>,
    shifts: AtomicU64,
}

impl Places {
    /// Says that entries may lie elsewhere from now on, or that a chain has a branch more.
    pub(super) fn shift(&self) {
        self.shifts.fetch_add(1, Ordering::AcqRel);
    }

    /// How often anything shifted so far. Read it before the files.
    pub(super) fn shifts(&self) -> u64 {
        self.shifts.load(Ordering::Acquire)
    }

    /// What is left behind `before`, if a reader stopped there and nothing has shifted since.
    pub(super) fn find(&self, customer: CustomerId, before: (u64, u32)) -> Option<Rest> {
        let (kept, shifts) = (self.kept.lock(), self.shifts());
        let here = |place: &&Place| place.customer == customer && place.before == before && place.shifts == shifts;
        kept.iter().find(here).map(|place| place.rest.clone())
    }

    /// Remembers where a reader stopped who began after `shifts`.
    pub(super) fn keep(&self, customer: CustomerId, before: (u64, u32), shifts: u64, rest: Rest) {
        let mut kept = self.kept.lock();
        kept.retain(|place| place.shifts == shifts && (place.customer, place.before) != (customer, before));
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Place { customer, before, shifts, rest });
    }
}
