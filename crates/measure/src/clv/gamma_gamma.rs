//! Gamma-Gamma: what a purchase is worth. Amounts vary around each customer's mean (gamma), and means vary between customers
//! (gamma). A customer with few purchases is drawn towards what all customers pay.
//!
//! Source: P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013): likelihood (1a), expectation (5).

use super::{history::PurchaseHistory, timing::Expectation};
use crate::{
    UnfitData,
    numeric::{
        dual::Dual,
        maximum::{Maximum, maximum},
    },
};

const NAMES: [&str; 3] = ["p", "q", "gamma"];

/// The model with what was learned from repeat purchases.
#[derive(Clone, Debug)]
pub struct GammaGamma {
    found: Maximum<3>,
}

impl GammaGamma {
    /// Learns the model from the customers who bought again.
    ///
    /// # Errors
    /// [`UnfitData`] where they are too few, pay nothing, all pay the same, or the model does not fit.
    pub fn fit(histories: &[PurchaseHistory]) -> Result<Self, UnfitData> {
        let mut buyers: Vec<(f64, f64)> = Vec::new();
        for (row, history) in histories.iter().enumerate() {
            history.check(row + 1)?;
            if history.repeats > 0.0 && history.mean_value > 0.0 {
                buyers.push((history.repeats, history.mean_value));
            }
        }
        UnfitData::at_least(10, buyers.len(), "customers who bought again for an amount")?;
        let first = buyers.first().map_or(0.0, |(_, value)| *value);
        if buyers.iter().all(|(_, value)| (value - first).abs() <= 1e-12 * first) {
            return Err(UnfitData::NoVariation { what: "the amounts" });
        }
        let mean = buyers.iter().map(|(_, value)| value).sum::<f64>() / buyers.len() as f64;
        let start = [1.0, 1.0, mean.ln()];
        let height = |at: [f64; 3]| {
            let parameters = Dual::parameters(at).map(Dual::exp);
            buyers.iter().fold(Dual::fixed(0.0), |sum, (x, value)| sum + ln_likelihood(&parameters, *x, *value))
        };
        let found =
            maximum(start, buyers.len() as f64, height).ok_or(UnfitData::NotSettled { model: "Gamma-Gamma" })?;
        Ok(Self { found })
    }

    /// The parameters by the names of the paper.
    #[must_use]
    pub fn parameters(&self) -> [(&'static str, Expectation); 3] {
        let parameters = Dual::parameters(self.found.at).map(|p| self.expectation(p.exp()));
        let mut named = NAMES.map(|name| (name, Expectation { value: 0.0, error: None }));
        for (slot, parameter) in named.iter_mut().zip(parameters) {
            slot.1 = parameter;
        }
        named
    }

    /// The logarithm of the likelihood at its maximum.
    #[must_use]
    pub fn ln_likelihood(&self) -> f64 {
        self.found.height
    }

    /// What a purchase of a customer with this history is worth.
    #[must_use]
    pub fn mean_value(&self, history: &PurchaseHistory) -> Expectation {
        let [p, q, gamma] = Dual::parameters(self.found.at).map(Dual::exp);
        let x = if history.mean_value > 0.0 { history.repeats } else { 0.0 };
        self.expectation(p * (gamma + (x * history.mean_value)) / (p * x + q - 1.0))
    }

    fn expectation(&self, of: Dual<3>) -> Expectation {
        Expectation { value: of.value, error: self.found.error_of(&of) }
    }
}

fn ln_likelihood(&[p, q, gamma]: &[Dual<3>; 3], x: f64, value: f64) -> Dual<3> {
    let shape = p * x;
    (shape + q).ln_gamma() - shape.ln_gamma() - q.ln_gamma()
        + q * gamma.ln()
        + (shape - 1.0) * value.ln()
        + shape * x.ln()
        - (shape + q) * (gamma + (x * value)).ln()
}
