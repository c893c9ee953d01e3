//! Journeys.

use crate::{
    App,
    accounts::{scope, staff},
    approvals::{desk, matter::JOURNEY},
    at_step,
    auth::{Admin, Caller, PermittedAt, PermittedSomewhere, PermittedWithin},
    documents::{self, Looked},
    extract::{Body, Params, Segments},
    part::PlanPart,
    places, preview,
    problem::{Answer, ApiRefusal, Code, Problem},
    publishing::Turn,
    revision::{IfMatch, Tagged, Written},
    wire::*,
};
use axum::{Json, extract::State, http::header, response::IntoResponse};
use rapport_engine::JourneyStatus;
use rapport_kernel::{JourneyId, StepId};
use rapport_people::{Permission, Place};
use rapport_plan::NodeId;
use rapport_platform::sql::journey::{Draft, JourneyError, Listed, Version};
use rapport_platform::sql::trace;
use rapport_trace::{FieldChange, draft::field};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(journeys))
        .routes(routes!(journey_schema))
        .routes(routes!(check))
        .routes(routes!(preview))
        .routes(routes!(journey))
        .routes(routes!(draft, drop_draft))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(stop))
        .routes(routes!(counts))
        .routes(routes!(people_at_step))
        .routes(routes!(version))
}

/// Every journey in short: its name, state, newest version and draft.
#[utoipa::path(get, path = "/v1/journeys", tag = "Journeys", operation_id = "journeys", responses((status = 200, body = Vec<JourneySummary>, description = "Done")))]
pub async fn journeys(
    State(app): State<App>,
    PermittedWithin { caller, .. }: PermittedWithin,
) -> Answer<Vec<JourneySummary>> {
    let counts = app.tallies().await?;
    let sight = scope::sight(&app, &caller, Permission::JourneyRead).await?;
    let part = scope::part_by(&app, &caller, Permission::JourneyRead);
    let mut all = Vec::new();
    for listed in app.journeys.list().await?.into_iter().filter(|listed| sight.journey(&listed.journey)) {
        all.push(summary(&app, &counts, listed, &part).await?);
    }
    Ok(Json(all))
}

/// The JSON Schema of journey documents.
#[utoipa::path(get, path = "/v1/journeys/schema", tag = "Journeys", operation_id = "journey_schema", responses((status = 200, body = serde_json::Value, description = "Done")), security(()))]
pub async fn journey_schema() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], rapport_journey::json_schema())
}

/// Checks a document and explains it in plain sentences; nothing is stored.
#[utoipa::path(post, path = "/v1/journeys/check", tag = "Journeys", operation_id = "check", request_body = DocumentInput, responses((status = 200, body = CheckAnswer, description = "Done")))]
pub async fn check(
    State(app): State<App>,
    _: PermittedWithin,
    Body(input): Body<DocumentInput>,
) -> Answer<CheckAnswer> {
    Ok(Json(documents::look(&app, &input.document).await?.answer()))
}

/// Makes a document's messages with sample data, as they would be sent; nothing is stored or sent.
#[utoipa::path(post, path = "/v1/journeys/preview", tag = "Journeys", operation_id = "preview", request_body = PreviewInput, responses((status = 200, body = PreviewAnswer, description = "Done")))]
pub async fn preview(
    State(app): State<App>,
    _: PermittedWithin,
    Body(input): Body<PreviewInput>,
) -> Answer<PreviewAnswer> {
    Ok(Json(preview::preview(&app, &input).await?))
}

