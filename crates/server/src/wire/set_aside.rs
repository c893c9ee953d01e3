//! Work that failed again and again.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that was given up after several tries, so that everything behind it goes on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SetAsideView {
    /// The log record it came from: partition, position, and which of its outputs.
    pub record: String,
    /// Where it failed.
    #[schema(value_type = super::codes::SetAsideCode)]
    pub place: String,
    /// How often it was tried.
    pub tries: u32,
    /// Why, as a short name; the log of the program says more.
    pub reason: String,
    /// Since when; absent for what an earlier release set aside.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Time>,
    /// It can be tried once more. What broke the state itself would break it again.
    pub can_retry: bool,
}

/// What to try once more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SetAsideRetryInput {
    /// Which, by its `record`; all of it if absent.
    pub record: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SetAsideRetried {
    /// How much is done now.
    pub done: u64,
    /// How much is still set aside.
    pub left: u64,
}
