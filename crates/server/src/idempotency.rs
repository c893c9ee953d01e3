//! One effect and one answer for each `Idempotency-Key`, whatever the request does.
//!
//! A layer before every change: the first request with a key is carried out, its answer kept for 24 hours (also over a
//! restart), and given to every repetition. Events are left out: they carry message ids, which are remembered longer. So is
//! signing in and out, and the first set-up: each sign-in is a session of its own, and what it gives is a cookie, not the body.
//!
//! An answer that holds a secret is never kept: a repetition is told that it was done and that the secret was shown once. The
//! answer itself says so, by the type of its fields ([`crate::wire::Secret`]). What is kept is sealed with the asker's own secret.

use crate::{
    App, auth,
    extract::{self, MAX_BODY},
    headers::IDEMPOTENCY_KEY,
    problem::{Code, Problem},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_platform::sql::{
    idempotency::{Answer, IdempotencyError, Outcome, Unfinished},
    source::hash_key,
};
use std::cell::Cell;

tokio::task_local! {
    /// Whether the answer being made holds a secret.
    static REVEALS: Cell<bool>;
}

/// Says that the answer being made holds a secret.
pub fn reveals_a_secret() {
    // Without a key nothing is kept, and nobody listens.
    let _ = REVEALS.try_with(|reveals| reveals.set(true));
}

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
    let key = match request.headers().get(IDEMPOTENCY_KEY) {
        Some(key) if changes && !left_out(request.uri().path()) => key,
        _ => return Ok(next.run(request).await),
    };
    // For nobody there is nothing to carry out, so nothing to keep. And everybody can read a page's key, while every answer that is
    // kept is a commit on the one writer there is: what a page may ask does no more the second time than the first.
    if !auth::is_trusted(&request) {
        return Ok(next.run(request).await);
    }
    let whose = request.headers().get(header::AUTHORIZATION).map(|value| value.as_bytes().to_vec());
    let whose = whose.or_else(|| auth::token(request.headers()).map(|(token, _)| token.into_bytes()));
    // Whoever it is, is part of the key: callers must not meet each other's answers, and nobody else can open them.
    let key = hash_key(&format!(
        "{}\n{}",
        String::from_utf8_lossy(&whose.unwrap_or_default()),
        String::from_utf8_lossy(key.as_bytes())
    ));
    let (parts, body) = request.into_parts();
    let body = extract::plain(&parts.headers, body, MAX_BODY).await?;
    let mut said = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    said.extend_from_slice(&body);
    let unfinished = unfinished(&parts.method, parts.uri.path());
    let request = Request::from_parts(parts, Body::from(body));
    let (idempotency, work) = (app.idempotency.clone(), move || keep(next, request));
    let answer = idempotency.once(&key, &said, app.now(), unfinished, work).await.map_err(|e| match e {
        IdempotencyError::OtherRequest => Problem::new(Code::KeyReused, "Use a new key for each new request."),
        IdempotencyError::Unfinished => {
            Problem::new(Code::Unfinished, "See whether it was done; if not, send it with a new key.")
        }
        IdempotencyError::BadKey => Problem::new(Code::InvalidParameter, e.to_string()),
        IdempotencyError::Sql(error) => error.into(),
    })?;
    Ok(restore(answer))
}

/// What a repetition gets if the program ended during the first request. What names the thing it sets can run again, and so can what
/// gives its own name on to the books and the vouchers.
fn unfinished(method: &Method, path: &str) -> Unfinished {
    let passes_its_name_on = path == "/v1/plan/transfers" || path.starts_with("/v1/vouchers/");
    if *method == Method::POST && !passes_its_name_on { Unfinished::Tell } else { Unfinished::Repeat }
}

fn left_out(path: &str) -> bool {
    crate::api::events::is_event(path) || path == "/v1/session" || path == "/v1/setup"
}

/// Carries the request out; what holds a secret is answered now and refused to repetitions.
async fn keep(next: Next, request: Request) -> Outcome {
    let answering = async {
        let answer = read(next.run(request).await).await;
        (answer, REVEALS.with(Cell::get))
    };
    let (answer, reveals) = REVEALS.scope(Cell::new(false), answering).await;
    let again = if reveals {
        let shown = Problem::new(Code::ShownOnce, "It was done by the first request with this Idempotency-Key.");
        Some(read(shown.into_response()).await)
    } else {
        None
    };
    Outcome { answer, again }
}

async fn read(response: Response) -> Answer {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kill cut off is told, unless doing it once more is doing it once.
    #[test]
    fn only_what_can_run_again_runs_again() {
        let runs_again = |method: Method, path: &str| matches!(unfinished(&method, path), Unfinished::Repeat);
        for path in ["/v1/plan/transfers", "/v1/vouchers/redeem", "/v1/vouchers/rollback"] {
            assert!(runs_again(Method::POST, path), "{path}");
        }
        for path in ["/v1/sources", "/v1/backups", "/v1/plan/nodes", "/v1/plan/transfers/import", "/v1/suppressions"] {
            assert!(!runs_again(Method::POST, path), "{path}");
        }
        assert!(runs_again(Method::PUT, "/v1/mail") && runs_again(Method::DELETE, "/v1/sources/a"));
    }
}
