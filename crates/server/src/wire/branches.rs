//! The sign-in of a branch's phone.

use serde::Serialize;
use utoipa::ToSchema;

/// A fresh sign-in for a branch's phone; the one before ends.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BranchLink {
    /// The branch that the sign-in is for.
    pub branch: String,
    /// To be opened on the phone, or scanned; shown once.
    pub url: super::Secret,
    /// The token in it, for `POST /v1/session`.
    pub token: super::Secret,
}
