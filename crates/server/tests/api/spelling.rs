//! One mailbox is one customer, however it is written, and what names no one is no one.

use crate::common::{Running, begin, begin_in};
use rapport_customer::identity::Link;
use rapport_drivers::email::sink::{Options, Sink};
use rapport_engine::Body;
use rapport_kernel::{Event, EventKind, Identifier, IdentifierKind, Map};
use rapport_platform::runtime::{Submission, Target};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const COMPOSED: &str = "j\u{f6}rg@example.com";
const DECOMPOSED: &str = "jo\u{308}rg@example.com";

async fn post(running: &Running, path: &str, body: &Value) -> (StatusCode, Value) {
    let response = running.source(path).json(body).send().await.unwrap();
    let answer = (response.status(), response.json().await.unwrap());
    running.settle().await;
    answer
}

async fn found(running: &Running, identifier: &str) -> Vec<String> {
    let path = format!("/v1/customers?identifier={}", urlencode(identifier));
    let all = running.get(&path).await;
    all.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn urlencode(text: &str) -> String {
    serde_urlencoded::to_string([("x", text)]).unwrap()[2..].to_owned()
}

#[tokio::test]
async fn a_no_in_one_spelling_holds_for_the_other() {
    let running = begin().await;
    let ada = json!({"anonymousId": "a", "traits": {"email": COMPOSED, "phone": "+49 0171 1234503"}});
    assert_eq!(post(&running, "/v1/identify", &ada).await.0, StatusCode::OK);
    assert_eq!(
        post(&running, "/v1/identify", &json!({"userId": "b", "traits": {"email": DECOMPOSED}})).await.0,
        StatusCode::OK
    );
    let one = found(&running, &format!("email:{COMPOSED}")).await;
    for other in [DECOMPOSED, "J\u{d6}RG@example.com", "j\u{f6}\u{200b}rg@example.com"] {
        assert_eq!(found(&running, &format!("email:{other}")).await, one, "{other:?}");
    }
    for number in ["0049171 1234503", "+491711234503"] {
        assert_eq!(found(&running, &format!("phone:{number}")).await, one, "{number}");
    }
    let consent = |act: &str, address: &str| {
        json!({"who": {"email": address}, "brand": "main", "purpose": "offers", "channel": "email", "act": act,
            "wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": "form"}})
    };
    assert_eq!(running.post("/v1/consents", consent("grant", COMPOSED)).await.0, StatusCode::OK);
    let (_, answer) = running.post("/v1/consents", consent("withdraw", DECOMPOSED)).await;
    assert_eq!((&answer["customer"], &answer["status"]), (&json!(one[0]), &json!("withdrawn")), "{answer}");
    running.end().await;
}

/// One id, composed and decomposed, with and without a zero-width space.
const ID: &str = "m\u{fc}ller-7";
const IDS: [&str; 3] = [ID, "mu\u{308}ller-7", " m\u{fc}ller\u{200b}-7"];

#[tokio::test]
async fn an_id_in_another_spelling_names_the_same_customer_at_every_door() {
    let running = begin().await;
    running.plan().await;
    let user = running.identify(ID, json!({"name": "Ada"})).await;
    let card = running.identify("card", json!({"loyalty_card": "K\u{fc}NO-1234"})).await;
    let cookie = json!({"anonymousId": ID, "traits": {"name": "Somebody"}});
    assert_eq!(post(&running, "/v1/identify", &cookie).await.0, StatusCode::OK);
    let cookie = found(&running, &format!("anonymous_id:{ID}")).await;
    let count = running.server.as_ref().unwrap().app().runtime.with_index(|index| index.len());
    for other in IDS {
        assert_eq!(found(&running, &format!("user_id:{other}")).await, std::slice::from_ref(&user), "{other:?}");
        assert_eq!(found(&running, &format!("anonymous_id:{other}")).await, cookie, "{other:?}");
        for (who, whose) in [
            (json!({"user_id": other}), &user),
            (json!({"anonymous_id": other}), &cookie[0]),
            (json!({"loyalty_card": "Ku\u{308}no\u{200b}1234"}), &card),
        ] {
            let no = json!({"who": who, "brand": "main", "purpose": "offers", "channel": "email", "act": "withdraw"});
            let (status, answer) = running.post("/v1/consents", no).await;
            assert_eq!((status, &answer["customer"]), (StatusCode::OK, &json!(whose)), "{who}: {answer}");
            let stop = json!({"who": who, "reason": "opt_out", "channel": "email"});
            let (status, answer) = running.post("/v1/suppressions", stop).await;
            assert_eq!((status, &answer["customer"]), (StatusCode::OK, &json!(whose)), "{who}: {answer}");
            let shown = post(&running, "/v1/decide", &json!({"who": who, "placement": "home"})).await;
            assert_eq!(shown.0, StatusCode::OK, "{who}: {}", shown.1);
        }
        let event = json!({"userId": other, "event": "Looked Around"});
        assert_eq!(post(&running, "/v1/track", &event).await.0, StatusCode::OK);
    }
    let now = running.server.as_ref().unwrap().app().runtime.with_index(|index| index.len());
    assert_eq!(now, count, "nobody is made by a spelling");
    running.end().await;
}

