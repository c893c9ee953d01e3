//! `Mon 10:00` becomes a moment, and back: in Berlin, from Monday, 2 March 2026.

use jiff::{ToSpan, civil::Weekday, tz::TimeZone};
use rapport_kernel::Time;

const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// The first such moment not before `after`.
pub fn read(day: &str, clock: &str, after: Time) -> Option<Time> {
    let weekday = DAYS.iter().find(|(name, _)| *name == day)?.1;
    let clock: jiff::civil::Time = clock.parse().ok()?;
    let today = berlin().to_datetime(after.timestamp()).date();
    let moments = today.series(1.day()).take(8).filter(|date| date.weekday() == weekday);
    let moments = moments.filter_map(|date| berlin().to_timestamp(date.to_datetime(clock)).ok());
    moments.map(Time::from).find(|moment| *moment >= after)
}

/// From the second week on with the date.
pub fn show(at: Time) -> String {
    let there = at.timestamp().to_zoned(berlin());
    let day = DAYS.iter().find(|(_, weekday)| *weekday == there.weekday()).unwrap().0;
    let second_week = there.date() >= jiff::civil::date(2026, 3, 9);
    let date = if second_week { there.strftime("%Y-%m-%d ").to_string() } else { String::new() };
    format!("{date}{day} {}", there.strftime("%H:%M"))
}
