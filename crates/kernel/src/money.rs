//! Money: integer minor units with a currency. Never a float, never rounded in passing.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The codes of ISO 4217 that are in use, and those that gave way lately: HRK, ANG and BGN still stand in what is imported.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK \
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// All codes that are taken for a currency, in the order of the alphabet.
pub fn codes() -> impl Iterator<Item = &'static str> {
    CODES.split(' ')
}

/// An ISO 4217 code such as `EUR`. What lies on disk is read whatever three letters it has, for earlier releases took any; what is said
/// now is read by [`Currency::named`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currency with this code, in capital or small letters.
    ///
    /// # Errors
    /// [`MoneyError::Currency`]: three letters alone are none.
    pub fn named(code: &str) -> Result<Self, MoneyError> {
        let known: Option<Self> = code.to_ascii_uppercase().parse().ok();
        known.filter(Self::is_listed).ok_or_else(|| MoneyError::Currency(code.chars().take(16).collect()))
    }

    /// Whether the list has it.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        codes().any(|code| code == self.code())
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only three capital letters are ever kept; ISO 4217 has XXX for no currency.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many digits the minor unit has (ISO 4217, list one; currencies not named there by exception have 2).
    #[must_use]
    pub fn digits(self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
            | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::EUR
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::Currency(text.chars().take(16).collect())),
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        smol_str::SmolStr::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What can go wrong with money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not three capital letters.
    #[error("`{0}` is not a currency code such as EUR")]
    Currency(String),
    /// Two currencies in one sum.
    #[error("{0} and {1} cannot be added: convert one of them first")]
    Mixed(Currency, Currency),
    /// More than 64 bits of minor units.
    #[error("the amount is too large to be kept exactly")]
    Overflow,
    /// Not a decimal number with at most the currency's digits.
    #[error("`{0}` is not an amount: use digits and a point, with no more decimals than the currency has")]
    Amount(String),
}

/// An amount in minor units (cents) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be negative.
    pub minor: i64,
    /// What its minor units are of; two currencies are never added.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The sum, if both are of one currency and it fits.
    ///
    /// # Errors
    /// [`MoneyError::Mixed`], [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// Reads `12.34` exactly as minor units; `1.5` is 150 cents, `1.005` of a two-digit currency is refused.
    ///
    /// # Errors
    /// [`MoneyError::Amount`], [`MoneyError::Overflow`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let error = || MoneyError::Amount(text.chars().take(32).collect());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let places = currency.digits() as usize;
        if whole.is_empty()
            || fraction.len() > places
            || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit())
        {
            return Err(error());
        }
        let mut minor: i64 = 0;
        for digit in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', places - fraction.len())) {
            minor = minor
                .checked_mul(10)
                .and_then(|m| m.checked_add(i64::from(digit - b'0')))
                .ok_or(MoneyError::Overflow)?;
        }
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }

    /// The nearest minor unit to an amount said as a number by a touchpoint (`19.99`), halves away from zero. `None` if not finite or too
    /// large.
    #[must_use]
    pub fn from_f64(amount: f64, currency: Currency) -> Option<Self> {
        let minor = i64::try_from(crate::said::nearest(amount, currency.digits())?).ok()?;
        Some(Self::new(minor, currency))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.currency.digits();
        let unit = 10u64.pow(places);
        let (sign, abs) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        if places == 0 {
            write!(f, "{sign}{abs} {}", self.currency)
        } else {
            write!(f, "{sign}{}.{:0width$} {}", abs / unit, abs % unit, self.currency, width = places as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_follow_the_currency() {
        let yen: Currency = "JPY".parse().expect("a code");
        assert_eq!(Money::parse("1.5", Currency::EUR), Ok(Money::new(150, Currency::EUR)));
        assert!(Money::parse("1.005", Currency::EUR).is_err());
        assert!(Money::parse("1.5", yen).is_err());
        assert_eq!(Money::new(-105, Currency::EUR).to_string(), "-1.05 EUR");
        assert_eq!(Money::from_f64(19.99, Currency::EUR), Some(Money::new(1999, Currency::EUR)));
        assert_eq!(Money::from_f64(1.005, Currency::EUR), Some(Money::new(101, Currency::EUR)));
        assert_eq!(Money::from_f64(f64::NAN, Currency::EUR), None);
    }

    #[test]
    fn a_currency_is_one_of_the_list_and_what_lies_on_disk_is_read() {
        assert_eq!(Currency::named("eur"), Ok(Currency::EUR));
        for none in ["nan", "NIL", "EUX", "EU", "EURO", "\u{20ac}", ""] {
            assert!(Currency::named(none).is_err(), "{none}");
        }
        let old: Currency = serde_json::from_str("\"EUX\"").expect("earlier releases took it");
        assert!(old.code() == "EUX" && !old.is_listed());
        assert!(codes().is_sorted() && codes().all(|code| Currency::named(code).is_ok()));
    }

    proptest! {
        #[test]
        fn amounts_survive_text(minor in -1_000_000_000_000i64..1_000_000_000_000) {
            let money = Money::new(minor, Currency::EUR);
            let text = money.to_string();
            prop_assert_eq!(Money::parse(text.trim_end_matches(" EUR"), Currency::EUR), Ok(money));
        }
    }
}
