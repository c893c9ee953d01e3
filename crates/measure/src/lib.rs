//! What came back.
//!
//! * [`attribution`]: which activity an order is credited to: the last touch within a window.
//! * [`sample`]: what one group of customers did, kept as exact sums that can be added up in any order.
//! * [`effect`]: the difference between the customers who were contacted and the hold-out, with a confidence interval.
//! * [`interval`]: the statistics: Welch's interval for means, Newcombe's for shares.
//! * [`clv`]: what customers are worth in the time to come.
//! * [`paths`]: which channels the sales are credited to, over the paths of many customers.
//! * [`experiment`]: reading out an experiment: classical, sequential, Bayesian.
//! * [`numeric`]: the numeric tools the methods share.
//!
//! Data that a method cannot answer from get a named reason ([`UnfitData`], [`Refusal`]), never a number.
//!
//! The credit says *where a sale is booked*; the effect says *what would not have happened otherwise*. They answer different
//! questions and are shown side by side.

pub mod attribution;
pub mod clv;
pub mod effect;
pub mod experiment;
pub mod interval;
pub mod numeric;
pub mod paths;
pub mod sample;
mod unfit;

pub use attribution::{Credit, Order, Rule, Touch, TouchKind, credit};
pub use effect::{Effect, Verdict, effect};
pub use interval::{Interval, Proportion, newcombe, welch};
pub use sample::{Refusal, Sample};
pub use unfit::UnfitData;
