//! Signing in and out.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, who_am_i, sign_out))
}

/// Signs in with a token: sets a cookie that scripts cannot read.
#[utoipa::path(post, path = "/v1/session", tag = "Session", operation_id = "sign_in", request_body = SessionInput, responses((status = 200, body = Session, description = "Done")), security(()))]
pub async fn sign_in() -> Answer<Session> {
    Err(Problem::soon())
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/session", tag = "Session", operation_id = "who_am_i", responses((status = 200, body = Session, description = "Done")))]
pub async fn who_am_i() -> Answer<Session> {
    Err(Problem::soon())
}

/// Signs out.
#[utoipa::path(delete, path = "/v1/session", tag = "Session", operation_id = "sign_out", responses((status = 200, body = Done, description = "Done")))]
pub async fn sign_out() -> Answer<Done> {
    Err(Problem::soon())
}
