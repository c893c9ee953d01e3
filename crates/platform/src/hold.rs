//! The hold: while it is on, everything runs and nothing is sent.
//!
//! A copy of an installation has the same customers, journeys and links as the original, and would speak to people a
//! second time. So whenever it is not certain that this directory is the one that spoke last, the hold goes on; only a
//! person who has seen what would go out lifts it.
//!
//! `hold.json` lies in the data directory, for the hold outlives restarts and is copied with everything else. A file that
//! cannot be understood is a hold, too: when in doubt, silence.

use crate::{
    installation::Lease,
    log::{look_at, replace},
    stores::GapKind,
};
use parking_lot::Mutex;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use tokio::sync::watch;

/// The file's name in the data directory.
pub const FILE: &str = "hold.json";

rapport_kernel::coded! {
    /// Why nothing is sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Why {
        /// The directory is not where it was: it may be a copy.
        Moved = "moved",
        /// Log, database and directory do not belong together.
        Mixed = "mixed",
        /// Another process uses the same directory from elsewhere.
        Shared = "shared",
        /// A backup was restored: it is the past.
        Restored = "restored",
        /// Someone decided to go on without a part that is lost.
        LossAccepted = "loss_accepted",
        /// Someone asked for it.
        AskedFor = "asked_for",
        /// The clock cannot be believed.
        Clock = "clock",
        /// `hold.json` cannot be read.
        Unreadable = "unreadable",
    }
}

/// One thing that was found; it reads as English, for the log and for those who read the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum HoldFact {
    /// Someone asked for it.
    #[error("started with --hold")]
    StartedWithHold,
    /// The name that the place was given is another one.
    #[error("the place is named {}, it was {}", named(.now), named(.before))]
    PlaceNamed {
        /// The name in the settings; none if it has none any more.
        now: Option<String>,
        /// The name that was kept; none if it had none.
        before: Option<String>,
    },
    /// The directory's path is another one.
    #[error("it lies at {now}, it was at {before}")]
    LiesAt {
        /// The path of today.
        now: String,
        /// The path that was kept.
        before: String,
    },
    /// The machine is another one.
    #[error("this is another machine")]
    OtherMachine,
    /// The directory is another one.
    #[error("the directory is another one")]
    OtherDirectory,
    /// Its files were written anew.
    #[error("the files in it were copied")]
    FilesCopied,
    /// No one wrote down where it was.
    #[error("the release that wrote it did not know its place, so this may be a copy")]
    PlaceUnknown,
    /// The log belongs to another installation, or to another epoch.
    #[error("the log is not of the installation and epoch that the directory is of")]
    ForeignLog,
    /// The database does.
    #[error("the database is not of the installation and epoch that the directory is of")]
    ForeignDatabase,
    /// A file that says who this is.
    #[error("{file} is missing or cannot be read")]
    FileMissing {
        /// The file's name.
        file: String,
    },
    /// A file that says whether to hold.
    #[error("{file} cannot be read: {error}")]
    FileUnreadable {
        /// The file's name.
        file: String,
        /// What the disk or the reader says.
        error: String,
    },
    /// A newer process.
    #[error("another process has taken this directory")]
    Taken,
    /// A process that shares the disk.
    #[error("a process on another machine is at work in this directory")]
    SharedElsewhere,
    /// What was restored.
    #[error("a backup of {taken} at position {position}")]
    BackupOf {
        /// The moment that the backup's manifest names.
        taken: Time,
        /// The log's position behind its last record.
        position: u64,
    },
    /// What was given up.
    #[error("{}{}", .gap.code(), positions.map(|(from, to)| format!(", positions {from} to {to}")).unwrap_or_default())]
    Lost {
        /// The kind of what is gone.
        gap: GapKind,
        /// For the log: from which position to which.
        positions: Option<(u64, u64)>,
    },
    /// Records that could not be read.
    #[error("records left out: {records}")]
    LeftOut {
        /// The number of records left out.
        records: u64,
    },
    /// A version of a journey whose document is not understood any more.
    #[error("version {version} of journey {journey} is left out: what waits in it is refused")]
    DocumentLeftOut {
        /// The document's journey, by its id.
        journey: String,
        /// The version whose document cannot be read.
        version: u32,
    },
    /// Settings of a brand that the log had lost are in force again.
    #[error("brand {brand} is in version {version} again")]
    BrandAgain {
        /// The brand's id.
        brand: String,
        /// The number of the settings that count now.
        version: u32,
    },
    /// A brand went back to what the log has.
    #[error("brand {brand} is as the log has it")]
    BrandOfTheLog {
        /// The brand's id.
        brand: String,
    },
    /// A version of a journey that the log had lost is in force again.
    #[error("journey {journey} has version {version} again")]
    JourneyAgain {
        /// The journey's id.
        journey: String,
        /// The number of the publication that counts now.
        version: u32,
    },
    /// A journey has a version that only the log knew.
    #[error("journey {journey} has version {version} of the log")]
    JourneyOfTheLog {
        /// The journey's id.
        journey: String,
        /// The number of the publication that counts now.
        version: u32,
    },
    /// Whether a journey runs, as the log has it.
    #[error("journey {journey} is {status}, as the log has it")]
    JourneyIs {
        /// The journey's id.
        journey: String,
        /// `running`, `paused` or `stopped`.
        status: String,
    },
    /// More than are told one by one.
    #[error("and {more} more")]
    More {
        /// The number of facts that are not listed.
        more: u64,
    },
    /// The wall clock and the log disagree.
    #[error("the clock says {says}, and {kept} is kept instead")]
    Clock {
        /// The wall clock's reading.
        says: Time,
        /// The time that records get.
        kept: Time,
    },
}

