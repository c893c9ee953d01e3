//! Reasons not to write to someone: they hold at the address, however the person was named.

use crate::common::{Running, begin};
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn suppress(running: &Running, body: Value) -> (StatusCode, Value) {
    let response = running.source("/v1/suppressions").json(&body).send().await.unwrap();
    let status = response.status();
    let answer = response.json().await.unwrap();
    running.settle().await;
    (status, answer)
}

/// The addresses of a customer's stops.
async fn stops(running: &Running, identifier: &str) -> Vec<String> {
    let customer = running.customer(identifier).await;
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let all = consents["suppressions"].as_array().unwrap();
    all.iter().map(|one| one["address"].as_str().unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn however_somebody_is_named_a_stop_is_about_their_address_and_holds_for_all_who_share_it() {
    let running = begin().await;
    let mut n = 0;
    for reason in ["hard_bounce", "opt_out", "complaint", "objection"] {
        for kind in ["user_id", "loyalty_card", "phone", "anonymous_id", "email", "customer"] {
            n += 1;
            let (user, email, phone) = (format!("u{n}"), format!("u{n}@example.com"), format!("+4917112345{n:02}"));
            let card = format!("LC10{n}");
            let body = json!({"userId": user, "anonymousId": format!("a-{n}"),
                "traits": {"email": email, "phone": phone, "loyalty_card": card}});
            assert_eq!(running.source("/v1/identify").json(&body).send().await.unwrap().status(), StatusCode::OK);
            running.identify(&format!("partner-{n}"), json!({ "email": email })).await;
            let customer = running.customer(&format!("user_id:{user}")).await;
            let who = match kind {
                "user_id" => user.clone(),
                "loyalty_card" => card,
                "phone" => phone,
                "anonymous_id" => format!("a-{n}"),
                "email" => email.clone(),
                _ => customer,
            };
            let said = json!({"who": {kind: who}, "reason": reason, "channel": "email"});
            let (status, answer) = suppress(&running, said).await;
            assert_eq!(status, StatusCode::OK, "{reason} by {kind}: {answer}");
            for whose in [user, format!("partner-{n}")] {
                assert_eq!(
                    stops(&running, &format!("user_id:{whose}")).await,
                    [&*email],
                    "{reason} by {kind}: {whose}"
                );
            }
        }
    }
    running.end().await;
}

#[tokio::test]
async fn a_stop_that_names_no_channel_is_about_every_address_and_a_bounce_needs_one() {
    let running = begin().await;
    running.identify("ada", json!({"email": "ada@example.com", "phone": "+491711234567"})).await;
    assert_eq!(suppress(&running, json!({"who": {"user_id": "ada"}, "reason": "hard_bounce"})).await.0, StatusCode::OK);
    assert_eq!(stops(&running, "user_id:ada").await, ["ada@example.com", "+491711234567"]);
    running.identify("bob", json!({})).await;
    for (who, reason, channel) in [
        (json!({"user_id": "bob"}), "hard_bounce", None),
        (json!({"user_id": "nobody"}), "hard_bounce", Some("email")),
        (json!({"phone": "+491711234568"}), "hard_bounce", Some("email")),
        (json!({"email": "new@example.com"}), "hard_bounce", Some("staff")),
    ] {
        let mut said = json!({"who": who, "reason": reason});
        channel.inspect(|channel| said["channel"] = json!(channel));
        let (status, answer) = suppress(&running, said.clone()).await;
        assert_eq!(
            (status, &answer["reason"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_address_known")),
            "{said}: {answer}"
        );
    }
    // Whoever stops the person stops the person, with or without an address.
    assert_eq!(suppress(&running, json!({"who": {"user_id": "bob"}, "reason": "opt_out"})).await.0, StatusCode::OK);
    assert_eq!(stops(&running, "user_id:bob").await, ["none"]);
    running.end().await;
}

/// Ada took it back before anybody knew that Bob reads the same mailbox. His "yes" from before does not outlast that.
#[tokio::test]
async fn a_withdrawal_holds_for_an_account_that_shares_the_address_later() {
    let running = begin().await;
    running.identify("ada", json!({"email": "home@example.com"})).await;
    running.identify("bob", json!({"email": "bob@example.com"})).await;
    for (user, act) in [("bob", "grant"), ("ada", "grant"), ("ada", "withdraw")] {
        running.consent(user, "email", act).await;
    }
    running.identify("bob", json!({"email": "home@example.com"})).await;
    running.settle().await;
    let customer = running.customer("user_id:bob").await;
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let acts: Vec<&str> =
        consents["history"].as_array().unwrap().iter().filter_map(|one| one["act"].as_str()).collect();
    assert!(acts.contains(&"grant") && acts.contains(&"withdraw"), "{consents}");
    let mut states = consents["states"].as_array().unwrap().iter();
    let offers = states.find(|state| state["purpose"] == "offers" && state["channel"] == "email").unwrap();
    assert_eq!(offers["status"], "withdrawn", "{consents}");
    running.end().await;
}
