//! The booking rules: which transfers a message, a voucher, an order, an invoice and a budget decision make.
//!
//! | what happens | committed | actual | returned, margin |
//! |---|---|---|---|
//! | message claimed | + unit cost | | |
//! | message accepted, or its outcome unknown | - unit cost | + unit cost | |
//! | message refused, expired or suppressed | - unit cost | | |
//! | voucher issued | + value | | |
//! | voucher redeemed | - value | + what was given | |
//! | the same, told after it expired | | + what was given | |
//! | the same, told after another use had taken it, if a person books it | | + what was given | |
//! | redemption rolled back | + value | - what was given | |
//! | voucher expired or withdrawn | - value | | |
//! | order credited | | | + revenue, + margin |
//! | order changed (grown, returned, credited elsewhere) | | | + or - revenue, + or - margin |
//! | invoice line | | + amount (a credit note: -) | |
//!
//! Every id is computed from the cause, so booking something twice changes nothing. A message is released under one id
//! whether it was spent or not: whatever is reported later, a commitment is released once.

use crate::{Kind, Place, Posting, Reference, Transfer, TransferId, invoice};
use rapport_kernel::{ActivityId, Money, Time};
use smol_str::{SmolStr, format_smolstr};

/// The author of what the product books by itself.
pub const AUTHOR: &str = "rapport";

/// What the transfers of one posting have in common.
struct Cause<'a> {
    activity: &'a ActivityId,
    author: &'a str,
    reason: &'a str,
    reference: Reference,
    touch: Option<Reference>,
    at: Time,
}

impl Cause<'_> {
    /// Puts `amount` on the activity; a negative amount is taken from it.
    fn put(&self, id: SmolStr, kind: Kind, amount: Money) -> Transfer {
        let activity = Place::Activity(self.activity.clone());
        let (from, to) = if amount.minor < 0 { (activity, Place::Outside) } else { (Place::Outside, activity) };
        Transfer {
            id: TransferId(id),
            kind,
            from,
            to,
            amount: Money { minor: amount.minor.saturating_abs(), ..amount },
            author: self.author.into(),
            reason: self.reason.into(),
            reference: self.reference.clone(),
            touch: self.touch.clone(),
            at: self.at,
        }
    }
}

fn negated(amount: Money) -> Money {
    Money { minor: amount.minor.saturating_neg(), ..amount }
}

/// A message: its send key, who pays, and the unit cost of its channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Names the message.
    pub send_key: &'a str,
    /// Who pays.
    pub activity: &'a ActivityId,
    /// The unit cost; may be zero, the transfers are then kept as the trail down to the message.
    pub cost: Money,
}

impl Message<'_> {
    fn cause<'a>(&'a self, reason: &'a str, at: Time) -> Cause<'a> {
        let reference = Reference::Message(self.send_key.into());
        Cause { activity: self.activity, author: AUTHOR, reason, reference, touch: None, at }
    }

    fn id(&self, what: &str) -> SmolStr {
        format_smolstr!("message/{}/{what}", self.send_key)
    }

    fn release(&self, at: Time) -> Transfer {
        self.cause("no longer under way", at).put(self.id("release"), Kind::Committed, negated(self.cost))
    }

    /// It was claimed: its cost is committed.
    #[must_use]
    pub fn claimed(&self, at: Time) -> Posting {
        Posting::fact(vec![self.cause("message claimed", at).put(self.id("commit"), Kind::Committed, self.cost)])
    }

    /// It was accepted, or no one can tell: its cost is spent.
    #[must_use]
    pub fn spent(&self, at: Time) -> Posting {
        let actual = self.cause("message sent", at).put(self.id("actual"), Kind::Actual, self.cost);
        Posting::fact(vec![self.release(at), actual])
    }

    /// It was refused, has expired or was stopped: its cost is free again.
    #[must_use]
    pub fn released(&self, at: Time) -> Posting {
        Posting::fact(vec![self.release(at)])
    }
}

/// A voucher: its code, who pays, and what it is worth at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher<'a> {
    /// Names the voucher.
    pub code: &'a str,
    /// Who pays.
    pub activity: &'a ActivityId,
    /// What is committed for it: its full value.
    pub value: Money,
}

