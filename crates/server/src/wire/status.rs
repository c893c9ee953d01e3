//! How the machine is doing.

use super::codes::HoldCode;
use serde::Serialize;
use utoipa::ToSchema;

/// It answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    pub status: String,
    /// The version of this binary.
    pub version: String,
}

/// Whether it makes progress, stage by stage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// All stages make progress.
    pub ready: bool,
    /// Whether each part of the way from the log to the screens makes progress.
    pub stages: Vec<Stage>,
    /// Why nothing is sent at the moment; empty if things are sent. Held is ready: everything else goes on.
    pub held: Vec<HoldCode>,
}

/// One stage of the work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Stage {
    /// Which: `log`, `clock`, `partitions`, `sql`, `dispatch`, `tasks`.
    pub name: String,
    /// Whether it makes progress.
    pub ready: bool,
    /// What is known, in words.
    pub detail: String,
    /// Age of the oldest work not yet done, in milliseconds; of `sql`: since what was written was last seen to be kept.
    pub lag_ms: u64,
}
