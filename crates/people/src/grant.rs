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
    /// One person.
    Person(PersonId),
    /// Everybody in a team, for as long as they are in it.
    Team(TeamId),
}

/// A role held in a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Which grant.
    pub id: GrantId,
    /// By whom.
    pub holder: Holder,
    /// Which role.
    pub role: RoleId,
    /// Where. One object: it is shared with the holder.
    pub realm: Realm,
    /// The first moment at which it holds no more; without one it holds until it is withdrawn.
    pub until: Option<Time>,
}

/// Several people who hold roles together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
    /// Who is in it.
    pub members: BTreeSet<PersonId>,
}

/// Somebody is away, and somebody else releases what waits for them meanwhile.
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
