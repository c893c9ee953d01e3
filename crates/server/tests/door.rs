//! What is counted at the door, and for whom.

#![allow(clippy::unwrap_used)]

mod common;

use common::begin_behind;
use rapport_server::door::Limits;
use reqwest::{Body, Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_stream::StreamExt;

/// A body that says so many spaces, then nothing for a minute.
fn unfinished(bytes: usize) -> Body {
    let said = tokio_stream::once(Ok::<_, std::io::Error>(vec![b' '; bytes]));
    let silence = tokio_stream::iter([0]).then(async |_: i32| {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(Vec::new())
    });
    Body::wrap_stream(said.chain(Box::pin(silence)))
}

#[tokio::test]
async fn bytes_under_way_are_bounded_also_for_those_with_a_key_and_come_free_again() {
    let running = begin_behind(Limits { bodies: 1024 * 1024, ..Limits::default() }).await;
    let mut speaking = Vec::new();
    for _ in 0..4 {
        let request = running.source("/v1/batch").header("content-type", "application/json").body(unfinished(400_000));
        speaking.push(tokio::spawn(request.send()));
    }
    // Two of them fit; the others are told at once, while their bodies are still unfinished.
    let mut refused = 0;
    for _ in 0..500 {
        refused = speaking.iter().filter(|one| one.is_finished()).count();
        if refused == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(refused, 2);
    for one in speaking {
        if !one.is_finished() {
            one.abort();
            continue;
        }
        let response = one.await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "2");
        assert_eq!(response.json::<Value>().await.unwrap()["code"], "unavailable");
    }
    let large = json!({"batch": (0..20).map(|n| json!({"type": "track", "userId": "u", "event": "E", "messageId": n.to_string(),
        "properties": {"t": " ".repeat(20_000)}})).collect::<Vec<_>>()});
    for n in 0.. {
        let response = running.source("/v1/batch").json(&large).send().await.unwrap();
        if response.status() == StatusCode::OK {
            break;
        }
        assert!(n < 100, "{}", response.text().await.unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.end().await;
}

#[tokio::test]
async fn wrong_keys_count_for_the_caller_whom_a_trusted_proxy_names_and_for_nobody_else() {
    let proxy = vec!["127.0.0.0/8".parse().unwrap()];
    for (trusted_proxies, others_suffer) in [(proxy, false), (Vec::new(), true)] {
        let running = begin_behind(Limits { trusted_proxies, ..Limits::default() }).await;
        let guess = async |caller: &str| {
            let request = running.plain(Method::POST, "/v1/track").basic_auth("wrong", Some(""));
            request.header("x-forwarded-for", caller).json(&json!({})).send().await.unwrap().status()
        };
        let mut last = StatusCode::OK;
        for _ in 0..25 {
            last = guess("203.0.113.5, 198.51.100.1").await;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let other = guess("198.51.100.1, 198.51.100.2").await;
        assert_eq!(other == StatusCode::TOO_MANY_REQUESTS, others_suffer, "{other}");
        running.end().await;
    }
}

#[tokio::test]
async fn invented_methods_make_no_metrics_of_their_own() {
    let running = begin_behind(Limits::default()).await;
    for method in ["BREW", "BREWX", "BREWY"] {
        let _ = running.plain(Method::from_bytes(method.as_bytes()).unwrap(), "/healthz").send().await.unwrap();
    }
    let metrics = running.plain(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(!metrics.contains("BREW") && metrics.contains(r#"method="other""#), "{metrics}");
    running.end().await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let running = begin_behind(Limits::default()).await;
    let ask = |bytes: usize| running.plain(Method::GET, "/healthz").header("x-much", "x".repeat(bytes)).send();
    assert_eq!(ask(20_000).await.unwrap().status(), StatusCode::OK);
    assert_eq!(ask(40_000).await.unwrap().status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(
        running.source("/v1/track").json(&json!({"userId": "u", "event": "E"})).send().await.unwrap().status(),
        200
    );
    running.end().await;
}

/// Sends bytes, hangs up if they are `cut` short, and returns the status line.
async fn say(running: &common::Running, request: &str, cut: bool) -> String {
    let address = running.base.trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    if cut {
        stream.shutdown().await.unwrap();
    }
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_body_without_its_end_is_no_body_however_whole_it_looks() {
    let running = begin_behind(Limits::default()).await;
    let track = |user: &str| format!(r#"{{"userId": "{user}", "event": "E", "writeKey": "{}"}}"#, common::KEY);
    let head = "POST /v1/track HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let chunked = |user: &str, end: &str| {
        let body = track(user);
        format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n{end}", body.len())
    };
    let announced = |user: &str, more: usize| {
        let body = track(user);
        format!("{head}content-length: {}\r\n\r\n{body}", body.len() + more)
    };
    assert!(say(&running, &chunked("whole", "0\r\n\r\n"), false).await.contains("200"));
    assert!(say(&running, &announced("counted", 0), false).await.contains("200"));
    for cut in [chunked("cut", ""), chunked("cut", "0"), chunked("cut", "5\r\nab"), announced("cut", 7)] {
        let answer = say(&running, &cut, true).await;
        assert!(!answer.contains("200"), "{answer}");
    }
    running.settle().await;
    let find = async |user: &str| running.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
    assert_eq!(find("whole").await.as_array().unwrap().len(), 1);
    assert_eq!(find("cut").await.as_array().map_or(0, Vec::len), 0);
    running.end().await;
}
