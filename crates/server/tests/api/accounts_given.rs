//! What one person may do with another's account, and what no permission gives.

use crate::common::{
    begin,
    browser::{WORDS, invited, mail_leaves_by, set_up},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn nobody_who_is_put_out_waits_for_a_mail_server() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, id) = invited(&server, &ada, "Ben", "analyst").await;
    mail_leaves_by(&server, silent.local_addr().unwrap().port()).await;
    let cleo = json!({"name": "Cleo", "email": "cleo@example.com", "roles": [{"role": "analyst"}]});
    let closing = async {
        // The connection is there: the invitation waits for the first word of the mail server.
        let _taken = silent.accept().await.unwrap();
        let closed = server.admin(Method::DELETE, &format!("/v1/people/{id}")).send();
        let closed = tokio::time::timeout(Duration::from_secs(10), closed).await.expect("closed meanwhile").unwrap();
        assert_eq!(closed.status(), StatusCode::OK);
        assert!(!ben.is_in().await);
    };
    tokio::select! {
        answer = ada.post("/v1/people", cleo) => panic!("the mail server said something: {answer:?}"),
        () = closing => {}
    }
    server.end().await;
}

#[tokio::test]
async fn a_stream_ends_when_its_readers_roles_do() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, id) = invited(&server, &ada, "Ben", "analyst").await;
    let mut live = ben.send(Method::GET, "/v1/live", None).await;
    assert_eq!(live.status(), StatusCode::OK);
    let (_, people) = ada.get("/v1/people").await;
    let role =
        people.as_array().unwrap().iter().find(|one| one["id"] == id.as_str()).unwrap()["roles"][0]["id"].clone();
    let path = format!("/v1/people/{id}/roles/{}", role.as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.0, StatusCode::OK);
    let rest = async { while let Ok(Some(_)) = live.chunk().await {} };
    tokio::time::timeout(Duration::from_secs(10), rest).await.expect("the stream ends with the role");
    server.end().await;
}

#[tokio::test]
async fn no_permission_gives_others() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let token = async |permissions: &[&str]| {
        let (status, made) = ada
            .post("/v1/tokens", json!({"name": "t", "permissions": permissions, "days": 1, "password": WORDS}))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        made["token"].as_str().unwrap().to_owned()
    };
    let send = async |method: Method, path: &str, token: &str, body: Value| {
        let request = server.plain(method, path).bearer_auth(token).json(&body);
        request.send().await.unwrap().status()
    };
    // Links by which people sign in leave by the mail server.
    let settings = token(&["settings.read", "settings.change"]).await;
    let mail = json!({"host": "127.0.0.1", "port": 2525, "security": "none", "connections": 2});
    assert_ne!(send(Method::PUT, "/v1/mail", &settings, mail).await, StatusCode::OK);
    // What a key opens, its maker holds.
    let sources = token(&["source.read", "source.manage"]).await;
    let source = |id: &str, acts: &[&str]| json!({"id": id, "name": id, "brand": "main", "touchpoint": "till", "trust": "trusted", "acts": acts});
    assert_eq!(send(Method::POST, "/v1/sources", &sources, source("a", &["suppress"])).await, StatusCode::NOT_FOUND);
    assert_eq!(send(Method::POST, "/v1/sources", &sources, source("b", &["events"])).await, StatusCode::CREATED);
    let more = json!({"acts": ["events", "vouchers"]});
    assert_ne!(send(Method::PATCH, "/v1/sources/b", &sources, more).await, StatusCode::OK);
    assert_ne!(send(Method::POST, "/v1/sources/default/key", &sources, json!({})).await, StatusCode::CREATED);
    // A token gives nothing for longer than it lasts.
    let all: Vec<String> = ada.get("/v1/session").await.1["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap().to_owned())
        .collect();
    let all = token(&all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let program = json!({"name": "For ever", "roles": [{"role": "administrator"}]});
    assert_eq!(send(Method::POST, "/v1/people", &all, program).await, StatusCode::FORBIDDEN);
    server.end().await;
}
