//! Where work is put that fails again and again, so that everything behind it goes on.
//!
//! `aside.ndjson`: one line per item with the record it came from, where it failed and why. Little of it is personal: the record's
//! position leads a person with the right to look to the rest, and whoever [tries again](super::Runtime::try_again) makes the work
//! from the log. Only an erasure says whom it is about, for it empties the log it came from.

use crate::{installation::Lease, log::replace};
use parking_lot::Mutex;
use rapport_kernel::{RecordId, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The sinks whose work can be done later.
pub(super) const POSTINGS: &str = "postings";
pub(super) const VOUCHERS: &str = "vouchers";
pub(super) const ERASURES: &str = "erasures";
const LATER: [&str; 3] = [POSTINGS, VOUCHERS, ERASURES];

/// What is applied to the state has no sink.
pub(super) const APPLY: &str = "apply";
/// Neither has a record that goes over into another one.
pub(super) const MERGE: &str = "merge";

/// The file's name in the data directory.
pub(super) const FILE: &str = "aside.ndjson";

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
    /// Since when; absent for what an earlier release set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
}

impl SetAside {
    /// Where work may fail: see [`SetAside::place`].
    pub const PLACES: [&str; 5] = [APPLY, MERGE, POSTINGS, VOUCHERS, ERASURES];

    /// Whether it can be tried once more: see [`Runtime::try_again`](super::Runtime::try_again).
    #[must_use]
    pub fn can_be_done_later(&self) -> bool {
        LATER.contains(&self.place.as_str())
    }
}

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Item {
    #[serde(flatten)]
    shown: SetAside,
    /// What has to be known to do it later, where the log may not say it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work: Option<Value>,
}

/// What was set aside, by record and place.
type Items = BTreeMap<(SmolStr, SmolStr), Item>;

/// The file of what was set aside.
#[derive(Debug)]
pub(super) struct Aside {
    path: PathBuf,
    lease: Lease,
    inner: Mutex<(File, Items)>,
}

