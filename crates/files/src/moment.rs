//! Moments as people and systems write them: `2026-10-25T02:30:00+02:00`, `25.10.2026 02:30`, `10/25/2026 2:30 PM`, `20261025`, and
//! Excel's count of days, `45960.5833`.

use crate::{Dates, HourTwice};
pub use jiff::civil::Date;
use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time as ClockTime},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use rapport_kernel::Time;

/// Excel's days that can be meant: from 1954 to 2119. Smaller and larger numbers are something else.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_500.0;

/// A moment as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// What the clock showed.
    pub shown: DateTime,
    /// How far that clock is from UTC, if it says.
    pub offset: Option<Offset>,
    /// Whether it says a time of the day; else it is a day.
    pub timed: bool,
}

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentFault {
    /// It is none, or none of the calendar.
    #[error("is no moment: write it as 2026-03-31T14:05:00+02:00 or 31.03.2026 14:05")]
    None,
    /// Clocks were put forward over it.
    #[error("did not exist in this zone: clocks were put forward over it")]
    Skipped,
    /// Clocks were turned back over it, and the file's order does not say which is meant.
    #[error(
        "came twice in this zone, as clocks were turned back: say `hour_twice: first` or `second`, or give times with their offset"
    )]
    Twice,
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no day: write it as 2026-03-31 or 31.03.2026")]
pub struct DayFault;

/// What a text shows of the order of days and months; none if it has no strokes, or only one order makes a date of it and that
/// is said by the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It is a date in this one order.
    Only(Dates),
    /// It could be either, and they differ: 03/04/2026.
    Either,
}

/// Whether a date can only be read in one order, and in which: `31/12/2026` has the day first.
#[must_use]
pub fn shows(text: &str) -> Option<Order> {
    match (written(text, Dates::DayFirst), written(text, Dates::MonthFirst)) {
        (Some(day), Some(month)) => (day != month).then_some(Order::Either),
        (Some(_), None) => Some(Order::Only(Dates::DayFirst)),
        (None, Some(_)) => Some(Order::Only(Dates::MonthFirst)),
        (None, None) => None,
    }
}

/// Reads a text; none if it is no moment.
#[must_use]
pub fn written(text: &str, dates: Dates) -> Option<Written> {
    let text = text.trim();
    if let Some(days) = serial(text) {
        return Some(Written { shown: days, offset: None, timed: days.time() != ClockTime::midnight() });
    }
    let (date, rest) = match text.find(['T', 't', ' ', '\u{a0}']) {
        Some(at) => (&text[..at], text[at..].trim_start_matches(['T', 't', ' ', '\u{a0}'])),
        None => (text, ""),
    };
    if date.len() == 14 && rest.is_empty() && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let (date, clock) = date.split_at(8);
        let clock = format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..]);
        return Some(Written { shown: calendar(date, dates)?.to_datetime(time(&clock)?), offset: None, timed: true });
    }
    let date = calendar(date, dates)?;
    if rest.is_empty() {
        return Some(Written { shown: date.to_datetime(ClockTime::midnight()), offset: None, timed: false });
    }
    let (clock, offset) = apart(rest)?;
    Some(Written { shown: date.to_datetime(time(clock)?), offset, timed: true })
}

/// A moment in the one spelling that all ways to write it have; none if it is none, or could be two: 03/04/2026.
#[must_use]
pub fn one_spelling(text: &str) -> Option<String> {
    let dates = match shows(text) {
        Some(Order::Either) => return None,
        Some(Order::Only(dates)) => dates,
        None => Dates::DayFirst,
    };
    let Written { shown, offset, .. } = written(text, dates)?;
    Some(offset.map_or_else(|| shown.to_string(), |offset| format!("{shown}{offset}")))
}

/// Whether a text is a time of the day and nothing else.
#[must_use]
pub fn is_clock(text: &str) -> bool {
    text.contains(':') && time(text.trim()).is_some()
}

