//! Branches, and what their staff sees live.

use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A place with staff, and how many of its prompts are open.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BranchView {
    /// Its id, as `branch` in events.
    #[schema(example = "berlin-mitte")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The brand that it belongs to.
    pub brand: String,
    /// Prompts open now.
    pub open: u64,
    /// Closed: its staff are signed out, and no message goes there.
    pub closed: bool,
}

/// Which branches.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BranchQuery {
    /// With those that are closed.
    #[param(default = false)]
    pub closed: Option<bool>,
}

/// A new branch.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchInput {
    /// Its id: small letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
    pub id: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The brand that it belongs to; it must exist.
    #[schema(max_length = 64)]
    pub brand: String,
}

/// A prompt to the staff about one visitor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Prompt {
    /// Which message this is; answer under it.
    pub send_key: String,
    /// The branch where the visitor is.
    pub branch: String,
    /// The visitor's id.
    pub customer: String,
    /// What to call them: a first name if known, else nothing that identifies them.
    pub label: String,
    /// When they came in.
    #[schema(value_type = String, format = DateTime)]
    pub came_in: Time,
    /// What they were looking for, newest first.
    pub looked_for: Vec<String>,
    /// One or two sentences to say, rendered for this visitor.
    pub say: String,
    /// What to offer; may be empty.
    pub offer: String,
    /// A voucher to hand over, if one was issued.
    pub voucher: Option<String>,
    /// Which journey asks.
    pub journey: String,
    /// The moment from which it cannot be answered any more; half an hour after a sale that came meanwhile.
    #[schema(value_type = String, format = DateTime)]
    pub expires: Time,
    /// `open`, `overtaken` (bought meanwhile: say `done` if they were served before), `done`, `not_interested`, `not_now`, `expired`, `revoked`.
    pub state: String,
}

/// A branch's page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PromptBoard {
    /// Whose board it is.
    pub branch: BranchView,
    /// Open prompts, newest first.
    pub open: Vec<Prompt>,
    /// The last 20 that ended.
    pub ended: Vec<Prompt>,
}

/// The outcome of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffAnswer {
    /// Spoken to, and it fitted.
    Done,
    /// Spoken to, and they did not want it.
    NotInterested,
    /// No time or not the moment.
    NotNow,
}

/// The staff's answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The outcome.
    pub answer: StaffAnswer,
}
