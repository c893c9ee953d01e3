//! Bookings that the rules of the plan refused: seen, tried once more, or left unbooked by someone who says why.

use crate::{
    App,
    auth::Admin,
    extract::{Body, Params},
    ledger, names,
    part::PlanPart,
    problem::{Answer, Code, Problem},
    wire::*,
};
use axum::{Json, extract::State};
use rapport_people::ObjectKind;
use rapport_platform::sql::trace;
use rapport_platform::sql::{
    ledger::{Dismissed, Refused},
    plan::TransferRecord,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many a list shows.
const SHOWN: u64 = 500;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(unbooked)).routes(routes!(retry_unbooked)).routes(routes!(dismiss_unbooked))
}

/// What happened and is not in the books: newest first, at most 500.
#[utoipa::path(get, path = "/v1/plan/unbooked", tag = "Plan", operation_id = "unbooked", params(UnbookedQuery), responses((status = 200, body = Vec<Unbooked>, description = "Done")))]
pub async fn unbooked(
    State(app): State<App>,
    _: Admin,
    Params(UnbookedQuery { dismissed }): Params<UnbookedQuery>,
) -> Answer<Vec<Unbooked>> {
    let found = app.ledger.refused(dismissed.unwrap_or(false), SHOWN).await?;
    let mut all = Vec::with_capacity(found.len());
    for refused in found {
        all.push(view(&app, refused).await?);
    }
    Ok(Json(all))
}

/// Tries to book what waits once more, such as after the missing activity was added. What is refused again waits on.
#[utoipa::path(post, path = "/v1/plan/unbooked/retry", tag = "Plan", operation_id = "retry_unbooked", request_body = UnbookedRetryInput, responses((status = 200, body = UnbookedRetried, description = "Done")))]
pub async fn retry_unbooked(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(UnbookedRetryInput { id }): Body<UnbookedRetryInput>,
) -> Answer<UnbookedRetried> {
    trace::on(ObjectKind::Node, "company");
    let booked = app.ledger.retry_refused(id.as_deref(), app.now()).await? as u64;
    tracing::info!(author = caller.name, booked, "what waited to be booked was tried once more");
    Ok(Json(UnbookedRetried { booked, waiting: app.ledger.waiting().await? }))
}

/// Leaves something unbooked for good. It stays in the list of what was left unbooked, with who decided it and why.
#[utoipa::path(post, path = "/v1/plan/unbooked/dismiss", tag = "Plan", operation_id = "dismiss_unbooked", request_body = UnbookedDismissInput, responses((status = 200, body = Unbooked, description = "Done")))]
pub async fn dismiss_unbooked(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(UnbookedDismissInput { id, reason }): Body<UnbookedDismissInput>,
) -> Answer<Unbooked> {
    trace::on(ObjectKind::Node, "company");
    let why = names::line(&reason);
    if why.is_empty() {
        return Err(Problem::new(Code::InvalidBody, "Say why in `reason`."));
    }
    trace::because(&why);
    let decided = Dismissed { at: app.now(), by: caller.name, why };
    let dismissed = app.ledger.dismiss(&id, decided).await?.ok_or_else(|| Problem::not_found("unbooked item"))?;
    Ok(Json(view(&app, dismissed).await?))
}

async fn view(app: &App, refused: Refused) -> Result<Unbooked, Problem> {
    let Refused { id, code, reason, posting, recorded, dismissed } = refused;
    let records: Vec<TransferRecord> =
        posting.transfers.into_iter().map(|transfer| TransferRecord { seq: 0, recorded, transfer }).collect();
    let transfers = ledger::shown(app, &records, &|place| place.activity().is_some(), &PlanPart::WHOLE).await?;
    let dismissed = dismissed.map(|Dismissed { at, by, why }| UnbookedDismissed { at, by, why });
    Ok(Unbooked { id, code, reason, recorded, transfers, dismissed })
}
