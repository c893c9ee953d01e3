//! Trying a journey on the real past.

use super::journeys::before_and_after;
use crate::{
    App,
    auth::{Admin, PermittedSomewhere},
    backtests,
    extract::{Body, Segments},
    places,
    problem::{Answer, Problem},
    wire::{Backtest, BacktestInput},
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_kernel::JourneyId;
use rapport_people::{ObjectKind, Place};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start_backtest, backtests)).routes(routes!(backtest, cancel_backtest))
}

/// Replays the log through a document; nothing is sent.
#[utoipa::path(post, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "start_backtest", params(("id" = String, Path, description = "The journey's id.")), request_body = BacktestInput, responses((status = 202, body = Backtest, description = "Done")))]
pub async fn start_backtest(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
    Body(input): Body<BacktestInput>,
) -> Result<(StatusCode, Json<Backtest>), Problem> {
    super::sources::named(&id)?;
    let id = JourneyId::from(id);
    before_and_after(&app, &asking, &id, input.document.as_deref()).await?;
    let text = match input.document {
        Some(text) => text,
        None => stored(&app, &id).await?,
    };
    let caller = before_and_after(&app, &asking, &id, Some(&text)).await?;
    let job = backtests::start(&app, &caller.name, id, text, (&input.from, &input.to)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// The back-tests since the last start, newest first.
#[utoipa::path(get, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "backtests", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = Vec<Backtest>, description = "Done")))]
pub async fn backtests(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
) -> Answer<Vec<Backtest>> {
    let journey = places::journey(&app, &id.as_str().into()).await?;
    if let Some(journey) = &journey {
        asking.at(&app, journey)?;
    }
    let mut seen = Vec::new();
    for one in backtests::list(&app, &id).await? {
        let place = places::find(&app, ObjectKind::Backtest, &one.id).await?;
        if place.is_some_and(|place| asking.at(&app, &place).is_ok()) {
            seen.push(one);
        }
    }
    // A document may be tried before it is kept.
    if seen.is_empty() && journey.is_none() {
        asking.at(&app, &Place::company())?;
        super::journeys::find(&app, &id).await?;
    }
    Ok(Json(seen))
}

/// The state of a back-test.
#[utoipa::path(get, path = "/v1/backtests/{id}", tag = "Back-tests", operation_id = "backtest", params(("id" = String, Path, description = "The back-test's id.")), responses((status = 200, body = Backtest, description = "Done")))]
pub async fn backtest(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Backtest> {
    Ok(Json(backtests::find(&app, &id).await?))
}

/// Ends a back-test.
#[utoipa::path(delete, path = "/v1/backtests/{id}", tag = "Back-tests", operation_id = "cancel_backtest", params(("id" = String, Path, description = "The back-test's id.")), responses((status = 200, body = Backtest, description = "Done")))]
pub async fn cancel_backtest(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Backtest> {
    Ok(Json(backtests::cancel(&app, &id).await?))
}

/// The saved draft, or else the live version.
async fn stored(app: &App, id: &JourneyId) -> Result<String, Problem> {
    if let Some(draft) = app.journeys.draft(id).await? {
        return Ok(draft.body);
    }
    let newest = app.journeys.versions(id).await?.into_iter().next().ok_or_else(|| Problem::not_found("journey"))?;
    app.journeys.body(id, newest.version).await?.ok_or_else(|| Problem::not_found("journey"))
}
