//! Quiet hours by the customer's own clock, over changes of the clock and holidays, against a walk along the wall clock.

use super::*;
use jiff::{civil, tz::TimeZone};
use rapport_customer::{
    Budget, Quiet, Refusal, Verdict, WhenBlocked,
    brand::{Day, Holidays},
    decide,
    gate::quiet::quiet_until,
};

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

fn night(from: i8, to: i8) -> Quiet {
    let clock = |hour| civil::time(hour, 0, 0, 0);
    Quiet { from: clock(from), to: clock(to), days: vec![], on_holidays: false }
}

/// The definition, one moment at a time.
fn is_quiet(quiet: &Quiet, brand: &Brand, country: &str, zone: &TimeZone, now: Time) -> bool {
    let local = zone.to_datetime(now.timestamp());
    let (from, to, clock) = (quiet.from, quiet.to, local.time());
    let in_window = if from <= to { from <= clock && clock < to } else { clock >= from || clock < to };
    let weekday = quiet.days.contains(&Day::from(local.date().weekday()));
    let holiday = brand.holidays.iter().any(|list| list.country == country && list.dates.contains(&local.date()));
    in_window || weekday || (quiet.on_holidays && holiday)
}

#[test]
fn the_end_of_quiet_is_the_first_moment_the_wall_clock_allows() {
    let zones = [
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Africa/Cairo",
        "UTC",
    ];
    // Around the changes of 2026 in these zones, and a day without any.
    let days = [
        "2026-03-08",
        "2026-03-29",
        "2026-04-05",
        "2026-04-24",
        "2026-10-04",
        "2026-10-25",
        "2026-10-30",
        "2026-11-01",
        "2026-06-10",
    ];
    let mut dice = Dice(1);
    let step = Span::MINUTE.times(15);
    let (mut quiet_ones, mut changes) = (0, 0);
    for _ in 0..3000 {
        let zone = TimeZone::get(zones[dice.roll(7) as usize]).unwrap();
        let day = at(&format!("{}T00:00:00Z", days[dice.roll(9) as usize]));
        let now = day - Span::HOUR.times(24) + step.times(dice.roll(192) as i64);
        let mut clock = || {
            let hours = if dice.roll(2) == 0 { 24 } else { 4 };
            civil::time(dice.roll(hours) as i8, dice.roll(2) as i8 * 30, 0, 0)
        };
        let mut settings = Quiet { from: clock(), to: clock(), days: vec![], on_holidays: true };
        if dice.roll(2) == 0 {
            settings.days = vec![Day::Sunday];
        }
        let date = zone.to_datetime(day.timestamp()).date();
        let mut brand = brand();
        brand.holidays = vec![Holidays { country: "DE".into(), dates: vec![date] }];
        let country = ["DE", "AT"][dice.roll(2) as usize];
        let mut expected = now;
        while is_quiet(&settings, &brand, country, &zone, expected) {
            expected = expected + step;
        }
        let until = quiet_until(&settings, &brand, country, &zone, now);
        assert_eq!(until, (expected > now).then_some(expected), "{settings:?} {zone:?} {now} {country}");
        quiet_ones += u32::from(until.is_some());
        changes += u32::from(zone.to_offset(now.timestamp()) != zone.to_offset(expected.timestamp()));
    }
    assert!(quiet_ones > 1000 && changes > 20, "{quiet_ones} {changes}");
}

#[test]
fn an_hour_shown_twice_is_quiet_twice_and_a_skipped_end_is_the_change_itself() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let quiet = |to: civil::Time| Quiet { to, ..night(22, 0) };
    let until = |to, now| quiet_until(&quiet(to), &brand(), "US", &zone, at(now));
    // 1 November 2026: 01:30 is shown at 05:30 UTC and, after the clock went back at 06:00 UTC, again at 06:30 UTC.
    let half_past_one = civil::time(1, 30, 0, 0);
    assert_eq!(until(half_past_one, "2026-11-01T05:10:00Z"), Some(at("2026-11-01T05:30:00Z")));
    assert_eq!(until(half_past_one, "2026-11-01T05:40:00Z"), None);
    assert_eq!(until(half_past_one, "2026-11-01T06:10:00Z"), Some(at("2026-11-01T06:30:00Z")));
    // 8 March 2026: after 01:59 the clock shows 03:00 (07:00 UTC); 02:30 is never shown.
    let half_past_two = civil::time(2, 30, 0, 0);
    assert_eq!(until(half_past_two, "2026-03-08T05:00:00Z"), Some(at("2026-03-08T07:00:00Z")));
}

#[test]
fn the_gate_asks_the_customers_own_clock_and_calendar() {
    let mut brand = brand();
    brand.channels[0].double_opt_in = false;
    brand.quiet = Some(Quiet { on_holidays: true, ..night(21, 8) });
    brand.holidays = vec![Holidays { country: "AT".into(), dates: vec![civil::date(2026, 10, 26)] }];
    let mut ada = ada();
    opt_in(&mut ada, NOON);
    let plan = Plan::new("offers", "email");
    let ask = |ada: &Customer, now: &str, on_quiet| {
        let request = Request { on_quiet, ..plan.request() };
        decide(&request, ada, Some(&brand), Budget::Reserved, at(now)).verdict
    };
    let (why, defer) = (Refusal::QuietHours, WhenBlocked::Defer);
    // In Berlin the night of 25 October 2026 is an hour longer: 08:00 there is 07:00 UTC.
    let until = at("2026-10-25T07:00:00Z");
    assert_eq!(ask(&ada, "2026-10-24T19:00:00Z", defer), Verdict::Deferred { until, why });
    assert_eq!(ask(&ada, "2026-10-24T19:00:00Z", WhenBlocked::Drop), Verdict::Refused(why));
    assert!(matches!(ask(&ada, "2026-10-24T18:59:59Z", defer), Verdict::Allowed(_)));
    let traits = r#"{"timezone":"America/New_York","address":{"country":"AT"}}"#;
    ada.observe(&event("identify", NOON, traits), &brand);
    assert!(matches!(ask(&ada, "2026-10-24T19:00:00Z", defer), Verdict::Allowed(_)), "three in the afternoon");
    let until = at("2026-10-27T12:00:00Z");
    assert_eq!(
        ask(&ada, "2026-10-26T15:00:00Z", defer),
        Verdict::Deferred { until, why },
        "national day, then the night"
    );
}

#[test]
fn a_brand_that_is_always_quiet_refuses_instead_of_waiting_for_ever() {
    use Day::*;
    let mut brand = brand();
    let days = vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
    brand.quiet = Some(Quiet { days, ..night(0, 0) });
    let mut ada = ada();
    opt_in(&mut ada, NOON);
    let plan = Plan::new("offers", "email");
    let now = NOON + Span::DAY;
    assert_eq!(
        decide(&plan.request(), &ada, Some(&brand), Budget::Reserved, now).verdict,
        Verdict::Refused(Refusal::QuietHours)
    );
    let staff = Plan::new("offers", "staff");
    ada.declare(said(Act::Grant, "staff", now), &brand, now).unwrap();
    assert!(decide(&staff.request(), &ada, Some(&brand), Budget::Reserved, now).is_allowed(), "the person came to us");
}
