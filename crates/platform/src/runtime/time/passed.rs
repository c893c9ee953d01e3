//! How much time has passed while no one ran, as far as the machine can tell.
//!
//! Every few seconds `clock.json` says what time it was, and what the steady clock counted since which boot. A start in the same boot
//! so knows what time it has to be, however long it was off. After another boot the count says nothing.

use crate::log::{look_at, replace};
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The file's name in the data directory.
pub(in super::super) const FILE: &str = "clock.json";

/// The latest moment the process was known to run at, kept on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct LastTime {
    /// Since which boot the steady clock counts.
    pub(super) boot: String,
    /// What it counted.
    pub(super) count: Span,
    /// What time it was then, as far as was believed.
    pub(super) time: Time,
}

impl LastTime {
    /// What the directory remembers; nothing of a release before, or if the file cannot be read.
    pub(in super::super) fn read(dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(dir.join(FILE)).ok()?).ok()
    }

    /// Whether the file is as it was written.
    pub(in super::super) fn look(dir: &Path) -> io::Result<()> {
        look_at::<Self>(&dir.join(FILE))
    }

    pub(in super::super) fn write(&self, dir: &Path) -> io::Result<()> {
        replace(&dir.join(FILE), &serde_json::to_vec(self).map_err(io::Error::other)?)
    }

    /// What time it has to be by now, if the steady clock has gone on from there.
    pub(in super::super) fn by(&self, boot: &str, count: Span) -> Option<Time> {
        let goes_on = !boot.is_empty() && self.boot == boot && count >= self.count;
        goes_on.then(|| self.time + Span(count.0 - self.count.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_count_tells_the_time_within_one_boot_only() {
        let last = LastTime { boot: "b".into(), count: Span(1_000), time: Time(50_000) };
        assert_eq!(last.by("b", Span(1_500)), Some(Time(50_500)));
        assert_eq!(last.by("b", Span(999)), None, "the count began again");
        assert_eq!(last.by("another", Span(1_500)), None);
        let nameless = LastTime { boot: String::new(), ..last.clone() };
        assert_eq!(nameless.by("", Span(1_500)), None, "nobody knows which boot it is");
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(LastTime::read(dir.path()), None);
        last.write(dir.path()).unwrap();
        assert_eq!(LastTime::read(dir.path()), Some(last));
    }
}
