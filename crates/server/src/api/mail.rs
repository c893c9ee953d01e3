//! How mail leaves the house, and the keys that sign it.

use crate::{
    App,
    auth::Admin,
    drivers::email::{self, Sending},
    extract::{Body, Segments},
    opt_in,
    problem::{Answer, Code, Problem},
    revision::{self, IfMatch, Tagged},
    settings,
    wire::{DkimKey, MailInput, MailSettings, Trial},
};
use axum::{Json, extract::State};
use rapport_drivers::email::{DkimError, dkim};
use rapport_platform::sql::trace;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mail, set_mail))
        .routes(routes!(try_mail))
        .routes(routes!(make_dkim_keys))
        .routes(routes!(remove_dkim_key))
}

/// How mail leaves the house.
#[utoipa::path(get, path = "/v1/mail", tag = "Settings", operation_id = "mail", responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn mail(State(app): State<App>, _: Admin) -> Result<Tagged<MailSettings>, Problem> {
    let waiting = opt_in::waiting(&app).await?;
    Ok(tagged(shown(&app.settings.now().mail, waiting)?))
}

/// Sets how mail leaves the house.
#[utoipa::path(put, path = "/v1/mail", tag = "Settings", operation_id = "set_mail", params(("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = MailInput, responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn set_mail(
    State(app): State<App>,
    _: Admin,
    read: IfMatch,
    Body(input): Body<MailInput>,
) -> Result<Tagged<MailSettings>, Problem> {
    change(&app, |mail| {
        read.fits(Some(&revision::of(mail)))?;
        *mail = settings::Mail {
            host: input.host.filter(|host| !host.is_empty()),
            port: input.port,
            security: input.security,
            user: input.user,
            password: input.password.or(mail.password.take()),
            dkim_domain: input.dkim_domain,
            dkim_keys: match input.dkim_keys {
                Some(keys) => {
                    keys.into_iter().map(|key| settings::DkimKey { selector: key.selector, pem: key.key }).collect()
                }
                None => std::mem::take(&mut mail.dkim_keys),
            },
            return_path: input.return_path,
            connections: input.connections,
        };
        Ok(())
    })
    .await
}

/// Connects to the mail server and signs in; no mail is sent.
#[utoipa::path(post, path = "/v1/mail/test", tag = "Settings", operation_id = "try_mail", responses((status = 200, body = Trial, description = "Done")))]
pub async fn try_mail(State(app): State<App>, _: Admin) -> Answer<Trial> {
    Ok(Json(email::trial(&app.settings.now().mail).await?.into()))
}

/// Makes an RSA and an Ed25519 key, which sign from now on beside the ones there are.
///
/// Publish their records, then remove the old keys: a signature whose record is not there yet does no harm.
#[utoipa::path(post, path = "/v1/mail/dkim-keys", tag = "Settings", operation_id = "make_dkim_keys", responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn make_dkim_keys(State(app): State<App>, _: Admin) -> Result<Tagged<MailSettings>, Problem> {
    // Looking for primes takes a while.
    let made = tokio::task::spawn_blocking(|| {
        Ok([new_key(dkim::DkimKey::new_rsa())?, new_key(dkim::DkimKey::new_ed25519())?])
    });
    let made: Result<[(&str, String); 2], DkimError> = made.await.map_err(|error| internal(&error))?;
    let second: String = app.now().to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    let made = made
        .map_err(|error| internal(&error))?
        .map(|(algorithm, pem)| settings::DkimKey { selector: format!("{algorithm}-{second}"), pem });
    change(&app, |mail| {
        mail.dkim_keys.extend(made);
        Ok(())
    })
    .await
}

/// Removes a signing key: mail no longer carries its signature.
#[utoipa::path(delete, path = "/v1/mail/dkim-keys/{selector}", tag = "Settings", operation_id = "remove_dkim_key", params(("selector" = String, Path, description = "The key's selector.")), responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn remove_dkim_key(
    State(app): State<App>,
    _: Admin,
    Segments(selector): Segments<String>,
) -> Result<Tagged<MailSettings>, Problem> {
    change(&app, |mail| {
        let before = mail.dkim_keys.len();
        mail.dkim_keys.retain(|key| key.selector != selector);
        if mail.dkim_keys.len() == before { Err(Problem::not_found("signing key")) } else { Ok(()) }
    })
    .await
}

/// Changes the settings if mail can be sent by what comes out, and sends by it from now on.
async fn change(
    app: &App,
    change: impl FnOnce(&mut settings::Mail) -> Result<(), Problem>,
) -> Result<Tagged<MailSettings>, Problem> {
    let (sending, view) = app
        .settings
        .change(app.now(), |settings| {
            let before = said_of(&settings.mail);
            change(&mut settings.mail)?;
            trace::compared(Some(&before), Some(&said_of(&settings.mail)));
            Ok::<_, Problem>((Sending::of(&settings.mail)?, shown(&settings.mail, 0)?))
        })
        .await?;
    app.mail.set(sending);
    opt_in::way_out(app).await?;
    Ok(tagged(MailSettings { confirmations_waiting: opt_in::waiting(app).await?, ..view }))
}

/// What the trace keeps of the settings: no password and no key.
fn said_of(mail: &settings::Mail) -> serde_json::Value {
    let keys: Vec<&str> = mail.dkim_keys.iter().map(|key| key.selector.as_str()).collect();
    serde_json::json!({
        "host": mail.host, "port": mail.port, "security": mail.security, "user": mail.user, "dkim_domain": mail.dkim_domain,
        "dkim_keys": keys, "return_path": mail.return_path, "connections": mail.connections,
    })
}

fn tagged(settings: MailSettings) -> Tagged<MailSettings> {
    Tagged(settings.revision.clone(), settings)
}

fn new_key(key: Result<dkim::DkimKey, DkimError>) -> Result<(&'static str, String), DkimError> {
    let key = key?;
    Ok((key.algorithm().as_str(), key.to_pem()?))
}

fn internal(error: &dyn std::error::Error) -> Problem {
    Problem::new(Code::Internal, error.to_string())
}

/// Everything but the secrets.
fn shown(mail: &settings::Mail, confirmations_waiting: u64) -> Result<MailSettings, Problem> {
    let signers = email::signers(mail)?;
    let dkim_keys = mail.dkim_keys.iter().zip(&signers).map(|(key, signer)| DkimKey {
        selector: key.selector.clone(),
        algorithm: signer.algorithm().as_str().into(),
        name: signer.record().name.clone(),
        value: signer.record().value.clone(),
        zone_value: signer.record().zone_value(),
    });
    Ok(MailSettings {
        host: mail.host.clone(),
        port: mail.port,
        security: mail.security.clone(),
        user: mail.user.clone(),
        password: mail.password.is_some(),
        dkim_domain: mail.dkim_domain.clone(),
        dkim_keys: dkim_keys.collect(),
        return_path: mail.return_path.clone(),
        connections: mail.connections,
        confirmations_waiting,
        revision: revision::of(mail),
    })
}
