//! Late events: counted at their place while inside the window, and nothing that fired is taken back.
#![allow(clippy::unwrap_used)]

use rapport_journey::{Journey, Match, Triggers, compile, parse};
use rapport_kernel::{Event, EventKind, Map, Time, Value};

const MIN: i64 = 60_000;
const NONE: [i64; 0] = [];

fn journey(trigger: &str) -> Journey {
    let text = format!(
        "id: j\nname: J\nbrand: acme\nactivity: a\npurpose: p\ntriggers:\n  - {trigger}\ngoal: {{on: {{event: G}}}}\nsteps: [{{id: end, exit: {{}}}}]\n"
    );
    compile(parse(&text).unwrap(), 1).unwrap()
}

fn event(name: &str, minute: i64, number: f64) -> Event {
    let mut properties = Map::default();
    properties.set("n", Value::Float(number));
    Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: format!("{name}-{minute}").into(),
        identifiers: Vec::new(),
        timestamp: Time(minute * MIN),
        received: Time(minute * MIN),
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties,
        context: Map::default(),
    }
}

/// Feeds events (name, minute, number) in the order they stand here; gives the minutes of what fires after each.
fn feed(journey: &Journey, events: &[(&str, i64, f64)]) -> Vec<Vec<i64>> {
    let mut triggers = Triggers::default();
    let minutes = |found: Vec<Match>| found.iter().map(|m| m.time.0 / MIN).collect();
    let mut fired: Vec<Vec<i64>> = Vec::new();
    for (name, minute, number) in events {
        let mut found = Vec::new();
        journey.observe_bare(&mut triggers, &event(name, *minute, *number), &mut found);
        fired.push(minutes(found));
    }
    let mut found = Vec::new();
    journey.elapse(&mut triggers, Time::MAX, &mut found);
    fired.push(minutes(found));
    fired
}

const SEQUENCE: &str =
    "sequence: {first: {event: A}, then: {event: B, remember: [n]}, within: 60m, without: [{event: C}]}";
const ABSENCE: &str = "absence: {after: {event: A}, without: [{event: B}], within: 60m}";
const FIRST_COUNTS: &str = "absence: {after: {event: A}, without: [{event: B}], within: 60m, restart: false}";
const COUNT: &str = "count: {of: {event: A}, times: 3, within: 10m}";
const SUM: &str = "aggregate: {of: {event: A}, sum: properties.n, within: 60m, above: 500}";

#[test]
fn a_late_first_lets_the_second_fire_with_its_own_time() {
    let fired = feed(&journey(SEQUENCE), &[("B", 30, 0.0), ("A", 10, 0.0)]);
    assert_eq!(fired, [vec![], vec![30], vec![]]);
}

#[test]
fn a_late_second_fires_at_its_place_and_a_late_third_only_keeps_later_ones() {
    let sequence = journey(SEQUENCE);
    assert_eq!(feed(&sequence, &[("A", 0, 0.0), ("C", 40, 0.0), ("B", 30, 0.0)]), [vec![], vec![], vec![30], vec![]]);
    let fired = feed(&sequence, &[("A", 0, 0.0), ("B", 30, 0.0), ("C", 20, 0.0), ("B", 31, 0.0)]);
    assert_eq!(fired, [vec![], vec![30], vec![], vec![], vec![]], "what fired stays, what comes after does not fire");
}

#[test]
fn what_is_later_than_the_window_is_ignored() {
    assert_eq!(feed(&journey(SEQUENCE), &[("B", 70, 0.0), ("A", 9, 0.0)]).concat(), NONE);
    assert_eq!(feed(&journey(COUNT), &[("A", 12, 0.0), ("A", 13, 0.0), ("A", 2, 0.0)]).concat(), NONE);
}

