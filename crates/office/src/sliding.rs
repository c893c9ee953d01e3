//! Counts over a span that slides: by steps, the oldest forgotten first.

use hashbrown::HashMap;
use std::{collections::VecDeque, hash::Hash};

/// At most so many keys are remembered; who cannot be remembered is refused.
pub const MAX_KEYS: usize = 100_000;

/// What came in the last `STEPS` steps, such as the minutes of an hour.
#[derive(Debug, Default)]
pub struct Sliding<const STEPS: i64>(VecDeque<(i64, usize)>);

impl<const STEPS: i64> Sliding<STEPS> {
    /// How much came, as of this step.
    pub fn total(&mut self, step: i64) -> usize {
        while self.0.front().is_some_and(|(at, _)| step - at >= STEPS) {
            self.0.pop_front();
        }
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Counts so many more.
    pub fn add(&mut self, step: i64, count: usize) {
        match self.0.back_mut() {
            Some((at, so_far)) if *at == step => *so_far += count,
            _ => self.0.push_back((step, count)),
        }
    }

    /// So many of what was counted at this step did not come after all.
    pub fn take_back(&mut self, step: i64, count: usize) {
        if let Some((_, counted)) = self.0.iter_mut().find(|(at, _)| *at == step) {
            *counted = counted.saturating_sub(count);
        }
    }

    /// In how many steps the first of what came is forgotten.
    #[must_use]
    pub fn until_room(&self, step: i64) -> i64 {
        self.0.front().map_or(0, |(at, _)| STEPS - (step - at))
    }
}

/// The same by key.
#[derive(Debug)]
pub struct Counts<K, const STEPS: i64>(HashMap<K, Sliding<STEPS>>);

impl<K, const STEPS: i64> Default for Counts<K, STEPS> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + Clone, const STEPS: i64> Counts<K, STEPS> {
    /// Whether so many more are within the limit; 0 sets none.
    pub fn room(&mut self, key: &K, limit: usize, count: usize, step: i64) -> bool {
        if limit == 0 {
            return true;
        }
        if self.0.len() >= MAX_KEYS {
            self.0.retain(|_, counted| counted.total(step) > 0);
        }
        match self.0.get_mut(key) {
            Some(counted) => counted.total(step) + count <= limit,
            None => count <= limit && self.0.len() < MAX_KEYS,
        }
    }

    /// Counts so many more, where there is a limit.
    pub fn add(&mut self, key: &K, limit: usize, count: usize, step: i64) {
        if limit > 0 {
            self.0.entry(key.clone()).or_default().add(step, count);
        }
    }

    /// So many of what was counted of one at this step did not come after all.
    pub fn take_back(&mut self, key: &K, count: usize, step: i64) {
        if let Some(counted) = self.0.get_mut(key) {
            counted.take_back(step, count);
        }
    }

    /// What was counted of one.
    pub fn of(&mut self, key: &K) -> Option<&mut Sliding<STEPS>> {
        self.0.get_mut(key)
    }

    /// What was counted of all, as of this step.
    pub fn total(&mut self, step: i64) -> usize {
        self.0.values_mut().map(|counted| counted.total(step)).sum()
    }
}
