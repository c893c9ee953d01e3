//! Data directories of every release, as they fell when that release was killed, start under today's program, and everything
//! is there. `scripts/release-data.py` makes them; what it made is kept for ever.

use crate::support::{
    Rapport,
    api::Key,
    process::{Otherwise, program},
    secs, until,
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The releases before 0.2, whose layout is migrated.
const OLD: [&str; 1] = ["0.1"];
/// The releases whose directories are simply started; `0.2-layout-3` is of a build after 0.2 that keeps no marks of beats.
const TODAY: [&str; 2] = ["0.2", "0.2-layout-3"];

fn archive(release: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/releases/{release}.tar.gz"))
}

/// A server that is not started, with this release's data in place; and what must be found there.
fn with_data_of(release: &str) -> (Rapport, Value) {
    // The data may be from after this machine's time, or from long before: a person has looked.
    let rapport = Rapport::prepare(Otherwise::default()).with_argument("--accept-clock");
    let done = Command::new("tar").arg("-xzf").arg(archive(release)).arg("-C").arg(rapport.folder()).status().unwrap();
    assert!(done.success(), "{release}");
    let expected = std::fs::read(rapport.folder().join("expected.json")).unwrap();
    (rapport, serde_json::from_slice(&expected).unwrap())
}

fn migrate(rapport: &Rapport) -> (bool, String) {
    let output = Command::new(program()).args(["migrate", "--data"]).arg(rapport.data()).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

async fn everything_is_there(rapport: &Rapport, expected: &Value) {
    let api = &rapport.api;
    for (user, known) in expected["people"].as_object().unwrap() {
        let found = api.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
        if known.is_null() {
            assert_eq!(found, serde_json::json!([]), "{user} was erased");
            continue;
        }
        assert_eq!(found[0]["id"], known["id"], "{user}");
        let id = known["id"].as_str().unwrap();
        assert_eq!(offers(rapport, id).await, known["offers"].as_str().unwrap(), "{user}");
        let timeline = api.get(&format!("/v1/customers/{id}/timeline?limit=200")).await;
        let events = timeline["items"].as_array().unwrap().iter().filter(|line| line["kind"] == "event").count();
        assert_eq!(events as u64, known["events"].as_u64().unwrap(), "{user}");
    }
    let figures = &api.get("/v1/plan/nodes/activity%3Aspring").await["node"]["figures"];
    for kind in ["planned", "committed", "actual", "returned"] {
        assert_eq!(figures[kind]["minor"], expected["figures"][kind], "{kind}");
    }
    // What is counted again from the log does not know people who were erased: each had entered `send` once.
    let erased = expected["people"].as_object().unwrap().values().filter(|known| known.is_null()).count() as u64;
    for (journey, entered) in expected["entered"].as_object().unwrap() {
        let counts = api.get(&format!("/v1/journeys/{journey}/counts")).await;
        let (now, then) = (counts["entered"].as_u64().unwrap(), entered.as_u64().unwrap());
        assert!(now == then || journey == "send" && now == then - erased, "{journey}: {now} of {then}");
    }
}

async fn offers(rapport: &Rapport, customer: &str) -> String {
    let consents = rapport.api.get(&format!("/v1/customers/{customer}/consents")).await;
    let mut states = consents["states"].as_array().unwrap().iter();
    let found = states.find(|state| state["purpose"] == "offers" && state["channel"] == "email");
    found.map_or("never", |state| state["status"].as_str().unwrap()).to_owned()
}

/// A link in a mail that the old release sent still takes back.
async fn old_links_work(rapport: &Rapport, expected: &Value) {
    let nobody = rapport.api.by(Key::Nobody);
    let request = nobody.request(reqwest::Method::POST, expected["unsubscribe_u7"].as_str().unwrap());
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
    assert_eq!(nobody.send(request).await.unwrap().status.as_u16(), 200);
    let id = expected["people"]["u7"]["id"].as_str().unwrap();
    until("the withdrawal counts", secs(5), async || (offers(rapport, id).await == "withdrawn").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_from_before_0_2_is_refused_with_the_way_and_migrated_once() {
    for release in OLD {
        let (mut rapport, expected) = with_data_of(release);
        let refused = rapport.refused();
        assert!(refused.contains("rapport migrate --data"), "{refused}");
        let (done, said) = migrate(&rapport);
        assert!(done, "{said}");
        rapport.start_again().await;
        let reasons = rapport.api.get("/v1/hold").await["reasons"].clone();
        assert_eq!(reasons[0]["why"], "moved", "it may be a copy: {reasons}");
        everything_is_there(&rapport, &expected).await;
        old_links_work(&rapport, &expected).await;
        rapport.restart().await;
        let (again, said) = migrate(&rapport);
        assert!(again && said.contains("Nothing to do"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_of_the_migration_at_any_moment_leaves_a_directory_that_is_migrated_by_the_next() {
    let (rapport, expected) = with_data_of(OLD[0]);
    let mut rapport = rapport;
    let mut finished = false;
    for wait in (0..).map(|n| std::time::Duration::from_micros(n * 1_500)).take(400) {
        let mut child = Command::new(program()).args(["migrate", "--data"]).arg(rapport.data()).spawn().unwrap();
        std::thread::sleep(wait);
        let _ = child.kill();
        finished = child.wait().unwrap().success();
        if finished {
            break;
        }
    }
    let (done, said) = migrate(&rapport);
    assert!(done || finished, "{said}");
    rapport.start_again().await;
    everything_is_there(&rapport, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directories_of_later_releases_start_as_they_are() {
    for release in TODAY {
        let (mut rapport, expected) = with_data_of(release);
        rapport.start_again().await;
        everything_is_there(&rapport, &expected).await;
        old_links_work(&rapport, &expected).await;
    }
}
