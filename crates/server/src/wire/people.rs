//! People who may sign in.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May see and change everything.
    Admin,
    /// One branch's prompts.
    Staff,
}

/// A person who may sign in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// Made by the server; never changes.
    pub id: String,
    /// Their name: the author of what they do.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The moment at which they were added.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
}

/// A new person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// Their name: the author of what they do.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// A new person, and their token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonCreated {
    /// Who was added, as lists show them.
    pub person: Person,
    /// Signs in; shown once and kept only as a hash.
    pub token: super::Secret,
}
