//! The door under siege: bodies of strangers, connections that say nothing, readers that do not read, no file handles left.
//! Each time those who behave are served, and the siege leaves nothing behind.

use crate::support::{
    Api, MailServer, Person, Rapport, Shop,
    api::Key,
    process::{Otherwise, WRITE_KEY},
    secs, shop, size, until,
    watch::Watch,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use reqwest::Method;
use serde_json::json;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

const MIB: u64 = 1024 * 1024;

/// The header that says who asks: the source it was started with.
fn key() -> String {
    format!("authorization: Basic {}\r\n", BASE64.encode(format!("{WRITE_KEY}:")))
}

/// The head of a request that announces a body.
fn head(path: &str, more: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: rapport\r\ncontent-type: application/json\r\n{more}content-length: {length}\r\n\r\n"
    )
}

fn address(rapport: &Rapport) -> SocketAddr {
    rapport.api.base.trim_start_matches("http://").parse().unwrap()
}

/// A connection from a certain address of this machine.
async fn from(here: &str, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(here.parse::<IpAddr>().unwrap(), 0))?;
    socket.connect(to).await
}

/// What comes until the other side ends, or `within` has passed; and how long it took.
async fn rest(stream: &mut TcpStream, within: Duration) -> (String, Option<Duration>) {
    let (begun, mut text, mut buffer) = (Instant::now(), Vec::new(), [0; 4096]);
    loop {
        match timeout(within.saturating_sub(begun.elapsed()), stream.read(&mut buffer)).await {
            Ok(Ok(n @ 1..)) => text.extend_from_slice(&buffer[..n]),
            Ok(_) => return (String::from_utf8_lossy(&text).into_owned(), Some(begun.elapsed())),
            Err(_) => return (String::from_utf8_lossy(&text).into_owned(), None),
        }
    }
}

/// One figure of `/metrics`, summed over its labels that contain `with`.
async fn metric(api: &Api, name: &str, with: &str) -> f64 {
    let text = api.by(Key::Nobody).try_get("/metrics").await.unwrap().text;
    let lines = text
        .lines()
        .filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '{'])) && line.contains(with));
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

/// The finding: 300 connections with 4 MB each of a body that does not end took 1.5 GB, without any key.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_those_who_have_not_said_who_they_are_take_no_memory() {
    let rapport = Arc::new(Rapport::start().await);
    let (to, body) = (address(&rapport), 4 * MIB as usize);
    let targets = [
        ("/v1/batch", ""),
        ("/v1/batch", "authorization: Basic d3Jvbmc6\r\n"),
        ("/v1/decide", ""),
        ("/v1/consents", "authorization: Bearer wrong\r\nidempotency-key: k\r\n"),
        ("/v1/plan/actuals", "idempotency-key: k\r\n"),
        ("/v1/session", ""),
        ("/v1/session", "idempotency-key: k\r\n"),
        ("/v1/session", "authorization: Bearer wrong\r\n"),
        ("/p/u/token", ""),
        ("/p/c/token", ""),
        ("/v1/nothing", "idempotency-key: k\r\n"),
    ];
    let before = rapport.memory();
    let watch = Watch::on(&rapport);
    let mut speakers = JoinSet::new();
    for n in 0..size(120, 300) {
        let (path, more) = targets[n % targets.len()];
        speakers.spawn(async move {
            let mut stream = TcpStream::connect(to).await.unwrap();
            stream.write_all(head(path, more, body).as_bytes()).await.unwrap();
            let piece = vec![b' '; 64 * 1024];
            // All but the last byte; who is not listened to may be cut off.
            for _ in 0..body / piece.len() - 1 {
                if stream.write_all(&piece).await.is_err() {
                    break;
                }
            }
            stream
        });
    }
    let held = speakers.join_all().await;
    let health = rapport.api.by(Key::Nobody).try_get("/healthz").await.unwrap();
    assert!(health.status.is_success());
    let grown = watch.end().saturating_sub(before);
    println!("{} unfinished bodies of strangers: {} KiB", held.len(), grown / 1024);
    assert!(grown < 64 * MIB, "{} MiB", grown / MIB);
    drop(held);
}

