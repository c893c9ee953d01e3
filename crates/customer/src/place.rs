//! Where someone is: countries as people write them, and time zones that are places.

use crate::spelling::seen;
use hashbrown::HashMap;
use icu_normalizer::DecomposingNormalizerBorrowed;
use jiff::tz::TimeZone;
use smol_str::SmolStr;
use std::sync::LazyLock;

/// ISO 3166-1: the code of two letters, that of three, and names in seven languages with those in daily use (the tables of Debian's
/// `iso-codes`).
const COUNTRIES: &str = include_str!("countries.tsv");

static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = COUNTRIES.lines().filter_map(|line| Some((line.split('\t').next()?, line)));
    lines.flat_map(|(code, line)| line.split('\t').map(move |name| (folded(name), code))).collect()
});

/// Letters and digits in small, without accents.
fn folded(name: &str) -> String {
    let plain = DecomposingNormalizerBorrowed::new_nfd().normalize(name).to_lowercase();
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The country (ISO 3166, two capitals) of a code or name: `DE`, `deu`, `Germany`, `Deutschland`; `UK` is `GB`.
#[must_use]
pub fn country(text: &str) -> Option<SmolStr> {
    BY_NAME.get(&folded(&seen(text))).map(|code| SmolStr::new_static(code))
}

/// Names that the time zone database knows and that are no place: what a machine says that was never told where it is.
const NO_PLACES: [&str; 21] = [
    "UTC",
    "UCT",
    "GMT",
    "GMT0",
    "GMT+0",
    "GMT-0",
    "Greenwich",
    "Universal",
    "Zulu",
    "Factory",
    "EST",
    "MST",
    "HST",
    "EST5EDT",
    "CST6CDT",
    "MST7MDT",
    "PST8PDT",
    "CET",
    "MET",
    "EET",
    "WET",
];

/// The time zone of a place, as the database spells it: `Europe/Berlin`. `Etc/Unknown`, `UTC` and their like are none.
#[must_use]
pub fn zone(text: &str) -> Option<SmolStr> {
    let text = text.trim();
    let begins = |with: &str| text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let no_place = begins("Etc/") || begins("SystemV/") || NO_PLACES.iter().any(|name| name.eq_ignore_ascii_case(text));
    let zone = TimeZone::get(text).ok().filter(|zone| !no_place && !zone.is_unknown())?;
    zone.iana_name().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_read_by_its_codes_and_names() {
        for (text, code) in [
            ("de", "DE"),
            ("DEU", "DE"),
            ("Germany", "DE"),
            ("DEUTSCHLAND", "DE"),
            ("UK", "GB"),
            ("gb", "GB"),
            ("u.k.", "GB"),
            ("\u{d6}sterreich", "AT"),
            ("O\u{308}sterreich", "AT"),
            ("Oesterreich ", ""),
            ("C\u{f4}te d'Ivoire", "CI"),
            ("usa", "US"),
            ("United States", "US"),
            ("Polska", "PL"),
            ("Paesi Bassi", "NL"),
            ("EL", "GR"),
            ("XX", ""),
            ("Atlantis", ""),
            ("", ""),
        ] {
            assert_eq!(country(text).unwrap_or_default(), code, "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_no_zone() {
        for text in [
            "Etc/Unknown",
            "etc/unknown",
            "UTC",
            "utc",
            "Etc/GMT+12",
            "GMT+2",
            "+02:00",
            "EST",
            "Factory",
            "CET",
            "Mars/Base",
            "",
        ] {
            assert_eq!(zone(text), None, "{text}");
        }
        for (text, name) in [
            ("europe/berlin", "Europe/Berlin"),
            (" Asia/Tokyo ", "Asia/Tokyo"),
            ("US/Eastern", "US/Eastern"),
            ("Japan", "Japan"),
        ] {
            assert_eq!(zone(text).as_deref(), Some(name));
        }
    }
}
