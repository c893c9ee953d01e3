//! What is counted at the door, and for whom.

use crate::common::begin_behind;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rapport_server::door::Limits;
use reqwest::{Body, Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
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

async fn connect(running: &crate::common::Running) -> TcpStream {
    TcpStream::connect(running.base.trim_start_matches("http://")).await.unwrap()
}

/// Sends bytes, hangs up if they are `cut` short, and returns the status line.
async fn say(running: &crate::common::Running, request: &str, cut: bool) -> String {
    let mut stream = connect(running).await;
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
    let track = |user: &str| format!(r#"{{"userId": "{user}", "event": "E", "writeKey": "{}"}}"#, crate::common::KEY);
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

/// What a connection answers within five seconds, as far as it comes at once.
async fn answer(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 4096];
    let heard = timeout(Duration::from_secs(5), stream.read(&mut buffer)).await.expect("no answer").unwrap_or_default();
    String::from_utf8_lossy(&buffer[..heard]).into_owned()
}

/// Loopback is not counted by address or network; the whole counts for everybody.
#[tokio::test]
async fn connections_in_all_are_bounded_and_who_is_one_too_many_is_told_so() {
    let running = begin_behind(Limits { connections: 3, ..Limits::default() }).await;
    let ask = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(&running).await;
        stream.write_all(ask).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let told = answer(&mut connect(&running).await).await;
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after"), "{told}");
    held.pop();
    for n in 0.. {
        let mut stream = connect(&running).await;
        // Who is turned away may find the connection closed before a word is said.
        let _ = stream.write_all(ask).await;
        if answer(&mut stream).await.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(n < 100, "the place that came free is nobody's");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(held);
    running.end().await;
}

#[tokio::test]
async fn who_announces_too_much_is_refused_before_a_byte_of_it_is_heard() {
    let running = begin_behind(Limits::default()).await;
    let mut stream = connect(&running).await;
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Basic {}\r\ncontent-type: application/json\r\n\
         content-length: 100000000\r\n\r\n",
        BASE64.encode(format!("{}:", crate::common::KEY))
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let told = answer(&mut stream).await;
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    running.end().await;
}

/// A body in chunks announces no length: what counts is what comes.
#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_held_to_the_same_bounds() {
    let running = begin_behind(Limits::default()).await;
    let chunks = |bytes: usize| {
        let pieces = (0..bytes.div_ceil(10_000)).map(|_| Ok::<_, std::io::Error>(vec![b' '; 10_000]));
        Body::wrap_stream(tokio_stream::iter(pieces))
    };
    let key = |request: reqwest::RequestBuilder| request.header("content-type", "application/json");
    let event = json!({"userId": "u", "event": "E"}).to_string();
    let said = tokio_stream::iter(
        event.into_bytes().chunks(5).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>(),
    );
    let small = key(running.source("/v1/track")).body(Body::wrap_stream(said)).send().await.unwrap();
    assert_eq!(small.status(), StatusCode::OK);
    for (who, request, bytes) in [
        ("a source", running.source("/v1/batch"), 600_000),
        ("an administrator", running.admin(Method::POST, "/v1/plan/transfers"), 5_000_000),
        ("a stranger", running.plain(Method::POST, "/v1/batch"), 80_000),
    ] {
        let response = key(request).body(chunks(bytes)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{who}");
    }
    // Who goes on and on is heard out for a while, so that the answer can be read, and then cut off.
    let mut stream = connect(&running).await;
    let head = format!(
        "POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: Basic {}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n",
        BASE64.encode(format!("{}:", crate::common::KEY))
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut taken = 0;
    while timeout(Duration::from_secs(5), stream.write_all(piece.as_bytes())).await.is_ok_and(|said| said.is_ok()) {
        taken += piece.len();
        assert!(taken < 32 << 20, "still heard after {taken} bytes");
    }
    running.end().await;
}

/// Whoever fills the budget of bodies from one network leaves three quarters of it to the others.
#[tokio::test]
async fn bytes_under_way_from_one_network_leave_something_for_the_others() {
    let running = begin_behind(Limits { bodies: 1024 * 1024, uncounted: Vec::new(), ..Limits::default() }).await;
    let from = |here: [u8; 4]| reqwest::Client::builder().local_address(std::net::IpAddr::from(here)).build().unwrap();
    let say = |client: &reqwest::Client, body: Body| {
        let request = client.post(running.url("/v1/batch")).basic_auth(crate::common::KEY, Some(""));
        request.header("content-type", "application/json").body(body).send()
    };
    let (one, neighbour, other) = (from([127, 0, 1, 2]), from([127, 0, 1, 3]), from([127, 0, 2, 1]));
    let held = tokio::spawn(say(&one, unfinished(200_000)));
    let mut refused = None;
    for _ in 0..100 {
        // The first may not have been heard yet.
        let second = timeout(Duration::from_millis(300), say(&neighbour, unfinished(200_000))).await;
        refused = second.ok().map(Result::unwrap);
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("both were heard");
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "too_many");
    let event = |n: usize| json!({"type": "track", "userId": "u", "event": "E", "messageId": n.to_string(), "properties": {"t": "x".repeat(20_000)}});
    let batch = json!({"batch": (0..10).map(event).collect::<Vec<_>>()}).to_string();
    assert_eq!(say(&other, batch.into()).await.unwrap().status(), StatusCode::OK);
    held.abort();
    running.end().await;
}

/// Strangers who fill their budget of bodies keep nobody from signing in, nor from a link of ours; and these bring little each.
#[tokio::test]
async fn who_signs_in_or_comes_by_a_link_has_few_bytes_apart() {
    let running = begin_behind(Limits { strangers_bodies: 256 * 1024, ..Limits::default() }).await;
    let ada = running.identify("ada", json!({"name": "Ada"})).await;
    let links = running.get(&format!("/v1/customers/{ada}/links")).await;
    let page = links["preferences"][0]["url"].as_str().unwrap().split_once("/p/").unwrap().1.to_owned();
    let says = |path: &str, media: &str, said: &str, bytes: usize| {
        let body = format!("{}{said}", " ".repeat(bytes - said.len()));
        running.plain(Method::POST, path).header("content-type", media).body(body).send()
    };
    let stranger = async || says("/v1/batch", "application/json", "{}", 30_000).await.unwrap().status();
    let page = format!("/p/{page}");
    let ways = [
        ("/v1/session", "application/json", r#"{"email": "ada@example.com", "password": "wrong"}"#),
        ("/v1/session/passkey", "application/json", r#"{"ceremony": "x", "credential": {}}"#),
        ("/v1/password-links", "application/json", r#"{"email": "ada@example.com"}"#),
        ("/v1/password-links/look", "application/json", r#"{"link": "pl_x"}"#),
        ("/v1/approval-links/look", "application/json", r#"{"link": "a_x"}"#),
        (page.as_str(), "application/x-www-form-urlencoded", "&action=take_back"),
    ];
    let answers = async |bytes: usize| {
        let mut all = Vec::new();
        for (path, media, said) in ways {
            all.push((path, says(path, media, said, bytes).await.unwrap().status()));
        }
        all
    };
    let free = answers(9_000).await;
    for (path, status) in answers(20_000).await {
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    assert_ne!(stranger().await, StatusCode::SERVICE_UNAVAILABLE);
    let held: Vec<_> = (0..4)
        .map(|_| {
            let request = running.plain(Method::POST, "/v1/batch").header("content-type", "application/json");
            tokio::spawn(request.body(unfinished(64_000)).send())
        })
        .collect();
    for n in 0.. {
        if stranger().await == StatusCode::SERVICE_UNAVAILABLE {
            break;
        }
        assert!(n < 100, "they do not fill it");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    // More than what strangers have left.
    assert_eq!(answers(9_000).await, free);
    held.iter().for_each(tokio::task::JoinHandle::abort);
    running.end().await;
}
