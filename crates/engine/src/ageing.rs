//! Forgetting devices that do not come back.
//!
//! Anybody with a page's key can make customers known by inventing ids, and every visitor who clears the cookies is a new one. Who
//! is known by nothing but such ids, has said, bought and been promised nothing, and has not been heard of for long, is
//! forgotten: by a record in the log, so that every replay forgets the same ones. Whoever comes back is a new customer.

use crate::{
    effect::{Effect, EffectKind},
    shard::{Partition, is_listed},
    state::Record,
};
use rapport_kernel::{CustomerId, Lsn, RecordId, Time};

impl Record {
    /// Whether nothing is kept here that anybody would miss: a device, no promise, nothing under way.
    fn is_only_a_device(&self) -> bool {
        let alone = self.shared.is_empty() && self.expected.is_empty();
        let idle = self.wake.is_none() && self.enrolments.iter().all(|enrolment| enrolment.passages.is_empty());
        let here = !self.erased && self.became.is_none();
        here && alone && idle && !self.messages.iter().any(is_listed) && self.customer.is_only_a_device()
    }

    fn heard_since(&self, then: Time) -> bool {
        self.touched.or_else(|| self.customer.profile.last_seen()).is_none_or(|last| last >= then)
    }
}

impl Partition {
    /// Up to `most` devices no one has heard of since `then`.
    #[must_use]
    pub fn to_age_out(&self, then: Time, most: usize) -> Vec<CustomerId> {
        let old = |record: &&Record| !record.heard_since(then) && record.is_only_a_device();
        self.customers.values().filter(old).take(most).map(|record| record.customer.id).collect()
    }

    /// Forgets a device, unless something happened to it at or after `as_of`.
    pub(crate) fn age_out(&mut self, lsn: Lsn, now: Time, customer: CustomerId, as_of: Lsn, out: &mut Vec<Effect>) {
        let goes = |record: &Record| record.next <= as_of && record.is_only_a_device();
        if self.customers.get(&customer).is_some_and(goes) {
            self.customers.remove(&customer);
            self.listing.forget(customer);
            self.refill();
            let id = RecordId { partition: self.id, lsn, n: 0 };
            out.push(Effect { id, customer, at: now, kind: EffectKind::AgedOut });
        }
    }
}
