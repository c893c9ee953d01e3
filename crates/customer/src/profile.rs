//! What is known of a person: traits with their history, identifiers, language, zone, country, touchpoints.
//!
//! Traits come from `identify` and are ruled by event time: what was said later stands, also if it arrives earlier. But
//! what public sources have said yields to what a trusted source says then, however old that is.
//! Older values are kept as history. Everything is bounded, so that no touchpoint can make a record grow without end.

use crate::{brand::Medium, identity};
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
    /// The value.
    pub value: Value,
    /// Whether the source is a public one. What was said before this was kept counts as said by a trusted one.
    #[serde(default)]
    pub public: bool,
}

/// One trait and what it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trait {
    /// Its name.
    pub name: SmolStr,
    /// Its values, newest first; never empty. A value that was only repeated keeps its first time.
    pub values: Vec<TraitValue>,
}

/// An identifier and when it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The identifier.
    pub identifier: Identifier,
    /// First seen.
    pub first: Time,
    /// Last seen.
    pub last: Time,
}

/// A touchpoint and when the person was seen there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touchpoint {
    /// Which.
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
    /// Language, zone and country with the time they were said; a trait outranks what a device reports.
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
}

fn say(slot: &mut Option<Said>, value: Option<SmolStr>, by_person: bool, at: Time) {
    let Some(value) = value else { return };
    if slot.as_ref().is_none_or(|old| (by_person, at) >= (old.by_person, old.at)) {
        *slot = Some(Said { by_person, at, value });
    }
}

/// `de-AT`, `de_AT` or `DE` as `de`.
fn language(text: &str) -> Option<SmolStr> {
    let tag = text.split(['-', '_']).next()?;
    let fits = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| tag.to_ascii_lowercase().into())
}

/// Two letters as capitals.
fn country(text: &str) -> Option<SmolStr> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())).then(|| text.to_ascii_uppercase().into())
}

fn zone(text: &str) -> Option<SmolStr> {
    jiff::tz::TimeZone::get(text).is_ok().then(|| text.into())
}

impl Profile {
    /// Takes in who it was, where, and what traits say.
    pub fn observe(&mut self, event: &Event) {
        for identifier in &event.identifiers {
            self.know(identifier, event.timestamp, event.timestamp);
        }
        self.touch(&event.source, event.timestamp, event.timestamp, 1);
        if event.kind == EventKind::Identify {
            for (name, value) in event.properties.iter() {
                let (at, source, value, public) = (event.timestamp, event.source.clone(), value.clone(), event.public);
                self.say_trait(name, TraitValue { at, source, value, public });
            }
            self.places(&event.properties, true, event.timestamp);
        }
        if let Some(traits) = event.context.get("traits").and_then(Value::as_map) {
            self.places(traits, true, event.timestamp);
        }
        self.places(&event.context, false, event.timestamp);
    }

    fn places(&mut self, map: &Map, by_person: bool, at: Time) {
        let text = |path: &str| map.path(path).and_then(Value::as_str);
        let locale = text("locale");
        let region = locale.and_then(|locale| locale.split(['-', '_']).nth(1));
        say(&mut self.language, text("language").or(locale).and_then(language), by_person, at);
        say(&mut self.zone, text("timezone").and_then(zone), by_person, at);
        let named = text("address.country").or_else(|| text("country")).or_else(|| text("location.country"));
        say(&mut self.country, named.or(region).and_then(country), by_person, at);
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

    /// Takes in that the person is known by this identifier, seen from `first` to `last`.
    pub fn know(&mut self, identifier: &Identifier, first: Time, last: Time) {
        if let Some(known) = self.identifiers.iter_mut().find(|known| known.identifier == *identifier) {
            known.first = known.first.min(first);
            known.last = known.last.max(last);
            return;
        }
        self.identifiers.push(Known { identifier: identifier.clone(), first, last });
        if self.identifiers.len() > MAX_IDENTIFIERS {
            let weakest = |known: &Known| (!identity::is_weak(known.identifier.kind), known.last);
            if let Some((at, _)) = self.identifiers.iter().enumerate().min_by_key(|(_, known)| weakest(known)) {
                self.identifiers.remove(at);
            }
        }
    }

    /// Forgets that the person is known by this identifier.
    pub(crate) fn forget(&mut self, identifier: &Identifier) {
        self.identifiers.retain(|known| known.identifier != *identifier);
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

    /// The address a medium would use: the identifier of its kind that was seen last.
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
        let of_kind = self.identifiers.iter().filter(|known| known.identifier.kind == kind);
        of_kind.max_by_key(|known| (known.last, &known.identifier)).map(|known| &known.identifier)
    }

    /// The language (`de`), if known.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_ref().map(|said| said.value.as_str())
    }

    /// The IANA time zone, if known.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_ref().map(|said| said.value.as_str())
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
            self.know(&known.identifier, known.first, known.last);
        }
        for point in other.touchpoints {
            self.touch(&point.source, point.first, point.last, point.events);
        }
        let slots =
            [(&mut self.language, other.language), (&mut self.zone, other.zone), (&mut self.country, other.country)];
        for (slot, theirs) in slots {
            if let Some(said) = theirs {
                say(slot, Some(said.value), said.by_person, said.at);
            }
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
