use super::*;
use crate::{
    reserve::{self, tests::of_a_full_disk},
    sql::{
        SqlError,
        import::{self, Imports, Progress, RefusedRow},
        job::{JobState, Jobs},
        plan::PlanError,
        secret::{Secrets, protect},
    },
};
use std::sync::Arc;

#[tokio::test]
async fn an_import_goes_on_where_it_was() {
    let home = Home::new();
    let imports = Imports::new(home.open().await);
    let begun = imports.begin("hash", "orders.csv", "{}", at(0)).await.unwrap();
    assert_eq!(begun.progress, Progress::default());
    let refused = |row| RefusedRow { row, code: "bad_time".into(), reason: "`soon` is no time".into() };
    let progress = Progress { rows: 100, bytes: 4096, accepted: 98, refused: 2 };
    let running = import::ImportState::Running;
    imports.advance(&begun.id, progress, &[refused(7), refused(9)], running, at(1)).await.unwrap();
    // Killed here. The same file in the same way finds its place, in another way it begins anew.
    let imports = Imports::new(home.open().await);
    let found = imports.begin("hash", "orders-copy.csv", "{}", at(2)).await.unwrap();
    assert_eq!((found.id.as_str(), found.progress), (begun.id.as_str(), progress));
    assert_ne!(imports.begin("hash", "orders.csv", "{\"source\":\"till\"}", at(2)).await.unwrap().id, begun.id);
    let older = Progress { rows: 50, ..progress };
    imports.advance(&begun.id, older, &[refused(7)], running, at(3)).await.unwrap();
    assert_eq!(imports.get(&begun.id).await.unwrap().unwrap().progress, progress, "it never goes back");
    let rows: Vec<_> = imports.refused(&begun.id, 0, 10).await.unwrap().iter().map(|r| r.row).collect();
    assert_eq!(rows, [7, 9], "each refused row once");
    assert_eq!(imports.refused(&begun.id, 7, 10).await.unwrap(), [refused(9)]);
    let end = Progress { rows: 150, bytes: 8000, accepted: 148, refused: 2 };
    imports.advance(&begun.id, end, &[], import::ImportState::Done, at(4)).await.unwrap();
    assert_eq!(imports.get(&begun.id).await.unwrap().unwrap().state, import::ImportState::Done);
    assert_eq!(imports.list(10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn nothing_says_running_that_does_not_run() {
    let home = Home::new();
    let jobs = Jobs::new(home.open().await);
    assert!(jobs.begin("a", "backtest", "{}", "ada", at(0)).await.unwrap());
    assert!(!jobs.begin("a", "backtest", "{}", "ada", at(0)).await.unwrap(), "one id, one job");
    jobs.begin("b", "backtest", "{}", "ada", at(1)).await.unwrap();
    assert!(jobs.advance("a", 5, 10, at(2)).await.unwrap());
    assert!(jobs.end("b", JobState::Done, "{\"sent\":3}", at(3)).await.unwrap());
    assert!(!jobs.end("b", JobState::Failed, "late", at(4)).await.unwrap(), "what is done stays done");
    let jobs = Jobs::new(home.open().await);
    assert_eq!(jobs.recover(at(5)).await.unwrap(), 1);
    let a = jobs.get("a").await.unwrap().unwrap();
    assert_eq!((a.state, a.done, a.total), (JobState::BrokenOff, 5, 10));
    assert!(!jobs.advance("a", 6, 10, at(6)).await.unwrap());
    assert_eq!(jobs.get("b").await.unwrap().unwrap().result, "{\"sent\":3}");
    let ids: Vec<_> = jobs.list("backtest", 10).await.unwrap().into_iter().map(|j| j.id).collect();
    assert_eq!(ids, ["b", "a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_made_once_and_stay() {
    let home = Home::new();
    let secrets = Secrets::new(home.open().await);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let secrets = secrets.clone();
            tokio::spawn(async move { secrets.bytes("voucher", at(0)).await.unwrap() })
        })
        .collect();
    let first = secrets.bytes("voucher", at(0)).await.unwrap();
    for task in tasks {
        assert_eq!(task.await.unwrap(), first, "twenty at once see one secret");
    }
    assert_ne!(first, [0; 32]);
    assert_ne!(secrets.bytes("hold-out", at(0)).await.unwrap(), first);
    let (token, made) = secrets.token("admin", "at", at(0)).await.unwrap();
    assert!(made && token.starts_with("at_"));
    let secrets = Secrets::new(home.open().await);
    assert_eq!(secrets.bytes("voucher", at(9)).await.unwrap(), first);
    assert_eq!(secrets.token("admin", "at", at(9)).await.unwrap(), (token, false));
    secrets.put("dkim", "key", at(9)).await.unwrap();
    assert_eq!(secrets.get("dkim").await.unwrap().as_deref(), Some("key"));
    assert_eq!(secrets.get("none").await.unwrap(), None);
}

#[cfg(unix)]
#[test]
fn a_protected_directory_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let file = home.0.path().join("key");
    std::fs::write(&file, "secret").unwrap();
    protect(&file).unwrap();
    protect(home.0.path()).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(home.0.path())), (0o600, 0o700));
}

/// On a full disk withdrawals and erasures still write, also in work that goes on when the request has gone away.
#[tokio::test]
async fn on_a_full_disk_only_protected_work_is_written() {
    let home = Home::new();
    acme(home.open().await, 100).await;
    let reserve = Arc::new(of_a_full_disk(home.0.path()));
    let path = home.0.path().join("rapport.sqlite");
    let db = reserve::protect(Db::serve(&Location::File(path), reserve)).await.unwrap();
    let ledger = Ledger::load(db).await.unwrap();
    let add = |name: &str| {
        let change = Change::Add { node: Node::new(node(name), node("campaign:spring"), name) };
        ledger.change(vec![change], "ada", "more", at(1))
    };
    let refused = add("activity:hats").await.unwrap_err();
    assert!(matches!(refused, PlanError::Sql(SqlError::Full(_))), "{refused:?}");
    reserve::protect(add("activity:hats")).await.unwrap();
    assert!(add("activity:bags").await.is_err(), "nobody else goes through behind it");
}
