//! Where a day begins: at midnight where the brand is at home. A sale at half past midnight in Berlin on the 1st is one of the
//! 1st, though it is still the month before in London.

use crate::{NodeId, Tree};
use hashbrown::HashMap;
use jiff::{ToSpan, tz::TimeZone};
use rapport_kernel::{ActivityId, BrandId, Span, Time};

pub use jiff::civil::Date;

/// The days of one place.
#[derive(Clone, Debug)]
pub struct Days(TimeZone);

impl Default for Days {
    /// Those of UTC.
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Days {
    /// Those of the zone with this name (IANA); of UTC if there is none.
    #[must_use]
    pub fn of_zone(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
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

    /// The day that begins at a moment, if one does: here, or in UTC, where earlier releases began every day.
    #[must_use]
    pub fn beginning(&self, at: Time) -> Option<Date> {
        [self, &Self::default()]
            .into_iter()
            .map(|days| (days, days.day(at)))
            .find_map(|(days, day)| (days.begin(day) == at).then_some(day))
    }

    /// The last day before a moment at which a day begins. Earlier releases began every day with that of UTC.
    #[must_use]
    pub fn last_before(&self, until: Time) -> Date {
        let utc = Self::default();
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

/// The days of each activity.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    home: Days,
    activities: HashMap<ActivityId, Days>,
}

impl Calendars {
    /// Those of each activity's brand, or of the nearest brand above it; `home` where there is none, or it has no days in `brands`.
    #[must_use]
    pub fn new(tree: &Tree, home: Days, brands: &HashMap<BrandId, Days>) -> Self {
        let days = |activity: &ActivityId| {
            let brand = tree.up(&NodeId::Activity(activity.clone())).find_map(|node| node.brand.as_ref());
            brand.and_then(|brand| brands.get(brand)).cloned()
        };
        let activities = tree.activities(&NodeId::Company).into_iter();
        let activities = activities.filter_map(|activity| Some((activity.clone(), days(activity)?))).collect();
        Self { home, activities }
    }

    /// The calendar that an activity's days are counted by.
    #[must_use]
    pub fn of(&self, activity: &ActivityId) -> &Days {
        self.activities.get(activity).unwrap_or(&self.home)
    }
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
            assert_eq!(days.beginning(days.begin(day("2026-04-01"))), Some(day("2026-04-01")));
            assert_eq!(days.beginning(at("2026-04-01T00:00:00Z")), Some(day("2026-04-01")), "as it was booked in UTC");
            assert_eq!(days.beginning(at("2026-04-01T09:30:00Z")), None);
        }
        assert_eq!(Days::of_zone("Nowhere").begin(day("2026-03-01")), at("2026-03-01T00:00:00Z"));
    }
}
