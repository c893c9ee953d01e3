//! The plan and its money.

use super::nodes;
use crate::{
    App,
    accounts::{release_letters, scope, staff},
    actuals,
    approvals::{
        carry, desk,
        matter::{Reallocation, Released},
        outlook::PublishVerdict,
        reallocation, shown,
    },
    auth::{Admin, PermittedAt, PermittedSomewhere, PermittedWithin},
    days,
    extract::{Body, Params, Segments, Unread, media},
    headers::IDEMPOTENCY_KEY,
    ledger, names,
    orders::OrderSight,
    part::PlanPart,
    places::{self, Sight},
    plan_view::{DAYS, Look, MOST_DAYS, kind, ledger_kind, level},
    problem::{Answer, ApiRefusal, Code, Problem},
    wire::*,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use rapport_customer::told;
use rapport_kernel::{ActivityId, Money, Span, Time};
use rapport_people::{Extent, Permission};
use rapport_people::{Object, ObjectKind};
use rapport_plan::{NodeId, Period, Place, booking::Decision};
use rapport_platform::sql::plan::Movement;
use rapport_platform::sql::trace;
use rapport_trace::{DeedAct, DeedDraft};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(plan))
        .routes(routes!(records))
        .routes(routes!(effect))
        .routes(routes!(changes))
        .routes(routes!(transfer))
        .routes(routes!(actuals))
        .routes(routes!(orders))
        .routes(routes!(order))
}

/// The first screen: the five kinds of money of every node, and what changed.
#[utoipa::path(get, path = "/v1/overview", tag = "Plan", operation_id = "overview", params(OverviewQuery), responses((status = 200, body = Overview, description = "Done")))]
pub async fn overview(
    State(app): State<App>,
    PermittedWithin { extent, .. }: PermittedWithin,
    Params(OverviewQuery { as_of, plan, days }): Params<OverviewQuery>,
) -> Answer<Overview> {
    let root = plan.as_deref().map_or(Ok(NodeId::Company), node_id)?;
    let part = PlanPart::of(&app.ledger.plan().tree(), &extent);
    let look = Look::at(app.ledger.plan(), as_of, app.now(), days::of(&app, &root).await?, part.clone()).await?;
    if root != NodeId::Company && look.get(&root).is_none() {
        return Err(Problem::not_found("node"));
    }
    let since = app.now() - Span::DAY;
    let days = days_back(days);
    let changes = changes_since(&app, &look, &root, since).await?;
    let tree = nodes::tree_changes(&app, &root, since, &part).await?;
    let compared = look.compared(app.ledger.plan(), &root, days).await?;
    let months = look.months(app.ledger.plan(), &root).await?;
    let days = look.days(app.ledger.plan(), &root, days).await?;
    let sight = Sight::of(&app, extent, Extent::Nothing).await?;
    let (attention, sent, customers) = crate::attention::look(&app, &part, sight).await?;
    Ok(Json(Overview {
        plan: look.plan(false),
        totals: look.totals(&root),
        changes,
        tree,
        days,
        compared,
        months,
        attention,
        sent,
        customers,
    }))
}

/// How many days are looked back on.
pub(super) fn days_back(asked: Option<u32>) -> i64 {
    asked.map_or(DAYS, i64::from).clamp(2, MOST_DAYS)
}

/// The whole tree as of a moment.
#[utoipa::path(get, path = "/v1/plan", tag = "Plan", operation_id = "plan", params(PlanQuery), responses((status = 200, body = Plan, description = "Done")))]
pub async fn plan(
    State(app): State<App>,
    PermittedWithin { extent, .. }: PermittedWithin,
    Params(PlanQuery { as_of, archived }): Params<PlanQuery>,
) -> Answer<Plan> {
    let part = PlanPart::of(&app.ledger.plan().tree(), &extent);
    let look = Look::at(app.ledger.plan(), as_of, app.now(), days::of(&app, &NodeId::Company).await?, part).await?;
    Ok(Json(look.plan(archived.unwrap_or(false))))
}

