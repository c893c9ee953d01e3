//! The ids of the tree: one type for each level, and [`NodeId`] where any level will do.

use crate::Refusal;
use rapport_kernel::ActivityId;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{fmt, str::FromStr};

macro_rules! node_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub SmolStr);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    )*};
}

node_ids! {
    /// A marketing plan, usually of one year.
    PlanId,
    /// An area of a plan, such as brand, direct or social.
    AreaId,
    /// A campaign of an area.
    CampaignId,
}

/// How deep a node stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The root: holds the plans.
    Company,
    /// A plan: has a currency and a period.
    Plan,
    /// An area of a plan.
    Area,
    /// A campaign of an area.
    Campaign,
    /// The leaf: money lies here.
    Activity,
}

impl Level {
    /// Every level, from the root down.
    pub const ALL: [Self; 5] = [Self::Company, Self::Plan, Self::Area, Self::Campaign, Self::Activity];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Plan => "plan",
            Self::Area => "area",
            Self::Campaign => "campaign",
            Self::Activity => "activity",
        }
    }

    /// The level above, none for the company.
    #[must_use]
    pub fn above(self) -> Option<Self> {
        match self {
            Self::Company => None,
            Self::Plan => Some(Self::Company),
            Self::Area => Some(Self::Plan),
            Self::Campaign => Some(Self::Area),
            Self::Activity => Some(Self::Campaign),
        }
    }
}

/// A node of any level. Written `company`, `plan:2026`, `area:direct`, `campaign:spring`, `activity:spring-shoes`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeId {
    /// The root of everything.
    Company,
    /// The root of one budget, written `plan:2026`.
    Plan(PlanId),
    /// Part of a plan with an owner, written `area:direct`.
    Area(AreaId),
    /// Several leaves with one aim, written `campaign:spring`.
    Campaign(CampaignId),
    /// A leaf, the only node that holds money; written `activity:spring-shoes`.
    Activity(ActivityId),
}

impl NodeId {
    /// How deep it stands.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Company => Level::Company,
            Self::Plan(_) => Level::Plan,
            Self::Area(_) => Level::Area,
            Self::Campaign(_) => Level::Campaign,
            Self::Activity(_) => Level::Activity,
        }
    }

    /// The id within its level; empty for the company.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Company => "",
            Self::Plan(id) => &id.0,
            Self::Area(id) => &id.0,
            Self::Campaign(id) => &id.0,
            Self::Activity(id) => &id.0,
        }
    }

    /// The activity, if it is one.
    #[must_use]
    pub fn activity(&self) -> Option<&ActivityId> {
        match self {
            Self::Activity(id) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Company => f.write_str("company"),
            _ => write!(f, "{}:{}", self.level().code(), self.name()),
        }
    }
}

impl FromStr for NodeId {
    type Err = Refusal;

    /// Reads the written form. The id part: 1 to 64 of `a-z A-Z 0-9 . _ -`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::BadId(text.chars().take(80).collect());
        if text == "company" {
            return Ok(Self::Company);
        }
        let (level, id) = text.split_once(':').ok_or_else(bad)?;
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if id.is_empty() || id.len() > 64 || !id.bytes().all(letter) {
            return Err(bad());
        }
        match level {
            "plan" => Ok(Self::Plan(id.into())),
            "area" => Ok(Self::Area(id.into())),
            "campaign" => Ok(Self::Campaign(id.into())),
            "activity" => Ok(Self::Activity(id.into())),
            _ => Err(bad()),
        }
    }
}

impl Serialize for NodeId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
