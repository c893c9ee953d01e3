//! S3: a process that was stopped while another one took its place sends nothing and appends nothing once it wakes.

use crate::support::{MailServer, Person, Rapport, Shop, process::Otherwise, secs, shop, until};
use reqwest::StatusCode;
use serde_json::json;
use std::{net::SocketAddr, process::Command};
use tokio::net::{TcpListener, TcpStream};

const PEOPLE: usize = 4;

fn signal(name: &str, rapport: &Rapport) {
    let done = Command::new("kill").args([name, &rapport.pid().to_string()]).status().unwrap();
    assert!(done.success());
}

/// Lets everybody through who has waited at the listener, and all who come.
fn open(listener: TcpListener, to: SocketAddr) {
    tokio::spawn(async move {
        while let Ok((mut one, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut other = TcpStream::connect(to).await.unwrap();
                // Either side may hang up.
                let _ = tokio::io::copy_bidirectional(&mut one, &mut other).await;
            });
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopped_while_another_takes_its_place_says_nothing_more() {
    let mails = MailServer::start();
    // It is connected to and says nothing yet: the messages are claimed, and no byte of them has left.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let before = Rapport::start().await;
    let shop = Shop::open(&before).await;
    shop.mail_by(listener.local_addr().unwrap(), u16::try_from(PEOPLE).unwrap()).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    // Each at a mail server of their own, for one that does not answer is given few places.
    let person = |n| Person { user: format!("p{n}"), email: format!("p{n}@mail-{n}.example") };
    let people: Vec<Person> = (0..PEOPLE).map(person).collect();
    let known =
        people.iter().map(|one| json!({"type": "identify", "userId": one.user, "traits": {"email": one.email}}));
    shop.say("shop", known.collect()).await;
    shop.agree(&people).await;
    let spring = people.iter().map(|one| shop::track(one, "Spring Began", &format!("s-{}", one.user), json!({})));
    shop.say("shop", spring.collect()).await;
    until("all are claimed", secs(20), async || {
        (shop.states("send").await.get("claimed") == Some(&PEOPLE)).then_some(())
    })
    .await;
    signal("-STOP", &before);
    // The machine that takes over sees the disk, and not the lock of the first one.
    std::fs::remove_file(before.data().join("log/lock")).unwrap();
    let mut after = Rapport::otherwise(Otherwise { data: Some(before.data()), ..Otherwise::default() }).await;
    let there = shop.at(&after);
    assert_eq!(there.states("send").await, [("unknown".to_owned(), PEOPLE)].into(), "what was claimed is in the dark");
    there.say("shop", vec![shop::track(&people[0], "Looked Around", "by-the-second", json!({}))]).await;
    signal("-CONT", &before);
    open(listener, mails.address());
    let said = json!({"type": "track", "event": "Came Back", "userId": people[0].user, "messageId": "by-the-first"});
    let refused = until("it knows that it has lost the directory", secs(20), async || {
        let reply = shop.as_source("shop").try_post("/v1/track", &said).await.unwrap();
        (reply.code() == "lease_lost").then_some(reply)
    })
    .await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text);
    // Long enough for the messages to leave, had they been let.
    tokio::time::sleep(secs(6)).await;
    assert!(mails.seen().is_empty(), "the first one mailed {:?}", mails.by_recipient());
    assert_eq!(there.states("send").await, [("unknown".to_owned(), PEOPLE)].into());
    // The log is one, and holds what the second one wrote.
    after.stop();
    let verify =
        Command::new(crate::support::process::program()).arg("verify").arg("--data").arg(after.data()).output();
    let verify = verify.unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    drop(before);
    after.start_again().await;
    let timeline = shop.at(&after).timeline(&people[0].user).await;
    let has = |event: &str| timeline.iter().any(|line| line.to_string().contains(event));
    assert_eq!((has("Looked Around"), has("Came Back")), (true, false), "{timeline:?}");
}