#[test]
fn a_late_b_closes_and_a_late_a_opens() {
    let absence = journey(ABSENCE);
    assert_eq!(feed(&absence, &[("A", 0, 0.0), ("B", 61, 0.0)]), [vec![], vec![60], vec![]]);
    assert_eq!(feed(&absence, &[("A", 0, 0.0), ("B", 60, 0.0)]).concat(), NONE, "the bound belongs to it");
    assert_eq!(feed(&absence, &[("A", 10, 0.0), ("A", 5, 0.0), ("B", 12, 0.0)]).concat(), NONE);
    let late = feed(&absence, &[("A", 0, 0.0), ("A", 20, 0.0), ("B", 15, 0.0), ("B", 10, 0.0)]);
    assert_eq!(late, [vec![], vec![], vec![], vec![], vec![80]], "the B's lie before the A that is open");
    let opened = feed(&absence, &[("B", 50, 0.0), ("A", 20, 0.0), ("A", 55, 0.0)]);
    assert_eq!(opened, [vec![], vec![], vec![], vec![115]], "the late A is answered by the B, the other is not");
}

#[test]
fn without_restart_the_first_counts() {
    let first = journey(FIRST_COUNTS);
    assert_eq!(feed(&first, &[("A", 0, 0.0), ("A", 30, 0.0)]), [vec![], vec![], vec![60]]);
    assert_eq!(feed(&first, &[("A", 30, 0.0), ("A", 0, 0.0)]), [vec![], vec![], vec![60]], "also if it comes late");
    assert_eq!(feed(&first, &[("A", 0, 0.0), ("A", 61, 0.0)]), [vec![], vec![60], vec![121]]);
}

#[test]
fn a_late_a_completes_a_count_and_nothing_is_used_twice() {
    let count = journey(COUNT);
    assert_eq!(feed(&count, &[("A", 0, 0.0), ("A", 9, 0.0), ("A", 5, 0.0)])[2], [9]);
    let fired =
        feed(&count, &[("A", 0, 0.0), ("A", 1, 0.0), ("A", 2, 0.0), ("A", 3, 0.0), ("A", 4, 0.0), ("A", 1, 0.5)]);
    assert_eq!(fired.concat(), [2], "a late one from before a used one is used up with it");
}

#[test]
fn a_late_sum_crosses_at_its_place_or_lets_a_later_one_cross() {
    let sum = journey(SUM);
    assert_eq!(feed(&sum, &[("A", 0, 300.0), ("A", 20, 150.0), ("A", 10, 100.0)])[2], [20]);
    assert_eq!(feed(&sum, &[("A", 0, 300.0), ("A", 20, 250.0), ("A", 10, 250.0)]).concat(), [20], "moved, not twice");
    assert_eq!(feed(&sum, &[("A", 0, 500.0), ("A", 60, 1.0)]).concat(), [60], "the window's bound belongs to it");
    assert_eq!(feed(&sum, &[("A", 0, 500.0), ("A", 61, 1.0)]).concat(), NONE);
    let again = feed(&sum, &[("A", 0, 600.0), ("A", 61, 10.0), ("A", 62, 495.0)]);
    assert_eq!(again.concat(), [0, 62], "armed again after expiry");
    assert_eq!(feed(&sum, &[("A", 0, f64::MAX), ("A", 1, 501.0)]).concat(), [1], "what is no sum does not count");
}

#[test]
fn firings_stay_apart() {
    let apart = journey("sequence: {first: {event: A}, then: {event: B}, within: 60m, at_most_once_per: 30m}");
    let fired = feed(&apart, &[("A", 0, 0.0), ("B", 1, 0.0), ("B", 30, 0.0), ("B", 31, 0.0)]);
    assert_eq!(fired.concat(), [1, 31]);
}

#[test]
fn an_event_does_not_follow_itself() {
    let twice = journey("sequence: {first: {event: A}, then: {event: A}, within: 60m}");
    assert_eq!(feed(&twice, &[("A", 0, 0.0), ("A", 60, 0.0), ("A", 121, 0.0)]).concat(), [60]);
}

#[test]
fn what_was_remembered_is_in_the_data() {
    let journey = journey("sequence: {first: {event: A, remember: [n]}, then: {event: B}, within: 60m}");
    let (mut triggers, mut found) = (Triggers::default(), Vec::new());
    for (name, minute, n) in [("A", 0, 1.0), ("A", 1, 2.0), ("B", 2, 3.0)] {
        journey.observe_bare(&mut triggers, &event(name, minute, n), &mut found);
    }
    assert_eq!(found[0].data.path("first.n"), Some(&Value::Float(2.0)), "of the latest A");
    assert_eq!(found[0].data.path("n"), Some(&Value::Float(3.0)));
}

