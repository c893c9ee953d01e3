//! Working time: by hand where clocks are changed and holidays fall, and its laws for any calendar.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::civil::date;
use proptest::prelude::*;
use rapport_calendar::{Calendar, Hours, NoWorkingTime, Region, Week, Zone};
use rapport_kernel::{Span, Time};

fn calendar(zone: &str, week: Week, region: Option<&str>) -> Calendar {
    let region = region.map(|code| code.parse().unwrap());
    Calendar { week, region, ..Calendar::nine_to_five(Zone::named(zone).unwrap()) }
}

fn munich() -> Calendar {
    calendar("Europe/Berlin", Week::nine_to_five(), Some("DE-BY"))
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

#[test]
fn holidays_and_weekends_are_no_working_time() {
    // Thursday 2 April 2026, 16:00 in Munich; then Good Friday, weekend, Easter Monday.
    let thursday = at("2026-04-02T14:00:00Z");
    assert_eq!(munich().add_working(thursday, Span::HOUR.times(2)), Ok(at("2026-04-07T08:00:00Z")));
    assert_eq!(munich().working_between(thursday, at("2026-04-07T08:00:00Z")), Span::HOUR.times(2));
    // The 15th of August is a working day in Bavaria's Protestant towns and here; in Saarland it is none.
    let friday = at("2025-08-14T15:00:00Z");
    let saar = Calendar { region: Some("DE-SL".parse().unwrap()), ..munich() };
    assert_eq!(munich().add_working(friday, Span::HOUR), Ok(at("2025-08-15T08:00:00Z")));
    assert_eq!(saar.add_working(friday, Span::HOUR), Ok(at("2025-08-18T08:00:00Z")));
    let leave = Calendar { closed: [date(2025, 8, 15)].into(), ..munich() };
    assert_eq!(leave.add_working(friday, Span::HOUR), Ok(at("2025-08-18T08:00:00Z")));
    let works = Calendar { open: [date(2025, 8, 15)].into(), ..saar };
    assert_eq!(works.add_working(friday, Span::HOUR), Ok(at("2025-08-15T08:00:00Z")));
}

#[test]
fn nights_in_which_clocks_change_have_their_real_hours() {
    let night = Week::new(std::array::from_fn(|_| vec![Hours::new(0, 6 * 60).unwrap()])).unwrap();
    let berlin = calendar("Europe/Berlin", night, None);
    let day = |from: &str, until: &str| berlin.working_between(at(from), at(until));
    assert_eq!(day("2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z"), Span::HOUR.times(6));
    assert_eq!(day("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), Span::HOUR.times(5), "02:00 became 03:00");
    assert_eq!(day("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), Span::HOUR.times(7), "02:00 came twice");
    // Of hours that clocks leave out, nothing is left, however they are cut.
    let cut = |text: &str| text.parse::<Hours>().unwrap();
    let pieces = Week::new(std::array::from_fn(|_| {
        ["02:00-02:20", "02:20-02:40", "02:40-03:00", "03:00-04:00"].map(cut).to_vec()
    }));
    let cut = calendar("Europe/Berlin", pieces.unwrap(), None);
    let night = cut.working_between(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"));
    assert_eq!(night, Span::HOUR, "from three to four");
    // Nine in the morning is nine in the morning, in summer an hour earlier.
    assert_eq!(munich().at_work(at("2026-03-27T20:00:00Z")), Ok(at("2026-03-30T07:00:00Z")));
    assert_eq!(munich().at_work(at("2026-10-23T20:00:00Z")), Ok(at("2026-10-26T08:00:00Z")));
}

#[test]
fn a_morning_is_the_next_one() {
    let nine = at("2026-11-02T08:00:00Z");
    assert_eq!(munich().next_morning(nine), Ok(at("2026-11-03T08:00:00Z")));
    assert_eq!(munich().next_morning(nine + Span(-1)), Ok(nine));
    assert_eq!(munich().at_work(nine + Span::HOUR), Ok(nine + Span::HOUR));
}

#[test]
fn what_never_comes_is_said() {
    let mut never = munich();
    never.closed = date(2026, 1, 1).series(jiff::ToSpan::days(1)).take(64_000).collect();
    assert_eq!(never.add_working(at("2026-01-01T00:00:00Z"), Span(1)), Err(NoWorkingTime));
    assert_eq!(never.at_work(at("2026-01-01T00:00:00Z")), Err(NoWorkingTime));
    assert_eq!(munich().add_working(Time::MAX, Span::HOUR), Err(NoWorkingTime));
    assert_eq!(munich().working_between(Time::MAX, Time::MIN), Span::ZERO);
}

#[test]
fn a_calendar_is_a_document() {
    let text = r#"{"zone":"Europe/Rome","week":{"mon":["09:00-13:00"]},"region":"IT","closed":["2026-06-29"]}"#;
    let calendar: Calendar = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&calendar).unwrap(), text);
    for (bad, says) in [
        (text.replace("Rome", "Rom"), "there is no time zone `Europe/Rom`"),
        (text.replace("\"IT\"", "\"IT-RM\""), "no public holidays are known of `IT-RM`"),
        (text.replace("closed", "shut"), "unknown field `shut`"),
    ] {
        let error = serde_json::from_str::<Calendar>(&bad).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

fn hours() -> impl Strategy<Value = Vec<Hours>> {
    prop::collection::btree_set(0u16..=1440, 0..5).prop_map(|edges| {
        edges.into_iter().collect::<Vec<_>>().chunks_exact(2).map(|e| Hours::new(e[0], e[1]).unwrap()).collect()
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
    let regions = Region::codes();
    let week = prop::array::uniform7(hours()).prop_filter_map("no work", |days| Week::new(days).ok());
    (prop::sample::select(zones.to_vec()), week, prop::option::of(prop::sample::select(regions)))
        .prop_map(|(zone, week, region)| calendar(zone, week, region.as_deref()))
}

/// Any moment of twelve years, and the nights of 2025 and 2026 in which clocks are changed in the zones.
fn moments() -> impl Strategy<Value = Time> {
    let nights = [
        "2025-03-09T05:00:00Z",
        "2026-03-28T23:00:00Z",
        "2026-10-24T22:00:00Z",
        "2026-10-03T12:00:00Z",
        "2026-04-04T12:00:00Z",
    ];
    let night =
        (prop::sample::select(nights.map(at).to_vec()), 0i64..8 * 3_600_000).prop_map(|(night, ms)| night + Span(ms));
    prop_oneof![(1_420_000_000_000i64..1_800_000_000_000).prop_map(Time), night]
}

/// Some hours, or some weeks.
fn spans() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..4 * 3_600_000, 0i64..60 * 86_400_000]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn spans_add_up(c in calendars(), a in moments(), days in [spans(), spans()]) {
        let (b, d) = (a + Span(days[0]), a + Span(days[0]) + Span(days[1]));
        let (first, second, whole) = (c.working_between(a, b), c.working_between(b, d), c.working_between(a, d));
        prop_assert_eq!(first.0 + second.0, whole.0);
        prop_assert!(Span::ZERO <= first && first <= b.since(a), "never more than has passed, so never backwards");
    }

    #[test]
    fn adding_is_the_inverse_of_measuring(c in calendars(), a in moments(), ms in 1i64..400 * 3_600_000) {
        let due = c.add_working(a, Span(ms)).unwrap();
        prop_assert_eq!(c.working_between(a, due), Span(ms));
        prop_assert!(c.working_between(a, due - Span(1)) < Span(ms), "the first such moment");
        prop_assert!(due <= c.add_working(a, Span(ms + 1)).unwrap());
    }

    #[test]
    fn adding_twice_is_adding_the_sum(c in calendars(), a in moments(), ms in [0i64..200 * 3_600_000, 0..200 * 3_600_000]) {
        let between = c.add_working(a, Span(ms[0])).unwrap();
        prop_assert_eq!(c.add_working(between, Span(ms[1])), c.add_working(a, Span(ms[0] + ms[1])));
    }

    #[test]
    fn work_begins_where_it_is_said_to(c in calendars(), a in moments()) {
        let begin = c.at_work(a).unwrap();
        prop_assert_eq!(c.working_between(a, begin), Span::ZERO);
        prop_assert!(c.working_between(begin, begin + Span(1)) > Span::ZERO);
    }
}
