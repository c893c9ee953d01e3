//! Who is signed in.

use super::{codes::HoldCode, people::Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Signs in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionInput {
    /// An admin's, a person's or a branch's token.
    #[schema(min_length = 1, max_length = 256)]
    pub token: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    /// What they sign in by.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their branch, for staff.
    pub branch: Option<String>,
    /// Why nothing is sent at the moment; empty if things are sent.
    pub held: Vec<HoldCode>,
}
