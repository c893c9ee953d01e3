//! Links of mails: whoever got one looks at what waits for them, and answers by a button, without signing in.
//!
//! The link leads to a page of the UI, with its secret behind the `#`, where no server and no mail scanner gets to see it. Looking uses
//! nothing up; an answer uses the link up, and is a POST of the page's button alone.

use crate::{
    App,
    accounts::staff,
    api::approvals::{ApprovalAnswer, answer},
    approvals::shown,
    extract::Body,
    problem::{Answer, Problem},
    wire::*,
};
use axum::{Json, extract::State};
use rapport_account::LinkRefusal;
use rapport_people::{Permission, Principal};
use rapport_platform::sql::approval::link::LinkOf;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look_by_link)).routes(routes!(answer_by_link))
}

/// What waits for the one to whom a mail's link was sent. Nothing is decided by looking.
#[utoipa::path(post, path = "/v1/approval-links/look", tag = "Approvals", operation_id = "look_by_link", request_body = ApprovalLinkInput, responses((status = 200, body = ApprovalView, description = "Done")), security(()))]
pub async fn look_by_link(State(app): State<App>, Body(input): Body<ApprovalLinkInput>) -> Answer<ApprovalView> {
    let link = link(&app, &input.link).await?;
    may(&app, &link, Permission::ApprovalRead).await?;
    let kept = app.approvals.get(&link.approval).await?.ok_or_else(|| Problem::not_found("approval"))?;
    Ok(Json(shown::view(&app, &staff::now(&app).await?, &kept, &link.person).await?))
}

/// Answers in the name of the one to whom a mail's link was sent; the link is good once.
#[utoipa::path(post, path = "/v1/approval-links/answer", tag = "Approvals", operation_id = "answer_by_link", request_body = ApprovalLinkAnswer, responses((status = 200, body = ApprovalView, description = "Done")), security(()))]
pub async fn answer_by_link(State(app): State<App>, Body(input): Body<ApprovalLinkAnswer>) -> Answer<ApprovalView> {
    let link = link(&app, &input.link).await?;
    may(&app, &link, Permission::ApprovalDecide).await?;
    let ApprovalLinkAnswer { version, approve, text, .. } = input;
    let said = match approve {
        true => ApprovalAnswer::Yes(ApproveInput { version, remarks: text }),
        false => ApprovalAnswer::No(RejectInput { version, reason: text.unwrap_or_default(), region: None }),
    };
    // The approval takes one answer of a person: an answer that it refuses leaves the link good for another try.
    let view = answer(&app, &link.person, &link.approval, said).await?;
    app.approvals.use_link(&input.link, app.now()).await?;
    Ok(view)
}

async fn link(app: &App, secret: &str) -> Result<LinkOf, Problem> {
    let unknown = || Problem::refused_with(LinkRefusal::Unknown, ProblemSaid::LinkUnknown);
    app.approvals.link(secret, app.now()).await?.ok_or_else(unknown)
}

/// Rights of this moment count, not those of when the mail was sent.
async fn may(app: &App, link: &LinkOf, permission: Permission) -> Result<(), Problem> {
    let place = crate::places::find(app, rapport_people::ObjectKind::Approval, &link.approval).await?;
    let place = place.ok_or_else(|| Problem::not_found("approval"))?;
    app.rights.ask(&Principal::person(link.person.clone()), permission, &place, app.now())
}
