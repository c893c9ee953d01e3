//! Whatever strangers try, the owner gets in.

use crate::common::{
    Running, begin,
    browser::{Browser, OTHER_WORDS, WORDS, link_in, mail_goes_to, mail_to, set_up},
};
use rapport_drivers::email::sink::{Options, Sink};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

async fn ask_for_links(server: &Running, times: usize) {
    for n in 0..times {
        let body = json!({"email": format!("x{n}@nowhere.example")});
        server.plain(Method::POST, "/v1/password-links").json(&body).send().await.unwrap();
    }
}

#[tokio::test]
async fn strangers_of_the_same_network_keep_no_one_out() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let server = begin().await;
    let ada = set_up(&server).await;
    mail_goes_to(&server, &sink).await;
    ask_for_links(&server, 110).await;
    let stranger = Browser::new(&server);
    let asked = stranger.post("/v1/password-links", json!({"email": "ada@example.com"})).await.0;
    assert_eq!(asked, StatusCode::TOO_MANY_REQUESTS, "strangers are slowed down");
    for n in 0..110 {
        stranger.sign_in(&format!("x{n}@nowhere.example"), "wrong", None).await;
    }
    // A browser that the account knows is asked for nothing else.
    assert_eq!(ada.ask(Method::DELETE, "/v1/session", None).await.0, StatusCode::OK);
    assert_eq!(ada.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
    assert_eq!(ada.post("/v1/password-links", json!({"email": "ada@example.com"})).await.0, StatusCode::OK);
    // A good link opens, from wherever.
    let link = link_in(&mail_to(&sink, "ada@example.com", 1).await);
    assert_eq!(stranger.post("/v1/password-links/look", json!({"link": link})).await.0, StatusCode::OK);
    let set = json!({"link": link, "password": OTHER_WORDS});
    assert_eq!(stranger.post("/v1/password-links/use", set).await.0, StatusCode::OK);
}

#[tokio::test]
async fn who_brings_wrong_links_is_slowed_down() {
    let server = begin().await;
    let eve = Browser::new(&server);
    let mut slowed = 0;
    for n in 0..105 {
        let (status, _) = eve.post("/v1/password-links/look", json!({"link": format!("pl_{n}")})).await;
        slowed += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(slowed, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_browser_does_not_wait_behind_strangers() {
    let server = begin().await;
    let ada = set_up(&server).await;
    assert_eq!(ada.ask(Method::DELETE, "/v1/session", None).await.0, StatusCode::OK);
    let done = Arc::new(AtomicUsize::new(0));
    let many: Vec<_> = (0..90)
        .map(|n| {
            let body = json!({"email": format!("x{n}@nowhere.example"), "password": "wrong"});
            let (request, done) = (server.plain(Method::POST, "/v1/session").json(&body), done.clone());
            tokio::spawn(async move {
                let _ = request.send().await;
                done.fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    while done.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ada.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
    let before = done.load(Ordering::Relaxed);
    assert!(before < 60, "{before} strangers came first");
    for one in many {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn a_strangers_request_voids_no_link_that_was_handed_over() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let ben = json!({"name": "Ben", "email": "ben@example.com", "roles": [{"role": "analyst"}]});
    let (_, made) = ada.post("/v1/people", ben).await;
    let link = made["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let stranger = Browser::new(&server);
    assert_eq!(stranger.post("/v1/password-links", json!({"email": "ben@example.com"})).await.0, StatusCode::OK);
    // What was asked for is made and goes nowhere in the background.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(stranger.post("/v1/password-links/look", json!({"link": link})).await.0, StatusCode::OK);
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    mail_goes_to(&server, &sink).await;
    assert_eq!(stranger.post("/v1/password-links", json!({"email": "ben@example.com"})).await.0, StatusCode::OK);
    let mailed = link_in(&mail_to(&sink, "ben@example.com", 1).await);
    let set = json!({"link": mailed, "password": OTHER_WORDS, "zone": "../../x", "language": "de"});
    let (status, refused) = stranger.post("/v1/password-links/use", set).await;
    assert_eq!((status, &refused["said"]["code"]), (StatusCode::BAD_REQUEST, &json!("bad_zone")), "{refused}");
    let set = json!({"link": mailed, "password": OTHER_WORDS, "language": "<script>"});
    let (status, refused) = stranger.post("/v1/password-links/use", set).await;
    assert_eq!((status, &refused["said"]["code"]), (StatusCode::BAD_REQUEST, &json!("bad_language")), "{refused}");
    let set = json!({"link": link, "password": OTHER_WORDS});
    assert_eq!(stranger.post("/v1/password-links/use", set).await.0, StatusCode::OK, "both opened until one was used");
    assert_ne!(stranger.post("/v1/password-links/look", json!({"link": mailed})).await.0, StatusCode::OK);
}
