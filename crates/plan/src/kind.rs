//! The kinds of money, and the figures a node shows.

use crate::Refusal;
use rapport_kernel::Currency;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A kind of money. There are five; *returned* is kept twice, as revenue and as the margin in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was allotted.
    Planned,
    /// What is promised but not yet spent: messages under way, vouchers not yet redeemed, orders to suppliers.
    Committed,
    /// What was spent.
    Actual,
    /// What a person adds to (or takes from) the computed forecast; see [`crate::forecast`].
    Forecast,
    /// The revenue that is credited to the activity.
    Returned,
    /// The margin in that revenue.
    Margin,
}

impl Kind {
    /// All of them, in the order of [`Sums`].
    pub const ALL: [Self; 6] =
        [Self::Planned, Self::Committed, Self::Actual, Self::Forecast, Self::Returned, Self::Margin];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Committed => "committed",
            Self::Actual => "actual",
            Self::Forecast => "forecast",
            Self::Returned => "returned",
            Self::Margin => "margin",
        }
    }

    /// What one unit more of this kind does to the free money: planned adds, committed and actual take.
    #[must_use]
    pub fn free_sign(self) -> i64 {
        match self {
            Self::Planned => 1,
            Self::Committed | Self::Actual => -1,
            Self::Forecast | Self::Returned | Self::Margin => 0,
        }
    }
}

impl FromStr for Kind {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|kind| kind.code() == text);
        found.ok_or_else(|| Refusal::BadId(text.chars().take(80).collect()))
    }
}

/// What is booked at one place, one amount in minor units for each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums(pub [i64; 6]);

impl Sums {
    /// The amount of one kind.
    #[must_use]
    pub fn get(&self, kind: Kind) -> i64 {
        self.0[kind as usize]
    }

    /// The place where the amount of one kind is kept.
    pub fn get_mut(&mut self, kind: Kind) -> &mut i64 {
        &mut self.0[kind as usize]
    }

    /// Planned less committed less actual; negative if overspent. Kept within 64 bits.
    #[must_use]
    pub fn free(&self) -> i64 {
        let free = i128::from(self.get(Kind::Planned))
            - i128::from(self.get(Kind::Committed))
            - i128::from(self.get(Kind::Actual));
        clamp(free)
    }
}

/// What a node shows: all amounts in minor units of `currency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// What the amounts are in.
    pub currency: Currency,
    /// What people put there, and moved there, less what they took away.
    pub planned: i64,
    /// Promised, not yet spent.
    pub committed: i64,
    /// What was paid: accepted messages, redeemed vouchers, invoices.
    pub actual: i64,
    /// Expected to be spent in all by the end; see [`crate::forecast`].
    pub forecast: i64,
    /// Revenue credited.
    pub returned: i64,
    /// Margin in that revenue.
    pub margin: i64,
    /// Planned less committed less actual.
    pub free: i64,
}

impl Figures {
    /// The figures of one activity: what is booked there, with the forecast worked out.
    #[must_use]
    pub fn of(currency: Currency, sums: &Sums, forecast: i64) -> Self {
        Self {
            currency,
            planned: sums.get(Kind::Planned),
            committed: sums.get(Kind::Committed),
            actual: sums.get(Kind::Actual),
            forecast,
            returned: sums.get(Kind::Returned),
            margin: sums.get(Kind::Margin),
            free: sums.free(),
        }
    }

    /// Adds another node's figures of the same currency; amounts stop at the limits of 64 bits.
    pub fn add(&mut self, other: &Self) {
        self.planned = self.planned.saturating_add(other.planned);
        self.committed = self.committed.saturating_add(other.committed);
        self.actual = self.actual.saturating_add(other.actual);
        self.forecast = self.forecast.saturating_add(other.forecast);
        self.returned = self.returned.saturating_add(other.returned);
        self.margin = self.margin.saturating_add(other.margin);
        self.free = self.free.saturating_add(other.free);
    }
}

/// The nearest value that 64 bits can hold.
pub(crate) fn clamp(value: i128) -> i64 {
    value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
