//! Sources of events.

use crate::{
    App,
    accounts::people::no_account_is_called,
    auth::{Admin, Caller, PermittedSomewhere, PermittedWithin},
    cross_origin,
    extract::{Body, Segments},
    places,
    problem::{Answer, ApiRefusal, Code, Problem},
    revision::{self, IfMatch, Tagged},
    wire::{
        IllegibleCode, IllegibleCount, ProblemSaid, SourceActCode, SourceChange, SourceInput, SourceKey, SourceView,
        Touchpoint,
    },
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_customer::{
    SourceAct, Trust,
    source::{Scope, SourceRefusal},
};
use rapport_kernel::{SourceId, Span};
use rapport_people::ObjectKind;
use rapport_people::Permission;
use rapport_platform::sql::trace;
use rapport_platform::sql::{order::Unheard, source::Source};
use serde_json::json;
use smol_str::SmolStr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long what a source said of orders in vain is shown.
const MONTH: Span = Span(30 * Span::DAY.0);

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sources, create_source)).routes(routes!(change_source)).routes(routes!(new_key))
}

/// Every source of events with its rights and what of its events could not be read.
#[utoipa::path(get, path = "/v1/sources", tag = "Settings", operation_id = "sources", responses((status = 200, body = Vec<SourceView>, description = "Done")))]
pub async fn sources(
    State(app): State<App>,
    PermittedWithin { extent, .. }: PermittedWithin,
) -> Answer<Vec<SourceView>> {
    let mut all = app.sources.store().all().await?;
    all.retain(|source| extent.holds(&places::source(source)));
    let words = WordCounts::of(&app).await?;
    Ok(Json(all.into_iter().map(|source| shown(&app, source, &words)).collect()))
}

/// Adds a source and makes its write key.
#[utoipa::path(post, path = "/v1/sources", tag = "Settings", operation_id = "create_source", request_body = SourceInput, responses((status = 201, body = SourceKey, description = "Done")))]
pub async fn create_source(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Body(input): Body<SourceInput>,
) -> Result<(StatusCode, Json<SourceKey>), Problem> {
    named(&input.id)?;
    // A source is the author of what it does, under its id.
    no_account_is_called(&app, &input.id, None).await?;
    let trust = input.trust.map_or_else(|| Trust::usual(code(input.touchpoint)), Into::into);
    let scope = Scope::usual(trust, input.brand.into());
    let scope = narrowed(scope, input.acts, input.branches)?;
    let origins = listed(trust, &input.origins.unwrap_or_default())?;
    let source = Source {
        id: input.id.into(),
        name: crate::names::name(&input.name)?,
        touchpoint: code(input.touchpoint).to_owned(),
        scope,
        origins,
        active: true,
        created: app.now(),
    };
    let caller = asking.at(&app, &places::source(&source))?;
    may_hand_out(&app, caller, &source, &source.scope.acts)?;
    trace::on(ObjectKind::Source, source.id.as_str());
    trace::compared(None, Some(&said_of(&source)));
    let write_key = app.sources.store().add(&source, None).await?;
    in_force(&app).await?;
    Ok((
        StatusCode::CREATED,
        Json(SourceKey { source: shown(&app, source, &WordCounts::default()), write_key: write_key.into() }),
    ))
}

/// Changes a source's name, rights, origins or whether it is active; what is left out stays.
#[utoipa::path(patch, path = "/v1/sources/{id}", tag = "Settings", operation_id = "change_source", params(("id" = String, Path, description = "The source's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = SourceChange, responses((status = 200, body = SourceView, description = "Done")))]
pub async fn change_source(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(input): Body<SourceChange>,
) -> Result<Tagged<SourceView>, Problem> {
    let id = SourceId::from(id);
    let change = |known: Source| -> Result<Source, Problem> {
        read.fits(Some(&revision(&known)))?;
        let (before, was) = (known.scope.acts.clone(), said_of(&known));
        let source = changed(known, input)?;
        let new = source.scope.acts.iter().filter(|act| !before.contains(act));
        may_hand_out(&app, &caller, &source, new)?;
        trace::compared(Some(&was), Some(&said_of(&source)));
        Ok(source)
    };
    app.sources.store().change(&id, change).await?;
    in_force(&app).await?;
    let view = find(&app, &id).await?;
    Ok(Tagged(view.revision.clone(), view))
}

