//! What is derived from another log is not believed, also where its positions fit: it is set aside by name and made again.

use super::world::*;
use crate::{
    installation::Identity,
    runtime::{Config, Runtime},
};
use rapport_kernel::CustomerId;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// What is made from the log.
const DERIVED: [&str; 3] = ["state", "history", "ids"];

fn config(outside: &Outside, dir: &Path, id: &str) -> Config {
    Config { identity: Identity { id: id.into(), epoch: 1 }, ..outside.config(dir) }
}

/// Some events of the same people, whose names and words have the same lengths in every installation.
async fn live(outside: &Outside, runtime: &Runtime, name: &str) -> Vec<CustomerId> {
    let said = |n| event(vec![email(n)], "Product Viewed", &format!("{name}-{n}"), outside.now());
    let acks = runtime.submit((0..40).map(said).collect()).await.unwrap();
    runtime.settle().await.unwrap();
    acks.iter().map(|ack| ack.customer).collect()
}

async fn end(runtime: Runtime) {
    runtime.shut_down(Duration::from_secs(10)).await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// The events of everybody, in a form that can be compared.
async fn told(runtime: &Runtime, customers: &[CustomerId]) -> String {
    let mut all = String::new();
    for customer in customers {
        let lines = runtime.history(*customer, None, 1_000).await.unwrap();
        lines.iter().for_each(|line| all.push_str(&format!("{customer:?} {:?}\n", line.entry)));
    }
    all
}

/// `ours` with some of its derived stores from `theirs`.
fn mixed(ours: &Path, theirs: &Path, parts: &[&str], dir: &Path) {
    copy(ours, dir);
    for part in parts {
        fs::remove_dir_all(dir.join(part)).unwrap();
        copy(&theirs.join(part), &dir.join(part));
    }
}

/// Opens every mixture, and sees that it is ours.
async fn nothing_of_theirs_is_believed(outside: &Outside, ours: &Path, theirs: &Path, customers: &[CustomerId]) {
    let whole = tempfile::tempdir().unwrap();
    copy(ours, whole.path());
    let runtime = outside.open_with(config(outside, whole.path(), "us")).await;
    let (state_of_ours, lines) = (state(&runtime).await, told(&runtime, customers).await);
    drop(runtime);
    assert!(!whole.path().join("foreign").exists(), "what is ours is believed");
    for chosen in 1..1_u32 << DERIVED.len() {
        let parts: Vec<&str> = (0..).zip(DERIVED).filter(|(n, _)| chosen >> n & 1 == 1).map(|(_, part)| part).collect();
        let dir = tempfile::tempdir().unwrap();
        mixed(ours, theirs, &parts, dir.path());
        let runtime = outside.open_with(config(outside, dir.path(), "us")).await;
        assert!(state(&runtime).await == state_of_ours, "{parts:?}");
        assert_eq!(told(&runtime, customers).await, lines, "{parts:?}");
        let known = |name: &str| event(vec![email(7)], "Product Viewed", &format!("{name}-7"), outside.now());
        let acks = runtime.submit(vec![known("ours"), known("them")]).await.unwrap();
        assert!(acks[0].duplicate() && !acks[1].duplicate(), "{parts:?}: ids");
        end(runtime).await;
        let again = outside.open_with(config(outside, dir.path(), "us")).await;
        assert!(!told(&again, customers).await.is_empty(), "{parts:?}");
    }
}

fn names(dir: PathBuf) -> usize {
    fs::read_dir(dir).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_installations_derived_stores_are_set_aside_though_their_positions_fit() {
    let (ours, theirs, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Outside::new());
    let mut customers = Vec::new();
    let mut ends = Vec::new();
    for (dir, id, name) in [(&ours, "us", "ours"), (&theirs, "them", "them")] {
        let runtime = outside.open_with(config(&outside, dir.path(), id)).await;
        publish(&runtime).await;
        let found = live(&outside, &runtime, name).await;
        customers = if customers.is_empty() { found } else { customers };
        ends.push(runtime.end());
        end(runtime).await;
    }
    assert_eq!(ends[0], ends[1], "the positions are the same");
    nothing_of_theirs_is_believed(&outside, ours.path(), theirs.path(), &customers).await;
    let dir = tempfile::tempdir().unwrap();
    mixed(ours.path(), theirs.path(), &DERIVED, dir.path());
    end(outside.open_with(config(&outside, dir.path(), "us")).await).await;
    let aside = dir.path().join("foreign");
    assert!(names(aside.join("state")) > 256 && names(aside.join("history")) == 256, "each by its name");
    assert!(aside.join("ids/window.json").exists());
    let findings = crate::runtime::look_at_files(dir.path(), &mut |_| ());
    let told: Vec<&str> = findings.iter().map(|finding| finding.store.code()).collect();
    assert_eq!(told.len(), 3, "a person is told: {findings:?}");
}

/// A copy of the directory has our id and our epoch until someone lifts its hold.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_copy_made_after_it_went_its_own_way_is_not_believed() {
    let (ours, copied, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open_with(config(&outside, ours.path(), "us")).await;
    publish(&runtime).await;
    let customers = live(&outside, &runtime, "both").await;
    end(runtime).await;
    copy(ours.path(), copied.path());
    let mut ends = Vec::new();
    for (dir, name) in [(&ours, "ours"), (&copied, "them")] {
        outside.clock.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
        let runtime = outside.open_with(config(&outside, dir.path(), "us")).await;
        live(&outside, &runtime, name).await;
        ends.push(runtime.end());
        end(runtime).await;
    }
    assert_eq!(ends[0], ends[1], "the positions are the same");
    nothing_of_theirs_is_believed(&outside, ours.path(), copied.path(), &customers).await;
}

/// A directory of a release before starts, and its files say whose they are soon after.
#[tokio::test(flavor = "multi_thread")]
async fn a_directory_of_a_release_before_starts_and_gets_a_name() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open_with(config(&outside, dir.path(), "us")).await;
    publish(&runtime).await;
    let customers = live(&outside, &runtime, "ours").await;
    let lines = told(&runtime, &customers).await;
    end(runtime).await;
    for file in fs::read_dir(dir.path().join("state")).unwrap() {
        let path = file.unwrap().path();
        fs::write(&path, nameless(&fs::read(&path).unwrap())).unwrap();
    }
    fs::write(dir.path().join("format.json"), r#"{"format": 2, "release": "0.2.0"}"#).unwrap();
    let note = dir.path().join("ids/window.json");
    let mut window: serde_json::Value = serde_json::from_slice(&fs::read(&note).unwrap()).unwrap();
    window.as_object_mut().unwrap().remove("whose");
    fs::write(&note, window.to_string()).unwrap();
    let runtime = outside.open_with(config(&outside, dir.path(), "us")).await;
    assert_eq!(told(&runtime, &customers).await, lines);
    eventually("all of it was written anew", || crate::format::all_say_whose(dir.path())).await;
    end(runtime).await;
    assert!(!dir.path().join("foreign").exists());
    let runtime = outside.open_with(config(&outside, dir.path(), "them")).await;
    assert!(dir.path().join("foreign/state").exists(), "from then on another's are not believed");
    drop(runtime);
}

/// A snapshot as releases before wrote it.
fn nameless(bytes: &[u8]) -> Vec<u8> {
    let mut head = bytes[..36].to_vec();
    head[7] = 1;
    let crc = crc32fast::hash(&head).to_le_bytes();
    [&head[..], &crc, &bytes[88..]].concat()
}
