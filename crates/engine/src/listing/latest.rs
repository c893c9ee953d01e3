//! Who was seen last: the head of the list of everybody, so that nobody has to look at everybody for it.

use hashbrown::HashMap;
use rapport_kernel::{CustomerId, Time};
use std::{cmp::Reverse, collections::BTreeSet};

/// How many are kept of a partition; half of them are always there, which is more than any list shows.
pub const KEPT: usize = 1_024;

/// When somebody was seen last, and who; the greatest was seen last of all, and of two at one moment the lower id comes first.
type Line = (Option<Time>, Reverse<CustomerId>);

/// The customers of a partition who were seen last.
#[derive(Debug, Default)]
pub struct Latest {
    lines: BTreeSet<Line>,
    seen: HashMap<CustomerId, Option<Time>>,
    /// Whether there are others: then the lines are the last of all only as long as enough of them are left.
    others: bool,
}

impl Latest {
    /// Takes in when a customer was seen last.
    pub(crate) fn see(&mut self, customer: CustomerId, at: Option<Time>) {
        if self.seen.get(&customer) == Some(&at) {
            return;
        }
        self.forget(customer);
        let line = (at, Reverse(customer));
        let full = self.lines.len() >= KEPT;
        // Whoever came before those that are kept stays out, also where one of these has gone.
        if (full || self.others) && self.lines.first().is_none_or(|first| line < *first) {
            self.others = true;
            return;
        }
        self.lines.insert(line);
        self.seen.insert(customer, at);
        if full && let Some((_, Reverse(oldest))) = self.lines.pop_first() {
            self.seen.remove(&oldest);
            self.others = true;
        }
    }

    /// Takes a customer out who is no more.
    pub(crate) fn forget(&mut self, customer: CustomerId) {
        if let Some(at) = self.seen.remove(&customer) {
            self.lines.remove(&(at, Reverse(customer)));
        }
    }

    /// Whether so many have gone that the list has to be made again from everybody.
    pub(crate) fn is_short(&self) -> bool {
        self.others && self.lines.len() < KEPT / 2
    }

    /// Those who were seen last, the last first.
    pub fn iter(&self) -> impl Iterator<Item = (Option<Time>, CustomerId)> {
        self.lines.iter().rev().map(|(at, Reverse(customer))| (*at, *customer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// As long as it is made again when it is short, its head is that of the whole list, whoever comes and goes.
        #[test]
        fn the_head_is_that_of_everybody(acts in prop::collection::vec((0u128..1_800, prop::option::of(0i64..2_000)), 1..6_000)) {
            let (mut latest, mut everybody) = (Latest::default(), HashMap::new());
            for (customer, at) in acts {
                let customer = CustomerId(customer);
                match at {
                    Some(at) => {
                        everybody.insert(customer, Some(Time(at)));
                        latest.see(customer, Some(Time(at)));
                    }
                    None => {
                        everybody.remove(&customer);
                        latest.forget(customer);
                    }
                }
                if latest.is_short() {
                    latest = Latest::default();
                    everybody.iter().for_each(|(customer, at)| latest.see(*customer, *at));
                }
            }
            let mut all: Vec<_> = everybody.into_iter().map(|(customer, at)| (at, customer)).collect();
            all.sort_by_key(|(at, customer)| (Reverse(*at), *customer));
            all.truncate(KEPT / 2);
            prop_assert_eq!(latest.iter().take(KEPT / 2).collect::<Vec<_>>(), all);
        }
    }
}
