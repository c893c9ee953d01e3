//! The ids of people's work.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

macro_rules! ids {
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
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Someone who works here.
    PersonId,
    /// A role, such as `area-head`.
    RoleId,
    /// Where a role is held: a node of the plan's tree or a brand, such as `area:direct` or `brand:acme`.
    PlaceId,
    /// One request for release, with everything that was said about it.
    ApprovalId,
    /// A template of approvals.
    TemplateId,
    /// A stage of a template.
    StageId,
    /// Names one task for as long as it is kept.
    TaskId,
    /// Names one comment within all threads.
    CommentId,
    /// What sort of thing something is: `journey`, `budget`, `asset`, `order`, ...
    SubjectKind,
}

/// A thing that tasks and comments hang on, and that is released.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Object {
    /// What sort of thing.
    pub kind: SubjectKind,
    /// The id within its kind.
    pub id: SmolStr,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}
