//! One customer's way through a journey.
#![allow(clippy::unwrap_used)]

use rapport_customer::{Brand, Customer};
use rapport_journey::{
    EntryRefusal, Input, Intent, Journey, Match, Moved, Passage, Past, VoucherAnswer, Waiting, compile, parse,
};
use rapport_kernel::{CustomerId, Event, EventKind, Lsn, Map, Span, Time, Value};

const HOUR: i64 = 3_600_000;
const NOW: Time = Time(1_772_442_000_000); // 2026-03-02T09:00:00Z

fn journey(steps: &str, version: u32, more: &str) -> Journey {
    let text = format!(
        "id: j\nname: J\nbrand: acme\nactivity: a\npurpose: p\ntriggers: [{{when: {{event: T}}}}]\n{more}\nsteps:\n{steps}"
    );
    compile(parse(&text).unwrap(), version).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

fn event(name: &str, time: Time, properties: &[(&str, i64)]) -> Event {
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
        properties: properties.iter().map(|(k, v)| ((*k).into(), Value::Int(*v))).collect(),
        context: Map::default(),
    }
}

fn found(data: &[(&str, i64)]) -> Match {
    Match {
        trigger: 0,
        time: NOW,
        data: data.iter().map(|(k, v)| ((*k).into(), Value::Int(*v))).collect(),
        public: false,
    }
}

/// One customer in one journey.
struct Way<'j> {
    journey: &'j Journey,
    passage: Passage,
    customer: Customer,
    brand: Brand,
    now: Time,
}

impl<'j> Way<'j> {
    fn new(journey: &'j Journey, data: &[(&str, i64)]) -> Self {
        let passage = journey.enter(found(data), Lsn(7), NOW);
        let customer = Customer::new(CustomerId(42));
        Self { journey, passage, customer, brand: Brand::new("acme", "Acme"), now: NOW }
    }

    fn give(&mut self, input: Input<'_>) -> Vec<String> {
        let mut out = Vec::new();
        self.journey.advance(&mut self.passage, input, &self.customer, &self.brand, self.now, &mut out);
        out.iter().map(said).collect()
    }

    fn at(&mut self, hours: i64) -> Vec<String> {
        self.now = NOW + Span(hours * HOUR);
        self.give(Input::Time)
    }

    fn event(&mut self, name: &str, hours: i64, properties: &[(&str, i64)]) -> Vec<String> {
        self.now = NOW + Span(hours * HOUR);
        let event = event(name, self.now, properties);
        self.give(Input::Event(&event))
    }
}

fn said(intent: &Intent) -> String {
    match intent {
        Intent::Stepped { step, .. } => format!("at {step}"),
        Intent::Message { step } => format!("message {step}"),
        Intent::IssueVoucher { step } => format!("voucher {step}"),
        Intent::SetTrait { name, value } => format!("{name} = {value:?}"),
        Intent::Split { arm, .. } => format!("arm {arm}"),
        Intent::WaitUntil(time) => format!("wait {}h", (time.0 - NOW.0) / HOUR),
        Intent::Goal => "goal".into(),
        Intent::Exit { reason, .. } => format!("exit {reason}"),
    }
}

#[test]
fn several_steps_in_one_go_then_a_wait_then_the_end() {
    let journey = journey(
        "  - {id: a, message: {channel: email, content: {}}}\n  - {id: b, set_trait: {name: seen, value: true}}\n  - {id: c, wait: {for: 2h}}\n  - {id: d, exit: {reason: served}}\n",
        1,
        "",
    );
    let mut way = Way::new(&journey, &[]);
    assert_eq!(way.give(Input::Enter), ["at a", "message a", "at b", "seen = Bool(true)", "at c", "wait 2h"]);
    assert!(way.give(Input::Enter).is_empty(), "one comes in once");
    assert!(way.at(2).is_empty(), "exactly then is not past it");
    assert_eq!(way.at(3), ["at d", "exit served"]);
    assert!(way.at(9).is_empty() && way.passage.has_left());
}

const WAITING: &str = "  - {id: w, wait: {events: [{on: {event: Yes, where: properties.n > 1}, then: y}, {on: {event: No}}], timeout: 5h, otherwise: t}}\n  - {id: n, exit: {reason: declined}}\n  - {id: y, exit: {reason: agreed}}\n  - {id: t, exit: {reason: silent}}\n";

#[test]
fn the_first_event_decides_or_the_time_out() {
    let journey = journey(WAITING, 1, "");
    let enter = || {
        let mut way = Way::new(&journey, &[]);
        way.give(Input::Enter);
        way
    };
    let mut way = enter();
    assert!(way.event("Yes", 1, &[("n", 1)]).is_empty() && way.event("Yes", 1, &[]).is_empty(), "no match, no fault");
    assert_eq!(way.event("Yes", 5, &[("n", 2)]), ["at y", "exit agreed"], "at exactly the time-out it still counts");
    assert_eq!(way.passage.data.path("event.n"), Some(&Value::Int(2)));
    assert_eq!(enter().event("No", 2, &[]), ["at n", "exit declined"]);
    assert_eq!(enter().event("No", 6, &[]), ["at t", "exit silent"], "the time-out came first");
    assert_eq!(enter().at(6), ["at t", "exit silent"]);
    let mut way = enter();
    let early = event("No", NOW - Span(1), &[]);
    assert!(way.give(Input::Event(&early)).is_empty(), "what happened before does not count");
}

