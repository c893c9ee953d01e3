//! Work that failed again and again: seen, and tried once more when what stood in its way is mended.

use crate::{
    App,
    auth::Admin,
    extract::Body,
    problem::{Answer, Code, Problem},
    wire::{SetAsideRetried, SetAsideRetryInput, SetAsideView},
};
use axum::{Json, extract::State};
use rapport_platform::runtime::SetAside;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many a list shows.
const SHOWN: usize = 500;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_aside)).routes(routes!(retry_set_aside))
}

/// Work that was given up after several tries: at most 500 of it.
#[utoipa::path(get, path = "/v1/set-aside", tag = "Operations", operation_id = "set_aside", responses((status = 200, body = Vec<SetAsideView>, description = "Done")))]
pub async fn set_aside(State(app): State<App>, _: Admin) -> Answer<Vec<SetAsideView>> {
    let view = |item: SetAside| SetAsideView {
        can_retry: item.can_be_done_later(),
        record: item.record.to_string(),
        place: item.place.to_string(),
        tries: item.tries,
        reason: item.reason.to_string(),
        since: item.since,
    };
    Ok(Json(app.runtime.set_aside().into_iter().take(SHOWN).map(view).collect()))
}

/// Tries it once more, such as after what stood in the way was mended. The log is read from its beginning for it, which
/// takes a while; what fails again stays set aside.
#[utoipa::path(post, path = "/v1/set-aside/retry", tag = "Operations", operation_id = "retry_set_aside", request_body = SetAsideRetryInput, responses((status = 200, body = SetAsideRetried, description = "Done")))]
pub async fn retry_set_aside(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(SetAsideRetryInput { record }): Body<SetAsideRetryInput>,
) -> Answer<SetAsideRetried> {
    let tried = app.runtime.try_again(record.as_deref()).await;
    let done = tried.map_err(|error| Problem::new(Code::Unavailable, format!("The log cannot be read: {error}.")))?;
    tracing::info!(author = caller.name, done, "what was set aside was tried once more");
    Ok(Json(SetAsideRetried { done: done as u64, left: app.runtime.set_aside().len() as u64 }))
}
