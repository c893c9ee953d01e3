//! The nodes of the plan: added, changed, moved, closed, archived, each time by someone and for a reason.
//!
//! What a change overwrites (name, owner, brand, dates) no one changes unread ([`crate::revision`]). Moving, closing and archiving
//! overwrite nothing; `If-Match` is held to where it is said.

use super::plan::{bad_body, date, days_back, node_id, period};
use crate::{
    App,
    accounts::scope,
    auth::{Admin, Caller, PermittedSomewhere},
    days,
    extract::{Body, Params, Segments},
    names,
    part::PlanPart,
    places,
    plan_view::{Look, day},
    problem::{Answer, ApiRefusal, Problem},
    publishing::Turn,
    revision::{IfMatch, Tagged, Written},
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_engine::PROVING;
use rapport_kernel::{BrandId, Currency, Span, Time};
use rapport_people::{ObjectKind, Permission, Place};
use rapport_plan::{
    Change, Node, NodeId, Period, Tree,
    days::{Days, next},
};
use rapport_platform::sql::{plan::ChangeRecord, trace};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many changes a list shows.
const SHOWN: usize = 200;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_node))
        .routes(routes!(node, change_node))
        .routes(routes!(move_node))
        .routes(routes!(close_node))
        .routes(routes!(reopen_node))
        .routes(routes!(archive_node))
        .routes(routes!(restore_node))
        .routes(routes!(close_books))
        .routes(routes!(node_changes))
}

/// Adds a node.
#[utoipa::path(post, path = "/v1/plan/nodes", tag = "Plan", operation_id = "create_node", request_body = NodeInput, responses((status = 201, body = PlanNode, description = "Done")))]
pub async fn create_node(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Body(input): Body<NodeInput>,
) -> Result<(StatusCode, Json<PlanNode>), Problem> {
    let id: NodeId = input.id.parse()?;
    let parent = input.parent.as_deref().map_or(Ok(NodeId::Company), str::parse)?;
    let below = places::node(&app.ledger.plan().tree(), &parent);
    let caller = asking.at(&app, &below)?;
    asking.at(&app, &of_brand(below, input.brand.as_deref()))?;
    let _one_at_a_time = Turn::take(&app).await;
    brand_exists(&app, input.brand.as_deref()).await?;
    let node = Node {
        owner: input.owner.as_deref().map(names::name).transpose()?.map(Into::into),
        brand: input.brand.map(Into::into),
        period: period(input.starts.as_deref(), input.ends.as_deref())?,
        currency: input.currency.as_deref().map(Currency::named).transpose().map_err(bad_body)?,
        ..Node::new(id.clone(), parent, &names::name(&input.name)?)
    };
    trace::on(ObjectKind::Node, &id.to_string());
    trace::compared(None, Some(&node));
    app.ledger.change(vec![Change::Add { node }], &caller.name, "added", app.now()).await?;
    let part = scope::part(&app, caller);
    let look = Look::at(app.ledger.plan(), None, app.now(), days::of(&app, &id).await?, part).await?;
    let node = look.get(&id).ok_or_else(|| Problem::not_found("node"))?;
    Ok((StatusCode::CREATED, Json(look.node(node))))
}

/// One node with its children and its last 30 days.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}", tag = "Plan", operation_id = "node", params(("id" = String, Path, description = "The node's id."), DaysBack), responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Params(DaysBack { as_of, days }): Params<DaysBack>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    view(&app, &caller, &node_id(&id)?, as_of, days).await
}

/// Changes a node's name, owner, brand or dates.
#[utoipa::path(patch, path = "/v1/plan/nodes/{id}", tag = "Plan", operation_id = "change_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = NodePatch, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn change_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(patch): Body<NodePatch>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let id = node_id(&id)?;
    brand_exists(&app, patch.brand.as_ref().and_then(Option::as_deref)).await?;
    if let Some(brand) = &patch.brand {
        let brand = brand.as_deref().map(BrandId::from);
        may_change(&app, &caller, &places::rebranded(&app.ledger.plan().tree(), &id, brand.as_ref()))?;
    }
    let reason = patch.reason.clone();
    change(&app, &caller, &read, id, |known| changes_of(patch, known), &reason, false).await
}

