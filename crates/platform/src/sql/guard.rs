//! The budget guard: what is free of each activity, in memory, so that asking costs no query.
//!
//! Free is planned less committed less actual, as booked, less what is reserved and not yet booked. [`BudgetGuard::reserve`]
//! checks and takes in one step, so any number of senders at once can never reserve more than there is. A reservation ends
//! when the ledger books the commitment it was made for ([`super::ledger::Ledger`] tells the guard), or when it is released.
//!
//! The guard is loaded from the ledger. After a crash the ledger may be behind the log: project the log's bookings first,
//! send afterwards.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::gate::Budget;
use rapport_kernel::{ActivityId, Currency, Money};
use rapport_plan::{Books, Kind, NodeId, Place, Sums, Transfer, Tree};
use smol_str::SmolStr;

/// Why nothing was reserved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetRefusal {
    /// The plan has no such activity.
    #[error("the plan has no activity {0}")]
    UnknownActivity(ActivityId),
    /// The activity, or something above it, is closed.
    #[error("the activity is closed")]
    Closed,
    /// The amount is not in the plan's currency.
    #[error("{found} was asked for where the plan reckons in {expected}")]
    MixedCurrency {
        /// The plan's.
        expected: Currency,
        /// The amount's.
        found: Currency,
    },
    /// Not enough is free.
    #[error("{activity} has {free} free")]
    Spent {
        /// Whose budget.
        activity: ActivityId,
        /// What could have been reserved.
        free: Money,
    },
    /// The key holds another amount already.
    #[error("this key has reserved another amount already")]
    OtherAmount,
    /// An amount below zero cannot be reserved.
    #[error("a negative amount cannot be reserved")]
    Negative,
}

impl BudgetRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownActivity(_) => "unknown_activity",
            Self::Closed => "activity_closed",
            Self::MixedCurrency { .. } => "mixed_currency",
            Self::Spent { .. } => "budget_spent",
            Self::OtherAmount => "other_amount",
            Self::Negative => "negative_amount",
        }
    }
}

impl From<BudgetRefusal> for Budget {
    fn from(refusal: BudgetRefusal) -> Self {
        match refusal {
            BudgetRefusal::UnknownActivity(_) => Self::UnknownActivity,
            BudgetRefusal::Closed => Self::Closed,
            BudgetRefusal::MixedCurrency { .. } => Self::MixedCurrency,
            BudgetRefusal::Spent { .. } => Self::Refused,
            BudgetRefusal::OtherAmount => Self::OtherAmount,
            BudgetRefusal::Negative => Self::NegativeAmount,
        }
    }
}

/// One activity's money.
#[derive(Clone, Debug)]
struct Pot {
    currency: Currency,
    closed: bool,
    booked: Sums,
    reserved: i64,
}

impl Pot {
    /// The pot that pays, if it pays for anything in this currency.
    fn of<'a>(
        pots: &'a mut HashMap<ActivityId, Self>,
        activity: &ActivityId,
        amount: Money,
    ) -> Result<&'a mut Self, BudgetRefusal> {
        if amount.minor < 0 {
            return Err(BudgetRefusal::Negative);
        }
        let pot = pots.get_mut(activity).ok_or_else(|| BudgetRefusal::UnknownActivity(activity.clone()))?;
        if pot.closed {
            return Err(BudgetRefusal::Closed);
        }
        if amount.minor > 0 && pot.currency != amount.currency {
            return Err(BudgetRefusal::MixedCurrency { expected: pot.currency, found: amount.currency });
        }
        Ok(pot)
    }

    fn can_pay(&self, activity: &ActivityId, amount: Money) -> Result<(), BudgetRefusal> {
        let free = self.free();
        if amount.minor > 0 && amount.minor > free.minor {
            return Err(BudgetRefusal::Spent { activity: activity.clone(), free });
        }
        Ok(())
    }

    fn free(&self) -> Money {
        Money::new(self.booked.free().saturating_sub(self.reserved), self.currency)
    }
}

