//! Bookings that the rules of the plan refused.

use super::LedgerRecord;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Something that happened and is not in the books, because the rules of the plan refused it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unbooked {
    /// Its name.
    pub id: String,
    /// Why it was refused, as a stable code, when it was tried last.
    #[schema(example = "unknown_node")]
    pub code: String,
    /// The same in words.
    pub reason: String,
    /// When it was set aside.
    #[schema(value_type = String, format = DateTime)]
    pub recorded: Time,
    /// What would be booked.
    pub transfers: Vec<LedgerRecord>,
    /// Who decided to leave it unbooked; absent while it waits.
    pub dismissed: Option<UnbookedDismissed>,
}

/// The decision to leave something unbooked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnbookedDismissed {
    /// The moment of the decision.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The name of whoever decided.
    pub by: String,
    /// The reason that was given.
    pub why: String,
}

/// Which of them.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnbookedQuery {
    /// Those that someone decided to leave unbooked, instead of those that wait.
    pub dismissed: Option<bool>,
}

/// What to try once more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnbookedRetryInput {
    /// One of them; all that wait if absent.
    #[schema(max_length = 512)]
    pub id: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnbookedRetried {
    /// So many are in the books now.
    pub booked: u64,
    /// So many still wait.
    pub waiting: u64,
}

/// What to leave unbooked, and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnbookedDismissInput {
    /// The id of what is left unbooked, as the list shows it.
    #[schema(max_length = 512)]
    pub id: String,
    /// The reason, which is kept.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}
