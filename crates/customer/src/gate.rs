//! The gate: the one place every message to a person passes.
//!
//! [`decide`] reads a customer's record and a brand's settings and answers *allowed* (with a [`Permit`]), *deferred* or
//! *refused*. It asks in the order of [`CheckName`]: brand, journey, suppression, consent, address, already bought, caps over
//! all channels, of the channel, of the journey, quiet hours, hold-outs (brand, journey), budget. The first check that
//! fails decides; the others are asked all the same, so that "why did I not get this?" has a complete answer.
//!
//! Service purposes (order confirmation, opt-in mail) are exempt from consent, already bought, caps, quiet hours and
//! hold-outs; brand, journey, suppression of scope `all`, address and budget hold for them as well. Those that a public source's
//! word led to go only to an address that is proven ([`Customer::is_proven`]): anybody could have said what they say, and
//! that the address is this customer's. And however many words are said, only so many messages to one customer's addresses
//! follow from them ([`Brand::public_caps`]): that holds for advertising and service alike. A message the cap or
//! the quiet hours forbid is put off or dropped, as the journey says ([`WhenBlocked`]).

mod caps;
mod checks;
mod decision;
mod fact;
pub mod hold_out;
mod permit;
pub mod quiet;

pub use decision::{Check, CheckName, CheckOutcome, Decision, Outcome, Refusal, Ruling, Verdict};
pub use fact::Fact;
pub use permit::Permit;

use crate::{
    brand::{Brand, Cap, HoldOut, PurposeKind},
    contact::Contact,
    customer::Customer,
    purchase::Offer,
    send_key::SendKey,
};
use checks::{Checks, Found};
use rapport_kernel::{ActivityId, BrandId, ChannelId, JourneyId, Money, PurposeId, Time};
use serde::{Deserialize, Serialize};

/// What to do with a message that may not be sent now but later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenBlocked {
    /// Ask again when it may.
    #[default]
    Defer,
    /// Let it go.
    Drop,
}

rapport_kernel::coded! {
    /// Whether a journey runs; one for all its versions. The later ones let less happen.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum JourneyStatus {
        /// New customers enter, those inside go on.
        #[default]
        Running = "running",
        /// Everything waits.
        Paused = "paused",
        /// Over for good, until published anew.
        Stopped = "stopped",
    }
}

/// What the activity's budget says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Not asked yet: a message is being planned, not claimed.
    Unasked,
    /// The cost is set aside.
    Reserved,
    /// Not enough of the activity's money is free.
    Refused,
    /// The activity, or something above it in the plan, is closed.
    Closed,
    /// The plan has no such activity.
    UnknownActivity,
    /// The cost is not in the currency of the activity's plan.
    MixedCurrency,
    /// Another amount is set aside for the same message.
    OtherAmount,
    /// A cost below zero.
    NegativeAmount,
}

/// Another marketing message of the same brand planned for the same customer and not yet claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// How important it is.
    pub priority: i32,
    /// The way it will go.
    pub channel: ChannelId,
    /// When it is due; the past means now.
    pub due: Time,
}

/// A message that wants to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its name.
    pub send_key: &'a SendKey,
    /// The sender, whose settings are the rules.
    pub brand: &'a BrandId,
    /// What consent is looked for.
    pub purpose: &'a PurposeId,
    /// How it would travel: decides address, caps and quiet hours.
    pub channel: &'a ChannelId,
    /// The only address it may go to; without one it goes to the address the channel would use.
    pub to: Option<&'a str>,
    /// Whether a public source's word led to it.
    pub public: bool,
    /// Which activity pays.
    pub activity: &'a ActivityId,
    /// Which journey sends.
    pub journey: &'a JourneyId,
    /// How important it is; higher wins.
    pub priority: i32,
    /// What it offers, if anything that can be bought.
    pub offer: Option<&'a Offer>,
    /// The journey's own caps.
    pub caps: &'a [Cap],
    /// The journey's own hold-out.
    pub hold_out: Option<&'a HoldOut>,
    /// What it takes from the activity's free money.
    pub cost: Money,
    /// What to do when a cap is used up.
    pub on_cap: WhenBlocked,
    /// What to do in quiet hours.
    pub on_quiet: WhenBlocked,
    /// Whether the journey runs.
    pub journey_status: JourneyStatus,
    /// What else is planned for this customer; those of higher priority keep their slot under the caps.
    pub rivals: &'a [Rival],
}

impl Request<'_> {
    /// The contact to be recorded in the very step in which the message is claimed, so that caps count it from then on.
    #[must_use]
    pub fn contact(&self, brand: &Brand, at: Time) -> Contact {
        let service = brand.purpose(self.purpose).is_some_and(|purpose| purpose.kind == PurposeKind::Service);
        Contact {
            at,
            brand: self.brand.clone(),
            channel: self.channel.clone(),
            purpose: self.purpose.clone(),
            journey: self.journey.clone(),
            priority: self.priority,
            counts: !service,
            public: self.public,
        }
    }
}

/// Decides about one message to one customer at one moment. `brand` is none if the installation does not know it.
///
/// A journey that is paused refuses with [`Refusal::JourneyPaused`]; whoever plans keeps the message and asks again when
/// the journey runs. [`Verdict::Deferred`] never waits for ever: what would, is refused.
#[must_use]
pub fn decide(
    request: &Request<'_>,
    customer: &Customer,
    brand: Option<&Brand>,
    budget: Budget,
    now: Time,
) -> Decision {
    let mut checks = Checks::run(request, customer, brand, budget, now);
    let verdict = match checks.decisive.take() {
        Some(Found { refusal, until: Some(until) }) if until < Time::MAX => Verdict::Deferred { until, why: refusal },
        Some(Found { refusal, .. }) => Verdict::Refused(refusal),
        None => Verdict::Allowed(Permit::issue(request, customer.id, checks.address, checks.consent, now)),
    };
    Decision { verdict, checks: checks.list }
}
