//! Every operation that changes something for somebody who works here, or takes data out, leaves a line in the trace: the one place where
//! that begins. What it leaves stands in `crates/trace/operations.txt`; who asks and by which way is known here; what was before and
//! after is told where it is done ([`rapport_platform::sql::trace`]).

use crate::{
    App,
    auth::{self, Caller},
};
use axum::{
    RequestPartsExt,
    extract::{MatchedPath, RawPathParams, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use rapport_account::SessionKind;
use rapport_platform::sql::trace::{self, Acting};
use rapport_trace::{DeedDraft, DeedOrigin, TracedOperation};

/// Carries a request out as its caller, and writes what was told of it and no transaction took along.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let acting = acting(&app, &mut parts).await;
    let request = Request::from_parts(parts, body);
    let Some(acting) = acting else { return next.run(request).await };
    let work = async {
        let response = next.run(request).await;
        if response.status().is_success()
            && let Err(error) = app.trace.write_rest().await
        {
            // It is done, and in the log: to say that it failed would have it done twice.
            tracing::error!(%error, "a change could not be written into the trace");
            metrics::counter!("rapport_trace_unwritten_total").increment(1);
        }
        response
    };
    trace::during(acting, work).await
}

/// Who asks for what, if that leaves a line. What sources send is in the event log.
async fn acting(app: &App, parts: &mut Parts) -> Option<Acting> {
    let path = parts.extensions.get::<MatchedPath>()?.as_str().to_owned();
    let operation = TracedOperation::find(parts.method.as_str(), &path)?;
    let (act, _) = operation.leaves?;
    if auth::basic_user(&parts.headers).is_some_and(|key| !key.is_empty()) {
        return None;
    }
    let params = parts.extract::<RawPathParams>().await.ok();
    let in_path = params.as_ref().and_then(|params| params.iter().next()).map(|(_, id)| id.to_owned());
    let draft = DeedDraft::new(act, operation.object(in_path.as_deref())?);
    let caller = match auth::token(&parts.headers) {
        Some(_) => auth::caller(parts, app).await.ok(),
        None => None,
    };
    let origin = origin(&path, caller.as_ref());
    let address = auth::address(parts).map(|address| address.to_canonical().to_string().into());
    let who = caller.as_ref().map(|caller| caller.account.clone());
    if let Some(caller) = caller {
        // Asking who it is may write when they were seen: what is told of the request waits for the request's own writes.
        auth::remember(parts, caller);
    }
    Some(Acting::new(who, origin, app.now(), Some(draft)).from(address))
}

fn origin(path: &str, caller: Option<&Caller>) -> DeedOrigin {
    match caller.map(|caller| caller.kind) {
        _ if path.starts_with("/scim/") => DeedOrigin::Directory,
        None if path.starts_with("/v1/password-links") || path.starts_with("/v1/approval-links") => DeedOrigin::Mail,
        None | Some(SessionKind::Browser | SessionKind::Phone) => DeedOrigin::Screen,
        Some(SessionKind::Token | SessionKind::Key) => DeedOrigin::Token,
    }
}
