//! Signing in and out.

use crate::{
    App, SESSION_COOKIE,
    auth::{self, Anyone, Caller},
    extract::Body,
    problem::{Answer, Problem},
    wire::{Done, Session, SessionInput},
};
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, header},
    response::{AppendHeaders, IntoResponse},
};
use rapport_kernel::Span;
use std::net::SocketAddr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a session lasts: a working day for people, a season for a branch's phone.
const PERSON: Span = Span(12 * Span::HOUR.0);
const PHONE: Span = Span(90 * Span::DAY.0);

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in, who_am_i, sign_out))
}

/// Signs in with a token: sets a cookie that scripts cannot read.
#[utoipa::path(post, path = "/v1/session", tag = "Session", operation_id = "sign_in", request_body = SessionInput, responses((status = 200, body = Session, description = "Done")), security(()))]
pub async fn sign_in(
    State(app): State<App>,
    connection: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Body(input): Body<SessionInput>,
) -> Result<impl IntoResponse, Problem> {
    // A form on another site must not be able to sign someone in as someone else.
    if headers.contains_key(header::ORIGIN) {
        auth::same_origin(&Method::POST, &headers)?;
    }
    let from = connection.map(|axum::Extension(ConnectInfo(address))| address.ip());
    let caller = auth::known(&input.token, &app, from).await?;
    let lasts = if caller.branch.is_some() { PHONE } else { PERSON };
    // A new session each time: no one can bring a known one along.
    let token = app.sessions.open(&caller.name, "browser", None, app.now(), lasts).await?;
    let cookie = cookie(&app, &token, lasts.0 / 1_000);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(shown(&app, caller))))
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/session", tag = "Session", operation_id = "who_am_i", responses((status = 200, body = Session, description = "Done")))]
pub async fn who_am_i(State(app): State<App>, Anyone(caller): Anyone) -> Answer<Session> {
    Ok(Json(shown(&app, caller)))
}

/// Ends the browser session of the cookie that is sent; a bearer token stays what it is.
#[utoipa::path(delete, path = "/v1/session", tag = "Session", operation_id = "sign_out", responses((status = 200, body = Done, description = "Done")))]
pub async fn sign_out(State(app): State<App>, _: Anyone, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    // A bearer token is not a session: it stays what it is until it is taken away in the settings.
    if let Some((token, true)) = auth::token(&headers) {
        app.sessions.sign_out(&token).await?;
    }
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(&app, "", 0))]), Json(Done::YES)))
}

fn cookie(app: &App, token: &str, seconds: i64) -> String {
    // Browsers take `Secure` from localhost too, but not from other plain addresses.
    let secure = if app.links.base().starts_with("https://") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

fn shown(app: &App, caller: Caller) -> Session {
    let held = app.runtime.hold().reasons().iter().map(|reason| reason.why.into()).collect();
    Session { name: caller.name, role: caller.role, branch: caller.branch, held }
}
