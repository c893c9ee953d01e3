//! Who may come in, when one leaves, what counts as success.

use super::{Cel, Pattern};
use rapport_kernel::{JourneyId, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Who may come in, and how often.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryRule {
    /// Must hold when the trigger fires.
    #[serde(default, rename = "when", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Cel>,
    /// Whether someone may come in again.
    #[serde(default)]
    pub re_entry: ReEntry,
    /// No one comes in who is inside one of these journeys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub not_while_in: Vec<JourneyId>,
}

/// Whether someone may come in again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReEntry {
    /// Once in a life.
    #[default]
    Never,
    /// Not while inside, and not before this long after the last entry (exactly so long after, one may).
    After(#[schemars(with = "String")] Span),
    /// Every time the trigger fires, even while still inside.
    Always,
}

/// Leaves the journey at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// At this event ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Pattern>,
    /// ... or, without an event, whenever this holds: looked at before each step and at each of the customer's events.
    #[serde(default, rename = "when", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Cel>,
    /// The reason that is kept; `exit_rule` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reason: Option<SmolStr>,
}

impl Exit {
    /// The event it waits for.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.on.as_ref()
    }
}

/// What counts as success.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The event that is the success.
    #[serde(rename = "on")]
    pub pattern: Pattern,
    /// Whether the journey is over then (yes, unless said otherwise).
    #[serde(default = "yes")]
    pub ends: bool,
}

/// Customers deliberately not contacted. Who is held out is decided by a keyed hash of the customer, so it does not
/// change from day to day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldOut {
    /// How many of a hundred.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub percent: f64,
    /// What the hash is keyed with: the brand's key unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub key: Option<SmolStr>,
}

/// What becomes of those inside when a newer version is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnPublish {
    /// They finish the version they began.
    #[default]
    Finish,
    /// They move to the new version, to the step of the same name; if it is gone, they leave.
    Move,
}

/// What of a customer's past counts for a trigger that is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookBack {
    /// What began before counts, if it ends after: who viewed the shoes yesterday and comes in today, comes in.
    #[default]
    Begun,
    /// Nothing: it watches from its publication on.
    Nothing,
    /// Everything that is within `freshness`: what ended before it was published lets people in as well.
    Everything,
}

fn yes() -> bool {
    true
}
