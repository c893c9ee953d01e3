//! From a file to a server and back: backups, and an installation that goes on with the other database.

use super::*;
use crate::{
    backup::{back_up_stopped, restore},
    hold::Hold,
    installation::Installation,
    log::Segments,
    sql::{
        copying::{CopyError, TableSum},
        order::Orders,
    },
    stores::{self, GapKind, Manifest, MoveError, StoresError},
};
use rapport_kernel::{
    CustomerId, Lsn, Partition,
    port::{Entry, Log},
};
use std::path::Path;

/// A database with rows in many tables.
async fn filled(location: &Location) -> Db {
    let db = Db::open_at(location).await.unwrap();
    let ledger = acme(db.clone(), 1_000).await;
    Orders::load(db.clone()).await.unwrap().hear(&ledger, vec![super::super::faults::word(1)]).await.unwrap();
    for n in 0..1_500 {
        let text = format!("{n} ü \u{1f600} \\ ' \" \n");
        let sql = "INSERT INTO open_export (customer, since, obstacle) VALUES ($1, $2, $3)";
        db.run(sql, values![format!("c{n}"), i64::MAX - n, text]).await.unwrap();
    }
    db.prove(Lsn(1)).await.unwrap();
    db
}

async fn copied(from: &Db, to: &Location) -> Result<Vec<TableSum>, CopyError> {
    let target = Db::open_at(to).await.unwrap();
    let (_, sums) = from.copy_into(&target, || ()).await?;
    target.close().await.unwrap();
    Ok(sums)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_arrives_on_the_other_engine_and_comes_back() {
    let (file, home) = (super::super::Home::new(), Home::new());
    let db = filled(&file.location()).await;
    let sums = copied(&db, &home.location()).await.unwrap();
    let rows = |table: &str| sums.iter().find(|sum| sum.table == table).unwrap().rows;
    assert_eq!((rows("open_export"), rows("plan_node"), rows("canary")), (1_500, 7, 1));
    let there = home.open().await;
    let back = super::super::Home::new();
    let mut again = copied(&there, &back.location()).await.unwrap();
    let mut sums = sums;
    for sums in [&mut sums, &mut again] {
        sums.sort_by(|one, other| one.table.cmp(&other.table));
    }
    assert_eq!(again, sums);
    let ledger = Ledger::load(back.open().await).await.unwrap();
    assert_eq!(shoes(&ledger).await[0], 1_000);
    assert_eq!(ledger.audit().await.unwrap(), Vec::<String>::new());
    // Nothing is written over.
    let refused = copied(&db, &home.location()).await.unwrap_err();
    assert!(matches!(refused, CopyError::NotEmpty(_)), "{refused}");
}

#[tokio::test]
async fn a_copy_that_differs_does_not_count() {
    let (file, home) = (super::super::Home::new(), Home::new());
    let db = filled(&file.location()).await;
    let Location::Server(_) = home.location() else { return };
    let target = home.open().await;
    for sql in [
        "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF NEW.since % 700 = 0 THEN NEW.obstacle := ''other''; END IF; RETURN NEW; END'",
        "CREATE TRIGGER other BEFORE INSERT ON open_export FOR EACH ROW EXECUTE FUNCTION other()",
    ] {
        target.run(sql, values![]).await.unwrap();
    }
    let refused = copied(&db, &home.location()).await.unwrap_err();
    assert!(matches!(&refused, CopyError::Differs { table, .. } if table == "open_export"), "{refused}");
    let row = target.row("SELECT COUNT(*) AS n FROM plan_node", values![]).await.unwrap().unwrap();
    assert_eq!(get::<i64>(&row, "n").unwrap(), 0, "nothing of it was kept");
}

#[tokio::test]
async fn what_postgres_cannot_hold_is_said_before_anything_counts() {
    let (file, home) = (super::super::Home::new(), Home::new());
    let Location::Server(_) = home.location() else { return };
    let db = file.open().await;
    db.run("INSERT INTO secret (name, value, created) VALUES ($1, '', 0)", values!["nul \0"]).await.unwrap();
    let refused = copied(&db, &home.location()).await.unwrap_err();
    assert!(matches!(&refused, CopyError::Row(table) if table == "secret"), "{refused}");
}

/// A data directory in good order whose database is elsewhere.
async fn installation(data: &Path, database: &Location) {
    std::fs::create_dir_all(data).unwrap();
    let db = filled(database).await;
    let installation = Installation::open(data, None, &db, &Hold::open(data), at(0)).await.unwrap();
    let mut log = Segments::open(&data.join("log")).unwrap();
    for n in 0..5 {
        let payload = rapport_stored::encode_body(&rapport_engine::Body::Tick).unwrap();
        log.append(&[Entry { partition: Partition(0), customer: CustomerId(n), time: at(0), payload }]).unwrap();
    }
    let beat = db.prove(log.end()).await.unwrap();
    Manifest::new(installation.identity(), log.end(), beat.number).write(data).unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_goes_on_with_the_copy_and_not_with_what_it_was_copied_from() {
    let (dir, home) = (TempDir::new().unwrap(), Home::new());
    let data = dir.path().join("data");
    let file = Location::within(&data);
    installation(&data, &file).await;
    let holder = Segments::open(&data.join("log")).unwrap();
    let used = stores::go_on_with(&data, &file, &home.location()).await.unwrap_err();
    assert!(matches!(used, MoveError::Disk(_)), "somebody is at work: {used}");
    drop(holder);
    stores::go_on_with(&data, &file, &home.location()).await.unwrap();
    stores::check(&data, &home.location()).await.unwrap();
    let Err(StoresError::Gaps { gaps, .. }) = stores::check(&data, &file).await else {
        panic!("two databases may go on")
    };
    assert_eq!(gaps.iter().map(|gap| gap.kind).collect::<Vec<_>>(), [GapKind::DatabaseOlder]);
    // And back into another file.
    let back = Location::File(dir.path().join("back.sqlite"));
    stores::go_on_with(&data, &home.location(), &back).await.unwrap();
    stores::check(&data, &back).await.unwrap();
    assert!(stores::check(&data, &home.location()).await.is_err());
    let exists = stores::go_on_with(&data, &back, &file).await.unwrap_err();
    assert!(matches!(exists, MoveError::Exists(_)), "{exists}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_server_is_a_file_that_fits_its_log() {
    let (dir, home) = (TempDir::new().unwrap(), Home::new());
    let (data, backup, restored) = (dir.path().join("data"), dir.path().join("backup"), dir.path().join("restored"));
    installation(&data, &home.location()).await;
    back_up_stopped(&data, &home.location(), &backup, at(1)).await.unwrap();
    restore(&backup, None, &restored, at(2)).unwrap();
    stores::check(&restored, &Location::within(&restored)).await.unwrap();
    let ledger = Ledger::load(Db::open_at(&Location::within(&restored)).await.unwrap()).await.unwrap();
    assert_eq!(shoes(&ledger).await[0], 1_000);
}
