//! Events in: limits, keys, hostile bodies, clocks that are wrong, repetitions, and more than can be kept.

use crate::support::{Api, Person, Rapport, Shop, api::Key, secs, shop, size, until, watch::Watch};
use flate2::{Compression, write::GzEncoder};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

const MIB: u64 = 1024 * 1024;

fn sized(bytes: usize) -> Vec<u8> {
    let frame = r#"{"userId":"big","event":"Filled","properties":{"text":""}}"#;
    let text = "x".repeat(bytes - frame.len());
    frame.replace(r#""text":"""#, &format!(r#""text":"{text}""#)).into_bytes()
}

async fn raw(api: &Api, path: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
    let request = api.request(Method::POST, path).header("content-type", "application/json").body(body);
    let reply = api.send(request).await.unwrap();
    (reply.status.as_u16(), reply.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_keys_are_those_of_the_tracking_api() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let api = shop.as_source("shop");

    assert_eq!(raw(&api, "/v1/track", sized(32 * 1024)).await.0, 200);
    assert_eq!(raw(&api, "/v1/track", sized(32 * 1024 + 1)).await, (413, "too_large".into()));
    let of = |messages: &[Vec<u8>]| {
        let texts: Vec<&str> = messages.iter().map(|m| std::str::from_utf8(m).unwrap()).collect();
        format!(r#"{{"batch":[{}]}}"#, texts.join(",").replace(r#"{"userId""#, r#"{"type":"track","userId""#))
    };
    assert_eq!(raw(&api, "/v1/batch", of(&vec![sized(30_000); 16])).await.0, 200);
    assert_eq!(raw(&api, "/v1/batch", of(&vec![sized(30_000); 18])).await, (413, "too_large".into()));
    assert_eq!(raw(&api, "/v1/batch", of(&[sized(33_000)])).await, (413, "too_large".into()));

    let said = json!({"userId": "big", "event": "Filled"});
    for key in [Key::Nobody, Key::Write("wk_nobody_has_this".into()), Key::Token("at_nobody".into())] {
        let reply = api.by(key).try_post("/v1/track", &said).await.unwrap();
        assert_eq!((reply.status.as_u16(), reply.code()), (401, "wrong_write_key".into()));
    }
    let inside = json!({"userId": "big", "event": "Filled", "writeKey": shop.write_key("shop")});
    assert!(api.by(Key::Nobody).try_post("/v1/track", &inside).await.unwrap().status.is_success());

    for (path, body) in [
        ("/v1/track", json!({"event": "Nobody"})),
        ("/v1/track", json!({"userId": "big"})),
        ("/v1/alias", json!({"userId": "big"})),
        ("/v1/group", json!({"userId": "big"})),
        ("/v1/batch", json!({"batch": [{"type": "dance", "userId": "big"}]})),
    ] {
        let reply = api.try_post(path, &body).await.unwrap();
        assert_eq!((reply.status.as_u16(), reply.code()), (400, "invalid_message".into()), "{path} {body}");
    }
    // What was refused left nothing behind: four were taken whole, and one batch of sixteen.
    let kept = until("all that was acknowledged is on the timeline", secs(20), async || {
        let events = events(&shop, "big").await;
        (events.len() >= 18).then_some(events.len())
    });
    assert_eq!(kept.await, 18);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_json_costs_an_answer_and_hardly_any_memory() {
    let rapport = Arc::new(Rapport::start().await);
    let shop = Shop::open(&rapport).await;
    let api = shop.as_source("shop");
    let deep =
        format!(r#"{{"userId":"h","event":"E","properties":{}1{}}}"#, r#"{"a":"#.repeat(5_000), "}".repeat(5_000));
    let list =
        format!(r#"{{"userId":"h","event":"E","properties":{{"a":{}{}}}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let hostile = |path: &'static str, body: String| (path, body.into_bytes(), 400, "invalid_json");
    let bodies = vec![
        hostile("/v1/track", deep.clone()),
        hostile("/v1/track", list.clone()),
        hostile("/v1/batch", format!(r#"{{"batch":[{deep}]}}"#)),
        hostile("/v1/batch", format!(r#"{{"batch":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000))),
        hostile("/v1/track", format!(r#"{{"userId":"h","event":"E","properties":{}}}"#, nested(64))),
        hostile("/v1/track", r#"{"userId":"h","userId":"i","event":"E"}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"E","properties":{"a":1,"a":2}}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"\ud800"}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"E","properties":{"a":"\udc00x"}}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"E","properties":{"a":1e999}}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"E","properties":{"a":-1e999}}"#.into()),
        hostile("/v1/track", r#"{"userId":"h","event":"E","properties":{"a":NaN}}"#.into()),
        hostile("/v1/consents", format!(r#"{{"who":{list}}}"#)),
        ("/v1/track", b"{\"userId\":\"h\",\"event\":\"\xff\"}".to_vec(), 400, "invalid_json"),
    ];
    honest_work(&api).await;
    let before = rapport.memory();
    let watch = Watch::on(&rapport);
    for (path, body, status, code) in bodies {
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        for _ in 0..5 {
            assert_eq!(raw(&api, path, body.clone()).await, (status, code.into()), "{path} {start}");
        }
    }
    let just = format!(r#"{{"userId":"deep","event":"E","properties":{}}}"#, nested(63));
    assert_eq!(raw(&api, "/v1/track", just).await.0, 200, "64 levels are allowed");
    hundred_megabytes(&api).await;
    let grown = watch.end().saturating_sub(before);
    println!("grew by {} KiB", grown / 1024);
    assert!(grown <= 16 * MIB, "grew by {} KiB", grown / 1024);
    assert!(shop.admin.get("/v1/customers?identifier=user_id:h").await.as_array().unwrap().is_empty());
}

/// The largest messages and batches that are allowed, from several senders, so that what every busy server keeps at hand
/// is not counted. All of it is one message, said again and again.
async fn honest_work(api: &Api) {
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let api = api.clone();
        senders.spawn(async move {
            let message = String::from_utf8(sized(30_000)).unwrap().replace(r#""event""#, r#""messageId":"m","event""#);
            let batch = vec![message.replacen('{', r#"{"type":"track","#, 1); 16].join(",");
            for _ in 0..20 {
                assert_eq!(raw(&api, "/v1/track", message.clone()).await.0, 200);
                assert_eq!(raw(&api, "/v1/batch", format!(r#"{{"batch":[{batch}]}}"#)).await.0, 200);
            }
        });
    }
    senders.join_all().await;
}

/// So many objects inside one another.
fn nested(levels: usize) -> String {
    format!("{}{}", r#"{"a":"#.repeat(levels - 1) + "{", "}".repeat(levels))
}

/// Announced, in pieces, and packed: too large each time, and no one keeps it.
async fn hundred_megabytes(api: &Api) {
    let announced = api.request(Method::POST, "/v1/track").header("content-type", "application/json");
    let body = vec![b' '; 100 * MIB as usize];
    refused_or_cut_off(api.send(announced.body(body)).await);

    let pieces = futures_pieces(100);
    let streamed = api.request(Method::POST, "/v1/batch").header("content-type", "application/json");
    refused_or_cut_off(api.send(streamed.body(pieces)).await);

    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..100 {
        gzip.write_all(&vec![b' '; MIB as usize]).unwrap();
    }
    let packed = api.request(Method::POST, "/v1/batch").header("content-type", "application/json");
    let reply = api.send(packed.header("content-encoding", "gzip").body(gzip.finish().unwrap())).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.code()), (413, "too_large".into()));
}

/// So many mebibytes without saying beforehand how many.
fn futures_pieces(mebibytes: usize) -> reqwest::Body {
    let pieces = (0..mebibytes).map(|_| Ok::<_, std::io::Error>(vec![b' '; MIB as usize]));
    reqwest::Body::wrap_stream(tokio_stream::iter(pieces))
}

/// A server may answer and hang up before all is sent; then the client may see only the cut.
fn refused_or_cut_off(reply: reqwest::Result<crate::support::Reply>) {
    if let Ok(reply) = reply {
        assert_eq!((reply.status.as_u16(), reply.code()), (413, "too_large".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_set_right_and_the_future_does_not_happen() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let now = jiff::Timestamp::now();
    let hours = |n: i64| jiff::SignedDuration::from_hours(n);
    let send = |event: &str, timestamp: jiff::Timestamp, sent: Option<jiff::Timestamp>| {
        json!({"userId": "clock", "event": event, "timestamp": timestamp.to_string(),
            "sentAt": sent.map(|sent| sent.to_string())})
    };
    let minute = jiff::SignedDuration::from_mins(1);
    for said in [
        send("Ahead", now + hours(5), Some(now + hours(5) + minute)),
        send("Behind", now - hours(5), Some(now - hours(5) + minute)),
        send("Plain", now - hours(2), None),
        send("Fast", now + minute * 3, None),
    ] {
        shop.as_source("shop").post("/v1/track", said).await;
    }
    let future = send("Future", now + hours(2), None);
    let refused = shop.as_source("shop").try_post("/v1/track", &future).await.unwrap();
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "in_future".into()));
    let after = jiff::Timestamp::now();
    let events = until("four events", secs(10), async || {
        let events = events(&shop, "clock").await;
        (events.len() == 4).then_some(events)
    })
    .await;
    let at = |name: &str| -> jiff::Timestamp {
        let event = events.iter().find(|event| event["title"] == name).unwrap();
        event["at"].as_str().unwrap().parse().unwrap()
    };
    let slack = jiff::SignedDuration::from_millis(1);
    for name in ["Ahead", "Behind"] {
        assert!((now - minute - slack..=after - minute + slack).contains(&at(name)), "{name} {}", at(name));
    }
    assert!((at("Plain").duration_since(now - hours(2))).abs() <= slack);
    assert!((now - slack..=after + slack).contains(&at("Fast")), "{}", at("Fast"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_id_counts_once_also_over_a_kill_and_restart() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let ada = Person::new(1);
    let said = |id: &str| shop::track(&ada, "Order Completed", id, json!({"order_id": id, "revenue": 10}));
    for _ in 0..3 {
        shop.say("till", vec![said("m1"), said("m2"), said("m1")]).await;
    }
    rapport.restart().await;
    shop.say("till", vec![said("m1"), said("m3"), said("m2")]).await;
    // Another source's ids are its own.
    shop.say("shop", vec![shop::track(&ada, "Product Viewed", "m1", json!({}))]).await;
    let events = until("four events", secs(10), async || {
        let events = events(&shop, &ada.user).await;
        (events.len() >= 4).then_some(events)
    })
    .await;
    assert_eq!(events.len(), 4, "{events:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_asked_to_wait_and_loses_nothing() {
    let rapport = Arc::new(Rapport::start().await);
    let shop = Shop::open(&rapport).await;
    let watch = Watch::on(&rapport);
    let (senders, each) = (size(24, 100), 3_000);
    let waits = Arc::new(AtomicU64::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..senders {
        let (api, waits) = (shop.as_source("shop"), waits.clone());
        tasks.spawn(async move {
            let message = |n: usize| {
                json!({"type": "track", "userId": format!("f{sender}"), "event": "E",
                "messageId": format!("{sender}-{n}")})
            };
            let batch = json!({"batch": (0..each).map(message).collect::<Vec<_>>()});
            loop {
                let reply = api.try_post("/v1/batch", &batch).await.unwrap();
                if reply.status.is_success() {
                    return;
                }
                assert_eq!((reply.status.as_u16(), reply.code()), (429, "too_many".into()), "{}", reply.text);
                let wait: u64 = reply.retry_after.expect("Retry-After").parse().unwrap();
                assert!((1..=60).contains(&wait));
                waits.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(secs(wait)).await;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let most = watch.end();
    assert!(waits.load(Ordering::Relaxed) > 0, "nobody was asked to wait: the flood was none");
    assert!(most < 512 * MIB, "{} MiB", most / MIB);
    for sender in [0, senders / 2, senders - 1] {
        let user = format!("f{sender}");
        until("every event exactly once", secs(60), async || {
            let kept = events(&shop, &user).await.len();
            assert!(kept <= each, "{kept}");
            (kept == each).then_some(())
        })
        .await;
    }
}

/// The events on a customer's timeline; none if no one knows them yet.
async fn events(shop: &Shop, user: &str) -> Vec<Value> {
    let found = shop.admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
    if found.as_array().unwrap().is_empty() {
        return Vec::new();
    }
    shop.timeline(user).await.into_iter().filter(|entry| entry["kind"] == "event").collect()
}