impl Voucher<'_> {
    fn cause<'a>(&'a self, reason: &'a str, at: Time) -> Cause<'a> {
        let reference = Reference::Voucher(self.code.into());
        Cause { activity: self.activity, author: AUTHOR, reason, reference, touch: None, at }
    }

    fn id(&self, what: &str, n: u32) -> SmolStr {
        format_smolstr!("voucher/{}/{what}/{n}", self.code)
    }

    /// It was issued: its value is committed.
    #[must_use]
    pub fn issued(&self, at: Time) -> Posting {
        Posting::fact(vec![self.cause("voucher issued", at).put(self.id("commit", 0), Kind::Committed, self.value)])
    }

    /// It was redeemed for the `n`-th time (from 1; more than once only after a roll-back), and `given` was the discount.
    #[must_use]
    pub fn redeemed(&self, n: u32, given: Money, at: Time) -> Posting {
        let cause = self.cause("voucher redeemed", at);
        Posting::fact(vec![
            cause.put(self.id("release", n), Kind::Committed, negated(self.value)),
            cause.put(self.id("actual", n), Kind::Actual, given),
        ])
    }

    /// The same, told after its time was over at `until`: what was given back then counts again from then on, and is released
    /// when it was used.
    #[must_use]
    pub fn redeemed_late(&self, n: u32, given: Money, at: Time, until: Time) -> Posting {
        let again = self.cause("used before it expired", until).put(self.id("late", n), Kind::Committed, self.value);
        let mut posting = self.redeemed(n, given, at);
        posting.transfers.push(again);
        posting
    }

    /// A till without a connection gave it a second time; `key` names that use.
    #[must_use]
    pub fn given_again(&self, key: &str, given: Money, at: Time) -> Posting {
        let id = format_smolstr!("voucher/{}/again/{key}", self.code);
        Posting::fact(vec![self.cause("given a second time, without a connection", at).put(id, Kind::Actual, given)])
    }

    /// The `n`-th redemption was rolled back: the voucher can be used again.
    #[must_use]
    pub fn rolled_back(&self, n: u32, given: Money, at: Time) -> Posting {
        let cause = self.cause("redemption rolled back", at);
        Posting::fact(vec![
            cause.put(self.id("unactual", n), Kind::Actual, negated(given)),
            cause.put(self.id("commit", n), Kind::Committed, self.value),
        ])
    }

    /// It can no longer be redeemed, after `n` redemptions were rolled back.
    #[must_use]
    pub fn expired(&self, n: u32, at: Time) -> Posting {
        let id = self.id("expire", n);
        Posting::fact(vec![self.cause("voucher expired", at).put(id, Kind::Committed, negated(self.value))])
    }
}

/// What an order brought back, and whom it is credited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit<'a> {
    /// The order's key in the books ([`Reference::Order`]).
    pub order: &'a str,
    /// Who is credited.
    pub activity: &'a ActivityId,
    /// The revenue, or by how much it changed.
    pub revenue: Money,
    /// The margin in it, of the same currency; may be negative.
    pub margin: Money,
    /// The message or voucher that is credited.
    pub touch: Option<&'a Reference>,
    /// Why this activity: the rule and the touch, in words.
    pub reason: &'a str,
}

impl Credit<'_> {
    fn post(&self, what: &str, at: Time) -> Posting {
        let reference = Reference::Order(self.order.into());
        let touch = self.touch.cloned();
        let cause = Cause { activity: self.activity, author: AUTHOR, reason: self.reason, reference, touch, at };
        let id = |kind: Kind| format_smolstr!("order/{}/{}/{what}/{}", self.order, self.activity, kind.code());
        Posting::fact(vec![
            cause.put(id(Kind::Returned), Kind::Returned, self.revenue),
            cause.put(id(Kind::Margin), Kind::Margin, self.margin),
        ])
    }

    /// The order is credited.
    #[must_use]
    pub fn credited(&self, at: Time) -> Posting {
        self.post("credit", at)
    }

    /// The amounts are changes of what was credited: the order grew, part of it came back (negative), or it is credited
    /// elsewhere now. `key` names this occasion.
    #[must_use]
    pub fn changed(&self, key: &str, at: Time) -> Posting {
        self.post(&format!("change/{key}"), at)
    }
}

/// A line of an invoice that was paid for an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine<'a> {
    /// The invoice's number.
    pub invoice: &'a str,
    /// The line's number on the invoice, as its sender wrote it.
    pub line: &'a str,
    /// Who pays.
    pub activity: &'a ActivityId,
    /// How much; a credit note is negative.
    pub amount: Money,
    /// Who brought it in.
    pub author: &'a str,
    /// What for, in words.
    pub reason: &'a str,
}

impl InvoiceLine<'_> {
    /// The line is spent, on the day of its invoice.
    #[must_use]
    pub fn spent(&self, at: Time) -> Posting {
        let key = invoice::key(self.invoice, self.line);
        let id = format_smolstr!("invoice/{key}");
        let reference = Reference::Invoice(key);
        let cause =
            Cause { activity: self.activity, author: self.author, reason: self.reason, reference, touch: None, at };
        Posting::dated(vec![cause.put(id, Kind::Actual, self.amount)])
    }
}

/// What a person decides about money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Names the decision; the same key again is the same decision.
    pub key: &'a str,
    /// Who decides.
    pub author: &'a str,
    /// In the person's own words; it stays in the ledger.
    pub reason: &'a str,
    /// For when it counts.
    pub at: Time,
}

impl Decision<'_> {
    fn posting(&self, kind: Kind, from: Place, to: Place, amount: Money) -> Posting {
        Posting::request(vec![Transfer {
            id: TransferId(format_smolstr!("decision/{}", self.key)),
            kind,
            from,
            to,
            amount,
            author: self.author.into(),
            reason: self.reason.into(),
            reference: Reference::Decision(self.key.into()),
            touch: None,
            at: self.at,
        }])
    }

    /// Puts money of a kind on an activity: plans it, commits it, adds to its forecast. A negative amount takes it away.
    #[must_use]
    pub fn put(&self, kind: Kind, activity: &ActivityId, amount: Money) -> Posting {
        let place = Place::Activity(activity.clone());
        let (from, to) = if amount.minor < 0 { (place, Place::Outside) } else { (Place::Outside, place) };
        self.posting(kind, from, to, Money { minor: amount.minor.saturating_abs(), ..amount })
    }

    /// Moves planned money from one activity to another.
    #[must_use]
    pub fn move_planned(&self, from: &ActivityId, to: &ActivityId, amount: Money) -> Posting {
        self.posting(Kind::Planned, Place::Activity(from.clone()), Place::Activity(to.clone()), amount)
    }
}
