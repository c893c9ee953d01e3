//! Backups: all stores as they were at one position of the log, in a directory of their own, and the way back.
//!
//! ```text
//! BACKUP/backup.json     written last: installation, position, and length and SHA-256 of every file
//! BACKUP/data/           a data directory: log, snapshots, histories, database, what is known of imported files
//! ```
//!
//! A backup is taken while everything goes on, in an order in which the parts fit together:
//!
//! 1. what is known of imported files, snapshots, then histories: whatever they hold is in the log that is copied later. The other
//!    way round a row would count as in that is in no log, and never be brought in again;
//! 2. while no one writes to the database, the log's position is noted and a view of the database is opened; the view is then copied
//!    while everybody writes again. So the copy holds nothing that the log up to that position does not explain;
//! 3. the log up to that position.
//!
//! The database is always copied into an SQLite file, whatever engine it is on: one form, which every release can check and bring
//! back to either engine.
//!
//! A start from it therefore does what a start after a crash does: what the log says and the others do not know yet is
//! applied again.
//!
//! A restored installation is the past: it is put on hold, with the next epoch.

use crate::{
    heads,
    hold::{Hold, HoldFact, Why},
    installation::{self, Identity, Lease},
    journal,
    log::{Reader, Segments, replace, sync_dir},
    sql::{Db, Location, SqlError, copying::CopyError, installation::Installations, peek::peek},
    stores::{self, DATABASE},
};
use rapport_kernel::{Time, port::LogError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The manifest's name.
pub const MANIFEST: &str = "backup.json";
/// Stands in a data directory while a backup is being restored into it.
pub const RESTORING: &str = "restoring";
/// Stands in a restored data directory until its first start has ended every way in that the backup knew ([`was_restored`]).
pub const RESTORED: &str = "restored";
/// The form of the manifest.
const FORMAT: u32 = 1;
/// Where the data lies in a backup.
const DATA: &str = "data";
/// Directories that are copied as they are, before the log: snapshots before histories, for they must not know more than those.
/// Files that wait to be imported stay behind: no one comes back for them.
const BEFORE_THE_LOG: [&str; 4] = ["files/series", "files/actuals", "state", "history"];
const LAST: &str = "last-backup.json";
/// Small files that go along if they are there: work that was set aside, and what an earlier restore still has to say again or
/// must not send again.
const NOTES: [&str; 6] = [
    RESTORED,
    "aside.ndjson",
    crate::format::FILE,
    crate::left_out::FILE,
    crate::journal::REPLAY,
    crate::journal::SPOKEN,
];

/// What a backup is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub format: u32,
    /// Which release took it.
    pub release: String,
    /// The moment at which the log's end was read.
    pub taken: Time,
    /// The number and epoch of what was copied.
    pub installation: Identity,
    /// The position of the log behind the last record in it.
    pub position: u64,
    /// What the backup holds, each file with length and sum.
    pub files: Vec<Sum>,
}

impl Manifest {
    /// How many bytes all files have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Its path in the data directory.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// The last backup that was taken of a data directory, as the directory remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Where it lies.
    pub dir: PathBuf,
    /// The moment that its manifest names.
    pub taken: Time,
    /// The position of the log behind the last record in it.
    pub position: u64,
    /// How much it holds.
    pub bytes: u64,
}

impl Last {
    /// What the directory remembers; nothing if there was none, or the note is damaged.
    #[must_use]
    pub fn of(data: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(data.join(LAST)).ok()?).ok()
    }
}

/// Why a backup cannot be taken, used or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something is there already.
    #[error("{} is not empty, it holds `{holds}`: {what} goes into a directory that is empty or not there yet, such as {}",
        dir.display(), dir.join(name).display())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
        /// Something in it.
        holds: String,
        /// What would be written there.
        what: &'static str,
        /// A name for a directory inside it.
        name: &'static str,
    },
    /// There is no finished backup.
    #[error("{} holds no finished backup: it has no {MANIFEST}. {}", dir.display(), meant(near))]
    Missing {
        /// The directory that was named.
        dir: PathBuf,
        /// Finished backups around it.
        near: Vec<PathBuf>,
    },
    /// A part is not what it was.
    #[error("the backup is damaged: {path} {what}. Use another backup")]
    Damaged {
        /// The file, below the backup's directory.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// A newer program took it.
    #[error("the backup was taken by release {0}, which writes another form: use that release or a newer one")]
    Newer(String),
    /// There is no installation to take a backup of.
    #[error("{} holds no installation: start it once with this release", .0.display())]
    NoInstallation(PathBuf),
    /// The log says no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The database cannot be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// What a backup is taken of.
pub struct Source<'a> {
    /// The data directory.
    pub data: &'a Path,
    /// A reader of the log that is being written.
    pub log: Reader,
    /// Its database.
    pub db: &'a Db,
    /// The number and epoch that the manifest names.
    pub installation: Identity,
    /// The moment that the manifest names.
    pub at: Time,
    /// Whose the data directory is.
    pub lease: Lease,
}

