//! States on disk, so that a restart need not read the whole log.
//!
//! A *slot* is one thing that is saved again and again: a partition (`p007`), the sequencer (`sequencer`). A snapshot of
//! it at position L holds everything the records up to and including L made of it. Rules learnt from breaking them:
//!
//! * every file is first written under a name of its own, synced, then renamed, then the directory is synced;
//! * the last two of each slot are kept: one may turn out to be unreadable;
//! * a damaged snapshot, or one of another version, is passed over: the older one, or the log from its beginning, gives
//!   the same state, only later. Snapshots are never the truth.
//!
//! ```text
//!  0  magic                      24  u64  length of the state
//!  8  u32  version of the state  32  u32  CRC-32 of the state
//! 12  u32  CRC-32 of the slot    36  u32  CRC-32 of the 36 bytes before
//! 16  u64  position              40  the state
//! ```

use crate::log::{sweep, sync_dir};
use rapport_kernel::Lsn;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

#[cfg(test)]
mod tests;

const HEADER: usize = 40;
const MAGIC: [u8; 8] = *b"RAPSNP\x00\x01";
/// How many snapshots of a slot are kept.
const KEPT: usize = 2;

/// The directory of snapshots. One process writes it; the log's lock sees to that.
#[derive(Debug)]
pub struct Snapshots {
    dir: PathBuf,
    /// Makes temporary names unique among concurrent writers.
    unique: AtomicU64,
}

/// A snapshot that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The file's name.
    pub file: String,
    /// What was wrong with it.
    pub reason: &'static str,
}

/// What loading found.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The newest usable snapshot: the position it includes, and the state.
    pub state: Option<(Lsn, T)>,
    /// Newer ones that could not be used.
    pub passed_over: Vec<PassedOver>,
}

