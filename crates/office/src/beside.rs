//! Keeping the journal beside the backups up to date.

use crate::Office;
use parking_lot::Mutex;
use rapport_kernel::Time;
use rapport_platform::{
    journal::{self, Fact, Journal, Key},
    sql::secret::Secrets,
};
use std::{
    future::pending,
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{
    select,
    sync::{Notify, watch},
    time::timeout,
};

/// How often the journal is written. What the log said since is missing from it if the disk dies in between.
const EVERY: Duration = Duration::from_millis(500);
/// So long a till waits for the journal at most: a disk that hangs is no reason to keep a customer waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// In which folder the journal says which messages came back, under this name in the database.
const TOLD: &str = "journal-tells-what-came-back";

/// The journal, if there is a folder for it.
pub struct Beside {
    folder: Option<PathBuf>,
    key: Key,
    journal: Mutex<Option<Journal>>,
    uses: Uses,
    behind: AtomicBool,
    /// Whether the journal says which messages came back.
    told: AtomicBool,
}

/// What became of vouchers and is not written yet.
#[derive(Default)]
struct Uses {
    /// How many were noted since the start, and those of them that wait.
    waiting: Mutex<(u64, Vec<(Time, Fact)>)>,
    /// Somebody waits.
    noted: Notify,
    /// How many were written.
    written: watch::Sender<u64>,
}

impl Beside {
    /// A journal in `folder`, opened when it is written first.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, key: Key) -> Self {
        let (behind, told) = Default::default();
        Self { folder, key, journal: Mutex::default(), uses: Uses::default(), behind, told }
    }

    /// The key addresses are hashed with.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Notes what became of a voucher, and waits until it is written: the log does not say it, so whoever is answered must find it in the
    /// journal. While the journal's disk is away, it is kept in memory, and nobody waits.
    pub async fn note(&self, at: Time, fact: Fact) {
        if self.folder.is_none() {
            return;
        }
        let number = {
            let (noted, waiting) = &mut *self.uses.waiting.lock();
            waiting.push((at, fact));
            *noted += 1;
            *noted
        };
        self.uses.noted.notify_one();
        let mut written = self.uses.written.subscribe();
        // Whoever has waited for long enough is answered all the same: it is written as soon as it can be.
        let _ = timeout(PATIENCE, written.wait_for(|written| *written >= number || self.behind())).await;
    }

    /// Writes again and again, at once where somebody waits for it.
    pub async fn keep(&self, app: &Office) {
        loop {
            self.follow(app).await;
            // While the disk is away, those who come do not make it be asked more often.
            let hurry = async { if self.behind() { pending().await } else { self.uses.noted.notified().await } };
            select! {
                () = tokio::time::sleep(EVERY) => {}
                () = hurry => {}
            }
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
        if written.is_err() {
            // Nobody waits for a disk that is away.
            self.uses.written.send_modify(|_| ());
        }
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
    let uses = app.beside.uses.waiting.lock().1.clone();
    opened.uses(&log, &identity, &uses)?;
    app.beside.uses.waiting.lock().1.drain(..uses.len());
    app.beside.uses.written.send_modify(|written| *written += uses.len() as u64);
    *journal = Some(opened);
    Ok(())
}
