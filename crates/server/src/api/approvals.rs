//! Approvals: what waits for whom, the thing itself, and answers. An approval stands where its thing does, and whoever is asked answers it
//! in person or for somebody who is away.

use crate::{
    App,
    accounts::{release_letters, staff},
    approvals::{desk, shown, staff::at_work},
    auth::{PermittedAt, PermittedWithin},
    extract::{Body, Params, Segments},
    places,
    problem::{Answer, Problem},
    publishing::Turn,
    wire::*,
};
use axum::{Json, extract::State};
use rapport_kernel::Span;
use rapport_people::{Extent, ObjectKind, PersonId};
use rapport_platform::sql::{approval::KeptApproval, trace};
use rapport_trace::DeedAct;
use rapport_work::{StageId, approval::Command};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How far back ended approvals are listed.
const ENDED_DAYS: i64 = 90;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(my_day))
        .routes(routes!(approvals))
        .routes(routes!(approval))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(withdraw))
        .routes(routes!(delegate))
        .routes(routes!(remind))
}

/// What waits for the caller, what they wait for, and how much of it is late.
#[utoipa::path(get, path = "/v1/my-day", tag = "Approvals", operation_id = "my_day", responses((status = 200, body = MyDayView, description = "Done")))]
pub async fn my_day(State(app): State<App>, PermittedWithin { caller, extent }: PermittedWithin) -> Answer<MyDayView> {
    let staff = staff::now(&app).await?;
    let kept = seen(&app, app.approvals.in_flight().await?, &extent);
    Ok(Json(shown::my_day(&app, &staff, &kept, &caller.account).await?))
}

/// Approvals under way, or those that ended in the last 90 days, newest first.
#[utoipa::path(get, path = "/v1/approvals", tag = "Approvals", operation_id = "approvals", params(ApprovalsQuery), responses((status = 200, body = Vec<ApprovalSummary>, description = "Done")))]
pub async fn approvals(
    State(app): State<App>,
    PermittedWithin { caller, extent }: PermittedWithin,
    Params(query): Params<ApprovalsQuery>,
) -> Answer<Vec<ApprovalSummary>> {
    let staff = staff::now(&app).await?;
    let kept = match query.show.unwrap_or_default() {
        ApprovalsShown::InFlight => app.approvals.in_flight().await?,
        ApprovalsShown::Ended => app.approvals.ended_since(app.now() - Span::DAY.times(ENDED_DAYS)).await?,
    };
    let mut kept = seen(&app, kept, &extent);
    kept.reverse();
    Ok(Json(shown::summaries(&app, &staff, &kept, &caller.account).await?))
}

fn seen(app: &App, mut kept: Vec<KeptApproval>, extent: &Extent) -> Vec<KeptApproval> {
    let tree = app.ledger.plan().tree();
    kept.retain(|kept| extent.holds(&places::approval(&tree, kept)));
    kept
}

/// One approval with the thing itself, its stages and its history.
#[utoipa::path(get, path = "/v1/approvals/{id}", tag = "Approvals", operation_id = "approval", params(("id" = String, Path, description = "The approval's id.")), responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn approval(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
) -> Answer<ApprovalView> {
    let kept = app.approvals.get(&id).await?.ok_or_else(|| Problem::not_found("approval"))?;
    Ok(Json(shown::view(&app, &staff::now(&app).await?, &kept, &caller.account).await?))
}

/// Says yes. The last yes sets it going: exactly the version that was seen goes live, or the budget is moved, before the answer.
#[utoipa::path(post, path = "/v1/approvals/{id}/approve", tag = "Approvals", operation_id = "approve", params(("id" = String, Path, description = "The approval's id.")), request_body = ApproveInput, responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn approve(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
    Body(input): Body<ApproveInput>,
) -> Answer<ApprovalView> {
    answer(&app, &caller.account, &id, ApprovalAnswer::Yes(input)).await
}

/// Says no, with a reason; that ends the approval.
#[utoipa::path(post, path = "/v1/approvals/{id}/reject", tag = "Approvals", operation_id = "reject", params(("id" = String, Path, description = "The approval's id.")), request_body = RejectInput, responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn reject(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
    Body(input): Body<RejectInput>,
) -> Answer<ApprovalView> {
    answer(&app, &caller.account, &id, ApprovalAnswer::No(input)).await
}

/// What an approver decided, with the input of that decision.
pub enum ApprovalAnswer {
    /// It may go on, with remarks or without.
    Yes(ApproveInput),
    /// It may not, with a reason.
    No(RejectInput),
}

