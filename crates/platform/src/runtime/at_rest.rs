//! Reading everything that lies on the disk, slowly, to find what is damaged before somebody needs it.

use super::{
    names,
    saver::slot,
    seen,
    worker::{IMAGE_VERSION, decode_image},
};
use crate::{
    history, journal,
    log::{self, Flaw},
    origin::{self, Owner},
    recovery,
    snapshot::{PassedOver, Snapshots},
    sql::{Db, SqlError},
};
use rapport_kernel::{Lsn, PARTITIONS, Partition, port::LogError};
use serde::Serialize;
use std::{fs, io, path::Path};

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

/// Why it could not be looked.
#[derive(Debug, thiserror::Error)]
pub enum AtRestError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// Looks at the files of a data directory, also of one that is in use. `pace` is told how many bytes were read, and may take its
/// time.
///
/// # Errors
/// [`AtRestError`].
pub fn look_at_files(dir: &Path, pace: &mut dyn FnMut(u64)) -> Result<Vec<Finding>, AtRestError> {
    let mut findings = Vec::new();
    let log = log::inspect(&dir.join("log"), u64::MAX)?;
    findings.extend(log.flaws.iter().map(|flaw| Finding {
        store: Store::Log,
        partition: None,
        damage: match flaw {
            Flaw::Missing(s) => Damage::PositionsMissing { from: s.from, to: s.to },
            Flaw::Cut(first, s) => Damage::SegmentCut { segment: format!("{:020}", first.0), at: s.from },
            Flaw::Changed(first, s) => Damage::SegmentChanged { segment: format!("{:020}", first.0), at: s.from },
        },
    }));
    log::read_through(&dir.join("log"), pace, &mut |lsn, payload| {
        if let Err(error) = rapport_stored::decode_body(payload)
            && error != rapport_stored::BodyError::Empty
        {
            let damage = Damage::RecordUnreadable { at: lsn, error: error.to_string() };
            findings.push(Finding { store: Store::Log, partition: None, damage });
        }
    });
    let snapshots = Snapshots::at_rest(&dir.join("state"), Owner::of(dir)?);
    let whole =
        |slot: &str, version, understood: &dyn Fn(&[u8]) -> Option<u64>| -> io::Result<(Option<u64>, Vec<Damage>)> {
            let loaded = snapshots.load(slot, version, Lsn(u64::MAX), |bytes| understood(bytes))?;
            let flaw =
                |passed: PassedOver| Damage::FileUnreadable { file: passed.file, error: passed.reason.to_owned() };
            let flaws = loaded.passed_over.into_iter().map(flaw);
            Ok((loaded.state.map(|(_, found)| found), flaws.collect()))
        };
    let ids = seen::unreadable(&dir.join("ids"), pace)?;
    let of_ids = |error| Finding { store: Store::MessageIds, partition: None, damage: Damage::Unreadable { error } };
    findings.extend(ids.into_iter().map(of_ids));
    findings.extend(set_aside(dir)?);
    let recovery = dir.join(recovery::FILE);
    if recovery.exists()
        && let Err(error) = recovery::look(&recovery)
    {
        let damage = Damage::Unreadable { error: error.to_string() };
        findings.push(Finding { store: Store::Recovery, partition: None, damage });
    }
    // Where nobody has saved a state yet, the histories are there nevertheless.
    let saved = dir.join("state").exists();
    let snapshot = |partition, damage| Finding { store: Store::Snapshots, partition, damage };
    if saved {
        let (_, flaws) = whole(names::SLOT, names::VERSION, &|bytes| names::understood(bytes).then_some(0))?;
        findings.extend(flaws.into_iter().map(|damage| snapshot(None, damage)));
    }
    for partition in (0..PARTITIONS).map(Partition) {
        let length = |bytes: &[u8]| decode_image(bytes).map(|(_, mark)| mark.length);
        let (length, flaws) = if saved { whole(&slot(partition), IMAGE_VERSION, &length)? } else { (None, Vec::new()) };
        findings.extend(flaws.into_iter().map(|damage| snapshot(Some(partition), damage)));
        // Without a snapshot that knows how far the history goes it is read as far as there is something.
        let there = length.or_else(|| history::length(&dir.join("history"), partition));
        let Some(length) = there else { continue };
        let understood = |line: &[u8]| rapport_stored::decode_line(line).is_ok();
        let flaw = history::first_flaw(&dir.join("history"), partition, length, understood, pace);
        let damage = match flaw {
            Ok(None) => continue,
            Ok(Some(at)) => Damage::ByteUnreadable { at },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Damage::FileMissing,
            Err(error) => return Err(error.into()),
        };
        findings.push(Finding { store: Store::History, partition: Some(partition), damage });
    }
    Ok(findings)
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
///
/// # Errors
/// [`AtRestError::Disk`].
pub fn look_at_journal(folder: &Path) -> Result<Vec<Finding>, AtRestError> {
    match journal::read(&folder.join(journal::FILE)) {
        Ok(_) => Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let damage = Damage::Unreadable { error: error.to_string() };
            Ok(vec![Finding { store: Store::Journal, partition: None, damage }])
        }
        Err(error) => Err(error.into()),
    }
}

/// Asks the database to look at itself.
///
/// # Errors
/// [`AtRestError::Sql`].
pub async fn look_at_database(db: &Db) -> Result<Vec<Finding>, AtRestError> {
    let found = db.quick_check().await?;
    let of = |error| Finding { store: Store::Database, partition: None, damage: Damage::Unreadable { error } };
    Ok(found.into_iter().map(of).collect())
}
