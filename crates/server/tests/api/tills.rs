//! At the till and on the page: vouchers redeemed once, placements with reasons, returned mail, live feeds.

use crate::common::{Running, begin};
use rapport_channel::voucher::PoolId;
use rapport_platform::sql::voucher::Wish;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const PLACEMENT: &str = r#"
id: banner
name: Banner of what was looked at
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: Product Viewed}
entry: {re_entry: always}
steps:
  - id: show
    message:
      channel: web
      offer: {product_from: product_id}
      content:
        placement: home
        headline: "Still thinking about {{ data.name }}?"
        text: "Come and try."
        link: {url: "/shoes", label: "See"}
"#;

const GIFT: &str = r#"
id: gift
name: A voucher for the next visit
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: Store Entered}
steps:
  - id: voucher
    voucher: {pool: socks, value: 5.00 EUR, valid_for: 14d}
  - id: tell
    message:
      channel: staff
      content: {say: "Give the voucher {{ voucher.code }}."}
"#;

async fn pool(running: &Running) {
    let pool = json!({
        "id": "socks", "name": "Socks", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "cap": {"minor": 1_000, "currency": "EUR"},
        "validity": {"for": "14d"}, "conditions": {"min_basket": {"minor": 2_000, "currency": "EUR"}},
    });
    let (status, answer) = running.post("/v1/vouchers/pools", pool).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

fn basket(code: &str, redemption: &str, minor: i64) -> Value {
    json!({"code": code, "redemption": redemption, "order": redemption,
        "lines": [{"product": "shoe-1", "amount": {"minor": minor, "currency": "EUR"}}]})
}

#[tokio::test]
async fn a_voucher_is_committed_when_given_redeemed_once_and_rolled_back() {
    let running = begin().await;
    running.plan().await;
    pool(&running).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    running.publish("gift", GIFT).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    let prompt = running
        .until("the prompt", async |running: &Running| {
            running.get("/v1/branches/mitte/prompts").await["open"].get(0).cloned()
        })
        .await;
    let code = prompt["voucher"].as_str().unwrap().to_owned();
    assert!(prompt["say"].as_str().unwrap().contains(&code));
    let committed = async || {
        let figures = running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"].clone();
        (figures["committed"]["minor"].as_i64().unwrap(), figures["actual"]["minor"].as_i64().unwrap())
    };
    assert_eq!(committed().await, (500, 0));
    let till = async |path: &str, body: Value| {
        let response = running.source(path).json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json::<Value>().await.unwrap()
    };
    let small = till("/v1/vouchers/validate", basket(&code, "r-0", 1_000)).await;
    assert_eq!((small["valid"].as_bool(), small["code"].as_str()), (Some(false), Some("basket_too_small")));
    let races: Vec<_> = (0..20)
        .map(|n| {
            let body = basket(&code, &format!("r-{n}"), 5_000);
            tokio::spawn(running.source("/v1/vouchers/redeem").json(&body).send())
        })
        .collect();
    let mut good = Vec::new();
    for race in races {
        let answer = race.await.unwrap().unwrap().json::<Value>().await.unwrap();
        if answer["valid"] == true {
            good.push(answer["voucher"]["order"].as_str().unwrap().to_owned());
        } else {
            assert_eq!(answer["code"], "already_redeemed");
        }
    }
    assert_eq!(good.len(), 1, "no race gives one twice");
    assert_eq!(committed().await, (0, 500));
    let again = till("/v1/vouchers/redeem", basket(&code, &good[0], 5_000)).await;
    assert_eq!((again["valid"].as_bool(), again["discount"]["minor"].as_i64()), (Some(true), Some(500)));
    let back = till("/v1/vouchers/rollback", json!({"code": code, "redemption": good[0]})).await;
    assert_eq!(back["voucher"]["state"], "rolled_back");
    let (off, cost) = (&again["said"], json!({"minor": 500, "currency": "EUR"}));
    assert_eq!((&off["code"], &off["cost"]), (&json!("off"), &cost), "{again}");
    let undone = &back["said"];
    assert_eq!(
        (&undone["code"], &undone["cost"], &undone["order"]),
        (&json!("rolled_back"), &cost, &json!(good[0])),
        "{back}"
    );
    assert!(back["message"].as_str().unwrap().starts_with("Redemption taken back"), "{back}");
    assert_eq!(committed().await, (500, 0));
    running.settle().await;
    let customer = running.customer("user_id:ada").await;
    let timeline = running.get(&format!("/v1/customers/{customer}/timeline")).await.to_string();
    assert!(timeline.contains("Redeemed a voucher") && timeline.contains("Redemption taken back"));
    running.end().await;
}

/// Two vouchers from pools that are and are not combinable.
async fn two_codes(running: &Running) -> [String; 2] {
    running.plan().await;
    let mut codes = Vec::new();
    for (id, code) in [("alone", "KINO-0001"), ("friendly", "KINO-0002")] {
        let pool = json!({
            "id": id, "name": id, "brand": "main", "activity": "shoes", "imported": true,
            "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "conditions": {"combinable": id == "friendly"},
        });
        assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
        running.post(&format!("/v1/vouchers/pools/{id}/codes"), json!({"codes": [code]})).await;
        let wish = Wish {
            pool: PoolId(id.into()),
            key: "k".into(),
            customer: None,
            at: running.server.as_ref().unwrap().app().now(),
            zone: "UTC".into(),
            benefit: None,
            lasts: None,
            conditions: None,
        };
        let given = running.server.as_ref().unwrap().app().vouchers.issue(wish).await.unwrap();
        codes.push(given.voucher.code.to_string());
    }
    codes.try_into().unwrap()
}

#[tokio::test]
async fn a_number_is_the_same_order_as_the_text_of_its_digits() {
    let running = begin().await;
    running.plan().await;
    let pool = json!({"id": "letter", "name": "Letter", "brand": "main", "activity": "shoes", "imported": true,
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "14d"}});
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    running.post("/v1/vouchers/pools/letter/given", json!({"codes": [{"code": "KINO0001"}]})).await;
    let redeem = |redemption: Value, order: Value| {
        json!({"code": "KINO0001", "redemption": redemption, "order": order,
            "lines": [{"product": 12, "amount": {"minor": 5_000, "currency": "EUR"}}]})
    };
    for (redemption, order) in [(json!(17), json!(4711)), (json!("17"), json!("4711")), (json!(17.0), json!(" 4711"))] {
        let (valid, code) = at_the_till(&running, "redeem", redeem(redemption, order)).await;
        assert_eq!((valid, code.as_str()), (Some(true), ""), "the same redemption each time");
    }
    assert_eq!(running.get("/v1/vouchers/KINO0001").await["order"], "4711");
    for odd in [json!(true), json!(47.11), json!(["4711"]), json!("x".repeat(129))] {
        let answer =
            running.source("/v1/vouchers/redeem").json(&redeem(json!("18"), odd.clone())).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{odd}");
    }
    running.end().await;
}