/// A day and the time of the day that stands in a column of its own, as one text: `19.10.2026` and `09:14`. The time may be written
/// as `091402`, as part of a day (`0.385`), or behind the day that a spreadsheet puts before it; the day may have a
/// midnight of its own. None if
/// the one is no time, or the other says a time already.
#[must_use]
pub fn joined(day: &str, clock: &str) -> Option<String> {
    let (day, clock) = (day.trim(), clock.trim());
    let apart = ['T', 't', ' ', '\u{a0}'];
    let midnight = |written: Written| !written.timed || written.shown.time() == ClockTime::midnight();
    // Whichever order days and months have: their time is the same.
    let written = written(day, Dates::DayFirst).or_else(|| written(day, Dates::MonthFirst));
    let bare = match (written, day.split_once(apart)) {
        (Some(written), Some((bare, _))) if written.offset.is_none() && midnight(written) => bare,
        (_, None) => day,
        _ => return None,
    };
    let clock = match clock.split_once(['T', 't']) {
        Some((_, time)) => time,
        None => clock,
    };
    let digits = clock.bytes().all(|byte| byte.is_ascii_digit());
    let clock = if digits && clock.len() == 6 {
        format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..])
    } else if clock.contains(':') {
        clock.to_owned()
    } else {
        let part: f64 = clock.replace(',', ".").parse().ok().filter(|part| (0.0..1.0).contains(part))?;
        let seconds = (part * 86_400.0).round() as u32;
        format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    };
    time(&clock).map(|_| format!("{bare} {clock}"))
}

/// Excel's count of days since the turn of 1899, the time of the day as its fraction.
fn serial(text: &str) -> Option<DateTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') || text.len() < 5 {
        return None;
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    // Eight digits without a fraction are a date.
    if !SERIALS.contains(&number) {
        return None;
    }
    let day =
        jiff::civil::date(1899, 12, 30).checked_add(SignedDuration::from_hours(24 * number.trunc() as i64)).ok()?;
    // Excel keeps about a millisecond; times were typed in seconds.
    let seconds = (number.fract() * 86_400.0).round() as i64;
    day.to_datetime(ClockTime::midnight()).checked_add(SignedDuration::from_secs(seconds)).ok()
}

fn calendar(text: &str, dates: Dates) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]);
    }
    let stroke = text.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(stroke).collect();
    let [first, second, third] = parts[..] else { return None };
    match (stroke, first.len()) {
        ('-' | '/' | '.', 4) => day(first, second, third),
        ('.', _) => day(third, second, first),
        ('-' | '/', _) => match dates {
            Dates::DayFirst => day(third, second, first),
            Dates::MonthFirst => day(third, first, second),
        },
        _ => None,
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str, most: usize| {
        (1..=most)
            .contains(&text.len())
            .then_some(text)
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()
    };
    let year: i16 = match year.len() {
        4 => number(year, 4)?,
        // A till writes 26 for 2026.
        2 => number(year, 2)? + 2_000,
        _ => return None,
    };
    let month: i16 = number(month, 2)?;
    let day: i16 = number(day, 2)?;
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| year >= 1900)
}

/// The time of the day and the offset behind it: `14:05+02:00`, `14:05 +0200`, `14:05 UTC`, `2:05 PM`.
fn apart(text: &str) -> Option<(&str, Option<Offset>)> {
    let utc = ["Z", "z", "UTC", "GMT"].iter().find_map(|name| text.strip_suffix(name));
    if let Some(clock) = utc {
        return Some((clock.trim_end(), Some(Offset::UTC)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = (text[..at].trim_end(), &text[at..]);
    let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    let seconds = if offset.starts_with('-') { -seconds } else { seconds };
    Some((clock, Some(Offset::from_seconds(seconds).ok()?)))
}

fn time(text: &str) -> Option<ClockTime> {
    let upper = text.to_ascii_uppercase();
    let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim_end(), Some(0)),
        (_, Some(clock)) => (clock.trim_end(), Some(12)),
        _ => (upper.trim_end(), None),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    if parts.next().is_some() {
        return None;
    }
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, ""));
    let number = |text: &str| -> Option<i8> {
        (1..=2)
            .contains(&text.len())
            .then_some(text)
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()
    };
    let hour = match (number(hour)?, half) {
        (hour, None) => hour,
        (hour @ 1..=12, Some(half)) => hour % 12 + half,
        _ => return None,
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || fraction.len() > 9 {
        return None;
    }
    let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
    ClockTime::new(hour, number(minute)?, number(second)?, nanos).ok()
}

/// The day that `3103` or `101` names in the year that begins on a day; none if it is no such text. A year may begin in any month.
#[must_use]
pub fn yearless(text: &str, begins: Date) -> Option<Date> {
    let text = text.trim();
    if !matches!(text.len(), 3 | 4) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (day, month) = text.split_at(text.len() - 2);
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    let in_year = |year| Date::new(year, month, day).ok();
    let begun = in_year(begins.year()).filter(|day| *day >= begins);
    begun.or_else(|| in_year(begins.year() + 1)).filter(|day| *day < begins.saturating_add(jiff::Span::new().years(1)))
}

/// A zone by its name, such as `Europe/Berlin`; none for a name that is no place.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| !zone.is_unknown())
}

