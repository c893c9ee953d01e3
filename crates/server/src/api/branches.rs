//! Branches and their staff's prompts.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(branches, create_branch))
        .routes(routes!(branch_link))
        .routes(routes!(prompts))
        .routes(routes!(branch_live))
        .routes(routes!(answer))
}

/// All branches; for staff, their own.
#[utoipa::path(get, path = "/v1/branches", tag = "Branches", operation_id = "branches", responses((status = 200, body = Vec<BranchView>, description = "Done")))]
pub async fn branches() -> Answer<Vec<BranchView>> {
    Err(Problem::soon())
}

/// Adds a branch.
#[utoipa::path(post, path = "/v1/branches", tag = "Branches", operation_id = "create_branch", request_body = BranchInput, responses((status = 201, body = BranchView, description = "Done")))]
pub async fn create_branch() -> Answer<BranchView> {
    Err(Problem::soon())
}

/// Makes a new sign-in for the branch's phone; the one before ends.
#[utoipa::path(post, path = "/v1/branches/{id}/link", tag = "Branches", operation_id = "branch_link", params(("id" = String, Path, description = "The branch's id.")), responses((status = 201, body = BranchLink, description = "Done")))]
pub async fn branch_link() -> Answer<BranchLink> {
    Err(Problem::soon())
}

/// The branch's page: prompts open and ended.
#[utoipa::path(get, path = "/v1/branches/{id}/prompts", tag = "Branches", operation_id = "prompts", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = PromptBoard, description = "Done")))]
pub async fn prompts() -> Answer<PromptBoard> {
    Err(Problem::soon())
}

/// The branch's page as it changes: server-sent events named `board`.
#[utoipa::path(get, path = "/v1/branches/{id}/live", tag = "Branches", operation_id = "branch_live", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = PromptBoard, content_type = "text/event-stream", description = "A stream that does not end.")))]
pub async fn branch_live() -> Answer<()> {
    Err(Problem::soon())
}

/// The staff's answer to a prompt.
#[utoipa::path(post, path = "/v1/branches/{id}/prompts/{send_key}/answer", tag = "Branches", operation_id = "answer", params(("id" = String, Path, description = "The branch's id."), ("send_key" = String, Path, description = "Which prompt (percent-encoded).")), request_body = AnswerInput, responses((status = 200, body = PromptBoard, description = "Done")))]
pub async fn answer() -> Answer<PromptBoard> {
    Err(Problem::soon())
}
