//! Which channels the sales are credited to, over the paths of many customers.
//!
//! [`attribution`](crate::attribution) books each order to one activity. This module asks the wider question how far each
//! channel took part in what was sold, in the ways the field knows. They share out the same sales differently:
//!
//! * [`heuristics`]: rules anybody can check: all to the first or the last touch, an equal share, more to both ends, more to
//!   what was seen lately.
//! * [`markov`]: what would be lost if a channel were taken away, in a chain of touches of order 1 to 4, solved exactly.
//! * [`shapley`]: each channel's fair part in every set of channels that sold together.
//!
//! All of them describe paths that were seen. None says what would not have been sold without a channel: for that there are
//! hold-outs ([`effect`](crate::effect)) and experiments ([`experiment`](crate::experiment)).

pub mod heuristics;
pub mod markov;
pub mod shapley;

pub use heuristics::{Heuristic, heuristic};
pub use markov::{Removal, markov};
pub use shapley::shapley;

use crate::UnfitData;
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::HashMap;

/// Paths over channels, each with what came of it. Channels are numbered in the order in which they first appear.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    channels: Vec<SmolStr>,
    numbers: HashMap<SmolStr, u16>,
    touches: Vec<u16>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    end: usize,
    outcome: PathOutcome,
}

/// What came of the customers who went one path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PathOutcome {
    /// How many bought.
    pub conversions: f64,
    /// What all of them paid.
    pub value: f64,
    /// How many did not buy.
    pub without: f64,
}

/// What one channel is credited with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelShare {
    /// Its id, as the paths name it.
    pub channel: SmolStr,
    /// Its part of the conversions.
    pub conversions: f64,
    /// Its part of their value.
    pub value: f64,
}

impl Paths {
    /// Adds a path, its touches from the first to the last.
    ///
    /// # Errors
    /// [`UnfitData::Negative`] or [`UnfitData::NotANumber`] in the outcome, [`UnfitData::Contradiction`] for a path without touches or
    /// value without conversions, [`UnfitData::Setting`] beyond 65,535 channels.
    pub fn add<'a>(&mut self, path: impl IntoIterator<Item = &'a str>, outcome: PathOutcome) -> Result<(), UnfitData> {
        let row = self.rows.len() + 1;
        UnfitData::amount("the conversions", row, outcome.conversions)?;
        UnfitData::amount("the value", row, outcome.value)?;
        UnfitData::amount("the journeys without conversion", row, outcome.without)?;
        if outcome.conversions == 0.0 && outcome.value > 0.0 {
            return Err(UnfitData::Contradiction { what: "there is value but no conversion", row });
        }
        let start = self.touches.len();
        for name in path {
            let name = name.trim();
            if name.is_empty() {
                self.touches.truncate(start);
                return Err(UnfitData::Contradiction { what: "a touch of the path has no channel", row });
            }
            let number = self.number(name)?;
            self.touches.push(number);
        }
        if self.touches.len() == start {
            return Err(UnfitData::Contradiction { what: "the path has no touches", row });
        }
        self.rows.push(Row { end: self.touches.len(), outcome });
        Ok(())
    }

    /// All ids, in the order in which they first appeared.
    #[must_use]
    pub fn channels(&self) -> &[SmolStr] {
        &self.channels
    }

    /// What came of all paths.
    #[must_use]
    pub fn total(&self) -> PathOutcome {
        self.rows.iter().fold(PathOutcome::default(), |sum, row| PathOutcome {
            conversions: sum.conversions + row.outcome.conversions,
            value: sum.value + row.outcome.value,
            without: sum.without + row.outcome.without,
        })
    }

    /// Each path with what came of it, in the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u16], PathOutcome)> {
        let starts = std::iter::once(0).chain(self.rows.iter().map(|row| row.end));
        starts.zip(&self.rows).map(|(start, row)| (self.touches.get(start..row.end).unwrap_or_default(), row.outcome))
    }

    /// Refuses paths that no one bought on: there is nothing to credit.
    pub(crate) fn creditable(&self) -> Result<(), UnfitData> {
        UnfitData::at_least(1, self.rows.len(), "paths")?;
        if self.total().conversions > 0.0 { Ok(()) } else { Err(UnfitData::NoVariation { what: "the conversions" }) }
    }

    pub(crate) fn shares(&self, credit: &[(f64, f64)]) -> Vec<ChannelShare> {
        let share = |(channel, (conversions, value)): (&SmolStr, &(f64, f64))| ChannelShare {
            channel: channel.clone(),
            conversions: *conversions,
            value: *value,
        };
        self.channels.iter().zip(credit).map(share).collect()
    }

    fn number(&mut self, name: &str) -> Result<u16, UnfitData> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = u16::try_from(self.channels.len())
            .map_err(|_| UnfitData::Setting { what: "the number of channels", allowed: "at most 65,536" })?;
        let name = SmolStr::new(name);
        self.channels.push(name.clone());
        self.numbers.insert(name, number);
        Ok(number)
    }
}