impl Source<'_> {
    /// Takes a backup into `into`, which must be empty or not there yet. The manifest is written last: without it there is
    /// no backup.
    ///
    /// # Errors
    /// [`BackupError`]; then what was copied so far is left for a person to look at.
    pub async fn back_up(&self, into: &Path) -> Result<Manifest, BackupError> {
        check_target(into)?;
        let data = into.join(DATA);
        fs::create_dir_all(data.join("log"))?;
        private(into)?;
        let (from, to) = (self.data.to_owned(), data.clone());
        blocking(move || {
            BEFORE_THE_LOG.iter().try_for_each(|name| copy_dir(&from.join(name), &to.join(name)))?;
            // Before the database: no head is of a line that the copy has not.
            if from.join(heads::FILE).exists() {
                copy_file(&from.join(heads::FILE), &to.join(heads::FILE))?;
            }
            Ok(())
        })
        .await?;
        let position = self.db.copy_to(&data.join(DATABASE), || self.log.end()).await?;
        // The database says that there is one.
        let beat = peek(&Location::within(&data)).await?.beat;
        stores::Manifest::new(self.installation.clone(), position, beat).write(&data)?;
        let (log, to, from) = (self.log.clone(), data.clone(), self.data.to_owned());
        let files = blocking(move || {
            log.copy_to(&to.join("log"), position)?;
            File::open(to.join(DATABASE))?.sync_all()?;
            for note in NOTES.iter().filter(|note| from.join(note).exists()) {
                copy_file(&from.join(note), &to.join(note))?;
            }
            sync_dir(&to)?;
            sums(&to)
        });
        let manifest = Manifest {
            format: FORMAT,
            release: env!("CARGO_PKG_VERSION").to_owned(),
            taken: self.at,
            installation: self.installation.clone(),
            position: position.0,
            files: files.await?,
        };
        // Whoever was stopped meanwhile has copied what two processes wrote.
        self.lease.check()?;
        replace(&into.join(MANIFEST), &serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?)?;
        let last = Last { dir: into.to_owned(), taken: self.at, position: manifest.position, bytes: manifest.bytes() };
        replace(&self.data.join(LAST), &serde_json::to_vec_pretty(&last).map_err(io::Error::other)?)?;
        Ok(manifest)
    }
}

/// Takes a backup of a data directory that no process uses.
///
/// # Errors
/// [`BackupError`]; also if a process uses it.
pub async fn back_up_stopped(data: &Path, database: &Location, into: &Path, at: Time) -> Result<Manifest, BackupError> {
    let log = data.join("log");
    if !log.exists() || !database.exists().await? {
        return Err(BackupError::NoInstallation(data.to_owned()));
    }
    let segments = blocking(move || Ok(Segments::open(&log)?)).await?;
    let db = Db::open_at(database).await?;
    let installation = Installations::new(db.clone()).get().await?;
    let installation = installation.ok_or_else(|| BackupError::NoInstallation(data.to_owned()))?;
    let (log, lease) = (segments.reader(), Lease::alone());
    let manifest = Source { data, log, db: &db, installation, at, lease }.back_up(into).await;
    db.close().await?;
    drop(segments);
    manifest
}

/// Reads a backup's manifest and checks every file against it.
///
/// # Errors
/// [`BackupError::Missing`], [`BackupError::Damaged`], [`BackupError::Newer`], [`BackupError::Disk`].
pub fn verify(backup: &Path) -> Result<Manifest, BackupError> {
    verify_at(backup, &mut |_| ())
}

