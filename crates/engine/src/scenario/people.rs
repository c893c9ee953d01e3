//! Who takes part in a story.
//!
//! ```text
//! Ada: user ada, email ada@example.com, timezone Europe/Berlin, first_name Ada
//! Ada's tablet: anonymous tablet-1
//! Shoppers: 100 people
//! ```
//! `user`, `email`, `phone`, `card`, `device` and `anonymous` are identifiers; everything else is a trait. A crowd is known
//! by user ids made of its name and a number.

use rapport_customer::identity::normalise;
use rapport_kernel::{Identifier, IdentifierKind, Map, Value};

/// One person (or one device whose person is not known yet).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// How the story calls them.
    pub name: String,
    /// The crowd they belong to.
    pub crowd: Option<String>,
    /// What they are known by.
    pub identifiers: Vec<Identifier>,
    /// What is known of them from the beginning.
    pub traits: Map,
}

const KINDS: [(&str, IdentifierKind); 6] = [
    ("user", IdentifierKind::UserId),
    ("email", IdentifierKind::Email),
    ("phone", IdentifierKind::Phone),
    ("card", IdentifierKind::LoyaltyCard),
    ("device", IdentifierKind::Device),
    ("anonymous", IdentifierKind::AnonymousId),
];

impl Person {
    /// Reads a line of a `people` block: one person, or all of a crowd.
    ///
    /// # Errors
    /// In plain words.
    pub fn read(line: &str, country: &str) -> Result<Vec<Self>, String> {
        let (name, rest) = line.split_once(':').ok_or("write a name, a colon and what the person is known by")?;
        let (name, rest) = (name.trim(), rest.trim());
        if let Some(count) = rest.strip_suffix(" people") {
            let count: usize = count.trim().parse().map_err(|_| format!("`{count}` is not a number of people"))?;
            return (1..=count.min(10_000)).map(|n| Self::of_crowd(name, n, country)).collect();
        }
        let mut person = Self { name: name.into(), crowd: None, identifiers: Vec::new(), traits: Map::default() };
        for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once(' ').ok_or_else(|| format!("`{part}`: write a word and its value"))?;
            person.learn(key, value.trim(), country)?;
        }
        match person.identifiers.is_empty() {
            true => Err(format!("{name} is known by nothing: say user, email, phone, card, device or anonymous")),
            false => Ok(vec![person]),
        }
    }

    fn of_crowd(crowd: &str, n: usize, country: &str) -> Result<Self, String> {
        let mut person = Self {
            name: format!("{crowd} {n}"),
            crowd: Some(crowd.into()),
            identifiers: Vec::new(),
            traits: Map::default(),
        };
        let slug = crowd.to_lowercase().replace(' ', "-");
        person.learn("user", &format!("{slug}-{n}"), country)?;
        person.learn("email", &format!("{slug}-{n}@example.com"), country)?;
        Ok(person)
    }

    fn learn(&mut self, key: &str, value: &str, country: &str) -> Result<(), String> {
        let kind = KINDS.iter().find(|(word, _)| *word == key).map(|(_, kind)| *kind);
        match kind {
            None => self.traits.set(key, Value::from(value)),
            Some(kind) => {
                let identifier = normalise(kind, value, country).ok_or_else(|| format!("`{value}` is no {key}"))?;
                self.identifiers.push(identifier);
            }
        }
        Ok(())
    }

    /// Whether more is known of this person than a cookie.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.traits.is_empty() || self.identifiers.iter().any(|id| id.kind != IdentifierKind::AnonymousId)
    }
}
