//! A back-test shows some of its messages: drawn by lot, and the same ones each time.
#![allow(clippy::unwrap_used, missing_docs)]

use rapport_customer::{Act, Brand, Channel, Declaration, Medium, Proof, Purpose, brand::PurposeKind};
use rapport_engine::{
    Body, Publication,
    backtest::{Backtest, Sample, Trial},
};
use rapport_kernel::{CustomerId, Event, EventKind, Lsn, Map, Span, Time};

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

#[test]
fn a_no_that_came_by_a_shared_address_is_among_what_happened() {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "help".into(), kind: PurposeKind::Service, ..Purpose::default() });
    brand.channels.push(Channel::new("staff", Medium::Presence));
    let publication =
        Publication { journey: "greet".into(), version: 1, document: JOURNEY.into(), author: "test".into() };
    let (from, to) = (BEGIN - Span::DAY, BEGIN + Span::DAY);
    let mut trial = Backtest::new(Trial { publication, brands: vec![brand], from, to, free: None }).unwrap();
    let no = Declaration {
        at: BEGIN,
        act: Act::Withdraw,
        brand: "acme".into(),
        purpose: Some("help".into()),
        channel: Some("staff".into()),
        address: None,
        wording: None,
        source: "shop".into(),
        proof: Proof::Personal { reference: "form".into() },
        public: false,
    };
    let told = [(Lsn(1), BEGIN, entered(0)), (Lsn(2), BEGIN, Body::EarlierNo(Box::new(no)))];
    trial.customer(CustomerId(1), told);
    assert_eq!(trial.finish().records, 2);
}
