//! Why the plan says no: every refusal has a name.

use crate::{NodeId, TransferId};
use rapport_kernel::{ActivityId, Currency, Money, Time};
use serde::{Deserialize, Serialize};

/// Why a change of the tree or a posting was refused. Nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum Refusal {
    /// Not an id of a node.
    #[error("`{0}` does not name a node: write plan:2026, area:direct, campaign:spring or activity:spring-shoes")]
    BadId(String),
    /// The tree has no such node.
    #[error("the plan has no node {0}")]
    UnknownNode(NodeId),
    /// The tree has this node already.
    #[error("the plan has a node {0} already")]
    NodeExists(NodeId),
    /// A node of this level cannot hang under that parent.
    #[error("{node} cannot hang under {parent}: the order is company, plan, area, campaign, activity")]
    WrongParent {
        /// The node to be added or moved.
        node: NodeId,
        /// The parent it would get.
        parent: NodeId,
    },
    /// A plan needs a currency, and only a plan may have one.
    #[error("{0}: a plan needs a currency and only a plan may have one")]
    CurrencyMisplaced(NodeId),
    /// A plan needs a period.
    #[error("{0} needs a period")]
    PeriodMissing(NodeId),
    /// The period ends before it begins, or reaches out of its parent's.
    #[error("the period of {0} must end after it begins and lie inside its parent's")]
    BadPeriod(NodeId),
    /// A name of nothing, of more than 200 characters, or with something in it that no one sees.
    #[error("{0} needs a name of 1 to 200 characters that can be seen")]
    BadName(NodeId),
    /// Two nodes under the same parent would look the same.
    #[error("{sibling} under the same parent is called \"{name}\" already")]
    NameTaken {
        /// The one that has the name.
        sibling: NodeId,
        /// The name as it has it.
        name: String,
    },
    /// A change of the tree says why it is made.
    #[error("a change of {0} needs a reason")]
    ReasonMissing(NodeId),
    /// Only what is closed can be archived.
    #[error("{0} is open: close it first")]
    NotClosed(NodeId),
    /// What is archived stays closed.
    #[error("{0} is archived: bring it back first")]
    NodeArchived(NodeId),
    /// Something is still under way: messages without an outcome, vouchers that can still be redeemed.
    #[error("{committed} is still committed on {activity}: wait until it is spent or released")]
    StillCommitted {
        /// Whose money.
        activity: ActivityId,
        /// What messages and vouchers under way may still cost.
        committed: Money,
    },
    /// Only plans can have their books closed.
    #[error("{0} is not a plan")]
    NotAPlan(NodeId),
    /// Books can be closed further, never less far, and not into the future.
    #[error("the books are closed until {closed_until}; they can only be closed further, and not beyond now")]
    BadClosing {
        /// Until when they are closed now.
        closed_until: Time,
    },
    /// Money lies only on activities.
    #[error("{0} is not an activity: money lies only on the leaves of the plan")]
    NotALeaf(NodeId),
    /// The activity was closed: it takes facts but no requests.
    #[error("{0} is closed")]
    NodeClosed(NodeId),
    /// The plan's books are closed for that time.
    #[error("the books are closed until {until}: nothing is booked on a day before that any more")]
    ClosedPeriod {
        /// The first moment that is open.
        until: Time,
    },
    /// The amount is not in the plan's currency, or two plans of different currencies are named.
    #[error("{found} was given where the plan reckons in {expected}")]
    MixedCurrency {
        /// The plan's.
        expected: Currency,
        /// The transfer's.
        found: Currency,
    },
    /// Amounts are never negative: the direction says which way.
    #[error("{0}: an amount may not be negative; turn the transfer round instead")]
    NegativeAmount(Money),
    /// A request moves something.
    #[error("a request must move more than nothing")]
    ZeroAmount,
    /// From a place to itself.
    #[error("a transfer needs two different places")]
    SamePlace,
    /// A posting without transfers.
    #[error("a posting needs at least one transfer")]
    Empty,
    /// Author, reason or id is missing.
    #[error("a transfer needs an id, an author and a reason; none of them may be blank")]
    Unsigned(TransferId),
    /// Not enough free money (planned less committed less actual).
    #[error("{activity} has {free} free, {asked} were asked for")]
    InsufficientFree {
        /// Whose money.
        activity: ActivityId,
        /// What could still be taken.
        free: Money,
        /// What would have been taken.
        asked: Money,
    },
    /// The id was used for something else.
    #[error("transfer `{}` exists already and says something else", .0.0)]
    DuplicateId(TransferId),
    /// More than 64 bits of minor units.
    #[error("the sum is too large to be kept exactly")]
    Overflow,
}

impl Refusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadId(_) => "bad_id",
            Self::UnknownNode(_) => "unknown_node",
            Self::NodeExists(_) => "node_exists",
            Self::WrongParent { .. } => "wrong_parent",
            Self::CurrencyMisplaced(_) => "currency_misplaced",
            Self::PeriodMissing(_) => "period_missing",
            Self::BadPeriod(_) => "bad_period",
            Self::BadName(_) => "bad_name",
            Self::NameTaken { .. } => "name_taken",
            Self::ReasonMissing(_) => "reason_missing",
            Self::NotClosed(_) => "not_closed",
            Self::NodeArchived(_) => "node_archived",
            Self::StillCommitted { .. } => "still_committed",
            Self::NotAPlan(_) => "not_a_plan",
            Self::BadClosing { .. } => "bad_closing",
            Self::NotALeaf(_) => "not_a_leaf",
            Self::NodeClosed(_) => "node_closed",
            Self::ClosedPeriod { .. } => "closed_period",
            Self::MixedCurrency { .. } => "mixed_currency",
            Self::NegativeAmount(_) => "negative_amount",
            Self::ZeroAmount => "zero_amount",
            Self::SamePlace => "same_place",
            Self::Empty => "empty",
            Self::Unsigned(_) => "unsigned",
            Self::InsufficientFree { .. } => "insufficient_free",
            Self::DuplicateId(_) => "duplicate_id",
            Self::Overflow => "overflow",
        }
    }
}
