//! Sources of events, with write keys.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A source of events.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// Its id: the touchpoint it speaks for.
    #[schema(example = "shop")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// For which brand it speaks.
    pub brand: String,
    /// What sort of touchpoint: `shop`, `app`, `till`, `branch`, `call_centre`, `social`.
    pub touchpoint: String,
    /// Whether it may speak.
    pub active: bool,
    /// When it last said something, since the last start.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_event: Option<Time>,
    /// How many events it sent since the last start.
    pub events: u64,
}

/// A new source.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    /// Its id: small letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
    pub id: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// For which brand it speaks.
    #[schema(max_length = 64)]
    pub brand: String,
    /// What sort of touchpoint.
    pub touchpoint: Touchpoint,
}

/// What sort of touchpoint a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Touchpoint {
    /// A web shop or site.
    Shop,
    /// An app.
    App,
    /// A till.
    Till,
    /// A branch: door, scanner, staff.
    Branch,
    /// A call centre.
    CallCentre,
    /// A social network.
    Social,
}

/// What is to change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceChange {
    /// Whether it may speak.
    pub active: Option<bool>,
}

/// A source and its write key.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceKey {
    /// The source.
    pub source: SourceView,
    /// The write key; shown once and kept only as a hash.
    pub write_key: super::Secret,
}
