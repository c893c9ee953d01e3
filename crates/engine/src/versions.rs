//! Which versions of journeys are still needed.

use rapport_kernel::JourneyId;
use std::collections::{BTreeMap, BTreeSet};

/// Which versions of which journeys are in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(BTreeMap<JourneyId, BTreeSet<u32>>);

impl Versions {
    /// One more.
    pub fn add(&mut self, journey: &JourneyId, version: u32) {
        match self.0.get_mut(journey) {
            Some(known) => {
                known.insert(version);
            }
            None => {
                self.0.insert(journey.clone(), BTreeSet::from([version]));
            }
        }
    }

    /// Those of another part, too.
    pub fn add_all(&mut self, other: &Self) {
        for (journey, versions) in &other.0 {
            versions.iter().for_each(|version| self.add(journey, *version));
        }
    }

    /// Whether it is among them.
    #[must_use]
    pub fn has(&self, journey: &JourneyId, version: u32) -> bool {
        self.0.get(journey).is_some_and(|versions| versions.contains(&version))
    }
}
