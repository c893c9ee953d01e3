//! Pages of other origins in a browser: what a source lists is taken and read, anything else counts for nothing.

use crate::common::{Running, begin};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

const SHOP: &str = "https://shop.example.com";
const OTHER: &str = "https://other.example.com";

/// The write key of a new source of pages at these origins.
async fn source(running: &Running, id: &str, origins: &[&str]) -> String {
    let body = json!({"id": id, "name": id, "brand": "main", "touchpoint": "shop", "origins": origins});
    let (status, answer) = running.post("/v1/sources", body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(answer["source"]["origins"], json!(origins));
    answer["write_key"].as_str().unwrap().to_owned()
}

fn said(running: &Running, path: &str, key: &str, name: &str) -> RequestBuilder {
    // What a page may send without being asked first.
    let body = json!({"writeKey": key, "anonymousId": name, "event": "Looked", "messageId": name}).to_string();
    running.plain(Method::POST, path).header("content-type", "text/plain;charset=UTF-8").body(body)
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
}

async fn is_known(running: &Running, anonymous: &str) -> bool {
    running.get(&format!("/v1/customers?identifier={anonymous}")).await != json!([])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_says_counts_only_with_a_key_whose_source_lists_its_origin() {
    let running = begin().await;
    let key = source(&running, "pages", &[SHOP]).await;
    let elsewhere = source(&running, "elsewhere", &[OTHER]).await;
    let none = source(&running, "none", &[]).await;

    let taken = said(&running, "/v1/t", &key, "dev-listed").header("origin", SHOP).send().await.unwrap();
    assert_eq!(header(&taken, "access-control-allow-origin").as_deref(), Some(SHOP));
    assert_eq!(header(&taken, "access-control-allow-credentials"), None);
    assert_eq!(header(&taken, "vary").as_deref(), Some("Origin"));
    assert_eq!(taken.status(), StatusCode::OK);
    assert!(is_known(&running, "dev-listed").await);

    for (key, origin, name) in [
        (&key, "https://evil.example", "dev-evil"),
        (&key, "null", "dev-null"),
        (&key, "http://shop.example.com", "dev-plain"),
        (&key, "https://shop.example.com.evil.example", "dev-longer"),
        (&elsewhere, SHOP, "dev-elsewhere"),
        (&none, SHOP, "dev-none"),
    ] {
        for path in ["/v1/t", "/v1/track"] {
            let refused = said(&running, path, key, name).header("origin", origin).send().await.unwrap();
            // A page that some source lists may read why; no one else's.
            let may_read = header(&refused, "access-control-allow-origin");
            assert_eq!(may_read.as_deref(), (origin == SHOP).then_some(SHOP), "{name}");
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}");
            assert_eq!(refused.json::<Value>().await.unwrap()["reason"], "origin_not_allowed");
        }
        let headed = running.plain(Method::POST, "/v1/track").basic_auth(key, Some("")).header("origin", origin);
        let headed = headed.json(&json!({"anonymousId": name, "event": "Looked"})).send().await.unwrap();
        assert_eq!(headed.status(), StatusCode::FORBIDDEN, "{name}");
        assert!(!is_known(&running, name).await, "{name} was refused and kept");
    }
    // A program is no page.
    assert_eq!(said(&running, "/v1/t", &none, "dev-server").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_asks_first_is_told_for_whom_the_way_is_open() {
    let running = begin().await;
    source(&running, "pages", &[SHOP]).await;
    let ask = async |path: &str, origin: &'static str| {
        let asked = running.plain(Method::OPTIONS, path).header("origin", origin);
        let asked = asked.header("access-control-request-method", "POST");
        asked.header("access-control-request-headers", "authorization,content-type").send().await.unwrap()
    };
    for path in ["/v1/track", "/v1/b", "/v1/batch", "/v1/decide", "/v1/consents"] {
        let open = ask(path, SHOP).await;
        assert_eq!(open.status(), StatusCode::NO_CONTENT, "{path}");
        assert_eq!(header(&open, "access-control-allow-origin").as_deref(), Some(SHOP));
        assert!(header(&open, "access-control-allow-headers").unwrap().contains("authorization"));
        let closed = ask(path, "https://evil.example").await;
        assert_eq!(closed.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(header(&closed, "access-control-allow-origin"), None);
    }
    // What only people and trusted programs do is for no page.
    for path in ["/v1/plan", "/v1/customers", "/v1/sources", "/v1/vouchers/redeem", "/v1/session"] {
        let closed = ask(path, SHOP).await;
        assert_eq!(header(&closed, "access-control-allow-origin"), None, "{path}");
        assert_ne!(closed.status(), StatusCode::NO_CONTENT, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_client_is_told_to_send_everything_here() {
    let running = begin().await;
    let key = source(&running, "pages", &[SHOP]).await;
    let path = format!("/v1/projects/{key}/settings");
    let told = running.plain(Method::GET, &path).header("origin", SHOP).send().await.unwrap();
    assert_eq!(header(&told, "access-control-allow-origin").as_deref(), Some(SHOP));
    let told = told.json::<Value>().await.unwrap();
    let way = &told["integrations"]["Segment.io"];
    assert_eq!(way["apiKey"], key.as_str());
    assert!(way["apiHost"].as_str().unwrap().ends_with("/v1"), "{told}");
    let wrong = running.plain(Method::GET, "/v1/projects/wk_wrong/settings").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_public_sources_have_pages_and_only_origins_are_origins() {
    let running = begin().await;
    source(&running, "pages", &[]).await;
    let change = async |body: Value| {
        let reply = running.admin(Method::PATCH, "/v1/sources/pages").json(&body).send().await.unwrap();
        let (status, answer) = (reply.status(), reply.json::<Value>().await.unwrap());
        (status, answer["reason"].as_str().map(str::to_owned), answer["origins"].clone())
    };
    for wrong in ["*", "shop.example.com", "https://shop.example.com/cart"] {
        assert_eq!(change(json!({"origins": [wrong]})).await.0, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let (_, _, origins) = change(json!({"origins": ["HTTPS://Shop.Example.com:443/", OTHER]})).await;
    assert_eq!(origins, json!([SHOP, OTHER]));
    // Other changes leave them, and whoever is believed from now on has none any more.
    assert_eq!(change(json!({"active": true})).await.2, json!([SHOP, OTHER]));
    let (_, reason, _) = change(json!({"trust": "trusted", "origins": [SHOP]})).await;
    assert_eq!(reason.as_deref(), Some("trusted_in_page"));
    assert_eq!(change(json!({"trust": "trusted"})).await.2, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_taken_under_whatever_text_a_client_calls_it() {
    let running = begin().await;
    let key = source(&running, "server", &[]).await;
    let kinds = [
        (Some("application/json"), StatusCode::OK),
        (Some("application/json; charset=utf-8"), StatusCode::OK),
        (Some("text/plain"), StatusCode::OK),
        (Some("application/x-www-form-urlencoded"), StatusCode::OK),
        (None, StatusCode::OK),
        (Some("multipart/form-data; boundary=x"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Some("image/png"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ];
    for (n, (kind, expected)) in kinds.into_iter().enumerate() {
        let body = json!({"batch": [{"type": "track", "anonymousId": "dev", "event": "Looked", "messageId": format!("m-{n}")}]});
        let request = running.plain(Method::POST, "/v1/b").basic_auth(&key, Some("")).body(body.to_string());
        let request = kind.into_iter().fold(request, |request, kind| request.header("content-type", kind));
        assert_eq!(request.send().await.unwrap().status(), expected, "{kind:?}");
    }
}
