//! How conditions, money and voucher values are written.

use rapport_kernel::{Currency, Money};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{borrow::Cow, fmt};

/// A condition or value in CEL, as written. [`crate::cel`] says what may be in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cel(pub String);

impl fmt::Display for Cel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Cel {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// Reads `0.05 EUR`.
///
/// # Errors
/// What is wrong with it, for people.
pub fn money(text: &str) -> Result<Money, String> {
    let (amount, currency) =
        text.trim().split_once(' ').ok_or_else(|| format!("`{text}` is not an amount of money such as `0.05 EUR`"))?;
    let currency: Currency = currency.trim().parse().map_err(|e| format!("{e}"))?;
    Money::parse(amount, currency).map_err(|e| format!("{e}"))
}

/// Serde for an optional amount written as `0.05 EUR`.
pub mod money_text {
    use super::*;

    /// Writes it.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
        money.as_ref().map(ToString::to_string).serialize(serializer)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Not an amount.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| money(&text)).transpose().map_err(D::Error::custom)
    }
}

/// What a voucher is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherValue {
    /// An amount off, written `10.00 EUR`.
    Amount(Money),
    /// Per cent off, written `15%`.
    Percent(u8),
}

impl fmt::Display for VoucherValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(money) => write!(f, "{money}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl Serialize for VoucherValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VoucherValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Some(percent) = text.trim().strip_suffix('%') else {
            return money(&text).map(Self::Amount).map_err(D::Error::custom);
        };
        match percent.trim().parse() {
            Ok(percent @ 1..=100) => Ok(Self::Percent(percent)),
            _ => Err(D::Error::custom(format_args!("`{text}` is not a whole percentage from 1% to 100%"))),
        }
    }
}

impl JsonSchema for VoucherValue {
    fn schema_name() -> Cow<'static, str> {
        "VoucherValue".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "An amount such as `10.00 EUR`, or per cent such as `15%`.",
            "type": "string",
            "pattern": r"^([0-9]+(\.[0-9]+)? [A-Z]{3}|[0-9]{1,3}%)$",
        })
    }
}
