//! Journeys: documents, versions, graphs with live counts, back-tests.

use super::{common::Amount, said::WaySaid};
use rapport_kernel::{Map, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Whether a journey is drafted, running, paused or stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JourneyState {
    /// Never published.
    Draft,
    /// Published: customers enter, messages are sent.
    Running,
    /// No one enters, nothing is sent; those inside wait.
    Paused,
    /// Ended for good: everybody left it.
    Stopped,
}

/// A journey in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JourneySummary {
    /// As its document names it; never changes.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The sender that it speaks for.
    pub brand: String,
    /// Which activity pays and is credited.
    pub activity: String,
    /// For what purpose it contacts people.
    pub purpose: String,
    /// Whether it runs.
    pub state: JourneyState,
    /// What of the plan is closed, so that nothing new is sent whatever the state: the activity, or a node above it.
    #[schema(example = "campaign:spring")]
    pub closed_by: Option<String>,
    /// The version new customers enter; absent for drafts.
    pub version: Option<u32>,
    /// Whether a draft differs from what is live.
    pub draft: bool,
    /// Passages under way now, over all versions.
    pub inside: u64,
    /// Passages that began, over all versions.
    pub entered: u64,
    /// Passages that reached the goal, over all versions.
    pub goal: u64,
    /// When it was last published or changed.
    #[schema(value_type = String, format = DateTime)]
    pub changed: Time,
}

/// A journey with its draft, its versions and whether it runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JourneyView {
    /// The short form.
    pub summary: JourneySummary,
    /// The live version's document as its author wrote it (YAML); the draft's if never published.
    pub document: String,
    /// The draft's, if there is one.
    pub draft: Option<String>,
    /// Which revision of draft and version this is; also the `ETag`.
    #[schema(example = "3-1")]
    pub revision: String,
    /// What it does, in plain sentences.
    pub explanation: String,
    /// The same as codes with values.
    pub explained: Explained,
    /// Its steps as a graph.
    pub graph: Graph,
    /// All versions, newest first.
    pub versions: Vec<VersionSummary>,
}

/// A published version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionSummary {
    /// Its number, from 1.
    pub version: u32,
    /// The log's time from which it counts.
    #[schema(value_type = String, format = DateTime)]
    pub published: Time,
    /// Who did it.
    pub author: String,
    /// Whether those inside moved to it.
    pub moved: bool,
}

/// A published version with its document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// The short form.
    pub summary: VersionSummary,
    /// The document (YAML).
    pub document: String,
    /// In plain sentences.
    pub explanation: String,
    /// The same as codes with values.
    pub explained: Explained,
    /// Its steps with the ways between them, to be drawn.
    pub graph: Graph,
}

/// A journey as a graph.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Graph {
    /// Trigger, steps, exits.
    pub nodes: Vec<GraphNode>,
    /// What follows what.
    pub edges: Vec<GraphEdge>,
}

/// A trigger, step or end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GraphNode {
    /// The step's id; `@trigger` for the beginning, `@end` for the end.
    pub id: String,
    /// `trigger`, `message`, `staff`, `wait`, `branch`, `split`, `voucher`, `set`, `exit`, `end`.
    pub kind: String,
    /// A headline.
    pub title: String,
    /// One sentence more.
    pub detail: String,
    /// What the detail says, as codes with their values; none where it is the author's own text.
    pub said: Vec<WaySaid>,
    /// The channel, for messages.
    pub channel: Option<String>,
}

/// What follows what.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GraphEdge {
    /// From this node.
    pub from: String,
    /// To this node.
    pub to: String,
    /// Which way out of the step this is, unique among them: `next`, `choice_1`, `otherwise`, `held_out`.
    #[schema(example = "choice_1")]
    pub way: String,
    /// When: a branch's condition, `after 2h`, `otherwise`; may be empty.
    pub label: String,
    /// The same as a code with its values.
    pub said: Option<WaySaid>,
}

/// A document to look at.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInput {
    /// The journey (YAML or JSON).
    #[schema(max_length = 262144)]
    pub document: String,
}

/// A document whose messages are to be seen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    /// The journey (YAML or JSON).
    #[schema(max_length = 262144)]
    pub document: String,
    /// What the messages may speak of, where it is to be something else than sample words: `data`, `customer` and `voucher`, each an
    /// object. A value of `null` shows what becomes of a message where it is missing.
    #[schema(value_type = Option<Object>)]
    pub data: Option<Map>,
    /// In which language; default: the brand's first.
    #[schema(max_length = 16, example = "de")]
    pub language: Option<String>,
}

/// What a document's messages look like.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewAnswer {
    /// One for each message step, in the document's order.
    pub messages: Vec<PreviewMessage>,
    /// What was found in the document, errors first.
    pub problems: Vec<DocumentProblem>,
}

