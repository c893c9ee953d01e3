//! How long something lasts, from a past in which some things have not ended: the product-limit estimate of E. L. Kaplan and P. Meier,
//! *Nonparametric Estimation from Incomplete Observations*, Journal of the American Statistical Association 53 (1958), pages 457 to 481.
//!
//! ```text
//! S(t) = product over all moments t_i <= t at which something ended of (1 - d_i / n_i)
//! ```
//!
//! `d_i` ended at `t_i`, and `n_i` had lasted until then. What is still waiting counts among the `n_i` for as long as it has waited; left
//! out, the slow ones would be missing and everything would look quicker than it is.

use rapport_kernel::Span;
use serde::{Deserialize, Serialize};

/// How many must have ended before anything is said.
pub const NEED: usize = 10;

/// How long one thing lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lasted {
    /// So long.
    pub span: Span,
    /// Whether it ended then; else it lasted at least so long.
    pub done: bool,
}

/// The past is too short to say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("only {have} have ended so far, and it takes {need} to say what is usual")]
pub struct TooLittleHistory {
    /// How many have ended.
    pub have: usize,
    /// How many it takes.
    pub need: usize,
}

/// The median and the 90th percentile in working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Usual {
    /// Half end within this. `None`: fewer than half have ended so far.
    pub median: Option<Span>,
    /// Nine in ten end within this. `None`: too many have not ended yet to say.
    pub p90: Option<Span>,
    /// How many have ended.
    pub ended: usize,
    /// How many have not.
    pub unfinished: usize,
}

/// The estimate: a staircase that begins at 1 and goes down where something ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// Where a step down ends, and what share lasts longer.
    steps: Vec<(Span, f64)>,
    ended: usize,
    unfinished: usize,
}

/// Sums of doubles are compared with this much room.
const ROOM: f64 = 1e-9;

impl Survival {
    /// The estimate from a past.
    ///
    /// # Errors
    /// [`TooLittleHistory`] if fewer than [`NEED`] have ended.
    pub fn estimate(past: &[Lasted]) -> Result<Self, TooLittleHistory> {
        let ended = past.iter().filter(|lasted| lasted.done).count();
        if ended < NEED {
            return Err(TooLittleHistory { have: ended, need: NEED });
        }
        Ok(Self::of(past, ended))
    }

    fn of(past: &[Lasted], ended: usize) -> Self {
        let mut past = past.to_vec();
        // What ended and what had not at the same moment: the latter had lasted until then.
        past.sort_by_key(|lasted| (lasted.span, !lasted.done));
        let (mut share, mut lasting) = (1.0, past.len());
        let mut steps: Vec<(Span, f64)> = Vec::new();
        for group in past.chunk_by(|a, b| a.span == b.span) {
            let now = group.iter().filter(|lasted| lasted.done).count();
            if now > 0 {
                share *= 1.0 - now as f64 / lasting as f64;
                steps.push((group[0].span, share));
            }
            lasting -= group.len();
        }
        Self { steps, ended, unfinished: past.len() - ended }
    }

    /// Which share lasts longer than `span`.
    #[must_use]
    pub fn at(&self, span: Span) -> f64 {
        match self.steps.partition_point(|(step, _)| *step <= span) {
            0 => 1.0,
            n => self.steps[n - 1].1,
        }
    }

    /// Within what time this share has ended. `None` if so many have never ended yet.
    #[must_use]
    pub fn within(&self, share: f64) -> Option<Span> {
        self.steps.iter().find(|(_, left)| *left <= 1.0 - share + ROOM).map(|(span, _)| *span)
    }

    /// The median and the 90th percentile of what is known so far.
    #[must_use]
    pub fn usual(&self) -> Usual {
        Usual { median: self.within(0.5), p90: self.within(0.9), ended: self.ended, unfinished: self.unfinished }
    }

    /// The longest that ended.
    #[must_use]
    pub fn longest(&self) -> Span {
        self.steps.last().map_or(Span::ZERO, |(span, _)| *span)
    }

    /// How much longer it takes what has waited so long already: the share of those that had waited as long which ended after so much
    /// more, as far as anything is known. `None` if everything that ended did so earlier.
    #[must_use]
    pub fn after(&self, waited: Span) -> Option<Vec<(Span, f64)>> {
        let left = self.at(waited);
        let mut before = left;
        let more: Vec<(Span, f64)> = self
            .steps
            .iter()
            .filter(|(span, _)| *span > waited)
            .map(|(span, share)| {
                let mass = (before - share) / left;
                before = *share;
                (Span(span.0 - waited.0), mass)
            })
            .collect();
        (!more.is_empty() && left > ROOM).then_some(more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(n: i64) -> Span {
        Span::HOUR.times(n)
    }

    #[test]
    fn the_estimate_is_that_of_the_textbook() {
        // The 21 patients on 6-mercaptopurine of E. J. Freireich et al., Blood 21 (1963), pages 699 to 716: how long remissions lasted,
        // in weeks, and twelve that had not ended.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|n| Lasted { span: hours(n), done: true });
        let unfinished = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|n| Lasted { span: hours(n), done: false });
        let survival = Survival::of(&[&ended[..], &unfinished].concat(), ended.len());
        for (week, share) in
            [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (40, 0.448)]
        {
            let found = survival.at(hours(week));
            assert!((found - share).abs() < 0.0005, "week {week}: {found}");
        }
        assert!((survival.at(hours(10)) - 18.0 / 21.0 * 16.0 / 17.0 * 14.0 / 15.0).abs() < 1e-12);
        let usual = survival.usual();
        assert_eq!((usual.median, usual.p90), (Some(hours(23)), None), "nine in ten have never ended");
        assert_eq!((usual.ended, usual.unfinished), (9, 12));
    }
}
