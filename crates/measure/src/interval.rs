//! Two intervals for a difference: Welch's for means, Newcombe's for shares.
//!
//! * [`welch`]: B. L. Welch, "The generalization of Student's problem when several different population variances are
//!   involved", Biometrika 34 (1947); degrees of freedom after Satterthwaite.
//! * [`newcombe`]: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics
//!   in Medicine 17 (1998), method 10: Wilson's score intervals of both shares put together, without continuity
//!   correction. It keeps inside -1 to 1 and holds its promise also for the small shares that sales have.

use crate::Refusal;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};

/// A difference with the range it lies in at the given confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The difference that was seen.
    pub difference: f64,
    /// Its lower bound.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
    /// How probable a difference at least this large is, in either direction, if there is none in truth.
    pub p_value: f64,
    /// The confidence of the interval, such as 0.95.
    pub confidence: f64,
}

/// Mean, variance and number of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The sum of the values over their number.
    pub mean: f64,
    /// The sample variance (divided by n - 1).
    pub variance: f64,
    /// The size of the group.
    pub n: u64,
}

/// Successes out of tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// How many succeeded.
    pub successes: u64,
    /// Out of how many.
    pub n: u64,
}

impl Proportion {
    /// The successes over the trials, 0 where there are none.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.successes as f64 / self.n as f64 }
    }

    /// Wilson's score interval of the share (E. B. Wilson, JASA 22, 1927), for the standard normal quantile `z`.
    #[must_use]
    pub fn wilson(&self, z: f64) -> (f64, f64) {
        let (n, p, z2) = (self.n as f64, self.share(), z * z);
        let centre = p + z2 / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        // At the ends the bound is the end itself, which rounding would miss by a hair.
        let low = if self.successes == 0 { 0.0 } else { ((centre - half) / scale).max(0.0) };
        let high = if self.successes >= self.n { 1.0 } else { ((centre + half) / scale).min(1.0) };
        (low, high)
    }
}

fn tail(confidence: f64) -> Result<f64, Refusal> {
    let inside = confidence > 0.0 && confidence < 1.0;
    if inside { Ok(f64::midpoint(1.0, confidence)) } else { Err(Refusal::Confidence) }
}

/// Welch's interval for the difference of two means, `a` less `b`.
///
/// # Errors
/// [`Refusal::TooFew`], [`Refusal::NoVariation`], [`Refusal::Confidence`].
pub fn welch(a: Mean, b: Mean, confidence: f64) -> Result<Interval, Refusal> {
    tail(confidence)?;
    if a.n < 2 || b.n < 2 {
        return Err(Refusal::TooFew);
    }
    let part = |m: Mean| Part { variance: m.variance / m.n as f64, freedom: (m.n - 1) as f64 };
    let (a_part, b_part) = (part(a), part(b));
    let error = (a_part.variance + b_part.variance).sqrt();
    student(a.mean - b.mean, error, freedom(a_part, b_part), confidence)
}

/// What one group adds to the variance of a difference, with its degrees of freedom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) variance: f64,
    pub(crate) freedom: f64,
}

/// Satterthwaite's degrees of freedom of the sum of both variances.
pub(crate) fn freedom(a: Part, b: Part) -> f64 {
    (a.variance + b.variance).powi(2) / (a.variance.powi(2) / a.freedom + b.variance.powi(2) / b.freedom)
}

/// Student's interval around an estimate with a standard error.
pub(crate) fn student(difference: f64, error: f64, freedom: f64, confidence: f64) -> Result<Interval, Refusal> {
    let tail = tail(confidence)?;
    if !(error > 0.0 && error.is_finite()) {
        return Err(Refusal::NoVariation);
    }
    let student = StudentsT::new(0.0, 1.0, freedom).map_err(|_| Refusal::NoVariation)?;
    let half = quantile(&student, tail) * error;
    let p_value = 2.0 * student.sf((difference / error).abs());
    Ok(Interval { difference, low: difference - half, high: difference + half, p_value, confidence })
}

/// The quantile of Student's distribution. The library's inverse is good to about eight digits for many degrees of
/// freedom; two steps of Newton's method bring it to what the distribution function itself gives.
fn quantile(student: &StudentsT, p: f64) -> f64 {
    let step = |x: f64| x + (student.sf(x) - (1.0 - p)) / student.pdf(x);
    let refined = step(step(student.inverse_cdf(p)));
    if refined.is_finite() { refined } else { student.inverse_cdf(p) }
}

/// Newcombe's interval for the difference of two shares, `a` less `b`. The p value is that of the two-sided z test with
/// the pooled share.
///
/// # Errors
/// [`Refusal::TooFew`] for an empty group, [`Refusal::Counts`], [`Refusal::Confidence`].
pub fn newcombe(a: Proportion, b: Proportion, confidence: f64) -> Result<Interval, Refusal> {
    let tail = tail(confidence)?;
    if a.n == 0 || b.n == 0 {
        return Err(Refusal::TooFew);
    }
    if a.successes > a.n || b.successes > b.n {
        return Err(Refusal::Counts);
    }
    let normal = Normal::standard();
    let z = normal.inverse_cdf(tail);
    let (p, q) = (a.share(), b.share());
    let ((p_low, p_high), (q_low, q_high)) = (a.wilson(z), b.wilson(z));
    let difference = p - q;
    let low = difference - (p - p_low).hypot(q_high - q);
    let high = difference + (p_high - p).hypot(q - q_low);
    let pooled = (a.successes + b.successes) as f64 / (a.n + b.n) as f64;
    let error = (pooled * (1.0 - pooled) * (1.0 / a.n as f64 + 1.0 / b.n as f64)).sqrt();
    let p_value = if error > 0.0 { 2.0 * normal.sf((difference / error).abs()) } else { 1.0 };
    Ok(Interval { difference, low, high, p_value, confidence })
}
