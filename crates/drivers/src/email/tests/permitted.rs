//! The whole way from the gate to the wire: a permit, a rendered e-mail, and a withdrawal that comes in between.

use super::support::*;
use crate::email::{
    Mailer, Sender,
    sink::{Options, Sink},
};
use crate::{email::Letterhead, wire::WireGuard};
use mail_parser::MessageParser;
use rapport_channel::{Content, Mode, Outcome, Outgoing, outgoing::message_id};
use rapport_customer::{
    Brand, Budget, Channel, Customer, JourneyStatus, Medium, Purpose, PurposeKind, Request, SendKey, Verdict,
    WhenBlocked, decide,
};
use rapport_kernel::{
    ActivityId, ChannelId, Currency, CustomerId, Event, EventKind, Identifier, IdentifierKind, Map, Money, Span, Time,
    Value,
};
use std::sync::Arc;

/// The checked time that the server hands in.
fn now() -> Time {
    Time(1_772_000_000_000)
}

fn brand() -> Brand {
    Brand {
        purposes: vec![Purpose { id: "service".into(), kind: PurposeKind::Service, ..Purpose::default() }],
        channels: vec![Channel::new("email", Medium::Email)],
        ..Brand::new("acme", "Acme")
    }
}

fn ada() -> Customer {
    let mut ada = Customer::new(CustomerId(7));
    let seen = Event {
        kind: EventKind::Identify,
        name: "".into(),
        message_id: "m1".into(),
        identifiers: vec![Identifier { kind: IdentifierKind::Email, value: "ada@example.com".into() }],
        timestamp: now() - Span::DAY,
        received: now() - Span::DAY,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties: Map::default(),
        context: Map::default(),
    };
    ada.observe(&seen, &brand());
    ada
}

/// What the engine makes of a claim.
fn outgoing(n: u64) -> Outgoing {
    let send_key: SendKey = format!("spring/1/mail/{}/email/{n}", CustomerId(7)).parse().unwrap();
    let (channel, activity): (ChannelId, ActivityId) = ("email".into(), "spring-mail".into());
    let cost = Money::new(1, Currency::EUR);
    let request = Request {
        send_key: &send_key,
        brand: &"acme".into(),
        purpose: &"service".into(),
        channel: &channel,
        to: None,
        public: false,
        activity: &activity,
        journey: &"spring".into(),
        priority: 0,
        offer: None,
        caps: &[],
        hold_out: None,
        cost,
        on_cap: WhenBlocked::Defer,
        on_quiet: WhenBlocked::Defer,
        journey_status: JourneyStatus::Running,
        rivals: &[],
    };
    let decision = decide(&request, &ada(), Some(&brand()), Budget::Reserved, now());
    let Verdict::Allowed(permit) = decision.verdict else { panic!("{decision:?}") };
    let fields = [
        ("subject", "Hallo {{ name }}"),
        ("text", "Ihre Schuhe, {{ name }}, sind da.\n\n[Ansehen](https://acme.example/s)"),
    ];
    let raw: Map = fields.iter().map(|(key, text)| ((*key).into(), Value::from(*text))).collect();
    Outgoing {
        permit,
        message_id: message_id(&send_key),
        send_key,
        brand: "acme".into(),
        activity,
        purpose: "service".into(),
        content: Arc::new(Content::compile(&"email".into(), &raw).unwrap()),
        channel,
        customer: CustomerId(7),
        address: "ada@example.com".into(),
        data: [("name".into(), Value::from("Ada & <Bob>"))].into_iter().collect(),
        hosts: Vec::new(),
        language: "de".into(),
        valid_until: now() + Span::HOUR,
        cost,
        mode: Mode::AtMostOnce,
    }
}

async fn started() -> (Sink, Mailer, Watch, Sender) {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let mailer = Mailer::new(settings(&sink)).unwrap();
    (sink, mailer, Watch::default(), sender([]))
}

async fn sent(mailer: &Mailer, outgoing: Outgoing, letterhead: &Letterhead<'_>, guard: &dyn WireGuard) -> Outcome {
    match Mailer::compose(outgoing, now(), letterhead) {
        Ok(composed) => mailer.send(composed, guard).await,
        Err(outcome) => outcome,
    }
}

#[tokio::test]
async fn a_permitted_message_arrives_with_its_footer() {
    let (sink, mailer, watch, sender) = started().await;
    let outgoing = outgoing(1);
    let outcome = sent(&mailer, outgoing, &letterhead(&sender), &watch).await;
    assert_eq!(outcome, Outcome::Accepted { provider_id: Some("SINK".into()) });
    let seen = sink.seen();
    let parsed = MessageParser::default().parse(&seen[0].message).unwrap();
    assert_eq!(parsed.subject(), Some("Hallo Ada & <Bob>"));
    let (html, text) = (parsed.body_html(0).unwrap(), parsed.body_text(0).unwrap());
    assert!(html.contains("Ada &amp; &lt;Bob&gt;") && html.contains("Abbestellen"));
    assert!(text.contains("Ada & <Bob>") && text.contains("Ansehen (https://acme.example/s)"));
    for part in [html, text] {
        assert!(part.contains("Beispielweg 1") && part.contains("https://acme.example/p/unsubscribe/abc"));
    }
}

#[tokio::test]
async fn what_was_taken_back_does_not_begin() {
    let (sink, mailer, watch, sender) = started().await;
    let waiting = outgoing(1);
    watch.revoked.lock().unwrap().push(waiting.send_key.clone());
    let outcome = sent(&mailer, waiting, &letterhead(&sender), &watch).await;
    assert_eq!(outcome, Outcome::Stopped { why: "withdrawn".into() });
    assert!(sink.seen().is_empty());
}

#[tokio::test]
async fn a_permit_is_good_for_one_message_to_one_address() {
    let (sink, mailer, watch, sender) = started().await;
    let other_address = Outgoing { address: "eve@example.com".into(), ..outgoing(1) };
    let other_message = Outgoing { send_key: outgoing(2).send_key, ..outgoing(3) };
    let other_person = Outgoing { customer: CustomerId(8), ..outgoing(5) };
    let other_brand = Outgoing { brand: "other".into(), ..outgoing(6) };
    let other_purpose = Outgoing { purpose: "offers".into(), ..outgoing(7) };
    let other_channel = Outgoing { channel: "staff".into(), ..outgoing(8) };
    for wrong in [&other_address, &other_message, &other_person, &other_brand, &other_purpose, &other_channel] {
        assert!(!wrong.is_permitted());
    }
    assert!(outgoing(9).is_permitted());
    let too_late = Outgoing { valid_until: now() - Span::SECOND, ..outgoing(4) };
    for (outgoing, expected) in [
        (other_address, Outcome::Refused { code: "permit_mismatch".into(), permanent: true }),
        (other_message, Outcome::Refused { code: "permit_mismatch".into(), permanent: true }),
        (too_late, Outcome::Expired),
    ] {
        assert_eq!(sent(&mailer, outgoing, &letterhead(&sender), &watch).await, expected);
    }
    assert!(sink.seen().is_empty());
}
