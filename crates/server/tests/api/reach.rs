//! What an administrator may find out about machines in the network: nothing but what the operator lists.

use crate::common::*;
use serde_json::json;
use std::time::Instant;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

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
    let message = "No mail server answers there. Check host, port and security.";
    assert_eq!(told, [json!({"ok": false, "message": message, "said": {"code": "no_mail_server"}})]);
    server.end().await;
}

/// A mail server that answers the lines of a conversation one after the other.
async fn answering(lines: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = [0; 1_024];
            for line in lines {
                let _ = stream.write_all(line.as_bytes()).await;
                let _ = stream.read(&mut heard).await;
            }
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_tells_what_a_mail_server_answered() {
    const HELLO: &str = "250-mx.example\r\n250 AUTH PLAIN\r\n";
    const STARTTLS: &str = "250-mx.example\r\n250 STARTTLS\r\n";
    let server = begin().await;
    let cases: [(&'static [&'static str], &str, &str); 14] = [
        (&["421 4.3.2 too many of you\r\n"], "none", "answers 421 4.3.2: try again later"),
        (&["450 busy\r\n"], "none", "answers 450: try again later"),
        (&["554 no service\r\n"], "none", "answers 554: it takes no mail from this machine"),
        (&["554-no\r\n554 service\r\n"], "none", "answers 554: it takes no mail from this machine"),
        (&["220 hi\r\n", "500 what?\r\n"], "none", "answers EHLO with 500: it does not speak"),
        (&["220 hi\r\n", "502 5.5.1 no\r\n"], "none", "answers EHLO with 502 5.5.1: it does not speak"),
        (&["220 hi\r\n", "550 who?\r\n"], "none", "answers our name (EHLO) with 550: it does not accept it"),
        (&["220 hi\r\n", "421 closing\r\n"], "none", "answers our name (EHLO) with 421: try again later"),
        (&["220 hi\r\n"], "none", "does not answer our name"),
        (&["220 hi\r\n", STARTTLS, "454 4.7.0 later\r\n"], "starttls", "answers STARTTLS with 454 4.7.0: try again"),
        (&["220 hi\r\n", STARTTLS, "501 no\r\n"], "starttls", "answers STARTTLS with 501: choose another security"),
        (&["220 hi\r\n", HELLO], "starttls", "offers no STARTTLS"),
        (&["220 hi\r\n", HELLO, "454 4.7.0 later\r\n"], "none", "answers the sign-in with 454 4.7.0: try again later"),
        (&["220 hi\r\n", HELLO, "535 5.7.8 no\r\n"], "none", "answers 535 5.7.8: it does not accept this user"),
    ];
    for (lines, security, told) in cases {
        let port = answering(lines).await;
        let mail = json!({"host": "127.0.0.1", "port": port, "security": security, "connections": 1,
            "user": "u", "password": "p"});
        let (status, answer) = server.put("/v1/mail", mail).await;
        assert_eq!(status, 200, "{answer}");
        let begun = Instant::now();
        let (status, answer) = server.post("/v1/mail/test", json!({})).await;
        assert_eq!((status.as_u16(), &answer["ok"]), (200, &json!(false)), "{answer}");
        assert!(answer["message"].as_str().unwrap().contains(told), "{lines:?}: {answer}");
        assert!(begun.elapsed().as_secs() < 10, "{lines:?}");
    }
    server.end().await;
}
