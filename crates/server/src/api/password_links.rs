//! Links by which people set a password: asked for by who forgot it, opened by whom they were sent to.

use super::session::{self, By, Connection};
use crate::{
    App,
    accounts::{letters, letters::Posted, preferences, sign_in, tries},
    extract::Body,
    problem::{Answer, Problem},
    wire::{Done, PasswordByLink, PasswordLinkInput, PasswordLinkRequest, PasswordLinkView, Session},
};
use axum::{Json, extract::State, http::HeaderMap, response::IntoResponse};
use rapport_account::{Email, LinkKind, TryPlace};
use rapport_people::ObjectKind;
use rapport_platform::sql::account::{Account, AccountError, link::Sent};
use rapport_platform::sql::trace;
use rapport_trace::draft::field;
use std::net::IpAddr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(request_link)).routes(routes!(look_at_link)).routes(routes!(use_link))
}

/// Sends a link to set another password, if this address has an account. The answer is the same for every address, and comes as fast.
#[utoipa::path(post, path = "/v1/password-links", tag = "Session", operation_id = "request_link", request_body = PasswordLinkRequest, responses((status = 200, body = Done, description = "Done")), security(()))]
pub async fn request_link(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
    Body(input): Body<PasswordLinkRequest>,
) -> Answer<Done> {
    session::from_own_page(&headers)?;
    let email = Email::read(&input.email).ok();
    let account = match &email {
        Some(email) => app.accounts.by_email(email).await?,
        None => None,
    };
    let device = account.as_ref().and_then(|account| app.devices.of(&headers, &account.id));
    let asks = match (&account, device) {
        (Some(account), Some(device)) => TryPlace::Device(account.id.to_string(), format!("links {device}")),
        _ => tries::links(session::from(connection)),
    };
    app.tries.begin(&[asks], app.now())?;
    if let Some(account) = account.filter(|account| account.active) {
        // Whether there is an account shows neither in the answer nor in when it comes.
        tokio::spawn(async move {
            if let Err(problem) = mail(&app, &account).await {
                tracing::warn!(code = problem.code().as_str(), "a link to set a password could not be sent");
            }
        });
    }
    Ok(Json(Done::YES))
}

/// Mails the link, as often as somebody may try within an hour: a mailbox is not filled through us.
async fn mail(app: &App, account: &Account) -> Result<(), Problem> {
    let asked = TryPlace::Device(account.id.to_string(), "mailbox".into());
    if app.tries.begin(&[asked], app.now()).is_err() {
        return Ok(());
    }
    let kind = if account.has_password { LinkKind::Reset } else { LinkKind::Invitation };
    let secret = app.accounts.make_link(&account.id, kind, app.now()).await?;
    let posted = letters::send_link(app, account, kind, &secret, "Rapport").await;
    let sent = if matches!(posted, Ok(Posted::Left)) { Sent::OnRequest } else { Sent::Nowhere };
    app.accounts.settle_link(&account.id, &secret, sent).await?;
    posted.map(drop)
}

/// What a link opens. A good one always does; whoever brings wrong ones is slowed down.
async fn opened(app: &App, link: &str, from: Option<IpAddr>) -> Result<(LinkKind, Account), Problem> {
    match app.accounts.by_link(link, app.now()).await {
        Err(AccountError::Link(refusal)) => {
            app.tries.begin(&[tries::links(from)], app.now())?;
            Err(AccountError::Link(refusal).into())
        }
        opened => Ok(opened?),
    }
}

/// What a link is for, without using it up: link scanners may look.
#[utoipa::path(post, path = "/v1/password-links/look", tag = "Session", operation_id = "look_at_link", request_body = PasswordLinkInput, responses((status = 200, body = PasswordLinkView, description = "Done")), security(()))]
pub async fn look_at_link(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
    Body(input): Body<PasswordLinkInput>,
) -> Answer<PasswordLinkView> {
    session::from_own_page(&headers)?;
    let (kind, account) = opened(&app, &input.link, session::from(connection)).await?;
    Ok(Json(PasswordLinkView {
        name: account.name,
        email: account.email.unwrap_or_default(),
        invitation: kind == LinkKind::Invitation,
        second_factor: account.has_factor,
    }))
}

/// Sets a password by a link and signs in. A link is not the second factor: an account that has one is asked for a code, too.
#[utoipa::path(post, path = "/v1/password-links/use", tag = "Session", operation_id = "use_link", request_body = PasswordByLink, responses((status = 200, body = Session, description = "Done")), security(()))]
pub async fn use_link(
    State(app): State<App>,
    connection: Connection,
    headers: HeaderMap,
    Body(input): Body<PasswordByLink>,
) -> Result<impl IntoResponse, Problem> {
    session::from_own_page(&headers)?;
    let (language, zone) = (preferences::language(input.language)?, preferences::zone(input.zone)?);
    let (_, account) = opened(&app, &input.link, session::from(connection)).await?;
    let password = sign_in::new_password(&input.password, &account.name, account.email.as_deref())?;
    if account.has_factor {
        // Whoever has the link is no stranger: those who try the password do not take their tries.
        let about = [TryPlace::Device(account.id.to_string(), "link".into())];
        app.tries.begin(&about, app.now())?;
        sign_in::second_factor(&app, &account.id, input.code.as_deref(), &about).await?;
        app.tries.forgive(&about);
    }
    let hash = app.accounts.hash(password).await?;
    let turn = app.rights.turn().await;
    trace::by(&account.id);
    trace::on(ObjectKind::Person, &account.id.0);
    trace::changed([field("password", None, Some("changed"))]);
    let mut account = app.accounts.use_link(&input.link, &hash, app.now()).await?;
    if account.language.is_empty() || account.zone.is_empty() {
        account.language = if account.language.is_empty() { language } else { account.language };
        account.zone = if account.zone.is_empty() { zone } else { account.zone };
        app.accounts.change(&account).await?;
    }
    // Whoever came in by an invitation counts from now on.
    app.rights.reload(&app.accounts).await?;
    drop(turn);
    session::open(&app, &headers, &account.id, By::Password(&hash)).await
}
