//! The value without which no message can be sent.

use crate::{consent::ConsentVersion, send_key::SendKey};
use rapport_kernel::{BrandId, ChannelId, CustomerId, Identifier, PurposeId, Time};

/// Leave to send one message to one customer. A channel takes a message only together with its permit.
///
/// Only the [gate](crate::gate) makes one, it cannot be copied, and it cannot be read from anywhere. What is kept and shown
/// of a decision can:
///
/// ```
/// fn read<'de, T: serde::Deserialize<'de>>() {}
/// fn copy<T: Clone>() {}
/// read::<rapport_customer::Ruling>();
/// copy::<rapport_customer::Ruling>();
/// ```
/// ```compile_fail,E0451
/// // The fields are private: no one else can build one.
/// let permit = rapport_customer::Permit { at: rapport_kernel::Time(0), ..unreachable!() };
/// ```
/// ```compile_fail,E0277
/// // It cannot be read from bytes or text.
/// fn read<'de, T: serde::Deserialize<'de>>() {}
/// read::<rapport_customer::Permit>();
/// ```
/// ```compile_fail,E0277
/// // One permit is one message: no copies.
/// fn copy<T: Clone>() {}
/// copy::<rapport_customer::Permit>();
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    send_key: SendKey,
    customer: CustomerId,
    brand: BrandId,
    purpose: PurposeId,
    channel: ChannelId,
    address: Option<Identifier>,
    consent: Option<ConsentVersion>,
    at: Time,
}

impl Permit {
    /// Only the gate calls this, after every check has passed.
    pub(in crate::gate) fn issue(
        request: &super::Request<'_>,
        customer: CustomerId,
        address: Option<Identifier>,
        consent: Option<ConsentVersion>,
        at: Time,
    ) -> Self {
        Self {
            send_key: request.send_key.clone(),
            customer,
            brand: request.brand.clone(),
            purpose: request.purpose.clone(),
            channel: request.channel.clone(),
            address,
            consent,
            at,
        }
    }

    /// Which message.
    #[must_use]
    pub fn send_key(&self) -> &SendKey {
        &self.send_key
    }

    /// No one but this person may get it.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.customer
    }

    /// The sender that the gate was asked for.
    #[must_use]
    pub fn brand(&self) -> &BrandId {
        &self.brand
    }

    /// What the consent was given for.
    #[must_use]
    pub fn purpose(&self) -> &PurposeId {
        &self.purpose
    }

    /// The only way by which it may travel.
    #[must_use]
    pub fn channel(&self) -> &ChannelId {
        &self.channel
    }

    /// To which address; `None` where the person is present.
    #[must_use]
    pub fn address(&self) -> Option<&Identifier> {
        self.address.as_ref()
    }

    /// Which consent allows it; `None` for service messages, which need none.
    #[must_use]
    pub fn consent(&self) -> Option<&ConsentVersion> {
        self.consent.as_ref()
    }

    /// When the gate said yes.
    #[must_use]
    pub fn at(&self) -> Time {
        self.at
    }
}
