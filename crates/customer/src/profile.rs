//! What is known of a person: traits with their history, identifiers, language, zone, country, touchpoints.
//!
//! Traits come from `identify` and are ruled by event time: what was said later stands, also if it arrives earlier. But
//! what public sources have said yields to what a trusted source says then, however old that is.
//! So do language, zone and country, and which of several addresses is the person's own. Older values are kept as history.
//! Everything is bounded, so that no touchpoint can make a record grow without end.

use crate::{
    brand::Medium,
    identity,
    normalise::takes_pushes,
    place::{country, zone},
};
use rapport_kernel::{Event, EventKind, Identifier, IdentifierKind, Map, SourceId, Time, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many traits are kept; beyond it new ones are not taken in.
pub const MAX_TRAITS: usize = 128;
/// How many values of one trait are kept, the current one included.
pub const MAX_VALUES: usize = 8;
/// How many identifiers are kept; beyond it the weak one not seen for longest is forgotten.
pub const MAX_IDENTIFIERS: usize = 64;
/// How many touchpoints are remembered.
const MAX_TOUCHPOINTS: usize = 32;

/// One value a trait had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraitValue {
    /// Said at.
    pub at: Time,
    /// Said by.
    pub source: SourceId,
    /// What was said; null says that the trait is no longer so.
    pub value: Value,
    /// Whether the source is a public one. What was said before this was kept counts as said by a trusted one.
    #[serde(default)]
    pub public: bool,
}

/// One trait and what it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trait {
    /// As the source wrote it: `first_name`, `plan`.
    pub name: SmolStr,
    /// Its values, newest first; never empty. A value that was only repeated keeps its first time.
    pub values: Vec<TraitValue>,
}

/// An identifier and when it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// In its one spelling.
    pub identifier: Identifier,
    /// First seen.
    pub first: Time,
    /// Last seen.
    pub last: Time,
    /// Whether only public sources have said it. What was seen before this was kept counts as said by a trusted one.
    #[serde(default)]
    pub public: bool,
    /// Since when it is said to be the person's no longer. They are still recognised by it, and nothing is sent there.
    #[serde(default)]
    pub removed: Option<Time>,
}

/// A touchpoint and when the person was seen there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touchpoint {
    /// The source that sent the events.
    pub source: SourceId,
    /// First seen there.
    pub first: Time,
    /// Last seen there.
    pub last: Time,
    /// How many events came from there.
    pub events: u64,
}

/// What is known of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    traits: Vec<Trait>,
    identifiers: Vec<Known>,
    touchpoints: Vec<Touchpoint>,
    /// Language, zone and country with the time they were said. A trusted source outranks public ones, then a trait what a
    /// device reports.
    language: Option<Said>,
    zone: Option<Said>,
    country: Option<Said>,
}

/// A fact, whether the person said it, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    by_person: bool,
    at: Time,
    value: SmolStr,
    /// Whether a public source said it.
    #[serde(default)]
    public: bool,
}

impl Said {
    fn rank(&self) -> (bool, bool, Time) {
        (!self.public, self.by_person, self.at)
    }
}

fn say(slot: &mut Option<Said>, said: Said) {
    if slot.as_ref().is_none_or(|old| said.rank() >= old.rank()) {
        *slot = Some(said);
    }
}

/// `de-AT`, `de_AT` or `DE` as `de`.
fn language(text: &str) -> Option<SmolStr> {
    let tag = text.split(['-', '_']).next()?;
    let fits = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| tag.to_ascii_lowercase().into())
}

impl Profile {
    /// Takes in who it was, where, and what traits say.
    pub fn observe(&mut self, event: &Event) {
        for identifier in &event.identifiers {
            let (at, public) = (event.timestamp, event.public);
            // A device is seen again with every event it sends; it takes pushes again once it says a token.
            let silent = identifier.kind == IdentifierKind::Device && !takes_pushes(event);
            let removed = self.identifiers.iter().find(|known| silent && known.identifier == *identifier);
            let removed = removed.and_then(|known| known.removed);
            self.know(&Known { identifier: identifier.clone(), first: at, last: at, public, removed });
        }
        self.touch(&event.source, event.timestamp, event.timestamp, 1);
        if event.kind == EventKind::Identify {
            for (name, value) in event.properties.iter() {
                let (at, source, value, public) = (event.timestamp, event.source.clone(), value.clone(), event.public);
                self.say_trait(name, TraitValue { at, source, value, public });
            }
            self.places(&event.properties, true, event);
        }
        if let Some(traits) = event.context.get("traits").and_then(Value::as_map) {
            self.places(traits, true, event);
        }
        self.places(&event.context, false, event);
    }

