//! Writing the log: one owner, one batch at a time.

use super::{
    DirLock, MAX_PAYLOAD, Reader,
    disk::{self, Disk, Local, Media},
    frame::{self, Place},
    lost::Lost,
    recover,
    scrub::write_error,
    seals::{self, Seal, Seals, Sum},
    segment::{self, Segment, Shared},
};
use rapport_kernel::{
    CustomerId, Lsn,
    port::{Entries, Entry, Log, LogError},
};
use std::{fs, io, path::Path, sync::Arc};

/// A segment is closed when it has grown beyond this many bytes.
pub const SEGMENT_BYTES: u64 = 64 << 20;

/// The log as its one writer sees it. See the [module](super).
pub struct Segments {
    disk: Box<dyn Disk>,
    active: Box<dyn Media>,
    /// How much of the active segment counts.
    length: u64,
    /// The checksum of the bytes written so far.
    sum: crc32fast::Hasher,
    limit: u64,
    shared: Arc<Shared>,
    buffer: Vec<u8>,
    /// Set by the first failure that leaves the disk's content in doubt; cleared only by opening again.
    poisoned: bool,
    /// The next segment has its name already, so nothing may be added to the active one.
    must_roll: bool,
    lock: Arc<DirLock>,
}

impl Segments {
    /// Opens the log in `dir`, making it if there is none, and cuts off what a crash left unfinished.
    ///
    /// # Errors
    /// [`LogError::Read`], [`LogError::Write`] (also if another process has it open), [`LogError::Full`];
    /// [`LogError::Damaged`] if what had been durable does not read back.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        Self::open_as(Box::new(Local), dir, SEGMENT_BYTES, false)
    }

    /// The same for a directory that was taken from a process which did not let it go: if that one was stopped in the middle of a write,
    /// it writes into a file that nobody reads.
    ///
    /// # Errors
    /// As [`Segments::open`].
    pub fn take_over(dir: &Path) -> Result<Self, LogError> {
        Self::open_as(Box::new(Local), dir, SEGMENT_BYTES, true)
    }

    #[cfg(test)]
    pub(super) fn open_on(disk: Box<dyn Disk>, dir: &Path, limit: u64) -> Result<Self, LogError> {
        Self::open_as(disk, dir, limit, false)
    }

    pub(super) fn open_as(disk: Box<dyn Disk>, dir: &Path, limit: u64, anew: bool) -> Result<Self, LogError> {
        fs::create_dir_all(dir).map_err(write_error)?;
        let lock = DirLock::take(dir).map_err(|error| match error.kind() {
            std::io::ErrorKind::WouldBlock => LogError::InUse(error.to_string()),
            _ => LogError::Write(error),
        })?;
        disk::sweep(dir).map_err(LogError::Write)?;
        if anew {
            renew_last(disk.as_ref(), dir)?;
        }
        let mut firsts = segment::list(dir).map_err(LogError::Read)?;
        if firsts.is_empty() {
            // Position 0 is "before everything": a customer nothing was applied to yet.
            firsts.push(Lsn(1));
            segment::create(disk.as_ref(), dir, Lsn(1)).map_err(write_error)?;
        }
        let mut segments: Vec<Segment> = firsts.iter().map(|first| Segment::unseen(dir, *first)).collect();
        let active = segments.len() - 1;
        let bytes = fs::read(&segments[active].path).map_err(LogError::Read)?;
        let tail = recover::tail(&bytes, &mut segments[active])?;
        let mut media = disk.open(&segments[active].path).map_err(LogError::Write)?;
        if (bytes.len() as u64) > tail.length {
            let cut = bytes.len() as u64 - tail.length;
            tracing::warn!(cut, end = tail.end.0, "cut off the unfinished end of the log");
            media.truncate(tail.length).map_err(write_error)?;
        }
        // What was read may so far live only in memory: make it durable before anything is built on it.
        media.sync().map_err(LogError::Write)?;
        disk::sync_dir(dir).map_err(LogError::Write)?;
        let mut seals = Seals::load(dir).map_err(LogError::Read)?;
        seals.complete(&segments[..active])?;
        let lost = Lost::load(dir).map_err(LogError::Read)?;
        let shared = Shared::new(dir.to_owned(), segments, tail.end, seals, lost);
        let length = tail.length;
        let mut sum = crc32fast::Hasher::new();
        sum.update(&bytes[..length as usize]);
        Ok(Self {
            disk,
            active: media,
            length,
            sum,
            limit,
            shared,
            buffer: Vec::new(),
            poisoned: false,
            must_roll: false,
            lock: Arc::new(lock),
        })
    }

    /// A handle for reading from other threads.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader(self.shared.clone())
    }

    /// The hold on the directory, for whoever else writes beside the log: no one may open it before they are done.
    #[must_use]
    pub fn lock(&self) -> Arc<DirLock> {
        self.lock.clone()
    }

    /// Closes the active segment, so that everything before [`Log::end`] can be scrubbed.
    ///
    /// # Errors
    /// [`LogError::Write`], [`LogError::Full`], [`LogError::NoHandles`]: then the old segment stays active.
    pub fn seal(&mut self) -> Result<(), LogError> {
        self.refuse_if_poisoned()?;
        if self.length == segment::HEADER as u64 {
            return Ok(());
        }
        let first = self.shared.end();
        let media = segment::create(self.disk.as_ref(), &self.shared.dir, first);
        self.active = media.map_err(|error| {
            // With the new name in place, records added to the old segment would lie behind its beginning. It is empty:
            // the next try may make it again.
            self.must_roll |= segment::path(&self.shared.dir, first).exists();
            self.judge(error)
        })?;
        self.must_roll = false;
        let closed =
            Sum { bytes: self.length, crc32: std::mem::replace(&mut self.sum, seals::empty(first)).finalize() };
        self.length = segment::HEADER as u64;
        let mut segments = self.shared.segments.write();
        let before = segments.last().map(|segment| segment.first);
        segments.push(Segment::unseen(&self.shared.dir, first));
        drop(segments);
        if let Some(before) = before {
            let seal = Seal { first: before, end: first, sum: closed, becomes: None };
            if let Err(error) = self.shared.seals.lock().put(seal) {
                // The next opening of the log makes it.
                tracing::warn!(%error, "the sum of a closed segment could not be written");
            }
        }
        Ok(())
    }

    /// A full disk or want of file handles is refused and forgotten; any other failure is final.
    fn judge(&mut self, error: io::Error) -> LogError {
        let error = write_error(error);
        self.poisoned |= !matches!(error, LogError::Full | LogError::NoHandles);
        error
    }

    /// Goes on in a new segment when this one is large enough. Without a file handle for it this one grows on.
    fn roll(&mut self) -> Result<(), LogError> {
        if self.length < self.limit && !self.must_roll {
            return Ok(());
        }
        match self.seal() {
            Err(LogError::NoHandles) if !self.must_roll => Ok(()),
            rolled => rolled,
        }
    }

    fn refuse_if_poisoned(&self) -> Result<(), LogError> {
        if self.poisoned {
            return Err(LogError::Write(io::Error::other("an earlier write failed; a restart has to look at the log")));
        }
        Ok(())
    }

    /// Encodes the batch into the buffer and returns where each frame begins, relative to the batch.
    fn encode(&mut self, entries: &[Entry], first: Lsn) -> Result<Vec<u64>, LogError> {
        self.buffer.clear();
        let mut offsets = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            if entry.payload.len() > MAX_PAYLOAD {
                return Err(LogError::Write(io::Error::new(io::ErrorKind::InvalidInput, "a record is too large")));
            }
            offsets.push(self.buffer.len() as u64);
            let place = Place { index: index as u32, remaining: (entries.len() - index - 1) as u32 };
            frame::encode(&mut self.buffer, Lsn(first.0 + index as u64), place, entry);
        }
        Ok(offsets)
    }

    /// Writes the buffer and makes it durable; takes a half-written batch back.
    fn commit(&mut self) -> Result<(), LogError> {
        if let Err(error) = self.active.write(self.length, &self.buffer) {
            let error = self.judge(error);
            // Neither this process nor one after a crash may meet the refused batch again.
            let undone = self.active.truncate(self.length).and_then(|()| self.active.sync());
            if let Err(again) = undone {
                self.poisoned = true;
                tracing::error!(%again, "could not take back a refused batch; the log is closed for writing");
            }
            return Err(error);
        }
        self.active.sync().map_err(|error| {
            // Even "no room" is final here: the kernel may have thrown the pages away.
            self.poisoned = true;
            LogError::Write(error)
        })
    }
}

