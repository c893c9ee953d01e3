//! Mail that comes back.

use crate::{
    App,
    auth::Machine,
    delivery,
    extract::{Unread, media},
    problem::{Answer, Problem},
    wire::Inbound,
};
use axum::{Json, extract::State};
use rapport_channel::{Outcome, report::Report};
use rapport_customer::{SendKey, SourceAct, Suppression, normalise, source::Wish, suppression::Reason};
use rapport_drivers::email::feedback::{self, Feedback, Kind};
use rapport_engine::Body as LogBody;
use rapport_kernel::{Identifier, IdentifierKind};
use rapport_platform::runtime::Submission;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The largest mail taken in; of a larger one the beginning would do, but nobody sends such bounces.
const MAX_MAIL: usize = 2 * 1024 * 1024;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(inbound_email))
}

/// Takes in one returned mail: a bounce, a complaint, an automatic reply.
#[utoipa::path(post, path = "/v1/inbound/email", tag = "Deliveries", operation_id = "inbound_email", request_body(content = String, content_type = "message/rfc822"), responses((status = 200, body = Inbound, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn inbound_email(State(app): State<App>, who: Machine, mail: Unread) -> Answer<Inbound> {
    who.may(&Wish::to(SourceAct::Reports))?;
    media(&mail.headers, &["message/rfc822"])?;
    let raw = mail.read(MAX_MAIL).await?;
    let read = tokio::task::spawn_blocking(move || feedback::read(&raw)).await;
    let read = read.map_err(|_| Problem::new(crate::problem::Code::Internal, "The mail could not be read."))?;
    let recipient = read.recipient.as_deref().and_then(|raw| normalise(IdentifierKind::Email, raw, ""));
    let customer = recipient.as_ref().and_then(|identifier| app.runtime.find(identifier));
    let send_key = match &read.token {
        Some(token) => delivery::by_token(&app, token, customer).await?,
        None => None,
    };
    let applied = match (&send_key, customer) {
        (Some(key), _) => fits(&app, &who, key, recipient.as_ref()).await? && report(&app, key, &read).await?,
        (None, Some(customer)) => {
            let address = recipient.filter(|_| read.kind == Kind::HardBounce || read.kind == Kind::Complaint);
            match address {
                Some(address) => {
                    let reason = if read.kind == Kind::Complaint { Reason::Complaint } else { Reason::HardBounce };
                    let suppression = Suppression {
                        at: app.now(),
                        reason,
                        scope: reason.usual_scope(),
                        // A source speaks for its own brand.
                        brand: who.brand().cloned(),
                        channel: Some("email".into()),
                        address: Some(address),
                        source: "feedback".into(),
                    };
                    let body = LogBody::Suppress(Box::new(suppression));
                    app.runtime.submit_and_wait(Submission::about(customer, body)).await?;
                    true
                }
                None => false,
            }
        }
        (None, None) => false,
    };
    Ok(Json(Inbound {
        kind: kind(read.kind).to_owned(),
        send_key: send_key.map(|key| key.to_string()),
        applied,
        detail: read.status.map(|status| format!("status {status}")).unwrap_or_default(),
    }))
}

/// Whether a returned mail can be about the message its token names: one of the asking source's brand, to a person the
/// address it came back from is known of. An address that is nobody's may be where the mail was forwarded to.
async fn fits(app: &App, who: &Machine, key: &SendKey, from: Option<&Identifier>) -> Result<bool, Problem> {
    let (wanted, from, own) = (key.clone(), from.cloned(), who.brand().cloned());
    let strange = from.as_ref().is_some_and(|from| app.runtime.find(from).is_some());
    let look = move |shard: &rapport_engine::Shard, id| {
        let record = shard.customer(id)?;
        let message = record.message(&wanted)?;
        let known = |from: &Identifier| record.customer.profile.identifiers().iter().any(|k| k.identifier == *from);
        let theirs = !strange || from.as_ref().is_none_or(known);
        Some(theirs && own.is_none_or(|own| own == message.brand))
    };
    Ok(app.runtime.ask(key.customer(), look).await?.unwrap_or(false))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::HardBounce => "hard_bounce",
        Kind::SoftBounce => "soft_bounce",
        Kind::Complaint => "complaint",
        Kind::AutoReply => "automatic_reply",
        Kind::Other => "other",
    }
}

/// Tells the delivery what came back. Automatic replies and letters from people say nothing about it.
async fn report(app: &App, key: &SendKey, read: &Feedback) -> Result<bool, Problem> {
    let bounced = |permanent| Outcome::Bounced { permanent, code: read.status.clone().unwrap_or_default() };
    let outcome = match read.kind {
        Kind::HardBounce => bounced(true),
        Kind::SoftBounce => bounced(false),
        Kind::Complaint => Outcome::Complained,
        Kind::AutoReply | Kind::Other => return Ok(false),
    };
    let report = Report::new(key.clone(), outcome, app.now());
    let submission = Submission::about(key.customer(), LogBody::Report(Box::new(report)));
    app.runtime.submit_and_wait(submission).await?;
    Ok(true)
}
