//! The change from the control arm to the treated arm, absolute or relative to the control.
//!
//! The variance of a relative change is that of the delta method: var(b)/a^2 + var(a) b^2/a^4 (A. Deng, U. Knoblich and J. Lu,
//! KDD 2018). Degrees of freedom are Welch's.

use super::arm::ArmSummary;
use crate::{Refusal, interval};
use serde::{Deserialize, Serialize};

/// What a change is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// In units of the measure.
    Absolute,
    /// As a share of the control's mean.
    Relative,
}

/// A change and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatedChange {
    /// What was seen.
    pub estimate: f64,
    /// The square of its standard error.
    pub variance: f64,
    /// The degrees of freedom of that variance.
    pub freedom: f64,
    /// The observations of both arms.
    pub n: f64,
    /// The mean of the control as it was seen.
    pub control: f64,
    /// What the change is measured in.
    pub scale: Scale,
}

/// The change from `control` to `treated`.
///
/// # Errors
/// [`Refusal::NoVariation`] where a relative change has nothing to refer to.
pub fn change(control: &ArmSummary, treated: &ArmSummary, scale: Scale) -> Result<EstimatedChange, Refusal> {
    let part = |arm: &ArmSummary| interval::Part { variance: arm.variance / arm.n, freedom: arm.n - 1.0 };
    let (a, b) = (part(control), part(treated));
    let base = control.seen;
    let (estimate, variance) = match scale {
        Scale::Absolute => (treated.mean - control.mean, a.variance + b.variance),
        Scale::Relative => {
            let variance = b.variance / base.powi(2) + a.variance * treated.seen.powi(2) / base.powi(4);
            ((treated.mean - control.mean) / base, variance)
        }
    };
    if !(variance > 0.0 && variance.is_finite() && estimate.is_finite()) {
        return Err(Refusal::NoVariation);
    }
    let freedom = interval::freedom(a, b);
    Ok(EstimatedChange { estimate, variance, freedom, n: control.n + treated.n, control: base, scale })
}
