//! Room on the disk that is kept for what must always work: starting, saying no, being forgotten.
//!
//! A file of real blocks lies in the data directory. When the disk is full, ordinary work is refused, and whoever withdraws,
//! objects, is suppressed or erased goes through: the file is cut shorter by as much as they need. No one else can
//! use what comes free by that, because ordinary work stays refused until there is room for the whole file again and some
//! more; then it is made anew.
//!
//! * [`Reserve::is_low`] is asked at every door: HTTP, the log's sequencer, the database's writer, the saver of snapshots.
//! * [`Reserve::make_room`] is for those that go through, before they write.
//! * [`protect`] marks the work of a task as one of those; [`is_protected`] asks.
//! * [`Reserve::tend`] is called again and again, and makes the file anew.
//!
//! Where the file cannot be made at the start because the disk is too small for it, the program runs without it and says so.

use crate::log::is_full;
use parking_lot::Mutex;
use rustix::{
    fs::{FallocateFlags, fallocate, statvfs},
    io::Errno,
};
use std::{
    fs::{File, OpenOptions},
    future::Future,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

/// With less room than this ordinary work is refused.
const LOW: u64 = 1 << 20;
/// With so much more than the reserve it is taken again.
const ENOUGH: u64 = 4 << 20;
/// What a start needs: the database's files, a segment, the marks of the installation.
const START: u64 = 4 << 20;
/// What one small piece of protected work needs at most.
pub const SMALL: u64 = 1 << 20;
/// The file's name in the data directory.
const NAME: &str = "reserve";

tokio::task_local! {
    static PROTECTED: ();
}

/// Carries out work that must go through on a full disk.
pub async fn protect<R>(work: impl Future<Output = R>) -> R {
    PROTECTED.scope((), work).await
}

/// Whether the task at work is one that must go through.
#[must_use]
pub fn is_protected() -> bool {
    PROTECTED.try_with(|()| ()).is_ok()
}

/// The reserve of one data directory.
#[derive(Debug)]
pub struct Reserve {
    dir: PathBuf,
    size: u64,
    /// How long the file is.
    held: AtomicU64,
    /// It was whole once: from then on there must be room for it before ordinary work goes on.
    made: AtomicBool,
    low: AtomicBool,
    changing: Mutex<()>,
}

impl Reserve {
    /// No reserve: only the disk itself says when it is full.
    #[must_use]
    pub fn none(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            size: 0,
            held: AtomicU64::new(0),
            made: AtomicBool::new(false),
            low: AtomicBool::new(false),
            changing: Mutex::new(()),
        }
    }

    /// A reserve of `size` bytes in `dir`. If it cannot be made now, [`Reserve::is_short`] says so.
    ///
    /// # Errors
    /// What the disk says, other than that it is full.
    pub fn open(dir: &Path, size: u64) -> io::Result<Self> {
        let reserve = Self { size, ..Self::none(dir) };
        let found = match std::fs::metadata(reserve.path()) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        reserve.held.store(found, Ordering::Release);
        reserve.made.store(found > 0, Ordering::Release);
        if found > size {
            reserve.cut(size)?;
        }
        // An older, shorter one was used before: it is still being used unless the disk has room for all of it.
        reserve.low.store(found > 0 && found < size, Ordering::Release);
        reserve.make_room(START);
        reserve.tend()?;
        if reserve.is_short() {
            tracing::warn!(size, "the disk has no room for the reserve: a full disk may stop withdrawals, too");
        }
        Ok(reserve)
    }

    fn path(&self) -> PathBuf {
        self.dir.join(NAME)
    }

    /// How many bytes are free, as far as the disk says.
    #[must_use]
    pub fn free(&self) -> u64 {
        // A disk that does not tell has room until a write says otherwise.
        statvfs(&self.dir).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// How many bytes are held.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Acquire)
    }

    /// Whether less is held than there should be.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.held() < self.size
    }

    /// Whether only protected work may go on.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.low.load(Ordering::Acquire) || (self.free() < LOW && self.lower())
    }

    /// A write found no room.
    pub fn ran_out(&self) {
        // A disk with much room may refuse one write all the same: that is not for everybody to suffer.
        if self.free() < ENOUGH {
            self.lower();
        }
    }

    fn lower(&self) -> bool {
        if !self.low.swap(true, Ordering::AcqRel) {
            tracing::error!(free = self.free(), held = self.held(), "the disk is full: only protected work goes on");
        }
        true
    }

    /// Gives up as much of the reserve as it takes until `bytes` are free. Whether they are.
    pub fn make_room(&self, bytes: u64) -> bool {
        let _one = self.changing.lock();
        let free = self.free();
        if free < bytes {
            self.give_up(bytes - free);
        }
        self.free() >= bytes
    }

    /// Gives up so many bytes, or what is left, for someone who found no room. Whether there was anything to give.
    pub fn give(&self, bytes: u64) -> bool {
        let _one = self.changing.lock();
        self.give_up(bytes) > 0
    }

    fn give_up(&self, bytes: u64) -> u64 {
        let held = self.held();
        let given = held.min(bytes);
        if given == 0 {
            return 0;
        }
        self.lower();
        match self.cut(held - given) {
            Ok(()) => tracing::warn!(given, left = self.held(), "gave up a part of the reserve"),
            Err(error) => tracing::error!(%error, "the reserve could not be given up"),
        }
        held - self.held()
    }

    /// Looks whether there is room for all again; then the reserve is made whole and ordinary work is taken.
    ///
    /// # Errors
    /// What the disk says, other than that it is full.
    pub fn tend(&self) -> io::Result<()> {
        let _one = self.changing.lock();
        let (free, held) = (self.free(), self.held());
        let missing = self.size.saturating_sub(held);
        if free >= missing.saturating_add(ENOUGH) {
            match self.grow(held, missing) {
                Err(error) if is_full(&error) => return Ok(()),
                grown => grown?,
            }
            self.made.store(true, Ordering::Release);
            self.raise();
        } else if !self.made.load(Ordering::Acquire) && free >= ENOUGH {
            self.raise();
        }
        Ok(())
    }

    fn raise(&self) {
        if self.low.swap(false, Ordering::AcqRel) {
            tracing::info!(free = self.free(), "there is room on the disk again");
        }
    }

    fn cut(&self, to: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(self.path())?;
        file.set_len(to)?;
        // The blocks are free for others when the file system has noted it.
        file.sync_all()?;
        self.held.store(to, Ordering::Release);
        Ok(())
    }

    fn grow(&self, from: u64, by: u64) -> io::Result<()> {
        if by == 0 {
            return Ok(());
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(self.path())?;
        let grown = allocate(&file, from, by).and_then(|()| file.sync_all());
        if let Err(error) = grown {
            // What was half made stands in the way of others.
            file.set_len(from)?;
            return Err(error);
        }
        self.held.store(from + by, Ordering::Release);
        Ok(())
    }
}

