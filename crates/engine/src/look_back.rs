//! A newly published trigger and what one customer did before: see [`rapport_journey::look_back`].

use crate::{history::What, shard::Fold, state::Record};
use rapport_customer::JourneyStatus;
use rapport_kernel::{Event, JourneyId, Time};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a customer did before triggers were published, as far as they ask for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookBack {
    /// The journey whose triggers are new.
    pub journey: JourneyId,
    /// The version that was the first to have them.
    pub version: u32,
    /// The moment before which everything looked at lies.
    pub published: Time,
    /// The fingerprints of the triggers.
    pub triggers: Vec<u64>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

impl Fold<'_> {
    /// Takes the past in, once for each version. What has been stopped, or published anew without these triggers, does not look
    /// back.
    pub(crate) fn look_back(&mut self, record: &mut Record, past: LookBack) {
        let live = self.catalog.journey(&past.journey).filter(|live| live.status != JourneyStatus::Stopped);
        let Some(version) = live.and_then(|live| live.latest()).map(Arc::clone) else { return };
        let e = record.enrolment(&past.journey);
        if record.enrolments[e].looked_back >= past.version {
            return;
        }
        record.enrolments[e].looked_back = past.version;
        let mut triggers = std::mem::take(&mut record.enrolments[e].triggers);
        let matches =
            version.journey.look_back(&mut triggers, &past.triggers, &past.events, &record.customer, past.published);
        record.enrolments[e].next_due = version.journey.next_due(&triggers);
        record.enrolments[e].triggers = triggers;
        let events = u32::try_from(past.events.len()).unwrap_or(u32::MAX);
        let what = What::LookedBack { journey: past.journey, version: past.version, events };
        self.history(record.customer.id, what);
        self.enter_all(record, e, &version, matches, None);
    }
}
