//! Sources of events.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sources, create_source))
        .routes(routes!(change_source))
        .routes(routes!(new_key))
}

/// All sources.
#[utoipa::path(get, path = "/v1/sources", tag = "Settings", operation_id = "sources", responses((status = 200, body = Vec<SourceView>, description = "Done")))]
pub async fn sources() -> Answer<Vec<SourceView>> {
    Err(Problem::soon())
}

/// Adds a source and makes its write key.
#[utoipa::path(post, path = "/v1/sources", tag = "Settings", operation_id = "create_source", request_body = SourceInput, responses((status = 201, body = SourceKey, description = "Done")))]
pub async fn create_source() -> Answer<SourceKey> {
    Err(Problem::soon())
}

/// Changes a source.
#[utoipa::path(patch, path = "/v1/sources/{id}", tag = "Settings", operation_id = "change_source", params(("id" = String, Path, description = "The source's id.")), request_body = SourceChange, responses((status = 200, body = SourceView, description = "Done")))]
pub async fn change_source() -> Answer<SourceView> {
    Err(Problem::soon())
}

/// Makes a new write key; the one before ends.
#[utoipa::path(post, path = "/v1/sources/{id}/key", tag = "Settings", operation_id = "new_key", params(("id" = String, Path, description = "The source's id.")), responses((status = 201, body = SourceKey, description = "Done")))]
pub async fn new_key() -> Answer<SourceKey> {
    Err(Problem::soon())
}
