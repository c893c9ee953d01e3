//! A journey as a person writes it: one YAML document.
//!
//! The document is plain data. It can be read and written (YAML by people, JSON by the API) without loss, it has a
//! published JSON Schema ([`crate::schema::json_schema`]), and it knows where each of its parts stood in the text
//! ([`Document::positions`]), so that a problem found much later still points at a line.
//!
//! ```yaml
//! id: cart-reminder
//! name: Reminder of a full cart
//! brand: acme
//! activity: spring-cart
//! purpose: offers
//! triggers:
//!   - absence:
//!       after: {event: Product Added, remember: [name]}
//!       without: [{event: Order Completed}]
//!       within: 1h
//! goal: {on: {event: Order Completed}}
//! steps:
//!   - id: remind
//!     message: {channel: email, content: {subject: Still thinking?}}
//! ```
//!
//! * [`trigger`]: what starts a journey.
//! * [`step`]: what happens on the way.
//! * [`rules`]: who may come in, when one leaves, what counts as success.
//! * [`text`]: how money and values are written.

pub mod rules;
pub mod step;
pub mod text;
pub mod trigger;

pub use rules::{EntryRule, Exit, Goal, HoldOut, LookBack, OnPublish, ReEntry};
pub use step::{
    Action, Arm, Branch, Case, ExitStep, Message, Offer, Pressure, SetTrait, Split, Step, Voucher, Wait, WaitEvent,
    Weekday,
};
pub use text::{Cel, VoucherValue};
pub use trigger::{Absence, Aggregate, Count, Kind, Pattern, Sequence, Trigger};

use crate::positions::Positions;
use rapport_kernel::{ActivityId, BrandId, JourneyId, PurposeId, Span, StepId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One version of a journey, as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Rapport journey")]
pub struct Document {
    /// Names the journey over all its versions: small letters, digits and hyphens.
    #[schemars(with = "String")]
    pub id: JourneyId,
    /// What people call it.
    pub name: String,
    /// What it is for, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Which brand speaks.
    #[schemars(with = "String")]
    pub brand: BrandId,
    /// The activity of the plan that pays for its messages and is credited with what they bring back.
    #[schemars(with = "String")]
    pub activity: ActivityId,
    /// What its messages are for, such as `offers`; a message may say otherwise. Consent is asked for by purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub purpose: Option<PurposeId>,
    /// Between journeys the higher number wins where a cap leaves room for only one.
    #[serde(default)]
    pub priority: i32,
    /// What starts it: any of these.
    pub triggers: Vec<Trigger>,
    /// Who may come in, and how often.
    #[serde(default)]
    pub entry: EntryRule,
    /// Whoever meets one of these leaves at once, wherever they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Exit>,
    /// What counts as success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// What its messages offer, unless a message says otherwise: no one is offered what they bought already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// At most this many messages of this journey per person and span.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<Cap>,
    /// Customers deliberately not contacted by this journey, so that its effect can be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_out: Option<HoldOut>,
    /// A trigger older than this against the log's clock is recorded, but starts nothing.
    #[serde(default = "one_hour")]
    #[schemars(with = "String")]
    pub freshness: Span,
    /// What becomes of those inside when a newer version is published.
    #[serde(default)]
    pub on_publish: OnPublish,
    /// What of a customer's past counts for triggers that are new in a version.
    #[serde(default)]
    pub look_back: LookBack,
    /// The steps. The first is the beginning; each goes on to the one below it unless it says otherwise.
    pub steps: Vec<Step>,
    /// Where its parts stood in the text.
    #[serde(skip)]
    #[schemars(skip)]
    pub positions: Positions,
}

/// At most so many messages in so much time (a window that slides).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How many at most.
    pub messages: u32,
    /// In how much time.
    #[schemars(with = "String")]
    pub within: Span,
}

fn one_hour() -> Span {
    Span::HOUR
}

impl Document {
    /// The step of this name.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// Where the step at `at` goes on unless something else decides; `None` is the end.
    #[must_use]
    pub fn next_of(&self, at: usize) -> Option<usize> {
        match &self.steps.get(at)?.next {
            Some(next) => self.steps.iter().position(|step| step.id == *next),
            None => Some(at + 1).filter(|next| *next < self.steps.len()),
        }
    }

    /// The event names its patterns speak of, each once, in the order they stand there.
    #[must_use]
    pub fn event_names(&self) -> Vec<SmolStr> {
        let mut names: Vec<SmolStr> = Vec::new();
        for pattern in self.patterns() {
            if let Some(name) = &pattern.event
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        names
    }

    /// Every pattern over events in it, with its path.
    #[must_use]
    pub fn patterns_with_paths(&self) -> Vec<(String, &Pattern)> {
        let mut found = Vec::new();
        for (n, trigger) in self.triggers.iter().enumerate() {
            trigger.patterns(&format!("triggers.{n}"), &mut found);
        }
        for (n, exit) in self.exits.iter().enumerate() {
            if let Some(pattern) = exit.pattern() {
                found.push((format!("exits.{n}.on"), pattern));
            }
        }
        if let Some(goal) = &self.goal {
            found.push(("goal.on".into(), &goal.pattern));
        }
        for (n, step) in self.steps.iter().enumerate() {
            for (m, wait) in step.wait.iter().flat_map(|wait| wait.events.iter()).enumerate() {
                found.push((format!("steps.{n}.wait.events.{m}.on"), &wait.on));
            }
        }
        found
    }

    fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.patterns_with_paths().into_iter().map(|(_, pattern)| pattern)
    }
}