/// One journey with its versions.
#[utoipa::path(get, path = "/v1/journeys/{id}", tag = "Journeys", operation_id = "journey", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneyView, description = "Done")))]
pub async fn journey(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Result<Tagged<JourneyView>, Problem> {
    let listed = find(&app, &id).await?;
    let draft = app.journeys.draft(&listed.journey).await?;
    let revision = revision(draft.as_ref(), listed.newest.as_ref());
    let draft = draft.map(|draft| draft.body);
    let live = match &listed.newest {
        Some(newest) => app.journeys.body(&listed.journey, newest.version).await?,
        None => None,
    };
    let document = live.or_else(|| draft.clone()).unwrap_or_default();
    let versions = app.journeys.versions(&listed.journey).await?;
    let versions = versions_of(&app, &versions).await?;
    let Looked { explanation, explained, graph, .. } = documents::read(&document, &app.all_brands().await?);
    let counts = app.tallies().await?;
    let view = JourneyView {
        summary: summary(&app, &counts, listed, &scope::part_by(&app, &caller, Permission::JourneyRead)).await?,
        document,
        draft,
        revision: revision.clone(),
        explanation: explanation.unwrap_or_default(),
        explained: explained.unwrap_or_default(),
        graph: graph.unwrap_or_default(),
        versions,
    };
    Ok(Tagged(revision, view))
}

/// A journey's revision: that of its draft (0 without one), and its newest version (0 before the first).
fn revision(draft: Option<&Draft>, newest: Option<&Version>) -> String {
    format!("{}-{}", draft.map_or(0, |draft| draft.revision), newest.map_or(0, |newest| newest.version))
}

/// Refuses to write over what the sender has not read; answers which revision of the draft is there.
pub(super) async fn may_write(app: &App, id: &JourneyId, read: &IfMatch, caller: &str) -> Result<u32, Problem> {
    let draft = app.journeys.draft(id).await?;
    let newest = app.journeys.versions(id).await?.into_iter().max_by_key(|version| version.version);
    let last = match (&draft, &newest) {
        (Some(draft), _) => Some(Written { by: &draft.author, at: draft.at, stays: false }),
        // A version stays: a draft or another version may follow it unread.
        (None, Some(newest)) => Some(Written { by: &newest.author, at: newest.at, stays: true }),
        (None, None) => None,
    };
    read.allows(&revision(draft.as_ref(), newest.as_ref()), last.as_ref(), caller)?;
    Ok(draft.map_or(0, |draft| draft.revision))
}

/// Whether they may do this with the journey as it is, if it is there, and as the document makes it, which may name another activity
/// or brand. Without a document it is asked of what is not there as of what stands at the company.
pub(super) async fn before_and_after<'a>(
    app: &App,
    asking: &'a PermittedSomewhere,
    id: &JourneyId,
    document: Option<&str>,
) -> Result<&'a Caller, Problem> {
    let before = places::journey(app, id).await?;
    let after = document.map(|text| places::drafted(&app.ledger.plan().tree(), id, text));
    match (before, after) {
        (Some(before), Some(after)) => asking.at(app, &before).and(asking.at(app, &after)),
        (Some(place), None) | (None, Some(place)) => asking.at(app, &place),
        (None, None) => asking.at(app, &Place::company()),
    }
}

/// Saves a draft, also an unfinished one.
#[utoipa::path(put, path = "/v1/journeys/{id}/draft", tag = "Journeys", operation_id = "draft", params(("id" = String, Path, description = "The journey's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = DocumentInput, responses((status = 200, body = DraftAnswer, description = "Done")))]
pub async fn draft(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(input): Body<DocumentInput>,
) -> Result<Tagged<DraftAnswer>, Problem> {
    super::sources::named(&id)?;
    let caller = before_and_after(&app, &asking, &id.as_str().into(), Some(&input.document)).await?;
    let looked = documents::look(&app, &input.document).await?;
    if looked.document.as_ref().is_some_and(|document| document.id.as_str() != id) {
        return Err(Problem::told(Code::Conflict, ProblemSaid::OtherId));
    }
    let id = JourneyId::from(id);
    // While a version waits for release, nobody releases it between a change and the word that voids it.
    let waits = app.approvals.in_flight_of(JOURNEY, id.as_str()).await?.is_some();
    let _turn = if waits { Some(Turn::take(&app).await) } else { None };
    let from = may_write(&app, &id, &read, &caller.name).await?;
    trace::changed([number("draft", Some(from), Some(from + 1))]);
    app.journeys.put_draft(&id, &input.document, from, &caller.name, app.now()).await?;
    desk::draft_saved(&app, &staff::now(&app).await?, &caller.account, &id, &input.document).await?;
    let newest = app.journeys.versions(&id).await?.into_iter().max_by_key(|version| version.version);
    let revision = revision(app.journeys.draft(&id).await?.as_ref(), newest.as_ref());
    Ok(Tagged(revision.clone(), DraftAnswer { check: looked.answer(), revision }))
}

/// Throws the draft away. A journey that was never published is gone with it; versions stay.
#[utoipa::path(delete, path = "/v1/journeys/{id}/draft", tag = "Journeys", operation_id = "drop_draft", params(("id" = String, Path, description = "The journey's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn drop_draft(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
) -> Answer<Done> {
    let id = JourneyId::from(id);
    if app.journeys.draft(&id).await?.is_none() {
        return Err(Problem::not_found("draft"));
    }
    let _one_at_a_time = Turn::take(&app).await;
    let drafted = may_write(&app, &id, &read, &caller.name).await?;
    trace::changed([number("draft", Some(drafted), None)]);
    desk::take_back(&app, &staff::now(&app).await?, &caller.account, &id, "the draft was thrown away").await?;
    app.journeys.drop_draft(&id, drafted).await?;
    Ok(Json(Done::YES))
}