    fn places(&mut self, map: &Map, by_person: bool, event: &Event) {
        let text = |path: &str| map.path(path).and_then(Value::as_str);
        let said = |value| Some(Said { by_person, at: event.timestamp, value: value?, public: event.public });
        let locale = text("locale");
        let named = text("address.country").or_else(|| text("country")).or_else(|| text("location.country"));
        let region = locale.and_then(|locale| locale.split(['-', '_']).nth(1));
        let slots = [
            (&mut self.language, said(text("language").or(locale).and_then(language))),
            (&mut self.zone, said(text("timezone").and_then(zone))),
            (&mut self.country, said(named.or(region).and_then(country))),
        ];
        slots.into_iter().for_each(|(slot, said)| said.into_iter().for_each(|said| say(slot, said)));
    }

    /// Sets a trait as said by `source` at `at`. `Null` is a value too: it says that the trait is no longer so.
    pub fn set(&mut self, name: &str, value: Value, source: &SourceId, at: Time) {
        self.say_trait(name, TraitValue { at, source: source.clone(), value, public: false });
    }

    fn say_trait(&mut self, name: &str, said: TraitValue) {
        let room = self.traits.len() < MAX_TRAITS;
        match self.traits.iter_mut().find(|known| known.name == name) {
            Some(known) => remember(&mut known.values, said),
            None if room => self.traits.push(Trait { name: name.into(), values: vec![said] }),
            // A trusted source's word takes the place of one that only public sources said.
            None if !said.public => {
                let only_public = |known: &Trait| known.values.iter().all(|value| value.public);
                if let Some(at) = self.traits.iter().position(only_public) {
                    self.traits[at] = Trait { name: name.into(), values: vec![said] };
                }
            }
            None => {}
        }
    }

    /// Takes in that the person is known by this identifier. A public source's word does not make an address newer that a
    /// trusted one has named: else whoever reads an old mailbox could have the mail sent there again.
    pub fn know(&mut self, seen: &Known) {
        if let Some(known) = self.identifiers.iter_mut().find(|known| known.identifier == seen.identifier) {
            let yields = !identity::is_weak(seen.identifier.kind);
            let heard = !yields || known.public || !seen.public;
            known.removed = match (known.removed, seen.removed) {
                (Some(gone), None) => (!heard || seen.last < gone).then_some(gone),
                (None, Some(gone)) => (gone >= known.last).then_some(gone),
                (ours, theirs) => ours.max(theirs),
            };
            match (yields && known.public, yields && seen.public) {
                (true, false) => known.last = seen.last,
                (false, true) => {}
                _ => known.last = known.last.max(seen.last),
            }
            known.first = known.first.min(seen.first);
            known.public &= seen.public;
            return;
        }
        self.identifiers.push(seen.clone());
        if self.identifiers.len() > MAX_IDENTIFIERS {
            let weakest = |known: &Known| (!identity::is_weak(known.identifier.kind), known.last);
            if let Some((at, _)) = self.identifiers.iter().enumerate().min_by_key(|(_, known)| weakest(known)) {
                self.identifiers.remove(at);
            }
        }
    }

    /// Takes in that what the person was known by is theirs no longer, as far as it may be said: see [`Known::removed`].
    pub(crate) fn remove(&mut self, at: Time, goes: impl Fn(&Known) -> bool) {
        self.identifiers.iter_mut().filter(|known| goes(known)).for_each(|known| known.removed = Some(at));
    }

    /// Forgets that the person is known by this identifier.
    pub(crate) fn forget(&mut self, identifier: &Identifier) {
        self.identifiers.retain(|known| known.identifier != *identifier);
    }