#[test]
fn branches_take_the_first_case_that_holds() {
    let journey = journey(
        "  - {id: b, branch: {cases: [{when: 'data.n > 10', then: big}, {when: 'data.n > 5', then: mid}], otherwise: small}}\n  - {id: big, exit: {reason: big}}\n  - {id: mid, exit: {reason: mid}}\n  - {id: small, exit: {reason: small}}\n",
        1,
        "",
    );
    for (data, end) in [
        (vec![("n", 11)], "exit big"),
        (vec![("n", 10)], "exit mid"),
        (vec![("n", 1)], "exit small"),
        (vec![], "exit small"),
    ] {
        assert_eq!(Way::new(&journey, &data).give(Input::Enter).last().unwrap(), end);
    }
}

#[test]
fn the_gate_and_the_voucher_are_waited_for_where_their_answer_matters() {
    let journey = journey(
        "  - {id: m, message: {channel: push, content: {}, otherwise: x}}\n  - {id: v, voucher: {pool: p, value: 15%, valid_for: 1d}}\n  - {id: r, message: {channel: receipt, content: {}}}\n  - {id: x, exit: {}}\n",
        1,
        "",
    );
    let (m, v) = ("m".into(), "v".into());
    let mut way = Way::new(&journey, &[]);
    assert_eq!(way.give(Input::Enter), ["at m", "message m"]);
    assert!(way.give(Input::Gated { step: &v, passed: true }).is_empty(), "an answer to another question");
    assert_eq!(way.give(Input::Gated { step: &m, passed: true }), ["at v", "voucher v"]);
    let issued = VoucherAnswer::Issued { code: "K7".into(), value: "15%".into(), valid_until: NOW };
    assert_eq!(way.give(Input::Voucher { step: &v, answer: &issued }), ["at r", "message r", "at x", "exit finished"]);
    assert_eq!(way.passage.data.path("voucher.code"), Some(&Value::from("K7")));

    let mut way = Way::new(&journey, &[]);
    way.give(Input::Enter);
    assert_eq!(way.give(Input::Gated { step: &m, passed: false }), ["at x", "exit finished"]);

    let mut way = Way::new(&journey, &[]);
    way.give(Input::Enter);
    way.give(Input::Gated { step: &m, passed: true });
    let refused = VoucherAnswer::Refused { reason: "pool_empty".into() };
    assert_eq!(way.give(Input::Voucher { step: &v, answer: &refused }), ["exit voucher_refused"]);
}

#[test]
fn goal_and_exits_end_it_wherever_one_is() {
    let steps = "  - {id: w, wait: {for: 9h}}\n  - {id: m, message: {channel: email, content: {}}}\n";
    let ends = journey(
        steps,
        1,
        "goal: {on: {event: Bought}}\nexits: [{on: {event: Left}, reason: gone}, {when: 'has(traits.vip)'}]",
    );
    let enter = |journey| {
        let mut way = Way::new(journey, &[]);
        way.give(Input::Enter);
        way
    };
    assert_eq!(enter(&ends).event("Bought", 1, &[]), ["goal", "exit goal"]);
    assert_eq!(enter(&ends).event("Left", 1, &[]), ["exit gone"]);
    let mut way = enter(&ends);
    way.customer.profile.set("vip", Value::Bool(true), &"crm".into(), NOW);
    assert_eq!(way.at(10), ["exit exit_rule"], "looked at before the next step: no message any more");
    let goes_on = journey(steps, 1, "goal: {on: {event: Bought}, ends: false}");
    let mut way = enter(&goes_on);
    assert_eq!(way.event("Bought", 1, &[]), ["goal"]);
    assert!(way.event("Bought", 2, &[]).is_empty(), "a goal is reached once");
    assert_eq!(way.at(10), ["at m", "message m", "exit finished"]);
}

#[test]
fn who_is_held_out_leaves_without_a_message() {
    let journey = journey(
        "  - {id: s, split: {hold_out: 100, arms: [{name: a, weight: 1}]}}\n  - {id: m, message: {channel: email, content: {}}}\n",
        1,
        "",
    );
    assert_eq!(Way::new(&journey, &[]).give(Input::Enter), ["at s", "exit held_out"]);
}

