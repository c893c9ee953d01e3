//! O1: a backup taken under load is what the log says up to its position.

use super::world::*;
use crate::{
    backup::{self, Source},
    hold::{Hold, Why},
    installation::Installation,
    sql::Db,
};
use rapport_kernel::Span;
use std::{fs, path::Path, time::Duration};

/// Opens a restored directory at the moment of the backup and lets nothing happen in it.
async fn look(outside: &Outside, dir: &Path) -> Vec<u8> {
    let runtime = outside.open(dir).await;
    runtime.settle().await.unwrap();
    let state = state(&runtime).await;
    runtime.shut_down(Duration::from_secs(10)).await;
    state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restored_has_the_state_of_a_replay_to_its_position() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    let db = Db::open(&data.join("rapport.sqlite")).await.unwrap();
    let installation = Installation::open(&data, None, &db, &Hold::open(&data), BEGIN).await.unwrap();
    let runtime = outside.open(&data).await;
    runtime.hold().put(Why::AskedFor, [], BEGIN).unwrap();
    carts(&outside, &runtime, 50).await;
    assert!(runtime.save().await);
    let (load, at) = (runtime.clone(), outside.now());
    let loading = tokio::spawn(async move {
        for n in 0u32.. {
            let said = |c| event(vec![email(c)], "Product Added", &format!("more-{n}-{c}"), at);
            if load.submit((0..40).map(said).collect()).await.is_err() {
                return;
            }
        }
    });
    let mut backups = Vec::new();
    for n in 0..3 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let source =
            Source { data: &data, log: runtime.log(), db: &db, installation: installation.identity(), at: BEGIN };
        let into = dir.path().join(format!("backup-{n}"));
        let taken = source.back_up(&into).await.unwrap();
        assert!(taken.position < runtime.end().0, "the log goes on meanwhile");
        backups.push((into, taken.position));
    }
    runtime.shut_down(Duration::from_secs(10)).await;
    loading.abort();
    drop(runtime);
    assert!(backups.windows(2).all(|two| two[0].1 < two[1].1));
    for (n, (backup, position)) in backups.into_iter().enumerate() {
        // Once from the snapshots in it, once from the log alone: in both, nothing is sent.
        let (restored, replayed) = (dir.path().join(format!("restored-{n}")), dir.path().join(format!("replayed-{n}")));
        for target in [&restored, &replayed] {
            backup::restore(&backup, None, target, BEGIN).unwrap();
        }
        for derived in ["state", "history"] {
            fs::remove_dir_all(replayed.join(derived)).unwrap();
        }
        let (one, other) = (look(&outside, &restored).await, look(&outside, &replayed).await);
        assert!(one == other, "backup {n} at {position}");
    }
    outside.pass(&outside.open(&dir.path().join("restored-2")).await, Span::HOUR.times(2)).await;
    assert!(outside.mail.begun.lock().is_empty(), "a restored one is held");
}
