//! When was this person contacted: what frequency caps count.

use rapport_kernel::{BrandId, ChannelId, JourneyId, PurposeId, Span, Time};
use serde::{Deserialize, Serialize};

/// One message that was claimed for sending. It counts from then on, whatever became of it: a cap that waits for the
/// provider's answer could be passed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// When it was claimed.
    pub at: Time,
    /// The sender, whose caps it counts for.
    pub brand: BrandId,
    /// The channel, whose own caps it counts for, too.
    pub channel: ChannelId,
    /// What it was sent for: caps may be set for one purpose alone.
    pub purpose: PurposeId,
    /// The journey that sent it, whose own caps it counts for, too.
    pub journey: JourneyId,
    /// How important it was.
    pub priority: i32,
    /// Whether it counts against caps: service messages do not.
    pub counts: bool,
    /// Whether a public source's word led to it.
    #[serde(default)]
    pub public: bool,
}

/// A person's contacts, oldest first, as far back as any cap looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLog {
    contacts: Vec<Contact>,
}

impl ContactLog {
    /// Contacts younger than this are always kept, also where no cap asks for them.
    pub const KEEP_AT_LEAST: Span = Span(90 * Span::DAY.0);

    /// Writes one contact and forgets those no cap needs: older than `keep` (the brand's longest cap) and
    /// [`Self::KEEP_AT_LEAST`] before it.
    pub fn record(&mut self, contact: Contact, keep: Span) {
        let horizon = contact.at - keep.max(Self::KEEP_AT_LEAST);
        self.contacts.retain(|old| old.at >= horizon);
        self.insert(contact);
    }

    fn insert(&mut self, contact: Contact) {
        let at = self.contacts.partition_point(|old| old.at <= contact.at);
        self.contacts.insert(at, contact);
    }

    /// Every contact, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Contact] {
        &self.contacts
    }

    /// The contacts that count against a brand's caps, oldest first.
    pub fn counting<'a>(&'a self, brand: &'a BrandId) -> impl Iterator<Item = &'a Contact> + Clone + 'a {
        self.contacts.iter().filter(move |contact| contact.counts && contact.brand == *brand)
    }

    /// The contacts of a brand that public sources' words led to, oldest first.
    pub fn on_public_words<'a>(&'a self, brand: &'a BrandId) -> impl Iterator<Item = &'a Contact> + Clone + 'a {
        self.contacts.iter().filter(move |contact| contact.public && contact.brand == *brand)
    }

    /// Takes over another identity's contacts: the person got both.
    pub fn merge(&mut self, other: Self) {
        other.contacts.into_iter().for_each(|contact| self.insert(contact));
    }
}
