//! Who holds what: grants, teams, and who stands in for whom.

use crate::{PersonId, Realm, RoleId, TeamId};
use rapport_kernel::Time;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A grant's name, chosen by whoever makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GrantId(pub SmolStr);

/// Who holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// Someone with an account of their own.
    Person(PersonId),
    /// Everybody in a team, for as long as they are in it.
    Team(TeamId),
}

/// A role held in a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Names the grant for as long as it exists.
    pub id: GrantId,
    /// The person or team that holds the role.
    pub holder: Holder,
    /// What the holder may do there.
    pub role: RoleId,
    /// Where. One object: it is shared with the holder.
    pub realm: Realm,
    /// The first moment at which it holds no more; without one it holds until it is withdrawn.
    pub until: Option<Time>,
}

/// Several people who hold roles together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Names the team in grants and limits.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
    /// The people who hold the team's roles.
    pub members: BTreeSet<PersonId>,
}

/// Someone is away, and someone else releases what waits for them meanwhile.
///
/// The substitute has what the person away holds of themselves that releases, and what shows it; nothing that the person away has as a
/// substitute, so that no right travels from one to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// Who is away.
    pub person: PersonId,
    /// Who stands in.
    pub substitute: PersonId,
    /// The first moment.
    pub from: Time,
    /// The first moment after it.
    pub until: Time,
}
