//! Backups.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the backup goes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupInput {
    /// A directory on the server, empty or not there yet, below the folder of its settings (`backup.folder`).
    #[schema(example = "/var/backups/rapport/2026-03-01", min_length = 1, max_length = 1024)]
    pub dir: String,
}

/// Whether a backup is being taken, and the last one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BackupView {
    /// The folder below which backups may be written.
    pub folder: Option<String>,
    /// One is being taken.
    pub running: bool,
    /// What the newest finished backup is; absent before the first.
    pub last: Option<BackupTaken>,
    /// Why the last try since the start failed.
    pub failed: Option<String>,
    /// The last one is older than the settings allow (`backup.alarm_after_hours`), or there is none for so long.
    pub overdue: bool,
}

/// A finished backup: where it lies, and what time of the log it holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BackupTaken {
    /// Where it lies.
    pub dir: String,
    /// The moment it was taken.
    #[schema(value_type = String, format = DateTime)]
    pub taken: Time,
    /// The position of the log behind the last record in it.
    pub position: u64,
    /// How much it holds.
    pub bytes: u64,
}
