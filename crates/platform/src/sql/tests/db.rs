use super::*;
use crate::{
    installation::{BEAT, Lease},
    sql::{SqlError, db::get, db::values, peek::mark_at},
};
use rapport_kernel::Lsn;
use sea_orm::sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

#[tokio::test]
async fn money_is_written_through_to_the_disk() {
    let home = Home::new();
    let db = home.open().await;
    let tx = db.begin().await.unwrap();
    let pragma = async |name: &str| {
        let row = tx.row(&format!("PRAGMA {name}"), values![]).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    };
    assert_eq!(pragma("synchronous").await, 2, "FULL");
    assert_eq!(pragma("foreign_keys").await, 1);
    let row = tx.row("PRAGMA journal_mode", values![]).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "wal");
}

#[tokio::test]
async fn what_was_not_committed_never_was() {
    let home = Home::new();
    let db = home.open().await;
    let insert = "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)";
    let find = "SELECT name FROM secret WHERE name = 'a'";
    let tx = db.begin().await.unwrap();
    tx.run(insert, values![]).await.unwrap();
    assert!(db.row(find, values![]).await.unwrap().is_none(), "readers see what is committed");
    drop(tx);
    assert_eq!(db.run(insert, values![]).await.unwrap(), 1, "the name is free again");
    db.prove(Lsn(1)).await.unwrap();
    db.close().await.unwrap();
    let row = home.open().await.row(find, values![]).await.unwrap().unwrap();
    assert_eq!(get::<String>(&row, "name").unwrap(), "a");
}

#[tokio::test]
async fn a_newer_file_is_left_alone() {
    let home = Home::new();
    let db = home.open().await;
    db.run("INSERT INTO schema_version (version) VALUES (99)", values![]).await.unwrap();
    db.close().await.unwrap();
    let error = Db::open(&home.0.path().join("rapport.sqlite")).await.unwrap_err();
    assert!(matches!(error, SqlError::Newer { found: 99, .. }), "{error}");
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused() {
    let db = Home::new();
    let db = db.open().await;
    let sql = "INSERT INTO session (token_hash, account, label, created, expires) VALUES ('h', 'nobody', '', 0, 0)";
    assert!(db.run(sql, values![]).await.is_err());
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

/// The mark of a beat is known long after it; a process begins with one of its own, and draws a new one after a while.
#[tokio::test]
async fn the_mark_of_every_beat_stays_known() {
    let home = Home::new();
    let path = home.0.path().join("rapport.sqlite");
    let mut all = Vec::new();
    for _ in 0..2 {
        let db = home.open().await;
        for _ in 0..130 {
            all.push(db.prove(Lsn(1)).await.unwrap());
        }
        db.close().await.unwrap();
    }
    assert!(all.is_sorted_by(|before, after| before.number < after.number));
    let mut marks: Vec<i64> = all.iter().map(|beat| beat.mark).collect();
    marks.dedup();
    assert_eq!(marks.len(), 4, "two processes, each with two of them");
    for beat in all.iter().step_by(13) {
        assert_eq!(mark_at(&path, beat.number).await.unwrap(), Some(beat.mark));
    }
    assert_eq!(mark_at(&path, 0).await.unwrap(), None);
    let db = home.open().await;
    let anew = db.prove_anew(1_000, Lsn(1)).await.unwrap();
    db.close().await.unwrap();
    assert!(anew.number == 1_001 && mark_at(&path, 100).await.unwrap().is_none(), "earlier ones are forgotten");
    assert_eq!(mark_at(&path, 1_001).await.unwrap(), Some(anew.mark));
    // A year later it is let go of, and those that came since are known.
    let db = home.open().await;
    db.run("UPDATE canary SET beat = beat + 6000000", values![]).await.unwrap();
    let late = db.prove(Lsn(1)).await.unwrap();
    db.run("UPDATE canary SET beat = beat + 10", values![]).await.unwrap();
    db.prove(Lsn(1)).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(mark_at(&path, 1_001).await.unwrap(), None);
    assert_eq!(mark_at(&path, late.number).await.unwrap(), Some(late.mark));
}

/// Whoever was stopped in the middle of a transaction finds the database another one's.
#[tokio::test]
async fn what_was_begun_before_another_process_came_is_taken_back() {
    let home = Home::new();
    let db = home.open().await;
    let dir = tempfile::tempdir().unwrap();
    let lease = Lease::of(dir.path(), 1);
    lease.take().unwrap();
    db.fence(lease);
    let begun = db.begin().await.unwrap();
    begun.run("CREATE TABLE late (id INTEGER)", values![]).await.unwrap();
    Lease::of(dir.path(), 1).take().unwrap();
    std::thread::sleep(BEAT * 2);
    assert!(matches!(begun.commit().await, Err(SqlError::Unavailable(_))));
    assert!(matches!(db.begin().await, Err(SqlError::Unavailable(_))));
    let rows = db.rows("SELECT name FROM sqlite_master WHERE name = 'late'", values![]).await.unwrap();
    assert!(rows.is_empty(), "nothing of it is there");
}
