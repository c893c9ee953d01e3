//! Whether anything is sent.

use super::{codes::HoldCode, deliveries::DeliverySummary, said::HoldSaid};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether nothing is sent, why, and what would go out if the hold were lifted now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HoldView {
    /// Nothing is sent.
    pub on: bool,
    /// Why; empty if things are sent.
    pub reasons: Vec<HoldReason>,
    /// Who lifted the last hold.
    pub lifted: Option<HoldLifted>,
    /// The installation's number: copies have the same.
    pub installation: String,
    /// How often a person has confirmed that this one goes on.
    pub epoch: u64,
    /// Messages that would go out at once.
    pub messages: u64,
    /// The same by journey and channel, most first.
    pub waiting: Vec<HoldWaiting>,
    /// The oldest of them.
    pub first: Vec<DeliverySummary>,
    /// Identifies what is shown here: pass it when lifting the hold.
    #[schema(example = "6c1f0a9be2d47730:42")]
    pub seen: String,
}

/// One reason why nothing is sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HoldReason {
    /// The reason for the hold.
    pub why: HoldCode,
    /// The moment at which it was found.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// What exactly was found; may be empty.
    pub detail: String,
    /// The same as codes with values; empty for what a release before found.
    pub said: Vec<HoldSaid>,
}

/// The person who lifted the last hold, and the moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HoldLifted {
    /// The name of whoever lifted it.
    pub by: String,
    /// The moment it was lifted.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Messages of one journey on one channel that would go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoldWaiting {
    /// The id of the journey that sends them.
    pub journey: String,
    /// The way by which they would travel.
    pub channel: String,
    /// The number of messages.
    pub messages: u64,
    /// When the oldest of them was planned.
    #[schema(value_type = String, format = DateTime)]
    pub oldest: Time,
}

/// Lifts the hold.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRelease {
    /// `seen` of the answer that was looked at.
    #[schema(min_length = 1, max_length = 128)]
    pub seen: String,
}
