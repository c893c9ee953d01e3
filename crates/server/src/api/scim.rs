//! SCIM 2.0 (RFC 7643, 7644): how a company's directory, such as Okta or Microsoft Entra, tells who works here. Users are accounts, groups
//! are teams. The directory comes with the token of a program's account that may manage people.

mod answer;

pub use answer::{ScimAnswer, ScimError};

use crate::{
    App,
    accounts::{
        directory::{self, NotDone},
        rights::Permitted,
        teams,
    },
    extract::{Params, Segments, Unread, media},
    json,
    wire::*,
};
use axum::{
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use rapport_account::scim::{Filter, GroupChange, GroupResource, ScimRefusal, UserChange, UserResource};
use rapport_platform::sql::account::{directory::DirectoryAccount, team::DirectoryTeam};
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The largest body: a group with all its members.
const MAX_BODY: usize = 1024 * 1024;
/// How many resources a page has at most, and if nothing is said.
const PAGE: usize = 200;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(scim_config))
        .routes(routes!(scim_users, create_scim_user))
        .routes(routes!(scim_user, replace_scim_user, change_scim_user, remove_scim_user))
        .routes(routes!(scim_groups, create_scim_group))
        .routes(routes!(scim_group, replace_scim_group, change_scim_group, remove_scim_group))
}

type Done<T> = Result<ScimAnswer<T>, NotDone>;

/// A resource or a change, as a directory sends it.
pub struct Said(Value);

impl<S: Send + Sync> FromRequest<S> for Said {
    type Rejection = NotDone;
    async fn from_request(request: Request, _: &S) -> Result<Self, NotDone> {
        let (parts, body) = request.into_parts();
        media(&parts.headers, &["application/scim+json", "application/json"])?;
        let bytes = Unread::of(&parts, body).text(MAX_BODY).await?;
        json::guard(&bytes)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| ScimRefusal::InvalidSyntax.into())
    }
}

/// What of SCIM is spoken here.
#[utoipa::path(get, path = "/scim/v2/ServiceProviderConfig", tag = "SCIM", operation_id = "scim_config", responses((status = 200, body = ScimConfig, content_type = "application/scim+json", description = "Done")))]
pub async fn scim_config(_: Permitted) -> ScimAnswer<ScimConfig> {
    ScimAnswer(StatusCode::OK, ScimConfig::new(PAGE))
}

/// The people who work here, as far as a filter fits them.
#[utoipa::path(get, path = "/scim/v2/Users", tag = "SCIM", operation_id = "scim_users", params(ScimQuery), responses((status = 200, body = ScimUsers, content_type = "application/scim+json", description = "Done")))]
pub async fn scim_users(State(app): State<App>, _: Permitted, Params(query): Params<ScimQuery>) -> Done<ScimUsers> {
    let filter = query.filter.as_deref().map(Filter::read).transpose()?;
    let known = app.accounts.teams().await?;
    let mut all: Vec<ScimUser> = directory::users(&app).await?.iter().map(|one| user(one, &known)).collect();
    all.retain(|user| filter.as_ref().is_none_or(|filter| filter.holds(&|attribute: &str| user.values(attribute))));
    let (total, first, page) = query.page(all, PAGE);
    Ok(ScimAnswer(StatusCode::OK, ScimUsers::new(total, first, page)))
}

/// Makes an account, and invites its person by mail.
#[utoipa::path(post, path = "/scim/v2/Users", tag = "SCIM", operation_id = "create_scim_user", request_body(content = ScimUserInput, content_type = "application/scim+json"), responses((status = 201, body = ScimUser, content_type = "application/scim+json", description = "Done")))]
pub async fn create_scim_user(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Said(said): Said,
) -> Done<ScimUser> {
    let made = directory::make_user(&app, &caller, UserResource::read(&said)?).await?;
    shown(&app, StatusCode::CREATED, &made).await
}

/// One person.
#[utoipa::path(get, path = "/scim/v2/Users/{id}", tag = "SCIM", operation_id = "scim_user", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = ScimUser, content_type = "application/scim+json", description = "Done")))]
pub async fn scim_user(State(app): State<App>, _: Permitted, Segments(id): Segments<String>) -> Done<ScimUser> {
    shown(&app, StatusCode::OK, &directory::user(&app, &id).await?).await
}

