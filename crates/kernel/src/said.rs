//! Amounts, currencies, quantities and ids as touchpoints say them, read in one place.
//!
//! There are three answers: a value, nothing said (`Ok(None)`: the field is missing or `null`), and [`Unreadable`]. What cannot
//! be read never becomes something else: not nothing, not the brand's currency, not one piece.

use crate::{Currency, Money, Value};
use smol_str::{SmolStr, format_smolstr};

/// The largest amount that is believed of one order, in minor units: ten billion euros. Nine million such orders still fit
/// into one sum.
pub const LARGEST: i64 = 1_000_000_000_000;
/// One piece, in the millionths that quantities are kept in.
pub const PIECE: u64 = 1_000_000;
/// The largest quantity that is believed of one line, in pieces.
const MOST_PIECES: u64 = 1_000_000;
/// How many decimals a price of one may have more than its currency.
const FINER: u32 = 6;
/// How many characters an id has at most.
const LONGEST_ID: usize = 256;
/// From here on a floating-point number does not tell two whole numbers apart.
const INEXACT: f64 = 9_007_199_254_740_992.0;

crate::coded! {
    /// Why something that was said could not be read.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Unreadable {
        /// An amount is not a decimal number with a point.
        Amount = "unreadable_amount",
        /// An amount is beyond what is believed of one order.
        TooLarge = "amount_too_large",
        /// The currency is no code of ISO 4217.
        Currency = "unreadable_currency",
        /// An id is neither a text of up to 256 characters nor a whole number.
        Id = "unreadable_id",
        /// A quantity is not a decimal number, or beyond a million.
        Quantity = "unreadable_quantity",
    }
}

/// An amount of money: a number (rounded to the nearest minor unit, halves away from zero), or a decimal text with a point,
/// which must be exact. A text with exactly three decimals more than zero is not taken for an amount where the currency has
/// fewer: `1.250` may be a thousand. May be negative.
///
/// # Errors
/// [`Unreadable::Amount`], [`Unreadable::TooLarge`].
pub fn amount(said: Option<&Value>, currency: Currency) -> Result<Option<Money>, Unreadable> {
    let places = currency.digits();
    let minor = match said {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Int(whole)) => Some(i128::from(*whole) * 10i128.pow(places)),
        Some(Value::Float(number)) => nearest(*number, places),
        Some(Value::Text(text)) => decimal(text.trim(), places),
        Some(_) => None,
    };
    let minor = minor.ok_or(Unreadable::Amount)?;
    let minor = i64::try_from(minor).map_err(|_| Unreadable::TooLarge)?;
    if minor.unsigned_abs() > LARGEST.unsigned_abs() {
        return Err(Unreadable::TooLarge);
    }
    Ok(Some(Money::new(minor, currency)))
}

/// A currency's code, in capital or small letters.
///
/// # Errors
/// [`Unreadable::Currency`].
pub fn currency(said: Option<&Value>) -> Result<Option<Currency>, Unreadable> {
    match said {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Text(code)) => Currency::named(code.trim()).map(Some).map_err(|_| Unreadable::Currency),
        Some(_) => Err(Unreadable::Currency),
    }
}

/// A quantity in millionths of a piece, from a number or a decimal text with a point. Negative where something is given
/// back, such as bottles.
///
/// # Errors
/// [`Unreadable::Quantity`].
pub fn quantity(said: Option<&Value>) -> Result<Option<i64>, Unreadable> {
    const PLACES: u32 = 6;
    let millionths = match said {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Int(whole)) => i128::from(*whole).checked_mul(i128::from(PIECE)),
        Some(Value::Float(number)) => nearest(*number, PLACES),
        Some(Value::Text(text)) => decimal(text.trim(), PLACES),
        Some(_) => None,
    };
    let millionths = millionths.and_then(|n| i64::try_from(n).ok()).ok_or(Unreadable::Quantity)?;
    if millionths.unsigned_abs() > MOST_PIECES * PIECE {
        return Err(Unreadable::Quantity);
    }
    Ok(Some(millionths))
}

