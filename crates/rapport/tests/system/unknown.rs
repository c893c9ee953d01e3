//! S2: the ambiguous dot. What the mail server took without saying so is shown, and never sent again.

use crate::support::{MailServer, Mime, Rapport, Shop, secs, shop, size, tools, until};
use rapport_drivers::email::sink::{Stage, Trick};
use serde_json::json;
use std::{path::Path, time::Duration};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_came_is_shown_as_unknown_and_not_sent_again() {
    let tricks = [Trick::TakeThenDrop, Trick::TakeThenNonsense, Trick::Cut(Stage::Dot), Trick::Drop(Stage::Dot)];
    let all = size(40, 500);
    let mails = MailServer::scripted(move |n, _| tricks[n as usize % tricks.len()].clone());
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(all).await;
    shop.agree(&people).await;
    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;
    until("every one is shown as unknown", secs(60), async || {
        let unknown = shop.admin.pages("/v1/deliveries?state=unknown").await;
        (unknown.len() == all).then_some(())
    })
    .await;
    let overview = shop.admin.get("/v1/overview").await;
    let attention = overview["attention"].as_array().unwrap().iter().find(|item| item["kind"] == "unknown_deliveries");
    assert_eq!(attention.expect("somebody is told")["count"], all, "{overview}");

    rapport.restart().await;
    rapport.calm("send", secs(30)).await;
    // A whole round of ticks in which something due would leave.
    let ticks = shop.admin.get("/v1/overview").await;
    until("it goes on", secs(10), async || {
        let later = shop.admin.get("/v1/overview").await;
        (later["plan"]["as_of"].as_str() > ticks["plan"]["as_of"].as_str()).then_some(())
    })
    .await;
    assert_eq!(shop.states("send").await.get("unknown"), Some(&all));
    assert_eq!(mails.seen().len(), all, "something was sent again");
    assert!(mails.copies().values().all(|copies| *copies == 1));

    // A person who looked it up closes one.
    let open = shop.admin.pages("/v1/deliveries?state=unknown").await;
    let key = crate::support::api::percent(open[0]["send_key"].as_str().unwrap());
    let closed = json!({"outcome": "accepted", "note": "found in the mail server's log"});
    shop.admin.post(&format!("/v1/deliveries/{key}/resolve"), closed).await;
    assert_eq!(shop.admin.pages("/v1/deliveries?state=unknown").await.len(), all - 1);
    assert_eq!(mails.seen().len(), all);
}

/// Service mail is tried again, three times in all, under one Message-ID. The waits between are long, so the server's
/// clock is moved on at each restart.
#[tokio::test(flavor = "multi_thread")]
async fn service_mail_is_tried_three_times_under_one_name() {
    let library = format!("/usr/lib/{}-linux-gnu/faketime/libfaketime.so.1", std::env::consts::ARCH);
    if !Path::new(&library).exists() {
        return tools::skipped("libfaketime is not installed (scripts/install-test-tools.sh installs it)");
    }
    let mails = MailServer::scripted(|_, _| Trick::TakeThenDrop);
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 2).await;
    shop.publish(&shop::mail_journey("receipt", "Order Completed", "service", "")).await;
    let people = shop.people(3).await;
    let orders = people.iter().map(|p| {
        shop::track(p, "Order Completed", &format!("o-{}", p.user), json!({"order_id": p.user, "revenue": 5}))
    });
    shop.say("till", orders.collect()).await;
    let taken = async |times: usize| {
        let all = times * people.len();
        let deadline = std::time::Instant::now() + secs(30);
        while mails.taken().len() != all {
            let left = shop.deliveries("receipt").await;
            assert!(std::time::Instant::now() < deadline, "try {times}: {} taken, {left:#?}", mails.taken().len());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    taken(1).await;
    rapport.set("LD_PRELOAD", &library);
    // Only the time of day: waits are measured by the other clock, and the kernel knows only the real one.
    rapport.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    rapport.set("DONT_FAKE_MONOTONIC", "1");
    // The machine was not started anew, so a clock that is moved on is not believed unless someone says so.
    rapport = rapport.with_argument("--accept-clock");
    for (tries, minutes) in [(2, 6), (3, 30), (3, 200), (3, 900)] {
        settled(&rapport, &shop, tries - 1).await;
        rapport.set("FAKETIME", &format!("+{minutes}m"));
        rapport.restart().await;
        taken(tries).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(mails.taken().len(), 3 * people.len(), "a fourth try");
    let copies = mails.copies();
    assert_eq!(copies.len(), people.len(), "each mail has one name: {copies:?}");
    assert!(copies.values().all(|copies| *copies == 3));
    let names = mails.taken().iter().filter_map(|mail| Mime::of(mail).header("Message-ID")).count();
    assert_eq!(names, 3 * people.len());
    assert_eq!(shop.states("receipt").await.get("unknown"), Some(&people.len()));
}

/// The server knows that the attempt ended, before it is taken away.
async fn settled(rapport: &Rapport, shop: &Shop, _tries: usize) {
    rapport.calm_after_pause("receipt", secs(30)).await;
    let states = shop.states("receipt").await;
    assert_eq!(states.get("claimed"), None, "{states:?}");
}
