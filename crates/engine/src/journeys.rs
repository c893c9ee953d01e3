//! Journeys and one customer: patterns that complete, passages that begin, go on and end.
//!
//! Pausing a journey lets no one in and sends nothing; whoever is inside goes on waiting, and what would be sent waits for the
//! journey to run again. Stopping it ends every passage and gives up what is planned; what is under way is revoked.

use crate::{
    catalog::Version,
    effect::{EffectKind, VoucherRequest},
    held::Held,
    history::What,
    recall::Recall,
    record::{Body, VoucherAnswer, VoucherResult},
    shard::{Fold, count},
    state::{Enrolment, Message, Record},
};
use rapport_channel::{
    delivery::{Delivery, DeliveryState, Mode},
    voucher::last_moment,
};
use rapport_customer::{Brand, JourneyStatus, PurposeKind, Refusal, SendKey, Verdict, WhenBlocked};
use rapport_journey::{
    ExitReason, Journey,
    document::Pressure,
    entry::{EntryRefusal, Past},
    migrate::Moved,
    run::{Input, Intent, Passage, VoucherAnswer as Answer, Waiting},
    trigger::Match,
    way::Way,
};
use rapport_kernel::{ChannelId, CustomerId, Event, JourneyId, Lsn, Money, SourceId, StepId, Time, Value};
use std::sync::Arc;

