//! Planning and claiming: the two moments at which the gate is asked about a message (decision record 0005).

use crate::{
    catalog::Version,
    effect::{Booked, Booking, Due, EffectKind, PublicWord},
    held::Held,
    history::What,
    shard::Fold,
    state::{Message, Record},
};
use rapport_channel::{
    delivery::{Command, DeliveryState},
    kind::Kind,
    liquid::Limits,
    outgoing::{self, Outgoing},
    report::NO_WAY_OUT,
    spoken::{Here, spoken_of},
    targets::hosts_of,
};
use rapport_customer::{
    Brand, Budget, Contact, Decision, JourneyStatus, Permit, Refusal, Request, Rival, SendKey, Verdict,
    gate::quiet::zone_of,
};
use rapport_kernel::{BrandId, Map, Span, Time};
use smol_str::SmolStr;
use std::sync::Arc;

/// How long a message waits for the other half of a merged customer before it asks again.
const MERGE_PATIENCE: Span = Span::SECOND;

/// How the journeys are called whose messages prove an address. The program publishes them itself.
pub const PROVING: [&str; 2] = ["double-opt-in-", "own-data-"];

impl Fold<'_> {
    /// Asks the gate about the message at this place of the record, without a budget.
    pub(crate) fn ask_gate(&self, record: &Record, at: usize) -> Decision {
        self.gate(record, &record.messages[at], Budget::Unasked)
    }

    /// Asks the gate about a message.
    pub(crate) fn gate(&self, record: &Record, message: &Message, budget: Budget) -> Decision {
        let live = self.catalog.journey(&message.journey);
        let version = live.and_then(|live| live.versions.get(&message.version));
        let rivals = self.rivals(record, message);
        let request = Request {
            send_key: &message.send_key,
            brand: &message.brand,
            purpose: &message.purpose,
            channel: &message.channel,
            to: only_to(message),
            public: message.public,
            activity: &message.activity,
            journey: &message.journey,
            priority: message.priority,
            offer: message.offer.as_ref(),
            caps: version.map_or(&[], |version| &version.caps),
            hold_out: version.and_then(|version| version.hold_out.as_ref()),
            cost: message.cost,
            on_cap: message.on_cap,
            on_quiet: message.on_quiet,
            journey_status: live.map_or(JourneyStatus::Stopped, |live| live.status),
            rivals: &rivals,
        };
        let brand = self.catalog.brand(&message.brand).map(Arc::as_ref);
        rapport_customer::decide(&request, &record.customer, brand, budget, self.now)
    }

    /// What else of the same brand is planned for this customer.
    fn rivals(&self, record: &Record, message: &Message) -> Vec<Rival> {
        let brand = self.catalog.brand(&message.brand);
        let counts = |other: &&Message| {
            other.send_key != message.send_key
                && other.brand == message.brand
                && !other.is_placement()
                && brand
                    .and_then(|brand| brand.purpose(&other.purpose))
                    .is_some_and(|p| p.kind == rapport_customer::PurposeKind::Marketing)
        };
        let rival = |other: &Message| {
            let due = match other.delivery.state {
                DeliveryState::Planned => self.now,
                DeliveryState::Deferred { until, .. } => until,
                _ => return None,
            };
            Some(Rival { priority: other.priority, channel: other.channel.clone(), due })
        };
        record.messages.iter().filter(counts).filter_map(rival).collect()
    }

    /// Takes a new message in: asks the gate, keeps the decision, and plans it unless it is refused.
    pub(crate) fn plan(&mut self, record: &mut Record, message: Message) -> Decision {
        let decision = self.gate(record, &message, Budget::Unasked);
        self.keep_decision(record, &message.send_key, false, &decision);
        let code = decision.refusal().map_or("allowed", |refusal| refusal.code());
        crate::shard::count(&mut self.tallies.version(&message.journey, message.version).decisions, code);
        if matches!(decision.refusal(), Some(Refusal::GlobalHoldOut | Refusal::JourneyHoldOut)) {
            let e = record.enrolment(&message.journey);
            record.enrolments[e].held_out = true;
        }
        let at = record.messages.len();
        match &decision.verdict {
            Verdict::Allowed(_) => {
                record.messages.push(message);
                match self.bad_link(record, at) {
                    Some(why) => self.drop_message(record, at, why),
                    None => self.due(record, at),
                }
            }
            Verdict::Deferred { until, why } => {
                record.messages.push(message);
                self.defer(record, at, *until, why.code());
            }
            Verdict::Refused(Refusal::JourneyPaused) => {
                record.messages.push(message);
                self.wait_for_journey(record, at);
            }
            Verdict::Refused(why) => {
                record.messages.push(message);
                self.turn_away(record, at, why.code());
            }
        }
        decision
    }

    /// A message that is refused before it was planned is kept as that. The decision is its line in the history.
    fn turn_away(&self, record: &mut Record, at: usize, why: &str) {
        let message = &mut record.messages[at];
        message.data = Map::default();
        // What is only just made may always be given up.
        let _ = message.delivery.apply(&Command::Suppress { reason: why.into() }, self.now);
    }

    /// What is wrong with the links of a message, where data says where they lead. What is put off is asked when it is
    /// made.
    fn bad_link(&self, record: &Record, at: usize) -> Option<&'static str> {
        let message = &record.messages[at];
        let content = self.catalog.version(&message.journey, message.version)?.contents.get(&message.step)?;
        let brand = self.catalog.brand(&message.brand)?;
        let (hosts, data) = (hosts_of(brand), template_data(&message.data, record, Some(brand)));
        content.check_links(&data, &hosts, &Limits::default()).err().map(|error| error.code())
    }

    /// A message is about to leave, and the budget has answered.
    pub(crate) fn claim(&mut self, record: &mut Record, send_key: &SendKey, budget: Budget, not_before: Option<Time>) {
        let Some(at) = record.position(send_key) else { return };
        if !record.messages[at].is_due(self.now) {
            return;
        }
        if self.now > record.messages[at].delivery.valid_until {
            return self.expire(record, at);
        }
        if !record.expected.is_empty() {
            let until = self.now + MERGE_PATIENCE;
            return self.defer(record, at, until, Held::MergePending.code());
        }
        let decision = self.gate(record, &record.messages[at], budget);
        self.keep_decision(record, send_key, true, &decision);
        match decision.verdict {
            Verdict::Allowed(permit) => match not_before.filter(|from| *from > self.now) {
                Some(from) => self.defer(record, at, from, Held::PublicRate.code()),
                None => self.dispatch(record, at, permit),
            },
            Verdict::Deferred { until, why } => self.defer(record, at, until, why.code()),
            Verdict::Refused(Refusal::JourneyPaused) => self.wait_for_journey(record, at),
            Verdict::Refused(why) => self.drop_message(record, at, why.code()),
        }
    }

    /// Everything that belongs to a claim, in one step: state, cap, money, and the way out.
    fn dispatch(&mut self, record: &mut Record, at: usize, permit: Permit) {
        let message = &mut record.messages[at];
        let version = self.catalog.version(&message.journey, message.version).cloned();
        let brand = self.catalog.brand(&message.brand).cloned();
        let (Some(version), Some(brand)) = (version, brand) else {
            return self.drop_message(record, at, Held::NoContent.code());
        };
        if message.delivery.apply(&Command::Claim, self.now).is_err() {
            return;
        }
        message.mailed = permit.address().cloned();
        let contact = Contact {
            at: self.now,
            brand: message.brand.clone(),
            channel: message.channel.clone(),
            purpose: message.purpose.clone(),
            journey: message.journey.clone(),
            priority: message.priority,
            counts: is_marketing(&brand, message),
            public: message.public,
        };
        record.customer.contacts.record(contact, brand.longest_cap());
        let consent = permit.consent().map(|version| version.0.clone());
        self.history(
            record.customer.id,
            What::Claimed {
                send_key: message.send_key.clone(),
                activity: message.activity.clone(),
                cost: message.cost,
                consent,
            },
        );
        self.book(record, at, Booked::Committed);
        let outgoing = outgoing(record, at, permit, &version, &brand);
        match outgoing {
            Some(outgoing) => self.effect(record.customer.id, EffectKind::Dispatch(Box::new(outgoing))),
            None => self.drop_message(record, at, Held::NoContent.code()),
        }
    }

    /// Books the money of a message, once for each step of its life.
    pub(crate) fn book(&mut self, record: &mut Record, at: usize, what: Booked) {
        let message = &mut record.messages[at];
        let committed = what == Booked::Committed;
        if message.committed == committed {
            return;
        }
        message.committed = committed;
        let booking = Booking {
            send_key: message.send_key.clone(),
            activity: message.activity.clone(),
            cost: message.cost,
            what,
        };
        self.effect(record.customer.id, EffectKind::Book(booking));
    }

    /// Says that a message may be claimed now.
    pub(crate) fn due(&mut self, record: &Record, at: usize) {
        let (customer, message) = (record.customer.id, &record.messages[at]);
        if message.is_placement() {
            return;
        }
        let due = Due {
            send_key: message.send_key.clone(),
            channel: message.channel.clone(),
            kind: message.kind().map(Kind::name).unwrap_or_default(),
            counterpart: self.counterpart(record, message),
            activity: message.activity.clone(),
            cost: message.cost,
            on_public_word: self.on_public_word(record, message),
        };
        self.effect(customer, EffectKind::Due(due));
    }

    /// Whose word it was, if it goes to a person's address without a consent because a public source said something.
    fn on_public_word(&self, record: &Record, message: &Message) -> Option<PublicWord> {
        let brand = self.catalog.brand(&message.brand).filter(|_| message.public)?;
        let medium = brand.channel(&message.channel)?.medium;
        medium.identifier().filter(|_| !is_marketing(brand, message))?;
        let address = record.customer.profile.address(medium).cloned();
        Some(PublicWord { brand: brand.id.clone(), source: message.source.clone(), address })
    }

    /// Puts a message off; past its validity it expires instead.
    fn defer(&mut self, record: &mut Record, at: usize, until: Time, why: &str) {
        if until > record.messages[at].delivery.valid_until {
            return self.drop_message(record, at, why);
        }
        // Only what is planned or put off comes here, and that may always be put off (again).
        let _ = record.messages[at].delivery.apply(&Command::Defer { until, why: why.into() }, self.now);
    }

    /// A paused journey keeps its messages until it runs again, or they expire.
    fn wait_for_journey(&mut self, record: &mut Record, at: usize) {
        let until = record.messages[at].delivery.valid_until;
        self.defer(record, at, until, Refusal::JourneyPaused.code());
    }

    /// What these messages waited for is there: they may be claimed.
    pub(crate) fn resume(&mut self, record: &mut Record, of: impl Fn(&Message) -> bool, waited_for: &[&str]) {
        let now = self.now;
        for at in 0..record.messages.len() {
            let message = &record.messages[at];
            let waits = matches!(&message.delivery.state, DeliveryState::Deferred { why, .. } if waited_for.contains(&why.as_str()));
            if waits && of(message) {
                self.defer(record, at, now, Held::Resumed.code());
                self.due(record, at);
            }
        }
    }

    /// A brand was set, or the mail server it goes by: its mail may have a way out now.
    pub(crate) fn brand_set(&mut self, record: &mut Record, brand: &BrandId) {
        for message in record.messages.iter_mut().filter(|message| message.brand == *brand) {
            if message.delivery.waits_for_way_out() {
                // The next wait is the first again.
                message.delivery.tries = 0;
            }
        }
        self.resume(record, |message| message.brand == *brand, &NO_WAY_OUT);
    }

    /// Who would take the message now.
    fn counterpart(&self, record: &Record, message: &Message) -> SmolStr {
        let brand = self.catalog.brand(&message.brand);
        match brand.and_then(|brand| record.customer.address(brand, &message.channel)) {
            Some(address) => address.value.rsplit('@').next().unwrap_or_default().into(),
            None => place(message),
        }
    }

    /// Too late.
    pub(crate) fn expire(&mut self, record: &mut Record, at: usize) {
        let message = &mut record.messages[at];
        if message.delivery.apply(&Command::Expire, self.now).is_err() || !message.delivery.state.is_final() {
            return;
        }
        let send_key = message.send_key.clone();
        message.data = Map::default();
        self.tally_outcome(&send_key, Held::Expired.code());
        self.history(record.customer.id, What::Dropped { send_key, why: Held::Expired.code().into(), shown: false });
    }

    fn keep_decision(&mut self, record: &Record, send_key: &SendKey, claiming: bool, decision: &Decision) {
        let ruling = Box::new(decision.ruling(self.now));
        self.history(record.customer.id, What::Decided { send_key: send_key.clone(), claiming, ruling });
    }
}