/// Pauses: at once, also what is queued.
#[utoipa::path(post, path = "/v1/journeys/{id}/pause", tag = "Journeys", operation_id = "pause", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn pause(State(app): State<App>, admin: Admin, Segments(id): Segments<String>) -> Answer<JourneySummary> {
    set_status(&app, admin, id, JourneyStatus::Paused).await
}

/// Goes on after a pause.
#[utoipa::path(post, path = "/v1/journeys/{id}/resume", tag = "Journeys", operation_id = "resume", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn resume(State(app): State<App>, admin: Admin, Segments(id): Segments<String>) -> Answer<JourneySummary> {
    set_status(&app, admin, id, JourneyStatus::Running).await
}

/// Stops for good: everybody leaves, nothing queued is sent.
#[utoipa::path(post, path = "/v1/journeys/{id}/stop", tag = "Journeys", operation_id = "stop", params(("id" = String, Path, description = "The journey's id.")), responses((status = 200, body = JourneySummary, description = "Done")))]
pub async fn stop(State(app): State<App>, admin: Admin, Segments(id): Segments<String>) -> Answer<JourneySummary> {
    set_status(&app, admin, id, JourneyStatus::Stopped).await
}

/// Live figures per step.
#[utoipa::path(get, path = "/v1/journeys/{id}/counts", tag = "Journeys", operation_id = "counts", params(("id" = String, Path, description = "The journey's id."), CountsQuery), responses((status = 200, body = JourneyCounts, description = "Done")))]
pub async fn counts(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
    Params(CountsQuery { version }): Params<CountsQuery>,
) -> Answer<JourneyCounts> {
    let listed = find(&app, &id).await?;
    Ok(Json(app.tallies().await?.counts(&listed.journey, version, app.now())))
}

/// Who waits at a step now, or came by, newest first.
#[utoipa::path(get, path = "/v1/journeys/{id}/steps/{step}/people", tag = "Journeys", operation_id = "people_at_step", params(("id" = String, Path, description = "The journey's id."), ("step" = String, Path, description = "The step's id."), PeopleQuery), responses((status = 200, body = Page<PersonAtStep>, description = "Done")))]
pub async fn people_at_step(
    State(app): State<App>,
    PermittedAt { caller, place }: PermittedAt,
    Segments((id, step)): Segments<(String, String)>,
    Params(query): Params<PeopleQuery>,
) -> Answer<Page<PersonAtStep>> {
    let listed = find(&app, &id).await?;
    let step = StepId::from(step);
    // Of any version: people may still wait where the newest has no such step.
    let (journey, wanted) = (listed.journey.clone(), step.clone());
    let known = app.runtime.ask_all(move |shard| {
        let live = shard.catalog.journey(&journey);
        live.is_some_and(|live| live.versions.values().any(|version| version.journey.step(&wanted).is_some()))
    });
    if !known.await?.contains(&true) {
        return Err(Problem::not_found("step"));
    }
    Ok(Json(at_step::list(&app, (listed.journey, step), query, scope::sees_names(&app, &caller, &place)).await?))
}

/// One version with its document.
#[utoipa::path(get, path = "/v1/journeys/{id}/versions/{version}", tag = "Journeys", operation_id = "version", params(("id" = String, Path, description = "The journey's id."), ("version" = u32, Path, description = "The version's number.", minimum = 1)), responses((status = 200, body = VersionView, description = "Done")))]
pub async fn version(
    State(app): State<App>,
    _: Admin,
    Segments((id, version)): Segments<(String, u32)>,
) -> Answer<VersionView> {
    let id = JourneyId::from(id);
    let document = app.journeys.body(&id, version).await?.ok_or_else(|| Problem::not_found("version"))?;
    let versions = app.journeys.versions(&id).await?;
    let one = versions.into_iter().find(|known| known.version == version);
    let summary = versions_of(&app, &one.into_iter().collect::<Vec<_>>()).await?.pop();
    let Looked { explanation, explained, graph, .. } = documents::read(&document, &app.all_brands().await?);
    Ok(Json(VersionView {
        summary: summary.ok_or_else(|| Problem::not_found("version"))?,
        document,
        explanation: explanation.unwrap_or_default(),
        explained: explained.unwrap_or_default(),
        graph: graph.unwrap_or_default(),
    }))
}

