//! Files that people bring in through a screen: looked at, tried out, brought in.

use crate::{
    App,
    api::events,
    auth::Admin,
    extract::{Body, Params, Segments, Unread, media},
    files::{self, Came, MAX_FILE},
    problem::{Answer, Code, Problem},
    wire::*,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use rapport_import::taker::{Refused, Standpoint, TakeError, Taken, Taker, Warning};
use rapport_people::ObjectKind;
use rapport_platform::sql::source::Source;
use rapport_platform::sql::trace;
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How often a busy server is asked again.
const PATIENCE: u32 = 60;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload_file))
        .routes(routes!(file, drop_file))
        .routes(routes!(read_file_again))
        .routes(routes!(try_file))
        .routes(routes!(import_file))
        .routes(routes!(refused_rows))
}

/// As what files are sent.
const SENT_AS: [&str; 5] = [
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/x-ndjson",
    "application/vnd.apache.parquet",
    "application/octet-stream",
];

/// Takes a file and looks at it: how it is written, its columns with examples, and what they seem to hold, or held by the mapping of the
/// last file like it. Nothing is brought in yet. The file is kept for an hour, or until it is dropped.
#[utoipa::path(post, path = "/v1/files", tag = "Files", operation_id = "upload_file", params(FileQuery), request_body(content(
    (String = "text/csv"),
    (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (String = "application/x-ndjson"),
    (Vec<u8> = "application/vnd.apache.parquet"),
    (Vec<u8> = "application/octet-stream"),
)), responses((status = 201, body = FileView, description = "Done")))]
pub async fn upload_file(
    State(app): State<App>,
    _: Admin,
    Params(FileQuery { name, kind, source }): Params<FileQuery>,
    sent: Unread,
) -> Result<(StatusCode, Json<FileView>), Problem> {
    media(&sent.headers, &SENT_AS)?;
    let source = source.filter(|_| kind != FileKind::Actuals).map(Into::into);
    match &source {
        Some(id) => drop(files::source(&app, id).await?),
        None if kind == FileKind::Actuals => {}
        None => return Err(Problem::new(Code::InvalidParameter, "`source` says as whose word the rows count.")),
    }
    let bytes = sent.read(MAX_FILE).await?;
    let file = app.files.take(Came { name, kind, source, bytes }, app.now()).await?;
    let view = file.view();
    trace::on(ObjectKind::File, &view.id);
    Ok((StatusCode::CREATED, Json(view)))
}

