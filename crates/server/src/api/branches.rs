//! Branches and their staff's prompts.

use crate::{
    App,
    accounts::{people, streams},
    auth::{Admin, Caller, PermittedWithin},
    drivers::Obstacle,
    extract::{Body, Params, Segments},
    names, places,
    problem::{Answer, Code, Problem},
    publishing::Turn,
    settings::{Branch, Now},
    wire::*,
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::sse::{Event, KeepAlive, Sse},
};
use rapport_account::SessionKind;
use rapport_channel::staff;
use rapport_customer::SendKey;
use rapport_people::ObjectKind;
use rapport_people::Permission;
use rapport_platform::sql::account::session::Opening;
use rapport_platform::sql::trace;
use std::{convert::Infallible, time::Duration};
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(branches, create_branch))
        .routes(routes!(close_branch))
        .routes(routes!(reopen_branch))
        .routes(routes!(branch_link))
        .routes(routes!(prompts))
        .routes(routes!(branch_live))
        .routes(routes!(answer))
}

/// All branches; for staff, their own.
#[utoipa::path(get, path = "/v1/branches", tag = "Branches", operation_id = "branches", params(BranchQuery), responses((status = 200, body = Vec<BranchView>, description = "Done")))]
pub async fn branches(
    State(app): State<App>,
    PermittedWithin { caller, .. }: PermittedWithin,
    Params(BranchQuery { closed }): Params<BranchQuery>,
) -> Answer<Vec<BranchView>> {
    let settings = app.settings.now();
    let wanted = |branch: &&Branch| !branch.closed || closed.unwrap_or(false);
    let own = settings.branches.iter().filter(|branch| may_see(&app, &caller, &branch.id)).filter(wanted);
    Ok(Json(own.map(|branch| view(&app, branch)).collect()))
}

/// Adds a branch.
#[utoipa::path(post, path = "/v1/branches", tag = "Branches", operation_id = "create_branch", request_body = BranchInput, responses((status = 201, body = BranchView, description = "Done")))]
pub async fn create_branch(
    State(app): State<App>,
    _: Admin,
    Body(input): Body<BranchInput>,
) -> Result<(StatusCode, Json<BranchView>), Problem> {
    super::sources::named(&input.id)?;
    let branch = Branch { id: input.id, name: names::name(&input.name)?, brand: input.brand, closed: false };
    let kept = branch.clone();
    trace::on(ObjectKind::Branch, &branch.id);
    trace::compared(None, Some(&branch));
    app.settings
        .change(app.now(), |settings| {
            if settings.branches.iter().any(|known| known.id == kept.id) {
                return Err(Problem::told(Code::Conflict, ProblemSaid::IdTaken));
            }
            settings.branches.push(kept);
            Ok(())
        })
        .await?;
    Ok((StatusCode::CREATED, Json(view(&app, &branch))))
}

