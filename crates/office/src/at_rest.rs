//! Looking after everything that lies on the disk: read slowly, again and again, so that damage is found while there still is
//! a good backup. What can be made again from the log is; of the rest a person is told.

use crate::{Office, heads, view::FailureSaid};
use parking_lot::Mutex;
use rapport_kernel::Time;
use rapport_platform::runtime::{
    Finding, Retention, Store, look_at_backups, look_at_database, look_at_files, look_at_journal,
};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// The first look after a start comes so long after it, at most.
const FIRST: Duration = Duration::from_secs(600);

/// How often to look, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// Between two looks.
    pub every: Duration,
    /// Bytes in a second.
    pub bytes: u64,
    /// How long lines of history are kept, and which are packed.
    pub retention: Retention,
}

impl Default for Rounds {
    fn default() -> Self {
        Self { every: Duration::from_secs(24 * 3_600), bytes: 20 << 20, retention: Retention::default() }
    }
}

/// What the last look found.
#[derive(Debug, Default)]
pub struct AtRest {
    running: AtomicBool,
    last: Mutex<Option<LastLook>>,
    /// How many looks there were.
    looks: AtomicUsize,
}

/// What a look that is over has to tell.
#[derive(Clone, Debug)]
pub struct LastLook {
    /// When it ended.
    pub at: Time,
    /// What is not as it was written.
    pub findings: Vec<Finding>,
    /// Why it did not come to its end.
    pub failed: Option<FailureSaid>,
}

impl LastLook {
    fn damaged(&self) -> u64 {
        self.findings.len() as u64 + u64::from(self.failed.is_some())
    }
}

/// However a look ends, the next one may begin.
struct UnderWay<'a>(&'a AtomicBool);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl AtRest {
    /// The last look since the start.
    #[must_use]
    pub fn last(&self) -> Option<LastLook> {
        self.last.lock().clone()
    }

    /// Whether one is under way.
    #[must_use]
    pub fn running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// How much is damaged, as far as is known; a look that did not come to its end counts as one thing.
    #[must_use]
    pub fn damaged(&self) -> u64 {
        self.last.lock().as_ref().map_or(0, LastLook::damaged)
    }
}

/// Looks again and again.
pub async fn watch(app: Office, rounds: Rounds) {
    tokio::time::sleep(FIRST.min(rounds.every)).await;
    loop {
        look(&app, rounds.bytes).await;
        match app.runtime.tidy(rounds.retention).await {
            Ok(tidied) => tracing::info!(tidied.gone, tidied.packed, "histories are tidy"),
            Err(error) => tracing::warn!(%error, "histories could not be tidied"),
        }
        tokio::time::sleep(rounds.every).await;
    }
}

/// Looks once, at so many bytes in a second, unless somebody does.
pub async fn look(app: &Office, bytes: u64) {
    if app.at_rest.running.swap(true, Ordering::Relaxed) {
        return;
    }
    let _under_way = UnderWay(&app.at_rest.running);
    let (dir, backups) = (app.installation.dir().to_owned(), app.backups.folder().map(Path::to_owned));
    let turn = app.at_rest.looks.fetch_add(1, Ordering::Relaxed);
    let files = tokio::task::spawn_blocking(move || {
        let (begun, mut read) = (Instant::now(), 0u64);
        let mut pace = |more| {
            read += more;
            let due = Duration::from_secs_f64(read as f64 / bytes.max(1) as f64);
            if let Some(early) = due.checked_sub(begun.elapsed()).filter(|early| early.as_millis() > 20) {
                std::thread::sleep(early);
            }
        };
        let mut found = look_at_files(&dir, &mut pace);
        if let Some(folder) = backups {
            found.extend(look_at_journal(&folder));
            found.extend(look_at_backups(&folder, turn, &mut pace));
        }
        found
    });
    let (mut findings, failed) = match files.await {
        Ok(findings) => (findings, None),
        Err(_) => (Vec::new(), Some(FailureSaid::Defect)),
    };
    findings.extend(look_at_database(&app.db, Some(bytes)).await);
    if let Err(broken) = heads::prove(app).await {
        findings.push(Finding::unreadable(Store::Database, &broken));
    }
    let looked = LastLook { at: app.now(), findings, failed };
    tell(app, &looked);
    *app.at_rest.last.lock() = Some(looked);
}

fn tell(app: &Office, looked: &LastLook) {
    for finding in &looked.findings {
        tracing::error!(store = finding.store.code(), detail = %finding.damage, "damaged at rest");
        if let (Store::History, Some(partition)) = (finding.store, finding.partition) {
            app.runtime.mend(partition);
        }
    }
    if let Some(error) = &looked.failed {
        tracing::error!(%error, "what lies on the disk could not be read to the end");
    }
    metrics::gauge!("rapport_at_rest_findings").set(looked.damaged() as f64);
    metrics::counter!("rapport_at_rest_looks_total").increment(1);
}
