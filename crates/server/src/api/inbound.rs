//! What comes back of messages some time after they were handed over: mail that bounced, complaints.

use crate::{
    App,
    auth::Machine,
    delivery,
    extract::{Segments, Unread, media},
    problem::{Answer, Problem},
    wire::Inbound,
};
use axum::{Json, extract::State};
use rapport_channel::{
    Outcome,
    feedback::{Feedback, Kind},
    report::Report,
};
use rapport_customer::{SendKey, SourceAct, normalise, source::Wish};
use rapport_engine::Body as LogBody;
use rapport_kernel::{ChannelKind, Identifier, IdentifierKind, coded};
use rapport_platform::runtime::Submission;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The largest mail taken in; of a larger one the beginning would do, but no one sends such bounces.
const MAX_MAIL: usize = 2 * 1024 * 1024;

coded! {
    /// Why a bounce or complaint counts for nothing. Anybody can write a mail that looks like one: believed is what names a message that
    /// went to the person it is about.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Unmatched {
        /// No token, or that of no message.
        NoMessage = "no_message",
        /// A message that went to someone else, or is another brand's.
        OtherRecipient = "other_recipient",
        /// Neither a mail nor a notification of a service that is known: refused, so that the service sees it and tries again.
        NoMail = "no_mail",
    }
}

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(inbound))
}

/// Takes in one thing that came back: a returned mail with a bounce, a complaint, an automatic reply; or what a mail service knows of it,
/// as JSON (Amazon SES, by Amazon SNS or as it is).
#[utoipa::path(post, path = "/v1/inbound/{kind}", tag = "Deliveries", operation_id = "inbound", params(("kind" = String, Path, description = "The kind of channel it comes back on, such as `email`.")), request_body(content(
    (String = "message/rfc822"),
    (Object = "application/json"),
    (String = "text/plain"),
)), responses((status = 200, body = Inbound, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn inbound(
    State(app): State<App>,
    who: Machine,
    Segments(kind): Segments<String>,
    mail: Unread,
) -> Answer<Inbound> {
    who.may(&Wish::to(SourceAct::Reports))?;
    let driver = app.drivers.get(&ChannelKind::from(kind)).and_then(|driver| driver.inbound());
    let reading = driver.ok_or_else(|| Problem::not_found("kind of channel that things come back on"))?;
    media(&mail.headers, reading.media)?;
    let raw = mail.read(MAX_MAIL).await?;
    let read = tokio::task::spawn_blocking(move || (reading.read)(&raw)).await;
    let read = read.map_err(|_| Problem::new(crate::problem::Code::Internal, "It could not be read."))?;
    if read.kind == Kind::NoMail {
        app.sources.unmatched(Unmatched::NoMail.code(), app.now());
        return Err(Problem::new(
            crate::problem::Code::InvalidBody,
            "This is neither a mail nor a notification of Amazon SES: post the mail as it came back. Webhooks of other services are not read.",
        ));
    }
    if let Some(address) = &read.confirm {
        tracing::warn!(%address, "a mail service asks whether its notifications are wanted: open this address to confirm");
    }
    let recipient = read.recipient.as_deref().and_then(|raw| normalise(IdentifierKind::Email, raw, ""));
    let customer = recipient.as_ref().and_then(|identifier| app.runtime.find(identifier));
    let send_key = match &read.token {
        Some(token) => delivery::by_token(&app, token, customer).await?,
        None => None,
    };
    let says = matches!(read.kind, Kind::HardBounce | Kind::SoftBounce | Kind::Complaint);
    let unmatched = match &send_key {
        None => Some(Unmatched::NoMessage),
        Some(key) => (!fits(&app, &who, key, recipient.as_ref()).await?).then_some(Unmatched::OtherRecipient),
    };
    let unmatched = unmatched.filter(|_| says);
    if let Some(why) = unmatched {
        app.sources.unmatched(why.code(), app.now());
    }
    let applied = match &send_key {
        Some(key) if says && unmatched.is_none() => report(&app, key, &read).await?,
        _ => false,
    };
    Ok(Json(Inbound {
        kind: named(read.kind).to_owned(),
        send_key: send_key.map(|key| key.to_string()),
        applied,
        reason: unmatched.map(|why| why.code().to_owned()),
        detail: match (read.status, read.confirm) {
            (Some(status), _) => format!("status {status}"),
            (None, Some(address)) => format!("open {address} to confirm the subscription"),
            (None, None) => String::new(),
        },
    }))
}

/// Whether a returned mail can be about the message its token names: one of the asking source's brand, to a person the
/// address it came back from is known of. An address that is no one's may be where the mail was forwarded to.
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

fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::HardBounce => "hard_bounce",
        Kind::SoftBounce => "soft_bounce",
        Kind::Complaint => "complaint",
        Kind::AutoReply => "automatic_reply",
        Kind::NoMail | Kind::Other => "other",
    }
}

/// Tells the delivery what came back. Automatic replies and letters from people say nothing about it.
async fn report(app: &App, key: &SendKey, read: &Feedback) -> Result<bool, Problem> {
    let bounced = |permanent| Outcome::Bounced { permanent, code: read.status.clone().unwrap_or_default() };
    let outcome = match read.kind {
        Kind::HardBounce => bounced(true),
        Kind::SoftBounce => bounced(false),
        Kind::Complaint => Outcome::Complained,
        Kind::AutoReply | Kind::NoMail | Kind::Other => return Ok(false),
    };
    let report = Report::new(key.clone(), outcome, app.now());
    let submission = Submission::about(key.customer(), LogBody::Report(Box::new(report)));
    app.runtime.submit_and_wait(submission).await?;
    Ok(true)
}
