//! The ledger: [`decide`] what a posting adds to the books, [`Books::evolve`] adds it.

use crate::{Figures, Kind, Nature, NodeId, Place, Posting, Refusal, Sums, Transfer, TransferId, Tree, forecast};
use hashbrown::HashMap;
use rapport_kernel::{ActivityId, Currency, Money, Time};
use std::collections::BTreeMap;

/// What is booked: the sums at every place, and the transfers that made them.
///
/// The whole ledger in memory, or that part of it which a decision needs: the sums of the activities it names and the
/// transfers whose ids it names.
#[derive(Clone, Debug, Default)]
pub struct Books {
    sums: HashMap<ActivityId, Sums>,
    outside: HashMap<Currency, Sums>,
    known: HashMap<TransferId, Transfer>,
}

impl Books {
    /// What is booked at an activity.
    #[must_use]
    pub fn sums(&self, activity: &ActivityId) -> Sums {
        self.sums.get(activity).copied().unwrap_or_default()
    }

    /// What is booked outside, in one currency: what the activities have, with the other sign.
    #[must_use]
    pub fn outside(&self, currency: Currency) -> Sums {
        self.outside.get(&currency).copied().unwrap_or_default()
    }

    /// The transfer of that id, if it is known here.
    #[must_use]
    pub fn transfer(&self, id: &TransferId) -> Option<&Transfer> {
        self.known.get(id)
    }

    /// Says what is booked at an activity, as read from a store.
    pub fn set_sums(&mut self, activity: ActivityId, sums: Sums) {
        self.sums.insert(activity, sums);
    }

    /// Says what is booked outside, as read from a store.
    pub fn set_outside(&mut self, currency: Currency, sums: Sums) {
        self.outside.insert(currency, sums);
    }

    /// Makes a transfer known that a store has booked already; the sums are left alone.
    pub fn set_known(&mut self, transfer: Transfer) {
        self.known.insert(transfer.id.clone(), transfer);
    }

    /// Adds a transfer that [`decide`] returned.
    pub fn evolve(&mut self, transfer: &Transfer) {
        let (kind, amount) = (transfer.kind, transfer.amount);
        for (place, minor) in [(&transfer.from, -amount.minor), (&transfer.to, amount.minor)] {
            let sums = match place {
                Place::Outside => self.outside.entry(amount.currency).or_default(),
                Place::Activity(id) => self.sums.entry(id.clone()).or_default(),
            };
            *sums.get_mut(kind) += minor;
        }
        self.known.insert(transfer.id.clone(), transfer.clone());
    }

    /// What a node shows at `now`: the sum over the activities at or below it, one entry for each currency.
    #[must_use]
    pub fn figures(&self, tree: &Tree, node: &NodeId, now: Time) -> Vec<Figures> {
        self.figures_of(tree, node, now, |_| true)
    }

    /// The same of some activities: those that someone may see.
    #[must_use]
    pub fn figures_of(
        &self,
        tree: &Tree,
        node: &NodeId,
        now: Time,
        counts: impl Fn(&ActivityId) -> bool,
    ) -> Vec<Figures> {
        let mut found: BTreeMap<Currency, Figures> = BTreeMap::new();
        for activity in tree.activities(node).into_iter().filter(|activity| counts(activity)) {
            let id = NodeId::Activity(activity.clone());
            let Some(currency) = tree.currency(&id) else { continue };
            let sums = self.sums(activity);
            let forecast = forecast::forecast(&sums, tree.period(&id), now);
            let figures = Figures::of(currency, &sums, forecast);
            found.entry(currency).or_insert(Figures { currency, ..Figures::default() }).add(&figures);
        }
        if found.is_empty() {
            found.extend(tree.currency(node).map(|currency| (currency, Figures { currency, ..Figures::default() })));
        }
        found.into_values().collect()
    }
}

/// What a posting adds to the books: its transfers, without those that are booked already.
///
/// # Errors
/// The named [`Refusal`]; then nothing of the posting may be booked.
pub fn decide(tree: &Tree, books: &Books, posting: &Posting) -> Result<Vec<Transfer>, Refusal> {
    if posting.transfers.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut new: Vec<Transfer> = Vec::with_capacity(posting.transfers.len());
    for transfer in &posting.transfers {
        let known = books.transfer(&transfer.id).or_else(|| new.iter().find(|t| t.id == transfer.id));
        match known {
            Some(known) if known.says_the_same(transfer) => {}
            Some(_) => return Err(Refusal::DuplicateId(transfer.id.clone())),
            None => new.push(opened(tree, posting.nature, transfer)?),
        }
    }
    fits(books, &new)?;
    if posting.nature == Nature::Request {
        is_free(books, &new)?;
    }
    Ok(new)
}

