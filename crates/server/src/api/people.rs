//! People who may sign in, and the roles they hold.

use crate::{
    App,
    accounts::{
        people::{self as desk, WayIn},
        rights::Permitted,
    },
    auth::BRANCH,
    extract::{Body, Segments},
    problem::{Answer, Problem},
    serve::ADMIN,
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_people::{Holder, NodeRef, ObjectKind, PersonId, Realm, Rights};
use rapport_platform::sql::account::Account;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(people, create_person))
        .routes(routes!(remove_person))
        .routes(routes!(reopen_person))
        .routes(routes!(erase_person))
        .routes(routes!(person_link))
        .routes(routes!(give_email))
        .routes(routes!(give_role))
        .routes(routes!(withdraw_role))
        .routes(routes!(remove_person_factor))
        .routes(routes!(roles))
}

/// Everybody who works here, by name; closed accounts at the end.
#[utoipa::path(get, path = "/v1/people", tag = "People", operation_id = "people", responses((status = 200, body = Vec<Person>, description = "Done")))]
pub async fn people(State(app): State<App>, _: Permitted) -> Answer<Vec<Person>> {
    let rights = app.rights.rights();
    let mut accounts = app.accounts.all().await?;
    accounts.retain(|account| !account.id.0.starts_with(BRANCH));
    accounts.sort_by_key(|account| !account.active);
    Ok(Json(accounts.into_iter().map(|account| shown(account, &rights)).collect()))
}

/// Adds a person, who is invited by mail; without an address, an account of a program with a token.
#[utoipa::path(post, path = "/v1/people", tag = "People", operation_id = "create_person", request_body = PersonInput, responses((status = 201, body = PersonCreated, description = "Done")))]
pub async fn create_person(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Body(input): Body<PersonInput>,
) -> Result<(StatusCode, Json<PersonCreated>), Problem> {
    let (account, way) = desk::add(&app, &caller, input).await?;
    let person = shown(account, &app.rights.rights());
    let (mailed, link, token) = match way {
        WayIn::Mailed => (true, None, None),
        WayIn::Link(link) => (false, Some(link.into()), None),
        WayIn::Token(token) => (false, None, Some(token.into())),
    };
    Ok((StatusCode::CREATED, Json(PersonCreated { person, mailed, link, token })))
}

/// Closes an account; everything of it that is signed in ends before the answer.
#[utoipa::path(delete, path = "/v1/people/{id}", tag = "People", operation_id = "remove_person", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_person(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    desk::set_active(&app, &caller, &person(&id), false).await?;
    Ok(Json(Done::YES))
}

/// Opens a closed account again, with the roles it had.
#[utoipa::path(post, path = "/v1/people/{id}/reopen", tag = "People", operation_id = "reopen_person", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn reopen_person(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    desk::set_active(&app, &caller, &person(&id), true).await?;
    Ok(Json(Done::YES))
}

/// Erases who somebody was whose account is closed: name, address and what the trace keeps of them. What they did stays in the trace, by a
/// number that says nothing, and the books keep the name of an author.
#[utoipa::path(post, path = "/v1/people/{id}/erase", tag = "People", operation_id = "erase_person", params(("id" = String, Path, description = "The person's id.")), request_body = ReasonInput, responses((status = 200, body = Done, description = "Done")))]
pub async fn erase_person(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(ReasonInput { reason }): Body<ReasonInput>,
) -> Answer<Done> {
    desk::erase(&app, &caller, &person(&id), &reason).await?;
    Ok(Json(Done::YES))
}

/// Sends a new link to set a password, or makes a program's token anew; the ones before are good no more.
#[utoipa::path(post, path = "/v1/people/{id}/link", tag = "People", operation_id = "person_link", params(("id" = String, Path, description = "The person's id.")), responses((status = 201, body = PersonLink, description = "Done")))]
pub async fn person_link(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
) -> Result<(StatusCode, Json<PersonLink>), Problem> {
    let (_, way) = desk::link(&app, &caller, &person(&id)).await?;
    Ok((StatusCode::CREATED, Json(told(way))))
}

/// Gives an account that came by a token alone an address, and sends its owner a link to set a password.
#[utoipa::path(put, path = "/v1/people/{id}/email", tag = "People", operation_id = "give_email", params(("id" = String, Path, description = "The person's id.")), request_body = PersonEmail, responses((status = 200, body = PersonLink, description = "Done")))]
pub async fn give_email(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(input): Body<PersonEmail>,
) -> Answer<PersonLink> {
    let (_, way) = desk::give_email(&app, &caller, &person(&id), &input.email).await?;
    Ok(Json(told(way)))
}

