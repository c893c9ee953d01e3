//! Which identities became one record, and when: the memory that decides what a declaration could have meant.
//!
//! When two identities are merged, a "yes" of one and a "no" of the other stand side by side, although neither person
//! knew of the other's word. A later "yes" answers an earlier "no" only if both were said in one record at the time,
//! or for one address. So each declaration keeps the identity it was said under (its *origin*), and this list says
//! from when on two origins were one record.

use rapport_kernel::{CustomerId, Time};
use serde::{Deserialize, Serialize};

/// `from` became part of `into` at `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Join {
    /// The log's time of the merge.
    pub at: Time,
    /// The identity that ended.
    pub from: CustomerId,
    /// The record it became part of.
    pub into: CustomerId,
}

/// Every join that led to a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joins {
    joins: Vec<Join>,
}

impl Joins {
    /// Adds a join; one that is known already changes nothing.
    pub fn add(&mut self, join: Join) {
        if let Err(at) = self.joins.binary_search(&join) {
            self.joins.insert(at, join);
        }
    }

    /// Takes over another record's joins.
    pub fn merge(&mut self, other: &Self) {
        other.joins.iter().for_each(|join| self.add(*join));
    }

    /// Every join, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Join] {
        &self.joins
    }

    /// Whether what was said under `a` and under `b` was in one record at `at`.
    #[must_use]
    pub fn one_record_by(&self, a: CustomerId, b: CustomerId, at: Time) -> bool {
        a == b || self.representative(a, at) == self.representative(b, at)
    }

    /// The record an identity was part of at `at`. An id ends once, so there is one way to follow; no way is longer than
    /// the list, which ends it should two identities ever have been joined in a circle.
    fn representative(&self, id: CustomerId, at: Time) -> CustomerId {
        let known = &self.joins[..self.joins.partition_point(|join| join.at <= at)];
        let mut current = id;
        for _ in known {
            match known.iter().find(|join| join.from == current) {
                Some(join) => current = join.into,
                None => break,
            }
        }
        current
    }
}
