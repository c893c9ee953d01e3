//! What came of messages: outcomes of a try, and what people and their mail servers say later.

use crate::{
    effect::Booked,
    history::What,
    shard::{Fold, Shard},
    state::{Message, Record},
};
use rapport_channel::{
    delivery::{Change, Command, DeliveryState},
    report::{Outcome, Report},
};
use rapport_customer::{Brand, Reason, SendKey, Suppression};
use rapport_kernel::{ChannelId, CustomerId, Event, EventKind, Identifier, Map, Time, Value};
use smol_str::{SmolStr, format_smolstr};

/// What the event says that a followed link becomes; its name is the channel's ([`rapport_channel::kind::Kind::clicked`]).
pub const LINK_CLICKED_PROPERTIES: [&str; 4] = ["link_url", "journey", "step", "send_key"];

impl Fold<'_> {
    /// Takes a report in. One about a message no one knows (any more) changes nothing.
    pub(crate) fn report(&mut self, record: &mut Record, report: &Report) {
        let Some(at) = record.position(&report.send_key) else { return };
        let message = &mut record.messages[at];
        let from = message.delivery.counts_from(&report.outcome, self.now);
        let Ok(change) = message.delivery.apply(&Command::Report(report.outcome.clone()), from) else { return };
        if change == Change::Nothing {
            return;
        }
        let state = message.delivery.state.code();
        self.tally_outcome(&report.send_key, report.outcome.code());
        self.history(
            record.customer.id,
            What::Delivery {
                send_key: report.send_key.clone(),
                outcome: report.outcome.clone(),
                state: state.into(),
                resolved: report.resolved.clone(),
            },
        );
        self.settle(record, at);
        self.learn(record, at, report);
        if report.outcome == Outcome::Done {
            self.served(record, at);
        }
        if let Outcome::Clicked { link } = &report.outcome
            && let Some(name) = record.messages[at].kind().and_then(|kind| kind.clicked)
        {
            let clicked = self.link_clicked(name, &record.messages[at], link, report.at);
            self.elapse(record, clicked.timestamp);
            self.happens(record, &clicked);
        }
    }

    /// Money follows the state; what has ended needs no data any more.
    fn settle(&mut self, record: &mut Record, at: usize) {
        match record.messages[at].delivery.state {
            DeliveryState::Accepted { .. } | DeliveryState::Unknown { .. } => self.book(record, at, Booked::Spent),
            DeliveryState::Refused { .. }
            | DeliveryState::Expired { .. }
            | DeliveryState::Suppressed { .. }
            | DeliveryState::Deferred { .. } => {
                self.book(record, at, Booked::Released);
            }
            DeliveryState::Planned | DeliveryState::Claimed { .. } => {}
        }
        let message = &mut record.messages[at];
        // A prompt stays on a screen until someone has answered, a placement is shown again while it is valid: their texts
        // are made from the data each time.
        let prompt = message.is_prompt() && !message.answered();
        let placement = message.is_placement() && self.now <= message.delivery.valid_until;
        if message.delivery.state.is_final() && !prompt && !placement {
            message.data = Map::default();
        }
    }

    /// A hard bounce and a complaint are reasons not to write again to the address the message went to.
    fn learn(&mut self, record: &mut Record, at: usize, report: &Report) {
        let Some(reason) = report.outcome.silences() else { return };
        let message = &record.messages[at];
        let brand = self.catalog.brand(&message.brand).map(|brand| &**brand);
        let to = To { brand, channel: &message.channel, mailed: message.mailed.as_ref() };
        let said = to.silenced(record, reason, report.at.min(self.now));
        self.suppress(record, said);
    }

    /// A followed link as an event that journeys may wait for and count. (Whoever shows a placement sends an event of
    /// their own.)
    fn link_clicked(&self, name: &str, message: &Message, link: &SmolStr, at: Time) -> Event {
        let said = [link, message.journey.as_str(), message.step.as_str(), message.send_key.as_str()];
        let properties = LINK_CLICKED_PROPERTIES.iter().zip(said);
        Event {
            kind: EventKind::Track,
            name: name.into(),
            message_id: format_smolstr!("{}#{}", message.send_key, self.lsn.0),
            identifiers: Vec::new(),
            timestamp: at.min(self.now),
            received: self.now,
            public: false,
            source: message.channel.as_str().into(),
            brand: message.brand.clone(),
            properties: Map(properties.map(|(name, text)| ((*name).into(), Value::from(text))).collect()),
            context: Map::default(),
        }
    }

    /// When the person was reached by a message, and how strongly they answered.
    pub(crate) fn strongest_touch(message: &Message) -> Option<(Time, &'static str)> {
        let reached = match message.delivery.state {
            DeliveryState::Accepted { at, .. } => (at, "sent"),
            _ => return None,
        };
        // A prompt lies on a screen until staff speak of it: only they can say that it reached anybody.
        let reached = Some(reached).filter(|_| !message.is_prompt());
        let rank = |code: &str| ["sent", "delivered", "opened", "clicked", "done"].iter().position(|c| *c == code);
        let answers = message.delivery.feedback.iter().map(|(at, outcome)| (*at, outcome.code()));
        reached
            .into_iter()
            .chain(answers)
            .filter(|(_, code)| rank(code).is_some())
            .max_by_key(|(at, code)| (rank(code), *at))
    }
}

