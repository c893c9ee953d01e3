//! The rules against a list of somebody else's: twelve countries with their parts, 2015 to 2031.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, reason = "a test may read files")]

use jiff::civil::{Date, Weekday};
use rapport_calendar::Region;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Cities, and regions that decree their holidays anew every year, are left to a calendar's own days.
fn is_ours(country: &str, part: &str) -> bool {
    part.is_empty() || matches!(country, "DE" | "GB" | "CH") && part.len() <= 3
}

#[test]
fn rules_and_list_name_the_same_days() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/holidays/public_holidays_2015_2031.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED: {} is not here, so the rules are not compared with it", file.display());
        return;
    };
    let mut listed: BTreeMap<(String, String), BTreeSet<Date>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.splitn(4, ',');
        let (country, part, date) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
        listed.entry((country.into(), part.into())).or_default().insert(date.parse().unwrap());
    }
    let mut compared = 0;
    for ((country, part), own) in listed.iter().filter(|((country, part), _)| is_ours(country, part)) {
        let code = if part.is_empty() { country.clone() } else { format!("{country}-{part}") };
        let region: Region = code.parse().unwrap();
        let whole = &listed[&(country.clone(), String::new())];
        // Spain's communities choose another day for what falls on a Sunday; nobody works on it anyway.
        let counts = |date: &&Date| date.weekday() != Weekday::Sunday;
        let expected: BTreeSet<Date> = own.iter().chain(whole).filter(counts).copied().collect();
        let found: BTreeSet<Date> = (2015..=2031).flat_map(|year| region.holidays(year)).collect();
        let found: BTreeSet<Date> = found.iter().filter(counts).copied().collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let extra: Vec<_> = found.difference(&expected).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{code}: missing {missing:?}, not listed {extra:?}");
        compared += expected.len();
    }
    assert!(compared > 8_000, "only {compared} days were compared");
}
