//! Two records of one person become one, also when they live in different partitions (decision record 0007).
//!
//! ```text
//!  partition of `from`                      partition of `into`
//!  MergeOut: closed, state kept aside       MergeExpected: nothing is sent until it has come
//!       └──── Forward MergeIn(state) ────────────> joined, once however often it comes
//!  MergeDone: what was kept aside is dropped <──── Forward MergeDone
//! ```
//! Whatever still comes for the closed record is forwarded. So a crash anywhere loses nothing: what was not answered is
//! said again, and what is said twice is recognised.

use crate::{
    effect::EffectKind,
    held::Held,
    history::What,
    recall::Recall,
    record::Body,
    shard::Fold,
    state::{HandOver, Record},
};
use rapport_channel::delivery::DeliveryState;
use rapport_customer::Merge;
use rapport_kernel::CustomerId;

impl Fold<'_> {
    /// What comes for a record that went over into another one.
    pub(crate) fn after_merge(&mut self, record: &mut Record, into: CustomerId, body: Body) {
        match body {
            Body::MergeDone => record.handed_over = None,
            Body::MergeOut { .. } => {}
            other => self.effect(into, EffectKind::Forward(Box::new(other))),
        }
    }

    /// Closes this record and hands it over.
    pub(crate) fn merge_out(&mut self, record: &mut Record, into: CustomerId, cause: Merge) {
        let id = record.customer.id;
        if into == id {
            return;
        }
        let next = record.next;
        let state = std::mem::replace(record, Record { next, became: Some(into), ..Record::new(id) });
        self.leave_tallies(&state);
        // The index of the partition must forget what this record still lists.
        record.messages = Vec::new();
        self.closed_messages(&state);
        record.handed_over = Some(Box::new(HandOver { cause, state }));
        self.hand_over_again(record);
    }

    /// Says the hand-over (again).
    pub(crate) fn hand_over_again(&mut self, record: &Record) {
        let (Some(into), Some(handed)) = (record.became, &record.handed_over) else { return };
        let body = Body::MergeIn {
            from: record.customer.id,
            cause: Box::new(handed.cause.clone()),
            state: Some(Box::new(handed.state.clone())),
        };
        self.effect(into, EffectKind::Forward(Box::new(body)));
    }

    /// Another record of this person is on its way.
    pub(crate) fn merge_expected(&mut self, record: &mut Record, from: CustomerId) {
        let arrived = record.customer.merges().iter().any(|merged| merged.from == from);
        if !arrived && !record.expected.contains(&from) && from != record.customer.id {
            record.expected.push(from);
        }
    }

    /// The other record has arrived.
    pub(crate) fn merge_in(&mut self, record: &mut Record, from: CustomerId, cause: Merge, state: Option<Record>) {
        record.expected.retain(|expected| *expected != from);
        self.effect(from, EffectKind::Forward(Box::new(Body::MergeDone)));
        let other = state.unwrap_or_else(|| Record::new(from));
        if !record.customer.merge(other.customer, cause.because.clone(), self.now) {
            return;
        }
        self.history(record.customer.id, What::Merged(Box::new(cause)));
        record.expected.extend(other.expected.into_iter().filter(|id| *id != record.customer.id));
        for shared in other.shared {
            self.shared(record, shared);
        }
        for enrolment in other.enrolments {
            self.join_enrolment(record, enrolment);
        }
        record.messages.extend(other.messages);
        record.messages.sort_by(|a, b| (a.delivery.planned, &a.send_key).cmp(&(b.delivery.planned, &b.send_key)));
        self.drop_orphans(record);
        self.stop_what_is_refused_now(record);
        // What was said of one of the two may not hold for the person they are now.
        self.take_down(record, |_, record, at| {
            let of_the_other = record.messages[at].send_key.customer() == from;
            of_the_other.then_some(Recall::Merged.code())
        });
        for at in 0..record.messages.len() {
            if matches!(record.messages[at].delivery.state, DeliveryState::Planned) {
                self.due(record, at);
            }
        }
    }

    /// Planned messages of passages that ended in the merge are not sent.
    fn drop_orphans(&mut self, record: &mut Record) {
        for at in 0..record.messages.len() {
            let message = &record.messages[at];
            let enrolment = record.enrolments.iter().find(|enrolment| enrolment.journey == message.journey);
            let merged_away = enrolment.is_some_and(|e| e.merged_away.contains(&message.occurrence));
            if message.is_open() && merged_away {
                self.drop_message(record, at, Held::Merged.code());
            }
        }
    }
}
