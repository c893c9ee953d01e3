//! The stores are one: what is missing stops the start by name, going on is a decision, and after it nobody is written to
//! a second time.

use crate::support::{MailServer, Person, Rapport, Shop, process::program, secs, shop, until};
use serde_json::json;
use std::process::Command;

fn accept_loss(rapport: &Rapport, yes: bool) -> (bool, String) {
    let mut command = Command::new(program());
    command.args(["accept-loss", "--data"]).arg(rapport.data());
    if yes {
        command.arg("--yes");
    }
    let output = command.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

async fn spring(shop: &Shop, people: &[Person], id: &str) {
    let said = people.iter().map(|p| shop::track(p, "Spring Began", &format!("{id}-{}", p.user), json!({})));
    shop.say("shop", said.collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_are_repeated_after_a_cut_log_mail_nobody_a_second_time() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(20).await;
    shop.agree(&people).await;
    rapport.stop();
    let log = newest_segment(&rapport);
    let before = std::fs::metadata(&log).unwrap().len();
    rapport.start_again().await;
    spring(&shop, &people, "first").await;
    until("everybody has mail", secs(60), async || (mails.taken().len() == people.len()).then_some(())).await;
    shop.declare(&people[..1], "withdraw", "email").await;
    rapport.stop();
    // The end of the log is gone, with events, messages sent and a withdrawal in it.
    std::fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(before).unwrap();

    let refused = rapport.refused();
    assert!(refused.contains("log_tail_missing") && refused.contains("rapport accept-loss"), "{refused}");
    let (done, shown) = accept_loss(&rapport, false);
    assert!(!done && shown.contains("log_tail_missing") && shown.contains("--yes"), "{shown}");
    let (done, said) = accept_loss(&rapport, true);
    assert!(done && said.contains("are lost for good"), "{said}");

    rapport.start_again().await;
    assert_eq!(rapport.api.get("/v1/hold").await["reasons"][0]["why"], "loss_accepted");
    spring(&shop, &people, "first").await;
    tokio::time::sleep(secs(3)).await;
    assert_eq!(mails.taken().len(), people.len(), "somebody got a second mail");
    rapport.restart().await;
    assert_eq!(mails.taken().len(), people.len());
}

fn newest_segment(rapport: &Rapport) -> std::path::PathBuf {
    let files = std::fs::read_dir(rapport.data().join("log")).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "log")).max().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_deleted_is_missed() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.people(3).await;
    rapport.stop();
    for file in ["rapport.sqlite", "rapport.sqlite-wal", "rapport.sqlite-shm"] {
        let _ = std::fs::remove_file(rapport.data().join(file));
    }
    let refused = rapport.refused();
    assert!(refused.contains("database_missing"), "{refused}");
    assert!(!rapport.data().join("rapport.sqlite").exists(), "a refused start makes nothing");
    assert!(accept_loss(&rapport, true).0);
    rapport.start_again().await;
    assert_eq!(rapport.api.get("/v1/hold").await["reasons"][0]["why"], "loss_accepted");
}
