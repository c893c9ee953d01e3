//! Mail that goes to people on somebody's word: how often, and what becomes of what cannot be sent yet.

use crate::common::{self, Running, begin_in};
use rapport_customer::{Act, Applied, Declaration, Proof, Wording, identity::Link};
use rapport_drivers::email::sink::{Options, Sink};
use rapport_kernel::{Identifier, IdentifierKind};
use rapport_platform::runtime::{PublicPace, Target};
use rapport_server::{Config, api::consents};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const PUBLIC: &str = "https://rapport.example";

async fn begin() -> (Running, Sink) {
    begin_as(|config| config).await
}

async fn begin_as(settings: impl FnOnce(Config) -> Config) -> (Running, Sink) {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let settings = |config| settings(Config { public_url: Some(PUBLIC.into()), ..config });
    let running = common::begin_as(tempfile::tempdir().unwrap(), settings).await;
    running.plan().await;
    (running, sink)
}

async fn mail_server(running: &Running, sink: &Sink) {
    let address = sink.address();
    let mail = json!({"host": address.ip().to_string(), "port": address.port(), "security": "none", "connections": 2});
    let (status, answer) = running.put("/v1/mail", mail).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

async fn sender(running: &Running) {
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme, Street 1, Berlin"});
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": brand})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn taken(sink: &Sink) -> Vec<String> {
    let text = |message: &[u8]| String::from_utf8_lossy(message).replace("=\r\n", "").replace("=3D", "=");
    sink.seen().iter().filter(|seen| seen.taken.is_some()).map(|seen| text(&seen.message)).collect()
}

async fn mails(running: &Running, sink: &Sink, count: usize) -> Vec<String> {
    running.until("mails", async |_| Some(taken(sink)).filter(|all| all.len() >= count)).await
}

/// Presses the button behind the link in a mail.
async fn confirm(running: &Running, mail: &str) {
    let begin = mail.find(&format!("{PUBLIC}/p/o/")).unwrap();
    let link = mail[begin..].split(|c: char| c.is_whitespace() || "<>\"')]".contains(c)).next().unwrap();
    let page = running.http.post(link.replace(PUBLIC, &running.base)).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
}

fn request(purpose: &str) -> Value {
    json!({"who": {"email": "ada@example.com"}, "brand": "main", "purpose": purpose, "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "en"}})
}

async fn page(running: &Running) -> String {
    let body = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop"});
    running.post("/v1/sources", body).await.1["write_key"].as_str().unwrap().to_owned()
}

async fn with_key(running: &Running, key: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let response = running.plain(Method::POST, path).basic_auth(key, Some("")).json(body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Case 24: who changes their mind may do so at once, and nobody else can provoke a second mail.
#[tokio::test]
async fn what_is_confirmed_is_not_asked_again_and_what_was_taken_back_is_asked_at_once() {
    let (running, sink) = begin().await;
    mail_server(&running, &sink).await;
    sender(&running).await;
    let page = page(&running).await;
    let shop = async || {
        let response = running.source("/v1/consents").json(&request("offers")).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    assert_eq!(shop().await.0, StatusCode::OK);
    let (status, answer) = shop().await;
    assert_eq!((status, &answer["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("asked_just_now")), "{answer}");
    confirm(&running, &mails(&running, &sink, 1).await[0]).await;
    let (status, answer) = shop().await;
    let said = (status, &answer["result"], &answer["status"]);
    assert_eq!(said, (StatusCode::OK, &json!("already_confirmed"), &json!("given")), "{answer}");
    let (status, answer) = with_key(&running, &page, "/v1/consents", &request("offers")).await;
    assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!("recorded")), "a page learns nothing: {answer}");
    let (_, answer) = running.post("/v1/consents", request("offers")).await;
    assert_eq!(answer["result"], "already_confirmed", "{answer}");
    let withdraw = json!({"who": {"email": "ada@example.com"}, "brand": "main", "act": "withdraw"});
    assert_eq!(running.post("/v1/consents", withdraw).await.1["result"], "recorded");
    let (status, answer) = with_key(&running, &page, "/v1/consents", &request("offers")).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    confirm(&running, &mails(&running, &sink, 2).await[1]).await;
    assert_eq!(shop().await.1["result"], "already_confirmed");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(taken(&sink).len(), 2);
    running.end().await;
}

#[tokio::test]
async fn a_confirmation_waits_for_a_sender_says_so_and_goes_out_when_there_is_one() {
    for server_first in [true, false] {
        let (running, sink) = begin().await;
        if server_first {
            mail_server(&running, &sink).await;
        } else {
            sender(&running).await;
        }
        let page = page(&running).await;
        assert_eq!(with_key(&running, &page, "/v1/consents", &request("offers")).await.0, StatusCode::OK);
        running
            .until("it waits", async |running: &Running| {
                let mail = running.get("/v1/mail").await;
                (mail["confirmations_waiting"] == 1).then_some(())
            })
            .await;
        let attention = running.get("/v1/overview").await["attention"].to_string();
        assert!(attention.contains("confirmations_wait"), "{attention}");
        let (_, answer) = with_key(&running, &page, "/v1/consents", &request("offers")).await;
        assert_eq!(answer["reason"], "confirmation_waits", "{answer}");
        let (_, answer) = running.post("/v1/consents", request("offers")).await;
        assert_eq!(answer["reason"], "confirmation_waits", "{answer}");
        if server_first {
            sender(&running).await;
        } else {
            mail_server(&running, &sink).await;
        }
        confirm(&running, &mails(&running, &sink, 1).await[0]).await;
        let attention = running.get("/v1/overview").await["attention"].to_string();
        assert!(!attention.contains("confirmations_wait"), "{attention}");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(taken(&sink).len(), 1, "one question, one mail");
        running.end().await;
    }
}

#[tokio::test]
async fn what_a_wrong_mail_server_held_up_goes_out_as_soon_as_the_right_one_is_entered() {
    let (running, sink) = begin().await;
    let page = page(&running).await;
    assert_eq!(with_key(&running, &page, "/v1/consents", &request("offers")).await.0, StatusCode::OK);
    sender(&running).await;
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let wrong = json!({"host": "127.0.0.1", "port": nobody.port(), "security": "none"});
    assert_eq!(running.put("/v1/mail", wrong).await.0, StatusCode::OK);
    running
        .until("it is put off because nobody answers", async |running: &Running| {
            let deliveries = running.get("/v1/deliveries?state=deferred").await.to_string();
            deliveries.contains("\"connect\"").then_some(())
        })
        .await;
    assert_eq!(running.get("/v1/mail").await["confirmations_waiting"], 1);
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("confirmations_wait"), "{attention}");
    mail_server(&running, &sink).await;
    confirm(&running, &mails(&running, &sink, 1).await[0]).await;
    running.end().await;
}

/// Each is a word of the program, and has words on the screens.
#[test]
fn what_stands_in_the_way_of_all_mail_is_called_as_drivers_call_it() {
    for code in rapport_channel::report::NO_WAY_OUT {
        let known =
            rapport_engine::Held::CODES.contains(&code) || rapport_drivers::email::Obstacle::CODES.contains(&code);
        assert!(known, "{code}");
    }
}

#[tokio::test]
async fn nobody_agrees_to_what_the_brand_does_not_have() {
    let (running, _sink) = begin().await;
    for (field, value, why) in [
        ("purpose", "ofers", "unknown_purpose"),
        ("channel", "pigeon", "unknown_channel"),
        ("channel", "staff", "no_confirmation_here"),
    ] {
        let mut body = request("offers");
        body["wording"]["text"] = json!("Yes");
        body[field] = json!(value);
        let response = running.source("/v1/consents").json(&body).send().await.unwrap();
        let (status, answer) = (response.status(), response.json::<Value>().await.unwrap());
        assert_eq!((status, &answer["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(why)), "{answer}");
        let mut no = body.clone();
        no["act"] = json!("withdraw");
        assert_eq!(running.post("/v1/consents", no).await.0, StatusCode::OK, "a no is always taken");
    }
    running.end().await;
}

const RECEIPT: &str = "id: receipt
name: Receipt
brand: main
activity: shoes
purpose: service
triggers:
  - when: {event: Order Completed}
entry: {re_entry: always}
steps:
  - id: mail
    message:
      channel: email
      unit_cost: 0.00 EUR
      content: {subject: Your order, text: Thank you.}
";

#[tokio::test]
async fn however_often_a_page_says_it_a_proven_mailbox_is_not_filled() {
    let (running, sink) = begin().await;
    mail_server(&running, &sink).await;
    sender(&running).await;
    running.publish("receipt", RECEIPT).await;
    let page = page(&running).await;
    let ada = running.identify("ada", json!({"email": "ada@example.com"})).await;
    let grant = json!({"who": {"user_id": "ada"}, "brand": "main", "purpose": "offers", "channel": "email", "act": "grant",
        "wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": "form 7"}});
    assert_eq!(running.post("/v1/consents", grant).await.0, StatusCode::OK);
    for n in 0..30 {
        let said = json!({"userId": "ada", "event": "Order Completed", "properties": {"order_id": format!("o{n}"), "revenue": 1}});
        assert_eq!(with_key(&running, &page, "/v1/track", &said).await.0, StatusCode::OK);
    }
    running.settle().await;
    mails(&running, &sink, 4).await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    assert_eq!(taken(&sink).len(), 4);
    let timeline = running.get(&format!("/v1/customers/{ada}/timeline")).await.to_string();
    assert!(timeline.contains("public_cap_reached"), "{timeline}");
    running.track("ada", "Order Completed", json!({"order_id": "till", "revenue": 1})).await;
    assert_eq!(mails(&running, &sink, 5).await.len(), 5, "the shop's own word goes on");
    running.end().await;
}

#[tokio::test]
async fn what_pages_say_of_many_people_or_of_one_goes_out_by_and_by() {
    for (bound, people) in [
        (PublicPace { per_network: 2, ..PublicPace::NONE }, ["ada", "bob", "eve"]),
        (PublicPace { per_address: 2, ..PublicPace::NONE }, ["ada", "ada", "ada"]),
    ] {
        let (running, sink) = begin_as(|config| Config { on_public_words: bound, ..config }).await;
        mail_server(&running, &sink).await;
        sender(&running).await;
        running.publish("receipt", RECEIPT).await;
        for user in people {
            running.identify(user, json!({"email": format!("{user}@example.com")})).await;
            let grant = json!({"who": {"user_id": user}, "brand": "main", "purpose": "offers", "channel": "email",
                "act": "grant", "wording": {"version": 1, "language": "en"},
                "proof": {"kind": "personal", "reference": "form 7"}});
            assert_eq!(running.post("/v1/consents", grant).await.0, StatusCode::OK);
        }
        for (n, user) in people.into_iter().enumerate() {
            let source = json!({"id": format!("page-{n}"), "name": "Page", "brand": "main", "touchpoint": "shop"});
            let key = running.post("/v1/sources", source).await.1["write_key"].as_str().unwrap().to_owned();
            let order = json!({"userId": user, "event": "Order Completed",
                "properties": {"order_id": format!("o{n}"), "revenue": 1}});
            assert_eq!(with_key(&running, &key, "/v1/track", &order).await.0, StatusCode::OK);
            running.settle().await;
        }
        mails(&running, &sink, 2).await;
        let waits = async |running: &Running| {
            let waiting = running.get("/v1/deliveries?state=deferred").await;
            (waiting.to_string().contains("public_rate")).then_some(waiting["items"].as_array()?.len())
        };
        assert_eq!(running.until("the third waits", waits).await, 1, "{bound:?}");
        assert_eq!(taken(&sink).len(), 2, "{bound:?}");
        let attention = running.get("/v1/overview").await["attention"].to_string();
        assert!(attention.contains("public_mail_waits"), "{attention}");
        running.end().await;
    }
}

#[tokio::test]
async fn a_header_that_means_one_thing_is_not_read_twice() {
    let (running, _sink) = begin().await;
    let body = json!({"id": "x", "name": "X", "parent": "plan:year"});
    for (keys, why) in [(&["a", "a"][..], "header_repeated"), (&[""], "idempotency_key_invalid")] {
        let mut request = running.admin(Method::POST, "/v1/plan/nodes");
        for key in keys {
            request = request.header("idempotency-key", *key);
        }
        let response = request.json(&body).send().await.unwrap();
        let (status, answer) = (response.status(), response.json::<Value>().await.unwrap());
        assert_eq!((status, &answer["reason"]), (StatusCode::BAD_REQUEST, &json!(why)), "{answer}");
    }
    running.end().await;
}

/// The program can end between a recorded request and its message.
#[tokio::test]
async fn a_request_whose_message_was_never_written_is_asked_at_the_next_start_and_no_other_twice() {
    let (mut running, sink) = begin().await;
    mail_server(&running, &sink).await;
    sender(&running).await;
    assert_eq!(running.post("/v1/consents", request("offers")).await.1["result"], "recorded");
    mails(&running, &sink, 1).await;
    let app = running.server.as_ref().unwrap().app().clone();
    let bob = Identifier { kind: IdentifierKind::Email, value: "bob@example.com".into() };
    let texts = app.brand(&"main".into()).await.unwrap().unwrap();
    let text = &texts.purpose(&"offers".into()).unwrap().wordings[0];
    let said = Declaration {
        at: app.now(),
        act: Act::RequestConfirmation,
        brand: "main".into(),
        purpose: Some("offers".into()),
        channel: Some("email".into()),
        wording: Some(Wording { id: "offers".into(), version: 1, language: "en".into(), text: text.text.clone() }),
        address: Some(bob.clone()),
        source: "test".into(),
        proof: Proof::Claimed,
        public: false,
    };
    let told = consents::tell(&app, Target::Identifiers(vec![bob], Link::Observed), said).await.unwrap();
    drop(app);
    assert_eq!(told.result, Applied::Recorded);
    for starts in 1..=2 {
        let dir = running.end().await;
        running = begin_in(dir, Some(PUBLIC)).await;
        let all = mails(&running, &sink, 2).await;
        assert_eq!(all.len(), 2, "start {starts}");
        assert!(all[1].contains("bob@example.com"), "{}", all[1]);
        running.settle().await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(taken(&sink).len(), 2, "start {starts}");
    }
}

/// A stop of last week that is told today: a link that was asked for in between does not lift it, one that is asked for now does.
#[tokio::test]
async fn a_stop_that_is_told_late_is_not_lifted_by_a_link_from_before() {
    let (running, sink) = begin().await;
    mail_server(&running, &sink).await;
    sender(&running).await;
    let ask = async || running.source("/v1/consents").json(&request("offers")).send().await.unwrap().status();
    assert_eq!(ask().await, StatusCode::OK);
    let link = mails(&running, &sink, 1).await.remove(0);
    let app = running.server.as_ref().unwrap().app();
    let last_week = app.now() - rapport_kernel::Span::DAY.times(7);
    let stop = json!({"who": {"email": "ada@example.com"}, "brand": "main", "channel": "email", "reason": "opt_out",
        "at": last_week.to_string()});
    // Told twice it is one.
    for _ in 0..2 {
        let (status, answer) = running.post("/v1/suppressions", stop.clone()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let customer: rapport_kernel::CustomerId = running.customer("email:ada@example.com").await.parse().unwrap();
    let stopped = async || {
        let brand = app.home(&"main".into()).await.unwrap();
        let look = move |shard: &rapport_engine::Shard, id| {
            let customer = &shard.customer(id).unwrap().customer;
            let stops = customer.suppressions().history().count();
            (stops, customer.suppressed(&brand, &"offers".into(), &"email".into()).is_some())
        };
        app.runtime.ask(customer, look).await.unwrap()
    };
    confirm(&running, &link).await;
    assert_eq!(stopped().await, (1, true), "the link is older than our knowledge of the stop");
    assert_eq!(ask().await, StatusCode::OK);
    confirm(&running, &mails(&running, &sink, 2).await[1]).await;
    assert_eq!(stopped().await, (1, false));
    running.end().await;
}
