//! One partition's file and the index of its customers' newest entries.

use super::{
    HistoryError,
    entry::{HEADER, Head, Kind, Stored},
    opening::{self, Opening},
};
use crate::{
    log::sync_dir,
    origin::{self, NotOurs, Owner},
};
use hashbrown::HashMap;
use rapport_kernel::{CustomerId, Partition, RecordId};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// Hand over to the operating system when this much has gathered.
const BUFFER: usize = 256 << 10;

/// Where a partition's history stands. Saved with its snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "HistoryMark")]
pub struct Mark {
    /// The file's length; 0 for "nothing yet".
    pub length: u64,
    /// Where each customer's newest entry lies.
    pub newest: Vec<(CustomerId, u64)>,
    /// The check sum of the last of these, by which another file is told from this one; none in what releases before wrote.
    #[serde(default)]
    pub last: Option<u32>,
}

/// `dir/p007.history`
pub(super) fn path(dir: &Path, partition: Partition) -> PathBuf {
    dir.join(format!("p{:03}.history", partition.0))
}

fn aside(dir: &Path, partition: Partition) -> PathBuf {
    path(dir, partition).with_extension("history.tmp")
}

/// Puts a file that is not ours out of the way.
fn set_aside(dir: &Path, partition: Partition, why: NotOurs) -> io::Result<()> {
    let path = path(dir, partition);
    let root = dir.parent().unwrap_or(dir);
    origin::set_aside(root, path.strip_prefix(root).unwrap_or(&path), why)
}

