//! What customers are worth in the time to come, from nothing but when they bought and for how much.
//!
//! A customer who has not bought for a while may be about to buy again or may be gone for good; no one tells a shop. The models
//! of this module learn from all customers how often people buy while they are there and how soon they leave, and say for
//! each customer how probably they are still there ([`Fitted::alive`]) and how often they will buy ([`Fitted::purchases`]).
//!
//! | model | file | buys | leaves |
//! |---|---|---|---|
//! | BG/NBD | [`bg_nbd`] | at any time | only right after a purchase |
//! | Pareto/NBD | [`pareto_nbd`] | at any time | at any time |
//! | BG/BB | [`bg_bb`] | at most once in each period, such as a yearly donation | at the beginning of a period |
//! | Gamma-Gamma | [`gamma_gamma`] | says how much a purchase is worth, beside one of the others | |
//!
//! [`history`] makes the models' input from purchases; [`value`] puts purchases and amounts together. Intervals say how
//! sure the *expectation* is, given the model. What one customer will in fact do varies far more.

pub mod bg_bb;
pub mod bg_nbd;
pub mod gamma_gamma;
pub mod history;
pub mod pareto_nbd;
mod timing;
pub mod value;

pub use bg_bb::BgBb;
pub use bg_nbd::BgNbd;
pub use gamma_gamma::GammaGamma;
pub use history::{Purchase, PurchaseHistory, histories};
pub use pareto_nbd::ParetoNbd;
pub use timing::{Expectation, Fitted, Timing, fit, fit_weighted};
pub use value::{Estimate, worth};
