//! Why a method gives no number for some data.

use crate::Refusal;

/// Data or settings that a method cannot answer from. Each says what is wrong and what would help.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnfitData {
    /// Fewer rows, customers or periods than the method needs.
    #[error("there are {found} {what}; at least {needed} are needed. Add more data")]
    TooShort {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// All values are the same, so nothing can be learned from them.
    #[error("{what} do not vary, so nothing can be learned from them. Choose a longer time or another column")]
    NoVariation {
        /// What does not vary.
        what: &'static str,
    },
    /// A value below zero where only amounts make sense.
    #[error("{what} is {value} in row {row}; it must not be negative. Correct the row or leave it out")]
    Negative {
        /// The column.
        what: &'static str,
        /// The row, counted from 1.
        row: usize,
        /// What it holds.
        value: f64,
    },
    /// A value that is no finite number.
    #[error("{what} in row {row} is not a number. Correct the row or leave it out")]
    NotANumber {
        /// The column.
        what: &'static str,
        /// The row, counted from 1.
        row: usize,
    },
    /// A period without a value between others.
    #[error("{what} has a gap after row {row}. Fill the missing periods")]
    Gap {
        /// The series.
        what: &'static str,
        /// The row before the gap, counted from 1.
        row: usize,
    },
    /// Values that contradict each other.
    #[error("row {row}: {what}. Correct the row")]
    Contradiction {
        /// What contradicts what.
        what: &'static str,
        /// The row, counted from 1.
        row: usize,
    },
    /// A setting outside of what the method allows.
    #[error("{what} must be {allowed}. Choose another value")]
    Setting {
        /// The setting.
        what: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// The likelihood has no maximum that the search could find.
    #[error("{model} does not fit these data: the search did not settle. Use a longer time or another model")]
    NotSettled {
        /// Its name as in the literature.
        model: &'static str,
    },
    /// Two groups that cannot be compared.
    #[error(transparent)]
    Groups(#[from] Refusal),
}

impl UnfitData {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::NoVariation { .. } => "no_variation",
            Self::Negative { .. } => "negative",
            Self::NotANumber { .. } => "not_a_number",
            Self::Gap { .. } => "gap",
            Self::Contradiction { .. } => "contradiction",
            Self::Setting { .. } => "setting",
            Self::NotSettled { .. } => "not_settled",
            Self::Groups(refusal) => refusal.code(),
        }
    }

    /// Refuses a value that is not finite or is below zero.
    pub(crate) fn amount(what: &'static str, row: usize, value: f64) -> Result<(), Self> {
        if !value.is_finite() {
            return Err(Self::NotANumber { what, row });
        }
        if value < 0.0 { Err(Self::Negative { what, row, value }) } else { Ok(()) }
    }

    /// Refuses fewer than `needed`.
    pub(crate) fn at_least(needed: usize, found: usize, what: &'static str) -> Result<(), Self> {
        if found < needed { Err(Self::TooShort { what, found, needed }) } else { Ok(()) }
    }
}
