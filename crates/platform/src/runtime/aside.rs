//! Where work is put that fails again and again, so that everything behind it goes on.
//!
//! `aside.ndjson`: one line per item with the record it came from, where it failed and why. No personal data: the
//! record's position leads a person with the right to look to the rest.

use parking_lot::Mutex;
use rapport_kernel::RecordId;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Something that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Which output of which record; for one that could not be applied, the output that would have come next.
    pub record: SmolStr,
    /// Where it failed: `apply`, or the sink's name.
    pub place: SmolStr,
    /// How often it was tried.
    pub tries: u32,
    /// Why, as a stable code.
    pub reason: SmolStr,
}

#[derive(Debug)]
pub(super) struct Aside(Mutex<(File, Vec<SetAside>)>);

impl Aside {
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        let path = dir.join("aside.ndjson");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        // A line a crash cut short is written again when its record is replayed.
        let known = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self(Mutex::new((file, known))))
    }

    /// Sets something aside, durably, once however often it is replayed.
    pub(super) fn put(&self, id: RecordId, place: &'static str, tries: u32, reason: &str) {
        let item = SetAside { record: id.to_string().into(), place: place.into(), tries, reason: reason.into() };
        let (file, known) = &mut *self.0.lock();
        if known.iter().any(|k| k.record == item.record && k.place == item.place) {
            return;
        }
        tracing::error!(record = %id, place, tries, reason, "set aside");
        metrics::counter!("rapport_set_aside_total", "place" => place).increment(1);
        let written = serde_json::to_vec(&item).map_err(io::Error::other).and_then(|mut line| {
            line.push(b'\n');
            file.write_all(&line)?;
            file.sync_data()
        });
        if let Err(error) = written {
            tracing::error!(%error, "could not note what was set aside; a restart will meet it again");
        }
        known.push(item);
    }

    pub(super) fn list(&self) -> Vec<SetAside> {
        self.0.lock().1.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rapport_kernel::{Lsn, Partition};

    #[test]
    fn what_was_set_aside_is_known_after_a_restart_and_noted_once() {
        let dir = tempfile::tempdir().unwrap();
        let id = RecordId { partition: Partition(3), lsn: Lsn(17), n: 2 };
        for _ in 0..2 {
            let aside = Aside::open(dir.path()).unwrap();
            aside.put(id, "projector", 5, "unknown_activity");
            assert_eq!(aside.list().len(), 1);
        }
        let mut file = OpenOptions::new().append(true).open(dir.path().join("aside.ndjson")).unwrap();
        file.write_all(b"{\"record\":\"3-").unwrap();
        let aside = Aside::open(dir.path()).unwrap();
        aside.put(id, "apply", 1, "panic");
        assert_eq!(Aside::open(dir.path()).unwrap().list().len(), 2);
    }
}
