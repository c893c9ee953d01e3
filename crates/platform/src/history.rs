//! What happened to each customer, newest first.
//!
//! Derived from the log and rebuilt from it when lost: one append-only file per partition. Every entry knows where its
//! customer's previous entry lies, so reading one person's history touches only that person's entries. Where the newest
//! lies is kept in memory ([`Mark`] saves it with the partition's snapshot), so the engine's records stay free of file
//! positions.
//!
//! * **Recovery**: the file is cut to the length the partition's snapshot knows; the replay writes the rest again.
//! * **Merges**: when a customer takes over another's life, a *link* entry points to the other's chain, wherever it lies.
//!   Reading merges the chains by position in the log, which orders all partitions.
//! * **Another's file**, by what it says of itself or because a snapshot's customers are not where they were, is put out of the way
//!   ([`opening`]); the replay makes ours again.
//! * **Erasure** overwrites a customer's entries, and those of everybody linked, in place.
//!
//! Each partition's file has one writer; readers share it through a lock held for one page.

mod chain;
mod entry;
mod opening;
mod places;
mod rest;
#[cfg(test)]
mod tests;

use crate::{log::sweep, origin::Owner};
use chain::Chain;
pub use chain::Mark;
use entry::{Kind, Stored};
use parking_lot::Mutex;
use places::{Places, Rest};
use rapport_kernel::{CustomerId, PARTITIONS, Partition, RecordId};
pub(crate) use rest::{first_flaw, length, newest};
use std::{
    collections::BinaryHeap,
    fs, io,
    path::{Path, PathBuf},
};

/// One line of a customer's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which record made it; also the cursor to continue after it.
    pub id: RecordId,
    /// Whose it was when it was written: after a merge this may be someone the customer took over.
    pub customer: CustomerId,
    /// What the writer encoded.
    pub payload: Vec<u8>,
}

/// What can go wrong with history. It can always be rebuilt from the log.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The disk says no.
    #[error("history: {0}")]
    Disk(#[from] io::Error),
    /// An entry does not read back.
    #[error("history of partition {} is damaged at byte {at}", partition.0)]
    Damaged {
        /// Whose file.
        partition: Partition,
        /// The byte at which its entry begins.
        at: u64,
    },
    /// A line is whole, and this release cannot read it.
    #[error("line {id} of history cannot be read: {reason}")]
    Unreadable {
        /// The record that the line is about.
        id: RecordId,
        /// What the reader of lines says.
        reason: String,
    },
    /// The file is shorter than the snapshot says.
    #[error("history of partition {} is shorter than its snapshot", partition.0)]
    Short {
        /// Whose file.
        partition: Partition,
    },
    /// The file is not the one that the snapshot was made with.
    #[error("history of partition {} is not the one its snapshot was made with", partition.0)]
    Unlike {
        /// Whose file.
        partition: Partition,
    },
    /// It is being made again from the log.
    #[error("history of partition {} is being made again", partition.0)]
    BeingMended {
        /// The partition whose histories wait for it.
        partition: Partition,
    },
    /// There is no such partition.
    #[error("there is no partition {}", .0.0)]
    NoPartition(Partition),
}

/// All partitions' histories.
#[derive(Debug)]
pub struct History {
    dir: PathBuf,
    owner: Owner,
    chains: Vec<Mutex<Chain>>,
    places: Places,
}

/// A partition's history that is being made again, aside.
#[derive(Debug)]
pub struct Fresh(Chain);

impl Fresh {
    /// As [`History::put`].
    pub fn put(&mut self, id: RecordId, customer: CustomerId, link: Option<CustomerId>, line: &[u8]) {
        if let Some(from) = link {
            self.0.append(Kind::Link, id, customer, &from.0.to_le_bytes());
        }
        self.0.append(Kind::Line, id, customer, line);
    }

    /// Hands what was put to the operating system.
    ///
    /// # Errors
    /// [`HistoryError::Disk`].
    pub fn flush(&mut self) -> Result<(), HistoryError> {
        self.0.flush()
    }
}

/// An entry waiting its turn while chains are merged; the newest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    order: (u64, u32),
    partition: u16,
    at: u64,
}

impl History {
    /// Opens the files in `dir`, making them if need be; another owner's are put out of the way. Every partition
    /// must then be brought to a known point with
    /// [`History::restore`].
    ///
    /// # Errors
    /// [`HistoryError::Disk`].
    pub(crate) fn open(dir: &Path, owner: Owner) -> Result<Self, HistoryError> {
        fs::create_dir_all(dir)?;
        // What was being made again when the program ended.
        sweep(dir)?;
        let chains = (0..PARTITIONS).map(|p| Chain::open(dir, Partition(p), &owner).map(Mutex::new));
        let chains = chains.collect::<Result<_, _>>()?;
        Ok(Self { dir: dir.to_owned(), owner, chains, places: Places::default() })
    }

