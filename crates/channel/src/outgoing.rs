//! A message on its way out. No one can make one without a [`Permit`], and only the gate makes permits.

use crate::{content::Content, delivery::Mode};
use rapport_customer::{gate::Permit, send_key::SendKey};
use rapport_kernel::{ActivityId, BrandId, ChannelId, CustomerId, Map, Money, PurposeId, Time};
use smol_str::SmolStr;
use std::{fmt, sync::Arc};

/// All a driver needs to carry out one claimed delivery. Handed over by value: sending uses the permit up.
pub struct Outgoing {
    /// Why this may be sent; made by the gate when the claim was applied.
    pub permit: Permit,
    /// The delivery's name in the send ledger.
    pub send_key: SendKey,
    /// In whose name.
    pub brand: BrandId,
    /// Which activity pays.
    pub activity: ActivityId,
    /// What the person agreed to.
    pub purpose: PurposeId,
    /// The brand's channel, by which the driver finds its settings.
    pub channel: ChannelId,
    /// The recipient, for links that are theirs alone.
    pub customer: CustomerId,
    /// The address on the channel: an e-mail address, a branch, a printer. Personal data.
    pub address: SmolStr,
    /// The compiled content.
    pub content: Arc<Content>,
    /// What the content may speak of.
    pub data: Map,
    /// Hosts of the brand, to which what data says may lead.
    pub hosts: Vec<SmolStr>,
    /// The person's language, such as `de`.
    pub language: SmolStr,
    /// Not after this moment.
    pub valid_until: Time,
    /// What the message costs.
    pub cost: Money,
    /// How the ambiguous case is treated.
    pub mode: Mode,
    /// The same for every try: derived from the send key, see [`message_id`].
    pub message_id: SmolStr,
}

impl Outgoing {
    /// Whether the permit is for this very message; where it names an address, also for this address. Every driver asks
    /// before it begins: what was put together wrongly must not leave.
    #[must_use]
    pub fn is_permitted(&self) -> bool {
        let permit = &self.permit;
        *permit.send_key() == self.send_key
            && permit.customer() == self.customer
            && *permit.brand() == self.brand
            && *permit.purpose() == self.purpose
            && *permit.channel() == self.channel
            && permit.address().is_none_or(|address| address.value == self.address)
    }
}

// Address and data are personal: they stay out of logs whatever formats the value.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("send_key", &self.send_key)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// Hex digits of a SHA-256 hash that name a send key where it must not be read: 128 bits.
#[must_use]
pub fn token(send_key: &SendKey) -> SmolStr {
    use fmt::Write;
    use sha2::{Digest, Sha256};
    let mut text = String::with_capacity(32);
    for byte in &Sha256::digest(send_key.to_string().as_bytes())[..16] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

/// The left part of the Message-ID of a delivery: one per send key, equal in every try.
#[must_use]
pub fn message_id(send_key: &SendKey) -> SmolStr {
    token(send_key)
}
