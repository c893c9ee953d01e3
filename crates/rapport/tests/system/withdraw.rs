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
    let (people, withdrawals, connections) = (size(300, 100_000), size(60, 1_000), 4);
    let mails = MailServer::scripted(|_, _| Trick::Slow(Duration::from_millis(10)));
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), connections).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(people).await;
    shop.agree(&people).await;
    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;

    // From the end of the queue and from its middle, while it is worked off.
    let step = people.len() / withdrawals;
    let (mut acknowledged, mut listed, mut stopped) = (BTreeMap::new(), BTreeSet::new(), 0);
    for person in people.iter().skip(step / 2).step_by(step).rev() {
        let answer = shop.try_declare(person, "withdraw", "email").await.unwrap().good();
        acknowledged.insert(person.email.clone(), millis());
        assert_eq!((answer["result"].as_str(), answer["status"].as_str()), (Some("recorded"), Some("withdrawn")));
        let in_flight = answer["in_flight"].as_array().unwrap();
        assert!(in_flight.len() <= 1, "{answer}");
        if !in_flight.is_empty() {
            listed.insert(person.email.clone());
        }
        stopped += answer["stopped"].as_u64().unwrap();
    }
    assert!(!mails.seen().is_empty() && mails.seen().len() < people.len(), "the send was not under way");
    rapport.calm("send", secs(120)).await;

    let seen = mails.seen();
    for mail in &seen {
        let Some(ack) = acknowledged.get(&mail.to) else { continue };
        let inside = listed.contains(&mail.to);
        // A listed one was inside its transaction: its MAIL FROM may be a moment behind in the network, no more.
        assert!(mail.began <= *ack + if inside { 50 } else { 0 }, "{} began {} after {ack}", mail.to, mail.began);
    }
    assert!(listed.len() <= acknowledged.len().min(usize::from(connections) * withdrawals));
    assert!(stopped > 0, "no withdrawal stopped anything");
    let states = shop.states("send").await;
    assert_eq!(states.values().sum::<usize>(), people.len(), "{states:?}");
    let mailed: BTreeSet<&str> = seen.iter().map(|mail| mail.to.as_str()).collect();
    for person in &people {
        let expected = !acknowledged.contains_key(&person.email);
        assert!(!expected || mailed.contains(person.email.as_str()), "{} was forgotten", person.user);
    }
    println!("{states:?}; {} withdrew, {stopped} messages stopped, {} in flight", acknowledged.len(), listed.len());
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
