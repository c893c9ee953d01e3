//! One's own account: what one says of oneself, password, second factor, what is signed in, tokens for programs.

use super::people::held;
use crate::{
    App,
    accounts::{people::name_is_free, preferences, sign_in},
    auth::InPerson,
    extract::{Body, Segments},
    names,
    problem::{Answer, ApiRefusal, Code, Problem},
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_account::SessionKind;
use rapport_kernel::Span;
use rapport_people::ObjectKind;
use rapport_people::{Permission, Permissions};
use rapport_platform::sql::account::{
    Account,
    session::{self, Opening},
};
use rapport_platform::sql::trace;
use rapport_trace::draft::field;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(profile, change_profile))
        .routes(routes!(change_password))
        .routes(routes!(begin_factor))
        .routes(routes!(confirm_factor))
        .routes(routes!(remove_factor))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
        .routes(routes!(tokens, create_token))
        .routes(routes!(remove_token))
}

/// What one says of oneself, and what one holds.
#[utoipa::path(get, path = "/v1/profile", tag = "Profile", operation_id = "profile", responses((status = 200, body = Profile, description = "Done")))]
pub async fn profile(State(app): State<App>, InPerson(own): InPerson) -> Answer<Profile> {
    shown(&app, own.account).await
}

async fn shown(app: &App, account: Account) -> Answer<Profile> {
    Ok(Json(Profile {
        recovery_codes: app.accounts.codes_left(&account.id).await?,
        roles: held(&account.id, &app.rights.rights()),
        name: account.name,
        email: account.email.unwrap_or_default(),
        language: account.language,
        zone: account.zone,
        second_factor: account.has_factor,
    }))
}

/// Changes what one says of oneself. What was done keeps the name it was done under.
#[utoipa::path(patch, path = "/v1/profile", tag = "Profile", operation_id = "change_profile", request_body = ProfileChange, responses((status = 200, body = Profile, description = "Done")))]
pub async fn change_profile(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(change): Body<ProfileChange>,
) -> Answer<Profile> {
    let (before, mut account) = (own.account.clone(), own.account);
    let _turn = app.rights.turn().await;
    if let Some(name) = change.name {
        account.name = names::name(&name)?;
        name_is_free(&app, &account.name, Some(&account.id)).await?;
    }
    if change.zone.is_some() {
        account.zone = preferences::zone(change.zone)?;
    }
    if change.language.is_some() {
        account.language = preferences::language(change.language)?;
    }
    trace::on(ObjectKind::Person, &account.id.0);
    trace::personal(
        [field("name", Some(&before.name), Some(&account.name))].into_iter().filter(|_| before.name != account.name),
    );
    trace::changed(
        [
            field("language", Some(&before.language), Some(&account.language)),
            field("zone", Some(&before.zone), Some(&account.zone)),
        ]
        .into_iter()
        .filter(|change| change.before != change.after),
    );
    app.accounts.change(&account).await?;
    app.rights.reload(&app.accounts).await?;
    shown(&app, account).await
}

/// Changes the password; every other browser that is signed in ends.
#[utoipa::path(post, path = "/v1/profile/password", tag = "Profile", operation_id = "change_password", request_body = PasswordChange, responses((status = 200, body = Done, description = "Done")))]
pub async fn change_password(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<PasswordChange>,
) -> Answer<Done> {
    let new = sign_in::new_password(&input.new, &own.account.name, own.account.email.as_deref())?;
    let said = sign_in::once_more(&app, &own, &input.current).await?;
    let hash = app.accounts.hash(new).await?;
    own_door(&own.account, "password", "changed");
    app.accounts.change_password(&own.account.id, &said, &hash, &own.caller.token).await?;
    app.rights.sessions_ended();
    Ok(Json(Done::YES))
}

/// Begins a second factor: what an authenticator app needs. It counts when a code of it was sent.
#[utoipa::path(post, path = "/v1/profile/second-factor", tag = "Profile", operation_id = "begin_factor", request_body = PasswordOnceMore, responses((status = 201, body = FactorBegun, description = "Done")))]
pub async fn begin_factor(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<PasswordOnceMore>,
) -> Result<(StatusCode, Json<FactorBegun>), Problem> {
    let said = sign_in::once_more(&app, &own, &input.password).await?;
    let secret = app.accounts.begin_factor(&own.account.id, &said).await?;
    let url = secret.url("Rapport", own.account.email.as_deref().unwrap_or(&own.account.name));
    Ok((StatusCode::CREATED, Json(FactorBegun { secret: secret.text().into(), url: url.into() })))
}

