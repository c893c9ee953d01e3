//! The command line's way to a running Rapport: its public API, like anybody else's.

use crate::failure::open_ended;
use rapport_server::{problem::Code, wire::codes::OrderWordCode};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fmt, time::Duration};

/// A running Rapport and what we may do there.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    write_key: Option<String>,
    token: Option<String>,
}

/// A refusal as the server says it (RFC 9457).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Problem {
    /// In a few words.
    #[serde(default)]
    pub title: String,
    /// What exactly, and what to do.
    #[serde(default)]
    pub detail: Option<String>,
    /// The stable name.
    #[serde(default)]
    pub code: Option<String>,
    /// The stable name of the rule that forbids it, more precise than the code.
    #[serde(default)]
    pub reason: Option<String>,
}

impl fmt::Display for Problem {
    /// What is wrong in this case; the sentence that holds for every case only where nothing more precise was said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.detail.as_deref().filter(|detail| !detail.is_empty());
        f.write_str(open_ended(detail.unwrap_or(&self.title)))?;
        match self.name() {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

impl Problem {
    /// The most precise of its stable names.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.reason.as_deref().or(self.code.as_deref())
    }

    /// What to do about it, as the page about its code says.
    fn advice(&self) -> Option<String> {
        let code = Code::ALL.iter().find(|code| Some(code.as_str()) == self.code.as_deref())?;
        Some(code.advice().to_owned())
    }
}

/// What is said of messages that were taken.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Taken {
    /// What in them could not be read, or will not count.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// The places of those that were known by their ids.
    #[serde(default)]
    pub repeated: Vec<usize>,
    /// In a dry run: a mark of who speaks.
    #[serde(default)]
    pub source: Option<String>,
    /// What to note of the log, to ask later whether it still holds the messages.
    #[serde(default)]
    pub checkpoint: Option<String>,
    /// In a dry run: the places of checkpoints that the server does not hold any more.
    #[serde(default)]
    pub lost: Vec<usize>,
}

/// What is wrong with a message that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Warning {
    /// Its place.
    pub at: usize,
    /// The field as the API calls it, dotted.
    pub field: String,
    /// The stable name.
    pub code: String,
    /// What exactly, and what to do.
    pub detail: String,
}

impl Warning {
    /// Whether the message's order is not in the books as it says.
    #[must_use]
    pub fn is_of_order(&self) -> bool {
        OrderWordCode::find(&self.code).is_some()
    }
}

/// Why a call brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No one there, or the connection broke.
    #[error("Rapport at {base} cannot be reached: {cause}")]
    Unreachable {
        /// The address tried.
        base: String,
        /// What the connection's error says.
        cause: String,
    },
    /// The request is refused; sending it again would not help.
    #[error("{0}")]
    Refused(Problem),
    /// The server has trouble or stays busy.
    #[error("Rapport answers {status}: {problem}")]
    Failed {
        /// The HTTP status of the last answer.
        status: StatusCode,
        /// What it says.
        problem: Problem,
    },
    /// Not signed in, or not allowed.
    #[error("{0}")]
    NotAllowed(Problem),
}

impl ClientError {
    /// What to do next.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        Some(match self {
            Self::Unreachable { .. } => {
                "Is it running there? `rapport serve` starts one; --url or RAPPORT_URL names another address".into()
            }
            Self::NotAllowed(problem) if problem.reason.is_some() => problem.advice()?,
            Self::NotAllowed(_) => {
                "Give a token that may by --token or RAPPORT_TOKEN; for events and files, a source's write key \
                                    by --write-key or RAPPORT_WRITE_KEY"
                    .into()
            }
            Self::Refused(problem) | Self::Failed { problem, .. } => problem.advice()?,
        })
    }
}

/// The innermost cause: the ones around it only say that something was sent.
fn root(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(inner) = at.source() {
        at = inner;
    }
    at.to_string()
}

/// How often a busy server is asked again before we give up.
const PATIENCE: u32 = 30;

