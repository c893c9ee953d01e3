//! Keeping the journal beside the backups up to date.

use crate::App;
use parking_lot::Mutex;
use rapport_kernel::Time;
use rapport_platform::journal::{Fact, Journal, Key};
use std::{
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// How often the journal is written. What happened since is missing from it if the disk dies in between.
pub const EVERY: Duration = Duration::from_millis(500);

/// The journal, if there is a folder for it.
pub struct Beside {
    folder: Option<PathBuf>,
    key: Key,
    journal: Mutex<Option<Journal>>,
    /// What became of vouchers and is not written yet.
    uses: Mutex<Vec<(Time, Fact)>>,
    behind: AtomicBool,
}

impl Beside {
    /// A journal in `folder`, opened when it is written first.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, key: Key) -> Self {
        Self { folder, key, journal: Mutex::default(), uses: Mutex::default(), behind: AtomicBool::default() }
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
    pub async fn follow(&self, app: &App) {
        let Some(folder) = self.folder.clone() else { return };
        let at = app.clone();
        let written = tokio::task::spawn_blocking(move || write(&at, folder)).await.map_err(io::Error::other).flatten();
        if let Err(error) = &written {
            metrics::counter!("rapport_journal_failed_total").increment(1);
            if !self.behind() {
                tracing::error!(%error, "the journal beside the backups cannot be written");
            }
        }
        self.behind.store(written.is_err(), Ordering::Relaxed);
    }
}

fn write(app: &App, folder: PathBuf) -> io::Result<()> {
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
