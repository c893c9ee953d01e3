//! Programs from outside that some tests need, and what to say where they are missing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Says that a test did not run, and fails it where everything has to be there.
pub fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    println!("skipped: {why}");
}

/// The interpreter with the Python packages of the tests.
pub fn python() -> Option<PathBuf> {
    let found = std::env::var_os("RAPPORT_PYTHON").map(PathBuf::from).filter(|path| path.exists());
    if found.is_none() {
        skipped("RAPPORT_PYTHON does not name a Python with scripts/requirements-test.txt (`make test` makes one)");
    }
    found
}

/// The folder with the official clients for Node.js and browsers.
pub fn node_sdk() -> Option<PathBuf> {
    let found = std::env::var_os("RAPPORT_NODE_SDK").map(PathBuf::from);
    let found = found.filter(|folder| folder.join("node_modules/@segment/analytics-next").exists());
    if found.is_none() {
        skipped("RAPPORT_NODE_SDK does not name a folder with @segment/analytics-next (`make test` makes one)");
    }
    found
}

/// A real browser.
pub fn chromium() -> Option<&'static str> {
    let found = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().find(|path| Path::new(path).exists());
    if found.is_none() {
        skipped("Debian's chromium is not installed (scripts/install-test-tools.sh installs it)");
    }
    found
}

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A folder of the shared data, if it is there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RAPPORT_SHARED").map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let found = root.join("data").join(folder);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: the shared data `{folder}` is not here; RAPPORT_SHARED says where it is");
    None
}

/// Runs a program to its end without holding up the test's other tasks; its exit code and what it said.
pub async fn run(mut command: Command) -> (Option<i32>, String) {
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (done.status.code(), said)
}
