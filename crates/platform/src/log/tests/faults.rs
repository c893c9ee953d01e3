//! A disk that fails: refused writes, lost syncs, no room (D4, D5).

use super::{all, entry, open};
use crate::log::{
    Segments,
    disk::{Disk, Local, Media},
};
use parking_lot::Mutex;
use rapport_kernel::port::{Log, LogError};
use std::{io, path::Path, sync::Arc};

/// What goes wrong, counted over all files.
#[derive(Default)]
struct Plan {
    /// Bytes that still fit; a write beyond is cut short and refused.
    room: Option<u64>,
    /// This sync (from 1) fails, once.
    bad_sync: Option<u32>,
    /// This write (from 1) fails with an I/O error after half of it, once.
    bad_write: Option<u32>,
    /// No file can be opened.
    no_handles: bool,
    /// No directory can be opened: new names cannot be made durable.
    no_dir_handles: bool,
    syncs: u32,
    writes: u32,
    /// What happens during the next sync.
    during_sync: Option<Box<dyn FnOnce() + Send>>,
}

/// A disk that fails as planned.
#[derive(Clone, Default)]
pub(crate) struct Faulty(Arc<Mutex<Plan>>);

impl Faulty {
    /// From now on so many bytes fit; `None` for any.
    pub(crate) fn room(&self, bytes: Option<u64>) {
        self.0.lock().room = bytes;
    }

    /// From now on every opening of a file is refused, or no longer.
    pub(crate) fn no_handles(&self, none: bool) {
        self.0.lock().no_handles = none;
    }

    /// This happens during the next sync.
    pub(crate) fn during_sync(&self, happens: impl FnOnce() + Send + 'static) {
        self.0.lock().during_sync = Some(Box::new(happens));
    }

    /// The next sync fails.
    pub(crate) fn break_sync(&self) {
        let mut plan = self.0.lock();
        plan.bad_sync = Some(plan.syncs + 1);
    }
}

/// A log on such a disk.
pub(crate) fn open_faulty(dir: &Path, disk: &Faulty) -> Result<Segments, LogError> {
    Segments::open_on(Box::new(disk.clone()), dir, 1 << 20)
}

impl Faulty {
    /// EMFILE, if the plan says so.
    fn handle(&self, refused: impl Fn(&Plan) -> bool) -> io::Result<()> {
        if refused(&self.0.lock()) { Err(io::Error::from_raw_os_error(24)) } else { Ok(()) }
    }
}

struct FaultyMedia(Box<dyn Media>, Faulty);

impl Disk for Faulty {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Media>> {
        self.handle(|plan| plan.no_handles)?;
        Ok(Box::new(FaultyMedia(Local.create(path)?, self.clone())))
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Media>> {
        self.handle(|plan| plan.no_handles)?;
        Ok(Box::new(FaultyMedia(Local.open(path)?, self.clone())))
    }
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.handle(|plan| plan.no_dir_handles)?;
        Local.sync_dir(dir)
    }
}

impl Media for FaultyMedia {
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut plan = self.1.0.lock();
        plan.writes += 1;
        if plan.bad_write == Some(plan.writes) {
            self.0.write(offset, &bytes[..bytes.len() / 2])?;
            return Err(io::Error::other("EIO"));
        }
        if let Some(room) = &mut plan.room {
            if (bytes.len() as u64) > *room {
                self.0.write(offset, &bytes[..*room as usize])?;
                return Err(io::ErrorKind::StorageFull.into());
            }
            *room -= bytes.len() as u64;
        }
        self.0.write(offset, bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        let mut plan = self.1.0.lock();
        plan.syncs += 1;
        if let Some(happens) = plan.during_sync.take() {
            happens();
        }
        if plan.bad_sync == Some(plan.syncs) {
            return Err(io::Error::other("EIO"));
        }
        self.0.sync()
    }
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.0.truncate(length)
    }
}

fn faulty(dir: &Path, plan: Plan) -> (Segments, Faulty) {
    let disk = Faulty(Arc::new(Mutex::new(plan)));
    (Segments::open_on(Box::new(disk.clone()), dir, 3_000).unwrap(), disk)
}

