//! The document in `web/` is the one the UI's client is generated from: it must be the one this server serves.
//! `RAPPORT_WRITE_OPENAPI=1 cargo test -p rapport-server --test api openapi` rewrites it.

use crate::common::begin;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::path::Path;

#[tokio::test]
async fn a_parameter_that_an_operation_does_not_have_is_refused_by_every_one() {
    let running = begin().await;
    let document: Value = serde_json::from_str(&rapport_server::openapi_json()).unwrap();
    let mut calls: Vec<(String, String, Vec<String>)> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, operation)| operation.is_object()) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query =
                parameters.filter(|one| one["in"] == "query").map(|one| one["name"].as_str().unwrap().to_owned());
            let plain: Vec<String> = path.split('/').map(|part| part.replace(|c| "{}".contains(c), "")).collect();
            calls.push((method.to_uppercase(), plain.join("/"), query.collect()));
        }
    }
    assert!(calls.len() > 80, "{}", calls.len());
    // The short names that clients in browsers use are in no document.
    calls.extend(["i", "t", "b"].map(|name| ("POST".to_owned(), format!("/v1/{name}"), Vec::new())));
    for (method, path, query) in calls {
        let method: Method = method.parse().unwrap();
        for misspelt in
            std::iter::once("nonesuch".to_owned()).chain(query.iter().map(|name| name.replace('_', "") + "x"))
        {
            let response = running.admin(method.clone(), &format!("{path}?{misspelt}=1")).send().await.unwrap();
            let status = response.status();
            let body: Value = response.json().await.unwrap();
            assert_eq!(
                (status, &body["code"]),
                (StatusCode::BAD_REQUEST, &"invalid_parameter".into()),
                "{method} {path}"
            );
            assert!(body["detail"].as_str().unwrap().contains(&misspelt), "{method} {path}: {body}");
        }
    }
    // Links in mails pass through hands that add parameters of their own.
    let page = running.plain(Method::GET, "/p/nonesuch?utm_source=x").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    running.end().await;
}

#[test]
fn the_document_in_web_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    let current = rapport_server::openapi_json();
    if std::env::var_os("RAPPORT_WRITE_OPENAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    assert!(
        stored == current,
        "web/openapi.json is stale: run with RAPPORT_WRITE_OPENAPI=1 and generate the client again"
    );
}
