//! Printers and mail.

use crate::{App, problem::{Answer, Problem}, wire::*};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(printers))
        .routes(routes!(set_printer, remove_printer))
        .routes(routes!(try_printer))
        .routes(routes!(mail, set_mail))
        .routes(routes!(try_mail))
}

/// All printers.
#[utoipa::path(get, path = "/v1/printers", tag = "Settings", operation_id = "printers", responses((status = 200, body = Vec<Printer>, description = "Done")))]
pub async fn printers() -> Answer<Vec<Printer>> {
    Err(Problem::soon())
}

/// Adds or changes a printer.
#[utoipa::path(put, path = "/v1/printers/{id}", tag = "Settings", operation_id = "set_printer", params(("id" = String, Path, description = "The printer's id.")), request_body = Printer, responses((status = 200, body = Printer, description = "Done")))]
pub async fn set_printer() -> Answer<Printer> {
    Err(Problem::soon())
}

/// Removes a printer.
#[utoipa::path(delete, path = "/v1/printers/{id}", tag = "Settings", operation_id = "remove_printer", params(("id" = String, Path, description = "The printer's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_printer() -> Answer<Done> {
    Err(Problem::soon())
}

/// Prints a test receipt.
#[utoipa::path(post, path = "/v1/printers/{id}/test", tag = "Settings", operation_id = "try_printer", params(("id" = String, Path, description = "The printer's id.")), responses((status = 200, body = Trial, description = "Done")))]
pub async fn try_printer() -> Answer<Trial> {
    Err(Problem::soon())
}

/// How mail leaves the house.
#[utoipa::path(get, path = "/v1/mail", tag = "Settings", operation_id = "mail", responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn mail() -> Answer<MailSettings> {
    Err(Problem::soon())
}

/// Sets how mail leaves the house.
#[utoipa::path(put, path = "/v1/mail", tag = "Settings", operation_id = "set_mail", request_body = MailInput, responses((status = 200, body = MailSettings, description = "Done")))]
pub async fn set_mail() -> Answer<MailSettings> {
    Err(Problem::soon())
}

/// Sends a test mail.
#[utoipa::path(post, path = "/v1/mail/test", tag = "Settings", operation_id = "try_mail", request_body = MailTrialInput, responses((status = 200, body = Trial, description = "Done")))]
pub async fn try_mail() -> Answer<Trial> {
    Err(Problem::soon())
}
