//! Trying a journey on the real past.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_backtest, backtests))
        .routes(routes!(backtest, cancel_backtest))
}

/// Replays the log through a document; nothing is sent.
#[utoipa::path(post, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "start_backtest", params(("id" = String, Path, description = "The journey's id.")), request_body = BacktestInput, responses((status = 202, body = Backtest, description = "Done")))]
pub async fn start_backtest() -> Answer<Backtest> {
    Err(Problem::soon())
}

/// The back-tests since the last start, newest first.
#[utoipa::path(get, path = "/v1/journeys/{id}/backtests", tag = "Back-tests", operation_id = "backtests", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = Vec<Backtest>, description = "Done")))]
pub async fn backtests() -> Answer<Vec<Backtest>> {
    Err(Problem::soon())
}

/// How a back-test stands.
#[utoipa::path(get, path = "/v1/backtests/{id}", tag = "Back-tests", operation_id = "backtest", params(("id" = String, Path, description = "The back-test's id.")), responses((status = 200, body = Backtest, description = "Done")))]
pub async fn backtest() -> Answer<Backtest> {
    Err(Problem::soon())
}

/// Ends a back-test.
#[utoipa::path(delete, path = "/v1/backtests/{id}", tag = "Back-tests", operation_id = "cancel_backtest", params(("id" = String, Path, description = "The back-test's id.")), responses((status = 200, body = Backtest, description = "Done")))]
pub async fn cancel_backtest() -> Answer<Backtest> {
    Err(Problem::soon())
}
