//! Reading everything that lies on the disk, slowly, to find what is damaged before someone needs it.
//!
//! What cannot be read is damaged as well, and is told like any other damage: a sector that fails in one file hides nothing of
//! what is found in the others.

use super::{
    names,
    saver::slot,
    seen,
    worker::{IMAGE_VERSION, decode_image},
};
use crate::{
    backup::{self, BackupError},
    history, journal,
    log::{self, Flaw},
    origin::{self, Owner},
    recovery,
    snapshot::{PassedOver, Snapshots},
    sql::Db,
};
use rapport_kernel::{Lsn, PARTITIONS, Partition, Time};
use serde::Serialize;
use std::{fs, io, path::Path};

mod notes;

rapport_kernel::coded! {
    /// Where something lies.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Store {
        /// The log, which nothing can make again.
        Log = "log",
        /// Snapshots, which are made again from the log.
        Snapshots = "snapshots",
        /// Histories, which are made again from the log.
        History = "history",
        /// The database, which nothing can make again.
        Database = "database",
        /// The ids of messages that were seen, which are made again from the log.
        MessageIds = "message_ids",
        /// The recovery file, which can be written again as long as there is the database.
        Recovery = "recovery",
        /// The journal beside the backups, which nothing can make again.
        Journal = "journal",
        /// A backup, in whose place another one can be taken.
        Backups = "backups",
        /// The small files that say what a data directory is and what it must not do.
        Notes = "notes",
    }
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Log, snapshots, histories, database or a file beside them.
    pub store: Store,
    /// In which partition, for what is kept by partition.
    pub partition: Option<Partition>,
    /// What is wrong with it.
    pub damage: Damage,
}

/// What is wrong with something that lies on the disk. It names places and holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Records of the log are gone.
    #[error("positions {} to {} are missing", from.0, to.0)]
    PositionsMissing {
        /// The first that is gone.
        from: Lsn,
        /// The last that is gone.
        to: Lsn,
    },
    /// A segment of the log ends too early.
    #[error("segment {segment} was cut off at position {}", at.0)]
    SegmentCut {
        /// The number that its file is called by.
        segment: String,
        /// The first position that is gone.
        at: Lsn,
    },
    /// A segment of the log holds something else than was written.
    #[error("segment {segment} was changed at position {}", at.0)]
    SegmentChanged {
        /// The number that its file is called by.
        segment: String,
        /// The first position that is not as it was.
        at: Lsn,
    },
    /// A record of the log is not understood.
    #[error("record {}: {error}", at.0)]
    RecordUnreadable {
        /// Its position.
        at: Lsn,
        /// What the reader of records says.
        error: String,
    },
    /// A file was passed over.
    #[error("{file}: {error}")]
    FileUnreadable {
        /// Its name.
        file: String,
        /// What keeps it from being used.
        error: String,
    },
    /// What the reader of the file says, or the database of itself.
    #[error("{error}")]
    Unreadable {
        /// In its own words.
        error: String,
    },
    /// A history does not read back from here on.
    #[error("does not read back at byte {at}")]
    ByteUnreadable {
        /// The place in the file, from 0.
        at: u64,
    },
    /// A start set it aside because it is another installation's.
    #[error("another installation's was set aside as {file}: look at it, then delete it")]
    SetAside {
        /// Where it lies now, from the data directory.
        file: String,
    },
    /// A history that a snapshot speaks of is not there.
    #[error("the file is missing")]
    FileMissing,
}

impl Damage {
    /// Of the backup in the directory of this name.
    fn of_backup(name: String, error: BackupError) -> Self {
        match error {
            BackupError::Damaged { path, what } => Self::FileUnreadable { file: format!("{name}/{path}"), error: what },
            error => Self::FileUnreadable { file: name, error: error.to_string() },
        }
    }
}

impl Finding {
    fn new(store: Store, damage: Damage) -> Self {
        Self { store, partition: None, damage }
    }

    /// Something that says by itself what is wrong with it.
    #[must_use]
    pub fn unreadable(store: Store, error: &dyn std::fmt::Display) -> Self {
        Self::new(store, Damage::Unreadable { error: error.to_string() })
    }

