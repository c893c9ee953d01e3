//! Brands and their settings documents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A brand in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandSummary {
    /// Its id.
    #[schema(example = "acme")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its currency.
    pub currency: String,
    /// Its zone.
    pub zone: String,
    /// Its purposes: the ids.
    pub purposes: Vec<String>,
    /// Its channels: the ids.
    pub channels: Vec<String>,
}

/// A brand with all its settings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BrandView {
    /// Its id.
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