impl Snapshots {
    /// Opens the directory, making it if need be, and sweeps away what a crash left half-written.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        sweep(dir)?;
        Ok(Self { dir: dir.to_owned(), unique: AtomicU64::new(0) })
    }

    /// The directory as it is, only to be read: another process may be writing in it.
    #[must_use]
    pub(crate) fn at_rest(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), unique: AtomicU64::new(0) }
    }

    /// Saves `state` as of `lsn` durably, then removes all but the last two of the slot.
    ///
    /// # Errors
    /// Whatever the disk says; then the older snapshots are still there.
    pub fn save(&self, slot: &str, version: u32, lsn: Lsn, state: &[u8]) -> io::Result<()> {
        let number = self.unique.fetch_add(1, Ordering::Relaxed);
        let aside = self.dir.join(format!("{slot}-{:020}.{number}.tmp", lsn.0));
        let written = write(&aside, &header(slot, version, lsn, state), state)
            .and_then(|()| fs::rename(&aside, self.path(slot, lsn)))
            .and_then(|()| sync_dir(&self.dir));
        if written.is_err() {
            // On a full disk the half-written file is what stands in the way of everybody else.
            let _ = fs::remove_file(&aside);
        }
        written?;
        let stored = self.list(slot)?;
        self.remove(slot, &stored[..stored.len().saturating_sub(KEPT)])
    }

    /// The newest snapshot of the slot that is whole, of this version, not beyond `end` (what the log can vouch for) and
    /// that `decode` accepts.
    ///
    /// # Errors
    /// If the directory cannot be read. An unreadable snapshot is no error: see [`Loaded::passed_over`].
    pub fn load<T>(
        &self,
        slot: &str,
        version: u32,
        end: Lsn,
        decode: impl Fn(&[u8]) -> Option<T>,
    ) -> io::Result<Loaded<T>> {
        let mut passed_over = Vec::new();
        for lsn in self.list(slot)?.into_iter().rev() {
            let found = if lsn >= end { Err("ahead of the log") } else { self.read(slot, version, lsn) };
            match found.and_then(|bytes| decode(&bytes[HEADER..]).ok_or("not understood")) {
                Ok(state) => return Ok(Loaded { state: Some((lsn, state)), passed_over }),
                Err(reason) => {
                    let file = format!("{slot}-{:020}.snap", lsn.0);
                    tracing::warn!(file, reason, "passed over a snapshot");
                    passed_over.push(PassedOver { file, reason });
                }
            }
        }
        Ok(Loaded { state: None, passed_over })
    }

    /// Removes the slot's snapshots older than `lsn`: what an erasure must not leave behind.
    ///
    /// # Errors
    /// Whatever the disk says; may be repeated.
    pub fn forget_before(&self, slot: &str, lsn: Lsn) -> io::Result<()> {
        let mut stored = self.list(slot)?;
        stored.retain(|s| *s < lsn);
        self.remove(slot, &stored)
    }

    /// The position of the oldest snapshot of all these slots; the first position if one of them has none.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn oldest(&self, slots: impl IntoIterator<Item = String>) -> io::Result<Lsn> {
        let mut oldest: BTreeMap<String, Lsn> = BTreeMap::new();
        for file in fs::read_dir(&self.dir)? {
            let name = file?.file_name();
            let parts = name.to_str().and_then(|name| name.strip_suffix(".snap")?.rsplit_once('-'));
            let Some((slot, Ok(lsn))) = parts.map(|(slot, digits)| (slot, digits.parse().map(Lsn))) else { continue };
            oldest.entry(slot.to_owned()).and_modify(|known| *known = lsn.min(*known)).or_insert(lsn);
        }
        let of = |slot: String| oldest.get(&slot).copied().unwrap_or(Lsn(0));
        Ok(slots.into_iter().map(of).min().unwrap_or(Lsn(0)))
    }

    fn path(&self, slot: &str, lsn: Lsn) -> PathBuf {
        self.dir.join(format!("{slot}-{:020}.snap", lsn.0))
    }

    fn remove(&self, slot: &str, which: &[Lsn]) -> io::Result<()> {
        which.iter().try_for_each(|lsn| fs::remove_file(self.path(slot, *lsn)))
    }

    /// The positions of the slot's snapshots, ascending.
    fn list(&self, slot: &str) -> io::Result<Vec<Lsn>> {
        let mut found = Vec::new();
        for file in fs::read_dir(&self.dir)? {
            let name = file?.file_name();
            let lsn = name.to_str().and_then(|n| n.strip_prefix(slot)?.strip_prefix('-')?.strip_suffix(".snap"));
            found.extend(lsn.and_then(|digits| digits.parse().ok()).map(Lsn));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn read(&self, slot: &str, version: u32, lsn: Lsn) -> Result<Vec<u8>, &'static str> {
        let bytes = fs::read(self.path(slot, lsn)).map_err(|_| "unreadable")?;
        let (head, state) = bytes.split_at_checked(HEADER).ok_or("cut short")?;
        let stored = head.get(8..12).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        if head[..8] != MAGIC || crc32fast::hash(&head[..36]).to_le_bytes() != head[36..] {
            return Err("damaged header");
        }
        if stored != Some(version) {
            return Err("another version");
        }
        if head != header(slot, version, lsn, state) { Err("damaged") } else { Ok(bytes) }
    }
}

fn header(slot: &str, version: u32, lsn: Lsn, state: &[u8]) -> [u8; HEADER] {
    let mut out = [0; HEADER];
    out[..8].copy_from_slice(&MAGIC);
    out[8..12].copy_from_slice(&version.to_le_bytes());
    out[12..16].copy_from_slice(&crc32fast::hash(slot.as_bytes()).to_le_bytes());
    out[16..24].copy_from_slice(&lsn.0.to_le_bytes());
    out[24..32].copy_from_slice(&(state.len() as u64).to_le_bytes());
    out[32..36].copy_from_slice(&crc32fast::hash(state).to_le_bytes());
    let crc = crc32fast::hash(&out[..36]);
    out[36..].copy_from_slice(&crc.to_le_bytes());
    out
}

fn write(path: &Path, header: &[u8], state: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(header)?;
    file.write_all(state)?;
    file.sync_all()
}
