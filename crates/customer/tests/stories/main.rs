//! What the customer crate promises, as stories and laws. The ids in brackets (S10, P4, ...) name rows of the catalogue of
//! reliability tests.
#![allow(clippy::unwrap_used, missing_docs)]

mod gate;
mod held_out;
mod history;
mod identity;
mod law;
mod permuted;
mod proof;
mod purchases;
mod quiet;
mod record;

use rapport_customer::{
    Act, Brand, Cap, Channel, Customer, Declaration, Medium, Proof, Purpose, PurposeKind, Reason, Request, SendKey,
    Suppression, Wording, brand::PurposeKind::Service,
};
use rapport_kernel::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub const ADA: &str = "ada@example.com";
pub const NOON: Time = Time(1_772_539_200_000); // 2026-03-03T12:00:00Z, a Tuesday

pub fn email(text: &str) -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: text.into() }
}

pub fn brand() -> Brand {
    let purpose = |id: &str, kind: PurposeKind| Purpose { id: id.into(), kind, ..Purpose::default() };
    Brand {
        country: "DE".into(),
        zone: "Europe/Berlin".into(),
        purposes: vec![purpose("offers", PurposeKind::Marketing), purpose("service", Service)],
        channels: vec![
            Channel { double_opt_in: true, says_how_to_object: true, ..Channel::new("email", Medium::Email) },
            Channel { says_how_to_object: true, ..Channel::new("sms", Medium::Phone) },
            Channel { keeps_quiet_hours: false, ..Channel::new("staff", Medium::Presence) },
        ],
        ..Brand::new("acme", "Acme")
    }
}

/// Each is a message of its own.
static TOLD: AtomicU64 = AtomicU64::new(0);

pub fn event(name: &str, at: Time, properties: &str) -> Event {
    Event {
        kind: if name == "identify" { EventKind::Identify } else { EventKind::Track },
        name: if name == "identify" { "".into() } else { name.into() },
        message_id: format!("{name}-{}-{}", at.0, TOLD.fetch_add(1, Ordering::Relaxed)).into(),
        identifiers: vec![],
        timestamp: at,
        received: at,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties: serde_json::from_str(properties).unwrap(),
        context: Map::default(),
    }
}

/// Ada, known by her e-mail address.
pub fn ada() -> Customer {
    person((7 << 100) | 1)
}

/// Someone with Ada's address.
pub fn person(id: u128) -> Customer {
    let mut ada = Customer::new(CustomerId(id));
    let seen = Event { identifiers: vec![email(ADA)], ..event("identify", NOON - Span::DAY, "{}") };
    ada.observe(&seen, &brand());
    ada
}

pub fn wording() -> Wording {
    Wording {
        id: "offers".into(),
        version: 3,
        language: "de".into(),
        text: "Ja, ich möchte Angebote von Acme per E-Mail erhalten.".into(),
    }
}

pub fn said(act: Act, channel: &str, at: Time) -> Declaration {
    let address = match channel {
        "email" => Some(email(ADA)),
        "sms" => Some(Identifier { kind: IdentifierKind::Phone, value: "+4930123456".into() }),
        _ => None,
    };
    let proof = match (act, &address) {
        (Act::Confirm, Some(address)) => Proof::DoubleOptIn { via: address.kind, reference: "token-1".into() },
        (Act::Grant, _) => Proof::Personal { reference: "form-1".into() },
        (Act::Notice, _) => Proof::Sale { order: "o-1".into() },
        _ => Proof::Claimed,
    };
    Declaration {
        at,
        act,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some(channel.into()),
        address,
        wording: Some(wording()),
        source: "shop".into(),
        proof,
        public: false,
    }
}

/// A double opt-in on e-mail, asked for at `at` and confirmed an hour later.
pub fn opt_in(customer: &mut Customer, at: Time) {
    customer.declare(said(Act::RequestConfirmation, "email", at), &brand(), at).unwrap();
    let later = at + Span::HOUR;
    customer.declare(said(Act::Confirm, "email", later), &brand(), later).unwrap();
}

pub fn suppression(reason: Reason, at: Time) -> Suppression {
    Suppression {
        received: None,
        at,
        reason,
        scope: reason.usual_scope(),
        brand: Some("acme".into()),
        channel: Some("email".into()),
        address: Some(email(ADA)),
        source: "mail".into(),
    }
}

/// The ids a request needs, kept alive for it.
pub struct Plan {
    pub key: SendKey,
    pub brand: BrandId,
    pub purpose: PurposeId,
    pub channel: ChannelId,
    pub activity: ActivityId,
    pub journey: JourneyId,
    pub caps: Vec<Cap>,
}

impl Plan {
    pub fn new(purpose: &str, channel: &str) -> Self {
        let (journey, channel) = (JourneyId::from("shoes"), ChannelId::from(channel));
        Self {
            key: SendKey::new(&journey, 1, &"hello".into(), ada().id, &channel, Lsn(9)),
            brand: "acme".into(),
            purpose: purpose.into(),
            channel,
            activity: "spring-shoes".into(),
            journey,
            caps: vec![],
        }
    }

    pub fn request(&self) -> Request<'_> {
        Request {
            send_key: &self.key,
            brand: &self.brand,
            purpose: &self.purpose,
            channel: &self.channel,
            to: None,
            public: false,
            activity: &self.activity,
            journey: &self.journey,
            priority: 0,
            offer: None,
            caps: &self.caps,
            hold_out: None,
            cost: Money::new(2, Currency::EUR),
            on_cap: Default::default(),
            on_quiet: Default::default(),
            journey_status: Default::default(),
            rivals: &[],
        }
    }
}

/// Small, fast, the same everywhere (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}
