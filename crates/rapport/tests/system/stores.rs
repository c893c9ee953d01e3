//! The stores are one: what is missing stops the start by name, going on is a decision, and after it no one is written to
//! a second time.

use crate::support::{
    MailServer, Mime, Person, Rapport, Shop,
    api::Key,
    process::{PUBLIC, program},
    secs, shop, until,
};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_put_back_from_a_copy_is_missed() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    rapport.stop();
    let database = rapport.data().join("rapport.sqlite");
    let copy = std::fs::read(&database).unwrap();
    rapport.start_again().await;
    shop.activity("later", 5_000).await;
    rapport.stop();
    std::fs::write(&database, copy).unwrap();
    let refused = rapport.refused();
    assert!(refused.contains("database_older"), "{refused}");
    assert!(accept_loss(&rapport, true).0);
    rapport.start_again().await;
    assert_eq!(rapport.api.get("/v1/hold").await["reasons"][0]["why"], "loss_accepted");
}

/// Someone puts back last week's database with every small file of that time. The log itself knows better.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_put_back_with_both_manifests_is_missed() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    rapport.stop();
    let older = ["rapport.sqlite", "manifest.json", "log/manifest.json"].map(|file| rapport.data().join(file));
    let older = older.map(|file| (std::fs::read(&file).unwrap(), file));
    rapport.start_again().await;
    shop.activity("later", 5_000).await;
    rapport.stop();
    for (bytes, file) in older {
        std::fs::write(file, bytes).unwrap();
    }
    let refused = rapport.refused();
    assert!(refused.contains("database_older"), "{refused}");
    assert!(accept_loss(&rapport, true).0);
    rapport.start_again().await;
    let (whole, said) = command(&rapport, &["verify"]);
    assert!(whole, "{said}");
}

fn command(rapport: &Rapport, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program()).args(arguments).arg("--data").arg(rapport.data()).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_database_gone_a_link_that_was_mailed_still_takes_back() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 1).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(1).await;
    shop.agree(&people).await;
    spring(&shop, &people, "first").await;
    until("there is mail", secs(60), async || (mails.taken().len() == 1).then_some(())).await;
    let header = Mime::of(&mails.taken()[0]).header("List-Unsubscribe").unwrap();
    let path = header.split(['<', '>', ',']).find_map(|part| part.trim().strip_prefix(PUBLIC)).unwrap().to_owned();
    rapport.stop();
    let kept = rapport.folder().join("kept-apart.json");
    let (saved, said) = command(&rapport, &["secrets", "save", kept.to_str().unwrap()]);
    assert!(saved, "{said}");
    for file in ["rapport.sqlite", "rapport.sqlite-wal", "rapport.sqlite-shm", "recovery.json"] {
        let _ = std::fs::remove_file(rapport.data().join(file));
    }
    assert!(accept_loss(&rapport, true).0);
    let (restored, said) = command(&rapport, &["secrets", "restore", kept.to_str().unwrap()]);
    assert!(restored, "{said}");
    rapport.start_again().await;
    let nobody = rapport.api.by(Key::Nobody);
    let request = nobody.request(reqwest::Method::POST, &path);
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
    assert_eq!(nobody.send(request).await.unwrap().status.as_u16(), 200);
    let found = rapport.api.get("/v1/customers?identifier=user_id:u0").await;
    let id = found[0]["id"].as_str().unwrap();
    let states = rapport.api.get(&format!("/v1/customers/{id}/consents")).await["states"].clone();
    assert!(states.as_array().unwrap().iter().any(|state| state["status"] == "withdrawn"), "{states}");
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_at_rest_is_found_told_and_where_it_can_be_mended() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.people(20).await;
    rapport.stop();
    let (whole, said) = command(&rapport, &["verify"]);
    assert!(whole, "{said}");
    // What a start would miss, it misses too.
    let (database, aside) = (rapport.data().join("rapport.sqlite"), rapport.folder().join("aside.sqlite"));
    std::fs::rename(&database, &aside).unwrap();
    let (whole, said) = command(&rapport, &["verify"]);
    assert!(!whole && said.contains("database_missing"), "{said}");
    assert!(!database.exists(), "looking makes nothing");
    std::fs::rename(&aside, &database).unwrap();
    // A start closes nothing: the first segment is closed by hand, as an erasure does.
    rapport.start_again().await;
    let erased = shop.customer("u0").await;
    shop.admin.post(&format!("/v1/customers/{erased}/erase"), json!({"confirm": erased, "reason": "asked"})).await;
    until("the erasure is done", secs(20), async || {
        (rapport.api.get("/v1/obligations").await == json!([])).then_some(())
    })
    .await;
    let history = history_with_lines(&rapport);
    let mut bytes = std::fs::read(&history).unwrap();
    bytes[70] ^= 1;
    std::fs::write(&history, &bytes).unwrap();
    rapport.api.post("/v1/stores/check", json!({})).await;
    let found = until("it was looked at", secs(20), async || {
        let view = rapport.api.get("/v1/stores").await;
        (view["running"] == false && !view["looked"].is_null()).then_some(view)
    })
    .await;
    assert!(found["findings"].as_array().unwrap().iter().any(|one| one["store"] == "history"), "{found}");
    let attention = rapport.api.get("/v1/overview").await["attention"].clone();
    assert!(attention.as_array().unwrap().iter().any(|one| one["kind"] == "damaged_at_rest"), "{attention}");
    until("it was mended", secs(20), async || {
        rapport.api.post("/v1/stores/check", json!({})).await;
        let view = rapport.api.get("/v1/stores").await;
        (view["running"] == false && view["findings"] == json!([]) && view["mending"] == json!([])).then_some(())
    })
    .await;
    let mut log = std::fs::read(rapport.data().join("log/00000000000000000001.log")).unwrap();
    log[300] ^= 1;
    std::fs::write(rapport.data().join("log/00000000000000000001.log"), log).unwrap();
    let (whole, said) = command(&rapport, &["verify"]);
    assert!(!whole && said.contains("log: segment 00000000000000000001 was changed"), "{said}");
}

