//! Up to which amount someone decides alone.
//!
//! A permission says that someone may do a thing, a limit up to how much of it no one else has to agree. The most specific limit counts:
//! a person's own before those of their roles, the nearest to the place before those further up, one of the brand before one of all, one
//! of the currency before one of any. Of several that are equally specific, as two roles at one node give, the highest counts. Where
//! no one set a limit, someone else has to agree to any amount.
//!
//! A limit is the one thing that can be narrower near than far: who decides on a million at the company may be held to less in an area.

use crate::{Permission, PersonId, Place, Policy, Realm, RoleId, policy::HeldRole};
use rapport_kernel::{Currency, Money, Time, coded};

coded! {
    /// What is decided up to a limit.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum LimitedAct {
        /// Moving budget.
        MoveMoney = "move_money",
        /// Publishing a journey, by its expected cost.
        PublishJourney = "publish_journey",
        /// Releasing an order to a supplier.
        ReleaseOrder = "release_order",
    }
}

impl LimitedAct {
    /// The permission without which there is nothing to limit.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::MoveMoney | Self::ReleaseOrder => Permission::PlanMoveMoney,
            Self::PublishJourney => Permission::JourneyPublish,
        }
    }

    /// The act with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.code() == code)
    }
}

/// One person, one team, or everybody with a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimitHolder {
    /// One person's.
    Person(PersonId),
    /// Of everybody who holds the role at the place.
    Role(RoleId),
}

/// An amount in a currency, or no bound at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceiling {
    /// This amount and less, in its currency.
    UpTo(Money),
    /// Any amount of any currency.
    Any,
}

impl Ceiling {
    /// The currency it is about; none: all.
    #[must_use]
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::UpTo(money) => Some(money.currency),
            Self::Any => None,
        }
    }
}

/// An amount up to which someone decides alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The person, team or role that decides alone.
    pub holder: LimitHolder,
    /// Where in the plan, and for which brands, the limit applies.
    pub realm: Realm,
    /// The decision the amount bounds, such as moving money.
    pub act: LimitedAct,
    /// Up to how much they decide alone.
    pub ceiling: Ceiling,
}

impl Limit {
    /// Whether this and another say how much of the same: one takes the other's place.
    #[must_use]
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        let what = |limit: &Self| (limit.holder.clone(), limit.realm.clone(), limit.act, limit.ceiling.currency());
        what(self) == what(other)
    }
}

/// Whether someone decides alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discretion {
    /// They decide without asking anybody.
    Alone,
    /// No: someone else has to agree.
    NeedsApproval {
        /// To so much.
        asked: Money,
        /// Up to so much they decide alone here; `None` where no limit was set.
        limit: Option<Money>,
    },
}

impl Policy {
    /// Whether `person` decides alone on this, at this place now. Amounts of one currency are added up, whatever their sign; the first sum
    /// that is too much is told. Who stands in for someone is held to that person's limit: [`Allowed::in_place_of`](crate::Allowed).
    #[must_use]
    pub fn discretion(
        &self,
        person: &PersonId,
        act: LimitedAct,
        place: &Place,
        amounts: &[Money],
        now: Time,
    ) -> Discretion {
        for asked in sums(amounts).into_iter().filter(|sum| sum.minor > 0) {
            let limit = match self.ceiling(person, act, place, asked.currency, now) {
                Some(Ceiling::Any) => continue,
                Some(Ceiling::UpTo(limit)) if asked.minor <= limit.minor => continue,
                Some(Ceiling::UpTo(limit)) => Some(limit),
                None => None,
            };
            return Discretion::NeedsApproval { asked, limit };
        }
        Discretion::Alone
    }

    /// How much of this `person` decides alone at this place now, in this currency; `None` where no one set a limit. To be shown before
    /// they act.
    #[must_use]
    pub fn ceiling(
        &self,
        person: &PersonId,
        act: LimitedAct,
        place: &Place,
        currency: Currency,
        now: Time,
    ) -> Option<Ceiling> {
        let held = self.held_roles.get(person).map(Vec::as_slice).unwrap_or_default();
        let here = |held: &&HeldRole| now < held.until && held.realm.holds(place);
        let roles = held.iter().filter(here).map(|held| LimitHolder::Role(held.role.clone()));
        let holders = std::iter::once(LimitHolder::Person(person.clone())).chain(roles);
        let limits = holders.filter_map(|holder| self.limits.get(&(holder, act))).flatten();
        let counts = |limit: &&Limit| {
            limit.realm.holds(place) && limit.ceiling.currency().is_none_or(|of_limit| of_limit == currency)
        };
        limits.filter(counts).max_by_key(|limit| specificity(limit, place)).map(|limit| limit.ceiling)
    }
}

/// How specific a limit is at a place that it reaches, then how high.
fn specificity(limit: &Limit, place: &Place) -> (bool, usize, bool, bool, i64) {
    let own = matches!(limit.holder, LimitHolder::Person(_));
    let (near, branded) = match &limit.realm {
        Realm::Object(_) => (usize::MAX, false),
        Realm::Below { node, brand } => {
            let up = place.path().iter().position(|other| other == node).unwrap_or(usize::MAX);
            (place.path().len().saturating_sub(up), brand.is_some())
        }
    };
    match limit.ceiling {
        Ceiling::UpTo(money) => (own, near, branded, true, money.minor),
        Ceiling::Any => (own, near, branded, false, i64::MAX),
    }
}

/// One sum for each currency, of amounts without their sign; sums stop at what 64 bits hold.
fn sums(amounts: &[Money]) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        let minor = amount.minor.saturating_abs();
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => sum.minor = sum.minor.saturating_add(minor),
            None => sums.push(Money::new(minor, amount.currency)),
        }
    }
    sums
}