    /// Goes back to what `mark` knew, or to nothing.
    ///
    /// # Errors
    /// [`HistoryError::Short`] if the file does not reach that far, [`HistoryError::Unlike`] if it is another one: then rebuild
    /// from the beginning of the log.
    pub fn restore(&self, partition: Partition, mark: Option<Mark>) -> Result<(), HistoryError> {
        let restored = self.chain(partition)?.lock().restore(mark.unwrap_or_default());
        self.places.shift();
        restored
    }

    /// Writes a line. It can be read at once and is durable after [`History::sync`].
    ///
    /// # Errors
    /// [`HistoryError::NoPartition`].
    pub fn append(&self, id: RecordId, customer: CustomerId, payload: &[u8]) -> Result<(), HistoryError> {
        self.chain(id.partition)?.lock().append(Kind::Line, id, customer, payload);
        Ok(())
    }

    /// Notes that `customer` took over the life of `from`: from now on reading `customer` also reads `from`.
    ///
    /// # Errors
    /// [`HistoryError::NoPartition`].
    pub fn link(&self, id: RecordId, customer: CustomerId, from: CustomerId) -> Result<(), HistoryError> {
        self.chain(id.partition)?.lock().append(Kind::Link, id, customer, &from.0.to_le_bytes());
        self.places.shift();
        Ok(())
    }

    /// Writes a line, behind the link to the life it takes over, if it does.
    ///
    /// # Errors
    /// [`HistoryError::NoPartition`].
    pub fn put(
        &self,
        id: RecordId,
        customer: CustomerId,
        link: Option<CustomerId>,
        line: &[u8],
    ) -> Result<(), HistoryError> {
        if let Some(from) = link {
            self.link(id, customer, from)?;
        }
        self.append(id, customer, line)
    }

    /// Copies the entries of a partition from byte `from` on, as far as they are written now, into a file beside: links as they
    /// are, lines as `keep` has them, or not at all; what was erased stays behind. Returns where it ended.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`], [`HistoryError::Disk`].
    pub fn copy(
        &self,
        fresh: &mut Fresh,
        from: u64,
        keep: impl Fn(CustomerId, Vec<u8>) -> Option<Vec<u8>>,
    ) -> Result<u64, HistoryError> {
        let partition = fresh.0.partition();
        let (begin, end) = {
            let mut chain = self.chain(partition)?.lock();
            (chain.begin(), chain.end()?)
        };
        let mut at = from.max(begin);
        while at < end {
            // Others read and write between two entries.
            let stored = self.chain(partition)?.lock().load(at)?;
            at += stored.size();
            let id = RecordId { partition, lsn: stored.lsn, n: stored.n };
            match stored.kind {
                Kind::Erased => {}
                Kind::Link => fresh.0.append(Kind::Link, id, stored.customer, &stored.payload),
                Kind::Line => {
                    if let Some(line) = keep(stored.customer, stored.payload) {
                        fresh.0.append(Kind::Line, id, stored.customer, &line);
                    }
                }
            }
        }
        fresh.0.flush()?;
        Ok(end)
    }

    /// Whether anything of this customer can be found.
    #[must_use]
    pub fn holds(&self, customer: CustomerId) -> bool {
        self.chain(customer.partition()).is_ok_and(|chain| chain.lock().holds(customer))
    }

    /// A new, empty file for a partition, beside the one in use.
    ///
    /// # Errors
    /// [`HistoryError::Disk`].
    pub fn fresh(&self, partition: Partition) -> Result<Fresh, HistoryError> {
        let mut chain = Chain::create(&self.dir, partition, &self.owner)?;
        chain.restore(Mark::default())?;
        Ok(Fresh(chain))
    }

    /// Puts a new file in place of the partition's old one, durably. No snapshot may point into the old one any more.
    ///
    /// # Errors
    /// [`HistoryError::Disk`]; then the old one is still in use.
    pub fn put_in_place(&self, fresh: Fresh) -> Result<(), HistoryError> {
        let Fresh(mut chain) = fresh;
        chain.become_the_one()?;
        let place = self.chain(chain.partition())?;
        *place.lock() = chain;
        self.places.shift();
        Ok(())
    }

    /// Hands what was appended to the operating system.
    ///
    /// # Errors
    /// [`HistoryError::Disk`]; may be repeated.
    pub fn flush(&self, partition: Partition) -> Result<(), HistoryError> {
        self.chain(partition)?.lock().flush()
    }

    /// Says where the partition stands, for its snapshot. The snapshot may be written after [`History::sync`].
    ///
    /// # Errors
    /// [`HistoryError::Disk`]; may be repeated.
    pub fn mark(&self, partition: Partition) -> Result<Mark, HistoryError> {
        self.chain(partition)?.lock().mark()
    }

