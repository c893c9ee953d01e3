//! A full disk, as requests meet it: what must go through goes through, and everything else that changes something is
//! refused before it begins, with `disk_full` and a time to come again.
//!
//! Below, the log and the database hold to the same: a path that is let through here may still turn out to say yes instead
//! of no, and is refused there.

use crate::{
    App,
    problem::{Code, Problem},
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_platform::reserve::protect;

/// Where people say no or ask to be forgotten, where complaints come in, and where an administrator signs in to do it for
/// them; and where somebody is put out.
const PROTECTED: [&str; 21] = [
    "/p/c/{token}",
    "/p/d/{token}",
    "/p/o/{token}",
    "/p/u/{token}",
    "/v1/consents",
    "/v1/suppressions",
    "/v1/customers/{id}/erase",
    "/v1/inbound/{kind}",
    "/v1/session",
    "/v1/sessions/{id}",
    "/v1/tokens/{id}",
    "/v1/people/{id}",
    "/v1/people/{id}/roles/{grant}",
    "/v1/teams/{id}",
    "/v1/teams/{id}/roles/{grant}",
    "/v1/profile/password",
    "/v1/password-links/use",
    "/v1/sources/{id}",
    "/v1/sources/{id}/key",
    "/scim/v2/Users/{id}",
    "/scim/v2/Groups/{id}",
];

/// What only makes room.
const FREES: [(Method, &str); 1] = [(Method::DELETE, "/v1/files/{id}")];

/// Lets a request through, protected or not, or refuses it.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    if PROTECTED.contains(&path) {
        return protect(next.run(request)).await;
    }
    let frees = FREES.iter().any(|(method, at)| request.method() == method && path == *at);
    if !frees && !request.method().is_safe() && app.runtime.reserve().is_low() {
        metrics::counter!("rapport_refused_total", "why" => Code::DiskFull.as_str()).increment(1);
        let full = Problem::new(Code::DiskFull, "Nothing can be kept at the moment.").retry_after(30);
        let mut refused = full.into_response();
        // The body is not read: the client learns that this connection cannot be used again.
        refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return refused;
    }
    next.run(request).await
}
