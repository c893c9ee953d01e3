//! Moments and spans, in whole milliseconds.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::{Add, Sub},
    str::FromStr,
};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 where people read it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Time(pub i64);

impl Time {
    /// Before everything.
    pub const MIN: Self = Self(i64::MIN / 4);
    /// After everything.
    pub const MAX: Self = Self(i64::MAX / 4);

    /// The moment as jiff sees it; moments beyond jiff's range are clamped to it.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// How long after `earlier` this is; negative if before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl From<jiff::Timestamp> for Time {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The text is not a moment or span of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct ParseTimeError {
    /// What was given, cut to 64 characters.
    pub text: String,
    /// What it should have been, with an example.
    pub expected: &'static str,
}

impl FromStr for Time {
    type Err = ParseTimeError;
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        text.parse::<jiff::Timestamp>().map(Self::from).map_err(|_| ParseTimeError {
            text: text.chars().take(64).collect(),
            expected: "a moment such as 2026-03-02T09:30:00.000Z",
        })
    }
}

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

/// A length of time in milliseconds. People write `90s`, `10m`, `48h`, `7d`, `2w`, `500ms` or a sum such as `1h30m`.
/// A day is 24 hours here; calendar days need a time zone and are said as local times.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span(pub i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// 1,000 milliseconds.
    pub const SECOND: Self = Self(1_000);
    /// 60,000 milliseconds.
    pub const MINUTE: Self = Self(60_000);
    /// 60 minutes.
    pub const HOUR: Self = Self(3_600_000);
    /// Twenty-four hours.
    pub const DAY: Self = Self(86_400_000);

    /// `n` times this span.
    #[must_use]
    pub fn times(self, n: i64) -> Self {
        Self(self.0.saturating_mul(n))
    }
}

const UNITS: [(&str, i64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        // Weeks are read but not written: `7d` is what people say.
        for (unit, size) in &UNITS[1..] {
            let count = rest / size.unsigned_abs();
            if count > 0 {
                write!(f, "{count}{unit}")?;
                rest %= size.unsigned_abs();
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Span {
    type Err = ParseTimeError;
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let error = || ParseTimeError {
            text: text.chars().take(64).collect(),
            expected: "a span of time such as 90s, 10m, 48h, 7d or 1h30m",
        };
        let mut rest = text;
        let mut total: i64 = 0;
        if rest.is_empty() {
            return Err(error());
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let count: i64 = rest[..digits].parse().map_err(|_| error())?;
            let unit = &rest[digits..digits + letters];
            let size = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(error)?.1;
            total = count.checked_mul(size).and_then(|ms| total.checked_add(ms)).ok_or_else(error)?;
            rest = &rest[digits + letters..];
        }
        Ok(Self(total))
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_read_as_people_write_them() {
        assert_eq!("48h".parse(), Ok(Span::HOUR.times(48)));
        assert_eq!("1h30m".parse(), Ok(Span::MINUTE.times(90)));
        assert_eq!("2w".parse(), Ok(Span::DAY.times(14)));
        for bad in ["", "h", "5", "5 h", "-5h", "5x", "99999999999999999999h", "9223372036854775807w"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn spans_survive_text(ms in 0..i64::MAX) {
            prop_assert_eq!(Span(ms).to_string().parse(), Ok(Span(ms)));
        }

        #[test]
        fn moments_survive_text(ms in -62_000_000_000_000i64..250_000_000_000_000) {
            prop_assert_eq!(Time(ms).to_string().parse(), Ok(Time(ms)));
        }
    }
}
