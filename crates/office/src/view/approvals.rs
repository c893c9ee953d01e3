//! Approvals: what waits for release, whom it waits for, and what was said about it.

use super::{
    common::Amount,
    journeys::{Explained, Graph},
};
use rapport_kernel::Time;
use rapport_work::approval::ApprovalStatus;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::{IntoParams, ToSchema};

/// The sort of thing that is to be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalKind {
    /// A version of a journey is to be published.
    Journey,
    /// Budget is to be moved.
    Reallocation,
}

/// How an approval stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Someone has to answer.
    InFlight,
    /// It was released.
    Approved,
    /// It was released, and someone wants something heeded.
    ApprovedWithRemarks,
    /// Someone said no.
    Rejected,
    /// Whoever asked took the request back.
    Withdrawn,
    /// No one answered in time.
    Expired,
}

impl From<ApprovalStatus> for ApprovalState {
    fn from(status: ApprovalStatus) -> Self {
        match status {
            ApprovalStatus::InFlight => Self::InFlight,
            ApprovalStatus::Approved => Self::Approved,
            ApprovalStatus::ApprovedWithRemarks => Self::ApprovedWithRemarks,
            ApprovalStatus::Rejected => Self::Rejected,
            ApprovalStatus::Withdrawn => Self::Withdrawn,
            ApprovalStatus::Expired => Self::Expired,
        }
    }
}

impl fmt::Display for ApprovalState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InFlight => "under way",
            Self::Approved => "approved",
            Self::ApprovedWithRemarks => "approved with remarks",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        })
    }
}

/// Someone, as people call them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonNamed {
    /// The account's id.
    pub id: String,
    /// What they are called.
    pub name: String,
}

/// Why someone has to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AskReason {
    /// `audience_unknown`, `over_budget`, `no_limit`, `over_limit`, `dearer_than_approved`, `incomparable` or `template`.
    #[schema(example = "over_limit")]
    pub code: String,
    /// In English.
    pub text: String,
}

/// What publishing a version means for whoever asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublishOutlook {
    /// Whether it goes live at once.
    pub goes_live: bool,
    /// What it is expected to cost; absent if no one knows.
    pub cost: Option<Amount>,
    /// How many messages it is expected to send; absent if no one knows.
    pub messages: Option<u64>,
    /// The back-test that says so.
    pub backtest: Option<String>,
    /// What is free on the activity that pays.
    pub free: Amount,
    /// Whether limits count at this place: someone set one.
    pub limited: bool,
    /// Up to how much the caller decides alone; absent without a limit, and where it has no bound.
    pub limit: Option<Amount>,
    /// Whether the caller's limit has no bound.
    pub unlimited: bool,
    /// Why someone has to be asked.
    pub why: Vec<AskReason>,
    /// Who is asked first; empty with `goes_live` unset: there is no one to ask.
    pub asks: Vec<PersonNamed>,
}

/// What the list of approvals is cut down to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalsShown {
    /// Those under way.
    #[default]
    InFlight,
    /// Those that ended in the last 90 days, newest first.
    Ended,
}

/// What of the approvals is listed.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApprovalsQuery {
    /// Under way, or ended.
    #[param(inline)]
    pub show: Option<ApprovalsShown>,
}

/// An approval in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalSummary {
    /// Made by the server.
    pub id: String,
    /// The sort of thing.
    pub kind: ApprovalKind,
    /// The journey's id; for a reallocation the approval's own.
    pub object: String,
    /// What the thing is called.
    pub name: String,
    /// At which node of the plan it stands.
    pub node: String,
    /// What the node is called.
    pub node_name: String,
    /// How it stands.
    pub state: ApprovalState,
    /// Who asked.
    pub author: PersonNamed,
    /// The moment at which it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub asked: Time,
    /// What it is expected to cost, or how much is moved; absent if no one knows.
    pub amount: Option<Amount>,
    /// For whom it waits now.
    pub waits_for: Vec<PersonNamed>,
    /// When the first answer is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Time>,
    /// Whether that is over.
    pub late: bool,
    /// Whether it waits for the caller.
    pub for_me: bool,
    /// Whether the caller asked for it.
    pub mine: bool,
}