    /// The same identifier in another spelling.
    pub(crate) fn respell(&mut self, from: &Identifier, to: &Identifier) {
        for mut known in std::mem::take(&mut self.identifiers) {
            if known.identifier == *from {
                known.identifier = to.clone();
            }
            self.know(&known);
        }
    }

    fn touch(&mut self, source: &SourceId, first: Time, last: Time, events: u64) {
        let room = self.touchpoints.len() < MAX_TOUCHPOINTS;
        match self.touchpoints.iter_mut().find(|point| point.source == *source) {
            Some(point) => {
                point.first = point.first.min(first);
                point.last = point.last.max(last);
                point.events += events;
            }
            None if room => {
                self.touchpoints.push(Touchpoint { source: source.clone(), first, last, events });
            }
            None => {}
        }
    }

    /// The current value of a trait; `None` if it was never said or is no longer so.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let value = &self.traits.iter().find(|known| known.name == name)?.values.first()?.value;
        (*value != Value::Null).then_some(value)
    }

    /// Forgets all traits; identifiers, language, zone and country stay.
    pub(crate) fn forget_traits(&mut self) {
        self.traits.clear();
    }

    /// All traits with their history, in the order they were first said.
    #[must_use]
    pub fn traits(&self) -> &[Trait] {
        &self.traits
    }

    /// The current traits as a map, for conditions and templates.
    #[must_use]
    pub fn map(&self) -> Map {
        let current =
            self.traits.iter().filter_map(|known| Some((known.name.clone(), known.values.first()?.value.clone())));
        current.filter(|(_, value)| *value != Value::Null).collect()
    }

    /// Every identifier the person was seen with.
    #[must_use]
    pub fn identifiers(&self) -> &[Known] {
        &self.identifiers
    }

    /// Where the person was seen.
    #[must_use]
    pub fn touchpoints(&self) -> &[Touchpoint] {
        &self.touchpoints
    }

    /// When the person was last seen anywhere.
    #[must_use]
    pub fn last_seen(&self) -> Option<Time> {
        self.touchpoints.iter().map(|point| point.last).max()
    }

    /// The address a medium would use: the identifier of its kind that a trusted source has named last, else a public one. One that was
    /// removed is none.
    #[must_use]
    pub fn address(&self, medium: Medium) -> Option<&Identifier> {
        self.latest(medium.identifier()?)
    }

    /// The address of a medium that reads `value`, if the person is known by it.
    #[must_use]
    pub fn known_address(&self, medium: Medium, value: &str) -> Option<&Identifier> {
        let kind = medium.identifier()?;
        let mut known = self.identifiers.iter().map(|known| &known.identifier);
        known.find(|identifier| identifier.kind == kind && identifier.value == value)
    }

    fn latest(&self, kind: IdentifierKind) -> Option<&Identifier> {
        let of_kind = self.identifiers.iter().filter(|known| known.identifier.kind == kind && known.removed.is_none());
        of_kind.max_by_key(|known| (!known.public, known.last, &known.identifier)).map(|known| &known.identifier)
    }

    /// The language (`de`), if known.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_ref().map(|said| said.value.as_str())
    }

    /// The IANA time zone, if known. What was taken in before it was asked whether it is a place counts only if it is one.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_ref().map(|said| said.value.as_str()).filter(|name| zone(name).is_some())
    }

    /// The country (`DE`), if known.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_ref().map(|said| said.value.as_str())
    }

    /// Takes over what is known of another identity: the newer value stands, the older is history.
    pub(crate) fn merge(&mut self, other: Self) {
        for theirs in other.traits {
            for said in theirs.values.into_iter().rev() {
                self.say_trait(&theirs.name, said);
            }
        }
        for known in other.identifiers {
            self.know(&known);
        }
        for point in other.touchpoints {
            self.touch(&point.source, point.first, point.last, point.events);
        }
        let slots =
            [(&mut self.language, other.language), (&mut self.zone, other.zone), (&mut self.country, other.country)];
        for (slot, theirs) in slots {
            theirs.into_iter().for_each(|said| say(slot, said));
        }
    }
}

