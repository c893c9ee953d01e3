//! Consent and suppression, told through the API.

use super::said::ProofSaid;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the person did. A double opt-in is confirmed on the public page only: no one can confirm for someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActInput {
    /// Was told, at a sale, that the address will be used for similar goods and how to object (soft opt-in).
    Notice,
    /// The person agrees.
    Grant,
    /// Agreed to an address that has to be confirmed first (double opt-in): a confirmation is sent.
    RequestConfirmation,
    /// Took it back.
    Withdraw,
    /// Objected to direct marketing.
    Object,
}

/// How a declaration can be proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    /// Someone says so; nothing can be shown. Never enough to send.
    #[default]
    Claimed,
    /// The person acted in front of us: signed, tapped at the till.
    Personal,
    /// The address was given in the course of a sale.
    Sale,
}

/// What proves a declaration.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofInput {
    /// How the person's will can be shown: `claimed`, `personal` or `sale`.
    pub kind: ProofKind,
    /// The evidence: a form's number, a recording's id, an order. Needed unless `claimed`.
    #[schema(max_length = 256)]
    pub reference: Option<String>,
}

/// Who is meant: exactly one of the fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The customer's id here.
    #[schema(min_length = 32, max_length = 32)]
    pub customer: Option<String>,
    /// The company's own id.
    #[schema(max_length = 256)]
    pub user_id: Option<String>,
    /// A visitor who is not known yet.
    #[schema(max_length = 256)]
    pub anonymous_id: Option<String>,
    /// An e-mail address.
    #[schema(max_length = 320)]
    pub email: Option<String>,
    /// A phone number, best in E.164 form.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
    /// A loyalty card number.
    #[schema(max_length = 256)]
    pub loyalty_card: Option<String>,
}

/// One declaration of will, with its proof.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentInput {
    /// Who declared it.
    pub who: Who,
    /// The sender that the yes or no is given to.
    #[schema(max_length = 64)]
    pub brand: String,
    /// For what; absent, in a withdrawal or objection: everything.
    #[schema(example = "offers", max_length = 64)]
    pub purpose: Option<String>,
    /// By which way to be reached; absent, in a withdrawal or objection: every way.
    #[schema(example = "email", max_length = 64)]
    pub channel: Option<String>,
    /// What was declared.
    pub act: ActInput,
    /// Which text the person saw. Needed unless something is taken back.
    pub wording: Option<WordingInput>,
    /// Where it was declared, such as `branch-berlin` or `shop-checkout`; the source's own id if a write key is used.
    #[schema(max_length = 64)]
    pub source: Option<String>,
    /// What proves it; nothing if absent.
    pub proof: Option<ProofInput>,
    /// When, if not now; never in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
}

/// The text the person agreed to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordingInput {
    /// Its version in the brand's settings of the purpose.
    #[schema(minimum = 0)]
    pub version: u32,
    /// In which language it was shown.
    #[schema(example = "de", max_length = 16)]
    pub language: String,
    /// The text itself, if it is not the brand's.
    #[schema(max_length = 8192)]
    pub text: Option<String>,
}

/// The declaration is durable and in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsentAnswer {
    /// The customer it was recorded for; not returned to public sources.
    pub customer: Option<String>,
    /// `recorded`, `without_effect` (an earlier withdrawal stands: new proof by the person is needed), `repeated`, or `already_confirmed` (nothing was asked: the address has confirmed this, and it stands).
    #[schema(example = "recorded")]
    pub result: String,
    /// What holds now for this brand, purpose and channel: `never`, `pending`, `given`, `unproven`, `other_address`, `expired`, `withdrawn`, `objected`; absent where purpose or channel are, and for public sources.
    pub status: Option<String>,
    /// Messages that were already inside a transaction with a mail server when a withdrawal came, and so may still arrive; also those to other accounts of the same address.
    pub in_flight: Vec<String>,
    /// Messages stopped by the withdrawal, also those to other accounts of the same address.
    pub stopped: u32,
}

/// Why a person must not be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionReason {
    /// Asked not to be.
    OptOut,
    /// Reported a message as spam.
    Complaint,
    /// The address does not exist.
    HardBounce,
    /// Objected to direct marketing.
    Objection,
}

/// A stop that outranks every consent, import and merge.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppressionInput {
    /// The customer.
    pub who: Who,
    /// Only this brand; absent: all, or the source's own if a write key is used.
    #[schema(max_length = 64)]
    pub brand: Option<String>,
    /// Only this channel; absent for all.
    #[schema(max_length = 64)]
    pub channel: Option<String>,
    /// The reason not to write.
    pub reason: SuppressionReason,
    /// Where it was declared; with a write key, the source's own id.
    #[schema(max_length = 64)]
    pub source: Option<String>,
    /// When, if not now; never in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
}

/// The suppression is durable and in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuppressionAnswer {
    /// The customer it was recorded for.
    pub customer: String,
    /// Messages already inside a transaction with a mail server, which may still arrive; also those to other accounts of the same address.
    pub in_flight: Vec<String>,
    /// Messages stopped by it, also those to other accounts of the same address.
    pub stopped: u32,
}

/// What holds for one brand, purpose and channel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsentState {
    /// The sender that it is about.
    pub brand: String,
    /// The purpose that it is about.
    pub purpose: String,
    /// By which way.
    pub channel: String,
    /// `never`, `pending`, `given`, `unproven`, `other_address`, `expired`, `withdrawn`, `objected`.
    #[schema(example = "given")]
    pub status: String,
    /// Since when; absent if nothing was ever declared.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Time>,
    /// The text agreed to, in full.
    pub wording: Option<Wording>,
}

/// A text as it was shown, kept for ever.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Wording {
    /// Which text.
    pub id: String,
    /// Counts up when the text changes.
    pub version: u32,
    /// As a tag, such as `de`.
    pub language: String,
    /// In full.
    pub text: String,
}

/// One declaration in the history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsentRecord {
    /// The moment it was given.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The sender that it was given to.
    pub brand: String,
    /// For what; absent: everything.
    pub purpose: Option<String>,
    /// By which way; absent: every way.
    pub channel: Option<String>,
    /// Which address or number it is about, where it is about one.
    pub address: Option<String>,
    /// What was declared: `notice`, `grant`, `request_confirmation`, `confirm`, `withdraw`, `object`.
    #[schema(example = "grant")]
    pub act: String,
    /// The source that recorded it.
    pub source: String,
    /// What proves it: `claimed`, `personal` or `sale`. with its reference.
    pub proof: String,
    /// The same as a code with values.
    pub proof_said: ProofSaid,
    /// The text, if one was shown.
    pub wording: Option<Wording>,
}

/// One suppression in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuppressionRecord {
    /// The moment from which it stops messages.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// For which brand; absent for all.
    pub brand: Option<String>,
    /// On which channel; absent for all.
    pub channel: Option<String>,
    /// Which address or number it came from; a hard bounce stops only that one.
    pub address: Option<String>,
    /// The reason not to write.
    #[schema(example = "opt_out")]
    pub reason: String,
    /// `marketing` or `all`: whether service messages are stopped too.
    #[schema(example = "marketing")]
    pub scope: String,
    /// Where it was declared.
    pub source: String,
}

/// Everything on record about what one person agreed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Consents {
    /// What holds now, for each brand, purpose and channel that is known.
    pub states: Vec<ConsentState>,
    /// What stops messages whatever was agreed.
    pub suppressions: Vec<SuppressionRecord>,
    /// All declarations, newest first.
    pub history: Vec<ConsentRecord>,
}
