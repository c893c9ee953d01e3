//! Numbers as people and systems write them: `1.250,00`, `1,250.00`, `1'250.00`, `1 250,00`, `12,50-`.

use crate::Decimal;

/// What stands between groups of thousands in every language.
const BLANKS: [char; 7] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}', '\u{2bc}'];

/// The number as JSON writes it: `-1250.5`; none if it is no number written this way. Nothing is guessed and nothing is dropped:
/// a letter or a currency in it makes it none.
#[must_use]
pub fn plain(text: &str, decimal: Decimal) -> Option<String> {
    let text = text.trim();
    let (negative, digits) = sign(text)?;
    let (point, group) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return None;
    }
    let whole = ungrouped(whole, group)?;
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    let sign = if negative { "-" } else { "" };
    Some(format!("{sign}{whole}{fraction}"))
}

/// The sign, which SAP writes behind the number, and the digits.
fn sign(text: &str) -> Option<(bool, &str)> {
    let minus = ['-', '\u{2212}'];
    let (negative, digits) = match (text.strip_prefix(minus), text.strip_suffix(minus), text.strip_prefix('+')) {
        (None, None, None) => (false, text),
        (Some(digits), None, None) | (None, Some(digits), None) => (true, digits),
        (None, None, Some(digits)) => (false, digits),
        _ => return None,
    };
    Some((negative, digits.trim()))
}

/// The whole part without what stands between its thousands: groups of three behind a first one of one to three.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else { return Some(whole).filter(|whole| !whole.is_empty()).map(str::to_owned) };
    if separator != group && !BLANKS.contains(&separator) {
        return None;
    }
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let fits = |text: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let good = fits(first, 1..=3) && !first.starts_with('0') && groups.clone().all(|group| fits(group, 3..=3));
    good.then(|| std::iter::once(first).chain(groups).collect())
}

/// What a number shows of how the file's numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is written in this one way.
    Only(Decimal),
    /// It could be either, and they differ: `1.250`.
    Either,
}

/// What a text shows; none if it is no number, or the same in both.
#[must_use]
pub fn shows(text: &str) -> Option<Sign> {
    match (plain(text, Decimal::Point), plain(text, Decimal::Comma)) {
        (Some(point), Some(comma)) => (point != comma).then_some(Sign::Either),
        (Some(_), None) => Some(Sign::Only(Decimal::Point)),
        (None, Some(_)) => Some(Sign::Only(Decimal::Comma)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let read = |text: &str, decimal| plain(text, decimal).unwrap_or_else(|| "none".to_owned());
        for (text, point, comma) in [
            ("1250", "1250", "1250"),
            ("12.50", "12.50", "none"),
            ("12,5", "none", "12.5"),
            ("1.250", "1.250", "1250"),
            ("1,250", "1250", "1.250"),
            ("1.250,00", "none", "1250.00"),
            ("1,250.00", "1250.00", "none"),
            ("1.234.567,5", "none", "1234567.5"),
            ("1'250.00", "1250.00", "none"),
            ("1\u{2019}250,5", "none", "1250.5"),
            ("1\u{a0}250,00", "none", "1250.00"),
            ("1\u{202f}250", "1250", "1250"),
            ("12,50-", "none", "-12.50"),
            (" \u{2212}7 ", "-7", "-7"),
            ("+7", "7", "7"),
            ("0.455", "0.455", "none"),
            ("007", "7", "7"),
            ("-12-", "none", "none"),
            ("1.25.0", "none", "none"),
            ("12,50 €", "none", "none"),
            ("12a", "none", "none"),
            ("", "none", "none"),
            ("-", "none", "none"),
            (".", "none", "none"),
            ("1e5", "none", "none"),
            ("NaN", "none", "none"),
        ] {
            assert_eq!(
                (read(text, Decimal::Point), read(text, Decimal::Comma)),
                (point.into(), comma.into()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_shows_how_the_file_writes_them_or_that_it_does_not() {
        assert_eq!(shows("1.250,00"), Some(Sign::Only(Decimal::Comma)));
        assert_eq!(shows("12.5"), Some(Sign::Only(Decimal::Point)));
        assert_eq!(shows("1.250"), Some(Sign::Either));
        assert_eq!((shows("1250"), shows("x")), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_read_is_a_number(text in "[-+0-9.,' ]{0,12}") {
            for decimal in [Decimal::Point, Decimal::Comma] {
                if let Some(plain) = plain(&text, decimal) {
                    prop_assert!(plain.parse::<f64>().is_ok(), "{} of {}", plain, text);
                }
            }
        }
    }
}