/// Where a message went.
struct To<'a> {
    brand: Option<&'a Brand>,
    channel: &'a ChannelId,
    mailed: Option<&'a Identifier>,
}

impl To<'_> {
    /// What follows from a hard bounce or a complaint: no one writes there, or to them.
    fn silenced(&self, record: &Record, reason: Reason, at: Time) -> Suppression {
        let now_at = || record.customer.address(self.brand?, self.channel);
        let address = self.mailed.or_else(now_at).cloned();
        // An address that does not exist does not exist for any brand, nor on any channel of its medium.
        let gone = reason == Reason::HardBounce && address.is_some();
        let brand = self.brand.filter(|_| reason == Reason::Complaint).map(|brand| brand.id.clone());
        let channel = (!gone).then(|| self.channel.clone());
        let (scope, source) = (reason.usual_scope(), "feedback".into());
        Suppression { at, received: None, reason, scope, brand, channel, address, source }
    }
}

impl Shard {
    /// What follows from a hard bounce or a complaint about a message that this state may not know: it was sent by a later state that
    /// is lost. Where it went is then where the customer's messages go by what is known; a brand that is not known either stands for all.
    #[must_use]
    pub fn silenced(&self, customer: CustomerId, key: &SendKey, reason: Reason, at: Time) -> Option<Suppression> {
        let (record, parts) = (self.customer(customer)?, key.parts().ok()?);
        let message = record.message(key);
        let journey = || Some(&self.catalog.journey(&parts.journey)?.latest()?.journey.document().brand);
        let brand = message.map(|message| &message.brand).or_else(journey);
        let brand = brand.and_then(|brand| self.catalog.brand(brand)).map(|brand| &**brand);
        let mailed = message.and_then(|message| message.mailed.as_ref());
        Some(To { brand, channel: &parts.channel, mailed }.silenced(record, reason, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_channel::delivery::{Delivery, Mode};
    use rapport_customer::{SendKey, WhenBlocked};
    use rapport_kernel::{Currency, CustomerId, Lsn, Money, Span};

    const THEN: Time = Time(1_772_000_000_000);

    fn accepted(channel: &str, answers: Vec<(Time, Outcome)>) -> Message {
        let state = DeliveryState::Accepted { at: THEN, provider_id: None };
        let delivery = Delivery { state, feedback: answers, ..Delivery::new(Mode::AtMostOnce, THEN, THEN + Span::DAY) };
        Message {
            send_key: SendKey::new(&"j".into(), 1, &"s".into(), CustomerId(1), &channel.into(), Lsn(1)),
            journey: "j".into(),
            version: 1,
            step: "s".into(),
            occurrence: Lsn(1),
            brand: "acme".into(),
            activity: "spring".into(),
            purpose: "offers".into(),
            channel: channel.into(),
            kind: None,
            priority: 0,
            cost: Money::zero(Currency::EUR),
            offer: None,
            on_cap: WhenBlocked::Drop,
            on_quiet: WhenBlocked::Drop,
            data: Map::default(),
            delivery,
            committed: false,
            mailed: None,
            public: false,
            source: None,
        }
    }

    #[test]
    fn a_mail_reaches_when_it_is_taken_a_prompt_when_staff_have_spoken_of_it() {
        let later = THEN + Span::MINUTE;
        let touch = |channel, answers| Fold::strongest_touch(&accepted(channel, answers));
        assert_eq!(touch("email", vec![]), Some((THEN, "sent")));
        assert_eq!(touch("email", vec![(later, Outcome::Opened)]), Some((later, "opened")));
        assert_eq!(touch("staff", vec![]), None, "it only lies on a screen");
        assert_eq!(touch("staff", vec![(later, Outcome::NotInterested)]), None);
        assert_eq!(touch("staff", vec![(later, Outcome::Done)]), Some((later, "done")));
    }
}
