//! A real server on a free port, with everything behind it, in a directory of its own.

pub mod authenticator;
pub mod browser;

use rapport_server::{Config, Server, door::Limits};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const KEY: &str = "wk-for-tests";
pub const TOKEN: &str = "at-for-tests";

/// A server at work.
pub struct Running {
    pub server: Option<Server>,
    pub base: String,
    pub http: Client,
    pub dir: TempDir,
}

pub async fn begin() -> Running {
    begin_in(tempfile::tempdir().unwrap(), None).await
}

pub async fn begin_in(dir: TempDir, public_url: Option<&str>) -> Running {
    begin_as(dir, |config| Config { public_url: public_url.map(Into::into), ..config }).await
}

/// Behind a door with other limits.
pub async fn begin_behind(limits: Limits) -> Running {
    begin_as(tempfile::tempdir().unwrap(), |config| Config { limits, ..config }).await
}

/// With other settings.
pub async fn begin_as(dir: TempDir, settings: impl FnOnce(Config) -> Config) -> Running {
    let usual = Config { database: database(dir.path()), ..Config::new(dir.path(), "127.0.0.1:0".parse().unwrap()) };
    let config = Config { write_key: Some(KEY.into()), admin_token: Some(TOKEN.into()), ..usual };
    let server = rapport_server::start(settings(config)).await.unwrap();
    let base = server.url();
    let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    Running { server: Some(server), base, http, dir }
}

/// With `RAPPORT_TEST_DATABASE=postgres` every server has a PostgreSQL database of its own, which stays with its directory.
fn database(dir: &std::path::Path) -> Option<rapport_platform::sql::Location> {
    // What was restored from a backup goes on with the file that was in it.
    let restored = dir.join("rapport.sqlite").exists();
    if restored || std::env::var("RAPPORT_TEST_DATABASE").as_deref() != Ok("postgres") {
        return None;
    }
    let kept = dir.join("test-database");
    if !kept.exists() {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/test-postgres.sh");
        let made = std::process::Command::new(script).arg(std::os::unix::process::parent_id().to_string()).output();
        std::fs::write(&kept, made.unwrap().stdout).unwrap();
    }
    Some(std::fs::read_to_string(kept).unwrap().trim().parse().unwrap())
}

impl Running {
    /// Stops it in good order; what it kept can be opened again.
    pub async fn end(mut self) -> TempDir {
        self.server.take().unwrap().stop().await;
        self.dir
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A request without any key.
    pub fn plain(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// A request as a source.
    pub fn source(&self, path: &str) -> RequestBuilder {
        self.plain(Method::POST, path).basic_auth(KEY, Some(""))
    }

    /// A request as the administrator.
    pub fn admin(&self, method: Method, path: &str) -> RequestBuilder {
        self.plain(method, path).bearer_auth(TOKEN)
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.admin(Method::GET, path).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send(Method::PUT, path, body).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let response = self.admin(method, path).json(&body).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Sends one event and waits until it is applied.
    pub async fn track(&self, user: &str, event: &str, properties: Value) {
        let body = json!({"userId": user, "event": event, "properties": properties});
        let response = self.source("/v1/track").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{}", response.text().await.unwrap());
        self.settle().await;
    }

    pub async fn identify(&self, user: &str, traits: Value) -> String {
        let body = json!({"userId": user, "traits": traits});
        let response = self.source("/v1/identify").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{}", response.text().await.unwrap());
        self.settle().await;
        self.customer(&format!("user_id:{user}")).await
    }

    pub async fn settle(&self) {
        self.server.as_ref().unwrap().app().runtime.settle().await.unwrap();
    }

    /// The id of the customer an identifier leads to.
    pub async fn customer(&self, identifier: &str) -> String {
        let found = self.get(&format!("/v1/customers?identifier={identifier}")).await;
        found[0]["id"].as_str().unwrap_or_else(|| panic!("nobody is {identifier}")).to_owned()
    }

    /// A plan with one activity that has money.
    pub async fn plan(&self) {
        for (id, parent, extra) in [
            ("plan:year", None, json!({"currency": "EUR", "starts": "2020-01-01", "ends": "2039-12-31"})),
            ("area:direct", Some("plan:year"), json!({})),
            ("campaign:spring", Some("area:direct"), json!({})),
            ("activity:shoes", Some("campaign:spring"), json!({})),
        ] {
            let mut body = json!({"id": id, "name": id, "parent": parent});
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            let (status, answer) = self.post("/v1/plan/nodes", body).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
        }
        let money =
            json!({"to": "shoes", "amount": {"minor": 100_000, "currency": "EUR"}, "reason": "the year's budget"});
        let (status, answer) = self.post("/v1/plan/transfers", money).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }

    pub async fn publish(&self, id: &str, document: &str) {
        let (status, answer) = self.post(&format!("/v1/journeys/{id}/publish"), json!({"document": document})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    pub async fn consent(&self, user: &str, channel: &str, act: &str) -> Value {
        let body = json!({
            "who": {"user_id": user}, "brand": "main", "purpose": "offers", "channel": channel, "act": act,
            "wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": "form 17"},
        });
        let (status, answer) = self.post("/v1/consents", body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    pub async fn erase(&self, customer: &str) {
        let body = json!({"confirm": customer, "reason": "asked for"});
        let (status, answer) = self.post(&format!("/v1/customers/{customer}/erase"), body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Asks until the answer is as wanted, for at most ten seconds.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut(&Self) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look(self).await {
                return found;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
