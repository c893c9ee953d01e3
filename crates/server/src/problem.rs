//! What goes wrong, said in the form of RFC 9457: a stable code, a page per code, a sentence for this case.
//!
//! A [`Code`] never changes its meaning; the page `/errors/{code}` says what it means and what to do about it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

mod from;

pub use rapport_office::refused::{ApiRefusal, NamedRule};

/// What handlers answer.
pub type Answer<T> = Result<Json<T>, Problem>;

/// Declares the codes with status, title and advice in one table.
macro_rules! codes {
    ($($name:ident $code:literal $status:literal $title:literal $advice:literal;)*) => {
        /// A stable name for what went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All codes, in the order of their statuses.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as text.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What to do about it.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice),* }
            }
        }
    };
}

codes! {
    InvalidJson "invalid_json" 400 "The body is not valid JSON." "Send JSON in UTF-8: no key twice in one object, at most 64 levels, only finite numbers, no half of a surrogate pair.";
    InvalidBody "invalid_body" 400 "The body does not match the schema." "Compare it with the schema in /openapi.json; unknown fields are refused so that a slip does not pass in silence.";
    InvalidParameter "invalid_parameter" 400 "A query parameter or header is invalid." "Compare the parameter with /openapi.json.";
    InvalidMessage "invalid_message" 400 "An event is incomplete." "Every event needs userId or anonymousId; track needs event, alias needs previousId and userId, group needs groupId.";
    InvalidEncoding "invalid_encoding" 400 "The body could not be decompressed." "Send gzip, or no Content-Encoding.";
    InvalidFile "invalid_file" 400 "The file cannot be read." "See which columns are expected, and how amounts and dates are written.";
    NotSignedIn "not_signed_in" 401 "Not signed in." "Send a token as `Authorization: Bearer ...`, or sign in.";
    WrongToken "wrong_token" 401 "Unknown token." "Ask the person who gave it to you for a new one.";
    WrongPassword "wrong_password" 401 "Address or password is wrong." "Try again, or ask for a link to set another password.";
    CodeNeeded "code_needed" 401 "A code of the second factor is needed." "Send the same again with `code`: six digits of the authenticator app, or a recovery code.";
    WrongCode "wrong_code" 401 "The code is wrong." "Wait for the next code of the app, and see that its clock is right; each code works once.";
    WrongWriteKey "wrong_write_key" 401 "Unknown write key." "Send the source's write key as the user name of Basic authentication, or as `writeKey` in the body.";
    NotAllowed "not_allowed" 403 "You may not do this." "See in `reason` what is missing: a permission, or for a write key what its source was given.";
    ForeignOrigin "foreign_origin" 403 "The request comes from another site." "Changes are accepted only from pages of this address.";
    NotFound "not_found" 404 "Not found." "Check the address and the id.";
    MethodNotAllowed "method_not_allowed" 405 "This method is not allowed here." "See the Allow header.";
    TooSlow "too_slow" 408 "The body arrived too slowly." "Send it again over a better connection, or in smaller pieces.";
    Conflict "conflict" 409 "It conflicts with the current state." "Read the current state and decide again.";
    KeyReused "key_reused" 409 "This Idempotency-Key was used with another request." "Use a new key for each new request.";
    ShownOnce "shown_once" 409 "This was done already, and its answer held a secret that is shown once." "If the first answer is lost, make a new key or token; what was made stays as it is.";
    Unfinished "unfinished" 409 "The first request with this Idempotency-Key never came to its end." "The program ended in the middle of it. See whether it was done; if not, send it again with a new key.";
    Outdated "outdated" 412 "It was changed after you read it." "Read it again, take over what of yours still holds, and send it with the new ETag as If-Match.";
    TooLarge "too_large" 413 "The body is too large." "At most 32 KB for one message, 500 KB for a batch, counted after decompression.";
    UnsupportedMedia "unsupported_media" 415 "This content type is not supported." "Send application/json, unless the document says otherwise.";
    Refused "refused" 422 "The request was refused." "Fix what the rule named in `reason` objects to; the same request is refused again.";
    InvalidDocument "invalid_document" 422 "The document has errors." "Each error is listed with its line and column.";
    RevisionMissing "revision_missing" 428 "Someone else changed it last." "Read it, and send its ETag as If-Match, so that no one's work is overwritten unseen.";
    TooMany "too_many" 429 "Too many requests." "Try again after the time in the Retry-After header.";
    TooManyNewCustomers "too_many_new_customers" 429 "This key brings more new customers than it may." "Events of customers that are known go on. Send the same again after the time in the Retry-After header, or ask those who run this installation for a larger quota.";
    Internal "internal" 500 "Something went wrong here." "It is in the log under the request id; please tell the administrator of this installation.";
    Unavailable "unavailable" 503 "Not available at the moment." "Try again after the time in the Retry-After header.";
    HistoryMending "history_mending" 503 "This person's history is damaged and is being rebuilt." "Try again after the time in the Retry-After header; it is made from the log, and nothing is lost.";
    DatabaseUnavailable "database_unavailable" 503 "The database cannot be used at the moment." "Nothing was acknowledged: send the same again, with the same Idempotency-Key, after the time in the Retry-After header.";
    MessageIdsUnwritable "message_ids_unwritable" 503 "Message ids cannot be written." "The administrator must look at the disk and at the folder `ids` of the data directory; nothing that was acknowledged is lost.";
    JournalBehind "journal_behind" 503 "The journal beside the backups is too far behind." "Nothing was used: send the same again after the time in the Retry-After header. The administrator must look at the disk of the folder for backups.";
    DiskFull "disk_full" 503 "The disk is full." "The administrator must free up disk space; nothing that was acknowledged is lost.";
}

