//! Time passing for one customer: half-seen patterns that complete by absence, waits that end, messages that become due
//! or expire. Something due at T happens once time is known to be past T.

use crate::{shard::Fold, state::Record};
use rapport_channel::delivery::DeliveryState;
use rapport_kernel::Time;

/// When this customer has to be looked at next.
pub(crate) fn next(record: &Record) -> Option<Time> {
    if record.erased || record.became.is_some() {
        return None;
    }
    let triggers = record.enrolments.iter().filter_map(|enrolment| enrolment.next_due);
    let passages =
        record.enrolments.iter().flat_map(|enrolment| &enrolment.passages).filter_map(|passage| passage.due());
    let messages = record.messages.iter().filter_map(|message| message.wake());
    triggers.chain(passages).chain(messages).min()
}

impl Fold<'_> {
    /// Everything of this customer that is due before `upto`.
    pub(crate) fn elapse(&mut self, record: &mut Record, upto: Time) {
        self.elapse_journeys(record, upto);
        self.elapse_messages(record, upto);
    }

    fn elapse_messages(&mut self, record: &mut Record, upto: Time) {
        for at in 0..record.messages.len() {
            if !record.messages[at].is_open() || record.messages[at].wake().is_none_or(|wake| wake >= upto) {
                continue;
            }
            if record.messages[at].delivery.valid_until < upto {
                self.expire(record, at);
            } else if matches!(record.messages[at].delivery.state, DeliveryState::Deferred { .. }) {
                self.ripe(record, at);
            }
        }
    }

    /// A message that was put off may be claimed now. The gate is asked at the claim.
    fn ripe(&mut self, record: &mut Record, at: usize) {
        // From here on time alone changes it only by expiry.
        record.messages[at].delivery.state = DeliveryState::Planned;
        self.due(record, at);
    }
}