/// A file: where it stands, and what became of its rows.
#[utoipa::path(get, path = "/v1/files/{id}", tag = "Files", operation_id = "file", params(("id" = String, Path, description = "The file's id.")), responses((status = 200, body = FileView, description = "Done")))]
pub async fn file(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<FileView> {
    Ok(Json(app.files.find(&id)?.view()))
}

/// Drops a file. What came in of it stays in.
#[utoipa::path(delete, path = "/v1/files/{id}", tag = "Files", operation_id = "drop_file", params(("id" = String, Path, description = "The file's id.")), responses((status = 204, description = "Done")))]
pub async fn drop_file(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Problem> {
    let file = app.files.find(&id)?;
    app.files.drop(&file)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Looks at a file again, read as the request describes; what its columns hold is guessed anew.
#[utoipa::path(post, path = "/v1/files/{id}/look", tag = "Files", operation_id = "look_at_file", params(("id" = String, Path, description = "The file's id.")), request_body = FileForm, responses((status = 200, body = FileView, description = "Done")))]
pub async fn read_file_again(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
    Body(form): Body<FileForm>,
) -> Answer<FileView> {
    let file = app.files.find(&id)?;
    app.files.look_again(&file, form).await?;
    Ok(Json(file.view()))
}

/// Tries a file out: every row is judged by the rules that it would be brought in by, and nothing is kept. The answer comes at once;
/// `state` says when it is done.
#[utoipa::path(post, path = "/v1/files/{id}/try", tag = "Files", operation_id = "try_file", params(("id" = String, Path, description = "The file's id.")), request_body = FileMapping, responses((status = 202, body = FileView, description = "Begun")))]
pub async fn try_file(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(mapping): Body<FileMapping>,
) -> Result<(StatusCode, Json<FileView>), Problem> {
    begun(&app, &id, mapping, true, &caller.name).await
}

/// Brings a file in: each row counts once in its series. The answer comes at once; `state` says when it is done.
#[utoipa::path(post, path = "/v1/files/{id}/import", tag = "Files", operation_id = "import_file", params(("id" = String, Path, description = "The file's id.")), request_body = FileMapping, responses((status = 202, body = FileView, description = "Begun")))]
pub async fn import_file(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(mapping): Body<FileMapping>,
) -> Result<(StatusCode, Json<FileView>), Problem> {
    begun(&app, &id, mapping, false, &caller.name).await
}

async fn begun(
    app: &App,
    id: &str,
    mapping: FileMapping,
    dry_run: bool,
    author: &str,
) -> Result<(StatusCode, Json<FileView>), Problem> {
    let file = app.files.find(id)?;
    let taker = |source| Inside { app: app.clone(), source };
    files::begin(app, file.clone(), mapping, dry_run, author, taker).await?;
    Ok((StatusCode::ACCEPTED, Json(file.view())))
}

/// All rows of the last import with which something is wrong, with the reasons.
#[utoipa::path(get, path = "/v1/files/{id}/refused", tag = "Files", operation_id = "refused_rows", params(("id" = String, Path, description = "The file's id.")), responses((status = 200, body = String, content_type = "text/csv", description = "Done")))]
pub async fn refused_rows(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
) -> Result<impl IntoResponse, Problem> {
    let path = app.files.find(&id)?.refused();
    let read = tokio::task::spawn_blocking(move || files::as_csv(&path)).await.map_err(std::io::Error::other);
    let csv = read.flatten().map_err(|_| Problem::new(Code::Internal, "The list could not be read."))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv))
}

/// Takes messages in as `POST /v1/import` does.
struct Inside {
    app: App,
    source: Arc<Source>,
}

impl Taker for Inside {
    async fn take(&self, messages: &[&Map<String, Value>], dry_run: bool, now: bool) -> Result<Taken, TakeError> {
        let said = self.say(&json!({ "batch": messages }), dry_run, now).await?;
        let warning = |warning: crate::wire::Warning| Warning {
            at: usize::try_from(warning.at).unwrap_or(usize::MAX),
            of_order: OrderWordCode::find(warning.code.as_str()).is_some(),
            code: warning.code.as_str().to_owned(),
            field: warning.field,
            detail: warning.detail,
        };
        let repeated = said.repeated.into_iter().filter_map(|at| usize::try_from(at).ok()).collect();
        Ok(Taken { warnings: said.warnings.into_iter().map(warning).collect(), repeated, checkpoint: said.checkpoint })
    }

    async fn ask(&self, checkpoints: &[&str]) -> Result<Standpoint, TakeError> {
        let said = self.say(&json!({ "batch": [], "checkpoints": checkpoints }), true, false).await?;
        let lost = said.lost.into_iter().filter_map(|at| usize::try_from(at).ok()).collect();
        Ok(Standpoint { source: said.source.unwrap_or_default(), lost })
    }
}

impl Inside {
    async fn say(&self, body: &Value, dry_run: bool, now: bool) -> Result<Accepted, TakeError> {
        let text = serde_json::to_vec(body).map_err(|error| TakeError::Failed(error.into()))?;
        let mut asked = 0;
        loop {
            match events::from_file(&self.app, &self.source, text.clone(), dry_run, now).await {
                Ok(said) => return Ok(said),
                Err(problem) if problem.code() == Code::TooMany && asked < PATIENCE => {
                    asked += 1;
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                Err(problem) if problem.code().status() < 500 && problem.code() != Code::TooMany => {
                    let code = problem.reason().unwrap_or(problem.code().as_str()).to_owned();
                    let text = format!("{} ({code})", problem.detail().trim_end_matches('.'));
                    return Err(TakeError::Refused(Refused { code: Some(code), text }));
                }
                Err(problem) => return Err(TakeError::Failed(problem.detail().to_owned().into())),
            }
        }
    }
}
