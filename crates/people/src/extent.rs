//! What someone may see, as a filter for lists.

use crate::{Place, Realm};

/// The places at which something is allowed. A list is filtered by it where it lies, in SQL: counts, pages and sums then hold nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of them: no condition.
    Everything,
    /// Those in at least one of these realms, and in the last one if there is one.
    Within {
        /// The places that were given. Never empty, and none of them lies in another as far as that shows without the tree.
        any: Vec<Realm>,
        /// What a token or a look as another role leaves of them.
        narrowed: Option<Realm>,
    },
    /// None: the list is empty, and no one needs to look.
    Nothing,
}

impl Extent {
    /// The extent of these realms, as far as the last one reaches.
    pub(crate) fn of(realms: impl IntoIterator<Item = Realm>, narrowed: Option<Realm>) -> Self {
        let narrowed = narrowed.filter(|realm| *realm != Realm::EVERYWHERE);
        let mut any: Vec<Realm> = Vec::new();
        for realm in realms {
            if !any.iter().any(|known| known.covers(&realm)) {
                any.retain(|known| !realm.covers(known));
                any.push(realm);
            }
        }
        match (any.as_slice(), narrowed) {
            ([], _) => Self::Nothing,
            ([all], None) if *all == Realm::EVERYWHERE => Self::Everything,
            ([all], Some(narrowed)) if *all == Realm::EVERYWHERE => {
                Self::Within { any: vec![narrowed], narrowed: None }
            }
            (_, narrowed) => Self::Within { any, narrowed },
        }
    }

    /// Whether what stands at this place is seen.
    #[must_use]
    pub fn holds(&self, place: &Place) -> bool {
        let place = &*place.as_seen();
        match self {
            Self::Everything => true,
            Self::Nothing => false,
            Self::Within { any, narrowed } => {
                any.iter().any(|realm| realm.holds(place)) && narrowed.as_ref().is_none_or(|realm| realm.holds(place))
            }
        }
    }
}
