//! D5: a full disk. Ordinary work is refused by name and says so; whoever says no or asks to be forgotten gets through, also
//! over a kill and a start on the disk that is still full; nothing acknowledged is lost.

use crate::support::{
    Api, MailServer, Mime, Person, Rapport, Reply, Shop, api::Key, disk::SmallDisk, process::Otherwise,
    process::PUBLIC, secs, shop, until,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

const DISK: u32 = 96;
const RESERVE: u32 = 40;
/// What is left for ordinary work.
const ROOM: u64 = 12 << 20;

fn disk_full(reply: &Reply, what: &str) {
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "disk_full"), "{what}: {}", reply.text);
    assert!(reply.retry_after.is_some(), "{what}: no Retry-After");
}

/// Takes everything but the reserve and [`ROOM`], as someone else's files would.
fn ballast(disk: &SmallDisk) -> PathBuf {
    let path = disk.path.join("ballast");
    let bytes = usize::try_from(disk.free() - ROOM).unwrap();
    fs::write(&path, vec![b'x'; bytes]).unwrap();
    path
}

fn batch(n: usize) -> Value {
    let message = |m: usize| {
        json!({"type": "track", "userId": format!("crowd{m}"), "event": "Product Viewed",
            "messageId": format!("m-{n}-{m}"), "properties": {"note": "x".repeat(18_000)}})
    };
    json!({"batch": (0..20).map(message).collect::<Vec<_>>()})
}

/// Sends batches until one is refused; returns how many were acknowledged.
async fn fill(source: &Api) -> usize {
    for n in 0..500 {
        let reply = source.try_post("/v1/batch", &batch(n)).await.unwrap();
        match reply.status.as_u16() {
            200 => {}
            429 => tokio::time::sleep(secs(1)).await,
            _ => {
                disk_full(&reply, "the batch that found no room");
                return n;
            }
        }
    }
    panic!("the disk did not fill");
}

/// Everything ordinary is refused by name, and so says `readyz`.
async fn ordinary_work_is_refused(shop: &Shop) {
    let source = shop.as_source("shop");
    for n in 0..20 {
        disk_full(&source.try_post("/v1/batch", &batch(1_000 + n)).await.unwrap(), "a batch");
    }
    let track = json!({"userId": "u0", "event": "E"});
    let decide = json!({"who": {"user_id": "u0"}, "placement": "home"});
    let node = json!({"id": "activity:late", "parent": "campaign:season", "name": "late"});
    let amount = json!({"minor": 1, "currency": "EUR"});
    let transfer = json!({"to": "spring", "amount": amount, "reason": "late"});
    for (api, path, body) in [
        (&source, "/v1/track", track),
        (&source, "/v1/decide", decide),
        (&shop.admin, "/v1/plan/nodes", node),
        (&shop.admin, "/v1/plan/transfers", transfer),
        (&shop.admin, "/v1/people", json!({"name": "late", "roles": [{"role": "administrator"}]})),
    ] {
        disk_full(&api.try_post(path, &body).await.unwrap(), path);
    }
    let grant = shop.try_declare(&Person::new(0), "grant", "email").await.unwrap();
    disk_full(&grant, "a yes");
    let ready = shop.admin.by(Key::Nobody).try_get("/readyz").await.unwrap();
    assert_eq!(ready.status.as_u16(), 503, "{}", ready.text);
    assert!(ready.text.contains("no room on the disk"), "{}", ready.text);
}

async fn standing(shop: &Shop, person: &Person) -> String {
    let id = shop.customer(&person.user).await;
    let consents = shop.admin.get(&format!("/v1/customers/{id}/consents")).await;
    let states = consents["states"].as_array().unwrap().iter();
    let mut offers = states.filter(|state| state["purpose"] == "offers" && state["channel"] == "email");
    offers.next().map_or("never", |state| state["status"].as_str().unwrap()).to_owned()
}

