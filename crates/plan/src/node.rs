//! One node of the tree.

use crate::{Change, NodeId};
use rapport_kernel::{BrandId, Currency, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// From a moment until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first moment inside.
    pub from: Time,
    /// The first moment after it.
    pub until: Time,
}

impl Period {
    /// Whether `other` lies inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

/// A plan, area, campaign or activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its level and name, which never change.
    pub id: NodeId,
    /// What it hangs under.
    pub parent: NodeId,
    /// What people call it.
    pub name: String,
    /// Who answers for it, if someone does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<SmolStr>,
    /// For which brand, if for one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// When it runs; a node without one runs as long as its parent. A plan must have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// What a plan reckons in; only plans have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// A closed node takes facts but no requests, and neither do the nodes below it.
    #[serde(default)]
    pub closed: bool,
    /// Put away: closed, and hidden from lists unless asked for; its figures stay in every sum.
    #[serde(default)]
    pub archived: bool,
    /// Plans: the books before this moment are closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_until: Option<Time>,
}

impl Node {
    /// A node with a name and nothing else said.
    #[must_use]
    pub fn new(id: NodeId, parent: NodeId, name: &str) -> Self {
        Self {
            id,
            parent,
            name: name.into(),
            owner: None,
            brand: None,
            period: None,
            currency: None,
            closed: false,
            archived: false,
            closed_until: None,
        }
    }

    /// A plan under the company.
    #[must_use]
    pub fn plan(id: &str, name: &str, currency: Currency, period: Period) -> Self {
        let node = Self::new(NodeId::Plan(id.into()), NodeId::Company, name);
        Self { currency: Some(currency), period: Some(period), ..node }
    }

    /// Makes a change of this node; where it hangs among others is for [`crate::Tree::evolve`].
    pub fn evolve(&mut self, change: &Change) {
        match change {
            Change::Add { node } => self.clone_from(node),
            Change::Rename { name, owner, .. } => {
                self.name.clone_from(name);
                self.owner.clone_from(owner);
            }
            Change::Rebrand { brand, .. } => self.brand.clone_from(brand),
            Change::Reschedule { period, .. } => self.period = *period,
            Change::Move { parent, .. } => self.parent.clone_from(parent),
            Change::Close { closed, .. } => self.closed = *closed,
            Change::Archive { archived, .. } => self.archived = *archived,
            Change::ClosePeriod { until, .. } => self.closed_until = Some(*until),
        }
    }
}