/// The ledger records behind a node's figures, with everything below it.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}/records", tag = "Plan", operation_id = "records", params(("id" = String, Path, description = "The node's id."), RecordQuery), responses((status = 200, body = Page<LedgerRecord>, description = "Done")))]
pub async fn records(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Params(query): Params<RecordQuery>,
) -> Answer<Page<LedgerRecord>> {
    let id = node_id(&id)?;
    let before = query.cursor.as_deref().map(str::parse::<u64>).transpose();
    let before =
        before.map_err(|_| Problem::new(Code::InvalidParameter, "`cursor` is the `next` of a page before."))?;
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let kind = query.kind.map(ledger_kind);
    let (part, tree) = (scope::part(&app, &caller), app.ledger.plan().tree());
    let hidden: Vec<ActivityId> = tree.activities(&id).into_iter().filter(|own| !part.pays(own)).cloned().collect();
    let page = app.ledger.plan().records(&id, kind, before, limit, &hidden).await?;
    let inside = |place: &Place| {
        place.activity().is_some_and(|a| tree.up(&NodeId::Activity(a.clone())).any(|node| node.id == id))
    };
    let items = ledger::shown(&app, &page.records, &inside, &part).await?;
    Ok(Json(Page { items, next: page.next.map(|next| next.to_string()) }))
}

/// What contact brought, against the hold-out, with interval.
#[utoipa::path(get, path = "/v1/plan/nodes/{id}/effect", tag = "Plan", operation_id = "effect", params(("id" = String, Path, description = "The node's id.")), responses((status = 200, body = Effect, description = "Done")))]
pub async fn effect(State(app): State<App>, Admin(caller): Admin, Segments(id): Segments<String>) -> Answer<Effect> {
    let id = node_id(&id)?;
    let tree = app.ledger.plan().tree();
    if tree.get(&id).is_none() {
        return Err(Problem::not_found("node"));
    }
    let part = scope::part(&app, &caller);
    let seen = tree.activities(&id).into_iter().filter(|activity| part.pays(activity));
    let activities: Vec<ActivityId> = seen.cloned().collect();
    let currency = tree.currency(&id).unwrap_or_default();
    Ok(Json(crate::effect::measure(&app, &id, activities, currency).await?))
}

/// What changed since a moment.
#[utoipa::path(get, path = "/v1/plan/changes", tag = "Plan", operation_id = "changes", params(Since), responses((status = 200, body = Changes, description = "Done")))]
pub async fn changes(
    State(app): State<App>,
    PermittedWithin { extent, .. }: PermittedWithin,
    Params(Since { since }): Params<Since>,
) -> Answer<Changes> {
    let now = app.now();
    let part = PlanPart::of(&app.ledger.plan().tree(), &extent);
    let look = Look::at(app.ledger.plan(), None, now, days::of(&app, &NodeId::Company).await?, part.clone()).await?;
    let since = since.unwrap_or(now - Span::DAY);
    let changes = changes_since(&app, &look, &NodeId::Company, since).await?;
    let tree = nodes::tree_changes(&app, &NodeId::Company, since, &part).await?;
    Ok(Json(Changes { since, as_of: now, changes, tree }))
}

/// Budget that was moved, or the approval that it waits for.
pub enum TransferAnswer {
    /// Nobody had to be asked: these are the records.
    Booked(Vec<LedgerRecord>),
    /// Someone has to release it first.
    Asked(Box<ApprovalSummary>),
}

impl IntoResponse for TransferAnswer {
    fn into_response(self) -> Response {
        match self {
            Self::Booked(records) => (StatusCode::CREATED, Json(records)).into_response(),
            Self::Asked(approval) => (StatusCode::ACCEPTED, Json(*approval)).into_response(),
        }
    }
}

