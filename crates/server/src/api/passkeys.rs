//! Passkeys: one's own, and signing in by one.

use super::session::{By, Connection, from, from_own_page, open};
use crate::{
    App,
    accounts::{passkeys, sign_in},
    auth::{InPerson, Peer},
    extract::{Body, Segments},
    names,
    problem::{Answer, Code, Problem},
    wire::{Done, PasskeyBegun, PasskeyMade, PasskeySignIn, PasskeyView, PasswordOnceMore, Session},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use rapport_people::ObjectKind;
use rapport_platform::sql::{
    account::passkey::{KeptPasskey, NewPasskey},
    trace,
};
use serde::{Serialize, de::DeserializeOwned};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own, add))
        .routes(routes!(begin_adding))
        .routes(routes!(remove))
        .routes(routes!(begin_sign_in))
        .routes(routes!(passkey_sign_in))
}

/// One's passkeys, the oldest first.
#[utoipa::path(get, path = "/v1/profile/passkeys", tag = "Profile", operation_id = "passkeys", responses((status = 200, body = Vec<PasskeyView>, description = "Done")))]
pub async fn own(State(app): State<App>, InPerson(own): InPerson) -> Answer<Vec<PasskeyView>> {
    Ok(Json(app.accounts.passkeys(&own.account.id).await?.into_iter().map(shown).collect()))
}

/// Begins a passkey: what `navigator.credentials.create` takes. It counts when what that answers was sent, within five minutes.
#[utoipa::path(post, path = "/v1/profile/passkeys/begin", tag = "Profile", operation_id = "begin_passkey", request_body = PasswordOnceMore, responses((status = 201, body = PasskeyBegun, description = "Done")))]
pub async fn begin_adding(
    State(app): State<App>,
    InPerson(own): InPerson,
    Peer(from): Peer,
    Body(input): Body<PasswordOnceMore>,
) -> Result<(StatusCode, Json<PasskeyBegun>), Problem> {
    let typed = sign_in::once_more(&app, &own, &input.password).await?;
    let (ceremony, options) = passkeys::begin_adding(&app, &own.account, typed, from).await?;
    Ok((StatusCode::CREATED, Json(PasskeyBegun { ceremony, options: written(&options.public_key)? })))
}

/// Takes the passkey that a device has made, unless the password was changed since it was begun.
#[utoipa::path(post, path = "/v1/profile/passkeys", tag = "Profile", operation_id = "add_passkey", request_body = PasskeyMade, responses((status = 201, body = PasskeyView, description = "Done")))]
pub async fn add(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<PasskeyMade>,
) -> Result<(StatusCode, Json<PasskeyView>), Problem> {
    let name = names::name(&input.name)?;
    let made = passkeys::finish_adding(&app, &own.account, &input.ceremony, &answered(input.credential)?)?;
    trace::on(ObjectKind::Person, &own.account.id.0);
    let new = NewPasskey { key: &made.key, handle: &made.handle, name: &name, credential: &made.credential };
    let kept = app.accounts.add_passkey(&own.account.id, &made.typed, new, app.now()).await?;
    Ok((StatusCode::CREATED, Json(shown(kept))))
}

/// Takes a passkey away; browsers that it opened are signed out.
#[utoipa::path(delete, path = "/v1/profile/passkeys/{id}", tag = "Profile", operation_id = "remove_passkey", params(("id" = String, Path, description = "Which passkey.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove(State(app): State<App>, InPerson(own): InPerson, Segments(id): Segments<String>) -> Answer<Done> {
    trace::on(ObjectKind::Person, &own.account.id.0);
    if !app.accounts.remove_passkey(&own.account.id, &id).await? {
        return Err(Problem::not_found("passkey"));
    }
    app.rights.sessions_ended();
    Ok(Json(Done::YES))
}

/// Begins signing in by a passkey: what `navigator.credentials.get` takes.
#[utoipa::path(post, path = "/v1/session/passkey/begin", tag = "Session", operation_id = "begin_passkey_sign_in", responses((status = 201, body = PasskeyBegun, description = "Done")), security(()))]
pub async fn begin_sign_in(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<PasskeyBegun>), Problem> {
    from_own_page(&headers)?;
    let (ceremony, options) = passkeys::begin_sign_in(&app, from(connection))?;
    Ok((StatusCode::CREATED, Json(PasskeyBegun { ceremony, options: written(&options.public_key)? })))
}

/// Signs in by a passkey, without a password and without a code: sets a cookie that scripts cannot read.
#[utoipa::path(post, path = "/v1/session/passkey", tag = "Session", operation_id = "passkey_sign_in", request_body = PasskeySignIn, responses((status = 200, body = Session, description = "Done")), security(()))]
pub async fn passkey_sign_in(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
    Body(input): Body<PasskeySignIn>,
) -> Result<impl IntoResponse, Problem> {
    from_own_page(&headers)?;
    let proven =
        passkeys::finish_sign_in(&app, &input.ceremony, &answered(input.credential)?, from(connection)).await?;
    open(&app, &headers, &proven.before.account, By::Passkey(&proven)).await
}

fn written(options: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(options).map_err(|_| Problem::new(Code::Internal, "The options cannot be written."))
}

/// What a browser answered. The texts of the reader would name fields of the standard, which nobody typed.
fn answered<T: DeserializeOwned>(credential: serde_json::Value) -> Result<T, Problem> {
    let problem = |_| Problem::new(Code::InvalidBody, "`credential` is what `toJSON` of the browser's answer gives.");
    serde_json::from_value(credential).map_err(problem)
}

fn shown(kept: KeptPasskey) -> PasskeyView {
    PasskeyView { id: kept.id, name: kept.name, created: kept.created, used: kept.used }
}
