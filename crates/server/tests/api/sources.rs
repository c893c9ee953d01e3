//! What a write key opens: every operation that takes one, by act, brand and trust, against a table people can read.

use crate::common::{Running, begin};
use rapport_channel::voucher::PoolId;
use rapport_customer::SourceAct;
use rapport_platform::sql::voucher::Wish;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TABLE: &str = include_str!("source_rights.txt");

/// One way to use an operation.
struct Case {
    what: &'static str,
    method: Method,
    path: String,
    body: Value,
}

fn post(what: &'static str, path: &str, body: Value) -> Case {
    Case { what, method: Method::POST, path: path.into(), body }
}

/// Every way in which an operation wants something else; none for an operation no one thought of.
fn cases(operation: &str, code: &str) -> Vec<Case> {
    let event = json!({"userId": "ada", "event": "A", "groupId": "g", "previousId": "p", "batch": []});
    let consent = |act: &str, proof: &str, who: Value| {
        json!({"who": who, "brand": "main", "purpose": "offers", "channel": "email", "act": act,
            "wording": {"version": 1, "language": "en"}, "proof": {"kind": proof, "reference": "r-1"}})
    };
    let (user, device) = (json!({"user_id": "ada"}), json!({"anonymous_id": "cookie-1"}));
    let email = json!({"email": "ada@example.com"});
    let redeem = json!({"code": code, "redemption": "r", "order": "o", "branch": "mitte", "lines": []});
    match operation {
        "track" => {
            let at = json!({"userId": "ada", "event": "A", "properties": {"branch": "mitte"}});
            vec![post("any", "/v1/track", event), post("at a branch", "/v1/track", at)]
        }
        "identify" | "page" | "screen" | "group" | "alias" | "batch" | "import" => {
            vec![post("any", &format!("/v1/{operation}"), event)]
        }
        short if short.ends_with("_short") => vec![post("any", &format!("/v1/{}", &short[..1]), event)],
        "decide" => {
            let ask = |what, who: &Value| post(what, "/v1/decide", json!({"who": who, "placement": "home"}));
            vec![ask("by anonymous id", &device), ask("by user id", &user), ask("by e-mail", &email)]
        }
        "declare" => {
            let say = |what, body| post(what, "/v1/consents", body);
            vec![
                say("request", consent("request_confirmation", "claimed", email.clone())),
                say("request, personal", consent("request_confirmation", "personal", email.clone())),
                say("grant, claimed", consent("grant", "claimed", email.clone())),
                say("grant, personal", consent("grant", "personal", email.clone())),
                say("notice of a sale", consent("notice", "sale", email.clone())),
                say("withdraw, e-mail", consent("withdraw", "claimed", email.clone())),
                say("withdraw, device", consent("withdraw", "claimed", device.clone())),
                say("object, user id", consent("object", "claimed", user)),
            ]
        }
        "suppress" => {
            vec![post("opt out", "/v1/suppressions", json!({"who": email, "brand": "main", "reason": "opt_out"}))]
        }
        "validate" | "redeem" => vec![post("a code", &format!("/v1/vouchers/{operation}"), redeem)],
        "rollback" => vec![post("a code", "/v1/vouchers/rollback", json!({"code": code, "redemption": "r"}))],
        "voucher" => {
            vec![Case { what: "a code", method: Method::GET, path: format!("/v1/vouchers/{code}"), body: Value::Null }]
        }
        "inbound" => vec![post("a mail", "/v1/inbound/email", Value::from("Subject: hello\r\n\r\nhello"))],
        _ => Vec::new(),
    }
}

