//! Signing in and out.

use super::people::held;
use crate::{
    App, SESSION_COOKIE,
    accounts::{
        passkeys::Proven,
        sign_in::{self as door, Said},
    },
    auth::{self, Anyone, BRANCH, Caller},
    extract::Body,
    problem::{Answer, ApiRefusal, Code, Problem},
    serve::ADMIN,
    wire::{Done, ProblemSaid, Session, SessionInput},
};
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, header},
    response::{AppendHeaders, IntoResponse},
};
use rapport_account::SessionKind;
use rapport_people::ObjectKind;
use rapport_people::PersonId;
use rapport_platform::sql::account::{Account, password::Hashed, session::Opening};
use rapport_platform::sql::trace;
use std::net::{IpAddr, SocketAddr};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in, who_am_i, sign_out))
}

/// Where a connection comes from, as handlers without a caller hear it.
pub(super) type Connection = Option<axum::Extension<ConnectInfo<SocketAddr>>>;

pub(super) fn from(connection: Connection) -> Option<IpAddr> {
    connection.map(|axum::Extension(ConnectInfo(address))| address.ip())
}

/// Signs in by address and password: sets a cookie that scripts cannot read. The recovery key and a branch's link open a browser too,
/// which ends with them; the token of a person's or a program's opens none.
#[utoipa::path(post, path = "/v1/session", tag = "Session", operation_id = "sign_in", request_body = SessionInput, responses((status = 200, body = Session, description = "Done")), security(()))]
pub async fn sign_in(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
    Body(input): Body<SessionInput>,
) -> Result<impl IntoResponse, Problem> {
    from_own_page(&headers)?;
    let from = from(connection);
    match input {
        SessionInput { token: Some(token), email: None, password: None, code: None } => {
            let caller = auth::known(&token, &app, from).await?;
            opens_browsers(&caller)?;
            open(&app, &headers, &caller.account, By::Token(&caller.session)).await
        }
        SessionInput { token: None, email: Some(email), password: Some(password), code } => {
            let said = Said { email: &email, password: &password, code: code.as_deref() };
            let (account, password) = door::sign_in(&app, said, &headers, from).await?;
            open(&app, &headers, &account.id, By::Password(&password)).await
        }
        _ => Err(Problem::told(Code::InvalidBody, ProblemSaid::TokenOrPassword)),
    }
}

/// A form on another site must not be able to sign somebody in as somebody else.
pub(super) fn from_own_page(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(header::ORIGIN) { auth::same_origin(&Method::POST, headers) } else { Ok(()) }
}

/// What is exchanged for something else keeps its bounds: a token that was made for less, or that ends, opens no session that may more.
fn opens_browsers(caller: &Caller) -> Result<(), Problem> {
    match caller.kind {
        SessionKind::Key => Ok(()),
        SessionKind::Token if caller.branch.is_some() => Ok(()),
        _ => {
            let said = ProblemSaid::TokenForPrograms;
            Err(Problem::told(Code::NotAllowed, said).because(ApiRefusal::TokenForPrograms))
        }
    }
}

/// By what a browser is signed in.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    /// A password that was said or set just now, while it stays the account's. The browser is known from now on.
    Password(&'a Hashed),
    /// A passkey that was used just now, while it is there. The browser is known from now on.
    Passkey(&'a Proven),
    /// This session of a key or a branch's link, with which the browser's ends.
    Token(&'a str),
}

/// Signs a browser in. It is a new session each time: nobody can bring a known one along.
pub(super) async fn open(
    app: &App,
    headers: &HeaderMap,
    account: &PersonId,
    by: By<'_>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let kind = if account.0.starts_with(BRANCH) { SessionKind::Phone } else { SessionKind::Browser };
    let label = door::browser(headers);
    let opening = Opening::new(kind, &label);
    let opening = match by {
        By::Password(hash) => Opening { password: Some(hash), ..opening },
        By::Passkey(proven) => Opening { passkey: Some((&proven.before, &proven.credential)), ..opening },
        By::Token(parent) => Opening { parent: Some(parent), ..opening },
    };
    trace::by(account);
    trace::on(ObjectKind::Person, &account.0);
    let token = app.accounts.open(account, opening, app.now()).await?;
    // The session before this one in the same browser is over: its cookie is gone.
    if let Some((before, true)) = auth::token(headers) {
        app.accounts.sign_out(&before).await?;
        app.rights.sessions_ended();
    }
    let caller = auth::known(&token, app, None).await?;
    let mut cookies = vec![(header::SET_COOKIE, cookie(app, &token, kind.lifetime().absolute.0 / 1_000))];
    if matches!(by, By::Password(_) | By::Passkey(_)) {
        cookies.push((header::SET_COOKIE, app.devices.cookie(app, account)));
    }
    let answer = Json(shown(app, caller).await?);
    let mut response = answer.into_response();
    for (name, value) in cookies {
        let value = value.parse().map_err(|_| Problem::new(Code::Internal, "The cookie cannot be written."))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/session", tag = "Session", operation_id = "who_am_i", responses((status = 200, body = Session, description = "Done")))]
pub async fn who_am_i(State(app): State<App>, Anyone(caller): Anyone) -> Answer<Session> {
    shown(&app, caller).await.map(Json)
}

/// Ends the browser session of the cookie that is sent; a bearer token stays what it is.
#[utoipa::path(delete, path = "/v1/session", tag = "Session", operation_id = "sign_out", responses((status = 200, body = Done, description = "Done")))]
pub async fn sign_out(
    State(app): State<App>,
    Anyone(caller): Anyone,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    // A bearer token is not a session: it stays what it is until it is taken away in the settings.
    if let Some((token, true)) = auth::token(&headers) {
        trace::on(ObjectKind::Person, &caller.account.0);
        app.accounts.sign_out(&token).await?;
        app.rights.sessions_ended();
    } else {
        trace::nothing();
    }
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(&app, "", 0))]), Json(Done::YES)))
}

fn cookie(app: &App, token: &str, seconds: i64) -> String {
    // Browsers take `Secure` from localhost too, but not from other plain addresses.
    let secure = if app.links.base().starts_with("https://") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

async fn shown(app: &App, caller: Caller) -> Result<Session, Problem> {
    let held = app.runtime.hold().reasons().iter().map(|reason| reason.why.into()).collect();
    let branch = caller.branch.clone().or_else(|| only_branch(app, &caller));
    // Where a phone is shown, the branch's own page is all there is.
    let permissions = if branch.is_some() { Vec::new() } else { app.rights.anywhere(&caller.principal, app.now()) };
    let has_profile = app.accounts.find(&caller.account).await?.is_some_and(|account| account.email.is_some());
    Ok(Session {
        set_up: caller.account.0 == ADMIN && nobody_yet(&app.accounts.all().await?),
        has_profile,
        id: caller.account.to_string(),
        name: caller.name,
        permissions: permissions.into_iter().map(|permission| permission.code().to_owned()).collect(),
        branch,
        held,
    })
}

/// The branch of somebody who holds roles at one branch and nowhere else: what a phone sees there is all they see.
fn only_branch(app: &App, caller: &Caller) -> Option<String> {
    let mut branches = held(&caller.account, &app.rights.rights()).into_iter().map(|role| role.branch);
    branches.next()?.filter(|first| branches.all(|other| other.as_ref() == Some(first)))
}

/// Whether no person has an account of their own yet.
pub(super) fn nobody_yet(accounts: &[Account]) -> bool {
    !accounts.iter().any(|account| account.email.is_some())
}