/// An id: a text without the blanks around it, or a whole number, however a program wrote it (`2001`, `2001.0`). An empty text
/// is none.
///
/// # Errors
/// [`Unreadable::Id`].
pub fn id(said: Option<&Value>) -> Result<Option<SmolStr>, Unreadable> {
    let id = match said {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Text(text)) => SmolStr::from(text.trim()),
        Some(Value::Int(number)) => format_smolstr!("{number}"),
        Some(Value::Float(number)) if number.fract() == 0.0 && number.abs() < INEXACT => format_smolstr!("{number:.0}"),
        Some(_) => return Err(Unreadable::Id),
    };
    if id.chars().count() > LONGEST_ID || id.chars().any(char::is_control) {
        return Err(Unreadable::Id);
    }
    Ok(Some(id).filter(|id| !id.is_empty()))
}

/// The price of one, in millionths of a minor unit: a litre, a screw or a minute may cost less than a cent more or less. A text
/// has as many decimals as it likes, but not three behind a whole number: `1.250` may be a thousand.
///
/// # Errors
/// [`Unreadable::Amount`], [`Unreadable::TooLarge`].
pub fn unit_price(said: Option<&Value>, currency: Currency) -> Result<Option<i64>, Unreadable> {
    let places = currency.digits() + FINER;
    let price = match said {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Int(whole)) => Some(i128::from(*whole).saturating_mul(10i128.pow(places))),
        Some(Value::Float(number)) => nearest(*number, places),
        Some(Value::Text(text)) => {
            Some(text.trim()).filter(|text| !may_be_thousands(text, currency)).and_then(|text| decimal(text, places))
        }
        Some(_) => None,
    };
    let price = price.ok_or(Unreadable::Amount)?;
    let price = i64::try_from(price).map_err(|_| Unreadable::TooLarge)?;
    if price.unsigned_abs() > LARGEST.unsigned_abs() * PIECE {
        return Err(Unreadable::TooLarge);
    }
    Ok(Some(price))
}

/// Whether a text has exactly three decimals of which the currency has fewer, behind a whole number that is not zero.
fn may_be_thousands(text: &str, currency: Currency) -> bool {
    let parts = text.trim_start_matches('-').split_once('.');
    parts.is_some_and(|(whole, fraction)| {
        currency.digits() < 3 && fraction.len() == 3 && whole.bytes().any(|digit| digit != b'0')
    })
}

/// Minor units and millionths of one, together in millionths.
#[must_use]
pub fn exact(minor: i64, millionths: i64) -> i64 {
    minor.saturating_mul(PIECE.cast_signed()).saturating_add(millionths)
}

/// The nearest minor unit, halves away from zero, and how many millionths are missing to what was said.
#[must_use]
pub fn parted(exact: i64) -> (i64, i64) {
    let piece = PIECE.cast_signed();
    let minor = exact.saturating_add(exact.signum() * (piece / 2)) / piece;
    (minor, exact - minor * piece)
}

/// A number that was read in the minor units of one currency, in those of another.
#[must_use]
pub fn shifted(exact: i64, read: Currency, own: Currency) -> i64 {
    let (from, to) = (read.digits(), own.digits());
    if from <= to {
        return exact.saturating_mul(10i64.pow(to - from));
    }
    let units = 10i64.pow(from - to);
    exact.saturating_add(exact.signum() * (units / 2)) / units
}

/// What so many millionths of a piece cost at this exact price ([`exact`]), to the nearest minor unit, halves away from zero.
#[must_use]
pub fn price_of(exact: i64, millionths: u64) -> i64 {
    let sum = i128::from(exact) * i128::from(millionths);
    let unit = i128::from(PIECE) * i128::from(PIECE);
    let minor = (sum + sum.signum() * (unit / 2)) / unit;
    i64::try_from(minor).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX })
}

/// A number in units of the last of `places` decimals, halves away from zero. What counts is the decimal that was written, the shortest
/// that means this number: `1.005` lies a little below itself, and its third decimal is a five.
pub(crate) fn nearest(number: f64, places: u32) -> Option<i128> {
    if !number.is_finite() {
        return None;
    }
    let written = number.abs().to_string();
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let (kept, beyond) = fraction.split_at_checked(places as usize).unwrap_or((fraction, ""));
    let units = in_units(whole, kept, places).saturating_add(i128::from(beyond.starts_with(|digit| digit >= '5')));
    Some(if number < 0.0 { -units } else { units })
}

