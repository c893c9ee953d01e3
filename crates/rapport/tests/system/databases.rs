//! An installation on PostgreSQL: used, killed, moved into a file and back. With the database of before no server starts.

use crate::support::{
    Rapport, Shop,
    process::{Otherwise, program},
    tools,
};
use std::process::Command;

/// The address of an empty database on the server of this test run; nothing where PostgreSQL is not installed.
fn empty() -> Option<String> {
    let script = tools::workspace().join("scripts/test-postgres.sh");
    let made = Command::new(script).arg(std::os::unix::process::parent_id().to_string()).output().unwrap();
    if made.status.success() {
        return Some(String::from_utf8(made.stdout).unwrap().trim().to_owned());
    }
    tools::skipped(String::from_utf8_lossy(&made.stderr).trim());
    None
}

/// Moves the installation.
fn copy(rapport: &Rapport, from: &str, to: &str) -> String {
    let data = rapport.data();
    let args = ["database", "copy", "--data", data.to_str().unwrap(), "--from", from, "--to", to];
    let output = Command::new(program()).args(args).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_moves_between_a_server_and_a_file() {
    let (Some(first), Some(second)) = (empty(), empty()) else { return };
    let mut rapport =
        Rapport::otherwise(Otherwise { environment: &[("RAPPORT_DATABASE", first.as_str())], ..Otherwise::default() })
            .await;
    let shop = Shop::open(&rapport).await;
    shop.activity("shoes", 12_300).await;
    let known = async || [shop.figures("activity:shoes").await, shop.figures("plan:acme").await];
    let before = known().await;
    let file = rapport.data().join("rapport.sqlite").display().to_string();
    assert!(!std::path::Path::new(&file).exists(), "everything is on the server");
    rapport.restart().await;
    assert_eq!(known().await, before, "after a kill");
    rapport.stop();
    let said = copy(&rapport, &first, &file);
    assert!(said.contains("Copied") && said.contains("without RAPPORT_DATABASE"), "{said}");
    let refused = rapport.refused();
    assert!(refused.contains("database_older"), "{refused}");
    rapport.set("RAPPORT_DATABASE", "");
    rapport.start_again().await;
    assert_eq!(known().await, before, "from the file");
    shop.activity("socks", 100).await;
    let before = known().await;
    rapport.stop();
    copy(&rapport, &file, &second);
    rapport.set("RAPPORT_DATABASE", &second);
    rapport.start_again().await;
    assert_eq!(known().await, before, "from the other server");
}
