//! BG/NBD: purchases at random with a rate that differs between customers (gamma), and after each purchase a chance to leave for
//! good that differs between customers (beta).
//!
//! Source: P. S. Fader, B. G. S. Hardie and K. L. Lee, "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD
//! Model", Marketing Science 24 (2005): likelihood (6), expectation (10). P(alive) is from their note "Computing P(alive)
//! Using the BG/NBD Model" (2008).

use super::{history::PurchaseHistory, timing::Timing};
use crate::numeric::dual::Dual;

/// The model.
#[derive(Clone, Copy, Debug)]
pub enum BgNbd {}

impl Timing for BgNbd {
    const NAME: &'static str = "BG/NBD";
    const PARAMETERS: [&'static str; 4] = ["r", "alpha", "a", "b"];

    fn ln_likelihood(&[r, alpha, a, b]: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        let &PurchaseHistory { repeats: x, recency, age, .. } = history;
        let buying = (r + x).ln_gamma() - r.ln_gamma() + r * alpha.ln();
        let staying = a.ln_beta(b + x) - a.ln_beta(b);
        let there = -(r + x) * (alpha + age).ln();
        let gone = if x > 0.0 {
            a.ln() - (b + (x - 1.0)).ln() - (r + x) * (alpha + recency).ln()
        } else {
            Dual::fixed(f64::NEG_INFINITY)
        };
        buying + staying + there.ln_add(gone)
    }

    fn alive(&[r, alpha, a, b]: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        let &PurchaseHistory { repeats: x, recency, age, .. } = history;
        if x == 0.0 {
            return Dual::fixed(1.0);
        }
        let odds = a.ln() - (b + (x - 1.0)).ln() + (r + x) * ((alpha + age).ln() - (alpha + recency).ln());
        Dual::fixed(1.0) / (odds.exp() + 1.0)
    }

    fn purchases(parameters: &[Dual<4>; 4], history: &PurchaseHistory, time: f64) -> Dual<4> {
        let &[r, alpha, a, b] = parameters;
        let &PurchaseHistory { repeats: x, age, .. } = history;
        let after = alpha + (age + time);
        let series = Dual::hypergeometric(r + x, b + x, a + b + (x - 1.0), Dual::fixed(time) / after);
        let left = ((r + x) * ((alpha + age).ln() - after.ln())).exp() * series;
        (a + b + (x - 1.0)) / (a - 1.0) * (-left + 1.0) * Self::alive(parameters, history)
    }
}
