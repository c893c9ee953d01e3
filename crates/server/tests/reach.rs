//! What an administrator may find out about machines in the network: nothing but what the operator lists.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::json;
use std::time::Instant;
use tokio::{io::AsyncWriteExt, net::TcpListener};

#[tokio::test(flavor = "multi_thread")]
async fn printers_stand_in_listed_networks_only() {
    let server = begin().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut told = Vec::new();
    // Open, closed, unknown, and the same machine in other spellings: one answer.
    for address in [
        format!("127.0.0.1:{port}"),
        "127.0.0.1:1".into(),
        "no-such-host.invalid:9100".into(),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("2130706433:{port}"),
    ] {
        let printer = json!({"id": "p", "branch": "b", "address": address, "columns": 42});
        let (status, answer) = server.put("/v1/printers/p", printer).await;
        assert_eq!(status, 422, "{address}: {answer}");
        assert_eq!(answer["reason"], "network_not_listed");
        told.push(answer["detail"].clone());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept()).await;
    assert!(nobody.is_err(), "somebody was contacted");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_of_mail_settings_tells_no_port_from_another() {
    let server = begin().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = other.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = other.accept().await {
            let _ = stream.write_all(b"SSH-2.0-secret-banner\r\n").await;
        }
    });
    let mut told = Vec::new();
    for port in [1, silent.local_addr().unwrap().port(), address.port()] {
        let mail = json!({"host": "127.0.0.1", "port": port, "security": "none", "connections": 1});
        let (status, answer) = server.put("/v1/mail", mail).await;
        assert_eq!(status, 200, "{answer}");
        let begun = Instant::now();
        let (status, answer) = server.post("/v1/mail/test", json!({})).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(begun.elapsed().as_secs(), 10, "the time tells");
        told.push(answer);
    }
    told.dedup();
    assert_eq!(told, [json!({"ok": false, "message": "No mail server answers there. Check host, port and security."})]);
    server.end().await;
}
