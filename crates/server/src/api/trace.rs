//! The trace: search, export, and the whole story of one object.

use crate::{
    App,
    accounts::rights::Permitted,
    auth::Anyone,
    extract::Params,
    places,
    problem::{Answer, Code, Problem},
    story::{self, StoryNames},
    wire::*,
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use rapport_people::{Object, ObjectKind, Permission, PersonId, Place};
use rapport_platform::sql::trace::Wanted;
use rapport_trace::DeedAct;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many lines a page has if its reader does not say.
const PAGE: u32 = 50;
/// So many lines are taken out at most: what is more is taken by time.
const EXPORTED: usize = 100_000;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(trace)).routes(routes!(export_trace)).routes(routes!(story))
}

/// What was changed, by whom and why; newest first.
#[utoipa::path(get, path = "/v1/trace", tag = "Trace", operation_id = "trace", params(TraceQuery), responses((status = 200, body = Page<TraceLine>, description = "Done")))]
pub async fn trace(State(app): State<App>, _: Permitted, Params(query): Params<TraceQuery>) -> Answer<Page<TraceLine>> {
    let before = query.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| bad("`cursor` is the `next` of a page before."))?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, 500) as usize;
    let wanted = Wanted {
        object: query.object.as_deref().map(object).transpose()?,
        who: query.person.map(|id| PersonId(id.into())),
        act: query.act.as_deref().map(act).transpose()?,
        from: query.from,
        until: query.until,
        before,
    };
    // One more than asked for says whether there is a next page.
    let mut lines = app.trace.find(&wanted, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|last| last.deed.seq.to_string());
    let names = StoryNames::load(&app, &app.accounts, true).await?;
    Ok(Json(Page { items: lines.iter().map(|line| story::line(&names, line)).collect(), next }))
}

/// Takes lines out, the newest first, at most 100 000: as comma-separated values, or as JSON with one object a line.
#[utoipa::path(get, path = "/v1/trace/export", tag = "Trace", operation_id = "export_trace", params(TraceExportQuery), responses((status = 200, body = String, content_type = "text/csv", description = "Done")))]
pub async fn export_trace(
    State(app): State<App>,
    _: Permitted,
    Params(query): Params<TraceExportQuery>,
) -> Result<Response, Problem> {
    let wanted = Wanted {
        object: query.object.as_deref().map(object).transpose()?,
        who: query.person.map(|id| PersonId(id.into())),
        act: query.act.as_deref().map(act).transpose()?,
        from: query.from,
        until: query.until,
        before: None,
    };
    let lines = app.trace.find(&wanted, EXPORTED).await?;
    let names = StoryNames::load(&app, &app.accounts, true).await?;
    let lines = lines.iter().map(|line| story::line(&names, line));
    let (media, name, text) = match query.form.unwrap_or_default() {
        TraceForm::Csv => ("text/csv; charset=utf-8", "trace.csv", csv(lines)),
        TraceForm::Ndjson => {
            let lines = lines.map(|line| serde_json::to_string(&line).map(|line| line + "\n"));
            let text = lines.collect::<Result<String, _>>();
            let text = text.map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
            ("application/x-ndjson", "trace.ndjson", text)
        }
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}

/// The whole story of one object, newest first, for everybody who may see the object.
#[utoipa::path(get, path = "/v1/trace/story", tag = "Trace", operation_id = "story", params(StoryQuery), responses((status = 200, body = Vec<Episode>, description = "Done")))]
pub async fn story(
    State(app): State<App>,
    Anyone(caller): Anyone,
    Params(StoryQuery { object: named }): Params<StoryQuery>,
) -> Answer<Vec<Episode>> {
    let object = object(&named)?;
    let place = places::find(&app, object.kind, &object.id).await?.unwrap_or_else(Place::company);
    app.rights.ask(&caller.principal, shown_by(object.kind), &place, app.now())?;
    let reads = app.rights.ask(&caller.principal, Permission::TraceRead, &Place::company(), app.now()).is_ok();
    let names = StoryNames::load(&app, &app.accounts, reads).await?;
    Ok(Json(story::of(&app, &names, object).await?))
}

/// With which permission somebody sees things of this sort.
fn shown_by(kind: ObjectKind) -> Permission {
    match kind {
        ObjectKind::Node => Permission::PlanRead,
        ObjectKind::Journey | ObjectKind::Backtest => Permission::JourneyRead,
        ObjectKind::Approval => Permission::ApprovalRead,
        ObjectKind::ApprovalTemplate => Permission::ApprovalManage,
        ObjectKind::Delivery => Permission::DeliveryRead,
        ObjectKind::Customer => Permission::CustomerRead,
        ObjectKind::Order => Permission::OrderRead,
        ObjectKind::VoucherPool | ObjectKind::Voucher => Permission::VoucherRead,
        ObjectKind::Branch => Permission::BranchRead,
        ObjectKind::Brand => Permission::BrandRead,
        ObjectKind::Source => Permission::SourceRead,
        ObjectKind::Channel | ObjectKind::Printer | ObjectKind::Mail => Permission::SettingsRead,
        ObjectKind::File => Permission::FilePrepare,
        ObjectKind::Backup | ObjectKind::Hold | ObjectKind::Stores => Permission::OperationsRead,
        ObjectKind::Person | ObjectKind::Team | ObjectKind::Role | ObjectKind::Grant | ObjectKind::Limit => {
            Permission::PeopleRead
        }
    }
}

fn object(text: &str) -> Result<Object, Problem> {
    let found = text.split_once(':').and_then(|(kind, id)| Some(Object::new(ObjectKind::from_code(kind)?, id)));
    found.ok_or_else(|| bad("`object` is `kind:id`, such as `node:activity:shoes` or `journey:spring`."))
}

fn act(code: &str) -> Result<DeedAct, Problem> {
    let found = DeedAct::ALL.iter().copied().find(|act| act.code() == code);
    found.ok_or_else(|| bad("`act` is no act of the trace: `made`, `changed`, `removed`, ..."))
}

fn bad(detail: &str) -> Problem {
    Problem::new(Code::InvalidParameter, detail)
}

/// Lines as comma-separated values. A field that a spreadsheet would take for a formula begins with an apostrophe.
fn csv(lines: impl Iterator<Item = TraceLine>) -> String {
    let mut text = String::from("seq,at,who,name,origin,address,act,kind,id,about,changes,why,approval\n");
    for line in lines {
        let changes = serde_json::to_string(&line.changes).unwrap_or_default();
        let fields = [
            line.seq.to_string(),
            line.at.to_string(),
            line.who.unwrap_or_default(),
            line.who_name.unwrap_or_default(),
            line.origin,
            line.address.unwrap_or_default(),
            line.act,
            line.kind,
            line.id,
            line.about.unwrap_or_default(),
            changes,
            line.why.unwrap_or_default(),
            line.approval.unwrap_or_default(),
        ];
        text.push_str(&fields.map(|field| quoted(&field)).join(","));
        text.push('\n');
    }
    text
}

fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_is_text() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
