//! The web UI, built into the binary.

use axum::{
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// What `npm run build` made; the build script puts a page there that says so if it was not run.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// Serves a file of the UI; addresses without one are the UI's own and get its page. The API's addresses never end here.
pub async fn serve(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let of_api = ["v1", "p", "errors"].iter().any(|top| path.split('/').next() == Some(top));
    match Files::get(path).map(|file| (path, file)) {
        Some((path, file)) if method.is_safe() => answer(path, &file.data),
        _ if of_api || path.starts_with("assets/") || !method.is_safe() => {
            crate::problem::Problem::not_found("address").into_response()
        }
        _ => match Files::get("index.html") {
            Some(file) => answer("index.html", &file.data),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn answer(path: &str, data: &[u8]) -> Response {
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = data.to_vec().into_response();
    if let Ok(value) = HeaderValue::from_str(mime.as_ref()) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    // Built files carry a hash in their names; the page itself must always be asked for again.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
