//! Reading out an experiment: two arms, one measure, and what may be said about the difference.
//!
//! 1. Each arm is summed up as an [`ArmSummary`]: its mean, its variance and its size ([`arm`] for shares, means, ratios and means adjusted
//!    by what was known before; [`robust`] for extreme values, clusters and quantiles).
//! 2. Two arms give a [`EstimatedChange`]: absolute or relative, with its variance ([`change`]).
//! 3. A change is judged in one of three ways:
//!    * [`fixed`]: the classical test, valid for one look at an end that was set before.
//!    * [`sequential`]: wider, valid however often one looks.
//!    * [`bayes`]: the chance that the new arm is better and what a wrong choice would cost.
//! 4. [`trust`]: whether the split itself is sound, and which of many measures still count when many were looked at.

pub mod arm;
pub mod bayes;
pub mod change;
pub mod fixed;
pub mod robust;
pub mod sequential;
pub mod trust;

pub use arm::{ArmSummary, Pair, adjusted, ratio, share, summed, theta};
pub use bayes::{Belief, Prior, bayes};
pub use change::{EstimatedChange, Scale, change};
pub use fixed::{TestResult, greater, two_sided};
pub use robust::{Moments, clusters, moments, quantile, winsorised};
pub use sequential::sequential;
pub use trust::{discoveries, sample_ratio};
