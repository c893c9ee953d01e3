//! Mail settings: keys that sign are made here, published by the owner of the domain, and never told.

use crate::common::{Running, begin, begin_in};
use rapport_drivers::email::sink::{Options, Sink};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// 32 bytes of 7 as an Ed25519 key, and 512 bits of RSA, which anybody can break.
const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
-----END PRIVATE KEY-----
";
const RSA_512: &str = "-----BEGIN RSA PRIVATE KEY-----
MIIBOgIBAAJBALim9Yx7yerPKCmA07DqAy9YXCvS2sIFKnIwxMQizJkXDzcp+HJ2
286oBXz4kA6ZXd1zmwNTbS5/wwoDE3z4N48CAwEAAQJBAIf85a+tZtoX8EMIjl6n
KOtQTqkzo0nqVgU851xvKHDBKmOkZMXuQXB6DYZLV54jPutXbuCXZ7j6BLNNnm8t
5UECIQDscfaucV9zHU3N5d1hc+p+XIVRxfY7DGh9TFr5PXzM7wIhAMfsbiVbWwn4
Gxf4kZ3dYIAHEYD61tJEBxChMt+xPH9hAiADPWSF62PFbgdc5ONtrGrwJFBnWHER
ShA8d0lf1Ona3QIgGlRJ4UOZxsNVFiAXVVoNVm8X4Auo9QIeiBMitxEJbaECIDOS
Qmc5gtG4RGpZ+6uKSh42WdqFtvYnEhiBTLdHM3+s
-----END RSA PRIVATE KEY-----
";

