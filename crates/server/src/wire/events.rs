//! The Segment HTTP API, as its clients write it: camelCase, all fields beyond the needed ones kept as they are.

use super::codes::WarningReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One message as Segment's clients send it. Only documented here: it is read by an own, stricter reader
/// (no key twice in one object, at most 64 levels, only finite numbers, at most 32 KB).
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct Message {
    /// In `/v1/batch` and `/v1/import` only: `identify`, `track`, `page`, `screen`, `group` or `alias`.
    #[schema(rename = "type", example = "track")]
    pub kind: Option<String>,
    /// The id the company's own systems use. This or `anonymousId` is needed.
    #[schema(max_length = 256)]
    pub user_id: Option<String>,
    /// The id of a visitor who is not known (yet).
    #[schema(max_length = 256)]
    pub anonymous_id: Option<String>,
    /// Chosen by the sender; repetitions are dropped for at least 7 days. Generated if absent.
    #[schema(max_length = 256)]
    pub message_id: Option<String>,
    /// `track`: what happened, such as `Order Completed`.
    #[schema(max_length = 256)]
    pub event: Option<String>,
    /// `page`, `screen`: its name.
    pub name: Option<String>,
    /// `alias`: the id this person had before.
    pub previous_id: Option<String>,
    /// The group that `group` puts the person in, such as a company.
    pub group_id: Option<String>,
    /// `track`, `page`, `screen`: further details.
    #[schema(value_type = Option<Object>)]
    pub properties: (),
    /// `identify`, `group`: what is known of the person or group.
    #[schema(value_type = Option<Object>)]
    pub traits: (),
    /// Circumstances: campaign, page, locale, ...
    #[schema(value_type = Option<Object>)]
    pub context: (),
    /// When it happened, by the sender's clock (RFC 3339).
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: (),
    /// The same, as Segment's archives have it: read where `timestamp` is missing.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub original_timestamp: (),
    /// When it was sent, by the sender's clock: the difference to our clock corrects `timestamp`.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: (),
    /// The write key, for clients that cannot send an Authorization header.
    pub write_key: Option<String>,
}

/// Several messages at once, at most 500 KB.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct Batch {
    /// The messages, each with its `type`.
    pub batch: Vec<Message>,
    /// When the batch was sent, by the sender's clock; used for messages without a `sentAt` of their own.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: (),
    /// Context shared by all messages; a message's own context takes precedence.
    #[schema(value_type = Option<Object>)]
    pub context: (),
    /// The write key, for clients that cannot send an Authorization header.
    pub write_key: Option<String>,
    /// In the dry run of an import: each `checkpoint` that earlier imports answered. The answer names those that are `lost`.
    #[schema(required = false)]
    pub checkpoints: Vec<String>,
}

/// How events of the past are taken.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only check whether they would be accepted: nothing is stored.
    #[param(default = false)]
    pub dry_run: Option<bool>,
    /// Whether messages without `timestamp` happen now. Otherwise they are refused (`no_moment`), except `identify`, `group` and
    /// `alias`.
    #[param(default = false)]
    pub now: Option<bool>,
}

/// The events are on disk (in a dry run: they would be taken).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Accepted {
    /// Always true: what is not durable is not answered with 200.
    pub success: bool,
    /// What could not be read and so counts as absent, and words about orders that will not count; the event itself is kept, unless
    /// nothing else named anybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<Warning>,
    /// Which messages of a batch, from 0, were known already by their `messageId`, and changed nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub repeated: Vec<u64>,
    /// In a dry run: a mark of who speaks, another one for each source of each installation. Whoever keeps what is in keeps it for this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// After an import: says where its messages stand, and what stands there. A later dry run takes it among its `checkpoints`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// In a dry run: which of its `checkpoints`, from 0, the server does not hold any more, because a backup was restored or records were
    /// lost. What came in with them is not in: it has to be sent again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub lost: Vec<u64>,
}

/// Something in a message that could not be read, or will not count.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Warning {
    /// Which message of a batch, from 0.
    pub at: u64,
    /// The field as it was sent, dotted.
    #[schema(example = "email")]
    pub field: String,
    /// What is wrong with it, as a stable code.
    pub code: WarningReason,
    /// The same for people, and what to send instead.
    pub detail: String,
}

/// What Segment's client for browsers asks for first. Its shape is that client's, as far as the client reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientSettings {
    /// Where events go.
    pub integrations: Integrations,
    /// No event is held back.
    pub plan: EmptyPlan,
    /// The client measures nothing of its own.
    pub metrics: Metrics,
    /// Always true.
    pub analytics_next_enabled: bool,
}

/// Where events go.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Integrations {
    /// This installation, under the name the client knows.
    #[serde(rename = "Segment.io")]
    pub segment: Destination,
}

/// An address that takes events.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The write key.
    pub api_key: String,
    /// Host and path.
    pub api_host: String,
    /// `https`, or `http` on a laptop.
    pub protocol: String,
}

/// A tracking plan that allows everything.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct EmptyPlan {}

/// How much the client measures of itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// The share of calls: none.
    pub sample_rate: u8,
}

impl ClientSettings {
    /// For a source, with where it is to send.
    #[must_use]
    pub fn new(api_key: String, protocol: &str, api_host: String) -> Self {
        let segment = Destination { api_key, api_host, protocol: protocol.to_owned() };
        Self {
            integrations: Integrations { segment },
            plan: EmptyPlan {},
            metrics: Metrics { sample_rate: 0 },
            analytics_next_enabled: true,
        }
    }
}
