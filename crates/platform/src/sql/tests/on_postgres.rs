//! The stories of both engines, on PostgreSQL: each test has a database of its own on the one server of the test run.
//!
//! Where PostgreSQL is not installed they run on SQLite once more, and say so; with `CI` set they fail.

#![allow(clippy::duplicate_mod, reason = "the same stories, told of another engine")]

#[path = "account.rs"]
mod account;
#[path = "approval.rs"]
mod approval;
mod copying;
#[path = "documents.rs"]
mod documents;
#[path = "idempotency.rs"]
mod idempotency;
#[path = "ledger.rs"]
mod ledger;
#[path = "order.rs"]
mod order;
#[path = "plan.rs"]
mod plan;
mod serving;
#[path = "trace.rs"]
mod trace;
#[path = "transactions.rs"]
mod transactions;
#[path = "voucher.rs"]
mod voucher;

use super::*;
use crate::sql::{db::get, db::values};
use std::process::Command;

/// A directory, and a database on the server.
struct Home(TempDir, Location);

impl Home {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let location = fresh().unwrap_or_else(|| Location::File(dir.path().join("rapport.sqlite")));
        Self(dir, location)
    }

    fn location(&self) -> Location {
        self.1.clone()
    }

    async fn open(&self) -> Db {
        Db::open_at(&self.1).await.unwrap()
    }

    /// Whether a text stands in any row.
    async fn holds(&self, text: &str) -> bool {
        if self.1.file().is_some() {
            return super::Home::holds_in(&self.0, text);
        }
        let db = self.open().await;
        let tables = "SELECT relname AS name FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";
        for row in db.rows(tables, values![]).await.unwrap() {
            let sql = format!(
                "SELECT COUNT(*) AS n FROM {} AS t WHERE POSITION($1 IN t::text) > 0",
                get::<String>(&row, "name").unwrap()
            );
            let found = db.row(&sql, values![text]).await.unwrap().unwrap();
            if get::<i64>(&found, "n").unwrap() > 0 {
                return true;
            }
        }
        false
    }
}

/// A new database; none where PostgreSQL is not installed.
fn fresh() -> Option<Location> {
    fresh_of(std::os::unix::process::parent_id())
}

/// A new database on the server of the test run that this process is.
fn fresh_of(run: u32) -> Option<Location> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/test-postgres.sh");
    let made = Command::new(script).arg(run.to_string()).output().unwrap();
    if made.status.success() {
        return Some(String::from_utf8(made.stdout).unwrap().trim().parse().unwrap());
    }
    let why = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.code() == Some(3) && std::env::var_os("CI").is_none(), "{why}");
    eprintln!("skipped: {why}");
    None
}