/// What waits for the caller, and what they wait for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDayView {
    /// What waits for the caller: what is late first, then what is due soonest.
    pub for_me: Vec<ApprovalSummary>,
    /// What the caller waits for.
    pub i_wait_for: Vec<ApprovalSummary>,
    /// How much of both is late.
    pub late: u32,
}

/// One stage: who is asked, who has answered, and until when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalStageView {
    /// Names it within the approval.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `waiting`, `skipped`, `open` or `released`.
    #[schema(example = "open")]
    pub progress: String,
    /// Since when it is open, or released.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Time>,
    /// Who said yes.
    pub yes: Vec<PersonNamed>,
    /// For whom it waits now.
    pub waits_for: Vec<PersonNamed>,
    /// How many different people have to say yes.
    pub quorum: u32,
    /// Why no one can release it as things stand, in English.
    pub stuck: Vec<AskReason>,
}

/// One entry of an approval's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalEntry {
    /// By the server's clock.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// What happened: `requested`, `stage_opened`, `yes`, `approved`, `rejected`, `withdrawn`, `voided`, `reminded`, `escalated`, ...
    #[schema(example = "yes")]
    pub what: String,
    /// Who did it; absent for what happens by itself.
    pub by: Option<PersonNamed>,
    /// In whose name.
    pub acting_for: Vec<PersonNamed>,
    /// Whom it concerns.
    pub to: Vec<PersonNamed>,
    /// What they said: remarks, a reason.
    pub text: Option<String>,
    /// Where in the thing.
    pub region: Option<String>,
}

/// An activity's budget before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BudgetEffect {
    /// The activity's id.
    pub activity: String,
    /// What it is called.
    pub name: String,
    /// What is free there now.
    pub before: Amount,
    /// What would be free then; absent where it is not known what it costs.
    pub after: Option<Amount>,
}

/// The thing itself, as it was asked about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalThing {
    /// A journey's document, to the letter.
    pub document: Option<String>,
    /// The same in plain sentences.
    pub explanation: Option<String>,
    /// The same as codes with values.
    pub explained: Option<Explained>,
    /// The same as a graph.
    pub graph: Option<Graph>,
    /// Why budget is to be moved.
    pub reason: Option<String>,
}

/// What the caller may do with an approval at this moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalActs {
    /// Answer it, at this stage.
    pub answer: Option<String>,
    /// Take the request back.
    pub withdraw: bool,
    /// Remind those for whom it waits.
    pub remind: bool,
}

/// An approval with the thing itself and everything that was said about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalView {
    /// The short form.
    pub summary: ApprovalSummary,
    /// The version that an answer is about.
    pub version: String,
    /// The thing itself.
    pub thing: ApprovalThing,
    /// The budgets that it concerns.
    pub money: Vec<BudgetEffect>,
    /// How many messages it is expected to send.
    pub messages: Option<u64>,
    /// Its stages, in their order.
    pub stages: Vec<ApprovalStageView>,
    /// Everything that happened, oldest first.
    pub history: Vec<ApprovalEntry>,
    /// What came of it: `journey 3`, the key of a booking; or `failed: ` with why. Empty until then.
    pub outcome: String,
    /// What the caller may do.
    pub may: ApprovalActs,
}

/// A yes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveInput {
    /// The `version` that was seen.
    #[schema(min_length = 1, max_length = 64)]
    pub version: String,
    /// What is to be heeded next time; it is released all the same.
    #[schema(max_length = 2000)]
    pub remarks: Option<String>,
}

/// A no, which ends the approval.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectInput {
    /// The `version` that was seen.
    #[schema(min_length = 1, max_length = 64)]
    pub version: String,
    /// What has to change.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// Where in the thing: a step, a field.
    #[schema(max_length = 200)]
    pub region: Option<String>,
}

/// A request that is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawInput {
    /// What those are told who were asked.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Someone else who is asked, too.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegateInput {
    /// The account's id.
    #[schema(min_length = 1, max_length = 100)]
    pub to: String,
}
