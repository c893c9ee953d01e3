//! The year the demo shows: twelve months of a plan that end with the next month, and the recorded purchases moved into it.

use jiff::{Span as Calendar, civil::Date, tz::TimeZone};
use rapport_kernel::{Span, Time};

/// The newest timestamp of the recorded year, rounded up to a midnight: 2018-01-02.
const END: Time = Time(1_514_851_200_000);

/// A plan's year, and by how much the records are moved.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// First day of the plan.
    pub starts: Date,
    /// Last day of the plan.
    pub ends: Date,
    /// Today, UTC.
    pub today: Date,
    shift: Span,
}

impl Year {
    /// The year around a day: the last record happened just before it.
    #[must_use]
    pub fn around(today: Date) -> Self {
        let month = today.first_of_month();
        Self {
            starts: month.saturating_sub(Calendar::new().months(10)),
            ends: month.saturating_add(Calendar::new().months(2)).saturating_sub(Calendar::new().days(1)),
            today,
            shift: midnight(today).since(END),
        }
    }

    /// When something recorded happens in the demo.
    #[must_use]
    pub fn moved(&self, recorded: Time) -> Time {
        recorded + self.shift
    }

    /// A recorded day in the demo, within the plan.
    #[must_use]
    pub fn day(&self, recorded: Date) -> Date {
        let moved = self.moved(midnight(recorded)).timestamp().to_zoned(TimeZone::UTC).date();
        moved.clamp(self.starts, self.ends)
    }

    /// Whether something that happens in the demo is within the plan's time.
    #[must_use]
    pub fn holds(&self, at: Time) -> bool {
        at >= midnight(self.starts)
    }

    /// The moment from which on so many weeks are left until today; the plan's begin for 0.
    #[must_use]
    pub fn last_weeks(&self, weeks: u32) -> Time {
        match weeks {
            0 => midnight(self.starts),
            weeks => midnight(self.today) - Span::DAY.times(7 * i64::from(weeks)),
        }
    }
}

/// The first moment of a day, UTC.
#[must_use]
pub fn midnight(day: Date) -> Time {
    day.to_zoned(TimeZone::UTC).map(|begin| Time::from(begin.timestamp())).unwrap_or(Time(0))
}

#[cfg(test)]
mod tests {
    use super::Year;
    use jiff::civil::date;

    #[test]
    fn the_recorded_year_ends_yesterday_and_lies_in_the_plan() {
        let year = Year::around(date(2026, 11, 27));
        assert_eq!((year.starts, year.ends), (date(2026, 1, 1), date(2026, 12, 31)));
        assert_eq!(year.day(date(2018, 1, 1)), date(2026, 11, 26));
        assert_eq!(year.day(date(2016, 11, 14)), year.starts);
        let year = Year::around(date(2027, 1, 31));
        assert_eq!((year.starts, year.ends), (date(2026, 3, 1), date(2027, 2, 28)));
    }
}
