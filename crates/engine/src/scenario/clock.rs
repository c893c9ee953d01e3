//! `Mon 10:00` becomes a moment, and back.
//!
//! A story begins on Monday, 2 March 2026, at midnight in the brand's zone. A weekday means the first such moment that is
//! not before the line above, so time never goes back; `2026-03-14 10:00` names a day outright. Seconds may follow.

use jiff::{ToSpan, civil, tz::TimeZone};
use rapport_kernel::Time;

/// A story's clock.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    /// The moment of the line last read.
    pub now: Time,
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Clock {
    /// A clock in a zone, at the beginning of the story. `None` if there is no such zone.
    #[must_use]
    pub fn start(zone: &str) -> Option<Self> {
        let zone = TimeZone::get(zone).ok()?;
        let start = civil::date(2026, 3, 2).to_zoned(zone.clone()).ok()?;
        Some(Self { now: start.timestamp().into(), zone })
    }

    /// Reads the time a line begins with, moves the clock to it, and gives the rest of the line.
    ///
    /// # Errors
    /// In plain words: no time there, or one before the line above.
    pub fn read<'a>(&mut self, line: &'a str) -> Result<&'a str, String> {
        let usage = || "begin with a time such as `Mon 10:00`, `Mon 10:00:30` or `2026-03-14 10:00`".to_owned();
        let (day, rest) = line.split_once(' ').ok_or_else(usage)?;
        let (time, rest) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), ""));
        let time: civil::Time = time.parse().map_err(|_| usage())?;
        let moment = match DAYS.iter().position(|name| *name == day) {
            Some(weekday) => self.next(weekday, time).ok_or_else(usage)?,
            None => self.moment(day.parse().map_err(|_| usage())?, time).ok_or_else(usage)?,
        };
        if moment < self.now {
            return Err(format!("time goes back: it is already {}", self.tell(self.now)));
        }
        self.now = moment;
        Ok(rest.trim_start())
    }

    fn moment(&self, date: civil::Date, time: civil::Time) -> Option<Time> {
        Some(date.to_datetime(time).to_zoned(self.zone.clone()).ok()?.timestamp().into())
    }

    fn next(&self, weekday: usize, time: civil::Time) -> Option<Time> {
        let today = self.now.timestamp().to_zoned(self.zone.clone()).date();
        (0..=7).filter_map(|n| today.checked_add(n.days()).ok()).find_map(|date| {
            let fits = usize::try_from(date.weekday().to_monday_zero_offset()).ok() == Some(weekday);
            self.moment(date, time).filter(|moment| fits && *moment >= self.now)
        })
    }

    /// The way a transcript says a moment: `Mon 10:00`, with the date once the story is older than a week.
    #[must_use]
    pub fn tell(&self, at: Time) -> String {
        let local = at.timestamp().to_zoned(self.zone.clone());
        let format = match (local.date() < civil::date(2026, 3, 9), local.second() == 0) {
            (true, true) => "%a %H:%M",
            (true, false) => "%a %H:%M:%S",
            (false, true) => "%Y-%m-%d %H:%M",
            (false, false) => "%Y-%m-%d %H:%M:%S",
        };
        local.strftime(format).to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn weekdays_go_on_and_never_back() {
        let mut clock = Clock::start("Europe/Berlin").unwrap();
        assert_eq!(clock.read("Mon 10:00 shop: x").unwrap(), "shop: x");
        assert_eq!(clock.tell(clock.now), "Mon 10:00");
        clock.read("Tue 09:00:05 x").unwrap();
        assert_eq!(clock.tell(clock.now), "Tue 09:00:05");
        clock.read("Mon 09:00 x").unwrap();
        assert_eq!(clock.tell(clock.now), "2026-03-09 09:00");
        assert!(clock.read("2026-03-08 10:00 x").unwrap_err().contains("goes back"));
        assert!(clock.read("soon x").is_err());
        assert!(Clock::start("Atlantis/City").is_none());
    }
}
