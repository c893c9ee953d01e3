//! What the models see of a customer: how often they came back, when they were last seen, and for how long they are known.

use crate::UnfitData;
use serde::Serialize;
use std::collections::BTreeMap;

/// When a customer bought, and for how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purchase {
    /// Who bought: any number that stands for the customer.
    pub customer: u32,
    /// The day, counted from any day.
    pub day: i32,
    /// What was paid.
    pub value: f64,
}

/// A customer's history, in the unit of time that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PurchaseHistory {
    /// On how many later days they bought again (x).
    pub repeats: f64,
    /// The time from the first purchase to the last (t_x).
    pub recency: f64,
    /// The time from the first purchase to the end of the observation (T).
    pub age: f64,
    /// The mean amount of a repeat day; 0 without any.
    pub mean_value: f64,
}

impl PurchaseHistory {
    /// Refuses a history that cannot have been.
    pub(crate) fn check(&self, row: usize) -> Result<(), UnfitData> {
        for (what, value) in [
            ("the number of repeat purchases", self.repeats),
            ("the time to the last purchase", self.recency),
            ("the time since the first purchase", self.age),
            ("the mean value", self.mean_value),
        ] {
            UnfitData::amount(what, row, value)?;
        }
        let contradiction = |what| Err(UnfitData::Contradiction { what, row });
        if self.recency > self.age {
            return contradiction("the last purchase lies after the end of the observation");
        }
        if self.repeats == 0.0 && self.recency > 0.0 {
            return contradiction("there is a last repeat purchase, but no repeat purchase is counted");
        }
        Ok(())
    }
}

/// The history of each customer who bought until `until`, that day included, in units of `days` days. Purchases of
/// the same day count once, as one occasion with their sum.
///
/// # Errors
/// [`UnfitData::Negative`], [`UnfitData::NotANumber`] with the purchase's row; [`UnfitData::Setting`] for a unit of no days.
pub fn histories(purchases: &[Purchase], until: i32, days: f64) -> Result<BTreeMap<u32, PurchaseHistory>, UnfitData> {
    if !(days > 0.0 && days.is_finite()) {
        return Err(UnfitData::Setting { what: "the unit of time", allowed: "more than no days" });
    }
    let mut by_customer: BTreeMap<u32, BTreeMap<i32, f64>> = BTreeMap::new();
    for (row, purchase) in purchases.iter().enumerate() {
        UnfitData::amount("the value", row + 1, purchase.value)?;
        if purchase.day <= until {
            *by_customer.entry(purchase.customer).or_default().entry(purchase.day).or_default() += purchase.value;
        }
    }
    let history = |occasions: &BTreeMap<i32, f64>| {
        let first = occasions.keys().next().copied().unwrap_or(until);
        let last = occasions.keys().next_back().copied().unwrap_or(until);
        let repeats = occasions.len().saturating_sub(1) as f64;
        let time = |from: i32, to: i32| (f64::from(to) - f64::from(from)) / days;
        let mean_value = if repeats > 0.0 { occasions.values().skip(1).sum::<f64>() / repeats } else { 0.0 };
        PurchaseHistory { repeats, recency: time(first, last), age: time(first, until), mean_value }
    };
    Ok(by_customer.iter().map(|(customer, occasions)| (*customer, history(occasions))).collect())
}
