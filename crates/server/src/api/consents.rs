//! Consent and suppression.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(declare))
        .routes(routes!(suppress))
}

/// Records a declaration of will; a withdrawal is in force everywhere before this answers.
#[utoipa::path(post, path = "/v1/consents", tag = "Consents", operation_id = "declare", request_body = ConsentInput, responses((status = 200, body = ConsentAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn declare() -> Answer<ConsentAnswer> {
    Err(Problem::soon())
}

/// Records that somebody must not be contacted; in force everywhere before this answers.
#[utoipa::path(post, path = "/v1/suppressions", tag = "Consents", operation_id = "suppress", request_body = SuppressionInput, responses((status = 200, body = SuppressionAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn suppress() -> Answer<SuppressionAnswer> {
    Err(Problem::soon())
}
