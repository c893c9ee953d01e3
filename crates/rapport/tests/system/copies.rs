//! S6, O1, O2: a copy does not speak, a backup taken under load is whole, and a restore writes to nobody who said no
//! since, and to nobody twice.

use crate::support::{
    MailServer, Person, Rapport, Shop,
    process::{Otherwise, program},
    secs, shop, until,
};
use rapport_drivers::email::sink::Seen;
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path, process::Command, time::Duration};

/// A mail some seconds after the event, so that there is time to copy what is pending.
fn later(seconds: u32) -> String {
    let steps = format!("steps:\n  - id: wait\n    wait: {{for: {seconds}s}}\n  - id: mail\n");
    shop::mail_journey("send", "Spring Began", "offers", "").replace("steps:\n  - id: mail\n", &steps)
}

fn run(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program()).args(arguments).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

fn spring(people: &[Person]) -> Vec<Value> {
    people.iter().map(|p| shop::track(p, "Spring Began", &format!("spring-{}", p.user), json!({}))).collect()
}

/// Lifts the hold as a person would: looks, then says what was seen.
async fn release(rapport: &Rapport) {
    let view = rapport.api.get("/v1/hold").await;
    assert_eq!(view["on"], json!(true), "{view}");
    rapport.api.post("/v1/hold/release", json!({"seen": view["seen"]})).await;
}