/// Moves budget, if the caller decides alone on so much; else asks for its release. Both sides are booked or none.
#[utoipa::path(post, path = "/v1/plan/transfers", tag = "Plan", operation_id = "transfer", request_body = TransferInput, responses((status = 201, body = Vec<LedgerRecord>, description = "It is booked"), (status = 202, body = ApprovalSummary, description = "Somebody has to release it first; their answer books it")))]
pub async fn transfer(
    State(app): State<App>,
    asking: PermittedSomewhere,
    headers: HeaderMap,
    Body(input): Body<TransferInput>,
) -> Result<TransferAnswer, Problem> {
    let amount = input.amount.money().map_err(bad_body)?;
    // What comes from nowhere or goes there is the company's.
    let side = |activity: Option<&String>| {
        let node = activity.map_or(NodeId::Company, |activity| NodeId::Activity(activity.as_str().into()));
        asking.at(&app, &places::node(&app.ledger.plan().tree(), &node))
    };
    let caller = side(input.from.as_ref()).and(side(input.to.as_ref()))?;
    // Under the caller's key a repetition after a crash is the same decision.
    let key = match headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()) {
        Some(key) => format!("{}/{key}", caller.name),
        None => uuid::Uuid::now_v7().to_string(),
    };
    let (from, to) = (input.from.map(ActivityId::from), input.to.map(ActivityId::from));
    let payer = to.as_ref().or(from.as_ref()).map_or(NodeId::Company, |activity| NodeId::Activity(activity.clone()));
    let days = days::of(&app, &payer).await?;
    let at = input.on.as_deref().map_or(Ok(app.now()), |on| Ok::<_, Problem>(days.begin(date(on)?)))?;
    if at > app.now() {
        return Err(bad_body("`on` is a day to come: budget counts from today or earlier."));
    }
    let reason = names::line(&input.reason);
    let decision = Decision { key: &key, author: &caller.name, reason: &reason, at };
    if amount.minor == 0 {
        return Err(rapport_plan::Refusal::ZeroAmount.into());
    }
    if amount.minor < 0 {
        return Err(rapport_plan::Refusal::NegativeAmount(amount).into());
    }
    let moved = Reallocation { from, to, amount, reason: reason.clone(), at };
    let Some(posting) = carry::posting(&decision, &moved) else {
        return Err(bad_body("`from`, `to` or both name an activity."));
    };
    let staff = staff::now(&app).await?;
    match reallocation::of(&app, &staff, &caller.account, &key, &moved).await? {
        PublishVerdict::GoesLive => {}
        PublishVerdict::NobodyToAsk(_) => {
            return Err(Problem::refused_with(ApiRefusal::NobodyToAsk, ProblemSaid::NobodyToAsk));
        }
        PublishVerdict::Asks(ask) => {
            trace::on(ObjectKind::Node, &payer.to_string());
            let kept = desk::ask(&app, &staff, &caller.account, *ask, &Released::Reallocation(moved)).await?;
            release_letters::send_later(&app, &kept.approval.id);
            return Ok(TransferAnswer::Asked(Box::new(shown::summary(&staff, &kept, &caller.account))));
        }
    }
    let told = |side: &Option<ActivityId>| side.as_ref().map(|side| NodeId::Activity(side.clone()).to_string());
    let (source, target) = (told(&moved.from), told(&moved.to));
    let sum = serde_json::json!({"from": &source, "to": &target, "amount": amount});
    for side in [&source, &target].into_iter().flatten() {
        let draft = DeedDraft::new(DeedAct::MovedMoney, Object::new(ObjectKind::Node, side)).because(&reason);
        trace::tell(draft.with(rapport_trace::draft::compare(None, Some(&sum))));
    }
    trace::dropped();
    let ids: Vec<_> = posting.transfers.iter().map(|transfer| transfer.id.clone()).collect();
    app.ledger.book(posting, app.now()).await?;
    let mut records = Vec::new();
    for id in ids {
        records.extend(app.ledger.plan().transfer(&id).await?);
    }
    let to = moved.to.as_ref();
    let gains = |place: &Place| place.activity() == to && to.is_some();
    Ok(TransferAnswer::Booked(ledger::shown(&app, &records, &gains, &scope::part(&app, caller)).await?))
}

/// What a spreadsheet is sent as.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Books actuals from a CSV file or a spreadsheet (XLSX): one row is one line of an invoice, which is booked once, on its invoice's day.
#[utoipa::path(post, path = "/v1/plan/actuals", tag = "Plan", operation_id = "actuals", params(ActualsQuery), request_body(content(
    (String = "text/csv"),
    (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)), responses((status = 200, body = ActualsAnswer, description = "Done")))]
pub async fn actuals(
    State(app): State<App>,
    Admin(caller): Admin,
    Params(query): Params<ActualsQuery>,
    file: Unread,
) -> Answer<ActualsAnswer> {
    media(&file.headers, &["text/csv", XLSX])?;
    let mapping = query.mapping().map_err(|wrong| Problem::new(Code::InvalidParameter, wrong))?;
    let bytes = file.read(crate::extract::MAX_BODY).await?;
    let dry_run = query.dry_run.unwrap_or(false);
    trace::on(ObjectKind::Node, "company");
    if dry_run {
        trace::nothing();
    }
    Ok(Json(actuals::book(&app, &bytes, &mapping, &caller.name, dry_run).await?))
}

