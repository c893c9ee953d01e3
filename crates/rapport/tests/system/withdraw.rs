//! S8: what is taken back stops what is under way. The mail server's clock decides.

use crate::support::{MailServer, Rapport, Shop, millis, secs, shop, size};
use rapport_drivers::email::sink::Trick;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

#[tokio::test(flavor = "multi_thread")]
async fn withdrawals_race_a_running_send_and_win_from_their_acknowledgement_on() {
    let (people, withdrawals, connections) = (size(300, 100_000), size(60, 1_000), size(4, 16));
    let mails = MailServer::scripted(|_, _| Trick::Slow(Duration::from_millis(10)));
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), connections.try_into().unwrap()).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(people).await;
    shop.agree(&people).await;
    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;

    // Always those who are next: claimed or on the wire, and a few that wait.
    let (mut acknowledged, mut listed, mut stopped) = (BTreeMap::new(), BTreeSet::new(), 0);
    while acknowledged.len() < withdrawals {
        let mut crowd = tokio::task::JoinSet::new();
        for id in next(&shop).await.into_iter().filter(|id| !acknowledged.contains_key(id)) {
            let shop = shop.clone();
            crowd.spawn(async move {
                let said = json!({"who": {"customer": id}, "brand": "acme", "purpose": "offers", "channel": "email",
                    "act": "withdraw", "source": "desk"});
                let answer = shop.admin.post("/v1/consents", said).await;
                (id, answer, millis())
            });
        }
        for (id, answer, at) in crowd.join_all().await {
            assert_eq!((answer["result"].as_str(), answer["status"].as_str()), (Some("recorded"), Some("withdrawn")));
            let in_flight = answer["in_flight"].as_array().unwrap();
            assert!(in_flight.len() <= 1, "{answer}");
            if !in_flight.is_empty() {
                listed.insert(id.clone());
            }
            acknowledged.insert(id, at);
            stopped += answer["stopped"].as_u64().unwrap();
        }
    }
    assert!(!mails.seen().is_empty() && mails.seen().len() < people.len(), "the send was not under way");
    // The server answers four times for a mail, ten milliseconds each: a connection takes 25 in a second at best.
    let at_best = people.len() / (25 * connections);
    rapport.calm("send", secs(120 + 4 * at_best as u64)).await;

    let seen = mails.seen();
    let mut withdrew = BTreeSet::new();
    for (id, ack) in &acknowledged {
        let email = email(&shop, id).await;
        let inside = listed.contains(id);
        for mail in seen.iter().filter(|mail| mail.to == email) {
            // A listed one was inside its transaction: its MAIL FROM may be a moment behind in the network, no more.
            assert!(mail.began <= *ack + if inside { 50 } else { 0 }, "{email} began {} after {ack}", mail.began);
        }
        withdrew.insert(email);
    }
    assert!(stopped > 0, "no withdrawal stopped anything");
    let states = shop.states("send").await;
    assert_eq!(states.values().sum::<usize>(), people.len(), "{states:?}");
    let mailed: BTreeSet<&str> = seen.iter().map(|mail| mail.to.as_str()).collect();
    for person in &people {
        assert!(
            withdrew.contains(&person.email) || mailed.contains(person.email.as_str()),
            "{} was forgotten",
            person.user
        );
    }
    println!("{states:?}; {} withdrew, {stopped} messages stopped, {} in flight", acknowledged.len(), listed.len());
}

/// Customers whose messages are claimed, and some whose messages wait.
async fn next(shop: &Shop) -> Vec<String> {
    let mut ids = Vec::new();
    for (state, limit) in [("claimed", 16), ("planned", 4)] {
        let page = shop.admin.get(&format!("/v1/deliveries?journey=send&state={state}&limit={limit}")).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(|one| one["customer"].as_str().unwrap().to_owned()));
    }
    assert!(!ids.is_empty(), "the send was over before the withdrawals");
    ids
}

async fn email(shop: &Shop, customer: &str) -> String {
    let view = shop.admin.get(&format!("/v1/customers/{customer}")).await;
    let known = view["identifiers"].as_array().unwrap();
    known.iter().find(|one| one["kind"] == "email").unwrap()["value"].as_str().unwrap().to_owned()
}

/// Stop means stop, and pause means pause, also for what is queued.
#[tokio::test(flavor = "multi_thread")]
async fn pause_holds_what_is_queued_and_stop_ends_it() {
    let mails = MailServer::scripted(|_, _| Trick::Slow(Duration::from_millis(15)));
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 2).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(150).await;
    shop.agree(&people).await;
    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;
    crate::support::until("some have left", secs(30), async || (mails.seen().len() > 5).then_some(())).await;

    shop.admin.post("/v1/journeys/send/pause", json!({})).await;
    let paused = millis();
    // What was claimed before the pause may still be handed over; nothing more is claimed.
    rapport.calm_after_pause("send", secs(30)).await;
    let then = mails.seen().len();
    assert!(then < people.len(), "all had left before the pause");
    let states = shop.states("send").await;
    assert!(states.get("deferred").is_some_and(|n| *n > 0), "{states:?}");
    assert!(mails.seen().iter().all(|mail| mail.began <= paused + 1_000));

    shop.admin.post("/v1/journeys/send/resume", json!({})).await;
    crate::support::until("it goes on", secs(30), async || (mails.seen().len() > then + 5).then_some(())).await;
    shop.admin.post("/v1/journeys/send/stop", json!({})).await;
    rapport.calm("send", secs(30)).await;
    let states = shop.states("send").await;
    assert!(states.get("suppressed").is_some_and(|n| *n > 0), "{states:?}");
    assert_eq!(states.get("deferred"), None, "{states:?}");
    assert!(mails.copies().values().all(|copies| *copies == 1));
}
