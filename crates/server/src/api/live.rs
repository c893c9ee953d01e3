//! What happens right now.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(live))
}

/// What happens right now: server-sent events named `entry`.
#[utoipa::path(get, path = "/v1/live", tag = "Live", operation_id = "live", params(LiveQuery), responses((status = 200, body = LiveEntry, content_type = "text/event-stream", description = "A stream that does not end.")))]
pub async fn live() -> Answer<()> {
    Err(Problem::soon())
}
