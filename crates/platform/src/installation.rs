//! Which installation this is, and whether it still is the one that spoke last.
//!
//! Directory (`installation.json`), log (`log/installation.json`) and database each carry the installation's random id
//! and its *epoch*, a number that is raised whenever a person confirms that this directory is the one that goes on. The
//! directory also remembers the *place* it lies at. What does not fit puts a [`Hold`]: everything runs, nothing is sent.
//!
//! A place is a path, a machine, and the inodes of the directory and of a file in it, with their times of birth, which no
//! tool that copies files can carry over. What is not known (a machine id in a container, times of birth on some network
//! disks) is not compared. Whoever moves things about on purpose names the place instead (`installation.place`); then only
//! the name counts.
//!
//! A *lease* (`lease.json`) beats while a process is at work, for directories on network disks where the lock of one machine
//! is not seen by another.

mod lease;

pub use lease::{BEAT, Lease};

use crate::{
    hold::{Hold, HoldFact, Why},
    log::{look_at, replace},
    sql::{Db, SqlError, installation::Installations},
};
use parking_lot::Mutex;
use rand::RngCore;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// The file's name, in the data directory and in the log's.
pub const FILE: &str = "installation.json";
/// The file whose inode is part of the place. Never written again.
const ANCHOR: &str = "anchor";

/// Which installation, and how often a person has confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Random, the same for ever.
    pub id: String,
    /// Raised by every confirmation, by restores and by going on after a loss.
    pub epoch: u64,
}

impl Identity {
    /// A new installation.
    #[must_use]
    pub fn fresh() -> Self {
        Self { id: random(), epoch: 1 }
    }

    /// Where no one says which: stores that were opened by themselves.
    #[must_use]
    pub(crate) fn nobody() -> Self {
        Self { id: String::new(), epoch: 0 }
    }
}

/// Where a data directory lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The name given by the settings: then nothing else counts.
    #[serde(default)]
    pub name: Option<String>,
    /// The path, without links.
    pub path: PathBuf,
    /// The machine, where it has a lasting id.
    #[serde(default)]
    pub machine: Option<String>,
    /// What marks the directory on its file system.
    pub directory: Mark,
    /// The file that is never written again.
    pub anchor: Mark,
}

/// What tells a file or directory from its copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its number on its disk.
    pub inode: u64,
    /// When it was made, in nanoseconds since 1970, where the disk keeps it.
    #[serde(default)]
    pub born: Option<u64>,
}

impl Mark {
    fn of(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        let since = found.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
        let born = since.and_then(|since| u64::try_from(since.as_nanos()).ok());
        Ok(Self { inode: found.ino(), born })
    }

    fn fits(self, other: Self) -> bool {
        self.inode == other.inode && same(&self.born, &other.born)
    }
}

/// What is not known on both sides is not compared.
fn same<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

impl Place {
    /// Where `dir` lies now.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn of(dir: &Path, name: Option<&str>) -> io::Result<Self> {
        let path = fs::canonicalize(dir)?;
        let anchor = path.join(ANCHOR);
        if !anchor.exists() {
            replace(&anchor, b"The inode of this file tells this directory from its copies.\n")?;
        }
        Ok(Self {
            name: name.filter(|name| !name.is_empty()).map(str::to_owned),
            machine: machine(),
            directory: Mark::of(&path)?,
            anchor: Mark::of(&anchor)?,
            path,
        })
    }

    /// What differs; nothing if it is the same place.
    #[must_use]
    pub fn differs(&self, now: &Self) -> Vec<HoldFact> {
        if self.name.is_some() || now.name.is_some() {
            let differs = self.name != now.name;
            let told = || HoldFact::PlaceNamed { now: now.name.clone(), before: self.name.clone() };
            return differs.then(told).into_iter().collect();
        }
        let mut found = Vec::new();
        if self.path != now.path {
            let shown = |path: &Path| path.display().to_string();
            found.push(HoldFact::LiesAt { now: shown(&now.path), before: shown(&self.path) });
        }
        if !same(&self.machine, &now.machine) {
            found.push(HoldFact::OtherMachine);
        }
        if !self.directory.fits(now.directory) {
            found.push(HoldFact::OtherDirectory);
        }
        if !self.anchor.fits(now.anchor) {
            found.push(HoldFact::FilesCopied);
        }
        found
    }
}

/// The machine's lasting id. In a container there is none: what stands there belongs to the image.
fn machine() -> Option<String> {
    let container = ["/.dockerenv", "/run/.containerenv"].iter().any(|path| Path::new(path).exists());
    if container || std::env::var_os("KUBERNETES_SERVICE_HOST").is_some() {
        return None;
    }
    let read = |path| fs::read_to_string(path).ok().map(|text| text.trim().to_owned());
    ["/etc/machine-id", "/var/lib/dbus/machine-id"].into_iter().filter_map(read).find(|id| id.len() >= 32)
}

