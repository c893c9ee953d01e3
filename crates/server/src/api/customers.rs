//! People: profile, timeline, consents, why.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(customers))
        .routes(routes!(customer))
        .routes(routes!(timeline))
        .routes(routes!(customer_consents))
        .routes(routes!(merges))
        .routes(routes!(why))
        .routes(routes!(export_customer))
        .routes(routes!(erase))
        .routes(routes!(links))
}

/// Finds customers by an identifier; without one, those seen last.
#[utoipa::path(get, path = "/v1/customers", tag = "Customers", operation_id = "customers", params(CustomerQuery), responses((status = 200, body = Vec<CustomerSummary>, description = "Done")))]
pub async fn customers() -> Answer<Vec<CustomerSummary>> {
    Err(Problem::soon())
}

/// One customer, as known now.
#[utoipa::path(get, path = "/v1/customers/{id}", tag = "Customers", operation_id = "customer", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerView, description = "Done")))]
pub async fn customer() -> Answer<CustomerView> {
    Err(Problem::soon())
}

/// Everything that happened, newest first, over all touchpoints.
#[utoipa::path(get, path = "/v1/customers/{id}/timeline", tag = "Customers", operation_id = "timeline", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits."), Window), responses((status = 200, body = Page<TimelineEntry>, description = "Done")))]
pub async fn timeline() -> Answer<Page<TimelineEntry>> {
    Err(Problem::soon())
}

/// What holds, and every declaration with its proof.
#[utoipa::path(get, path = "/v1/customers/{id}/consents", tag = "Customers", operation_id = "customer_consents", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = Consents, description = "Done")))]
pub async fn customer_consents() -> Answer<Consents> {
    Err(Problem::soon())
}

/// Which customers became this one, and why.
#[utoipa::path(get, path = "/v1/customers/{id}/merges", tag = "Customers", operation_id = "merges", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = Vec<MergeView>, description = "Done")))]
pub async fn merges() -> Answer<Vec<MergeView>> {
    Err(Problem::soon())
}

/// Why did this person (not) get something of this journey?
#[utoipa::path(get, path = "/v1/customers/{id}/why", tag = "Customers", operation_id = "why", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits."), WhyQuery), responses((status = 200, body = Why, description = "Done")))]
pub async fn why() -> Answer<Why> {
    Err(Problem::soon())
}

/// Everything held about this person.
#[utoipa::path(get, path = "/v1/customers/{id}/export", tag = "Customers", operation_id = "export_customer", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerExport, description = "Done")))]
pub async fn export_customer() -> Answer<CustomerExport> {
    Err(Problem::soon())
}

/// Erases this person.
#[utoipa::path(post, path = "/v1/customers/{id}/erase", tag = "Customers", operation_id = "erase", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), request_body = EraseInput, responses((status = 200, body = Erasure, description = "Done")))]
pub async fn erase() -> Answer<Erasure> {
    Err(Problem::soon())
}

/// Links for this person to the public pages.
#[utoipa::path(get, path = "/v1/customers/{id}/links", tag = "Customers", operation_id = "links", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerLinks, description = "Done")))]
pub async fn links() -> Answer<CustomerLinks> {
    Err(Problem::soon())
}
