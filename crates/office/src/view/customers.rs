//! One person: profile, timeline, merges, the answer to "why?".

use super::{codes::*, consents::Consents, said::*};
use rapport_kernel::{Map, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One way in which a customer is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IdentifierView {
    /// `user_id`, `anonymous_id`, `email`, `phone`, `loyalty_card`, `device`.
    #[schema(example = "email")]
    pub kind: String,
    /// The normalised value.
    #[schema(example = "ada@example.com")]
    pub value: String,
    /// Since when it is reported to be theirs no longer (`email: null`): they are recognised by it, and nothing is sent there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub removed: Option<Time>,
}

/// A customer in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerSummary {
    /// The id here: 32 hexadecimal digits.
    pub id: String,
    /// What to call them on a screen: a name, or an identifier, or the beginning of the id.
    pub label: String,
    /// How they are known.
    pub identifiers: Vec<IdentifierView>,
    /// When they were last seen anywhere.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Time>,
}

/// Whom to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomerQuery {
    /// An identifier: `email:ada@example.com`, `user_id:4711`, `loyalty_card:990001`, or only the value, which is then
    /// tried as each kind. Absent: those seen last.
    #[param(max_length = 320)]
    pub identifier: Option<String>,
    /// What stands on a screen: an identifier, or parts of a name, an address, a number or a card, in any case and with or without
    /// accents. Every word must be found. Not together with `identifier`.
    #[param(max_length = 320)]
    pub search: Option<String>,
    /// How many at most, 1 to 100.
    #[param(minimum = 1, maximum = 500, default = 20)]
    pub limit: Option<u32>,
}

/// One thing that is known, and since when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TraitView {
    /// As the source wrote it: `first_name`, `plan`.
    pub name: String,
    /// Its value now.
    pub value: serde_json::Value,
    /// Since when it has this value.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// What it was before, newest first.
    pub history: Vec<TraitChange>,
}

/// An earlier value.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TraitChange {
    /// What was known then, as JSON.
    pub value: serde_json::Value,
    /// The moment from which it was so.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
}

/// How interested a person is in something, from behaviour; halves with the brand's half-life.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AffinityView {
    /// To what: a category or a product.
    #[schema(example = "category:shoes")]
    pub topic: String,
    /// What the product is called, if a shop sent a name.
    pub name: Option<String>,
    /// How strongly now; 1 is one fresh visit.
    pub score: f64,
}

/// When a touchpoint last saw this person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seen {
    /// The source of events.
    #[schema(example = "shop")]
    pub touchpoint: String,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Something bought.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PurchaseView {
    /// The number that the shop or till gave the sale.
    pub order: Option<String>,
    /// The number of what was bought.
    pub product: Option<String>,
    /// What it is called, if a shop sent a name.
    pub name: Option<String>,
    /// The category that the shop named; absent if it named none.
    pub category: Option<String>,
    /// How many, less what came back; weighed goods in parts.
    pub quantity: f64,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The touchpoint it happened at.
    pub touchpoint: String,
}

/// A way through a journey this customer is on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PassageView {
    /// The journey's id.
    pub journey: String,
    /// What people call the journey.
    pub name: String,
    /// The publication that this passage follows.
    pub version: u32,
    /// The step where it waits.
    pub step: String,
    /// What it waits for, in words.
    pub waiting: String,
    /// The same as a code with its values.
    pub waits: Option<WaitingSaid>,
    /// Since when in the journey.
    #[schema(value_type = String, format = DateTime)]
    pub entered: Time,
}

