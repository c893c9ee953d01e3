//! What the models of purchase times have in common: one fit, one forecast, each exact in its derivatives.

use super::history::PurchaseHistory;
use crate::{
    UnfitData,
    numeric::{
        dual::Dual,
        maximum::{Maximum, maximum},
    },
};
use serde::Serialize;
use std::{collections::HashMap, marker::PhantomData};

/// As many customers a model with four parameters needs at the least.
const CUSTOMERS: usize = 10;

/// A model of when customers buy, with four positive parameters.
pub trait Timing {
    /// What the model is called.
    const NAME: &'static str;
    /// What its parameters are called in the papers.
    const PARAMETERS: [&'static str; 4];

    /// The logarithm of the likelihood of one history.
    fn ln_likelihood(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4>;

    /// How probably the customer is still there.
    fn alive(parameters: &[Dual<4>; 4], history: &PurchaseHistory) -> Dual<4>;

    /// How many purchases are to be expected within a time.
    fn purchases(parameters: &[Dual<4>; 4], history: &PurchaseHistory, time: f64) -> Dual<4>;
}

/// A model with what was learned.
#[derive(Clone, Debug)]
pub struct Fitted<M> {
    found: Maximum<4>,
    customers: u64,
    model: PhantomData<M>,
}

/// An expectation with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Expectation {
    /// What is expected.
    pub value: f64,
    /// Its standard error, as far as it comes from the parameters; none where the data do not bound them.
    pub error: Option<f64>,
}

/// Learns a model from customers by maximum likelihood.
///
/// # Errors
/// [`UnfitData`] where the histories contradict themselves, are too few, do not vary, or the model does not fit them.
pub fn fit<M: Timing>(histories: &[PurchaseHistory]) -> Result<Fitted<M>, UnfitData> {
    let weighted: Vec<(PurchaseHistory, f64)> = histories.iter().map(|history| (*history, 1.0)).collect();
    fit_weighted(&weighted)
}

/// The same for histories that stand for several customers each.
///
/// # Errors
/// As [`fit`].
pub fn fit_weighted<M: Timing>(histories: &[(PurchaseHistory, f64)]) -> Result<Fitted<M>, UnfitData> {
    let kinds = kinds(histories)?;
    let weight: f64 = kinds.iter().map(|(_, weight)| weight).sum();
    let height = |at: [f64; 4]| {
        let parameters = Dual::parameters(at).map(Dual::exp);
        kinds
            .iter()
            .fold(Dual::fixed(0.0), |sum, (history, weight)| sum + M::ln_likelihood(&parameters, history) * *weight)
    };
    let found = start(&kinds).iter().find_map(|start| maximum(*start, weight, height));
    let found = found.ok_or(UnfitData::NotSettled { model: M::NAME })?;
    Ok(Fitted { found, customers: weight as u64, model: PhantomData })
}

/// Where the search begins, by the logarithms of the parameters: a rate of purchase of the right size, and nothing told of
/// leaving; then nothing told at all.
fn start(kinds: &[(PurchaseHistory, f64)]) -> [[f64; 4]; 2] {
    let sum =
        |of: fn(&PurchaseHistory) -> f64| -> f64 { kinds.iter().map(|(history, weight)| of(history) * weight).sum() };
    let between = (sum(|h| h.age) / sum(|h| h.repeats)).max(1e-3);
    [[0.0, between.ln().min(6.0), 0.0, between.ln().clamp(0.0, 6.0)], [0.0; 4]]
}

/// Each different history once, with how many customers it stands for.
fn kinds(histories: &[(PurchaseHistory, f64)]) -> Result<Vec<(PurchaseHistory, f64)>, UnfitData> {
    let customers: f64 = histories.iter().map(|(_, weight)| weight).sum();
    UnfitData::at_least(CUSTOMERS, customers as usize, "customers")?;
    let mut at: HashMap<[u64; 3], usize> = HashMap::new();
    let mut kinds: Vec<(PurchaseHistory, f64)> = Vec::new();
    for (row, (history, weight)) in histories.iter().enumerate() {
        history.check(row + 1)?;
        let key = [history.repeats, history.recency, history.age].map(f64::to_bits);
        let place = *at.entry(key).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some((_, sum)) => *sum += weight,
            None => kinds.push((*history, *weight)),
        }
    }
    if kinds.iter().all(|(history, _)| history.repeats == 0.0) || kinds.len() < 4 {
        return Err(UnfitData::NoVariation { what: "the customers' purchases" });
    }
    Ok(kinds)
}

impl<M: Timing> Fitted<M> {
    /// The parameters by the names of the papers.
    #[must_use]
    pub fn parameters(&self) -> [(&'static str, Expectation); 4] {
        let parameters = Dual::parameters(self.found.at).map(|p| self.expectation(p.exp()));
        let mut named = M::PARAMETERS.map(|name| (name, Expectation { value: 0.0, error: None }));
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

    /// How many customers were learned from.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// How probably a customer with this history is still there.
    #[must_use]
    pub fn alive(&self, history: &PurchaseHistory) -> Expectation {
        self.expectation(M::alive(&self.learned(), history))
    }

    /// How many purchases of a customer with this history are to be expected within a time.
    #[must_use]
    pub fn purchases(&self, history: &PurchaseHistory, time: f64) -> Expectation {
        self.expectation(M::purchases(&self.learned(), history, time))
    }

    fn learned(&self) -> [Dual<4>; 4] {
        Dual::parameters(self.found.at).map(Dual::exp)
    }

    fn expectation(&self, of: Dual<4>) -> Expectation {
        Expectation { value: of.value, error: self.found.error_of(&of) }
    }
}
