//! Shapes many nouns share: money, pages, a done.

use rapport_kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Money: whole minor units (cents) of one currency. Never a fraction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Minor units, such as cents; may be negative.
    #[schema(example = 1250)]
    pub minor: i64,
    /// ISO 4217 code.
    #[schema(example = "EUR", min_length = 3, max_length = 3)]
    pub currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: money.currency.code().to_owned() }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.money() {
            Ok(money) => money.fmt(f),
            Err(_) => write!(f, "{} {}", self.minor, self.currency),
        }
    }
}

impl Amount {
    /// The same as the kernel's money.
    ///
    /// # Errors
    /// If the currency is not an ISO 4217 code.
    pub fn money(&self) -> Result<Money, rapport_kernel::MoneyError> {
        Ok(Money::new(self.minor, Currency::named(&self.currency)?))
    }
}

/// Part of a list, and where the next part begins.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    /// The items, newest first unless stated otherwise.
    pub items: Vec<T>,
    /// Give this back as `cursor` for the next part; absent at the end.
    pub next: Option<String>,
}

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Window {
    /// `next` of the part before; absent for the first.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
}

impl Window {
    /// The limit in its bounds.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, 500) as usize
    }
}

/// Done; there is nothing more to report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Done {
    /// Always true.
    pub done: bool,
}

impl Done {
    /// It was done.
    pub const YES: Self = Self { done: true };
}
