#![allow(clippy::unwrap_used)]

use super::*;
use rapport_kernel::{CustomerId, Lsn, RecordId};

const NOW: Time = Time(1_772_000_000_000);

/// Opens the installation at `dir` and says what holds it.
async fn open_at(dir: &Path, name: Option<&str>) -> (Installation, Hold) {
    let (installation, hold, _) = open_with(dir, name).await;
    (installation, hold)
}

async fn open_with(dir: &Path, name: Option<&str>) -> (Installation, Hold, Db) {
    let db = Db::open(&dir.join("rapport.sqlite")).await.unwrap();
    let hold = Hold::open(dir);
    let installation = Installation::open(dir, name, &db, &hold, NOW).await.unwrap();
    (installation, hold, db)
}

/// Opens it for a moment; the files are no one's afterwards.
async fn open(dir: &Path) -> (Identity, Vec<Why>) {
    let (installation, hold, db) = open_with(dir, None).await;
    let whys = hold.reasons().iter().map(|reason| reason.why).collect();
    let identity = installation.identity();
    db.close().await.unwrap();
    (identity, whys)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let (path, target) = (file.as_ref().unwrap().path(), to.join(file.unwrap().file_name()));
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}

#[tokio::test]
async fn the_same_place_never_holds() {
    let dir = tempfile::tempdir().unwrap();
    let (identity, whys) = open(dir.path()).await;
    assert!(whys.is_empty());
    for _ in 0..3 {
        assert_eq!(open(dir.path()).await, (identity.clone(), Vec::new()));
    }
}

#[tokio::test]
async fn a_directory_of_a_release_without_identity_gets_one_and_does_not_hold() {
    let dir = tempfile::tempdir().unwrap();
    drop(Db::open(&dir.path().join("rapport.sqlite")).await.unwrap());
    fs::create_dir(dir.path().join("log")).unwrap();
    fs::write(dir.path().join("log/00000000000000000001.log"), b"older").unwrap();
    assert_eq!(open(dir.path()).await.1, []);
    assert_eq!(open(dir.path()).await.1, []);
}

#[tokio::test]
async fn a_copy_holds_until_it_is_confirmed_and_the_original_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (original, copied) = (dir.path().join("data"), dir.path().join("copy"));
    fs::create_dir(&original).unwrap();
    let (identity, _) = open(&original).await;
    copy(&original, &copied);
    for _ in 0..2 {
        assert_eq!(open(&copied).await, (identity.clone(), vec![Why::Moved]));
    }
    let (installation, hold) = open_at(&copied, None).await;
    assert_eq!(installation.confirm().await.unwrap().epoch, 2);
    hold.lift("admin", NOW, &hold.reasons()).unwrap();
    let (raised, whys) = open(&copied).await;
    assert_eq!((raised.id == identity.id, raised.epoch, whys), (true, 2, Vec::new()));
    assert_eq!(open(&original).await, (identity, Vec::new()));
    // Put where the original was, it is another directory all the same.
    fs::remove_dir_all(&original).unwrap();
    copy(&copied, &original);
    assert_eq!(open(&original).await.1, [Why::Moved]);
}

#[tokio::test]
async fn files_copied_back_into_the_same_directory_hold() {
    let dir = tempfile::tempdir().unwrap();
    let (original, kept) = (dir.path().join("data"), dir.path().join("kept"));
    fs::create_dir(&original).unwrap();
    open(&original).await;
    copy(&original, &kept);
    for file in fs::read_dir(&original).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    // Another file takes the inode that the anchor had, if the disk gives it again: its birth is later all the same.
    copy(&kept, &original);
    assert_eq!(open(&original).await.1, [Why::Moved]);
}

#[tokio::test]
async fn parts_of_different_installations_hold() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    fs::create_dir(&one).unwrap();
    fs::create_dir(&other).unwrap();
    open(&one).await;
    open(&other).await;
    fs::copy(other.join("log").join(FILE), one.join("log").join(FILE)).unwrap();
    assert_eq!(open(&one).await.1, [Why::Mixed]);
    fs::remove_file(other.join(FILE)).unwrap();
    assert_eq!(open(&other).await.1, [Why::Mixed]);
    // Confirmed, all parts say the same again.
    let (installation, hold) = open_at(&one, None).await;
    installation.confirm().await.unwrap();
    hold.lift("admin", NOW, &hold.reasons()).unwrap();
    assert_eq!(open(&one).await.1, []);
}

#[tokio::test]
async fn a_crash_while_parts_are_told_is_made_good() {
    let dir = tempfile::tempdir().unwrap();
    let (installation, _) = open_at(dir.path(), None).await;
    let identity = Identity { epoch: 2, ..installation.identity() };
    // Told the directory, ended before the log and the database were told.
    write(
        &dir.path().join(FILE),
        &Stored { identity: identity.clone(), settled: false, marked: false, place: installation.place.clone() },
    )
    .unwrap();
    assert_eq!(open(dir.path()).await, (identity.clone(), Vec::new()));
    assert_eq!(installation.store.get().await.unwrap(), Some(identity));
}

