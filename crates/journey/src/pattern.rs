//! A pattern over events, compiled.

use crate::{
    Hint, Problem,
    cel::{Facts, Predicate},
    document::Pattern,
};
use rapport_customer::Customer;
use rapport_kernel::{Event, EventKind, Map};
use smol_str::SmolStr;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Matcher {
    kind: EventKind,
    name: Option<SmolStr>,
    condition: Option<Predicate>,
    remember: Vec<SmolStr>,
}

impl Matcher {
    /// Compiles a pattern that stands at `path`; what is wrong with it goes to `compile`.
    pub fn compile(pattern: &Pattern, path: &str, compile: &mut crate::compile::Conditions<'_>) -> Option<Self> {
        if pattern.event.is_none() && pattern.kind.is_none() {
            compile.problem(
                Problem::error("pattern_without_event", path, "this says neither which event nor which kind of call")
                    .hint(Hint::write("event: Order Completed")),
            );
            return None;
        }
        let condition = match &pattern.condition {
            Some(cel) => Some(compile.predicate(cel, &format!("{path}.where"))?),
            None => None,
        };
        Some(Self {
            kind: pattern.kind.map_or(EventKind::Track, crate::document::Kind::event_kind),
            name: pattern.event.clone(),
            condition,
            remember: pattern.remember.clone(),
        })
    }

    /// The event name it asks for, if it asks for one.
    #[must_use]
    pub fn name(&self) -> Option<&SmolStr> {
        self.name.as_ref()
    }

    /// Whether an event of this customer fits.
    #[must_use]
    pub fn fits(&self, event: &Event, customer: Option<&Customer>) -> bool {
        self.kind == event.kind
            && self.name.as_ref().is_none_or(|name| *name == event.name)
            && self.condition.as_ref().is_none_or(|condition| condition.holds(&Self::facts(event, customer)))
    }

    /// What its condition may speak of.
    #[must_use]
    pub fn facts<'a>(event: &'a Event, customer: Option<&'a Customer>) -> Facts<'a> {
        Facts { event: Some(event), customer, data: None, now: event.timestamp }
    }

    /// What is to be remembered of an event that fits.
    #[must_use]
    pub fn remembered(&self, event: &Event) -> Option<Box<Map>> {
        if self.remember.is_empty() {
            return None;
        }
        let kept = self.remember.iter().filter_map(|name| Some((name.clone(), event.properties.get(name)?.clone())));
        Some(Box::new(kept.collect()))
    }
}
