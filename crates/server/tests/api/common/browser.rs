//! People in browsers: the first administrator, those who are invited, and the mails they get.

use super::{Running, TOKEN};
use rapport_drivers::email::sink::Sink;
use reqwest::{Client, Method, Response, StatusCode, header};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The password of the first administrator.
pub const WORDS: &str = "correct horse battery staple";
/// The password of whoever was invited.
pub const OTHER_WORDS: &str = "drei Birnen im Fenster";

/// A browser: it keeps its cookies, and its pages come from this address.
pub struct Browser<'a> {
    server: &'a Running,
    http: Client,
    cookies: std::cell::RefCell<Vec<(String, String)>>,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Running) -> Self {
        Self { server, http: Client::new(), cookies: Vec::new().into() }
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.http.request(method, self.server.url(path));
        request = request.header(header::ORIGIN, &self.server.base).header(header::COOKIE, cookies.join("; "));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.borrow_mut().retain(|(known, _)| known != name);
            self.cookies.borrow_mut().push((name.to_owned(), value.to_owned()));
        }
        response
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.send(method, path, body).await;
        let status = response.status();
        (status, response.json().await.unwrap_or_default())
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn sign_in(&self, email: &str, password: &str, code: Option<&str>) -> (StatusCode, Value) {
        self.post("/v1/session", json!({"email": email, "password": password, "code": code})).await
    }

    /// The value of one of its cookies.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub async fn is_in(&self) -> bool {
        self.get("/v1/session").await.0 == StatusCode::OK
    }
}

/// The first administrator, signed in.
pub async fn set_up(server: &Running) -> Browser<'_> {
    let browser = Browser::new(server);
    let (status, session) = browser.post("/v1/session", json!({"token": TOKEN})).await;
    assert_eq!((status, &session["set_up"]), (StatusCode::OK, &json!(true)), "{session}");
    let ada = json!({"name": "Ada Example", "email": "Ada@Example.com", "password": WORDS, "language": "de", "zone": "Europe/Berlin"});
    let (status, session) = browser.post("/v1/setup", ada).await;
    assert_eq!((status, &session["name"]), (StatusCode::OK, &json!("Ada Example")), "{session}");
    browser
}

/// Somebody invited with a role, by the link that is handed over where no mail can leave; signed in.
pub async fn invited<'a>(server: &'a Running, by: &Browser<'_>, name: &str, role: &str) -> (Browser<'a>, String) {
    let email = format!("{}@example.com", name.to_lowercase());
    let (status, made) = by.post("/v1/people", json!({"name": name, "email": email, "roles": [{"role": role}]})).await;
    assert_eq!((status, &made["person"]["state"]), (StatusCode::CREATED, &json!("invited")), "{made}");
    let link = made["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let browser = Browser::new(server);
    let (status, session) =
        browser.post("/v1/password-links/use", json!({"link": link, "password": OTHER_WORDS})).await;
    assert_eq!((status, &session["name"]), (StatusCode::OK, &json!(name)), "{session}");
    (browser, made["person"]["id"].as_str().unwrap().to_owned())
}

pub async fn mail_goes_to(server: &Running, sink: &Sink) {
    mail_leaves_by(server, sink.address().port()).await;
}

/// The mail server listens here, on this machine.
pub async fn mail_leaves_by(server: &Running, port: u16) {
    let settings = json!({"host": "127.0.0.1", "port": port, "security": "none", "connections": 2});
    let (status, answer) = server.put("/v1/mail", settings).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let mut brand = server.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Main", "email": "hello@main.example", "imprint": "Main, Street 1, Berlin"});
    let (status, answer) = server.put("/v1/brands/main", json!({"settings": brand})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// The text of the mail with this number to somebody.
pub async fn mail_to(sink: &Sink, address: &str, number: usize) -> String {
    let begun = Instant::now();
    loop {
        let seen = sink.seen();
        let mut own = seen.iter().filter(|seen| seen.to == address);
        if let Some(mail) = own.nth(number - 1) {
            return mail.shown();
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "no mail {number} to {address}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

/// What stands behind the `#` of the link in a mail.
pub fn link_in(text: &str) -> String {
    let (_, rest) = text.split_once("/password#").unwrap_or_else(|| panic!("no link in {text}"));
    rest.split_whitespace().next().unwrap().to_owned()
}
