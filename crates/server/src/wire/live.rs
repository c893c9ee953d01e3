//! What happens right now.

use super::customers::TimelineEntry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Of what to hear.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// Only of this customer.
    #[param(max_length = 32)]
    pub customer: Option<String>,
    /// Only of this journey.
    #[param(max_length = 128)]
    pub journey: Option<String>,
    /// Begin with the last so many happenings, oldest first. They are remembered since the server started.
    #[param(minimum = 0, maximum = 100, default = 0)]
    pub recent: Option<u32>,
}

/// One message of the live feed: the `data` of a server-sent event named `entry`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LiveEntry {
    /// About whom.
    pub customer: String,
    /// What to call them on a screen.
    pub label: String,
    /// What happened.
    pub entry: TimelineEntry,
}
