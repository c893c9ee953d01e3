#![allow(clippy::unwrap_used)]
use super::*;
use crate::installation::Identity;

const END: Lsn = Lsn(1_000);

fn load(snapshots: &Snapshots) -> Loaded<Vec<u8>> {
    snapshots.load("p007", 1, END, |bytes| Some(bytes.to_vec())).unwrap()
}

#[test]
fn the_newest_comes_back_and_the_last_two_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path(), Owner::nobody()).unwrap();
    assert!(load(&snapshots).state.is_none());
    for lsn in [5, 9, 30] {
        snapshots.save("p007", 1, Lsn(lsn), format!("state {lsn}").as_bytes()).unwrap();
        snapshots.save("p070", 1, Lsn(lsn), b"another slot").unwrap();
    }
    assert_eq!(load(&snapshots).state, Some((Lsn(30), b"state 30".to_vec())));
    assert_eq!(snapshots.list("p007").unwrap(), [Lsn(9), Lsn(30)]);
    snapshots.forget_before("p007", Lsn(30)).unwrap();
    assert_eq!(snapshots.list("p007").unwrap(), [Lsn(30)]);
}

#[test]
fn any_flipped_bit_or_cut_falls_back_to_the_older_one() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path(), Owner::nobody()).unwrap();
    snapshots.save("p007", 1, Lsn(9), b"older").unwrap();
    snapshots.save("p007", 1, Lsn(30), b"newer").unwrap();
    let path = dir.path().join("p007-00000000000000000030.snap");
    let good = fs::read(&path).unwrap();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bad).unwrap();
        let loaded = load(&snapshots);
        assert_eq!(loaded.state, Some((Lsn(9), b"older".to_vec())), "bit {bit}");
        assert_eq!(loaded.passed_over.len(), 1);
    }
    for length in 0..good.len() {
        fs::write(&path, &good[..length]).unwrap();
        assert_eq!(load(&snapshots).state.unwrap().0, Lsn(9));
    }
}

#[test]
fn another_version_or_an_unvouched_position_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path(), Owner::nobody()).unwrap();
    snapshots.save("p007", 2, Lsn(9), b"newer program").unwrap();
    assert_eq!(load(&snapshots).passed_over[0].reason, "another version");
    snapshots.save("p007", 1, END, b"the log ends before this").unwrap();
    let loaded = load(&snapshots);
    assert!(loaded.state.is_none());
    assert_eq!(loaded.passed_over[0].reason, "ahead of the log");
}

#[test]
fn half_written_files_are_swept_away_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("p007-00000000000000000009.0.tmp"), b"RAPSNP").unwrap();
    let snapshots = Snapshots::open(dir.path(), Owner::nobody()).unwrap();
    assert!(load(&snapshots).state.is_none());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

/// Two installations, whose snapshots have the same names.
#[test]
fn another_installations_snapshot_is_set_aside_and_the_older_one_of_ours_is_used() {
    let root = tempfile::tempdir().unwrap();
    let (ours, theirs) = (root.path().join("ours/state"), root.path().join("theirs/state"));
    let of = |dir: &Path, id: &str, epoch, all_say| {
        let owner = Owner::new(&Identity { id: id.into(), epoch }, all_say);
        Snapshots::open(dir, owner).unwrap()
    };
    of(&ours, "us", 1, true).save("p007", 1, Lsn(9), b"ours").unwrap();
    of(&theirs, "them", 1, true).save("p007", 1, Lsn(30), b"theirs").unwrap();
    let name = "p007-00000000000000000030.snap";
    fs::copy(theirs.join(name), ours.join(name)).unwrap();
    let looked = Snapshots::at_rest(&ours, Owner::new(&Identity { id: "us".into(), epoch: 2 }, true));
    assert_eq!(load(&looked).passed_over[0].reason, "of another installation");
    assert!(ours.join(name).exists(), "who only looks moves nothing");
    assert_eq!(newest(&ours, &Owner::new(&Identity { id: "us".into(), epoch: 2 }, true)).unwrap(), Some(Lsn(9)));
    let opened = of(&ours, "us", 2, true);
    assert_eq!(load(&opened).state, Some((Lsn(9), b"ours".to_vec())));
    assert!(!ours.join(name).exists() && root.path().join("ours/foreign/state").join(name).exists());
    of(&ours, "us", 3, true).save("p007", 1, Lsn(30), b"of a copy that went on").unwrap();
    assert_eq!(load(&opened).passed_over[0].reason, "of a copy of this installation, in a later epoch");
}

/// Releases before wrote snapshots that do not say whose they are: they are read until all of them were written anew.
#[test]
fn a_snapshot_without_a_name_is_read_until_all_have_one() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("state");
    let us = Identity { id: "us".into(), epoch: 1 };
    let before = Snapshots::open(&dir, Owner::new(&us, false)).unwrap();
    let mut bytes = header("p007", 1, Lsn(9), b"older", None);
    bytes.extend(b"older");
    fs::write(dir.join("p007-00000000000000000009.snap"), &bytes).unwrap();
    assert_eq!(load(&before).state, Some((Lsn(9), b"older".to_vec())));
    let later = Snapshots::open(&dir, Owner::new(&us, true)).unwrap();
    assert!(load(&later).state.is_none() && load(&before).state.is_none(), "it was set aside");
}
