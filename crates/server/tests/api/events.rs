//! Events in: what clients may send, what is refused, and that nothing acknowledged is lost.

use crate::common::{KEY, Running, begin, begin_in};
use flate2::{Compression, write::GzEncoder};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn all_six_calls_and_the_batch_are_kept_and_shown() {
    let running = begin().await;
    for (call, body) in [
        ("identify", json!({"userId": "ada", "traits": {"email": "Ada@Example.com", "name": "Ada Beispiel"}})),
        ("track", json!({"userId": "ada", "event": "Product Viewed", "properties": {"name": "Trail shoe"}})),
        ("page", json!({"userId": "ada", "name": "Home"})),
        ("screen", json!({"userId": "ada", "name": "Start"})),
        ("group", json!({"userId": "ada", "groupId": "family-7"})),
        ("alias", json!({"userId": "ada", "previousId": "cookie-1"})),
    ] {
        let response = running.source(&format!("/v1/{call}")).json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{call}");
        assert_eq!(response.json::<Value>().await.unwrap(), json!({"success": true}));
    }
    running.settle().await;
    let id = running.customer("email:ada@example.com").await;
    assert_eq!(running.customer("anonymous_id:cookie-1").await, id);
    let customer = running.get(&format!("/v1/customers/{id}")).await;
    assert_eq!(customer["label"], "Ada Beispiel");
    let timeline = running.get(&format!("/v1/customers/{id}/timeline?limit=3")).await;
    assert_eq!(timeline["items"].as_array().unwrap().len(), 3);
    let next = timeline["next"].as_str().unwrap();
    let rest = running.get(&format!("/v1/customers/{id}/timeline?cursor={next}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 3);
    running.end().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_a_repetition_changes_nothing() {
    let running = begin().await;
    let event = json!({"userId": "ada", "event": "Product Viewed", "messageId": "m-1"});
    for _ in 0..3 {
        assert_eq!(running.source("/v1/track").json(&event).send().await.unwrap().status(), StatusCode::OK);
    }
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    assert_eq!(running.source("/v1/track").json(&event).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    let id = running.customer("user_id:ada").await;
    let timeline = running.get(&format!("/v1/customers/{id}/timeline")).await;
    assert_eq!(timeline["items"].as_array().unwrap().len(), 1);
    running.end().await;
}

#[tokio::test]
async fn write_keys_come_in_the_header_or_the_body_and_wrong_ones_open_nothing() {
    let running = begin().await;
    let inside = json!({"writeKey": KEY, "userId": "ada", "event": "A"});
    let post = |body: Value| running.plain(Method::POST, "/v1/track").json(&body).send();
    assert_eq!(post(inside).await.unwrap().status(), StatusCode::OK);
    for bad in
        [json!({"userId": "ada", "event": "A"}), json!({"writeKey": "x", "userId": "a", "event": "A"}), json!([])]
    {
        let response = post(bad).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.json::<Value>().await.unwrap()["code"], "wrong_write_key");
    }
    let admin =
        running.admin(Method::POST, "/v1/track").json(&json!({"userId": "a", "event": "A"})).send().await.unwrap();
    assert_eq!(admin.status(), StatusCode::UNAUTHORIZED);
    running.end().await;
}

#[tokio::test]
async fn limits_are_exact_and_clear() {
    let running = begin().await;
    let message = |size: usize| {
        let frame = r#"{"userId":"1","event":"A","properties":{"text":""}}"#.len();
        format!(r#"{{"userId":"1","event":"A","properties":{{"text":"{}"}}}}"#, "x".repeat(size - frame))
    };
    let send =
        |path: &str, body: Vec<u8>| running.source(path).header("content-type", "application/json").body(body).send();
    assert_eq!(send("/v1/track", message(32 * 1024).into()).await.unwrap().status(), StatusCode::OK);
    assert_eq!(send("/v1/track", message(32 * 1024 + 1).into()).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let one = r#"{"type":"track","userId":"1","event":"A"}"#;
    let batch = |size: usize| {
        let head = format!(r#"{{"batch":[{one}]"#);
        format!("{head}{}}}", " ".repeat(size - head.len() - 1))
    };
    assert_eq!(send("/v1/batch", batch(500 * 1024).into()).await.unwrap().status(), StatusCode::OK);
    assert_eq!(send("/v1/batch", batch(500 * 1024 + 1).into()).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    running.end().await;
}

#[tokio::test]
async fn gzip_is_taken_and_a_bomb_is_not_unpacked() {
    let running = begin().await;
    let send = |body: Vec<u8>, encoding: &'static str| {
        let request = running.source("/v1/batch").header("content-type", "application/json");
        request.header("content-encoding", encoding).body(body).send()
    };
    let good = gzip(br#"{"batch":[{"type":"track","userId":"zip","event":"A"}]}"#);
    for encoding in ["gzip", "GZIP", "X-Gzip"] {
        assert_eq!(send(good.clone(), encoding).await.unwrap().status(), StatusCode::OK, "{encoding}");
    }
    let trailing = [&good[..], b"{}"].concat();
    assert_eq!(send(trailing, "gzip").await.unwrap().status(), StatusCode::BAD_REQUEST);
    let bomb = gzip(&vec![b' '; 100 * 1024 * 1024]);
    assert!(bomb.len() < 200 * 1024);
    assert_eq!(send(bomb, "gzip").await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(good[..good.len() - 5].to_vec(), "gzip").await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(send(good, "br").await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    running.end().await;
}

#[tokio::test]
async fn junk_is_refused_with_a_code_and_changes_nothing() {
    let running = begin().await;
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for (bad, code) in [
        (r#"{"userId":"1","event":"A","userId":"2"}"#, "invalid_json"),
        (r#"{"userId":"1","event":"A","properties":{"a":1,"a":1}}"#, "invalid_json"),
        (r#"{"userId":"1","event":"A","properties":{"n":1e999}}"#, "invalid_json"),
        (r#"{"userId":"1","event":"\ud800"}"#, "invalid_json"),
        (deep.as_str(), "invalid_json"),
        ("", "invalid_json"),
        (r#"{"event":"A"}"#, "invalid_message"),
        (r#"{"userId":"1"}"#, "invalid_message"),
    ] {
        let request = running.source("/v1/track").header("content-type", "application/json");
        let response = request.body(bad.to_owned()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{}", &bad[..bad.len().min(60)]);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.json::<Value>().await.unwrap()["code"], code);
    }
    let half = json!({"batch": [{"type": "track", "userId": "1", "event": "A"}, {"type": "track", "userId": "1"}]});
    assert_eq!(running.source("/v1/batch").json(&half).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    running.settle().await;
    assert_eq!(running.get("/v1/customers").await, json!([]));
    running.end().await;
}

#[tokio::test]
async fn a_phone_number_is_one_number_however_it_is_written() {
    let running = begin().await;
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["country"] = json!("DE");
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": settings})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let ada = running.identify("ada", json!({"phone": "030 901820"})).await;
    for written in ["030 901820", "+49 30 901820", "0049(30)90-18-20"] {
        let query = written.replace('+', "%2B").replace(' ', "%20");
        let found = running.get(&format!("/v1/customers?identifier=phone:{query}")).await;
        assert_eq!(found[0]["id"], ada.as_str(), "{written}");
        let stop = json!({"who": {"phone": written}, "brand": "main", "channel": "staff", "reason": "opt_out",
            "source": "call"});
        let (status, answer) = running.post("/v1/suppressions", stop).await;
        assert_eq!((status, answer["customer"].as_str()), (StatusCode::OK, Some(ada.as_str())), "{written}: {answer}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_public_key_brings_so_many_strangers_and_people_we_know_go_on() {
    let quota = rapport_office::newcomers::Quota { per_source: 3, per_network: 0 };
    let running =
        crate::common::begin_as(tempfile::tempdir().unwrap(), |config| rapport_server::Config { quota, ..config })
            .await;
    let page = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop", "trust": "public"});
    let (_, made) = running.post("/v1/sources", page).await;
    let key = made["write_key"].as_str().unwrap().to_owned();
    let send = async |key: &str, from: usize, to: usize| {
        let seen = (from..to).map(|n| json!({"type": "page", "anonymousId": format!("c{n}"), "name": "Home"}));
        let batch = json!({"batch": seen.collect::<Vec<_>>()});
        let request = running.plain(Method::POST, "/v1/batch").basic_auth(key, Some("")).json(&batch);
        let response = request.send().await.unwrap();
        let (status, wait) = (response.status().as_u16(), response.headers().contains_key("retry-after"));
        (status, wait, response.json::<Value>().await.unwrap()["code"].clone())
    };
    assert_eq!(send(&key, 0, 4).await, (429, true, json!("too_many_new_customers")));
    assert_eq!(send(&key, 0, 3).await.0, 200);
    assert_eq!(send(&key, 0, 3).await.0, 200, "they are known now");
    assert_eq!(send(&key, 2, 4).await.0, 429);
    assert_eq!(send(KEY, 4, 20).await.0, 200, "a trusted source has no quota");
    // A page asks for nobody new any more; a "no" is taken all the same, whoever says it.
    let say = async |act: &str, who: &str| {
        let said = json!({"who": {"anonymous_id": who}, "brand": "main", "act": act});
        let request = running.plain(Method::POST, "/v1/consents").basic_auth(&key, Some("")).json(&said);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!((say("object", "n1").await, say("withdraw", "n2").await), (200, 200));
    let kept = running.get("/v1/customers?identifier=anonymous_id:n1").await;
    assert_eq!(kept.as_array().map(Vec::len), Some(1), "it is kept, for what the device does later");
    let attention = running.get("/v1/overview").await["attention"].clone();
    assert!(attention.as_array().unwrap().iter().any(|one| one["kind"] == "new_customers_refused"), "{attention}");
    running.end().await;
}

#[tokio::test]
async fn whoever_tells_an_order_hears_at_once_that_it_will_not_count() {
    let running = begin().await;
    let told = |event: &str, properties: Value| {
        json!({"type": "track", "userId": "ada", "event": event, "properties": properties,
        "timestamp": "2026-03-01T08:00:00Z"})
    };
    let batch = json!({"batch": [
        told("Order Completed", json!({"order_id": 2001.0, "revenue": 10})),
        told("Order Completed", json!({"order_id": "2002", "revenue": "12,50"})),
        told("Order Completed", json!({"order_id": "2003", "line_items": [{"price": 5}]})),
        told("Order Completed", json!({"order_id": true, "revenue": 10})),
        told("Order Completed", json!({"order_id": "undefined", "revenue": 10})),
        told("Order Refunded", json!({"order_id": "0", "revenue": 10})),
        told("Order Refunded", json!({"order_id": "2001", "products": []})),
        told("Order Updated", json!({"order_id": "2001", "currency": "euros"})),
        told("Order Viewed", json!({"order_id": true})),
        told("Order Completed", json!({"order_id": "2002", "revenue": null, "products": [{"product_id": "p"}]})),
        told("Order Refunded", json!({"order_id": "2001", "revenue": null})),
        told("Order Completed", json!({"order_id": "2004", "discount": 20, "products": [{"product_id": "p", "price": 90}]})),
        told("Order Completed", json!({"order_id": "2005", "revenue": 70, "discount": 20, "products": [{"product_id": "p", "price": 90}]})),
        told("Order Completed", json!({"order_id": "2006", "tax": 0, "products": [{"product_id": "p", "price": 90, "discount": "5.00"}]})),
    ]});
    let expected = json!([
        [1, "properties", "unreadable_amount"],
        [2, "properties", "amount_elsewhere"],
        [3, "properties", "unreadable_id"],
        [4, "properties.order_id", "placeholder"],
        [5, "properties", "no_order_id"],
        [5, "properties.order_id", "placeholder"],
        [6, "properties", "unreadable_products"],
        [7, "properties", "unreadable_currency"],
        [9, "properties.revenue", "no_amount"],
        [10, "properties", "unreadable_amount"],
        [11, "properties.discount", "beside_products"],
        [13, "properties.discount", "beside_products"],
    ]);
    for path in ["/v1/import?dry_run=true", "/v1/batch"] {
        let answer: Value = running.source(path).json(&batch).send().await.unwrap().json().await.unwrap();
        let warned: Vec<Value> = answer["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["at"], one["field"], one["code"]]))
            .collect();
        assert_eq!(json!(warned), expected, "{path}");
    }
    running.settle().await;
    // Another touchpoint tells the same order under the same number, written as text.
    running.track("ada", "Order Completed", json!({"order_id": " 2001", "revenue": 10})).await;
    let order = running.get("/v1/orders/2001").await;
    let did: Vec<&str> =
        order["steps"].as_array().unwrap().iter().map(|step| step["outcome"].as_str().unwrap()).collect();
    assert_eq!(did, ["began", "unreadable_products", "unreadable_currency", "unreadable_amount", "known"]);
    assert_eq!(order["left"]["minor"], json!(1_000));
    let odd = running.get("/v1/orders/%202001%E2%80%AE").await;
    assert_eq!(odd["id"], "2001", "found as somebody wrote it, too");
    running.end().await;
}

#[tokio::test]
async fn what_waits_or_does_not_count_is_told_to_a_till_at_once() {
    let running = begin().await;
    let told = async |key: &str, user: &str, event: &str, properties: Value| {
        let body = json!({"userId": user, "event": event, "properties": properties});
        let request = running.plain(Method::POST, "/v1/track").basic_auth(key, Some("")).json(&body);
        // What happens now is judged by what the books know.
        running.settle().await;
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let warnings = answer["warnings"].as_array().into_iter().flatten();
        warnings.map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let row =
        |product: &str, price: f64| json!({"order_id": "w1", "products": [{"product_id": product, "price": price}]});
    let back = json!({"order_id": "w1", "products": [{"product_id": "b"}]});
    assert!(told(KEY, "ada", "Order Completed", row("a", 19.0)).await.is_empty());
    assert_eq!(told(KEY, "ada", "Order Refunded", back.clone()).await, ["unknown_product"], "its row is not told yet");
    assert_eq!(told(KEY, "ada", "Order Completed", row("pfand", -30.0)).await, ["negative_amount"]);
    assert!(told(KEY, "ada", "Order Completed", row("b", 20.0)).await.is_empty());
    let more = json!({"order_id": "w1", "revenue": 1, "currency": "USD"});
    assert_eq!(told(KEY, "ada", "Order Refunded", more).await, ["other_currency"]);
    let theirs = json!({"order_id": "w1", "products": [{"product_id": "x", "price": 1}]});
    assert_eq!(told(KEY, "eve", "Order Completed", theirs.clone()).await, ["another_customer"]);
    let (_, page) =
        running.post("/v1/sources", json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop"})).await;
    let page = page["write_key"].as_str().unwrap();
    assert!(
        told(page, "mallory", "Order Completed", theirs).await.is_empty(),
        "who can read a key learns nothing of orders"
    );
    running.end().await;
}

#[tokio::test]
async fn an_order_is_credited_to_messages_of_its_own_brand() {
    let running = begin().await;
    running.plan().await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    running.publish("hello", crate::claims::PROMPT).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    let open = async |running: &Running| running.get("/v1/branches/mitte/prompts").await["open"].get(0).cloned();
    let prompt = running.until("the prompt", open).await;
    let answer =
        format!("/v1/branches/mitte/prompts/{}/answer", prompt["send_key"].as_str().unwrap().replace('/', "%2F"));
    assert_eq!(running.post(&answer, json!({"answer": "done"})).await.0, StatusCode::OK);
    let other = json!({"id": "theirs", "name": "Theirs", "brand": "other", "touchpoint": "shop", "trust": "trusted", "acts": ["events"]});
    let (_, other) = running.post("/v1/sources", other).await;
    for (key, order) in [(other["write_key"].as_str().unwrap(), "b-other"), (KEY, "b-own")] {
        let body =
            json!({"userId": "ada", "event": "Order Completed", "properties": {"order_id": order, "revenue": 10}});
        let request = running.plain(Method::POST, "/v1/track").basic_auth(key, Some("")).json(&body);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
    running.settle().await;
    let credits = async |order: &str| running.get(&format!("/v1/orders/{order}")).await;
    assert_eq!(credits("b-own").await["credits"][0]["revenue"]["minor"], 1_000);
    let theirs = credits("b-other").await;
    assert_eq!((&theirs["credits"], &theirs["left"]["minor"]), (&json!([]), &json!(1_000)), "{theirs}");
    running.end().await;
}

#[tokio::test]
async fn a_body_with_a_byte_order_mark_or_in_utf_16_is_read_or_refused_by_name() {
    let running = begin().await;
    let message = json!({"userId": "ada", "event": "Looked", "properties": {"name": "Käse"}}).to_string();
    let utf_16: Vec<u8> = format!("\u{feff}{message}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{message}").into_bytes();
    for path in ["/v1/track", "/v1/t"] {
        for (media, body, status, code) in [
            ("application/json", marked.clone(), 200, Value::Null),
            ("application/json; charset=utf-16", utf_16.clone(), 200, Value::Null),
            (
                "application/json; charset=utf-16",
                message.clone().into_bytes()[..5].to_vec(),
                400,
                json!("invalid_encoding"),
            ),
            ("application/json; charset=iso-8859-1", message.clone().into_bytes(), 415, json!("unsupported_media")),
        ] {
            let answer = running.source(path).header("content-type", media).body(body).send().await.unwrap();
            let (said, problem) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
            assert_eq!((said, &problem["code"]), (status, &code), "{path} {media}: {problem}");
        }
    }
    let admin = running.admin(Method::POST, "/v1/branches").header("content-type", "application/json");
    let branch = format!("\u{feff}{}", json!({"id": "bom", "name": "Bom", "brand": "main"}));
    assert_eq!(admin.body(branch).send().await.unwrap().status(), StatusCode::CREATED);
    running.end().await;
}

#[tokio::test]
async fn an_import_names_what_the_books_do_not_have_as_told() {
    let running = begin().await;
    let told = |id: u32, user: &str, event: &str, properties: Value| {
        json!({"type": "track", "messageId": format!("i-{id}"), "event": event, "userId": user,
            "timestamp": "2026-03-01T08:00:00Z", "properties": properties})
    };
    let order = |id: &str, revenue: u32| json!({"order_id": id, "revenue": revenue});
    running.track("ada", "Order Completed", order("i1", 10)).await;
    running.track("ada", "Order Completed", order("i2", 20)).await;
    running.settle().await;
    let batch = json!({"batch": [
        told(0, "ada", "Order Updated", order("i1", 11)),
        told(1, "bob", "Order Completed", order("i2", 99)),
        told(2, "bob", "Order Completed", order("i2", 20)),
        told(3, "bob", "Order Refunded", order("i2", 5)),
        told(4, "eva", "Order Completed", order("i3", 7)),
        told(5, "tom", "Order Completed", order("i3", 8)),
        told(6, "tom", "Order Refunded", json!({"order_id": "i3", "revenue": 1, "currency": "USD"})),
        told(7, "tom", "Order Completed", json!({"order_id": "i3", "revenue": "x"})),
    ]});
    let expected = json!([
        [1, "another_customer"],
        [2, "another_customer"],
        [5, "another_customer"],
        [6, "other_currency"],
        [7, "unreadable_amount"],
    ]);
    // The rehearsal, the play, and the play once more, after its answer was lost.
    for path in ["/v1/import?dry_run=true", "/v1/import", "/v1/import"] {
        let answer: Value = running.source(path).json(&batch).send().await.unwrap().json().await.unwrap();
        let warned = answer["warnings"].as_array().unwrap().iter().map(|one| json!([one["at"], one["code"]]));
        let mut warned: Vec<Value> = warned.collect();
        warned.sort_by_key(|one| one[0].as_u64());
        assert_eq!(json!(warned), expected, "{path}");
    }
    assert_eq!(running.get("/v1/orders/i2").await["left"]["minor"], json!(1_500));
    running.end().await;
}

#[tokio::test]
async fn an_address_that_is_taken_back_is_shown_as_such_and_gets_no_mail() {
    let running = begin().await;
    running.plan().await;
    let document = "id: mail\nname: Mail\nbrand: main\nactivity: shoes\npurpose: service\n\
        triggers:\n  - when: {event: Product Viewed}\nsteps:\n  - id: mail\n    message:\n      channel: email\n      \
        content: {subject: Hello, text: Hello}\n";
    running.publish("mail", document).await;
    let ada = running.identify("ada", json!({"email": "ada@example.com", "phone": "+49 30 901820"})).await;
    running.identify("ada", json!({"email": null})).await;
    let shown = running.get(&format!("/v1/customers/{ada}")).await;
    let of =
        |kind: &str| shown["identifiers"].as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap().clone();
    assert!(of("email")["removed"].is_string() && of("phone")["removed"].is_null(), "{shown}");
    running.track("ada", "Product Viewed", json!({})).await;
    let timeline = running.get(&format!("/v1/customers/{ada}/timeline")).await.to_string();
    assert!(timeline.contains("no_address"), "{timeline}");
    assert_eq!(running.customer("email:ada@example.com").await, ada, "they are still recognised by it");
    // A page may only wish it; whoever is responsible decides.
    running.identify("bob", json!({"email": "bob@example.com"})).await;
    let page = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop", "trust": "public"});
    let (status, made) = running.post("/v1/sources", page).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let wish = json!({"userId": "bob", "traits": {"email": null}});
    let wished = running.plain(Method::POST, "/v1/identify").basic_auth(made["write_key"].as_str().unwrap(), Some(""));
    assert_eq!(wished.json(&wish).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    let bob = running.customer("user_id:bob").await;
    let look = async || running.get(&format!("/v1/customers/{bob}")).await;
    let shown = look().await;
    assert_eq!((&shown["claims"][0]["value"], &shown["claims"][0]["gone"]), (&json!("bob@example.com"), &json!(true)));
    let of_mail = |shown: &Value| {
        shown["identifiers"].as_array().unwrap().iter().find(|one| one["kind"] == "email").unwrap()["removed"].clone()
    };
    assert!(of_mail(&shown).is_null(), "{shown}");
    let yes = json!({"kind": "email", "value": "bob@example.com", "accept": true});
    let (status, answer) = running.post(&format!("/v1/customers/{bob}/claims"), yes).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.settle().await;
    let shown = look().await;
    assert!(of_mail(&shown).is_string() && shown["claims"] == json!([]), "{shown}");
    // Who says it again wants it again.
    running.identify("ada", json!({"email": "ada@example.com"})).await;
    let shown = running.get(&format!("/v1/customers/{ada}")).await;
    assert!(shown["identifiers"].as_array().unwrap().iter().all(|one| one["removed"].is_null()), "{shown}");
    running.end().await;
}

#[tokio::test]
async fn an_archive_without_moments_does_not_happen_now() {
    let running = begin().await;
    let bought =
        json!({"type": "track", "userId": "ada", "event": "Order Completed", "properties": {"order_id": "o-1"}});
    let import = async |path: &str, messages: Value| {
        let answer = running.source(path).json(&json!({"batch": messages})).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    for moment in [json!(null), json!({})] {
        let mut message = bought.clone();
        if moment.is_null() {
            message["timestamp"] = moment;
        }
        let people = json!({"type": "identify", "userId": "ada", "traits": {"name": "Ada"}});
        for path in ["/v1/import", "/v1/import?dry_run=true", "/v1/import?now=false"] {
            let (status, answer) = import(path, json!([people, message])).await;
            assert_eq!((status, &answer["reason"]), (StatusCode::BAD_REQUEST, &json!("no_moment")), "{answer}");
            assert!(answer["detail"].as_str().unwrap().starts_with("Message 1: `timestamp`"), "{answer}");
        }
    }
    let people = json!({"type": "identify", "userId": "ada", "traits": {"name": "Ada"}});
    assert_eq!(import("/v1/import", json!([people])).await.0, StatusCode::OK, "who somebody is has no moment");
    assert_eq!(import("/v1/import?now=true", json!([bought])).await.0, StatusCode::OK);
    assert_eq!(import("/v1/batch", json!([bought])).await.0, StatusCode::OK, "a live batch happens now");
    running.end().await;
}

#[tokio::test]
async fn numbers_come_back_as_they_were_sent() {
    let running = begin().await;
    let body = r#"{"userId":"ada","event":"Measured","properties":{"a":383666.30999856483,"b":0.1,"c":1e-7,"d":-9007199254740993,
        "e":5e-324,"f":2.2250738585072011e-308}}"#;
    let sent = running.source("/v1/track").header("Content-Type", "application/json").body(body).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::OK);
    running.settle().await;
    let ada = running.customer("user_id:ada").await;
    for path in [format!("/v1/customers/{ada}/timeline"), format!("/v1/customers/{ada}/export")] {
        let text = running.admin(Method::GET, &path).send().await.unwrap().text().await.unwrap();
        for number in ["383666.30999856483", "0.1", "1e-7", "-9007199254740993", "5e-324", "2.225073858507201e-308"] {
            assert!(text.contains(&format!(":{number}")), "{number}: {text}");
        }
    }
    running.end().await;
}

#[tokio::test]
async fn a_repetition_is_no_event() {
    let running = begin().await;
    let counted = async || {
        let text = running.admin(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
        let lines = text.lines().filter(|line| line.starts_with("rapport_events_total"));
        lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok()).sum::<u64>()
    };
    let before = counted().await;
    let body = json!({"userId": "ada", "event": "Seen", "messageId": "m-1"});
    for _ in 0..3 {
        running.source("/v1/track").json(&body).send().await.unwrap();
    }
    assert_eq!(counted().await - before, 1);
    let sources = running.get("/v1/sources").await;
    assert_eq!(sources[0]["events"], json!(1), "{sources}");
    running.end().await;
}

#[tokio::test]
async fn a_pages_category_is_kept_and_an_event_is_no_consent() {
    let running = begin().await;
    let page =
        json!({"userId": "ada", "name": "Trail 9", "category": "Shoes", "context": {"campaign": {"name": "autumn"}}});
    let own = json!({"userId": "ada", "name": "Trail 9", "category": "Shoes", "properties": {"category": "Boots"}});
    for body in [&page, &own] {
        assert_eq!(running.source("/v1/page").json(body).send().await.unwrap().status(), StatusCode::OK);
    }
    let told = json!({"userId": "ada", "event": "Segment Consent Preference Updated",
        "context": {"consent": {"categoryPreferences": {"Advertising": true}}}});
    let answer: Value = running.source("/v1/track").json(&told).send().await.unwrap().json().await.unwrap();
    let warning = &answer["warnings"][0];
    assert_eq!((&warning["field"], &warning["code"]), (&json!("event"), &json!("no_consent_recorded")), "{answer}");
    running.settle().await;
    let ada = running.customer("user_id:ada").await;
    let timeline = running.get(&format!("/v1/customers/{ada}/timeline")).await;
    let items = timeline["items"].as_array().unwrap();
    let mut categories: Vec<&str> = items.iter().filter_map(|one| one["data"]["category"].as_str()).collect();
    categories.sort_unstable();
    assert_eq!(categories, ["Boots", "Shoes"]);
    assert!(items.iter().any(|one| one["context"]["campaign"]["name"] == "autumn"), "{timeline}");
    assert!(items.iter().any(|one| one["context"]["consent"]["categoryPreferences"]["Advertising"] == true));
    let states = running.get(&format!("/v1/customers/{ada}/consents")).await;
    assert_eq!(states["history"], json!([]), "{states}");
    running.end().await;
}
