//! The four rules of the stream benchmark, as journeys, against a literal port of the sentences that define them.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rapport_journey::{Journey, Match, Triggers, compile, parse};
use rapport_kernel::{Event, EventKind, Map, Time, Value};
use std::{path::PathBuf, sync::OnceLock};

const MIN: i64 = 60_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// What the judge looks at: time, message id, name, cents.
type Row = (i64, String, &'static str, i64);

/// R1: looked at shoes, then entered a store within 48 h, no order between; at most once per 7 days.
fn r1(rows: &[Row]) -> Vec<i64> {
    let mut out: Vec<i64> = Vec::new();
    for (j, (ts, _, name, _)) in rows.iter().enumerate() {
        if *name != "Store Entered" {
            continue;
        }
        let mut ok = false;
        for i in 0..j {
            let between = rows[i + 1..j].iter().any(|row| row.2 == "Order Completed");
            if rows[i].2 == "Product Viewed" && ts - rows[i].0 <= 48 * HOUR && !between {
                ok = true;
                break;
            }
        }
        if ok && !out.iter().any(|t| ts - t < 7 * DAY) {
            out.push(*ts);
        }
    }
    out
}

/// R2: three dropped calls within 10 minutes; a call is used in at most one firing.
fn r2(rows: &[Row]) -> Vec<i64> {
    let calls: Vec<i64> = rows.iter().filter(|row| row.2 == "Call Dropped").map(|row| row.0).collect();
    let (mut out, mut used) = (Vec::new(), -1i64);
    for k in 0..calls.len() {
        if k as i64 - 2 > used && calls[k] - calls[k - 2] <= 10 * MIN {
            out.push(calls[k]);
            used = k as i64;
        }
    }
    out
}

/// R3: an add that is followed neither by an order nor by another add within 1 h.
fn r3(rows: &[Row]) -> Vec<i64> {
    let mut out = Vec::new();
    for (i, (ts, _, name, _)) in rows.iter().enumerate() {
        let ends = |row: &Row| (row.2 == "Product Added" || row.2 == "Order Completed") && row.0 - ts <= HOUR;
        if *name == "Product Added" && !rows[i + 1..].iter().any(ends) {
            out.push(ts + HOUR);
        }
    }
    out
}

/// R4: the sum of the orders' revenue over the last 30 days rises above 500.00.
fn r4(rows: &[Row]) -> Vec<i64> {
    let orders: Vec<(i64, i64)> =
        rows.iter().filter(|row| row.2 == "Order Completed").map(|row| (row.0, row.3)).collect();
    let mut out = Vec::new();
    for (k, (ts, cents)) in orders.iter().enumerate() {
        let before: i64 = orders[..k].iter().filter(|(t, _)| ts - t <= 30 * DAY).map(|(_, c)| c).sum();
        if before <= 50_000 && 50_000 < before + cents {
            out.push(*ts);
        }
    }
    out
}

/// One sentence of the judge.
type Rule = fn(&[Row]) -> Vec<i64>;

const RULES: [(&str, Rule); 4] = [("r1", r1), ("r2", r2), ("r3", r3), ("r4", r4)];

fn journey(name: &str) -> &'static Journey {
    static ALL: OnceLock<Vec<Journey>> = OnceLock::new();
    let all = ALL.get_or_init(|| RULES.iter().map(|(name, _)| read(name)).collect());
    all.iter().find(|journey| journey.id().as_str() == name).unwrap()
}

fn read(name: &str) -> Journey {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("examples/streams/{name}.yaml"));
    compile(parse(&std::fs::read_to_string(path).unwrap()).unwrap(), 1).unwrap()
}

fn event((time, id, name, cents): &Row) -> Event {
    let mut properties = Map::default();
    match *name {
        "Product Viewed" => properties.set("category", "shoes".into()),
        "Order Completed" => properties.set("revenue", Value::Float(*cents as f64 / 100.0)),
        _ => {}
    }
    Event {
        kind: EventKind::Track,
        name: (*name).into(),
        message_id: id.as_str().into(),
        identifiers: Vec::new(),
        timestamp: Time(*time),
        received: Time(*time),
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties,
        context: Map::default(),
    }
}

fn observe(journey: &Journey, triggers: &mut Triggers, rows: &[Row], out: &mut Vec<Match>) {
    rows.iter().for_each(|row| journey.observe_bare(triggers, &event(row), out));
}

fn times(found: &[Match]) -> Vec<i64> {
    found.iter().map(|m| m.time.0).collect()
}