/// What is said of one thing when it is set aside.
pub(super) struct Note<'a> {
    pub(super) id: RecordId,
    pub(super) place: &'static str,
    pub(super) tries: u32,
    pub(super) reason: &'a str,
    pub(super) since: Time,
    pub(super) work: Option<Value>,
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// Whether every whole line is as it was written; a crash may have cut the last one short.
pub(super) fn look(dir: &Path) -> io::Result<()> {
    let text = match fs::read_to_string(dir.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        text => text?,
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    Ok(whole.lines().try_for_each(|line| serde_json::from_str::<Item>(line).map(drop))?)
}

fn name(item: &Item) -> (SmolStr, SmolStr) {
    (item.shown.record.clone(), item.shown.place.clone())
}

impl Aside {
    pub(super) fn open(dir: &Path, lease: Lease) -> io::Result<Self> {
        let path = dir.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        // A line a crash cut short is written again when its record is replayed.
        let items = text.lines().filter_map(|line| serde_json::from_str::<Item>(line).ok());
        let known: Items = items.map(|item| (name(&item), item)).collect();
        let mut file = open(&path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { path, lease, inner: Mutex::new((file, known)) })
    }

    /// Sets something aside, durably, once however often it is replayed.
    pub(super) fn put(&self, Note { id, place, tries, reason, since, work }: Note<'_>) {
        let shown = SetAside {
            record: id.to_string().into(),
            place: place.into(),
            tries,
            reason: reason.into(),
            since: Some(since),
        };
        let item = Item { shown, work };
        let (file, known) = &mut *self.inner.lock();
        if known.contains_key(&name(&item)) {
            return;
        }
        tracing::error!(record = %id, place, tries, reason, "set aside");
        metrics::counter!("rapport_set_aside_total", "place" => place).increment(1);
        let written = self.lease.check().and_then(|()| line(&item)).and_then(|line| {
            file.write_all(&line)?;
            file.sync_data()
        });
        if let Err(error) = written {
            tracing::error!(%error, "could not note what was set aside; a restart will meet it again");
        }
        known.insert(name(&item), item);
        metrics::gauge!("rapport_set_aside").set(known.len() as f64);
    }

    /// Takes out what was done after all, whether someone tried it again or a replay met it.
    pub(super) fn done(&self, place: &'static str, ids: impl Iterator<Item = RecordId>) {
        let (file, known) = &mut *self.inner.lock();
        if known.is_empty() {
            return;
        }
        let before = known.len();
        for id in ids {
            known.remove(&(id.to_string().into(), place.into()));
        }
        if known.len() == before {
            return;
        }
        metrics::gauge!("rapport_set_aside").set(known.len() as f64);
        let written = known.values().map(line).collect::<io::Result<Vec<_>>>().and_then(|lines| {
            self.lease.check()?;
            replace(&self.path, &lines.concat())?;
            *file = open(&self.path)?;
            Ok(())
        });
        if let Err(error) = written {
            tracing::warn!(%error, "what was set aside and is done by now is still noted");
        }
    }

    pub(super) fn list(&self) -> Vec<SetAside> {
        self.inner.lock().1.values().map(|item| item.shown.clone()).collect()
    }

    /// What waits at a place: which output of which record, and what is known of the work beside the log.
    pub(super) fn at(&self, place: &str) -> Vec<(RecordId, Option<Value>)> {
        let here = |item: &&Item| item.shown.place == place;
        let waiting = |item: &Item| Some((item.shown.record.parse().ok()?, item.work.clone()));
        self.inner.lock().1.values().filter(here).filter_map(waiting).collect()
    }
}

fn line(item: &Item) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(item).map_err(io::Error::other)?;
    line.push(b'\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rapport_kernel::{Lsn, Partition};

    fn note(id: RecordId, place: &'static str) -> Note<'static> {
        Note { id, place, tries: 5, reason: "sql_refused", since: Time(7), work: None }
    }

    #[test]
    fn what_was_set_aside_is_known_after_a_restart_and_noted_once() {
        let dir = tempfile::tempdir().unwrap();
        let id = RecordId { partition: Partition(3), lsn: Lsn(17), n: 2 };
        for _ in 0..2 {
            let aside = Aside::open(dir.path(), Lease::alone()).unwrap();
            aside.put(note(id, "projector"));
            assert_eq!(aside.list().len(), 1);
        }
        let mut file = open(&dir.path().join(FILE)).unwrap();
        file.write_all(b"{\"record\":\"3-").unwrap();
        let aside = Aside::open(dir.path(), Lease::alone()).unwrap();
        aside.put(note(id, "apply"));
        assert_eq!(Aside::open(dir.path(), Lease::alone()).unwrap().list().len(), 2);
    }

    #[test]
    fn what_is_done_after_all_is_noted_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let [one, other] = [17, 18].map(|lsn| RecordId { partition: Partition(3), lsn: Lsn(lsn), n: 0 });
        let aside = Aside::open(dir.path(), Lease::alone()).unwrap();
        aside.put(note(one, "postings"));
        aside.put(Note { work: Some(Value::Bool(true)), ..note(other, "postings") });
        aside.done("vouchers", [one].into_iter());
        aside.done("postings", [one].into_iter());
        aside.put(note(one, "apply"));
        let again = Aside::open(dir.path(), Lease::alone()).unwrap();
        assert_eq!(again.at("postings"), [(other, Some(Value::Bool(true)))]);
        assert_eq!(again.at("apply"), [(one, None)]);
    }

    /// As the first release wrote it.
    #[test]
    fn what_an_earlier_release_set_aside_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let line = "{\"record\":\"3-17-2\",\"place\":\"postings\",\"tries\":5,\"reason\":\"panic\"}\n";
        fs::write(dir.path().join(FILE), line).unwrap();
        assert_eq!(Aside::open(dir.path(), Lease::alone()).unwrap().list()[0].reason, "panic");
    }
}
