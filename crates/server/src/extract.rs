//! Reading a request: bodies, query and path parameters, with every failure a [`Problem`].

use crate::{
    contract,
    door::body::{Cut, Underway},
    json,
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
use flate2::read::MultiGzDecoder;
use rapport_kernel::complaint;
use serde::de::DeserializeOwned;
use std::{convert::Infallible, io::Read, sync::Arc};
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
        let bytes = Unread::of(&parts, body).text(MAX_BODY).await?;
        json::read_checked(&bytes, |value| contract::body(&parts, value)).map(Self)
    }
}

/// A JSON body that may be absent.
pub struct MaybeBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = Unread::of(&parts, body).text(MAX_BODY).await?;
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
        let said = rejection.body_text();
        let said = said.rsplit_once("query string: ").map_or(&*said, |(_, said)| said);
        let wrong = match said.split_once(": ").filter(|(name, _)| !name.contains(' ')) {
            Some((name, wrong)) => format!("`{name}`: {}.", complaint::in_words(wrong)),
            None => format!("The parameters cannot be read: {}.", complaint::in_words(said)),
        };
        Self::new(Code::InvalidParameter, cut(&wrong))
    }
}

/// Parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Segments<T>(pub T);

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::new(
            Code::InvalidParameter,
            "A part of the address is not what belongs there: compare with `/openapi.json`.",
        )
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

/// The content type must be one under which clients send JSON as text: `application/json` and its like, any `text/*`
/// (all that a browser's beacon may say), the form that some clients put on a packed body, or none.
///
/// # Errors
/// [`Code::UnsupportedMedia`].
pub fn text_like(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(given) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = given.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let form = "application/x-www-form-urlencoded";
    if essence.is_empty() || essence.starts_with("text/") || essence == form || essence.ends_with("json") {
        return Ok(());
    }
    Err(Problem::new(Code::UnsupportedMedia, "Expected JSON as application/json or text/plain."))
}

/// A body that nobody has read yet, with what is needed to do so.
pub struct Unread {
    /// The headers it came with.
    pub headers: HeaderMap,
    body: HttpBody,
    underway: Option<Arc<Underway>>,
}

impl<S: Send + Sync> FromRequest<S> for Unread {
    type Rejection = Infallible;
    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        let (parts, body) = request.into_parts();
        Ok(Self::of(&parts, body))
    }
}

impl Unread {
    /// The body of a request that was taken apart.
    #[must_use]
    pub fn of(parts: &Parts, body: HttpBody) -> Self {
        Self { headers: parts.headers.clone(), body, underway: parts.extensions.get().cloned() }
    }

    /// Reads a body of at most `limit` bytes, before and after decompression: no bomb unpacks further than one byte too far,
    /// and what it unpacks to counts among the bytes under way.
    ///
    /// # Errors
    /// Those of [`plain`]; [`Code::InvalidEncoding`], [`Code::UnsupportedMedia`] for another encoding than gzip.
    pub async fn read(self, limit: usize) -> Result<Vec<u8>, Problem> {
        let bytes = plain(&self.headers, self.body, limit).await?;
        let encoding =
            self.headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes().trim_ascii().to_ascii_lowercase());
        match encoding.as_deref() {
            None | Some(b"identity") => Ok(bytes),
            Some(b"gzip" | b"x-gzip") => unpack(&bytes, limit, self.underway.as_deref()),
            Some(_) => Err(Problem::new(Code::UnsupportedMedia, "The only Content-Encoding taken is gzip.")),
        }
    }

    /// The same, of a body that is JSON or lines of it: in UTF-8, without a byte order mark.
    ///
    /// # Errors
    /// Those of [`Self::read`]; another encoding than UTF-8 and UTF-16.
    pub async fn text(self, limit: usize) -> Result<Vec<u8>, Problem> {
        let headers = self.headers.clone();
        utf_8(&headers, self.read(limit).await?)
    }
}

/// What some programs write before a text, to say that it is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The same text in UTF-8 and without a byte order mark. JSON is UTF-8; some programs write UTF-16 all the same and say so, by the mark
/// or by the content type's `charset`.
///
/// # Errors
/// [`Code::UnsupportedMedia`] for another encoding; [`Code::InvalidEncoding`] for what is not UTF-16 although it says so.
fn utf_8(headers: &HeaderMap, mut bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(charset);
    let little = match (&*bytes, named.as_deref()) {
        ([0xff, 0xfe, ..], None | Some("utf-16" | "utf-16le")) | (_, Some("utf-16le")) => true,
        ([_, 0, ..], Some("utf-16")) => true,
        ([0xfe, 0xff, ..], None | Some("utf-16" | "utf-16be")) | (_, Some("utf-16" | "utf-16be")) => false,
        (_, None | Some("utf-8" | "utf8" | "us-ascii")) => {
            if bytes.starts_with(BYTE_ORDER_MARK) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
            return Ok(bytes);
        }
        (_, Some(other)) => {
            let other: String = other.chars().take(40).collect();
            return Err(Problem::new(Code::UnsupportedMedia, format!("JSON is sent in UTF-8, not in {other}.")));
        }
    };
    let units = bytes.chunks(2).map(|two| match *two {
        [a, b] if little => Ok(u16::from_le_bytes([a, b])),
        [a, b] => Ok(u16::from_be_bytes([a, b])),
        _ => Err(()),
    });
    let text = units.collect::<Result<Vec<u16>, ()>>().ok().and_then(|units| String::from_utf16(&units).ok());
    let text = text.ok_or_else(|| Problem::new(Code::InvalidEncoding, "The body is not whole UTF-16."))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes().to_vec())
}

