//! What one group of customers did.

use serde::{Deserialize, Serialize};

/// Why a question cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Fewer than two customers in a group.
    #[error("each group needs at least two customers")]
    TooFew,
    /// No one differed from anybody: there is nothing to reckon an interval from.
    #[error("the groups show no variation")]
    NoVariation,
    /// A confidence that is not between 0 and 1.
    #[error("the confidence must lie between 0 and 1, such as 0.95")]
    Confidence,
    /// More successes than tries.
    #[error("more customers bought than there are")]
    Counts,
}

impl Refusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::NoVariation => "no_variation",
            Self::Confidence => "confidence",
            Self::Counts => "counts",
        }
    }
}

/// How many customers there were, how many bought, and the sum and sum of squares of one amount for each customer.
///
/// The sums are whole numbers (minor units), so adding customers and groups up gives the same in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Customers, whether they bought or not.
    pub customers: u64,
    /// Customers who bought.
    pub buyers: u64,
    /// The sum of their amounts, in minor units.
    pub sum: i128,
    /// The sum of the squares of their amounts.
    pub squares: u128,
}

impl Sample {
    /// Adds one customer, with all they spent in the time looked at.
    pub fn add(&mut self, amount: i64, bought: bool) {
        self.customers += 1;
        self.buyers += u64::from(bought);
        self.sum += i128::from(amount);
        self.squares = self.squares.saturating_add(u128::from(amount.unsigned_abs()).pow(2));
    }

    /// Adds another group.
    pub fn merge(&mut self, other: &Self) {
        self.customers += other.customers;
        self.buyers += other.buyers;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// The mean amount of a customer, in minor units; 0 for no one.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.customers == 0 { 0.0 } else { self.sum as f64 / self.customers as f64 }
    }

    /// The sample variance (divided by n - 1) of the amounts, in minor units squared.
    ///
    /// # Errors
    /// [`Refusal::TooFew`] for fewer than two customers.
    pub fn variance(&self) -> Result<f64, Refusal> {
        if self.customers < 2 {
            return Err(Refusal::TooFew);
        }
        let n = self.customers as f64;
        // n * squares - sum^2 is exact as long as it fits 128 bits; only then is it safe to subtract.
        let exact = u128::from(self.customers).checked_mul(self.squares).zip(self.sum.unsigned_abs().checked_pow(2));
        let spread = match exact {
            Some((squares, square)) => squares.saturating_sub(square) as f64 / n,
            None => (self.squares as f64 - (self.sum as f64).powi(2) / n).max(0.0),
        };
        Ok(spread / (n - 1.0))
    }
}
