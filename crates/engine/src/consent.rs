//! What people say about being contacted, and what stops at once when they take it back.

use crate::{
    effect::EffectKind,
    history::What,
    recall::Recall,
    record::{Body, VoucherAnswer},
    shard::Fold,
    state::Record,
};
use rapport_channel::delivery::{Command, DeliveryState};
use rapport_customer::{
    Applied, CheckName, CheckOutcome, ConsentRefusal, Decision, Declaration, Refusal, SendKey, Shared, Suppression,
};
use rapport_kernel::CustomerId;

impl Record {
    /// Whether this "no" was said already, stands, and would change nothing if it were recorded once more.
    #[must_use]
    pub fn says_already(&self, body: &Body) -> bool {
        match body {
            Body::Consent(said) => self.customer.says_already(said),
            Body::Suppress(said) => self.customer.suppressed_already(said),
            _ => false,
        }
    }
}

impl Fold<'_> {
    /// Records a declaration. One that takes something back also stops what is on its way.
    pub(crate) fn consent(&mut self, record: &mut Record, mut declaration: Declaration) {
        let result = match self.catalog.brand(&declaration.brand) {
            Some(brand) => record.customer.record(&mut declaration, brand, self.now),
            None => Err(ConsentRefusal::OtherBrand),
        };
        let takes_back = declaration.act.takes_back();
        let new = !matches!(result, Ok(Applied::Repeated));
        let customer = record.customer.id;
        if takes_back && new {
            self.pass_on_no(record, &declaration, &record.shared, Body::Consent);
        }
        self.history(customer, What::Consent { declaration: Box::new(declaration), result });
        if takes_back && new {
            self.stop_what_is_refused_now(record);
        }
    }

    /// Records a reason not to write, and stops what is on its way. It is known from now on, unless somebody heard of it earlier.
    pub(crate) fn suppress(&mut self, record: &mut Record, mut suppression: Suppression) {
        suppression.received.get_or_insert(self.now);
        if record.customer.suppress(suppression.clone()) {
            for shared in record.shared.iter().filter(|shared| suppression.address.as_ref() == Some(&shared.identifier))
            {
                self.pass_on(shared.with, Body::Suppress(Box::new(suppression.clone())));
            }
            self.history(record.customer.id, What::Suppressed(Box::new(suppression)));
            self.stop_what_is_refused_now(record);
        }
    }

    /// Someone else turned out to be known by one of this customer's addresses: what stops mail to it stops mail
    /// to them.
    pub(crate) fn shared(&mut self, record: &mut Record, shared: Shared) {
        for suppression in record.customer.suppressions().history() {
            if suppression.address.as_ref() == Some(&shared.identifier) {
                let received = Some(suppression.counts_from());
                self.pass_on(shared.with, Body::Suppress(Box::new(Suppression { received, ..suppression.clone() })));
            }
        }
        let said = record.customer.consents().history().iter().map(|entry| &entry.declaration);
        for no in said.filter(|said| said.act.takes_back()) {
            self.pass_on_no(record, no, std::slice::from_ref(&shared), Body::EarlierNo);
        }
        if shared.with != record.customer.id && !record.shared.contains(&shared) {
            record.shared.push(shared);
        }
    }

    /// Records what somebody who shares an address took back before that was known, and stops what is on its way.
    pub(crate) fn earlier_no(&mut self, record: &mut Record, no: Declaration) {
        if record.customer.take_over(no.clone()) {
            self.history(
                record.customer.id,
                What::Consent { declaration: Box::new(no), result: Ok(Applied::Recorded) },
            );
            self.stop_what_is_refused_now(record);
        }
    }

    /// Whoever reads a mailbox says stop for everybody who is written to there; `as_what` says how it is recorded of them.
    fn pass_on_no(
        &mut self,
        record: &Record,
        said: &Declaration,
        to: &[Shared],
        as_what: fn(Box<Declaration>) -> Body,
    ) {
        let Some(brand) = self.catalog.brand(&said.brand) else { return };
        for Shared { identifier, with } in to {
            for channel in brand.channels.iter().map(|channel| &channel.id) {
                let meant = said.channel.as_ref().is_none_or(|named| named == channel);
                let written_to = record.customer.address(brand, channel) == Some(identifier);
                let said_at = said.address.as_ref() == Some(identifier)
                    && brand.medium(channel).identifier() == Some(identifier.kind);
                if meant && (written_to || said_at) {
                    let (channel, address) = (Some(channel.clone()), Some(identifier.clone()));
                    let theirs = Declaration { channel, address, ..said.clone() };
                    self.pass_on(*with, as_what(Box::new(theirs)));
                }
            }
        }
    }

    fn pass_on(&mut self, to: CustomerId, body: Body) {
        self.effect(to, EffectKind::Forward(Box::new(body)));
    }

    /// Asks the gate again about everything planned or claimed: what consent or suppression forbids now is dropped
    /// or revoked. Other reasons (a cap, a paused journey) are for the claim to find. What is claimed may be inside its
    /// transaction; whoever holds the wire knows (see [`EffectKind::Revoke`]).
    pub(crate) fn stop_what_is_refused_now(&mut self, record: &mut Record) {
        let mut revoked = Vec::new();
        for at in 0..record.messages.len() {
            let claimed = matches!(record.messages[at].delivery.state, DeliveryState::Claimed { .. });
            if !claimed && !record.messages[at].is_open() {
                continue;
            }
            let Some(why) = failed(&self.ask_gate(record, at), &WILL) else { continue };
            if claimed {
                revoked.push(record.messages[at].send_key.clone());
            } else {
                self.drop_message(record, at, why.code());
            }
        }
        if !revoked.is_empty() {
            self.effect(record.customer.id, EffectKind::Revoke { keys: revoked, why: Recall::Withdrawn });
        }
        self.take_down(record, |fold, record, at| failed(&fold.ask_gate(record, at), &WILL).map(Refusal::code));
    }

    /// What was bought just now needs no message any more that is claimed already, and no prompt on a screen. What is only
    /// planned is left to the claim: the order may be taken back before.
    pub(crate) fn revoke_what_was_bought(&mut self, record: &mut Record) {
        let claimed = |at: &usize| matches!(record.messages[*at].delivery.state, DeliveryState::Claimed { .. });
        let claimed: Vec<usize> = (0..record.messages.len()).filter(claimed).collect();
        let bought = |fold: &Self, record: &Record, at: usize| {
            let asked = record.messages[at].delivery.overtaken.is_some();
            Some(Refusal::AlreadyBought.code()).filter(|_| !asked && fold.is_bought(record, at))
        };
        let claimed = claimed.into_iter().filter(|at| bought(self, record, *at).is_some());
        let keys: Vec<SendKey> = claimed.map(|at| record.messages[at].send_key.clone()).collect();
        if !keys.is_empty() {
            self.effect(record.customer.id, EffectKind::Revoke { keys, why: Recall::AlreadyBought });
        }
        self.take_down(record, bought);
    }

    /// Whether the person has bought what this message offers.
    pub(crate) fn is_bought(&self, record: &Record, at: usize) -> bool {
        failed(&self.ask_gate(record, at), &[CheckName::AlreadyBought]).is_some()
    }

    /// Takes prompts off the branches' screens: those with something against them, for which `why` has a code.
    pub(crate) fn take_down(
        &mut self,
        record: &mut Record,
        why: impl Fn(&Self, &Record, usize) -> Option<&'static str>,
    ) {
        for at in 0..record.messages.len() {
            if !record.messages[at].is_open_prompt(self.now) {
                continue;
            }
            let Some(why) = why(self, record, at) else { continue };
            let message = &mut record.messages[at];
            message.delivery.take_down(why, self.now);
            message.data = rapport_kernel::Map::default();
            let send_key = message.send_key.clone();
            self.history(record.customer.id, What::Dropped { send_key, why: why.into(), shown: true });
        }
    }

    /// Gives a planned message up.
    pub(crate) fn drop_message(&mut self, record: &mut Record, at: usize, why: &str) {
        let message = &mut record.messages[at];
        // A message that has ended or is under way stays as it is: nothing to give up.
        if message.delivery.apply(&Command::Suppress { reason: why.into() }, self.now).is_ok() {
            let send_key = message.send_key.clone();
            message.data = rapport_kernel::Map::default();
            self.tally_outcome(&send_key, "dropped");
            self.history(record.customer.id, What::Dropped { send_key, why: why.into(), shown: false });
        }
    }

    /// One more message with this outcome.
    pub(crate) fn tally_outcome(&mut self, send_key: &SendKey, code: &str) {
        if let Ok(parts) = send_key.parts() {
            crate::shard::count(&mut self.tallies.version(&parts.journey, parts.version).outcomes, code);
        }
    }

    /// What a voucher redemption says about the message that carried it is on the timeline; a question is answered.
    pub(crate) fn voucher(&mut self, record: &mut Record, answer: VoucherAnswer) {
        self.history(record.customer.id, What::Voucher { key: answer.key.clone(), result: answer.result.clone() });
        self.voucher_answered(record, &answer);
    }
}

/// The checks that speak for the person's will and protection.
const WILL: [CheckName; 2] = [CheckName::Suppression, CheckName::Consent];

/// What one of these checks has against a message, whatever else there is.
fn failed(decision: &Decision, names: &[CheckName]) -> Option<Refusal> {
    decision.checks.iter().find_map(|check| match check.outcome {
        CheckOutcome::Failed(why) if names.contains(&check.name) => Some(why),
        _ => None,
    })
}