/// Moves a node, with all below it and all its figures, under another parent.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/move", tag = "Plan", operation_id = "move_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = MoveInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn move_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(input): Body<MoveInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    let parent: NodeId = input.parent.parse()?;
    may_change(&app, &caller, &places::node(&app.ledger.plan().tree(), &parent))?;
    let moved = Change::Move { node: node.clone(), parent };
    change(&app, &caller, &read, node, |_| Ok(vec![moved]), &input.reason, true).await
}

/// Closes a node and all below it: no budget comes or goes, nothing new is paid for; what is under way still lands.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/close", tag = "Plan", operation_id = "close_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = ReasonInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn close_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(ReasonInput { reason }): Body<ReasonInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    // Until it is closed, no journey is published that would be paid from below it.
    let turn = Turn::take(&app).await;
    if pays_service_messages(&app, &node).await? {
        let detail = "Confirmation mails and links to people's own data are paid from below this node, and would stop. Move the area \
                      `Service messages` to another plan first.";
        return Err(Problem::refused(ApiRefusal::PaysServiceMessages, detail));
    }
    let closed = Change::Close { node: node.clone(), closed: true };
    change_in(&turn, &app, &caller, &read, node, |_| Ok(vec![closed]), &reason, true).await
}

/// Opens a closed node again.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/reopen", tag = "Plan", operation_id = "reopen_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = ReasonInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn reopen_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(ReasonInput { reason }): Body<ReasonInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    let opened = Change::Close { node: node.clone(), closed: false };
    change(&app, &caller, &read, node, |_| Ok(vec![opened]), &reason, true).await
}

/// Puts a closed node away, with all below it, once nothing is committed there: lists leave it out, sums keep it.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/archive", tag = "Plan", operation_id = "archive_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = ReasonInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn archive_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(ReasonInput { reason }): Body<ReasonInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    let archived = Change::Archive { node: node.clone(), archived: true };
    change(&app, &caller, &read, node, |_| Ok(vec![archived]), &reason, true).await
}

/// Brings an archived node back; it is still closed.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/restore", tag = "Plan", operation_id = "restore_node", params(("id" = String, Path, description = "The node's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = ReasonInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn restore_node(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(ReasonInput { reason }): Body<ReasonInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    let restored = Change::Archive { node: node.clone(), archived: false };
    change(&app, &caller, &read, node, |_| Ok(vec![restored]), &reason, true).await
}

/// Closes a plan's books up to and with a day: nothing is decided or dated into it any more, and what happened then and is told
/// later counts on the first open day. They can be closed further, and never be opened again.
#[utoipa::path(post, path = "/v1/plan/nodes/{id}/close_books", tag = "Plan", operation_id = "close_books", params(("id" = String, Path, description = "The plan's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = CloseBooksInput, responses((status = 200, body = PlanNodeView, description = "Done")))]
pub async fn close_books(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(CloseBooksInput { last_day, reason }): Body<CloseBooksInput>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let node = node_id(&id)?;
    let until = days::of(&app, &node).await?.begin(next(date(&last_day)?));
    let closed = Change::ClosePeriod { node: node.clone(), until };
    change(&app, &caller, &read, node, |_| Ok(vec![closed]), &reason, true).await
}

