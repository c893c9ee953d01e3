//! The public API, as anybody else would call it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

/// Who calls.
#[derive(Clone)]
pub enum Key {
    /// Someone with a token.
    Token(String),
    /// A source with its write key.
    Write(String),
    /// No one.
    Nobody,
}

/// An address and who we are there.
#[derive(Clone)]
pub struct Api {
    pub http: reqwest::Client,
    pub base: String,
    pub key: Key,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub retry_after: Option<String>,
    pub text: String,
}

impl Reply {
    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The stable code of a problem; for refusals by a rule, that rule's.
    pub fn code(&self) -> String {
        let body = self.json();
        let code = body["reason"].as_str().or(body["code"].as_str());
        code.unwrap_or_default().to_owned()
    }

    /// The body of a success; anything else fails the test.
    #[track_caller]
    pub fn good(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text);
        self.json()
    }
}

impl Api {
    /// The same address, someone else.
    pub fn by(&self, key: Key) -> Self {
        Self { key, ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.key {
            Key::Token(token) => request.bearer_auth(token),
            Key::Write(key) => request.basic_auth(key, Some("")),
            Key::Nobody => request,
        }
    }

    /// Sends a request; an error is a broken connection.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Reply> {
        let response = request.send().await?;
        let status = response.status();
        let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = header.map(str::to_owned);
        Ok(Reply { status, retry_after, text: response.text().await? })
    }

    pub async fn try_get(&self, path: &str) -> reqwest::Result<Reply> {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn try_post(&self, path: &str, body: &Value) -> reqwest::Result<Reply> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Value> {
        let (api, path) = (self.clone(), path.to_owned());
        async move {
            let reply = api.try_get(&path).await.unwrap();
            assert!(reply.status.is_success(), "GET {path}: {} {}", reply.status, reply.text);
            reply.json()
        }
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let reply = self.try_post(path, &body).await.unwrap();
        assert!(reply.status.is_success(), "POST {path} {body}: {} {}", reply.status, reply.text);
        reply.json()
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        let reply = self.send(self.request(Method::PUT, path).json(&body)).await.unwrap();
        assert!(reply.status.is_success(), "PUT {path} {body}: {} {}", reply.status, reply.text);
        reply.json()
    }

    /// Every item of a list that comes in pages.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{joint}limit=500{cursor}")).await;
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={}", percent(next)),
                None => return items,
            }
        }
    }
}

/// Percent-encodes everything that is not a plain letter, digit, dot, dash or underscore.
pub fn percent(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => (byte as char).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