/// One customer, as known now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerView {
    /// The id here; of the surviving customer, if the one asked for was merged into another.
    pub id: String,
    /// The customer's display name.
    pub label: String,
    /// How they are known.
    pub identifiers: Vec<IdentifierView>,
    /// What is known, with its history.
    pub traits: Vec<TraitView>,
    /// Their language, if known.
    #[schema(example = "de")]
    pub language: Option<String>,
    /// Their time zone, if known.
    #[schema(example = "Europe/Berlin")]
    pub zone: Option<String>,
    /// Their country, if known.
    #[schema(example = "DE")]
    pub country: Option<String>,
    /// Where they were seen last.
    pub seen: Vec<Seen>,
    /// What they are drawn to, strongest first.
    pub affinities: Vec<AffinityView>,
    /// What they bought, newest first.
    pub purchases: Vec<PurchaseView>,
    /// Journeys they are in.
    pub journeys: Vec<PassageView>,
    /// How many messages reached or may have reached them in the last 30 days.
    pub contacts: u32,
    /// Other ids that were merged into this customer.
    pub merges: Vec<MergeView>,
    /// Identifiers that public sources claim for this customer; they have no effect until someone decides.
    pub claims: Vec<ClaimView>,
}

/// An identifier that a public source claims for this customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimView {
    /// `user_id`, `anonymous_id`, `email`, `phone`, `loyalty_card`, `device`.
    #[schema(example = "email")]
    pub kind: String,
    /// The normalised value.
    #[schema(example = "ada@example.com")]
    pub value: String,
    /// The source that reported it first.
    pub source: String,
    /// First reported.
    #[schema(value_type = String, format = DateTime)]
    pub first: Time,
    /// Last reported.
    #[schema(value_type = String, format = DateTime)]
    pub last: Time,
    /// Whether it is claimed to be theirs no longer. Accepting it takes it back: nothing is sent there any more.
    pub gone: bool,
    /// Who decided against it; absent while it waits.
    pub refused_by: Option<String>,
}

/// What becomes a customer of its own.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartInput {
    /// By what the customer was wrongly known, as their page shows it.
    #[schema(min_items = 1, max_items = 64)]
    pub identifiers: Vec<PartedIdentifier>,
}

/// An identifier as a customer's page shows it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartedIdentifier {
    /// Its kind, such as `email`.
    #[schema(max_length = 32)]
    pub kind: String,
    /// As it stands on the page, in its one spelling.
    #[schema(max_length = 512)]
    pub value: String,
}

/// A decision about a claim.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimInput {
    /// The claim's kind of identifier.
    #[schema(max_length = 32)]
    pub kind: String,
    /// As `claims` lists it, in its one spelling.
    #[schema(max_length = 320)]
    pub value: String,
    /// Whether this customer is known by it from now on; else saying it again changes nothing.
    pub accept: bool,
}

/// Why two became one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MergeView {
    /// The id that ceased.
    pub from: String,
    /// The id that stays.
    pub into: String,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// What linked them, in words.
    pub because: String,
    /// The same as a code with its values.
    pub said: EntrySaid,
}

/// Something that happened to or around a customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Its number: the same for ever.
    #[schema(example = "17-4711-2")]
    pub id: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// `event`, `consent`, `suppression`, `decision`, `delivery`, `journey`, `voucher`, `money`, `merge`, `erasure`.
    #[schema(example = "event")]
    pub kind: String,
    /// What exactly, as a stable code within its kind: `grant`, `deferred`, `accepted`, `entered`, `issued`, ...; none for events.
    #[schema(example = "accepted")]
    pub code: Option<String>,
    /// Why, as a stable code: the refusal of a decision, the reason of an end; none where there is none.
    #[schema(example = "no_consent")]
    pub why: Option<String>,
    /// A headline: `Product Viewed`, `E-mail held back: over the cap`.
    pub title: String,
    /// More, in a sentence; may be empty.
    pub detail: String,
    /// Headline and sentences as codes with their values, to be written in the reader's language.
    pub said: Vec<EntrySaid>,
    /// Where it was seen, for events.
    pub touchpoint: Option<String>,
    /// The sender that it is about.
    pub brand: Option<String>,
    /// The id of the journey that it is about.
    pub journey: Option<String>,
    /// The publication that it follows, from 1.
    pub version: Option<u32>,
    /// The step that did it.
    pub step: Option<String>,
    /// Which message: open `/v1/deliveries/{send_key}`.
    pub send_key: Option<String>,
    /// The way by which the message travels.
    pub channel: Option<String>,
    /// Which activity of the plan pays or is credited.
    pub activity: Option<String>,
    /// All checks of a decision, in order.
    pub checks: Vec<CheckView>,
    /// Further details: an event's properties, an order's lines.
    #[schema(value_type = Object)]
    pub data: Map,
    /// The id that the sender gave an event.
    pub message_id: Option<String>,
    /// Where and by what an event was sent: page, campaign, device, locale.
    #[schema(value_type = Object)]
    pub context: Map,
}

