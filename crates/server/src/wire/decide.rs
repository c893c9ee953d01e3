//! What to show this person at this place now.

use super::{consents::Who, customers::CheckView};
use rapport_kernel::{Map, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place on a page or screen asks what to show.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideInput {
    /// Who looks at it.
    pub who: Who,
    /// Which place.
    #[schema(example = "home-hero", min_length = 1, max_length = 128)]
    pub placement: String,
}

/// What to show, and why this and nothing else.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecideAnswer {
    /// The customer, if known; not returned to public sources.
    pub customer: Option<String>,
    /// What to show; absent for the place's own default.
    pub show: Option<Placement>,
    /// Nothing is shown to anybody, because this installation is held.
    pub held: bool,
    /// Everything that was considered, the winner first; nothing for public sources.
    pub considered: Vec<Considered>,
}

/// What to show.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Placement {
    /// Put this into the `send_key` property of `Placement Shown` and `Placement Clicked` events. With a public key it is a
    /// word that says nothing of the person.
    pub send_key: String,
    /// Which journey shows it.
    pub journey: String,
    /// Which activity pays for it.
    pub activity: String,
    /// The content, rendered for this person: `headline`, `body`, `image`, `url`, `button`, whatever the author wrote.
    #[schema(value_type = Object)]
    pub content: Map,
    /// Not to be shown after this.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_until: Option<Time>,
}

/// One candidate for the place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Considered {
    /// Which message.
    pub send_key: String,
    /// The journey that wants it shown.
    pub journey: String,
    /// Why it is shown or not: `chosen`, `lower_priority`, `seen_more_often`, ..., `refused` by the gate.
    pub outcome: String,
    /// All checks, in order.
    pub checks: Vec<CheckView>,
}
