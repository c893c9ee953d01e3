//! Pareto/NBD: purchases at random with a rate that differs between customers (gamma), and an unseen time of leaving whose rate
//! differs between customers too (gamma).
//!
//! Sources: D. C. Schmittlein, D. G. Morrison and R. Colombo, "Counting Your Customers: Who Are They and What Will They Do
//! Next?", Management Science 33 (1987); in the form of P. S. Fader and B. G. S. Hardie, "A Note on Deriving the Pareto/NBD
//! Model and Related Expressions" (2005): likelihood (18) with (19), P(alive) (20) and conditional expectation (41).

use super::{history::PurchaseHistory, timing::Timing};
use crate::numeric::dual::Dual;

/// The model.
#[derive(Clone, Copy, Debug)]
pub enum ParetoNbd {}

/// The logarithms of the two ways a history can have come about, but for what they share: the customer is still there,
/// or left between the last purchase and the end.
fn ways(&[r, alpha, s, beta]: &[Dual<4>; 4], history: &PurchaseHistory) -> (Dual<4>, Dual<4>) {
    let &PurchaseHistory { repeats: x, recency, age, .. } = history;
    let there = -(r + x) * (alpha + age).ln() - s * (beta + age).ln();
    let all = r + s + x;
    // The series asks for the larger of the two scales, so that its argument lies between 0 and 1.
    let (large, small, second) = if alpha.value >= beta.value { (alpha, beta, s + 1.0) } else { (beta, alpha, r + x) };
    let part = |time: f64| {
        let series = Dual::hypergeometric(all, second, all + 1.0, (large - small) / (large + time));
        series.ln() - all * (large + time).ln()
    };
    let (from, to) = (part(recency), part(age));
    let between = (-(to - from).exp() + 1.0).ln();
    let gone = if recency < age { s.ln() - all.ln() + from + between } else { Dual::fixed(f64::NEG_INFINITY) };
    (there, gone)
}

impl Timing for ParetoNbd {
    const NAME: &'static str = "Pareto/NBD";
    const PARAMETERS: [&'static str; 4] = ["r", "alpha", "s", "beta"];

    fn ln_likelihood(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        let &[r, alpha, s, beta] = parameters;
        let (there, gone) = ways(parameters, history);
        let shared = (r + history.repeats).ln_gamma() - r.ln_gamma() + r * alpha.ln() + s * beta.ln();
        shared + there.ln_add(gone)
    }

    fn alive(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        let (there, gone) = ways(parameters, history);
        if gone.value == f64::NEG_INFINITY {
            return Dual::fixed(1.0);
        }
        Dual::fixed(1.0) / ((gone - there).exp() + 1.0)
    }

    fn purchases(parameters: &[Dual<4>; 4], history: &PurchaseHistory, time: f64) -> Dual<4> {
        let &[r, alpha, s, beta] = parameters;
        let &PurchaseHistory { repeats: x, age, .. } = history;
        let staying = ((s - 1.0) * ((beta + age).ln() - (beta + (age + time)).ln())).exp();
        let rate = (r + x) * (beta + age) / ((alpha + age) * (s - 1.0));
        rate * (-staying + 1.0) * Self::alive(parameters, history)
    }
}
