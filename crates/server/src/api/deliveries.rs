//! Messages on their channels.

use crate::{
    App,
    accounts::scope,
    auth::{Admin, PermittedAt, PermittedWithin},
    deliveries, delivery,
    extract::{Body, Params, Segments},
    names,
    problem::{Answer, ApiRefusal, Code, Problem},
    wire::*,
};
use axum::{
    Json,
    extract::State,
    response::{Html, IntoResponse},
};
use rapport_channel::{
    Outcome,
    report::{Report, Resolved},
};
use rapport_customer::SendKey;
use rapport_engine::Body as LogBody;
use rapport_people::Permission;
use rapport_platform::runtime::Submission;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(deliveries))
        .routes(routes!(delivery))
        .routes(routes!(mail_copy))
        .routes(routes!(resolve))
}

/// Deliveries by where they stand, newest first. Finished ones are listed for 90 days.
#[utoipa::path(get, path = "/v1/deliveries", tag = "Deliveries", operation_id = "deliveries", params(DeliveryQuery), responses((status = 200, body = Page<DeliverySummary>, description = "Done")))]
pub async fn deliveries(
    State(app): State<App>,
    PermittedWithin { caller, .. }: PermittedWithin,
    Params(query): Params<DeliveryQuery>,
) -> Answer<Page<DeliverySummary>> {
    let sight = scope::sight(&app, &caller, Permission::DeliveryRead).await?;
    Ok(Json(deliveries::list(&app, query, sight).await?))
}

/// One message to one person, with everything on record.
#[utoipa::path(get, path = "/v1/deliveries/{send_key}", tag = "Deliveries", operation_id = "delivery", params(("send_key" = String, Path, description = "Which message (percent-encoded).")), responses((status = 200, body = DeliveryView, description = "Done")))]
pub async fn delivery(
    State(app): State<App>,
    PermittedAt { caller, place }: PermittedAt,
    Segments(key): Segments<String>,
) -> Answer<DeliveryView> {
    Ok(Json(delivery::view(&app, &parse(&key)?, scope::sees_names(&app, &caller, &place)).await?))
}

/// In an e-mail stand other people's words: nothing in it runs, nothing is loaded, and nothing leads anywhere.
const MAIL_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

/// The HTML part of an e-mail as it was sent, to be looked at in a frame.
#[utoipa::path(get, path = "/v1/deliveries/{send_key}/mail", tag = "Deliveries", operation_id = "mail_copy", params(("send_key" = String, Path, description = "Which message (percent-encoded).")), responses((status = 200, body = String, content_type = "text/html", description = "Done")))]
pub async fn mail_copy(
    State(app): State<App>,
    _: Admin,
    Segments(key): Segments<String>,
) -> Result<impl IntoResponse, Problem> {
    let found = app.copies.find(&parse(&key)?).await?;
    let letter = found.and_then(|(_, said)| said.mail).ok_or_else(|| Problem::not_found("copy of an e-mail"))?;
    let headers = [("content-security-policy", MAIL_CSP), ("x-frame-options", "SAMEORIGIN")];
    Ok((headers, Html(letter.html)))
}

/// Closes an unknown delivery by what a person found out.
#[utoipa::path(post, path = "/v1/deliveries/{send_key}/resolve", tag = "Deliveries", operation_id = "resolve", params(("send_key" = String, Path, description = "Which message (percent-encoded).")), request_body = ResolveInput, responses((status = 200, body = DeliveryView, description = "Done")))]
pub async fn resolve(
    State(app): State<App>,
    PermittedAt { caller, place }: PermittedAt,
    Segments(key): Segments<String>,
    Body(input): Body<ResolveInput>,
) -> Answer<DeliveryView> {
    let key = parse(&key)?;
    let note = names::reason(&input.note).ok_or_else(|| Problem::told(Code::InvalidBody, ProblemSaid::NoteMissing))?;
    let named = scope::sees_names(&app, &caller, &place);
    let before = delivery::view(&app, &key, named).await?;
    if before.summary.state != "unknown" {
        return Err(Problem::refused_with(ApiRefusal::NotUnknown, ProblemSaid::NotUnknown));
    }
    let outcome = match input.outcome {
        Resolution::Accepted => Outcome::Accepted { provider_id: None },
        Resolution::Refused => Outcome::Refused { code: "seen_by_a_person".into(), permanent: true },
    };
    tracing::info!(author = caller.name.as_str(), outcome = outcome.code(), "an unknown delivery was closed");
    let resolved = Some(Resolved { author: caller.name.into(), note: note.into() });
    let report = Report { resolved, ..Report::new(key.clone(), outcome, app.now()) };
    let body = LogBody::Report(Box::new(report));
    app.runtime.submit_and_wait(Submission::about(key.customer(), body)).await?;
    Ok(Json(delivery::view(&app, &key, named).await?))
}

fn parse(key: &str) -> Result<SendKey, Problem> {
    key.parse().map_err(|_| Problem::not_found("delivery"))
}