/// Takes over what the directory says of a person now.
#[utoipa::path(put, path = "/scim/v2/Users/{id}", tag = "SCIM", operation_id = "replace_scim_user", params(("id" = String, Path, description = "The person's id.")), request_body(content = ScimUserInput, content_type = "application/scim+json"), responses((status = 200, body = ScimUser, content_type = "application/scim+json", description = "Done")))]
pub async fn replace_scim_user(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Said(said): Said,
) -> Done<ScimUser> {
    let whole = UserResource::read(&said)?;
    let changed = directory::change_user(&app, &caller, &id, |_| Ok(whole)).await?;
    shown(&app, StatusCode::OK, &changed).await
}

/// Changes a person; `active: false` signs them out of everything before the answer.
#[utoipa::path(patch, path = "/scim/v2/Users/{id}", tag = "SCIM", operation_id = "change_scim_user", params(("id" = String, Path, description = "The person's id.")), request_body(content = ScimPatch, content_type = "application/scim+json"), responses((status = 200, body = ScimUser, content_type = "application/scim+json", description = "Done")))]
pub async fn change_scim_user(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Said(said): Said,
) -> Done<ScimUser> {
    let change = UserChange::read(&said)?;
    let changed = directory::change_user(&app, &caller, &id, |before| before.after(change)).await?;
    shown(&app, StatusCode::OK, &changed).await
}

