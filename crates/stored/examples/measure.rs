//! How large a record is and how long it takes to write and read, beside the layout without numbers that came before.
//!
//! `cargo run --release -p rapport-stored --example measure`
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use rapport_engine::{Body, HistoryEntry, What};
use rapport_kernel::{Event, EventKind, Identifier, IdentifierKind, Lsn, Map, Partition, RecordId, Time, Value};
use std::{hint::black_box, time::Instant};

const ROUNDS: u32 = 300_000;

/// A product view as a shop sends it.
fn viewed() -> Body {
    let text = |text: &str| Value::Text(text.into());
    Body::Event(Box::new(Event {
        kind: EventKind::Track,
        name: "Product Viewed".into(),
        message_id: "5a1f3c9e-0b1d-4a55-9d0a-2f6c1b7e8d90".into(),
        identifiers: vec![
            Identifier { kind: IdentifierKind::UserId, value: "customer-0012345".into() },
            Identifier { kind: IdentifierKind::AnonymousId, value: "0c5b7e3e-9f57-4a41-8f19-1f0a6d3f7c11".into() },
        ],
        timestamp: Time(1_790_000_000_123),
        received: Time(1_790_000_000_456),
        public: false,
        source: "web".into(),
        brand: "acme".into(),
        properties: Map::from_iter([
            ("product_id".into(), text("p-48213")),
            ("name".into(), text("Trail running shoe")),
            ("category".into(), text("shoes/running")),
            ("price".into(), Value::Float(119.9)),
            ("currency".into(), text("EUR")),
            ("quantity".into(), Value::Int(1)),
        ]),
        context: Map::from_iter([("locale".into(), text("de-DE")), ("page".into(), text("/shoes/48213"))]),
    }))
}

fn time<R>(mut work: impl FnMut() -> R) -> f64 {
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        black_box(work());
    }
    begun.elapsed().as_secs_f64() * 1e9 / f64::from(ROUNDS)
}

fn main() {
    let event = viewed();
    let numbered = rapport_stored::encode_body(&event).unwrap();
    let bare = postcard::to_stdvec(&event).unwrap();
    let Body::Event(viewed) = event.clone() else { return };
    let id = RecordId { partition: Partition(7), lsn: Lsn(731_042), n: 1 };
    let line = HistoryEntry { id, at: Time(1_790_000_000_456), what: What::Event(viewed) };
    let line = rapport_stored::encode_line(&line).unwrap();
    let packed = rapport_stored::pack_line(&line).unwrap().unwrap();
    println!(
        "its line of history: {} bytes, packed {}; packed in {:.0} ns, read in {:.0} ns, packed {:.0} ns",
        line.len(),
        packed.len(),
        time(|| rapport_stored::pack_line(&line).unwrap()),
        time(|| rapport_stored::decode_line(&line).unwrap()),
        time(|| rapport_stored::decode_line(&packed).unwrap())
    );
    println!("one product view: {} bytes with numbers, {} without", numbered.len(), bare.len());
    println!(
        "write: {:.0} ns with numbers, {:.0} ns without",
        time(|| rapport_stored::encode_body(&event).unwrap()),
        time(|| postcard::to_stdvec(&event).unwrap())
    );
    println!(
        "read: {:.0} ns with numbers, {:.0} ns without",
        time(|| rapport_stored::decode_body(&numbered).unwrap()),
        time(|| postcard::from_bytes::<Body>(&bare).unwrap())
    );
}