/// Closes a branch: its staff are signed out, its open prompts expire, and no message goes there any more.
#[utoipa::path(post, path = "/v1/branches/{id}/close", tag = "Branches", operation_id = "close_branch", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = BranchView, description = "Done")))]
pub async fn close_branch(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<BranchView> {
    let branch = set_closed(&app, &id, true).await?;
    people::close_phones(&app, &id).await?;
    app.board.close(&id, app.now());
    Ok(Json(view(&app, &branch)))
}

/// Opens a closed branch again; its phones need a new sign-in.
#[utoipa::path(post, path = "/v1/branches/{id}/reopen", tag = "Branches", operation_id = "reopen_branch", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = BranchView, description = "Done")))]
pub async fn reopen_branch(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<BranchView> {
    let branch = set_closed(&app, &id, false).await?;
    Ok(Json(view(&app, &branch)))
}

async fn set_closed(app: &App, id: &str, closed: bool) -> Result<Branch, Problem> {
    let _one_at_a_time = Turn::take(app).await;
    let set = |settings: &mut Now| {
        let known = settings.branches.iter_mut().find(|branch| branch.id == id);
        let branch = known.ok_or_else(|| Problem::not_found("branch"))?;
        branch.closed = closed;
        Ok::<_, Problem>(branch.clone())
    };
    let branch = app.settings.change(app.now(), set).await?;
    app.printers.set(app.settings.now().places());
    Ok(branch)
}

/// Makes a new sign-in for the branch's phone; the one before ends.
#[utoipa::path(post, path = "/v1/branches/{id}/link", tag = "Branches", operation_id = "branch_link", params(("id" = String, Path, description = "The branch's id.")), responses((status = 201, body = BranchLink, description = "Done")))]
pub async fn branch_link(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Result<(StatusCode, Json<BranchLink>), Problem> {
    let _one_at_a_time = Turn::take(&app).await;
    if known(&app, &id)?.closed {
        return Err(Problem::refused(Obstacle::BranchClosed, "The branch is closed: open it again first."));
    }
    let phone = people::phone(&app, &id, &caller.name).await?;
    let token = app.accounts.open(&phone, Opening::new(SessionKind::Token, "branch"), app.now()).await?;
    // Behind the fragment sign: browsers never send it anywhere, so it stands in no server's log.
    let url = format!("{}/branch/enter#{token}", app.links.base());
    Ok((StatusCode::CREATED, Json(BranchLink { branch: id, url: url.into(), token: token.into() })))
}

/// The branch's page: prompts open and ended.
#[utoipa::path(get, path = "/v1/branches/{id}/prompts", tag = "Branches", operation_id = "prompts", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = PromptBoard, description = "Done")))]
pub async fn prompts(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<PromptBoard> {
    board(&app, &id).map(Json)
}

/// The branch's page as it changes: server-sent events named `board`.
#[utoipa::path(get, path = "/v1/branches/{id}/live", tag = "Branches", operation_id = "branch_live", params(("id" = String, Path, description = "The branch's id.")), responses((status = 200, body = PromptBoard, content_type = "text/event-stream", description = "A stream that does not end.")))]
pub async fn branch_live(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    board(&app, &id)?;
    let changes = WatchStream::new(app.board.changes());
    // Prompts also end by time alone.
    let ticks = tokio_stream::wrappers::IntervalStream::new(tokio::time::interval(Duration::from_secs(15)));
    let shown = app.clone();
    let events = changes.map(|_| ()).merge(ticks.map(|_| ())).map(move |()| {
        let event = match board(&shown, &id) {
            Ok(board) => Event::default().event("board").json_data(board).unwrap_or_default(),
            Err(_) => Event::default().event("gone"),
        };
        Ok(event)
    });
    Ok(Sse::new(streams::while_signed_in(app, caller, events)).keep_alive(KeepAlive::default()))
}

/// The staff's answer to a prompt.
#[utoipa::path(post, path = "/v1/branches/{id}/prompts/{send_key}/answer", tag = "Branches", operation_id = "answer", params(("id" = String, Path, description = "The branch's id."), ("send_key" = String, Path, description = "Which prompt (percent-encoded).")), request_body = AnswerInput, responses((status = 200, body = PromptBoard, description = "Done")))]
pub async fn answer(
    State(app): State<App>,
    _: Admin,
    Segments((id, send_key)): Segments<(String, String)>,
    Body(input): Body<AnswerInput>,
) -> Answer<PromptBoard> {
    let key: SendKey = send_key.parse().map_err(|_| Problem::not_found("prompt"))?;
    let given = match input.answer {
        StaffAnswer::Done => staff::Answer::Done,
        StaffAnswer::NotInterested => staff::Answer::NotInterested,
        StaffAnswer::NotNow => staff::Answer::NotNow,
    };
    app.board.answer(&app, &id, &key, given).await?;
    board(&app, &id).map(Json)
}

/// Whoever works at one branch sees that one.
fn may_see(app: &App, caller: &Caller, branch: &str) -> bool {
    app.rights.ask(&caller.principal, Permission::BranchRead, &places::branch(app, branch), app.now()).is_ok()
}

fn known(app: &App, id: &str) -> Result<Branch, Problem> {
    let settings = app.settings.now();
    settings.branches.iter().find(|branch| branch.id == id).cloned().ok_or_else(|| Problem::not_found("branch"))
}

fn view(app: &App, branch: &Branch) -> BranchView {
    BranchView {
        id: branch.id.clone(),
        name: branch.name.clone(),
        brand: branch.brand.clone(),
        open: app.board.open(&branch.id, app.now()).len() as u64,
        closed: branch.closed,
    }
}

fn board(app: &App, id: &str) -> Result<PromptBoard, Problem> {
    let branch = known(app, id)?;
    let now = app.now();
    Ok(PromptBoard { open: app.board.open(id, now), ended: app.board.ended(id, now), branch: view(app, &branch) })
}
