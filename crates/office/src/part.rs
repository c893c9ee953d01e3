//! The part of the plan that someone sees: which nodes, and whose money counts in what they are shown.

use crate::places;
use hashbrown::HashSet;
use rapport_kernel::ActivityId;
use rapport_people::{Extent, Place};
use rapport_plan::{NodeId, Tree};
use std::sync::Arc;

/// The nodes that someone sees, by where each hangs now.
#[derive(Clone, Debug, Default)]
pub struct PlanPart(Option<Arc<HashSet<NodeId>>>);

impl PlanPart {
    /// The part of someone who sees every node.
    pub const WHOLE: Self = Self(None);

    /// The nodes of the tree that hang at a place of the extent.
    #[must_use]
    pub fn of(tree: &Tree, extent: &Extent) -> Self {
        if *extent == Extent::Everything {
            return Self::WHOLE;
        }
        let nodes = tree.walk().into_iter().map(|node| &node.id);
        let mut seen: HashSet<NodeId> = nodes.filter(|id| extent.holds(&places::node(tree, id))).cloned().collect();
        if extent.holds(&Place::company()) {
            seen.insert(NodeId::Company);
        }
        Self(Some(Arc::new(seen)))
    }

    /// Whether nothing of the plan is hidden.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a node is seen.
    #[must_use]
    pub fn sees(&self, id: &NodeId) -> bool {
        self.0.as_ref().is_none_or(|seen| seen.contains(id))
    }

    /// Whether an activity's money counts in what is shown.
    #[must_use]
    pub fn pays(&self, activity: &ActivityId) -> bool {
        self.0.as_ref().is_none_or(|seen| seen.contains(&NodeId::Activity(activity.clone())))
    }
}