/// Reads the moments of a file one after the other: where an hour comes twice, the one before says which it is.
#[derive(Clone, Debug)]
pub struct Clock {
    dates: Dates,
    zone: TimeZone,
    twice: Option<HourTwice>,
    /// The file goes forward in time.
    forward: bool,
    last: Option<Timestamp>,
    /// From which day on dates without a year count, for a year.
    year: Option<Date>,
}

impl Clock {
    /// A clock of this zone.
    #[must_use]
    pub fn new(dates: Dates, zone: TimeZone, twice: Option<HourTwice>, forward: bool) -> Self {
        Self { dates, zone, twice, forward, last: None, year: None }
    }

    /// The same for a file whose dates have no year, as `3103`: they are of the year that begins on this day.
    #[must_use]
    pub fn of_year(self, begins: Option<Date>) -> Self {
        Self { year: begins, ..self }
    }

    /// The next moment of the file.
    ///
    /// # Errors
    /// [`MomentFault`].
    pub fn read(&mut self, text: &str) -> Result<Time, MomentFault> {
        let Written { shown, offset, timed } = written(text, self.dates).ok_or(MomentFault::None)?;
        let at = match offset {
            Some(offset) => offset.to_timestamp(shown).map_err(|_| MomentFault::None)?,
            None if timed => self.here(shown)?,
            // A day begins also where clocks are put forward over its midnight.
            None => shown.date().to_zoned(self.zone.clone()).map_err(|_| MomentFault::None)?.timestamp(),
        };
        self.last = Some(at);
        Ok(at.into())
    }

    /// The day a text names, as it is written: an invoice of the 31st is of the 31st, wherever a clock hung.
    ///
    /// # Errors
    /// [`DayFault`].
    pub fn day(&self, text: &str) -> Result<Date, DayFault> {
        let whole = || written(text, self.dates).map(|written| written.shown.date());
        self.year.and_then(|begins| yearless(text, begins)).or_else(whole).ok_or(DayFault)
    }

