//! What to believe about a change: normal prior, normal data (A. Gelman et al., Bayesian Data Analysis, 2013, section 2.5), with the
//! expected loss of each choice (C. Stucchio, "Bayesian A/B Testing at VWO", 2015).

use super::change::{EstimatedChange, Scale};
use crate::Refusal;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

/// What was believed before, about the relative change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// The change that was held most probable.
    pub mean: f64,
    /// How far from it the truth was thought to lie, as a variance.
    pub variance: f64,
}

/// What is to be believed after.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Belief {
    /// The expected change.
    pub estimate: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// The lower end of the credible interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How probably the treated arm is better.
    pub chance_to_win: f64,
    /// What is expected to be lost by staying with the control.
    pub risk_of_control: f64,
    /// What is expected to be lost by choosing the treated arm.
    pub risk_of_treated: f64,
}

/// What to believe about a change, with a prior or none.
///
/// # Errors
/// [`Refusal::Confidence`]; [`Refusal::NoVariation`] for a prior without width.
pub fn bayes(change: &EstimatedChange, prior: Option<Prior>, confidence: f64) -> Result<Belief, Refusal> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Refusal::Confidence);
    }
    let (mut estimate, mut variance) = (change.estimate, change.variance);
    if let Some(prior) = prior {
        if prior.variance.is_nan() || prior.variance <= 0.0 {
            return Err(Refusal::NoVariation);
        }
        let unit = match change.scale {
            Scale::Relative => 1.0,
            Scale::Absolute => change.control.abs(),
        };
        let (before, seen) = (1.0 / (prior.variance * unit * unit), 1.0 / variance);
        estimate = (prior.mean * unit * before + estimate * seen) / (before + seen);
        variance = 1.0 / (before + seen);
    }
    let deviation = variance.sqrt();
    let normal = Normal::standard();
    let half = normal.inverse_cdf(f64::midpoint(1.0, confidence)) * deviation;
    let z = estimate / deviation;
    let chance_to_win = normal.cdf(z);
    let risk_of_control = estimate * chance_to_win + deviation * normal.pdf(z);
    Ok(Belief {
        estimate,
        deviation,
        low: estimate - half,
        high: estimate + half,
        chance_to_win,
        risk_of_control,
        risk_of_treated: risk_of_control - estimate,
    })
}
