//! Keeping the journal beside the backups up to date.

use crate::{
    Office,
    again::sources,
    refused::{Cause, Refused},
};
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
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    select,
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};

/// How often the journal is written. What the log said since is missing from it if the disk dies in between.
const EVERY: Duration = Duration::from_millis(500);
/// So long a till waits for the journal at most: a disk that hangs is no reason to keep a customer waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// So many uses of vouchers wait in memory at most while the journal's disk is away: a day of a busy chain's tills.
pub const MOST_WAITING: usize = 50_000;

/// In which folder the journal says which messages came back, under this name in the database.
const TOLD: &str = "journal-tells-what-came-back";

/// The journal, if there is a folder for it.
pub struct Beside {
    folder: Option<PathBuf>,
    key: Key,
    journal: Mutex<Option<Journal>>,
    uses: Uses,
    /// How often sources were changed since the start, and how many of these changes the journal says.
    sources: (AtomicU64, AtomicU64),
    behind: AtomicBool,
    /// Whether the journal says which messages came back.
    told: AtomicBool,
}

/// A use that the journal does not say yet, with the room it takes.
type WaitingUse = (Time, Fact, HeldRoom);

/// Room in memory for one use of a voucher until the journal says it; given back when it does, or when there was no use.
pub struct HeldRoom(#[expect(dead_code, reason = "held until it is dropped")] Option<OwnedSemaphorePermit>);

/// What became of vouchers and is not written yet.
struct Uses {
    room: Arc<Semaphore>,
    /// How many were noted since the start, and those of them that wait.
    waiting: Mutex<(u64, Vec<WaitingUse>)>,
    /// Somebody waits.
    noted: Notify,
    /// How many were written.
    written: watch::Sender<u64>,
}

impl Beside {
    /// A journal in `folder`, opened when it is written first.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, key: Key) -> Self {
        let (journal, sources, behind, told) = Default::default();
        Self { folder, key, journal, uses: Uses::new(), sources, behind, told }
    }

    /// The key addresses are hashed with.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Room for a use of a voucher, asked for before anything is done: what the journal cannot say must not be without a bound.
    ///
    /// # Errors
    /// [`Cause::JournalBehind`]: the journal's disk has been away for too long.
    pub fn place(&self) -> Result<HeldRoom, Refused> {
        if self.folder.is_none() {
            return Ok(HeldRoom(None));
        }
        self.uses.room.clone().try_acquire_owned().map(|room| HeldRoom(Some(room))).map_err(|_| {
            let detail = format!("{MOST_WAITING} uses of vouchers wait for the journal beside the backups.");
            Refused::new(Cause::JournalBehind, detail).retry_after(30)
        })
    }

    /// Notes what became of a voucher, and waits until it is written: the log does not say it, so whoever is answered must find it in the
    /// journal. While the journal's disk is away, it is kept in memory, and nobody waits.
    pub async fn note(&self, place: HeldRoom, at: Time, fact: Fact) {
        if self.folder.is_none() {
            return;
        }
        let number = {
            let (noted, waiting) = &mut *self.uses.waiting.lock();
            waiting.push((at, fact, place));
            *noted += 1;
            *noted
        };
        self.uses.noted.notify_one();
        let mut written = self.uses.written.subscribe();
        // Whoever has waited for long enough is answered all the same: it is written as soon as it can be.
        let _ = timeout(PATIENCE, written.wait_for(|written| *written >= number || self.behind())).await;
    }

    /// Notes that sources may be others than the journal says; which change that was.
    pub fn sources_may_differ(&self) -> u64 {
        let number = self.sources.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.uses.noted.notify_one();
        number
    }

    /// Notes that a source was changed, and waits until the journal says it. While its disk is away nobody waits: it is written as soon
    /// as it can be.
    pub async fn source_changed(&self) {
        if self.folder.is_none() {
            return;
        }
        let number = self.sources_may_differ();
        let mut written = self.uses.written.subscribe();
        let told = |_: &u64| self.sources.1.load(Ordering::SeqCst) >= number || self.behind();
        let _ = timeout(PATIENCE, written.wait_for(told)).await;
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
            Ok(()) => self.write(app, folder).await,
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

    async fn write(&self, app: &Office, folder: PathBuf) -> io::Result<()> {
        // Asked before they are read: what changes meanwhile is another change.
        let (changes, told) = (self.sources.0.load(Ordering::SeqCst), self.sources.1.load(Ordering::SeqCst));
        let sources = match changes > told {
            true => sources::all(app.sources.store()).await.map_err(io::Error::other)?,
            false => Vec::new(),
        };
        let at = app.clone();
        let write = move || write(&at, folder, changes, &sources);
        tokio::task::spawn_blocking(write).await.map_err(io::Error::other).flatten()
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

impl Uses {
    fn new() -> Self {
        let (waiting, noted, written) = Default::default();
        Self { room: Arc::new(Semaphore::new(MOST_WAITING)), waiting, noted, written }
    }
}

fn write(app: &Office, folder: PathBuf, changes: u64, sources: &[Fact]) -> io::Result<()> {
    app.installation.lease().check()?;
    let (log, identity) = (app.runtime.log(), app.installation.identity());
    let mut journal = app.beside.journal.lock();
    // One that fails is opened again: it then goes on behind the last whole line.
    let mut opened = match journal.take() {
        Some(journal) => journal,
        None => Journal::open(&folder, app.beside.key.clone(), &log, &identity, app.now())?,
    };
    opened.follow(&log, &identity)?;
    opened.sources(&log, &identity, app.now(), sources)?;
    let waiting = app.beside.uses.waiting.lock();
    let uses: Vec<_> = waiting.1.iter().map(|(at, fact, _)| (*at, fact.clone())).collect();
    drop(waiting);
    opened.uses(&log, &identity, &uses)?;
    app.beside.sources.1.fetch_max(changes, Ordering::SeqCst);
    app.beside.uses.waiting.lock().1.drain(..uses.len());
    app.beside.uses.written.send_modify(|written| *written += uses.len() as u64);
    *journal = Some(opened);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn while_the_disk_is_away_so_many_uses_wait_and_no_more() {
        let beside = Beside::new(Some("away".into()), Key([7; 32]));
        beside.behind.store(true, Ordering::Relaxed);
        let undone = || Fact::RolledBack { voucher: "v".into(), redemption: "r".into(), branches: Vec::new() };
        for _ in 0..MOST_WAITING {
            beside.note(beside.place().unwrap(), Time(0), undone()).await;
        }
        let refused = beside.place().map(drop).unwrap_err();
        assert_eq!((refused.cause, refused.retry_after), (Cause::JournalBehind, Some(30)));
        beside.uses.waiting.lock().1.drain(..2);
        drop(beside.place().unwrap());
        assert!(beside.place().is_ok(), "what was not used is given back");
    }
}
