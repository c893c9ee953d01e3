//! The tree, and the changes to it: [`Tree::decide`] says whether a change is allowed, [`Tree::evolve`] makes it.

use crate::{Level, Node, NodeId, Period, Refusal};
use hashbrown::HashMap;
use rapport_kernel::{ActivityId, Currency, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A change to the tree. Nodes are never removed, since money once lay on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Hangs a new node into the tree.
    Add {
        /// The node.
        node: Node,
    },
    /// Gives a node another name and owner.
    Rename {
        /// Which.
        node: NodeId,
        /// The new name.
        name: String,
        /// The new owner, or nobody.
        owner: Option<SmolStr>,
    },
    /// Gives a node another period.
    Reschedule {
        /// Which.
        node: NodeId,
        /// The new period; without one it runs as long as its parent.
        period: Option<Period>,
    },
    /// Closes a node, with all below it, for requests; or opens it again.
    Close {
        /// Which.
        node: NodeId,
        /// Closed or open.
        closed: bool,
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
            | Self::Reschedule { node, .. }
            | Self::Close { node, .. }
            | Self::ClosePeriod { node, .. } => node,
        }
    }
}

/// Company > plan > area > campaign > activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    nodes: HashMap<NodeId, Node>,
    children: HashMap<NodeId, Vec<NodeId>>,
}

impl Tree {
    /// Whether `change` is allowed, at `now`.
    ///
    /// # Errors
    /// The named [`Refusal`]; the change must then not be made.
    pub fn decide(&self, change: &Change, now: Time) -> Result<(), Refusal> {
        match change {
            Change::Add { node } => self.may_add(node),
            Change::Rename { node, name, .. } => {
                self.known(node)?;
                named(node, name)
            }
            Change::Reschedule { node, period } => {
                let known = self.known(node)?;
                if period.is_none() && known.currency.is_some() {
                    return Err(Refusal::PeriodMissing(node.clone()));
                }
                self.may_run(node, &known.parent, period.as_ref())?;
                let fits = |child: &Period| period.as_ref().is_none_or(|period| period.holds(child));
                let children = self.children(node).iter().filter_map(|id| self.get(id)?.period.as_ref());
                if children.into_iter().all(fits) { Ok(()) } else { Err(Refusal::BadPeriod(node.clone())) }
            }
            Change::Close { node, .. } => self.known(node).map(drop),
            Change::ClosePeriod { node, until } => {
                let plan = self.known(node)?;
                if node.level() != Level::Plan {
                    return Err(Refusal::NotAPlan(node.clone()));
                }
                let closed_until = plan.closed_until.unwrap_or(Time::MIN);
                if *until < closed_until || *until > now {
                    return Err(Refusal::BadClosing { closed_until });
                }
                Ok(())
            }
        }
    }

    /// Makes a change that [`Tree::decide`] allowed.
    pub fn evolve(&mut self, change: &Change) {
        if let Change::Add { node } = change {
            let siblings = self.children.entry(node.parent.clone()).or_default();
            if self.nodes.insert(node.id.clone(), node.clone()).is_none() {
                siblings.push(node.id.clone());
            }
            return;
        }
        let Some(known) = self.nodes.get_mut(change.node()) else { return };
        match change {
            Change::Add { .. } => {}
            Change::Rename { name, owner, .. } => {
                known.name.clone_from(name);
                known.owner.clone_from(owner);
            }
            Change::Reschedule { period, .. } => known.period = *period,
            Change::Close { closed, .. } => known.closed = *closed,
            Change::ClosePeriod { until, .. } => known.closed_until = Some(*until),
        }
    }

    /// A node; none for the company, which is only a root.
    #[must_use]
    pub fn get(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// The nodes right below, in the order they were added.
    #[must_use]
    pub fn children(&self, id: &NodeId) -> &[NodeId] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    /// The way from the node up to its plan, the node first.
    pub fn up<'a>(&'a self, id: &NodeId) -> impl Iterator<Item = &'a Node> + use<'a> {
        std::iter::successors(self.get(id), |node| self.get(&node.parent))
    }

    /// Every activity at or below a node.
    #[must_use]
    pub fn activities<'a>(&'a self, id: &'a NodeId) -> Vec<&'a ActivityId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match id {
                NodeId::Activity(activity) if self.nodes.contains_key(id) => found.push(activity),
                _ => open.extend(self.children(id).iter().rev()),
            }
        }
        found
    }

    /// Every node from the root down, parents before children, siblings in the order they were added.
    #[must_use]
    pub fn walk(&self) -> Vec<&Node> {
        let mut found = Vec::with_capacity(self.nodes.len());
        let mut open: Vec<&NodeId> = self.children(&NodeId::Company).iter().rev().collect();
        while let Some(id) = open.pop() {
            found.extend(self.get(id));
            open.extend(self.children(id).iter().rev());
        }
        found
    }

    /// What the plan above a node reckons in.
    #[must_use]
    pub fn currency(&self, id: &NodeId) -> Option<Currency> {
        self.up(id).find_map(|node| node.currency)
    }

    /// When a node runs: its own period or the nearest above it.
    #[must_use]
    pub fn period(&self, id: &NodeId) -> Option<Period> {
        self.up(id).find_map(|node| node.period)
    }

    /// Until when the books of the plan above a node are closed.
    #[must_use]
    pub fn closed_until(&self, id: &NodeId) -> Option<Time> {
        self.up(id).find_map(|node| node.closed_until)
    }

    /// The nearest closed node at or above a node.
    #[must_use]
    pub fn closed(&self, id: &NodeId) -> Option<&NodeId> {
        self.up(id).find(|node| node.closed).map(|node| &node.id)
    }

    fn known(&self, id: &NodeId) -> Result<&Node, Refusal> {
        self.get(id).ok_or_else(|| Refusal::UnknownNode(id.clone()))
    }

    fn may_add(&self, node: &Node) -> Result<(), Refusal> {
        let id = &node.id;
        id.to_string().parse::<NodeId>()?;
        if *id == NodeId::Company || self.nodes.contains_key(id) {
            return Err(Refusal::NodeExists(id.clone()));
        }
        if id.level().above() != Some(node.parent.level()) {
            return Err(Refusal::WrongParent { node: id.clone(), parent: node.parent.clone() });
        }
        if node.parent != NodeId::Company {
            self.known(&node.parent)?;
        }
        let plan = id.level() == Level::Plan;
        if node.currency.is_some() != plan || (node.closed_until.is_some() && !plan) {
            return Err(Refusal::CurrencyMisplaced(id.clone()));
        }
        if plan && node.period.is_none() {
            return Err(Refusal::PeriodMissing(id.clone()));
        }
        named(id, &node.name)?;
        self.may_run(id, &node.parent, node.period.as_ref())
    }

    fn may_run(&self, id: &NodeId, parent: &NodeId, period: Option<&Period>) -> Result<(), Refusal> {
        let Some(period) = period else { return Ok(()) };
        let fits = self.period(parent).is_none_or(|outer| outer.holds(period));
        if period.from < period.until && fits { Ok(()) } else { Err(Refusal::BadPeriod(id.clone())) }
    }
}

fn named(id: &NodeId, name: &str) -> Result<(), Refusal> {
    let length = name.trim().chars().count();
    if (1..=200).contains(&length) { Ok(()) } else { Err(Refusal::BadName(id.clone())) }
}