    fn of(self, partition: Partition) -> Self {
        Self { partition: Some(partition), ..self }
    }
}

/// Looks at the files of a data directory, also of one that is in use. `pace` is told how many bytes were read, and may take its
/// time.
pub fn look_at_files(dir: &Path, pace: &mut dyn FnMut(u64)) -> Vec<Finding> {
    let mut findings = look_at_log(&dir.join("log"), pace);
    match seen::unreadable(&dir.join("ids"), pace) {
        Ok(found) => findings.extend(found.iter().map(|error| Finding::unreadable(Store::MessageIds, error))),
        Err(error) => findings.push(Finding::unreadable(Store::MessageIds, &error)),
    }
    let recovery = dir.join(recovery::FILE);
    if recovery.exists()
        && let Err(error) = recovery::look(&recovery)
    {
        findings.push(Finding::unreadable(Store::Recovery, &error));
    }
    match set_aside(dir) {
        Ok(found) => findings.extend(found),
        Err(error) => findings.push(Finding::unreadable(Store::Snapshots, &error)),
    }
    findings.extend(notes::look(dir));
    look_at_state(dir, pace, &mut findings);
    findings
}

fn look_at_log(dir: &Path, pace: &mut dyn FnMut(u64)) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Which files are there, and how long they are; their sums are made at the pace, below.
    match log::inspect(dir, 0) {
        Ok(log) => findings.extend(log.flaws.iter().map(|flaw| Finding::new(Store::Log, damage(flaw)))),
        Err(error) => findings.push(Finding::unreadable(Store::Log, &error)),
    }
    let mut unreadable = Vec::new();
    let flaws = log::read_through(dir, pace, &mut |lsn, payload| {
        if let Err(error) = rapport_stored::decode_body(payload)
            && error != rapport_stored::BodyError::Empty
        {
            unreadable.push(Finding::new(Store::Log, Damage::RecordUnreadable { at: lsn, error: error.to_string() }));
        }
    });
    match flaws {
        Ok(flaws) => {
            for (segment, flaw) in flaws {
                let damage = match &flaw {
                    Ok(flaw) => damage(flaw),
                    Err(error) => {
                        Damage::FileUnreadable { file: format!("{:020}", segment.0), error: error.to_string() }
                    }
                };
                if !findings.iter().any(|known| known.damage == damage) {
                    findings.push(Finding::new(Store::Log, damage));
                }
            }
        }
        Err(error) => findings.push(Finding::unreadable(Store::Log, &error)),
    }
    findings.extend(unreadable);
    findings
}

fn damage(flaw: &Flaw) -> Damage {
    match flaw {
        Flaw::Missing(s) => Damage::PositionsMissing { from: s.from, to: s.to },
        Flaw::Cut(first, s) => Damage::SegmentCut { segment: format!("{:020}", first.0), at: s.from },
        Flaw::Changed(first, s) => Damage::SegmentChanged { segment: format!("{:020}", first.0), at: s.from },
    }
}