#[test]
fn other_events_are_none_of_its_business() {
    let journey = journey(SEQUENCE);
    assert!(journey.interested_in("A") && journey.interested_in("C") && !journey.interested_in("D"));
    let (mut triggers, mut found) = (Triggers::default(), Vec::new());
    journey.observe_bare(&mut triggers, &event("D", 0, 0.0), &mut found);
    assert!(triggers.is_empty() && found.is_empty());
}

fn named(name: &str, minute: i64, id: &str) -> Event {
    Event { message_id: id.into(), ..event(name, minute, 0.0) }
}

#[test]
fn of_merged_pasts_equal_moments_are_ordered_by_message_id() {
    let sequence = journey(SEQUENCE);
    for (a, c, fires) in [("2", "1", 1), ("1", "2", 0)] {
        for turned in [false, true] {
            let (mut one, mut two, mut found) = (Triggers::default(), Triggers::default(), Vec::new());
            sequence.observe_bare(&mut one, &named("A", 5, a), &mut found);
            sequence.observe_bare(&mut two, &named("C", 5, c), &mut found);
            let (mut into, from) = if turned { (two, one) } else { (one, two) };
            sequence.merge_triggers(&mut into, from);
            sequence.observe_bare(&mut into, &named("B", 6, "3"), &mut found);
            assert_eq!(found.len(), fires, "A is {a}, C is {c}");
        }
    }
}

#[test]
fn after_a_merge_what_lies_before_a_used_call_stays_used() {
    let count = journey(COUNT);
    let (mut one, mut two, mut found) = (Triggers::default(), Triggers::default(), Vec::new());
    count.observe_bare(&mut one, &event("A", 7, 0.0), &mut found);
    for minute in [0, 8, 9] {
        count.observe_bare(&mut two, &event("A", minute, 0.0), &mut found);
    }
    assert_eq!(found.len(), 1);
    count.merge_triggers(&mut one, two);
    for minute in [10, 11] {
        count.observe_bare(&mut one, &event("A", minute, 0.0), &mut found);
    }
    assert_eq!(found.len(), 1, "two new ones are not three");
    count.observe_bare(&mut one, &event("A", 12, 0.0), &mut found);
    assert_eq!(found.len(), 2);
}

/// Feeds events of which some are a public source's (`public` names them by minute); says of each firing whether it is public.
fn whose(trigger: &str, events: &[(&str, i64)], public: &[i64]) -> Vec<bool> {
    let (journey, mut triggers, mut found) = (journey(trigger), Triggers::default(), Vec::new());
    for (name, minute) in events {
        let said = Event { public: public.contains(minute), ..event(name, *minute, 300.0) };
        journey.observe_bare(&mut triggers, &said, &mut found);
    }
    journey.elapse(&mut triggers, Time::MAX, &mut found);
    found.iter().map(|found| found.public).collect()
}

#[test]
fn a_firing_is_worth_no_more_than_the_events_it_took() {
    assert_eq!(whose("when: {event: A}", &[("A", 0), ("A", 1)], &[1]), [false, true]);
    let pair = [("A", 0), ("B", 1)];
    assert_eq!(whose(SEQUENCE, &pair, &[]), [false]);
    assert_eq!((whose(SEQUENCE, &pair, &[0]), whose(SEQUENCE, &pair, &[1])), (vec![true], vec![true]));
    assert_eq!(whose(SEQUENCE, &[("A", 0), ("A", 1), ("B", 2)], &[0]), [false], "the later A is the one it took");
    assert_eq!((whose(ABSENCE, &[("A", 0)], &[0]), whose(ABSENCE, &[("A", 0)], &[])), (vec![true], vec![false]));
    let three = [("A", 0), ("A", 20), ("A", 21), ("A", 22)];
    assert_eq!((whose(COUNT, &three, &[0]), whose(COUNT, &three, &[20])), (vec![false], vec![true]));
    let sums = [("A", 0), ("A", 90), ("A", 91)];
    assert_eq!((whose(SUM, &sums, &[0]), whose(SUM, &sums, &[90])), (vec![false], vec![true]));
    let late = [("A", 0), ("A", 91), ("A", 90)];
    assert_eq!((whose(SUM, &late, &[0]), whose(SUM, &late, &[90])), (vec![false], vec![true]));
}
