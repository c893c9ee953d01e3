//! Who may come in.

use crate::{
    Journey,
    cel::Facts,
    document::ReEntry,
    run::{Passage, Waiting},
    trigger::Match,
};
use rapport_customer::Customer;
use rapport_kernel::{JourneyId, Lsn, StepId, Time};

/// What is known of a customer's earlier ways through this and other journeys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past<'a> {
    /// When the customer last came into this journey (any version), by the trigger's time.
    pub entered: Option<Time>,
    /// Whether the customer is inside this journey now.
    pub inside: bool,
    /// The other journeys the customer is inside.
    pub elsewhere: &'a [JourneyId],
}

/// Why someone does not come in although the trigger fired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// The trigger is older than the journey's freshness.
    #[error("what triggered it is too old")]
    Stale,
    /// The entry condition does not hold.
    #[error("the entry condition does not hold")]
    Condition,
    /// Once in a life is over.
    #[error("the customer was in this journey before, and entering twice is not allowed")]
    Again,
    /// Not yet again.
    #[error("the customer was in this journey too short a time ago")]
    TooSoon,
    /// Still inside.
    #[error("the customer is still inside this journey")]
    Inside,
    /// Inside another journey that excludes this one.
    #[error("the customer is inside the journey `{0}`")]
    Elsewhere(JourneyId),
}

impl EntryRefusal {
    /// All stable codes, as history and the API write them.
    pub const CODES: &[&str] = &[
        "stale_trigger",
        "entry_condition",
        "re_entry_never",
        "re_entry_too_soon",
        "already_inside",
        "in_other_journey",
    ];

    /// A stable word for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stale => "stale_trigger",
            Self::Condition => "entry_condition",
            Self::Again => "re_entry_never",
            Self::TooSoon => "re_entry_too_soon",
            Self::Inside => "already_inside",
            Self::Elsewhere(_) => "in_other_journey",
        }
    }
}

impl Journey {
    /// Whether a match lets the customer in. `now` is the log's clock, against which freshness counts.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn may_enter(
        &self,
        found: &Match,
        customer: &Customer,
        past: &Past<'_>,
        now: Time,
    ) -> Result<(), EntryRefusal> {
        let document = self.document();
        if now.since(found.time) > document.freshness {
            return Err(EntryRefusal::Stale);
        }
        let excluded = document.entry.not_while_in.iter().find(|journey| past.elsewhere.contains(journey));
        if let Some(journey) = excluded {
            return Err(EntryRefusal::Elsewhere(journey.clone()));
        }
        match (document.entry.re_entry, past.entered) {
            (ReEntry::Always, _) => {}
            (_, _) if past.inside => return Err(EntryRefusal::Inside),
            (ReEntry::Never, Some(_)) => return Err(EntryRefusal::Again),
            (ReEntry::After(span), Some(last)) if found.time.since(last) < span => return Err(EntryRefusal::TooSoon),
            _ => {}
        }
        let facts = Facts { event: None, customer: Some(customer), data: Some(&found.data), now };
        match &self.entry {
            Some(condition) if !condition.holds(&facts) => Err(EntryRefusal::Condition),
            _ => Ok(()),
        }
    }

    /// A new passage for a match, to be advanced with [`crate::run::Input::Enter`]. `occurrence` is the log position of
    /// what let the customer in.
    #[must_use]
    pub fn enter(&self, found: Match, occurrence: Lsn, now: Time) -> Passage {
        Passage {
            journey: self.id().clone(),
            version: self.version(),
            occurrence,
            entered: now,
            step: self.document().steps.first().map(|step| step.id.clone()).unwrap_or_else(|| StepId::from("")),
            waiting: Waiting::Begin,
            reached_goal: false,
            data: found.data,
            public: found.public,
            source: None,
        }
    }
}