/// Strangers may say a little (browsers' beacons carry the key in the body), but all of them together not much.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_the_body_works_within_small_bounds() {
    let rapport = Arc::new(Rapport::start().await);
    let nobody = rapport.api.by(Key::Nobody);
    let said = |bytes: usize| {
        json!({"writeKey": WRITE_KEY, "batch": [{"type": "track", "userId": "b", "event": "E",
        "properties": {"t": " ".repeat(bytes)}}]})
    };
    nobody.try_post("/v1/batch", &said(20_000)).await.unwrap().good();
    let message = said(25_000)["batch"][0].clone();
    let large = json!({"batch": [message, message, message], "writeKey": WRITE_KEY});
    let refused = nobody.try_post("/v1/batch", &large).await.unwrap();
    assert_eq!((refused.status.as_u16(), refused.code()), (413, "too_large".into()), "{}", refused.text);
    rapport.api.by(Key::Write(WRITE_KEY.into())).try_post("/v1/batch", &large).await.unwrap().good();

    // 200 unfinished ones of 60 KB would be 12 MB.
    let (to, mut held) = (address(&rapport), Vec::new());
    let mut turned_away = 0;
    for _ in 0..200 {
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(head("/v1/batch", "", 63_000).as_bytes()).await.unwrap();
        let _ = stream.write_all(&vec![b' '; 60_000]).await;
        held.push(stream);
    }
    for stream in &mut held {
        let (answer, _) = rest(stream, Duration::from_millis(20)).await;
        turned_away += usize::from(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after"));
    }
    assert!((40..120).contains(&turned_away), "{turned_away} of 200");
    // Of an unread form nothing is made, and it is said so; whoever signs in has a budget apart.
    let form =
        reqwest::Client::new().post(format!("{}/p/c/no-link-of-ours", rapport.api.base)).body("action=take_back");
    assert_eq!(form.send().await.unwrap().status().as_u16(), 404);
    let wrong = json!({"token": "wrong"});
    let signing_in = nobody.try_post("/v1/session", &wrong).await.unwrap();
    assert_eq!(signing_in.status.as_u16(), 401, "heard to its end: {}", signing_in.text);
    // Those who say who they are have a budget of their own.
    rapport.api.by(Key::Write(WRITE_KEY.into())).try_post("/v1/batch", &large).await.unwrap().good();
    drop(held);
    until("there is room again", secs(10), async || {
        let reply = nobody.try_post("/v1/batch", &said(1)).await.unwrap();
        reply.status.is_success().then_some(())
    })
    .await;
}

