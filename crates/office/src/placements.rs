//! How many placements a public source may have shown that an activity pays for: its key is in every page, and whoever has it can
//! make devices up and have something shown to each.
//!
//! Counted by source over the hours of a day, in memory. What was shown before, and what costs nothing, is never counted. What is more is
//! not shown; each such question is refused by name, and the sources' page and what needs a look say so.

use crate::{
    refused::{Cause, Refused},
    sliding::Counts,
};
use parking_lot::Mutex;
use rapport_kernel::{SourceId, Span, Time, coded};

coded! {
    /// Why nothing that costs anything is shown now.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PlacementRefusal {
        /// The source has had as many shown as it may in a day.
        PlacementsToday = "placements_today",
    }
}

/// What was shown lately because public sources asked.
#[derive(Debug)]
pub struct Placements {
    /// How many of one source within 24 hours; 0 sets no bound.
    per_day: usize,
    counts: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    shown: Counts<SourceId, 24>,
    refused: Counts<SourceId, 24>,
}

/// How many of one source within a day, where nobody says otherwise.
pub const USUAL: usize = 10_000;

impl Placements {
    /// Nothing shown yet.
    #[must_use]
    pub fn new(per_day: usize) -> Self {
        Self { per_day, counts: Mutex::default() }
    }

    /// Whether one more that costs something may be shown.
    #[must_use]
    pub fn has_room(&self, source: &SourceId, now: Time) -> bool {
        self.counts.lock().shown.room(source, self.per_day, 1, hour(now))
    }

    /// One more is shown.
    pub fn shown(&self, source: &SourceId, now: Time) {
        self.counts.lock().shown.add(source, self.per_day, 1, hour(now));
    }

    /// Nothing is shown, because there is no room: counts that, and says when there is.
    pub fn refuse(&self, source: &SourceId, now: Time) -> Refused {
        let counted = &mut *self.counts.lock();
        counted.refused.add(source, self.per_day, 1, hour(now));
        metrics::counter!("rapport_placements_refused_total", "source" => source.to_string()).increment(1);
        let hours = counted.shown.of(source).map_or(1, |shown| shown.until_room(hour(now)).max(1));
        let why = PlacementRefusal::PlacementsToday;
        let seconds = u32::try_from(Span::HOUR.times(hours).0 / 1_000).unwrap_or(u32::MAX);
        let detail = "This source has had as many placements shown within 24 hours as an activity pays for. Let a trusted source ask, \
            or raise public_words.placements_per_day_and_source.";
        Refused::new(Cause::TooMany, detail).because(why).retry_after(seconds)
    }

    /// How many questions of this source were refused within a day.
    #[must_use]
    pub fn refused_of(&self, source: &SourceId, now: Time) -> usize {
        self.counts.lock().refused.of(source).map_or(0, |refused| refused.total(hour(now)))
    }

    /// How many questions were refused within a day.
    #[must_use]
    pub fn refused(&self, now: Time) -> usize {
        self.counts.lock().refused.total(hour(now))
    }
}

fn hour(now: Time) -> i64 {
    now.0.div_euclid(Span::HOUR.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_source_has_so_many_shown_in_a_day_and_then_is_told_when_to_come_again() {
        let placements = Placements::new(3);
        let (page, app) = (SourceId::from("page"), SourceId::from("app"));
        let at = |hours: i64| Time(0) + Span::HOUR.times(hours);
        for hours in [0, 5, 5] {
            assert!(placements.has_room(&page, at(hours)));
            placements.shown(&page, at(hours));
        }
        assert!(!placements.has_room(&page, at(6)) && placements.has_room(&app, at(6)));
        let refused = placements.refuse(&page, at(6));
        assert_eq!(refused.reason(), Some("placements_today"));
        let told = (placements.refused_of(&page, at(6)), placements.refused_of(&app, at(6)), placements.refused(at(6)));
        assert_eq!(told, (1, 0, 1));
        assert!(!placements.has_room(&page, at(23)) && placements.has_room(&page, at(24)), "the first is a day ago");
        assert_eq!(placements.refused(at(30)), 0);
        let free = Placements::new(0);
        (0..100).for_each(|_| free.shown(&page, at(0)));
        assert!(free.has_room(&page, at(0)));
    }
}
