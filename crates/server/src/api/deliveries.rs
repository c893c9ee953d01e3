//! Messages on their channels.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(deliveries))
        .routes(routes!(delivery))
        .routes(routes!(resolve))
}

/// Deliveries by state, newest first.
#[utoipa::path(get, path = "/v1/deliveries", tag = "Deliveries", operation_id = "deliveries", params(DeliveryQuery), responses((status = 200, body = Page<DeliverySummary>, description = "Done")))]
pub async fn deliveries() -> Answer<Page<DeliverySummary>> {
    Err(Problem::soon())
}

/// One message to one person, with everything on record.
#[utoipa::path(get, path = "/v1/deliveries/{send_key}", tag = "Deliveries", operation_id = "delivery", params(("send_key" = String, Path, description = "Which message (percent-encoded).")), responses((status = 200, body = DeliveryView, description = "Done")))]
pub async fn delivery() -> Answer<DeliveryView> {
    Err(Problem::soon())
}

/// Closes an unknown delivery by what a person found out.
#[utoipa::path(post, path = "/v1/deliveries/{send_key}/resolve", tag = "Deliveries", operation_id = "resolve", params(("send_key" = String, Path, description = "Which message (percent-encoded).")), request_body = ResolveInput, responses((status = 200, body = DeliveryView, description = "Done")))]
pub async fn resolve() -> Answer<DeliveryView> {
    Err(Problem::soon())
}
