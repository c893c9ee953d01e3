//! The tree, and the changes to it: [`Tree::decide`] says whether a change is allowed, [`Tree::evolve`] makes it.

use crate::{Change, Level, Node, NodeId, Period, Refusal};
use hashbrown::HashMap;
use rapport_kernel::{ActivityId, Currency, Time, name};

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
                let known = self.known(node)?;
                if known.name == *name { Ok(()) } else { self.may_be_called(node, &known.parent, name) }
            }
            Change::Rebrand { node, .. } => self.known(node).map(drop),
            Change::Reschedule { node, period } => {
                let known = self.known(node)?;
                if period.is_none() && known.currency.is_some() {
                    return Err(Refusal::PeriodMissing(node.clone()));
                }
                self.may_run(node, &known.parent, period.as_ref())?;
                let fits = |below: &Period| period.as_ref().is_none_or(|period| period.holds(below));
                if self.periods_below(node).all(fits) { Ok(()) } else { Err(Refusal::BadPeriod(node.clone())) }
            }
            Change::Move { node, parent } => self.may_move(node, parent),
            Change::Close { node, closed } => match self.known(node)? {
                known if known.archived && !closed => Err(Refusal::NodeArchived(node.clone())),
                _ => Ok(()),
            },
            Change::Archive { node, archived } => {
                let known = self.known(node)?;
                match archived {
                    true if self.closed(node).is_none() => Err(Refusal::NotClosed(node.clone())),
                    true => Ok(()),
                    // Meanwhile another may have got its name.
                    false => self.may_be_called(node, &known.parent, &known.name),
                }
            }
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

    /// Whether a change would change anything.
    #[must_use]
    pub fn alters(&self, change: &Change) -> bool {
        self.get(change.node()).is_none_or(|known| {
            if matches!(change, Change::Add { .. }) {
                return true;
            }
            let mut after = known.clone();
            after.evolve(change);
            after != *known
        })
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
        if let Change::Move { node, parent } = change {
            self.children.entry(known.parent.clone()).or_default().retain(|child| child != node);
            self.children.entry(parent.clone()).or_default().push(node.clone());
        }
        known.evolve(change);
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

    /// The nearest closed node at or above a node. What is archived is closed, whatever becomes of those above it.
    #[must_use]
    pub fn closed(&self, id: &NodeId) -> Option<&NodeId> {
        self.up(id).find(|node| node.closed || node.archived).map(|node| &node.id)
    }

    /// The nearest archived node at or above a node.
    #[must_use]
    pub fn archived(&self, id: &NodeId) -> Option<&NodeId> {
        self.up(id).find(|node| node.archived).map(|node| &node.id)
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
        self.may_hang(id, &node.parent)?;
        let plan = id.level() == Level::Plan;
        if node.currency.is_some() != plan || (node.closed_until.is_some() && !plan) {
            return Err(Refusal::CurrencyMisplaced(id.clone()));
        }
        if plan && node.period.is_none() {
            return Err(Refusal::PeriodMissing(id.clone()));
        }
        self.may_be_called(id, &node.parent, &node.name)?;
        self.may_run(id, &node.parent, node.period.as_ref())
    }

    /// Levels follow one another, so nothing can hang under itself; and nothing new comes under what is closed.
    fn may_hang(&self, id: &NodeId, parent: &NodeId) -> Result<(), Refusal> {
        if id.level().above() != Some(parent.level()) {
            return Err(Refusal::WrongParent { node: id.clone(), parent: parent.clone() });
        }
        if *parent != NodeId::Company {
            self.known(parent)?;
        }
        match self.closed(parent) {
            Some(closed) => Err(Refusal::NodeClosed(closed.clone())),
            None => Ok(()),
        }
    }

    fn may_move(&self, id: &NodeId, parent: &NodeId) -> Result<(), Refusal> {
        let known = self.known(id)?;
        if let Some(closed) = self.closed(id) {
            return Err(Refusal::NodeClosed(closed.clone()));
        }
        self.may_hang(id, parent)?;
        if let (Some(found), Some(expected)) = (self.currency(id), self.currency(parent))
            && found != expected
        {
            return Err(Refusal::MixedCurrency { expected, found });
        }
        // What was booked moves along: closed books must keep what they show.
        if self.plan_of(id) != self.plan_of(parent)
            && let Some(until) = self.closed_until(id).max(self.closed_until(parent))
        {
            return Err(Refusal::ClosedPeriod { until });
        }
        let outer = self.period(parent);
        let fits = |period: &Period| outer.is_none_or(|outer| outer.holds(period));
        if !known.period.as_ref().map_or_else(|| self.periods_below(id).all(fits), fits) {
            return Err(Refusal::BadPeriod(id.clone()));
        }
        self.may_be_called(id, parent, &known.name)
    }

    fn plan_of(&self, id: &NodeId) -> Option<&NodeId> {
        self.up(id).last().map(|plan| &plan.id)
    }

    /// The periods that a node's own has to hold: for each way down the first one that is said.
    fn periods_below<'a>(&'a self, id: &'a NodeId) -> impl Iterator<Item = &'a Period> {
        let mut open: Vec<&NodeId> = self.children(id).iter().collect();
        std::iter::from_fn(move || {
            while let Some(node) = open.pop().and_then(|id| self.get(id)) {
                match &node.period {
                    Some(period) => return Some(period),
                    None => open.extend(self.children(&node.id)),
                }
            }
            None
        })
    }

    /// A name says what people can see, and not the same as a sibling's. What is archived has given its name back.
    fn may_be_called(&self, id: &NodeId, parent: &NodeId, name: &str) -> Result<(), Refusal> {
        if !name::fits(name) || name::cleaned(name) != name {
            return Err(Refusal::BadName(id.clone()));
        }
        let mut siblings = self.children(parent).iter().filter(|other| *other != id).filter_map(|id| self.get(id));
        match siblings.find(|sibling| !sibling.archived && name::alike(&sibling.name, name)) {
            Some(taken) => Err(Refusal::NameTaken { sibling: taken.id.clone(), name: taken.name.clone() }),
            None => Ok(()),
        }
    }

    fn may_run(&self, id: &NodeId, parent: &NodeId, period: Option<&Period>) -> Result<(), Refusal> {
        let Some(period) = period else { return Ok(()) };
        let fits = self.period(parent).is_none_or(|outer| outer.holds(period));
        if period.from < period.until && fits { Ok(()) } else { Err(Refusal::BadPeriod(id.clone())) }
    }
}
