//! States on disk, so that a restart need not read the whole log.
//!
//! A *slot* is one thing that is saved again and again: a partition (`p007`), the sequencer (`sequencer`). A snapshot of
//! it at position L holds everything the records up to and including L made of it. Rules learnt from breaking them:
//!
//! * every file is first written under a name of its own, synced, then renamed, then the directory is synced;
//! * the last two of each slot are kept: one may turn out to be unreadable;
//! * a damaged snapshot, or one of another version, is passed over: the older one, or the log from its beginning, gives
//!   the same state, only later. Snapshots are never the truth;
//! * a snapshot says whose it is. One that is not this installation's, or was made from another log, is passed over and
//!   [set aside](crate::origin::set_aside).
//!
//! ```text
//!  0  magic                      24  u64  length of the state
//!  8  u32  version of the state  32  u32  CRC-32 of the state
//! 12  u32  CRC-32 of the slot    36  whose it is
//! 16  u64  position              84  u32  CRC-32 of the 84 bytes before
//!                                88  the state
//! ```
//!
//! Releases before wrote another magic, and nothing between bytes 36 and 84.

use crate::{
    log::{sweep, sync_dir},
    origin::{self, NotOurs, Owner, Provenance},
};
use rapport_kernel::Lsn;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

#[cfg(test)]
mod tests;

/// Where the state begins.
const HEADER: usize = FIELDS + origin::LENGTH + 4;
/// Where it began in releases before.
const NAMELESS_HEADER: usize = FIELDS + 4;
/// Bytes before whose it is.
const FIELDS: usize = 36;
const MAGIC: [u8; 8] = *b"RAPSNP\x00\x02";
const NAMELESS: [u8; 8] = *b"RAPSNP\x00\x01";
/// How many snapshots of a slot are kept.
const KEPT: usize = 2;