fn is_marketing(brand: &Brand, message: &Message) -> bool {
    brand.purpose(&message.purpose).is_none_or(|purpose| purpose.kind == rapport_customer::PurposeKind::Marketing)
}

/// The one address a message is for, where it is one that proves an address: the link in it must not reach another.
/// One that names none, from before addresses were named, goes where the channel would send it.
fn only_to(message: &Message) -> Option<&str> {
    let proves = PROVING.iter().any(|begin| message.journey.as_str().starts_with(begin));
    message.data.get("to").filter(|_| proves)?.as_str()
}

/// The message as the driver gets it.
fn outgoing(record: &Record, at: usize, permit: Permit, version: &Version, brand: &Brand) -> Option<Outgoing> {
    let message = &record.messages[at];
    let content = version.contents.get(&message.step)?.clone();
    // What was written for one medium says nothing on another: the brand may have given the id to another channel since.
    if brand.medium(&message.channel) != content.kind().medium {
        return None;
    }
    Some(Outgoing {
        address: address(&permit, message),
        permit,
        send_key: message.send_key.clone(),
        brand: message.brand.clone(),
        activity: message.activity.clone(),
        purpose: message.purpose.clone(),
        channel: message.channel.clone(),
        customer: record.customer.id,
        content,
        data: template_data(&message.data, record, Some(brand)),
        hosts: hosts_of(brand),
        language: language(record, Some(brand)).into(),
        valid_until: message.delivery.valid_until,
        cost: message.cost,
        mode: message.delivery.mode,
        message_id: outgoing::message_id(&message.send_key),
    })
}

/// Where it goes: the person's address, or the place the data names.
fn address(permit: &Permit, message: &Message) -> SmolStr {
    permit.address().map_or_else(|| place(message), |address| address.value.clone())
}

/// The place the data names, for a channel without an address.
#[must_use]
pub fn place(message: &Message) -> SmolStr {
    let paths = message.kind().map_or(&[][..], |kind| kind.places);
    paths.iter().find_map(|path| message.data.path(path)?.as_str()).unwrap_or_default().into()
}

/// What the content of a brand's message may speak of, see [`rapport_channel::spoken`].
#[must_use]
pub fn template_data(data: &Map, record: &Record, brand: Option<&Brand>) -> Map {
    let profile = &record.customer.profile;
    let zone = brand.map(|brand| zone_of(profile.zone(), brand));
    let zone = zone.as_ref().and_then(|zone| zone.iana_name()).unwrap_or("UTC").into();
    spoken_of(data, profile.map(), &Here { zone, language: language(record, brand).into() })
}

/// What the person speaks, else the brand.
fn language<'a>(record: &'a Record, brand: Option<&'a Brand>) -> &'a str {
    let usual = || brand?.languages.first().map(SmolStr::as_str);
    record.customer.profile.language().or_else(usual).unwrap_or("en")
}
