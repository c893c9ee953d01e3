//! Teams: made by hand or by a company's directory, and the roles they hold. Every change is decided by the rights as they are within one
//! turn.

use super::{directory::NotDone, people};
use crate::{App, auth::Caller, names, problem::Problem, wire::RoleInput};
use rapport_account::scim::{GroupChange, GroupResource, ScimRefusal};
use rapport_kernel::name;
use rapport_people::{Holder, PersonId, RightsChange, Team, TeamId};
use rapport_people::{Object, ObjectKind};
use rapport_platform::sql::account::team::DirectoryTeam;
use rapport_platform::sql::trace;
use rapport_trace::{DeedAct, DeedDraft, draft::field};

/// Makes a team.
///
/// # Errors
/// [`ScimRefusal::Uniqueness`] for a name that another team has; [`ScimRefusal::InvalidValue`] for members that are nobody.
pub async fn make(app: &App, said: GroupResource) -> Result<DirectoryTeam, NotDone> {
    let _turn = app.rights.turn().await;
    let id = TeamId(format!("t_{}", uuid::Uuid::now_v7().simple()).into());
    let members = said.members.iter().map(|id| PersonId(id.as_str().into())).collect();
    let team = Team { id, name: names::name(&said.display_name)?, members };
    trace::on(ObjectKind::Team, &team.id.0);
    tell(None, &team);
    keep(app, DirectoryTeam { team, external_id: said.external_id }).await
}

/// Changes a team, one change after the other, or not at all.
///
/// # Errors
/// As [`make`]; not found; what the caller may not give, for those who come in.
pub async fn change(app: &App, caller: &Caller, id: &str, changes: Vec<GroupChange>) -> Result<DirectoryTeam, NotDone> {
    let _turn = app.rights.turn().await;
    let mut group = team(app, id).await?;
    let (known, before) = (group.team.clone(), group.team.members.clone());
    let people = |ids: Vec<String>| ids.into_iter().map(|id| PersonId(id.into()));
    for change in changes {
        let team = &mut group.team;
        match change {
            GroupChange::Name(name) => team.name = names::name(&name)?,
            GroupChange::Add(ids) => team.members.extend(people(ids)),
            GroupChange::Remove(ids) => team.members.retain(|member| !ids.iter().any(|id| member.0 == *id)),
            GroupChange::Replace(ids) => team.members = people(ids).collect(),
        }
    }
    // Whoever comes in holds what the team holds.
    if !group.team.members.is_subset(&before) {
        people::could_give_all(app, caller, &Holder::Team(group.team.id.clone())).await?;
    }
    tell(Some(&known), &group.team);
    keep(app, group).await
}

/// Tells the trace what becomes of a team, and who comes and goes: each by a line of their own, in which only a number is left of who is
/// erased.
fn tell(before: Option<&Team>, after: &Team) {
    let named = before.map(|before| before.name.as_str());
    if named != Some(after.name.as_str()) {
        trace::changed([field("name", named, Some(&after.name))]);
    }
    let nobody = std::collections::BTreeSet::new();
    let members = before.map_or(&nobody, |before| &before.members);
    let object = Object::new(ObjectKind::Team, &after.id.0);
    let draft = |act, person: &PersonId| DeedDraft::new(act, object.clone()).about(person.clone());
    after.members.difference(members).for_each(|person| trace::tell(draft(DeedAct::Joined, person)));
    members.difference(&after.members).for_each(|person| trace::tell(draft(DeedAct::Parted, person)));
}

/// One team.
///
/// # Errors
/// Not found.
pub async fn team(app: &App, id: &str) -> Result<DirectoryTeam, NotDone> {
    let found = app.accounts.teams().await?.into_iter().find(|one| one.team.id.0 == id);
    Ok(found.ok_or_else(|| Problem::not_found("team"))?)
}

/// Removes a team that holds no roles.
///
/// # Errors
/// Not found; what the rights refuse, as for a team that holds roles still.
pub async fn remove(app: &App, id: &str) -> Result<(), NotDone> {
    let _turn = app.rights.turn().await;
    let group = team(app, id).await?;
    app.rights.decide(&RightsChange::RemoveTeam(group.team.id.clone()), app.now())?;
    app.accounts.remove_team(&group.team.id).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// Keeps a team, if the rights allow what it is now.
async fn keep(app: &App, group: DirectoryTeam) -> Result<DirectoryTeam, NotDone> {
    let known = app.accounts.in_directory().await?;
    if !group.team.members.iter().all(|member| known.iter().any(|one| one.account.id == *member)) {
        return Err(ScimRefusal::InvalidValue.into());
    }
    let taken = |one: &DirectoryTeam| one.team.id != group.team.id && name::alike(&one.team.name, &group.team.name);
    if app.accounts.teams().await?.iter().any(taken) {
        return Err(ScimRefusal::Uniqueness.into());
    }
    app.rights.decide(&RightsChange::SetTeam(group.team.clone()), app.now())?;
    app.accounts.set_team(&group).await?;
    app.rights.reload(&app.accounts).await?;
    Ok(group)
}

/// Gives a team a role: everybody in it holds it for as long as they are in it.
///
/// # Errors
/// Not found; what the giver may not give, and what the rights refuse.
pub async fn give(app: &App, caller: &Caller, id: &str, role: RoleInput) -> Result<(), NotDone> {
    let _turn = app.rights.turn().await;
    let holder = Holder::Team(team(app, id).await?.team.id);
    Ok(people::give_to(app, caller, holder, role).await?)
}

/// Takes a role of a team back.
///
/// # Errors
/// As [`give`].
pub async fn withdraw(app: &App, caller: &Caller, id: &str, grant: &str) -> Result<(), NotDone> {
    let _turn = app.rights.turn().await;
    let holder = Holder::Team(team(app, id).await?.team.id);
    Ok(people::withdraw_from(app, caller, &holder, grant).await?)
}
