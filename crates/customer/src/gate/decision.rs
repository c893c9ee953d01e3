//! What the gate said, and every reason it had.

use super::{Fact, Permit};
use rapport_kernel::{Time, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// Why a message may not be sent (now).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[serde(rename = "GateRefusal")]
    pub enum Refusal {
        /// The brand is not known here.
        UnknownBrand = "unknown_brand",
        /// The brand does not name this purpose.
        UnknownPurpose = "unknown_purpose",
        /// The brand does not use this channel.
        UnknownChannel = "unknown_channel",
        /// The journey is paused; what it planned waits until it runs again.
        JourneyPaused = "journey_paused",
        /// The journey was stopped, for good.
        JourneyStopped = "journey_stopped",
        /// The person, or the address, is on a suppression list.
        Suppressed = "suppressed",
        /// Consent was never given.
        NoConsent = "no_consent",
        /// Double opt-in was asked for and not confirmed.
        ConsentPending = "consent_pending",
        /// There is a consent, without the proof this channel demands.
        ConsentUnproven = "consent_unproven",
        /// The consent was given for another address.
        ConsentForOtherAddress = "consent_for_other_address",
        /// The consent has run out.
        ConsentExpired = "consent_expired",
        /// The consent was taken back.
        ConsentWithdrawn = "consent_withdrawn",
        /// The person objected to advertising.
        Objected = "objected",
        /// No address for this channel is known.
        NoAddress = "no_address",
        /// A public source's word led to it, and nothing proves that the address is this customer's.
        UnprovenAddress = "unproven_address",
        /// What is offered was bought already, at whatever touchpoint.
        AlreadyBought = "already_bought",
        /// Public sources' words have led to as many messages to this customer as the brand allows.
        PublicCapReached = "public_cap_reached",
        /// The brand's cap over all channels is used up.
        CapReached = "cap_reached",
        /// The channel's cap is used up.
        ChannelCapReached = "channel_cap_reached",
        /// The journey's own cap is used up.
        JourneyCapReached = "journey_cap_reached",
        /// A cap is not used up, but what is left is kept for messages of higher priority.
        CapReserved = "cap_reserved",
        /// It is night, a quiet day or a public holiday where the customer is.
        QuietHours = "quiet_hours",
        /// The customer belongs to the brand's hold-out.
        GlobalHoldOut = "global_hold_out",
        /// The customer belongs to the journey's hold-out.
        JourneyHoldOut = "journey_hold_out",
        /// The activity has no free budget.
        NoBudget = "no_budget",
        /// The activity is closed: it pays for nothing new.
        ActivityClosed = "activity_closed",
        /// The plan has no such activity.
        UnknownActivity = "unknown_activity",
        /// The cost is not in the currency of the activity's plan.
        MixedCurrency = "mixed_currency",
        /// Another amount is set aside for the same message.
        OtherAmount = "other_amount",
        /// A cost below zero.
        NegativeAmount = "negative_amount",
    }
}

coded! {
    /// What the gate looks at, in its order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum CheckName {
        /// Brand, purpose and channel exist.
        Brand = "brand",
        /// The journey runs.
        Journey = "journey",
        /// Nothing suppresses the person or address.
        Suppression = "suppression",
        /// There is a valid consent or soft opt-in.
        Consent = "consent",
        /// There is an address for the channel, and one that is proven where it has to be.
        Address = "address",
        /// What is offered was not bought yet.
        AlreadyBought = "already_bought",
        /// Caps over all channels together.
        #[serde(rename = "cap_all_channels")]
        CapAll = "cap_all_channels",
        /// How many messages of this channel the person may get.
        CapChannel = "cap_channel",
        /// How many messages of this journey the person may get.
        CapJourney = "cap_journey",
        /// Night, quiet days, public holidays.
        QuietHours = "quiet_hours",
        /// The brand's hold-out.
        HoldOutGlobal = "hold_out_global",
        /// The journey's hold-out.
        HoldOutJourney = "hold_out_journey",
        /// Free budget of the activity.
        Budget = "budget",
    }
}

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// Nothing against it.
    Passed,
    /// This forbids it.
    Failed(Refusal),
    /// Does not apply to this message; the fact says why.
    Exempt,
    /// Could not be answered here; the fact says why.
    NotAsked,
}

/// One check with its finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The question that was asked.
    pub name: CheckName,
    /// What it found.
    pub outcome: CheckOutcome,
    /// What is behind it, where there is more to say.
    pub fact: Option<Fact>,
}

/// What follows from the checks: the first that failed decides.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be sent, with this permit.
    Allowed(Permit),
    /// Not now; ask again at `until`. The answer may be another one then.
    Deferred {
        /// The earliest moment at which `why` no longer forbids it, as things are now.
        until: Time,
        /// What forbids it now.
        why: Refusal,
    },
    /// Not at all.
    Refused(Refusal),
}

/// The gate's answer with all checks, also those after the one that decided.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision {
    /// What follows.
    pub verdict: Verdict,
    /// Every check of [`CheckName::ALL`], in order.
    pub checks: Vec<Check>,
}

impl Decision {
    /// Whether it may be sent.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self.verdict, Verdict::Allowed(_))
    }

    /// What forbids it, if anything.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self.verdict {
            Verdict::Allowed(_) => None,
            Verdict::Deferred { why, .. } | Verdict::Refused(why) => Some(why),
        }
    }

    /// The decision without its permit, to be kept and shown.
    #[must_use]
    pub fn ruling(&self, at: Time) -> Ruling {
        let (outcome, why, until) = match &self.verdict {
            Verdict::Allowed(_) => (Outcome::Allowed, None, None),
            Verdict::Deferred { until, why } => (Outcome::Deferred, Some(*why), Some(*until)),
            Verdict::Refused(why) => (Outcome::Refused, Some(*why), None),
        };
        Ruling { at, outcome, why, until, checks: self.checks.clone() }
    }
}

/// The verdict in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "RulingOutcome")]
pub enum Outcome {
    /// It was let through.
    Allowed,
    /// It was put off.
    Deferred,
    /// It was turned down.
    Refused,
}

/// A decision as history keeps it: all reasons, no permit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// When the gate was asked.
    pub at: Time,
    /// The verdict.
    pub outcome: Outcome,
    /// What decided it, unless allowed.
    pub why: Option<Refusal>,
    /// Until when it was put off, if it was.
    pub until: Option<Time>,
    /// What was asked, in order, with every answer.
    pub checks: Vec<Check>,
}
