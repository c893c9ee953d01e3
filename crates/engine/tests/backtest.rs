//! A back-test shows some of its messages: drawn by lot, and the same ones each time.
#![allow(clippy::unwrap_used, missing_docs)]

use rapport_customer::{
    Act, Brand, Channel, Declaration, Medium, Proof, Purpose, Wording,
    brand::{PurposeKind, WordingText},
};
use rapport_engine::{
    Body, Publication,
    backtest::{Backtest, Sample, Trial},
};
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, IdentifierKind, Lsn, Map, Span, Time, Value};

const JOURNEY: &str = "
id: greet
name: Greet
brand: acme
activity: spring
purpose: help
triggers:
  - when: {event: Store Entered}
steps:
  - id: prompt
    message: {channel: staff, content: {say: Welcome}}
";
const BEGIN: Time = Time(1_772_000_000_000);
const PEOPLE: u128 = 600;

fn entered(n: u128) -> Body {
    Body::Event(Box::new(Event {
        kind: EventKind::Track,
        name: "Store Entered".into(),
        message_id: n.to_string().into(),
        identifiers: vec![],
        timestamp: BEGIN,
        received: BEGIN,
        public: false,
        source: "door".into(),
        brand: "acme".into(),
        properties: Map::default(),
        context: Map::default(),
    }))
}

/// What a back-test shows of messages to 600 people, who are looked at in this order.
fn samples(people: impl Iterator<Item = u128>) -> Vec<Sample> {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "help".into(), kind: PurposeKind::Service, ..Purpose::default() });
    brand.channels.push(Channel::new("staff", Medium::Presence));
    let publication =
        Publication { journey: "greet".into(), version: 1, document: JOURNEY.into(), author: "test".into() };
    let (from, to) = (BEGIN - Span::DAY, BEGIN + Span::DAY);
    let mut trial = Backtest::new(Trial { publication, brands: vec![brand], from, to, free: None }).unwrap();
    people.for_each(|n| trial.customer(CustomerId(n), [(Lsn(1), BEGIN, entered(n))]));
    let findings = trial.finish();
    assert_eq!(findings.reached, PEOPLE as u64);
    findings.samples
}

#[test]
fn everybody_is_as_likely_to_be_among_the_samples() {
    let shown = samples(1..=PEOPLE);
    assert_eq!(shown.len(), 50);
    let lower = shown.iter().filter(|sample| sample.customer.0 <= PEOPLE / 2).count();
    assert!((15..=35).contains(&lower), "{lower} of 50 have an id in the lower half");
}

#[test]
fn the_same_trial_shows_the_same_samples() {
    let shown = samples(1..=PEOPLE);
    assert_eq!(samples((1..=PEOPLE).rev()), shown, "in whatever order people are looked at");
}

const LETTER: &str = "
id: letter
name: Letter
brand: acme
activity: spring
purpose: offers
triggers:
  - when: {event: Store Entered}
entry: {re_entry: always}
steps:
  - id: mail
    message: {channel: email, content: {subject: Hello, text: Welcome}}
";

fn declared(at: Time, act: Act, proof: Proof) -> Declaration {
    Declaration {
        at,
        act,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some("email".into()),
        address: None,
        wording: (!act.takes_back()).then(|| Wording {
            id: "offers".into(),
            version: 1,
            language: "en".into(),
            text: "Yes, write to me.".into(),
        }),
        source: "shop".into(),
        proof,
        public: false,
    }
}

fn event(at: Time, kind: EventKind, name: &str, properties: Map) -> Body {
    let Body::Event(event) = entered(0) else { unreachable!() };
    let message_id = format!("{name}-{}", at.0).into();
    let identifiers = vec![Identifier { kind: IdentifierKind::Email, value: "ada@example.com".into() }];
    Body::Event(Box::new(Event {
        kind,
        name: name.into(),
        message_id,
        identifiers,
        timestamp: at,
        received: at,
        properties,
        ..*event
    }))
}

/// A no that somebody said who shares the address counts from when that was known: it had stopped nothing before.
#[test]
fn an_earlier_no_counts_from_when_it_was_known() {
    let mut brand = Brand::new("acme", "Acme");
    let wordings = vec![WordingText { version: 1, language: "en".into(), text: "Yes, write to me.".into() }];
    brand.purposes.push(Purpose { id: "offers".into(), wordings, ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    let publication =
        Publication { journey: "letter".into(), version: 1, document: LETTER.into(), author: "test".into() };
    let (from, to) = (BEGIN - Span::DAY, BEGIN + Span::DAY);
    let mut trial = Backtest::new(Trial { publication, brands: vec![brand], from, to, free: None }).unwrap();
    let at = |hours: i64| BEGIN + Span(hours * Span::HOUR.0);
    let mut traits = Map::default();
    traits.set("email", Value::Text("ada@example.com".into()));
    let proof = || Proof::Personal { reference: "form".into() };
    let told = [
        (Lsn(1), at(0), event(at(0), EventKind::Identify, "", traits)),
        (Lsn(2), at(1), Body::Consent(Box::new(declared(at(1), Act::Grant, proof())))),
        (Lsn(3), at(2), event(at(2), EventKind::Track, "Store Entered", Map::default())),
        // Said in the second hour, heard of in the fourth.
        (Lsn(4), at(4), Body::EarlierNo(Box::new(declared(at(2), Act::Withdraw, proof())))),
        (Lsn(5), at(5), event(at(5), EventKind::Track, "Store Entered", Map::default())),
    ];
    trial.customer(CustomerId(1), told);
    let findings = trial.finish();
    let of_mail = format!("{:?}", findings.flow);
    assert_eq!((findings.records, findings.entered, findings.reached), (5, 2, 1), "{of_mail}");
    let sent: Vec<Time> = findings.samples.iter().map(|sample| sample.at).collect();
    assert_eq!(sent, [at(2)], "what was sent before anybody knew was sent: {of_mail}");
    assert!(of_mail.contains("consent_withdrawn"), "and what came after was refused for it: {of_mail}");
}
