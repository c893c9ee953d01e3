//! A page for each problem code: what it means and what to do.

use super::{
    layout::{Frame, page as framed},
    words::Language,
};
use crate::problem::{Code, Problem};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::html;

/// All codes.
pub async fn list() -> Response {
    let content = html! {
        @for code in Code::ALL {
            section {
                h2 { a href={ "/errors/" (code.as_str()) } { (code.as_str()) } " (" (code.status()) ")" }
                p { (code.title()) }
            }
        }
    };
    framed(StatusCode::OK, Language::En, &Frame { brand: "Rapport".into(), ..Frame::default() }, "Problems", content)
}

/// What one code means, and what to do about it.
pub async fn page(Path(code): Path<String>) -> Response {
    let Some(code) = Code::ALL.iter().find(|known| known.as_str() == code) else {
        return Problem::not_found("problem code").into_response();
    };
    let content = html! {
        section {
            p { (code.title()) }
            p { (code.advice()) }
            p class="soft" { "HTTP status " (code.status()) }
        }
        p { a href="/errors" { "All problems" } }
    };
    framed(StatusCode::OK, Language::En, &Frame { brand: "Rapport".into(), ..Frame::default() }, code.as_str(), content)
}