/// One question the gate asked, and the answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// Which question.
    #[schema(value_type = CheckCode)]
    pub name: String,
    /// What was found; where it does not apply or was not asked, the fact says why.
    #[schema(value_type = CheckOutcomeCode)]
    pub outcome: String,
    /// The refusal's code, if it was one.
    #[schema(value_type = Option<RefusalCode>)]
    pub code: Option<String>,
    /// The fact behind it, in words; may be empty.
    pub detail: String,
    /// The same as a code with its values.
    pub fact: Option<CheckFact>,
}

/// Which journey is asked about.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhyQuery {
    /// The journey's id.
    #[param(max_length = 128)]
    pub journey: String,
}

/// The answer to "why did I (not) get this?".
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Why {
    /// The person who is asked about.
    pub customer: String,
    /// About which journey.
    pub journey: String,
    /// What people call the journey.
    pub name: String,
    /// The answer in plain sentences.
    pub answer: Vec<String>,
    /// The same sentences as codes with their values.
    pub said: Vec<WhySaid>,
    /// Everything recorded about this customer and this journey, oldest first.
    pub entries: Vec<TimelineEntry>,
    /// What the gate would decide about the journey's messages at this moment.
    pub now: Vec<WhyNow>,
}

/// What the gate would decide about one message step now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WhyNow {
    /// The step that would send it.
    pub step: String,
    /// The way by which it would travel.
    pub channel: String,
    /// What it would say.
    #[schema(value_type = VerdictCode)]
    pub verdict: String,
    /// All checks, in order.
    pub checks: Vec<CheckView>,
}

/// Everything held about one person, machine-readable (GDPR 15 and 20).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerExport {
    /// The format, for those who read it later.
    #[schema(example = "rapport-customer-export/1")]
    pub format: String,
    /// The moment of the export; nothing later is in it.
    #[schema(value_type = String, format = DateTime)]
    pub made: Time,
    /// Profile, identifiers, purchases, affinities, journeys.
    pub customer: CustomerView,
    /// Consents, suppressions and their history.
    pub consents: Consents,
    /// The whole timeline, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Vouchers given to this person.
    pub vouchers: Vec<super::vouchers::VoucherView>,
    /// Money booked for messages to this person.
    pub money: Vec<super::plan::LedgerRecord>,
    /// What was sent to this person, as far as it is still kept: 90 days.
    pub messages: Vec<MessageCopy>,
}

/// A message as it left.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageCopy {
    /// The name of the message, as `timeline` has it.
    pub send_key: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The content of a prompt, a receipt, a placement or a mail, by field.
    #[schema(value_type = Object)]
    pub content: rapport_kernel::Map,
    /// The e-mail, if it is one.
    pub mail: Option<super::deliveries::MailCopy>,
}

/// A request to erase a person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseInput {
    /// The customer's id once more, so that no one is erased by mistake.
    pub confirm: String,
    /// Why: the request's number, the date of a letter.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// Who was erased, and when: all that is left to show.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Erasure {
    /// Who was erased.
    pub customer: String,
    /// When the request became durable: from then on nothing of the person is used. What lies on disk is overwritten in
    /// the background.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Links for this person to the public pages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerLinks {
    /// The preference centre, per brand.
    pub preferences: Vec<BrandLink>,
}

/// A link that opens a person's page at one brand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandLink {
    /// The sender whose page it opens.
    pub brand: String,
    /// The address to open; knows the person, so treat it like a password.
    pub url: String,
}
