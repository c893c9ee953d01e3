use super::*;
use crate::sql::{SqlError, db::get, db::values};

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
    let tx = db.begin().await.unwrap();
    tx.run(insert, values![]).await.unwrap();
    assert!(db.row("SELECT name FROM secret", values![]).await.unwrap().is_none(), "readers see what is committed");
    drop(tx);
    assert_eq!(db.run(insert, values![]).await.unwrap(), 1, "the name is free again");
    db.prove().await.unwrap();
    db.close().await.unwrap();
    let row = home.open().await.row("SELECT name FROM secret", values![]).await.unwrap().unwrap();
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
