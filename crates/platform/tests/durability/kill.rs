//! D1: a writer process is killed with SIGKILL at random moments, again and again, while it takes events, merges people, writes
//! snapshots and sends mail. Afterwards: nothing acknowledged is lost; every customer's counter agrees with the log, exactly;
//! no one got the same message twice.
//!
//! 40 kills; with `RAPPORT_FULL=1`, 1,000.

use crate::outside::*;
use hashbrown::HashSet;
use rapport_engine::Body;
use rapport_kernel::{Lsn, Time};
use rapport_platform::{
    log::DirLock,
    runtime::{Config, Runtime},
};
use std::{
    fs::OpenOptions,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

const DIR: &str = "RAPPORT_KILL_DIR";
const ROUND: &str = "RAPPORT_KILL_ROUND";
const PEOPLE: u64 = 60;

fn now() -> Time {
    Time(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as i64)
}

async fn open(dir: &Path) -> Runtime {
    let mail = OpenOptions::new().create(true).append(true).open(dir.join("mail")).unwrap();
    let config = Config { save_every: Duration::from_millis(150), ..Config::new(dir) };
    Runtime::open(config, sinks(mail)).await.unwrap()
}

/// Says a line to the parent; it counts only with its end.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// The process that is killed: this test binary, run again with a directory in its environment.
#[test]
fn writer() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let round: u64 = std::env::var(ROUND).unwrap().parse().unwrap();
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    tokio.block_on(async {
        let runtime = open(Path::new(&dir)).await;
        say("ready");
        if round == 0 {
            set_up(&runtime).await;
        }
        let mut dice = Dice(round + 1);
        for n in 0.. {
            let batch: Vec<_> =
                (0..1 + dice.below(30)).map(|i| step(&mut dice, round * 3, &format!("{round}-{n}-{i}"))).collect();
            let ids: Vec<String> = batch.iter().map(|(id, _)| id.clone()).collect();
            let acks = runtime.submit(batch.into_iter().map(|(_, submission)| submission).collect()).await.unwrap();
            say(&format!("ack {}", ids.join(" ")));
            let who = round * 3 + dice.below(PEOPLE);
            if let Some(customer) = runtime.find(&email(who)) {
                runtime.submit(vec![consent(customer, who, now())]).await.unwrap();
            }
            assert!(acks.iter().all(|ack| !ack.duplicate()));
        }
    });
}

/// One event of someone; the crowd moves on from round to round, so that there is always someone to merge.
fn step(dice: &mut Dice, older: u64, id: &str) -> (String, rapport_platform::runtime::Submission) {
    let (a, b) = (older + dice.below(PEOPLE), older + dice.below(PEOPLE));
    let name = if dice.below(2) == 0 { "Product Viewed" } else { "Cart Viewed" };
    let who = match dice.below(40) {
        0 => vec![email(a), cookie(b)],
        n if n % 2 == 0 => vec![email(a)],
        _ => vec![cookie(b)],
    };
    (id.to_owned(), event(who, name, id, now(), now()))
}

/// Runs the writer, kills it after `life`, and returns what it had been told, and how long it took to be ready.
fn run_and_kill(dir: &Path, round: u64, life: Duration) -> (Vec<String>, Duration) {
    let begin = Instant::now();
    let mut child: Child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writer", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line.trim_end() != "ready" && !line.ends_with("ready\n") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the writer did not start");
    }
    let ready = begin.elapsed();
    let reading = std::thread::spawn(move || {
        let mut acked = Vec::new();
        let mut line = String::new();
        while out.read_line(&mut line).unwrap_or(0) > 0 && line.ends_with('\n') {
            acked.extend(
                line.strip_prefix("ack ").into_iter().flat_map(|ids| ids.split_whitespace().map(str::to_owned)),
            );
            line.clear();
        }
        acked
    });
    std::thread::sleep(life);
    child.kill().unwrap();
    child.wait().unwrap();
    (reading.join().unwrap(), ready)
}

/// What the log, the states and the mail server say.
async fn check(dir: &Path, acked: &HashSet<String>) {
    let runtime = open(dir).await;
    for _ in 0..4 {
        runtime.settle().await.unwrap();
    }
    assert!(runtime.set_aside().is_empty(), "{:?}", runtime.set_aside());
    let mut logged = HashSet::new();
    let mut ended = HashSet::new();
    for next in runtime.log().read(Lsn(0)).unwrap() {
        let (_, entry) = next.unwrap();
        match rapport_stored::decode_body(&entry.payload).unwrap() {
            Body::Event(event) => {
                assert!(logged.insert(event.message_id.to_string()), "an event stands twice in the log")
            }
            Body::MergeOut { .. } => assert!(ended.insert(entry.customer), "somebody was merged twice"),
            _ => {}
        }
    }
    let lost: Vec<_> = acked.iter().filter(|id| !logged.contains(*id)).collect();
    assert!(lost.is_empty(), "{} acknowledged events are lost", lost.len());
    assert_eq!(counted(&runtime).await, logged.len() as u64, "counters and log disagree");
    let mail = std::fs::read_to_string(dir.join("mail")).unwrap();
    let mut sent = HashSet::new();
    for key in mail.lines() {
        assert!(sent.insert(key), "sent twice: {key}");
    }
    assert!(logged.len() < 5_000 || !sent.is_empty(), "no mail was ever sent");
    println!("{} events, {} merges, {} mails, {} acknowledged", logged.len(), ended.len(), sent.len(), acked.len());
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    // The last of its threads lets go of the directory a moment later; a writer that found it taken would be told so.
    let patience = Instant::now() + Duration::from_secs(10);
    while DirLock::take(&dir.join("log")).is_err() {
        assert!(Instant::now() < patience, "the directory was never let go");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn nothing_acknowledged_is_lost_nothing_counts_twice_nothing_is_sent_twice() {
    if std::env::var_os(DIR).is_some() {
        return;
    }
    let full = std::env::var_os("RAPPORT_FULL").is_some();
    let kills = if full { 1_000 } else { 40 };
    let dir = tempfile::tempdir().unwrap();
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut dice = Dice(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64);
    println!("seed {}", dice.0);
    let (mut acked, mut starts) = (HashSet::new(), Vec::new());
    for round in 0..kills {
        // The first writer lives long enough to publish the journey.
        let life = Duration::from_millis(if round == 0 { 400 } else { dice.below(250) });
        let (told, ready) = run_and_kill(dir.path(), round, life);
        acked.extend(told);
        starts.push(ready);
        if round % (kills / 4) == 5 {
            tokio.block_on(check(dir.path(), &acked));
        }
    }
    tokio.block_on(check(dir.path(), &acked));
    starts.sort();
    let p99 = starts[starts.len() * 99 / 100];
    println!("ready again: median {:?}, p99 {p99:?}", starts[starts.len() / 2]);
    assert!(!full || p99 < Duration::from_secs(2), "ready again after {p99:?}");
    assert!(acked.len() > kills as usize * 20, "the writers hardly wrote: {}", acked.len());
}