/// Real blocks, not a hole: by the call made for it, or by writing where the file system does not know that.
fn allocate(mut file: &File, from: u64, by: u64) -> io::Result<()> {
    match fallocate(file, FallocateFlags::empty(), from, by) {
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => {}
        answered => return Ok(answered?),
    }
    use io::Seek;
    file.seek(io::SeekFrom::Start(from))?;
    // Not zeros: some file systems keep those as a hole.
    let piece = [0x52; 64 << 10];
    let mut left = by;
    while left > 0 {
        let bytes = left.min(piece.len() as u64);
        file.write_all(&piece[..bytes as usize])?;
        left -= bytes;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::MetadataExt;

    /// The reserve of a disk that is full for as long as a story wants: a part was used, and there is never room for all.
    pub(crate) fn of_a_full_disk(dir: &Path) -> Reserve {
        std::fs::write(dir.join(NAME), vec![b'x'; 1 << 20]).unwrap();
        let reserve = Reserve::open(dir, u64::MAX / 4).unwrap();
        assert!(reserve.is_low());
        reserve
    }

    const SIZE: u64 = 3 << 20;

    #[test]
    fn it_is_made_of_real_blocks_given_up_as_needed_and_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::open(dir.path(), SIZE).unwrap();
        assert!(!reserve.is_low() && !reserve.is_short());
        let file = dir.path().join(NAME);
        assert!(file.metadata().unwrap().blocks() * 512 >= SIZE, "no hole");
        assert!(reserve.make_room(1) && reserve.held() == SIZE, "who finds room takes nothing");
        // More than any disk has: everything is given up for it, and ordinary work waits.
        assert!(!reserve.make_room(u64::MAX));
        assert_eq!((reserve.held(), file.metadata().unwrap().len()), (0, 0));
        assert!(reserve.is_low());
        reserve.tend().unwrap();
        assert_eq!(file.metadata().unwrap().len(), SIZE);
        assert!(!reserve.is_low());
    }

    #[test]
    fn a_start_goes_on_where_the_last_one_ended_and_another_size_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        drop(Reserve::open(dir.path(), SIZE).unwrap());
        let smaller = Reserve::open(dir.path(), SIZE / 2).unwrap();
        assert_eq!((smaller.held(), smaller.is_low()), (SIZE / 2, false));
        let larger = Reserve::open(dir.path(), SIZE).unwrap();
        assert_eq!((larger.held(), larger.is_low()), (SIZE, false), "there is room");
    }

    #[test]
    fn a_reserve_larger_than_the_disk_is_reported_and_does_not_stop_ordinary_work() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::open(dir.path(), u64::MAX / 4).unwrap();
        assert!(reserve.is_short() && !reserve.is_low());
        assert_eq!(reserve.held(), 0);
    }

    #[tokio::test]
    async fn only_work_inside_is_protected() {
        assert!(!is_protected());
        assert!(protect(async { is_protected() }).await);
        assert!(!tokio::spawn(async { is_protected() }).await.unwrap());
    }
}
