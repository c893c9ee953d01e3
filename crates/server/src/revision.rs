//! Two people at one document: nobody overwrites what they have not read.
//!
//! Whoever reads a document is told its *revision*, in the answer and as its `ETag`. Whoever writes says with `If-Match` which one
//! they had read (RFC 9110, section 13.1.1). If it is another one by now, nothing changes (`412 outdated`). Without the header a
//! document may be written by whoever wrote it last; over someone else's no one writes blindly (`428 revision_missing`). Settings do not
//! know who wrote them: they are held to the header where it is sent.

use crate::{
    problem::{Code, Problem},
    wire::{Moment, ProblemSaid},
};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use rapport_kernel::Time;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Which revisions the sender had read; none if they did not say.
pub struct IfMatch(Option<Vec<String>>);

/// Who wrote a document last, and when.
pub struct Written<'a> {
    /// The name of whoever saved it.
    pub by: &'a str,
    /// The moment it was saved.
    pub at: Time,
    /// Whether it stays, whatever is written after it.
    pub stays: bool,
}

impl IfMatch {
    /// Whether settings of this revision may be written over; none if they are not there.
    ///
    /// # Errors
    /// [`Code::Outdated`].
    pub fn fits(&self, revision: Option<&str>) -> Result<(), Problem> {
        let Some(read) = &self.0 else { return Ok(()) };
        match revision {
            None => Err(Problem::told(Code::Outdated, ProblemSaid::Gone)),
            Some(now) if read.iter().any(|read| read == now || read == "*") => Ok(()),
            Some(_) => Err(Problem::told(Code::Outdated, ProblemSaid::ChangedSince)),
        }
    }

    /// Whether the sender said what they had read.
    pub fn is_said(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the sender may write over this revision.
    ///
    /// # Errors
    /// [`Code::Outdated`], [`Code::RevisionMissing`].
    pub fn allows(&self, revision: &str, last: Option<&Written<'_>>, caller: &str) -> Result<(), Problem> {
        let theirs = |last: &Written<'_>| ProblemSaid::Changed { person: last.by.to_owned(), at: Moment(last.at) };
        match (&self.0, last) {
            (Some(read), _) if !read.iter().any(|read| read == revision || read == "*") => {
                let who = last.map_or(ProblemSaid::Gone, theirs);
                let detail = format!("{who} Its revision is \"{revision}\" now.");
                Err(Problem::new(Code::Outdated, detail).said(who))
            }
            (None, Some(last)) if last.by != caller && !last.stays => {
                Err(Problem::told(Code::RevisionMissing, theirs(last)))
            }
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut read = None;
        for value in parts.headers.get_all(header::IF_MATCH) {
            let text = value.to_str().map_err(|_| bad())?;
            let tags = text.split(',').map(|tag| match tag.trim() {
                "*" => Ok("*".to_owned()),
                // A weak tag fits nothing.
                weak if weak.starts_with("W/") => Ok(weak.to_owned()),
                tag => tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).map(str::to_owned).ok_or_else(bad),
            });
            read.get_or_insert_with(Vec::new).extend(tags.collect::<Result<Vec<_>, Problem>>()?);
        }
        Ok(Self(read))
    }
}

fn bad() -> Problem {
    Problem::new(Code::InvalidParameter, "`If-Match` is the `ETag` of what was read, with its quotation marks.")
}

/// Names a state of settings by what they say.
pub fn of(settings: &impl Serialize) -> String {
    let digest = Sha256::digest(serde_json::to_vec(settings).unwrap_or_default());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// An answer with its revision as `ETag`.
pub struct Tagged<T>(pub String, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, format!("\"{}\"", self.0))], Json(self.1)).into_response()
    }
}