/// Silence, half a head, a drip of a head, idleness, a drip of a body: each ends in its time. What comes on slowly, but
/// steadily, is heard. In the end the server stops although some of them are still there.
#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_the_server_waiting_is_let_go_in_time() {
    let door = "head_seconds = 1\nidle_seconds = 3\ngrace_seconds = 2\nbytes_per_second = 1000\nbody_seconds = 12\n";
    let mut rapport = Rapport::otherwise(Otherwise { door, ..Otherwise::default() }).await;
    let to = address(&rapport);
    let open = async |said: String| {
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream
    };
    let drip = |mut stream: TcpStream, bytes: usize, every: u64| async move {
        let begun = Instant::now();
        let (mut reading, mut writing) = stream.split();
        let speaking = async {
            while writing.write_all(&vec![b' '; bytes]).await.is_ok() {
                sleep(Duration::from_millis(every)).await;
            }
            std::future::pending::<()>().await;
        };
        let mut text = vec![0; 2_000];
        let hearing = async { reading.read(&mut text).await.unwrap_or_default() };
        let heard = tokio::select! { heard = timeout(secs(30), hearing) => heard, () = speaking => unreachable!() };
        let heard = heard.unwrap_or_default();
        (String::from_utf8_lossy(&text[..heard]).into_owned(), begun.elapsed())
    };
    let key = key();

    let silent = async { rest(&mut open(String::new()).await, secs(30)).await.1 };
    let half = async { rest(&mut open("POST /v1/batch HTTP/1.1\r\nhost: ra".into()).await, secs(30)).await.1 };
    let slow_head = async { drip(open("GET /healthz HTTP/1.1\r\nx: ".into()).await, 1, 100).await };
    let idle = async { rest(&mut open("GET /healthz HTTP/1.1\r\nhost: rapport\r\n\r\n".into()).await, secs(30)).await };
    let slow_body = async { drip(open(head("/v1/batch", &key, 100_000)).await, 10, 100).await };
    let too_long = async { drip(open(head("/v1/batch", &key, 450_000)).await, 400, 200).await };
    let steady = async {
        let body =
            json!({"batch": [{"type": "track", "userId": "s", "event": "E", "properties": {"t": "x".repeat(12_000)}}]});
        let body = body.to_string();
        let mut stream = open(head("/v1/batch", &key, body.len())).await;
        for piece in body.as_bytes().chunks(600) {
            stream.write_all(piece).await.unwrap();
            sleep(Duration::from_millis(300)).await;
        }
        rest(&mut stream, secs(2)).await.0
    };
    let (silent, half, slow_head, idle, slow_body, too_long, steady) =
        tokio::join!(silent, half, slow_head, idle, slow_body, too_long, steady);
    let between = |what: &str, took: Duration, from: u64, to: u64| {
        assert!((from * 1_000 - 200..to * 1_000).contains(&(took.as_millis() as u64)), "{what}: {took:?}");
    };
    between("silence", silent.expect("let go"), 1, 4);
    between("half a head", half.expect("let go"), 1, 4);
    between("a dripping head", slow_head.1, 1, 4);
    assert!(idle.0.starts_with("HTTP/1.1 200"), "{}", idle.0);
    between("idleness", idle.1.expect("let go"), 3, 7);
    assert!(slow_body.0.starts_with("HTTP/1.1 408") && slow_body.0.contains("too_slow"), "{}", slow_body.0);
    between("a dripping body", slow_body.1, 2, 6);
    assert!(too_long.0.starts_with("HTTP/1.1 408"), "{}", too_long.0);
    between("a body that takes for ever", too_long.1, 12, 17);
    assert!(steady.starts_with("HTTP/1.1 200"), "{steady}");
    assert!(metric(&rapport.api, "rapport_slow_total", "").await >= 5.0);

    let _live = rapport.api.request(Method::GET, "/v1/live").send().await.unwrap();
    let _half = open("POST /v1/batch HTTP/1.1\r\nhost: ra".into()).await;
    let _body = open(head("/v1/batch", &key, 100_000)).await;
    let took = rapport.stop();
    assert!(took < secs(10), "stopping took {took:?}");
}

/// One network's flood leaves others served, and one address's leaves its own network something.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_connections_from_one_network_leaves_others_served() {
    let door = "uncounted = []\nconnections_per_address = 20\nconnections_per_network = 50\nconnections = 120\n";
    let rapport = Rapport::otherwise(Otherwise { door, ..Otherwise::default() }).await;
    let to = address(&rapport);
    let flood = async |here: &str, n: usize| {
        let (mut held, mut refused) = (Vec::new(), 0);
        for _ in 0..n {
            let mut stream = from(here, to).await.unwrap();
            // Who is turned away may find the connection closed before a word is said.
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: rapport\r\n\r\n").await;
            let mut answer = [0; 12];
            let heard = timeout(secs(10), stream.read_exact(&mut answer)).await.expect("no answer");
            if heard.is_ok() && answer == *b"HTTP/1.1 200" {
                held.push(stream);
            } else {
                refused += 1;
            }
        }
        (held, refused)
    };
    let (one, refused) = flood("127.0.1.2", 40).await;
    assert_eq!((one.len(), refused), (20, 20), "one address has its part");
    let (two, refused) = flood("127.0.1.3", 40).await;
    assert_eq!((two.len(), refused), (20, 20));
    let (three, refused) = flood("127.0.1.4", 40).await;
    assert_eq!((three.len(), refused), (10, 30), "one network has its part");
    let mut other = from("127.0.2.1", to).await.unwrap();
    other.write_all(b"GET /healthz HTTP/1.1\r\nhost: rapport\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(rest(&mut other, secs(5)).await.0.starts_with("HTTP/1.1 200"));
    rapport.api.try_get("/v1/session").await.unwrap().good();
    assert!(metric(&rapport.api, "rapport_turned_away_total", "network").await >= 30.0);
    assert_eq!(metric(&rapport.api, "rapport_connections_max", "").await, 120.0);
    drop((one, two, three));
    until("the flood is forgotten", secs(5), async || {
        let mut again = from("127.0.1.2", to).await.ok()?;
        again.write_all(b"GET /healthz HTTP/1.1\r\nhost: rapport\r\nconnection: close\r\n\r\n").await.ok()?;
        rest(&mut again, secs(1)).await.0.starts_with("HTTP/1.1 200").then_some(())
    })
    .await;
}

