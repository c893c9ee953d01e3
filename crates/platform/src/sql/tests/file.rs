//! What only a file has: its pages, its write-ahead log, its copy.

use super::*;
use crate::sql::{db::get, db::values};
use rapport_kernel::Lsn;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

#[tokio::test]
async fn money_is_written_through_to_the_disk() {
    let home = Home::new();
    let db = home.open().await;
    let tx = db.begin().await.unwrap();
    let pragma = async |name: &str| {
        let row = tx.row(&format!("SELECT {name} AS value FROM pragma_{name}"), values![]).await.unwrap().unwrap();
        get::<i64>(&row, "value").unwrap()
    };
    assert_eq!(pragma("synchronous").await, 2, "FULL");
    assert_eq!(pragma("foreign_keys").await, 1);
    let row = tx.row("PRAGMA journal_mode", values![]).await.unwrap().unwrap();
    assert_eq!(get::<String>(&row, "journal_mode").unwrap(), "wal");
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_wait_for_the_moment_of_a_copy_and_not_for_its_end() {
    let home = Home::new();
    let db = home.open().await;
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO secret (name, value, created) SELECT 'n' || i, 'v', i FROM n";
    db.run(many, values![]).await.unwrap();
    let before = db.prove(Lsn(1)).await.unwrap().number;
    let path = home.0.path().join("copy.sqlite");
    // Someone is writing to the new file, so the copy cannot go on behind its moment.
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut holder = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut holder).await.unwrap();
    let (moment, reached) = tokio::sync::oneshot::channel();
    let copying = {
        let (db, path) = (db.clone(), path.clone());
        tokio::spawn(async move { db.copy_to(&path, move || moment.send(()).unwrap()).await })
    };
    reached.await.unwrap();
    // Meanwhile money moves and the canary beats.
    let after = db.prove(Lsn(1)).await.unwrap().number;
    sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    holder.close().await.unwrap();
    copying.await.unwrap().unwrap();
    let copy = Db::open(&path).await.unwrap();
    assert_eq!(copy.beat().await.unwrap(), before, "the copy is of its moment");
    assert!(after > before);
    let row = copy.row("SELECT COUNT(*) AS n FROM secret WHERE name <> 'orders'", values![]).await.unwrap().unwrap();
    assert_eq!(get::<i64>(&row, "n").unwrap(), 2_000);
    assert_eq!(copy.check(None).await.unwrap(), Vec::<String>::new());
    let indexes = "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    let count = async |db: &Db| get::<i64>(&db.row(indexes, values![]).await.unwrap().unwrap(), "n").unwrap();
    assert_eq!(count(&copy).await, count(&db).await);
}

/// Unique codes and names of requests rest on indexes: one that does not say what its table says would let a voucher in twice.
#[tokio::test]
async fn an_index_that_disagrees_with_its_table_is_found() {
    let home = Home::new();
    let db = home.open().await;
    assert_eq!(db.check(None).await.unwrap(), Vec::<String>::new());
    db.close().await.unwrap();
    let path = home.0.path().join("rapport.sqlite");
    let mut raw = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
    for sql in [
        "CREATE TABLE codes (code TEXT, pool TEXT)",
        "CREATE INDEX by_code ON codes (code)",
        "INSERT INTO codes VALUES ('A1', 'spring'), ('B2', 'autumn')",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX by_code ON codes (pool)' WHERE name = 'by_code'",
    ] {
        sqlx::query(sql).execute(&mut raw).await.unwrap();
    }
    raw.close().await.unwrap();
    let db = home.open().await;
    let found = db.check(None).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|line| line.contains("by_code")), "{found:?}");
    let (begun, a_fifth) = (std::time::Instant::now(), std::fs::metadata(&path).unwrap().len() * 5);
    db.check(Some(a_fifth)).await.unwrap();
    assert!(begun.elapsed().as_millis() > 150, "{:?}", begun.elapsed());
}
