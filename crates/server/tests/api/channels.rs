//! A brand's channels and their kinds: a channel of any name carries what its kind carries, and counts for itself.

use crate::{
    common::{Running, begin_in},
    sources::bounce,
};
use rapport_drivers::email::sink::{Options, Sink};
use reqwest::StatusCode;
use serde_json::{Value, json};

const JOURNEY: &str = "id: weekly
name: Weekly news
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: News Came}
entry: {re_entry: always}
steps:
  - id: mail
    message:
      channel: newsletter
      content:
        subject: News of the week
        text: \"[Have a look](https://shop.acme.example/news)\"
";

fn newsletter(more: &Value) -> Value {
    let mut channel = json!({"id": "newsletter", "kind": "email", "medium": "email", "double_opt_in": false,
        "keeps_quiet_hours": false, "says_how_to_object": true, "caps": [{"max": 1, "per": "1d"}]});
    channel.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    channel
}

/// The brand as it was, with this channel besides.
async fn with(running: &Running, channel: Value) -> (StatusCode, Value) {
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme, Street 1, Berlin"});
    let channels = brand["channels"].as_array_mut().unwrap();
    channels.retain(|known| known["id"] != channel["id"]);
    channels.push(channel);
    running.put("/v1/brands/main", json!({"settings": brand})).await
}

