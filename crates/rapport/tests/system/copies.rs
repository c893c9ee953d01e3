//! S6, O1, O2: a copy does not speak, a backup taken under load is whole, and a restore writes to no one who said no
//! since, and to no one twice.

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

/// How long no one may be written to (S6).
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

/// Someone pressed "spam" or an address turned out to be gone, after the backup: of a message that the backup knows, and of one
/// that it does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_writes_to_nobody_whose_mail_came_back_or_who_let_their_address_go_since() {
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
    let gone = &people[4];
    let without =
        json!({"type": "identify", "userId": gone.user, "messageId": "without-an-address", "traits": {"email": null}});
    shop.say("shop", vec![without]).await;
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
    until("who is left has their mail", secs(30), async || (mails.taken().len() == 5).then_some(())).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let counts = mails.by_recipient();
    let mailed = |person: &Person| counts.get(&person.email).copied().unwrap_or_default();
    assert_eq!(people.iter().map(mailed).collect::<Vec<_>>(), [1, 1, 1, 1, 0, 1]);
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

/// A release before noted of every report only that there was one: its journal says more once today's program has seen it beside
/// the log.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_is_read_again_for_a_journal_of_a_release_before() {
    let mails = MailServer::start();
    let (folder, before) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(2).await;
    shop.agree(&people).await;
    shop.say("shop", spring(&people)).await;
    until("both have their mail", secs(30), async || (mails.taken().len() == 2).then_some(())).await;
    rapport.calm("send", secs(30)).await;
    let complaint = rapport.api.request(Method::POST, "/v1/inbound/email").header("content-type", "message/rfc822");
    rapport.api.send(complaint.body(came_back(&mails.taken()[0], true))).await.unwrap().good();
    rapport.stop();
    let journal = |dir: &Path| std::fs::read_to_string(dir.join("journal.ndjson")).unwrap();
    let today = journal(folder.path());
    let line = today.lines().find(|line| line.contains("\"answered\"")).unwrap();
    let Value::Object(mut old) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
    (old["what"], old["reason"]) = (json!("reported"), json!(null));
    old.retain(|name, value| !value.is_null() && name != "customer");
    old.insert("unsent".into(), json!(false));
    let text = today.replace(line, &Value::Object(old).to_string());
    std::fs::write(before.path().join("journal.ndjson"), text).unwrap();
    rapport.set("RAPPORT_BACKUPS", before.path().to_str().unwrap());
    rapport.start_again().await;
    rapport.stop();
    assert!(journal(before.path()).contains(line), "the log told what had come back");
}

/// O1: files are brought in while a backup is taken. What the restored installation takes for known is in its books.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_imported_files_fits_the_log_of_its_backup() {
    const ROWS: usize = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let order = |n: usize| format!("c{n};o{n};2026-03-01T08:00:00Z;{},50\n", n % 90 + 1);
    let file = format!("Customer;Order;Time;Amount\n{}", (0..ROWS).map(order).collect::<String>());
    let import = async |rapport: &Rapport| {
        let path = "/v1/files?name=orders-2026-03-01.csv&kind=orders&source=default";
        let upload = rapport.api.request(Method::POST, path).header("content-type", "text/csv").body(file.clone());
        let said = rapport.api.send(upload).await.unwrap().good();
        let id = said["id"].as_str().unwrap().to_owned();
        rapport.api.post(&format!("/v1/files/{id}/import"), said["mapping"].clone()).await;
        (id, said)
    };
    let standing = async |rapport: &Rapport, id: &str| rapport.api.get(&format!("/v1/files/{id}")).await;
    let (id, _) = import(&rapport).await;
    let is_in =
        async |order: &str| rapport.api.try_get(&format!("/v1/orders/{order}")).await.unwrap().status.is_success();
    until("the first are in", secs(60), async || is_in("o999").await.then_some(())).await;
    let backup = folder.path().join("monday");
    let backup = backup.to_str().unwrap();
    let (done, text) = run(&["backup", backup, "--url", &rapport.api.base, "--token", rapport.token()]);
    assert!(done, "{text}");
    let file_of_then = standing(&rapport, &id).await;
    rapport.kill();

    let mut restored = Rapport::prepare(Otherwise::default());
    let (done, text) = run(&["restore", backup, "--no-journal", "--data", restored.data().to_str().unwrap()]);
    assert!(done, "{text}");
    let known = std::fs::read_dir(restored.data().join("files/series/default")).unwrap().count();
    assert!(known > 0, "what is known of the series comes along");
    restored.start_again().await;
    let (id, said) = import(&restored).await;
    assert_eq!(said["remembered"], json!(false), "the mapping is remembered when an import has ended");
    let ended = until("the rest is in", secs(120), async || {
        let file = standing(&restored, &id).await;
        (file["state"] != "importing").then_some(file)
    })
    .await;
    let counts = ["rows", "accepted", "repeated", "refused"].map(|name| ended["outcome"][name].as_u64().unwrap());
    println!("backup at {} rows; then {counts:?}", file_of_then["reached"]);
    assert_eq!((counts[0], counts[1] + counts[2], counts[3]), (ROWS as u64, ROWS as u64, 0), "{ended}");
    // The import went on where it stood in the backup. Of every thousand rows, which came in together, the first and the last.
    for n in (0..ROWS).filter(|n| n % 1_000 == 0 || n % 1_000 == 999) {
        let found = restored.api.get(&format!("/v1/orders/o{n}")).await;
        assert_eq!(found["revenue"]["minor"], json!((n % 90 + 1) * 100 + 50), "order {n}: {found}");
    }
}
