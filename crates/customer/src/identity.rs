//! Who is who: identifiers in one spelling, the index of whom they belong to, and when two customers are one person.
//!
//! Identifiers differ in what they prove. A *user id* is decisive. A *loyalty card*, *e-mail address* or *phone number* is
//! strong: it usually means one person, but families share them. A *device* or *anonymous id* (cookie) is weak: whoever
//! sits at it now. The identifiers of one event belong together by these rules, strongest first:
//!
//! 1. **Who it is.** The customer of the named user id. A user id seen for the first time takes over the customer the other
//!    identifiers lead to, if that one has no user id yet (anonymous becomes known; nothing needs merging). Without a user
//!    id: the customer of the first known strong identifier, else of the first known weak one, else a new customer.
//! 2. **Strong identifiers** of another customer merge the two, unless both have user ids; then the identifier stays
//!    with the customer who had it first, so that typing someone's address takes nothing from them. The two share it from
//!    then on ([`Shared`]): what is said against writing to a shared address holds for both.
//! 3. **Weak identifiers** of another customer merge the two, unless there is reason to think of two people at one screen:
//!    both have user ids, or both have strong identifiers of one kind and none in common. Then nothing merges and the
//!    weak identifier follows the newest user.
//! 4. **Alias** says outright that the identifiers are one person's: all their customers merge into that of the first
//!    known one, whatever user ids they have.
//!
//! Of two that merge the one with the user id remains, else the one rule 1 found. The index is a fold: the same inputs in the same
//! order give the same index, and an input said again changes nothing. Merged ids stay known ([`Index::current`]).

use rapport_kernel::{CustomerId, Identifier, IdentifierKind, Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

pub use crate::{
    index::{Index, MAX_ANONYMOUS_IDS, MAX_DEVICE_IDS},
    normalise::{Illegible, Named, Reading, gone, identifiers, normalise, respelled, unsaid, unsay},
    vouch::{Doubted, Unvouched, Word},
};

/// Whether an identifier of this kind says only who sits at a screen.
#[must_use]
pub fn is_weak(kind: IdentifierKind) -> bool {
    matches!(kind, IdentifierKind::AnonymousId | IdentifierKind::Device)
}

/// Strongest first.
pub(crate) fn rank(kind: IdentifierKind) -> u8 {
    match kind {
        IdentifierKind::UserId => 0,
        IdentifierKind::LoyaltyCard => 1,
        IdentifierKind::Email => 2,
        IdentifierKind::Phone => 3,
        IdentifierKind::Device => 4,
        IdentifierKind::AnonymousId => 5,
    }
}

/// How the identifiers came to stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A touchpoint saw them in one event.
    Observed,
    /// A system said that they are one person's.
    Alias,
}

/// Why two customers were found to be one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// How it was said.
    pub link: Link,
    /// The kind of identifier that belonged to the other customer.
    pub by: IdentifierKind,
    /// All kinds that stood together.
    pub together: Vec<IdentifierKind>,
    /// Whether it rests on a public source's word.
    #[serde(default)]
    pub public: bool,
}

/// The kind as people say it.
fn spoken(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::UserId => "user id",
        IdentifierKind::AnonymousId => "anonymous id",
        IdentifierKind::Email => "e-mail address",
        IdentifierKind::Phone => "phone number",
        IdentifierKind::LoyaltyCard => "loyalty card",
        IdentifierKind::Device => "device",
    }
}

impl Cause {
    /// The reason as a sentence, without personal data.
    #[must_use]
    pub fn explain(&self) -> String {
        let kinds: Vec<_> = self.together.iter().map(|kind| spoken(*kind)).collect();
        let by = spoken(self.by);
        match self.link {
            Link::Observed => format!("One event named {}; the {by} belonged to the other customer.", kinds.join(", ")),
            Link::Alias => format!(
                "An alias call said that {} are one person; the {by} belonged to the other customer.",
                kinds.join(", ")
            ),
        }
    }
}

/// Two customers that are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The id that ends.
    pub from: CustomerId,
    /// The id that remains.
    pub into: CustomerId,
    /// What showed it.
    pub because: Cause,
}

/// Whom some identifiers belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The customer, after the merges.
    pub customer: CustomerId,
    /// What has to be merged first, in this order.
    pub merges: Vec<Merge>,
    /// Addresses the customer was found to share with others just now.
    pub shared: Vec<Shared>,
    /// What was taken from customers, because a trusted source did not say it; before the merges.
    pub doubted: Vec<Doubted>,
}

/// An address (or card) that two people with user ids of their own are known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The address or card that both are known by.
    pub identifier: Identifier,
    /// The other customer; what stops mail there stops it here.
    pub with: CustomerId,
}

/// A trait as text, also where it was said as a number.
pub(crate) fn text_of(map: &Map, key: &str) -> Option<SmolStr> {
    match map.path(key)? {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(smol_str::format_smolstr!("{number}")),
        _ => None,
    }
}
