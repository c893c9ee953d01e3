#![allow(clippy::unwrap_used)]

use super::*;
use crate::installation::Installation;
use rapport_kernel::{CustomerId, Lsn, Partition, port::Entry, port::Log};

const NOW: Time = Time(1_772_000_000_000);

fn entry(text: &str) -> Entry {
    Entry { partition: Partition(0), customer: CustomerId(7), time: NOW, payload: text.as_bytes().to_vec() }
}

/// A data directory with some records, left in good order.
async fn installation(data: &Path, records: usize) {
    let db = Db::open(&data.join(DATABASE)).await.unwrap();
    Installation::open(data, None, &db, &Hold::open(data), NOW).await.unwrap();
    db.close().await.unwrap();
    let mut log = Segments::open(&data.join("log")).unwrap();
    for n in 0..records {
        log.append(&[entry(&format!("record {n}"))]).unwrap();
        if n % 3 == 2 {
            log.seal().unwrap();
        }
    }
}

fn records(data: &Path) -> Vec<Vec<u8>> {
    let log = Segments::open(&data.join("log")).unwrap();
    log.reader().read(Lsn(0)).unwrap().map(|next| next.unwrap().1.payload).collect()
}

#[tokio::test]
async fn a_backup_restored_is_the_same_log_held_with_the_next_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup, restored) = (dir.path().join("data"), dir.path().join("backup"), dir.path().join("restored"));
    fs::create_dir(&data).unwrap();
    installation(&data, 10).await;
    let taken = back_up_stopped(&data, &Location::within(&data), &backup, NOW).await.unwrap();
    assert_eq!((taken.position, taken.installation.epoch), (11, 1));
    assert_eq!(verify(&backup).unwrap(), taken);
    restore(&backup, None, &restored, NOW).unwrap();
    assert_eq!(records(&restored), records(&data));
    let hold = Hold::open(&restored);
    assert_eq!(hold.reasons().iter().map(|reason| reason.why).collect::<Vec<_>>(), [Why::Restored]);
    let db = Db::open(&restored.join(DATABASE)).await.unwrap();
    let opened = Installation::open(&restored, None, &db, &hold, NOW).await.unwrap();
    assert_eq!(opened.identity(), Identity { epoch: 2, ..taken.installation });
    assert_eq!(hold.reasons().len(), 1, "restored is not mixed or moved besides");
}

#[tokio::test]
async fn only_what_is_before_the_position_is_copied_while_the_log_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    let reader = log.reader();
    let mut copies = Vec::new();
    for n in 0..20 {
        log.append(&[entry(&format!("record {n}")), entry("and another")]).unwrap();
        if n % 7 == 6 {
            log.seal().unwrap();
        }
        copies.push(reader.end());
    }
    for (n, end) in copies.into_iter().enumerate() {
        let copy = dir.path().join(format!("copy-{n}"));
        fs::create_dir_all(copy.join("log")).unwrap();
        reader.copy_to(&copy.join("log"), end).unwrap();
        let copied = Segments::open(&copy.join("log")).unwrap();
        assert_eq!(copied.end(), end);
        assert_eq!(copied.reader().verify().unwrap(), end.0 - 1);
    }
}

