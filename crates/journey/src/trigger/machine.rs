//! A trigger ready to run: compiled patterns around one of the rules.

use super::{Match, TriggerState, absence, aggregate, count, recent::RecentEntry, sequence};
use crate::pattern::Matcher;
use rapport_customer::Customer;
use rapport_kernel::{Event, Time};

/// A trigger ready to run.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Which of the journey's, from 0.
    pub number: u16,
    /// The fingerprint of its definition.
    pub print: u64,
    /// What it does.
    pub kind: Kind,
}

/// What a trigger does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Every such event.
    When(Matcher),
    /// A, then B.
    Sequence(sequence::Rule, Box<Matcher>, Box<Matcher>, Vec<Matcher>),
    /// A, and no B.
    Absence(absence::Rule, Box<Matcher>, Vec<Matcher>),
    /// n of A.
    Count(count::Rule, Matcher),
    /// A count or sum.
    Aggregate(aggregate::Rule, Matcher, Option<crate::cel::Quantity>),
}

impl Machine {
    /// The patterns it looks for.
    pub fn matchers(&self) -> Vec<&Matcher> {
        match &self.kind {
            Kind::When(of) | Kind::Count(_, of) | Kind::Aggregate(_, of, _) => vec![of],
            Kind::Sequence(_, first, then, without) => [&**first, &**then].into_iter().chain(without).collect(),
            Kind::Absence(_, after, without) => std::iter::once(&**after).chain(without).collect(),
        }
    }

    /// A state to begin with; a `when` needs none and never asks.
    fn fresh(&self) -> TriggerState {
        match &self.kind {
            Kind::Sequence(..) => TriggerState::Sequence(sequence::SequenceState::default()),
            Kind::Absence(..) => TriggerState::Absence(absence::AbsenceState::default()),
            Kind::When(_) | Kind::Count(..) => TriggerState::Count(count::CountState::default()),
            Kind::Aggregate(..) => TriggerState::Aggregate(aggregate::AggregateState::default()),
        }
    }

    /// Looks at an event of one customer.
    pub fn observe(
        &self,
        triggers: &mut super::Triggers,
        event: &Event,
        customer: Option<&Customer>,
        out: &mut Vec<Match>,
    ) {
        match &self.kind {
            Kind::When(of) => {
                if of.fits(event, customer) {
                    let (time, data, public) = (event.timestamp, event.properties.clone(), event.public);
                    out.push(Match { trigger: self.number, time, data, public });
                }
            }
            Kind::Sequence(rule, first, then, without) => {
                let entry = self.sequence_entry(event, customer, first, then, without);
                if let (Some(entry), TriggerState::Sequence(state)) =
                    (entry, triggers.state(self.print, || self.fresh()))
                {
                    rule.observe(state, event, entry, self.number, out);
                }
            }
            Kind::Absence(rule, after, without) => {
                let mut roles = if after.fits(event, customer) { absence::AFTER } else { 0 };
                if without.iter().any(|b| b.fits(event, customer)) {
                    roles |= absence::WITHOUT;
                }
                if roles == 0 {
                    return;
                }
                let data = (roles & absence::AFTER != 0).then(|| after.remembered(event)).flatten();
                if let TriggerState::Absence(state) = triggers.state(self.print, || self.fresh()) {
                    rule.observe(state, sequence::entry(event, roles, data, None), self.number, out);
                }
            }
            Kind::Count(rule, of) => {
                if of.fits(event, customer)
                    && let TriggerState::Count(state) = triggers.state(self.print, || self.fresh())
                {
                    rule.observe(state, event, self.number, out);
                }
            }
            Kind::Aggregate(rule, of, sum) => {
                if !of.fits(event, customer) {
                    return;
                }
                let number = sum.as_ref().map_or(Some(1.0), |sum| sum.of(&Matcher::facts(event, customer)));
                let Some(value) = number.and_then(aggregate::scaled) else { return };
                if let TriggerState::Aggregate(state) = triggers.state(self.print, || self.fresh()) {
                    rule.observe(state, event, value, self.number, out);
                }
            }
        }
    }

    fn sequence_entry(
        &self,
        event: &Event,
        customer: Option<&Customer>,
        first: &Matcher,
        then: &Matcher,
        without: &[Matcher],
    ) -> Option<RecentEntry> {
        let mut roles = 0;
        if first.fits(event, customer) {
            roles |= sequence::FIRST;
        }
        if then.fits(event, customer) {
            roles |= sequence::THEN;
        }
        if without.iter().any(|c| c.fits(event, customer)) {
            roles |= sequence::WITHOUT;
        }
        if roles == 0 {
            return None;
        }
        let keep = |role: u8, of: &Matcher| if roles & role == 0 { None } else { of.remembered(event) };
        Some(sequence::entry(event, roles, keep(sequence::FIRST, first), keep(sequence::THEN, then)))
    }

    /// Lets time pass up to (not including) `upto`.
    pub fn elapse(&self, triggers: &mut super::Triggers, upto: Time, out: &mut Vec<Match>) {
        if let Kind::Absence(rule, ..) = &self.kind
            && let Some(TriggerState::Absence(state)) = triggers.get_mut(self.print)
        {
            rule.elapse(state, upto, self.number, out);
        }
    }

    /// When it is next due if nothing happens.
    #[must_use]
    pub fn due(&self, triggers: &super::Triggers) -> Option<Time> {
        match (&self.kind, triggers.get(self.print)) {
            (Kind::Absence(rule, ..), Some(TriggerState::Absence(state))) => state.due(rule),
            _ => None,
        }
    }

    /// Lays another customer's state beside this one.
    pub fn merge(&self, into: &mut super::Triggers, from: TriggerState) {
        let Some(state) = into.get_mut(self.print) else {
            into.put(self.print, from);
            return;
        };
        match (&self.kind, state, from) {
            (Kind::Sequence(rule, ..), TriggerState::Sequence(into), TriggerState::Sequence(from)) => {
                rule.merge(into, from)
            }
            (Kind::Absence(rule, ..), TriggerState::Absence(into), TriggerState::Absence(from)) => {
                rule.merge(into, from)
            }
            (Kind::Count(rule, _), TriggerState::Count(into), TriggerState::Count(from)) => rule.merge(into, from),
            (Kind::Aggregate(rule, ..), TriggerState::Aggregate(into), TriggerState::Aggregate(from)) => {
                rule.merge(into, from)
            }
            _ => {}
        }
    }
}
