//! What is happening now, for screens that are open.

use rapport_engine::HistoryEntry;
use rapport_kernel::CustomerId;

/// Something that was just added to someone's history.
#[derive(Clone, Debug)]
pub struct Live {
    /// Whose history.
    pub customer: CustomerId,
    /// What was added.
    pub entry: HistoryEntry,
}

/// How many are kept for a slow listener; one that falls further behind is told how many it missed.
pub(super) const KEPT: usize = 4_096;
