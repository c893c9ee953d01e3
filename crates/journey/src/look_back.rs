//! Looking back: what a customer did before a trigger was published, as far as the trigger asks for it.
//!
//! A trigger spans time: "viewed, then came in within 48 hours". Published today, it would miss everybody who viewed
//! yesterday. So a trigger that is new in a version is shown what happened before, as *late events* ([`crate::trigger`]): what they
//! begin can complete from now on. What they complete with a time before the publication lets no one in, unless the document
//! says so ([`LookBack::Everything`]).

use crate::{
    Journey,
    document::{LookBack, Trigger},
    trigger::{Machine, Match, Triggers},
};
use rapport_customer::Customer;
use rapport_kernel::{Event, Span, Time};
use smol_str::SmolStr;

impl Journey {
    /// The fingerprints of the triggers that have to look back: those that the version before did not have.
    #[must_use]
    pub fn look_back_from(&self, before: Option<&Self>) -> Vec<u64> {
        let known = |print: u64| before.is_some_and(|before| before.machines().iter().any(|own| own.print == print));
        let new = self.machines().iter().filter(|machine| !known(machine.print) && self.past_of(machine).is_some());
        new.map(|machine| machine.print).collect()
    }

    /// How far back these triggers look.
    #[must_use]
    pub fn look_back_span(&self, prints: &[u64]) -> Span {
        let meant = self.machines().iter().filter(|machine| prints.contains(&machine.print));
        meant.filter_map(|machine| self.past_of(machine)).max().unwrap_or_default()
    }

    /// Whether these triggers ask for events of this name.
    #[must_use]
    pub fn look_back_asks_for(&self, prints: &[u64], name: &SmolStr) -> bool {
        let asks = |machine: &Machine| machine.matchers().iter().any(|of| of.name().is_none_or(|own| own == name));
        self.machines().iter().filter(|machine| prints.contains(&machine.print)).any(asks)
    }

    /// Shows these triggers what happened before they were published; answers what lets the customer in.
    pub fn look_back(
        &self,
        triggers: &mut Triggers,
        prints: &[u64],
        events: &[Event],
        customer: &Customer,
        published: Time,
    ) -> Vec<Match> {
        let mut matches = Vec::new();
        for machine in self.machines().iter().filter(|machine| prints.contains(&machine.print)) {
            events.iter().for_each(|event| machine.observe(triggers, event, Some(customer), &mut matches));
            machine.elapse(triggers, published, &mut matches);
        }
        matches.retain(|found| found.time >= published || self.document().look_back == LookBack::Everything);
        matches.sort_by_key(|found| (found.time, found.trigger));
        matches
    }

    /// How far a trigger looks back; none if it does not.
    fn past_of(&self, machine: &Machine) -> Option<Span> {
        let document = self.document();
        let within = match document.triggers.get(usize::from(machine.number))? {
            Trigger::When(_) => None,
            Trigger::Sequence(of) => Some(of.within),
            Trigger::Absence(of) => Some(of.within),
            Trigger::Count(of) => Some(of.within),
            Trigger::Aggregate(of) => Some(of.within),
        };
        match document.look_back {
            LookBack::Nothing => None,
            LookBack::Begun => within,
            LookBack::Everything => Some(Span(within.unwrap_or_default().0.saturating_add(document.freshness.0))),
        }
    }
}
