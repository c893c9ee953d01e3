//! Reading a request: bodies, query and path parameters, with every failure a [`Problem`].

use crate::{
    contract, json,
    problem::{Code, Problem},
};
use axum::{
    body::Body as HttpBody,
    extract::{
        FromRequest, FromRequestParts, Request,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, header, request::Parts},
};
use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use std::io::Read;
use tokio_stream::StreamExt;

/// The largest JSON body of any request that is not an event: a journey document or a page of voucher codes.
pub const MAX_BODY: usize = 4 * 1024 * 1024;
/// How much beyond its limit a body is still heard out.
const HEARD_OUT: usize = 4 * 1024 * 1024;

/// A JSON body of a documented shape.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        media(&parts.headers, &["application/json"])?;
        let bytes = read(&parts.headers, body, MAX_BODY).await?;
        json::read_checked(&bytes, |value| contract::body(&parts, value)).map(Self)
    }
}

/// A JSON body that may be absent.
pub struct MaybeBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, MAX_BODY).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        media(&parts.headers, &["application/json"])?;
        json::read_checked(&bytes, |value| contract::body(&parts, value)).map(Self)
    }
}

/// Query parameters of a documented shape.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        contract::query(parts)?;
        let axum::extract::Query(read) = axum::extract::Query::from_request_parts(parts, state).await?;
        Ok(Self(read))
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(Code::InvalidParameter, cut(&rejection.body_text()))
    }
}

/// Parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Segments<T>(pub T);

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(Code::InvalidParameter, cut(&rejection.body_text()))
    }
}

/// At most 200 characters of a text that may quote what was sent.
fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The content type must be one of these.
///
/// # Errors
/// [`Code::UnsupportedMedia`].
pub fn media(headers: &HeaderMap, wanted: &[&str]) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if wanted.iter().any(|media| essence.eq_ignore_ascii_case(media)) {
        return Ok(());
    }
    Err(Problem::new(Code::UnsupportedMedia, format!("Expected {}.", wanted.join(" or "))))
}

/// Reads a body of at most `limit` bytes, before and after decompression: no bomb unpacks further than one byte too far.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::InvalidEncoding`], [`Code::UnsupportedMedia`] for another encoding than gzip.
pub async fn read(headers: &HeaderMap, body: HttpBody, limit: usize) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::new(Code::TooLarge, format!("At most {limit} bytes are taken here."));
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > (limit + HEARD_OUT) as u64) {
        return Err(too_large());
    }
    let bytes = collect(body, limit).await.ok_or_else(too_large)?;
    match headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None | Some(b"identity") => Ok(bytes),
        Some(b"gzip" | b"x-gzip") => {
            let mut plain = Vec::new();
            GzDecoder::new(&bytes[..])
                .take(limit as u64 + 1)
                .read_to_end(&mut plain)
                .map_err(|_| Problem::new(Code::InvalidEncoding, "The body is not whole gzip."))?;
            if plain.len() > limit { Err(too_large()) } else { Ok(plain) }
        }
        Some(_) => Err(Problem::new(Code::UnsupportedMedia, "The only Content-Encoding taken is gzip.")),
    }
}

/// The whole body if it is not larger than `limit`. A larger one is heard out and thrown away: who is cut off while
/// speaking sees a broken connection and says it all again, instead of reading the answer.
async fn collect(body: HttpBody, limit: usize) -> Option<Vec<u8>> {
    let (mut bytes, mut heard) = (Vec::new(), 0usize);
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.ok()?;
        heard += part.len();
        if heard <= limit {
            bytes.extend_from_slice(&part);
        } else if heard > limit + HEARD_OUT {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    (heard <= limit).then_some(bytes)
}