/// As a release before this one left them: each spelling a customer of its own.
async fn said_before(running: &Running, user: Option<&str>, email: &str) {
    let mut identifiers = vec![Identifier { kind: IdentifierKind::Email, value: email.into() }];
    identifiers.extend(user.map(|user| Identifier { kind: IdentifierKind::UserId, value: user.into() }));
    named_before(running, identifiers).await;
}

async fn named_before(running: &Running, identifiers: Vec<Identifier>) {
    let now = running.server.as_ref().unwrap().app().now();
    let event = Event {
        kind: EventKind::Identify,
        name: "".into(),
        message_id: identifiers.iter().map(|one| one.value.as_str()).collect::<Vec<_>>().join(" ").into(),
        identifiers,
        timestamp: now,
        received: now,
        public: false,
        source: "old".into(),
        brand: "main".into(),
        properties: Map::default(),
        context: Map::default(),
    };
    running.server.as_ref().unwrap().app().runtime.submit(vec![Submission::event(event)]).await.unwrap();
    running.settle().await;
}

#[tokio::test]
async fn what_lies_on_disk_in_two_spellings_is_joined_at_the_next_start_and_the_no_holds_for_both() {
    for (first, second) in [(None, None), (Some("u1"), None), (Some("u1"), Some("u2"))] {
        let running = begin().await;
        said_before(&running, first, COMPOSED).await;
        said_before(&running, second, DECOMPOSED).await;
        said_before(&running, None, "info@ex\u{e4}mple.de").await;
        let app = running.server.as_ref().unwrap().app();
        let no = rapport_customer::Suppression {
            received: None,
            at: app.now(),
            reason: rapport_customer::Reason::OptOut,
            scope: rapport_customer::Reason::OptOut.usual_scope(),
            brand: None,
            channel: Some("email".into()),
            address: Some(Identifier { kind: IdentifierKind::Email, value: DECOMPOSED.into() }),
            source: "old".into(),
        };
        let old = Identifier { kind: IdentifierKind::Email, value: DECOMPOSED.into() };
        let to = Target::Identifiers(vec![old], Link::Observed);
        let body = Body::Suppress(Box::new(no));
        app.runtime.submit_and_wait(Submission::to(to, body)).await.unwrap();
        assert_eq!(app.runtime.with_index(|index| index.len()), 3);
        let now = app.now();
        rapport_platform::sql::secret::Secrets::new(app.db.clone()).put("spelling", "0", now).await.unwrap();
        let running = begin_in(running.end().await, None).await;
        let joined = |running: &Running| {
            let app = running.server.as_ref().unwrap().app().clone();
            async move {
                let mut all = Vec::new();
                for email in [COMPOSED, "info@xn--exmple-cua.de"] {
                    let identifier = Identifier { kind: IdentifierKind::Email, value: email.into() };
                    all.push(app.runtime.find(&identifier).unwrap());
                }
                let old = Identifier { kind: IdentifierKind::Email, value: DECOMPOSED.into() };
                assert_eq!(app.runtime.find(&old), None);
                (all, app.runtime.with_index(|index| index.len()))
            }
        };
        let (holders, count) = joined(&running).await;
        assert_eq!(count, if second.is_some() { 3 } else { 2 }, "two accounts stay two");
        for user in [first, second].into_iter().flatten() {
            let id = found(&running, &format!("user_id:{user}")).await;
            let blocked = running.get(&format!("/v1/customers/{}/consents", id[0])).await.to_string();
            assert!(blocked.contains("opt_out"), "{user}: {blocked}");
        }
        let record = running.get(&format!("/v1/customers/{}/consents", holders[0])).await.to_string();
        assert!(record.contains("opt_out"), "{record}");
        // The log alone gives the same again.
        let running = begin_in(running.end().await, None).await;
        assert_eq!(joined(&running).await, (holders, count));
        running.end().await;
    }
}

