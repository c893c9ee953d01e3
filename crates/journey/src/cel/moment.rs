//! Moments and spans: reading, writing, and their parts.

use super::{
    arithmetic::{self, NANOS},
    fault::Fault,
    value::Val,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, date},
    tz::{Offset, TimeZone},
};

/// `timestamp(x)`: from RFC 3339 text, or seconds since 1970.
///
/// # Errors
/// [`Fault::Conversion`], [`Fault::Range`], [`Fault::NoSuchOverload`].
pub fn timestamp<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    match value {
        Val::Timestamp(nanos) => Ok(Val::Timestamp(*nanos)),
        Val::Int(seconds) => arithmetic::moment(i128::from(*seconds) * NANOS),
        Val::Text(text) => arithmetic::moment(read_timestamp(text).ok_or(Fault::Conversion)?),
        _ => Err(Fault::NoSuchOverload),
    }
}

/// 1970, from which everything is counted. jiff's own timestamps end a day before the year 9999 does, its civil times do not.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// RFC 3339: date, `T`, time, and `Z` or an offset.
fn read_timestamp(text: &str) -> Option<i128> {
    let (civil, offset) = match text.strip_suffix(['Z', 'z']) {
        Some(civil) => (civil, 0),
        None => {
            let at = text.len().checked_sub(6)?;
            let (civil, zone) = (text.get(..at)?, text.get(at..)?);
            if !zone.starts_with(['+', '-']) {
                return None;
            }
            (civil, offset(zone)?.seconds())
        }
    };
    // Anything shorter would be no full time of day.
    if civil.len() < 19 || !civil.is_char_boundary(11) || !civil[10..11].eq_ignore_ascii_case("t") {
        return None;
    }
    let civil: DateTime = civil.parse().ok()?;
    Some(civil.duration_since(EPOCH).as_nanos() - i128::from(offset) * NANOS)
}

/// The date and time of day in UTC.
fn civil(nanos: i128) -> Result<DateTime, Fault> {
    let seconds = i64::try_from(nanos.div_euclid(NANOS)).map_err(|_| Fault::Range)?;
    let rest = i32::try_from(nanos.rem_euclid(NANOS)).map_err(|_| Fault::Range)?;
    EPOCH.checked_add(SignedDuration::new(seconds, rest)).map_err(|_| Fault::Range)
}

/// `duration(x)`: from a text such as `1h30m`, `-1.5s`, `20ms`.
///
/// # Errors
/// [`Fault::Conversion`], [`Fault::Range`], [`Fault::NoSuchOverload`].
pub fn duration<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    match value {
        Val::Duration(nanos) => Ok(Val::Duration(*nanos)),
        Val::Text(text) => arithmetic::span(read_duration(text)?),
        _ => Err(Fault::NoSuchOverload),
    }
}

const UNITS: [(&str, i128); 7] =
    [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", NANOS), ("m", 60 * NANOS), ("h", 3_600 * NANOS)];

fn read_duration(text: &str) -> Result<i128, Fault> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    let mut total: i128 = 0;
    if rest.is_empty() {
        return Err(Fault::Conversion);
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(Fault::Conversion)?;
        let letters = rest[digits..].find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len() - digits);
        let unit = &rest[digits..digits + letters];
        let size = UNITS.iter().find(|(name, _)| *name == unit).ok_or(Fault::Conversion)?.1;
        let part = decimal(&rest[..digits], size)?;
        total = total.checked_add(part).ok_or(Fault::Range)?;
        rest = &rest[digits + letters..];
    }
    Ok(sign * total)
}

/// `digits` times `size`, exactly, as far as nanoseconds go.
fn decimal(digits: &str, size: i128) -> Result<i128, Fault> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || whole.len() > 20 || fraction.contains('.') {
        return Err(Fault::Conversion);
    }
    let number = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<i128>().map_err(|_| Fault::Conversion) };
    let fraction = &fraction[..fraction.len().min(15)];
    let tenths = 10i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    Ok(number(whole)? * size + number(fraction)? * size / tenths)
}

