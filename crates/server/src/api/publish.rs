//! Publishing a journey: at once where its publisher decides alone on what it is expected to cost, else after those who may.

use super::journeys::{before_and_after, may_write, number};
use crate::{
    App,
    accounts::{release_letters, staff},
    approvals::{
        desk,
        matter::Released,
        outlook::{self, PublishVerdict},
        shown,
    },
    auth::{Caller, PermittedSomewhere},
    documents,
    extract::{MaybeBody, Segments},
    problem::{Answer, ApiRefusal, Code, Problem},
    publishing::{New, Turn},
    revision::IfMatch,
    wire::*,
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rapport_journey::document::OnPublish;
use rapport_kernel::JourneyId;
use rapport_office::refused::Refused;
use rapport_platform::sql::{journey::Draft, trace};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(publish)).routes(routes!(publish_outlook))
}

/// A version that went live, or the approval that it waits for.
pub enum PublishAnswer {
    /// Nobody had to be asked: this version runs.
    Live(VersionSummary),
    /// Someone has to release it first.
    Asked(Box<ApprovalSummary>),
}

impl IntoResponse for PublishAnswer {
    fn into_response(self) -> Response {
        match self {
            Self::Live(version) => Json(version).into_response(),
            Self::Asked(approval) => (StatusCode::ACCEPTED, Json(*approval)).into_response(),
        }
    }
}

/// What is to be published.
struct ToPublish<'a> {
    caller: &'a Caller,
    draft: Option<Draft>,
    text: String,
}

/// The document that a request means, for whoever may publish it.
async fn to_publish<'a>(
    app: &App,
    asking: &'a PermittedSomewhere,
    id: &JourneyId,
    input: PublishInput,
) -> Result<ToPublish<'a>, Problem> {
    let draft = app.journeys.draft(id).await?;
    let written = input.document.as_deref().or(draft.as_ref().map(|draft| draft.body.as_str()));
    let caller = before_and_after(app, asking, id, written).await?;
    let text = match (input.document, &draft) {
        (Some(text), _) => text,
        (None, Some(draft)) => draft.body.clone(),
        (None, None) => return Err(Problem::refused_with(ApiRefusal::NoDraft, ProblemSaid::NoDraft)),
    };
    Ok(ToPublish { caller, draft, text })
}

/// Publishes a document as a new version, if its publisher decides alone on what it is expected to cost; else asks for its release.
#[utoipa::path(post, path = "/v1/journeys/{id}/publish", tag = "Journeys", operation_id = "publish", params(("id" = String, Path, description = "The journey's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = PublishInput, responses((status = 200, body = VersionSummary, description = "It is live"), (status = 202, body = ApprovalSummary, description = "Somebody has to release it first; their answer publishes exactly this version")))]
pub async fn publish(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
    read: IfMatch,
    MaybeBody(input): MaybeBody<PublishInput>,
) -> Result<PublishAnswer, Problem> {
    super::sources::named(&id)?;
    let id = JourneyId::from(id);
    let turn = Turn::take(&app).await;
    let ToPublish { caller, draft, text } = to_publish(&app, &asking, &id, input).await?;
    // A draft goes with what was made of it, or with what its reader put in its place; no one else's words do.
    let draft = draft.filter(|draft| draft.body == text || read.is_said()).map(|draft| draft.revision);
    let checked = turn.check(text.clone()).await?;
    if checked.document().id != id {
        return Err(Problem::told(Code::Conflict, ProblemSaid::OtherId));
    }
    may_write(&app, &id, &read, &caller.name).await?;
    let staff = staff::now(&app).await?;
    let outlook = outlook::of_journey(&app, &staff, &caller.account, checked.document(), &text).await?;
    match outlook.verdict {
        PublishVerdict::GoesLive => {}
        PublishVerdict::NobodyToAsk(_) => {
            return Err(Problem::refused_with(ApiRefusal::NobodyToAsk, ProblemSaid::NobodyToAsk));
        }
        PublishVerdict::Asks(ask) => {
            let thing = Released::Journey { document: text };
            let kept = desk::ask(&app, &staff, &caller.account, *ask, &thing).await?;
            release_letters::send_later(&app, &kept.approval.id);
            return Ok(PublishAnswer::Asked(Box::new(shown::summary(&staff, &kept, &caller.account))));
        }
    }
    let newest = app.journeys.versions(&id).await?.iter().map(|version| version.version).max();
    trace::changed([number("version", newest, Some(newest.unwrap_or(0) + 1))]);
    desk::take_back(&app, &staff, &caller.account, &id, "published").await?;
    let moved = checked.document().on_publish == OnPublish::Move;
    let published = turn.publish(New { checked, author: &caller.name, note: "", draft }).await?;
    let version = published.publication.version;
    let author = caller.name.clone();
    Ok(PublishAnswer::Live(VersionSummary { version, published: published.at, author, moved }))
}

/// What publishing would cost and whom it would ask; nothing is published.
#[utoipa::path(post, path = "/v1/journeys/{id}/publish/outlook", tag = "Journeys", operation_id = "publish_outlook", params(("id" = String, Path, description = "The journey's id.")), request_body = PublishInput, responses((status = 200, body = PublishOutlook, description = "Done")))]
pub async fn publish_outlook(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
    MaybeBody(input): MaybeBody<PublishInput>,
) -> Answer<PublishOutlook> {
    super::sources::named(&id)?;
    let id = JourneyId::from(id);
    let ToPublish { caller, text, .. } = to_publish(&app, &asking, &id, input).await?;
    let looked = documents::look(&app, &text).await?;
    let Some(document) = looked.document else {
        return Err(Refused::document(looked.problems).into());
    };
    let staff = staff::now(&app).await?;
    let outlook = outlook::of_journey(&app, &staff, &caller.account, &document, &text).await?;
    Ok(Json(shown::outlook(&staff, &outlook)))
}
