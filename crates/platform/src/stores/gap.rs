//! What can be missing, and what a person is told about it.

use crate::{hold::HoldFact, log::Stretch};
use serde::{Deserialize, Serialize};
use std::path::Path;

rapport_kernel::coded! {
    /// What is missing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum GapKind {
        /// Other stores know records behind the end of the log.
        LogTailMissing = "log_tail_missing",
        /// A closed segment of the log is not there.
        SegmentMissing = "segment_missing",
        /// A closed segment ends too early.
        SegmentCut = "segment_cut",
        /// A segment holds something else than was written.
        SegmentChanged = "segment_changed",
        /// There is an installation and no log.
        LogMissing = "log_missing",
        /// The log is another installation's.
        LogForeign = "log_foreign",
        /// There is a log and no database.
        DatabaseMissing = "database_missing",
        /// The database is an older copy.
        DatabaseOlder = "database_older",
        /// Log and database are of two copies of this installation, each of which went on by itself.
        DatabaseDiverged = "database_diverged",
        /// The database is another installation's.
        DatabaseForeign = "database_foreign",
        /// The log is of a release that writes a manifest, and there is none.
        ManifestMissing = "manifest_missing",
    }
}

/// Something that is missing, and that nothing can make again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The store that it is missing from, and how.
    pub kind: GapKind,
    /// For the log: which positions.
    pub positions: Option<Stretch>,
    detail: String,
}

impl Gap {
    pub(super) fn log(kind: GapKind, stretch: Stretch) -> Self {
        Self { kind, positions: Some(stretch), detail: String::new() }
    }

    pub(super) fn tail(stretch: Stretch) -> Self {
        Self::log(GapKind::LogTailMissing, stretch)
    }

    pub(super) fn whole(kind: GapKind) -> Self {
        Self { kind, positions: None, detail: String::new() }
    }

    pub(super) fn older(beat: i64, known: i64) -> Self {
        Self { kind: GapKind::DatabaseOlder, positions: None, detail: format!("beat {beat} of {known}") }
    }

    pub(super) fn diverged(beat: i64) -> Self {
        let detail = format!("their beat {beat} is not the same");
        Self { kind: GapKind::DatabaseDiverged, positions: None, detail }
    }

    /// Whether a file of the log has it.
    #[must_use]
    pub fn is_of_a_segment(&self) -> bool {
        matches!(self.kind, GapKind::SegmentMissing | GapKind::SegmentCut | GapKind::SegmentChanged)
    }

    /// The same as what a hold tells.
    #[must_use]
    pub fn fact(&self) -> HoldFact {
        HoldFact::Lost { gap: self.kind, positions: self.positions.map(|lost| (lost.from.0, lost.to.0)) }
    }

    /// What it means, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let what = match self.kind {
            GapKind::LogTailMissing => "another store knows records behind the end of the log",
            GapKind::SegmentMissing => "a file of the log is missing",
            GapKind::SegmentCut => "a file of the log is shorter than it was",
            GapKind::SegmentChanged => "a file of the log is not what was written",
            GapKind::LogMissing => "there is an installation and no log: everything that was said is gone",
            GapKind::LogForeign => "the log is of another installation",
            GapKind::DatabaseForeign => "the database is of another installation",
            GapKind::ManifestMissing => {
                "manifest.json is missing, or another installation's: whether the log and the database are the newest is not known"
            }
            GapKind::DatabaseMissing => {
                "there is a log and no database: plan, vouchers, accounts, and the secrets of links in mails already sent. If it is on a server, name it with --database"
            }
            GapKind::DatabaseDiverged => {
                "log and database are of two copies of this installation, and each of them went on by itself"
            }
            GapKind::DatabaseOlder => "the database is an older copy: what was changed since is not in it",
        };
        let positions = self.positions.map(|s| format!(", positions {} to {}", s.from.0, s.to.0));
        let detail = if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        format!("{}: {what}{}{detail}", self.kind.code(), positions.unwrap_or_default())
    }
}

/// The error's text: what is missing, and the ways out.
pub(super) fn told(gaps: &[Gap], dir: &Path) -> String {
    let list: Vec<String> = gaps.iter().map(|gap| format!("\n  - {}", gap.words())).collect();
    format!(
        "the stores in {0} do not fit together:{1}\nNothing was changed. Put back what is missing, or restore a backup \
         (`rapport restore`). To go on without it: `rapport accept-loss --data {0}`; then nothing is sent until an administrator \
         lifts the hold",
        dir.display(),
        list.concat()
    )
}
