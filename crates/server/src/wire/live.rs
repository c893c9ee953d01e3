//! What happens right now.

use super::customers::TimelineEntry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which entries to receive.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// Only this customer's.
    #[param(max_length = 32)]
    pub customer: Option<String>,
    /// Only this journey's.
    #[param(max_length = 128)]
    pub journey: Option<String>,
    /// Begin with this many past entries, oldest first. They are kept in memory since the server started.
    #[param(minimum = 0, maximum = 100, default = 0)]
    pub recent: Option<u32>,
}

/// One message of the live feed: the `data` of a server-sent event named `entry`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LiveEntry {
    /// The id of whom it is about.
    pub customer: String,
    /// The customer's display name.
    pub label: String,
    /// What happened.
    pub entry: TimelineEntry,
}
