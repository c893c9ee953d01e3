//! Headers that mean one thing: two lines of them mean two, and whoever reads the first may have been told the second by
//! whoever stands between. Such a request is refused before anybody is asked.
//!
//! `X-Forwarded-For` and `Cookie` may come in several lines and are read as such ([`crate::door`], [`crate::auth`]).

use crate::problem::{ApiRefusal, Code, Problem};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The header under which a change is made once.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key, in characters.
const MAX_KEY: usize = 190;

/// Those that may stand once.
const SINGLE: [HeaderName; 9] = [
    header::AUTHORIZATION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    IDEMPOTENCY_KEY,
    header::IF_MATCH,
    header::ORIGIN,
    HeaderName::from_static("sec-fetch-site"),
];

/// Lets a request through whose headers can be read in one way only.
pub async fn layer(request: Request, next: Next) -> Response {
    match check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let twice = SINGLE.into_iter().find(|name| headers.get_all(name).iter().nth(1).is_some());
    if let Some(name) = twice {
        let detail = format!("The header `{name}` stands twice: send it once.");
        return Err(Problem::new(Code::InvalidParameter, detail).because(ApiRefusal::HeaderRepeated));
    }
    match headers.get(IDEMPOTENCY_KEY).map(|key| key.as_bytes()) {
        Some(key) if !is_key(key) => Err(Problem::new(
            Code::InvalidParameter,
            "An Idempotency-Key has 1 to 190 printable ASCII characters and is not blank: a UUID will do.",
        )
        .because(ApiRefusal::IdempotencyKeyInvalid)),
        _ => Ok(()),
    }
}

fn is_key(key: &[u8]) -> bool {
    let printable = key.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    printable && key.len() <= MAX_KEY && !key.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::HeaderValue;

    fn why(lines: &[(&'static str, &[u8])]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        }
        check(&headers).err().and_then(|problem| problem.reason().map(str::to_owned))
    }

    #[test]
    fn a_header_that_means_one_thing_stands_once() {
        for name in SINGLE {
            let name: &'static str = Box::leak(name.as_str().to_owned().into_boxed_str());
            assert_eq!(why(&[(name, b"a")]), None, "{name}");
            assert_eq!(why(&[(name, b"a"), (name, b"a")]).as_deref(), Some("header_repeated"), "{name}");
        }
        assert_eq!(why(&[("x-forwarded-for", b"192.0.2.1"), ("x-forwarded-for", b"192.0.2.2")]), None);
    }

    #[test]
    fn a_key_that_names_nothing_is_none() {
        let bad = Some("idempotency_key_invalid".to_owned());
        for key in [&b""[..], b"  ", "k\u{e4}se".as_bytes(), b"a\tb", &[b'k'; 191]] {
            assert_eq!(why(&[("idempotency-key", key)]), bad, "{key:?}");
        }
        for key in [&b"k"[..], b"order 17", &[b'k'; 190]] {
            assert_eq!(why(&[("idempotency-key", key)]), None, "{key:?}");
        }
    }
}
