//! What holds for every answer: request ids, security headers, counters, a log line without personal data, no panics.

use crate::{
    contract,
    problem::{Code, Problem},
};
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, time::Instant};

/// The id of a request, given back to the caller and written into the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// For the web UI and the API: everything from this address, nothing from elsewhere, no script or style sheet inline. Only
/// style attributes are allowed: charts set them on what they draw.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers that are the same for every answer, unless the answer sets its own.
const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("cache-control", "no-store"),
];

/// Lets what changes something come to its end, whoever still waits for the answer: a browser that is closed, or a proxy that loses its
/// patience, would cut it between the log and what follows from it.
pub async fn unbroken(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Problem::new(Code::Unavailable, "This is being stopped.").retry_after(5).into_response(),
    }
}

/// Wraps every answer. The log names the route's template: paths may hold identifiers.
pub async fn wrap(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = uuid::Uuid::now_v7().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "(ui)".to_owned(), |m| m.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    let took = begun.elapsed();
    let labels = [("route", route.clone()), ("method", usual(&method).to_owned()), ("status", status.to_string())];
    metrics::counter!("rapport_http_requests_total", &labels).increment(1);
    metrics::histogram!("rapport_http_request_seconds", &labels[..2]).record(took.as_secs_f64());
    let ms = took.as_secs_f64() * 1e3;
    let method = usual(&method);
    if status >= 500 {
        tracing::warn!(request_id = id, method, route, status, ms, "answered");
    } else {
        tracing::debug!(request_id = id, method, route, status, ms, "answered");
    }
    response
}

/// A method by its name. Callers may invent others, each of which would be a metric of its own for ever.
fn usual(method: &Method) -> &str {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    if known.contains(method) { method.as_str() } else { "other" }
}

/// The request's id, for handlers that log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What a panic in a handler becomes: a 500 with nothing of the inside in it.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(Code::Internal, "This should not have happened.").into_response()
}

/// An address that takes another method. `Allow` says what the document does; the router's own would name more.
pub async fn method_not_allowed(path: Option<MatchedPath>) -> Response {
    let mut answer = Problem::new(Code::MethodNotAllowed, "See the Allow header.").into_response();
    let allowed = path.and_then(|path| contract::methods(path.as_str()));
    if let Some(allowed) = allowed.and_then(|allowed| HeaderValue::from_str(&allowed).ok()) {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

/// Marks an answer as never to be kept and never to be found by search engines: for public pages.
pub fn private(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
}
