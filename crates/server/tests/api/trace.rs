//! The trace: every change that somebody makes leaves a line, in the words of who made it, and the whole story of a thing is told.

use crate::common::{Running, begin};
use rapport_platform::sql::trace::{Proof, Trace};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The store behind a server.
fn store(running: &Running) -> Trace {
    running.server.as_ref().unwrap().app().trace.clone()
}

/// The newest lines, as `act kind:id`.
async fn newest(running: &Running, count: usize) -> Vec<String> {
    let page = running.get(&format!("/v1/trace?limit={count}")).await;
    page["items"].as_array().unwrap().iter().map(said).collect()
}

fn said(line: &Value) -> String {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    format!("{} {}:{}", text("act"), text("kind"), text("id"))
}

#[tokio::test]
async fn a_change_of_the_plan_is_told_with_who_what_and_why() {
    let running = begin().await;
    running.plan().await;
    let body = json!({"name": "Spring shoes", "reason": "clearer for the agency"});
    let changed =
        running.admin(Method::PATCH, "/v1/plan/nodes/activity:shoes").json(&body).send().await.unwrap().status();
    assert_eq!(changed, StatusCode::OK);
    let page = running.get("/v1/trace?object=node:activity:shoes").await;
    let lines = page["items"].as_array().unwrap();
    assert_eq!(
        lines.iter().map(said).collect::<Vec<_>>(),
        ["changed node:activity:shoes", "moved_money node:activity:shoes", "made node:activity:shoes",]
    );
    let newest = &lines[0];
    assert_eq!(newest["why"], "clearer for the agency");
    assert_eq!(newest["changes"], json!([{"field": "name", "before": "activity:shoes", "after": "Spring shoes"}]));
    assert_eq!((&newest["who"], &newest["origin"]), (&json!("admin"), &json!("token")));
    assert_eq!(newest["address"], "127.0.0.1");
    let story = running.get("/v1/trace/story?object=node:activity:shoes").await;
    let sentences = story[0]["sentences"].as_array().unwrap();
    let codes: Vec<_> = sentences.iter().map(|sentence| sentence["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["did", "changed", "because", "from"]);
    let Proof { verified, .. } = store(&running).verify_all(None, &[]).await.unwrap();
    assert!(verified.count >= 6, "{verified:?}");
    running.end().await;
}

/// What was refused, what changes nothing and what is done again under the same key leave no further line.
#[tokio::test]
async fn only_what_was_done_leaves_a_line_and_once() {
    let running = begin().await;
    running.plan().await;
    let lines = async || store(&running).head().await.unwrap().unwrap().seq;
    let before = lines().await;
    let (status, _) =
        running.post("/v1/plan/nodes/activity:shoes/move", json!({"parent": "area:no", "reason": "x"})).await;
    assert!(status.is_client_error());
    let (status, _) =
        running.post("/v1/plan/nodes/activity:shoes/move", json!({"parent": "campaign:spring", "reason": "x"})).await;
    assert_eq!(status, StatusCode::OK, "it hangs there already");
    let _ = running.get("/v1/plan").await;
    assert_eq!(lines().await, before);
    for _ in 0..2 {
        let body = json!({"to": "shoes", "amount": {"minor": 5, "currency": "EUR"}, "reason": "more"});
        let sent = running.admin(Method::POST, "/v1/plan/transfers").header("idempotency-key", "once").json(&body);
        assert_eq!(sent.send().await.unwrap().status(), StatusCode::CREATED);
    }
    assert_eq!(lines().await, before + 1);
    let event = json!({"userId": "u1", "event": "Product Viewed", "properties": {}});
    assert_eq!(running.source("/v1/track").json(&event).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(lines().await, before + 1, "what sources send is in the event log");
    running.end().await;
}

/// Every operation of the document that changes something leaves a line, or says why not.
#[test]
fn every_operation_that_changes_something_is_in_the_table() {
    let document: Value = serde_json::from_str(&rapport_server::openapi_json()).unwrap();
    let mut changing = BTreeSet::new();
    let mut all = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            all.insert(format!("{method} {path}"));
            if ["POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
                changing.insert(format!("{method} {path}"));
            }
        }
    }
    let table: BTreeSet<_> =
        rapport_trace::TracedOperation::all().iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let missing: Vec<_> = changing.difference(&table).collect();
    assert!(missing.is_empty(), "say in crates/trace/operations.txt what these leave, or why nothing: {missing:?}");
    let gone: Vec<_> = table.difference(&all).collect();
    assert!(gone.is_empty(), "the document has no such operations: {gone:?}");
}

#[tokio::test]
async fn people_and_roles_are_told_by_number_and_forgotten_with_the_chain_whole() {
    let running = begin().await;
    let person = json!({"name": "Grace Beispiel", "email": "grace@example.com", "roles": [{"role": "analyst"}]});
    let (status, made) = running.post("/v1/people", person).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let id = made["person"]["id"].as_str().unwrap().to_owned();
    let (status, _) = running.post(&format!("/v1/people/{id}/roles"), json!({"role": "controller"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let page = running.get(&format!("/v1/trace?object=person:{id}")).await;
    let lines = page["items"].as_array().unwrap();
    assert_eq!(lines.iter().map(said).collect::<Vec<_>>(), [format!("given person:{id}"), format!("made person:{id}")]);
    assert_eq!(lines[1]["object_name"], "Grace Beispiel");
    let fields: Vec<_> = lines[1]["changes"].as_array().unwrap().iter().map(|c| c["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["role", "name", "email"]);
    let (status, erased) = running.post(&format!("/v1/people/{id}/erase"), json!({"reason": "left the company"})).await;
    assert_eq!(erased["reason"], "account_open", "{status} {erased}");
    let closed = running.admin(Method::DELETE, &format!("/v1/people/{id}")).send().await.unwrap().status();
    assert_eq!(closed, StatusCode::OK);
    let (status, erased) = running.post(&format!("/v1/people/{id}/erase"), json!({"reason": "left the company"})).await;
    assert_eq!(status, StatusCode::OK, "{erased}");
    let everything = running.get("/v1/trace").await.to_string();
    assert!(
        !everything.contains("Grace") && !everything.contains("grace@") && !everything.contains(&id),
        "{everything}"
    );
    assert_eq!(newest(&running, 1).await[0].split(':').next(), Some("erased person"));
    store(&running).verify_all(None, &[]).await.unwrap();
    running.end().await;
}

/// Whoever sees a thing sees its story; the trace itself is for who may read it.
#[tokio::test]
async fn a_story_is_for_who_sees_the_thing() {
    let running = begin().await;
    running.plan().await;
    let program = json!({"name": "Reader", "roles": [{"role": "creative"}]});
    let (_, made) = running.post("/v1/people", program).await;
    let token = made["token"].as_str().unwrap().to_owned();
    let ask = async |path: &str| running.plain(Method::GET, path).bearer_auth(&token).send().await.unwrap().status();
    assert_eq!(ask("/v1/trace").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("/v1/trace/export").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("/v1/trace/story?object=node:activity:shoes").await, StatusCode::NOT_FOUND);
    assert_eq!(ask("/v1/trace/story?object=brand:main").await, StatusCode::OK);
    assert_eq!(ask("/v1/trace/story?object=nonsense").await, StatusCode::BAD_REQUEST);
    running.end().await;
}

#[tokio::test]
async fn lines_are_taken_out_and_that_leaves_a_line() {
    let running = begin().await;
    running.plan().await;
    let taken = running.admin(Method::GET, "/v1/trace/export?form=ndjson").send().await.unwrap();
    assert_eq!(taken.status(), StatusCode::OK);
    let text = taken.text().await.unwrap();
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(said(&first), "moved_money node:activity:shoes");
    let csv = running.admin(Method::GET, "/v1/trace/export").send().await.unwrap().text().await.unwrap();
    assert!(csv.starts_with("seq,at,who,name,"), "{csv}");
    assert_eq!(newest(&running, 2).await, ["exported stores:trace", "exported stores:trace"]);
    let first = running.get("/v1/trace?limit=2").await;
    let second = running.get(&format!("/v1/trace?limit=2&cursor={}", first["next"].as_str().unwrap())).await;
    let seq = |page: &Value, at: usize| page["items"][at]["seq"].as_u64().unwrap();
    assert_eq!(seq(&first, 1), seq(&second, 0) + 1);
    running.end().await;
}