#[derive(Debug, Default)]
struct Pots {
    pots: HashMap<ActivityId, Pot>,
    reservations: HashMap<SmolStr, (ActivityId, i64)>,
}

/// What is free of each activity. Share it in an `Arc`; every method may be called from any thread and none waits long.
#[derive(Debug, Default)]
pub struct BudgetGuard(Mutex<Pots>);

impl BudgetGuard {
    /// Takes `amount` out of what is free, under a key such as a send key; the same key and amount again is the same
    /// reservation.
    ///
    /// # Errors
    /// [`BudgetRefusal`]; then nothing is reserved.
    pub fn reserve(&self, key: &str, activity: &ActivityId, amount: Money) -> Result<(), BudgetRefusal> {
        let Pots { pots, reservations } = &mut *self.0.lock();
        let pot = Pot::of(pots, activity, amount)?;
        // What costs nothing can always be paid, also from an overspent pot.
        if amount.minor == 0 {
            return Ok(());
        }
        if let Some((whose, minor)) = reservations.get(key) {
            let same = whose == activity && *minor == amount.minor;
            return if same { Ok(()) } else { Err(BudgetRefusal::OtherAmount) };
        }
        pot.can_pay(activity, amount)?;
        pot.reserved += amount.minor;
        reservations.insert(key.into(), (activity.clone(), amount.minor));
        Ok(())
    }

    /// Whether an activity can pay this now. Nothing is taken: for what is booked the moment it happens, such as a placement
    /// that is shown.
    ///
    /// # Errors
    /// [`BudgetRefusal`].
    pub fn can_pay(&self, activity: &ActivityId, amount: Money) -> Result<(), BudgetRefusal> {
        Pot::of(&mut self.0.lock().pots, activity, amount)?.can_pay(activity, amount)
    }

    /// Gives a reservation back. A key that reserved nothing is no mistake.
    pub fn release(&self, key: &str) {
        self.0.lock().release(key);
    }

    /// What is free of an activity, negative if overspent; none if the plan does not have it.
    #[must_use]
    pub fn free(&self, activity: &ActivityId) -> Option<Money> {
        Some(self.0.lock().pots.get(activity)?.free())
    }

    /// How much is reserved and not yet booked, over all activities' keys.
    #[must_use]
    pub fn reservations(&self) -> usize {
        self.0.lock().reservations.len()
    }

    /// Takes in the tree's activities, and which of them are closed; what is booked of those already known stays.
    pub(super) fn follow(&self, tree: &Tree) {
        let pots = &mut self.0.lock().pots;
        for id in tree.activities(&NodeId::Company) {
            let node = NodeId::Activity(id.clone());
            let (currency, closed) = (tree.currency(&node).unwrap_or_default(), tree.closed(&node).is_some());
            let new = Pot { currency, closed, booked: Sums::default(), reserved: 0 };
            pots.entry(id.clone()).or_insert(new).closed = closed;
        }
    }

    /// Takes in what the ledger holds.
    pub(super) fn load(&self, tree: &Tree, books: &Books) {
        self.follow(tree);
        for (id, pot) in &mut self.0.lock().pots {
            pot.booked = books.sums(id);
        }
    }

    /// Takes in transfers that were booked just now; a commitment ends the reservation of the same key.
    pub(super) fn booked(&self, transfers: &[Transfer]) {
        let mut pots = self.0.lock();
        for transfer in transfers {
            let minor = transfer.amount.minor;
            for (place, minor) in [(&transfer.from, -minor), (&transfer.to, minor)] {
                if let Some(pot) = place.activity().and_then(|id| pots.pots.get_mut(id)) {
                    let sum = pot.booked.get_mut(transfer.kind);
                    *sum = sum.saturating_add(minor);
                }
            }
            if transfer.kind == Kind::Committed && transfer.from == Place::Outside {
                pots.release(transfer.reference.key());
            }
        }
    }
}

impl Pots {
    fn release(&mut self, key: &str) {
        if let Some((activity, minor)) = self.reservations.remove(key)
            && let Some(pot) = self.pots.get_mut(&activity)
        {
            pot.reserved -= minor;
        }
    }
}
