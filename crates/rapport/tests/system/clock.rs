//! A clock that was set while the server was off, in the same boot of the machine.

use crate::support::{Rapport, api::Key, secs, tools, until};
use serde_json::{Value, json};
use std::path::Path;

/// What the stage of the clock says, once the server answers.
async fn clock(rapport: &Rapport) -> Value {
    let nobody = rapport.api.by(Key::Nobody);
    let ready = until("it answers", secs(60), async || nobody.try_get("/readyz").await.ok()).await;
    let stages = ready.json()["stages"].clone();
    stages.as_array().unwrap().iter().find(|stage| stage["name"] == "clock").unwrap_or(&Value::Null).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_while_the_server_was_off_is_not_believed() {
    let library = format!("/usr/lib/{}-linux-gnu/faketime/libfaketime.so.1", std::env::consts::ARCH);
    if !Path::new(&library).exists() {
        return tools::skipped("libfaketime is not installed (scripts/install-test-tools.sh installs it)");
    }
    let mut rapport = Rapport::start().await;
    rapport.stop();
    rapport.set("LD_PRELOAD", &library);
    // Only the time of day: what the kernel counts since the machine was started, no one can set.
    rapport.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    rapport.set("DONT_FAKE_MONOTONIC", "1");
    // Less than the gap that is believed after another boot.
    rapport.set("FAKETIME", "+3d");
    rapport.spawn();
    assert_eq!(clock(&rapport).await["ready"], json!(false));
    assert_eq!(rapport.api.get("/v1/session").await["held"], json!(["clock"]));
    // Killed and started again, nothing has changed: the wrong time has not come into the log.
    rapport.kill();
    rapport.spawn();
    assert_eq!(clock(&rapport).await["ready"], json!(false));
    rapport.kill();
    // Set right, it is ready by itself; what is held, a person lets go.
    rapport.set("FAKETIME", "+1m");
    rapport.start_again().await;
    assert_eq!(clock(&rapport).await["ready"], json!(true));
    assert_eq!(rapport.api.get("/v1/session").await["held"], json!(["clock"]));
    rapport.stop();
    // Or a person says that it is the other way round.
    rapport.set("FAKETIME", "+3d");
    let mut rapport = rapport.with_argument("--accept-clock");
    rapport.start_again().await;
    assert_eq!(clock(&rapport).await["ready"], json!(true));
}