/// How a node became what it is, and what was moved to it and away from it; newest first, at most 200.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}/changes", tag = "Plan", operation_id = "node_changes", params(("id" = String, Path, description = "The node's id.")), responses((status = 200, body = Vec<NodeChange>, description = "Done")))]
pub async fn node_changes(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Answer<Vec<NodeChange>> {
    let id = node_id(&id)?;
    if app.ledger.plan().tree().get(&id).is_none() {
        return Err(Problem::not_found("node"));
    }
    let records = app.ledger.plan().changes(&id, SHOWN).await?;
    let calendar = days::of(&app, &id).await?;
    let part = scope::part(&app, &caller);
    Ok(Json(records.iter().flat_map(|record| shown(&app, record, &calendar, &part)).collect()))
}

/// How the tree at and below a node changed since a moment, newest first, as far as it is seen.
///
/// # Errors
/// If the database cannot answer.
pub async fn tree_changes(app: &App, root: &NodeId, since: Time, part: &PlanPart) -> Result<Vec<NodeChange>, Problem> {
    let tree = app.ledger.plan().tree();
    let records = app.ledger.plan().changes_since(since, SHOWN).await?;
    let below = |id: &NodeId| *root == NodeId::Company || tree.up(id).any(|above| above.id == *root);
    let inside = |id: &NodeId| part.sees(id) && below(id);
    // What was moved away from here concerns this part of the tree, too.
    let concerns = |record: &&ChangeRecord| {
        inside(record.change.node()) || record.before.as_ref().is_some_and(|before| inside(&before.parent))
    };
    let calendar = days::of(app, root).await?;
    Ok(records.iter().filter(concerns).flat_map(|record| shown(app, record, &calendar, part)).collect())
}

/// Makes the changes if their author has read what they change.
async fn change(
    app: &App,
    caller: &Caller,
    read: &IfMatch,
    id: NodeId,
    changes: impl FnOnce(&Node) -> Result<Vec<Change>, Problem>,
    reason: &str,
    stays: bool,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let turn = Turn::take(app).await;
    change_in(&turn, app, caller, read, id, changes, reason, stays).await
}

/// The same in the turn: what stays as it is is taken from the node in it, so that of two who change different things neither undoes
/// the other.
#[allow(clippy::too_many_arguments, reason = "one change, by somebody, for a reason")]
async fn change_in(
    _one_at_a_time: &Turn<'_>,
    app: &App,
    caller: &Caller,
    read: &IfMatch,
    id: NodeId,
    changes: impl FnOnce(&Node) -> Result<Vec<Change>, Problem>,
    reason: &str,
    stays: bool,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let reason = names::line(reason);
    let known = app.ledger.plan().tree().get(&id).cloned().ok_or_else(|| Problem::not_found("node"))?;
    if let Some(last) = app.ledger.plan().last_change(&id).await? {
        let written = Written { by: &last.author, at: last.at, stays };
        read.allows(&last.seq.to_string(), Some(&written), &caller.name)?;
    }
    let changes = changes(&known)?;
    tell(app, &known, &changes, &reason);
    app.ledger.change(changes, &caller.name, &reason, app.now()).await?;
    view(app, caller, &id, None, None).await
}

/// Tells the trace what comes of it; the caller holds the turn. What changes nothing leaves no line.
fn tell(app: &App, before: &Node, changes: &[Change], reason: &str) {
    let mut tree = Tree::clone(&app.ledger.plan().tree());
    if !changes.iter().any(|change| tree.alters(change)) {
        return trace::nothing();
    }
    changes.iter().for_each(|change| tree.evolve(change));
    trace::compared(Some(before), tree.get(&before.id));
    trace::because(reason);
}

async fn view(
    app: &App,
    caller: &Caller,
    id: &NodeId,
    as_of: Option<Time>,
    days: Option<u32>,
) -> Result<Tagged<PlanNodeView>, Problem> {
    let (plan, days) = (app.ledger.plan(), days_back(days));
    let part = scope::part(app, caller);
    let look = Look::at(plan, as_of, app.now(), days::of(app, id).await?, part).await?;
    let tree = look.tree();
    let node = look.node(look.get(id).ok_or_else(|| Problem::not_found("node"))?);
    let children = tree.children(id).iter().filter_map(|child| look.get(child)).map(|child| look.node(child)).collect();
    let compared = look.compared(plan, id, days).await?;
    let months = look.months(plan, id).await?;
    let days = look.days(plan, id, days).await?;
    let paid = tree.activities(id);
    let sight = scope::sight(app, caller, Permission::JourneyRead).await?;
    let journeys = app.journeys.list().await?.into_iter().filter(|listed| sight.journey(&listed.journey));
    let journeys = journeys.filter(|j| j.newest.as_ref().is_some_and(|newest| paid.contains(&&newest.activity)));
    let journeys = journeys.map(|j| j.journey.to_string()).collect();
    let revision = plan.last_change(id).await?.map_or(0, |last| last.seq).to_string();
    Ok(Tagged(revision.clone(), PlanNodeView { node, children, days, compared, months, journeys, revision }))
}

/// Whether a journey that the program sends of its own is paid from here or from below.
async fn pays_service_messages(app: &App, node: &NodeId) -> Result<bool, Problem> {
    let tree = app.ledger.plan().tree();
    let paid = tree.activities(node);
    let own = |journey: &str| PROVING.iter().any(|prefix| journey.starts_with(prefix));
    let journeys = app.journeys.list().await?.into_iter().filter(|listed| own(listed.journey.as_str()));
    Ok(journeys.filter_map(|listed| listed.newest).any(|newest| paid.contains(&&newest.activity)))
}

/// The place of what hangs there and is of this brand; of the one above, if it names none.
fn of_brand(place: Place, brand: Option<&str>) -> Place {
    match brand {
        Some(brand) => place.of_brand(BrandId::from(brand)),
        None => place,
    }
}

fn may_change(app: &App, caller: &Caller, place: &Place) -> Result<(), Problem> {
    app.rights.ask(&caller.principal, Permission::PlanChange, place, app.now())
}

async fn brand_exists(app: &App, brand: Option<&str>) -> Result<(), Problem> {
    let Some(brand) = brand else { return Ok(()) };
    match app.brand(&brand.into()).await? {
        Some(_) => Ok(()),
        None => Err(Problem::refused(ApiRefusal::UnknownBrand, format!("There is no brand `{brand}`."))),
    }
}

fn changes_of(patch: NodePatch, known: &Node) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::new();
    let node = || known.id.clone();
    if patch.name.is_some() || patch.owner.is_some() {
        let name = patch.name.as_deref().map_or_else(|| Ok(known.name.clone()), names::name)?;
        let owner = match patch.owner {
            Some(owner) => owner.as_deref().map(names::name).transpose()?.map(Into::into),
            None => known.owner.clone(),
        };
        changes.push(Change::Rename { node: node(), name, owner });
    }
    if let Some(brand) = patch.brand {
        changes.push(Change::Rebrand { node: node(), brand: brand.map(Into::into) });
    }
    if patch.starts.is_some() || patch.ends.is_some() {
        let [first, last] =
            known.period.map_or([None, None], |period| [Some(day(period.from)), Some(last_day(&period))]);
        let (starts, ends) = (patch.starts.unwrap_or(first), patch.ends.unwrap_or(last));
        changes.push(Change::Reschedule { node: node(), period: period(starts.as_deref(), ends.as_deref())? });
    }
    Ok(changes)
}

