//! Why a voucher is not given, or not taken.

use rapport_kernel::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// The named reasons. What people read at the till is the [`std::fmt::Display`] text; what programs read is [`Refusal::code`].
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
    #[serde(rename_all = "snake_case")]
    pub enum Refusal {
        /// The text holds a character no code has, or is too short or too long.
        #[error("this is not a voucher code")]
        NotACode = "not_a_code",
        /// It has the form of our codes but its check character is wrong.
        #[error("the code was mistyped: please compare it with the paper")]
        Mistyped = "mistyped",
        /// No one was ever given this code.
        #[error("this code is not known")]
        Unknown = "unknown",
        /// The pool gives no more vouchers.
        #[error("the pool is closed")]
        PoolClosed = "pool_closed",
        /// The activity that pays is closed.
        #[error("the activity that pays for it is closed")]
        ActivityClosed = "activity_closed",
        /// Every imported code has been given away.
        #[error("the pool has no codes left")]
        PoolEmpty = "pool_empty",
        /// The code belongs to another pool, or was given by a journey.
        #[error("this code is in use already")]
        CodeTaken = "code_taken",
        /// One more voucher would pass the pool's liability cap.
        #[error("the pool's liability cap is reached")]
        CapReached = "cap_reached",
        /// This person already has, or already used, a voucher of a pool that gives one to each.
        #[error("one voucher for each person, and this person has had it")]
        OnePerPerson = "one_per_person",
        /// The conditions name people, and no one said who this is.
        #[error("this voucher needs to know who redeems it")]
        PersonUnknown = "person_unknown",
        /// The voucher was given to someone else and may not be passed on.
        #[error("this voucher belongs to another person")]
        OtherPerson = "other_person",
        /// Before the first moment of validity.
        #[error("this voucher is not valid yet")]
        NotYetValid = "not_yet_valid",
        /// After the last moment of validity.
        #[error("this voucher has expired")]
        Expired = "expired",
        /// Asked to expire a voucher that still is valid.
        #[error("this voucher is still valid")]
        NotDue = "not_due",
        /// Taken back by hand.
        #[error("this voucher was declared void")]
        Void = "void",
        /// Another redemption has used it.
        #[error("this voucher has already been redeemed")]
        AlreadyRedeemed = "already_redeemed",
        /// This redemption id was used before for another basket.
        #[error("this redemption id was used before for another basket")]
        OtherContent = "other_content",
        /// This redemption was rolled back; a new one needs a new id.
        #[error("this redemption was rolled back: a new one needs a new id")]
        RolledBack = "rolled_back",
        /// Nothing was redeemed under this id yet; the roll-back is kept for it.
        #[error("nothing was redeemed under this id: should it still come, it counts as rolled back")]
        UnknownRedemption = "unknown_redemption",
        /// Too many roll-backs of redemptions that never came are kept already; this one is not.
        #[error("this voucher has too many roll-backs of redemptions that never came: this one was not kept")]
        TooManyRollbacks = "too_many_rollbacks",
        /// The basket is worth less than the voucher asks.
        #[error("the basket is too small for this voucher")]
        BasketTooSmall = "basket_too_small",
        /// Nothing in the basket is what the voucher is for.
        #[error("nothing in the basket is what this voucher is for")]
        NothingEligible = "nothing_eligible",
        /// Valid in other branches only.
        #[error("this voucher is not valid in this branch")]
        OtherBranch = "other_branch",
        /// The basket already carries a voucher, and this one stands alone.
        #[error("this voucher cannot be combined with another")]
        NotCombinable = "not_combinable",
        /// A voucher that was redeemed in this order stands alone.
        #[error("a voucher redeemed in this order cannot be combined with another")]
        OtherStandsAlone = "other_stands_alone",
        /// The other vouchers of the order take off all it costs.
        #[error("the vouchers redeemed in this order take off all it costs already")]
        NothingLeft = "nothing_left",
        /// Basket and voucher, or a step and its pool, are of two currencies.
        #[error("the amounts are of different currencies")]
        OtherCurrency = "other_currency",
        /// A step asks for more than the pool allows.
        #[error("this is more than the pool gives")]
        MoreThanPool = "more_than_pool",
        /// The amounts do not add up to something that can be kept exactly, or one is negative.
        #[error("the amounts of this basket cannot be right")]
        BadAmount = "bad_amount",
    }
}

impl Refusal {
    /// The codes of those with which a voucher is not given in the first place; the others are answers to who redeems one.
    pub const ISSUING: &[&str] = &[
        Self::PoolClosed.code(),
        Self::PoolEmpty.code(),
        Self::CapReached.code(),
        Self::OnePerPerson.code(),
        Self::PersonUnknown.code(),
        Self::Expired.code(),
        Self::BadAmount.code(),
        Self::MoreThanPool.code(),
        Self::OtherCurrency.code(),
    ];
}
