//! Books as of the ends of days, kept so that a screen of thirty days does not reckon thirty times.
//!
//! What is booked on a day that is over (an invoice of last month) changes every book after it: those are let go.

use parking_lot::Mutex;
use rapport_kernel::{Span, Time};
use rapport_plan::Books;
use std::{collections::BTreeMap, sync::Arc};

const KEPT: usize = 160;

/// The books that are kept.
#[derive(Debug, Default)]
pub(in crate::sql) struct Past(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    books: BTreeMap<Time, Arc<Books>>,
    /// Counts what was booked, so that books read before it are not kept after it.
    bookings: u64,
}

impl Past {
    /// The books as of a moment, if they are kept; else the number of bookings under which they may be kept once read.
    pub(super) fn get(&self, moment: Time) -> Result<Arc<Books>, u64> {
        let kept = self.0.lock();
        kept.books.get(&moment).cloned().ok_or(kept.bookings)
    }

    /// Keeps books that were read, if they are of the end of a day and nothing was booked since `bookings`.
    pub(super) fn keep(&self, moment: Time, books: &Arc<Books>, bookings: u64) {
        let mut kept = self.0.lock();
        if moment.0.rem_euclid(Span::DAY.0) != 0 || kept.bookings != bookings {
            return;
        }
        kept.books.insert(moment, Arc::clone(books));
        while kept.books.len() > KEPT {
            kept.books.pop_first();
        }
    }

    /// Something was booked that counts from `earliest` on.
    pub(in crate::sql) fn booked(&self, earliest: Time) {
        let mut kept = self.0.lock();
        kept.bookings += 1;
        kept.books.retain(|moment, _| *moment <= earliest);
    }
}
