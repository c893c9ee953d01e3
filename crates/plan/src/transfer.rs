//! Transfers, and postings: groups of transfers that are booked together or not at all.

use crate::Kind;
use rapport_kernel::{ActivityId, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

/// Names a transfer for ever. Computed from what caused it, never random, so that a repetition is known as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub SmolStr);

/// Where money can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Everything that is not in the plan: the treasury, suppliers, customers.
    Outside,
    /// A leaf of the plan.
    Activity(ActivityId),
}

impl Place {
    /// The activity, if it is one.
    #[must_use]
    pub fn activity(&self) -> Option<&ActivityId> {
        match self {
            Self::Outside => None,
            Self::Activity(id) => Some(id),
        }
    }
}

/// What a transfer is about: the record one finds at the end of the way down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "key", rename_all = "snake_case")]
pub enum Reference {
    /// A message, by its send key.
    Message(SmolStr),
    /// A voucher, by its code.
    Voucher(SmolStr),
    /// An order, by its key in the books: never by the number that a customer knows, so that the books can stay when a
    /// customer goes.
    Order(SmolStr),
    /// A line of an invoice, by its name in the books ([`crate::invoice::key`]).
    Invoice(SmolStr),
    /// A decision of a person, by its id.
    Decision(SmolStr),
    /// The transfer that this one undoes.
    Correction(SmolStr),
}

impl Reference {
    /// The stable name of the sort.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Voucher(_) => "voucher",
            Self::Order(_) => "order",
            Self::Invoice(_) => "invoice",
            Self::Decision(_) => "decision",
            Self::Correction(_) => "correction",
        }
    }

    /// The key of the record.
    #[must_use]
    pub fn key(&self) -> &SmolStr {
        match self {
            Self::Message(key)
            | Self::Voucher(key)
            | Self::Order(key)
            | Self::Invoice(key)
            | Self::Decision(key)
            | Self::Correction(key) => key,
        }
    }

    /// Puts together what [`Reference::code`] and [`Reference::key`] took apart.
    #[must_use]
    pub fn from_parts(code: &str, key: &str) -> Option<Self> {
        let key = SmolStr::new(key);
        Some(match code {
            "message" => Self::Message(key),
            "voucher" => Self::Voucher(key),
            "order" => Self::Order(key),
            "invoice" => Self::Invoice(key),
            "decision" => Self::Decision(key),
            "correction" => Self::Correction(key),
            _ => return None,
        })
    }
}

/// An amount of one kind, taken from one place and put at another. Never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// A name made of what it is about, so that a repetition books nothing twice.
    pub id: TransferId,
    /// Of what kind the money is; a transfer never changes the kind.
    pub kind: Kind,
    /// Where it is taken from.
    pub from: Place,
    /// Where it is put.
    pub to: Place,
    /// How much; not negative.
    pub amount: Money,
    /// Who: a user's name, or the part of the product that booked it.
    pub author: SmolStr,
    /// Why, in words.
    pub reason: String,
    /// What it is about.
    pub reference: Reference,
    /// The message or voucher that is credited, where it is the credit of an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touch: Option<Reference>,
    /// For when it counts.
    pub at: Time,
}

impl Transfer {
    /// Whether it says the same. The time may differ: a fact of a closed period is booked into the open one.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { at: other.at, ..self.clone() } == *other
    }

    /// The transfer that undoes this one.
    #[must_use]
    pub fn reversed(&self, author: &str, reason: &str, at: Time) -> Self {
        Self {
            id: TransferId(format_smolstr!("undo/{}", self.id.0)),
            from: self.to.clone(),
            to: self.from.clone(),
            author: author.into(),
            reason: reason.into(),
            reference: Reference::Correction(self.id.0.clone()),
            touch: None,
            at,
            ..self.clone()
        }
    }
}

/// Whether a posting may be refused for want of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Someone wants it: refused if the money is not free, the node closed or the period closed.
    Request,
    /// It has happened: booked in any case, in a closed period at the first moment that is open.
    Fact,
    /// It has happened on that very day, as an invoice's date says: booked even if it overspends, refused if that day's books are
    /// closed.
    Dated,
}

/// Transfers that are booked together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Request or fact.
    pub nature: Nature,
    /// At least one.
    pub transfers: Vec<Transfer>,
}

impl Posting {
    /// Something that has happened.
    #[must_use]
    pub fn fact(transfers: Vec<Transfer>) -> Self {
        Self { nature: Nature::Fact, transfers }
    }

    /// Something that has happened on the day it says.
    #[must_use]
    pub fn dated(transfers: Vec<Transfer>) -> Self {
        Self { nature: Nature::Dated, transfers }
    }

    /// Something that someone wants.
    #[must_use]
    pub fn request(transfers: Vec<Transfer>) -> Self {
        Self { nature: Nature::Request, transfers }
    }

    /// The posting that undoes this one. It is a request: taking back planned money that is no longer free is refused.
    #[must_use]
    pub fn reversed(&self, author: &str, reason: &str, at: Time) -> Self {
        Self::request(self.transfers.iter().rev().map(|t| t.reversed(author, reason, at)).collect())
    }
}