/// The `charset` of a content type, small and without quotes.
fn charset(content_type: &str) -> Option<String> {
    let mut all = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = all.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"').to_ascii_lowercase())
}

/// Unpacks in pieces, each of which is counted before there is a next one. Several streams one behind the other are one text; what is
/// no stream behind one is damage.
fn unpack(bytes: &[u8], limit: usize, underway: Option<&Underway>) -> Result<Vec<u8>, Problem> {
    const PIECE: u64 = 32 * 1024;
    let mut plain = Vec::new();
    let mut packed = MultiGzDecoder::new(bytes);
    loop {
        let piece = (&mut packed)
            .take(PIECE)
            .read_to_end(&mut plain)
            .map_err(|_| Problem::new(Code::InvalidEncoding, "The body is not whole gzip."))?;
        if plain.len() > limit {
            return Err(too_large(limit));
        }
        if piece == 0 {
            return Ok(plain);
        }
        underway.map_or(Ok(()), |underway| underway.take(piece))?;
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::TooLarge, format!("At most {limit} bytes are taken here."))
}

/// Reads a body of at most `limit` bytes as it comes over the wire.
///
/// # Errors
/// [`Code::TooLarge`], those of a body that is cut off ([`Cut`]), [`Code::InvalidBody`] if it breaks off.
pub async fn plain(headers: &HeaderMap, body: HttpBody, limit: usize) -> Result<Vec<u8>, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > (limit + HEARD_OUT) as u64) {
        return Err(too_large(limit));
    }
    collect(body, limit).await?.ok_or_else(|| too_large(limit))
}

/// The whole body if it is not larger than `limit`. A larger one is heard out and thrown away: who is cut off while
/// speaking sees a broken connection and says it all again, instead of reading the answer.
async fn collect(body: HttpBody, limit: usize) -> Result<Option<Vec<u8>>, Problem> {
    let (mut bytes, mut heard) = (Vec::new(), 0usize);
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(broken_off)?;
        heard += part.len();
        if heard <= limit {
            bytes.extend_from_slice(&part);
        } else if heard > limit + HEARD_OUT {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    Ok((heard <= limit).then_some(bytes))
}

/// Cut off by us, with a reason, or by the other side, which will not read the answer.
fn broken_off(error: axum::Error) -> Problem {
    match error.into_inner().downcast::<Cut>() {
        Ok(cut) => (*cut).into(),
        Err(_) => Problem::new(Code::InvalidBody, "The body broke off."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::door::{Door, Limits};
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[test]
    fn a_text_is_utf_8_or_says_what_it_is() {
        let read = |content_type: &str, bytes: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
            utf_8(&headers, bytes.to_vec()).map(|text| String::from_utf8(text).unwrap()).map_err(|p| p.code())
        };
        let utf_16 = |turned: bool, text: &str| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if turned { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let (text, marked) = (r#"{"a":"Ä😀"}"#, "\u{feff}{\"a\":\"Ä😀\"}");
        for (content_type, bytes) in [
            ("application/json", text.as_bytes().to_vec()),
            ("application/json", marked.as_bytes().to_vec()),
            ("application/json; charset=UTF-8", marked.as_bytes().to_vec()),
            ("application/json", utf_16(false, marked)),
            ("application/json; charset=\"utf-16\"", utf_16(false, marked)),
            ("text/plain", utf_16(true, marked)),
            ("application/json; charset=utf-16", utf_16(true, text)),
            ("application/json; charset=utf-16", utf_16(false, text)),
            ("application/json; x=y; Charset=UTF-16LE", utf_16(false, text)),
        ] {
            assert_eq!(read(content_type, &bytes).as_deref(), Ok(text), "{content_type}");
        }
        assert_eq!(read("application/json; charset=windows-1252", b"{}"), Err(Code::UnsupportedMedia));
        assert_eq!(read("application/json; charset=utf-16", b"{}x"), Err(Code::InvalidEncoding));
        assert_eq!(read("application/json; charset=utf-16be", b"\xdc\x00"), Err(Code::InvalidEncoding));
        assert_eq!(read("application/json", b"").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_unpacked_counts_among_the_bytes_under_way() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b' '; 400_000]).unwrap();
        let packed = packed.finish().unwrap();
        let unpacked = |bodies: usize| {
            let underway = Underway::new(Arc::new(Door::new(Limits { bodies, ..Limits::default() }, 1_024)), None);
            underway.known();
            unpack(&packed, MAX_BODY, Some(&underway)).map(|plain| plain.len()).map_err(|problem| problem.code())
        };
        assert_eq!(unpacked(500_000), Ok(400_000));
        assert_eq!(unpacked(300_000), Err(Code::Unavailable));
        assert_eq!(unpack(&packed, 399_999, None).unwrap_err().code(), Code::TooLarge);
        let twice = packed.repeat(2);
        assert_eq!(unpack(&twice, MAX_BODY, None).map(|plain| plain.len()).ok(), Some(800_000));
        assert_eq!(unpack(&twice, 799_999, None).unwrap_err().code(), Code::TooLarge);
        for damaged in [&packed[..packed.len() - 9], &[&packed[..], b"x"].concat(), &[&packed[..], &[0; 512]].concat()]
        {
            assert_eq!(unpack(damaged, MAX_BODY, None).unwrap_err().code(), Code::InvalidEncoding);
        }
    }
}
