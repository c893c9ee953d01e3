//! When a wait is over.

use crate::document::{Wait, Weekday};
use jiff::{civil, tz::TimeZone};
use rapport_customer::Brand;
use rapport_kernel::Time;

/// The moment after which a wait begun at `now` is over. Local times are those of the customer's zone if it is known,
/// else the brand's, else UTC. A time the clocks jump over counts as the moment after the jump; of a time that comes twice the
/// first counts.
#[must_use]
pub fn due(wait: &Wait, now: Time, zone: Option<&str>, brand: &Brand) -> Time {
    if let Some(span) = wait.span {
        return now + span;
    }
    if let Some(clock) = wait.until.as_deref().and_then(clock) {
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).or_else(|| TimeZone::get(&brand.zone).ok());
        return next(clock, &wait.on, now, &zone.unwrap_or(TimeZone::UTC));
    }
    wait.timeout.map_or(Time::MAX, |span| now + span)
}

/// Reads `09:00`.
#[must_use]
pub fn clock(text: &str) -> Option<civil::Time> {
    let (hours, minutes) = text.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    civil::Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
}

fn next(clock: civil::Time, on: &[Weekday], now: Time, zone: &TimeZone) -> Time {
    let today = zone.to_datetime(now.timestamp()).date();
    // Eight days reach every weekday again, also where today's time is over.
    let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(9);
    for day in days {
        if !on.is_empty() && !on.iter().any(|wanted| number(*wanted) == day.weekday().to_monday_one_offset()) {
            continue;
        }
        let Ok(moment) = zone.to_ambiguous_timestamp(day.to_datetime(clock)).compatible() else { continue };
        if Time::from(moment) > now {
            return Time::from(moment);
        }
    }
    now
}

fn number(day: Weekday) -> i8 {
    match day {
        Weekday::Mon => 1,
        Weekday::Tue => 2,
        Weekday::Wed => 3,
        Weekday::Thu => 4,
        Weekday::Fri => 5,
        Weekday::Sat => 6,
        Weekday::Sun => 7,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn until(text: &str, on: &[Weekday], now: &str, zone: &str) -> String {
        let wait = Wait { until: Some(text.into()), on: on.to_vec(), ..Wait::default() };
        due(&wait, now.parse().unwrap(), Some(zone), &Brand::new("acme", "Acme")).to_string()
    }

    #[test]
    fn nine_o_clock_is_where_the_customer_is() {
        assert_eq!(until("09:00", &[], "2026-03-02T07:59:00Z", "Europe/Berlin"), "2026-03-02T08:00:00.000Z");
        assert_eq!(until("09:00", &[], "2026-03-02T08:00:00Z", "Europe/Berlin"), "2026-03-03T08:00:00.000Z");
        assert_eq!(until("09:00", &[], "2026-03-02T08:00:00Z", "Europe/London"), "2026-03-02T09:00:00.000Z");
        assert_eq!(until("09:00", &[Weekday::Mon], "2026-03-02T12:00:00Z", "UTC"), "2026-03-09T09:00:00.000Z");
    }

    #[test]
    fn clocks_that_jump_do_not_lose_the_wait() {
        // On 2026-03-29 Berlin goes from 02:00 to 03:00; on 2026-10-25 02:30 comes twice.
        assert_eq!(until("02:30", &[], "2026-03-28T23:30:00Z", "Europe/Berlin"), "2026-03-29T01:30:00.000Z");
        assert_eq!(until("02:30", &[], "2026-10-24T23:30:00Z", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
    }

    #[test]
    fn only_a_clock_is_a_clock() {
        assert!(
            clock("24:00").is_none() && clock("9:00").is_none() && clock("09:60").is_none() && clock("09:30").is_some()
        );
    }
}