/// Whether bytes stand in any file below.
fn found(text: &str, below: &Path) -> Option<PathBuf> {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if let Some(found) = found(text, &path) {
                return Some(found);
            }
        } else if fs::read(&path).is_ok_and(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes())) {
            return Some(path);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_gets_through_on_a_full_disk_and_nothing_acknowledged_is_lost() {
    let Some(disk) = SmallDisk::mount(DISK) else { return };
    let mails = MailServer::start();
    let settings = format!("reserve_mb = {RESERVE}");
    let (data, through) = (Some(disk.inside.join("data")), disk.through());
    let otherwise = Otherwise { settings: &settings, data, through, ..Otherwise::default() };
    let mut rapport = Rapport::otherwise(otherwise).await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 2).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(5).await;
    shop.agree(&people).await;
    let said = people.iter().map(|p| shop::track(p, "Spring Began", &format!("first-{}", p.user), json!({})));
    shop.say("shop", said.collect()).await;
    until("everybody has mail", secs(60), async || (mails.taken().len() == people.len()).then_some(())).await;
    let [by_link, by_api, suppressed, erased, stays] = people.as_slice() else { panic!() };
    let gone = shop.customer(&erased.user).await;

    let ballast = ballast(&disk);
    let acknowledged = fill(&shop.as_source("shop")).await;
    assert!(acknowledged > 3, "only {acknowledged} batches before the disk was full");
    ordinary_work_is_refused(&shop).await;
    let overview = shop.admin.get("/v1/overview").await;
    assert!(overview["attention"].to_string().contains("disk_full"), "{overview}");

    let mail = mails.taken().into_iter().find(|seen| seen.to == by_link.email).unwrap();
    let header = Mime::of(&mail).header("List-Unsubscribe").unwrap();
    let link = header.split(['<', '>']).find_map(|part| part.strip_prefix(PUBLIC)).unwrap();
    let click = shop.admin.by(Key::Nobody).request(Method::POST, link);
    let click = click.header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
    assert_eq!(shop.admin.send(click).await.unwrap().status.as_u16(), 200);
    let withdrawn = shop.try_declare(by_api, "withdraw", "email").await.unwrap();
    assert_eq!(withdrawn.status.as_u16(), 200, "{}", withdrawn.text);
    let reason = json!({"who": {"user_id": suppressed.user}, "reason": "opt_out"});
    let stopped = shop.admin.try_post("/v1/suppressions", &reason).await.unwrap();
    assert_eq!(stopped.status.as_u16(), 200, "{}", stopped.text);
    let confirmed = json!({"confirm": gone, "reason": "asked for"});
    let forgotten = shop.admin.try_post(&format!("/v1/customers/{gone}/erase"), &confirmed).await.unwrap();
    assert_eq!(forgotten.status.as_u16(), 200, "{}", forgotten.text);

    rapport.kill();
    rapport.spawn();
    until("it answers on the disk that is still full", secs(30), async || {
        let reply = rapport.api.by(Key::Nobody).try_get("/healthz").await.ok()?;
        reply.status.is_success().then_some(())
    })
    .await;
    for person in [by_link, by_api] {
        assert_eq!(standing(&shop, person).await, "withdrawn", "{}", person.user);
    }
    assert_eq!(standing(&shop, stays).await, "given");
    let id = shop.customer(&suppressed.user).await;
    assert!(shop.admin.get(&format!("/v1/customers/{id}/consents")).await.to_string().contains("opt_out"));
    until("the erased person's bytes are gone", secs(60), async || {
        found(&erased.email, &disk.path.join("data")).is_none().then_some(())
    })
    .await;
    ordinary_work_is_refused(&shop).await;

    fs::remove_file(&ballast).unwrap();
    until("ready without anybody's help", secs(10), async || {
        let reply = rapport.api.by(Key::Nobody).try_get("/readyz").await.ok()?;
        reply.status.is_success().then_some(())
    })
    .await;
    let source = shop.as_source("shop");
    for n in 0..acknowledged {
        source.post("/v1/batch", batch(n)).await;
    }
    let metrics = rapport.api.by(Key::Nobody).try_get("/metrics").await.unwrap().text;
    let counted = metrics.lines().find_map(|line| line.strip_prefix("rapport_duplicates_total "));
    assert_eq!(counted, Some(format!("{}", acknowledged * 20).as_str()), "every acknowledged event is there");
    let said = people.iter().map(|p| shop::track(p, "Spring Began", &format!("second-{}", p.user), json!({})));
    shop.say("shop", said.collect()).await;
    until("who said nothing has a second mail", secs(30), async || {
        (mails.by_recipient().get(&stays.email) == Some(&2)).then_some(())
    })
    .await;
    rapport.calm("send", secs(30)).await;
    for person in [by_link, by_api, suppressed, erased] {
        assert_eq!(mails.by_recipient()[&person.email], 1, "{} was written to after a no", person.user);
    }
}