/// What `installation.json` holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    identity: Identity,
    /// Whether log and database have been told; until then they may be behind.
    settled: bool,
    /// Whether a manifest was written here: from then on there must be one.
    #[serde(default)]
    marked: bool,
    place: Place,
}

/// Why an installation cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// The disk says no.
    #[error("the data directory cannot be used: {0}")]
    Disk(#[from] io::Error),
    /// The database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// An opened installation.
#[derive(Debug)]
pub struct Installation {
    dir: PathBuf,
    store: Installations,
    now: Mutex<Identity>,
    place: Place,
    /// Names this process in the lease.
    lease: Lease,
}

impl Installation {
    /// Compares directory, log, database and place, and puts a hold where they do not fit. A directory without an
    /// identity gets one: it is new, or of a release that had none.
    ///
    /// # Errors
    /// [`InstallationError`].
    pub async fn open(
        dir: &Path,
        place: Option<&str>,
        db: &Db,
        hold: &Hold,
        at: Time,
    ) -> Result<Self, InstallationError> {
        fs::create_dir_all(dir.join("log"))?;
        let store = Installations::new(db.clone());
        let (file, log, sql) =
            (read::<Stored>(&dir.join(FILE)), read::<Identity>(&dir.join("log").join(FILE)), store.get().await?);
        let place = Place::of(dir, place)?;
        let known = match &file {
            Found::Some(stored) => Some(stored.identity.clone()),
            _ => None,
        };
        let first = matches!((&file, &log, &sql), (Found::None, Found::None, None));
        let identity = known.or_else(|| log.clone().some()).or_else(|| sql.clone()).unwrap_or_else(Identity::fresh);
        let opened = Self {
            dir: dir.to_owned(),
            store,
            now: Mutex::new(identity.clone()),
            place: place.clone(),
            lease: Lease::of(dir, identity.epoch),
        };
        if first {
            opened.settle(&identity).await?;
            opened.take(db, hold)?;
            return Ok(opened);
        }
        match file {
            Found::Some(stored) => {
                let differs = stored.place.differs(&place);
                let same_place = differs.is_empty();
                if !same_place {
                    hold.put(Why::Moved, differs, at)?;
                }
                let fits = |witness: &Found<Identity>| match witness {
                    Found::Some(other) if stored.settled => *other == identity,
                    // It was being told when the program ended.
                    Found::Some(other) => other.id == identity.id && other.epoch <= identity.epoch,
                    Found::None => !stored.settled,
                    Found::Unreadable => false,
                };
                let (log_fits, sql_fits) = (fits(&log), fits(&sql.map_or(Found::None, Found::Some)));
                let mixed = [(log_fits, HoldFact::ForeignLog), (sql_fits, HoldFact::ForeignDatabase)];
                let mixed: Vec<HoldFact> = mixed.into_iter().filter(|(fits, _)| !fits).map(|(_, fact)| fact).collect();
                if !mixed.is_empty() {
                    hold.put(Why::Mixed, mixed, at)?;
                } else if !stored.settled && same_place {
                    opened.settle(&identity).await?;
                }
            }
            Found::None | Found::Unreadable => {
                hold.put(Why::Mixed, [HoldFact::FileMissing { file: FILE.to_owned() }], at)?;
            }
        }
        if lease::beats_elsewhere(dir).await {
            hold.put(Why::Shared, [HoldFact::SharedElsewhere], at)?;
        }
        opened.take(db, hold)?;
        Ok(opened)
    }

    /// Takes the directory: from now on its stores are written by this process only.
    fn take(&self, db: &Db, hold: &Hold) -> io::Result<()> {
        self.lease.take()?;
        db.fence(self.lease.clone());
        hold.fence(self.lease.clone());
        Ok(())
    }

    /// Which installation.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.now.lock().clone()
    }

    /// When this directory became one, by the time of the file that is never written again.
    #[must_use]
    pub fn since(&self) -> Option<Time> {
        let written = fs::metadata(self.dir.join(ANCHOR)).and_then(|found| found.modified()).ok()?;
        let since = written.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok().map(Time)
    }

    /// The data directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where it lies.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// A person has confirmed that this directory, here, is the one that goes on: the epoch is raised, in directory, log
    /// and database. Other copies keep the old one.
    ///
    /// # Errors
    /// [`InstallationError`]; then it may be repeated, and nothing is confirmed.
    pub async fn confirm(&self) -> Result<Identity, InstallationError> {
        // What the other one appended is not known here: only a start finds out.
        self.lease.check()?;
        let told = [read::<Identity>(&self.dir.join("log").join(FILE)).some(), self.store.get().await?];
        let mut identity = self.identity();
        identity.epoch = told.into_iter().flatten().map(|other| other.epoch).fold(identity.epoch, u64::max) + 1;
        self.settle(&identity).await?;
        *self.now.lock() = identity.clone();
        self.lease.confirmed(identity.epoch)?;
        Ok(identity)
    }

    /// Tells everybody. A crash in between leaves it unsettled, and the next start goes on.
    async fn settle(&self, identity: &Identity) -> Result<(), InstallationError> {
        let marked = read::<Stored>(&self.dir.join(FILE)).some().is_some_and(|stored| stored.marked);
        let stored = |settled| Stored { identity: identity.clone(), settled, marked, place: self.place.clone() };
        write(&self.dir.join(FILE), &stored(false))?;
        write(&self.dir.join("log").join(FILE), identity)?;
        self.store.put(identity).await?;
        write(&self.dir.join(FILE), &stored(true))?;
        Ok(())
    }
}