/// What the trace keeps of a source: everything but its key.
fn said_of(source: &Source) -> serde_json::Value {
    let scope = &source.scope;
    json!({
        "name": source.name, "touchpoint": source.touchpoint, "brand": scope.brand, "trust": scope.trust.code(),
        "acts": scope.acts.iter().map(|act| act.code()).collect::<Vec<_>>(), "branches": scope.branches,
        "origins": source.origins, "active": source.active,
    })
}

/// Names what people have set of a source.
fn revision(source: &Source) -> String {
    revision::of(&(&source.name, &source.scope, &source.origins, source.active))
}

/// The source as it was asked to be; what was not said stays.
fn changed(known: Source, input: SourceChange) -> Result<Source, Problem> {
    if input.brand.is_some_and(|brand| brand != known.scope.brand.as_str()) {
        let said = ProblemSaid::BrandFixed { brand: known.scope.brand.to_string() };
        return Err(Problem::refused_with(ApiRefusal::BrandFixed, said));
    }
    let trust = input.trust.map_or(known.scope.trust, Trust::from);
    let origins = match input.origins {
        Some(origins) => listed(trust, &origins)?,
        None if trust == Trust::Trusted => Vec::new(),
        None => known.origins,
    };
    let scope = if trust == known.scope.trust {
        known.scope
    } else {
        Scope { branches: known.scope.branches, ..Scope::usual(trust, known.scope.brand) }
    };
    let scope = narrowed(scope, input.acts, input.branches)?;
    Ok(Source { scope, origins, active: input.active.unwrap_or(known.active), ..known })
}

/// Makes a new write key; the one before ends.
#[utoipa::path(post, path = "/v1/sources/{id}/key", tag = "Settings", operation_id = "new_key", params(("id" = String, Path, description = "The source's id.")), responses((status = 201, body = SourceKey, description = "Done")))]
pub async fn new_key(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Result<(StatusCode, Json<SourceKey>), Problem> {
    let id = SourceId::from(id);
    let all = app.sources.store().all().await?;
    let known = all.iter().find(|source| source.id == id).ok_or_else(|| Problem::not_found("source"))?;
    may_hand_out(&app, &caller, known, &known.scope.acts)?;
    let write_key = app.sources.store().renew_key(&id).await?;
    in_force(&app).await?;
    Ok((StatusCode::CREATED, Json(SourceKey { source: find(&app, &id).await?, write_key: write_key.into() })))
}

/// What was changed counts from now on, also after a restore.
async fn in_force(app: &App) -> Result<(), Problem> {
    app.sources.reload().await?;
    app.beside.source_changed().await;
    Ok(())
}

/// Whoever makes a key hands out what it opens: they could do it themselves. What a page may say is nobody's to hold.
fn may_hand_out<'a>(
    app: &App,
    caller: &Caller,
    source: &Source,
    acts: impl IntoIterator<Item = &'a SourceAct>,
) -> Result<(), Problem> {
    let place = places::source(source);
    let trusted = acts.into_iter().filter(|_| source.scope.trust == Trust::Trusted);
    trusted
        .filter_map(|act| held_as(*act))
        .try_for_each(|permission| app.rights.ask(&caller.principal, permission, &place, app.now()))
}

/// What a person needs to do by themselves what a key of a trusted source does.
fn held_as(act: SourceAct) -> Option<Permission> {
    match act {
        SourceAct::Events | SourceAct::Decide | SourceAct::RequestConsent => None,
        SourceAct::Withdraw | SourceAct::ClaimConsent | SourceAct::ProveConsent => Some(Permission::ConsentRecord),
        SourceAct::Suppress => Some(Permission::ConsentSuppress),
        SourceAct::Vouchers | SourceAct::LookUp => Some(Permission::VoucherRedeem),
        SourceAct::Reports => Some(Permission::DeliveryReport),
    }
}

