//! All that was given: roles, teams, grants, absences, limits. [`Rights::decide`] says whether a change is allowed, [`Rights::evolve`]
//! makes it.

mod refusal;

pub use refusal::RightsRefusal;

use crate::{
    Away, Ceiling, Grant, GrantId, Holder, Limit, LimitHolder, Permission, PersonId, Realm, Role, RoleId, Team, TeamId,
};
use rapport_kernel::{Time, name};
use std::collections::{BTreeMap, BTreeSet};

/// A change of what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RightsChange {
    /// Makes a role of the installation's own, or changes it for all who hold it.
    SetRole(Role),
    /// Removes a role that no one holds.
    RemoveRole(RoleId),
    /// Makes a team, or changes its name and members.
    SetTeam(Team),
    /// Removes a team that holds nothing.
    RemoveTeam(TeamId),
    /// Gives someone a role.
    Give(Grant),
    /// Takes a grant back.
    Withdraw(GrantId),
    /// Says who stands in for someone, instead of what was said before.
    SetAway(Away),
    /// Someone is back.
    EndAway(PersonId),
    /// Sets up to how much someone decides alone, instead of what was set before for the same.
    SetLimit(Limit),
    /// Takes the limit back that is for the same.
    RemoveLimit(Limit),
    /// Someone has left: nothing that was given to them counts any more.
    Leave(PersonId),
    /// Someone is back in the house, with what was not withdrawn meanwhile.
    Return(PersonId),
    /// Someone has not come in yet, or is a program: what they hold counts, but an installation cannot rely on them to come.
    Await(PersonId),
}

/// All that was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    roles: BTreeMap<RoleId, Role>,
    teams: BTreeMap<TeamId, Team>,
    grants: BTreeMap<GrantId, Grant>,
    away: BTreeMap<PersonId, Away>,
    limits: Vec<Limit>,
    left: BTreeSet<PersonId>,
    awaited: BTreeSet<PersonId>,
}

impl Rights {
    /// Whether `change` is allowed at `now`. Whether someone may make it is the policy's to say.
    ///
    /// # Errors
    /// The named [`RightsRefusal`]; the change must then not be made.
    pub fn decide(&self, change: &RightsChange, now: Time) -> Result<(), RightsRefusal> {
        match change {
            RightsChange::SetRole(role) => self.may_set_role(role),
            RightsChange::RemoveRole(id) => self.may_remove_role(id),
            RightsChange::SetTeam(team) => self.may_set_team(team),
            RightsChange::RemoveTeam(id) => self.may_remove_team(id),
            RightsChange::Give(grant) => self.may_give(grant, now),
            RightsChange::Withdraw(id) if !self.grants.contains_key(id) => Err(RightsRefusal::UnknownGrant(id.clone())),
            RightsChange::SetAway(away) => may_be_away(away, now),
            RightsChange::EndAway(person) if !self.away.contains_key(person) => {
                Err(RightsRefusal::NotAway(person.clone()))
            }
            RightsChange::SetLimit(limit) => self.may_set_limit(limit),
            RightsChange::RemoveLimit(limit) if !self.limits.iter().any(|known| known.is_of_the_same(limit)) => {
                Err(RightsRefusal::UnknownLimit)
            }
            RightsChange::Withdraw(_)
            | RightsChange::EndAway(_)
            | RightsChange::RemoveLimit(_)
            | RightsChange::Leave(_)
            | RightsChange::Return(_)
            | RightsChange::Await(_) => Ok(()),
        }?;
        if self.has_administrator() {
            let mut after = self.clone();
            after.evolve(change);
            if !after.has_administrator() {
                return Err(RightsRefusal::LastAdministrator);
            }
        }
        Ok(())
    }

    /// Makes a change that was decided.
    pub fn evolve(&mut self, change: &RightsChange) {
        match change {
            RightsChange::SetRole(role) => drop(self.roles.insert(role.id.clone(), role.clone())),
            RightsChange::RemoveRole(id) => drop(self.roles.remove(id)),
            RightsChange::SetTeam(team) => drop(self.teams.insert(team.id.clone(), team.clone())),
            RightsChange::RemoveTeam(id) => drop(self.teams.remove(id)),
            RightsChange::Give(grant) => drop(self.grants.insert(grant.id.clone(), grant.clone())),
            RightsChange::Withdraw(id) => drop(self.grants.remove(id)),
            RightsChange::SetAway(away) => drop(self.away.insert(away.person.clone(), away.clone())),
            RightsChange::EndAway(person) => drop(self.away.remove(person)),
            RightsChange::SetLimit(limit) => {
                self.limits.retain(|known| !known.is_of_the_same(limit));
                self.limits.push(limit.clone());
            }
            RightsChange::RemoveLimit(limit) => self.limits.retain(|known| !known.is_of_the_same(limit)),
            RightsChange::Leave(person) => drop(self.left.insert(person.clone())),
            RightsChange::Return(person) => drop(self.left.remove(person)),
            RightsChange::Await(person) => drop(self.awaited.insert(person.clone())),
        }
    }

