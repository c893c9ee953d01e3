//! The first administrator, made by whoever has the key that was printed at the first start.

use super::session::{self, By};
use crate::{
    App,
    accounts::{people::name_is_free, preferences, rights::Permitted, sign_in},
    extract::Body,
    names,
    problem::{ApiRefusal, Code, Problem},
    serve::ADMIN,
    wire::{ProblemSaid, Session, SetupInput},
};
use axum::{extract::State, http::HeaderMap, response::IntoResponse};
use rapport_account::Email;
use rapport_people::ObjectKind;
use rapport_people::{Grant, GrantId, Holder, Realm};
use rapport_platform::sql::account::{Account, Accounts};
use rapport_platform::sql::trace;
use rapport_trace::draft::field;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_up))
}

/// Makes the first administrator and signs them in. The key stays a recovery key until its account is closed.
#[utoipa::path(post, path = "/v1/setup", tag = "Session", operation_id = "set_up", request_body = SetupInput, responses((status = 200, body = Session, description = "Done")))]
pub async fn set_up(
    State(app): State<App>,
    Permitted(caller): Permitted,
    headers: HeaderMap,
    Body(input): Body<SetupInput>,
) -> Result<impl IntoResponse, Problem> {
    let called = names::name(&input.name)?;
    let email = Email::read(&input.email).map_err(|_| Problem::told(Code::InvalidBody, ProblemSaid::BadEmail))?;
    let password = sign_in::new_password(&input.password, &called, Some(email.as_str()))?;
    let hash = app.accounts.hash(password).await?;
    let turn = app.rights.turn().await;
    let all = app.accounts.all().await?;
    if caller.account.0 != ADMIN || !session::nobody_yet(&all) {
        return Err(Problem::refused_with(ApiRefusal::AlreadySetUp, ProblemSaid::AlreadySetUp));
    }
    name_is_free(&app, &called, None).await?;
    let now = app.now();
    let account = Account {
        language: preferences::language(input.language)?,
        zone: preferences::zone(input.zone)?,
        ..Account::new(Accounts::fresh_id(), &called, Some(&email), now)
    };
    let holder = Holder::Person(account.id.clone());
    let id = GrantId(format!("first/{}", account.id).into());
    let grant = Grant { id, holder, role: "administrator".into(), realm: Realm::EVERYWHERE, until: None };
    trace::on(ObjectKind::Person, &account.id.0);
    trace::personal([field("name", None, Some(&called)), field("email", None, Some(email.as_str()))]);
    trace::changed([field("role", None, Some("administrator @ company"))]);
    app.accounts.add_with(&account, Some(&hash), &[grant], &caller.name).await?;
    app.rights.reload(&app.accounts).await?;
    drop(turn);
    session::open(&app, &headers, &account.id, By::Password(&hash)).await
}
