//! The rules against a list of someone else's: twelve countries with their parts, 2015 to 2031.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, reason = "a test may read files")]

use jiff::civil::{Date, Weekday, date};
use rapport_calendar::Region;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// Cities, and regions that decree their holidays anew every year, are left to a calendar's own days.
fn is_ours(country: &str, part: &str) -> bool {
    part.is_empty() || matches!(country, "DE" | "GB" | "CH") && part.len() <= 3
}

#[test]
fn rules_and_list_name_the_same_days() {
    let shared = std::env::var_os("RAPPORT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("data/holidays/public_holidays_2015_2031.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("skipped: there is no {}", file.display());
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
        // Spain's communities choose another day for what falls on a Sunday; no one works on it anyway.
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

#[test]
fn what_laws_move_is_moved() {
    let free = |code: &str, year, month, day| {
        let region: Region = code.parse().unwrap();
        region.holidays(year).contains(&date(year, month, day))
    };
    // Christmas on a Saturday: Monday and Tuesday are free, too. On a Sunday: the 26th is free anyway, so the 27th.
    assert!(free("GB", 2021, 12, 27) && free("GB", 2021, 12, 28) && !free("GB", 2021, 12, 29));
    assert!(free("GB", 2022, 12, 26) && free("GB", 2022, 12, 27) && !free("GB", 2022, 12, 28));
    assert!(free("GB-SCT", 2022, 1, 4) && !free("GB-ENG", 2022, 1, 4), "two days of the new year in Scotland");
    assert!(free("US", 2021, 12, 31), "New Year's Day of 2022 was a Saturday");
    assert!(free("NL", 2025, 4, 26) && !free("NL", 2025, 4, 27), "the king does not celebrate on a Sunday");
    assert!(free("NL", 2025, 5, 5) && !free("NL", 2026, 5, 5), "every fifth year");
    assert!(free("DE-SN", 2025, 11, 19) && !free("DE-BY", 2025, 11, 19), "the Wednesday before the 23rd");
    assert!(free("DE-BE", 2019, 3, 8) && !free("DE-BE", 2018, 3, 8), "since 2019");
    assert!(free("CH-GL", 2026, 4, 9) && !free("CH-GL", 2026, 4, 2), "not on Maundy Thursday");
    assert!(free("CH-NE", 2022, 12, 26) && !free("CH-NE", 2025, 12, 26), "only on a Monday");
    assert!(free("CH-UR", 2025, 12, 26) && !free("CH-UR", 2026, 12, 26), "not on a Saturday");
    assert!(free("IE", 2024, 2, 5) && free("IE", 2030, 2, 1) && !free("IE", 2030, 2, 4), "Saint Brigid's");
    assert!(free("DE", 1900, 4, 16) && free("DE", 2199, 4, 15), "Easter Monday of any year");
}
