//! Journeys.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(journeys))
        .routes(routes!(journey_schema))
        .routes(routes!(check))
        .routes(routes!(journey))
        .routes(routes!(draft))
        .routes(routes!(publish))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(stop))
        .routes(routes!(counts))
        .routes(routes!(version))
}

/// All journeys.
#[utoipa::path(get, path = "/v1/journeys", tag = "Journeys", operation_id = "journeys", responses((status = 200, body = Vec<JourneySummary>, description = "Done")))]
pub async fn journeys() -> Answer<Vec<JourneySummary>> {
    Err(Problem::soon())
}

/// The JSON Schema of journey documents.
#[utoipa::path(get, path = "/v1/journeys/schema", tag = "Journeys", operation_id = "journey_schema", responses((status = 200, body = serde_json::Value, description = "Done")), security(()))]
pub async fn journey_schema() -> Answer<serde_json::Value> {
    Err(Problem::soon())
}

/// Checks a document and says it in plain sentences; nothing is kept.
#[utoipa::path(post, path = "/v1/journeys/check", tag = "Journeys", operation_id = "check", request_body = DocumentInput, responses((status = 200, body = CheckAnswer, description = "Done")))]
pub async fn check() -> Answer<CheckAnswer> {
    Err(Problem::soon())
}

/// One journey with its versions.
#[utoipa::path(get, path = "/v1/journeys/{id}", tag = "Journeys", operation_id = "journey", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneyView, description = "Done")))]
pub async fn journey() -> Answer<JourneyView> {
    Err(Problem::soon())
}

/// Saves a draft, also an unfinished one.
#[utoipa::path(put, path = "/v1/journeys/{id}/draft", tag = "Journeys", operation_id = "draft", params(("id" = String, Path, description = "The journey's id.")), request_body = DocumentInput, responses((status = 200, body = CheckAnswer, description = "Done")))]
pub async fn draft() -> Answer<CheckAnswer> {
    Err(Problem::soon())
}

/// Publishes a document as a new version.
#[utoipa::path(post, path = "/v1/journeys/{id}/publish", tag = "Journeys", operation_id = "publish", params(("id" = String, Path, description = "The journey's id.")), request_body = PublishInput, responses((status = 200, body = VersionSummary, description = "Done")))]
pub async fn publish() -> Answer<VersionSummary> {
    Err(Problem::soon())
}

/// Pauses: at once, also what is queued.
#[utoipa::path(post, path = "/v1/journeys/{id}/pause", tag = "Journeys", operation_id = "pause", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn pause() -> Answer<JourneySummary> {
    Err(Problem::soon())
}

/// Goes on after a pause.
#[utoipa::path(post, path = "/v1/journeys/{id}/resume", tag = "Journeys", operation_id = "resume", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn resume() -> Answer<JourneySummary> {
    Err(Problem::soon())
}

/// Stops for good: everybody leaves, nothing queued is sent.
#[utoipa::path(post, path = "/v1/journeys/{id}/stop", tag = "Journeys", operation_id = "stop", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn stop() -> Answer<JourneySummary> {
    Err(Problem::soon())
}

/// Live figures per step.
#[utoipa::path(get, path = "/v1/journeys/{id}/counts", tag = "Journeys", operation_id = "counts", params(("id" = String, Path, description = "The journey's id."), CountsQuery), responses((status = 200, body = JourneyCounts, description = "Done")))]
pub async fn counts() -> Answer<JourneyCounts> {
    Err(Problem::soon())
}

/// One version with its document.
#[utoipa::path(get, path = "/v1/journeys/{id}/versions/{version}", tag = "Journeys", operation_id = "version", params(("id" = String, Path, description = "The journey's id."), ("version" = u32, Path, description = "The version's number.", minimum = 1)), responses((status = 200, body = VersionView, description = "Done")))]
pub async fn version() -> Answer<VersionView> {
    Err(Problem::soon())
}
