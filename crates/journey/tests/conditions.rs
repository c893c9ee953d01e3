//! Conditions over real events and profiles, and streams of many customers.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rapport_customer::{Brand, Customer};
use rapport_journey::{
    cel::{Facts, Predicate},
    compile, parse,
    stream::{Firing, Stream},
};
use rapport_kernel::{CustomerId, Event, EventKind, Map, Span, Time, Value};

const NOW: Time = Time(1_772_442_000_000); // 2026-03-02T09:00:00Z, a Monday

fn event(name: &str, time: Time, properties: &str) -> Event {
    Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: format!("{name}-{time}").into(),
        identifiers: Vec::new(),
        timestamp: time,
        received: time,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties: serde_json::from_str(properties).unwrap(),
        context: Map::default(),
    }
}

fn customer() -> Customer {
    let mut customer = Customer::new(CustomerId(42));
    let brand = Brand::new("acme", "Acme");
    for day in 0..5 {
        let time = NOW - Span::DAY.times(day) - Span::HOUR;
        customer.observe(&event("Product Viewed", time, r#"{"category":"shoes","product_id":"sku-1"}"#), &brand);
    }
    let order = r#"{"order_id":"o-1","revenue":59.9,"currency":"EUR","products":[{"product_id":"sku-9","category":"hats","price":59.9}]}"#;
    customer.observe(&event("Order Completed", NOW - Span::DAY, order), &brand);
    customer.profile.set("age", Value::Int(41), &"crm".into(), NOW);
    customer
}

#[test]
fn conditions_speak_of_event_profile_data_and_moment() {
    let customer = customer();
    let seen = event("Product Viewed", NOW, r#"{"price":49.5,"name":"Läufer","tags":["new","red"],"sizes":{"eu":42}}"#);
    let context = r#"{"campaign":{"source":"newsletter","name":"spring"},"page":{"url":"https://shop.example/"},
        "device":{"type":"ios"},"locale":"de-DE","traits":{"plan":"gold"}}"#;
    let seen = Event { context: serde_json::from_str(context).unwrap(), ..seen };
    let mut data = Map::default();
    data.set("n", Value::Int(3));
    let facts = Facts { event: Some(&seen), customer: Some(&customer), data: Some(&data), now: NOW };
    let holds = |text: &str| Predicate::compile(text).unwrap_or_else(|p| panic!("{text}: {}", p.message)).holds(&facts);
    for text in [
        r#"event.name == "Product Viewed" && event.source == "shop" && event.kind == "track""#,
        "properties.price > 49 && properties.price < 50u",
        "event.properties.price == properties.price",
        r#"properties.name.startsWith("Lä") && properties.name.size() == 6"#,
        r#""red" in properties.tags && !("old" in properties.tags)"#,
        r#"properties.tags.exists(t, t == "new") && properties.sizes.eu == 42"#,
        "!has(properties.colour) || properties.colour == 'red'",
        r#"properties.colour == "red" || true"#,
        "has(traits.age) && traits.age >= 18 && !has(traits.vip)",
        r#"event.context.campaign.source == "newsletter" && event.context.locale.startsWith("de")"#,
        r#"event.context.traits.plan == "gold" && event.context.device.type in ["ios", "android"]"#,
        r#"has(event.context.page.url) && !has(event.context.page.referrer) && !has(traits.plan)"#,
        "data.n * 2 == 6 && size(data) == 1",
        r#"now - event.timestamp == duration("0s") && now.getDayOfWeek("Europe/Berlin") == 1"#,
        r#"now.getHours("Europe/Berlin") == 10"#,
        r#"customer.count("Product Viewed", "7d") == 5 && customer.count("Nothing", "7d") == 0"#,
        r#"customer.sum("Order Completed", "7d") == 5990"#,
        r#"now - customer.last("Order Completed") == duration("24h")"#,
        r#"customer.bought("sku-9", "7d") && !customer.bought("sku-1", "7d")"#,
        r#"customer.bought_in("hats", "7d") && !customer.bought_in("hats", "1h")"#,
        r#"customer.affinity("shoes") > 0.0 && customer.affinity("cars") == 0.0"#,
    ] {
        assert!(holds(text), "{text}");
    }
    for text in [
        r#"properties.colour == "red""#,
        r#"!(properties.colour == "red")"#,
        "traits.vip == true",
        r#"event.context.campaign.medium == "email""#,
        "properties.price / 0.0 == 1.0",
        "data.n / 0 == 1",
        r#"customer.last("Nothing") < now"#,
        "properties.name",
    ] {
        assert!(!holds(text), "a fault, or no truth value: {text}");
    }
}

#[test]
fn without_a_profile_its_questions_do_not_hold() {
    let facts = Facts { event: None, customer: None, data: None, now: NOW };
    for text in [r#"customer.count("X", "7d") == 0"#, "!has(traits.x)", "event.name != ''", "!has(data.x)"] {
        assert!(!Predicate::compile(text).unwrap().holds(&facts), "{text}");
    }
}

#[test]
fn endless_work_is_refused_or_stopped() {
    let long = event("X", NOW, &format!(r#"{{"list":[{}0]}}"#, "0,".repeat(300)));
    let facts = Facts { event: Some(&long), customer: None, data: None, now: NOW };
    let text = "properties.list.all(a, properties.list.all(b, properties.list.all(c, a == b)))";
    assert!(!Predicate::compile(text).unwrap().holds(&facts));
    assert!(Predicate::compile("properties.list.all(a, a == 0)").unwrap().holds(&facts));
}

#[test]
fn a_stream_of_many_customers_gives_the_same_answer_twice() {
    let trigger = |id: &str, trigger: &str| {
        let text = format!(
            "id: {id}\nname: J\nbrand: acme\nactivity: a\ntriggers: [{trigger}]\nsteps: [{{id: x, exit: {{}}}}]\n"
        );
        compile(parse(&text).unwrap(), 1).unwrap()
    };
    let journeys = [
        trigger("three", "{count: {of: {event: A}, times: 3, within: 10m}}"),
        trigger("left", "{absence: {after: {event: A}, without: [{event: B}], within: 5m}}"),
    ];
    let run = || {
        let (mut stream, mut out) = (Stream::new(&journeys), Vec::new());
        assert!(stream.interested_in("A") && !stream.interested_in("C"));
        for n in 0..3_000i64 {
            let name = ["A", "A", "B", "C"][(n / 100 % 4) as usize];
            stream.observe(&format!("c{}", n % 100), &event(name, Time(n * 1_000), "{}"), &mut out);
        }
        stream.finish(&mut out);
        assert_eq!(stream.customers(), 100);
        out.sort();
        out
    };
    let out = run();
    assert_eq!(out, run());
    let of = |id: &str| -> Vec<i64> {
        let theirs = out.iter().filter(|f| f.journey.as_str() == id && f.customer == "c7");
        theirs.map(|f| f.time.0 / 1_000).collect()
    };
    assert_eq!(of("three"), [407, 907, 1607, 2107, 2807]);
    assert_eq!(of("left"), [2907 + 300], "a B always came in time, until the end");
    assert!(out.contains(&Firing { journey: "three".into(), customer: "c0".into(), time: Time(400_000) }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is typed, compiling ends in an answer.
    #[test]
    fn no_text_makes_the_compiler_stumble(text in r#"[a-c0-9 ()\[\]{}.,:?!<>=&|+*/%'"u\\-]{0,24}|\PC{0,12}"#) {
        let _ = Predicate::compile(&text);
    }

    /// Whatever a document is broken into, reading it ends in an answer.
    #[test]
    fn no_broken_document_makes_the_reader_stumble(at in 0usize..2_000, with in r#"[a-z:{}\[\],"' \n-]{0,6}"#) {
        let whole = include_str!("../examples/searched-yesterday.yaml");
        let at = (0..=at.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        let text = format!("{}{with}{}", &whole[..at], &whole[at..]);
        if let Ok(document) = parse(&text) {
            let _ = rapport_journey::check(&document, &Default::default());
            let _ = rapport_journey::explain(&document, None);
            let _ = compile(document, 1);
        }
    }
}