/// Whether nothing is under way at a node and below it.
///
/// # Errors
/// [`Refusal::StillCommitted`] with the first activity where something is.
pub fn is_settled(tree: &Tree, books: &Books, node: &NodeId) -> Result<(), Refusal> {
    for activity in tree.activities(node) {
        let minor = books.sums(activity).get(Kind::Committed);
        if minor != 0 {
            let currency = tree.currency(node).unwrap_or_default();
            return Err(Refusal::StillCommitted { activity: activity.clone(), committed: Money::new(minor, currency) });
        }
    }
    Ok(())
}

/// The transfer, checked by itself and moved into the open period if it is a fact.
fn opened(tree: &Tree, nature: Nature, transfer: &Transfer) -> Result<Transfer, Refusal> {
    if transfer.id.0.is_empty() || transfer.author.trim().is_empty() || transfer.reason.trim().is_empty() {
        return Err(Refusal::Unsigned(transfer.id.clone()));
    }
    if transfer.from == transfer.to {
        return Err(Refusal::SamePlace);
    }
    if transfer.amount.minor < 0 {
        return Err(Refusal::NegativeAmount(transfer.amount));
    }
    if transfer.amount.minor == 0 && nature == Nature::Request {
        return Err(Refusal::ZeroAmount);
    }
    let mut at = transfer.at;
    for activity in [&transfer.from, &transfer.to].into_iter().filter_map(Place::activity) {
        let id = NodeId::Activity(activity.clone());
        let expected = tree.currency(&id).ok_or_else(|| misplaced(tree, activity))?;
        let found = transfer.amount.currency;
        if expected != found {
            return Err(Refusal::MixedCurrency { expected, found });
        }
        let until = tree.closed_until(&id).unwrap_or(Time::MIN);
        if nature != Nature::Fact && at < until {
            return Err(Refusal::ClosedPeriod { until });
        }
        if let Some(closed) = tree.closed(&id).filter(|_| nature == Nature::Request) {
            return Err(Refusal::NodeClosed(closed.clone()));
        }
        at = at.max(until);
    }
    Ok(Transfer { at, ..transfer.clone() })
}

/// Tells "no such node" from "there is one, but higher up".
fn misplaced(tree: &Tree, activity: &ActivityId) -> Refusal {
    let name = activity.as_str();
    let higher = [NodeId::Plan(name.into()), NodeId::Area(name.into()), NodeId::Campaign(name.into())];
    match higher.into_iter().find(|id| tree.get(id).is_some()) {
        Some(node) => Refusal::NotALeaf(node),
        None => Refusal::UnknownNode(NodeId::Activity(activity.clone())),
    }
}

/// No sum may leave 64 bits.
fn fits(books: &Books, new: &[Transfer]) -> Result<(), Refusal> {
    let mut after: HashMap<(&Place, Kind, Currency), i128> = HashMap::new();
    for transfer in new {
        let (kind, Money { minor, currency }) = (transfer.kind, transfer.amount);
        for (place, minor) in [(&transfer.from, -i128::from(minor)), (&transfer.to, i128::from(minor))] {
            let sum = after.entry((place, kind, currency)).or_insert_with(|| {
                let sums = match place {
                    Place::Outside => books.outside(currency),
                    Place::Activity(id) => books.sums(id),
                };
                i128::from(sums.get(kind))
            });
            *sum += minor;
        }
    }
    // Half of what 64 bits hold, so that the difference of two sums always fits as well.
    let limit = i128::from(i64::MAX / 2);
    if after.values().all(|sum| sum.abs() <= limit) { Ok(()) } else { Err(Refusal::Overflow) }
}

/// No activity may lose more free money than it has.
fn is_free(books: &Books, new: &[Transfer]) -> Result<(), Refusal> {
    for (activity, asked) in free_taken(new) {
        let free = books.sums(&activity).free();
        if asked.minor > free {
            return Err(Refusal::InsufficientFree { activity, free: Money { minor: free, ..asked }, asked });
        }
    }
    Ok(())
}

/// How much free money these transfers take from which activity; activities that gain or stay are left out.
#[must_use]
pub fn free_taken(transfers: &[Transfer]) -> Vec<(ActivityId, Money)> {
    let mut taken: BTreeMap<&ActivityId, (i128, Currency)> = BTreeMap::new();
    for transfer in transfers {
        let effect = i128::from(transfer.kind.free_sign()) * i128::from(transfer.amount.minor);
        for (place, minor) in [(&transfer.from, effect), (&transfer.to, -effect)] {
            if let Place::Activity(id) = place {
                taken.entry(id).or_insert((0, transfer.amount.currency)).0 += minor;
            }
        }
    }
    let positive = taken.into_iter().filter(|(_, (minor, _))| *minor > 0);
    positive.map(|(id, (minor, currency))| (id.clone(), Money::new(crate::kind::clamp(minor), currency))).collect()
}
