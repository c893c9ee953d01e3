//! Links of messages: counted, then followed. The only address ever redirected to is the signed one.

use super::{layout, visit::Visit};
use crate::links::Click;
use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_channel::report::{Outcome, Report};
use rapport_customer::SendKey;
use rapport_engine::Body;
use rapport_platform::runtime::Submission;

/// Redirects to the signed target. Being counted changes nothing for the person; a scanner's visit is counted too, so
/// clicks are a weak signal and never a consent.
pub async fn follow(method: Method, headers: HeaderMap, visit: Visit<Click>) -> Response {
    let Ok(target) = HeaderValue::from_str(&visit.link.url) else {
        return layout::bad_link(visit.language(None));
    };
    let Visit { app, link, .. } = visit;
    let prefetch = ["purpose", "sec-purpose", "x-moz"].iter().any(|name| {
        headers.get(*name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("prefetch"))
    });
    // Who asks not to be followed (Global Privacy Control) is not.
    let silent = headers.get("sec-gpc").is_some_and(|value| value == "1");
    if let (Ok(key), Method::GET, false, false) = (link.send_key.parse::<SendKey>(), method, prefetch, silent) {
        let report = Report::new(key.clone(), Outcome::Clicked { link: link.link }, app.now());
        let submission = Submission::about(key.customer(), Body::Report(Box::new(report)));
        // The person goes on even if the click cannot be kept.
        if let Err(error) = app.runtime.submit(vec![submission]).await {
            tracing::warn!(%error, "a click could not be kept");
        }
    }
    let mut response = (StatusCode::FOUND, [(header::LOCATION, target)]).into_response();
    crate::layers::private(&mut response);
    response
}
