//! Events in, in the shape of the Segment HTTP API.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(identify))
        .routes(routes!(track))
        .routes(routes!(page))
        .routes(routes!(screen))
        .routes(routes!(group))
        .routes(routes!(alias))
        .routes(routes!(batch))
        .routes(routes!(import_))
}

/// Says who somebody is and what is known of them.
#[utoipa::path(post, path = "/v1/identify", tag = "Events", operation_id = "identify", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn identify() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// Says what somebody did.
#[utoipa::path(post, path = "/v1/track", tag = "Events", operation_id = "track", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn track() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// A web page was seen.
#[utoipa::path(post, path = "/v1/page", tag = "Events", operation_id = "page", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn page() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// An app screen was seen.
#[utoipa::path(post, path = "/v1/screen", tag = "Events", operation_id = "screen", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn screen() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// Says what group somebody belongs to.
#[utoipa::path(post, path = "/v1/group", tag = "Events", operation_id = "group", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn group() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// Says that two ids are one person.
#[utoipa::path(post, path = "/v1/alias", tag = "Events", operation_id = "alias", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn alias() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// Several messages at once.
#[utoipa::path(post, path = "/v1/batch", tag = "Events", operation_id = "batch", request_body = Batch, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn batch() -> Answer<Accepted> {
    Err(Problem::soon())
}

/// Several messages from the past at once: the same as a batch.
#[utoipa::path(post, path = "/v1/import", tag = "Events", operation_id = "import", request_body = Batch, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn import_() -> Answer<Accepted> {
    Err(Problem::soon())
}
