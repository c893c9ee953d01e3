//! The SQL side's stories, on real files, also closed and opened again.
#![allow(clippy::unwrap_used)]

mod account;
mod approval;
mod documents;
mod earlier;
mod faults;
mod file;
mod idempotency;
mod ledger;
mod on_postgres;
mod order;
mod plan;
mod samples;
mod trace;
mod transactions;
mod voucher;
mod work;

use super::{Db, Location, ledger::Ledger};
use rapport_kernel::{ActivityId, Currency, Money, Span, Time};
use rapport_plan::{Change, Kind, Node, NodeId, Period, booking::Decision};
use tempfile::TempDir;

/// A moment: so many seconds into the story.
fn at(seconds: i64) -> Time {
    Time(1_767_225_600_000) + Span::SECOND.times(seconds)
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn activity(name: &str) -> ActivityId {
    name.into()
}

fn node(text: &str) -> NodeId {
    text.parse().unwrap()
}

/// A directory that goes away with its database.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn location(&self) -> Location {
        Location::File(self.0.path().join("rapport.sqlite"))
    }

    async fn open(&self) -> Db {
        Db::open_at(&self.location()).await.unwrap()
    }

    /// Whether a text stands in any file of the database, wherever in it.
    async fn holds(&self, text: &str) -> bool {
        Self::holds_in(&self.0, text)
    }

    fn holds_in(dir: &TempDir, text: &str) -> bool {
        let files = std::fs::read_dir(dir.path()).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

fn decision(key: &str) -> Decision<'_> {
    Decision { key, author: "ada", reason: "as agreed", at: at(0) }
}

/// A plan with the activities `shoes` and `socks` of one campaign and `coats` of another; shoes has `budget` cents.
async fn acme(db: Db, budget: i64) -> Ledger {
    let ledger = Ledger::load(db).await.unwrap();
    let period = Period { from: at(0), until: at(0) + Span::DAY.times(365) };
    let mut nodes = vec![Node::plan("2026", "Acme 2026", Currency::EUR, period)];
    for (id, parent) in [
        ("area:direct", "plan:2026"),
        ("campaign:spring", "area:direct"),
        ("activity:shoes", "campaign:spring"),
        ("activity:socks", "campaign:spring"),
        ("campaign:autumn", "area:direct"),
        ("activity:coats", "campaign:autumn"),
    ] {
        nodes.push(Node::new(node(id), node(parent), id));
    }
    for node in nodes {
        ledger.change(vec![Change::Add { node }], "ada", "the plan begins", at(0)).await.unwrap();
    }
    if budget > 0 {
        let posting = decision("budget").put(Kind::Planned, &activity("shoes"), euro(budget));
        ledger.book(posting, at(0)).await.unwrap();
    }
    ledger
}

/// What is booked on shoes: planned, committed, actual.
async fn shoes(ledger: &Ledger) -> [i64; 3] {
    let sums = ledger.plan().books().await.unwrap().sums(&activity("shoes"));
    [Kind::Planned, Kind::Committed, Kind::Actual].map(|kind| sums.get(kind))
}
