//! Shapley values: a coalition of channels is worth what was sold on paths that it covers; each channel gets its mean addition
//! over all orders in which coalitions can form.
//!
//! Sources: L. S. Shapley, "A value for n-person games" (1953); for paths K. Zhao, S. H. Mahboobi and S. R. Bagheri, "Shapley
//! Value Methods for Attribution Modeling in Online Advertising" (2018), whose theorem 1 makes it exact without walking through
//! coalitions: what a set of channels sold is shared equally among them.

use super::{ChannelShare, Paths};
use crate::UnfitData;

/// Credits every channel by its Shapley value.
///
/// # Errors
/// [`UnfitData`] without conversions.
pub fn shapley(paths: &Paths) -> Result<Vec<ChannelShare>, UnfitData> {
    paths.creditable()?;
    let mut credit = vec![(0.0, 0.0); paths.channels().len()];
    let mut set: Vec<u16> = Vec::new();
    for (path, outcome) in paths.iter().filter(|(_, outcome)| outcome.conversions > 0.0) {
        set.clear();
        set.extend(path);
        set.sort_unstable();
        set.dedup();
        let each = 1.0 / set.len() as f64;
        for channel in &set {
            if let Some((conversions, value)) = credit.get_mut(usize::from(*channel)) {
                *conversions += outcome.conversions * each;
                *value += outcome.value * each;
            }
        }
    }
    Ok(paths.shares(&credit))
}
