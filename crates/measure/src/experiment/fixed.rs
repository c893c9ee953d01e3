//! The classical test: Welch's, for one look at an end that was set before.

use super::change::EstimatedChange;
use crate::{Interval, Refusal, interval};
use serde::Serialize;

/// What a test found. A side that the test does not bound is none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TestResult {
    /// The change that was seen.
    pub estimate: f64,
    /// Its lower bound.
    pub low: Option<f64>,
    /// Its upper bound.
    pub high: Option<f64>,
    /// How probable a change at least this far from nothing would be if there were none.
    pub p_value: f64,
}

impl From<Interval> for TestResult {
    fn from(found: Interval) -> Self {
        Self { estimate: found.difference, low: Some(found.low), high: Some(found.high), p_value: found.p_value }
    }
}

/// Whether there is a change in either direction.
///
/// # Errors
/// [`Refusal::Confidence`], [`Refusal::NoVariation`].
pub fn two_sided(change: &EstimatedChange, confidence: f64) -> Result<TestResult, Refusal> {
    interval::student(change.estimate, change.variance.sqrt(), change.freedom, confidence).map(TestResult::from)
}

/// Whether the treated arm is greater; the bound is the least that it is greater by.
///
/// # Errors
/// [`Refusal::Confidence`], [`Refusal::NoVariation`].
pub fn greater(change: &EstimatedChange, confidence: f64) -> Result<TestResult, Refusal> {
    // One side of the interval with twice the error on both.
    let both = 2.0 * confidence - 1.0;
    let inside = confidence > 0.5 && confidence < 1.0;
    let confidence = if inside { both } else { return Err(Refusal::Confidence) };
    let found = interval::student(change.estimate, change.variance.sqrt(), change.freedom, confidence)?;
    let half = found.p_value / 2.0;
    let p_value = if change.estimate > 0.0 { half } else { 1.0 - half };
    Ok(TestResult { estimate: change.estimate, low: Some(found.low), high: None, p_value })
}
