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
use url::Url;

/// Redirects to the signed target. Being counted changes nothing for the person; a scanner's visit is counted too, so
/// clicks are a weak signal and never a consent.
pub async fn follow(method: Method, headers: HeaderMap, visit: Visit<Click>) -> Response {
    let Some(target) = location(&visit.link.url) else {
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

/// An address as a header may say it: in ASCII, with everything encoded that has no place in an address (RFC 3986). What
/// was signed is what the author wrote; mail programs and browsers read it as generously as this.
fn location(address: &str) -> Option<HeaderValue> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut out = String::with_capacity(address.len());
    for c in url.as_str().chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c) => out.push(c),
            c => out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}"))),
        }
    }
    HeaderValue::from_str(&out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_addresses_in_ascii() {
        for (address, said) in [
            ("https://shop.example/p?a=1&b=2#color=grün", "https://shop.example/p?a=1&b=2#color=gr%C3%BCn"),
            ("https://shop.example/Größe 42/ä|b", "https://shop.example/Gr%C3%B6%C3%9Fe%2042/%C3%A4%7Cb"),
            (
                "https://shop.example/?q=weiß blau|rot\"<x>`^{}",
                "https://shop.example/?q=wei%C3%9F%20blau%7Crot%22%3Cx%3E%60%5E%7B%7D",
            ),
            ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
            ("https://shop.example/a%20b%C3%BC?c=%7C+d", "https://shop.example/a%20b%C3%BC?c=%7C+d"),
            ("https://shop.example", "https://shop.example/"),
            ("HTTPS://Shop.example:8443/x[1]", "https://shop.example:8443/x[1]"),
            ("https://shop.example/👟#a b", "https://shop.example/%F0%9F%91%9F#a%20b"),
            ("https://shop.example/a\r\nSet-Cookie: x", "https://shop.example/aSet-Cookie:%20x"),
        ] {
            let header = location(address).unwrap_or_else(|| panic!("{address}"));
            assert_eq!(header.to_str().ok(), Some(said), "{address}");
            assert_eq!(location(said), Some(header), "said twice is said once");
        }
        for bad in ["javascript:x", "mailto:a@b.example", "/path", "//host/x", ""] {
            assert_eq!(location(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_header_is_ascii(address in "https://[a-zäé.]{1,9}/\\PC{0,40}") {
            if let Some(header) = location(&address) {
                proptest::prop_assert!(header.to_str().is_ok_and(|text| text.bytes().all(|byte| byte.is_ascii_graphic())));
            }
        }
    }
}
