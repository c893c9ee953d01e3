//! Brands and their settings documents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A brand in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandSummary {
    /// As journeys and sources name it; never changes.
    #[schema(example = "acme")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// ISO 4217: what its amounts are in.
    pub currency: String,
    /// An IANA time zone: where its days begin and its quiet hours are.
    pub zone: String,
    /// Its purposes: the ids.
    pub purposes: Vec<String>,
    /// Its channels, and how messages travel on each.
    pub channels: Vec<ChannelOfBrand>,
}

/// By what name a brand sends, and how that travels.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChannelOfBrand {
    /// As journeys name it.
    #[schema(example = "newsletter")]
    pub id: String,
    /// Its kind; absent: nothing can be sent on it.
    #[schema(example = "email")]
    pub kind: Option<String>,
}

/// A brand with all its settings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandView {
    /// As journeys and sources name it; never changes.
    pub id: String,
    /// The settings document: name, sender, zone, country, languages, currency, purposes with wordings, channels with
    /// unit costs and caps, quiet hours, hold-out, soft opt-in.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    /// Which revision this is; also the `ETag`.
    #[schema(example = "7")]
    pub revision: String,
}

/// New settings of a brand; they hold from the moment they are durable.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandInput {
    /// The whole settings document.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
}
