//! Pages of other origins: a shop's page or an app's web view that speaks to us from a browser.
//!
//! A browser tells where a page comes from in `Origin` and lets the page read an answer only if the answer names that origin
//! (the Fetch standard, section 3.2, "CORS protocol"). A public source lists the origins of its pages; none is the rule. With
//! a key of a source that does not list it, what a page says is refused *before* it counts for anything: a browser sends a
//! simple request without asking first, and what the page takes for a failure must not have been kept.
//!
//! Programs that are no browser send no `Origin`; for them nothing changes. Cookies are never shared with other origins.

use crate::{
    App,
    api::events::is_event,
    problem::{ApiRefusal, Code, Problem},
    wire::ProblemSaid,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_platform::sql::source::Source;
use smol_str::SmolStr;
use url::Url;

/// What a page may send and ask for. How long a browser may remember it, in seconds.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, content-encoding, idempotency-key"),
    (header::ACCESS_CONTROL_MAX_AGE, "600"),
];

/// An origin as browsers write it: scheme, host, and the port unless it is the usual one.
///
/// # Errors
/// [`Code::InvalidBody`] with an example.
pub fn origin(text: &str) -> Result<SmolStr, Problem> {
    let wrong =
        || Problem::told(Code::InvalidBody, ProblemSaid::BadOrigin { origin: text.chars().take(100).collect() });
    let url = Url::parse(text.trim()).map_err(|_| wrong())?;
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    let host = url.host_str().filter(|host| !host.is_empty() && !host.contains('*')).ok_or_else(wrong)?;
    if !bare || !nobody {
        return Err(wrong());
    }
    // Web views of apps have schemes of their own, such as `capacitor://localhost`.
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{host}{port}", url.scheme()).into())
}

/// Refuses what a page says with the key of a source that does not list the page's origin.
///
/// # Errors
/// [`Code::NotAllowed`] with the reason `origin_not_allowed`; counted.
pub fn listed(source: &Source, headers: &HeaderMap) -> Result<(), Problem> {
    match page(headers) {
        None => Ok(()),
        Some(origin) if source.origins.iter().any(|own| own == origin) => Ok(()),
        Some(_) => {
            let labels = [("source", source.id.to_string()), ("why", ApiRefusal::OriginNotAllowed.code().to_owned())];
            metrics::counter!("rapport_source_refused_total", &labels).increment(1);
            Err(not_allowed())
        }
    }
}

fn not_allowed() -> Problem {
    let detail =
        "This source does not take what pages of this origin say: list the origin at the source in the settings.";
    Problem::not_allowed(ApiRefusal::OriginNotAllowed, detail)
}

/// The foreign origin a request comes from, if it comes from a page that is not ours.
fn page(headers: &HeaderMap) -> Option<&str> {
    // One that cannot be read is no origin that anybody has listed.
    let origin = headers.get(header::ORIGIN)?.to_str().unwrap_or("null");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    (!own).then_some(origin)
}

/// Whether this is for pages at all: what a public source may do.
fn for_pages(path: &str) -> bool {
    is_event(path) || matches!(path, "/v1/decide" | "/v1/consents") || path.starts_with("/v1/projects/")
}

/// Answers the question a browser asks before it sends, and names the origin in answers to pages that some source lists.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = page(request.headers()).filter(|_| for_pages(request.uri().path())).map(str::to_owned);
    let Some(origin) = origin else { return next.run(request).await };
    let known = app.sources.lists(&origin);
    let asks = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (request.method() == Method::OPTIONS && asks, known) {
        (true, true) => (StatusCode::NO_CONTENT, PREFLIGHT).into_response(),
        (true, false) => not_allowed().into_response(),
        (false, _) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(value) = HeaderValue::from_str(&origin).ok().filter(|_| known) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn origins_are_kept_as_browsers_write_them() {
        for (written, kept) in [
            ("https://shop.example.com", "https://shop.example.com"),
            (" HTTPS://Shop.Example.com/ ", "https://shop.example.com"),
            ("https://shop.example.com:443", "https://shop.example.com"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:80", "http://[::1]"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            assert_eq!(origin(written).unwrap(), kept);
        }
        let wrong = ["*", "null", "", "shop.example.com", "https://*.example.com", "https://shop.example.com/cart"];
        for written in
            wrong.into_iter().chain(["https://a@shop.example", "https://shop.example/?q", "data:text/plain,x"])
        {
            assert_eq!(origin(written).unwrap_err().code(), Code::InvalidBody, "{written}");
        }
    }
}