    /// Every role: those that come with the program, then the installation's own.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        Role::built_in().chain(self.roles.values().cloned())
    }

    /// A role, if there is one of this id.
    #[must_use]
    pub fn role(&self, id: &RoleId) -> Option<Role> {
        self.roles.get(id).cloned().or_else(|| Role::built_in().find(|role| role.id == *id))
    }

    /// A team, if there is one of this id.
    #[must_use]
    pub fn team(&self, id: &TeamId) -> Option<&Team> {
        self.teams.get(id)
    }

    /// Every grant, by id; also those that have run out.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.grants.values()
    }

    /// Who is or will be away, or was.
    pub fn away(&self) -> impl Iterator<Item = &Away> {
        self.away.values()
    }

    /// All of them, whoever holds them.
    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.limits.iter()
    }

    /// Whether someone has left.
    #[must_use]
    pub fn has_left(&self, person: &PersonId) -> bool {
        self.left.contains(person)
    }

    fn may_set_role(&self, role: &Role) -> Result<(), RightsRefusal> {
        if Role::is_built_in(&role.id) {
            return Err(RightsRefusal::BuiltIn(role.id.clone()));
        }
        if role.permissions.is_empty() {
            return Err(RightsRefusal::EmptyRole(role.id.clone()));
        }
        let taken = self.roles().filter(|other| other.id != role.id).map(|other| other.name);
        may_be_called(&role.name, taken)?;
        let placed = |grant: &&Grant| grant.role == role.id && !matches!(grant.realm, Realm::Object(_));
        match self.grants().find(placed) {
            Some(grant) if role.outside => Err(RightsRefusal::ObjectNeeded(grant.role.clone())),
            _ => Ok(()),
        }
    }

    fn may_remove_role(&self, id: &RoleId) -> Result<(), RightsRefusal> {
        if Role::is_built_in(id) {
            return Err(RightsRefusal::BuiltIn(id.clone()));
        }
        if !self.roles.contains_key(id) {
            return Err(RightsRefusal::UnknownRole(id.clone()));
        }
        let limited = |limit: &&Limit| limit.holder == LimitHolder::Role(id.clone());
        if self.grants().any(|grant| grant.role == *id) || self.limits().any(|limit| limited(&limit)) {
            return Err(RightsRefusal::RoleInUse(id.clone()));
        }
        Ok(())
    }

    fn may_set_team(&self, team: &Team) -> Result<(), RightsRefusal> {
        let others = self.teams.values().filter(|other| other.id != team.id).map(|other| other.name.clone());
        may_be_called(&team.name, others)
    }

    fn may_remove_team(&self, id: &TeamId) -> Result<(), RightsRefusal> {
        if !self.teams.contains_key(id) {
            return Err(RightsRefusal::UnknownTeam(id.clone()));
        }
        match self.grants().any(|grant| grant.holder == Holder::Team(id.clone())) {
            true => Err(RightsRefusal::TeamInUse(id.clone())),
            false => Ok(()),
        }
    }

    fn may_give(&self, grant: &Grant, now: Time) -> Result<(), RightsRefusal> {
        let role = self.role(&grant.role).ok_or_else(|| RightsRefusal::UnknownRole(grant.role.clone()))?;
        if let Holder::Team(team) = &grant.holder
            && !self.teams.contains_key(team)
        {
            return Err(RightsRefusal::UnknownTeam(team.clone()));
        }
        if self.grants.contains_key(&grant.id) {
            return Err(RightsRefusal::GrantExists(grant.id.clone()));
        }
        if role.outside && !matches!(grant.realm, Realm::Object(_)) {
            return Err(RightsRefusal::ObjectNeeded(role.id));
        }
        match grant.until {
            Some(until) if until <= now => Err(RightsRefusal::AlreadyOver(until)),
            _ => Ok(()),
        }
    }

    fn may_set_limit(&self, limit: &Limit) -> Result<(), RightsRefusal> {
        if let LimitHolder::Role(role) = &limit.holder
            && self.role(role).is_none()
        {
            return Err(RightsRefusal::UnknownRole(role.clone()));
        }
        match limit.ceiling {
            Ceiling::UpTo(money) if money.minor < 0 => Err(RightsRefusal::NegativeLimit(money)),
            _ => Ok(()),
        }
    }

    /// Whether someone who comes in manages people everywhere, and for good.
    fn has_administrator(&self) -> bool {
        let manages =
            |role: &RoleId| self.role(role).is_some_and(|role| role.permissions.contains(Permission::PeopleManage));
        let comes = |person: &PersonId| !self.has_left(person) && !self.awaited.contains(person);
        let held = |holder: &Holder| match holder {
            Holder::Person(person) => comes(person),
            Holder::Team(team) => self.team(team).is_some_and(|team| team.members.iter().any(comes)),
        };
        let for_good = self.grants().filter(|grant| grant.realm == Realm::EVERYWHERE && grant.until.is_none());
        for_good.into_iter().any(|grant| held(&grant.holder) && manages(&grant.role))
    }
}

fn may_be_away(away: &Away, now: Time) -> Result<(), RightsRefusal> {
    if away.person == away.substitute {
        return Err(RightsRefusal::OwnSubstitute(away.person.clone()));
    }
    if away.until <= away.from || away.until <= now {
        return Err(RightsRefusal::AlreadyOver(away.until));
    }
    Ok(())
}

/// A name says what people can see, and does not look like another's.
fn may_be_called(name: &str, mut taken: impl Iterator<Item = String>) -> Result<(), RightsRefusal> {
    if !name::fits(name) || name::cleaned(name) != name {
        return Err(RightsRefusal::BadName);
    }
    match taken.find(|other| name::alike(other, name)) {
        Some(other) => Err(RightsRefusal::NameTaken(other)),
        None => Ok(()),
    }
}
