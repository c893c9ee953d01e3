//! What to show at a place now.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(decide))
}

/// What to show this person at this place now, with reasons.
#[utoipa::path(post, path = "/v1/decide", tag = "Decide", operation_id = "decide", request_body = DecideInput, responses((status = 200, body = DecideAnswer, description = "Done")), security(("write_key" = [])))]
pub async fn decide() -> Answer<DecideAnswer> {
    Err(Problem::soon())
}
