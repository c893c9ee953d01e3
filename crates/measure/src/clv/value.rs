//! The worth of a customer: what they will probably buy, times what a purchase is worth, with how sure that is.

use super::{
    gamma_gamma::GammaGamma,
    history::PurchaseHistory,
    timing::{Expectation, Fitted, Timing},
};
use crate::UnfitData;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

/// What is expected of one customer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// How probably they are still there.
    pub alive: Expectation,
    /// How many purchases are expected within the time.
    pub purchases: Expectation,
    /// What a purchase is worth.
    pub mean_value: Expectation,
    /// What the expected purchases are worth today.
    pub worth: f64,
    /// The bounds of the worth at the confidence asked for; none where the data do not bound the parameters.
    pub bounds: Option<(f64, f64)>,
}

/// What a customer is worth over `periods` units of time, each discounted by `discount` (0.01 is 1 % for each unit).
///
/// Both models are learned apart, so their errors are taken as independent; the spread is that of a product.
///
/// # Errors
/// [`UnfitData::Setting`] for a confidence or discount that means nothing.
pub fn worth<M: Timing>(
    timing: &Fitted<M>,
    money: &GammaGamma,
    history: &PurchaseHistory,
    periods: u32,
    discount: f64,
    confidence: f64,
) -> Result<Estimate, UnfitData> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(UnfitData::Setting { what: "the confidence", allowed: "between 0 and 1, such as 0.95" });
    }
    if !(discount > -1.0 && discount.is_finite()) {
        return Err(UnfitData::Setting { what: "the discount", allowed: "a share such as 0.01" });
    }
    let purchases = timing.purchases(history, f64::from(periods));
    let mean_value = money.mean_value(history);
    let (mut present, mut before) = (0.0, 0.0);
    for period in 1..=periods {
        let until = timing.purchases(history, f64::from(period)).value;
        present += (until - before) / (1.0 + discount).powf(f64::from(period));
        before = until;
    }
    let worth = present * mean_value.value;
    let relative = |e: Expectation| e.error.map(|error| (error / e.value).powi(2));
    let bounds = relative(purchases).zip(relative(mean_value)).map(|(p, v)| {
        let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, confidence));
        let half = z * worth * (p + v + p * v).sqrt();
        ((worth - half).max(0.0), worth + half)
    });
    Ok(Estimate { alive: timing.alive(history), purchases, mean_value, worth, bounds })
}
