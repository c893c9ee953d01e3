//! A secret is shown once: neither a repetition with the same `Idempotency-Key` nor a look at what lies on disk gives it again.

use crate::common::{Running, begin};
use rapport_kernel::Span;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

/// Every operation whose answer holds a secret: its id, its path and a body; and where the answer holds them.
fn operations() -> Vec<(&'static str, &'static str, Value, &'static [&'static str])> {
    let source = json!({"id": "till-7", "name": "Till 7", "touchpoint": "till", "brand": "main"});
    vec![
        ("create_source", "/v1/sources", source, &["write_key"]),
        ("new_key", "/v1/sources/till-7/key", Value::Null, &["write_key"]),
        (
            "create_person",
            "/v1/people",
            json!({"name": "Ada Example", "roles": [{"role": "administrator"}]}),
            &["token"],
        ),
        ("branch_link", "/v1/branches/north/link", Value::Null, &["token", "url"]),
    ]
}

async fn ask(server: &Running, path: &str, body: &Value) -> (StatusCode, Value) {
    let mut request = server.admin(Method::POST, path).header("idempotency-key", format!("once{path}"));
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_is_told_that_it_was_done_and_the_disk_knows_no_secret() {
    let server = begin().await;
    let branch = json!({"id": "north", "name": "North", "brand": "main"});
    assert_eq!(server.post("/v1/branches", branch).await.0, StatusCode::CREATED);
    let mut secrets = Vec::new();
    for (name, path, body, fields) in operations() {
        let (status, first) = ask(&server, path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "{name}: {first}");
        secrets.extend(fields.iter().map(|field| first[*field].as_str().unwrap().to_owned()));
        let things = (server.get("/v1/sources").await, server.get("/v1/people").await);
        let (status, again) = ask(&server, path, &body).await;
        assert_eq!((status, again["code"].as_str()), (StatusCode::CONFLICT, Some("shown_once")), "{name}: {again}");
        assert_eq!((server.get("/v1/sources").await, server.get("/v1/people").await), things, "{name} was done twice");
    }
    let signing_in = || {
        let request = server.plain(Method::POST, "/v1/session").header("idempotency-key", "in");
        request.json(&json!({"token": crate::common::TOKEN})).send()
    };
    for _ in 0..2 {
        let answer = signing_in().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        assert!(!secrets.contains(&cookie), "each sign-in is a session of its own");
        secrets.push(cookie);
    }
    assert_eq!(secrets.len(), 7);
    // Also for who is known already: the answer of one is never handed to the next.
    let mut known = Vec::new();
    for _ in 0..2 {
        let request = server.admin(Method::POST, "/v1/session").header("idempotency-key", "known");
        let answer = request.json(&json!({"token": crate::common::TOKEN})).send().await.unwrap();
        known.push(answer.headers()["set-cookie"].to_str().unwrap().to_owned());
    }
    assert_ne!(known[0], known[1]);
    // While it runs, and after it has stopped.
    find(server.dir.path(), &secrets);
    let dir = server.end().await;
    find(dir.path(), &secrets);
}

/// Else anybody could fill the disk with answers to nothing.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_what_a_stranger_asks() {
    let server = begin().await;
    let body = json!({"to": "shoes", "amount": {"minor": 1, "currency": "EUR"}, "reason": "mine"});
    for token in [None, Some("at-guessed")] {
        let request = server.plain(Method::POST, "/v1/plan/transfers").header("idempotency-key", "a-strangers-key");
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        assert_eq!(request.json(&body).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }
    let app = server.server.as_ref().unwrap().app();
    let kept = async || app.idempotency.purge(app.now() + Span::DAY.times(2)).await.unwrap();
    assert_eq!(kept().await, 0);
    let known = server.admin(Method::POST, "/v1/plan/transfers").header("idempotency-key", "somebodys-key");
    assert!(known.json(&body).send().await.unwrap().status().is_client_error());
    assert_eq!(kept().await, 1, "an answer to somebody known is");
    server.end().await;
}

/// No file of the directory may hold any of the texts.
fn find(dir: &Path, secrets: &[String]) {
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            find(&path, secrets);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {}..", path.display(), &secret[..6]);
        }
    }
}

#[test]
fn the_list_above_is_whole() {
    let document = serde_json::to_value(rapport_server::openapi()).unwrap();
    let mut revealing = BTreeSet::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let success =
                operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2'));
            for (_, response) in success {
                if holds_secret(&document, response, &mut BTreeSet::new()) {
                    revealing.insert(operation["operationId"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    // A person gets these in their own browser (`accounts.rs`). An authenticator app's secret stays on the disk: codes are checked by it.
    let in_person = ["begin_factor", "confirm_factor", "create_token", "give_email", "person_link"];
    let listed = operations().into_iter().map(|(name, ..)| name).chain(in_person);
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    assert_eq!(revealing, listed, "an answer holds a secret that the test above does not ask for");
}

/// Whether a schema leads to the type of secrets.
fn holds_secret(document: &Value, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
    match schema {
        Value::Object(fields) => fields.iter().any(|(name, value)| match value.as_str() {
            Some("#/components/schemas/Secret") => true,
            Some(place) if name == "$ref" && seen.insert(place.to_owned()) => {
                let target = document.pointer(place.trim_start_matches('#')).unwrap_or(&Value::Null).clone();
                holds_secret(document, &target, seen)
            }
            _ => holds_secret(document, value, seen),
        }),
        Value::Array(items) => items.iter().any(|item| holds_secret(document, item, seen)),
        _ => false,
    }
}
