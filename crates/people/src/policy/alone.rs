//! Where limits count at all, and who could decide alone on what someone else may not.

use super::Policy;
use crate::{Ceiling, Discretion, LimitedAct, Permission, PersonId, Place};
use rapport_kernel::{Currency, Money, Time};

/// How much something costs, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedSum {
    /// So much.
    Known(Money),
    /// No one can say; it would be reckoned in this currency.
    UnknownIn(Currency),
}

impl Policy {
    /// Whether limits count for this act at this place: someone set one that reaches it, for whomever. Where no one did, whoever has the
    /// permission decides alone, as in a house that works without limits.
    #[must_use]
    pub fn is_limited(&self, act: LimitedAct, place: &Place) -> bool {
        self.limits.iter().any(|((_, of), limits)| *of == act && limits.iter().any(|limit| limit.realm.holds(place)))
    }

    /// Who decides alone on this amount at this place now, and may answer approvals there; those nearest to the place first. Of an
    /// amount that is not known, only those whose limit has no bound. Whoever merely stands in for someone is not among them.
    #[must_use]
    pub fn who_decides_alone(&self, act: LimitedAct, place: &Place, amount: ExpectedSum, now: Time) -> Vec<PersonId> {
        let decides = |person: &PersonId| match amount {
            ExpectedSum::Known(amount) => self.discretion(person, act, place, &[amount], now) == Discretion::Alone,
            ExpectedSum::UnknownIn(currency) => self.ceiling(person, act, place, currency, now) == Some(Ceiling::Any),
        };
        let mut found: Vec<PersonId> = Vec::new();
        for holding in self.at(&self.everybody, place, now).filter(|holding| holding.in_place_of.is_none()) {
            let may = holding.permissions.contains(act.permission());
            if may && !found.contains(&holding.person) && decides(&holding.person) {
                found.push(holding.person.clone());
            }
        }
        let answers = |person: &PersonId| self.held(person, Permission::ApprovalDecide, place, now).is_some();
        found.retain(answers);
        found
    }
}