/// A full disk keeps nobody from starting.
fn renew_last(disk: &dyn Disk, dir: &Path) -> Result<(), LogError> {
    match segment::renew_last(disk, dir).map_err(write_error) {
        Err(error @ (LogError::Full | LogError::NoHandles)) => {
            tracing::warn!(%error, "the log goes on in the file that another process may still have open");
            Ok(())
        }
        renewed => renewed,
    }
}

impl Log for Segments {
    fn append(&mut self, entries: &[Entry]) -> Result<Lsn, LogError> {
        self.refuse_if_poisoned()?;
        self.roll()?;
        let first = self.shared.end();
        if entries.is_empty() {
            return Ok(first);
        }
        let offsets = self.encode(entries, first)?;
        self.commit()?;
        {
            let mut segments = self.shared.segments.write();
            if let Some(active) = segments.last_mut() {
                for (n, offset) in offsets.iter().enumerate() {
                    active.mark(Lsn(first.0 + n as u64), self.length + offset);
                }
            }
        }
        self.length += self.buffer.len() as u64;
        self.sum.update(&self.buffer);
        self.shared.advance(Lsn(first.0 + entries.len() as u64));
        Ok(first)
    }

    fn read(&self, from: Lsn) -> Result<Entries, LogError> {
        self.reader().read(from)
    }

    fn end(&self) -> Lsn {
        self.shared.end()
    }

    fn scrub(&mut self, customers: &[CustomerId], before: Lsn) -> Result<u64, LogError> {
        self.seal()?;
        self.reader().scrub(customers, before)
    }
}