/// How long nobody may be written to (S6).
fn silence() -> Duration {
    if std::env::var_os("RAPPORT_FULL").is_some() { secs(600) } else { secs(2) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_directory_sends_nothing_until_a_person_says_so() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&later(3)).await;
    let people = shop.people(20).await;
    shop.agree(&people).await;
    shop.say("shop", spring(&people)).await;
    // Live, as a careless `cp -r` does it.
    let mut copied = Rapport::prepare(Otherwise::default());
    copy(&rapport.data(), &copied.data());
    copied.start_again().await;
    assert_eq!(copied.api.get("/v1/session").await["held"], json!(["moved"]));
    until("the original mails everybody", secs(30), async || (mails.taken().len() == 20).then_some(())).await;
    let waits = || async { copied.api.get("/v1/hold").await["messages"].as_u64().unwrap() };
    until("all of it waits in the copy", secs(30), async || (waits().await == 20).then_some(())).await;
    // Also after a restart, and after the same place was seen twice.
    copied.restart().await;
    assert_eq!(copied.api.get("/v1/session").await["held"], json!(["moved"]));
    // A withdrawal counts in the copy, too, while it is held.
    let there = shop.at(&copied);
    there.declare(&people[..1], "withdraw", "email").await;
    tokio::time::sleep(silence()).await;
    assert_eq!(mails.taken().len(), 20, "not one mail by the copy");
    // The original goes on at its place without a question.
    rapport.restart().await;
    assert_eq!(rapport.api.get("/v1/session").await["held"], json!([]));
    rapport.kill();
    release(&copied).await;
    until("released, the copy is the one that speaks", secs(30), async || (mails.taken().len() == 39).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_writes_to_nobody_who_said_no_since_and_to_nobody_twice() {
    let mails = MailServer::start();
    let folder = tempfile::tempdir().unwrap();
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    // Long enough for a backup on a busy machine.
    shop.publish(&later(15)).await;
    let people = shop.people(50).await;
    shop.agree(&people).await;
    shop.say("shop", spring(&people[..31])).await;
    let backup = folder.path().join("monday");
    let backup = backup.to_str().unwrap();
    let (done, text) = run(&["backup", backup, "--url", &rapport.api.base, "--token", rapport.token()]);
    assert!(done, "{text}");
    assert!(mails.taken().is_empty(), "the backup is of before the mails");

    // After the backup: 19 more begin, 10 withdraw, 1 is erased, 1 is not to be written to, 38 get their mail.
    shop.say("shop", spring(&people[31..])).await;
    shop.declare(&people[..10], "withdraw", "email").await;
    let erased = shop.customer(&people[10].user).await;
    let confirm = json!({"confirm": erased, "reason": "asked for"});
    rapport.api.post(&format!("/v1/customers/{erased}/erase"), confirm).await;
    let stop = json!({"who": {"user_id": people[11].user}, "brand": "acme", "reason": "opt_out"});
    rapport.api.post("/v1/suppressions", stop).await;
    until("38 have their mail", secs(60), async || (mails.taken().len() == 38).then_some(())).await;
    rapport.calm("send", secs(30)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    rapport.kill();

    let (done, text) = run(&["backup", "verify", backup]);
    assert!(done, "{text}");
    let mut restored = Rapport::prepare(Otherwise::default());
    let (done, text) = run(&["restore", backup, "--data", restored.data().to_str().unwrap()]);
    assert!(done, "{text}");
    restored.start_again().await;
    let there = shop.at(&restored);
    assert_eq!(restored.api.get("/v1/session").await["held"], json!(["restored"]));
    let found = restored.api.get(&format!("/v1/customers?identifier=user_id:{}", people[10].user)).await;
    assert_eq!(found, json!([]), "erased again");
    // What came in between is told again, as sources do.
    there.say("shop", spring(&people[31..])).await;
    tokio::time::sleep(Duration::from_secs(17)).await;
    release(&restored).await;
    restored.calm("send", secs(60)).await;
    tokio::time::sleep(silence()).await;
    let by_recipient = mails.by_recipient();
    let no: BTreeSet<&String> = people[..12].iter().map(|person| &person.email).collect();
    assert!(by_recipient.keys().all(|to| !no.contains(to)), "nobody who said no since");
    assert_eq!(by_recipient.values().max(), Some(&1), "nobody twice");
    assert_eq!(mails.taken().len(), 38);
    let states = there.states("send").await;
    assert_eq!(states.get("accepted"), Some(&38), "{states:?}");

    // Whoever is new is written to: the restored one is a whole installation.
    let new = Person::new(900);
    let said = json!({"type": "identify", "userId": new.user, "messageId": "new", "traits": {"email": new.email}});
    there.say("shop", vec![said]).await;
    there.agree(std::slice::from_ref(&new)).await;
    there.say("shop", spring(std::slice::from_ref(&new))).await;
    until("a new person has mail", secs(30), async || (mails.taken().len() == 39).then_some(())).await;
}

/// A complaint as mailbox providers send it, or a bounce; both come back to the address that the message was sent from.
fn came_back(mail: &Seen, complaint: bool) -> String {
    let Seen { from, to, .. } = mail;
    let (kind, part) = match complaint {
        true => {
            ("feedback-report", "\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: mx.example\r\n".to_owned())
        }
        false => (
            "delivery-status",
            format!(
                "\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
                 Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            ),
        ),
    };
    format!(
        "From: postmaster@mx.example\r\nTo: {from}\r\nSubject: Came back\r\n\
         Content-Type: multipart/report; report-type={kind}; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n--b\r\nContent-Type: message/{kind}{part}\r\n--b--\r\n"
    )
}

/// Somebody pressed "spam" or an address turned out to be gone, after the backup: of a message that the backup knows, and of one
/// that it does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_writes_to_nobody_whose_mail_came_back_since() {
    let mails = MailServer::start();
    let folder = tempfile::tempdir().unwrap();
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(6).await;
    shop.agree(&people).await;
    shop.say("shop", spring(&people[..2])).await;
    until("two have their mail", secs(30), async || (mails.taken().len() == 2).then_some(())).await;
    rapport.calm("send", secs(30)).await;
    let backup = folder.path().join("monday");
    let backup = backup.to_str().unwrap();
    let (done, text) = run(&["backup", backup, "--url", &rapport.api.base, "--token", rapport.token()]);
    assert!(done, "{text}");
    shop.say("shop", spring(&people[2..4])).await;
    until("four have their mail", secs(30), async || (mails.taken().len() == 4).then_some(())).await;
    rapport.calm("send", secs(30)).await;
    for (n, mail) in mails.taken().iter().enumerate() {
        let inbound = rapport.api.request(Method::POST, "/v1/inbound/email").header("content-type", "message/rfc822");
        let inbound = inbound.body(came_back(mail, n % 2 == 0));
        let answer = rapport.api.send(inbound).await.unwrap().good();
        assert_eq!(answer["applied"], json!(true), "{answer}");
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    rapport.kill();

    let mut restored = Rapport::prepare(Otherwise::default());
    let (done, text) = run(&["restore", backup, "--data", restored.data().to_str().unwrap()]);
    assert!(done, "{text}");
    restored.start_again().await;
    release(&restored).await;
    let there = shop.at(&restored);
    let again = |p: &Person| shop::track(p, "Spring Began", &format!("again-{}", p.user), json!({}));
    there.say("shop", people.iter().map(again).collect()).await;
    restored.calm("send", secs(60)).await;
    until("the other two have their mail", secs(30), async || (mails.taken().len() == 6).then_some(())).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let counts = mails.by_recipient();
    assert!(people.iter().all(|person| counts.get(&person.email) == Some(&1)), "{counts:?}");
    for person in &people[..4] {
        let id = there.customer(&person.user).await;
        let consents = restored.api.get(&format!("/v1/customers/{id}/consents")).await;
        let one = &consents["suppressions"][0];
        assert_eq!(one["address"], json!(person.email), "{consents}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_go_below_the_folder_only_and_a_bad_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let take =
        |dir: &Path| run(&["backup", dir.to_str().unwrap(), "--url", &rapport.api.base, "--token", rapport.token()]);
    let (done, text) = take(&rapport.folder().join("elsewhere"));
    assert!(!done && text.contains("outside_backup_folder"), "{text}");
    let good = folder.path().join("good");
    let (done, text) = take(&good);
    assert!(done, "{text}");
    let (done, text) = take(&good);
    assert!(!done && text.contains("not empty"), "{text}");
    let view = rapport.api.get("/v1/backup").await;
    assert!(view["failed"].is_null(), "what was asked for wrongly is no backup that failed: {view}");
    std::os::unix::fs::symlink(rapport.folder(), rapport.data().join("state/stranger")).unwrap();
    let (done, text) = take(&folder.path().join("broken"));
    assert!(!done, "{text}");
    std::fs::remove_file(rapport.data().join("state/stranger")).unwrap();
    let (wrong, _) = take(&good);
    let view = rapport.api.get("/v1/backup").await;
    assert!(!wrong && view["failed"].is_string(), "a mistake does not hide that one failed: {view}");
    let overview = rapport.api.get("/v1/overview").await;
    assert!(overview["attention"].as_array().unwrap().iter().any(|one| one["kind"] == "backup_failed"));
    let (done, text) = run(&["backup", "verify", good.to_str().unwrap(), "--max-age-hours", "0"]);
    assert!(!done && text.contains("hours old"), "{text}");
    std::fs::write(good.join("data/rapport.sqlite"), b"").unwrap();
    let target = rapport.folder().join("restored");
    for (done, text) in [
        run(&["backup", "verify", good.to_str().unwrap()]),
        run(&["restore", good.to_str().unwrap(), "--data", target.to_str().unwrap()]),
    ] {
        assert!(!done && text.contains("damaged"), "{text}");
    }
    assert!(!target.exists());
}