fn settings(more: &Value) -> Value {
    let mut all =
        json!({"host": null, "port": 25, "security": "none", "connections": 2, "dkim_domain": "acme.example"});
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

fn selectors(mail: &Value) -> Vec<String> {
    mail["dkim_keys"].as_array().unwrap().iter().map(|key| key["selector"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn keys_are_made_shown_as_records_and_taken_back() {
    let running = begin().await;
    let (status, answer) = running.post("/v1/mail/dkim-keys", json!({})).await;
    assert_eq!(
        (status, answer["reason"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("mail_dkim")),
        "no domain: {answer}"
    );
    running.put("/v1/mail", settings(&json!({}))).await;

    let (status, made) = running.post("/v1/mail/dkim-keys", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    assert_eq!(running.get("/v1/mail").await, made);
    assert!(!made.to_string().contains("PRIVATE"), "{made}");
    let keys = made["dkim_keys"].as_array().unwrap();
    for (key, algorithm) in keys.iter().zip(["rsa", "ed25519"]) {
        assert_eq!(key["algorithm"], algorithm);
        let selector = key["selector"].as_str().unwrap();
        assert!(selector.starts_with(&format!("{algorithm}-20")), "{selector}");
        assert_eq!(key["name"], format!("{selector}._domainkey.acme.example"));
        let (value, zone) = (key["value"].as_str().unwrap(), key["zone_value"].as_str().unwrap());
        assert!(value.starts_with(&format!("v=DKIM1; k={algorithm}; p=")), "{value}");
        assert_eq!(zone.split('"').filter(|part| *part != " ").collect::<String>(), value);
        assert!(zone.split('"').all(|part| part.len() <= 255));
    }
    assert_eq!(keys.len(), 2);

    // Other settings leave the keys as they are; a key can be taken away, once.
    let unsaid = json!({"port": 25, "security": "none", "dkim_domain": "acme.example"});
    let (status, usual) = running.put("/v1/mail", unsaid).await;
    assert_eq!((status, &usual["connections"]), (StatusCode::OK, &json!(4)), "connections need not be said: {usual}");
    let (_, same) = running.put("/v1/mail", settings(&json!({"port": 26}))).await;
    assert_eq!(same["dkim_keys"], made["dkim_keys"]);
    let path = format!("/v1/mail/dkim-keys/{}", selectors(&made)[0]);
    let remove = async || running.admin(Method::DELETE, &path).send().await.unwrap().status();
    assert_eq!((remove().await, remove().await), (StatusCode::OK, StatusCode::NOT_FOUND));
    assert_eq!(selectors(&running.get("/v1/mail").await), selectors(&made)[1..]);
    running.end().await;
}

#[tokio::test]
async fn keys_that_cannot_sign_are_refused_and_change_nothing() {
    let running = begin().await;
    let key = |selector: &str, key: &str| json!({"selector": selector, "key": key});
    let (status, before) = running.put("/v1/mail", settings(&json!({"dkim_keys": [key("s1", ED25519)]}))).await;
    assert_eq!((status, selectors(&before)), (StatusCode::OK, vec!["s1".to_owned()]), "{before}");
    for (keys, why) in [
        (json!([key("s2", "hello")]), "PEM"),
        (json!([key("s2", RSA_512)]), "512"),
        (json!([key("s 2", ED25519)]), "DNS"),
        (json!([key("s2", ED25519), key("S2", ED25519)]), "selector of its own"),
    ] {
        let (status, answer) = running.put("/v1/mail", settings(&json!({"dkim_keys": keys}))).await;
        assert_eq!(
            (status, answer["reason"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("mail_dkim")),
            "{answer}"
        );
        assert!(answer["detail"].as_str().unwrap().contains(why), "{answer}");
        assert_eq!(running.get("/v1/mail").await, before);
    }
    let three = ["a", "b", "c"].map(|name| key(name, ED25519));
    let three = settings(&json!({"dkim_keys": three}));
    running.put("/v1/mail", three).await;
    let (status, answer) = running.post("/v1/mail/dkim-keys", json!({})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "two more would be five: {answer}");
    assert!(answer["detail"].as_str().unwrap().contains("remove an old one"), "{answer}");
    assert_eq!(selectors(&running.get("/v1/mail").await), ["a", "b", "c"]);
    let (_, without) = running.put("/v1/mail", settings(&json!({"dkim_keys": [], "dkim_domain": null}))).await;
    assert_eq!(without["dkim_keys"], json!([]));
    running.end().await;
}

#[tokio::test]
async fn a_mail_carries_a_signature_by_each_key() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let running = begin_in(tempfile::tempdir().unwrap(), Some("https://rapport.example")).await;
    let server = json!({"host": sink.address().ip().to_string(), "port": sink.address().port()});
    running.put("/v1/mail", settings(&server)).await;
    let (_, made) = running.post("/v1/mail/dkim-keys", json!({})).await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme, Street 1, Berlin"});
    running.put("/v1/brands/main", json!({"settings": brand})).await;
    running.plan().await;
    running.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;
    let consent = json!({"who": {"user_id": "ada"}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "de"},
        "proof": {"kind": "personal", "reference": "shop checkout"}});
    let (status, answer) = running.post("/v1/consents", consent).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let mail = running.until("a mail", async |_| sink.seen().first().map(|seen| seen.message.clone())).await;
    let mail = String::from_utf8_lossy(&mail).replace("\r\n", "");
    let signatures: Vec<&str> = mail.split("DKIM-Signature:").skip(1).collect();
    assert_eq!(signatures.len(), 2, "{mail}");
    for (signature, selector) in signatures.iter().zip(selectors(&made)) {
        assert!(signature.contains(&format!("s={selector};")) && signature.contains("d=acme.example;"), "{signature}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_mail_is_read_as_it_was_sent_until_its_reader_is_forgotten() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let running = begin_in(tempfile::tempdir().unwrap(), Some("https://rapport.example")).await;
    let server = json!({"host": sink.address().ip().to_string(), "port": sink.address().port()});
    running.put("/v1/mail", settings(&server)).await;
    let mut brand = running.get("/v1/brands/main").await["settings"].clone();
    brand["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme, Street 1, Berlin"});
    for channel in brand["channels"].as_array_mut().unwrap() {
        (channel["double_opt_in"], channel["keeps_quiet_hours"]) = (json!(false), json!(false));
    }
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": brand})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.plan().await;
    let order = "id: order\nname: Order\nbrand: main\nactivity: shoes\npurpose: offers\ntriggers: [{when: {event: Spring Began}}]\n\
        steps:\n  - id: tell\n    message:\n      channel: email\n      content:\n        subject: \"Spring, {{ customer.name }}\"\n        \
        text: \"Dear {{ customer.name }}, [have a look](https://shop.acme.example/spring).\"\n";
    running.publish("order", order).await;
    let ada = running.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;
    running.consent("ada", "email", "grant").await;
    running.track("ada", "Spring Began", json!({})).await;
    running.until("a mail", async |_| sink.seen().first().map(|seen| seen.message.clone())).await;
    let key = running
        .until("that it was taken", async |running: &Running| {
            let sent = running.get("/v1/deliveries?state=accepted&journey=order").await;
            sent["items"][0]["send_key"].as_str().map(str::to_owned)
        })
        .await;
    // What is known of her by now is not what the mail said.
    running.identify("ada", json!({"name": "Ada Anders"})).await;
    let path = format!("/v1/deliveries/{}", key.replace('/', "%2F"));
    let delivery = running.get(&path).await;
    let mail = &delivery["mail"];
    assert_eq!(
        (&mail["from"], &mail["to"]),
        (&json!("Acme <news@acme.example>"), &json!("ada@example.com")),
        "{delivery}"
    );
    assert_eq!(mail["subject"], "Spring, Ada Beispiel");
    let page = running.admin(Method::GET, &format!("{path}/mail")).send().await.unwrap();
    let csp = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(csp.contains("default-src 'none'") && csp.contains("sandbox;") && !csp.contains("script-src"), "{csp}");
    let html = page.text().await.unwrap();
    let (html, text) = (html.as_str(), mail["text"].as_str().unwrap());
    assert!(html.contains("Dear Ada Beispiel") && html.contains("\"https://shop.acme.example/spring\""), "{html}");
    assert!(text.contains("Dear Ada Beispiel") && text.contains("Acme, Street 1, Berlin"), "{text}");
    let ways_in = |part: &str| part.split("https://rapport.example").skip(1).all(|behind| behind.starts_with("/…"));
    assert!(
        html.contains("https://rapport.example/…") && ways_in(html) && ways_in(text),
        "no link acts for her: {html}"
    );
    assert!(delivery["kept"].is_string());

    // She gets all of it, with the address that each word was about.
    let export = running.get(&format!("/v1/customers/{ada}/export")).await;
    let copy = &export["messages"][0];
    assert_eq!(
        (&copy["send_key"], &copy["mail"]["subject"]),
        (&json!(key), &json!("Spring, Ada Beispiel")),
        "{export}"
    );
    assert!(copy["mail"]["text"].as_str().unwrap().contains("Dear Ada Beispiel"), "{copy}");
    assert_eq!(export["consents"]["history"][0]["address"], "ada@example.com");
    let stop = json!({"who": {"email": "ada@example.com"}, "brand": "main", "reason": "opt_out"});
    running.post("/v1/suppressions", stop).await;
    let consents = running.get(&format!("/v1/customers/{ada}/consents")).await;
    assert_eq!(consents["suppressions"][0]["address"], "ada@example.com", "{consents}");

    running.erase(&ada).await;
    running.settle().await;
    let dir = running.end().await;
    let db = rapport_platform::sql::Db::open(&dir.path().join(rapport_platform::stores::DATABASE)).await.unwrap();
    let copies = rapport_platform::sql::copies::Copies::new(db);
    assert_eq!(copies.find(&key.parse().unwrap()).await.unwrap(), None, "it goes with her");
}
