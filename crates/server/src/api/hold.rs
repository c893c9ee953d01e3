//! Whether anything is sent, and lifting a hold.

use crate::{
    App,
    accounts::scope,
    auth::Admin,
    extract::Body,
    held,
    problem::Answer,
    wire::{HoldRelease, HoldView},
};
use axum::{Json, extract::State};
use rapport_people::Place;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(hold)).routes(routes!(release_hold))
}

/// Whether nothing is sent, why, and what would go out if the hold were lifted.
#[utoipa::path(get, path = "/v1/hold", tag = "Operations", operation_id = "hold", responses((status = 200, body = HoldView, description = "Done")))]
pub async fn hold(State(app): State<App>, Admin(caller): Admin) -> Answer<HoldView> {
    let named = scope::sees_names(&app, &caller, &Place::company());
    Ok(Json(held::view(&app, named).await?))
}

/// Lifts the hold: what is due goes out.
///
/// Refused as a conflict if something else would go out than was seen.
#[utoipa::path(post, path = "/v1/hold/release", tag = "Operations", operation_id = "release_hold", request_body = HoldRelease, responses((status = 200, body = HoldView, description = "Done")))]
pub async fn release_hold(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(input): Body<HoldRelease>,
) -> Answer<HoldView> {
    let named = scope::sees_names(&app, &caller, &Place::company());
    Ok(Json(held::release(&app, &caller.name, &input.seen, named).await?))
}
