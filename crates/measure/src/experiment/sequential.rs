//! An interval that holds at every look: look daily, stop when you like.
//!
//! Asymptotic confidence sequences (I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas, "Time-uniform central limit
//! theory and asymptotic confidence sequences", Annals of Statistics 52 (2024), theorem 2.2 and, for the tuning, appendix B).
//! The interval is narrowest around the number of observations that `tuning` names.

use super::{change::EstimatedChange, fixed::TestResult};
use crate::Refusal;

/// The change with bounds and a p value that stay valid however often one looks.
///
/// # Errors
/// [`Refusal::Confidence`]; [`Refusal::TooFew`] for a tuning below one observation.
pub fn sequential(change: &EstimatedChange, confidence: f64, tuning: f64) -> Result<TestResult, Refusal> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Refusal::Confidence);
    }
    if tuning.is_nan() || tuning < 1.0 {
        return Err(Refusal::TooFew);
    }
    let alpha = 1.0 - confidence;
    let wide = -2.0 * alpha.ln();
    let rho_squared = (wide + (wide + 1.0).ln()) / tuning;
    let spread = change.n * rho_squared + 1.0;
    let scale = (change.variance * change.n).sqrt();
    let half = scale * (2.0 * spread * (spread.sqrt() / alpha).ln() / (change.n * change.n * rho_squared)).sqrt();
    let z_squared = change.estimate.powi(2) / change.variance;
    let evidence = (rho_squared * change.n * z_squared / (2.0 * spread)).exp() / spread.sqrt();
    Ok(TestResult {
        estimate: change.estimate,
        low: Some(change.estimate - half),
        high: Some(change.estimate + half),
        p_value: evidence.recip().min(1.0),
    })
}
