//! One arm, summed up: its mean, the variance of one observation, and how many there are.

use crate::Refusal;
use serde::Deserialize;

/// An arm of an experiment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArmSummary {
    /// The mean, adjusted by what was known before where that was done.
    pub mean: f64,
    /// The mean as it was seen; what a relative change refers to.
    pub seen: f64,
    /// The variance of one observation.
    pub variance: f64,
    /// How many observations there are.
    pub n: f64,
}

/// Sums over the observations of two values that belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Pair {
    /// How many observations.
    pub n: f64,
    /// The sum of the first value.
    pub sum: f64,
    /// The sum of its squares.
    pub squares: f64,
    /// The sum of the second value.
    pub other_sum: f64,
    /// The sum of its squares.
    pub other_squares: f64,
    /// The sum of the products.
    pub products: f64,
}

impl Pair {
    fn covariance(sum: f64, other: f64, products: f64, n: f64) -> f64 {
        (products - sum * other / n) / (n - 1.0)
    }

    fn variance(&self) -> f64 {
        Self::covariance(self.sum, self.sum, self.squares, self.n)
    }

    fn other_variance(&self) -> f64 {
        Self::covariance(self.other_sum, self.other_sum, self.other_squares, self.n)
    }

    fn shared(&self) -> f64 {
        Self::covariance(self.sum, self.other_sum, self.products, self.n)
    }
}

fn arm(mean: f64, seen: f64, variance: f64, n: f64) -> Result<ArmSummary, Refusal> {
    if n.is_nan() || n < 2.0 {
        return Err(Refusal::TooFew);
    }
    let arm = ArmSummary { mean, seen, variance, n };
    if mean.is_finite() && variance > 0.0 && variance.is_finite() { Ok(arm) } else { Err(Refusal::NoVariation) }
}

/// The share of successes.
///
/// # Errors
/// [`Refusal`] for too few, no variation, or more successes than observations.
pub fn share(n: f64, successes: f64) -> Result<ArmSummary, Refusal> {
    if successes < 0.0 || successes > n {
        return Err(Refusal::Counts);
    }
    let p = successes / n;
    arm(p, p, p * (1.0 - p), n)
}

/// The mean of values of which the sums are known.
///
/// # Errors
/// [`Refusal`] for too few or no variation.
pub fn summed(n: f64, sum: f64, squares: f64) -> Result<ArmSummary, Refusal> {
    arm(sum / n, sum / n, Pair::covariance(sum, sum, squares, n), n)
}

/// A ratio of two sums, such as revenue for each visit, by the delta method (A. Deng, U. Knoblich and J. Lu, "Applying the
/// Delta Method in Metric Analytics", KDD 2018, equation 2). Observations are those who were assigned, with all their visits.
///
/// # Errors
/// [`Refusal`] for too few, no variation, or a divisor of zero.
pub fn ratio(pair: &Pair) -> Result<ArmSummary, Refusal> {
    let (top, bottom) = (pair.sum / pair.n, pair.other_sum / pair.n);
    let variance = pair.variance() / bottom.powi(2) - 2.0 * pair.shared() * top / bottom.powi(3)
        + pair.other_variance() * top.powi(2) / bottom.powi(4);
    arm(top / bottom, top / bottom, variance, pair.n)
}

/// By how much what was known before tells what came after, over both arms: the coefficient of CUPED.
#[must_use]
pub fn theta(a: &Pair, b: &Pair) -> f64 {
    let weighted = |of: fn(&Pair) -> f64| of(a) * (a.n - 1.0) + of(b) * (b.n - 1.0);
    weighted(Pair::shared) / weighted(Pair::other_variance)
}

/// The mean freed of what was known before: CUPED (A. Deng, Y. Xu, R. Kohavi and T. Walker, "Improving the Sensitivity of Online
/// Controlled Experiments by Utilizing Pre-Experiment Data", WSDM 2013). The second value of the pair is the one from before.
///
/// # Errors
/// [`Refusal`] for too few or no variation.
pub fn adjusted(pair: &Pair, theta: f64) -> Result<ArmSummary, Refusal> {
    let seen = pair.sum / pair.n;
    let variance = pair.variance() + theta.powi(2) * pair.other_variance() - 2.0 * theta * pair.shared();
    arm(seen - theta * pair.other_sum / pair.n, seen, variance, pair.n)
}