#[tokio::test]
async fn ids_on_disk_in_two_spellings_are_one_customer_at_the_next_start_with_the_no_of_either() {
    for kind in [IdentifierKind::UserId, IdentifierKind::AnonymousId] {
        let running = begin().await;
        let id = |value: &str| Identifier { kind, value: value.into() };
        let app = running.server.as_ref().unwrap().app();
        for spelled in &IDS[..2] {
            named_before(&running, vec![id(spelled)]).await;
        }
        let no = rapport_customer::Suppression {
            received: None,
            at: app.now(),
            reason: rapport_customer::Reason::OptOut,
            scope: rapport_customer::Reason::OptOut.usual_scope(),
            brand: None,
            channel: Some("email".into()),
            address: None,
            source: "old".into(),
        };
        let to = Target::Identifiers(vec![id(IDS[1])], Link::Observed);
        app.runtime.submit_and_wait(Submission::to(to, Body::Suppress(Box::new(no)))).await.unwrap();
        assert_eq!(app.runtime.with_index(|index| index.len()), 2);
        let now = app.now();
        rapport_platform::sql::secret::Secrets::new(app.db.clone()).put("spelling", "1", now).await.unwrap();
        let running = begin_in(running.end().await, None).await;
        let app = running.server.as_ref().unwrap().app();
        let holder = app.runtime.find(&id(ID)).unwrap();
        assert_eq!((app.runtime.find(&id(IDS[1])), app.runtime.with_index(|index| index.len())), (None, 1), "{kind:?}");
        let record = running.get(&format!("/v1/customers/{holder}/consents")).await.to_string();
        assert!(record.contains("opt_out"), "{kind:?}: {record}");
        running.end().await;
    }
}

#[tokio::test]
async fn an_address_beyond_ascii_is_written_to_and_the_door_says_what_cannot_be() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let running = begin_in(tempfile::tempdir().unwrap(), Some("https://rapport.example")).await;
    running.plan().await;
    let address = sink.address();
    let mail = json!({"host": address.ip().to_string(), "port": address.port(), "security": "none", "connections": 2});
    running.put("/v1/mail", mail).await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme"});
    running.put("/v1/brands/main", json!({"settings": brand})).await;
    for email in ["info@ex\u{e4}mple.de", COMPOSED] {
        let body = json!({"who": {"email": email}, "brand": "main", "purpose": "offers", "channel": "email",
            "act": "request_confirmation", "wording": {"version": 1, "language": "en"}});
        assert_eq!(running.post("/v1/consents", body).await.0, StatusCode::OK);
    }
    let sent = running.until("mails", async |_| {
        let to: Vec<String> = sink.seen().into_iter().filter(|seen| seen.taken.is_some()).map(|seen| seen.to).collect();
        (to.len() == 2).then_some(to)
    });
    let mut sent = sent.await;
    sent.sort();
    assert_eq!(sent, ["info@xn--exmple-cua.de", COMPOSED]);
    for (who, why) in [
        (json!({"email": "user@example"}), "address_unreadable"),
        (json!({"email": "\"a b\"@example.com"}), "address_unreadable"),
        (json!({"phone": "0171 1234503"}), "phone_without_country"),
        (json!({"user_id": "undefined"}), "placeholder"),
        (json!({"loyalty_card": "00000000"}), "placeholder"),
    ] {
        let body = json!({"who": who, "brand": "main", "act": "withdraw"});
        let (status, answer) = running.post("/v1/consents", body).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::BAD_REQUEST, &json!(why)), "{answer}");
    }
    let said = json!({"userId": "u", "traits": {"email": "user@example", "phone": "0171 1234503", "country": "Atlantis",
        "timezone": "Etc/Unknown"}});
    let (status, answer) = post(&running, "/v1/identify", &said).await;
    assert_eq!(status, StatusCode::OK);
    let warned: Vec<(&str, &str)> = answer["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    let expected = [
        ("email", "address_unreadable"),
        ("phone", "phone_without_country"),
        ("country", "country_unreadable"),
        ("timezone", "zone_unreadable"),
    ];
    assert_eq!(warned, expected);
    running.end().await;
}

