//! What a person is drawn to: scores from behaviour that fade with time.
//!
//! Each event adds the weight its name has in the brand's settings to every product and category it mentions. A score
//! halves in every half-life: at time t it is the sum of `weight * 2^-((t - event time) / half-life)`, so the order in
//! which events arrive does not matter (beyond the last bits of a double). A line that pays out, such as a deposit, says nothing of
//! what someone likes.

use crate::{
    brand::AffinitySettings,
    spelling::{said_id, seen},
};
use rapport_kernel::{Currency, Event, Map, Span, Time, Value, said};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many scores of each sort are kept; the faintest gives way.
pub const MAX_SCORES: usize = 32;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Score {
    key: SmolStr,
    value: f64,
    /// The moment `value` is for.
    at: Time,
}

fn faded(value: f64, from: Time, to: Time, half_life: Span) -> f64 {
    value * (-(to.since(from).0 as f64) / half_life.0.max(1) as f64).exp2()
}

/// Whether a line of an order pays out, or none of it was bought.
fn pays_out(line: &Map) -> bool {
    let price = said::unit_price(line.get("price"), Currency::EUR);
    let quantity = said::quantity(line.get("quantity"));
    matches!(price, Ok(Some(..0))) || matches!(quantity, Ok(Some(..=0)))
}

/// Scores of one sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Scores(Vec<Score>);

impl Scores {
    fn add(&mut self, key: &str, weight: f64, at: Time, half_life: Span) {
        match self.0.iter_mut().find(|score| score.key == key) {
            Some(score) if at >= score.at => {
                score.value = faded(score.value, score.at, at, half_life) + weight;
                score.at = at;
            }
            Some(score) => score.value += faded(weight, at, score.at, half_life),
            None => {
                self.0.push(Score { key: key.into(), value: weight, at });
                self.make_room(half_life);
            }
        }
    }

    fn make_room(&mut self, half_life: Span) {
        if self.0.len() <= MAX_SCORES {
            return;
        }
        let Some(now) = self.0.iter().map(|score| score.at).max() else { return };
        let strength = |score: &Score| faded(score.value, score.at, now, half_life).abs();
        let faintest = self.0.iter().enumerate().min_by(|a, b| strength(a.1).total_cmp(&strength(b.1)));
        if let Some((at, _)) = faintest {
            self.0.remove(at);
        }
    }

    fn get(&self, key: &str, half_life: Span, now: Time) -> f64 {
        let score = self.0.iter().find(|score| score.key == key);
        score.map_or(0.0, |score| faded(score.value, score.at, now, half_life))
    }

    fn ranked(&self, half_life: Span, now: Time) -> Vec<(SmolStr, f64)> {
        let score = |score: &Score| (score.key.clone(), faded(score.value, score.at, now, half_life));
        let mut ranked: Vec<_> = self.0.iter().map(score).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ranked
    }

    fn merge(&mut self, other: Self, half_life: Span) {
        other.0.into_iter().for_each(|score| self.add(&score.key, score.value, score.at, half_life));
    }
}

/// A person's affinities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Affinities {
    categories: Scores,
    products: Scores,
    /// As the brand's settings said at the latest event.
    half_life: Span,
}

impl Affinities {
    /// Adds what an event says.
    pub fn observe(&mut self, event: &Event, settings: &AffinitySettings) {
        let Some(weight) = settings.weights.iter().find(|weight| weight.event == event.name) else { return };
        self.half_life = settings.half_life;
        let mut add = |map: &Map| {
            let id = |key: &str| said_id(map.get(key));
            if let Some(category) =
                map.get("category").and_then(Value::as_str).map(seen).filter(|seen| !seen.is_empty())
            {
                self.categories.add(&category, weight.weight, event.timestamp, settings.half_life);
            }
            if let Some(product) = id("product_id").or_else(|| id("productId")).or_else(|| id("sku")) {
                self.products.add(&product, weight.weight, event.timestamp, settings.half_life);
            }
        };
        match event.properties.get("products").and_then(Value::as_list) {
            Some(products) => {
                products.iter().filter_map(Value::as_map).filter(|line| !pays_out(line)).take(100).for_each(add);
            }
            None => add(&event.properties),
        }
    }

    /// The affinity to a category at `now`; 0 if there is none.
    #[must_use]
    pub fn category(&self, category: &str, now: Time) -> f64 {
        self.categories.get(&seen(category), self.half_life, now)
    }

    /// The affinity to a product at `now`; 0 if there is none.
    #[must_use]
    pub fn product(&self, product: &str, now: Time) -> f64 {
        self.products.get(&seen(product), self.half_life, now)
    }

    /// The categories at `now`, strongest first.
    #[must_use]
    pub fn top_categories(&self, now: Time) -> Vec<(SmolStr, f64)> {
        self.categories.ranked(self.half_life, now)
    }

    /// The products at `now`, strongest first.
    #[must_use]
    pub fn top_products(&self, now: Time) -> Vec<(SmolStr, f64)> {
        self.products.ranked(self.half_life, now)
    }

    /// Adds another identity's affinities.
    pub(crate) fn merge(&mut self, other: Self) {
        self.half_life = self.half_life.max(other.half_life);
        self.categories.merge(other.categories, self.half_life);
        self.products.merge(other.products, self.half_life);
    }
}