/// The number of a draft or version, as the trace keeps it.
pub(super) fn number(name: &str, before: Option<u32>, after: Option<u32>) -> FieldChange {
    let text = |number: Option<u32>| number.filter(|number| *number > 0).map(|number| number.to_string());
    field(name, text(before).as_deref(), text(after).as_deref())
}

pub(super) async fn find(app: &App, id: &str) -> Result<Listed, Problem> {
    let all = app.journeys.list().await?;
    all.into_iter().find(|listed| listed.journey.as_str() == id).ok_or_else(|| Problem::not_found("journey"))
}

async fn set_status(app: &App, Admin(caller): Admin, id: String, status: JourneyStatus) -> Answer<JourneySummary> {
    let turn = Turn::take(app).await;
    let listed = find(app, &id).await?;
    if listed.status == Some(JourneyStatus::Stopped) && status != JourneyStatus::Stopped {
        return Err(Problem::refused_with(ApiRefusal::Stopped, ProblemSaid::StoppedForGood));
    }
    if listed.newest.is_none() {
        return Err(JourneyError::Unpublished(listed.journey).into());
    }
    trace::changed([field("status", listed.status.map(JourneyStatus::code), Some(status.code()))]);
    turn.set_status(&listed.journey, status, &caller.name).await?;
    if status == JourneyStatus::Stopped {
        app.board.stop(&listed.journey, app.now());
    }
    let counts = app.tallies().await?;
    let part = scope::part_by(app, &caller, Permission::JourneyRead);
    Ok(Json(summary(app, &counts, find(app, &id).await?, &part).await?))
}

/// A journey as the list shows it to who sees this part of the plan.
async fn summary(
    app: &App,
    counts: &crate::tallies::Counted,
    listed: Listed,
    part: &PlanPart,
) -> Result<JourneySummary, Problem> {
    let draft = if listed.draft.is_some() { app.journeys.draft(&listed.journey).await? } else { None };
    let text = match &listed.newest {
        Some(newest) => app.journeys.body(&listed.journey, newest.version).await?,
        None => draft.as_ref().map(|draft| draft.body.clone()),
    };
    let document = text.as_deref().and_then(|text| rapport_journey::parse(text).ok());
    let state = match listed.status {
        None => JourneyState::Draft,
        Some(JourneyStatus::Running) => JourneyState::Running,
        Some(JourneyStatus::Paused) => JourneyState::Paused,
        Some(JourneyStatus::Stopped) => JourneyState::Stopped,
    };
    let totals = counts.journey(&listed.journey);
    let payer = document.as_ref().map(|document| NodeId::Activity(document.activity.clone()));
    // Who does not see the node above that is closed sees that the payer is.
    let tree = app.ledger.plan().tree();
    let closed = payer.and_then(|payer| {
        let by = tree.closed(&payer)?;
        Some(if part.sees(by) { by.to_string() } else { payer.to_string() })
    });
    let text_of = |pick: fn(&rapport_journey::Document) -> String| document.as_ref().map(pick).unwrap_or_default();
    let published = listed.newest.as_ref().map(|newest| newest.at);
    Ok(JourneySummary {
        id: listed.journey.to_string(),
        name: document.as_ref().map_or_else(|| listed.journey.to_string(), |document| document.name.clone()),
        brand: text_of(|document| document.brand.to_string()),
        activity: text_of(|document| document.activity.to_string()),
        purpose: text_of(|document| document.purpose.as_ref().map(ToString::to_string).unwrap_or_default()),
        state,
        closed_by: closed,
        version: listed.newest.map(|newest| newest.version),
        draft: draft.is_some(),
        inside: totals.inside,
        entered: totals.entered,
        goal: totals.goal,
        changed: draft.map(|draft| draft.at).max(published).unwrap_or_default(),
    })
}

async fn versions_of(app: &App, versions: &[Version]) -> Result<Vec<VersionSummary>, Problem> {
    let mut all = Vec::new();
    for version in versions {
        let text = app.journeys.body(&version.journey, version.version).await?.unwrap_or_default();
        let moved = rapport_journey::parse(&text)
            .is_ok_and(|document| document.on_publish == rapport_journey::document::OnPublish::Move);
        let author = version.author.clone();
        all.push(VersionSummary { version: version.version, published: version.at, author, moved });
    }
    Ok(all)
}
