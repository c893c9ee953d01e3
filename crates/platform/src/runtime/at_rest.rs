//! Reading everything that lies on the disk, slowly, to find what is damaged before somebody needs it.

use super::{
    names,
    saver::slot,
    worker::{IMAGE_VERSION, decode_image},
};
use crate::{
    history,
    log::{self, Flaw},
    snapshot::Snapshots,
    sql::{Db, SqlError},
};
use rapport_kernel::{Lsn, PARTITIONS, Partition, port::LogError};
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
        detail: match flaw {
            Flaw::Missing(s) => format!("positions {} to {} are missing", s.from.0, s.to.0),
            Flaw::Cut(first, s) => format!("segment {:020} was cut off at position {}", first.0, s.from.0),
            Flaw::Changed(first, s) => format!("segment {:020} was changed at position {}", first.0, s.from.0),
        },
    }));
    log::read_through(&dir.join("log"), pace, &mut |lsn, payload| {
        if let Err(error) = rapport_stored::decode_body(payload)
            && error != rapport_stored::BodyError::Empty
        {
            let detail = format!("record {}: {error}", lsn.0);
            findings.push(Finding { store: Store::Log, partition: None, detail });
        }
    });
    let snapshots = Snapshots::at_rest(&dir.join("state"));
    let whole =
        |slot: &str, version, understood: &dyn Fn(&[u8]) -> Option<u64>| -> io::Result<(Option<u64>, Vec<String>)> {
            let loaded = snapshots.load(slot, version, Lsn(u64::MAX), |bytes| understood(bytes))?;
            let flaws = loaded.passed_over.into_iter().map(|passed| format!("{}: {}", passed.file, passed.reason));
            Ok((loaded.state.map(|(_, found)| found), flaws.collect()))
        };
    if !dir.join("state").exists() {
        return Ok(findings);
    }
    let (_, flaws) = whole(names::SLOT, names::VERSION, &|bytes| names::understood(bytes).then_some(0))?;
    let snapshot = |partition, detail| Finding { store: Store::Snapshots, partition, detail };
    findings.extend(flaws.into_iter().map(|detail| snapshot(None, detail)));
    for partition in (0..PARTITIONS).map(Partition) {
        let length = |bytes: &[u8]| decode_image(bytes).map(|(_, mark)| mark.length);
        let (length, flaws) = whole(&slot(partition), IMAGE_VERSION, &length)?;
        findings.extend(flaws.into_iter().map(|detail| snapshot(Some(partition), detail)));
        let Some(length) = length else { continue };
        let understood = |line: &[u8]| rapport_stored::decode_line(line).is_ok();
        let flaw = history::first_flaw(&dir.join("history"), partition, length, understood, pace);
        let detail = match flaw {
            Ok(None) => continue,
            Ok(Some(at)) => format!("does not read back at byte {at}"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => "the file is missing".to_owned(),
            Err(error) => return Err(error.into()),
        };
        findings.push(Finding { store: Store::History, partition: Some(partition), detail });
    }
    Ok(findings)
}

/// Asks the database to look at itself.
///
/// # Errors
/// [`AtRestError::Sql`].
pub async fn look_at_database(db: &Db) -> Result<Vec<Finding>, AtRestError> {
    let found = db.quick_check().await?;
    Ok(found.into_iter().map(|detail| Finding { store: Store::Database, partition: None, detail }).collect())
}
