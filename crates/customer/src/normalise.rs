//! What names someone, read: one spelling for each identifier, or the reason why it is none.
//!
//! * All of them: as they are [seen](crate::spelling), with composed letters and without what no one sees. This is the one door:
//!   an event, a consent, a till and a search that name someone end up at the same customer.
//! * E-mail and phone: see [`spelling`](crate::spelling).
//! * Loyalty card: letters and digits only, in capitals; not one sign again and again.
//! * User id, anonymous id, device: otherwise as they are; at most 256 characters, no control characters, and no
//!   [placeholder](crate::placeholder).

use crate::{
    brand::Brand,
    identity::text_of,
    placeholder::{is_blank_card, is_placeholder},
    spelling::{email, phone, seen},
};
use rapport_kernel::{Event, EventKind, Identifier, IdentifierKind, Map, Value, coded};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

const MAX_ID: usize = 256;

coded! {
    /// Why something that was said names no one. The event counts all the same, for whoever it names otherwise.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
    #[serde(rename_all = "snake_case")]
    pub enum Illegible {
        /// What programs write when they have none.
        #[error("this is what programs write when they have no id: leave the field out instead")]
        Placeholder = "placeholder",
        /// No address that mail can be sent to.
        #[error("no mail can be sent to this: an address is such as ada@example.com")]
        AddressUnreadable = "address_unreadable",
        /// No telephone number.
        #[error("this is not a telephone number: write it with its country code, such as +49 30 901820")]
        PhoneUnreadable = "phone_unreadable",
        /// A number of a country that no one named.
        #[error("the country of this number is unknown: write its country code, such as +49, or set the brand's country")]
        PhoneWithoutCountry = "phone_without_country",
        /// No card.
        #[error("a card's number has 4 to 64 letters and digits")]
        CardUnreadable = "card_unreadable",
        /// An id that came with more unlike addresses than one person has (see the guide on security).
        #[error("this id came with more unrelated addresses within a day than one person has: it is ignored")]
        Crowded = "crowded",
        /// No country.
        #[error("this is not a country: write its code, such as DE")]
        CountryUnreadable = "country_unreadable",
        /// No time zone of a place.
        #[error("this is not a time zone such as Europe/Berlin")]
        ZoneUnreadable = "zone_unreadable",
        /// A moment that has not come.
        #[error("this moment lies in the future, and what is told has happened: send `sentAt` as well if the clock may be wrong")]
        InFuture = "in_future",
        /// Told as something of the past, without saying when.
        #[error("it does not say when it happened, and what is imported is of the past: send `timestamp`, or `now=true` if it is so now")]
        NoMoment = "no_moment",
        /// Too long, or with control characters.
        #[error("an id has at most 256 characters and no control characters")]
        IdUnreadable = "id_unreadable",
    }
}

/// How a brand's sources are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// Where national phone numbers are from (ISO 3166, two capitals).
    pub country: &'a str,
    /// Words that name no one, besides the usual ones.
    pub placeholders: &'a [SmolStr],
}

impl<'a> Reading<'a> {
    /// As this brand has it.
    #[must_use]
    pub fn of(brand: &'a Brand) -> Self {
        Self { country: &brand.country, placeholders: &brand.placeholders }
    }

    /// The identifier in its one spelling.
    ///
    /// # Errors
    /// Why it names no one.
    pub fn read(&self, kind: IdentifierKind, raw: &str) -> Result<Identifier, Illegible> {
        let text = seen(raw);
        if is_placeholder(&text, self.placeholders) {
            return Err(Illegible::Placeholder);
        }
        let value = match kind {
            IdentifierKind::Email => email(&text)?,
            IdentifierKind::Phone => phone(&text, self.country)?,
            IdentifierKind::LoyaltyCard => card(&text)?,
            IdentifierKind::UserId | IdentifierKind::AnonymousId | IdentifierKind::Device => plain(&text)?,
        };
        Ok(Identifier { kind, value })
    }
}

/// The identifier in its one spelling; `None` if it is not one. `default_country` (ISO 3166, two capitals) is where national
/// phone numbers are read.
#[must_use]
pub fn normalise(kind: IdentifierKind, raw: &str, default_country: &str) -> Option<Identifier> {
    Reading { country: default_country, placeholders: &[] }.read(kind, raw).ok()
}

/// The spelling of today for an identifier that an earlier release spelled, if it is another one.
#[must_use]
pub fn respelled(old: &Identifier) -> Option<Identifier> {
    normalise(old.kind, &old.value, "").filter(|today| today != old)
}

fn plain(raw: &str) -> Result<SmolStr, Illegible> {
    let fits = !raw.is_empty() && raw.chars().count() <= MAX_ID && !raw.chars().any(char::is_control);
    if fits { Ok(raw.into()) } else { Err(Illegible::IdUnreadable) }
}

fn card(raw: &str) -> Result<SmolStr, Illegible> {
    if raw.chars().any(|c| !c.is_alphanumeric() && !" -.".contains(c)) {
        return Err(Illegible::CardUnreadable);
    }
    let card: SmolStr = raw.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    if !(4..=64).contains(&card.chars().count()) {
        return Err(Illegible::CardUnreadable);
    }
    if is_blank_card(&card) { Err(Illegible::Placeholder) } else { Ok(card) }
}

