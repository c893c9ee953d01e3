//! A country, or a part of it that has holidays of its own, by its code of ISO 3166: `AT`, `DE-BY`.

use crate::{rule::OnWeekend, table::TABLE};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{collections::BTreeSet, fmt, str::FromStr};

/// A country or part of one whose public holidays are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct Region {
    country: SmolStr,
    part: Option<SmolStr>,
}

/// No holidays are known of a country or part of this code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no public holidays are known of `{given}`; known are {}", Region::codes().join(", "))]
pub struct UnknownRegion {
    /// What was given, cut to 16 characters.
    pub given: String,
}

impl Region {
    /// Every code that is known, countries before their parts.
    #[must_use]
    pub fn codes() -> Vec<String> {
        let mut codes = BTreeSet::new();
        for (country, parts, _) in TABLE {
            codes.insert((*country).to_owned());
            codes.extend(parts.split_whitespace().map(|part| format!("{country}-{part}")));
        }
        codes.into_iter().collect()
    }

    /// The public holidays of a year, those moved from a weekend on both days.
    #[must_use]
    pub fn holidays(&self, year: i16) -> BTreeSet<Date> {
        // New Year's Day may be moved into the year before.
        let years = [year.saturating_sub(1), year, year.saturating_add(1)];
        let mut all: Vec<(Date, OnWeekend)> = TABLE
            .iter()
            .filter(|(country, parts, _)| self.has(country, parts))
            .flat_map(|(_, _, rule)| years.iter().filter_map(|year| Some((rule.in_year(*year)?, rule.how_moved()))))
            .collect();
        all.sort_by_key(|(date, _)| *date);
        let mut taken: BTreeSet<Date> = all.iter().map(|(date, _)| *date).collect();
        for (date, moved) in all {
            let weekday = date.weekday();
            match moved {
                OnWeekend::ToNextWeekday if weekend(date) => taken.extend(next_free(date, &taken)),
                OnWeekend::ToNearestWeekday if weekday == Weekday::Saturday => taken.extend(date.yesterday()),
                OnWeekend::ToNearestWeekday if weekday == Weekday::Sunday => taken.extend(date.tomorrow()),
                OnWeekend::FromSundayToSaturday if weekday == Weekday::Sunday => {
                    taken.remove(&date);
                    taken.extend(date.yesterday());
                }
                _ => {}
            }
        }
        taken.retain(|date| date.year() == year);
        taken
    }

    fn has(&self, country: &str, parts: &str) -> bool {
        let mut parts = parts.split_whitespace().peekable();
        self.country == country
            && (parts.peek().is_none() || self.part.as_ref().is_some_and(|own| parts.any(|part| own == part)))
    }
}

fn weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The first day after `date` that is neither weekend nor taken.
fn next_free(date: Date, taken: &BTreeSet<Date>) -> Option<Date> {
    date.series(1.day()).skip(1).take(14).find(|next| !weekend(*next) && !taken.contains(next))
}

impl FromStr for Region {
    type Err = UnknownRegion;
    fn from_str(text: &str) -> Result<Self, UnknownRegion> {
        let (country, part) = match text.split_once('-') {
            Some((country, part)) => (country, Some(part)),
            None => (text, None),
        };
        let known = TABLE
            .iter()
            .any(|(c, parts, _)| *c == country && part.is_none_or(|part| parts.split_whitespace().any(|p| p == part)));
        if known {
            Ok(Self { country: country.into(), part: part.map(Into::into) })
        } else {
            Err(UnknownRegion { given: text.chars().take(16).collect() })
        }
    }
}

impl TryFrom<SmolStr> for Region {
    type Error = UnknownRegion;
    fn try_from(text: SmolStr) -> Result<Self, UnknownRegion> {
        text.parse()
    }
}

impl From<Region> for SmolStr {
    fn from(region: Region) -> Self {
        SmolStr::new(region.to_string())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "{}-{part}", self.country),
            None => f.write_str(&self.country),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_or_refused() {
        assert_eq!("DE-BY".parse::<Region>().map(|r| r.to_string()), Ok("DE-BY".into()));
        for unknown in ["", "DE-", "DE-XX", "by", "XX", "AT-9", "ES-CT"] {
            let error = unknown.parse::<Region>().expect_err(unknown).to_string();
            assert!(error.contains("DE-BY"), "{error}");
        }
    }
}
