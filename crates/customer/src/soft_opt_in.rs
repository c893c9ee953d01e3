//! Writing to buyers without prior consent, where a country's law allows it.
//!
//! The model is article 13(2) of the ePrivacy directive as in section 7(3) of the German UWG, section 174(4) of the Austrian TKG
//! and article 130(4) of the Italian privacy code: all four [`Conditions`] hold, or there is no soft opt-in. Countries
//! differ in the channels it covers and in whether they have it at all; that is data of the brand ([`SoftOptInRule`]).

use rapport_kernel::ChannelId;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// That a country's law has a soft opt-in, and for which channels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftOptInRule {
    /// ISO 3166 country, two capitals.
    pub country: SmolStr,
    /// The channels the law names.
    pub channels: Vec<ChannelId>,
    /// The law, for people who ask.
    #[serde(default)]
    pub law: SmolStr,
}

/// The four conditions; only all together allow anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conditions {
    /// The address was given in the course of a sale to this person by this brand.
    pub address_from_sale: bool,
    /// The message offers the brand's own goods similar to those bought.
    pub own_similar_goods: bool,
    /// The person has not objected.
    pub no_objection: bool,
    /// The person was told of the right to object when the address was collected, and is told again in each message.
    pub notice: bool,
}

/// Whether the law of `country` lets the brand write on `channel` under these conditions.
#[must_use]
pub fn allows(rules: &[SoftOptInRule], country: &str, channel: &ChannelId, conditions: Conditions) -> bool {
    let Conditions { address_from_sale, own_similar_goods, no_objection, notice } = conditions;
    address_from_sale
        && own_similar_goods
        && no_objection
        && notice
        && rules.iter().any(|rule| rule.country == country && rule.channels.contains(channel))
}
