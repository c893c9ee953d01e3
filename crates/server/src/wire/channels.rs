//! Channels and their kinds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every kind of channel there is, and the channels that the brands have.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Channels {
    /// The kinds, in the order in which people are shown them.
    pub kinds: Vec<ChannelKind>,
    /// The brands' channels by id.
    pub channels: Vec<BrandChannel>,
}

/// A kind of channel: how a message travels.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelKind {
    /// Its name.
    #[schema(example = "email")]
    pub id: String,
    /// The settings a brand's channel of this kind usually has: `medium`, `double_opt_in`, `keeps_quiet_hours`,
    /// `says_how_to_object`.
    #[schema(value_type = Object)]
    pub usual: serde_json::Value,
    /// The JSON Schema of a message's content.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
    /// The settings of whoever carries its messages out; absent: there are none, or they have an address of their own.
    pub settings: Option<ChannelSettings>,
}

/// Settings by name and value, with the schema that a form can be drawn from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelSettings {
    /// The JSON Schema. What is `writeOnly` is a secret.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
    /// The settings as they are, without the secrets.
    #[schema(value_type = Object)]
    pub values: serde_json::Value,
    /// Which state of the settings this is; also the `ETag` of a change.
    pub revision: String,
}

/// New settings. Absent secrets stay as they are.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelSettingsInput {
    /// By name.
    #[schema(value_type = Object)]
    pub values: serde_json::Map<String, serde_json::Value>,
}

/// A channel that brands have under one id.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandChannel {
    /// As journeys name it.
    #[schema(example = "newsletter")]
    pub id: String,
    /// Its kind; absent: nothing can be sent on it.
    #[schema(example = "email")]
    pub kind: Option<String>,
    /// The brands that have it.
    pub brands: Vec<String>,
}