/// Moments that like to be equal or to lie exactly a bound apart, over 45 days.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let steps = prop_oneof![
        4 => Just(0), 6 => 1..MIN, 4 => Just(5 * MIN), 2 => Just(10 * MIN), 4 => 1..20 * MIN, 3 => Just(HOUR),
        3 => 1..4 * HOUR, 2 => Just(48 * HOUR), 2 => Just(DAY), 1 => Just(7 * DAY), 1 => Just(30 * DAY), 1 => 1..9 * DAY,
    ];
    let names = prop_oneof![
        3 => Just("Product Viewed"), 4 => Just("Store Entered"), 4 => Just("Call Dropped"),
        4 => Just("Product Added"), 3 => Just("Order Completed"), 1 => Just("Page Viewed"),
    ];
    let cents = prop_oneof![Just(10_000i64), Just(25_000), Just(50_000), 1i64..40_000];
    prop::collection::vec((steps, names, cents, 0u32..1_000), 0..60).prop_map(|parts| {
        let mut time = 0;
        let mut rows: Vec<Row> = Vec::new();
        for (n, (step, name, cents, id)) in parts.into_iter().enumerate() {
            time += step;
            // Ids do not grow with time, so that ties are put into an order of their own.
            rows.push((time, format!("{id:03}-{n}"), name, cents));
        }
        rows.sort();
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_journeys_give_the_judges_matches(rows in rows()) {
        for (name, rule) in RULES {
            let (journey, mut triggers, mut found) = (journey(name), Triggers::default(), Vec::new());
            observe(journey, &mut triggers, &rows, &mut found);
            journey.elapse(&mut triggers, Time::MAX, &mut found);
            prop_assert_eq!(times(&found), rule(&rows), "{}", name);
        }
    }

    #[test]
    fn state_survives_being_stored_at_any_moment(rows in rows(), at in 0usize..60) {
        let at = at.min(rows.len());
        for (name, rule) in RULES {
            let (journey, mut triggers, mut found) = (journey(name), Triggers::default(), Vec::new());
            observe(journey, &mut triggers, &rows[..at], &mut found);
            let bytes = postcard::to_allocvec(&triggers).unwrap();
            let mut triggers: Triggers = postcard::from_bytes(&bytes).unwrap();
            observe(journey, &mut triggers, &rows[at..], &mut found);
            journey.elapse(&mut triggers, Time::MAX, &mut found);
            prop_assert_eq!(times(&found), rule(&rows), "{}", name);
        }
    }

    #[test]
    fn ticks_in_between_change_nothing_but_the_moment_of_firing(rows in rows()) {
        let (journey, mut triggers, mut found) = (journey("r3"), Triggers::default(), Vec::new());
        for row in &rows {
            journey.elapse(&mut triggers, Time(row.0), &mut found);
            let due = journey.next_due(&triggers);
            prop_assert!(due.is_none_or(|due| due >= Time(row.0)), "nothing overdue is left open");
            observe(journey, &mut triggers, std::slice::from_ref(row), &mut found);
        }
        journey.elapse(&mut triggers, Time::MAX, &mut found);
        prop_assert_eq!(times(&found), r3(&rows));
    }

    /// Two customers turn out to be one: what either did before the merge is known after it, and nothing fires twice.
    #[test]
    fn merged_customers_go_on_as_one(rows in rows(), sides in prop::collection::vec(any::<bool>(), 60), at in 0usize..60) {
        let at = at.min(rows.len());
        let (before, after) = rows.split_at(at);
        let side = |wanted: bool| -> Vec<Row> {
            before.iter().zip(&sides).filter(|(_, s)| **s == wanted).map(|(row, _)| row.clone()).collect()
        };
        let (one, two) = (side(true), side(false));
        let now = Time(before.last().map_or(0, |row| row.0));
        for (name, _) in RULES {
            let journey = journey(name);
            let (mut a, mut b, mut early) = (Triggers::default(), Triggers::default(), Vec::new());
            observe(journey, &mut a, &one, &mut early);
            observe(journey, &mut b, &two, &mut early);
            journey.elapse(&mut a, now, &mut early);
            journey.elapse(&mut b, now, &mut early);
            journey.merge_triggers(&mut a, b);
            let mut late = Vec::new();
            observe(journey, &mut a, after, &mut late);
            journey.elapse(&mut a, Time::MAX, &mut late);
            prop_assert_eq!(times(&late), merged(name, &one, &two, after, now.0), "{}", name);
        }
    }

    /// In whatever order the events come, nothing panics, and every event counts for at most one firing of R2.
    #[test]
    fn disorder_is_survived(rows in rows(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|row| (row.0 / (20 * MIN), row.1.bytes().fold(seed, |h, b| h.wrapping_mul(31).wrapping_add(b.into()))));
        for (name, _) in RULES {
            let (journey, mut triggers, mut found) = (journey(name), Triggers::default(), Vec::new());
            observe(journey, &mut triggers, &shuffled, &mut found);
            journey.elapse(&mut triggers, Time::MAX, &mut found);
            if name == "r2" {
                prop_assert!(found.len() * 3 <= rows.iter().filter(|row| row.2 == "Call Dropped").count());
            }
            let offset = if name == "r3" { HOUR } else { 0 };
            prop_assert!(found.iter().all(|m| rows.iter().any(|row| row.0 + offset == m.time.0)), "{}", name);
        }
    }
}

/// The judge's sentences over the common past, counting only what comes after the merge at `now`.
fn merged(name: &str, one: &[Row], two: &[Row], after: &[Row], now: i64) -> Vec<i64> {
    let mut all: Vec<Row> = one.iter().chain(two).chain(after).cloned().collect();
    all.sort();
    let known = one.len() + two.len();
    match name {
        "r1" => {
            let mut out: Vec<i64> = r1(one).into_iter().chain(r1(two)).collect();
            out.sort_unstable();
            let early = out.len();
            for j in known..all.len() {
                let (ts, _, entered, _) = &all[j];
                let fits = |i: usize| {
                    let between = all[i + 1..j].iter().any(|row| row.2 == "Order Completed");
                    all[i].2 == "Product Viewed" && ts - all[i].0 <= 48 * HOUR && !between
                };
                if *entered == "Store Entered" && (0..j).any(fits) && !out.iter().any(|t| ts - t < 7 * DAY) {
                    out.push(*ts);
                }
            }
            out.split_off(early)
        }
        "r2" => {
            let key = |rows: &[Row]| -> Option<(i64, String)> {
                let calls: Vec<&Row> = rows.iter().filter(|row| row.2 == "Call Dropped").collect();
                let times: Vec<i64> = calls.iter().map(|row| row.0).collect();
                let (mut used, mut last) = (-1i64, None);
                for k in 0..times.len() {
                    if k as i64 - 2 > used && times[k] - times[k - 2] <= 10 * MIN {
                        (used, last) = (k as i64, Some((calls[k].0, calls[k].1.clone())));
                    }
                }
                last
            };
            let calls: Vec<&Row> = all.iter().filter(|row| row.2 == "Call Dropped").collect();
            let last = key(one).max(key(two));
            let mut used = calls.iter().rposition(|c| Some((c.0, c.1.clone())) == last).map_or(-1, |at| at as i64);
            let begin = calls.iter().filter(|c| all[..known].iter().any(|row| row.1 == c.1)).count();
            let mut out = Vec::new();
            for k in begin..calls.len() {
                if k as i64 - 2 > used && calls[k].0 - calls[k - 2].0 <= 10 * MIN {
                    out.push(calls[k].0);
                    used = k as i64;
                }
            }
            out
        }
        "r3" => r3(&all).into_iter().filter(|time| *time >= now).collect(),
        _ => {
            let orders: Vec<&Row> = all.iter().filter(|row| row.2 == "Order Completed").collect();
            let begin = all[..known].iter().filter(|row| row.2 == "Order Completed").count();
            let mut out = Vec::new();
            for k in begin..orders.len() {
                let before = orders[..k].iter().filter(|o| orders[k].0 - o.0 <= 30 * DAY).map(|o| o.3).sum::<i64>();
                if before <= 50_000 && 50_000 < before + orders[k].3 {
                    out.push(orders[k].0);
                }
            }
            out
        }
    }
}

/// A bounded past stays small, however busy the customer.
#[test]
fn a_busy_customer_does_not_swell() {
    for (name, _) in &RULES[..3] {
        let (journey, mut triggers, mut found) = (journey(name), Triggers::default(), Vec::new());
        let names = ["Product Viewed", "Product Viewed", "Store Entered", "Call Dropped", "Product Added"];
        let rows = (0..20_000).map(|n| (i64::from(n) * 5 * MIN, format!("{n:08}"), names[n as usize % 5], 0));
        observe(journey, &mut triggers, &rows.collect::<Vec<Row>>(), &mut found);
        let size = postcard::to_allocvec(&triggers).unwrap().len();
        assert!(size < 2_500, "{name}: {size} bytes");
    }
}