async fn at_the_till(running: &Running, call: &str, body: Value) -> (Option<bool>, String) {
    let response = running.source(&format!("/v1/vouchers/{call}")).json(&body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{call}");
    let answer = response.json::<Value>().await.unwrap();
    (answer["valid"].as_bool(), answer["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn vouchers_that_do_not_combine_do_not_whatever_the_till_says() {
    let running = begin().await;
    let [alone, friendly] = two_codes(&running).await;
    let basket = |code: &str, redemption: &str, order: &str, others: Option<u32>| {
        let mut basket = basket(code, redemption, 5_000);
        basket["order"] = json!(order);
        if let Some(others) = others {
            basket["other_vouchers"] = json!(others);
        }
        basket
    };
    let no = |code: &str| (Some(false), code.to_owned());
    let yes = (Some(true), String::new());
    for (n, others) in [None, Some(0), Some(1)].into_iter().enumerate() {
        let (order, first, second) = (format!("o-{n}"), format!("f-{n}"), format!("s-{n}"));
        // One order has one spelling, as for its events.
        let spelled = format!(" {order}\u{200b} ");
        assert_eq!(at_the_till(&running, "redeem", basket(&friendly, &first, &spelled, None)).await, yes);
        for call in ["validate", "redeem"] {
            let answer = at_the_till(&running, call, basket(&alone, &second, &order, others)).await;
            assert_eq!(answer, no("not_combinable"), "{others:?}");
        }
        at_the_till(&running, "rollback", json!({"code": friendly, "redemption": first})).await;
        assert_eq!(at_the_till(&running, "redeem", basket(&alone, &second, &order, None)).await, yes);
        for call in ["validate", "redeem"] {
            let answer = at_the_till(&running, call, basket(&friendly, &format!("again-{n}"), &order, others)).await;
            assert_eq!(answer, no("other_stands_alone"), "{others:?}");
        }
        at_the_till(&running, "rollback", json!({"code": alone, "redemption": second})).await;
    }
    // What programs write when they have no number names no order that two baskets could share.
    assert_eq!(at_the_till(&running, "redeem", basket(&friendly, "x", "undefined", None)).await, yes);
    assert_eq!(at_the_till(&running, "redeem", basket(&alone, "y", "undefined", None)).await, yes);
    running.end().await;
}

#[tokio::test]
async fn a_roll_back_that_arrives_before_its_redeem_holds() {
    let running = begin().await;
    let [code, _] = two_codes(&running).await;
    let back = json!({"code": code, "redemption": "r-1"});
    for _ in 0..2 {
        let answer = at_the_till(&running, "rollback", back.clone()).await;
        assert_eq!(answer, (Some(false), "unknown_redemption".to_owned()));
    }
    let late = at_the_till(&running, "redeem", basket(&code, "r-1", 5_000)).await;
    assert_eq!(late, (Some(false), "rolled_back".to_owned()));
    assert_eq!(running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"], 0);
    assert_eq!(at_the_till(&running, "redeem", basket(&code, "r-2", 5_000)).await.0, Some(true));
    running.end().await;
}

#[tokio::test]
async fn a_placement_shows_until_the_shoes_are_bought_at_the_till() {
    let running = begin().await;
    running.plan().await;
    running.publish("banner", PLACEMENT).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe", "product_id": "shoe-1"})).await;
    let ask = async |user: &str| {
        let body = json!({"who": {"user_id": user}, "placement": "home"});
        let response = running.source("/v1/decide").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<Value>().await.unwrap()
    };
    assert_eq!(ask("nobody").await["show"], Value::Null);
    assert_eq!(ask("ada").await["show"], Value::Null, "nothing is shown without consent");
    running.consent("ada", "web", "grant").await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe", "product_id": "shoe-1"})).await;
    let shown = ask("ada").await;
    assert_eq!(shown["show"]["content"]["headline"], "Still thinking about Trail shoe?", "{shown}");
    assert_eq!(shown["considered"][0]["outcome"], "chosen");
    let key = shown["show"]["send_key"].clone();
    running.track("ada", "Placement Clicked", json!({"send_key": key})).await;
    let delivery = running.get(&format!("/v1/deliveries/{}", key.as_str().unwrap().replace('/', "%2F"))).await;
    assert!(delivery["steps"].to_string().contains("clicked"), "{delivery}");
    let bought = json!({"order_id": "o-9", "products": [{"product_id": "shoe-1", "price": 80}]});
    running.track("ada", "Order Completed", bought).await;
    let after = ask("ada").await;
    assert_eq!(after["show"], Value::Null, "{after}");
    assert!(after["considered"].to_string().contains("already_bought") || after["considered"] == json!([]), "{after}");
    running.end().await;
}

#[tokio::test]
async fn a_returned_mail_that_names_no_message_of_ours_stops_nobody_and_is_seen() {
    let running = begin().await;
    let customer = running.identify("ada", json!({"email": "ada@example.com"})).await;
    let report = "From: MAILER-DAEMON@mx.example\r\nTo: bounce@acme.example\r\nSubject: Undelivered\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
    let send =
        |media: &'static str| running.source("/v1/inbound/email").header("content-type", media).body(report).send();
    assert_eq!(send("text/csv").await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let ses = json!({"notificationType": "Bounce", "mail": {"source": "bounce@acme.example"},
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ada@example.com", "status": "5.1.1"}]}});
    for (media, body) in [
        ("application/json", ses.to_string()),
        ("text/plain; charset=UTF-8", json!({"Type": "Notification", "Message": ses.to_string()}).to_string()),
    ] {
        let posted = running.source("/v1/inbound/email").header("content-type", media).body(body);
        let answer = posted.send().await.unwrap().json::<Value>().await.unwrap();
        assert_eq!((&answer["kind"], &answer["reason"]), (&json!("hard_bounce"), &json!("no_message")), "{answer}");
    }
    let made_up = report.replace("bounce@acme", "bounce+0123456789abcdef0123456789abcdef@acme");
    let complaint =
        "From: fbl@mx.example\r\nTo: abuse@acme.example\r\nSubject: complaint about message\r\n\r\nada@example.com";
    for (mail, kind) in [(report, "hard_bounce"), (&made_up, "hard_bounce"), (complaint, "complaint")] {
        // Whoever hands it in: believing the source does not make the mail true.
        let own = running.source("/v1/inbound/email").header("content-type", "message/rfc822");
        let admin = running.admin(Method::POST, "/v1/inbound/email").header("content-type", "message/rfc822");
        for request in [own, admin] {
            let answer = request.body(mail.to_owned()).send().await.unwrap().json::<Value>().await.unwrap();
            let said = (&answer["kind"], &answer["applied"], &answer["reason"]);
            assert_eq!(said, (&json!(kind), &json!(false), &json!("no_message")), "{answer}");
        }
    }
    // A webhook of a service that is not read is not acknowledged, so that the service shows it and tries again.
    for (media, body) in [
        ("message/rfc822", r#"{"event-data": {"event": "complained", "recipient": "ada@example.com"}}"#),
        ("application/json", r#"{"RecordType": "SpamComplaint", "Email": "ada@example.com"}"#),
        ("message/rfc822", ""),
    ] {
        let posted = running.source("/v1/inbound/email").header("content-type", media).body(body).send().await.unwrap();
        assert_eq!(posted.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    assert_eq!(consents["suppressions"], json!([]));
    let attention = running.get("/v1/overview").await["attention"].clone();
    let seen = attention.as_array().unwrap().iter().find(|one| one["kind"] == "reports_unmatched").unwrap();
    assert_eq!(seen["count"], 11, "{seen}");
    running.end().await;
}

#[tokio::test]
async fn the_live_feed_tells_what_happens_and_to_whom_it_may() {
    let running = begin().await;
    let mut feed = running.admin(Method::GET, "/v1/live").send().await.unwrap();
    assert_eq!(feed.status(), StatusCode::OK);
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    let heard = async {
        let mut all = String::new();
        while let Some(chunk) = feed.chunk().await.unwrap() {
            all.push_str(&String::from_utf8_lossy(&chunk));
            if all.contains("Product Viewed") {
                return all;
            }
        }
        all
    };
    let heard = tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap();
    assert!(heard.contains("event: entry"), "{heard}");
    running.end().await;
}

/// The first happenings a feed tells, until it has told of `last`.
async fn told(running: &Running, path: &str, last: &str) -> String {
    let mut feed = running.admin(Method::GET, path).send().await.unwrap();
    let heard = async {
        let mut all = String::new();
        while let Some(chunk) = feed.chunk().await.unwrap() {
            all.push_str(&String::from_utf8_lossy(&chunk));
            if all.contains(last) {
                break;
            }
        }
        all
    };
    tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap()
}

#[tokio::test]
async fn the_live_feed_begins_with_what_happened_last_and_forgets_the_erased() {
    let running = begin().await;
    for name in ["First", "Second", "Third"] {
        running.track("ada", name, json!({})).await;
    }
    running.track("bob", "Fourth", json!({})).await;
    let heard = told(&running, "/v1/live?recent=2", "Fourth").await;
    assert!(heard.contains("Third") && !heard.contains("Second"), "the last two, oldest first: {heard}");
    let ada = running.customer("ada").await;
    running.erase(&ada).await;
    let heard = told(&running, "/v1/live?recent=100", "Fourth").await;
    assert!(!heard.contains("Third"), "{heard}");
    let too_many = running.admin(Method::GET, "/v1/live?recent=101").send().await.unwrap();
    assert_eq!(too_many.status(), StatusCode::BAD_REQUEST);
    running.end().await;
}

/// A screen must not look whole when it is not.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_falls_behind_is_told_how_much_it_missed() {
    let running = begin().await;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let to = running.base.trim_start_matches("http://").parse().unwrap();
    let mut feed = socket.connect(to).await.unwrap();
    let ask = format!("GET /v1/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", crate::common::TOKEN);
    feed.write_all(ask.as_bytes()).await.unwrap();
    let mut heard = vec![0; 4096];
    let first = feed.read(&mut heard).await.unwrap();
    assert!(String::from_utf8_lossy(&heard[..first]).starts_with("HTTP/1.1 200"));
    for round in 0..10 {
        let event = |n: usize| {
            json!({"type": "track", "userId": "l", "event": "Said", "messageId": format!("{round}-{n}"),
                "properties": {"note": "x".repeat(300)}})
        };
        let batch = json!({"batch": (0..1_000).map(event).collect::<Vec<_>>()});
        assert_eq!(running.source("/v1/batch").json(&batch).send().await.unwrap().status(), StatusCode::OK);
        running.settle().await;
    }
    let told = async {
        let mut all = String::new();
        while !all.contains("event: missed") {
            let read = feed.read(&mut heard).await.unwrap();
            assert!(read > 0, "the feed ended without a word");
            all.push_str(&String::from_utf8_lossy(&heard[..read]));
            all.drain(..all.floor_char_boundary(all.len().saturating_sub(8_192)));
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told).await.expect("nobody said that something was missed");
    running.end().await;
}

#[tokio::test]
async fn actuals_come_by_csv_once_and_bad_rows_are_named() {
    let running = begin().await;
    running.plan().await;
    let csv = "invoice,activity,amount\nR-1,shoes,120.50\nR-2,nothing,1.00\nR-3,shoes,abc\n";
    let send = async |query: &str| {
        let request = running.admin(Method::POST, &format!("/v1/plan/actuals{query}"));
        let response = request.header("content-type", "text/csv").body(csv).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<Value>().await.unwrap()
    };
    let actual =
        async || running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"].clone();
    let dry = send("?dry_run=true").await;
    assert_eq!((dry["would_book"].as_u64(), dry["refused"].as_array().unwrap().len()), (Some(1), 2), "{dry}");
    assert_eq!(dry["booked"], 0, "nothing is said to be done");
    let misspelt = running.admin(Method::POST, "/v1/plan/actuals?dryrun=true").header("content-type", "text/csv");
    assert_eq!(misspelt.body(csv).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(actual().await, 0);
    assert_eq!(send("").await["booked"], 1);
    let again = send("").await;
    assert_eq!((again["booked"].as_u64(), again["known"].as_u64()), (Some(0), Some(1)), "{again}");
    let again = send("?dry_run=true").await;
    assert_eq!((again["would_book"].as_u64(), again["known"].as_u64()), (Some(0), Some(1)), "{again}");
    assert_eq!(actual().await, 12_050);
    let sheet = running
        .admin(Method::POST, "/v1/plan/actuals")
        .header("content-type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let sheet = sheet.body(&include_bytes!("../../../files/tests/invoices.xlsx")[..]).send().await.unwrap();
    let booked: Value = sheet.json().await.unwrap();
    assert_eq!((booked["booked"].as_u64(), booked["refused"][0]["line"].as_u64()), (Some(2), Some(5)), "{booked}");
    assert_eq!(actual().await, 12_050 + 123_456 - 700);
    running.end().await;
}

/// An accounting program's file, and what its author has to say of it where it can be read in two ways.
#[tokio::test]
async fn an_invoice_is_shown_on_its_day_and_the_file_is_read_as_it_is_said_to_be_written() {
    let running = begin().await;
    running.plan().await;
    let now = running.server.as_ref().unwrap().app().now();
    let today = now.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = today.checked_sub(jiff::Span::new().days(40)).unwrap();
    let csv = format!(
        "Belegnummer;Massnahme;Betrag;WKZ;S/H;Belegdatum;Buchungstext\n2026/17;shoes;1.250;EUR;S;{0};Druck\n\
         2026/17;shoes;250;EUR;H;{0};Gutschrift\n;;1.000;;;;Summe\n;;;;;;\n",
        day.strftime("%d/%m/%Y")
    );
    let send = async |query: &str| {
        let request = running.admin(Method::POST, &format!("/v1/plan/actuals{query}"));
        let response = request.header("content-type", "text/csv").body(csv.clone()).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let (status, open) = send("").await;
    assert_eq!((status, open["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_file")), "{open}");
    assert!(open["detail"].as_str().unwrap().contains("decimal: point"), "{open}");
    let (status, wrong) = send("?delimiter=ab").await;
    assert_eq!((status, wrong["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_parameter")), "{wrong}");
    let said = "?decimal=comma&dates=day_first&encoding=utf-8&delimiter=%3B&line_breaks=false";
    let (status, done) = send(said).await;
    assert_eq!((status, &done["booked"], &done["empty"]), (StatusCode::OK, &json!(2), &json!(1)), "{done}");
    assert_eq!(done["refused"][0]["code"], "sum_row", "{done}");
    assert_eq!(send(said).await.1["known"], 2);
    let records = running.get("/v1/plan/nodes/activity:shoes/records?kind=actual").await;
    let record = &records["items"][1];
    assert_eq!(record["reference"], json!({"kind": "invoice", "id": "2026/17", "line": "1"}), "{record}");
    assert_eq!(record["at"], format!("{day}T00:00:00.000Z"));
    assert!(record["recorded"].as_str().unwrap() > record["at"].as_str().unwrap());
    let actual = async |days: i64| {
        let moment = day.checked_add(jiff::Span::new().days(days)).unwrap();
        let node = running.get(&format!("/v1/plan/nodes/activity:shoes?as_of={moment}T00:00:00Z")).await;
        node["node"]["figures"]["actual"]["minor"].clone()
    };
    assert_eq!((actual(0).await, actual(1).await), (json!(0), json!(100_000)));
    running.end().await;
}

/// Four vouchers of 5.00 in a basket of 12.00, one of them taken back under a name with a blank.
#[tokio::test]
async fn vouchers_of_one_order_take_off_what_it_costs_and_the_credit_follows_them() {
    let running = begin().await;
    running.plan().await;
    let codes = ["AAAA-1111", "AAAA-2222", "AAAA-3333", "AAAA-4444"];
    let pool = json!({
        "id": "gifts", "name": "Gifts", "brand": "main", "activity": "shoes", "imported": true,
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "conditions": {"combinable": true},
    });
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    assert_eq!(running.post("/v1/vouchers/pools/gifts/codes", json!({"codes": codes})).await.0, StatusCode::OK);
    let app = running.server.as_ref().unwrap().app();
    for code in codes {
        let wish = rapport_platform::sql::voucher::Wish {
            pool: rapport_channel::voucher::PoolId("gifts".into()),
            key: code.into(),
            customer: None,
            at: app.now(),
            zone: "UTC".into(),
            benefit: None,
            lasts: None,
            conditions: None,
        };
        app.vouchers.issue(wish).await.unwrap();
    }
    let call = async |path: &str, body: Value| {
        let answer = running.source(&format!("/v1/vouchers/{path}")).json(&body).send().await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    // The order is told before its vouchers are redeemed.
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 12, "margin": 3})).await;
    let told = async |running: &Running| {
        let answer = running.admin(Method::GET, "/v1/orders/o-1").send().await.unwrap();
        if answer.status() == StatusCode::OK { answer.json::<Value>().await.ok() } else { None }
    };
    assert_eq!(running.until("the order", told).await["credits"], json!([]));
    let mut taken = Vec::new();
    for (code, redemption) in codes.iter().zip([" t1", "t2", "t3", "t4"]) {
        let mut used = basket(code, "o-1", 1_200);
        used["redemption"] = json!(redemption);
        let answer = call("redeem", used).await;
        taken.push((answer["discount"]["minor"].clone(), answer["code"].clone()));
    }
    let cut = [500, 500, 200].map(|minor| (json!(minor), Value::Null));
    assert_eq!((&taken[..3], &taken[3]), (&cut[..], &(json!(0), json!("nothing_left"))));
    let credit = async || running.get("/v1/orders/o-1").await["credits"].clone();
    assert_eq!(credit().await[0]["activity"], "shoes");
    assert_eq!(credit().await[0]["revenue"]["minor"], 1_200);
    for (code, redemption) in codes.iter().zip(["t1 ", "t2\u{200b}", " t3"]) {
        let answer = call("rollback", json!({"code": code, "redemption": redemption})).await;
        assert_eq!(answer["valid"], true, "{answer}");
    }
    assert_eq!(credit().await, json!([]), "no voucher is redeemed in it any more");
    // A roll-back that came first holds under every spelling of the name.
    assert_eq!(call("rollback", json!({"code": codes[3], "redemption": "t9"})).await["code"], "unknown_redemption");
    let mut late = basket(codes[3], "o-1", 1_200);
    late["redemption"] = json!("t9 ");
    assert_eq!(call("redeem", late).await["code"], "rolled_back");
    let blank = call("rollback", json!({"code": codes[3], "redemption": "  "})).await;
    assert_eq!(blank["code"], "invalid_body", "{blank}");
    running.end().await;
}

#[tokio::test]
async fn an_order_belongs_to_the_voucher_redeemed_in_it_not_to_the_later_prompt() {
    let running = begin().await;
    running.plan().await;
    let node = json!({"id": "activity:gifts", "name": "Gifts", "parent": "campaign:spring"});
    assert_eq!(running.post("/v1/plan/nodes", node).await.0, StatusCode::CREATED);
    let pool = json!({
        "id": "gifts", "name": "Gifts", "brand": "main", "activity": "gifts",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "14d"},
    });
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    running.publish("gift", &GIFT.replace("pool: socks", "pool: gifts")).await;
    let customer = running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    let open = async |running: &Running| running.get("/v1/branches/mitte/prompts").await["open"].get(0).cloned();
    let prompt = running.until("the prompt", open).await;
    let code = prompt["voucher"].as_str().unwrap();
    let mut used = basket(code, "o-1", 5_000);
    used["who"] = json!({"user_id": "ada"});
    let redeemed = running.source("/v1/vouchers/redeem").json(&used).send().await.unwrap();
    assert_eq!(redeemed.json::<Value>().await.unwrap()["valid"], true);
    // The prompt was the last touch, of another activity.
    let answer =
        format!("/v1/branches/mitte/prompts/{}/answer", prompt["send_key"].as_str().unwrap().replace('/', "%2F"));
    assert_eq!(running.post(&answer, json!({"answer": "done"})).await.0, StatusCode::OK);
    for (order, credited) in [("o-1", "gifts"), ("o-2", "shoes")] {
        let bought = json!({"order_id": order, "revenue": 50, "products": [{"product_id": "shoe-1", "price": 50}]});
        running.track("ada", "Order Completed", bought).await;
        let credits = async |running: &Running| {
            let order = running.get(&format!("/v1/orders/{order}")).await;
            (order["credits"] != json!([])).then_some(order)
        };
        let order = running.until("the credit", credits).await;
        assert_eq!(order["credits"][0]["activity"], credited, "{order}");
        assert_eq!(order["credits"].as_array().unwrap().len(), 1);
    }
    // Who is erased is in no voucher any more; the voucher and its money stay.
    running.erase(&customer).await;
    let app = running.server.as_ref().unwrap().app();
    let nobody = async |_: &Running| {
        let (voucher, _) = app.vouchers.find(code).await.unwrap();
        let redeemer = voucher.redemption.as_ref().unwrap().customer;
        (voucher.customer.is_none() && redeemer.is_none() && !voucher.key.contains(&customer)).then_some(())
    };
    running.until("the voucher to forget", nobody).await;
    // What stands in the place of the till's name for the redemption is no one's to name.
    let key: String = code.chars().filter(|sign| *sign != '-').collect();
    for name in [format!("erased/{key}"), format!("erased/{code}"), String::new(), "o-1".to_owned()] {
        let wish = json!({"code": code, "redemption": name});
        let answer = running.source("/v1/vouchers/rollback").json(&wish).send().await.unwrap();
        assert_ne!(answer.json::<Value>().await.unwrap()["valid"], true, "{name}");
    }
    let (voucher, _) = app.vouchers.find(code).await.unwrap();
    assert!(voucher.redemption.is_some_and(|used| used.id.is_empty()) && voucher.rolled_back.is_empty());
    assert!(app.vouchers.of_customer(customer.parse().unwrap()).await.unwrap().is_empty());
    running.end().await;
}

#[tokio::test]
async fn a_national_number_is_read_with_the_brands_country() {
    let running = begin().await;
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["country"] = json!("DE");
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": settings})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let customer = running.identify("ada", json!({"phone": "030 901820"})).await;
    assert_eq!(running.customer("030%20901820").await, customer, "the search finds it");
    let body = json!({
        "who": {"phone": "030 901820"}, "brand": "main", "purpose": "offers", "channel": "staff", "act": "grant",
        "wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": "form 17"},
    });
    let (status, answer) = running.post("/v1/consents", body).await;
    assert_eq!((status, answer["customer"].as_str()), (StatusCode::OK, Some(customer.as_str())), "{answer}");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_can_never_work_is_refused_with_the_reason_and_kept_out() {
    let running = begin().await;
    running.plan().await;
    let good = json!({
        "id": "socks", "name": "Socks", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "cap": {"minor": 1_000, "currency": "EUR"},
    });
    let bad = [
        ("ends_before_start", json!({"validity": {"from": "2037-01-01T00:00:00Z", "until": "2036-12-01T00:00:00Z"}})),
        ("over", json!({"validity": {"until": "2020-12-01T00:00:00Z"}})),
        ("other_currency", json!({"benefit": {"amount": {"minor": 500, "currency": "PLN"}}, "cap": null})),
        ("other_currency", json!({"cap": {"minor": 90_000, "currency": "PLN"}})),
        ("other_currency", json!({"conditions": {"min_basket": {"minor": 2_000, "currency": "USD"}}})),
        ("cap_below_worth", json!({"cap": {"minor": 499, "currency": "EUR"}})),
        ("not_positive", json!({"benefit": {"amount": {"minor": 0, "currency": "EUR"}}})),
        ("unknown_activity", json!({"activity": "shoos"})),
        ("unknown_brand", json!({"brand": "mine"})),
        ("unknown_branch", json!({"conditions": {"branches": ["nowhere"]}})),
    ];
    for (reason, change) in bad {
        let mut pool = good.clone();
        pool.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, answer) = running.post("/v1/vouchers/pools", pool).await;
        assert_eq!((status, answer["reason"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(reason)), "{answer}");
    }
    assert_eq!(running.get("/v1/vouchers/pools").await, json!([]));
    assert_eq!(running.post("/v1/vouchers/pools", good).await.0, StatusCode::CREATED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_wants_more_than_its_pool_gives_cannot_be_published() {
    let running = begin().await;
    running.plan().await;
    pool(&running).await;
    let percent = json!({"id": "part", "name": "Part", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 2_000, "currency": "EUR"}, "percent": 15}});
    assert_eq!(running.post("/v1/vouchers/pools", percent).await.0, StatusCode::CREATED);
    let step = "{pool: socks, value: 5.00 EUR, valid_for: 14d}";
    for (code, wanted) in [
        ("more_than_pool", "{pool: socks, value: 500.00 EUR, valid_for: 14d}"),
        ("more_than_pool", "{pool: part, value: 20.00 EUR, valid_for: 14d}"),
        ("more_than_pool", "{pool: part, value: 16%, valid_for: 14d}"),
        ("other_currency", "{pool: socks, value: 5.00 USD, valid_for: 14d}"),
        ("other_currency", "{pool: socks, value: 5.00 EUR, valid_for: 14d, conditions: {min_basket: 20.00 USD}}"),
    ] {
        let document = GIFT.replace(step, wanted);
        let (_, answer) = running.post("/v1/journeys/check", json!({"document": document})).await;
        assert_eq!(
            (answer["ok"].as_bool(), answer["problems"][0]["code"].as_str()),
            (Some(false), Some(code)),
            "{answer}"
        );
        assert!(answer["problems"][0]["line"].as_u64().unwrap() > 0, "{answer}");
        let (status, _) = running.post("/v1/journeys/gift/publish", json!({"document": document})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    running.publish("gift", &GIFT.replace(step, "{pool: part, value: 15%, valid_for: 14d}")).await;
    running.end().await;
}

const PAPER: &str = r#"
id: paper
name: A receipt
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: Store Entered, remember: [page]}
entry: {re_entry: always}
steps:
  - id: print
    message:
      channel: receipt
      content: {lines: ["Dear {{ customer.name }}"], voucher: {code: "{{ data.page }}", as: qr}}
"#;

#[tokio::test]
async fn no_paper_leads_where_only_data_says() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let networks = rapport_drivers::reach::Networks::new(["127.0.0.0/8"]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let running =
        crate::common::begin_as(dir, |config| rapport_server::Config { printer_networks: networks, ..config }).await;
    running.plan().await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    let address = listener.local_addr().unwrap().to_string();
    let printer = json!({"id": "till", "branch": "mitte", "address": address, "columns": 42});
    let (status, answer) = running.put("/v1/printers/till", printer).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.publish("paper", PAPER).await;
    let customer = running.identify("ada", json!({"name": "Ada"})).await;
    running.consent("ada", "receipt", "grant").await;
    let told = async || running.get(&format!("/v1/customers/{customer}/timeline")).await.to_string();
    // At planning.
    running.track("ada", "Store Entered", json!({"branch": "mitte", "page": "https://evil.example/v"})).await;
    assert!(told().await.contains("link_host"));
    running.track("ada", "Store Entered", json!({"branch": "mitte", "page": "WIFI:S:evil;;"})).await;
    assert!(told().await.contains("link_scheme"));
    let nobody = tokio::time::timeout(Duration::from_millis(300), listener.accept()).await;
    assert!(nobody.is_err(), "the printer was asked for paper");
    // What is harmless gets there.
    running.track("ada", "Store Entered", json!({"branch": "mitte", "page": "7KQM-2WXR"})).await;
    let came = tokio::time::timeout(Duration::from_secs(5), listener.accept()).await;
    assert!(came.is_ok());
    running.end().await;
}

#[tokio::test]
async fn what_two_tills_gave_for_one_voucher_without_a_line_is_looked_at_and_booked_by_a_person() {
    let running = begin().await;
    running.plan().await;
    pool(&running).await;
    let app = running.server.as_ref().unwrap().app().clone();
    let wish = Wish {
        pool: PoolId("socks".into()),
        key: "letter/1".into(),
        customer: None,
        at: app.now() - rapport_kernel::Span::HOUR,
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    };
    let code = app.vouchers.issue(wish).await.unwrap().voucher.code.to_string();
    let at = (app.now() - rapport_kernel::Span::MINUTE.times(30)).to_string();
    for (redemption, valid) in [("till-1/7", true), ("till-2/3", false)] {
        let mut body = basket(&code, redemption, 5_000);
        body["at"] = json!(at);
        let answer = running.source("/v1/vouchers/redeem").json(&body).send().await.unwrap();
        assert_eq!(answer.json::<Value>().await.unwrap()["valid"], json!(valid), "{redemption}");
    }
    let attention = async || {
        let overview = running.get("/v1/overview").await;
        let entries = overview["attention"].as_array().unwrap().clone();
        let named = |name: &str| entries.iter().find(|entry| entry["kind"] == name).map(|entry| entry["count"].clone());
        (named("given_twice"), named("unbooked"))
    };
    assert_eq!(attention().await, (Some(json!(1)), None));
    let waits = running.get("/v1/plan/unbooked").await;
    assert_eq!((&waits[0]["code"], waits.as_array().unwrap().len()), (&json!("already_redeemed"), 1), "{waits}");
    let actual =
        async || running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"].clone();
    assert_eq!(actual().await, json!(500));
    let (status, _) = running.post("/v1/plan/unbooked/retry", json!({"id": waits[0]["id"]})).await;
    assert_eq!((status, actual().await), (StatusCode::OK, json!(1_000)));
    assert_eq!(attention().await, (None, None));
    running.end().await;
}