/// A problem, as it goes over the wire (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(title = "Problem", as = Problem)]
pub struct ProblemDocument {
    /// A page about this sort of problem.
    #[serde(rename = "type")]
    #[schema(example = "/errors/invalid_json")]
    pub kind: String,
    /// What it means, in one sentence; the same for every case.
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// Stable code.
    #[schema(example = "invalid_json")]
    pub code: String,
    /// What is wrong in this case.
    pub detail: String,
    /// The rule that forbids it, for `refused` and for a write key's `not_allowed`: a stable code of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The case as a code with values, where people meet it on a screen: for saying it in their language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<crate::wire::ProblemSaid>,
    /// Errors of a document, for `invalid_document`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub problems: Vec<crate::wire::DocumentProblem>,
}

/// A problem on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    reason: Option<NamedRule>,
    said: Option<Box<crate::wire::ProblemSaid>>,
    problems: Vec<crate::wire::DocumentProblem>,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of this sort, in this case.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), reason: None, said: None, problems: Vec::new(), retry_after: None }
    }

    /// A problem of this sort, in a case that has a sentence: its English is the detail.
    #[must_use]
    pub fn told(code: Code, said: crate::wire::ProblemSaid) -> Self {
        Self::new(code, said.to_string()).said(said)
    }

    /// A refusal by a named rule.
    #[must_use]
    pub fn refused(rule: impl Into<NamedRule>, detail: impl Into<String>) -> Self {
        Self::new(Code::Refused, detail).because(rule)
    }

    /// A refusal by a named rule, in a case that has a sentence: its English is the detail.
    #[must_use]
    pub fn refused_with(rule: impl Into<NamedRule>, said: crate::wire::ProblemSaid) -> Self {
        Self::told(Code::Refused, said).because(rule)
    }

    /// Someone may not do this, by a named rule.
    #[must_use]
    pub fn not_allowed(rule: impl Into<NamedRule>, detail: impl Into<String>) -> Self {
        Self::new(Code::NotAllowed, detail).because(rule)
    }

    /// A document with errors.
    #[must_use]
    pub fn document(problems: Vec<crate::wire::DocumentProblem>) -> Self {
        let detail = problems.first().map_or_else(String::new, |p| format!("line {}: {}", p.line, p.message));
        Self { problems, ..Self::new(Code::InvalidDocument, detail) }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// The same, by a named rule.
    #[must_use]
    pub fn because(self, rule: impl Into<NamedRule>) -> Self {
        Self { reason: Some(rule.into()), ..self }
    }

    /// The case as a sentence with values.
    #[must_use]
    pub fn said(self, said: crate::wire::ProblemSaid) -> Self {
        Self { said: Some(Box::new(said)), ..self }
    }

    /// Ask again after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Which sort it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong in this case.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The rule that forbids it, for refusals.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.reason.map(NamedRule::code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            kind: format!("/errors/{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: self.code.status(),
            code: self.code.as_str().to_owned(),
            detail: self.detail,
            reason: self.reason.map(|rule| rule.code().to_owned()),
            said: self.said.map(|said| *said),
            problems: self.problems,
        };
        let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