/// Takes the second factor that was begun, by a first code of it; answers with recovery codes.
#[utoipa::path(post, path = "/v1/profile/second-factor/confirm", tag = "Profile", operation_id = "confirm_factor", request_body = FactorCode, responses((status = 201, body = RecoveryCodes, description = "Done")))]
pub async fn confirm_factor(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<FactorCode>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    own_door(&own.account, "second_factor", "given");
    let codes = app.accounts.confirm_factor(&own.account.id, &input.code, app.now()).await?;
    let codes = codes.ok_or_else(|| Problem::refused_with(ApiRefusal::WrongCode, ProblemSaid::WrongCode))?;
    Ok((StatusCode::CREATED, Json(RecoveryCodes { codes: codes.into_iter().map(Into::into).collect() })))
}

/// Takes one's second factor away.
#[utoipa::path(post, path = "/v1/profile/second-factor/remove", tag = "Profile", operation_id = "remove_factor", request_body = PasswordOnceMore, responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_factor(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<PasswordOnceMore>,
) -> Answer<Done> {
    sign_in::once_more(&app, &own, &input.password).await?;
    own_door(&own.account, "second_factor", "removed");
    app.accounts.remove_factor(&own.account.id).await?;
    Ok(Json(Done::YES))
}

/// The browsers in which one is signed in, the last used first.
#[utoipa::path(get, path = "/v1/sessions", tag = "Profile", operation_id = "sessions", responses((status = 200, body = Vec<SignedIn>, description = "Done")))]
pub async fn sessions(State(app): State<App>, InPerson(own): InPerson) -> Answer<Vec<SignedIn>> {
    let all = app.accounts.sessions(&own.account.id, app.now()).await?;
    let browsers = all.into_iter().filter(|session| session.kind == SessionKind::Browser);
    Ok(Json(browsers.map(|session| signed_in(session, &own.caller.session)).collect()))
}

/// Ends one of them.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "Profile", operation_id = "end_session", params(("id" = String, Path, description = "Which session.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn end_session(
    State(app): State<App>,
    InPerson(own): InPerson,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    end(&app, &own.account, &id).await
}

/// One's tokens for programs, the last used first.
#[utoipa::path(get, path = "/v1/tokens", tag = "Profile", operation_id = "tokens", responses((status = 200, body = Vec<SignedIn>, description = "Done")))]
pub async fn tokens(State(app): State<App>, InPerson(own): InPerson) -> Answer<Vec<SignedIn>> {
    let all = app.accounts.sessions(&own.account.id, app.now()).await?;
    let tokens = all.into_iter().filter(|session| session.kind == SessionKind::Token);
    Ok(Json(tokens.map(|session| signed_in(session, &own.caller.session)).collect()))
}

/// Makes a token for a program: it may do what stands in it and what its owner may, whichever is less.
#[utoipa::path(post, path = "/v1/tokens", tag = "Profile", operation_id = "create_token", request_body = TokenInput, responses((status = 201, body = TokenCreated, description = "Done")))]
pub async fn create_token(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<TokenInput>,
) -> Result<(StatusCode, Json<TokenCreated>), Problem> {
    let name = names::name(&input.name)?;
    let permissions = input.permissions.iter().map(|code| code.parse::<Permission>());
    let only = permissions.collect::<Result<Permissions, _>>();
    let only = only.map_err(|unknown| Problem::new(Code::InvalidBody, unknown.to_string()))?;
    let lasts = Some(Span::DAY.times(i64::from(input.days)));
    let said = sign_in::once_more(&app, &own, &input.password).await?;
    let opening = Opening { only: Some(only), lasts, password: Some(&said), ..Opening::new(SessionKind::Token, &name) };
    trace::on(ObjectKind::Person, &own.account.id.0);
    trace::changed([field("token", None, Some(&name))]);
    trace::changed(input.permissions.iter().map(|code| field("permission", None, Some(code))));
    let token = app.accounts.open(&own.account.id, opening, app.now()).await?;
    Ok((StatusCode::CREATED, Json(TokenCreated { token: token.into() })))
}

/// Takes a token away; the program that has it is out at once.
#[utoipa::path(delete, path = "/v1/tokens/{id}", tag = "Profile", operation_id = "remove_token", params(("id" = String, Path, description = "Which token.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_token(
    State(app): State<App>,
    InPerson(own): InPerson,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    end(&app, &own.account, &id).await
}

async fn end(app: &App, account: &Account, session: &str) -> Answer<Done> {
    trace::on(ObjectKind::Person, &account.id.0);
    if !app.accounts.end(&account.id, session).await? {
        return Err(Problem::not_found("session"));
    }
    app.rights.sessions_ended();
    Ok(Json(Done::YES))
}

/// Tells the trace what becomes of one's own way in.
fn own_door(account: &Account, what: &str, becomes: &str) {
    trace::on(ObjectKind::Person, &account.id.0);
    trace::changed([field(what, None, Some(becomes))]);
}

fn signed_in(session: session::Session, current: &str) -> SignedIn {
    let codes = |only: Permissions| only.iter().map(|permission| permission.code().to_owned()).collect();
    SignedIn {
        current: session.id == current,
        id: session.id,
        label: session.label,
        since: session.created,
        seen: session.seen,
        expires: session.expires,
        permissions: session.only.map(codes),
    }
}
