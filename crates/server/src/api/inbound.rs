//! Mail that comes back.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(inbound_email))
}

/// Takes in one returned mail: a bounce, a complaint, an automatic reply.
#[utoipa::path(post, path = "/v1/inbound/email", tag = "Deliveries", operation_id = "inbound_email", request_body(content = String, content_type = "message/rfc822"), responses((status = 200, body = Inbound, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn inbound_email() -> Answer<Inbound> {
    Err(Problem::soon())
}