/// RFC 3339 in UTC with as many decimals as needed.
///
/// # Errors
/// [`Fault::Range`].
pub fn timestamp_text(nanos: i128) -> Result<String, Fault> {
    civil(nanos).map(|civil| format!("{civil}Z"))
}

/// In seconds with as many decimals as needed: `90s`, `1.5s`.
#[must_use]
pub fn duration_text(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let (seconds, rest) = (nanos.abs() / NANOS, nanos.abs() % NANOS);
    let decimals = format!("{rest:09}");
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{sign}{seconds}s") } else { format!("{sign}{seconds}.{decimals}s") }
}

/// A part of a moment (in UTC, or the zone named) or a whole span in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The year with all its digits, such as 2026.
    FullYear,
    /// From 0.
    Month,
    /// From 1.
    Date,
    /// From 0.
    DayOfMonth,
    /// Sunday is 0.
    DayOfWeek,
    /// From 0.
    DayOfYear,
    /// Of the day; of a span all.
    Hours,
    /// Of the hour; of a span all.
    Minutes,
    /// Of the minute; of a span all.
    Seconds,
    /// Of the second, of both.
    Milliseconds,
}

impl Part {
    /// Looks at the first argument, in the zone the second names.
    ///
    /// # Errors
    /// [`Fault::Conversion`] for an unknown zone; [`Fault::NoSuchOverload`].
    pub fn of<'a>(self, args: &[Val<'a>]) -> Result<Val<'a>, Fault> {
        match args {
            [Val::Timestamp(nanos)] => self.of_moment(civil(*nanos)?).map(Val::Int),
            [Val::Timestamp(nanos), Val::Text(zone)] => self.of_moment(local(*nanos, zone)?).map(Val::Int),
            [Val::Duration(nanos)] => self.of_span(*nanos).map(Val::Int),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    fn of_moment(self, local: DateTime) -> Result<i64, Fault> {
        Ok(match self {
            Self::FullYear => i64::from(local.year()),
            Self::Month => i64::from(local.month()) - 1,
            Self::Date => i64::from(local.day()),
            Self::DayOfMonth => i64::from(local.day()) - 1,
            Self::DayOfWeek => i64::from(local.weekday().to_sunday_zero_offset()),
            Self::DayOfYear => i64::from(local.day_of_year()) - 1,
            Self::Hours => i64::from(local.hour()),
            Self::Minutes => i64::from(local.minute()),
            Self::Seconds => i64::from(local.second()),
            Self::Milliseconds => i64::from(local.millisecond()),
        })
    }

    fn of_span(self, nanos: i128) -> Result<i64, Fault> {
        let whole = match self {
            Self::Hours => nanos / (3_600 * NANOS),
            Self::Minutes => nanos / (60 * NANOS),
            Self::Seconds => nanos / NANOS,
            Self::Milliseconds => nanos % NANOS / 1_000_000,
            _ => return Err(Fault::NoSuchOverload),
        };
        i64::try_from(whole).map_err(|_| Fault::Range)
    }
}

/// The date and time of day in a zone, by its name (`Europe/Berlin`) or as an offset (`+02:00`, `-08:00`).
fn local(nanos: i128, zone: &str) -> Result<DateTime, Fault> {
    let offset = match offset(zone) {
        Some(offset) => offset,
        None => {
            let zone = TimeZone::get(zone).map_err(|_| Fault::Conversion)?;
            let last = Timestamp::MAX.as_nanosecond();
            zone.to_offset(Timestamp::from_nanosecond(nanos.min(last)).map_err(|_| Fault::Range)?)
        }
    };
    civil(nanos + i128::from(offset.seconds()) * NANOS)
}

fn offset(name: &str) -> Option<Offset> {
    let (sign, rest) = match name.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, name.strip_prefix('+').unwrap_or(name)),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok().filter(|_| minutes < 60 && hours < 24)
}