/// The scope with what was said in place of what is usual.
fn narrowed(scope: Scope, acts: Option<Vec<SourceActCode>>, branches: Option<Vec<String>>) -> Result<Scope, Problem> {
    let acts: Vec<SourceAct> = acts.map_or(scope.acts, |acts| acts.into_iter().map(Into::into).collect());
    if acts.iter().any(|act| !scope.trust.may(*act)) {
        return Err(Problem::refused_with(SourceRefusal::NeedsTrust, ProblemSaid::PublicAct));
    }
    let branches = branches.map(|branches| branches.into_iter().map(|branch| named(&branch).map(|()| branch.into())));
    let branches = branches.map_or(Ok(scope.branches), Iterator::collect::<Result<_, _>>)?;
    Ok(Scope { trust: scope.trust, acts, brand: scope.brand, branches })
}

/// The origins of a source's pages. A trusted one has no pages: its key would be in them.
fn listed(trust: Trust, origins: &[String]) -> Result<Vec<SmolStr>, Problem> {
    if trust == Trust::Trusted && !origins.is_empty() {
        return Err(Problem::refused_with(ApiRefusal::TrustedInPage, ProblemSaid::TrustedInPage));
    }
    origins.iter().map(|text| cross_origin::origin(text)).collect()
}

async fn find(app: &App, id: &SourceId) -> Result<SourceView, Problem> {
    let all = app.sources.store().all().await?;
    let source = all.into_iter().find(|source| source.id == *id).ok_or_else(|| Problem::not_found("source"))?;
    Ok(shown(app, source, &WordCounts::of(app).await?))
}

/// How many reports about orders of the last month had no effect, and how many are odd.
#[derive(Default)]
struct WordCounts {
    refused: Vec<Unheard>,
    doubted: Vec<Unheard>,
}

impl WordCounts {
    async fn of(app: &App) -> Result<Self, Problem> {
        let since = app.now() - MONTH;
        Ok(Self { refused: app.orders.unheard(since).await?, doubted: app.orders.doubted(since).await? })
    }
}

fn shown(app: &App, source: Source, words: &WordCounts) -> SourceView {
    let own = |unheard: &&Unheard| unheard.source == source.id;
    let orders_doubted = words.doubted.iter().filter(own).filter_map(|doubted| {
        Some(crate::wire::OrdersDoubted {
            why: crate::wire::codes::OrderDoubtCode::find(&doubted.code)?,
            count: doubted.count,
            last: doubted.last,
        })
    });
    let orders_doubted = orders_doubted.collect();
    let orders_refused = words.refused.iter().filter(own).filter_map(|unheard| {
        Some(crate::wire::OrdersRefused {
            why: crate::wire::codes::OrderWordCode::find(&unheard.code)?,
            count: unheard.count,
            last: unheard.last,
        })
    });
    let orders_refused = orders_refused.collect();
    let (events, last_event) = app.sources.pulse(&source.id);
    let unread = app.sources.unread_of(&source.id).into_iter();
    let unread = unread
        .filter_map(|(code, count, _)| Some(IllegibleCount { code: IllegibleCode::find(code)?, count }))
        .collect();
    SourceView {
        revision: revision(&source),
        id: source.id.to_string(),
        name: source.name,
        brand: source.scope.brand.to_string(),
        touchpoint: source.touchpoint,
        trust: source.scope.trust.into(),
        acts: source.scope.acts.into_iter().map(Into::into).collect(),
        branches: source.scope.branches.into_iter().map(Into::into).collect(),
        origins: source.origins.into_iter().map(Into::into).collect(),
        active: source.active,
        last_event,
        events,
        orders_refused,
        orders_doubted,
        unread,
        placements_refused: app.placements.refused_of(&source.id, app.now()) as u64,
    }
}

fn code(touchpoint: Touchpoint) -> &'static str {
    match touchpoint {
        Touchpoint::Shop => "shop",
        Touchpoint::App => "app",
        Touchpoint::Till => "till",
        Touchpoint::Branch => "branch",
        Touchpoint::CallCentre => "call_centre",
        Touchpoint::Social => "social",
    }
}

/// Ids that people choose stay readable in addresses and logs.
///
/// # Errors
/// [`Code::InvalidBody`].
pub fn named(id: &str) -> Result<(), Problem> {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let good = (1..=64).contains(&id.len())
        && id.bytes().next().is_some_and(letter)
        && id.bytes().all(|b| letter(b) || b == b'-' || b == b'_');
    if good {
        return Ok(());
    }
    Err(Problem::told(Code::InvalidBody, ProblemSaid::BadId))
}
