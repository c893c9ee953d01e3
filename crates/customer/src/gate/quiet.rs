//! When a person is left in peace, by the clock on their own wall.
//!
//! A moment is quiet if the wall clock there shows a time in the quiet window, or the day is a quiet weekday or a
//! public holiday. When the clock is put back, an hour is shown twice and both count; when it is put forward, times
//! that are never shown end at the change itself.

use crate::brand::{Brand, Quiet};
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use rapport_kernel::Time;

/// More days in a row than any calendar makes quiet; beyond it every day is, and the answer is "never".
const MAX_DAYS: usize = 400;

fn is_quiet_day(quiet: &Quiet, brand: &Brand, country: &str, local: DateTime) -> bool {
    quiet.days.contains(&local.date().weekday().into())
        || (quiet.on_holidays && brand.is_holiday(country, local.date()))
}

/// The local time at which the quiet stretch containing `local` ends as far as the clock goes; `None` if it is not quiet.
fn end_of_stretch(quiet: &Quiet, brand: &Brand, country: &str, local: DateTime) -> Option<DateTime> {
    let midnight = |at: DateTime| Some(at.date().tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()));
    if is_quiet_day(quiet, brand, country, local) {
        return midnight(local);
    }
    let (clock, from, to) = (local.time(), quiet.from, quiet.to);
    if from < to && from <= clock && clock < to {
        Some(local.date().to_datetime(to))
    } else if from > to && clock >= from {
        // Not straight to the morning: the next day may be a quiet one and then says itself when it ends.
        midnight(local)
    } else if from > to && clock < to {
        Some(local.date().to_datetime(to))
    } else {
        None
    }
}

/// The first moment after `after` at which the clock shows `local`, or has just jumped over it.
fn first_showing(zone: &TimeZone, local: DateTime, after: Time) -> Option<Time> {
    let showing = zone.to_ambiguous_timestamp(local);
    let moment = match showing.offset() {
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            let earlier = Time::from(showing.earlier().ok()?);
            if earlier > after { earlier } else { Time::from(showing.later().ok()?) }
        }
        AmbiguousOffset::Gap { before, .. } => {
            // Read with the offset of before, the skipped time lies at or after the change.
            let beyond = before.to_timestamp(local).ok()?.checked_add(jiff::SignedDuration::from_millis(1)).ok()?;
            Time::from(zone.preceding(beyond).next()?.timestamp())
        }
    };
    Some(moment)
}

/// If `now` is quiet: the first moment that is not. [`Time::MAX`] if every day is quiet.
#[must_use]
pub fn quiet_until(quiet: &Quiet, brand: &Brand, country: &str, zone: &TimeZone, now: Time) -> Option<Time> {
    let mut at = now;
    for _ in 0..MAX_DAYS {
        let local = zone.to_datetime(at.timestamp());
        let Some(end) = end_of_stretch(quiet, brand, country, local) else {
            return (at > now).then_some(at);
        };
        // The end of a stretch lies ahead, unless jiff's calendar ends before it.
        match first_showing(zone, end, at).filter(|moment| *moment > at) {
            Some(moment) => at = moment,
            None => return Some(Time::MAX),
        }
    }
    Some(Time::MAX)
}

/// The customer's own zone if it is a known one, else the brand's, else UTC.
#[must_use]
pub fn zone_of(own: Option<&str>, brand: &Brand) -> TimeZone {
    own.and_then(|name| TimeZone::get(name).ok()).or_else(|| TimeZone::get(&brand.zone).ok()).unwrap_or(TimeZone::UTC)
}