/// Where traits may say each kind of identifier.
const TRAITS: [(IdentifierKind, &[&str]); 3] = [
    (IdentifierKind::LoyaltyCard, &["loyalty_card", "loyaltyCard", "loyalty_card_number"]),
    (IdentifierKind::Email, &["email"]),
    (IdentifierKind::Phone, &["phone"]),
];

/// Takes out of an event the traits that say an identifier of one of these kinds: what has to wait as an identifier must not stand
/// in the profile, from which messages are written.
pub fn unsay(event: &mut Event, kinds: impl Fn(IdentifierKind) -> bool) {
    let unsaid = TRAITS.iter().filter(|(kind, _)| kinds(*kind)).flat_map(|(_, keys)| *keys);
    let mut nested = event.context.get("traits").and_then(Value::as_map).cloned();
    for key in unsaid {
        event.properties.remove(key);
        nested.as_mut().map(|traits| traits.remove(key));
    }
    if let Some(traits) = nested {
        event.context.set("traits", Value::Map(traits));
    }
}

/// The traits that say by which token a person's devices take pushes.
const TOKENS: [&str; 4] = ["device_token", "deviceToken", "push_token", "pushToken"];

/// What an event says the person is reached by no longer.
#[derive(Debug)]
pub(crate) struct Unsaid<'a> {
    /// Whatever the person is known by of these goes.
    kinds: Vec<IdentifierKind>,
    /// The device that the event came from, if only that one takes no more pushes.
    device: Option<&'a Identifier>,
}

impl<'a> Unsaid<'a> {
    /// Traits that are `null`, and none of the kind beside them; and a device whose push token is `null`.
    pub(crate) fn by(event: &'a Event) -> Self {
        let own = (event.kind == EventKind::Identify).then_some(&event.properties);
        let nested = event.context.get("traits").and_then(Value::as_map);
        let null = |key: &&str| [own, nested].into_iter().flatten().any(|map| map.get(key) == Some(&Value::Null));
        let named = |kind| event.identifiers.iter().find(|identifier| identifier.kind == kind);
        let gone = TRAITS.iter().filter(|(kind, keys)| keys.iter().any(null) && named(*kind).is_none());
        let mut kinds: Vec<IdentifierKind> = gone.map(|(kind, _)| *kind).collect();
        if TOKENS.iter().any(null) && !takes_pushes(event) {
            kinds.push(IdentifierKind::Device);
        }
        let none_here = event.context.path("device.token") == Some(&Value::Null);
        Self { kinds, device: named(IdentifierKind::Device).filter(|_| none_here) }
    }

    /// Whether this is one of them.
    pub(crate) fn means(&self, identifier: &Identifier) -> bool {
        self.kinds.contains(&identifier.kind) || self.device == Some(identifier)
    }
}

/// Whether the device that an event came from says by which token it takes pushes.
pub(crate) fn takes_pushes(event: &Event) -> bool {
    event.context.path("device.token").and_then(Value::as_str).is_some_and(|token| !token.trim().is_empty())
}

/// Which kinds of identifiers an event says the person has none of any more: traits that are `null`, and none of the kind beside them.
#[must_use]
pub fn unsaid(event: &Event) -> Vec<IdentifierKind> {
    Unsaid::by(event).kinds
}

/// The traits that say that the person has no identifiers of these kinds any more: see [`unsaid`].
#[must_use]
pub fn gone(kinds: &[IdentifierKind]) -> Map {
    let mut traits = Map::default();
    for (_, keys) in TRAITS.iter().filter(|(kind, _)| kinds.contains(kind)) {
        keys.iter().for_each(|key| traits.set(key, Value::Null));
    }
    if kinds.contains(&IdentifierKind::Device) {
        TOKENS.iter().for_each(|key| traits.set(key, Value::Null));
    }
    traits
}

/// Whom a message names, and what in it names no one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// By what; none stands twice.
    pub identifiers: Vec<Identifier>,
    /// What could not be read, and why.
    pub unread: Vec<(&'static str, Illegible)>,
}

/// All identifiers a message names: user id, anonymous id, then what traits (also those in the context) and the device say.
#[must_use]
pub fn identifiers(
    user_id: Option<&str>,
    anonymous_id: Option<&str>,
    traits: &Map,
    context: &Map,
    reading: Reading<'_>,
) -> Named {
    let mut found = Named { identifiers: Vec::with_capacity(4), unread: Vec::new() };
    let mut add = |kind, field, raw: Option<&str>| match raw
        .filter(|raw| !raw.trim().is_empty())
        .map(|raw| reading.read(kind, raw))
    {
        Some(Ok(identifier)) if !found.identifiers.contains(&identifier) => found.identifiers.push(identifier),
        Some(Err(why)) => found.unread.push((field, why)),
        _ => {}
    };
    add(IdentifierKind::UserId, "userId", user_id);
    add(IdentifierKind::AnonymousId, "anonymousId", anonymous_id);
    let nested = context.get("traits").and_then(Value::as_map);
    for map in [Some(traits), nested].into_iter().flatten() {
        for (kind, keys) in TRAITS {
            keys.iter().for_each(|key| add(kind, key, text_of(map, key).as_deref()));
        }
    }
    add(IdentifierKind::Device, "device.id", text_of(context, "device.id").as_deref());
    found
}
