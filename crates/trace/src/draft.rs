//! A change before it has its number: what the code that makes it says of it. Who did it, when and by which way is known around it.

use crate::{DeedAct, FieldChange};
use rapport_kernel::Value;
use rapport_people::{Object, PersonId};
use serde::Serialize;
use smol_str::SmolStr;

/// What is longer than this is recorded as its first characters: versions and documents are kept where they belong.
const LONGEST_VALUE: usize = 2_000;
/// So many fields of one change are recorded one by one.
const MOST_FIELDS: usize = 200;

/// One change, as the code that makes it tells it. A person of the staff stands here by their account; the line has their number.
#[derive(Clone, Debug, PartialEq)]
pub struct DeedDraft {
    /// What was done.
    pub act: DeedAct,
    /// What it was done to.
    pub object: Object,
    /// Whom of the staff it is about, beside a person who is the object.
    pub about: Option<PersonId>,
    /// What was before and after.
    pub changes: Vec<FieldChange>,
    /// What was before and after, of what is personal data of whom it is about.
    pub personal: Vec<FieldChange>,
    /// Why, in the words of who did it.
    pub why: Option<String>,
    /// The approval by which it was done.
    pub approval: Option<SmolStr>,
}

impl DeedDraft {
    /// Nothing but what was done to what.
    #[must_use]
    pub fn new(act: DeedAct, object: Object) -> Self {
        Self { act, object, about: None, changes: Vec::new(), personal: Vec::new(), why: None, approval: None }
    }

    /// The same with a reason; an empty one is none.
    #[must_use]
    pub fn because(self, why: &str) -> Self {
        let why = Some(why.trim()).filter(|why| !why.is_empty()).map(str::to_owned);
        Self { why, ..self }
    }

    /// The same with these fields as well.
    #[must_use]
    pub fn with(mut self, changes: impl IntoIterator<Item = FieldChange>) -> Self {
        self.changes.extend(changes);
        self
    }

    /// The same, by this approval.
    #[must_use]
    pub fn by_approval(self, approval: &str) -> Self {
        Self { approval: Some(approval.into()), ..self }
    }

    /// The same, about this person.
    #[must_use]
    pub fn about(self, person: PersonId) -> Self {
        Self { about: Some(person), ..self }
    }
}

/// One field, from text to text.
#[must_use]
pub fn field(name: &str, before: Option<&str>, after: Option<&str>) -> FieldChange {
    let text = |text: &str| short(Value::Text(text.into()));
    FieldChange { field: name.into(), before: before.map(text), after: after.map(text) }
}

/// The fields in which two documents differ, by their dotted names; lists are compared whole. What cannot be written as JSON differs in
/// nothing.
#[must_use]
pub fn compare<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Vec<FieldChange> {
    let read = |document: Option<&T>| {
        document
            .and_then(|document| serde_json::to_value(document).ok())
            .and_then(|json| serde_json::from_value::<Value>(json).ok())
    };
    let mut found = Vec::new();
    differ("", read(before).as_ref(), read(after).as_ref(), &mut found);
    found.truncate(MOST_FIELDS);
    found
}

fn differ(name: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    let said = |value: Option<&Value>| value.filter(|value| **value != Value::Null).cloned();
    if let (Some(Value::Map(_)), Some(Value::Map(_)) | None) | (None, Some(Value::Map(_))) = (before, after) {
        let under = |value: Option<&'_ Value>, key: &str| match value {
            Some(Value::Map(map)) => map.get(key).cloned(),
            _ => None,
        };
        for key in keys(before, after) {
            let deeper = if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
            differ(&deeper, under(before, &key).as_ref(), under(after, &key).as_ref(), found);
        }
        return;
    }
    let (before, after) = (said(before), said(after));
    if before != after {
        found.push(FieldChange { field: name.into(), before: before.map(short), after: after.map(short) });
    }
}

/// The keys of both, each once, those of the later document first.
fn keys(before: Option<&Value>, after: Option<&Value>) -> Vec<SmolStr> {
    let mut keys = Vec::new();
    for value in [after, before] {
        if let Some(Value::Map(map)) = value {
            for (key, _) in map.iter() {
                if !keys.iter().any(|known: &SmolStr| known == key) {
                    keys.push(key.into());
                }
            }
        }
    }
    keys
}

fn short(value: Value) -> Value {
    let text = match &value {
        Value::Text(text) => text.to_string(),
        Value::List(_) | Value::Map(_) => serde_json::to_string(&value).unwrap_or_default(),
        _ => return value,
    };
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => Value::Text(format!("{}…", text.split_at(end).0).into()),
        None => value,
    }
}
