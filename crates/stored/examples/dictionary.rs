//! Makes `src/line.dict`, the dictionary that lines of history are packed against. It was made once and is part of the form;
//! a new one would need a format byte of its own.
//!
//! `cargo run -p rapport-stored --example dictionary`
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use rapport_channel::report::Outcome;
use rapport_customer::gate::{Check, CheckName, CheckOutcome, Fact, Outcome as Verdict, Ruling};
use rapport_engine::{HistoryEntry, What};
use rapport_kernel::{Event, EventKind, Identifier, IdentifierKind, Lsn, Map, Money, Partition, RecordId, Time, Value};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn event(kind: EventKind, name: &str, properties: &[(&str, Value)]) -> What {
    let identifier = |kind, value: &str| Identifier { kind, value: value.into() };
    What::Event(Box::new(Event {
        kind,
        name: name.into(),
        message_id: "00000000-0000-4000-8000-000000000000".into(),
        identifiers: vec![
            identifier(IdentifierKind::UserId, "customer-"),
            identifier(IdentifierKind::AnonymousId, "00000000-0000-4000-8000-000000000000"),
            identifier(IdentifierKind::Email, "@example.com"),
        ],
        timestamp: Time(1_790_000_000_000),
        received: Time(1_790_000_000_000),
        public: false,
        source: "web".into(),
        brand: "main".into(),
        properties: properties.iter().map(|(name, value)| ((*name).into(), value.clone())).collect(),
        context: [
            ("library", Value::Map(Map::from_iter([("name".into(), text("@segment/analytics-node")), ("version".into(), text("2.3.0"))]))),
            ("page", Value::Map(Map::from_iter([
                ("path".into(), text("/")), ("referrer".into(), text("https://www.")), ("search".into(), text("")),
                ("title".into(), text("")), ("url".into(), text("https://www.")),
            ]))),
            ("userAgent", text("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/ Safari/537.36")),
            ("locale", text("de-DE")),
            ("timezone", text("Europe/Berlin")),
            ("ip", text("192.0.2.")),
        ]
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect(),
    }))
}

fn product() -> Vec<(&'static str, Value)> {
    vec![
        ("product_id", text("")),
        ("sku", text("")),
        ("name", text("")),
        ("category", text("")),
        ("brand", text("")),
        ("variant", text("")),
        ("price", Value::Float(9.99)),
        ("quantity", Value::Int(1)),
        ("currency", text("EUR")),
        ("coupon", text("")),
        ("position", Value::Int(1)),
        ("url", text("https://www.")),
        ("image_url", text("https://www.")),
    ]
}

fn ruling(outcome: Verdict, last: Option<Fact>) -> Box<Ruling> {
    let checks = CheckName::ALL.iter().map(|name| Check { name: *name, outcome: CheckOutcome::Passed, fact: None });
    let mut checks: Vec<Check> = checks.collect();
    checks[3].fact = Some(Fact::ConsentGiven { since: Time(1_790_000_000_000) });
    if let Some(check) = checks.last_mut() {
        check.fact = last;
    }
    Box::new(Ruling { at: Time(1_790_000_000_000), outcome, why: None, until: None, checks })
}

fn lines() -> Vec<What> {
    let order = vec![
        ("order_id", text("")),
        ("total", Value::Float(49.9)),
        ("revenue", Value::Float(49.9)),
        ("shipping", Value::Float(4.9)),
        ("tax", Value::Float(7.9)),
        ("discount", Value::Float(0.0)),
        ("currency", text("EUR")),
        ("affiliation", text("")),
        (
            "products",
            Value::List(vec![Value::Map(product().into_iter().map(|(name, value)| (name.into(), value)).collect())]),
        ),
    ];
    let key = "welcome/1/hello/00000000000000000000000000000000/email/1".parse::<rapport_customer::SendKey>().unwrap();
    let cost = Money { minor: 2, currency: "EUR".parse().unwrap() };
    let delivery =
        |outcome, state: &str| What::Delivery { send_key: key.clone(), outcome, state: state.into(), resolved: None };
    vec![
        event(
            EventKind::Identify,
            "",
            &[("email", text("")), ("firstName", text("")), ("lastName", text("")), ("phone", text("+49"))],
        ),
        event(EventKind::Track, "Signed In", &[]),
        event(EventKind::Track, "Cart Viewed", &[("cart_id", text(""))]),
        event(EventKind::Track, "Checkout Started", &order),
        event(EventKind::Track, "Product List Viewed", &[("list_id", text("")), ("category", text(""))]),
        event(EventKind::Track, "Products Searched", &[("query", text(""))]),
        event(EventKind::Track, "Store Entered", &[("branch", text(""))]),
        event(EventKind::Page, "Home", &[("url", text("https://www.")), ("title", text(""))]),
        What::Placed { placement: "home".into(), shown: None },
        What::NotEntered { journey: "".into(), version: 1, why: "already_inside".into() },
        What::Entered {
            journey: "".into(),
            version: 1,
            occurrence: Lsn(1),
            data: Map::from_iter([("name".into(), text(""))]),
        },
        What::Stepped { journey: "".into(), version: 1, occurrence: Lsn(1), step: "".into() },
        What::Exited { journey: "".into(), version: 1, occurrence: Lsn(1), step: "".into(), why: "completed".into() },
        delivery(Outcome::Opened, "accepted"),
        delivery(Outcome::Clicked { link: "https://www.".into() }, "accepted"),
        delivery(Outcome::Accepted { provider_id: Some("2.0.0 Ok: queued as ".into()) }, "accepted"),
        What::Claimed { send_key: key.clone(), activity: "".into(), cost, consent: Some("".into()) },
        What::Decided { send_key: key.clone(), claiming: true, ruling: ruling(Verdict::Allowed, None) },
        What::Decided {
            send_key: key.clone(),
            claiming: false,
            ruling: ruling(Verdict::Allowed, Some(Fact::AskedLater)),
        },
        event(EventKind::Track, "Order Completed", &order),
        event(EventKind::Track, "Product Added", &product()),
        event(EventKind::Track, "Product Viewed", &product()),
    ]
}

fn main() {
    let mut dictionary = Vec::new();
    // The commonest last: what is near the end costs the least to point at.
    for (n, what) in lines().into_iter().enumerate() {
        let id = RecordId { partition: Partition(0), lsn: Lsn(n as u64), n: 0 };
        let line = HistoryEntry { id, at: Time(1_790_000_000_000), what };
        dictionary.extend(rapport_stored::encode_line(&line).unwrap().into_iter().skip(1));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/line.dict");
    std::fs::write(path, &dictionary).unwrap();
    println!("{} bytes", dictionary.len());
}