#[tokio::test]
async fn a_named_place_counts_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (original, copied) = (dir.path().join("data"), dir.path().join("copy"));
    fs::create_dir(&original).unwrap();
    // Closed, so that no file of the database goes away while they are copied.
    open_with(&original, Some("shop")).await.2.close().await.unwrap();
    copy(&original, &copied);
    assert!(!open_at(&copied, Some("shop")).await.1.is_on());
    assert!(open_at(&copied, Some("test")).await.1.is_on());
}

/// The same files with the same inodes on the same machine: only the path tells.
#[tokio::test]
async fn a_directory_that_was_moved_holds() {
    let dir = tempfile::tempdir().unwrap();
    let (usual, elsewhere) = (dir.path().join("data"), dir.path().join("elsewhere"));
    fs::create_dir(&usual).unwrap();
    assert_eq!(open(&usual).await.1, []);
    fs::rename(&usual, &elsewhere).unwrap();
    assert_eq!(open(&elsewhere).await.1, [Why::Moved]);
}

#[test]
fn what_is_not_known_is_not_compared() {
    let mark = Mark { inode: 7, born: Some(9) };
    let place = Place { name: None, path: "/data".into(), machine: Some("a".into()), directory: mark, anchor: mark };
    let unknown = Mark { born: None, ..mark };
    assert!(place.differs(&Place { machine: None, directory: unknown, ..place.clone() }).is_empty());
    assert_eq!(place.differs(&Place { machine: Some("b".into()), ..place.clone() }).len(), 1);
    assert_eq!(place.differs(&Place { anchor: Mark { inode: 8, ..mark }, ..place.clone() }).len(), 1);
    assert_eq!(place.differs(&Place { directory: Mark { born: Some(8), ..mark }, ..place.clone() }).len(), 1);
}

#[tokio::test]
async fn a_lease_that_beats_elsewhere_holds_and_one_that_stands_still_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (_, hold) = open_at(dir.path(), None).await;
    assert!(!hold.is_on());
    let path = dir.path().join(lease::FILE);
    let lease = |beat| lease::Beat { process: "p".into(), kernel: "elsewhere".into(), epoch: 1, beat };
    write(&path, &lease(1)).unwrap();
    assert_eq!(open(dir.path()).await.1, []);
    let beating = tokio::spawn(async move {
        for beat in 2.. {
            write(&path, &lease(beat)).unwrap();
            tokio::time::sleep(BEAT).await;
        }
    });
    assert_eq!(open(dir.path()).await.1, [Why::Shared]);
    beating.abort();
}

#[tokio::test]
async fn who_loses_the_lease_holds() {
    let dir = tempfile::tempdir().unwrap();
    let (one, hold) = open_at(dir.path(), None).await;
    assert!(one.keep_lease(&hold, NOW).unwrap() && one.keep_lease(&hold, NOW).unwrap());
    let (other, _) = open_at(dir.path(), None).await;
    assert!(!hold.is_on());
    assert!(!one.keep_lease(&hold, NOW).unwrap());
    assert_eq!(hold.reasons()[0].why, Why::Shared);
    one.end_lease();
    assert!(dir.path().join(lease::FILE).exists(), "it is the other's");
    other.end_lease();
    assert!(!dir.path().join(lease::FILE).exists());
}

/// What a process writes that was stopped while another one took its place would be in nobody's log.
#[tokio::test]
async fn who_lost_the_directory_writes_to_no_store_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let (one, hold, db) = open_with(dir.path(), None).await;
    let owner = crate::origin::Owner::nobody().under(one.lease().clone());
    let snapshots = crate::snapshot::Snapshots::open(&dir.path().join("state"), owner.clone()).unwrap();
    let history = crate::history::History::open(&dir.path().join("history"), owner).unwrap();
    let customer = CustomerId(7);
    let line = RecordId { lsn: Lsn(1), partition: customer.partition(), n: 0 };
    history.restore(customer.partition(), None).unwrap();
    snapshots.save("p007", 1, Lsn(1), b"ours").unwrap();
    let identity = one.identity();
    let store = Installations::new(db);
    store.put(&identity).await.unwrap();
    let named = || [dir.path().join(FILE), dir.path().join("log").join(FILE)].map(|path| fs::read(path).unwrap());
    let before = named();

    Lease::of(dir.path(), 1).take().unwrap();
    std::thread::sleep(BEAT * 2);
    assert!(store.put(&identity).await.is_err());
    assert!(snapshots.save("p007", 1, Lsn(2), b"late").is_err());
    assert!(snapshots.forget_before("p007", Lsn(2)).is_err());
    history.append(line, customer, b"late").unwrap();
    assert!(history.flush(customer.partition()).is_err() && history.erase(customer).is_err());
    assert!(hold.put(Why::AskedFor, [], NOW).is_err() && hold.is_on(), "silent itself, and the file is the other's");
    assert!(!dir.path().join(crate::hold::FILE).exists());
    assert!(one.confirm().await.is_err() && one.mark().is_err());
    assert_eq!(named(), before, "neither the directory nor the log is told another epoch");
    let states = fs::read_dir(dir.path().join("state")).unwrap().count();
    assert_eq!(states, 1, "nothing half-written is left either");
}
