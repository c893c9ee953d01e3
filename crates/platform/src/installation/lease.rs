//! The lease of a data directory: a file that beats while a process is at work in it.
//!
//! On one machine the directory's lock decides who works there; a network disk may be seen by a machine that does not see the lock. Whoever
//! starts there waits for longer than a lease is good for, and takes the directory if the lease stands still. So a process that was stopped
//! for a while, and wakes, must not go on as if nothing had happened: before a first byte leaves, the lease must have beaten lately or beat
//! now, and before anything is written to a store of the directory it must not be another's ([`Lease::check`]).

use super::{Found, kernel, random, read, write};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::watch;

pub(super) const FILE: &str = "lease.json";
/// How often the lease beats.
pub const BEAT: Duration = if cfg!(test) { Duration::from_millis(40) } else { Duration::from_secs(2) };
/// How long a beat is good for.
const GOOD_FOR: Duration = Duration::from_millis(BEAT.as_millis() as u64 * 2);
/// How long others watch a lease before they believe that nobody is at work: longer than a beat is good for.
const WATCHED_FOR: Duration = Duration::from_millis(BEAT.as_millis() as u64 * 5 / 2);

/// Who is at work in a directory, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beat {
    /// Random, one for each process.
    pub(super) process: String,
    /// The kernel it runs on: there the directory's lock decides.
    pub(super) kernel: String,
    pub(super) epoch: u64,
    pub(super) beat: u64,
}

/// Why nothing more is written.
#[derive(Debug, thiserror::Error)]
#[error("another process has taken the data directory")]
struct Taken;

/// The lease of one process. Clones share it.
#[derive(Clone, Debug)]
pub struct Lease(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: Option<PathBuf>,
    process: String,
    last: Mutex<Last>,
    lost: watch::Sender<bool>,
    took_over: AtomicBool,
}

#[derive(Debug, Default)]
struct Last {
    epoch: u64,
    beat: u64,
    /// By both clocks: the one stands still while a machine sleeps, the other can be set.
    at: Option<(Instant, SystemTime)>,
}

impl Last {
    fn is_fresh(&self) -> bool {
        self.at.is_some_and(|(steady, wall)| {
            steady.elapsed() < GOOD_FOR && wall.elapsed().is_ok_and(|passed| passed < GOOD_FOR)
        })
    }
}

impl Lease {
    pub(crate) fn of(dir: &Path, epoch: u64) -> Self {
        Self::new(Some(dir.join(FILE)), epoch)
    }

    /// Where nobody else can be at work: a directory that is opened by itself.
    #[must_use]
    pub fn alone() -> Self {
        Self::new(None, 0)
    }

    fn new(path: Option<PathBuf>, epoch: u64) -> Self {
        let last = Mutex::new(Last { epoch, ..Last::default() });
        let (lost, took_over) = (watch::Sender::new(false), AtomicBool::new(false));
        Self(Arc::new(Inner { path, process: random(), last, lost, took_over }))
    }

    /// Takes the directory, whoever had it.
    pub(crate) fn take(&self) -> io::Result<()> {
        if let Some(path) = &self.0.path {
            self.0.took_over.store(!matches!(read::<Beat>(path), Found::None), Ordering::Relaxed);
        }
        self.beat(&mut self.0.last.lock())
    }

    /// A person confirmed this process as the one that goes on.
    pub(super) fn confirmed(&self, epoch: u64) -> io::Result<()> {
        let mut last = self.0.last.lock();
        last.epoch = epoch;
        self.beat(&mut last)
    }

    /// Beats once more; `false` if another process has taken the directory: then this one has lost it until it starts anew.
    pub(super) fn renew(&self) -> io::Result<bool> {
        let mut last = self.0.last.lock();
        if !self.is_ours_now() {
            return Ok(false);
        }
        self.beat(&mut last).map(|()| true)
    }

    /// Whether somebody had the directory and did not let it go: killed, or stopped in the middle of a write that is still to come.
    #[must_use]
    pub fn took_over(&self) -> bool {
        self.0.took_over.load(Ordering::Relaxed)
    }

