//! The changes of the tree. Nodes are never removed, since money once lay on them.

use crate::{Node, NodeId, Period};
use rapport_kernel::{BrandId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A change of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Hangs a new node into the tree.
    Add {
        /// All of it, with its parent.
        node: Node,
    },
    /// Gives a node another name and owner.
    Rename {
        /// The node by its id, which stays.
        node: NodeId,
        /// The new name.
        name: String,
        /// The new owner, or no one.
        owner: Option<SmolStr>,
    },
    /// Says for which brand a node is.
    Rebrand {
        /// The node by its id, which stays.
        node: NodeId,
        /// The brand; none: for every brand.
        brand: Option<BrandId>,
    },
    /// Gives a node another period.
    Reschedule {
        /// The node by its id, which stays.
        node: NodeId,
        /// The new period; without one it runs as long as its parent.
        period: Option<Period>,
    },
    /// Hangs a node, with all below it and all that was booked there, under another parent of the same level.
    Move {
        /// The node by its id, which stays.
        node: NodeId,
        /// The new parent.
        parent: NodeId,
    },
    /// Closes a node, with all below it, for requests; or opens it again.
    Close {
        /// The node by its id, which stays.
        node: NodeId,
        /// Closed or open.
        closed: bool,
    },
    /// Puts a closed node away, with all below it; or brings it back, still closed.
    Archive {
        /// The node by its id, which stays.
        node: NodeId,
        /// Put away or brought back.
        archived: bool,
    },
    /// Closes the books of a plan for everything before a moment.
    ClosePeriod {
        /// The plan.
        node: NodeId,
        /// The first moment that stays open.
        until: Time,
    },
}

impl Change {
    /// The node it is about.
    #[must_use]
    pub fn node(&self) -> &NodeId {
        match self {
            Self::Add { node } => &node.id,
            Self::Rename { node, .. }
            | Self::Rebrand { node, .. }
            | Self::Reschedule { node, .. }
            | Self::Move { node, .. }
            | Self::Close { node, .. }
            | Self::Archive { node, .. }
            | Self::ClosePeriod { node, .. } => node,
        }
    }
}