/// The same at a pace: `pace` is told how many bytes were read, and may take its time.
///
/// # Errors
/// As [`verify`].
pub fn verify_at(backup: &Path, pace: &mut dyn FnMut(u64)) -> Result<Manifest, BackupError> {
    let manifest = look(backup)?;
    for file in &manifest.files {
        if sum(&backup.join(DATA).join(&file.path), pace)? != file.sha256 {
            return Err(damaged(&file.path, "was changed"));
        }
    }
    Ok(manifest)
}

/// The finished backups in a folder, each with its manifest if that can be read.
pub(crate) fn finished(folder: &Path) -> Vec<(PathBuf, Option<Manifest>)> {
    let inside = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let read = |dir: PathBuf| {
        let bytes = fs::read(dir.join(MANIFEST)).ok()?;
        let manifest = serde_json::from_slice(&bytes).ok();
        Some((dir, manifest))
    };
    inside.filter_map(read).collect()
}

fn damaged(path: &str, what: &str) -> BackupError {
    BackupError::Damaged { path: path.to_owned(), what: what.to_owned() }
}

/// Reads a backup's manifest and whether every file is there in its full length.
///
/// # Errors
/// As [`verify`].
pub(crate) fn look(backup: &Path) -> Result<Manifest, BackupError> {
    let bytes = match fs::read(backup.join(MANIFEST)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(BackupError::Missing { dir: backup.to_owned(), near: near(backup) });
        }
        read => read?,
    };
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| damaged(MANIFEST, &format!("cannot be read: {error}")))?;
    if manifest.format > FORMAT {
        return Err(BackupError::Newer(manifest.release));
    }
    let plain = |path: &str| path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    for file in &manifest.files {
        if !plain(&file.path) {
            return Err(damaged(&file.path, "is no path inside a backup"));
        }
        let path = backup.join(DATA).join(&file.path);
        let found = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged(&file.path, "is missing")),
            found => found?,
        };
        if found.len() != file.bytes {
            return Err(damaged(&file.path, &format!("has {} bytes, it had {}", found.len(), file.bytes)));
        }
    }
    let has = |wanted: &dyn Fn(&str) -> bool| manifest.files.iter().any(|file| wanted(&file.path));
    if !has(&|path| path == DATABASE) || !has(&|path| path.starts_with("log/")) {
        return Err(damaged(MANIFEST, "names no log or no database"));
    }
    Ok(manifest)
}

/// Restores a backup into `data`, which must be empty or not there yet, and takes over what the journal knows since. The
/// installation keeps its id and gets the next
/// epoch; nothing is sent before a person has looked.
///
/// # Errors
/// [`BackupError`]; then `data` is not usable, and says so at a start.
pub fn restore(backup: &Path, journal: Option<&Path>, data: &Path, at: Time) -> Result<Manifest, BackupError> {
    empty(data, "a restored installation", "data")?;
    let manifest = verify(backup)?;
    if let Some(journal) = journal {
        // Before anything is written: a journal that cannot be read is for a person to look at.
        journal::read(journal)?;
    }
    fs::create_dir_all(data)?;
    private(data)?;
    replace(&data.join(RESTORING), b"A backup is being restored into this directory.\n")?;
    let fact = HoldFact::BackupOf { taken: manifest.taken, position: manifest.position };
    Hold::open(data).put(Why::Restored, [fact], at)?;
    let mut dirs: BTreeSet<PathBuf> = ["log", "state", "history"].map(|name| data.join(name)).into();
    for file in &manifest.files {
        let (from, to) = (backup.join(DATA).join(&file.path), data.join(&file.path));
        let within = to.ancestors().skip(1).take_while(|dir| *dir != data).map(Path::to_owned);
        dirs.extend(within);
        fs::create_dir_all(to.parent().unwrap_or(data))?;
        copy_file(&from, &to)?;
        if sum(&to, &mut |_| ())? != file.sha256 {
            return Err(BackupError::Damaged { path: file.path.clone(), what: "could not be copied".into() });
        }
    }
    for dir in dirs {
        fs::create_dir_all(&dir)?;
        sync_dir(&dir)?;
    }
    if let Some(journal) = journal {
        journal::take_over(journal, data, &manifest.installation, manifest.position)?;
    }
    replace(&data.join(RESTORED), b"Sessions, links and passwords of the backup open nothing.\n")?;
    let epoch = manifest.installation.epoch + 1;
    installation::begin_again(data, &Identity { epoch, ..manifest.installation.clone() })?;
    fs::remove_file(data.join(RESTORING))?;
    sync_dir(data)?;
    Ok(manifest)
}

