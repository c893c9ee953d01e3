//! The hours of a week in which someone works.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{fmt, str::FromStr};

/// One stretch of work within a day, on the clock of the wall. Written `09:00-12:30`; a day ends at `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct Hours {
    from: u16,
    until: u16,
}

/// Why a week is none. What to do stands in each message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWeek {
    /// Not two times of a day, the later one last.
    #[error("`{0}` are no hours: write them as 09:00-17:30, the end after the begin")]
    Hours(String),
    /// Two stretches of one day overlap, or stand in the wrong order.
    #[error("{0} and {1} overlap or stand in the wrong order")]
    Overlap(Hours, Hours),
    /// No one works never: absences are no matter of the week.
    #[error("a week needs at least one hour of work")]
    Empty,
}

const MINUTES_OF_DAY: u16 = 24 * 60;

impl Hours {
    /// From one minute of the day until another.
    #[must_use]
    pub const fn new(from: u16, until: u16) -> Option<Self> {
        if from < until && until <= MINUTES_OF_DAY { Some(Self { from, until }) } else { None }
    }

    /// The minute of the day at which it begins.
    #[must_use]
    pub fn from_minute(self) -> u16 {
        self.from
    }

    /// The minute of the day at which it has ended.
    #[must_use]
    pub fn until_minute(self) -> u16 {
        self.until
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, self.until / 60, self.until % 60)
    }
}

impl FromStr for Hours {
    type Err = BadWeek;
    fn from_str(text: &str) -> Result<Self, BadWeek> {
        text.split_once('-')
            .and_then(|(from, until)| Self::new(minute(from)?, minute(until)?))
            .ok_or_else(|| BadWeek::Hours(text.chars().take(24).collect()))
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let two = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    let (hour, minute) = (two(hour)?, two(minute)?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

impl TryFrom<SmolStr> for Hours {
    type Error = BadWeek;
    fn try_from(text: SmolStr) -> Result<Self, BadWeek> {
        text.parse()
    }
}

impl From<Hours> for SmolStr {
    fn from(hours: Hours) -> Self {
        SmolStr::new(hours.to_string())
    }
}

/// Which hours are worked on which day of the week; never none at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Week([Vec<Hours>; 7]);

/// A week as it is written: days without work are left out.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Written {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mon: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tue: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wed: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thu: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fri: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sat: Vec<Hours>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sun: Vec<Hours>,
}

impl Week {
    /// A week from Monday to Sunday.
    ///
    /// # Errors
    /// [`BadWeek::Overlap`], [`BadWeek::Empty`].
    pub fn new(days: [Vec<Hours>; 7]) -> Result<Self, BadWeek> {
        for day in &days {
            if let Some(pair) = day.windows(2).find(|pair| pair[0].until > pair[1].from) {
                return Err(BadWeek::Overlap(pair[0], pair[1]));
            }
        }
        if days.iter().all(Vec::is_empty) { Err(BadWeek::Empty) } else { Ok(Self(days)) }
    }

    /// Monday to Friday from nine to five.
    #[must_use]
    pub fn nine_to_five() -> Self {
        let day = || vec![Hours { from: 9 * 60, until: 17 * 60 }];
        Self([day(), day(), day(), day(), day(), Vec::new(), Vec::new()])
    }

    /// The hours of a weekday, in order.
    #[must_use]
    pub fn hours(&self, weekday: Weekday) -> &[Hours] {
        &self.0[usize::from(weekday.to_monday_zero_offset().unsigned_abs()) % 7]
    }
}

impl TryFrom<Written> for Week {
    type Error = BadWeek;
    fn try_from(w: Written) -> Result<Self, BadWeek> {
        Self::new([w.mon, w.tue, w.wed, w.thu, w.fri, w.sat, w.sun])
    }
}

impl From<Week> for Written {
    fn from(Week([mon, tue, wed, thu, fri, sat, sun]): Week) -> Self {
        Self { mon, tue, wed, thu, fri, sat, sun }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_and_refused() {
        let read = |text: &str| serde_json::from_str::<Week>(text).map_err(|error| error.to_string());
        let week = read(r#"{"mon": ["09:00-12:30", "13:15-24:00"], "sat": ["0:00-1:00"]}"#).expect("a week");
        assert_eq!(week.hours(Weekday::Monday)[1].to_string(), "13:15-24:00");
        assert_eq!(serde_json::to_value(&week).expect("text")["sat"][0], "00:00-01:00");
        for (text, says) in [
            (r#"{"mon": ["9-17"]}"#, "are no hours"),
            (r#"{"mon": ["17:00-09:00"]}"#, "are no hours"),
            (r#"{"mon": ["09:00-24:01"]}"#, "are no hours"),
            (r#"{"mon": ["+9:00-10:00"]}"#, "are no hours"),
            (r#"{"mon": ["09:00-12:00", "11:00-13:00"]}"#, "overlap"),
            ("{}", "at least one hour"),
            (r#"{"monday": []}"#, "unknown field"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
