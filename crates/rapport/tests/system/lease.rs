//! S3: a process that was stopped while another one took its place writes nothing and sends nothing once it wakes, and ends.

use crate::support::{MailServer, Person, Rapport, Shop, process::Otherwise, secs, shop, until};
use serde_json::json;
use std::{
    collections::BTreeMap, net::SocketAddr, os::unix::fs::MetadataExt, path::Path, process::Command, time::SystemTime,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::Instant,
};

const PEOPLE: usize = 4;

fn signal(name: &str, rapport: &Rapport) {
    let done = Command::new("kill").args([name, &rapport.pid().to_string()]).status().unwrap();
    assert!(done.success());
}

/// Stops a server while it holds no lock of its database: on another machine nobody would see that lock, here nobody would get past it.
async fn stop_between_writes(rapport: &Rapport, data: &Path) {
    let shared = std::fs::metadata(data.join("rapport.sqlite-shm")).unwrap().ino();
    let (own, shared) = (rapport.pid().to_string(), format!(":{shared}"));
    until("it is stopped between two writes", secs(20), async || {
        signal("-STOP", rapport);
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        let writes = |line: &str| {
            let words: Vec<_> = line.split_whitespace().collect();
            words.contains(&"WRITE")
                && words.contains(&own.as_str())
                && words.iter().any(|word| word.ends_with(&shared))
        };
        if !locks.lines().any(writes) {
            return Some(());
        }
        signal("-CONT", rapport);
        None
    })
    .await;
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

/// Every file below `dir`, with its size and the moment of its last change.
fn files(dir: &Path, found: &mut BTreeMap<String, (u64, SystemTime)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if let Ok(about) = path.metadata() {
            found.insert(path.display().to_string(), (about.len(), about.modified().unwrap()));
        }
    }
}

fn everything(dir: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    files(dir, &mut found);
    // SQLite's readers note in shared memory where they are.
    found.retain(|path, _| !path.ends_with("-shm"));
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopped_while_another_takes_its_place_says_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let on_it = || Otherwise { data: Some(data.clone()), ..Otherwise::default() };
    let mails = MailServer::start();
    // It is connected to and says nothing yet: the messages are claimed, and no byte of them has left.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut before = Rapport::otherwise(on_it()).await;
    let shop = Shop::open(&before).await;
    shop.mail_by(listener.local_addr().unwrap(), u16::try_from(PEOPLE).unwrap()).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    // Each at a mail server of their own, for one that does not answer is given few places.
    let person = |n| Person { user: format!("p{n}"), email: format!("p{n}@mail-{n}.example") };
    let people: Vec<Person> = (0..=PEOPLE).map(person).collect();
    let known =
        people.iter().map(|one| json!({"type": "identify", "userId": one.user, "traits": {"email": one.email}}));
    shop.say("shop", known.collect()).await;
    shop.agree(&people).await;
    let began = |one: &Person| shop::track(one, "Spring Began", &format!("s-{}", one.user), json!({}));
    shop.say("shop", people[..PEOPLE].iter().map(began).collect()).await;
    until("all are claimed", secs(20), async || {
        (shop.states("send").await.get("claimed") == Some(&PEOPLE)).then_some(())
    })
    .await;
    stop_between_writes(&before, &data).await;
    let stopped = Instant::now();
    // The machine that takes over sees the disk, and not the lock of the first one.
    std::fs::remove_file(data.join("log/lock")).unwrap();
    let mut after = Rapport::otherwise(on_it()).await;
    let there = shop.at(&after);
    assert_eq!(there.states("send").await, [("unknown".to_owned(), PEOPLE)].into(), "what was claimed is in the dark");
    there.say("shop", vec![shop::track(&people[0], "Looked Around", "by-the-second", json!({}))]).await;
    // Whoever comes from another machine watches the lease for so long before it takes the directory.
    tokio::time::sleep_until(stopped + secs(5)).await;
    // The second one rests, so that whatever is written now was written by the first.
    stop_between_writes(&after, &data).await;
    let rest = everything(&data);
    open(listener, mails.address());
    signal("-CONT", &before);
    let words = before.ended().await;
    assert!(words.contains("another process has taken the data directory"), "{words}");
    assert!(words.contains("See which process is at work there"), "{words}");
    assert_eq!(everything(&data), rest, "it wrote where another one is at work");
    signal("-CONT", &after);
    assert!(mails.seen().is_empty(), "the first one mailed {:?}", mails.by_recipient());
    // Mail and events go on at the second one.
    let last = &people[PEOPLE];
    there.say("shop", vec![began(last)]).await;
    until("the second one mails", secs(20), async || (mails.seen().len() == 1).then_some(())).await;
    let kept: BTreeMap<String, usize> = [("unknown".to_owned(), PEOPLE), ("accepted".to_owned(), 1)].into();
    until("it is noted", secs(20), async || (there.states("send").await == kept).then_some(())).await;
    after.stop();
    let verify = Command::new(crate::support::process::program()).arg("verify").arg("--data").arg(&data).output();
    let verify = verify.unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    after.start_again().await;
    for one in &people {
        assert!(!there.timeline(&one.user).await.is_empty(), "{} is known", one.user);
    }
    let timeline = there.timeline(&people[0].user).await;
    assert!(timeline.iter().any(|line| line.to_string().contains("Looked Around")), "{timeline:?}");
    assert_eq!(there.states("send").await, kept);
    assert_eq!(there.admin.get("/v1/hold").await["reasons"], json!([]), "what the first one found holds nobody");
    assert_eq!(mails.by_recipient().len(), 1, "nobody got a message twice: {:?}", mails.by_recipient());
}
