//! Markov chains over paths: what share of the sales would be lost if a channel were taken away.
//!
//! A customer moves from touch to touch and ends with a purchase or without. In a chain of order k the next move depends on the
//! last k touches. The *removal effect* of a channel is 1 - P(purchase when whoever comes to the channel is lost) /
//! P(purchase); sales are shared out in proportion to it. The same is done with the expected value instead of the
//! probability.
//!
//! Source: E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann, "Mapping the customer journey", International Journal of
//! Research in Marketing 33 (2016). Others simulate the chain; here its equations are solved, so there is no seed and no noise.

use super::Paths;
use crate::UnfitData;
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::HashMap;

/// The longest memory of a chain.
const LONGEST: usize = 4;
/// Sweeps stop when no state moves by more, relative to the largest.
const STILL: f64 = 1e-15;
const SWEEPS: usize = 100_000;

/// What a channel means for the sales.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Removal {
    /// Its id, as the paths name it.
    pub channel: SmolStr,
    /// Its part of the conversions.
    pub conversions: f64,
    /// Its part of their value.
    pub value: f64,
    /// Which share of the conversions would be lost without it.
    pub removal_effect: f64,
    /// Which share of the value would be lost without it.
    pub removal_effect_value: f64,
}

/// What a chain says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chain {
    /// The channels, in the order in which they first appear.
    pub channels: Vec<Removal>,
    /// How probably a path ends with a purchase.
    pub conversion: f64,
    /// How many different memories there are, the start among them.
    pub states: usize,
}

/// Credits every channel by its removal effect in a chain of order 1 to 4.
///
/// # Errors
/// [`UnfitData`] without conversions, for another order, or where the equations do not settle.
pub fn markov(paths: &Paths, order: usize) -> Result<Chain, UnfitData> {
    if !(1..=LONGEST).contains(&order) {
        return Err(UnfitData::Setting { what: "the order", allowed: "1, 2, 3 or 4" });
    }
    paths.creditable()?;
    let states = States::of(paths, order);
    let whole = [states.solve(None, |state| state.bought)?, states.solve(None, |state| state.value)?];
    let mut effects = Vec::with_capacity(paths.channels().len());
    for channel in 0..paths.channels().len() {
        let taken = u16::try_from(channel).ok();
        let lost = |part: f64, whole: f64| if whole > 0.0 { (1.0 - part / whole).max(0.0) } else { 0.0 };
        let without = states.solve(taken, |state| state.bought)?;
        // Without value anywhere there is nothing to solve.
        let without_value = if whole[1] > 0.0 { states.solve(taken, |state| state.value)? } else { 0.0 };
        effects.push((lost(without, whole[0]), lost(without_value, whole[1])));
    }
    let total = paths.total();
    let sums = effects.iter().fold((0.0, 0.0), |sum, effect| (sum.0 + effect.0, sum.1 + effect.1));
    let part = |effect: f64, sum: f64, total: f64| if sum > 0.0 { total * effect / sum } else { 0.0 };
    let removal = |(channel, effect): (&SmolStr, &(f64, f64))| Removal {
        channel: channel.clone(),
        conversions: part(effect.0, sums.0, total.conversions),
        value: part(effect.1, sums.1, total.value),
        removal_effect: effect.0,
        removal_effect_value: effect.1,
    };
    let channels = paths.channels().iter().zip(&effects).map(removal).collect();
    Ok(Chain { channels, conversion: whole[0], states: states.all.len() })
}

/// A memory, and where it leads, as shares of those who came to it.
#[derive(Debug, Default)]
struct State {
    /// The last touch; none at the start.
    last: Option<u16>,
    /// Customers whose path reached this state.
    came: f64,
    /// How many of them bought next.
    bought: f64,
    /// What these paid.
    value: f64,
    /// How many moved on to each other state.
    next: Vec<(usize, f64)>,
    /// How many came to the same state again.
    again: f64,
}

#[derive(Debug)]
struct States {
    all: Vec<State>,
}

impl States {
    fn of(paths: &Paths, order: usize) -> Self {
        let mut numbers: HashMap<u64, usize> = HashMap::new();
        let mut all = vec![State::default()];
        let mut moves: HashMap<(usize, usize), f64> = HashMap::new();
        // A touch takes 16 bits of the key, shifted by one so that no touch is 0.
        let mask = if order == LONGEST { u64::MAX } else { (1 << (16 * order)) - 1 };
        for (path, outcome) in paths.iter() {
            let weight = outcome.conversions + outcome.without;
            if weight == 0.0 {
                continue;
            }
            let (mut key, mut at) = (0_u64, 0);
            for touch in path {
                key = (key << 16 | (u64::from(*touch) + 1)) & mask;
                let next = *numbers.entry(key).or_insert_with(|| {
                    all.push(State { last: Some(*touch), ..State::default() });
                    all.len() - 1
                });
                *moves.entry((at, next)).or_default() += weight;
                at = next;
            }
            if let Some(state) = all.get_mut(at) {
                state.came += weight;
                state.bought += outcome.conversions;
                state.value += outcome.value;
            }
        }
        let mut moves: Vec<((usize, usize), f64)> = moves.into_iter().collect();
        // Sums of floating-point numbers depend on their order, and a map has none.
        moves.sort_unstable_by_key(|(at, _)| *at);
        for ((from, to), weight) in moves {
            if let Some(state) = all.get_mut(from) {
                state.came += weight;
                if from == to { state.again += weight } else { state.next.push((to, weight)) }
            }
        }
        Self { all }
    }

    /// What is expected at the start when states that end with `taken` lead nowhere: the equations of the absorbing chain, solved
    /// by sweeps (Gauss and Seidel) from the last state to the first. They settle, since every path ends.
    fn solve(&self, taken: Option<u16>, gain: impl Fn(&State) -> f64) -> Result<f64, UnfitData> {
        let mut expected = vec![0.0_f64; self.all.len()];
        for _ in 0..SWEEPS {
            let (mut moved, mut largest) = (0.0_f64, 0.0_f64);
            for (at, state) in self.all.iter().enumerate().rev() {
                if taken.is_some() && state.last == taken {
                    continue;
                }
                let next: f64 = state.next.iter().map(|(to, weight)| weight * at_or_zero(&expected, *to)).sum();
                let value = (gain(state) + next) / (state.came - state.again);
                if let Some(cell) = expected.get_mut(at) {
                    moved = moved.max((value - *cell).abs());
                    largest = largest.max(value);
                    *cell = value;
                }
            }
            if moved <= STILL * largest {
                return Ok(at_or_zero(&expected, 0));
            }
        }
        Err(UnfitData::NotSettled { model: "the Markov chain" })
    }
}

fn at_or_zero(values: &[f64], at: usize) -> f64 {
    values.get(at).copied().unwrap_or_default()
}
