//! What would not have happened otherwise: the customers who could be contacted against the hold-out.
//!
//! Both groups are taken as they were drawn: everybody who came to the point of being contacted, whether a message then
//! reached them or not. Comparing only those who were reached with the hold-out would compare different people.

use crate::{Interval, Proportion, Refusal, Sample, interval, newcombe, welch};
use serde::{Deserialize, Serialize};

/// Beyond so many times the customers so far, no forecast is worth anything.
const FAR: f64 = 100.0;

/// What the interval allows to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies above nothing.
    More,
    /// The whole interval lies below nothing.
    Less,
    /// Nothing lies inside the interval.
    NotClear,
    /// There is no interval yet, for this reason.
    Unknown(Refusal),
}

/// The effect of contacting customers, each figure for one customer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Those who could be contacted.
    pub treated: Sample,
    /// Those who deliberately were not.
    pub held_out: Sample,
    /// The difference of the mean amounts, in minor units for each customer (Welch).
    pub amount: Result<Interval, Refusal>,
    /// The difference of the shares who bought (Newcombe).
    pub conversion: Result<Interval, Refusal>,
}

impl Effect {
    /// The amount that came in because customers were contacted: the difference for each, times all who could be
    /// contacted, in minor units, with its bounds.
    #[must_use]
    pub fn total(&self) -> Option<Interval> {
        let n = self.treated.customers as f64;
        let each = self.amount.ok()?;
        Some(Interval { difference: each.difference * n, low: each.low * n, high: each.high * n, ..each })
    }

    /// About how many customers more are needed, drawn as those so far, until a difference like the one that was seen could be
    /// told from chance: an interval narrows with the square root of their number. None if it can be told already, and where no
    /// number of customers that anybody has would do.
    #[must_use]
    pub fn needed(&self) -> Option<u64> {
        let Interval { difference, low, high, .. } = self.amount.ok()?;
        let half = (high - low) / 2.0;
        let times = (half / difference.abs()).powi(2);
        let open = self.verdict() == Verdict::NotClear && times.is_finite() && times <= FAR;
        let now = (self.treated.customers + self.held_out.customers) as f64;
        open.then(|| (now * (times - 1.0)).ceil().max(1.0) as u64)
    }

    /// What can be said about the amount.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.amount {
            Ok(Interval { low, .. }) if low > 0.0 => Verdict::More,
            Ok(Interval { high, .. }) if high < 0.0 => Verdict::Less,
            Ok(_) => Verdict::NotClear,
            Err(refusal) => Verdict::Unknown(refusal),
        }
    }
}

/// Compares the two groups at a confidence such as 0.95. What cannot be said is said to be so, figure by figure.
#[must_use]
pub fn effect(treated: Sample, held_out: Sample, confidence: f64) -> Effect {
    let mean =
        |sample: &Sample| Ok(interval::Mean { mean: sample.mean(), variance: sample.variance()?, n: sample.customers });
    let amount = mean(&treated).and_then(|a| welch(a, mean(&held_out)?, confidence));
    let share = |sample: &Sample| Proportion { successes: sample.buyers, n: sample.customers };
    let conversion = newcombe(share(&treated), share(&held_out), confidence);
    Effect { treated, held_out, amount, conversion }
}
