//! Reading everything that lies on the disk, slowly, to find what is damaged before somebody needs it.
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
    history, journal,
    log::{self, Flaw},
    recovery,
    snapshot::Snapshots,
    sql::Db,
};
use rapport_kernel::{Lsn, PARTITIONS, Partition};
use serde::Serialize;
use std::{io, path::Path};

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
    /// Where.
    pub store: Store,
    /// In which partition, for what is kept by partition.
    pub partition: Option<Partition>,
    /// What, for those who run this; no personal data.
    pub detail: String,
}

impl Finding {
    fn new(store: Store, detail: impl Into<String>) -> Self {
        Self { store, partition: None, detail: detail.into() }
    }

    fn unreadable(store: Store, error: &dyn std::error::Error) -> Self {
        Self::new(store, format!("cannot be read: {error}"))
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
        Ok(found) => findings.extend(found.into_iter().map(|detail| Finding::new(Store::MessageIds, detail))),
        Err(error) => findings.push(Finding::unreadable(Store::MessageIds, &error)),
    }
    let recovery = dir.join(recovery::FILE);
    if recovery.exists()
        && let Err(error) = recovery::look(&recovery)
    {
        findings.push(Finding::new(Store::Recovery, error.to_string()));
    }
    look_at_state(dir, pace, &mut findings);
    findings
}

fn look_at_log(dir: &Path, pace: &mut dyn FnMut(u64)) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Which files are there, and how long they are; their sums are made at the pace, below.
    match log::inspect(dir, 0) {
        Ok(log) => findings.extend(log.flaws.iter().map(|flaw| Finding::new(Store::Log, words(flaw)))),
        Err(error) => findings.push(Finding::unreadable(Store::Log, &error)),
    }
    let mut unreadable = Vec::new();
    let flaws = log::read_through(dir, pace, &mut |lsn, payload| {
        if let Err(error) = rapport_stored::decode_body(payload)
            && error != rapport_stored::BodyError::Empty
        {
            unreadable.push(Finding::new(Store::Log, format!("record {}: {error}", lsn.0)));
        }
    });
    match flaws {
        Ok(flaws) => {
            for (segment, flaw) in flaws {
                let detail = match &flaw {
                    Ok(flaw) => words(flaw),
                    Err(error) => format!("segment {:020} cannot be read: {error}", segment.0),
                };
                if !findings.iter().any(|known| known.detail == detail) {
                    findings.push(Finding::new(Store::Log, detail));
                }
            }
        }
        Err(error) => findings.push(Finding::unreadable(Store::Log, &error)),
    }
    findings.extend(unreadable);
    findings
}

fn words(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Missing(s) => format!("positions {} to {} are missing", s.from.0, s.to.0),
        Flaw::Cut(first, s) => format!("segment {:020} was cut off at position {}", first.0, s.from.0),
        Flaw::Changed(first, s) => format!("segment {:020} was changed at position {}", first.0, s.from.0),
    }
}

/// Snapshots, and the histories as far as they know of them.
fn look_at_state(dir: &Path, pace: &mut dyn FnMut(u64), findings: &mut Vec<Finding>) {
    let snapshots = Snapshots::at_rest(&dir.join("state"));
    let mut whole = |slot: &str, version, partition, understood: &dyn Fn(&[u8]) -> Option<u64>| -> Option<u64> {
        let found = |finding: Finding| Finding { partition, ..finding };
        match snapshots.load(slot, version, Lsn(u64::MAX), |bytes| understood(bytes)) {
            Ok(loaded) => {
                let flaws = loaded.passed_over.into_iter().map(|passed| format!("{}: {}", passed.file, passed.reason));
                findings.extend(flaws.map(|detail| found(Finding::new(Store::Snapshots, detail))));
                loaded.state.map(|(_, found)| found)
            }
            Err(error) => {
                findings.push(found(Finding::unreadable(Store::Snapshots, &error)));
                None
            }
        }
    };
    // Where nobody has saved a state yet, the histories are there nevertheless.
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
            Ok(Some(at)) => Finding::new(Store::History, format!("does not read back at byte {at}")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Finding::new(Store::History, "the file is missing")
            }
            Err(error) => Finding::unreadable(Store::History, &error),
        };
        findings.push(finding.of(partition));
    }
}

/// Looks at the journal in the folder of the backups; nothing is found where there is none.
#[must_use]
pub fn look_at_journal(folder: &Path) -> Vec<Finding> {
    match journal::read(&folder.join(journal::FILE)) {
        Ok(_) => Vec::new(),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            vec![Finding::new(Store::Journal, error.to_string())]
        }
        Err(error) => vec![Finding::unreadable(Store::Journal, &error)],
    }
}

/// Asks the database to look at itself. One that cannot answer is found, too.
pub async fn look_at_database(db: &Db) -> Vec<Finding> {
    match db.quick_check().await {
        Ok(found) => found.into_iter().map(|detail| Finding::new(Store::Database, detail)).collect(),
        Err(error) => vec![Finding::unreadable(Store::Database, &error)],
    }
}
