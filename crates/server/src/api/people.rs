//! People who may sign in.

use crate::{
    App,
    auth::{Admin, BRANCH},
    extract::{Body, Segments},
    problem::{Answer, Code, Problem},
    wire::{Done, Person, PersonCreated, PersonInput, ProblemSaid, Role},
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_kernel::Span;
use rapport_platform::sql::session::{self, Account};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a person's token is good.
const TOKEN: Span = Span(365 * Span::DAY.0);

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(people, create_person)).routes(routes!(remove_person))
}

/// Everybody who may sign in.
#[utoipa::path(get, path = "/v1/people", tag = "Settings", operation_id = "people", responses((status = 200, body = Vec<Person>, description = "Done")))]
pub async fn people(State(app): State<App>, _: Admin) -> Answer<Vec<Person>> {
    let accounts = app.sessions.accounts().await?;
    let people = accounts.into_iter().filter(|account| account.active && !account.name.starts_with(BRANCH));
    Ok(Json(people.map(shown).collect()))
}

/// Adds a person and creates their token.
#[utoipa::path(post, path = "/v1/people", tag = "Settings", operation_id = "create_person", request_body = PersonInput, responses((status = 201, body = PersonCreated, description = "Done")))]
pub async fn create_person(
    State(app): State<App>,
    _: Admin,
    Body(input): Body<PersonInput>,
) -> Result<(StatusCode, Json<PersonCreated>), Problem> {
    let name = crate::names::name(&input.name)?;
    if name.contains('/') {
        return Err(Problem::told(Code::InvalidBody, ProblemSaid::BadPersonName));
    }
    let now = app.now();
    let account =
        Account { name: name.clone(), role: session::Role::Admin, scope: Vec::new(), active: true, created: now };
    app.sessions.add(&account, None).await?;
    let token = app.sessions.open(&name, "token", None, now, TOKEN).await?;
    Ok((StatusCode::CREATED, Json(PersonCreated { person: shown(account), token: token.into() })))
}

/// Removes a person; all their sessions end.
#[utoipa::path(delete, path = "/v1/people/{id}", tag = "Settings", operation_id = "remove_person", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_person(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Done> {
    if id.starts_with(BRANCH) {
        return Err(Problem::not_found("person"));
    }
    app.sessions.set_active(&id, false).await?;
    Ok(Json(Done::YES))
}

fn shown(account: Account) -> Person {
    let role = if account.role == session::Role::Admin { Role::Admin } else { Role::Staff };
    Person { id: account.name.clone(), name: account.name, role, since: account.created }
}