/// One message with sample data.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct PreviewMessage {
    /// The step's id.
    pub step: String,
    /// The way by which it would travel.
    pub channel: String,
    /// How it is shown: as a `letter` or in `lines`; empty if it does not compile.
    #[schema(example = "letter")]
    pub view: String,
    /// What it says: `subject` and `text`, or the channel's own fields.
    #[schema(value_type = Object)]
    pub content: Map,
    /// The HTML part of an e-mail.
    pub html: Option<String>,
    /// Why it would not be sent to someone of whom this is known.
    pub refused: Option<PreviewRefusal>,
    /// What the author should hear of this step.
    pub problems: Vec<DocumentProblem>,
}

/// Why a message cannot be made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewRefusal {
    /// Stable code.
    #[schema(example = "content_no_subject")]
    pub code: String,
    /// In words.
    pub message: String,
}

/// What was found in a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckAnswer {
    /// Whether it may be published.
    pub ok: bool,
    /// What was found, errors first.
    pub problems: Vec<DocumentProblem>,
    /// What it does, in plain sentences, if it could be read.
    pub explanation: Option<String>,
    /// The same as codes with values, if it could be read.
    pub explained: Option<Explained>,
    /// Its steps as a graph, if it could be read.
    pub graph: Option<Graph>,
}

/// A draft was saved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DraftAnswer {
    /// What prevents it.
    #[serde(flatten)]
    pub check: CheckAnswer,
    /// Which revision it is now; also the `ETag`.
    #[schema(example = "4-1")]
    pub revision: String,
}

/// What a journey does, in sentences as codes with values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Explained {
    /// What it is, for whom and who pays.
    pub head: Vec<super::ExplainSaid>,
    /// Its author's own words; may be empty.
    pub description: String,
    /// One sentence for each trigger, then who is let in.
    pub starts: Vec<super::ExplainSaid>,
    /// What each step does, in order.
    pub steps: Vec<ExplainedStep>,
    /// When it ends, and what limits it.
    pub ends: Vec<super::ExplainSaid>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ExplainedStep {
    /// Its id.
    pub step: String,
    /// What it does, and where it goes on.
    pub said: Vec<super::ExplainSaid>,
}

/// Something wrong or doubtful in a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentProblem {
    /// Stable code.
    #[schema(value_type = super::codes::DocumentProblemCode, example = "dead_step")]
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// Where in the document, as a path.
    #[schema(example = "steps.2.when")]
    pub path: String,
    /// Line, from 1; 0 if unknown.
    pub line: u32,
    /// Column, from 1; 0 if unknown.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The same as a code with its values.
    pub hint_said: Option<super::HintSaid>,
}

/// Which version to publish from what.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishInput {
    /// The document. Default: the saved draft.
    #[schema(max_length = 262144)]
    pub document: Option<String>,
}

/// What a step did. Counted in one way for live journeys and back-tests.
///
/// Each message that a step made is counted in one place: `under_way`, `deferred`, `sent`, `unknown` or `refused`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct StepCount {
    /// The step's id.
    pub step: String,
    /// Passages that wait there now; in a back-test, at its end.
    pub here: u64,
    /// How often someone came by. Who comes twice counts twice.
    pub passed: u64,
    /// Of these, how many went on by each way out. Who waits, or left by the goal or an exit rule, is in none.
    pub ways: Vec<WayCount>,
    /// Messages that the counterpart has, or that were shown.
    pub sent: u64,
    /// Messages that were not sent and never will be: refused by the gate or the counterpart, expired or recalled.
    pub refused: u64,
    /// The same by reason, most frequent first.
    pub refusals: Vec<ReasonCount>,
    /// Messages that wait for a better moment.
    pub deferred: u64,
    /// Messages that are planned or on their way.
    pub under_way: u64,
    /// Messages of which no one can say whether they were sent.
    pub unknown: u64,
}

/// How often a way out of a step was taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WayCount {
    /// Which way: see the edges of the graph.
    #[schema(example = "choice_1")]
    pub way: String,
    /// How often.
    pub count: u64,
}

/// A refusal and how often.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReasonCount {
    /// Stable code.
    #[schema(example = "no_consent")]
    pub code: String,
    /// In words.
    pub text: String,
    /// How often.
    pub count: u64,
}

/// Which version's counts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountsQuery {
    /// The version. Default: all versions together.
    #[param(minimum = 1)]
    pub version: Option<u32>,
}

