//! Taking backups while everything goes on, and knowing how old the last one is.
//!
//! A backup is written by the server itself, so only below the folder that its operator names: whoever holds an
//! administrator's token must not be able to write elsewhere on the machine.

use crate::{
    Office,
    refused::{ApiRefusal, Cause, Refused},
    view::{BackupTaken, BackupView},
};
use parking_lot::Mutex;
use rapport_kernel::{Span, Time};
use rapport_platform::{
    backup::{self, BackupError, Last, Source},
    tasks::caught,
};
use std::{
    path::{Component, Path, PathBuf},
    time::Duration,
};

/// Backups of this installation.
pub struct Backups {
    data: PathBuf,
    folder: Option<PathBuf>,
    alarm: Option<Span>,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    running: bool,
    failed: Option<String>,
}

impl Backups {
    /// Of this data directory, below this folder; people are told after so long without one.
    #[must_use]
    pub fn new(data: &Path, folder: Option<PathBuf>, alarm: Option<Duration>) -> Self {
        let alarm = alarm.map(|after| Span(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)));
        Self { data: data.to_owned(), folder, alarm, now: Mutex::default() }
    }

    /// Below which folder they go; the journal lies in it.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// How things stand.
    #[must_use]
    pub fn view(&self, app: &Office) -> BackupView {
        let last = Last::of(&self.data);
        let since = last.as_ref().map(|last| last.taken).or_else(|| app.installation.since());
        let now = self.now.lock();
        BackupView {
            folder: self.folder.as_ref().map(|folder| folder.display().to_string()),
            running: now.running,
            failed: now.failed.clone(),
            overdue: overdue(since, self.alarm, app.now()),
            last: last.map(|last| BackupTaken {
                dir: last.dir.display().to_string(),
                taken: last.taken,
                position: last.position,
                bytes: last.bytes,
            }),
        }
    }

    /// Begins to take one.
    ///
    /// # Errors
    /// A named refusal if it must not be written there; [`Cause::Conflict`] if one is being taken.
    pub fn begin(&self, app: &Office, author: &str, dir: &str) -> Result<(), Refused> {
        let into = self.place(Path::new(dir))?;
        // What was asked for wrongly is refused to who asked; only a backup that was begun can fail.
        backup::check_target(&into).map_err(|error| Refused::by_rule(ApiRefusal::BackupNotThere, error.to_string()))?;
        {
            let mut now = self.now.lock();
            if now.running {
                return Err(Refused::new(Cause::Conflict, "A backup is being taken: wait until it is done."));
            }
            *now = Now { running: true, failed: None };
        }
        tracing::info!(author, "a backup is being taken");
        let app = app.clone();
        tokio::spawn(async move {
            let taken = caught(app.backups.take(&app, &into)).await;
            let failed = match taken {
                Some(taken) => taken.err().map(|error| error.to_string()),
                None => Some("it broke off: the program's log says where".to_owned()),
            };
            match &failed {
                None => tracing::info!("a backup was taken"),
                Some(error) => tracing::error!(error, "a backup failed"),
            }
            metrics::counter!("rapport_backups_total", "failed" => failed.is_some().to_string()).increment(1);
            *app.backups.now.lock() = Now { running: false, failed };
        });
        Ok(())
    }

    async fn take(&self, app: &Office, into: &Path) -> Result<(), BackupError> {
        // Fresh snapshots make the start from it short; it is as good without.
        app.runtime.save().await;
        let source = Source {
            data: &self.data,
            log: app.runtime.log(),
            db: &app.db,
            installation: app.installation.identity(),
            at: app.now(),
            lease: app.installation.lease().clone(),
        };
        source.back_up(into).await.map(drop)
    }

    /// The directory, if it lies below the folder.
    fn place(&self, dir: &Path) -> Result<PathBuf, Refused> {
        let Some(folder) = &self.folder else {
            return Err(Refused::by_rule(
                ApiRefusal::NoBackupFolder,
                "The server's settings name no folder for backups: set `backup.folder` and start it again.",
            ));
        };
        let outside = || {
            let detail = format!("Backups are written below {}, into a directory of their own.", folder.display());
            Refused::by_rule(ApiRefusal::OutsideBackupFolder, detail)
        };
        let plain = dir.is_absolute() && !dir.components().any(|part| part == Component::ParentDir);
        let (Some(parent), Some(name), true) = (dir.parent(), dir.file_name(), plain) else { return Err(outside()) };
        // Links may lead anywhere: what counts is where they lead.
        let (parent, folder) = match (parent.canonicalize(), folder.canonicalize()) {
            (Ok(parent), Ok(folder)) => (parent, folder),
            _ => return Err(outside()),
        };
        if !parent.starts_with(&folder) || parent.join(name).is_symlink() {
            return Err(outside());
        }
        Ok(parent.join(name))
    }
}

fn overdue(since: Option<Time>, alarm: Option<Span>, now: Time) -> bool {
    since.zip(alarm).is_some_and(|(since, alarm)| now.since(since) > alarm)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_old_backup_or_none_for_long_is_overdue() {
        let (now, day) = (Time(Span::DAY.0 * 9), Some(Span::DAY));
        assert!(overdue(Some(Time(Span::DAY.0 * 7)), day, now));
        assert!(!overdue(Some(Time(Span::DAY.0 * 8)), day, now));
        assert!(!overdue(None, day, now) && !overdue(Some(Time(0)), None, now));
    }

    #[test]
    fn a_backup_is_written_below_the_folder_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        let backups = Backups::new(dir.path(), Some(folder.clone()), None);
        std::os::unix::fs::symlink(dir.path(), folder.join("link")).unwrap();
        assert!(backups.place(&folder.join("monday")).is_ok());
        for wrong in [
            folder.clone(),
            dir.path().join("elsewhere"),
            folder.join("..").join("elsewhere"),
            folder.join("link").join("elsewhere"),
            folder.join("link"),
            "monday".into(),
            "/".into(),
        ] {
            assert_eq!(backups.place(&wrong).unwrap_err().reason(), Some("outside_backup_folder"), "{wrong:?}");
        }
        let none = Backups::new(dir.path(), None, None);
        assert_eq!(none.place(&folder.join("monday")).unwrap_err().reason(), Some("no_backup_folder"));
    }
}
