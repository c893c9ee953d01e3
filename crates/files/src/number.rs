//! Numbers as people and systems write them: `1.250,00`, `1,250.00`, `1'250.00`, `1 250,00`, `12,50-`, `(12,50)`; amounts that say their
//! currency; and ids, which are no numbers, though a spreadsheet takes them for some.

use crate::{Decimal, money};
use std::borrow::Cow;

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

/// An amount without the currency it says, and the currency's code: `1.234,56 €`, `EUR 12`, `12.50 CHF`, `Fr. 12.-`. A sign that several
/// currencies have, such as `$`, stays with its number, which is none then.
#[must_use]
pub fn parted(text: &str) -> (Cow<'_, str>, Option<&'static str>) {
    let whole = text.trim();
    match money::apart(whole) {
        Some(money::Written { number, mark: None }) => (Cow::Owned(number), None),
        Some(money::Written { number, mark: Some(mark) }) => match mark.code() {
            Some(code) => (Cow::Owned(number), Some(code)),
            None => (Cow::Borrowed(whole), None),
        },
        None => (Cow::Borrowed(whole), None),
    }
}

/// An id in its one spelling: a whole number is the same, whether a spreadsheet wrote it as `1`, `1.0` or `1,00`. `01` is another one,
/// and `1.000` may be a thousand: they stay as they are.
#[must_use]
pub fn id(text: &str) -> &str {
    let text = text.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(['.', ',']) {
        Some((whole, zeros))
            if digits(whole)
                && (whole == "0" || !whole.starts_with('0'))
                && !zeros.is_empty()
                && zeros.len() != 3
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// A number in the one spelling that all ways to write it have: `20` of `20`, `20,0` and `20,00 €`; none if it is none, or could be two:
/// `1.250`.
#[must_use]
pub fn one_spelling(text: &str) -> Option<String> {
    let number = parted(text).0;
    let plain = match shows(&number) {
        Some(Sign::Either) => return None,
        Some(Sign::Only(decimal)) => plain(&number, decimal)?,
        None => plain(&number, Decimal::Point)?,
    };
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    Some(if plain == "-0" { "0".to_owned() } else { plain.to_owned() })
}

/// Whether an id is what a spreadsheet leaves of a long number: `4,00638E+12`. Its last digits are lost.
#[must_use]
pub fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.trim().split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.split_once(['.', ',']);
    number.is_some_and(|(whole, rest)| whole.len() == 1 && digits(whole) && digits(rest))
        && power.strip_prefix('+').is_some_and(digits)
}

/// The sign, which SAP writes behind the number and accountants as brackets, and the digits.
fn sign(text: &str) -> Option<(bool, &str)> {
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        return Some((true, inner.trim()));
    }
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
            ("(12,50)", "none", "-12.50"),
            ("( 1.250,00 )", "none", "-1250.00"),
            ("(-7)", "none", "none"),
            ("12 %", "none", "none"),
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

    #[test]
    fn an_amount_may_say_its_currency() {
        for (text, number, currency) in [
            ("1.234,56 €", "1.234,56", "EUR"),
            ("€ 12", "12", "EUR"),
            ("EUR 12", "12", "EUR"),
            ("12,50EUR", "12,50", "EUR"),
            ("-12,50\u{a0}€", "-12,50", "EUR"),
            ("€ -12,50", "-12,50", "EUR"),
            ("12,50 €-", "-12,50", "EUR"),
            ("(12,50 €)", "-12,50", "EUR"),
            ("Fr. 12.-", "12", "CHF"),
            ("12.00-", "-12.00", ""),
            ("£1,250.00", "1,250.00", "GBP"),
            ("12,50 zł", "12,50", "PLN"),
            ("Fr. 12.50", "12.50", "CHF"),
            ("CHF 1'250.00", "1'250.00", "CHF"),
            ("12.50", "12.50", ""),
            ("$ 12.50", "$ 12.50", ""),
            ("12 Stk", "12 Stk", ""),
            ("12 KGM", "12 KGM", ""),
            ("12 %", "12 %", ""),
            ("abc", "abc", ""),
            ("", "", ""),
            ("12 EUR 50", "12 EUR 50", ""),
        ] {
            let (plain, said) = parted(text);
            assert_eq!((&*plain, said.unwrap_or_default()), (number, currency), "{text}");
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        for (text, spelled) in [
            ("1", "1"),
            ("1.0", "1"),
            (" 1,00 ", "1"),
            ("0,0", "0"),
            ("1.0000", "1"),
            ("01", "01"),
            ("01.0", "01.0"),
            ("1.000", "1.000"),
            ("1.5", "1.5"),
            ("A-1.0", "A-1.0"),
            ("1.", "1."),
        ] {
            assert_eq!(id(text), spelled);
        }
        for (text, rounded) in
            [("4,00638E+12", true), ("1.2e+15", true), ("5E3", false), ("1E+5", false), ("A1.2E+5", false)]
        {
            assert_eq!(is_rounded(text), rounded, "{text}");
        }
    }

    #[test]
    fn a_number_has_one_spelling_unless_it_could_be_two() {
        for text in ["20", "20.0", "20,00", "20,00 €", "EUR 20", "020", "+20", "20,-"] {
            assert_eq!(one_spelling(text).as_deref(), Some("20"), "{text}");
        }
        for (text, one) in
            [("9,99 €", "9.99"), ("1.250,00", "1250"), ("-0,00", "0"), ("(12,50)", "-12.5"), ("1 250", "1250")]
        {
            assert_eq!(one_spelling(text).as_deref(), Some(one), "{text}");
        }
        for text in ["1.250", "", "A1", "$ 20"] {
            assert_eq!(one_spelling(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_parted(text in "[-+0-9.,' ()€E-URzłF]{0,12}") {
            let (number, _) = parted(&text);
            prop_assert!(number.chars().count() <= text.chars().count());
        }

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
