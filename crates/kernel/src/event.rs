//! Something that happened at a touchpoint, in the shape of the Segment specification
//! (six calls: identify, track, page, screen, group, alias).

use crate::{BrandId, Map, SourceId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// Which of the six calls it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// Says who someone is and what is known of them.
    Identify,
    /// Says what someone did.
    Track,
    /// A web page was seen.
    Page,
    /// An app screen was seen.
    Screen,
    /// Says what group someone belongs to.
    Group,
    /// Says that two ids are one person.
    Alias,
}

/// What sort of identifier it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// The id the company's own systems use.
    UserId,
    /// A cookie or installation id of someone not (yet) known.
    AnonymousId,
    /// An e-mail address, normalised.
    Email,
    /// A phone number in E.164 form.
    Phone,
    /// A loyalty card number.
    LoyaltyCard,
    /// A device, such as a push token's owner.
    Device,
}

impl IdentifierKind {
    /// Its name in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::UserId => "user id",
            Self::AnonymousId => "anonymous id",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::LoyaltyCard => "loyalty card",
            Self::Device => "device",
        }
    }
}

/// One way in which a customer is known. Personal data: never shown in logs.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identifier {
    /// What sort.
    pub kind: IdentifierKind,
    /// The normalised value.
    pub value: SmolStr,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(..)", self.kind)
    }
}

/// One event, with its clock skew already corrected and its identifiers normalised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Which call.
    pub kind: EventKind,
    /// `track`: the event's name, such as `Order Completed`; `page` and `screen`: the name, may be empty; else empty.
    pub name: SmolStr,
    /// Chosen by the sender; repetitions are dropped for at least 7 days.
    pub message_id: SmolStr,
    /// Who, as the touchpoint knows them: user id first, then anonymous id, then what traits say.
    pub identifiers: Vec<Identifier>,
    /// When it happened, by the server's clock; never after `received`.
    pub timestamp: Time,
    /// When it reached us.
    pub received: Time,
    /// Which source said it (shop, app, till, branch, ...).
    pub source: SourceId,
    /// The brand of the source, to which everything that follows belongs.
    pub brand: BrandId,
    /// `track`, `page`, `screen`: properties; `identify`, `group`: traits.
    pub properties: Map,
    /// Context as sent (campaign, page, locale, ...), without the client's library details.
    pub context: Map,
    /// Whether a public source said it: one whose key everybody can read. Events of logs from before this was kept count as
    /// said by a trusted one, so that what they led to goes on as it began.
    #[serde(default)]
    pub public: bool,
}
