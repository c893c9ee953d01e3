//! A back-test shows some of its messages: drawn by lot, and the same ones each time.
#![allow(clippy::unwrap_used, missing_docs)]

use rapport_customer::{Act, Brand, Channel, Declaration, Medium, Proof, Purpose, brand::PurposeKind};
use rapport_engine::{
    Body, Publication,
    backtest::{Backtest, Sample, Trial},
};
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, IdentifierKind, Lsn, Map, Span, Time};

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

const OFFERS: &str = "
id: offer
name: Offer
brand: acme
activity: spring
purpose: offers
triggers:
  - when: {event: Looked Around}
steps:
  - id: mail
    message: {channel: email, content: {subject: Shoes, body: Red ones}}
";

/// Ada, who agreed on the first day, and looked around at these hours; her partner's "no" of the second day, by the address they share,
/// reached her on the third.
fn mails(looked: &[i64]) -> u64 {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "offers".into(), ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    let publication =
        Publication { journey: "offer".into(), version: 1, document: OFFERS.into(), author: "test".into() };
    let (from, to) = (BEGIN - Span::DAY, BEGIN + Span::DAY.times(9));
    let mut trial = Backtest::new(Trial { publication, brands: vec![brand], from, to, free: None }).unwrap();
    let address = Identifier { kind: IdentifierKind::Email, value: "ada@example.com".into() };
    let said = |act, at| {
        let (purpose, channel) = (Some("offers".into()), Some("email".into()));
        let (proof, source) = (Proof::Personal { reference: "form".into() }, "shop".into());
        let address = Some(address.clone());
        let (brand, wording, public) = ("acme".into(), None, false);
        Box::new(Declaration { at, act, brand, purpose, channel, address, wording, source, proof, public })
    };
    let day = |n: i64| BEGIN + Span::DAY.times(n);
    let mut told =
        vec![(day(0), Body::Consent(said(Act::Grant, day(0)))), (day(2), Body::EarlierNo(said(Act::Withdraw, day(1))))];
    for hour in looked {
        let at = BEGIN + Span::HOUR.times(*hour);
        let Body::Event(event) = entered(0) else { unreachable!() };
        let identifiers = vec![address.clone()];
        let event = Event { name: "Looked Around".into(), identifiers, timestamp: at, received: at, ..*event };
        told.push((at, Body::Event(Box::new(event))));
    }
    trial.customer(CustomerId(1), (1..).map(Lsn).zip(told).map(|(lsn, (at, body))| (lsn, at, body)));
    let findings = trial.finish();
    assert_eq!(findings.records, 2 + looked.len() as u64, "all of them happened");
    findings.reached
}

#[test]
fn the_no_of_whoever_shares_the_address_counts_from_when_that_was_known() {
    assert_eq!(mails(&[30]), 1, "after it was said, before it was known of her");
    assert_eq!(mails(&[60]), 0);
}