fn told(way: WayIn) -> PersonLink {
    match way {
        WayIn::Link(link) => PersonLink { mailed: false, link: Some(link.into()), token: None },
        WayIn::Token(token) => PersonLink { mailed: false, link: None, token: Some(token.into()) },
        WayIn::Mailed => PersonLink { mailed: true, link: None, token: None },
    }
}

/// Gives somebody a role.
#[utoipa::path(post, path = "/v1/people/{id}/roles", tag = "People", operation_id = "give_role", params(("id" = String, Path, description = "The person's id.")), request_body = RoleInput, responses((status = 201, body = Person, description = "Done")))]
pub async fn give_role(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(input): Body<RoleInput>,
) -> Result<(StatusCode, Json<Person>), Problem> {
    let id = person(&id);
    desk::give(&app, &caller, &id, input).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &id).await?)))
}

/// Takes a role back.
#[utoipa::path(delete, path = "/v1/people/{id}/roles/{grant}", tag = "People", operation_id = "withdraw_role", params(("id" = String, Path, description = "The person's id."), ("grant" = String, Path, description = "Which of the roles they hold.")), responses((status = 200, body = Person, description = "Done")))]
pub async fn withdraw_role(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments((id, grant)): Segments<(String, String)>,
) -> Answer<Person> {
    let id = person(&id);
    desk::withdraw(&app, &caller, &id, &grant).await?;
    one(&app, &id).await.map(Json)
}

/// Takes the second factor of somebody away who lost it together with the recovery codes.
#[utoipa::path(delete, path = "/v1/people/{id}/second-factor", tag = "People", operation_id = "remove_person_factor", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_person_factor(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    desk::remove_factor(&app, &caller, &person(&id)).await?;
    Ok(Json(Done::YES))
}

/// The roles that can be given, with what each allows.
#[utoipa::path(get, path = "/v1/roles", tag = "People", operation_id = "roles", responses((status = 200, body = Vec<RoleView>, description = "Done")))]
pub async fn roles(State(app): State<App>, _: Permitted) -> Answer<Vec<RoleView>> {
    let rights = app.rights.rights();
    let roles = rights.roles().map(|role| RoleView {
        id: role.id.to_string(),
        permissions: role.permissions.iter().map(|permission| permission.code().to_owned()).collect(),
        name: role.name,
        outside: role.outside,
    });
    Ok(Json(roles.collect()))
}

fn person(id: &str) -> PersonId {
    PersonId(id.into())
}

async fn one(app: &App, id: &PersonId) -> Result<Person, Problem> {
    let found = app.accounts.find(id).await?.ok_or_else(|| Problem::not_found("person"))?;
    Ok(shown(found, &app.rights.rights()))
}

/// What somebody holds.
pub(super) fn held(id: &PersonId, rights: &Rights) -> Vec<RoleHeld> {
    held_by(&Holder::Person(id.clone()), rights)
}

/// The same of a person or a team.
pub(super) fn held_by(holder: &Holder, rights: &Rights) -> Vec<RoleHeld> {
    let own = rights.grants().filter(|grant| grant.holder == *holder);
    own.map(|grant| RoleHeld {
        id: grant.id.0.to_string(),
        role: grant.role.to_string(),
        node: match &grant.realm {
            Realm::Below { node, .. } if *node != NodeRef::COMPANY => Some(node.to_string()),
            _ => None,
        },
        brand: match &grant.realm {
            Realm::Below { brand, .. } => brand.as_ref().map(ToString::to_string),
            Realm::Object(_) => None,
        },
        branch: shared(&grant.realm, ObjectKind::Branch),
        journey: shared(&grant.realm, ObjectKind::Journey),
        until: grant.until,
    })
    .collect()
}

/// The object of this kind that a role is held for.
fn shared(realm: &Realm, kind: ObjectKind) -> Option<String> {
    match realm {
        Realm::Object(object) if object.kind == kind => Some(object.id.to_string()),
        _ => None,
    }
}

fn shown(account: Account, rights: &Rights) -> Person {
    let state = match (&account.email, account.active, account.has_password) {
        (_, false, _) => PersonState::Closed,
        (None, ..) => PersonState::ByToken,
        (Some(_), _, false) => PersonState::Invited,
        (Some(_), _, true) => PersonState::Active,
    };
    Person {
        roles: held(&account.id, rights),
        recovery_key: account.id.0 == ADMIN,
        id: account.id.to_string(),
        name: account.name,
        email: account.email,
        state,
        second_factor: account.has_factor,
        since: account.created,
    }
}
