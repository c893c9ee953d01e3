//! One effect and one answer for each `Idempotency-Key`, whatever the request does.
//!
//! A layer before every change: the first request with a key is carried out, its answer kept for 24 hours (also over a
//! restart), and given to every repetition. Events are left out: they carry message ids, which are remembered longer.

use crate::{
    App, auth,
    extract::{self, MAX_BODY},
    problem::{Code, Problem},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_platform::sql::idempotency::{Answer, IdempotencyError};

/// The largest answer that is kept.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// Answers from what was kept, or lets the request through and keeps its answer.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    match once(app, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn once(app: App, request: Request, next: Next) -> Result<Response, Problem> {
    let changes = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    let key = match request.headers().get("idempotency-key") {
        Some(key) if changes && !crate::api::events::is_event(request.uri().path()) => key,
        _ => return Ok(next.run(request).await),
    };
    // For nobody there is nothing to carry out, so nothing to keep.
    if !auth::is_known(&request) {
        return Ok(next.run(request).await);
    }
    let key = key.to_str().map_err(|_| Problem::new(Code::InvalidParameter, "An Idempotency-Key is plain ASCII."))?;
    let whose = request.headers().get(header::AUTHORIZATION).map(|value| value.as_bytes().to_vec());
    let whose = whose.or_else(|| auth::token(request.headers()).map(|(token, _)| token.into_bytes()));
    // Callers must not meet each other's answers: whoever it is, is part of the key.
    let key = format!(
        "{}/{key}",
        rapport_platform::sql::source::hash_key(&String::from_utf8_lossy(&whose.unwrap_or_default()))
    );
    if key.len() > 255 {
        return Err(Problem::new(Code::InvalidParameter, "An Idempotency-Key has at most 190 characters."));
    }
    let (parts, body) = request.into_parts();
    let body = extract::plain(&parts.headers, body, MAX_BODY).await?;
    let mut said = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    said.extend_from_slice(&body);
    let request = Request::from_parts(parts, Body::from(body));
    let idempotency = app.idempotency.clone();
    let answer = idempotency.once(&key, &said, app.now(), move || keep(next, request)).await.map_err(|e| match e {
        IdempotencyError::OtherRequest => Problem::new(Code::KeyReused, "Make a new key for each new request."),
        IdempotencyError::BadKey => Problem::new(Code::InvalidParameter, e.to_string()),
        IdempotencyError::Sql(error) => error.into(),
    })?;
    Ok(restore(answer))
}

async fn keep(next: Next, request: Request) -> Answer {
    let response = next.run(request).await;
    let status = response.status().as_u16();
    match to_bytes(response.into_body(), MAX_ANSWER).await {
        Ok(body) => Answer { status, body: String::from_utf8_lossy(&body).into_owned() },
        Err(_) => Answer { status: 500, body: String::new() },
    }
}

/// Every answer of the API that is not a stream is JSON; problems have a type of their own.
fn restore(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let media = if status.is_success() { "application/json" } else { "application/problem+json" };
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media))], answer.body).into_response()
}
