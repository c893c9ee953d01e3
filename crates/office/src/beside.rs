//! Keeping the journal beside the backups up to date.

use crate::Office;
use parking_lot::Mutex;
use rapport_kernel::Time;
use rapport_platform::{
    journal::{self, Fact, Journal, Key},
    sql::secret::Secrets,
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// How often the journal is written. What happened since is missing from it if the disk dies in between.
pub const EVERY: Duration = Duration::from_millis(500);

/// In which folder the journal says which messages came back, under this name in the database.
const TOLD: &str = "journal-tells-what-came-back";

/// The journal, if there is a folder for it.
pub struct Beside {
    folder: Option<PathBuf>,
    key: Key,
    journal: Mutex<Option<Journal>>,
    /// What became of vouchers and is not written yet.
    uses: Mutex<Vec<(Time, Fact)>>,
    behind: AtomicBool,
    /// Whether the journal says which messages came back.
    told: AtomicBool,
}

impl Beside {
    /// A journal in `folder`, opened when it is written first.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, key: Key) -> Self {
        let (behind, told) = Default::default();
        Self { folder, key, journal: Mutex::default(), uses: Mutex::default(), behind, told }
    }

    /// The key addresses are hashed with.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Notes what became of a voucher, to be written with the next lines. The log does not say it: while the journal's disk is away, it
    /// is kept in memory.
    pub fn note(&self, at: Time, fact: Fact) {
        if self.folder.is_some() {
            self.uses.lock().push((at, fact));
        }
    }

    /// Whether it could not be written the last time.
    #[must_use]
    pub fn behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// Writes what the log says since the last time. A disk that is away is tried again the next time, from the same place.
    pub async fn follow(&self, app: &Office) {
        let Some(folder) = self.folder.clone() else { return };
        let written = match self.tell_what_came_back(app, &folder).await {
            Ok(()) => {
                let at = app.clone();
                tokio::task::spawn_blocking(move || write(&at, folder)).await.map_err(io::Error::other).flatten()
            }
            told => told,
        };
        if let Err(error) = &written {
            metrics::counter!("rapport_journal_failed_total").increment(1);
            if !self.behind() {
                tracing::error!(%error, "the journal beside the backups cannot be written");
            }
        }
        self.behind.store(written.is_err(), Ordering::Relaxed);
    }

    /// Once for each folder: its journal may be of a release that did not note what came back.
    async fn tell_what_came_back(&self, app: &Office, folder: &Path) -> io::Result<()> {
        if self.told.load(Ordering::Relaxed) {
            return Ok(());
        }
        let secrets = Secrets::new(app.db.clone());
        let name = folder.display().to_string();
        if secrets.get(TOLD).await.map_err(io::Error::other)?.as_ref() != Some(&name) {
            let (at, folder) = (app.clone(), folder.to_owned());
            let tell = move || {
                let (log, identity) = (at.runtime.log(), at.installation.identity());
                journal::tell_what_came_back(&folder, &at.beside.key, &log, &identity)
            };
            let lines = tokio::task::spawn_blocking(tell).await.map_err(io::Error::other).flatten()?;
            if lines > 0 {
                tracing::info!(lines, "the journal of an earlier release says now which messages came back");
            }
            // A full disk must not keep a "no" out of the journal; the next start asks the log again.
            if let Err(error) = secrets.put(TOLD, &name, app.now()).await {
                tracing::debug!(%error, "that the journal says which messages came back could not be noted");
            }
        }
        self.told.store(true, Ordering::Relaxed);
        Ok(())
    }
}

fn write(app: &Office, folder: PathBuf) -> io::Result<()> {
    let (log, identity) = (app.runtime.log(), app.installation.identity());
    let mut journal = app.beside.journal.lock();
    // One that fails is opened again: it then goes on behind the last whole line.
    let mut opened = match journal.take() {
        Some(journal) => journal,
        None => Journal::open(&folder, app.beside.key.clone(), &log, &identity, app.now())?,
    };
    opened.follow(&log, &identity)?;
    let uses = app.beside.uses.lock().clone();
    opened.uses(&log, &identity, &uses)?;
    app.beside.uses.lock().drain(..uses.len());
    *journal = Some(opened);
    Ok(())
}