    fn here(&self, shown: DateTime) -> Result<Timestamp, MomentFault> {
        let found = self.zone.to_ambiguous_timestamp(shown);
        let (first, second) = match found.offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, offset),
            AmbiguousOffset::Gap { .. } => return Err(MomentFault::Skipped),
            AmbiguousOffset::Fold { before, after } => (before, after),
        };
        let at = |offset: Offset| offset.to_timestamp(shown).map_err(|_| MomentFault::None);
        let (first, second) = (at(first)?, at(second)?);
        match self.twice {
            _ if first == second => Ok(first),
            Some(HourTwice::First) => Ok(first),
            Some(HourTwice::Second) => Ok(second),
            None if self.forward => Ok(if self.last.is_some_and(|last| last > first) { second } else { first }),
            None => Err(MomentFault::Twice),
        }
    }

    /// Whether a time comes twice in the zone.
    #[must_use]
    pub(crate) fn comes_twice(zone: &TimeZone, shown: DateTime) -> bool {
        matches!(zone.to_ambiguous_timestamp(shown).offset(), AmbiguousOffset::Fold { .. })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn clock(twice: Option<HourTwice>, forward: bool) -> Clock {
        Clock::new(Dates::DayFirst, zone("Europe/Berlin").unwrap(), twice, forward)
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for (text, utc) in [
            ("2026-03-31", "2026-03-30T22:00:00.000Z"),
            ("2026-03-31T14:05", "2026-03-31T12:05:00.000Z"),
            ("2026-03-31 14:05:06.5", "2026-03-31T12:05:06.500Z"),
            ("2026-03-31T14:05:06Z", "2026-03-31T14:05:06.000Z"),
            ("2026-03-31T14:05:06+0100", "2026-03-31T13:05:06.000Z"),
            ("2026-03-31 14:05 -05:00", "2026-03-31T19:05:00.000Z"),
            ("2026-03-31 14:05 UTC", "2026-03-31T14:05:00.000Z"),
            ("31.03.2026", "2026-03-30T22:00:00.000Z"),
            ("31.3.26 7:05", "2026-03-31T05:05:00.000Z"),
            ("31/03/2026 2:05 PM", "2026-03-31T12:05:00.000Z"),
            ("31-03-2026 12:00 am", "2026-03-30T22:00:00.000Z"),
            ("2026/03/31", "2026-03-30T22:00:00.000Z"),
            ("20260331", "2026-03-30T22:00:00.000Z"),
            ("20260331140500", "2026-03-31T12:05:00.000Z"),
            ("45960.5833", "2025-10-30T12:59:57.000Z"),
            ("45960,5", "2025-10-30T11:00:00.000Z"),
            ("46112", "2026-03-30T22:00:00.000Z"),
        ] {
            assert_eq!(clock(None, true).read(text).map(|at| at.to_string()), Ok(utc.to_owned()), "{text}");
        }
        for none in [
            "",
            "soon",
            "0000-00-00",
            "2026-02-29",
            "31.02.2026",
            "2026-13-01",
            "14:05",
            "2026-03-31T25:00",
            "10/31/2026",
            "1700000000",
            "10115",
            "99999",
            "12",
            "31.03.2026 13:00 PM",
            "2026-03-31T14:05+99:99",
            "9999-99-99",
            "1/2",
            "٣١.٠٣.٢٠٢٦",
        ] {
            assert_eq!(clock(None, true).read(none), Err(MomentFault::None), "{none}");
        }
    }

    #[test]
    fn a_day_is_the_one_that_is_written_wherever_the_clock_hung() {
        for text in ["31.03.2026", "2026-03-31T23:30:00-09:00", "2026-03-31 00:10", "20260331", "46112"] {
            assert_eq!(clock(None, true).day(text).unwrap().to_string(), "2026-03-31", "{text}");
        }
        assert_eq!(clock(None, true).day("31.02.2026"), Err(DayFault));
    }

    #[test]
    fn a_file_shows_whether_days_come_first() {
        assert_eq!(shows("31/10/2026"), Some(Order::Only(Dates::DayFirst)));
        assert_eq!(shows("10/31/2026 14:00"), Some(Order::Only(Dates::MonthFirst)));
        assert_eq!(shows("03/04/2026"), Some(Order::Either));
        for clear in ["04/04/2026", "03.04.2026", "2026-03-04", "20260304", "x"] {
            assert_eq!(shows(clear), None, "{clear}");
        }
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_by_the_order_of_the_file() {
        let mut clock_ = clock(None, true);
        let times = ["01:59", "02:10", "02:50", "02:05", "02:40", "03:00"];
        let read: Vec<String> = times
            .iter()
            .map(|time| clock_.read(&format!("25.10.2026 {time}")).unwrap().to_string()[11..16].to_owned())
            .collect();
        assert_eq!(read, ["23:59", "00:10", "00:50", "01:05", "01:40", "02:00"]);
        let twice = "25.10.2026 02:10";
        assert_eq!(clock(None, false).read(twice), Err(MomentFault::Twice));
        let of = |twice_| clock(Some(twice_), false).read(twice).unwrap().to_string();
        assert!(of(HourTwice::First).contains("T00:10") && of(HourTwice::Second).contains("T01:10"));
        assert_eq!(clock(None, true).read("29.03.2026 02:30"), Err(MomentFault::Skipped));
    }

    #[test]
    fn a_time_in_a_column_of_its_own_belongs_to_its_day() {
        let at = |day: &str, clock_: &str| {
            let joined = joined(day, clock_)?;
            clock(None, true).read(&joined).ok().map(|at| at.to_string())
        };
        let expected = Some("2026-10-19T07:14:02.000Z".to_owned());
        for (day, time) in [
            ("19.10.2026", "09:14:02"),
            (" 2026-10-19 ", "9:14:02"),
            ("20261019", "091402"),
            ("2026-10-19T00:00:00", "09:14:02 AM"),
            ("19/10/2026 00:00", "1899-12-31T09:14:02"),
            ("2026-10-19", "0.384745370"),
            ("2026-10-19", "0,384745370"),
        ] {
            assert_eq!(at(day, time), expected, "{day} {time}");
        }
        for (day, time) in
            [("19.10.2026 08:00", "09:14"), ("19.10.2026", "9"), ("19.10.2026", "25:00"), ("19.10.2026", "noon")]
        {
            assert_eq!(at(day, time), None, "{day} {time}");
        }
        assert!(is_clock("9:14") && is_clock("09:14:02 PM") && !is_clock("19.10.2026 09:14") && !is_clock("9"));
    }

    #[test]
    fn a_day_begins_also_where_clocks_are_put_forward_over_its_midnight() {
        let mut cairo = Clock::new(Dates::DayFirst, zone("Africa/Cairo").unwrap(), None, true);
        assert_eq!(cairo.read("24.04.2026").unwrap().to_string(), "2026-04-23T22:00:00.000Z");
        assert_eq!(cairo.read("24.04.2026 00:30"), Err(MomentFault::Skipped));
        let mut havana = Clock::new(Dates::DayFirst, zone("America/Havana").unwrap(), None, false);
        assert_eq!(havana.read("2026-11-01").unwrap().to_string(), "2026-11-01T04:00:00.000Z");
    }

    #[test]
    fn a_zone_is_a_place() {
        assert!(zone("Europe/Berlin").is_some() && zone("Etc/Unknown").is_none() && zone("Berlin").is_none());
    }
}