/// A change as it is told; a record that changed two things is told as two.
fn shown(app: &App, record: &ChangeRecord, calendar: &Days, part: &PlanPart) -> Vec<NodeChange> {
    use NodeChangeCode as Code;
    let tree = app.ledger.plan().tree();
    let id = record.change.node();
    let before = record.before.as_ref();
    let text = |text: &dyn ToString| Some(text.to_string());
    let was = |of: fn(&Node) -> Option<String>| before.and_then(of);
    let days = |period: &Period| format!("{}/{}", day(period.from), last_day(period));
    let told = match &record.change {
        Change::Add { node } => vec![(Code::Added, None, text(&node.name))],
        Change::Rename { name, owner, .. } => {
            let names = (Code::Name, was(|node| Some(node.name.clone())), text(name));
            let owners = (
                Code::Owner,
                was(|node| node.owner.as_ref().map(ToString::to_string)),
                owner.as_ref().and_then(|o| text(o)),
            );
            [names, owners].into_iter().filter(|(_, before, after)| before != after).collect()
        }
        Change::Rebrand { brand, .. } => {
            let before = was(|node| node.brand.as_ref().map(ToString::to_string));
            vec![(Code::Brand, before, brand.as_ref().and_then(|brand| text(brand)))]
        }
        Change::Reschedule { period, .. } => {
            let before = before.and_then(|node| node.period.as_ref().map(days));
            vec![(Code::Period, before, period.as_ref().map(days))]
        }
        Change::Move { parent, .. } => {
            let seen = |parent: &NodeId| part.sees(parent).then(|| parent.to_string());
            vec![(Code::Moved, before.and_then(|node| seen(&node.parent)), seen(parent))]
        }
        Change::Close { closed, .. } => vec![(if *closed { Code::Closed } else { Code::Reopened }, None, None)],
        Change::Archive { archived, .. } => vec![(if *archived { Code::Archived } else { Code::Restored }, None, None)],
        Change::ClosePeriod { until, .. } => {
            let last = |until: Time| calendar.last_before(until).to_string();
            let before = before.and_then(|node| node.closed_until).map(last);
            vec![(Code::BooksClosed, before, Some(last(*until)))]
        }
    };
    let name = tree.get(id).map_or_else(|| id.to_string(), |node| node.name.clone());
    let change = |(what, before, after)| NodeChange {
        seq: record.seq,
        at: record.at,
        author: record.author.clone(),
        reason: record.reason.clone(),
        node: id.to_string(),
        name: name.clone(),
        what,
        before,
        after,
    };
    told.into_iter().map(change).collect()
}

/// A period ends before its last moment; people name the last day.
fn last_day(period: &Period) -> String {
    day(period.until - Span(1))
}
