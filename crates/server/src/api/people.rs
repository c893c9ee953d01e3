//! People who may sign in.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(people, create_person))
        .routes(routes!(remove_person))
}

/// Everybody who may sign in.
#[utoipa::path(get, path = "/v1/people", tag = "Settings", operation_id = "people", responses((status = 200, body = Vec<Person>, description = "Done")))]
pub async fn people() -> Answer<Vec<Person>> {
    Err(Problem::soon())
}

/// Adds somebody and makes their token.
#[utoipa::path(post, path = "/v1/people", tag = "Settings", operation_id = "create_person", request_body = PersonInput, responses((status = 201, body = PersonCreated, description = "Done")))]
pub async fn create_person() -> Answer<PersonCreated> {
    Err(Problem::soon())
}

/// Removes somebody; all their sessions end.
#[utoipa::path(delete, path = "/v1/people/{id}", tag = "Settings", operation_id = "remove_person", params(("id" = String, Path, description = "The person's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_person() -> Answer<Done> {
    Err(Problem::soon())
}
