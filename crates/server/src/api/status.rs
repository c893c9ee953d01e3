//! How the machine is doing.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics))
}

/// It answers.
#[utoipa::path(get, path = "/healthz", tag = "Operations", operation_id = "healthz", responses((status = 200, body = Health, description = "Done")), security(()))]
pub async fn healthz() -> Answer<Health> {
    Err(Problem::soon())
}

/// Whether it makes progress.
#[utoipa::path(get, path = "/readyz", tag = "Operations", operation_id = "readyz", responses((status = 200, body = Readiness, description = "Done")), security(()))]
pub async fn readyz() -> Answer<Readiness> {
    Err(Problem::soon())
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Operations", operation_id = "metrics", responses((status = 200, body = String, content_type = "text/plain", description = "OK")), security(()))]
pub async fn metrics() -> Answer<()> {
    Err(Problem::soon())
}