impl Client {
    /// A client for `base`, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// The HTTP client cannot be set up.
    pub fn new(base: &str, write_key: Option<String>, token: Option<String>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(120)).build()?;
        Ok(Self { http, base: base.trim_end_matches('/').into(), write_key, token })
    }

    /// Sends a batch of messages that happened earlier and waits until they are durable; in a dry run, only whether they would be
    /// taken. `now`: those without a moment happen now.
    ///
    /// # Errors
    /// See [`ClientError`]; busy answers are waited out.
    pub async fn import(
        &self,
        messages: &[&serde_json::Map<String, Value>],
        dry_run: bool,
        now: bool,
    ) -> Result<Taken, ClientError> {
        let body = serde_json::json!({ "batch": messages });
        let path = format!("/v1/import?dry_run={dry_run}&now={now}");
        self.call(Method::POST, &path, Some(&body)).await
    }

    /// Asks as whose word the key's messages count, and which checkpoints the server does not hold any more.
    ///
    /// # Errors
    /// See [`ClientError`]; busy answers are waited out.
    pub async fn import_checkpoints(&self, checkpoints: &[&str]) -> Result<Taken, ClientError> {
        let body = serde_json::json!({ "batch": [], "checkpoints": checkpoints });
        self.call(Method::POST, "/v1/import?dry_run=true", Some(&body)).await
    }

    /// Asks for `path`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.call(Method::GET, path, None).await
    }

    /// Sends `body` to `path`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, ClientError> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Sends `body` to `path`, to hold only over what was read at this revision; over whatever is there without one.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn post_over<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        revision: Option<&str>,
    ) -> Result<T, ClientError> {
        let tag = revision.map(|revision| format!("\"{}\"", revision.trim_matches('"')));
        self.patient(|| {
            let request = self.request(&Method::POST, path, Some(body));
            match &tag {
                Some(tag) => request.header("If-Match", tag),
                None => request,
            }
        })
        .await
    }

    /// Sends a text of some media type to `path`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn post_text(&self, path: &str, media_type: &str, text: String) -> Result<Value, ClientError> {
        let request = self.request(&Method::POST, path, None).header("Content-Type", media_type).body(text);
        let response = request.send().await.map_err(|source| self.unreachable(source))?;
        let status = response.status();
        self.answer(response, status).await
    }

    /// Puts `body` at `path`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, ClientError> {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Asks for a text.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn text(&self, path: &str) -> Result<String, ClientError> {
        let sent = self.request(&Method::GET, path, None).send().await;
        sent.map_err(|source| self.unreachable(source))?.text().await.map_err(|source| self.unreachable(source))
    }

    /// Listens to a feed of server-sent events.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn stream(&self, path: &str) -> Result<Feed, ClientError> {
        let response =
            self.request(&Method::GET, path, None).send().await.map_err(|source| self.unreachable(source))?;
        let status = response.status();
        if status.is_success() {
            return Ok(Feed { response, heard: String::new(), base: self.base.clone() });
        }
        // A status that is no success never makes an answer.
        let refused = self.answer::<Value>(response, status).await;
        Err(refused.err().unwrap_or_else(|| unreachable_feed(&self.base, status)))
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, ClientError> {
        self.patient(|| self.request(&method, path, body)).await
    }

    /// Sends a request, again while the server is busy.
    async fn patient<T: DeserializeOwned>(
        &self,
        request: impl Fn() -> reqwest::RequestBuilder,
    ) -> Result<T, ClientError> {
        let mut tries = 0;
        loop {
            let response = request().send().await.map_err(|source| self.unreachable(source))?;
            let status = response.status();
            tries += 1;
            if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) && tries < PATIENCE {
                tokio::time::sleep(retry_after(&response)).await;
                continue;
            }
            return self.answer(response, status).await;
        }
    }

    fn request(&self, method: &Method, path: &str, body: Option<&Value>) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        } else if let Some(key) = &self.write_key {
            request = request.basic_auth(key, Some(""));
        }
        if *method != Method::GET {
            request = request.header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        }
        request
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        response: reqwest::Response,
        status: StatusCode,
    ) -> Result<T, ClientError> {
        let bytes = response.bytes().await.map_err(|source| self.unreachable(source))?;
        if status.is_success() {
            // An answer without a body is `null`.
            let json = if bytes.is_empty() { b"null".as_slice() } else { &bytes };
            return serde_json::from_slice(json).map_err(|error| {
                let title = format!("the answer cannot be read: {error}");
                ClientError::Failed { status, problem: Problem { title, ..Problem::default() } }
            });
        }
        let problem = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Problem { title: status.to_string(), ..Problem::default() });
        Err(match status.as_u16() {
            401 | 403 => ClientError::NotAllowed(problem),
            400..=499 => ClientError::Refused(problem),
            _ => ClientError::Failed { status, problem },
        })
    }

    fn unreachable(&self, source: reqwest::Error) -> ClientError {
        ClientError::Unreachable { base: self.base.clone(), cause: root(&source) }
    }
}

/// A feed that is being listened to.
#[derive(Debug)]
pub struct Feed {
    response: reqwest::Response,
    heard: String,
    base: String,
}

impl Feed {
    /// Waits for the next event whose text contains `word`.
    ///
    /// # Errors
    /// The feed ended.
    pub async fn wait_for(&mut self, word: &str) -> Result<(), ClientError> {
        loop {
            while let Some(end) = self.heard.find("\n\n") {
                let event: String = self.heard.drain(..end + 2).collect();
                if event.contains(word) {
                    return Ok(());
                }
            }
            let unreachable =
                |source: reqwest::Error| ClientError::Unreachable { base: self.base.clone(), cause: root(&source) };
            match self.response.chunk().await.map_err(unreachable)? {
                Some(bytes) => self.heard.push_str(&String::from_utf8_lossy(&bytes)),
                None => return Err(unreachable_feed(&self.base, StatusCode::OK)),
            }
        }
    }
}

fn unreachable_feed(base: &str, status: StatusCode) -> ClientError {
    let problem = Problem { title: format!("the feed of {base} ended"), ..Problem::default() };
    ClientError::Failed { status, problem }
}

fn retry_after(response: &reqwest::Response) -> Duration {
    let seconds = response.headers().get("retry-after").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1).clamp(1, 30))
}
