//! Taking backups while everything goes on.

use crate::{
    App,
    auth::Admin,
    extract::Body,
    problem::Answer,
    wire::{BackupInput, BackupView},
};
use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(backup, take_backup))
}

/// Whether a backup is being taken, and the last one.
#[utoipa::path(get, path = "/v1/backup", tag = "Operations", operation_id = "backup", responses((status = 200, body = BackupView, description = "Done")))]
pub async fn backup(State(app): State<App>, _: Admin) -> Answer<BackupView> {
    Ok(Json(app.backups.view(&app)))
}

/// Begins to take a backup; ask with `GET` how it goes.
#[utoipa::path(post, path = "/v1/backup", tag = "Operations", operation_id = "take_backup", request_body = BackupInput, responses((status = 200, body = BackupView, description = "Begun")))]
pub async fn take_backup(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(input): Body<BackupInput>,
) -> Answer<BackupView> {
    app.backups.begin(&app, &caller.name, &input.dir)?;
    Ok(Json(app.backups.view(&app)))
}
