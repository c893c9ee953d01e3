//! Why a voucher is not given, or not taken.

use serde::{Deserialize, Serialize};

/// The named reasons. What people read at the till is the [`std::fmt::Display`] text; what programs read is [`Refusal::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The text holds a character no code has, or is too short or too long.
    #[error("this is not a voucher code")]
    NotACode,
    /// It has the form of our codes but its check character is wrong.
    #[error("the code was mistyped: please compare it with the paper")]
    Mistyped,
    /// Nobody was ever given this code.
    #[error("this code is not known")]
    Unknown,
    /// The pool gives no more vouchers.
    #[error("the pool is closed")]
    PoolClosed,
    /// Every imported code has been given away.
    #[error("the pool has no codes left")]
    PoolEmpty,
    /// One more voucher would pass the pool's liability cap.
    #[error("the pool's liability cap is reached")]
    CapReached,
    /// This person already has, or already used, a voucher of a pool that gives one to each.
    #[error("one voucher for each person, and this person has had it")]
    OnePerPerson,
    /// The conditions name people, and nobody said who this is.
    #[error("this voucher needs to know who redeems it")]
    PersonUnknown,
    /// The voucher was given to somebody else and may not be passed on.
    #[error("this voucher belongs to another person")]
    OtherPerson,
    /// Before the first moment of validity.
    #[error("this voucher is not valid yet")]
    NotYetValid,
    /// After the last moment of validity.
    #[error("this voucher has expired")]
    Expired,
    /// Asked to expire a voucher that still is valid.
    #[error("this voucher is still valid")]
    NotDue,
    /// Taken back by hand.
    #[error("this voucher was declared void")]
    Void,
    /// Another redemption has used it.
    #[error("this voucher has already been redeemed")]
    AlreadyRedeemed,
    /// This redemption id was used before for another basket.
    #[error("this redemption id was used before for another basket")]
    OtherContent,
    /// This redemption was rolled back; a new one needs a new id.
    #[error("this redemption was rolled back: a new one needs a new id")]
    RolledBack,
    /// No such redemption to roll back.
    #[error("this voucher knows no such redemption")]
    UnknownRedemption,
    /// The basket is worth less than the voucher asks.
    #[error("the basket is too small for this voucher")]
    BasketTooSmall,
    /// Nothing in the basket is what the voucher is for.
    #[error("nothing in the basket is what this voucher is for")]
    NothingEligible,
    /// Valid in other branches only.
    #[error("this voucher is not valid in this branch")]
    OtherBranch,
    /// The basket already carries a voucher, and this one stands alone.
    #[error("this voucher cannot be combined with another")]
    NotCombinable,
    /// Basket and voucher are of two currencies.
    #[error("basket and voucher are of different currencies")]
    OtherCurrency,
    /// The amounts do not add up to something that can be kept exactly, or one is negative.
    #[error("the amounts of this basket cannot be right")]
    BadAmount,
}

impl Refusal {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotACode => "not_a_code",
            Self::Mistyped => "mistyped",
            Self::Unknown => "unknown",
            Self::PoolClosed => "pool_closed",
            Self::PoolEmpty => "pool_empty",
            Self::CapReached => "cap_reached",
            Self::OnePerPerson => "one_per_person",
            Self::PersonUnknown => "person_unknown",
            Self::OtherPerson => "other_person",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
            Self::NotDue => "not_due",
            Self::Void => "void",
            Self::AlreadyRedeemed => "already_redeemed",
            Self::OtherContent => "other_content",
            Self::RolledBack => "rolled_back",
            Self::UnknownRedemption => "unknown_redemption",
            Self::BasketTooSmall => "basket_too_small",
            Self::NothingEligible => "nothing_eligible",
            Self::OtherBranch => "other_branch",
            Self::NotCombinable => "not_combinable",
            Self::OtherCurrency => "other_currency",
            Self::BadAmount => "bad_amount",
        }
    }
}
