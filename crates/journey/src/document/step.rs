//! What happens on the way. A step has a name and does exactly one thing.

use super::{Cel, Pattern, VoucherValue, text::money_text};
use rapport_kernel::{ChannelId, Map, Money, PurposeId, Span, StepId, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One step: a name and exactly one thing to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Names the step within the journey.
    #[schemars(with = "String")]
    pub id: StepId,
    /// Sends something: e-mail, staff prompt, receipt text, web placement, by its channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Holds the passage for a time, until a clock time, or for an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Goes one of several ways, by conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
    /// Goes one of several ways, by chance that stays the same for each customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Issues a voucher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Voucher>,
    /// Sets a trait of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_trait: Option<SetTrait>,
    /// Leaves the journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<ExitStep>,
    /// Where to go on; the step below unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub next: Option<StepId>,
}

/// The one thing a step does.
#[derive(Clone, Copy, Debug)]
pub enum Action<'a> {
    /// Sends something.
    Message(&'a Message),
    /// Holds the passage: [`Wait`].
    Wait(&'a Wait),
    /// Goes one of several ways, by conditions.
    Branch(&'a Branch),
    /// Goes one of several ways, by keyed hash.
    Split(&'a Split),
    /// Issues a voucher.
    Voucher(&'a Voucher),
    /// Writes into the customer's profile: [`SetTrait`].
    SetTrait(&'a SetTrait),
    /// Ends the passage: [`ExitStep`].
    Exit(&'a ExitStep),
}

impl Step {
    /// What it does, if it does exactly one thing.
    #[must_use]
    pub fn action(&self) -> Option<Action<'_>> {
        let mut all = self.actions();
        let first = all.next()?;
        if all.next().is_some() { None } else { Some(first) }
    }

    /// All it claims to do.
    pub fn actions(&self) -> impl Iterator<Item = Action<'_>> {
        [
            self.message.as_ref().map(Action::Message),
            self.wait.as_ref().map(Action::Wait),
            self.branch.as_ref().map(Action::Branch),
            self.split.as_ref().map(Action::Split),
            self.voucher.as_ref().map(Action::Voucher),
            self.set_trait.as_ref().map(Action::SetTrait),
            self.exit.as_ref().map(Action::Exit),
        ]
        .into_iter()
        .flatten()
    }
}

/// What to do where the moment does not allow a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pressure {
    /// Send it later, while it is valid.
    #[default]
    Defer,
    /// Do not send it at all.
    Drop,
}

/// Sends something on a channel. The journey goes on at once; the message has a life of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// On which channel: `email`, `staff`, `receipt`, `web`, ...
    #[schemars(with = "String")]
    pub channel: ChannelId,
    /// For what, if not for the journey's purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub purpose: Option<PurposeId>,
    /// How important, if not as the journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// What it says, in the words of its channel. Texts are Liquid templates.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub content: Map,
    /// What it offers, if not what the journey offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// What one message costs, such as `0.05 EUR`, if not the channel's price.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "money_text")]
    #[schemars(with = "Option<String>")]
    pub unit_cost: Option<Money>,
    /// Where a frequency cap leaves no room.
    #[serde(default)]
    pub on_cap: Pressure,
    /// In quiet hours.
    #[serde(default)]
    pub on_quiet: Pressure,
    /// How long it makes sense; later it is not sent any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_for: Option<Span>,
    /// Where to go on if the gate refuses it. Without this the journey goes on without waiting for the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub otherwise: Option<StepId>,
}

/// What is offered: no one is offered what they bought already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Product ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub products: Vec<SmolStr>,
    /// Product categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub categories: Vec<SmolStr>,
    /// Where in the steps' data the product id stands, such as `first.product_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub product_from: Option<SmolStr>,
    /// Where in the steps' data the category stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub category_from: Option<SmolStr>,
    /// Whether these are the brand's own goods (the soft opt-in for similar goods asks).
    #[serde(default)]
    pub own_goods: bool,
    /// Only purchases this recent count; without it, all that are remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub bought_within: Option<Span>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday, written `mon`.
    Mon,
    /// Tuesday, written `tue`.
    Tue,
    /// Wednesday, written `wed`.
    Wed,
    /// Thursday, written `thu`.
    Thu,
    /// Friday, written `fri`.
    Fri,
    /// Saturday, written `sat`.
    Sat,
    /// Sunday, written `sun`.
    Sun,
}

/// Waits: for a time, until a local time, or for one of several events with a time-out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// For so long.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub span: Option<Span>,
    /// Until the clock shows this where the customer is, such as `09:00`: the next time it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<SmolStr>,
    /// With `until`: only on these days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<Weekday>,
    /// For one of these events; the first to come decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<WaitEvent>,
    /// With `events`: how long at most (an event at exactly that moment still counts).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub timeout: Option<Span>,
    /// With `events`: where to go on when the time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub otherwise: Option<StepId>,
}

/// One event that is waited for. Its properties are in the steps' data under `event` afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitEvent {
    /// Which event.
    pub on: Pattern,
    /// Where to go on; the step's `next` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub then: Option<StepId>,
}

/// Goes one of several ways: the first case that holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Looked at in order.
    pub cases: Vec<Case>,
    /// Where to go on if none holds; the step's `next` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub otherwise: Option<StepId>,
}

/// One way of a branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// If this holds ...
    #[serde(rename = "when")]
    pub condition: Cel,
    /// ... go on here.
    #[schemars(with = "String")]
    pub then: StepId,
}

/// Goes one of several ways by a keyed hash of the customer: the same customer goes the same way every time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The ways.
    pub arms: Vec<Arm>,
    /// How many of a hundred leave here, not contacted, as `held_out`.
    #[serde(default)]
    pub hold_out: f64,
    /// What the hash is keyed with: journey and step unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub key: Option<SmolStr>,
}

/// One way of a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// What the arm is called in reports.
    #[schemars(with = "String")]
    pub name: SmolStr,
    /// Its share among those not held out, against the other arms' weights.
    pub weight: u32,
    /// Where to go on; the step's `next` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub then: Option<StepId>,
}

/// Issues a voucher and waits for it. It is in the steps' data under `voucher` afterwards: `code`, `value`, `valid_until`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// The id of the pool that gives it and pays for it.
    #[schemars(with = "String")]
    pub pool: SmolStr,
    /// What it is worth: `10.00 EUR` or `15%`.
    pub value: VoucherValue,
    /// How long it may be redeemed.
    #[schemars(with = "String")]
    pub valid_for: Span,
    /// Conditions in the words of the voucher rules, such as `categories: [shoes]`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub conditions: Map,
    /// Where to go on if it is refused; without it the customer leaves as `voucher_refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub otherwise: Option<StepId>,
}

/// Sets a trait of the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTrait {
    /// The trait's name, as conditions write it after `traits.`.
    #[schemars(with = "String")]
    pub name: SmolStr,
    /// What it is from then on.
    #[schemars(with = "serde_json::Value")]
    pub value: Value,
}

/// Leaves the journey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitStep {
    /// Why, in one word; kept with the customer. `finished` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reason: Option<SmolStr>,
}
