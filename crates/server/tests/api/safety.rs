//! What holds for every request: who may, from where, once, and without telling too much.

use crate::common::{Running, TOKEN, begin, begin_in};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

/// Every operation of the published document.
fn operations() -> Vec<(Method, String, Value)> {
    let document: Value = serde_json::from_str(&rapport_server::openapi_json()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase().parse().unwrap();
            all.push((method, path.replace('{', "x").replace('}', ""), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn nothing_opens_without_a_key_and_no_answer_is_undocumented() {
    let running = begin().await;
    let mut open = Vec::new();
    for (method, path, operation) in operations() {
        let public = operation["security"] == json!([{}]);
        let response = running.plain(method.clone(), &path).json(&json!({})).send().await.unwrap();
        if public {
            open.push(path);
            continue;
        }
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
    open.sort();
    // The key of a browser's client stands in its path.
    let settings = "/v1/projects/xwrite_key/settings";
    let watching = ["/healthz", "/metrics", "/readyz"];
    // Who holds a link from a mail proves it by what stands in the link.
    let by_link = [
        "/v1/approval-links/answer",
        "/v1/approval-links/look",
        "/v1/password-links",
        "/v1/password-links/look",
        "/v1/password-links/use",
    ];
    let signing_in = ["/v1/session", "/v1/session/passkey", "/v1/session/passkey/begin"];
    let mut expected: Vec<_> = [&watching[..], &by_link, &signing_in, &["/v1/journeys/schema", settings]].concat();
    expected.sort_unstable();
    assert_eq!(open, expected);
    let unknown = running.plain(Method::GET, settings).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::UNAUTHORIZED);
    running.end().await;
}

#[tokio::test]
async fn a_session_is_new_each_time_guarded_by_origin_and_ends() {
    let running = begin().await;
    let sign_in = running.plain(Method::POST, "/v1/session").json(&json!({"token": TOKEN})).send().await.unwrap();
    assert_eq!(sign_in.status(), StatusCode::OK);
    let cookie = sign_in.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert!(!cookie.contains(TOKEN), "the session is not the token");
    let with = |method: Method, path: &str| running.plain(method, path).header(header::COOKIE, &cookie);
    assert_eq!(with(Method::GET, "/v1/session").send().await.unwrap().status(), StatusCode::OK);
    let host = running.base.trim_start_matches("http://").to_owned();
    let change = |origin: Option<String>| {
        let request =
            with(Method::POST, "/v1/people").json(&json!({"name": "Bea", "roles": [{"role": "administrator"}]}));
        match origin {
            Some(origin) => request.header(header::ORIGIN, origin),
            None => request,
        }
    };
    for foreign in [None, Some("https://evil.example".to_owned()), Some("null".to_owned())] {
        let response = change(foreign).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert_eq!(response.json::<Value>().await.unwrap()["code"], "foreign_origin");
    }
    let own = change(Some(format!("http://{host}"))).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::CREATED);
    let made = own.json::<Value>().await.unwrap();
    let bea = made["token"].as_str().unwrap().to_owned();
    let id = made["person"]["id"].as_str().unwrap();
    let as_bea = || running.plain(Method::GET, "/v1/session").bearer_auth(&bea).send();
    assert_eq!(as_bea().await.unwrap().json::<Value>().await.unwrap()["name"], "Bea");
    assert_eq!(
        running.admin(Method::DELETE, &format!("/v1/people/{id}")).send().await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(as_bea().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let out =
        with(Method::DELETE, "/v1/session").header(header::ORIGIN, format!("http://{host}")).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::OK);
    assert_eq!(with(Method::GET, "/v1/session").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    running.end().await;
}

#[tokio::test]
async fn the_same_key_a_hundred_times_has_one_effect_also_after_a_restart() {
    let running = begin().await;
    running.plan().await;
    let money = |minor: i64| json!({"to": "shoes", "amount": {"minor": minor, "currency": "EUR"}, "reason": "more"});
    let send = |running: &Running, minor: i64| {
        running.admin(Method::POST, "/v1/plan/transfers").header("idempotency-key", "k-1").json(&money(minor)).send()
    };
    let all: Vec<_> = (0..100).map(|_| tokio::spawn(send(&running, 500))).collect();
    let mut answers = Vec::new();
    for one in all {
        let response = one.await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        answers.push(response.text().await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let running = begin_in(running.end().await, None).await;
    let again = send(&running, 500).await.unwrap();
    assert_eq!(again.text().await.unwrap(), answers[0]);
    let other = send(&running, 501).await.unwrap();
    assert_eq!(other.status(), StatusCode::CONFLICT);
    assert_eq!(other.json::<Value>().await.unwrap()["code"], "key_reused");
    let node = running.get("/v1/plan/nodes/activity:shoes").await;
    assert_eq!(node["node"]["figures"]["planned"]["minor"], 100_500);
    running.end().await;
}

/// A client that sets the header on everything must not lose events: they are known by their message ids.
#[tokio::test]
async fn events_are_not_held_to_the_idempotency_key() {
    let running = begin().await;
    for user in ["ada", "bob"] {
        let request = running.source("/v1/track").header("idempotency-key", "the same");
        let response = request.json(&json!({"userId": user, "event": "A"})).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{user}");
    }
    running.settle().await;
    assert_eq!(running.get("/v1/customers").await.as_array().unwrap().len(), 2);
    running.end().await;
}

/// Whoever knows someone's key must not meet their answer.
#[tokio::test]
async fn two_who_use_the_same_idempotency_key_have_an_effect_and_an_answer_each() {
    let running = begin().await;
    running.plan().await;
    let (_, bea) = running.post("/v1/people", json!({"name": "Bea", "roles": [{"role": "administrator"}]})).await;
    let body = json!({"to": "shoes", "amount": {"minor": 500, "currency": "EUR"}, "reason": "more"});
    let mut answers = Vec::new();
    for token in [crate::common::TOKEN, bea["token"].as_str().unwrap(), crate::common::TOKEN] {
        let request = running.plain(Method::POST, "/v1/plan/transfers").bearer_auth(token);
        let response = request.header("idempotency-key", "mine").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        answers.push(response.text().await.unwrap());
    }
    assert_eq!((answers[0] == answers[1], answers[0] == answers[2]), (false, true));
    // Nor is it the answer of another operation that was told the same.
    let other = running.admin(Method::POST, "/v1/plan/nodes").header("idempotency-key", "mine").json(&body);
    let other = other.send().await.unwrap();
    assert_eq!(other.status(), StatusCode::CONFLICT);
    assert_eq!(other.json::<Value>().await.unwrap()["code"], "key_reused");
    let node = running.get("/v1/plan/nodes/activity:shoes").await;
    assert_eq!(node["node"]["figures"]["planned"]["minor"], 101_000);
    running.end().await;
}

#[tokio::test]
async fn a_transfer_of_nothing_less_than_nothing_or_to_nowhere_is_refused_by_name() {
    let running = begin().await;
    running.plan().await;
    let euros = |minor: i64| json!({"minor": minor, "currency": "EUR"});
    for (transfer, reason) in [
        (json!({"to": "shoes", "amount": euros(0), "reason": "x"}), "zero_amount"),
        (json!({"to": "shoes", "amount": euros(-1), "reason": "x"}), "negative_amount"),
        (json!({"from": "shoes", "to": "shoes", "amount": euros(1), "reason": "x"}), "same_place"),
    ] {
        let (status, answer) = running.post("/v1/plan/transfers", transfer).await;
        assert_eq!((status, answer["reason"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(reason)), "{answer}");
    }
    let node = running.get("/v1/plan/nodes/activity:shoes").await;
    assert_eq!(node["node"]["figures"]["planned"]["minor"], 100_000, "nothing was moved");
    running.end().await;
}

#[tokio::test]
async fn headers_probes_and_pages_are_as_promised() {
    let running = begin().await;
    let health = running.plain(Method::GET, "/healthz").send().await.unwrap();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(health.headers()[name], value);
    }
    assert!(health.headers().contains_key("x-request-id"));
    let ui = running.plain(Method::GET, "/journeys/anything").send().await.unwrap();
    assert_eq!(ui.status(), StatusCode::OK);
    assert!(ui.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    // Charts set style attributes; scripts, style elements and everything else stay strict.
    let policy = ui.headers()["content-security-policy"].to_str().unwrap();
    let lax: Vec<&str> = policy.split(';').map(str::trim).filter(|directive| directive.contains("unsafe")).collect();
    assert_eq!(lax, ["style-src-attr 'unsafe-inline'"]);
    assert!(policy.split(';').any(|directive| directive.trim() == "script-src 'self'"), "{policy}");
    let missing = running.plain(Method::GET, "/v1/nothing").send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let method = running.admin(Method::PATCH, "/v1/overview").send().await.unwrap();
    assert_eq!(method.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.headers().contains_key("allow"));
    running
        .until("readiness", async |running: &Running| {
            let ready = running.plain(Method::GET, "/readyz").send().await.unwrap();
            (ready.status() == StatusCode::OK).then_some(())
        })
        .await;
    let metrics = running.plain(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("rapport_http_requests_total"), "{metrics}");
    for code in rapport_server::problem::Code::ALL {
        let page = running.plain(Method::GET, &format!("/errors/{}", code.as_str())).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{}", code.as_str());
    }
    running.end().await;
}

#[tokio::test]
async fn guessed_secrets_are_refused_where_others_can_reach_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = rapport_server::Config::new(dir.path(), "0.0.0.0:0".parse().unwrap());
    config.admin_token = Some("changeme".into());
    assert!(matches!(rapport_server::start(config).await, Err(rapport_server::StartError::DefaultSecret(_))));
    let config = rapport_server::Config::new(dir.path(), "127.0.0.1:0".parse().unwrap());
    let server = rapport_server::start(config.clone()).await.unwrap();
    let made = server.admin_token().unwrap().to_owned();
    assert!(made.len() > 40);
    server.stop().await;
    let server = rapport_server::start(config).await.unwrap();
    assert_eq!(server.admin_token(), None, "shown once");
    server.stop().await;
}

#[tokio::test]
async fn who_guesses_tokens_is_slowed_down_and_the_right_one_still_opens() {
    let running = begin().await;
    let sign_in = async |token: &str| {
        running.plain(Method::POST, "/v1/session").json(&json!({"token": token})).send().await.unwrap()
    };
    for n in 0..20 {
        assert_eq!(sign_in(&format!("at-guess-{n}")).await.status(), StatusCode::UNAUTHORIZED);
    }
    let slowed = sign_in("at-guess-20").await;
    assert_eq!(slowed.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(slowed.headers().contains_key("retry-after"));
    let elsewhere = running.plain(Method::GET, "/v1/overview").bearer_auth("at-guess-21").send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::TOO_MANY_REQUESTS, "one count for all doors");
    assert_eq!(sign_in(crate::common::TOKEN).await.status(), StatusCode::OK);
    running.end().await;
}

#[tokio::test]
async fn what_the_document_bounds_is_bounded() {
    let running = begin().await;
    for path in
        ["/v1/customers?limit=0", "/v1/customers?limit=501", "/v1/deliveries?limit=501", "/v1/deliveries?limit=x"]
    {
        let answer = running.admin(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "invalid_parameter");
    }
    let long = format!("/v1/customers?identifier={}", "x".repeat(321));
    assert_eq!(running.admin(Method::GET, &long).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    for name in [String::new(), "x".repeat(201)] {
        let (status, answer) =
            running.post("/v1/people", json!({"name": name, "roles": [{"role": "administrator"}]})).await;
        assert_eq!((status, answer["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_body")));
    }
    let unknown =
        running.post("/v1/people", json!({"name": "Bea", "role": "god", "roles": [{"role": "administrator"}]})).await;
    assert_eq!(unknown.0, StatusCode::BAD_REQUEST);
    running.end().await;
}
