//! Whom the last records were about, so that no one is forgotten to whom something has just happened.

use hashbrown::HashMap;
use rapport_kernel::{CustomerId, Lsn};

/// So many customers are remembered at least, twice as many at most.
const KEPT: usize = 20_000;

/// The last record about each of them, from some position on.
#[derive(Debug)]
pub(super) struct Touched {
    /// From where on the older ones are complete, and the newer ones.
    since: (Lsn, Lsn),
    older: HashMap<CustomerId, Lsn>,
    newer: HashMap<CustomerId, Lsn>,
}

impl Touched {
    /// From this position on.
    pub(super) fn since(lsn: Lsn) -> Self {
        Self { since: (lsn, lsn), older: HashMap::new(), newer: HashMap::new() }
    }

    /// Records about these customers stand at this position and the ones after it.
    pub(super) fn note(&mut self, first: Lsn, customers: impl Iterator<Item = CustomerId>) {
        if self.newer.len() >= KEPT {
            self.older = std::mem::take(&mut self.newer);
            self.since = (self.since.1, first);
        }
        self.newer.extend(customers.zip(first.0..).map(|(customer, lsn)| (customer, Lsn(lsn))));
    }

    /// Whether certainly nothing has happened to this customer from that position on.
    pub(super) fn left_alone(&self, customer: CustomerId, as_of: Lsn) -> bool {
        let last = self.newer.get(&customer).or_else(|| self.older.get(&customer));
        as_of >= self.since.0 && last.is_none_or(|last| *last < as_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_touched_or_may_have_been_is_not_left_alone() {
        let mut touched = Touched::since(Lsn(100));
        touched.note(Lsn(100), [CustomerId(1)].into_iter());
        assert!(!touched.left_alone(CustomerId(1), Lsn(100)));
        assert!(touched.left_alone(CustomerId(1), Lsn(101)), "that was before");
        assert!(touched.left_alone(CustomerId(2), Lsn(100)));
        assert!(!touched.left_alone(CustomerId(2), Lsn(99)), "nobody knows what was before");
        for n in 0..3 * KEPT as u64 {
            touched.note(Lsn(101 + n), [CustomerId(1_000 + u128::from(n))].into_iter());
        }
        assert!(touched.older.len() + touched.newer.len() <= 2 * KEPT + 1, "memory is bounded");
        assert!(!touched.left_alone(CustomerId(2), Lsn(100)), "too long ago to be certain");
        let last = Lsn(100 + 3 * KEPT as u64);
        assert!(touched.left_alone(CustomerId(1), last));
        assert!(!touched.left_alone(CustomerId(1_000 + 3 * KEPT as u128 - 1), last));
    }
}
