//! Brands and their settings.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(brands))
        .routes(routes!(brand, set_brand))
}

/// All brands.
#[utoipa::path(get, path = "/v1/brands", tag = "Settings", operation_id = "brands", responses((status = 200, body = Vec<BrandSummary>, description = "Done")))]
pub async fn brands() -> Answer<Vec<BrandSummary>> {
    Err(Problem::soon())
}

/// One brand with its settings.
#[utoipa::path(get, path = "/v1/brands/{id}", tag = "Settings", operation_id = "brand", params(("id" = String, Path, description = "The brand's id.")), responses((status = 200, body = BrandView, description = "Done")))]
pub async fn brand() -> Answer<BrandView> {
    Err(Problem::soon())
}

/// Sets a brand's settings; makes the brand if it is new.
#[utoipa::path(put, path = "/v1/brands/{id}", tag = "Settings", operation_id = "set_brand", params(("id" = String, Path, description = "The brand's id.")), request_body = BrandInput, responses((status = 200, body = BrandView, description = "Done")))]
pub async fn set_brand() -> Answer<BrandView> {
    Err(Problem::soon())
}
