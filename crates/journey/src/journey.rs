//! One published version of a journey: immutable, cheap to share.

use crate::{
    Document,
    cel::Predicate,
    document::{Message, Step, Voucher},
    pattern::Matcher,
    trigger::{Machine, Match, Triggers},
};
use hashbrown::HashMap;
use rapport_customer::Customer;
use rapport_kernel::{Event, JourneyId, StepId, Time};
use smol_str::SmolStr;

/// One published version of a journey.
#[derive(Clone, Debug)]
pub struct Journey {
    document: Document,
    version: u32,
    machines: Vec<Machine>,
    /// By event name: the triggers that ask for it, or for any name.
    by_name: HashMap<SmolStr, Vec<u16>>,
    /// The triggers that ask for no name.
    any_name: Vec<u16>,
    /// Steps by name.
    places: HashMap<StepId, usize>,
    pub(crate) entry: Option<Predicate>,
    pub(crate) exits: Vec<CompiledExit>,
    pub(crate) goal: Option<Matcher>,
    pub(crate) compiled: Vec<CompiledStep>,
}

/// A rule by which one leaves, compiled.
#[derive(Clone, Debug)]
pub struct CompiledExit {
    /// The event that lets one leave; none if the condition alone does.
    pub event: Option<Matcher>,
    /// ... or when this holds.
    pub condition: Option<Predicate>,
    /// What is kept as the reason.
    pub reason: SmolStr,
}

/// The compiled parts of a step, in the order of the document.
#[derive(Clone, Debug)]
pub struct CompiledStep {
    /// Of `wait.events`.
    pub waits: Vec<Matcher>,
    /// Of `branch.cases`.
    pub cases: Vec<Predicate>,
}

impl Journey {
    pub(crate) fn new(
        document: Document,
        version: u32,
        machines: Vec<Machine>,
        entry: Option<Predicate>,
        exits: Vec<CompiledExit>,
        goal: Option<Matcher>,
        compiled: Vec<CompiledStep>,
    ) -> Self {
        let places = document.steps.iter().enumerate().map(|(at, step)| (step.id.clone(), at)).collect();
        let (by_name, any_name) = index(&machines);
        Self { document, version, machines, by_name, any_name, places, entry, exits, goal, compiled }
    }

    /// The document's id, which every version shares.
    #[must_use]
    pub fn id(&self) -> &JourneyId {
        &self.document.id
    }

    /// The number of this publication, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// As it was written.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The step of this name.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.place(id).map(|at| &self.document.steps[at])
    }

    /// What a step sends; none if it does something else.
    #[must_use]
    pub fn message(&self, id: &StepId) -> Option<&Message> {
        self.step(id)?.message.as_ref()
    }

    /// What a step issues; none if it does something else.
    #[must_use]
    pub fn voucher(&self, id: &StepId) -> Option<&Voucher> {
        self.step(id)?.voucher.as_ref()
    }

    /// Its triggers, in the order of the document.
    pub(crate) fn machines(&self) -> &[Machine] {
        &self.machines
    }

    pub(crate) fn place(&self, id: &StepId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Whether its triggers might want an event of this name: one hash lookup. (Those inside the journey have
    /// [`crate::run::Passage`]s, which are offered every event of their customer.)
    #[must_use]
    pub fn interested_in(&self, name: &str) -> bool {
        !self.any_name.is_empty() || self.by_name.contains_key(name)
    }

    /// The event names its triggers ask for, for an index over many journeys. If [`Self::wants_any_name`], not only those.
    pub fn event_names(&self) -> impl Iterator<Item = &SmolStr> {
        self.by_name.keys()
    }

    /// Whether some trigger asks for events whatever their name.
    #[must_use]
    pub fn wants_any_name(&self) -> bool {
        !self.any_name.is_empty()
    }

    /// Looks at an event of a customer, which is in the profile already; what fires goes to `out`, in order of time
    /// for each trigger. Absences that were due before the event fire first.
    pub fn observe(&self, triggers: &mut Triggers, event: &Event, customer: &Customer, out: &mut Vec<Match>) {
        self.look(triggers, event, Some(customer), out);
    }

    /// The same without a profile: conditions that ask for one do not hold.
    pub fn observe_bare(&self, triggers: &mut Triggers, event: &Event, out: &mut Vec<Match>) {
        self.look(triggers, event, None, out);
    }

    fn look(&self, triggers: &mut Triggers, event: &Event, customer: Option<&Customer>, out: &mut Vec<Match>) {
        for at in self.by_name.get(&event.name).unwrap_or(&self.any_name) {
            if let Some(machine) = self.machines.get(usize::from(*at)) {
                machine.observe(triggers, event, customer, out);
            }
        }
    }

    /// Lets time pass: absences due before `upto` fire (one due exactly then does not yet).
    pub fn elapse(&self, triggers: &mut Triggers, upto: Time, out: &mut Vec<Match>) {
        if !triggers.is_empty() {
            self.machines.iter().for_each(|machine| machine.elapse(triggers, upto, out));
        }
    }

    /// When the next absence is due if nothing happens. It fires once time is known to be past that.
    #[must_use]
    pub fn next_due(&self, triggers: &Triggers) -> Option<Time> {
        if triggers.is_empty() {
            return None;
        }
        self.machines.iter().filter_map(|machine| machine.due(triggers)).min()
    }

    /// Lays the state of a customer who turned out to be the same person beside this one's.
    pub fn merge_triggers(&self, into: &mut Triggers, from: Triggers) {
        for (print, state) in from.into_states() {
            if let Some(machine) = self.machines.iter().find(|machine| machine.print == print) {
                machine.merge(into, state);
            }
        }
    }

    /// After a publication: forgets what belongs to triggers this version does not have. What is unchanged goes on.
    pub fn adopt_triggers(&self, triggers: &mut Triggers) {
        triggers.keep(|print| self.machines.iter().any(|machine| machine.print == print));
    }
}

fn index(machines: &[Machine]) -> (HashMap<SmolStr, Vec<u16>>, Vec<u16>) {
    let mut by_name: HashMap<SmolStr, Vec<u16>> = HashMap::new();
    let mut any_name = Vec::new();
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    for (at, machine) in machines.iter().enumerate() {
        if machine.matchers().iter().any(|matcher| matcher.name().is_none()) {
            any_name.push(place(at));
        }
        for name in machine.matchers().iter().filter_map(|matcher| matcher.name()) {
            by_name.entry(name.clone()).or_default();
        }
    }
    for (name, triggers) in &mut by_name {
        let wants = |m: &&Matcher| m.name().is_none_or(|n| n == name);
        let wanting = machines.iter().enumerate().filter(|(_, machine)| machine.matchers().iter().any(wants));
        triggers.extend(wanting.map(|(at, _)| place(at)));
    }
    (by_name, any_name)
}
