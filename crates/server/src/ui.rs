//! The web UI, built into the binary. The build packs its texts beside them (`app.js.br`, `app.js.gz`); who takes a packed
//! one gets it.

use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// What `npm run build` made; the build script puts a page there that says so if it was not run.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// Serves a file of the UI; addresses without one are the UI's own and get its page. The API's addresses never end here.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let of_api = ["v1", "scim", "p", "errors"].iter().any(|top| path.split('/').next() == Some(top));
    let packed = PACKED.iter().any(|(_, end)| path.ends_with(end));
    match Files::get(path).filter(|_| !packed) {
        Some(file) if method.is_safe() => answer(path, &file.data, &headers),
        _ if of_api || path.starts_with("assets/") || !method.is_safe() => {
            crate::problem::Problem::not_found("address").into_response()
        }
        _ => match Files::get("index.html") {
            Some(file) => answer("index.html", &file.data, &headers),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// How files are packed, best first, and what their names end with then.
const PACKED: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Whether `Accept-Encoding` takes this one (RFC 9110, section 12.5.3): named, and not with a weight of zero.
fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

fn answer(path: &str, data: &[u8], headers: &HeaderMap) -> Response {
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mut packings = PACKED.iter().filter(|(encoding, _)| takes(headers, encoding));
    let packed = packings.find_map(|(encoding, end)| Some((*encoding, Files::get(&format!("{path}{end}"))?)));
    let mut response = match &packed {
        Some((_, file)) => file.data.to_vec().into_response(),
        None => data.to_vec().into_response(),
    };
    if let Some((encoding, _)) = packed {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(value) = HeaderValue::from_str(mime.as_ref()) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    // Built files carry a hash in their names; the page itself must always be asked for again.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn what_is_taken_packed_is_what_is_asked_for() {
        for (value, br, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip;q=0.5, BR;q=1.0", true, true),
            ("br;q=0, gzip", false, true),
            ("identity", false, false),
            ("", false, false),
            ("gzip;q=x", false, false),
            ("brotli", false, false),
        ] {
            let headers = accepting(value);
            assert_eq!((takes(&headers, "br"), takes(&headers, "gzip")), (br, gzip), "{value}");
        }
    }

    #[tokio::test]
    async fn a_packed_file_says_how_and_has_no_address_of_its_own() {
        let get = async |path: &str, headers| serve(Method::GET, path.parse().unwrap_or_default(), headers).await;
        // A workspace without the built UI has nothing packed.
        let Some(script) = Files::iter().find_map(|name| name.strip_suffix(".js.br").map(|name| format!("/{name}.js")))
        else {
            return;
        };
        let encoding = |response: &Response| response.headers().get(header::CONTENT_ENCODING).cloned();
        let plain = get(&script, HeaderMap::new()).await;
        let packed = get(&script, accepting("gzip, br")).await;
        assert_eq!((encoding(&plain), encoding(&packed)), (None, Some(HeaderValue::from_static("br"))));
        assert_eq!(encoding(&get(&script, accepting("gzip")).await), Some(HeaderValue::from_static("gzip")));
        for response in [&plain, &packed] {
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
            assert!(response.headers()[header::CONTENT_TYPE].to_str().is_ok_and(|kind| kind.contains("javascript")));
        }
        assert_eq!(get(&format!("{script}.br"), accepting("br")).await.status(), StatusCode::NOT_FOUND);
    }
}