/// Digits before and behind the point in units of the last of `places` decimals. What is too long to be kept exactly is out of bounds
/// for everybody who asks.
fn in_units(whole: &str, fraction: &str, places: u32) -> i128 {
    let zeros = std::iter::repeat_n(b'0', (places as usize).saturating_sub(fraction.len()));
    let digits = whole.bytes().chain(fraction.bytes()).chain(zeros);
    digits.fold(0i128, |sum, digit| sum.saturating_mul(10).saturating_add(i128::from(digit.saturating_sub(b'0'))))
}

/// A decimal text in units of the last of `places` decimals; zeros behind them say nothing, except a third one.
fn decimal(text: &str, places: u32) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let (kept, beyond) = fraction.split_at_checked(places as usize).unwrap_or((fraction, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let a_thousand = !beyond.is_empty() && fraction.len() == 3;
    if whole.is_empty() || !all_digits(whole) || !all_digits(kept) || a_thousand || beyond.bytes().any(|b| b != b'0') {
        return None;
    }
    Some(sign * in_units(whole, kept, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(table: &[(&str, T)], reader: impl Fn(Option<&Value>) -> T)
    where
        T: PartialEq + std::fmt::Debug,
    {
        for (json, expected) in table {
            let value: Value = serde_json::from_str(json).expect("JSON");
            assert_eq!(reader(Some(&value)), *expected, "{json}");
        }
    }

    #[test]
    fn an_amount_is_a_value_or_absent_or_unreadable() {
        let euro = |minor| Ok(Some(Money::new(minor, Currency::EUR)));
        let bad = Err(Unreadable::Amount);
        let table = [
            ("50", euro(5_000)),
            ("12.5", euro(1_250)),
            ("19.99", euro(1_999)),
            ("59.970000000000006", euro(5_997)),
            ("0.285", euro(29)),
            ("1.005", euro(101)),
            ("-1.005", euro(-101)),
            ("0.285000000000000001", euro(29)),
            ("0.28499999", euro(28)),
            ("0.994999", euro(99)),
            ("0.995", euro(100)),
            ("1e-9", euro(0)),
            ("-20", euro(-2_000)),
            ("0", euro(0)),
            ("\"12.50\"", euro(1_250)),
            ("\" 12.5 \"", euro(1_250)),
            ("\"-3.00\"", euro(-300)),
            ("\"12.5000\"", euro(1_250)),
            ("null", Ok(None)),
            ("\"\"", bad),
            ("\"50,00\"", bad),
            ("\"1.234,50 €\"", bad),
            ("\"1,234.50\"", bad),
            ("\"1.250\"", bad),
            ("\"1.2345\"", bad),
            ("\"12.\"", bad),
            ("\".5\"", bad),
            ("\"+5\"", bad),
            ("\"--5\"", bad),
            ("\"1e3\"", bad),
            ("\"NaN\"", bad),
            ("\"EUR 5\"", bad),
            ("\"٣\"", bad),
            ("true", bad),
            ("[5]", bad),
            ("{}", bad),
            ("1e20", Err(Unreadable::TooLarge)),
            ("1e300", Err(Unreadable::TooLarge)),
            ("9223372036854775807", Err(Unreadable::TooLarge)),
            ("\"99999999999999999999999999999999999999999999\"", Err(Unreadable::TooLarge)),
            ("10000000000", euro(LARGEST)),
            ("10000000000.01", Err(Unreadable::TooLarge)),
            ("-10000000000.01", Err(Unreadable::TooLarge)),
        ];
        read(&table, |value| amount(value, Currency::EUR));
        assert_eq!(amount(None, Currency::EUR), Ok(None));
        let of = |code: &str| code.parse::<Currency>().expect("a code");
        let yen = |minor| Ok(Some(Money::new(minor, of("JPY"))));
        read(&[("100", yen(100)), ("\"100.00\"", yen(100)), ("\"1.000\"", Err(Unreadable::Amount))], |value| {
            amount(value, of("JPY"))
        });
        read(&[("\"1.250\"", Ok(Some(Money::new(1_250, of("KWD")))))], |value| amount(value, of("KWD")));
    }

    #[test]
    fn a_currency_is_a_code_of_the_list_in_any_case() {
        let usd = Ok(Some("USD".parse().expect("a code")));
        let bad = Err(Unreadable::Currency);
        let table = [
            ("\"USD\"", usd),
            ("\"usd\"", usd),
            ("\" Usd \"", usd),
            ("null", Ok(None)),
            ("\"\"", bad),
            ("\"€\"", bad),
            ("\"euro\"", bad),
            ("\"nan\"", bad),
            ("\"NIL\"", bad),
            ("\"eux\"", bad),
            ("\"U1D\"", bad),
            ("978", bad),
        ];
        read(&table, currency);
        assert_eq!(currency(None), Ok(None));
    }

    #[test]
    fn a_quantity_may_be_part_of_a_piece() {
        let bad = Err(Unreadable::Quantity);
        let table = [
            ("1", Ok(Some(1_000_000))),
            ("0.455", Ok(Some(455_000))),
            ("1.0000005", Ok(Some(1_000_001))),
            ("\"1.5\"", Ok(Some(1_500_000))),
            ("-6", Ok(Some(-6_000_000))),
            ("0", Ok(Some(0))),
            ("null", Ok(None)),
            ("\"0,455\"", bad),
            ("\"\"", bad),
            ("\"two\"", bad),
            ("1000000", Ok(Some(1_000_000_000_000))),
            ("1000001", bad),
            ("1e300", bad),
            ("[]", bad),
        ];
        read(&table, quantity);
    }

    #[test]
    fn an_id_is_a_text_or_a_whole_number() {
        let known = |id: &str| Ok(Some(SmolStr::from(id)));
        let bad = Err(Unreadable::Id);
        let table = [
            ("\"o-1\"", known("o-1")),
            ("\" o-1\\u00a0\"", known("o-1")),
            ("2001", known("2001")),
            ("2001.0", known("2001")),
            ("-7.0", known("-7")),
            ("820982911946154508", known("820982911946154508")),
            ("\"\"", Ok(None)),
            ("\"  \"", Ok(None)),
            ("null", Ok(None)),
            ("2001.5", bad.clone()),
            ("8.2e17", bad.clone()),
            ("true", bad.clone()),
            ("{\"id\":1}", bad.clone()),
            ("[1]", bad.clone()),
            ("\"a\\u0000b\"", bad.clone()),
        ];
        read(&table, id);
        assert_eq!(id(Some(&Value::Text("x".repeat(257).into()))), bad);
    }

    #[test]
    fn weighed_goods_are_priced_to_the_nearest_cent() {
        let table =
            [(199, 455_000, 91), (1_000, 1_500_000, 1_500), (1, 500_000, 1), (-1, 500_000, -1), (3, 333_333, 1)];
        for (price, millionths, expected) in table {
            assert_eq!(price_of(exact(price, 0), millionths), expected, "{price} * {millionths}");
        }
        assert_eq!(price_of(i64::MAX, u64::MAX), i64::MAX);
    }

    #[test]
    fn the_price_of_one_may_be_finer_than_a_cent() {
        let bad = Err(Unreadable::Amount);
        let table = [
            ("1.759", Ok(Some(175_900_000))),
            ("0.0252", Ok(Some(2_520_000))),
            ("\"0.0252\"", Ok(Some(2_520_000))),
            ("\"0.759\"", Ok(Some(75_900_000))),
            ("\"1.7590\"", Ok(Some(175_900_000))),
            ("\"1.759\"", bad),
            ("\"1,759\"", bad),
            ("1e20", Err(Unreadable::TooLarge)),
            ("-0.25", Ok(Some(-25_000_000))),
            ("null", Ok(None)),
        ];
        read(&table, |value| unit_price(value, Currency::EUR));
        assert_eq!(price_of(175_900_000, 40_000_000), 7_036, "40 litres at 1.759");
        assert_eq!(parted(2_520_000), (3, -480_000));
        assert_eq!(exact(3, -480_000), 2_520_000);
        let of = |code: &str| code.parse::<Currency>().expect("a code");
        assert_eq!(shifted(exact(500, 0), Currency::EUR, of("JPY")), exact(5, 0));
        assert_eq!(shifted(exact(500, 0), Currency::EUR, of("KWD")), exact(5_000, 0));
    }
}