impl Installation {
    /// From now on there must be a manifest: one was written.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn mark(&self) -> io::Result<()> {
        self.lease.check()?;
        match read::<Stored>(&self.dir.join(FILE)).some() {
            Some(stored) if !stored.marked => write(&self.dir.join(FILE), &Stored { marked: true, ..stored }),
            _ => Ok(()),
        }
    }
}

/// Which installation the files say it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The directory's word.
    pub(crate) dir: Option<Identity>,
    /// Whether log and database had been told it.
    pub(crate) settled: bool,
    /// Whether a manifest was written here.
    pub(crate) marked: bool,
    /// The log's word.
    pub(crate) log: Option<Identity>,
}

/// Reads it.
pub(crate) fn named(dir: &Path) -> Named {
    let stored = read::<Stored>(&dir.join(FILE)).some();
    let settled = stored.as_ref().is_some_and(|stored| stored.settled);
    let marked = stored.as_ref().is_some_and(|stored| stored.marked);
    Named { dir: stored.map(|stored| stored.identity), settled, marked, log: read(&dir.join("log").join(FILE)).some() }
}

/// Tells the log which installation it belongs to.
pub(crate) fn tell_log(dir: &Path, identity: &Identity) -> io::Result<()> {
    write(&dir.join("log").join(FILE), identity)
}

/// Makes a restored directory this installation, at its new place. Its log and database are told at the first start.
pub(crate) fn begin_again(dir: &Path, identity: &Identity) -> io::Result<()> {
    let place = Place::of(dir, None)?;
    write(&dir.join(FILE), &Stored { identity: identity.clone(), settled: false, marked: false, place })
}

/// A file of ours.
#[derive(Clone, Debug)]
enum Found<T> {
    Some(T),
    None,
    Unreadable,
}

impl<T> Found<T> {
    fn some(self) -> Option<T> {
        match self {
            Self::Some(found) => Some(found),
            Self::None | Self::Unreadable => None,
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Found<T> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Found::None,
        Err(_) => Found::Unreadable,
        Ok(bytes) => serde_json::from_slice(&bytes).map_or(Found::Unreadable, Found::Some),
    }
}

/// Whether the file is as it was written.
pub(crate) fn look(dir: &Path) -> io::Result<()> {
    look_at::<Stored>(&dir.join(FILE))
}

fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    replace(path, &serde_json::to_vec_pretty(value).map_err(io::Error::other)?)
}

fn random() -> String {
    let mut bytes = [0u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    crate::sql::hex(&bytes)
}

/// Names the running kernel; a new one after each boot.
pub(crate) fn kernel() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned()).unwrap_or_default()
}

impl Installation {
    /// The lease of this process.
    #[must_use]
    pub fn lease(&self) -> &Lease {
        &self.lease
    }

    /// Beats. `false` if another process has taken the directory: then nothing more is sent by this one, and what the directory says of
    /// holds is the other's.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn keep_lease(&self, hold: &Hold, at: Time) -> io::Result<bool> {
        let kept = self.lease.renew();
        if self.lease.is_lost() {
            // It is on in this process; its file stays as it is.
            let _ = hold.put(Why::Shared, [HoldFact::Taken], at);
        }
        kept
    }

    /// Lets the directory go: the next process need not wait.
    pub fn end_lease(&self) {
        self.lease.end();
    }
}

#[cfg(test)]
mod tests;