/// The finding: 874 idle connections used up the file handles, and mail stopped.
#[tokio::test(flavor = "multi_thread")]
async fn connections_without_end_leave_handles_for_log_and_mail() {
    let mails = MailServer::start();
    let otherwise = Otherwise { handles: Some(512), door: "head_seconds = 4\n", ..Otherwise::default() };
    let rapport = Rapport::otherwise(otherwise).await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 8).await;
    shop.publish(&shop::mail_journey("siege", "Siege Began", "offers", "")).await;
    let people: Vec<Person> = shop.people(size(20, 200)).await;
    shop.agree(&people).await;

    // A connection of long standing goes on; the pool of the client is not asked for a new one.
    let mut till = TcpStream::connect(address(&rapport)).await.unwrap();
    let say = async |till: &mut TcpStream, user: &str, id: String| {
        let body = json!({"writeKey": shop.write_key("shop"), "batch": [shop::track(
            people.iter().find(|person| person.user == user).unwrap(), "Siege Began", &id, json!({}))]});
        let body = body.to_string();
        till.write_all(format!("{}{body}", head("/v1/batch", "", body.len())).as_bytes()).await.unwrap();
        let mut buffer = [0; 2_000];
        let heard = timeout(secs(10), till.read(&mut buffer)).await.unwrap().unwrap();
        String::from_utf8_lossy(&buffer[..heard]).into_owned()
    };
    assert!(say(&mut till, "u0", "first".into()).await.starts_with("HTTP/1.1 200"));
    let mut siege = Vec::new();
    for _ in 0..size(400, 900) {
        siege.push(TcpStream::connect(address(&rapport)).await.unwrap());
    }
    for person in &people {
        let answer = say(&mut till, &person.user, format!("s-{}", person.user)).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    until("everybody's mail went out during the siege", secs(30), async || {
        (mails.by_recipient().len() >= people.len()).then_some(())
    })
    .await;
    // The besiegers say nothing: their time ends, and newcomers are served without anybody doing anything.
    until("newcomers are served", secs(20), async || {
        let fresh = reqwest::Client::new().get(format!("{}/readyz", rapport.api.base)).send().await;
        fresh.is_ok_and(|response| response.status().is_success()).then_some(())
    })
    .await;
    assert!(metric(&rapport.api, "rapport_turned_away_total", "all").await > 0.0);
    assert_eq!(metric(&rapport.api, "rapport_file_handles_max", "").await, 512.0);
    drop(siege);
}

/// A listener of the live feed that does not read is let go; one that reads misses nothing of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_does_not_listen_is_let_go() {
    let door = "grace_seconds = 2\n";
    let rapport = Rapport::otherwise(Otherwise { door, ..Otherwise::default() }).await;
    let source = rapport.api.by(Key::Write(WRITE_KEY.into()));
    source.try_post("/v1/track", &json!({"userId": "l", "event": "First"})).await.unwrap().good();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut deaf = socket.connect(address(&rapport)).await.unwrap();
    let ask = format!("GET /v1/live HTTP/1.1\r\nhost: rapport\r\nauthorization: Bearer {}\r\n\r\n", rapport.token());
    deaf.write_all(ask.as_bytes()).await.unwrap();
    let listens = rapport.api.request(Method::GET, "/v1/live").send().await.unwrap();
    let hearing = tokio::spawn(async move {
        let (mut listens, mut bytes) = (listens, 0);
        while let Ok(Some(piece)) = listens.chunk().await {
            bytes += piece.len();
        }
        bytes
    });
    let begun = Instant::now();
    for round in 0.. {
        if metric(&rapport.api, "rapport_slow_total", "answer").await >= 1.0 {
            break;
        }
        assert!(begun.elapsed() < secs(60), "still there after {round} rounds");
        let event = |n: usize| {
            json!({"type": "track", "userId": "l", "event": "Said", "messageId": format!("{round}-{n}"),
                "properties": {"note": "x".repeat(400)}})
        };
        let batch = json!({"batch": (0..500).map(event).collect::<Vec<_>>()});
        let reply = source.try_post("/v1/batch", &batch).await.unwrap();
        assert!(reply.status.is_success() || reply.status.as_u16() == 429, "{}", reply.text);
        sleep(Duration::from_millis(50)).await;
    }
    assert!(!hearing.is_finished(), "who reads is not let go");
    hearing.abort();
}