/// The directory of snapshots. One process writes it; the log's lock sees to that.
#[derive(Debug)]
pub struct Snapshots {
    dir: PathBuf,
    owner: Owner,
    /// Whether what is not ours may be put elsewhere: not while others only look.
    sets_aside: bool,
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
    pub(crate) fn open(dir: &Path, owner: Owner) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        sweep(dir)?;
        Ok(Self { dir: dir.to_owned(), owner, sets_aside: true, unique: AtomicU64::new(0) })
    }

    /// The directory as it is, only to be read: another process may be writing in it.
    pub(crate) fn at_rest(dir: &Path, owner: Owner) -> Self {
        Self { dir: dir.to_owned(), owner, sets_aside: false, unique: AtomicU64::new(0) }
    }

    /// Saves `state` as of `lsn` durably, then removes all but the last two of the slot.
    ///
    /// # Errors
    /// Whatever the disk says; then the older snapshots are still there.
    pub fn save(&self, slot: &str, version: u32, lsn: Lsn, state: &[u8]) -> io::Result<()> {
        let number = self.unique.fetch_add(1, Ordering::Relaxed);
        let aside = self.dir.join(format!("{slot}-{:020}.{number}.tmp", lsn.0));
        let said = self.owner.sign(lsn);
        let written = write(&aside, &header(slot, version, lsn, state, Some(&said)), state)
            .and_then(|()| self.owner.may_write())
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
    /// that `decode` accepts. What is not this installation's is set aside.
    ///
    /// # Errors
    /// If the directory cannot be read or written. An unreadable snapshot is no error: see [`Loaded::passed_over`].
    pub fn load<T>(
        &self,
        slot: &str,
        version: u32,
        end: Lsn,
        decode: impl Fn(&[u8]) -> Option<T>,
    ) -> io::Result<Loaded<T>> {
        let mut passed_over = Vec::new();
        for lsn in self.list(slot)?.into_iter().rev() {
            let file = format!("{slot}-{:020}.snap", lsn.0);
            let found = self
                .read(slot, version, lsn)
                .and_then(|read| if lsn >= end { Err(Unusable::Flaw("ahead of the log")) } else { Ok(read) });
            let state = found.and_then(|(bytes, at)| decode(&bytes[at..]).ok_or(Unusable::Flaw("not understood")));
            match state {
                Ok(state) => return Ok(Loaded { state: Some((lsn, state)), passed_over }),
                Err(unusable) => {
                    let reason = match unusable {
                        Unusable::Flaw(reason) => reason,
                        Unusable::NotOurs(why) => {
                            self.set_aside(&file, why)?;
                            why.words()
                        }
                    };
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

    fn set_aside(&self, file: &str, why: NotOurs) -> io::Result<()> {
        let (Some(root), Some(name), true) = (self.dir.parent(), self.dir.file_name(), self.sets_aside) else {
            return Ok(());
        };
        origin::set_aside(root, &Path::new(name).join(file), why)
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
        self.owner.may_write()?;
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

    /// A snapshot's bytes, and where in them the state begins.
    fn read(&self, slot: &str, version: u32, lsn: Lsn) -> Result<(Vec<u8>, usize), Unusable> {
        let bytes = fs::read(self.path(slot, lsn)).map_err(|_| Unusable::Flaw("unreadable"))?;
        let (at, said) = whose(&bytes).map_err(Unusable::Flaw)?;
        if let Some(why) = self.owner.refuses(said.as_ref(), lsn) {
            return Err(Unusable::NotOurs(why));
        }
        let (head, state) = bytes.split_at(at);
        let stored = head.get(8..12).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        if stored != Some(version) {
            return Err(Unusable::Flaw("another version"));
        }
        let whole = head == header(slot, version, lsn, state, said.as_ref());
        if whole { Ok((bytes, at)) } else { Err(Unusable::Flaw("damaged")) }
    }
}

/// Why a snapshot is passed over.
enum Unusable {
    /// It cannot be read.
    Flaw(&'static str),
    /// It was written by another installation, or by a copy that went its own way.
    NotOurs(NotOurs),
}

/// Where the state begins in a snapshot that begins with these bytes, and whose it says it is.
fn whose(bytes: &[u8]) -> Result<(usize, Option<Provenance>), &'static str> {
    let begin = match bytes.first_chunk::<8>() {
        Some(&MAGIC) => HEADER,
        Some(&NAMELESS) => NAMELESS_HEADER,
        Some(_) => return Err("damaged header"),
        None => return Err("cut short"),
    };
    let head = bytes.get(..begin).ok_or("cut short")?;
    let (fields, crc) = head.split_at(begin - 4);
    if crc32fast::hash(fields).to_le_bytes() != crc {
        return Err("damaged header");
    }
    Ok((begin, fields[FIELDS..].first_chunk().map(Provenance::from_bytes)))
}

/// Whose the snapshot at `path` says it is; nothing if it does not say it, or cannot be read.
fn said(path: &Path) -> Option<Provenance> {
    let mut head = Vec::with_capacity(HEADER);
    File::open(path).ok()?.take(HEADER as u64).read_to_end(&mut head).ok()?;
    whose(&head).ok()?.1
}

/// The highest position that a snapshot in `dir` has in its name; another installation's do not count.
pub(crate) fn newest(dir: &Path, owner: &Owner) -> io::Result<Option<Lsn>> {
    let files = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        files => files?,
    };
    let mut newest = None;
    for file in files {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let digits = name.and_then(|name| name.strip_suffix(".snap")?.rsplit_once('-'));
        let Some(lsn) = digits.and_then(|(_, digits)| digits.parse().ok()).map(Lsn) else { continue };
        let foreign = said(&path).is_some_and(|said| owner.refuses(Some(&said), lsn).is_some());
        newest = if foreign { newest } else { newest.max(Some(lsn)) };
    }
    Ok(newest)
}

fn header(slot: &str, version: u32, lsn: Lsn, state: &[u8], said: Option<&Provenance>) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER);
    out.extend(if said.is_some() { MAGIC } else { NAMELESS });
    out.extend(version.to_le_bytes());
    out.extend(crc32fast::hash(slot.as_bytes()).to_le_bytes());
    out.extend(lsn.0.to_le_bytes());
    out.extend((state.len() as u64).to_le_bytes());
    out.extend(crc32fast::hash(state).to_le_bytes());
    out.extend(said.map(Provenance::to_bytes).into_iter().flatten());
    out.extend(crc32fast::hash(&out).to_le_bytes());
    out
}

fn write(path: &Path, header: &[u8], state: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(header)?;
    file.write_all(state)?;
    file.sync_all()
}
