//! The life of messages on their channels.

use super::{
    codes::{DeliveryCode, RefusalCode},
    common::Amount,
    customers::CheckView,
    said::EntrySaid,
};
use rapport_kernel::{Map, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How a list of deliveries is narrowed; what is left out narrows nothing.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Only in these states, parted by commas: `planned`, `deferred`, `claimed`, `accepted` (also what is shown no longer),
    /// `taken_down`, `refused`, `expired`, `suppressed`, `unknown`. `not_sent` is `refused,expired,suppressed`, `under_way` is `planned,claimed`.
    #[param(max_length = 128)]
    pub state: Option<String>,
    /// Only for this reason: one of our codes or a counterpart's answer, as `refusals` of a journey's figures name it.
    #[param(max_length = 128)]
    pub reason: Option<String>,
    /// Only this journey's.
    #[param(max_length = 128)]
    pub journey: Option<String>,
    /// Only of this step.
    #[param(max_length = 128)]
    pub step: Option<String>,
    /// Only paid by this activity.
    #[param(max_length = 128)]
    pub activity: Option<String>,
    /// Only on this channel.
    #[param(max_length = 64)]
    pub channel: Option<String>,
    /// Only what has stood there since this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Only what has stood there since before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Time>,
    /// What comes first.
    pub sort: Option<Sort>,
    /// `next` of the part before; absent for the first.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
}

/// What comes first in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What happened last.
    #[default]
    Newest,
    /// What happened first.
    Oldest,
}

/// A delivery in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliverySummary {
    /// Names this message to this person for ever.
    #[schema(example = "spring-shoes/3/offer/00ab00cd00ef00000000000000000001/email/4711")]
    pub send_key: String,
    /// The recipient.
    pub customer: String,
    /// The customer's display name.
    pub label: String,
    /// The id of the journey that sent it.
    pub journey: String,
    /// The publication that its passage follows.
    pub version: u32,
    /// The step that sent it.
    pub step: String,
    /// The way by which it travels.
    pub channel: String,
    /// Who pays.
    pub activity: String,
    /// The state: see [`DeliveryQuery::state`].
    #[schema(example = "accepted")]
    pub state: String,
    /// Why, in words: a server's answer, a refusal's reason; may be empty.
    pub reason: String,
    /// The same as a code, where it is one of ours and not someone else's answer.
    pub why: Option<RefusalCode>,
    /// Put off until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// Since when in this state.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// What came back last: staff's answer to a prompt, that a mail was opened or bounced.
    pub answer: Option<DeliveryCode>,
    /// What is reserved for it, and spent when it is accepted.
    pub cost: Amount,
}

/// One message to one person, with everything on record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// The short form.
    pub summary: DeliverySummary,
    /// The sender.
    pub brand: String,
    /// What the consent was looked for.
    pub purpose: String,
    /// Which consent stood behind it when it was claimed.
    pub consent: Option<String>,
    /// The same as a code with values.
    pub consent_said: Option<EntrySaid>,
    /// Everything that happened to it, oldest first.
    pub steps: Vec<DeliveryStep>,
    /// How the content is shown: as a `letter` with a heading, or as `lines` on paper.
    #[schema(example = "letter")]
    pub view: String,
    /// The message as rendered: `subject` and `text`, `say` and `offer`, the receipt's lines.
    #[schema(value_type = Object)]
    pub content: Map,
    /// When `content` was kept, as the message left. Absent if it is made again from what is remembered: before it leaves, and
    /// when the copy has been forgotten (after 90 days).
    #[schema(value_type = Option<String>, format = DateTime)]
    pub kept: Option<Time>,
    /// The e-mail as it was sent.
    pub mail: Option<MailCopy>,
    /// Money booked for it.
    pub money: Vec<super::plan::LedgerRecord>,
    /// Orders credited to it.
    pub orders: Vec<String>,
}

/// An e-mail as it was sent. Links of ours that act for the reader (preferences, unsubscribe, confirmation) are cut.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailCopy {
    /// Name and address.
    #[schema(example = "Acme Shoes <news@acme.example>")]
    pub from: String,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<String>,
    /// The reader's address.
    pub to: String,
    /// The line that mail programs show in lists.
    pub subject: String,
    /// The plain-text part. The HTML part is at `/v1/deliveries/{send_key}/mail`.
    pub text: String,
}

/// One change in a delivery's life.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliveryStep {
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The new state or feedback (`delivered`, `opened`, `clicked`, `bounced`, `complained`, `done`, ...).
    pub what: String,
    /// Why, in words.
    pub detail: String,
    /// Headline and sentences as codes with their values.
    pub said: Vec<EntrySaid>,
    /// All checks of the gate, if it was asked.
    pub checks: Vec<CheckView>,
}

/// What a person found out about an unknown delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It did arrive.
    Accepted,
    /// It did not.
    Refused,
}

/// Closes an unknown delivery. It is never sent again by this.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveInput {
    /// What was found.
    pub outcome: Resolution,
    /// How it was found out.
    #[schema(min_length = 1, max_length = 512)]
    pub note: String,
}

/// What a returned mail was.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Inbound {
    /// `hard_bounce`, `soft_bounce`, `complaint`, `automatic_reply`, `other`.
    #[schema(example = "hard_bounce")]
    pub kind: String,
    /// The message it is about, if it could be identified.
    pub send_key: Option<String>,
    /// Whether anything changed: a delivery's state, a suppression.
    pub applied: bool,
    /// Why a bounce or complaint counts for nothing: `no_message` (it names none of ours), `other_recipient` (the message went to
    /// someone else).
    #[schema(example = "no_message")]
    pub reason: Option<String>,
    /// What was understood, in words, without addresses.
    pub detail: String,
}