/// Closes an account for good. It stays as the author of what it did.
#[utoipa::path(delete, path = "/scim/v2/Users/{id}", tag = "SCIM", operation_id = "remove_scim_user", params(("id" = String, Path, description = "The person's id.")), responses((status = 204, description = "Done")))]
pub async fn remove_scim_user(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
) -> Result<StatusCode, NotDone> {
    directory::remove_user(&app, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The teams, as far as a filter fits them.
#[utoipa::path(get, path = "/scim/v2/Groups", tag = "SCIM", operation_id = "scim_groups", params(ScimQuery), responses((status = 200, body = ScimGroups, content_type = "application/scim+json", description = "Done")))]
pub async fn scim_groups(State(app): State<App>, _: Permitted, Params(query): Params<ScimQuery>) -> Done<ScimGroups> {
    let filter = query.filter.as_deref().map(Filter::read).transpose()?;
    let users = directory::users(&app).await?;
    let mut all: Vec<ScimGroup> = app.accounts.teams().await?.iter().map(|one| group(one, &users)).collect();
    all.retain(|group| filter.as_ref().is_none_or(|filter| filter.holds(&|attribute: &str| group.values(attribute))));
    if query.leaves_out("members") {
        all.iter_mut().for_each(|group| group.members.clear());
    }
    let (total, first, page) = query.page(all, PAGE);
    Ok(ScimAnswer(StatusCode::OK, ScimGroups::new(total, first, page)))
}

/// Makes a team.
#[utoipa::path(post, path = "/scim/v2/Groups", tag = "SCIM", operation_id = "create_scim_group", request_body(content = ScimGroupInput, content_type = "application/scim+json"), responses((status = 201, body = ScimGroup, content_type = "application/scim+json", description = "Done")))]
pub async fn create_scim_group(State(app): State<App>, _: Permitted, Said(said): Said) -> Done<ScimGroup> {
    let made = teams::make(&app, GroupResource::read(&said)?).await?;
    shown_group(&app, StatusCode::CREATED, &made).await
}

/// One team.
#[utoipa::path(get, path = "/scim/v2/Groups/{id}", tag = "SCIM", operation_id = "scim_group", params(("id" = String, Path, description = "The team's id."), ScimAttributes), responses((status = 200, body = ScimGroup, content_type = "application/scim+json", description = "Done")))]
pub async fn scim_group(
    State(app): State<App>,
    _: Permitted,
    Segments(id): Segments<String>,
    Params(query): Params<ScimAttributes>,
) -> Done<ScimGroup> {
    let ScimAnswer(status, mut group) = shown_group(&app, StatusCode::OK, &teams::team(&app, &id).await?).await?;
    if query.leaves_out("members") {
        group.members.clear();
    }
    Ok(ScimAnswer(status, group))
}

/// Takes over a team's name and members.
#[utoipa::path(put, path = "/scim/v2/Groups/{id}", tag = "SCIM", operation_id = "replace_scim_group", params(("id" = String, Path, description = "The team's id.")), request_body(content = ScimGroupInput, content_type = "application/scim+json"), responses((status = 200, body = ScimGroup, content_type = "application/scim+json", description = "Done")))]
pub async fn replace_scim_group(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Said(said): Said,
) -> Done<ScimGroup> {
    let whole = GroupResource::read(&said)?;
    let changes = vec![GroupChange::Name(whole.display_name), GroupChange::Replace(whole.members)];
    let changed = teams::change(&app, &caller, &id, changes).await?;
    shown_group(&app, StatusCode::OK, &changed).await
}

/// Changes a team's name or members.
#[utoipa::path(patch, path = "/scim/v2/Groups/{id}", tag = "SCIM", operation_id = "change_scim_group", params(("id" = String, Path, description = "The team's id.")), request_body(content = ScimPatch, content_type = "application/scim+json"), responses((status = 200, body = ScimGroup, content_type = "application/scim+json", description = "Done")))]
pub async fn change_scim_group(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Said(said): Said,
) -> Done<ScimGroup> {
    let changed = teams::change(&app, &caller, &id, GroupChange::read(&said)?).await?;
    shown_group(&app, StatusCode::OK, &changed).await
}

/// Removes a team that holds no roles.
#[utoipa::path(delete, path = "/scim/v2/Groups/{id}", tag = "SCIM", operation_id = "remove_scim_group", params(("id" = String, Path, description = "The team's id.")), responses((status = 204, description = "Done")))]
pub async fn remove_scim_group(
    State(app): State<App>,
    _: Permitted,
    Segments(id): Segments<String>,
) -> Result<StatusCode, NotDone> {
    teams::remove(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shown(app: &App, status: StatusCode, of: &DirectoryAccount) -> Done<ScimUser> {
    Ok(ScimAnswer(status, user(of, &app.accounts.teams().await?)))
}

async fn shown_group(app: &App, status: StatusCode, of: &DirectoryTeam) -> Done<ScimGroup> {
    Ok(ScimAnswer(status, group(of, &directory::users(app).await?)))
}

fn user(of: &DirectoryAccount, teams: &[DirectoryTeam]) -> ScimUser {
    let account = &of.account;
    let own = teams.iter().filter(|one| one.team.members.contains(&account.id));
    let groups = own.map(|one| ScimReference { value: one.team.id.to_string(), display: one.team.name.clone() });
    ScimUser {
        schemas: vec![SCIM_USER.to_owned()],
        id: account.id.to_string(),
        external_id: (!of.external_id.is_empty()).then(|| of.external_id.clone()),
        user_name: directory::user_name(of).to_owned(),
        name: ScimName { formatted: account.name.clone() },
        display_name: account.name.clone(),
        emails: account.email.iter().map(|email| ScimEmail::work(email)).collect(),
        active: account.active,
        groups: groups.collect(),
        meta: ScimMeta::of("User", "Users", &account.id.0),
    }
}

fn group(of: &DirectoryTeam, users: &[DirectoryAccount]) -> ScimGroup {
    let called = |id: &rapport_people::PersonId| {
        let known = users.iter().find(|one| one.account.id == *id);
        known.map(|one| one.account.name.clone()).unwrap_or_default()
    };
    let members = of.team.members.iter().map(|id| ScimReference { value: id.to_string(), display: called(id) });
    ScimGroup {
        schemas: vec![SCIM_GROUP.to_owned()],
        id: of.team.id.to_string(),
        external_id: (!of.external_id.is_empty()).then(|| of.external_id.clone()),
        display_name: of.team.name.clone(),
        members: members.collect(),
        meta: ScimMeta::of("Group", "Groups", &of.team.id.0),
    }
}
