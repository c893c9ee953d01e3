//! One person's working time, and how it is measured.

use crate::{Region, Week};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time as Clock},
    tz::{AmbiguousOffset, TimeZone},
};
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Working time is known from this year on.
const FIRST_YEAR: i16 = 1970;
/// And up to the end of this one: nothing is due later.
const LAST_YEAR: i16 = 2199;

/// A time zone of the IANA database, such as `Europe/Berlin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct Zone {
    name: SmolStr,
    zone: TimeZone,
}

/// The database of time zones has none of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone `{0}`: write one such as Europe/Berlin")]
pub struct UnknownZone(pub String);

impl Zone {
    /// The zone of this name.
    ///
    /// # Errors
    /// [`UnknownZone`].
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone(name.chars().take(64).collect()))?;
        Ok(Self { name: name.into(), zone })
    }

    /// The day it is there at a moment.
    #[must_use]
    pub fn day(&self, at: Time) -> Date {
        self.zone.to_datetime(at.timestamp()).date()
    }

    /// The next moment after `after` at which clocks there show this time.
    #[must_use]
    pub fn next(&self, clock: Clock, after: Time) -> Time {
        let minute = u16::try_from(i32::from(clock.hour()) * 60 + i32::from(clock.minute())).unwrap_or(0);
        let today = self.day(after);
        let mut moments = today.series(1.day()).take(3).map(|day| self.moment(day, minute));
        moments.find(|moment| *moment > after).unwrap_or(after)
    }

    /// What clocks there show at a moment.
    #[must_use]
    pub fn clock(&self, at: Time) -> Clock {
        self.zone.to_datetime(at.timestamp()).time()
    }

    /// The moment at which clocks there show a minute of a day (1440: the next midnight). A time that clocks leave out is the moment at
    /// which they do; of one that comes twice, it is the first.
    fn moment(&self, day: Date, minute: u16) -> Time {
        let (day, minute) = if minute < 24 * 60 { (day, minute) } else { (day.tomorrow().unwrap_or(day), 0) };
        let (hour, minute) = (i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        let shown = self.zone.to_ambiguous_timestamp(DateTime::from_parts(day, Clock::constant(hour, minute, 0, 0)));
        let left_out = matches!(shown.offset(), AmbiguousOffset::Gap { .. });
        let Ok(moment) = shown.compatible() else { return Time::MAX };
        if !left_out {
            return moment.into();
        }
        // Taken as if clocks had gone on, it does not lie before the moment at which they did not.
        let just_after = Time::from(moment) + Span(1);
        let leap = self.zone.preceding(just_after.timestamp()).next();
        leap.map_or(moment, |leap| leap.timestamp()).into()
    }
}

impl TryFrom<SmolStr> for Zone {
    type Error = UnknownZone;
    fn try_from(name: SmolStr) -> Result<Self, UnknownZone> {
        Self::named(&name)
    }
}

impl From<Zone> for SmolStr {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

/// One person's working time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Where their clock is.
    pub zone: Zone,
    /// The hours they work.
    pub week: Week,
    /// Whose public holidays they have; no one's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Days off beside those: leave, a city's feast, the firm's outing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub closed: BTreeSet<Date>,
    /// Public holidays on which they work all the same.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<Date>,
}

/// So much working time does not come any more: every day is closed, or the answer lies beyond the year 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the calendar does not have so much working time ahead: look at its closed days")]
pub struct NoWorkingTime;

impl Calendar {
    /// Nine to five from Monday to Friday, without holidays.
    #[must_use]
    pub fn nine_to_five(zone: Zone) -> Self {
        Self { zone, week: Week::nine_to_five(), region: None, closed: BTreeSet::new(), open: BTreeSet::new() }
    }

    /// How much working time lies between two moments. Zero if the second is not after the first.
    #[must_use]
    pub fn working_between(&self, from: Time, until: Time) -> Span {
        let pieces = self.pieces(from).take_while(|(begin, _)| *begin < until);
        Span(pieces.map(|(begin, end)| end.min(until).since(begin.max(from)).0.max(0)).sum())
    }

    /// The first moment at which `span` of working time has passed since `from`; `from` itself for none (or less).
    ///
    /// # Errors
    /// [`NoWorkingTime`].
    pub fn add_working(&self, from: Time, span: Span) -> Result<Time, NoWorkingTime> {
        let mut left = span.0;
        if left <= 0 {
            return Ok(from);
        }
        for (begin, end) in self.pieces(from) {
            let begin = begin.max(from);
            let here = end.since(begin).0.max(0);
            if left <= here {
                return Ok(begin + Span(left));
            }
            left -= here;
        }
        Err(NoWorkingTime)
    }

    /// The moment itself if it is working time, else when work begins next.
    ///
    /// # Errors
    /// [`NoWorkingTime`].
    pub fn at_work(&self, from: Time) -> Result<Time, NoWorkingTime> {
        self.pieces(from).find(|(_, end)| *end > from).map(|(begin, _)| begin.max(from)).ok_or(NoWorkingTime)
    }

    /// When the first working day that begins after `from` begins.
    ///
    /// # Errors
    /// [`NoWorkingTime`].
    pub fn next_morning(&self, from: Time) -> Result<Time, NoWorkingTime> {
        let mut mornings = self.days(from).filter_map(|hours| hours.first().map(|(begin, _)| *begin));
        mornings.find(|begin| *begin > from).ok_or(NoWorkingTime)
    }

    /// The stretches of work of the day of `from` and all after it.
    fn pieces(&self, from: Time) -> impl Iterator<Item = (Time, Time)> + '_ {
        self.days(from).flatten()
    }

    /// The same by days.
    fn days(&self, from: Time) -> impl Iterator<Item = Vec<(Time, Time)>> + '_ {
        let first = self.zone.day(from).max(Date::constant(FIRST_YEAR, 1, 1));
        let mut known: Option<(i16, BTreeSet<Date>)> = None;
        first.series(1.day()).take_while(|day| day.year() <= LAST_YEAR).map(move |day| {
            let year = day.year();
            if known.as_ref().is_none_or(|(of, _)| *of != year) {
                known = Some((year, self.region.as_ref().map(|region| region.holidays(year)).unwrap_or_default()));
            }
            let holiday = known.as_ref().is_some_and(|(_, days)| days.contains(&day)) && !self.open.contains(&day);
            if holiday || self.closed.contains(&day) {
                return Vec::new();
            }
            let moments = |hours: &crate::Hours| {
                (self.zone.moment(day, hours.from_minute()), self.zone.moment(day, hours.until_minute()))
            };
            self.week.hours(day.weekday()).iter().map(moments).filter(|(begin, end)| begin < end).collect()
        })
    }
}