    /// Makes everything flushed or marked durable, without holding up writers and readers.
    ///
    /// # Errors
    /// [`HistoryError::Disk`].
    pub fn sync(&self, partition: Partition) -> Result<(), HistoryError> {
        let chain = self.chain(partition)?;
        let Some(file) = chain.lock().unsynced()? else { return Ok(()) };
        file.sync_data().inspect_err(|_| chain.lock().sync_failed())?;
        Ok(())
    }

    /// Up to `limit` lines of `customer` older than `before` (or the newest), newest first. A page costs its own lines when
    /// the page before it was read not long ago, else also a walk past everything newer.
    ///
    /// # Errors
    /// [`HistoryError::Disk`], [`HistoryError::Damaged`].
    pub fn read(
        &self,
        customer: CustomerId,
        before: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Line>, HistoryError> {
        loop {
            let shifts = self.places.shifts();
            match self.page(customer, before, limit, shifts) {
                // A new file was put in place of the one whose entries were being followed.
                Err(HistoryError::Damaged { .. }) if self.places.shifts() != shifts => {}
                page => return page,
            }
        }
    }

    fn page(
        &self,
        customer: CustomerId,
        before: Option<RecordId>,
        limit: usize,
        shifts: u64,
    ) -> Result<Vec<Line>, HistoryError> {
        let before = before.map_or((u64::MAX, u32::MAX), |id| (id.lsn.0, id.n));
        let mut lines: Vec<Line> = Vec::new();
        let mut rest = match self.places.find(customer, before) {
            Some(rest) => rest,
            None => self.whole(customer)?,
        };
        while lines.len() < limit
            && let Some(next) = rest.waiting.pop()
        {
            let stored = self.load(&next)?;
            self.candidate(Partition(next.partition), stored.previous, &mut rest.waiting)?;
            match stored.kind {
                // Everything the other chain holds is older than the link to it. One that was seen is not begun again.
                Kind::Link if !rest.whom.contains(&stored.link()) => {
                    rest.whom.push(stored.link());
                    self.begin(stored.link(), &mut rest.waiting)?;
                }
                Kind::Line if next.order < before => lines.push(stored.line(Partition(next.partition))),
                Kind::Line | Kind::Link | Kind::Erased => {}
            }
        }
        if lines.len() == limit
            && let Some(last) = lines.last()
        {
            self.places.keep(customer, (last.id.lsn.0, last.id.n), shifts, rest);
        }
        Ok(lines)
    }

    /// Forgets where a customer's lines lie. They stay on disk, and no one finds them.
    pub fn let_go(&self, customer: CustomerId) {
        if let Ok(chain) = self.chain(customer.partition()) {
            chain.lock().let_go(customer);
            self.places.shift();
        }
    }

    /// Overwrites all lines of `customer` and of everybody linked, for good and durably. Returns whose they were.
    ///
    /// # Errors
    /// [`HistoryError::Disk`]; to be repeated after a crash.
    pub fn erase(&self, customer: CustomerId) -> Result<Vec<CustomerId>, HistoryError> {
        let mut whom = vec![customer];
        let mut done = 0;
        while let Some(next) = whom.get(done).copied() {
            for linked in self.chain(next.partition())?.lock().erase(next)? {
                if !whom.contains(&linked) {
                    whom.push(linked);
                }
            }
            done += 1;
        }
        self.places.shift();
        Ok(whom)
    }

    fn chain(&self, partition: Partition) -> Result<&Mutex<Chain>, HistoryError> {
        self.chains.get(usize::from(partition.0)).ok_or(HistoryError::NoPartition(partition))
    }

    /// A history of which nothing was read.
    fn whole(&self, customer: CustomerId) -> Result<Rest, HistoryError> {
        let mut rest = Rest { whom: vec![customer], ..Rest::default() };
        self.begin(customer, &mut rest.waiting)?;
        Ok(rest)
    }

    fn begin(&self, customer: CustomerId, waiting: &mut BinaryHeap<Candidate>) -> Result<(), HistoryError> {
        let newest = self.chain(customer.partition())?.lock().newest(customer)?;
        self.candidate(customer.partition(), newest, waiting)
    }

    fn candidate(
        &self,
        partition: Partition,
        at: Option<u64>,
        waiting: &mut BinaryHeap<Candidate>,
    ) -> Result<(), HistoryError> {
        let Some(at) = at else { return Ok(()) };
        let order = self.chain(partition)?.lock().order(at)?;
        waiting.push(Candidate { order, partition: partition.0, at });
        Ok(())
    }

    fn load(&self, which: &Candidate) -> Result<Stored, HistoryError> {
        self.chain(Partition(which.partition))?.lock().load(which.at)
    }
}
