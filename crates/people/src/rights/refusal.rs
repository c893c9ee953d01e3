//! Why a change of what was given is not made: every refusal has a name.

use crate::{GrantId, PersonId, RoleId, TeamId};
use rapport_kernel::{Money, Time};

/// Why a change of rights was refused. Nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RightsRefusal {
    /// There is no such role.
    #[error("there is no role `{0}`")]
    UnknownRole(RoleId),
    /// The role comes with the program and stays as it is.
    #[error("the role `{0}` comes with Rapport and stays as it is: make one of your own")]
    BuiltIn(RoleId),
    /// A role without permissions.
    #[error("the role `{0}` allows nothing: give it at least one permission")]
    EmptyRole(RoleId),
    /// Someone holds the role, or has a limit by it.
    #[error("the role `{0}` is held, or limits are set for it: withdraw those first")]
    RoleInUse(RoleId),
    /// A role for people of other companies is held for shared objects only.
    #[error("the role `{0}` is for people of other companies: share single objects with them")]
    ObjectNeeded(RoleId),
    /// A name of nothing, of more than 200 characters, or with something in it that no one sees.
    #[error("a role or team needs a name of 1 to 200 characters that can be seen")]
    BadName,
    /// Two roles, or two teams, would look the same.
    #[error("there is one called \"{0}\" already")]
    NameTaken(String),
    /// There is no such team.
    #[error("there is no team `{0}`")]
    UnknownTeam(TeamId),
    /// The team holds roles.
    #[error("the team `{0}` holds roles: withdraw them first")]
    TeamInUse(TeamId),
    /// There is no such grant.
    #[error("there is no grant `{}`", .0.0)]
    UnknownGrant(GrantId),
    /// The id was used.
    #[error("there is a grant `{}` already", .0.0)]
    GrantExists(GrantId),
    /// What is given, or the absence, would be over before it begins.
    #[error("it would be over already at {0}: choose a later end")]
    AlreadyOver(Time),
    /// No one stands in for themselves.
    #[error("{0} cannot stand in for themselves")]
    OwnSubstitute(PersonId),
    /// Nothing was said of this person's absence.
    #[error("{0} is not away")]
    NotAway(PersonId),
    /// A limit below nothing.
    #[error("{0}: a limit may not be negative")]
    NegativeLimit(Money),
    /// No limit is set for this.
    #[error("no such limit is set")]
    UnknownLimit,
    /// Someone must be able to give rights back: one person who has not left manages people everywhere, without an end.
    #[error("no one would be left who manages people everywhere: give someone else that first")]
    LastAdministrator,
}

impl RightsRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRole(_) => "unknown_role",
            Self::BuiltIn(_) => "built_in",
            Self::EmptyRole(_) => "empty_role",
            Self::RoleInUse(_) => "role_in_use",
            Self::ObjectNeeded(_) => "object_needed",
            Self::BadName => "bad_name",
            Self::NameTaken(_) => "name_taken",
            Self::UnknownTeam(_) => "unknown_team",
            Self::TeamInUse(_) => "team_in_use",
            Self::UnknownGrant(_) => "unknown_grant",
            Self::GrantExists(_) => "grant_exists",
            Self::AlreadyOver(_) => "already_over",
            Self::OwnSubstitute(_) => "own_substitute",
            Self::NotAway(_) => "not_away",
            Self::NegativeLimit(_) => "negative_limit",
            Self::UnknownLimit => "unknown_limit",
            Self::LastAdministrator => "last_administrator",
        }
    }
}