fn problems(answer: &Value) -> Vec<(&str, &str)> {
    let all = answer["problems"].as_array().unwrap();
    all.iter().map(|p| (p["code"].as_str().unwrap(), p["path"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_channel_of_another_name_carries_what_its_kind_carries() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let running = begin_in(tempfile::tempdir().unwrap(), Some("https://rapport.example")).await;
    let server = json!({"host": sink.address().ip().to_string(), "port": sink.address().port(), "security": "none",
        "connections": 2});
    running.put("/v1/mail", server).await;
    let (status, answer) = with(&running, newsletter(&json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.plan().await;
    running.publish("weekly", JOURNEY).await;
    running.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;

    // A yes to the other channel of the same kind is none to this one.
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "News Came", json!({})).await;
    assert!(sink.seen().is_empty());
    running.consent("ada", "newsletter", "grant").await;
    running.track("ada", "News Came", json!({})).await;
    let mail = running.until("a mail", async |_| sink.seen().first().map(|seen| seen.message.clone())).await;
    assert!(String::from_utf8_lossy(&mail).contains("Subject: News of the week"));

    // It is known by the channel's own name, and shown as its kind is.
    let key = running
        .until("it is accepted", async |running| {
            let found = running.get("/v1/deliveries?channel=newsletter&state=accepted").await;
            found["items"][0]["send_key"].as_str().map(str::to_owned)
        })
        .await;
    let path = format!("/v1/deliveries/{}", key.replace('/', "%2F"));
    assert_eq!(running.get(&path).await["view"], "letter");
    assert_eq!(running.get("/v1/deliveries?channel=email").await["items"], json!([]));

    // Its own cap holds.
    running.track("ada", "News Came", json!({})).await;
    assert_eq!(sink.seen().len(), 1);

    // After a restart what was published means the same.
    let dir = running.end().await;
    let running = begin_in(dir, Some("https://rapport.example")).await;
    running.identify("bea", json!({"name": "Bea Muster", "email": "bea@example.com"})).await;
    running.consent("bea", "newsletter", "grant").await;
    running.track("bea", "News Came", json!({})).await;
    running.until("her mail", async |_| (sink.seen().len() == 2).then_some(())).await;

    // An address that is gone is gone on every channel that would write to it.
    let answer = running.admin(reqwest::Method::POST, "/v1/inbound/email").header("content-type", "message/rfc822");
    let envelope = sink.seen()[1].from.clone();
    let token = envelope.split(['+', '@']).nth(1).unwrap();
    let answer: Value = answer.body(bounce("bea@example.com", Some(token))).send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["kind"], &answer["applied"]), (&json!("hard_bounce"), &json!(true)), "{answer}");
    let customer = running.customer("user_id:bea").await;
    let suppressions = running.get(&format!("/v1/customers/{customer}/consents")).await["suppressions"].clone();
    assert_eq!((&suppressions[0]["reason"], &suppressions[0]["channel"]), (&json!("hard_bounce"), &Value::Null));
    running.end().await;
}

#[tokio::test]
async fn a_channel_has_a_kind_that_there_is_and_keeps_it() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    for (wrong, problem) in [
        (json!({"kind": "pigeon"}), ("unknown_channel_kind", "channels.newsletter.kind")),
        (json!({"medium": "phone"}), ("other_medium", "channels.newsletter.medium")),
    ] {
        let (status, answer) = with(&running, newsletter(&wrong)).await;
        assert_eq!((status, problems(&answer)), (StatusCode::UNPROCESSABLE_ENTITY, vec![problem]), "{answer}");
    }
    // One of no kind keeps consents, and no journey can write on it.
    let (status, answer) = with(&running, newsletter(&json!({"kind": null}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.plan().await;
    let (_, answer) = running.post("/v1/journeys/check", json!({"document": JOURNEY})).await;
    assert!(problems(&answer).iter().any(|(code, _)| *code == "content_unknown_channel"), "{answer}");
    assert_eq!(with(&running, newsletter(&json!({}))).await.0, StatusCode::OK);
    let (_, answer) = running.post("/v1/journeys/check", json!({"document": JOURNEY})).await;
    assert_eq!(answer["ok"], true, "{answer}");
    let (status, answer) = with(&running, newsletter(&json!({"kind": "web", "medium": "presence"}))).await;
    assert_eq!(
        (status, problems(&answer)),
        (StatusCode::UNPROCESSABLE_ENTITY, vec![("channel_kind_changed", "channels.newsletter.kind")]),
        "{answer}"
    );
    running.end().await;
}

/// The brand as it is, changed.
async fn changed(running: &Running, change: impl FnOnce(&mut Value)) -> (StatusCode, Value) {
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    change(&mut brand);
    running.put("/v1/brands/main", json!({"settings": brand})).await
}

/// Consents stay with an id that is given up: whoever takes it again takes it for what people agreed to.
#[tokio::test]
async fn in_two_steps_nothing_becomes_what_nobody_agreed_to() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    let refused = |(status, answer): (StatusCode, Value), code: &str, path: &str| {
        assert_eq!((status, problems(&answer)), (StatusCode::UNPROCESSABLE_ENTITY, vec![(code, path)]), "{answer}");
    };
    let web = newsletter(&json!({"kind": "web", "medium": "presence"}));
    // Of no kind, it kept consents of people who want mail.
    assert_eq!(with(&running, newsletter(&json!({"kind": null}))).await.0, StatusCode::OK);
    refused(with(&running, web.clone()).await, "channel_kind_changed", "channels.newsletter.medium");
    assert_eq!(with(&running, newsletter(&json!({}))).await.0, StatusCode::OK);
    let without = |list: &'static str, id: &'static str| {
        move |brand: &mut Value| brand[list].as_array_mut().unwrap().retain(|one| one["id"] != id)
    };
    assert_eq!(changed(&running, without("channels", "newsletter")).await.0, StatusCode::OK);
    refused(with(&running, web).await, "channel_kind_changed", "channels.newsletter.kind");
    assert_eq!(with(&running, newsletter(&json!({}))).await.0, StatusCode::OK, "as it was");

    let service = |brand: &mut Value| {
        let purposes = brand["purposes"].as_array_mut().unwrap();
        purposes.retain(|one| one["id"] != "offers");
        purposes.push(json!({"id": "offers", "kind": "service"}));
    };
    refused(changed(&running, service).await, "purpose_kind_changed", "purposes.offers.kind");
    assert_eq!(changed(&running, without("purposes", "offers")).await.0, StatusCode::OK);
    refused(changed(&running, service).await, "purpose_kind_changed", "purposes.offers.kind");
    running.end().await;
}

#[tokio::test]
async fn kinds_and_channels_are_told() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    assert_eq!(with(&running, newsletter(&json!({}))).await.0, StatusCode::OK);
    let told = running.get("/v1/channels").await;
    let kinds: Vec<&str> = told["kinds"].as_array().unwrap().iter().map(|kind| kind["id"].as_str().unwrap()).collect();
    let registry: Vec<&str> = rapport_channel::kind::kinds().iter().map(|kind| kind.id).collect();
    assert_eq!(kinds, registry);
    assert_eq!(told["kinds"][0]["content"]["required"], json!(["subject"]));
    assert_eq!(told["kinds"][0]["usual"]["medium"], "email");
    let channels = told["channels"].as_array().unwrap();
    let own = channels.iter().find(|channel| channel["id"] == "newsletter").unwrap();
    assert_eq!(*own, json!({"id": "newsletter", "kind": "email", "brands": ["main"]}));

    let brands = running.get("/v1/brands").await;
    let channels = brands[0]["channels"].as_array().unwrap();
    assert!(
        channels.contains(&json!({"id": "newsletter", "kind": "email"})),
        "for those who may not read settings: {brands}"
    );

    // What can be tried is tried; whose settings are not a matter of names and values has them elsewhere.
    let (status, tried) = running.post("/v1/channels/email/test", json!({})).await;
    assert_eq!((status, &tried["ok"]), (StatusCode::OK, &json!(false)), "no mail server is set: {tried}");
    let (status, tried) = running.post("/v1/channels/staff/test", json!({})).await;
    assert_eq!((status, &tried["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("nothing_to_try")));
    assert_eq!(running.post("/v1/channels/pigeon/test", json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(running.put("/v1/channels/email/settings", json!({"values": {}})).await.0, StatusCode::NOT_FOUND);
    running.end().await;
}