/// Puts a value where its time belongs, newest first; of two of the same time the one said last is newer. A trusted source's
/// word is newer than every public one's, also of one that comes later: else a stranger with a page's key could put a text there that no
/// message may be sent with.
fn remember(values: &mut Vec<TraitValue>, said: TraitValue) {
    let yields = |old: &TraitValue| match (old.public, said.public) {
        (false, true) => false,
        (true, false) => true,
        _ => old.at <= said.at,
    };
    let at = values.iter().position(yields).unwrap_or(values.len());
    // What was true before already says the same: nothing new.
    if values.get(at).is_some_and(|before| before.value == said.value) {
        return;
    }
    values.insert(at, said);
    values.truncate(MAX_VALUES);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(profile: &mut Profile, name: &str, value: &str, at: i64, public: bool) {
        profile.say_trait(name, TraitValue { at: Time(at), source: "s".into(), value: Value::from(value), public });
    }

    fn event(properties: &[(&str, &str)], identifiers: &[&str], at: i64, public: bool) -> Event {
        let identifiers =
            identifiers.iter().map(|mail| Identifier { kind: IdentifierKind::Email, value: (*mail).into() });
        Event {
            kind: EventKind::Identify,
            name: SmolStr::default(),
            message_id: at.to_string().into(),
            identifiers: identifiers.collect(),
            timestamp: Time(at),
            received: Time(at),
            public,
            source: "s".into(),
            brand: "main".into(),
            properties: properties.iter().map(|(name, text)| (SmolStr::from(*name), Value::from(*text))).collect(),
            context: Map::default(),
        }
    }

    #[test]
    fn a_page_moves_nobody_to_another_country_zone_or_language() {
        let place = |country, zone, language| [("country", country), ("timezone", zone), ("language", language)];
        let places = |profile: &Profile| {
            [profile.country(), profile.zone(), profile.language()].map(|place| place.unwrap_or_default().to_owned())
        };
        let mut profile = Profile::default();
        profile.observe(&event(&place("FR", "Europe/Paris", "fr"), &[], 1, true));
        assert_eq!(places(&profile), ["FR", "Europe/Paris", "fr"]);
        profile.observe(&event(&place("DE", "Europe/Berlin", "de"), &[], 0, false));
        assert_eq!(places(&profile), ["DE", "Europe/Berlin", "de"], "a trusted word stands, however old");
        profile.observe(&event(&place("US", "Pacific/Honolulu", "en"), &[], 2, true));
        assert_eq!(places(&profile), ["DE", "Europe/Berlin", "de"]);
        let mut other = Profile::default();
        other.observe(&event(&place("US", "Pacific/Honolulu", "en"), &[], 9, true));
        profile.merge(other);
        assert_eq!(places(&profile), ["DE", "Europe/Berlin", "de"], "nor by a merge");
    }

    #[test]
    fn a_page_brings_no_mail_back_to_an_old_address() {
        let address = |profile: &Profile| profile.address(Medium::Email).map(|own| own.value.to_string());
        let mut profile = Profile::default();
        profile.observe(&event(&[], &["old@example.com"], 1, false));
        profile.observe(&event(&[], &["new@example.com"], 2, false));
        profile.observe(&event(&[], &["old@example.com"], 3, true));
        assert_eq!(address(&profile).as_deref(), Some("new@example.com"));
        profile.observe(&event(&[], &["third@example.com"], 4, true));
        assert_eq!(address(&profile).as_deref(), Some("new@example.com"), "nor to one that only it has named");
        profile.observe(&event(&[], &["old@example.com"], 5, false));
        assert_eq!(address(&profile).as_deref(), Some("old@example.com"), "a trusted source does");
    }

    #[test]
    fn what_a_page_says_takes_neither_the_place_nor_the_room_of_what_is_known() {
        let mut profile = Profile::default();
        say(&mut profile, "name", "Ada", 1, false);
        say(&mut profile, "name", "www.evil.example", 2, true);
        assert_eq!(profile.traits()[0].values[0].value, Value::from("Ada"));
        for n in 0..2 * MAX_TRAITS {
            say(&mut profile, &format!("x{n}"), "full", 3, true);
        }
        say(&mut profile, "vip", "yes", 4, false);
        let known = |name: &str| profile.traits().iter().any(|known| known.name == name);
        assert!(known("vip") && known("name") && profile.traits().len() == MAX_TRAITS);
    }
}