/// Whether the ways in that the backup knew are still to be ended: whoever was put out since must not come back by one.
#[must_use]
pub fn was_restored(data: &Path) -> bool {
    data.join(RESTORED).exists()
}

/// Notes that they have ended, and that whoever starts the program has a new one.
///
/// # Errors
/// Whatever the disk says; then they end once more at the next start.
pub fn ways_in_ended(data: &Path) -> io::Result<()> {
    fs::remove_file(data.join(RESTORED))?;
    sync_dir(data)
}

async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, BackupError> + Send + 'static,
) -> Result<R, BackupError> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Finished backups in the directory, or around it: someone named the folder of all backups, or a part of one.
fn near(dir: &Path) -> Vec<PathBuf> {
    let finished = |dir: &PathBuf| dir.join(MANIFEST).is_file();
    let inside = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).filter(finished);
    let around = dir.ancestors().skip(1).map(Path::to_owned).filter(finished);
    let mut found: Vec<PathBuf> = around.take(1).chain(inside).collect();
    found.sort();
    found
}

/// Which directory was meant.
fn meant(near: &[PathBuf]) -> String {
    let names: Vec<String> = near.iter().rev().take(5).map(|dir| dir.display().to_string()).collect();
    match names.as_slice() {
        [] => "Either it was cut off, or it is no backup: name the directory that `rapport backup` wrote".to_owned(),
        [one] => format!("Did you mean {one}?"),
        several => format!("It holds several: name one of them, such as {}", several.join(", ")),
    }
}

/// Whether a backup could be written there: the directory is empty or not there yet.
///
/// # Errors
/// [`BackupError::NotEmpty`], [`BackupError::Disk`].
pub fn check_target(into: &Path) -> Result<(), BackupError> {
    empty(into, "a backup", "backup")
}

/// Only a directory in which nothing is can be written into.
fn empty(dir: &Path, what: &'static str, name: &'static str) -> Result<(), BackupError> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
        // A disk of its own has this directory from the beginning.
        Ok(mut files) => match files.find(|file| !file.as_ref().is_ok_and(|file| file.file_name() == "lost+found")) {
            None => Ok(()),
            Some(file) => {
                let holds = file?.file_name().to_string_lossy().into_owned();
                Err(BackupError::NotEmpty { dir: dir.to_owned(), holds, what, name })
            }
        },
    }
}

/// Personal data and secrets lie in it.
fn private(dir: &Path) -> io::Result<()> {
    crate::sql::secret::protect(dir)
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

/// Copies a directory with all that is in it. A file that goes away meanwhile was replaced by a newer one: it is not needed.
fn copy_dir(from: &Path, to: &Path) -> Result<(), BackupError> {
    let files = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    fs::create_dir_all(to)?;
    for file in files {
        let file = file?;
        let path = file.path();
        let Some(name) = path.file_name().filter(|_| path.extension().is_none_or(|end| end != "tmp")) else { continue };
        // Not where a link leads: that is none of ours.
        if file.file_type()?.is_dir() {
            copy_dir(&path, &to.join(name))?;
            continue;
        }
        match copy_file(&path, &to.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => copied?,
        }
    }
    Ok(sync_dir(to)?)
}

/// The sums of all files below `data`, in the order of their paths.
fn sums(data: &Path) -> Result<Vec<Sum>, BackupError> {
    let mut found = Vec::new();
    let mut dirs = vec![data.to_owned()];
    while let Some(dir) = dirs.pop() {
        for file in fs::read_dir(&dir)? {
            let path = file?.path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            let name = path.strip_prefix(data).map_err(io::Error::other)?;
            found.push(Sum {
                path: name.to_string_lossy().into_owned(),
                bytes: fs::metadata(&path)?.len(),
                sha256: sum(&path, &mut |_| ())?,
            });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn sum(path: &Path, pace: &mut dyn FnMut(u64)) -> io::Result<String> {
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 256 << 10]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(crate::sql::hex(&hash.finalize())),
            read => {
                hash.update(&buffer[..read]);
                pace(read as u64);
            }
        }
    }
}

#[cfg(test)]
mod tests;