fn named(name: &Option<String>) -> &str {
    name.as_deref().unwrap_or("(none)")
}

/// One reason why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule that holds messages back.
    pub why: Why,
    /// The moment at which it was found.
    pub at: Time,
    /// What exactly was found, for those who run this; no personal data.
    #[serde(default)]
    pub facts: Vec<HoldFact>,
    /// What earlier releases found, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Reason {
    /// All that was found, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let facts = self.facts.iter().map(ToString::to_string);
        facts.chain(Some(self.detail.clone()).filter(|said| !said.is_empty())).collect::<Vec<_>>().join("; ")
    }
}

/// Who lifted the last hold, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// The person who decided.
    pub by: String,
    /// The moment of the decision.
    pub at: Time,
}

/// What lies on disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Stored {
    reasons: Vec<Reason>,
    lifted: Option<Lifted>,
}

/// Whether the file is as it was written.
pub(crate) fn look(dir: &Path) -> io::Result<()> {
    look_at::<Stored>(&dir.join(FILE))
}

/// The hold of one data directory. Clones share it.
#[derive(Clone, Debug)]
pub struct Hold(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    now: watch::Sender<Stored>,
    /// One change at a time, so that file and memory agree; whether the file lags behind, because it could not be written.
    changing: Mutex<bool>,
    /// Whose the directory is, once that is known.
    fence: OnceLock<Lease>,
}

impl Hold {
    /// The hold as the directory has it. Never fails: what cannot be read holds.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        let path = dir.join(FILE);
        let stored = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::default(),
            Err(error) => unreadable(&error),
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| unreadable(&error)),
        };
        Self(Arc::new(Inner {
            path,
            now: watch::Sender::new(stored),
            changing: Mutex::default(),
            fence: OnceLock::new(),
        }))
    }

    /// Whether nothing may be sent.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.0.now.borrow().reasons.is_empty()
    }

    /// Why nothing may be sent; empty if it may.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        self.0.now.borrow().reasons.clone()
    }

    /// Who lifted the last hold.
    #[must_use]
    pub fn lifted(&self) -> Option<Lifted> {
        self.0.now.borrow().lifted.clone()
    }

    /// From now on nothing is sent. A reason that is there already keeps its time.
    ///
    /// # Errors
    /// Whatever the disk says; it is on nevertheless, until the process ends.
    pub fn put(&self, why: Why, facts: impl IntoIterator<Item = HoldFact>, at: Time) -> io::Result<()> {
        let mut lags = self.0.changing.lock();
        let mut stored = self.0.now.borrow().clone();
        let facts: Vec<HoldFact> = facts.into_iter().collect();
        match stored.reasons.iter_mut().find(|reason| reason.why == why) {
            Some(known) if known.facts == facts && known.detail.is_empty() && !*lags => return Ok(()),
            Some(known) => (known.facts, known.detail) = (facts, String::new()),
            None => stored.reasons.push(Reason { why, at, facts, detail: String::new() }),
        }
        tracing::warn!(why = why.code(), "nothing is sent until a person lifts the hold");
        self.0.now.send_replace(stored.clone());
        let written = self.write(&stored);
        *lags = written.is_err();
        written
    }

    /// Things may be sent again. For a person who has seen what would go out, and `seen` why it was held. Whether it was
    /// lifted: not if there is a reason now that they have not seen.
    ///
    /// # Errors
    /// Whatever the disk says; then it is still on.
    pub fn lift(&self, by: &str, at: Time, seen: &[Reason]) -> io::Result<bool> {
        let mut lags = self.0.changing.lock();
        if self.0.now.borrow().reasons != seen {
            return Ok(false);
        }
        let stored = Stored { reasons: Vec::new(), lifted: Some(Lifted { by: by.to_owned(), at }) };
        // A file that could not be replaced may be the new one or the old one.
        *lags = true;
        self.write(&stored)?;
        *lags = false;
        self.0.now.send_replace(stored);
        tracing::warn!("the hold is lifted");
        Ok(true)
    }

    /// From now on the file is written only as long as the directory is this process's.
    pub(crate) fn fence(&self, lease: Lease) {
        // Once: a process has one lease.
        let _ = self.0.fence.set(lease);
    }

    /// Waits while it is on.
    pub async fn passed(&self) {
        let mut now = self.0.now.subscribe();
        // It lives as long as we do, so this ends only when nothing holds.
        let _ = now.wait_for(|stored| stored.reasons.is_empty()).await;
    }

    fn write(&self, stored: &Stored) -> io::Result<()> {
        self.0.fence.get().map_or(Ok(()), Lease::check)?;
        replace(&self.0.path, &serde_json::to_vec_pretty(stored).map_err(io::Error::other)?)
    }
}