#[test]
fn entry_has_named_reasons() {
    let customer = Customer::new(CustomerId(1));
    let steps = "  - {id: x, exit: {}}\n";
    let ask = |journey: &Journey, past: &Past<'_>, late: i64, data: &[(&str, i64)]| {
        journey.may_enter(&found(data), &customer, past, NOW + Span(late)).map_err(|refusal| refusal.code())
    };
    let never = journey(steps, 1, "freshness: 1h");
    let (first, before) = (Past::default(), Past { entered: Some(NOW - Span::DAY), ..Past::default() });
    assert_eq!(ask(&never, &first, HOUR, &[]), Ok(()));
    assert_eq!(ask(&never, &first, HOUR + 1, &[]), Err("stale_trigger"));
    assert_eq!(ask(&never, &before, 0, &[]), Err("re_entry_never"));
    let after = journey(steps, 1, "entry: {re_entry: {after: 1d}, not_while_in: [other], when: data.n > 1}");
    assert_eq!(ask(&after, &before, 0, &[("n", 2)]), Ok(()), "exactly a day later");
    assert_eq!(ask(&after, &before, 0, &[("n", 1)]), Err("entry_condition"));
    assert_eq!(ask(&after, &before, 0, &[]), Err("entry_condition"), "a fault is no entry");
    let sooner = Past { entered: Some(NOW - Span(1)), ..Past::default() };
    assert_eq!(ask(&after, &sooner, 0, &[("n", 2)]), Err("re_entry_too_soon"));
    assert_eq!(ask(&after, &Past { inside: true, ..before }, 0, &[("n", 2)]), Err("already_inside"));
    let other = ["other".into()];
    assert_eq!(ask(&after, &Past { elsewhere: &other, ..before }, 0, &[("n", 2)]), Err("in_other_journey"));
    assert_eq!(EntryRefusal::Elsewhere("other".into()).to_string(), "the customer is inside the journey `other`");
    let always = journey(steps, 1, "entry: {re_entry: always}");
    assert_eq!(ask(&always, &Past { inside: true, ..sooner }, 0, &[]), Ok(()));
}

#[test]
fn a_new_version_takes_over_or_lets_finish() {
    let old = journey("  - {id: w, wait: {for: 2h}}\n  - {id: old, exit: {reason: old}}\n", 1, "");
    let take = |new: &Journey| {
        let mut way = Way::new(&old, &[]);
        way.give(Input::Enter);
        let mut out = Vec::new();
        let moved = new.take_over(&mut way.passage, &mut out);
        (moved, way.passage, out.iter().map(said).collect::<Vec<_>>())
    };
    let moves = journey("  - {id: w, wait: {for: 9h}}\n  - {id: new, exit: {reason: new}}\n", 2, "on_publish: move");
    let (moved, passage, out) = take(&moves);
    assert_eq!((moved, passage.version, out.len()), (Moved::Moved, 2, 0));
    assert_eq!(passage.waiting, Waiting::Until(NOW + Span(2 * HOUR)), "what was promised is kept");
    let mut way = Way { journey: &moves, passage, ..Way::new(&moves, &[]) };
    assert_eq!(way.at(3), ["at new", "exit new"]);

    let finish = journey("  - {id: new, exit: {}}\n", 2, "");
    assert_eq!(take(&finish).0, Moved::Stays);
    let gone = journey("  - {id: new, exit: {}}\n", 2, "on_publish: move");
    assert_eq!((take(&gone).0, take(&gone).2), (Moved::Left, vec!["exit step_gone".to_owned()]));
    let changed = journey("  - {id: w, exit: {}}\n", 2, "on_publish: move");
    assert_eq!(take(&changed).2, ["exit step_changed"]);
}

#[test]
fn a_passage_survives_being_stored() {
    let journey = journey(WAITING, 3, "");
    let mut way = Way::new(&journey, &[("n", 1)]);
    way.give(Input::Enter);
    let bytes = postcard::to_allocvec(&way.passage).unwrap();
    assert_eq!(postcard::from_bytes::<Passage>(&bytes).unwrap(), way.passage);
}

#[test]
fn offers_come_from_the_data() {
    let journey = journey(
        "  - {id: m, message: {channel: staff, content: {}}}\n",
        1,
        "offer: {product_from: first.sku, categories: [shoes], bought_within: 60d}",
    );
    let mut data = Map::default();
    let mut first = Map::default();
    first.set("sku", Value::Int(77));
    data.set("first", Value::Map(first));
    let offer = journey.offer(&"m".into(), &data).unwrap();
    assert_eq!(
        (offer.products, offer.categories, offer.within),
        (vec!["77".into()], vec!["shoes".into()], Some(Span::DAY.times(60)))
    );
    for (said, product) in [(Value::Float(4711.0), "4711"), (Value::from(" mu\u{308}tze\u{200b}"), "m\u{fc}tze")] {
        let mut first = Map::default();
        first.set("sku", said);
        data.set("first", Value::Map(first));
        let offer = journey.offer(&"m".into(), &data).unwrap();
        assert_eq!(offer.products, [product]);
    }
}
