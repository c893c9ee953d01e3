//! The nodes of the plan: added, changed, moved, closed, archived, and who did it why.

use rapport_kernel::Time;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A new node. Its level is part of its id; the levels are plan, area, campaign, activity, from top to bottom.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeInput {
    /// Its id: level and name.
    #[schema(pattern = "^(plan|area|campaign|activity):[A-Za-z0-9._-]{1,64}$", example = "activity:spring-shoes")]
    pub id: String,
    /// The node above; absent for a plan.
    #[schema(max_length = 80)]
    pub parent: Option<String>,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// In which currency it reckons; a plan needs one, nothing else may have one.
    #[schema(example = "EUR")]
    pub currency: Option<String>,
    /// First day, UTC; a plan needs one.
    #[schema(example = "2026-01-01", max_length = 10)]
    pub starts: Option<String>,
    /// Last day, UTC; a plan needs one.
    #[schema(example = "2026-12-31", max_length = 10)]
    pub ends: Option<String>,
    /// The id of the brand whose days and messages it is about; absent: the one above.
    #[schema(max_length = 64)]
    pub brand: Option<String>,
    /// Who answers for it.
    #[schema(max_length = 200)]
    pub owner: Option<String>,
}

/// Changes to a node; what is left out stays as it is, and `null` takes it away.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NodePatch {
    /// Its name. No two nodes under one parent have the same.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub owner: Option<Option<String>>,
    /// The id of the brand whose days and messages it is about.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub brand: Option<Option<String>>,
    /// First day, UTC; together with `ends`. A plan keeps having both.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, example = "2026-01-01", max_length = 10)]
    pub starts: Option<Option<String>>,
    /// Last day, UTC.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, example = "2026-12-31", max_length = 10)]
    pub ends: Option<Option<String>>,
    /// The reason, which is kept with the change.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// Tells `null` from what was left out.
fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Where a node is to hang.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInput {
    /// The new parent: of the same level as the old one, with the same currency, and with room for the node's period.
    #[schema(max_length = 80, example = "campaign:autumn")]
    pub parent: String,
    /// The reason, which is kept with the change.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// How far the books of a plan are closed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseBooksInput {
    /// The last day that is closed: before today, and not before the one that is closed already.
    #[schema(example = "2026-03-31", max_length = 10)]
    pub last_day: String,
    /// The reason, which is kept with the change.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// Why something is done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonInput {
    /// The reason, which is kept with the change.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// What a change of the tree changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeChangeCode {
    /// A new node was hung in.
    Added,
    /// What people call it.
    Name,
    /// Who answers for it.
    Owner,
    /// The brand whose days and messages it is about.
    Brand,
    /// When it runs, as `2026-01-01/2026-03-31`.
    Period,
    /// What it hangs under, as ids.
    Moved,
    /// From then on nothing new is begun there.
    Closed,
    /// It was opened again.
    Reopened,
    /// It was put away.
    Archived,
    /// It was brought back.
    Restored,
    /// The books of a plan were closed up to and with a day.
    BooksClosed,
}

/// A change of the tree: who made it, when and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NodeChange {
    /// Its place in the list of all changes; what was changed together has the same.
    pub seq: u64,
    /// The moment of the change.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The name of whoever made it.
    pub author: String,
    /// The reason, which is kept with the change.
    pub reason: String,
    /// The changed node's id.
    pub node: String,
    /// What it is called now.
    pub name: String,
    /// What was changed.
    pub what: NodeChangeCode,
    /// As it was; absent where there was nothing.
    pub before: Option<String>,
    /// As it has been since; absent where there is nothing.
    pub after: Option<String>,
}