fn unreadable(error: &dyn std::error::Error) -> Stored {
    let fact = HoldFact::FileUnreadable { file: FILE.to_owned(), error: error.to_string() };
    let reason = Reason { why: Why::Unreadable, at: Time(0), facts: vec![fact], detail: String::new() };
    Stored { reasons: vec![reason], lifted: None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Time = Time(1_772_000_000_000);

    fn left_out(records: u64) -> [HoldFact; 1] {
        [HoldFact::LeftOut { records }]
    }

    #[test]
    fn a_hold_outlives_the_process_and_names_who_lifted_it() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!Hold::open(dir.path()).is_on());
        Hold::open(dir.path()).put(Why::Restored, left_out(7), NOW).unwrap();
        let hold = Hold::open(dir.path());
        hold.put(Why::Restored, left_out(8), Time(NOW.0 + 1)).unwrap();
        hold.put(Why::Moved, [], NOW).unwrap();
        let reasons = Hold::open(dir.path()).reasons();
        assert_eq!(
            reasons.iter().map(|r| (r.why, r.at)).collect::<Vec<_>>(),
            [(Why::Restored, NOW), (Why::Moved, NOW)]
        );
        assert_eq!(reasons[0].words(), "records left out: 8");
        hold.lift("admin", NOW, &hold.reasons()).unwrap();
        let hold = Hold::open(dir.path());
        assert!(!hold.is_on());
        assert_eq!(hold.lifted().unwrap().by, "admin");
    }

    #[test]
    fn nobody_lifts_a_reason_they_have_not_seen() {
        let dir = tempfile::tempdir().unwrap();
        let hold = Hold::open(dir.path());
        hold.put(Why::Restored, left_out(7), NOW).unwrap();
        let seen = hold.reasons();
        hold.put(Why::Moved, [], NOW).unwrap();
        assert!(!hold.lift("admin", NOW, &seen).unwrap(), "another one has come");
        assert!(!hold.lift("admin", NOW, &[]).unwrap());
        assert!(hold.is_on() && Hold::open(dir.path()).is_on() && hold.lifted().is_none());
        let seen = hold.reasons();
        hold.put(Why::Restored, left_out(8), NOW).unwrap();
        assert!(!hold.lift("admin", NOW, &seen).unwrap(), "one has changed");
        assert!(hold.lift("admin", NOW, &hold.reasons()).unwrap());
    }

    #[test]
    fn a_reason_is_stored_and_shown_under_one_name() {
        for code in Why::CODES {
            let why: Why = serde_json::from_str(&format!("\"{code}\"")).unwrap();
            assert_eq!(why.code(), *code);
        }
    }

    #[test]
    fn what_cannot_be_read_holds() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "{}", "{\"reasons\":[{\"why\":\"of a later release\",\"at\":\"2026-01-01T00:00:00Z\"}]}"] {
            fs::write(dir.path().join(FILE), text).unwrap();
            let hold = Hold::open(dir.path());
            assert_eq!(hold.reasons()[0].why, Why::Unreadable, "{text:?}");
        }
        fs::remove_file(dir.path().join(FILE)).unwrap();
        fs::create_dir(dir.path().join(FILE)).unwrap();
        assert!(Hold::open(dir.path()).is_on());
    }

    #[test]
    fn a_hold_that_cannot_be_written_holds_and_one_that_cannot_be_lifted_stays() {
        let dir = tempfile::tempdir().unwrap();
        let hold = Hold::open(&dir.path().join("gone"));
        assert!(hold.put(Why::Clock, [], NOW).is_err());
        assert!(hold.is_on());
        assert!(hold.lift("admin", NOW, &hold.reasons()).is_err());
        assert!(hold.is_on());
        // The same reason again is written as soon as it can be.
        fs::create_dir(dir.path().join("gone")).unwrap();
        hold.put(Why::Clock, [], NOW).unwrap();
        assert!(Hold::open(&dir.path().join("gone")).is_on());
    }

    #[tokio::test]
    async fn who_waits_goes_on_when_it_is_lifted() {
        let dir = tempfile::tempdir().unwrap();
        let hold = Hold::open(dir.path());
        hold.passed().await;
        hold.put(Why::AskedFor, [], NOW).unwrap();
        let waiting = tokio::spawn({
            let hold = hold.clone();
            async move { hold.passed().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        hold.lift("admin", NOW, &hold.reasons()).unwrap();
        waiting.await.unwrap();
    }
}
