//! The gate's checks, one function each.

use super::{
    Budget, Check, CheckName, CheckOutcome, JourneyStatus, Refusal, Request, WhenBlocked, caps, caps::Full, fact::Fact,
    hold_out, quiet,
};
use crate::{
    brand::{Brand, Cap, Channel, PurposeKind},
    consent::{ConsentStatus, ConsentVersion, Proof, Standing},
    contact::Contact,
    customer::Customer,
    soft_opt_in::{self, Conditions},
    suppression::Suppression,
};
use rapport_kernel::{Identifier, Time};

/// What forbids a message, and until when if it may wait.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub refusal: Refusal,
    pub until: Option<Time>,
}

/// All checks, with what a permit needs to know.
pub(super) struct Checks {
    pub list: Vec<Check>,
    /// The first that failed.
    pub decisive: Option<Found>,
    pub address: Option<Identifier>,
    pub consent: Option<ConsentVersion>,
}

/// What the checks read.
struct Scene<'a> {
    request: &'a Request<'a>,
    customer: &'a Customer,
    brand: &'a Brand,
    channel: &'a Channel,
    kind: PurposeKind,
    address: Option<&'a Identifier>,
    suppression: Option<&'a Suppression>,
    now: Time,
}

const SERVICE: Option<Fact> = Some(Fact::ServiceMessage);

impl Checks {
    pub fn run(request: &Request<'_>, customer: &Customer, brand: Option<&Brand>, budget: Budget, now: Time) -> Self {
        let list = Vec::with_capacity(CheckName::ALL.len());
        let mut checks = Self { list, decisive: None, address: None, consent: None };
        match checks.scene(request, customer, brand, now) {
            Ok(scene) => {
                checks.pass(CheckName::Brand, None);
                checks.journey(request.journey_status);
                checks.suppression(&scene);
                checks.consent(&scene);
                checks.address(&scene);
                checks.already_bought(&scene);
                checks.caps(&scene);
                checks.quiet_hours(&scene);
                checks.hold_outs(&scene);
            }
            Err(refusal) => {
                checks.fail(CheckName::Brand, refusal, None, None);
                checks.journey(request.journey_status);
                let asked = [CheckName::Brand, CheckName::Journey, CheckName::Budget];
                for name in CheckName::ALL.iter().filter(|name| !asked.contains(*name)) {
                    checks.add(*name, CheckOutcome::NotAsked, Some(Fact::BrandMissing));
                }
            }
        }
        checks.budget(budget, request);
        checks
    }

