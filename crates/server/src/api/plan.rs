//! The plan and its money.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(plan))
        .routes(routes!(create_node))
        .routes(routes!(node))
        .routes(routes!(records))
        .routes(routes!(effect))
        .routes(routes!(changes))
        .routes(routes!(transfer))
        .routes(routes!(actuals))
        .routes(routes!(order))
}

/// The first screen: the five kinds of money of every node, and what changed.
#[utoipa::path(get, path = "/v1/overview", tag = "Plan", operation_id = "overview", params(AsOf), responses((status = 200, body = Overview, description = "Done")))]
pub async fn overview() -> Answer<Overview> {
    Err(Problem::soon())
}

/// The whole tree as of a moment.
#[utoipa::path(get, path = "/v1/plan", tag = "Plan", operation_id = "plan", params(AsOf), responses((status = 200, body = Plan, description = "Done")))]
pub async fn plan() -> Answer<Plan> {
    Err(Problem::soon())
}

/// Adds a node.
#[utoipa::path(post, path = "/v1/plan/nodes", tag = "Plan", operation_id = "create_node", request_body = NodeInput, responses((status = 201, body = PlanNode, description = "Done")))]
pub async fn create_node() -> Answer<PlanNode> {
    Err(Problem::soon())
}

/// One node with its children and its last 30 days.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}", tag = "Plan", operation_id = "node", params(("id" = String, Path, description = "The node's id."), AsOf), responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn node() -> Answer<PlanNodeView> {
    Err(Problem::soon())
}

/// The ledger records behind a node's figures, with everything below it.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}/records", tag = "Plan", operation_id = "records", params(("id" = String, Path, description = "The node's id."), RecordQuery), responses((status = 200, body = Page<LedgerRecord>, description = "Done")))]
pub async fn records() -> Answer<Page<LedgerRecord>> {
    Err(Problem::soon())
}

/// What contact brought, against the hold-out, with interval.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}/effect", tag = "Plan", operation_id = "effect", params(("id" = String, Path, description = "The node's id.")), responses((status = 200, body = Effect, description = "Done")))]
pub async fn effect() -> Answer<Effect> {
    Err(Problem::soon())
}

/// What changed since a moment.
#[utoipa::path(get, path = "/v1/plan/changes", tag = "Plan", operation_id = "changes", params(Since), responses((status = 200, body = Changes, description = "Done")))]
pub async fn changes() -> Answer<Changes> {
    Err(Problem::soon())
}

/// Moves budget; both sides are booked or none.
#[utoipa::path(post, path = "/v1/plan/transfers", tag = "Plan", operation_id = "transfer", request_body = TransferInput, responses((status = 201, body = Vec<LedgerRecord>, description = "Done")))]
pub async fn transfer() -> Answer<Vec<LedgerRecord>> {
    Err(Problem::soon())
}

/// Books actuals from a CSV file with the columns `activity`, `date`, `amount`, `currency`, `reference`, `reason`.
#[utoipa::path(post, path = "/v1/plan/actuals", tag = "Plan", operation_id = "actuals", params(ActualsQuery), request_body(content = String, content_type = "text/csv"), responses((status = 200, body = ActualsAnswer, description = "Done")))]
pub async fn actuals() -> Answer<ActualsAnswer> {
    Err(Problem::soon())
}

/// One sale, and which activities are credited with it.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "Plan", operation_id = "order", params(("id" = String, Path, description = "The order's id.")), responses((status = 200, body = OrderView, description = "Done")))]
pub async fn order() -> Answer<OrderView> {
    Err(Problem::soon())
}
