//! What lies on the disk, and promises under way.

use rapport_kernel::Time;
use serde::Serialize;
use utoipa::ToSchema;

/// The last look at everything that lies on the disk.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AtRestView {
    /// One is under way.
    pub running: bool,
    /// When the last one ended; absent before the first since the start.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub looked: Option<Time>,
    /// Why the last one did not come to its end.
    pub failed: Option<String>,
    /// The same as a code with its values.
    pub failed_said: Option<super::FailureSaid>,
    /// What is not as it was written.
    pub findings: Vec<AtRestFinding>,
    /// Partitions whose history is being made again from the log.
    pub mending: Vec<u16>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AtRestFinding {
    /// Where: `log` and `database` are the truth; `snapshots` and `history` are made again from the log.
    #[schema(value_type = super::codes::StoreCode)]
    pub store: String,
    /// In which partition, for what is kept by partition.
    pub partition: Option<u16>,
    /// What is wrong with it.
    pub detail: String,
    /// The same as a code with its values.
    pub said: super::DamageSaid,
}

/// A promise to a person that is not fulfilled yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObligationView {
    /// What was promised.
    #[schema(value_type = super::codes::ObligationCode)]
    pub kind: String,
    /// The recipient; absent while not known.
    pub customer: Option<String>,
    /// The moment at which it was promised.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// It takes longer than it may: an erasure or export more than an hour, a withdrawal more than a minute.
    pub overdue: bool,
    /// What stood in the way the last time.
    pub obstacle_code: Option<super::codes::ObstacleCode>,
    /// The same in the words of whatever met it, for whoever mends it.
    pub obstacle: Option<String>,
}