/// Snapshots, and the histories as far as they know of them.
fn look_at_state(dir: &Path, pace: &mut dyn FnMut(u64), findings: &mut Vec<Finding>) {
    let owner = match Owner::of(dir) {
        Ok(owner) => owner,
        Err(error) => return findings.push(Finding::unreadable(Store::Snapshots, &error)),
    };
    let snapshots = Snapshots::at_rest(&dir.join("state"), owner);
    let mut whole = |slot: &str, version, partition, understood: &dyn Fn(&[u8]) -> Option<u64>| -> Option<u64> {
        let found = |finding: Finding| Finding { partition, ..finding };
        match snapshots.load(slot, version, Lsn(u64::MAX), |bytes| understood(bytes)) {
            Ok(loaded) => {
                let flaw =
                    |passed: PassedOver| Damage::FileUnreadable { file: passed.file, error: passed.reason.to_owned() };
                let flaws = loaded.passed_over.into_iter().map(flaw);
                findings.extend(flaws.map(|damage| found(Finding::new(Store::Snapshots, damage))));
                loaded.state.map(|(_, found)| found)
            }
            Err(error) => {
                findings.push(found(Finding::unreadable(Store::Snapshots, &error)));
                None
            }
        }
    };
    // Where no one has saved a state yet, the histories are there nevertheless.
    let saved = dir.join("state").exists();
    let mut lengths = vec![None; usize::from(PARTITIONS)];
    if saved {
        whole(names::SLOT, names::VERSION, None, &|bytes| names::understood(bytes).then_some(0));
        for (partition, length) in (0..PARTITIONS).map(Partition).zip(&mut lengths) {
            let known = |bytes: &[u8]| decode_image(bytes).map(|(_, mark)| mark.length);
            *length = whole(&slot(partition), IMAGE_VERSION, Some(partition), &known);
        }
    }
    for (partition, known) in (0..PARTITIONS).map(Partition).zip(lengths) {
        // Without a snapshot that knows how far the history goes it is read as far as there is something.
        let there = known.or_else(|| history::length(&dir.join("history"), partition));
        let Some(length) = there else { continue };
        let understood = |line: &[u8]| rapport_stored::decode_line(line).is_ok();
        let flaw = history::first_flaw(&dir.join("history"), partition, length, understood, pace);
        let finding = match flaw {
            Ok(None) => continue,
            Ok(Some(at)) => Finding::new(Store::History, Damage::ByteUnreadable { at }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Finding::new(Store::History, Damage::FileMissing),
            Err(error) => Finding::unreadable(Store::History, &error),
        };
        findings.push(finding.of(partition));
    }
}

/// What a start set aside because it is another installation's, until a person has looked and deleted it.
fn set_aside(dir: &Path) -> io::Result<Vec<Finding>> {
    let files = match fs::read_dir(dir.join(origin::FOREIGN)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let names = files.map(|file| Ok(file?.file_name().to_string_lossy().into_owned()));
    let finding = |name: String| Finding {
        store: match name.split('.').next() {
            Some("state") => Store::Snapshots,
            Some("history") => Store::History,
            _ => Store::MessageIds,
        },
        partition: None,
        damage: Damage::SetAside { file: format!("{}/{name}", origin::FOREIGN) },
    };
    names.map(|name: io::Result<String>| name.map(finding)).collect()
}

/// Looks at the journal in the folder of the backups; nothing is found where there is none.
#[must_use]
pub fn look_at_journal(folder: &Path) -> Vec<Finding> {
    match journal::read(&folder.join(journal::FILE)) {
        Ok(_) => Vec::new(),
        Err(error) => vec![Finding::unreadable(Store::Journal, &error)],
    }
}

/// Looks at the finished backups in a folder: at every file of the newest and of one other, a different one at each `turn`; of the rest,
/// whether the files are there in their full length.
pub fn look_at_backups(folder: &Path, turn: usize, pace: &mut dyn FnMut(u64)) -> Vec<Finding> {
    let mut all = backup::finished(folder);
    all.sort_by_key(|(_, manifest)| manifest.as_ref().map_or(Time::MAX, |manifest| manifest.taken));
    let others = all.len().saturating_sub(1);
    let mut findings = Vec::new();
    for (at, (dir, _)) in all.iter().enumerate() {
        let whole = at == others || at == turn % others.max(1);
        let looked = if whole { backup::verify_at(dir, pace) } else { backup::look(dir) };
        // Whoever keeps so many of them may just have removed it.
        let Err(error) = looked.map(drop) else { continue };
        if dir.join(backup::MANIFEST).exists() {
            let name = dir.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            findings.push(Finding::new(Store::Backups, Damage::of_backup(name, error)));
        }
    }
    findings
}

/// Asks the database to look at itself, table by table, at so many bytes in a second. One that cannot answer is found, too.
pub async fn look_at_database(db: &Db, bytes: Option<u64>) -> Vec<Finding> {
    match db.check(bytes).await {
        Ok(found) => found.iter().map(|error| Finding::unreadable(Store::Database, error)).collect(),
        Err(error) => vec![Finding::unreadable(Store::Database, &error)],
    }
}
