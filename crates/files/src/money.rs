//! Amounts of money as people and systems write them: `1.234,56 €`, `EUR 12,00`, `CHF 1'234.50`, `(12.50)`, `12,50-`, `12,-`.
//!
//! An amount is taken apart before anybody knows what stands before its decimals ([`apart`]): the number's text tells that
//! for the whole file ([`crate::Evidence::number`]) and is then read by [`crate::number::plain`].

use rapport_kernel::money::codes;

const MINUS: [char; 2] = ['-', '\u{2212}'];
/// What people write where there are no cents: `12,-`.
const DASHES: [char; 4] = ['-', '\u{2212}', '\u{2013}', '\u{2014}'];

/// What currencies a sign or a short name may mean, besides the codes of ISO 4217.
const MARKS: [(&str, &[&str]); 20] = [
    ("€", &["EUR"]),
    ("EURO", &["EUR"]),
    ("$", &["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"]),
    ("US$", &["USD"]),
    ("£", &["GBP"]),
    ("¥", &["JPY", "CNY"]),
    ("FR", &["CHF"]),
    ("SFR", &["CHF"]),
    ("KR", &["SEK", "NOK", "DKK", "ISK"]),
    ("ZŁ", &["PLN"]),
    ("ZL", &["PLN"]),
    ("KČ", &["CZK"]),
    ("FT", &["HUF"]),
    ("LEI", &["RON"]),
    ("ЛВ", &["BGN"]),
    ("₴", &["UAH"]),
    ("₺", &["TRY"]),
    ("₹", &["INR"]),
    ("₩", &["KRW"]),
    ("R$", &["BRL"]),
];

/// Whether a text is a currency and nothing else: its sign, its short name, or a code that is in use. Three letters alone are none.
#[must_use]
pub fn is_currency(text: &str) -> bool {
    let name = text.trim().trim_matches('.').to_uppercase();
    let code = name.len() == 3 && codes().any(|code| code == name);
    code || MARKS.iter().any(|(mark, _)| *mark == name)
}

/// An amount as it stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The number with its sign in front, its decimals and groups as they are written.
    pub number: String,
    /// The currency's sign or code, if the cell has one.
    pub mark: Option<Mark>,
}

/// The sign or code of a currency, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// What a text says; none if it is neither a sign nor a code.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches('.');
        let name = text.to_uppercase();
        let code = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        (code || MARKS.iter().any(|(mark, _)| *mark == name)).then(|| Self(text.to_owned()))
    }

    /// Whether it may be the currency with this code: `$` may be several.
    #[must_use]
    pub fn may_be(&self, code: &str) -> bool {
        let name = self.0.to_uppercase();
        match MARKS.iter().find(|(mark, _)| *mark == name) {
            Some((_, codes)) => codes.contains(&code),
            None => name == code,
        }
    }

    /// The code of the currency that it surely is: none for a sign that several have, and for three letters that are no currency.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        let name = self.0.to_uppercase();
        match MARKS.iter().find(|(mark, _)| *mark == name) {
            Some((_, [code])) => Some(code),
            Some(_) => None,
            None => codes().find(|code| *code == name),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes an amount apart; none if more stands in the cell than one number, one sign and one currency.
#[must_use]
pub fn apart(text: &str) -> Option<Written> {
    let (mut rest, mut mark, mut negative, mut round) = (text.trim(), None, None, false);
    loop {
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            said_once(&mut negative, true)?;
            rest = inner.trim();
        } else if let Some(whole) = without_cents(rest).filter(|_| !round) {
            round = true;
            rest = whole;
        } else if let Some(behind) = rest.strip_prefix(MINUS) {
            said_once(&mut negative, true)?;
            rest = behind.trim();
        } else if let Some(before) = rest.strip_suffix(MINUS) {
            said_once(&mut negative, true)?;
            rest = before.trim();
        } else if let Some(behind) = rest.strip_prefix('+') {
            said_once(&mut negative, false)?;
            rest = behind.trim();
        } else if let Some((word, behind)) = word_before(rest) {
            said_once(&mut mark, Mark::read(word)?)?;
            rest = behind.trim();
        } else if let Some((before, word)) = word_behind(rest) {
            said_once(&mut mark, Mark::read(word)?)?;
            rest = before.trim();
        } else {
            break;
        }
    }
    let digits = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
    if !digits(rest.chars().next()) || !digits(rest.chars().next_back()) {
        return None;
    }
    let sign = if negative == Some(true) { "-" } else { "" };
    Some(Written { number: format!("{sign}{rest}"), mark })
}

fn said_once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

