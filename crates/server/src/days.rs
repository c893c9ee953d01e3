//! Where a day begins: at midnight where the brand is at home. A sale at half past midnight in Berlin on the 1st is one of the
//! 1st, though it is still the month before in London.

use crate::{App, problem::Problem, whom};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use rapport_kernel::{Span, Time};
use rapport_plan::NodeId;

/// The days of one place.
#[derive(Clone, Debug)]
pub struct Days(TimeZone);

impl Days {
    /// Those of the zone with this name (IANA); of UTC if there is none.
    #[must_use]
    pub fn of_zone(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    /// Those of a node's brand, or of the nearest above that has one; else of the first brand.
    ///
    /// # Errors
    /// [`crate::problem::Code::Unavailable`] while stopping.
    pub async fn of(app: &App, node: &NodeId) -> Result<Self, Problem> {
        let brand = app.ledger.plan().tree().up(node).find_map(|node| node.brand.clone());
        Ok(Self::of_zone(&whom::home(app, brand.as_ref()).await?.zone))
    }

    /// The day a moment lies in.
    #[must_use]
    pub fn day(&self, at: Time) -> Date {
        at.timestamp().to_zoned(self.0.clone()).date()
    }

    /// The first moment of a day.
    #[must_use]
    pub fn begin(&self, day: Date) -> Time {
        day.to_zoned(self.0.clone()).map_or(Time::MAX, |begin| Time::from(begin.timestamp()))
    }

    /// The last day before a moment at which a day begins. Earlier releases began every day with that of UTC.
    #[must_use]
    pub fn last_before(&self, until: Time) -> Date {
        let utc = Self(TimeZone::UTC);
        let begins = |days: &Self| days.begin(days.day(until)) == until;
        let days = if !begins(self) && begins(&utc) { &utc } else { self };
        days.day(until - Span(1))
    }
}

/// The day after.
#[must_use]
pub fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_place() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (berlin, york) = (Days::of_zone("Europe/Berlin"), Days::of_zone("America/New_York"));
        assert_eq!(berlin.day(at("2026-02-28T23:30:00Z")), day("2026-03-01"));
        assert_eq!(york.day(at("2026-03-01T04:30:00Z")), day("2026-02-28"));
        assert_eq!(berlin.begin(day("2026-03-01")), at("2026-02-28T23:00:00Z"));
        // The day on which clocks go forward has 23 hours.
        assert_eq!(berlin.begin(next(day("2026-03-29"))), at("2026-03-29T22:00:00Z"));
        for days in [&berlin, &york] {
            assert_eq!(days.last_before(days.begin(day("2026-04-01"))), day("2026-03-31"));
            assert_eq!(days.last_before(at("2026-04-01T00:00:00Z")), day("2026-03-31"), "as it was closed in UTC");
        }
        assert_eq!(Days::of_zone("Nowhere").begin(day("2026-03-01")), at("2026-03-01T00:00:00Z"));
    }
}
