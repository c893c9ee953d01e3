//! What both engines promise of transactions, the schema and the beat.

use super::*;
use crate::{
    installation::{BEAT, Lease},
    sql::{
        SqlError,
        db::get,
        db::values,
        peek::{mark_at, peek},
    },
};
use rapport_kernel::Lsn;
use std::sync::Arc;

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
    let error = Db::open_at(&home.location()).await.unwrap_err();
    assert!(matches!(error, SqlError::Newer { found: 99, .. }), "{error}");
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused() {
    let db = Home::new();
    let db = db.open().await;
    let sql = "INSERT INTO session (token_hash, account, label, created, expires) VALUES ('h', 'nobody', '', 0, 0)";
    assert!(db.run(sql, values![]).await.is_err());
}

/// The mark of a beat is known long after it; a process begins with one of its own, and draws a new one after a while.
#[tokio::test]
async fn the_mark_of_every_beat_stays_known() {
    let home = Home::new();
    let location = home.location();
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
        assert_eq!(mark_at(&location, beat.number).await.unwrap(), Some(beat.mark));
    }
    assert_eq!(mark_at(&location, 0).await.unwrap(), None);
    let db = home.open().await;
    let anew = db.prove_anew(1_000, Lsn(1)).await.unwrap();
    db.close().await.unwrap();
    assert!(anew.number == 1_001 && mark_at(&location, 100).await.unwrap().is_none(), "earlier ones are forgotten");
    assert_eq!(mark_at(&location, 1_001).await.unwrap(), Some(anew.mark));
    // A year later it is let go of, and those that came since are known.
    let db = home.open().await;
    db.run("UPDATE canary SET beat = beat + 6000000", values![]).await.unwrap();
    let late = db.prove(Lsn(1)).await.unwrap();
    db.run("UPDATE canary SET beat = beat + 10", values![]).await.unwrap();
    db.prove(Lsn(1)).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(mark_at(&location, 1_001).await.unwrap(), None);
    assert_eq!(mark_at(&location, late.number).await.unwrap(), Some(late.mark));
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
    begun.run("INSERT INTO secret (name, value, created) VALUES ('late', '', 0)", values![]).await.unwrap();
    Lease::of(dir.path(), 1).take().unwrap();
    std::thread::sleep(BEAT * 2);
    assert!(matches!(begun.commit().await, Err(SqlError::Unavailable(_))));
    assert!(matches!(db.begin().await, Err(SqlError::Unavailable(_))));
    let rows = db.rows("SELECT name FROM secret WHERE name = 'late'", values![]).await.unwrap();
    assert!(rows.is_empty(), "nothing of it is there");
}

/// A position is the next one of what everybody else has written, in whichever process and through whichever handle.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_writers_of_two_handles_follow_one_another() {
    let home = Home::new();
    let handles = [home.open().await, home.open().await];
    let next = "INSERT INTO plan_change (seq, node, at, author, reason, body)
        VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_change), 'n', 0, '', '', '')";
    let racing: Vec<_> = (0..40)
        .map(|n| {
            let db = handles[n % 2].clone();
            tokio::spawn(async move {
                let tx = db.begin().await.unwrap();
                tx.run(next, values![]).await.unwrap();
                tx.commit().await
            })
        })
        .collect();
    for done in racing {
        done.await.unwrap().unwrap();
    }
    let row =
        handles[0].row("SELECT COUNT(*) AS n, MAX(seq) AS last FROM plan_change", values![]).await.unwrap().unwrap();
    assert_eq!((get::<i64>(&row, "n").unwrap(), get::<i64>(&row, "last").unwrap()), (40, 40));
}

/// Read, decide, write: whoever comes second decides by what the first one left.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_transaction_has_read_stays_true_until_it_commits() {
    let home = Home::new();
    let handles = [home.open().await, home.open().await];
    handles[0].run("INSERT INTO secret (name, value, created) VALUES ('left', '', 10)", values![]).await.unwrap();
    let racing: Vec<_> = (0..30)
        .map(|n| {
            let db = handles[n % 2].clone();
            tokio::spawn(async move {
                let tx = db.begin().await.unwrap();
                let row = tx.row("SELECT created FROM secret WHERE name = 'left'", values![]).await.unwrap().unwrap();
                let left: i64 = get(&row, "created").unwrap();
                if left > 0 {
                    tx.run("UPDATE secret SET created = $1 WHERE name = 'left'", values![left - 1]).await.unwrap();
                    tx.commit().await.unwrap();
                }
                left > 0
            })
        })
        .collect();
    let mut taken = 0;
    for done in racing {
        taken += usize::from(done.await.unwrap());
    }
    assert_eq!(taken, 10, "no more are taken than there were");
}

/// Two processes that open a new database at once make one schema.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_starts_make_one_schema() {
    let home = Home::new();
    let location = Arc::new(home.location());
    let racing: Vec<_> = (0..3)
        .map(|_| {
            let location = location.clone();
            tokio::spawn(async move { Db::open_at(&location).await })
        })
        .collect();
    for opened in racing {
        opened.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn texts_are_ordered_by_their_bytes() {
    let home = Home::new();
    let db = home.open().await;
    for name in ["b", "B", "a", "ä", "_", "a b", "ab"] {
        db.run("INSERT INTO open_export (customer, since, obstacle) VALUES ($1, 0, '')", values![name]).await.unwrap();
    }
    let rows = db.rows("SELECT customer FROM open_export ORDER BY customer", values![]).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| get(row, "customer").unwrap()).collect();
    assert_eq!(names, ["B", "_", "a", "a b", "ab", "b", "ä"]);
}

/// Someone looks at a database without opening it.
#[tokio::test]
async fn a_look_tells_the_beat_and_changes_nothing() {
    let home = Home::new();
    let db = home.open().await;
    let beat = db.prove(Lsn(7)).await.unwrap();
    db.close().await.unwrap();
    let told = peek(&home.location()).await.unwrap();
    assert_eq!((told.beat, told.log_end, told.installation), (beat.number, Lsn(7), None));
    assert!(home.location().exists().await.unwrap());
}

#[tokio::test]
async fn a_sound_database_has_no_findings() {
    let home = Home::new();
    acme(home.open().await, 100).await;
    assert_eq!(home.open().await.check(None).await.unwrap(), Vec::<String>::new());
}