#[tokio::test]
async fn a_cut_missing_or_changed_part_is_told_and_never_restored() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("data"), dir.path().join("backup"));
    fs::create_dir(&data).unwrap();
    installation(&data, 10).await;
    let taken = back_up_stopped(&data, &Location::within(&data), &backup, NOW).await.unwrap();
    let mut faults = 0;
    for file in &taken.files {
        let path = backup.join(DATA).join(&file.path);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        let cut = whole.len().saturating_sub(1);
        if let Some(byte) = changed.last_mut() {
            *byte ^= 1;
        }
        for bytes in [Some(changed), Some(whole[..cut].to_vec()), Some(Vec::new()), None] {
            if bytes.as_ref() == Some(&whole) {
                continue;
            }
            match &bytes {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let target = dir.path().join(format!("restored-{faults}"));
            assert!(matches!(verify(&backup), Err(BackupError::Damaged { .. })), "{} {bytes:?}", file.path);
            assert!(restore(&backup, None, &target, NOW).is_err());
            assert!(!target.exists(), "nothing is begun with a bad backup");
            fs::write(&path, &whole).unwrap();
            faults += 1;
        }
    }
    assert!(faults > 10);
    assert!(verify(&backup).is_ok());
    fs::remove_file(backup.join(MANIFEST)).unwrap();
    assert!(matches!(verify(&backup), Err(BackupError::Missing { .. })), "a backup that was broken off is none");
    let nowhere = dir.path().join("nowhere");
    assert!(matches!(verify(&nowhere), Err(BackupError::Missing { .. })));
    fs::create_dir(&nowhere).unwrap();
    assert!(matches!(verify(&nowhere), Err(BackupError::Missing { .. })), "an empty directory is no backup");
}

#[tokio::test]
async fn nothing_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("data"), dir.path().join("backup"));
    fs::create_dir(&data).unwrap();
    assert!(matches!(
        back_up_stopped(&data, &Location::within(&data), &backup, NOW).await,
        Err(BackupError::NoInstallation(_))
    ));
    installation(&data, 1).await;
    back_up_stopped(&data, &Location::within(&data), &backup, NOW).await.unwrap();
    assert!(matches!(
        back_up_stopped(&data, &Location::within(&data), &backup, NOW).await,
        Err(BackupError::NotEmpty { .. })
    ));
    assert!(matches!(restore(&backup, None, &data, NOW), Err(BackupError::NotEmpty { .. })));
    let _used = Segments::open(&data.join("log")).unwrap();
    assert!(
        back_up_stopped(&data, &Location::within(&data), &dir.path().join("another"), NOW).await.is_err(),
        "somebody is at work in it"
    );
}

#[test]
fn a_manifest_cannot_lead_out_of_the_backup() {
    let dir = tempfile::tempdir().unwrap();
    let file = Sum { path: "../../secret".into(), bytes: 0, sha256: String::new() };
    let installation = Identity { id: "i".into(), epoch: 1 };
    let manifest =
        Manifest { format: 1, release: "0".into(), taken: NOW, installation, position: 1, files: vec![file] };
    fs::write(dir.path().join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
    assert!(matches!(verify(dir.path()), Err(BackupError::Damaged { .. })));
    fs::write(dir.path().join(MANIFEST), serde_json::to_vec(&Manifest { format: 9, ..manifest }).unwrap()).unwrap();
    assert!(matches!(verify(dir.path()), Err(BackupError::Newer(_))));
}

/// What is known of imported files goes along, also of a backup that was taken while no one ran; what waits to be imported does not.
#[tokio::test]
async fn what_is_known_of_imported_files_goes_along() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup, restored) = (dir.path().join("data"), dir.path().join("backup"), dir.path().join("restored"));
    fs::create_dir(&data).unwrap();
    installation(&data, 3).await;
    let kept = ["files/series/till/orders-DATE.csv.imported", "files/actuals/invoices.csv.actuals.mapping.json"];
    for file in kept.iter().chain(&["files/waiting/1/orders.csv", "files/series/till/orders.csv.import.tmp"]) {
        let path = data.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    let taken = back_up_stopped(&data, &Location::within(&data), &backup, NOW).await.unwrap();
    let files: Vec<&str> =
        taken.files.iter().map(|file| &*file.path).filter(|path| path.starts_with("files/")).collect();
    assert_eq!(files, [kept[1], kept[0]]);
    restore(&backup, None, &restored, NOW).unwrap();
    for file in kept {
        assert_eq!(fs::read_to_string(restored.join(file)).unwrap(), file);
    }
}
