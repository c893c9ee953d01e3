//! Signing in by a passkey: nothing is typed, and nothing that was seen once opens anything a second time.

use crate::common::{
    Running,
    authenticator::Device,
    begin,
    browser::{Browser, OTHER_WORDS, WORDS, invited, set_up},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A passkey of this person on a device of theirs.
async fn added(server: &Running, person: &Browser<'_>, password: &str, number: u8) -> (Device, Value) {
    let mut device = Device::new(number, &origin(server));
    let (status, begun) = person.post("/v1/profile/passkeys/begin", json!({"password": password})).await;
    assert_eq!(status, StatusCode::CREATED, "{begun}");
    assert_eq!(begun["options"]["authenticatorSelection"]["residentKey"], "required", "nobody types an address");
    let (status, kept) = finish(person, &begun, device.make(&begun["options"])).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    (device, kept)
}

async fn finish(person: &Browser<'_>, begun: &Value, credential: Value) -> (StatusCode, Value) {
    let made = json!({"ceremony": begun["ceremony"], "name": "Phone", "credential": credential});
    person.post("/v1/profile/passkeys", made).await
}

/// The page's origin: on one's own machine passkeys are made for `localhost`.
fn origin(server: &Running) -> String {
    server.url("").replace("127.0.0.1", "localhost").trim_end_matches('/').to_owned()
}

async fn begun(browser: &Browser<'_>) -> Value {
    let (status, begun) = browser.post("/v1/session/passkey/begin", json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{begun}");
    begun
}

async fn sign_in(browser: &Browser<'_>, begun: &Value, credential: Value) -> (StatusCode, Value) {
    browser.post("/v1/session/passkey", json!({"ceremony": begun["ceremony"], "credential": credential})).await
}

#[tokio::test]
async fn a_passkey_opens_its_account_without_password_and_code() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (mut phone, kept) = added(&server, &ada, WORDS, 1).await;
    let other = Browser::new(&server);
    let begun = self::begun(&other).await;
    let (status, session) = sign_in(&other, &begun, phone.sign(&begun["options"])).await;
    assert_eq!((status, &session["name"]), (StatusCode::OK, &json!("Ada Example")), "{session}");
    let (_, own) = ada.get("/v1/profile/passkeys").await;
    assert!(own[0]["used"].is_string() && own[0]["name"] == "Phone", "{own}");
    // Taken away, it opens nothing any more, and the browser it opened is out.
    let path = format!("/v1/profile/passkeys/{}", kept["id"].as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.0, StatusCode::OK);
    assert!(!other.is_in().await && ada.is_in().await);
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.0, StatusCode::NOT_FOUND);
    let begun = self::begun(&other).await;
    let (status, refused) = sign_in(&other, &begun, phone.sign(&begun["options"])).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_passkey")));
}

#[tokio::test]
async fn nothing_but_the_device_in_its_owners_hand_on_our_page_gets_in() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (mut phone, _) = added(&server, &ada, WORDS, 1).await;
    let eve = Browser::new(&server);
    let refused = |answer: (StatusCode, Value), why: &str| {
        assert_eq!(
            (answer.0, &answer.1["reason"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_passkey")),
            "{why}"
        );
    };

    let first = begun(&eve).await;
    let answer = phone.sign(&first["options"]);
    let second = begun(&eve).await;
    refused(sign_in(&eve, &second, answer.clone()).await, "signed another challenge");
    assert_eq!(sign_in(&eve, &first, answer.clone()).await.0, StatusCode::OK);
    let (status, again) = sign_in(&Browser::new(&server), &first, answer).await;
    assert_eq!((status, &again["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("passkey_over")), "used twice");

    let mut copied = phone.copy();
    for _ in 0..2 {
        let begun = begun(&eve).await;
        assert_eq!(sign_in(&eve, &begun, phone.sign(&begun["options"])).await.0, StatusCode::OK);
    }
    let begun_copy = begun(&eve).await;
    refused(sign_in(&eve, &begun_copy, copied.sign(&begun_copy["options"])).await, "counts as a copy does");

    for (why, origin, flags) in
        [("another page", "https://evil.example", 0x05), ("nobody looked who holds it", &origin(&server), 0x01)]
    {
        let mut wrong = Device { flags, origin: origin.to_owned(), counter: 100, ..phone.copy() };
        let begun = begun(&eve).await;
        refused(sign_in(&eve, &begun, wrong.sign(&begun["options"])).await, why);
    }

    let mut strange = Device { handle: phone.handle.clone(), ..Device::new(9, &origin(&server)) };
    let begun = begun(&eve).await;
    refused(sign_in(&eve, &begun, strange.sign(&begun["options"])).await, "another device");
}

#[tokio::test]
async fn a_passkey_is_added_by_whoever_has_the_password_to_their_own_account() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (status, refused) = ada.post("/v1/profile/passkeys/begin", json!({"password": "another one"})).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("other_password")));
    let (mut phone, _) = added(&server, &ada, WORDS, 1).await;

    // The same device a second time.
    let (_, begun_again) = ada.post("/v1/profile/passkeys/begin", json!({"password": WORDS})).await;
    assert_eq!(begun_again["options"]["excludeCredentials"].as_array().unwrap().len(), 1);
    let (status, refused) = finish(&ada, &begun_again, phone.make(&begun_again["options"])).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_passkey")));

    // What Ada began is not for Ben to end.
    let (ben, _) = invited(&server, &ada, "Ben", "analyst").await;
    let (_, begun) = ada.post("/v1/profile/passkeys/begin", json!({"password": WORDS})).await;
    let mut device = Device::new(2, &origin(&server));
    let credential = device.make(&begun["options"]);
    let (status, refused) = finish(&ben, &begun, credential).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("passkey_over")));
    assert_eq!(ben.get("/v1/profile/passkeys").await.1, json!([]));

    // A password that was changed meanwhile ends what it began.
    let (_, begun) = ada.post("/v1/profile/passkeys/begin", json!({"password": WORDS})).await;
    let credential = Device::new(3, &origin(&server)).make(&begun["options"]);
    let change = json!({"current": WORDS, "new": "quite another long password"});
    assert_eq!(ada.post("/v1/profile/password", change).await.0, StatusCode::OK);
    assert_eq!(finish(&ada, &begun, credential).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(ada.get("/v1/profile/passkeys").await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_closed_account_comes_in_by_no_passkey() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, id) = invited(&server, &ada, "Ben", "analyst").await;
    let (mut phone, _) = added(&server, &ben, OTHER_WORDS, 1).await;
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{id}"), None).await.0, StatusCode::OK);
    let browser = Browser::new(&server);
    let begun = begun(&browser).await;
    let (status, answer) = sign_in(&browser, &begun, phone.sign(&begun["options"])).await;
    assert!(!status.is_success() && !browser.is_in().await, "{answer}");
}
