//! Teams: several people who hold roles together.

use super::people::held_by;
use crate::{
    App,
    accounts::{directory::NotDone, rights::Permitted, teams as desk},
    extract::{Body, Segments},
    problem::{Answer, ApiRefusal, Code, Problem},
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_account::scim::{GroupChange, GroupResource, ScimRefusal};
use rapport_people::Holder;
use rapport_platform::sql::account::team::DirectoryTeam;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(teams, create_team))
        .routes(routes!(change_team, remove_team))
        .routes(routes!(give_team_role))
        .routes(routes!(withdraw_team_role))
}

/// Every team, by name.
#[utoipa::path(get, path = "/v1/teams", tag = "People", operation_id = "teams", responses((status = 200, body = Vec<TeamView>, description = "Done")))]
pub async fn teams(State(app): State<App>, _: Permitted) -> Answer<Vec<TeamView>> {
    let all = app.accounts.teams().await?;
    Ok(Json(all.into_iter().map(|team| shown(&app, team)).collect()))
}

/// Makes a team.
#[utoipa::path(post, path = "/v1/teams", tag = "People", operation_id = "create_team", request_body = TeamInput, responses((status = 201, body = TeamView, description = "Done")))]
pub async fn create_team(
    State(app): State<App>,
    _: Permitted,
    Body(input): Body<TeamInput>,
) -> Result<(StatusCode, Json<TeamView>), Problem> {
    let group = GroupResource { display_name: input.name, external_id: String::new(), members: input.members };
    let made = desk::make(&app, group).await.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(shown(&app, made))))
}

/// Changes a team's name and members.
#[utoipa::path(put, path = "/v1/teams/{id}", tag = "People", operation_id = "change_team", params(("id" = String, Path, description = "The team's id.")), request_body = TeamInput, responses((status = 200, body = TeamView, description = "Done")))]
pub async fn change_team(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(input): Body<TeamInput>,
) -> Answer<TeamView> {
    let changes = vec![GroupChange::Name(input.name), GroupChange::Replace(input.members)];
    let changed = desk::change(&app, &caller, &id, changes).await.map_err(problem)?;
    Ok(Json(shown(&app, changed)))
}

/// Removes a team that holds no roles.
#[utoipa::path(delete, path = "/v1/teams/{id}", tag = "People", operation_id = "remove_team", params(("id" = String, Path, description = "The team's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_team(State(app): State<App>, _: Permitted, Segments(id): Segments<String>) -> Answer<Done> {
    desk::remove(&app, &id).await.map_err(problem)?;
    Ok(Json(Done::YES))
}

/// Gives everybody in a team a role, for as long as they are in it.
#[utoipa::path(post, path = "/v1/teams/{id}/roles", tag = "People", operation_id = "give_team_role", params(("id" = String, Path, description = "The team's id.")), request_body = RoleInput, responses((status = 201, body = TeamView, description = "Done")))]
pub async fn give_team_role(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(input): Body<RoleInput>,
) -> Result<(StatusCode, Json<TeamView>), Problem> {
    desk::give(&app, &caller, &id, input).await.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(one(&app, &id).await?)))
}

/// Takes a role of a team back.
#[utoipa::path(delete, path = "/v1/teams/{id}/roles/{grant}", tag = "People", operation_id = "withdraw_team_role", params(("id" = String, Path, description = "The team's id."), ("grant" = String, Path, description = "Which of the roles it holds.")), responses((status = 200, body = TeamView, description = "Done")))]
pub async fn withdraw_team_role(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments((id, grant)): Segments<(String, String)>,
) -> Answer<TeamView> {
    desk::withdraw(&app, &caller, &id, &grant).await.map_err(problem)?;
    one(&app, &id).await.map(Json)
}

async fn one(app: &App, id: &str) -> Result<TeamView, Problem> {
    Ok(shown(app, desk::team(app, id).await.map_err(problem)?))
}

fn shown(app: &App, of: DirectoryTeam) -> TeamView {
    let roles = held_by(&Holder::Team(of.team.id.clone()), &app.rights.rights());
    TeamView {
        id: of.team.id.to_string(),
        name: of.team.name,
        members: of.team.members.iter().map(ToString::to_string).collect(),
        roles,
        from_directory: !of.external_id.is_empty(),
    }
}

/// What a directory would be told, for people.
fn problem(not: NotDone) -> Problem {
    match not {
        NotDone::Problem(problem) => problem,
        NotDone::Scim(ScimRefusal::Uniqueness) => {
            Problem::told(Code::Conflict, ProblemSaid::TeamTaken).because(ApiRefusal::TeamTaken)
        }
        NotDone::Scim(_) => Problem::not_found("person"),
    }
}