impl Fold<'_> {
    /// An event that is in the profile already: those inside a journey see it first, then the patterns that may begin one.
    pub(crate) fn journeys_see(&mut self, record: &mut Record, event: &Event) {
        for e in 0..record.enrolments.len() {
            for i in 0..record.enrolments[e].passages.len() {
                self.drive(record, e, i, Input::Event(event), self.now);
            }
            record.enrolments[e].passages.retain(|passage| !passage.has_left());
        }
        let catalog = self.catalog;
        for (id, live) in catalog.journeys() {
            let Some(version) = live.latest() else { continue };
            let journey = &version.journey;
            let concerned = live.status != JourneyStatus::Stopped
                && journey.document().brand == event.brand
                && journey.interested_in(&event.name);
            if concerned {
                self.triggers_see(record, id, version, event);
            }
        }
    }

    fn triggers_see(&mut self, record: &mut Record, id: &JourneyId, version: &Arc<Version>, event: &Event) {
        let known = record.enrolments.iter().position(|enrolment| enrolment.journey == *id);
        let mut triggers = known.map(|e| std::mem::take(&mut record.enrolments[e].triggers)).unwrap_or_default();
        let mut matches = Vec::new();
        version.journey.observe(&mut triggers, event, &record.customer, &mut matches);
        // Most events of most people leave no trace in most journeys: no enrolment is made for those.
        if known.is_none() && triggers.is_empty() && matches.is_empty() {
            return;
        }
        let e = record.enrolment(id);
        record.enrolments[e].next_due = version.journey.next_due(&triggers);
        record.enrolments[e].triggers = triggers;
        let said = event.public.then_some(&event.source);
        self.enter_all(record, e, version, matches, said);
    }

    /// What is due before `upto`: absences that are now certain, waits that are over.
    pub(crate) fn elapse_journeys(&mut self, record: &mut Record, upto: Time) {
        for e in 0..record.enrolments.len() {
            self.elapse_triggers(record, e, upto);
            for i in 0..record.enrolments[e].passages.len() {
                if record.enrolments[e].passages[i].due().is_some_and(|due| due < upto) {
                    self.drive(record, e, i, Input::Time, upto);
                }
            }
            record.enrolments[e].passages.retain(|passage| !passage.has_left());
        }
    }

    fn elapse_triggers(&mut self, record: &mut Record, e: usize, upto: Time) {
        if record.enrolments[e].next_due.is_none_or(|due| due >= upto) {
            return;
        }
        let live = self.catalog.journey(&record.enrolments[e].journey);
        let Some(version) = live.filter(|live| live.status != JourneyStatus::Stopped).and_then(|live| live.latest())
        else {
            record.enrolments[e].next_due = None;
            return;
        };
        let version = Arc::clone(version);
        let enrolment = &mut record.enrolments[e];
        let mut matches = Vec::new();
        version.journey.elapse(&mut enrolment.triggers, upto, &mut matches);
        enrolment.next_due = version.journey.next_due(&enrolment.triggers);
        self.enter_all(record, e, &version, matches, None);
    }

    /// Patterns have completed, by what this public source said, if one did.
    pub(crate) fn enter_all(
        &mut self,
        record: &mut Record,
        e: usize,
        version: &Arc<Version>,
        matches: Vec<Match>,
        said: Option<&SourceId>,
    ) {
        for found in matches {
            self.enter(record, e, version, found, said);
        }
        record.enrolments[e].passages.retain(|passage| !passage.has_left());
    }

    /// A pattern has completed: begins a passage, or says why not.
    fn enter(&mut self, record: &mut Record, e: usize, version: &Arc<Version>, found: Match, said: Option<&SourceId>) {
        let journey = &version.journey;
        if let Err(why) = self.may_enter(record, e, journey, &found) {
            return self.not_entered(record, journey, &found, why);
        }
        let matched = found.time;
        let passage = Passage { source: said.cloned(), ..journey.enter(found, self.lsn, self.now) };
        let tally = self.tallies.version(journey.id(), journey.version());
        tally.entered += 1;
        tally.inside += 1;
        self.history(
            record.customer.id,
            What::Entered {
                journey: journey.id().clone(),
                version: journey.version(),
                occurrence: self.lsn,
                data: passage.data.clone(),
            },
        );
        let enrolment = &mut record.enrolments[e];
        enrolment.last_entry = Some(enrolment.last_entry.map_or(matched, |last| last.max(matched)));
        enrolment.entries += 1;
        enrolment.passages.push(passage);
        let i = enrolment.passages.len() - 1;
        self.drive(record, e, i, Input::Enter, self.now);
    }

    fn may_enter(&self, record: &Record, e: usize, journey: &Journey, found: &Match) -> Result<(), &'static str> {
        let status = self.catalog.journey(journey.id()).map(|live| live.status);
        if status == Some(JourneyStatus::Paused) {
            return Err(Refusal::JourneyPaused.code());
        }
        let enrolment = &record.enrolments[e];
        // Two patterns of one moment are one occasion: the passage is named by its log position.
        if enrolment.passages.iter().any(|passage| passage.occurrence == self.lsn) {
            return Err(Held::SameMoment.code());
        }
        let inside = |e: &Enrolment| e.passages.iter().any(|passage| !passage.has_left());
        let elsewhere: Vec<JourneyId> = record
            .enrolments
            .iter()
            .filter(|other| other.journey != enrolment.journey && inside(other))
            .map(|other| other.journey.clone())
            .collect();
        let past = Past { entered: enrolment.last_entry, inside: inside(enrolment), elsewhere: &elsewhere };
        journey.may_enter(found, &record.customer, &past, self.now).map_err(|refusal| refusal.code())
    }

    fn not_entered(&mut self, record: &Record, journey: &Journey, found: &Match, why: &'static str) {
        count(&mut self.tallies.version(journey.id(), journey.version()).not_entered, why);
        let what = if why == EntryRefusal::Stale.code() {
            What::Stale { journey: journey.id().clone(), matched: found.time }
        } else {
            What::NotEntered { journey: journey.id().clone(), version: journey.version(), why: why.into() }
        };
        self.history(record.customer.id, what);
    }

    /// Takes a passage on by one input and carries out what it wants.
    fn drive(&mut self, record: &mut Record, e: usize, i: usize, input: Input<'_>, now: Time) {
        let passage = &record.enrolments[e].passages[i];
        let Some(version) = self.catalog.version(&passage.journey, passage.version).cloned() else {
            return self.without_version(record, e, i);
        };
        let Some(brand) = self.catalog.brand(&version.journey.document().brand).cloned() else { return };
        let stood = (passage.waiting != Waiting::Begin).then(|| passage.step.clone());
        let mut intents = Vec::new();
        let Record { customer, enrolments, .. } = record;
        version.journey.advance(&mut enrolments[e].passages[i], input, customer, &brand, now, &mut intents);
        self.carry_out(record, e, i, &version, &brand, stood, intents);
    }

    /// No one knows any more what this passage would do next.
    fn without_version(&mut self, record: &mut Record, e: usize, i: usize) {
        let passage = &mut record.enrolments[e].passages[i];
        if passage.has_left() {
            return;
        }
        let stood = (passage.waiting != Waiting::Begin).then(|| passage.step.clone());
        passage.waiting = Waiting::Left;
        self.exited(record, e, i, stood, None, ExitReason::VersionGone.code());
    }

    #[allow(clippy::too_many_arguments, reason = "one passage in one moment")]
    fn carry_out(
        &mut self,
        record: &mut Record,
        e: usize,
        i: usize,
        version: &Version,
        brand: &Brand,
        mut stood: Option<StepId>,
        intents: Vec<Intent>,
    ) {
        let (journey, number) = (version.journey.id(), version.journey.version());
        for intent in intents {
            match intent {
                Intent::Stepped { step, by } => {
                    self.stepped(record, e, i, stood.replace(step.clone()).zip(by), step);
                }
                Intent::Message { step } => self.message(record, e, i, version, brand, &step),
                Intent::IssueVoucher { step } => {
                    let request = voucher_request(
                        &version.journey,
                        brand,
                        record,
                        &record.enrolments[e].passages[i],
                        &step,
                        self.now,
                    );
                    if let Some(request) = request {
                        self.effect(record.customer.id, EffectKind::IssueVoucher(Box::new(request)));
                    }
                }
                Intent::SetTrait { name, value } => {
                    let source = format!("journey/{journey}").into();
                    record.customer.profile.set(&name, value, &source, self.now);
                    self.history(record.customer.id, What::TraitSet { journey: journey.clone(), name });
                }
                Intent::Goal => {
                    self.tallies.version(journey, number).goals += 1;
                    let occurrence = record.enrolments[e].passages[i].occurrence;
                    self.reached.push((journey.clone(), occurrence));
                    let what = What::Goal { journey: journey.clone(), version: number, occurrence };
                    self.history(record.customer.id, what);
                }
                Intent::Exit { reason, by } => {
                    // A split's hold-out keeps from contact as the gate's does.
                    record.enrolments[e].held_out |= by == Some(Way::HeldOut);
                    self.exited(record, e, i, stood.take(), by, &reason);
                }
                // The wake-up is read from the passage; the arm is told by the step it leads to.
                Intent::WaitUntil(_) | Intent::Split { .. } => {}
            }
        }
    }

    fn stepped(&mut self, record: &mut Record, e: usize, i: usize, from: Option<(StepId, Way)>, step: StepId) {
        record.enrolments[e].comes_to(&step, self.now);
        let Passage { journey, version, occurrence, .. } = &record.enrolments[e].passages[i];
        if let Some((from, by)) = from {
            let tally = self.tallies.step(journey, *version, &from);
            tally.here -= 1;
            count(&mut tally.ways, &by.code());
        }
        let tally = self.tallies.step(journey, *version, &step);
        tally.taken += 1;
        tally.here += 1;
        let what = What::Stepped { journey: journey.clone(), version: *version, occurrence: *occurrence, step };
        self.history(record.customer.id, what);
    }

    fn exited(&mut self, record: &Record, e: usize, i: usize, from: Option<StepId>, by: Option<Way>, why: &str) {
        let Passage { journey, version, occurrence, step, .. } = &record.enrolments[e].passages[i];
        if let Some(from) = from {
            let tally = self.tallies.step(journey, *version, &from);
            tally.here -= 1;
            if let Some(by) = by {
                count(&mut tally.ways, &by.code());
            }
        }
        let tally = self.tallies.version(journey, *version);
        tally.inside -= 1;
        count(&mut tally.exits, why);
        self.history(
            record.customer.id,
            What::Exited {
                journey: journey.clone(),
                version: *version,
                occurrence: *occurrence,
                step: step.clone(),
                why: why.into(),
            },
        );
    }

    /// A message step: plans the message, and answers the passage if it waits for the gate.
    fn message(&mut self, record: &mut Record, e: usize, i: usize, version: &Version, brand: &Brand, step: &StepId) {
        let Some(message) = self.new_message(record, &record.enrolments[e].passages[i], version, brand, step) else {
            return;
        };
        let decision = self.plan(record, message);
        // Put off, or waiting for a paused journey: it is still to be sent, so nothing else takes its place.
        let kept = matches!(decision.verdict, Verdict::Deferred { .. } | Verdict::Refused(Refusal::JourneyPaused));
        let passed = decision.is_allowed() || kept;
        if record.enrolments[e].passages[i].waiting == Waiting::Gate {
            self.drive(record, e, i, Input::Gated { step, passed }, self.now);
        }
    }

    fn new_message(
        &self,
        record: &Record,
        passage: &Passage,
        version: &Version,
        brand: &Brand,
        step: &StepId,
    ) -> Option<Message> {
        let journey = &version.journey;
        let of = journey.message(step)?;
        // A message step without content does not compile, so there is always some.
        let kind = version.contents.get(step)?.kind();
        let purpose = journey.purpose(step).cloned().unwrap_or_default();
        let service = brand.purpose(&purpose).is_some_and(|purpose| purpose.kind == PurposeKind::Service);
        // A price that was not set is nothing, in whatever currency the brand counts.
        let channel_cost = brand.channel(&of.channel).map(|channel| channel.unit_cost).filter(|cost| cost.minor != 0);
        let key = |occurrence| {
            SendKey::new(journey.id(), journey.version(), step, record.customer.id, &of.channel, occurrence)
        };
        let first = key(passage.occurrence);
        // A step that is taken again on the same passage is another message, named by what led to it.
        let send_key = if record.message(&first).is_some() { key(self.lsn) } else { first };
        Some(Message {
            send_key,
            journey: journey.id().clone(),
            version: journey.version(),
            step: step.clone(),
            occurrence: passage.occurrence,
            brand: brand.id.clone(),
            activity: journey.document().activity.clone(),
            purpose,
            channel: of.channel.clone(),
            kind: (kind.id != of.channel.as_str()).then(|| kind.name()),
            priority: journey.priority(step),
            cost: of.unit_cost.or(channel_cost).unwrap_or(Money::zero(brand.currency)),
            offer: journey.offer(step, &passage.data),
            on_cap: when(of.on_cap),
            on_quiet: when(of.on_quiet),
            data: passage.data.clone(),
            delivery: Delivery::new(
                if service { Mode::AtLeastOnce { tries: 3 } } else { Mode::AtMostOnce },
                self.now,
                self.now + of.valid_for.unwrap_or(kind.valid_for),
            ),
            committed: false,
            mailed: None,
            public: passage.public,
            source: passage.source.clone(),
        })
    }

    /// A question for a voucher was answered.
    pub(crate) fn voucher_answered(&mut self, record: &mut Record, answer: &VoucherAnswer) {
        let Ok(parts) = answer.key.parts() else { return };
        let reply = match &answer.result {
            VoucherResult::Issued { code, value, valid_until, .. } => {
                Answer::Issued { code: code.clone(), value: value.clone(), valid_until: *valid_until }
            }
            VoucherResult::Refused(reason) => Answer::Refused { reason: reason.clone() },
            VoucherResult::Redeemed { .. } | VoucherResult::RolledBack { .. } => return,
        };
        let waits = |passage: &Passage| passage.occurrence == parts.occurrence && passage.step == parts.step;
        let Some(e) = record.enrolments.iter().position(|enrolment| enrolment.journey == parts.journey) else { return };
        let Some(i) = record.enrolments[e].passages.iter().position(waits) else { return };
        self.drive(record, e, i, Input::Voucher { step: &parts.step, answer: &reply }, self.now);
        record.enrolments[e].passages.retain(|passage| !passage.has_left());
    }

    /// A journey has a new version or another status.
    pub(crate) fn journey_changed(&mut self, record: &mut Record, id: &JourneyId) {
        let Some(live) = self.catalog.journey(id) else { return };
        let (status, latest) = (live.status, live.latest().cloned());
        let enrolled = record.enrolments.iter().position(|enrolment| enrolment.journey == *id);
        match (status, latest) {
            (JourneyStatus::Stopped, _) => self.stop(record, id, enrolled),
            (JourneyStatus::Paused, _) => {}
            (JourneyStatus::Running, latest) => {
                if let (Some(e), Some(version)) = (enrolled, latest) {
                    self.move_over(record, e, &version);
                }
                self.resume(record, |message| message.journey == *id, &[Refusal::JourneyPaused.code()]);
            }
        }
    }

    fn stop(&mut self, record: &mut Record, id: &JourneyId, enrolled: Option<usize>) {
        if let Some(e) = enrolled {
            for i in 0..record.enrolments[e].passages.len() {
                record.enrolments[e].passages[i].waiting = Waiting::Left;
                let step = record.enrolments[e].passages[i].step.clone();
                self.exited(record, e, i, Some(step), None, ExitReason::JourneyStopped.code());
            }
            record.enrolments[e].passages.clear();
            record.enrolments[e].next_due = None;
        }
        let mut revoked = Vec::new();
        for at in 0..record.messages.len() {
            if record.messages[at].journey != *id {
                continue;
            }
            match record.messages[at].delivery.state {
                DeliveryState::Claimed { .. } => revoked.push(record.messages[at].send_key.clone()),
                _ if record.messages[at].is_open() => self.drop_message(record, at, Refusal::JourneyStopped.code()),
                _ => {}
            }
        }
        if !revoked.is_empty() {
            self.effect(record.customer.id, EffectKind::Revoke { keys: revoked, why: Recall::JourneyStopped });
        }
        self.take_down(record, |_, record, at| {
            (record.messages[at].journey == *id).then_some(Recall::JourneyStopped.code())
        });
    }

    /// Brings passages of older versions into a new one, if it says so, and keeps what patterns both have.
    fn move_over(&mut self, record: &mut Record, e: usize, version: &Version) {
        let journey = &version.journey;
        let enrolment = &mut record.enrolments[e];
        journey.adopt_triggers(&mut enrolment.triggers);
        enrolment.next_due = journey.next_due(&enrolment.triggers);
        for i in 0..record.enrolments[e].passages.len() {
            let passage = &mut record.enrolments[e].passages[i];
            let (old, step) = (passage.version, passage.step.clone());
            let mut intents = Vec::new();
            match journey.take_over(passage, &mut intents) {
                Moved::Stays => {}
                Moved::Moved => self.shift_tallies(journey, old, &step),
                Moved::Left => {
                    for intent in intents {
                        if let Intent::Exit { reason, by } = intent {
                            self.exited(record, e, i, Some(step.clone()), by, &reason);
                        }
                    }
                }
            }
        }
        record.enrolments[e].passages.retain(|passage| !passage.has_left());
    }

    fn shift_tallies(&mut self, journey: &Journey, old: u32, step: &StepId) {
        self.tallies.version(journey.id(), old).inside -= 1;
        self.tallies.step(journey.id(), old, step).here -= 1;
        self.tallies.version(journey.id(), journey.version()).inside += 1;
        self.tallies.step(journey.id(), journey.version(), step).here += 1;
    }

    /// This record's passages are no longer counted here.
    pub(crate) fn leave_tallies(&mut self, record: &Record) {
        for passage in record.enrolments.iter().flat_map(|enrolment| &enrolment.passages) {
            self.tallies.version(&passage.journey, passage.version).inside -= 1;
            self.tallies.step(&passage.journey, passage.version, &passage.step).here -= 1;
        }
    }

    /// What the journey knew of another record of the same person. Inside twice is inside once: the passage that began
    /// first goes on, the other ends as `merged`, and what it had planned is given up.
    pub(crate) fn join_enrolment(&mut self, record: &mut Record, theirs: Enrolment) {
        let e = record.enrolment(&theirs.journey);
        if let Some(version) = self.catalog.journey(&theirs.journey).and_then(|live| live.latest()) {
            let mine = &mut record.enrolments[e];
            version.journey.merge_triggers(&mut mine.triggers, theirs.triggers);
            mine.next_due = version.journey.next_due(&mine.triggers);
        }
        let mine = &mut record.enrolments[e];
        mine.last_entry = mine.last_entry.max(theirs.last_entry);
        mine.entries += theirs.entries;
        mine.held_out |= theirs.held_out;
        theirs.visits.iter().for_each(|visit| mine.comes_to(&visit.step, visit.at));
        mine.looked_back = mine.looked_back.max(theirs.looked_back);
        for passage in &theirs.passages {
            self.tallies.version(&passage.journey, passage.version).inside += 1;
            self.tallies.step(&passage.journey, passage.version, &passage.step).here += 1;
        }
        mine.passages.extend(theirs.passages);
        mine.passages.sort_by_key(|passage| (passage.entered, passage.occurrence));
        for i in 1..record.enrolments[e].passages.len() {
            let passage = &mut record.enrolments[e].passages[i];
            passage.waiting = Waiting::Left;
            let (step, occurrence) = (passage.step.clone(), passage.occurrence);
            record.enrolments[e].merged_away.push(occurrence);
            self.exited(record, e, i, Some(step), None, ExitReason::Merged.code());
        }
        record.enrolments[e].passages.truncate(1);
    }

    /// Questions that were not answered before a restart.
    pub(crate) fn ask_again(&mut self, record: &Record) {
        let (customer, now) = (record.customer.id, self.now);
        for at in (0..record.messages.len()).filter(|at| record.messages[*at].is_due(now)) {
            self.due(record, at);
        }
        let waiting = record.enrolments.iter().flat_map(|enrolment| &enrolment.passages);
        for passage in waiting.filter(|passage| passage.waiting == Waiting::Voucher) {
            let Some(version) = self.catalog.version(&passage.journey, passage.version) else {
                // No one can be asked any more: the answer ends the passage.
                let key = voucher_key(&passage.journey, passage.version, &passage.step, customer, passage.occurrence);
                let result = VoucherResult::Refused(ExitReason::VersionGone.code().into());
                let answer = Body::Voucher(Box::new(VoucherAnswer { key, result }));
                self.effect(customer, EffectKind::Forward(Box::new(answer)));
                continue;
            };
            let Some(brand) = self.catalog.brand(&version.journey.document().brand) else { continue };
            let request = voucher_request(&version.journey, brand, record, passage, &passage.step, self.now);
            if let Some(request) = request {
                self.effect(customer, EffectKind::IssueVoucher(Box::new(request)));
            }
        }
    }
}

fn when(pressure: Pressure) -> WhenBlocked {
    match pressure {
        Pressure::Defer => WhenBlocked::Defer,
        Pressure::Drop => WhenBlocked::Drop,
    }
}

/// What a voucher step's question is known by: the key of a message on the channel `voucher`.
fn voucher_key(journey: &JourneyId, version: u32, step: &StepId, customer: CustomerId, occurrence: Lsn) -> SendKey {
    SendKey::new(journey, version, step, customer, &ChannelId::from("voucher"), occurrence)
}

/// The question a voucher step asks.
fn voucher_request(
    journey: &Journey,
    brand: &Brand,
    record: &Record,
    passage: &Passage,
    step: &StepId,
    now: Time,
) -> Option<VoucherRequest> {
    let voucher = journey.voucher(step)?;
    Some(VoucherRequest {
        key: voucher_key(journey.id(), journey.version(), step, record.customer.id, passage.occurrence),
        pool: voucher.pool.clone(),
        brand: journey.document().brand.clone(),
        activity: journey.document().activity.clone(),
        value: voucher.value,
        valid_until: last_moment(now, voucher.valid_for, &brand.zone),
        conditions: Value::Map(voucher.conditions.clone()),
        at: now,
        zone: brand.zone.clone(),
    })
}