#[tokio::test]
async fn what_programs_write_without_an_id_is_nobody_and_is_shown() {
    let running = begin().await;
    let words = [
        "undefined",
        "null",
        "[object Object]",
        "NaN",
        "0",
        "00000000-0000-0000-0000-000000000000",
        "guest",
        "N/A",
        "-",
    ];
    for (n, word) in words.into_iter().enumerate() {
        let email = format!("p{n}@example.com");
        let said = json!({"userId": word, "anonymousId": format!("x{n}"), "traits": {"email": email, "loyalty_card": "0000000"},
            "context": {"device": {"id": word}}});
        let (status, answer) = post(&running, "/v1/identify", &said).await;
        assert_eq!((status, &answer["warnings"][0]["code"]), (StatusCode::OK, &json!("placeholder")), "{answer}");
        let (status, answer) = post(&running, "/v1/track", &json!({"anonymousId": word, "event": "Seen"})).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::BAD_REQUEST, &json!("placeholder")), "{answer}");
        let (status, answer) =
            post(&running, "/v1/alias", &json!({"userId": format!("v{n}"), "previousId": word})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (status, answer) = post(&running, "/v1/group", &json!({"userId": "g", "groupId": word})).await;
        assert_eq!((status, &answer["reason"]), (StatusCode::BAD_REQUEST, &json!("placeholder")), "{answer}");
    }
    let mut all = Vec::new();
    for n in 0..words.len() {
        all.extend(found(&running, &format!("email:p{n}@example.com")).await);
    }
    all.dedup();
    assert_eq!(all.len(), words.len(), "nobody was joined");
    let batch = json!({"batch": [
        {"type": "track", "event": "A", "userId": "undefined"},
        {"type": "track", "event": "A", "userId": "real"},
    ]});
    let (status, answer) = post(&running, "/v1/batch", &batch).await;
    let warning = &answer["warnings"][0];
    assert_eq!(
        (status, &warning["at"], &warning["code"]),
        (StatusCode::OK, &json!(0), &json!("placeholder")),
        "{answer}"
    );
    assert_eq!(found(&running, "user_id:real").await.len(), 1);
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("placeholders"), "{attention}");
    let sources = running.get("/v1/sources").await.to_string();
    assert!(sources.contains("\"placeholder\""), "{sources}");
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["placeholders"] = json!(["Kein Kunde"]);
    assert_eq!(running.put("/v1/brands/main", json!({"settings": brand})).await.0, StatusCode::OK);
    let (status, _) = post(&running, "/v1/track", &json!({"userId": "kein kunde", "event": "Seen"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a word of the brand's own");
    running.end().await;
}

#[tokio::test]
async fn an_id_that_gathers_everybodys_addresses_stops_joining_them() {
    let running = begin().await;
    for n in 0..9 {
        let said = json!({"userId": "kiosk", "traits": {"email": format!("p{n}@example.com")}});
        let (status, answer) = post(&running, "/v1/identify", &said).await;
        let crowded = answer["warnings"][0]["code"] == "crowded";
        assert_eq!((status, crowded), (StatusCode::OK, n >= 5), "{n}: {answer}");
    }
    let kiosk = found(&running, "user_id:kiosk").await;
    assert_ne!(found(&running, "email:p7@example.com").await, kiosk);
    assert_ne!(found(&running, "email:p7@example.com").await, found(&running, "email:p8@example.com").await);
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("crowded"), "{attention}");
    running.end().await;
}

#[tokio::test]
async fn a_wrong_merge_is_undone_and_a_no_holds_for_both() {
    let running = begin().await;
    for email in ["ada@example.com", "bob@example.com"] {
        post(&running, "/v1/identify", &json!({"userId": "shared", "traits": {"email": email}})).await;
    }
    let one = found(&running, "user_id:shared").await.remove(0);
    let no = json!({"who": {"user_id": "shared"}, "brand": "main", "act": "object"});
    assert_eq!(running.post("/v1/consents", no).await.0, StatusCode::OK);
    let part = async |kind: &str, value: &str| {
        let body = json!({"identifiers": [{"kind": kind, "value": value}]});
        running.post(&format!("/v1/customers/{one}/part"), body).await
    };
    assert_eq!(part("email", "eve@example.com").await.1["reason"], "no_such_identifier");
    let (status, bob) = part("email", "bob@example.com").await;
    assert_eq!(status, StatusCode::OK, "{bob}");
    assert_ne!(bob["id"], json!(one));
    let bob = bob["id"].as_str().unwrap().to_owned();
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    assert_eq!(found(&running, "email:bob@example.com").await, std::slice::from_ref(&bob), "also after a restart");
    assert_eq!(found(&running, "email:ada@example.com").await, std::slice::from_ref(&one));
    for id in [&one, &bob] {
        let consents = running.get(&format!("/v1/customers/{id}/consents")).await.to_string();
        assert!(consents.contains("object"), "{consents}");
    }
    running.end().await;
}

#[tokio::test]
async fn people_are_found_by_what_stands_on_the_screen() {
    let running = begin().await;
    let zoe = json!({"first_name": "Zoë", "last_name": "Großmann", "email": "zoe.mueller@example.com", "phone": "+49 171 5550142"});
    running.identify("u-4711", zoe).await;
    running.identify("u-4712", json!({"name": "Zoé Beispiel"})).await;
    running.identify("u-4713", json!({"name": "Ben Beispiel"})).await;
    let found = async |question: &str| {
        let url = reqwest::Url::parse_with_params("http://rapport/v1/customers", [("search", question)]).unwrap();
        let all = running.get(&url.as_str()["http://rapport".len()..]).await;
        let mut labels: Vec<String> =
            all.as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap().to_owned()).collect();
        labels.sort();
        labels
    };
    for (question, expected) in [
        ("zoe", vec!["Zoé Beispiel", "Zoë Großmann"]),
        ("GROSS", vec!["Zoë Großmann"]),
        ("beispiel zoe", vec!["Zoé Beispiel"]),
        ("mueller", vec!["Zoë Großmann"]),
        ("zoe.mueller@example.com", vec!["Zoë Großmann"]),
        ("0171 5550", vec!["Zoë Großmann"]),
        ("u-471", vec!["Ben Beispiel", "Zoé Beispiel", "Zoë Großmann"]),
        ("carl", vec![]),
    ] {
        assert_eq!(found(question).await, expected, "{question}");
    }
    let both = running.admin(Method::GET, "/v1/customers?search=a&identifier=b").send().await.unwrap();
    assert_eq!(both.status(), StatusCode::BAD_REQUEST);
    running.end().await;
}

#[tokio::test]
async fn who_signs_in_on_one_device_stays_apart_and_one_address_is_one_customer_in_any_case() {
    let running = begin().await;
    let mut customers = std::collections::BTreeSet::new();
    for n in 0..40 {
        let who = json!({"userId": format!("u{n}"), "anonymousId": "one-cookie", "traits": {"email": format!("u{n}@example.com")}});
        assert_eq!(running.source("/v1/identify").json(&who).send().await.unwrap().status(), StatusCode::OK);
    }
    running.settle().await;
    for n in 0..40 {
        customers.insert(running.customer(&format!("user_id:u{n}")).await);
    }
    assert_eq!(customers.len(), 40, "they share a device and nothing else");
    for who in [
        json!({"anonymousId": "c1", "traits": {"email": "Anna.K@Example.com"}}),
        json!({"userId": "anna", "traits": {"email": " anna.k@example.com\u{a0}"}}),
    ] {
        assert_eq!(running.source("/v1/identify").json(&who).send().await.unwrap().status(), StatusCode::OK);
    }
    running.settle().await;
    assert_eq!(running.customer("anonymous_id:c1").await, running.customer("user_id:anna").await);
    running.end().await;
}