fn history_with_lines(rapport: &Rapport) -> std::path::PathBuf {
    let files = std::fs::read_dir(rapport.data().join("history")).unwrap().map(|file| file.unwrap().path());
    files.max_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap()
}

/// Another installation's snapshots and histories fit by their names and positions, and are not ours.
#[tokio::test(flavor = "multi_thread")]
async fn derived_stores_of_another_installation_are_set_aside_and_made_again() {
    let (mut ours, mut theirs) = (Rapport::start().await, Rapport::start().await);
    let mut timeline = Vec::new();
    for (rapport, event) in [(&ours, "Spring Began"), (&theirs, "Autumn Began")] {
        let shop = Shop::open(rapport).await;
        let people = shop.people(10).await;
        let said = people.iter().map(|p| shop::track(p, event, &format!("{event}-{}", p.user), json!({})));
        shop.say("shop", said.collect()).await;
        timeline.push(shop.timeline("u3").await);
    }
    ours.stop();
    theirs.stop();
    let kept = ours.folder().join("kept");
    copy(&ours.data(), &kept);
    for parts in [&["state"][..], &["history"], &["ids"], &["state", "history", "ids"]] {
        std::fs::remove_dir_all(ours.data()).unwrap();
        copy(&kept, &ours.data());
        for part in parts {
            std::fs::remove_dir_all(ours.data().join(part)).unwrap();
            copy(&theirs.data().join(part), &ours.data().join(part));
        }
        // In place of the one that was there: a person has put the directory itself back.
        ours.start_again().await;
        let found = ours.api.get("/v1/customers?identifier=user_id:u3").await;
        let id = found[0]["id"].as_str().unwrap();
        let lines = ours.api.get(&format!("/v1/customers/{id}/timeline?limit=200")).await["items"].clone();
        assert_eq!(lines, json!(timeline[0]), "{parts:?}");
        ours.stop();
        let (whole, said) = command(&ours, &["verify"]);
        assert!(!whole && parts.iter().all(|part| said.contains(&format!("foreign/{part}"))), "{parts:?}: {said}");
        std::fs::remove_dir_all(ours.data().join("foreign")).unwrap();
        let (whole, said) = command(&ours, &["verify"]);
        assert!(whole, "{parts:?}: {said}");
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    assert!(Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap().success());
}