/// `12` of `12,-`, `12.–` and `12,--`.
fn without_cents(text: &str) -> Option<&str> {
    let one = text.strip_suffix(DASHES)?;
    let both = one.strip_suffix(DASHES).unwrap_or(one);
    both.strip_suffix([',', '.']).filter(|whole| whole.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a character can be of a currency's sign or name.
fn of_a_mark(c: char) -> bool {
    c.is_alphabetic() || c == '$' || c == '£' || c == '¥' || ('\u{20a0}'..='\u{20cf}').contains(&c)
}

fn word_before(text: &str) -> Option<(&str, &str)> {
    let behind = text.trim_start_matches(of_a_mark);
    let word = &text[..text.len() - behind.len()];
    // `Fr. 12`, but not `.50`.
    (!word.is_empty()).then(|| (word, behind.strip_prefix('.').unwrap_or(behind)))
}

fn word_behind(text: &str) -> Option<(&str, &str)> {
    let without_point = text.strip_suffix('.').filter(|rest| rest.ends_with(of_a_mark)).unwrap_or(text);
    let before = without_point.trim_end_matches(of_a_mark);
    let word = &without_point[before.len()..];
    (!word.is_empty()).then_some((before, word))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Decimal, number};
    use proptest::prelude::*;

    fn read(text: &str, decimal: Decimal) -> Option<(String, String)> {
        let Written { number, mark } = apart(text)?;
        Some((number::plain(&number, decimal)?, mark.map_or(String::new(), |mark| mark.as_str().to_owned())))
    }

    #[test]
    fn amounts_are_read_with_their_signs_and_currencies() {
        for (text, number, mark) in [
            ("1.234,56 €", "1234.56", "€"),
            ("€ 1.234,56", "1234.56", "€"),
            ("€1.234,56", "1234.56", "€"),
            ("EUR 12,00", "12.00", "EUR"),
            ("12,00EUR", "12.00", "EUR"),
            ("12 Euro", "12", "Euro"),
            ("(1.234,56)", "-1234.56", ""),
            ("(1.234,56 €)", "-1234.56", "€"),
            ("€ (12,50)", "-12.50", "€"),
            ("12,50-", "-12.50", ""),
            ("12,50- €", "-12.50", "€"),
            ("12,50 €-", "-12.50", "€"),
            ("-€ 12,50", "-12.50", "€"),
            ("€ -12,50", "-12.50", "€"),
            ("\u{2212}12,50\u{a0}zł", "-12.50", "zł"),
            ("+7", "7", ""),
            ("12,-", "12", ""),
            ("1.250,-- €", "1250", "€"),
            ("-12,- €", "-12", "€"),
            ("120,00 kr.", "120.00", "kr"),
            ("120 kr", "120", "kr"),
        ] {
            assert_eq!(read(text, Decimal::Comma), Some((number.to_owned(), mark.to_owned())), "{text}");
        }
        for (text, number, mark) in [
            ("CHF 1'234.50", "1234.50", "CHF"),
            ("Fr. 12.–", "12", "Fr"),
            ("US$1,234.50", "1234.50", "US$"),
            ("($1,234.50)", "-1234.50", "$"),
            ("1234.5-", "-1234.5", ""),
        ] {
            assert_eq!(read(text, Decimal::Point), Some((number.to_owned(), mark.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_single_amount_is_none() {
        for text in [
            "",
            "-",
            "€",
            "(12",
            "12)",
            "(-12)",
            "-12-",
            "-(12)",
            "+-12",
            "€ 12 €",
            "EUR 12 EUR",
            "12 €uro x",
            "12 13 x",
            "12a4",
            "1,-2",
            "about 12",
            "12 Stück",
            "--12",
            "12--",
            ",-",
            "()",
            ".50",
        ] {
            let found = read(text, Decimal::Comma).or_else(|| read(text, Decimal::Point));
            assert_eq!(found, None, "{text}");
        }
    }

    #[test]
    fn a_sign_may_be_what_it_is_used_for_and_nothing_else() {
        let may = |mark: &str, code: &str| Mark::read(mark).unwrap().may_be(code);
        assert!(may("€", "EUR") && may("eur", "EUR") && may("$", "USD") && may("$", "CAD") && may("Fr.", "CHF"));
        assert!(!may("€", "USD") && !may("$", "EUR") && !may("usd", "EUR") && !may("US$", "CAD"));
        assert!(Mark::read("pcs.x").is_none() && Mark::read("").is_none());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[-+(0-9.,' €$A-Zk)]{0,12}", any in any::<String>()) {
            let _ = apart(&any);
            if let Some(written) = apart(&text) {
                prop_assert!(written.number.ends_with(|c: char| c.is_ascii_digit()));
            }
        }
    }
}
