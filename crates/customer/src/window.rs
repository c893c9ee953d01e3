//! How often something happened lately, and for how much: counts and sums over sliding windows in bounded memory.
//!
//! Events of one name are counted in hours (the last [`HOURS`]) and in days (the last [`DAYS`]), by UTC. A window of
//! up to two days is answered from hours, a longer one from days. It counts every bucket that reaches into it: never too
//! short, at most one bucket too long. (Triggers of journeys do not use this; they count to the millisecond.)

use crate::order;
use rapport_kernel::{Currency, Event, EventKind, Span, Time, said};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many hours are kept singly.
pub const HOURS: i64 = 48;
/// How many days are kept singly.
pub const DAYS: i64 = 400;
/// How many event names are counted; beyond it the name not seen for longest is forgotten, of those that only public sources tell of
/// first. What a page makes up drives out nothing that a till tells of.
const MAX_NAMES: usize = 64;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Bucket {
    /// Number of the hour or day since 1970.
    slot: i32,
    count: u32,
    /// Minor units of the brand's currency.
    sum: i64,
}

/// Counts at one resolution, oldest first, empty buckets left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Buckets(Vec<Bucket>);

impl Buckets {
    fn add(&mut self, new: Bucket, keep: i64) {
        match self.0.binary_search_by_key(&new.slot, |bucket| bucket.slot) {
            Ok(at) => {
                let bucket = &mut self.0[at];
                bucket.count = bucket.count.saturating_add(new.count);
                bucket.sum = bucket.sum.saturating_add(new.sum);
            }
            Err(at) => self.0.insert(at, new),
        }
        let latest = self.0.last().map_or(0, |bucket| bucket.slot);
        let old = self.0.partition_point(|bucket| i64::from(latest) - i64::from(bucket.slot) > keep);
        self.0.drain(..old);
    }

    fn total(&self, width: Span, from: Time, to: Time) -> (u32, i64) {
        let first = slot(from, width);
        let last = slot(to, width);
        let start = self.0.partition_point(|bucket| bucket.slot < first);
        let within = self.0[start..].iter().take_while(|bucket| bucket.slot <= last);
        within.fold((0, 0), |(count, sum): (u32, i64), bucket| {
            (count.saturating_add(bucket.count), sum.saturating_add(bucket.sum))
        })
    }

    fn merge(&mut self, other: Self, keep: i64) {
        other.0.into_iter().for_each(|bucket| self.add(bucket, keep));
    }
}

fn slot(at: Time, width: Span) -> i32 {
    i32::try_from(at.0.div_euclid(width.0)).unwrap_or(if at.0 < 0 { i32::MIN } else { i32::MAX })
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Series {
    name: SmolStr,
    last: Time,
    total: u64,
    hours: Buckets,
    days: Buckets,
    /// Only public sources have told of it; of what was counted before this was kept, no one knows.
    #[serde(default)]
    public: bool,
}

/// Counts and sums of one person, by event name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    series: Vec<Series>,
}

/// The name an event is counted under: its own for `track`, else the call's.
#[must_use]
pub fn counted_name(event: &Event) -> &str {
    match event.kind {
        EventKind::Track => &event.name,
        EventKind::Page => "Page Viewed",
        EventKind::Screen => "Screen Viewed",
        EventKind::Identify => "Identify",
        EventKind::Group => "Group",
        EventKind::Alias => "Alias",
    }
}

impl Windows {
    /// Counts an event, and sums what it says was paid if that is in the brand's currency.
    pub fn observe(&mut self, event: &Event, currency: Currency) {
        // What cannot be read is counted, and adds nothing to the sum.
        let own = |said: Option<Currency>| said.is_none_or(|said| said == currency);
        let money = match said::currency(event.properties.get("currency")).map(own) {
            Ok(true) => order::revenue(&event.properties, currency).ok().flatten(),
            _ => None,
        };
        self.add(counted_name(event), event.timestamp, money.map_or(0, |money| money.minor), event.public);
    }

    fn add(&mut self, name: &str, at: Time, sum: i64, public: bool) {
        let Some(series) = self.series_mut(name, at, public) else { return };
        series.last = series.last.max(at);
        series.total += 1;
        series.hours.add(Bucket { slot: slot(at, Span::HOUR), count: 1, sum }, HOURS);
        series.days.add(Bucket { slot: slot(at, Span::DAY), count: 1, sum }, DAYS);
    }

    /// The counts of a name; none if there is no room for one that only public sources tell of.
    fn series_mut(&mut self, name: &str, at: Time, public: bool) -> Option<&mut Series> {
        if let Some(place) = self.series.iter().position(|series| series.name == name) {
            let known = &mut self.series[place];
            known.public &= public;
            return Some(known);
        }
        if self.series.len() >= MAX_NAMES {
            let others = self.series.iter().enumerate().filter(|(_, series)| series.public || !public);
            let (weakest, _) = others.min_by_key(|(_, series)| (!series.public, series.last))?;
            self.series.remove(weakest);
        }
        let (hours, days) = Default::default();
        self.series.push(Series { name: name.into(), last: at, total: 0, hours, days, public });
        self.series.last_mut()
    }

    fn series(&self, name: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.name == name)
    }

    fn within(&self, name: &str, within: Span, now: Time) -> (u32, i64) {
        let Some(series) = self.series(name) else { return (0, 0) };
        let from = now - within;
        if within <= Span::DAY.times(2) {
            series.hours.total(Span::HOUR, from, now)
        } else {
            series.days.total(Span::DAY, from, now)
        }
    }

    /// How often events of this name happened in the window that ends now. Late events are counted where they belong.
    #[must_use]
    pub fn count(&self, name: &str, within: Span, now: Time) -> u32 {
        self.within(name, within, now).0
    }

    /// What they said was paid, in minor units of the brand's currency.
    #[must_use]
    pub fn sum(&self, name: &str, within: Span, now: Time) -> i64 {
        self.within(name, within, now).1
    }

    /// How often it ever happened.
    #[must_use]
    pub fn total(&self, name: &str) -> u64 {
        self.series(name).map_or(0, |series| series.total)
    }

    /// When it happened last.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<Time> {
        self.series(name).map(|series| series.last)
    }

    /// The names that are counted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.series.iter().map(|series| series.name.as_str())
    }

    /// Adds another identity's counts.
    pub(crate) fn merge(&mut self, other: Self) {
        for theirs in other.series {
            let Some(ours) = self.series_mut(&theirs.name, theirs.last, theirs.public) else { continue };
            ours.last = ours.last.max(theirs.last);
            ours.total = ours.total.saturating_add(theirs.total);
            ours.hours.merge(theirs.hours, HOURS);
            ours.days.merge(theirs.days, DAYS);
        }
    }
}