#[test]
fn after_a_failed_sync_nothing_is_acknowledged_until_a_restart() {
    for nth in 3..60 {
        let dir = tempfile::tempdir().unwrap();
        let (mut log, _) = faulty(dir.path(), Plan { bad_sync: Some(nth), ..Plan::default() });
        let mut acknowledged = Vec::new();
        let mut failed = false;
        for who in 0..80 {
            match log.append(&[entry(who, 100)]) {
                Ok(lsn) => {
                    assert!(!failed, "acknowledged after sync {nth} had failed");
                    acknowledged.push((lsn, entry(who, 100)));
                }
                Err(LogError::Write(_)) => failed = true,
                Err(other) => panic!("{other}"),
            }
        }
        assert!(failed, "sync {nth} was never reached");
        assert_eq!(all(&log).unwrap(), acknowledged, "reading goes on");
        drop(log);
        let read = all(&open(dir.path(), 3_000).unwrap()).unwrap();
        assert_eq!(read[..acknowledged.len()], acknowledged);
    }
}

#[test]
fn after_a_failed_write_nothing_is_acknowledged_until_a_restart() {
    for nth in 2..40 {
        let dir = tempfile::tempdir().unwrap();
        let (mut log, _) = faulty(dir.path(), Plan { bad_write: Some(nth), ..Plan::default() });
        let answers: Vec<bool> = (0..60).map(|who| log.append(&[entry(who, 100)]).is_ok()).collect();
        let good = answers.iter().take_while(|ok| **ok).count();
        assert!(answers[good..].iter().all(|ok| !ok), "write {nth}");
        drop(log);
        assert_eq!(all(&open(dir.path(), 3_000).unwrap()).unwrap().len(), good);
    }
}

#[test]
fn a_full_disk_refuses_takes_back_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let (mut log, disk) = faulty(dir.path(), Plan { room: Some(10_000), ..Plan::default() });
    let batch: Vec<_> = (0..7).map(|who| entry(who, 100)).collect();
    let mut kept = 0;
    while log.append(&batch).is_ok() {
        kept += batch.len();
    }
    assert!(kept > 0);
    for _ in 0..3 {
        assert!(matches!(log.append(&batch), Err(LogError::Full)));
        assert_eq!(all(&log).unwrap().len(), kept, "nothing of a refused batch counts");
    }
    disk.0.lock().room = None;
    log.append(&batch).unwrap();
    kept += batch.len();
    drop(log);
    assert_eq!(all(&open(dir.path(), 3_000).unwrap()).unwrap().len(), kept, "nor after a restart");
}

#[test]
fn a_refused_batch_leaves_nothing_behind_a_shorter_one() {
    let dir = tempfile::tempdir().unwrap();
    let (mut log, disk) = faulty(dir.path(), Plan::default());
    log.append(&[entry(1, 100)]).unwrap();
    // Two of three fit.
    disk.room(Some(2 * 152 + 10));
    let batch: Vec<_> = (2..5).map(|who| entry(who, 100)).collect();
    assert!(matches!(log.append(&batch), Err(LogError::Full)));
    disk.room(None);
    log.append(&[entry(9, 100)]).unwrap();
    drop(log);
    let read: Vec<_> = all(&open(dir.path(), 3_000).unwrap()).unwrap().into_iter().map(|(_, e)| e).collect();
    assert_eq!(read, [entry(1, 100), entry(9, 100)]);
}

#[test]
fn without_a_file_handle_the_segment_grows_on_and_a_new_one_begins_when_there_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let (mut log, disk) = faulty(dir.path(), Plan::default());
    disk.no_handles(true);
    for who in 0..60 {
        log.append(&[entry(who, 100)]).unwrap();
    }
    let segments = || super::super::segment::list(dir.path()).unwrap().len();
    assert_eq!(segments(), 1);
    assert!(matches!(log.seal(), Err(LogError::NoHandles)));
    disk.no_handles(false);
    log.append(&[entry(60, 100)]).unwrap();
    assert_eq!(segments(), 2);
    drop(log);
    assert_eq!(all(&open(dir.path(), 3_000).unwrap()).unwrap().len(), 61);
}

#[test]
fn a_segment_that_has_its_name_but_not_for_good_takes_nothing_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut log, disk) = faulty(dir.path(), Plan::default());
    log.append(&[entry(0, 100)]).unwrap();
    disk.0.lock().no_dir_handles = true;
    assert!(matches!(log.seal(), Err(LogError::NoHandles)));
    for _ in 0..3 {
        assert!(matches!(log.append(&[entry(1, 100)]), Err(LogError::NoHandles)), "the old segment is closed");
    }
    disk.0.lock().no_dir_handles = false;
    log.append(&[entry(2, 100)]).unwrap();
    drop(log);
    let read: Vec<_> = all(&open(dir.path(), 3_000).unwrap()).unwrap().into_iter().map(|(_, e)| e).collect();
    assert_eq!(read, [entry(0, 100), entry(2, 100)]);
}
