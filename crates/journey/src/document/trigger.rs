//! What starts a journey. [`crate::trigger`] says exactly when each of these fires.

use super::Cel;
use rapport_kernel::{EventKind, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Which call an event came as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something done.
    Track,
    /// A web page seen.
    Page,
    /// An app screen seen.
    Screen,
    /// Traits said.
    Identify,
    /// A group said.
    Group,
}

impl Kind {
    /// The kernel's word for it.
    #[must_use]
    pub fn event_kind(self) -> EventKind {
        match self {
            Self::Track => EventKind::Track,
            Self::Page => EventKind::Page,
            Self::Screen => EventKind::Screen,
            Self::Identify => EventKind::Identify,
            Self::Group => EventKind::Group,
        }
    }
}

/// Which events are meant. An event fits if all that is said fits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The event's name, such as `Order Completed`; for `page` and `screen` the page's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub event: Option<SmolStr>,
    /// Which call: `track` unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// A condition on it, such as `properties.category == "shoes"`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Cel>,
    /// Properties to keep for the steps, where the event that completes the trigger is another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub remember: Vec<SmolStr>,
}

/// What starts a journey: one event, or a pattern of several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Every such event.
    When(Pattern),
    /// A, then B within a span, without C in between.
    Sequence(Sequence),
    /// A, and no B within a span.
    Absence(Absence),
    /// n of A within a span.
    Count(Count),
    /// A count or sum over a sliding window rises past a value.
    Aggregate(Aggregate),
}

/// A, then B within a span, without C in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// A. What it is told to `remember` is in the steps' data under `first`.
    pub first: Pattern,
    /// B; its properties are the steps' data.
    pub then: Pattern,
    /// How much time may lie between A and B (the bound belongs to it).
    #[schemars(with = "String")]
    pub within: Span,
    /// C: any of these in between spoils it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Pattern>,
    /// After it has fired, it does not fire again for this long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at_most_once_per: Option<Span>,
}

/// A, and no B within a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// A. What it is told to `remember` is the steps' data.
    pub after: Pattern,
    /// B: any of these within the span, and it does not fire.
    pub without: Vec<Pattern>,
    /// How long nothing of B must come (the bound belongs to it); it fires at the end of that time.
    #[schemars(with = "String")]
    pub within: Span,
    /// Whether another A starts the time anew (yes, unless said otherwise); else the first A's time runs on.
    #[serde(default = "yes")]
    pub restart: bool,
    /// After it has fired, it does not fire again for this long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at_most_once_per: Option<Span>,
}

/// n of A within a span; each event counts for at most one firing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The event that is counted.
    pub of: Pattern,
    /// How often it must come, 1 to 1,000.
    #[schemars(range(min = 1, max = 1000))]
    pub times: u32,
    /// How much time may lie between the first and the n-th (the bound belongs to it).
    #[schemars(with = "String")]
    pub within: Span,
    /// After it has fired, it does not fire again for this long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at_most_once_per: Option<Span>,
}

/// A count or sum over a sliding window rises past a value; it is armed again when the window has let it sink.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// Which events are counted or summed.
    pub of: Pattern,
    /// What is summed, such as `properties.revenue`; without it the events are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Cel>,
    /// The window (the bound belongs to it).
    #[schemars(with = "String")]
    pub within: Span,
    /// The value to be passed: fires when it is exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// The value to be reached: fires when it is reached or exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// After it has fired, it does not fire again for this long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at_most_once_per: Option<Span>,
}

fn yes() -> bool {
    true
}

impl Trigger {
    /// Its patterns with their paths below `path`.
    pub fn patterns<'a>(&'a self, path: &str, out: &mut Vec<(String, &'a Pattern)>) {
        let list = |name: &str, patterns: &'a [Pattern], out: &mut Vec<(String, &'a Pattern)>| {
            out.extend(patterns.iter().enumerate().map(|(n, p)| (format!("{path}.{name}.{n}"), p)));
        };
        match self {
            Self::When(pattern) => out.push((format!("{path}.when"), pattern)),
            Self::Sequence(s) => {
                out.push((format!("{path}.sequence.first"), &s.first));
                out.push((format!("{path}.sequence.then"), &s.then));
                list("sequence.without", &s.without, out);
            }
            Self::Absence(a) => {
                out.push((format!("{path}.absence.after"), &a.after));
                list("absence.without", &a.without, out);
            }
            Self::Count(c) => out.push((format!("{path}.count.of"), &c.of)),
            Self::Aggregate(a) => out.push((format!("{path}.aggregate.of"), &a.of)),
        }
    }
}