/// Takes somebody's answer at the stage at which they are asked.
///
/// # Errors
/// What the approval refuses.
pub async fn answer(app: &App, who: &PersonId, id: &str, said: ApprovalAnswer) -> Answer<ApprovalView> {
    trace::on(ObjectKind::Approval, id);
    trace::by(who);
    let turn = Turn::take(app).await;
    let staff = staff::now(app).await?;
    let kept = app.approvals.get(id).await?.ok_or_else(|| Problem::not_found("approval"))?;
    let stage = match shown::stage_of(&staff, &kept.approval, who) {
        Some(stage) => StageId::from(stage.as_str()),
        // Refused by name: what is over, what they made themselves, where they are not asked.
        None => kept.approval.open().next().map_or_else(|| StageId::from(""), |(stage, _)| stage.id.clone()),
    };
    let by = at_work(who);
    let command = match said {
        ApprovalAnswer::Yes(ApproveInput { version, remarks }) => {
            trace::act(DeedAct::Approved);
            Command::Approve { stage, by, seen: version.as_str().into(), remarks }
        }
        ApprovalAnswer::No(RejectInput { version, reason, region }) => {
            trace::act(DeedAct::Rejected);
            trace::because(&reason);
            let region = region.map(Into::into);
            Command::Reject { stage, by, seen: version.as_str().into(), reason, region }
        }
    };
    let kept = desk::act(app, &turn, &staff, id, command).await?;
    drop(turn);
    release_letters::send_later(app, &kept.approval.id);
    Ok(Json(shown::view(app, &staff, &kept, who).await?))
}

/// Takes the request back. Whoever made it or owns the thing may.
#[utoipa::path(post, path = "/v1/approvals/{id}/withdraw", tag = "Approvals", operation_id = "withdraw_approval", params(("id" = String, Path, description = "The approval's id.")), request_body = WithdrawInput, responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn withdraw(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
    Body(WithdrawInput { reason }): Body<WithdrawInput>,
) -> Answer<ApprovalView> {
    act(&app, &caller.account, &id, |_| vec![Command::Withdraw { by: at_work(&caller.account), reason }]).await
}

/// Asks somebody else, too, in place of one's own answer.
#[utoipa::path(post, path = "/v1/approvals/{id}/delegate", tag = "Approvals", operation_id = "delegate", params(("id" = String, Path, description = "The approval's id.")), request_body = DelegateInput, responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn delegate(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
    Body(DelegateInput { to }): Body<DelegateInput>,
) -> Answer<ApprovalView> {
    let (by, from) = (at_work(&caller.account), at_work(&caller.account));
    act(&app, &caller.account, &id, |stage| {
        stage.map(|stage| Command::Escalate { stage, by, from, to: to.as_str().into() }).into_iter().collect()
    })
    .await
}

/// Reminds those for whom it waits.
#[utoipa::path(post, path = "/v1/approvals/{id}/remind", tag = "Approvals", operation_id = "remind", params(("id" = String, Path, description = "The approval's id.")), responses((status = 200, body = ApprovalView, description = "Done")))]
pub async fn remind(
    State(app): State<App>,
    PermittedAt { caller, .. }: PermittedAt,
    Segments(id): Segments<String>,
) -> Answer<ApprovalView> {
    let staff = staff::now(&app).await?;
    let kept = app.approvals.get(&id).await?.ok_or_else(|| Problem::not_found("approval"))?;
    let commands = shown::reminders(&staff, &kept.approval, &caller.account);
    act(&app, &caller.account, &id, |_| commands).await
}

/// Carries out commands of somebody, who is told how the approval stands then.
async fn act(
    app: &App,
    who: &PersonId,
    id: &str,
    commands: impl FnOnce(Option<StageId>) -> Vec<Command>,
) -> Answer<ApprovalView> {
    let turn = Turn::take(app).await;
    let staff = staff::now(app).await?;
    let mut kept = app.approvals.get(id).await?.ok_or_else(|| Problem::not_found("approval"))?;
    let stage = shown::stage_of(&staff, &kept.approval, who);
    let first_open = || kept.approval.open().next().map(|(stage, _)| stage.id.clone());
    for command in commands(stage.map(|stage| StageId::from(stage.as_str())).or_else(first_open)) {
        kept = desk::act(app, &turn, &staff, id, command).await?;
    }
    drop(turn);
    release_letters::send_later(app, &kept.approval.id);
    Ok(Json(shown::view(app, &staff, &kept, who).await?))
}