async fn source(running: &Running, id: &str, brand: &str, more: Value) -> String {
    let mut body = json!({"id": id, "name": id, "brand": brand, "touchpoint": "shop"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, answer) = running.post("/v1/sources", body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer["write_key"].as_str().unwrap().to_owned()
}

/// `yes`, the rule that forbids it, or `unknown` where another brand's is as if it were not there.
async fn says(running: &Running, key: &str, case: &Case) -> String {
    let request = running.plain(case.method.clone(), &case.path).basic_auth(key, Some(""));
    let request = match &case.body {
        Value::Null => request,
        Value::String(mail) => request.header("content-type", "message/rfc822").body(mail.clone()),
        body => request.json(body),
    };
    let response = request.send().await.unwrap();
    if response.status() != StatusCode::FORBIDDEN {
        assert_ne!(response.status(), StatusCode::UNAUTHORIZED);
        let missing = response.status() == StatusCode::NOT_FOUND;
        let answer = response.json::<Value>().await.unwrap_or_default();
        return if missing || answer["code"] == "unknown" { "unknown".into() } else { "yes".into() };
    }
    let problem = response.json::<Value>().await.unwrap();
    assert_eq!(problem["code"], "not_allowed", "{problem}");
    problem["reason"].as_str().unwrap().to_owned()
}

async fn code(running: &Running) -> String {
    running.plan().await;
    let pool = json!({"id": "socks", "name": "Socks", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "14d"}});
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    let app = running.server.as_ref().unwrap().app();
    let wish = Wish {
        pool: PoolId("socks".into()),
        key: "k".into(),
        customer: None,
        at: app.now(),
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    };
    app.vouchers.issue(wish).await.unwrap().voucher.code.to_string()
}

#[tokio::test]
async fn every_operation_opens_to_the_write_keys_the_table_says() {
    let running = begin().await;
    let code = code(&running).await;
    let page = source(&running, "page", "main", json!({})).await;
    let all: Vec<&str> = SourceAct::ALL.iter().map(|act| act.code()).collect();
    let foreign = source(&running, "foreign", "other", json!({"trust": "trusted", "acts": all})).await;
    let west = source(&running, "west", "main", json!({"trust": "trusted", "acts": all, "branches": ["west"]})).await;
    let mut single = Vec::new();
    for act in &all {
        let id = format!("only-{}", act.replace('_', "-"));
        single.push((*act, source(&running, &id, "main", json!({"trust": "trusted", "acts": [act]})).await));
    }
    let document: Value = serde_json::from_str(&rapport_server::openapi_json()).unwrap();
    let mut rows = vec![row(["operation", "case", "needs", "public source", "another brand", "another branch"])];
    for operation in document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values())
    {
        let keys = operation["security"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !keys.iter().any(|way| way.get("write_key").is_some()) {
            continue;
        }
        let id = operation["operationId"].as_str().unwrap();
        let cases = cases(id, &code);
        assert!(!cases.is_empty(), "`{id}` takes write keys: say here and in the table what it needs");
        for case in cases {
            let mut needs = Vec::new();
            for (act, key) in &single {
                if says(&running, key, &case).await == "yes" {
                    needs.push(*act);
                }
            }
            assert_eq!(needs.len(), 1, "{id}, {}: one act opens it, not {needs:?}", case.what);
            let [page, foreign, west] = [
                says(&running, &page, &case).await,
                says(&running, &foreign, &case).await,
                says(&running, &west, &case).await,
            ];
            rows.push(row([id, case.what, needs[0], &page, &foreign, &west]));
        }
    }
    let found = rows.join("\n");
    assert_eq!(found, TABLE.trim_end(), "the table as it would be:\n{found}");
    running.end().await;
}

fn row(cells: [&str; 6]) -> String {
    let widths = [16, 18, 17, 20, 16, 16];
    let line: String = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    line.trim_end().to_owned()
}

#[tokio::test]
async fn a_public_source_cannot_be_given_what_needs_trust_and_changes_when_it_is_told() {
    let running = begin().await;
    let body = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop", "acts": ["suppress"]});
    let (status, answer) = running.post("/v1/sources", body).await;
    assert_eq!((status, &answer["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("needs_trust")), "{answer}");
    let key = source(&running, "page", "main", json!({})).await;
    let stop = post("", "/v1/suppressions", json!({"who": {"email": "ada@example.com"}, "reason": "opt_out"}));
    assert_eq!(says(&running, &key, &stop).await, "needs_trust");
    let change = async |change: Value| {
        let response = running.admin(Method::PATCH, "/v1/sources/page").json(&change).send().await.unwrap();
        response.json::<Value>().await.unwrap()
    };
    let changed = change(json!({"trust": "trusted"})).await;
    assert_eq!((&changed["trust"], changed["acts"].as_array().unwrap().len()), (&json!("trusted"), 9), "{changed}");
    assert_eq!(says(&running, &key, &stop).await, "yes");
    let customer = running.customer("email:ada@example.com").await;
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    assert_eq!(consents["suppressions"][0]["brand"], "main", "a source stops its own brand: {consents}");
    let narrowed = change(json!({"acts": ["events"], "branches": ["mitte"]})).await;
    assert_eq!((&narrowed["acts"], &narrowed["branches"]), (&json!(["events"]), &json!(["mitte"])));
    assert_eq!(says(&running, &key, &stop).await, "act_not_allowed");
    running.end().await;
}

#[tokio::test]
async fn a_source_of_some_branches_acts_at_no_other_also_when_it_names_none() {
    let running = begin().await;
    let code = code(&running).await;
    let at = async |id: &str, branches: &[&str]| {
        source(&running, id, "main", json!({"trust": "trusted", "branches": branches})).await
    };
    let (west, mitte, both) =
        (at("west", &["west"]).await, at("mitte", &["mitte"]).await, at("both", &["mitte", "east"]).await);
    let euros = json!({"minor": 900, "currency": "EUR"});
    let mut basket =
        json!({"code": code, "redemption": "r", "order": "o", "lines": [{"product": "p", "amount": euros}]});
    for operation in ["validate", "redeem"] {
        let nameless = post("", &format!("/v1/vouchers/{operation}"), basket.clone());
        assert_eq!(says(&running, &both, &nameless).await, "branch_missing", "{operation}");
    }
    assert_eq!(says(&running, &mitte, &post("", "/v1/vouchers/redeem", basket.clone())).await, "yes");
    let app = running.server.as_ref().unwrap().app();
    let redeemed = app.vouchers.find(&code).await.unwrap().0.redemption.unwrap();
    assert_eq!(redeemed.branch.as_deref(), Some("mitte"), "its only branch");
    let back = post("", "/v1/vouchers/rollback", json!({"code": code, "redemption": "r"}));
    assert_eq!(says(&running, &west, &back).await, "foreign_branch");
    assert!(app.vouchers.find(&code).await.unwrap().0.redemption.is_some());
    assert_eq!(says(&running, &both, &back).await, "yes");
    assert!(app.vouchers.find(&code).await.unwrap().0.redemption.is_none());

    // What was redeemed at no branch is no branch's to take back.
    basket["redemption"] = json!("online");
    let (status, answer) = running.post("/v1/vouchers/redeem", basket).await;
    assert_eq!((status, &answer["valid"]), (StatusCode::OK, &json!(true)), "{answer}");
    let back = post("", "/v1/vouchers/rollback", json!({"code": code, "redemption": "online"}));
    assert_eq!(says(&running, &mitte, &back).await, "foreign_branch");
    running.end().await;
}

#[tokio::test]
async fn a_source_sees_and_counts_only_the_placements_of_its_own_brand() {
    let running = begin().await;
    running.plan().await;
    let document = "id: home\nname: Home\nbrand: main\nactivity: shoes\npurpose: offers\n\
        triggers:\n  - when: {event: Product Viewed}\nsteps:\n  - id: show\n    message:\n      channel: web\n      \
        content: {placement: home, headline: Welcome}\n";
    running.publish("home", document).await;
    let own = source(&running, "own", "main", json!({"trust": "trusted"})).await;
    let other = source(&running, "other", "other", json!({"trust": "trusted"})).await;
    running.identify("ada", json!({})).await;
    running.consent("ada", "web", "grant").await;
    running.track("ada", "Product Viewed", json!({})).await;
    let ask = async |key: &str| {
        let body = json!({"who": {"user_id": "ada"}, "placement": "home"});
        let request = running.plain(Method::POST, "/v1/decide").basic_auth(key, Some("")).json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let answer = ask(&other).await;
    assert_eq!((&answer["show"], &answer["considered"]), (&Value::Null, &json!([])), "{answer}");
    running.settle().await;
    let customer = running.customer("user_id:ada").await;
    let app = running.server.as_ref().unwrap().app();
    let state = async || {
        let find = |shard: &rapport_engine::Shard, id| {
            Some(shard.customer(id)?.messages.first()?.delivery.state.code().to_owned())
        };
        app.runtime.ask(customer.parse().unwrap(), find).await.unwrap().unwrap()
    };
    let before = state().await;
    assert_eq!(ask(&own).await["show"]["content"]["headline"], "Welcome");
    running.settle().await;
    assert_eq!((before.as_str(), state().await.as_str()), ("planned", "accepted"), "shown once its own brand asked");
    running.end().await;
}

#[tokio::test]
async fn what_goes_out_in_our_mail_is_not_what_a_page_says() {
    let running = begin().await;
    let key = source(&running, "page", "main", json!({})).await;
    let ask = async |more: Value| {
        let mut body = json!({"who": {"email": "ada@example.com"}, "brand": "main", "purpose": "offers",
            "channel": "email", "act": "request_confirmation", "wording": {"version": 1, "language": "en"}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let request = running.plain(Method::POST, "/v1/consents").basic_auth(&key, Some("")).json(&body);
        let response = request.send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let own_words = json!({"wording": {"version": 1, "language": "en", "text": "You have won! evil.example"}});
    for more in [own_words, json!({"at": "2020-01-01T00:00:00Z"})] {
        let (status, answer) = ask(more).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::FORBIDDEN, &json!("needs_trust")), "{answer}");
    }
    let event = json!({"userId": "x", "event": "Confirmation Requested", "properties": {"subject": "You have won"}});
    let told = running.plain(Method::POST, "/v1/track").basic_auth(&key, Some("")).json(&event).send().await.unwrap();
    assert_eq!(told.status(), StatusCode::BAD_REQUEST);
    let (status, answer) = ask(json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((&answer["customer"], &answer["status"]), (&Value::Null, &Value::Null), "nothing of anybody is told");
    running.end().await;
}

#[tokio::test]
async fn a_page_is_shown_only_what_says_nothing_of_a_person_who_signed_in() {
    let running = begin().await;
    running.plan().await;
    for (id, headline, priority) in [("own", "Still thinking about {{ data.name }}?", 9), ("all", "Welcome", 1)] {
        let document = format!(
            "id: {id}\nname: {id}\nbrand: main\nactivity: shoes\npurpose: offers\npriority: {priority}\n\
             triggers:\n  - when: {{event: Product Viewed}}\nsteps:\n  - id: show\n    message:\n      channel: web\n      \
             content: {{placement: home, headline: \"{headline}\"}}\n"
        );
        running.publish(id, &document).await;
    }
    let page = source(&running, "page", "main", json!({})).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "web", "grant").await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    let ask = async |key: &str| {
        let body = json!({"who": {"user_id": "ada"}, "placement": "home"});
        let request = running.plain(Method::POST, "/v1/decide").basic_auth(key, Some("")).json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let house = ask(crate::common::KEY).await;
    assert_eq!(house["show"]["content"]["headline"], "Still thinking about Trail shoe?", "{house}");
    let public = ask(&page).await;
    assert_eq!(public["show"]["content"]["headline"], "Welcome", "{public}");
    assert_eq!((&public["customer"], &public["considered"]), (&Value::Null, &json!([])), "{public}");

    // Nor is it shown more by the id of a device that someone signed in at, who may have said so of any device.
    let device = json!({"userId": "ada", "anonymousId": "cookie-1", "event": "A"});
    assert_eq!(running.source("/v1/track").json(&device).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    assert_eq!(running.customer("anonymous_id:cookie-1").await, running.customer("user_id:ada").await);
    let by_device = json!({"who": {"anonymous_id": "cookie-1"}, "placement": "home"});
    for key in [page.as_str(), crate::common::KEY] {
        let request = running.plain(Method::POST, "/v1/decide").basic_auth(key, Some("")).json(&by_device);
        let answer = request.send().await.unwrap().json::<Value>().await.unwrap();
        assert_eq!(answer["show"]["content"]["headline"], "Welcome", "{answer}");
    }

    // What a page gets to name the placement by says nothing of the person, and still counts when it comes back.
    let customer = running.customer("user_id:ada").await;
    let word = public["show"]["send_key"].as_str().unwrap();
    assert!(!public.to_string().contains(&customer), "{public}");
    let click = json!({"userId": "ada", "event": "Placement Clicked", "properties": {"send_key": word}});
    let told = running.plain(Method::POST, "/v1/track").basic_auth(&page, Some("")).json(&click).send().await.unwrap();
    assert_eq!(told.status(), StatusCode::OK);
    running.settle().await;
    let all = running.get(&format!("/v1/customers/{customer}/timeline")).await;
    let clicked = all["items"].as_array().unwrap().iter().find(|entry| entry.to_string().contains("clicked"));
    let key = clicked.and_then(|entry| entry["send_key"].as_str()).unwrap_or_else(|| panic!("{all}"));
    assert!(key.starts_with("all/") && key.contains(&customer), "{key}");
    running.end().await;
}

/// A report of `about`, in the name of `token` if there is one.
/// A returned mail that says that no one is there.
pub fn bounce(about: &str, token: Option<&str>) -> String {
    let to = token.map_or_else(|| "bounce@acme.example".to_owned(), |token| format!("bounce+{token}@acme.example"));
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        No such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; {about}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn a_forged_bounce_silences_nobody() {
    let running = begin().await;
    let ada = running.identify("ada", json!({"email": "ada@example.com"})).await;
    let till = source(&running, "till", "main", json!({"trust": "trusted"})).await;
    let page = source(&running, "page", "main", json!({})).await;
    for (key, why) in [(&till, "act_not_allowed"), (&page, "needs_trust")] {
        let mail = post("", "/v1/inbound/email", Value::from(bounce("ada@example.com", None)));
        assert_eq!(says(&running, key, &mail).await, why);
    }
    let consents = running.get(&format!("/v1/customers/{ada}/consents")).await;
    assert_eq!(consents["suppressions"], json!([]));
    running.end().await;
}

/// A token in a returned mail counts for the brand that wrote the message and for whom it went to.
#[tokio::test]
async fn a_report_in_the_name_of_a_message_counts_for_its_brand_and_its_reader_only() {
    let running = begin().await;
    running.plan().await;
    let document = "id: mail\nname: Mail\nbrand: main\nactivity: shoes\npurpose: service\n\
        triggers:\n  - when: {event: Product Viewed}\nsteps:\n  - id: mail\n    message:\n      channel: email\n      \
        content: {subject: Hello, text: Hello}\n";
    running.publish("mail", document).await;
    let ada = running.identify("ada", json!({"email": "ada@example.com"})).await;
    running.identify("bob", json!({"email": "bob@example.com"})).await;
    running.track("ada", "Product Viewed", json!({})).await;
    let app = running.server.as_ref().unwrap().app();
    let key = |shard: &rapport_engine::Shard, id| Some(shard.customer(id)?.messages.first()?.send_key.clone());
    let key = app.runtime.ask(ada.parse().unwrap(), key).await.unwrap().unwrap();
    let token = rapport_channel::outgoing::token(&key);
    let reports = json!({"trust": "trusted", "acts": ["reports"]});
    let own = source(&running, "own", "main", reports.clone()).await;
    let other = source(&running, "other", "other", reports).await;
    let hand_in = async |write_key: &str, about: &str| {
        let request = running.plain(Method::POST, "/v1/inbound/email").basic_auth(write_key, Some(""));
        let request = request.header("content-type", "message/rfc822").body(bounce(about, Some(&token)));
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    for (write_key, about) in [(&other, "ada@example.com"), (&own, "bob@example.com")] {
        let answer = hand_in(write_key, about).await;
        assert_eq!((answer["send_key"].is_string(), &answer["applied"]), (true, &json!(false)), "{about}: {answer}");
    }
    let consents = running.get(&format!("/v1/customers/{ada}/consents")).await;
    assert_eq!(consents["suppressions"], json!([]));
    assert_eq!(hand_in(&own, "ada@example.com").await["applied"], json!(true));
    running.end().await;
}

#[tokio::test]
async fn a_source_keeps_its_brand_and_says_so() {
    let running = begin().await;
    // As the guide writes it.
    let second = json!({"settings": {"id": "second", "name": "Second brand", "zone": "Europe/Berlin",
        "purposes": [{"id": "offers"}], "channels": [{"id": "email", "medium": "email", "double_opt_in": true}]}});
    let (status, answer) = running.put("/v1/brands/second", second).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let body = json!({"id": "till", "name": "Till", "brand": "main", "touchpoint": "till", "trust": "trusted"});
    running.post("/v1/sources", body).await;
    let change = async |body: Value| {
        let response = running.admin(Method::PATCH, "/v1/sources/till").json(&body).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let (status, same) = change(json!({"brand": "main", "active": false})).await;
    assert_eq!((status, &same["active"]), (StatusCode::OK, &json!(false)), "{same}");
    let (status, refused) = change(json!({"brand": "second", "active": true})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    assert_eq!(refused["reason"], "brand_fixed", "{refused}");
    assert_eq!(change(json!({})).await.1["active"], json!(false), "a refusal changes nothing");
    running.end().await;
}

/// A key that leaked is made public while someone else names its branches: neither undoes the other.
#[tokio::test]
async fn of_two_changes_of_a_source_none_is_lost() {
    let running = begin().await;
    for n in 0..5 {
        let id = format!("till-{n}");
        let new = json!({"id": id, "name": id, "brand": "main", "touchpoint": "till", "trust": "trusted"});
        assert_eq!(running.post("/v1/sources", new).await.0, StatusCode::CREATED);
        let change = async |body: Value| {
            let request = running.admin(Method::PATCH, &format!("/v1/sources/{id}")).json(&body);
            assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
        };
        tokio::join!(change(json!({"trust": "public"})), change(json!({"branches": ["b1"]})));
        let all = running.get("/v1/sources").await;
        let seen = all.as_array().unwrap().iter().find(|source| source["id"] == id.as_str()).unwrap().clone();
        assert_eq!((&seen["trust"], &seen["branches"]), (&json!("public"), &json!(["b1"])), "{seen}");
    }
    running.end().await;
}