    /// Whether another process has taken the directory.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        *self.0.lost.borrow()
    }

    /// Waits until another process has taken the directory.
    pub async fn lost(&self) {
        let mut lost = self.0.lost.subscribe();
        // The sender lives as long as we do, so this ends only when the lease is lost.
        let _ = lost.wait_for(|lost| *lost).await;
    }

    /// Whether a first byte may leave: nobody can have taken the directory since the last beat.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        if self.0.path.is_none() {
            return true;
        }
        !self.is_lost() && (self.0.last.lock().is_fresh() || self.renew().unwrap_or(false))
    }

    /// Whether something may be written: nobody has taken the directory, as far as can be seen. A full disk, on which the lease cannot
    /// beat, is no reason to refuse a withdrawal.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.0.path.is_none() || (!self.is_lost() && (self.0.last.lock().is_fresh() || self.is_ours_now()))
    }

    /// Asked right before anything is written to a store of the directory: what two processes write there belongs to neither.
    ///
    /// # Errors
    /// Another process has taken the directory.
    pub fn check(&self) -> io::Result<()> {
        if self.is_ours() { Ok(()) } else { Err(io::Error::other(Taken)) }
    }

    /// What the file says. Who lost it once has lost it, also when the other one has gone: what it appended is not known here.
    fn is_ours_now(&self) -> bool {
        let Some(path) = &self.0.path else { return true };
        if read::<Beat>(path).some().is_some_and(|beat| beat.process != self.0.process) {
            self.0.lost.send_replace(true);
        }
        !self.is_lost()
    }

    fn beat(&self, last: &mut Last) -> io::Result<()> {
        let Some(path) = &self.0.path else { return Ok(()) };
        // Counted from before it is written: others count from when they read it.
        let at = (Instant::now(), SystemTime::now());
        let beat = last.beat + 1;
        write(path, &Beat { process: self.0.process.clone(), kernel: kernel(), epoch: last.epoch, beat })?;
        *last = Last { epoch: last.epoch, beat, at: Some(at) };
        Ok(())
    }

    pub(super) fn end(&self) {
        if let Some(path) = &self.0.path
            && read::<Beat>(path).some().is_some_and(|beat| beat.process == self.0.process)
        {
            // What cannot be removed costs the next start a few seconds.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Whether somebody on another kernel is at work here: whether their lease beats.
pub(super) async fn beats_elsewhere(dir: &Path) -> bool {
    let path = dir.join(FILE);
    let Found::Some(before) = read::<Beat>(&path) else { return false };
    if before.kernel == kernel() {
        return false;
    }
    tokio::time::sleep(WATCHED_FOR).await;
    read::<Beat>(&path).some().is_some_and(|after| after != before)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_beat_is_good_for_less_than_others_watch_it() {
        assert!(GOOD_FOR < WATCHED_FOR && BEAT < GOOD_FOR);
    }

    /// A process that was stopped knows nothing of it when it wakes.
    #[test]
    fn who_was_stopped_and_wakes_beats_before_it_goes_on_or_has_lost() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (Lease::of(dir.path(), 1), Lease::of(dir.path(), 1));
        one.take().unwrap();
        assert!(one.is_fresh() && one.is_ours());
        let beats = || read::<Beat>(&dir.path().join(FILE)).some().unwrap().beat;
        let before = beats();
        std::thread::sleep(GOOD_FOR);
        assert!(one.is_fresh(), "nobody came");
        assert!(beats() > before, "it says so to whoever watches");
        std::thread::sleep(GOOD_FOR);
        other.take().unwrap();
        assert!(!one.is_ours() && !one.is_fresh() && one.is_lost());
        other.end();
        assert!(!one.is_ours(), "what the other one appended is not known here");
        one.end();
    }

    /// On a full disk the lease cannot beat: nothing is sent, and whoever says no is heard.
    #[test]
    fn a_lease_that_cannot_beat_sends_nothing_and_appends() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("data");
        std::fs::create_dir(&inner).unwrap();
        let one = Lease::of(&inner, 1);
        one.take().unwrap();
        std::fs::remove_dir_all(&inner).unwrap();
        std::thread::sleep(GOOD_FOR);
        assert!(!one.is_fresh() && one.is_ours() && !one.is_lost());
    }
}
