//! BG/BB: one chance to buy in each period, taken with a probability that differs between customers (beta), and a chance to leave
//! before each period that differs between customers too (beta). For donations, subscriptions, yearly events.
//!
//! Source: P. S. Fader, B. G. S. Hardie and J. Shang, "Customer-Base Analysis in a Discrete-Time Noncontractual Setting",
//! Marketing Science 29 (2010): likelihood (5), P(alive) (11), conditional expectation (13).

use super::{history::PurchaseHistory, timing::Timing};
use crate::numeric::dual::Dual;

/// The model; its histories count whole periods: `repeats` of `age` periods, the last of them `recency`.
#[derive(Clone, Copy, Debug)]
pub enum BgBb {}

/// The logarithm of the probability of the purchases by somebody who is still there after `age` and `later` periods.
fn there(&[alpha, beta, gamma, delta]: &[Dual<4>; 4], history: &PurchaseHistory, later: f64) -> Dual<4> {
    let &PurchaseHistory { repeats: x, age, .. } = history;
    (alpha + x).ln_beta(beta + (age - x)) - alpha.ln_beta(beta) + gamma.ln_beta(delta + (age + later))
        - gamma.ln_beta(delta)
}

impl Timing for BgBb {
    const NAME: &'static str = "BG/BB";
    const PARAMETERS: [&'static str; 4] = ["alpha", "beta", "gamma", "delta"];

    fn ln_likelihood(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        let &[alpha, beta, gamma, delta] = parameters;
        let &PurchaseHistory { repeats: x, recency, age, .. } = history;
        let silent = (age - recency).round().max(0.0) as u32;
        (0..silent).map(|i| recency + f64::from(i)).fold(there(parameters, history, 0.0), |sum, left| {
            let bought = (alpha + x).ln_beta(beta + (left - x)) - alpha.ln_beta(beta);
            sum.ln_add(bought + (gamma + 1.0).ln_beta(delta + left) - gamma.ln_beta(delta))
        })
    }

    fn alive(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4> {
        (there(parameters, history, 1.0) - Self::ln_likelihood(parameters, history)).exp()
    }

    fn purchases(parameters: &[Dual<4>; 4], history: &PurchaseHistory, time: f64) -> Dual<4> {
        let &[alpha, beta, gamma, delta] = parameters;
        let &PurchaseHistory { repeats: x, age, .. } = history;
        let bought = (alpha + (x + 1.0)).ln_beta(beta + (age - x)) - alpha.ln_beta(beta);
        let staying =
            |periods: f64| ((delta + (1.0 + periods)).ln_gamma() - (gamma + delta + periods).ln_gamma()).exp();
        let scale =
            (bought + (gamma + delta).ln_gamma() - (delta + 1.0).ln_gamma() - Self::ln_likelihood(parameters, history))
                .exp();
        scale * delta / (gamma - 1.0) * (staying(age) - staying(age + time))
    }
}
