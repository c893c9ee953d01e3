//! Vouchers: pools and what happens at the till.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pools, create_pool))
        .routes(routes!(import_codes))
        .routes(routes!(validate))
        .routes(routes!(redeem))
        .routes(routes!(rollback))
        .routes(routes!(voucher))
}

/// All pools.
#[utoipa::path(get, path = "/v1/vouchers/pools", tag = "Vouchers", operation_id = "pools", responses((status = 200, body = Vec<PoolView>, description = "Done")))]
pub async fn pools() -> Answer<Vec<PoolView>> {
    Err(Problem::soon())
}

/// Adds a pool.
#[utoipa::path(post, path = "/v1/vouchers/pools", tag = "Vouchers", operation_id = "create_pool", request_body = PoolInput, responses((status = 201, body = PoolView, description = "Done")))]
pub async fn create_pool() -> Answer<PoolView> {
    Err(Problem::soon())
}

/// Adds codes made elsewhere.
#[utoipa::path(post, path = "/v1/vouchers/pools/{pool}/codes", tag = "Vouchers", operation_id = "import_codes", params(("pool" = String, Path, description = "The pool's id.")), request_body = CodesInput, responses((status = 200, body = CodesAnswer, description = "Done")))]
pub async fn import_codes() -> Answer<CodesAnswer> {
    Err(Problem::soon())
}

/// Whether a voucher would count for this basket; changes nothing.
#[utoipa::path(post, path = "/v1/vouchers/validate", tag = "Vouchers", operation_id = "validate", request_body = RedeemInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn validate() -> Answer<VoucherAnswer> {
    Err(Problem::soon())
}

/// Redeems a voucher at an order; no race redeems it twice.
#[utoipa::path(post, path = "/v1/vouchers/redeem", tag = "Vouchers", operation_id = "redeem", params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer for 24 hours and are done once.")), request_body = RedeemInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn redeem() -> Answer<VoucherAnswer> {
    Err(Problem::soon())
}

/// Takes a redemption back.
#[utoipa::path(post, path = "/v1/vouchers/rollback", tag = "Vouchers", operation_id = "rollback", params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer for 24 hours and are done once.")), request_body = RollbackInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn rollback() -> Answer<VoucherAnswer> {
    Err(Problem::soon())
}

/// One voucher.
#[utoipa::path(get, path = "/v1/vouchers/{code}", tag = "Vouchers", operation_id = "voucher", params(("code" = String, Path, description = "The code.")), responses((status = 200, body = VoucherView, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn voucher() -> Answer<VoucherView> {
    Err(Problem::soon())
}
