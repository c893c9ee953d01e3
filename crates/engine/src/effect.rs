//! What the outside is asked to do. Plain values: whoever receives them carries them out, counts them, or ignores them
//! (a replay, a back-test, a preview).
//!
//! Every effect has a [`RecordId`]: the same log gives the same ids, so a sink that saw an id before drops the repetition.

use crate::{history, recall::Recall, record::Body};
use rapport_channel::outgoing::Outgoing;
use rapport_customer::{purchase::Order, send_key::SendKey};
use rapport_journey::document::VoucherValue;
use rapport_kernel::{
    ActivityId, BrandId, ChannelId, ChannelKind, Currency, CustomerId, Event, Identifier, Money, RecordId, SourceId,
    Time, Value,
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Something to be done, with its repeatable id.
#[derive(Debug)]
pub struct Effect {
    /// The same in every replay.
    pub id: RecordId,
    /// About whom.
    pub customer: CustomerId,
    /// Log time when it came out.
    pub at: Time,
    /// What the caller is to do, with all it needs for that.
    pub kind: EffectKind,
}

/// What is to be done.
#[derive(Debug)]
pub enum EffectKind {
    /// A planned message is due: reserve its cost and claim it.
    Due(Due),
    /// A claimed message may leave now.
    Dispatch(Box<Outgoing>),
    /// These claimed messages must not leave any more, unless their transaction has begun.
    Revoke {
        /// The messages by their names.
        keys: Vec<SendKey>,
        /// What has happened since they were claimed.
        why: Recall,
    },
    /// A journey asks for a voucher.
    IssueVoucher(Box<VoucherRequest>),
    /// Money follows a message.
    Book(Booking),
    /// An order, with the touches that came before it.
    Order(Box<OrderSeen>),
    /// Staff say that they had served the person before the order: what reached them is more than was known then.
    Served(Box<Served>),
    /// Something for the person's history, and for the live feed.
    History(Box<history::HistoryEntry>),
    /// Append this for the effect's customer; the log makes it durable.
    Forward(Box<Body>),
    /// Forget this person's history and records: the person was erased.
    Erase {
        /// The numbers of the orders that were known of them: they stand elsewhere, too.
        orders: Vec<SmolStr>,
    },
    /// This device is forgotten: no one has heard of it for long.
    AgedOut,
    /// The record could not be applied to this customer to its end, because of a defect here: for a person to look at.
    SetAside,
}

/// A message that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The name of the message, under which it is claimed.
    pub send_key: SendKey,
    /// The brand's channel that decides about driver and settings.
    pub channel: ChannelId,
    /// Of what kind that is: whose driver carries it out.
    pub kind: ChannelKind,
    /// Who takes it, as far as that shows beforehand: the domain of an address, a branch, a printer. Messages to the same
    /// counterpart wait for one another where it is slow.
    pub counterpart: SmolStr,
    /// Who pays.
    pub activity: ActivityId,
    /// What is to be reserved on the activity.
    pub cost: Money,
    /// Whether anybody's word may have led to it: service mail that a public source began.
    pub on_public_word: Option<PublicWord>,
}

/// Whose word led to a service mail that a public source began, and where it goes: so many of each go in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicWord {
    /// Of which brand the mail is.
    pub brand: BrandId,
    /// Who said it, where that is known.
    pub source: Option<SourceId>,
    /// The address it would go to now.
    pub address: Option<Identifier>,
}

/// Money that follows a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Which message.
    pub send_key: SendKey,
    /// Who pays.
    pub activity: ActivityId,
    /// What is committed, spent or released.
    pub cost: Money,
    /// What happened.
    pub what: Booked,
}

/// What happened to the money of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booked {
    /// Claimed: committed.
    Committed,
    /// Accepted or unknown: spent.
    Spent,
    /// Not sent: free again.
    Released,
}

/// A journey's question for a voucher.
#[derive(Clone, Debug, PartialEq)]
pub struct VoucherRequest {
    /// Names the question; the same question gets the same voucher.
    pub key: SendKey,
    /// The pool's id, as the step names it.
    pub pool: SmolStr,
    /// The brand that the pool must belong to.
    pub brand: BrandId,
    /// Who pays.
    pub activity: ActivityId,
    /// What it is to be worth.
    pub value: VoucherValue,
    /// The last moment it may be redeemed.
    pub valid_until: Time,
    /// Conditions in the words of the voucher rules.
    pub conditions: Value,
    /// When it was asked for.
    pub at: Time,
    /// By whose clock days end: the brand's zone (IANA).
    pub zone: SmolStr,
}

/// A word about an order, as the engine saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderSeen {
    /// The order's number.
    pub order: SmolStr,
    /// What was said.
    pub event: Event,
    /// The currency of an order that names none: the brand's.
    pub currency: Currency,
    /// What this customer's record knew of the order before.
    pub before: Option<Order>,
    /// Who else this customer was: records that went over into this one.
    pub also: Vec<CustomerId>,
    /// What reached the customer before, newest last.
    pub touches: Vec<Touch>,
}

/// An order before which staff had served the person, as they said after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The order's number.
    pub order: SmolStr,
    /// When it was sold.
    pub at: Time,
    /// Who else this customer was: records that went over into this one.
    pub also: Vec<CustomerId>,
    /// What reached the customer before, newest last.
    pub touches: Vec<Touch>,
}

/// One touch before an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Which message.
    pub send_key: SendKey,
    /// Who is credited.
    pub activity: ActivityId,
    /// When it reached the customer.
    pub at: Time,
    /// What it was: `sent`, `clicked`, `done`, `redeemed`, ... the strongest that is known.
    pub kind: &'static str,
}