/// Sales, newest first. A part may be empty although another follows: of someone who sees few orders, only so many are looked through.
#[utoipa::path(get, path = "/v1/orders", tag = "Plan", operation_id = "orders", params(OrderQuery), responses((status = 200, body = Page<OrderSummary>, description = "Done")))]
pub async fn orders(
    State(app): State<App>,
    PermittedWithin { caller, extent }: PermittedWithin,
    Params(query): Params<OrderQuery>,
) -> Answer<Page<OrderSummary>> {
    let names = app.rights.extent(&caller.principal, Permission::CustomerReadIdentity, app.now());
    let sight = OrderSight::new(&app.ledger.plan().tree(), extent, names);
    Ok(Json(crate::orders::list(&app, &query, &sight).await?))
}

/// One sale, and which activities are credited with it.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "Plan", operation_id = "order", params(("id" = String, Path, description = "The order's id.")), responses((status = 200, body = OrderView, description = "Done")))]
pub async fn order(
    State(app): State<App>,
    PermittedAt { caller, place }: PermittedAt,
    Segments(id): Segments<String>,
) -> Answer<OrderView> {
    let part = scope::part_by(&app, &caller, Permission::OrderRead);
    let named = scope::sees_names(&app, &caller, &place);
    let found = match crate::orders::find(&app, &id, &part, named).await? {
        Some(order) => Some(order),
        // As someone wrote it: with blanks around it, or letters that no one sees.
        None => match told::order_number(&id).filter(|number| number != id.as_str()) {
            Some(number) => crate::orders::find(&app, &number, &part, named).await?,
            None => None,
        },
    };
    found.map(Json).ok_or_else(|| Problem::not_found("order"))
}

pub(super) fn bad_body(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InvalidBody, error.to_string())
}

pub(super) fn node_id(text: &str) -> Result<NodeId, Problem> {
    text.parse().map_err(|error: rapport_plan::Refusal| Problem::new(Code::InvalidParameter, error.to_string()))
}

/// A day.
pub(super) fn date(text: &str) -> Result<jiff::civil::Date, Problem> {
    text.parse().map_err(|_| bad_body(format!("`{text}` is not a day like 2026-03-31")))
}

/// Its begin in UTC: how the days of a period are kept.
fn day(text: &str) -> Result<Time, Problem> {
    let begin = date(text)?.to_zoned(jiff::tz::TimeZone::UTC).map_err(bad_body)?;
    Ok(Time::from(begin.timestamp()))
}

/// First and last day, both inclusive.
pub(super) fn period(starts: Option<&str>, ends: Option<&str>) -> Result<Option<Period>, Problem> {
    match (starts, ends) {
        (None, None) => Ok(None),
        (Some(starts), Some(ends)) => Ok(Some(Period { from: day(starts)?, until: day(ends)? + Span::DAY })),
        _ => Err(bad_body("a period needs `starts` and `ends`")),
    }
}

/// What changed at the activities of a node since a moment, biggest first.
async fn changes_since(app: &App, look: &Look, root: &NodeId, since: Time) -> Result<Vec<Change>, Problem> {
    let moved = app.ledger.plan().changed_since(root, since).await?;
    let after = app.ledger.plan().books().await?;
    let change = |movement: Movement| {
        let activity = movement.node.activity()?;
        let node = look.get(&movement.node)?;
        let now = after.sums(activity).get(movement.kind);
        let amount = |minor| Amount::from(Money { minor, ..movement.by });
        let said = ChangeSaid::Bookings { bookings: movement.transfers };
        Some(Change {
            node: movement.node.to_string(),
            name: node.name.clone(),
            level: level(&movement.node),
            kind: kind(movement.kind),
            before: amount(now - movement.by.minor),
            after: amount(now),
            why: said.to_string(),
            said,
        })
    };
    let mut changes: Vec<Change> = moved.into_iter().filter_map(change).collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.after.minor.abs_diff(change.before.minor)));
    Ok(changes)
}
