//! Trying a journey on the real past.

use crate::{
    App,
    auth::Admin,
    backtests,
    extract::{Body, Segments},
    problem::{Answer, Problem},
    wire::{Backtest, BacktestInput},
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_kernel::JourneyId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start_backtest, backtests)).routes(routes!(backtest, cancel_backtest))
}

/// Replays the log through a document; nothing is sent.
#[utoipa::path(post, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "start_backtest", params(("id" = String, Path, description = "The journey's id.")), request_body = BacktestInput, responses((status = 202, body = Backtest, description = "Done")))]
pub async fn start_backtest(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(input): Body<BacktestInput>,
) -> Result<(StatusCode, Json<Backtest>), Problem> {
    super::sources::named(&id)?;
    let id = JourneyId::from(id);
    let text = match input.document {
        Some(text) => text,
        None => stored(&app, &id).await?,
    };
    let job = backtests::start(&app, &caller.name, id, text, (&input.from, &input.to)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// The back-tests since the last start, newest first.
#[utoipa::path(get, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "backtests", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = Vec<Backtest>, description = "Done")))]
pub async fn backtests(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Vec<Backtest>> {
    let listed = backtests::list(&app, &id).await?;
    // A document may be tried before it is kept.
    if listed.is_empty() {
        super::journeys::find(&app, &id).await?;
    }
    Ok(Json(listed))
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