/// Live figures of a journey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JourneyCounts {
    /// The moment up to which everything is counted.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Time,
    /// Passages under way now.
    pub inside: u64,
    /// Passages that began. Who enters twice counts twice.
    pub entered: u64,
    /// Customers that are held out, over all versions.
    pub held_out: u64,
    /// Passages that reached the goal.
    pub goal: u64,
    /// Per step.
    pub steps: Vec<StepCount>,
    /// Why messages were not sent, most frequent first: the steps' `refusals` together.
    pub refusals: Vec<ReasonCount>,
    /// Why the trigger fired and no one entered, most frequent first.
    pub not_entered: Vec<ReasonCount>,
}

/// Who is asked for at a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtStep {
    /// Who waits there now.
    #[default]
    Here,
    /// Who came by, each once with the last time, for as long as messages are remembered (90 days).
    Passed,
}

/// Which people at a step.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Those who wait there now, or everybody who came by.
    pub who: Option<AtStep>,
    /// Only who came at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Only who came before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Time>,
    /// What comes first.
    pub sort: Option<super::deliveries::Sort>,
    /// `next` of the part before; absent for the first.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
}

/// Someone at a step of a journey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonAtStep {
    /// The customer's id.
    pub customer: String,
    /// What to call them on a screen.
    pub label: String,
    /// When they came to the step.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// At which steps of the journey they are now; none if they have left it.
    pub now: Vec<String>,
}

/// What to try on which past.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BacktestInput {
    /// From this moment on; a day such as `2026-03-01` is one of the brand's zone, from its beginning.
    #[schema(example = "2026-03-01", max_length = 40)]
    pub from: String,
    /// Up to this moment; a day is whole, up to its end.
    #[schema(example = "2026-03-31", max_length = 40)]
    pub to: String,
    /// The document to test. Default: the saved draft, else the live version.
    #[schema(max_length = 262144)]
    pub document: Option<String>,
}

/// The state of a back-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Finished: see the result.
    Finished,
    /// Ended by a person.
    Cancelled,
    /// Ended by an error: see `error`.
    Failed,
}

/// A back-test at work or done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Backtest {
    /// Made by the server; the address to ask how far it is.
    pub id: String,
    /// The id of the journey that was tried.
    pub journey: String,
    /// Whether it is running, done, cancelled or failed.
    pub state: JobState,
    /// How far, from 0 to 1.
    pub progress: f64,
    /// Records of the log read so far.
    pub records: u64,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub started: Time,
    /// The first moment at which the draft acts.
    #[schema(value_type = String, format = DateTime)]
    pub from: Time,
    /// Up to when.
    #[schema(value_type = String, format = DateTime)]
    pub to: Time,
    /// The first day, in the brand's zone.
    #[schema(example = "2026-03-01")]
    pub first_day: String,
    /// The last day, in the brand's zone.
    #[schema(example = "2026-03-31")]
    pub last_day: String,
    /// The brand's zone.
    #[schema(example = "Europe/Berlin")]
    pub zone: String,
    /// What it found.
    pub result: Option<BacktestResult>,
    /// Why it failed.
    pub error: Option<String>,
    /// The same as a code with values.
    pub error_said: Option<super::FailureSaid>,
}

/// What a journey would have done. The same for the same document, log and times.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BacktestResult {
    /// Events replayed.
    pub events: u64,
    /// Times the trigger matched.
    pub matches: u64,
    /// Passages that would have begun.
    pub entered: u64,
    /// Customers that would have been held out.
    pub held_out: u64,
    /// Messages that would have been sent.
    pub sent: u64,
    /// To how many different customers.
    pub customers: u64,
    /// What they would have cost.
    pub cost: Vec<Amount>,
    /// Per day on which something would have become of a message, oldest first.
    pub days: Vec<BacktestDay>,
    /// Per step.
    pub steps: Vec<StepCount>,
    /// Why messages would not have been sent, most frequent first: the steps' `refusals` together.
    pub refusals: Vec<ReasonCount>,
    /// Why the trigger would have fired and no one entered, most frequent first.
    pub not_entered: Vec<ReasonCount>,
    /// Records that could not be applied to their end, because of a defect of this program. Nought in a sound result.
    pub set_aside: u64,
    /// At most 50 of the messages, drawn by a hash of their names, in the order of their moments.
    pub samples: Vec<BacktestSample>,
    /// Identifies the result: equal for equal runs.
    pub digest: String,
}

/// What would have become of the messages of one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BacktestDay {
    /// The day, in the zone of the journey's brand.
    #[schema(format = Date, example = "2026-10-03")]
    pub day: String,
    /// Messages that would have left.
    pub sent: u64,
    /// Messages that would have been refused; each on the day of the last decision about it.
    pub refused: u64,
}

/// One message that would have left.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BacktestSample {
    /// The recipient.
    pub customer: String,
    /// The step that would have sent it.
    pub step: String,
    /// The way by which it would have travelled.
    pub channel: String,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}
