//! Whether an experiment's figures can be trusted at all.

use crate::{Refusal, UnfitData};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// How probable a split at least this far from the planned shares is, if the assignment works as planned: Pearson's chi-squared
/// test. Below 0.001 the experiment is not to be believed (A. Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online
/// Controlled Experiments", KDD 2019).
///
/// # Errors
/// [`UnfitData`] for fewer than two arms, no one assigned, or shares that are none.
pub fn sample_ratio(seen: &[u64], planned: &[f64]) -> Result<f64, UnfitData> {
    UnfitData::at_least(2, seen.len().min(planned.len()), "arms")?;
    let (all, shares): (f64, f64) = (seen.iter().map(|n| *n as f64).sum(), planned.iter().sum());
    if seen.len() != planned.len() || !planned.iter().all(|share| *share > 0.0 && share.is_finite()) {
        return Err(UnfitData::Setting { what: "the planned shares", allowed: "one above 0 for each arm" });
    }
    if all == 0.0 {
        return Err(UnfitData::Groups(Refusal::TooFew));
    }
    let off = |(n, share): (&u64, &f64)| (*n as f64 - all * share / shares).powi(2) / (all * share / shares);
    let distance: f64 = seen.iter().zip(planned).map(off).sum();
    let chi = ChiSquared::new((seen.len() - 1) as f64).map_err(|_| Refusal::TooFew)?;
    Ok(chi.sf(distance))
}

/// Which of many p values still count if among those that do, at most the share `rate` may be by chance (Y. Benjamini and
/// Y. Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995): the adjusted p value of each, in the order given. One
/// counts if its adjusted value is at most the rate.
///
/// # Errors
/// [`UnfitData::NotANumber`], [`UnfitData::Setting`] for a value that is no probability.
pub fn discoveries(p_values: &[f64]) -> Result<Vec<f64>, UnfitData> {
    for (i, p) in p_values.iter().enumerate() {
        UnfitData::amount("the p value", i + 1, *p)?;
        if *p > 1.0 {
            return Err(UnfitData::Setting { what: "a p value", allowed: "between 0 and 1" });
        }
    }
    let mut order: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
    order.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
    let all = p_values.len() as f64;
    let mut adjusted = p_values.to_vec();
    let mut least = 1.0_f64;
    for (from_last, (place, p)) in order.into_iter().enumerate() {
        least = least.min(p * all / (all - from_last as f64));
        if let Some(cell) = adjusted.get_mut(place) {
            *cell = least;
        }
    }
    Ok(adjusted)
}
