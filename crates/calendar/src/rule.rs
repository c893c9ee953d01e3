//! How a public holiday is found in a year.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// On which day a holiday falls, before it is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FallsOn {
    /// The same day of every year: month, day.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i16),
    /// The n-th such weekday of a month (negative: from its end), and so many days after it.
    Nth(i8, Weekday, i8, i16),
    /// The last such weekday before a day: month, day.
    Before(Weekday, i8, i8),
    /// One day of one year.
    Once(i16, i8, i8),
}

/// What becomes of a holiday that falls on a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnWeekend {
    /// Nothing: it is lost.
    Never,
    /// The next day that is neither weekend nor holiday is free, too (United Kingdom).
    ToNextWeekday,
    /// From Saturday to Friday, from Sunday to Monday, in addition (United States).
    ToNearestWeekday,
    /// From Sunday to the Saturday before, instead (King's Day in the Netherlands).
    FromSundayToSaturday,
}

/// Which of its days a rule takes and leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    Any,
    /// Only if it is this weekday.
    On(Weekday),
    /// Not if it is one of these.
    NotOn(Weekday, Weekday),
    /// A week later if it is Maundy Thursday.
    OutsideHolyWeek,
    /// If it is not a Friday, the first Monday after it instead (Saint Brigid's Day).
    FridayOrNextMonday,
}

/// A public holiday and the regions that keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    day: FallsOn,
    only: Only,
    moved: OnWeekend,
    from: i16,
    every: i16,
    without: i16,
}

impl Holiday {
    /// A rule that holds in every year.
    #[must_use]
    pub const fn new(day: FallsOn) -> Self {
        Self { day, only: Only::Any, moved: OnWeekend::Never, from: i16::MIN, every: 1, without: 0 }
    }

    /// From this year on.
    #[must_use]
    pub const fn since(self, from: i16) -> Self {
        Self { from, ..self }
    }

    /// Only in years that are a multiple of `every`.
    #[must_use]
    pub const fn every(self, every: i16) -> Self {
        Self { every, ..self }
    }

    /// Not in this one year, in which it was put elsewhere.
    #[must_use]
    pub const fn without(self, without: i16) -> Self {
        Self { without, ..self }
    }

    /// What becomes of it on a weekend.
    #[must_use]
    pub const fn moved(self, moved: OnWeekend) -> Self {
        Self { moved, ..self }
    }

    /// Which of its days count.
    #[must_use]
    pub const fn only(self, only: Only) -> Self {
        Self { only, ..self }
    }

    /// What becomes of it on a weekend.
    #[must_use]
    pub fn how_moved(&self) -> OnWeekend {
        self.moved
    }

    /// Its day in a year, not moved yet.
    #[must_use]
    pub fn in_year(&self, year: i16) -> Option<Date> {
        if year < self.from || year == self.without || year.rem_euclid(self.every) != 0 {
            return None;
        }
        let date = match self.day {
            FallsOn::Fixed(month, day) => Date::new(year, month, day).ok()?,
            FallsOn::Easter(after) => easter(year)?.checked_add(days(after)).ok()?,
            FallsOn::Nth(nth, weekday, month, after) => Date::new(year, month, 1)
                .and_then(|first| first.nth_weekday_of_month(nth, weekday))
                .and_then(|date| date.checked_add(days(after)))
                .ok()?,
            FallsOn::Before(weekday, month, day) => {
                Date::new(year, month, day).and_then(|date| date.nth_weekday(-1, weekday)).ok()?
            }
            FallsOn::Once(in_year, month, day) => {
                (in_year == year).then(|| Date::new(year, month, day).ok()).flatten()?
            }
        };
        let (found, easter) = (date.weekday(), easter(year)?);
        match self.only {
            Only::Any => Some(date),
            Only::On(weekday) => (found == weekday).then_some(date),
            Only::NotOn(a, b) => (found != a && found != b).then_some(date),
            Only::OutsideHolyWeek if date.checked_add(days(3)).ok() == Some(easter) => date.checked_add(days(7)).ok(),
            Only::OutsideHolyWeek => Some(date),
            Only::FridayOrNextMonday if found == Weekday::Friday => Some(date),
            Only::FridayOrNextMonday => date.nth_weekday_of_month(1, Weekday::Monday).ok(),
        }
    }
}

fn days(n: i16) -> Span {
    i64::from(n).days()
}

/// Easter Sunday of the Gregorian calendar: the "anonymous" algorithm (J. Meeus, *Astronomical Algorithms*, 2nd edition, chapter 8).
/// `None` beyond the years that dates can hold.
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, month, day) in [(1818, 3, 22), (1943, 4, 25), (1954, 4, 18), (2000, 4, 23), (2038, 4, 25)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }
}
