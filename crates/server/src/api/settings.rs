//! Printers.

use crate::{
    App,
    auth::Admin,
    extract::{Body, Segments},
    problem::{Answer, ApiRefusal, Code, Problem},
    revision::{self, IfMatch, Tagged},
    settings,
    wire::{Done, Printer, PrinterView, ProblemSaid, Trial},
};
use axum::{Json, extract::State};
use rapport_platform::sql::trace;
use rapport_trace::DeedAct;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(printers))
        .routes(routes!(set_printer, remove_printer))
        .routes(routes!(try_printer))
}

/// Every receipt printer with its branch and address.
#[utoipa::path(get, path = "/v1/printers", tag = "Settings", operation_id = "printers", responses((status = 200, body = Vec<PrinterView>, description = "Done")))]
pub async fn printers(State(app): State<App>, _: Admin) -> Answer<Vec<PrinterView>> {
    Ok(Json(app.settings.now().printers.iter().map(shown).collect()))
}

/// Adds or changes a printer.
#[utoipa::path(put, path = "/v1/printers/{id}", tag = "Settings", operation_id = "set_printer", params(("id" = String, Path, description = "The printer's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = Printer, responses((status = 200, body = PrinterView, description = "Done")))]
pub async fn set_printer(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(input): Body<Printer>,
) -> Result<Tagged<PrinterView>, Problem> {
    super::sources::named(&id)?;
    if input.id != id {
        return Err(Problem::new(Code::Conflict, "The id in the body is not the one in the address."));
    }
    if !(24..=96).contains(&input.columns) {
        return Err(Problem::told(Code::InvalidBody, ProblemSaid::LineLength));
    }
    if input.branch.chars().count() > 64 || input.address.chars().count() > 256 {
        return Err(Problem::new(Code::InvalidBody, "A branch has at most 64 characters, an address 256."));
    }
    let (host, port) = input.address.rsplit_once(':').unwrap_or((&input.address, ""));
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Err(Problem::told(Code::InvalidBody, ProblemSaid::BadAddress));
    }
    if app.printer_networks.resolve(&input.address).await.is_empty() {
        return Err(Problem::refused_with(ApiRefusal::NetworkNotListed, ProblemSaid::NetworkNotListed));
    }
    let printer =
        settings::Printer { id: input.id, branch: input.branch, address: input.address, columns: input.columns };
    let kept = printer.clone();
    app.settings
        .change(app.now(), |settings| {
            let before = settings.printers.iter().find(|known| known.id == kept.id);
            read.fits(before.map(revision::of).as_deref())?;
            if before.is_none() {
                trace::act(DeedAct::Made);
            }
            trace::compared(before, Some(&kept));
            settings.printers.retain(|known| known.id != kept.id);
            settings.printers.push(kept);
            Ok::<_, Problem>(())
        })
        .await?;
    app.printers.set(app.settings.now().places());
    let view = shown(&printer);
    Ok(Tagged(view.revision.clone(), view))
}

/// Takes a printer out; its branch prints no texts any more.
#[utoipa::path(delete, path = "/v1/printers/{id}", tag = "Settings", operation_id = "remove_printer", params(("id" = String, Path, description = "The printer's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_printer(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Done> {
    app.settings
        .change(app.now(), |settings| {
            let before = settings.printers.len();
            settings.printers.retain(|known| known.id != id);
            if settings.printers.len() == before { Err(Problem::not_found("printer")) } else { Ok(()) }
        })
        .await?;
    app.printers.set(app.settings.now().places());
    Ok(Json(Done::YES))
}

/// Asks the printer how it is; nothing is printed.
#[utoipa::path(post, path = "/v1/printers/{id}/test", tag = "Settings", operation_id = "try_printer", params(("id" = String, Path, description = "The printer's id.")), responses((status = 200, body = Trial, description = "Done")))]
pub async fn try_printer(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Trial> {
    let settings = app.settings.now();
    let printer = settings.printers.iter().find(|known| known.id == id).ok_or_else(|| Problem::not_found("printer"))?;
    Ok(Json(app.printers.trial(&printer.place(false)).await.into()))
}

fn shown(printer: &settings::Printer) -> PrinterView {
    PrinterView {
        id: printer.id.clone(),
        branch: printer.branch.clone(),
        address: printer.address.clone(),
        columns: printer.columns,
        revision: revision::of(printer),
    }
}