#[cfg(test)]
thread_local! {
    /// How many entries this thread has read.
    pub(super) static LOADS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[derive(Debug)]
pub(super) struct Chain {
    partition: Partition,
    dir: PathBuf,
    owner: Owner,
    file: File,
    /// What a file of ours begins with.
    opening: Opening,
    /// Where this file's first entry lies.
    begin: u64,
    /// The file is not the one that a snapshot was made with, and does not say whose it is.
    whose: Option<NotOurs>,
    /// How much of the file counts, without what is in `buffer`.
    length: u64,
    buffer: Vec<u8>,
    newest: HashMap<CustomerId, u64>,
    /// Whether something was written that may not be durable.
    unsynced: bool,
}

impl Chain {
    pub(super) fn open(dir: &Path, partition: Partition, owner: &Owner) -> Result<Self, HistoryError> {
        let path = path(dir, partition);
        let foreign = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            file => opening::said(&file?)?.foreign(owner),
        };
        if let Some(why) = foreign {
            set_aside(dir, partition, why)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        Self::of(dir, partition, file, owner)
    }

    /// A new file beside the one in use; its name says that it is unfinished.
    pub(super) fn create(dir: &Path, partition: Partition, owner: &Owner) -> Result<Self, HistoryError> {
        let path = aside(dir, partition);
        let file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(path)?;
        Self::of(dir, partition, file, owner)
    }

    fn of(dir: &Path, partition: Partition, file: File, owner: &Owner) -> Result<Self, HistoryError> {
        let (length, begin) = (file.metadata()?.len(), opening::said(&file)?.begin());
        Ok(Self {
            partition,
            dir: dir.to_owned(),
            owner: owner.clone(),
            file,
            opening: opening::of(owner),
            begin,
            whose: None,
            length,
            buffer: Vec::new(),
            newest: HashMap::new(),
            unsynced: true,
        })
    }

    /// Makes everything durable and takes the name of the file in use.
    pub(super) fn become_the_one(&mut self) -> Result<(), HistoryError> {
        self.flush()?;
        self.file.sync_data()?;
        self.owner.may_write()?;
        fs::rename(aside(&self.dir, self.partition), path(&self.dir, self.partition))?;
        sync_dir(&self.dir)?;
        Ok(())
    }

    /// Where the file ends, with all that was appended.
    pub(super) fn end(&mut self) -> Result<u64, HistoryError> {
        self.flush()?;
        Ok(self.length)
    }

    pub(super) fn partition(&self) -> Partition {
        self.partition
    }

    /// Where the first entry lies.
    pub(super) fn begin(&self) -> u64 {
        self.begin
    }

    pub(super) fn restore(&mut self, mark: Mark) -> Result<(), HistoryError> {
        self.owner.may_write()?;
        self.buffer.clear();
        let stored = self.file.metadata()?.len();
        if mark.length > stored {
            return Err(HistoryError::Short { partition: self.partition });
        }
        self.length = stored;
        if mark.length > 0 && !self.fits(&mark) {
            self.whose = (self.begin < self.opening.len() as u64).then_some(NotOurs::Nameless);
            return Err(HistoryError::Unlike { partition: self.partition });
        }
        if mark.length == 0 {
            return self.begin_again();
        }
        self.file.set_len(mark.length)?;
        (self.length, self.whose) = (mark.length, None);
        self.newest = mark.newest.into_iter().collect();
        Ok(())
    }

    /// Whether the last entry that the mark knows is here, and so all before it: entries are only appended. An erasure overwrites it,
    /// and leaves the customer's number.
    fn fits(&self, mark: &Mark) -> bool {
        let last = mark.newest.iter().max_by_key(|(_, at)| *at);
        let fits = |(customer, at): &(CustomerId, u64)| {
            let entry = self.head(*at).ok().filter(|(_, head)| head.customer == *customer);
            entry.is_some_and(|(_, head)| head.is_erased() || mark.last.is_none_or(|sum| sum == head.crc))
        };
        mark.length >= self.begin && last.is_none_or(fits)
    }

    /// An empty file, in place of one of which nothing is known, or that may be someone else's.
    fn begin_again(&mut self) -> Result<(), HistoryError> {
        if let Some(why) = self.whose.take() {
            set_aside(&self.dir, self.partition, why)?;
            let path = path(&self.dir, self.partition);
            self.file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(path)?;
        }
        self.file.set_len(0)?;
        self.file.write_all_at(&self.opening, 0)?;
        self.begin = self.opening.len() as u64;
        self.length = self.begin;
        self.newest.clear();
        Ok(())
    }

    pub(super) fn append(&mut self, kind: Kind, id: RecordId, customer: CustomerId, payload: &[u8]) {
        let at = self.length + self.buffer.len() as u64;
        let previous = self.newest.insert(customer, at);
        let stored = Stored { kind, n: id.n, lsn: id.lsn, customer, previous, payload: payload.to_vec() };
        stored.encode(&mut self.buffer);
        if self.buffer.len() >= BUFFER
            && let Err(error) = self.flush()
        {
            // Kept in the buffer; the next flush tries again and tells its caller.
            tracing::warn!(%error, "history could not be written");
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), HistoryError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.unsynced = true;
        self.owner.may_write()?;
        self.file.write_all_at(&self.buffer, self.length)?;
        self.length += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    pub(super) fn mark(&mut self) -> Result<Mark, HistoryError> {
        self.flush()?;
        let mut newest: Vec<_> = self.newest.iter().map(|(customer, at)| (*customer, *at)).collect();
        newest.sort_unstable();
        let last = newest.iter().map(|(_, at)| *at).max();
        let last = last.map(|at| self.head(at)).transpose()?.map(|(_, head)| head.crc);
        Ok(Mark { length: self.length, newest, last })
    }

    /// A second handle on the file, if it has something to be synced; the caller does it, or says it could not.
    pub(super) fn unsynced(&mut self) -> Result<Option<File>, HistoryError> {
        let file = if self.unsynced { Some(self.file.try_clone()?) } else { None };
        self.unsynced = false;
        Ok(file)
    }

    /// Remembers that a sync failed: what was written since the last one may not be on the disk.
    pub(super) fn sync_failed(&mut self) {
        self.unsynced = true;
    }

    /// Where the customer's newest entry lies. Flushes first, so that it can be read.
    pub(super) fn newest(&mut self, customer: CustomerId) -> Result<Option<u64>, HistoryError> {
        if !self.buffer.is_empty() {
            self.flush()?;
        }
        Ok(self.newest.get(&customer).copied())
    }

    pub(super) fn holds(&self, customer: CustomerId) -> bool {
        self.newest.contains_key(&customer)
    }

    pub(super) fn let_go(&mut self, customer: CustomerId) {
        self.newest.remove(&customer);
    }

    /// When the entry was made, as the log counts.
    pub(super) fn order(&self, at: u64) -> Result<(u64, u32), HistoryError> {
        let (_, head) = self.head(at)?;
        Ok((head.lsn.0, head.n))
    }

    pub(super) fn load(&self, at: u64) -> Result<Stored, HistoryError> {
        #[cfg(test)]
        LOADS.set(LOADS.get() + 1);
        let (header, head) = self.head(at)?;
        let mut payload = vec![0; head.length];
        self.get(&mut payload, at + HEADER as u64)?;
        head.check(&header, payload).ok_or_else(|| self.damaged(at))
    }

    /// Overwrites the customer's entries and forgets the chain. Returns whom its links lead to.
    pub(super) fn erase(&mut self, customer: CustomerId) -> Result<Vec<CustomerId>, HistoryError> {
        self.flush()?;
        let mut linked = Vec::new();
        let mut next = self.newest.get(&customer).copied();
        while let Some(at) = next {
            // Lengths and chain are the same before and after, so a half-done overwrite can be done again.
            let (header, head) = self.head(at)?;
            if head.customer != customer {
                return Err(self.damaged(at));
            }
            next = head.previous;
            let mut payload = vec![0; head.length];
            self.get(&mut payload, at + HEADER as u64)?;
            let (n, lsn, previous, length) = (head.n, head.lsn, head.previous, head.length);
            if let Some(stored) = head.check(&header, payload)
                && stored.kind == Kind::Link
            {
                linked.push(stored.link());
            }
            let blank = Stored { kind: Kind::Erased, n, lsn, customer, previous, payload: vec![0; length] };
            let mut bytes = Vec::with_capacity(HEADER + length);
            blank.encode(&mut bytes);
            self.owner.may_write()?;
            self.file.write_all_at(&bytes, at)?;
        }
        self.file.sync_data()?;
        self.newest.remove(&customer);
        Ok(linked)
    }

    fn head(&self, at: u64) -> Result<([u8; HEADER], Head), HistoryError> {
        let mut header = [0; HEADER];
        self.get(&mut header, at)?;
        let head = Head::parse(&header);
        let fits = at + (HEADER + head.length) as u64 <= self.length;
        // Chains only ever lead back: a damaged pointer cannot make reading go round in circles.
        if fits && head.previous.is_none_or(|p| p < at) { Ok((header, head)) } else { Err(self.damaged(at)) }
    }

    fn get(&self, into: &mut [u8], at: u64) -> Result<(), HistoryError> {
        self.file.read_exact_at(into, at).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged(at),
            _ => HistoryError::Disk(error),
        })
    }

    fn damaged(&self, at: u64) -> HistoryError {
        HistoryError::Damaged { partition: self.partition, at }
    }
}
