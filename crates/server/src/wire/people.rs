//! People who may sign in, and what they hold.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role that somebody holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleHeld {
    /// By which it is taken back.
    pub id: String,
    /// Which role; `GET /v1/roles` lists them.
    pub role: String,
    /// At which node of the plan, with everything below it: `area:direct`; absent: at the company.
    pub node: Option<String>,
    /// Of which brand alone; absent: of all.
    pub brand: Option<String>,
    /// At which branch alone.
    pub branch: Option<String>,
    /// For which journey alone: it is shared.
    pub journey: Option<String>,
    /// The first moment at which it is held no more.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
}

/// How far an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// Invited, and no password was set yet.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in any more. What they did keeps their name.
    Closed,
    /// Comes in by a token or key alone.
    ByToken,
}

/// A person who may sign in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// Made by the server; never changes.
    pub id: String,
    /// Their name: the author of what they do.
    pub name: String,
    /// What they sign in by; absent for those who come by a token alone.
    pub email: Option<String>,
    /// How far the account is.
    pub state: PersonState,
    /// What they hold.
    pub roles: Vec<RoleHeld>,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Whether this is the key that was printed at the first start.
    pub recovery_key: bool,
    /// The moment at which they were added.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
}

/// A role to be given.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleInput {
    /// The role's name, one of `GET /v1/roles`.
    #[schema(min_length = 1, max_length = 64)]
    pub role: String,
    /// At which node of the plan, with everything below it: `area:direct`; absent: at the company.
    #[schema(max_length = 100)]
    pub node: Option<String>,
    /// Of which brand alone; absent: of all.
    #[schema(max_length = 100)]
    pub brand: Option<String>,
    /// At which branch alone; then without `node`, `brand` and `journey`.
    #[schema(max_length = 100)]
    pub branch: Option<String>,
    /// For which journey alone: it is shared, with people of other companies, too.
    #[schema(max_length = 100)]
    pub journey: Option<String>,
    /// The first moment at which it is held no more.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
}

/// A new person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// Their name: the author of what they do.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where the invitation goes, and what they sign in by. Without one it is an account of a program, which comes by a token.
    #[schema(min_length = 3, max_length = 254)]
    pub email: Option<String>,
    /// In which language they are written to: `de`, `en`, `it`, `nl` or `pl`.
    #[schema(max_length = 8)]
    pub language: Option<String>,
    /// What they hold from the beginning.
    #[schema(min_items = 1, max_items = 20)]
    pub roles: Vec<RoleInput>,
}

/// A new person, and how they get in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonCreated {
    /// Who was added, as lists show them.
    pub person: Person,
    /// Whether a mail with the link has left.
    pub mailed: bool,
    /// The link to set a password, to be handed over where no mail could leave; shown once.
    pub link: Option<super::Secret>,
    /// The token of an account without an address; shown once and kept only as a hash.
    pub token: Option<super::Secret>,
}

/// How somebody gets in again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonLink {
    /// Whether a mail with the link has left.
    pub mailed: bool,
    /// The link, to be handed over where no mail could leave; shown once.
    pub link: Option<super::Secret>,
    /// The new token of an account without an address; shown once and kept only as a hash.
    pub token: Option<super::Secret>,
}

/// The address of an account that came by a token alone.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEmail {
    /// What they sign in by from now on.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
}

/// A role that can be given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Its stable id.
    pub id: String,
    /// What it is called in English; screens have names for those that come with Rapport.
    pub name: String,
    /// For people of other companies: held for shared things only.
    pub outside: bool,
    /// What it allows.
    pub permissions: Vec<String>,
}

/// Several people who hold roles together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TeamView {
    /// Made by the server; never changes.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The ids of those who are in it.
    pub members: Vec<String>,
    /// What everybody in it holds.
    pub roles: Vec<RoleHeld>,
    /// Whether it comes from the company's directory, which changes its name and members.
    pub from_directory: bool,
}

/// A team's name and members.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The ids of those who are in it.
    #[schema(max_items = 10000)]
    pub members: Vec<String>,
}
