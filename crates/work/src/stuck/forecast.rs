//! When a thing in flight will be done.
//!
//! Each stage lasts as its past says ([`Survival`]), an open one given how long it has waited already: of those that waited as long, so
//! many took so much longer. Stages side by side are done with the last of them (their distribution functions multiply), stages in
//! sequence one after the other (their distributions are convolved). The sum is reckoned in steps of a quarter of an hour, and told as
//! the middle of it and the range in which eight in ten end. It takes the stages for independent of each other.

use super::survival::{Survival, TooLittleHistory};
use crate::StageId;
use rapport_calendar::{Calendar, NoWorkingTime};
use rapport_kernel::{Span, Time};
use serde::Serialize;

/// How finely time is cut.
const GRAIN: Span = Span(Span::MINUTE.0 * 15);
/// Beyond so many steps (more than two years of working time) nothing is told apart.
const FARTHEST: usize = 16_384;

/// A stage that is still to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// A stage that is not finished yet.
    pub stage: StageId,
    /// How long it lasts.
    pub survival: Survival,
    /// How long it has waited already.
    pub waited: Span,
}

/// When it will be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// One in ten is done by then.
    pub early: Time,
    /// Half are.
    pub likely: Option<Time>,
    /// Nine in ten are. `None`: so many have never ended that the past cannot say.
    pub late: Option<Time>,
}

/// Why no date can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum NoForecast {
    /// A stage's past is too short.
    #[error("stage `{stage}`: {missing}")]
    TooLittle {
        /// The stage without enough history.
        stage: StageId,
        /// How many finished cases are needed, and how many there are.
        missing: TooLittleHistory,
    },
    /// It has waited longer than anything that ever ended.
    #[error("stage `{stage}` has waited {waited}; nothing that ended took longer than {longest}")]
    BeyondHistory {
        /// The stage that has outlasted its history.
        stage: StageId,
        /// How long.
        waited: Span,
        /// The longest that ended.
        longest: Span,
    },
    /// Not one in ten has ended so far.
    #[error("too few have ended so far to name a date")]
    TooManyUnfinished,
    /// The calendar has no working time left.
    #[error(transparent)]
    #[serde(skip)]
    Calendar(#[from] NoWorkingTime),
}

/// When all legs will be done: one step after the other, those of a step side by side.
///
/// # Errors
/// [`NoForecast`].
pub fn finish(steps: &[Vec<Leg>], calendar: &Calendar, now: Time) -> Result<Forecast, NoForecast> {
    let mut whole = Spread::at_once();
    for legs in steps {
        let mut step = Spread::at_once();
        for leg in legs {
            let more = leg.survival.after(leg.waited).ok_or_else(|| NoForecast::BeyondHistory {
                stage: leg.stage.clone(),
                waited: leg.waited,
                longest: leg.survival.longest(),
            })?;
            step = step.beside(&Spread::of(&more));
        }
        whole = whole.then(&step);
    }
    let date = |share: f64| whole.within(share).map(|span| calendar.add_working(now, span)).transpose();
    let early = date(0.1)?.ok_or(NoForecast::TooManyUnfinished)?;
    Ok(Forecast { early, likely: date(0.5)?, late: date(0.9)? })
}

/// How likely each duration is, in grains. What is missing to 1 has no end that anybody has seen.
struct Spread(Vec<f64>);

impl Spread {
    fn at_once() -> Self {
        Self(vec![1.0])
    }

    fn of(masses: &[(Span, f64)]) -> Self {
        let mut grains = Vec::new();
        for (span, mass) in masses {
            let at = usize::try_from((span.0 + GRAIN.0 / 2) / GRAIN.0).unwrap_or(FARTHEST);
            if at < FARTHEST {
                grains.resize(grains.len().max(at + 1), 0.0);
                grains[at] += mass;
            }
        }
        Self(grains)
    }

    /// Both side by side: done with the last.
    fn beside(&self, other: &Self) -> Self {
        let (mut a, mut b, mut before) = (0.0, 0.0, 0.0);
        let grain = |of: &Self, n: usize| of.0.get(n).copied().unwrap_or(0.0);
        let both = (0..self.0.len().max(other.0.len())).map(|n| {
            a += grain(self, n);
            b += grain(other, n);
            let mass = a * b - before;
            before = a * b;
            mass
        });
        Self(both.collect())
    }

    /// One after the other.
    fn then(&self, other: &Self) -> Self {
        let mut sum = vec![0.0; (self.0.len() + other.0.len()).saturating_sub(1).min(FARTHEST)];
        for (n, a) in self.0.iter().enumerate().filter(|(_, a)| **a > 0.0) {
            for (m, b) in other.0.iter().enumerate().take(FARTHEST - n).filter(|(_, b)| **b > 0.0) {
                sum[n + m] += a * b;
            }
        }
        Self(sum)
    }

    fn within(&self, share: f64) -> Option<Span> {
        let mut sum = 0.0;
        let at = self.0.iter().position(|mass| {
            sum += mass;
            sum >= share - 1e-9
        })?;
        Some(GRAIN.times(i64::try_from(at).unwrap_or(i64::MAX)))
    }
}