    fn scene<'a>(
        &mut self,
        request: &'a Request<'a>,
        customer: &'a Customer,
        brand: Option<&'a Brand>,
        now: Time,
    ) -> Result<Scene<'a>, Refusal> {
        let brand = brand.filter(|brand| brand.id == *request.brand).ok_or(Refusal::UnknownBrand)?;
        let kind = brand.purpose(request.purpose).ok_or(Refusal::UnknownPurpose)?.kind;
        let channel = brand.channel(request.channel).ok_or(Refusal::UnknownChannel)?;
        let address = match request.to {
            Some(to) => customer.profile.known_address(channel.medium, to),
            None => customer.profile.address(channel.medium),
        };
        let suppression = customer.suppressed_at(brand, request.purpose, request.channel, address);
        self.address = address.cloned();
        Ok(Scene { request, customer, brand, channel, kind, address, suppression, now })
    }

    fn add(&mut self, name: CheckName, outcome: CheckOutcome, fact: Option<Fact>) {
        self.list.push(Check { name, outcome, fact });
    }

    fn pass(&mut self, name: CheckName, fact: Option<Fact>) {
        self.add(name, CheckOutcome::Passed, fact);
    }

    fn fail(&mut self, name: CheckName, refusal: Refusal, until: Option<Time>, fact: Option<Fact>) {
        self.decisive.get_or_insert(Found { refusal, until });
        self.add(name, CheckOutcome::Failed(refusal), fact);
    }

    fn journey(&mut self, status: JourneyStatus) {
        match status {
            JourneyStatus::Running => self.pass(CheckName::Journey, None),
            JourneyStatus::Paused => self.fail(CheckName::Journey, Refusal::JourneyPaused, None, None),
            JourneyStatus::Stopped => self.fail(CheckName::Journey, Refusal::JourneyStopped, None, None),
        }
    }

    fn suppression(&mut self, scene: &Scene<'_>) {
        match scene.suppression {
            None => self.pass(CheckName::Suppression, None),
            Some(found) => {
                let fact = Fact::Suppressed { reason: found.reason, since: found.at };
                self.fail(CheckName::Suppression, Refusal::Suppressed, None, Some(fact));
            }
        }
    }

    fn consent(&mut self, scene: &Scene<'_>) {
        if scene.kind == PurposeKind::Service {
            return self.add(CheckName::Consent, CheckOutcome::Exempt, SERVICE);
        }
        let Request { purpose, channel, .. } = *scene.request;
        let standing = scene.customer.standing(scene.brand, purpose, channel);
        let (status, decisive) = standing.worth(scene.brand, purpose, channel, scene.address, scene.now);
        let (refusal, fact) = match status {
            ConsentStatus::Given { since } => {
                self.consent = decisive.map(|given| given.version());
                return self.pass(CheckName::Consent, Some(Fact::ConsentGiven { since }));
            }
            ConsentStatus::Never => (Refusal::NoConsent, None),
            ConsentStatus::Pending { since } => (Refusal::ConsentPending, Some(Fact::ConsentAsked { since })),
            ConsentStatus::Unproven { since } => (Refusal::ConsentUnproven, Some(Fact::ConsentRecorded { since })),
            ConsentStatus::OtherAddress { since } => {
                (Refusal::ConsentForOtherAddress, Some(Fact::ConsentGiven { since }))
            }
            ConsentStatus::Expired { at } => (Refusal::ConsentExpired, Some(Fact::ConsentExpired { at })),
            ConsentStatus::Withdrawn { at } => (Refusal::ConsentWithdrawn, Some(Fact::ConsentWithdrawn { at })),
            ConsentStatus::Objected { at } => (Refusal::Objected, Some(Fact::Objected { at })),
        };
        let conditions = soft_conditions(scene, &standing);
        let country = scene.customer.profile.country().unwrap_or(&scene.brand.country);
        if soft_opt_in::allows(&scene.brand.soft_opt_in, country, channel, conditions) {
            self.consent = standing.notice.map(|notice| notice.version());
            return self.pass(CheckName::Consent, Some(Fact::SoftOptIn { country: country.into() }));
        }
        self.fail(CheckName::Consent, refusal, None, fact);
    }

    fn address(&mut self, scene: &Scene<'_>) {
        if scene.channel.medium.identifier().is_some() && scene.address.is_none() {
            return self.fail(CheckName::Address, Refusal::NoAddress, None, None);
        }
        // A consent that counts has its own proof.
        let on_a_public_word = scene.request.public && scene.kind == PurposeKind::Service;
        if on_a_public_word && scene.address.is_some_and(|address| !scene.customer.is_proven(address)) {
            return self.fail(CheckName::Address, Refusal::UnprovenAddress, None, None);
        }
        self.pass(CheckName::Address, None);
    }

    fn already_bought(&mut self, scene: &Scene<'_>) {
        if scene.kind == PurposeKind::Service {
            return self.add(CheckName::AlreadyBought, CheckOutcome::Exempt, SERVICE);
        }
        let bought = scene.request.offer.and_then(|offer| scene.customer.purchases.has(offer, scene.now));
        match bought {
            None => self.pass(CheckName::AlreadyBought, None),
            Some(order) => {
                let fact = Fact::Bought { order: order.id.clone(), source: order.source.clone(), at: order.at };
                self.fail(CheckName::AlreadyBought, Refusal::AlreadyBought, None, Some(fact));
            }
        }
    }

    fn caps(&mut self, scene: &Scene<'_>) {
        use CheckName::{CapAll, CapChannel, CapJourney};
        let public = self.public_cap(scene);
        if scene.kind == PurposeKind::Service {
            let exempt = if public { &[CapChannel, CapJourney][..] } else { &[CapAll, CapChannel, CapJourney] };
            return exempt.iter().for_each(|name| self.add(*name, CheckOutcome::Exempt, SERVICE));
        }
        let request = scene.request;
        if !public {
            self.cap(CapAll, &scene.brand.caps, scene, Refusal::CapReached, |_| true, |_| true);
        }
        let on_channel = |contact: &Contact| contact.channel == *request.channel;
        let rival_on_channel = |rival: &super::Rival| rival.channel == *request.channel;
        self.cap(CapChannel, &scene.channel.caps, scene, Refusal::ChannelCapReached, on_channel, rival_on_channel);
        let of_journey = |contact: &Contact| contact.journey == *request.journey;
        self.cap(CapJourney, request.caps, scene, Refusal::JourneyCapReached, of_journey, |_| false);
    }

    /// Whether public sources' words have led to as many messages as they may. Such a message is never put off: a flood that
    /// waits is still one.
    fn public_cap(&mut self, scene: &Scene<'_>) -> bool {
        if !scene.request.public || scene.channel.medium.identifier().is_none() {
            return false;
        }
        let sent = || scene.customer.contacts.on_public_words(&scene.brand.id).map(|contact| contact.at);
        let full = |cap: &Cap| caps::check(*cap, sent(), std::iter::empty(), scene.now);
        let Some(Full { cap, used, .. }) = caps::strictest(scene.brand.public_caps.iter().filter_map(full)) else {
            return false;
        };
        let fact = Fact::CapFull { used, reserved: 0, max: cap.max, per: cap.per };
        self.fail(CheckName::CapAll, Refusal::PublicCapReached, None, Some(fact));
        true
    }

    fn cap(
        &mut self,
        name: CheckName,
        all: &[Cap],
        scene: &Scene<'_>,
        reached: Refusal,
        counts: impl Fn(&Contact) -> bool,
        competes: impl Fn(&super::Rival) -> bool,
    ) {
        let contacts = scene.customer.contacts.counting(&scene.brand.id).filter(|contact| counts(contact));
        let rivals = scene.request.rivals.iter();
        let rivals = rivals.filter(|rival| rival.priority > scene.request.priority && competes(rival));
        let full = |cap: &Cap| {
            caps::check(
                *cap,
                contacts.clone().map(|contact| contact.at),
                rivals.clone().map(|rival| rival.due),
                scene.now,
            )
        };
        match caps::strictest(all.iter().filter_map(full)) {
            None => self.pass(name, None),
            Some(Full { cap, used, reserved, until }) => {
                let refusal = if used < cap.max { Refusal::CapReserved } else { reached };
                let until = (scene.request.on_cap == WhenBlocked::Defer).then_some(until);
                let fact = Fact::CapFull { used, reserved, max: cap.max, per: cap.per };
                self.fail(name, refusal, until, Some(fact));
            }
        }
    }

    fn quiet_hours(&mut self, scene: &Scene<'_>) {
        let name = CheckName::QuietHours;
        if scene.kind == PurposeKind::Service {
            return self.add(name, CheckOutcome::Exempt, SERVICE);
        }
        if !scene.channel.keeps_quiet_hours {
            return self.add(name, CheckOutcome::Exempt, Some(Fact::NoQuietHours));
        }
        let Some(settings) = &scene.brand.quiet else { return self.pass(name, None) };
        let profile = &scene.customer.profile;
        let zone = quiet::zone_of(profile.zone(), scene.brand);
        let country = profile.country().unwrap_or(&scene.brand.country);
        match quiet::quiet_until(settings, scene.brand, country, &zone, scene.now) {
            None => self.pass(name, None),
            Some(until) => {
                let fact = Fact::Quiet { until };
                let until = (scene.request.on_quiet == WhenBlocked::Defer).then_some(until);
                self.fail(name, Refusal::QuietHours, until, Some(fact));
            }
        }
    }

    fn hold_outs(&mut self, scene: &Scene<'_>) {
        use CheckName::{HoldOutGlobal, HoldOutJourney};
        if scene.kind == PurposeKind::Service {
            self.add(HoldOutGlobal, CheckOutcome::Exempt, SERVICE);
            return self.add(HoldOutJourney, CheckOutcome::Exempt, SERVICE);
        }
        let (brand, id) = (scene.brand, scene.customer.id);
        let global = hold_out::in_brand(brand, id);
        self.drawn(HoldOutGlobal, global, Refusal::GlobalHoldOut);
        let own = scene.request.hold_out.is_some_and(|own| hold_out::in_journey(own, scene.request.journey, brand, id));
        self.drawn(HoldOutJourney, own, Refusal::JourneyHoldOut);
    }

    fn drawn(&mut self, name: CheckName, held_out: bool, refusal: Refusal) {
        if held_out { self.fail(name, refusal, None, None) } else { self.pass(name, None) }
    }

    fn budget(&mut self, budget: Budget, request: &Request<'_>) {
        match budget {
            Budget::Unasked => {
                self.add(CheckName::Budget, CheckOutcome::NotAsked, Some(Fact::AskedLater));
            }
            Budget::Reserved => {
                let fact = Fact::Paid { cost: request.cost, activity: request.activity.clone() };
                self.pass(CheckName::Budget, Some(fact));
            }
            Budget::Refused => {
                let fact = Fact::Unpaid { cost: request.cost, activity: request.activity.clone() };
                self.fail(CheckName::Budget, Refusal::NoBudget, None, Some(fact));
            }
            Budget::Closed => self.fail(CheckName::Budget, Refusal::ActivityClosed, None, None),
            Budget::UnknownActivity => self.fail(CheckName::Budget, Refusal::UnknownActivity, None, None),
            Budget::MixedCurrency => self.fail(CheckName::Budget, Refusal::MixedCurrency, None, None),
            Budget::OtherAmount => self.fail(CheckName::Budget, Refusal::OtherAmount, None, None),
            Budget::NegativeAmount => self.fail(CheckName::Budget, Refusal::NegativeAmount, None, None),
        }
    }
}

/// The four conditions of soft opt-in as this record shows them.
fn soft_conditions(scene: &Scene<'_>, standing: &Standing<'_>) -> Conditions {
    let purchases = &scene.customer.purchases;
    let from_sale = standing.notice.is_some_and(|notice| match &notice.proof {
        Proof::Sale { order } => {
            let sale = purchases.order(order).filter(|order| order.brand == scene.brand.id && order.stands());
            sale.is_some() && notice.address.is_some() && notice.address.as_ref() == scene.address
        }
        _ => false,
    });
    Conditions {
        address_from_sale: from_sale,
        own_similar_goods: scene
            .request
            .offer
            .is_some_and(|offer| offer.own_goods && purchases.bought_similar(offer, &scene.brand.id)),
        no_objection: standing.stopped.is_none() && scene.suppression.is_none(),
        notice: standing.notice.is_some() && scene.channel.says_how_to_object,
    }
}
