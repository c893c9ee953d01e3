//! Arms from single values: without the extremes, by cluster, or by quantile.

use super::arm::{ArmSummary, Pair, ratio, summed};
use crate::{Refusal, UnfitData};
use statrs::distribution::{ContinuousCDF, Normal};

/// Sums of single values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Values that were summed up.
    pub n: f64,
    /// The sum of the values themselves.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl Moments {
    /// The arm these sums describe.
    ///
    /// # Errors
    /// [`Refusal`] for too few or no variation.
    pub fn arm(&self) -> Result<ArmSummary, Refusal> {
        summed(self.n, self.sum, self.squares)
    }
}

/// The sums of values.
#[must_use]
pub fn moments(values: &[f64]) -> Moments {
    values.iter().fold(Moments::default(), |m, value| Moments {
        n: m.n + 1.0,
        sum: m.sum + value,
        squares: m.squares + value * value,
    })
}

/// Both arms with every value beyond a quantile of all values brought down to it (C. P. Winsor, after W. J. Dixon, Annals of
/// Mathematical Statistics 31, 1960). The bound is that of both arms together, so that it cannot itself make a difference.
///
/// # Errors
/// [`UnfitData`] for values that are no numbers, or a share that is none.
pub fn winsorised(a: &[f64], b: &[f64], upto: f64) -> Result<(Moments, Moments), UnfitData> {
    let mut all: Vec<f64> = a.iter().chain(b).copied().collect();
    let bound = order_statistic(&mut all, upto)?;
    let capped = |values: &[f64]| moments(&values.iter().map(|value| value.min(bound)).collect::<Vec<f64>>());
    Ok((capped(a), capped(b)))
}

/// The mean of values that come in clusters (households, shops) which were assigned as a whole: the ratio of the clusters' sums to
/// their sizes, with the variance between clusters (A. Deng, U. Knoblich and J. Lu, KDD 2018, section 3.1). Each
/// cluster is its sum and its size.
///
/// # Errors
/// [`Refusal`] for fewer than two clusters or no variation.
pub fn clusters(of: &[(f64, f64)]) -> Result<ArmSummary, Refusal> {
    let pair = of.iter().fold(Pair::default(), |pair, (sum, size)| Pair {
        n: pair.n + 1.0,
        sum: pair.sum + sum,
        squares: pair.squares + sum * sum,
        other_sum: pair.other_sum + size,
        other_squares: pair.other_squares + size * size,
        products: pair.products + sum * size,
    });
    ratio(&pair)
}

/// A quantile of the values, such as the median. Its variance is read from the order statistics that bound it at 95 %
/// (Deng, Knoblich and Lu, KDD 2018, section 4).
///
/// # Errors
/// [`UnfitData`] for too few values around the quantile, no variation, or a quantile that is none.
pub fn quantile(values: &[f64], share: f64) -> Result<ArmSummary, UnfitData> {
    let n = values.len() as f64;
    let mut sorted = values.to_vec();
    let seen = order_statistic(&mut sorted, share)?;
    sorted.sort_unstable_by(f64::total_cmp);
    let z = Normal::standard().inverse_cdf(0.975);
    let half = z * (share * (1.0 - share) / n).sqrt();
    let at = |share: f64| {
        let rank = (share * n).floor();
        (rank >= 0.0 && rank < n).then(|| sorted.get(rank as usize)).flatten()
    };
    let (Some(low), Some(high)) = (at(share - half), at(share + half)) else {
        let needed = (z * z * (1.0 - share).max(share) / share.min(1.0 - share)).ceil() as usize + 1;
        return Err(UnfitData::TooShort { what: "values for this quantile", found: values.len(), needed });
    };
    let error = (high - low) / (2.0 * z);
    if error.is_nan() || error <= 0.0 {
        return Err(UnfitData::Groups(Refusal::NoVariation));
    }
    Ok(ArmSummary { mean: seen, seen, variance: error * error * n, n })
}

fn order_statistic(values: &mut [f64], share: f64) -> Result<f64, UnfitData> {
    if !(share > 0.0 && share < 1.0) {
        return Err(UnfitData::Setting { what: "the quantile", allowed: "between 0 and 1, such as 0.5" });
    }
    if let Some(row) = values.iter().position(|value| !value.is_finite()) {
        return Err(UnfitData::NotANumber { what: "the value", row: row + 1 });
    }
    UnfitData::at_least(2, values.len(), "values")?;
    let rank = ((share * values.len() as f64).ceil() as usize).saturating_sub(1).min(values.len() - 1);
    Ok(*values.select_nth_unstable_by(rank, f64::total_cmp).1)
}
