//! What can stand in the log. `rapport-stored` gives it the form it has on the disk.

use crate::{
    catalog::{JourneyStatus, Publication},
    look_back::LookBack,
    state::Record,
};
use rapport_channel::report::Report;
use rapport_customer::{
    brand::Brand,
    claim::{ClaimRefused, Claimed},
    consent::Declaration,
    gate::Budget,
    identity::{Merge, Shared},
    send_key::SendKey,
    suppression::Suppression,
};
use rapport_kernel::{CustomerId, Event, Identifier, JourneyId, Lsn, Money, SourceId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a log entry says. The envelope says when, about whom and in which partition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Body {
    /// Something happened at a touchpoint.
    Event(Box<Event>),
    /// The person said something about being contacted.
    Consent(Box<Declaration>),
    /// There is a reason not to write to this person.
    Suppress(Box<Suppression>),
    /// Addressed to the customer that ends: go over into another one.
    MergeOut {
        /// The customer that stays.
        into: CustomerId,
        /// Why the two are one.
        cause: Box<Merge>,
    },
    /// Addressed to the customer that stays: another one is on its way; nothing is sent before it has arrived.
    MergeExpected {
        /// The customer that ends.
        from: CustomerId,
    },
    /// Addressed to the customer that stays: the other one's state.
    MergeIn {
        /// The customer that ended.
        from: CustomerId,
        /// Why the two are one.
        cause: Box<Merge>,
        /// All that was known; `None` if nothing was.
        state: Option<Box<Record>>,
    },
    /// Addressed to the customer that ended: its state has arrived and need not be kept any more.
    MergeDone,
    /// A message is about to leave; the budget has answered.
    Claim {
        /// Which message.
        send_key: SendKey,
        /// Whether its cost is reserved.
        budget: Budget,
        /// From when on it may go, if too much goes already: it is put off until then, unless the gate refuses it.
        #[serde(default)]
        not_before: Option<Time>,
    },
    /// What came of a message.
    Report(Box<Report>),
    /// What came of a question for a voucher.
    Voucher(Box<VoucherAnswer>),
    /// What was shown at a placement.
    Placed {
        /// The place on a page or in an app.
        placement: SmolStr,
        /// What, if anything.
        shown: Option<SendKey>,
    },
    /// Broadcast: a brand's settings.
    Brand(Box<Brand>),
    /// Broadcast: a journey's new version.
    Publish(Box<Publication>),
    /// Broadcast: a journey is paused, goes on, or ends.
    Status {
        /// The journey whose status it is.
        journey: JourneyId,
        /// What it is now.
        status: JourneyStatus,
        /// Who decided.
        author: SmolStr,
    },
    /// Everything about this person is to be forgotten.
    Erase,
    /// Broadcast: time has passed.
    Tick,
    /// Stands before a record that does not say it itself: by what its sender named the person, and how a repetition of
    /// it is recognised. Without it both would be forgotten by a replay.
    Named {
        /// What the person was named by.
        identifiers: Vec<Identifier>,
        /// The name of the record that follows.
        key: Option<u128>,
        /// The public source that named them; none for a trusted one, and in logs from before this was kept.
        #[serde(default)]
        public: Option<SourceId>,
    },
    /// Someone else is known by one of this customer's addresses, too.
    Shared(Box<Shared>),
    /// A public source says what this customer is known by, too; it waits for someone else's word.
    Claimed(Box<Claimed>),
    /// Someone decided against such a word.
    ClaimRefused(Box<ClaimRefused>),
    /// What a public source said this customer is known by; a trusted one named them without it, so it is only a claim now.
    Doubted(Box<Claimed>),
    /// An identifier of this customer is spelled otherwise from now on.
    Respelled {
        /// As an earlier release spelled it.
        from: Identifier,
        /// As it is spelled today.
        to: Identifier,
    },
    /// This customer was wrongly known by these: someone undid a merge.
    Parted {
        /// What is taken from them.
        identifiers: Vec<Identifier>,
        /// Who did it.
        by: SmolStr,
    },
    /// What the customer did before triggers were published that ask for it.
    LookBack(Box<LookBack>),
    /// No one has heard of this device for long: it is forgotten.
    AgeOut {
        /// Only if nothing has happened to it from this position on.
        as_of: Lsn,
    },
    /// What somebody who shares an address with this customer took back before the two were known to share it.
    EarlierNo(Box<Declaration>),
    /// Broadcast: the database had kept everything up to this beat of its own. An older database is told by it.
    Beat {
        /// The database's beat.
        database: i64,
        /// What tells it from the beat that a copy of the database has at this number; nothing in records of a release before.
        #[serde(default)]
        mark: Option<i64>,
    },
}

/// What came of a question for a voucher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherAnswer {
    /// Which question: the key of the step that asked.
    pub key: SendKey,
    /// The answer.
    pub result: VoucherResult,
}

/// The answer to a question for a voucher, and what became of the voucher later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VoucherResult {
    /// Here it is.
    Issued {
        /// What is printed or shown, and typed at the till.
        code: SmolStr,
        /// What it is worth, for people: `10.00 EUR`, `15%`.
        value: SmolStr,
        /// What is set aside for it.
        liability: Money,
        /// The last moment at which it can be redeemed.
        valid_until: Time,
    },
    /// None to be had; the refusal's code.
    Refused(SmolStr),
    /// A till took it.
    Redeemed {
        /// What was typed at the till.
        code: SmolStr,
        /// The branch of the till; empty if it named none.
        place: SmolStr,
        /// The till's number of the sale.
        order: SmolStr,
        /// What was taken off the basket.
        given: Money,
    },
    /// The redemption was taken back.
    RolledBack {
        /// What was typed at the till.
        code: SmolStr,
        /// In which order it had been redeemed.
        order: SmolStr,
    },
}

impl Body {
    /// The stable name in metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Consent(_) => "consent",
            Self::Suppress(_) => "suppress",
            Self::MergeOut { .. } => "merge_out",
            Self::MergeExpected { .. } => "merge_expected",
            Self::MergeIn { .. } => "merge_in",
            Self::MergeDone => "merge_done",
            Self::Claim { .. } => "claim",
            Self::Report(_) => "report",
            Self::Voucher(_) => "voucher",
            Self::Placed { .. } => "placed",
            Self::Brand(_) => "brand",
            Self::Publish(_) => "publish",
            Self::Status { .. } => "status",
            Self::Erase => "erase",
            Self::Tick => "tick",
            Self::Named { .. } => "named",
            Self::Shared(_) => "shared",
            Self::Claimed(_) => "claimed",
            Self::ClaimRefused(_) => "claim_refused",
            Self::Doubted(_) => "doubted",
            Self::Respelled { .. } => "respelled",
            Self::Parted { .. } => "parted",
            Self::LookBack(_) => "look_back",
            Self::AgeOut { .. } => "age_out",
            Self::EarlierNo(_) => "earlier_no",
            Self::Beat { .. } => "beat",
        }
    }
}
