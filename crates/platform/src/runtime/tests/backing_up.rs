//! O1, O2: backups taken under load are, at as many points in time, what the log says up to their position; and the database is no
//! older than what was acknowledged when the backup began, and agrees with that log once the program has started on it.

use super::world::*;
use crate::{
    backup::{self, Source},
    hold::{Hold, Why},
    installation::Installation,
    runtime::{Answer, Config, Posted, Posting, Runtime, Sink, SinkError, Sinks},
    sql::{
        Db,
        ledger::Ledger,
        order::{Orders, Word},
        secret::Secrets,
    },
};
use rapport_engine::Body;
use rapport_kernel::{Lsn, Span};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// At how many points in time a backup is taken.
fn points() -> usize {
    if std::env::var_os("RAPPORT_FULL").is_some() { 50 } else { 3 }
}

/// The real books of orders.
struct Books {
    ledger: Ledger,
    orders: Orders,
}

impl Books {
    async fn of(db: &Db) -> Arc<Self> {
        let ledger = Ledger::load(db.clone()).await.unwrap();
        Arc::new(Self { ledger, orders: Orders::load(db.clone()).await.unwrap() })
    }
}

impl Sink<Posting> for Books {
    fn carry<'a>(&'a self, items: &'a [Posting]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let words = items.iter().filter_map(|item| match &item.what {
                Posted::Order(seen) => {
                    let seen = (**seen).clone();
                    Some(Word { id: item.id, customer: Some(item.customer), at: item.at, seen, touch: None })
                }
                _ => None,
            });
            let words = words.collect();
            self.orders.hear(&self.ledger, words).await.map_err(|error| SinkError::from(&error))
        })
    }
}

/// The orders that a log tells of.
fn told(runtime: &Runtime) -> BTreeSet<String> {
    let entries = runtime.log().read(Lsn(0)).unwrap().map(|next| next.unwrap().1);
    let bodies = entries.filter_map(|entry| rapport_stored::decode_body(&entry.payload).ok());
    let order = |body| match body {
        Body::Event(event) if event.name == "Order Completed" => Some(event.message_id.to_string()),
        _ => None,
    };
    bodies.filter_map(order).collect()
}

/// Opens a restored directory and lets nothing happen in it. Its state, its orders as the log tells them, and the database.
async fn look(outside: &Outside, dir: &Path) -> (Vec<u8>, BTreeSet<String>, Db) {
    let db = Db::open(&dir.join("rapport.sqlite")).await.unwrap();
    let sinks = Sinks { postings: Books::of(&db).await, ..outside.sinks() };
    // No one had it open before.
    let runtime = Runtime::open(outside.config(dir), sinks).await.unwrap();
    runtime.settle().await.unwrap();
    let found = (state(&runtime).await, told(&runtime));
    runtime.shut_down(Duration::from_secs(10)).await;
    (found.0, found.1, db)
}

/// A backup, its position, and how many rows were acknowledged when it began.
struct Taken {
    into: PathBuf,
    position: u64,
    rows: u32,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restored_has_the_state_of_a_replay_to_its_position() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    let db = Db::open(&data.join("rapport.sqlite")).await.unwrap();
    let installation = Installation::open(&data, None, &db, &Hold::open(&data), BEGIN).await.unwrap();
    let sinks = Sinks { postings: Books::of(&db).await, ..outside.sinks() };
    // Snapshots go on meanwhile, as in the life of an installation.
    let config = Config { save_every: Duration::from_millis(200), ..outside.config(&data) };
    let runtime = Runtime::open(config, sinks).await.unwrap();
    runtime.hold().put(Why::AskedFor, [], BEGIN).unwrap();
    carts(&outside, &runtime, 50).await;
    assert!(runtime.save().await);
    let (load, at) = (runtime.clone(), outside.now());
    let loading = tokio::spawn(async move {
        for n in 0u32.. {
            let name = if n % 4 == 3 { "Order Completed" } else { "Product Added" };
            let said = |c| event(vec![email(c)], name, &format!("more-{n}-{c}"), at);
            if load.submit((0..40).map(said).collect()).await.is_err() {
                return;
            }
            // What is compared afterwards stays small.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let rows = Arc::new(AtomicU32::new(0));
    let (secrets, written) = (Secrets::new(db.clone()), rows.clone());
    let writing = tokio::spawn(async move {
        for n in 0u32.. {
            if secrets.put(&format!("load-{n}"), "kept", BEGIN).await.is_err() {
                return;
            }
            written.store(n + 1, Ordering::SeqCst);
        }
    });
    let mut backups = Vec::new();
    for n in 0..points() {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let rows = rows.load(Ordering::SeqCst);
        let lease = installation.lease().clone();
        let source = Source {
            data: &data,
            log: runtime.log(),
            db: &db,
            installation: installation.identity(),
            at: BEGIN,
            lease,
        };
        let into = dir.path().join(format!("backup-{n}"));
        let taken = source.back_up(&into).await.unwrap();
        assert!(taken.position < runtime.end().0, "the log goes on meanwhile");
        backups.push(Taken { into, position: taken.position, rows });
    }
    writing.abort();
    runtime.shut_down(Duration::from_secs(10)).await;
    loading.abort();
    drop(runtime);
    assert!(backups.windows(2).all(|two| two[0].position < two[1].position));
    assert!(backups.last().unwrap().rows > 0, "rows were written meanwhile");
    for (n, Taken { into, position, rows }) in backups.into_iter().enumerate() {
        // Once from the snapshots in it, once from the log alone: in both, nothing is sent.
        let (restored, replayed) = (dir.path().join(format!("restored-{n}")), dir.path().join(format!("replayed-{n}")));
        for target in [&restored, &replayed] {
            backup::restore(&into, None, target, BEGIN).unwrap();
        }
        for derived in ["state", "history"] {
            fs::remove_dir_all(replayed.join(derived)).unwrap();
        }
        let ((one, orders, db), (other, ..)) = (look(&outside, &restored).await, look(&outside, &replayed).await);
        assert!(one == other, "backup {n} at {position}");
        let books = Orders::load(db.clone()).await.unwrap();
        for order in &orders {
            assert!(books.page(order).await.unwrap().is_some(), "backup {n} has no {order} in its books");
        }
        let secrets = Secrets::new(db.clone());
        for row in 0..rows {
            assert!(
                secrets.get(&format!("load-{row}")).await.unwrap().is_some(),
                "backup {n} lost row {row} of {rows}"
            );
        }
        db.close().await.unwrap();
    }
    let last = dir.path().join(format!("restored-{}", points() - 1));
    outside.pass(&outside.open(&last).await, Span::HOUR.times(2)).await;
    assert!(outside.mail.begun.lock().is_empty(), "a restored one is held");
}
