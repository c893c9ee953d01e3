//! Reads a channel's fields out of a content map, collecting everything that is wrong instead of stopping at the first.
//!
//! The same reading serves twice: over what an author wrote, where a text may be a template that cannot be judged yet,
//! and over what was filled in for one person, where nothing is left open.

use crate::content::ContentProblem;
use rapport_customer::said_id;
use rapport_kernel::{Map, Money, Value};
use smol_str::SmolStr;

/// A map being read, with the path to it and the problems found so far.
pub(crate) struct Shape<'a> {
    map: &'a Map,
    at: String,
    problems: Vec<ContentProblem>,
}

impl<'a> Shape<'a> {
    /// Starts at `map`, which stands at `at` in the content (empty for the content itself). Fields that no one knows are
    /// misspelt ones: they are problems.
    pub(crate) fn of(map: &'a Map, at: &str, known: &[&str]) -> Self {
        let mut shape = Self { map, at: at.into(), problems: Vec::new() };
        for (key, _) in map.iter().filter(|(key, _)| !known.contains(key)) {
            shape.problem(
                "content_unknown_field",
                key,
                format!("there is no such field here: use {}", known.join(", ")),
            );
        }
        shape
    }

    /// Where a field stands in the content, for problems: `buttons[0].url`.
    pub(crate) fn path(&self, field: &str) -> String {
        if self.at.is_empty() { field.into() } else { format!("{}.{field}", self.at) }
    }

    /// Notes a problem with `field`.
    pub(crate) fn problem(&mut self, code: &'static str, field: &str, message: impl Into<String>) {
        let problem = ContentProblem::field(code, &self.path(field), message);
        self.problems.push(problem);
    }

    /// A field that may be missing; `null` counts as missing.
    pub(crate) fn value(&self, field: &str) -> Option<&'a Value> {
        self.map.get(field).filter(|value| !matches!(value, Value::Null))
    }

    /// A text that may be missing; an empty one counts as missing, so that a template can leave a field out.
    pub(crate) fn text(&mut self, field: &str) -> Option<String> {
        match self.value(field)? {
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(text.trim().into()),
            Value::Int(number) => Some(number.to_string()),
            _ => {
                self.problem("content_type", field, "this must be text");
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required(&mut self, field: &str, why: &str) -> String {
        match self.text(field) {
            Some(text) => text,
            None => {
                self.problem("content_missing_field", field, why);
                String::new()
            }
        }
    }

    /// Yes or no; missing is `default`.
    pub(crate) fn flag(&mut self, field: &str, default: bool) -> bool {
        match self.value(field) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.problem("content_type", field, "this must be true or false");
                default
            }
        }
    }

    /// One of a few words; missing is the first.
    pub(crate) fn choice<T: Copy>(&mut self, field: &str, choices: &[(&str, T)]) -> Option<T> {
        let first = choices.first().map(|(_, choice)| *choice);
        let Some(value) = self.value(field) else { return first };
        let found = choices.iter().find(|(word, _)| value.as_str() == Some(word)).map(|(_, choice)| *choice);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.problem("content_choice", field, format!("use one of {}", words.join(", ")));
        }
        found.or(first)
    }

    /// An amount of money, written `30.00 EUR`.
    pub(crate) fn money(&mut self, field: &str) -> Option<Money> {
        let text = self.text(field)?;
        let money =
            text.split_once(' ').and_then(|(amount, code)| Money::parse(amount, code.trim().parse().ok()?).ok());
        if money.is_none() {
            self.problem("content_money", field, "write an amount such as 30.00 EUR");
        }
        money
    }

    /// A list of names, or a single one, each in its one spelling; a number is the id it reads like.
    pub(crate) fn names(&mut self, field: &str) -> Vec<SmolStr> {
        let named = |list: &[Value]| list.iter().map(|item| said_id(Some(item))).collect::<Option<Vec<_>>>();
        let names = match self.value(field) {
            None => return Vec::new(),
            Some(Value::List(list)) => named(list),
            Some(one) => named(std::slice::from_ref(one)),
        };
        match names {
            Some(names) => names,
            None => {
                self.problem("content_type", field, "this must be a list of names");
                Vec::new()
            }
        }
    }

    /// Takes over the problems of something read inside this.
    pub(crate) fn absorb<T>(&mut self, inner: Result<T, Vec<ContentProblem>>) -> Option<T> {
        inner.map_err(|mut problems| self.problems.append(&mut problems)).ok()
    }

    /// `value` if nothing was wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<ContentProblem>> {
        if self.problems.is_empty() { Ok(value) } else { Err(self.problems) }
    }
}

/// Whether this is a template, so that its final text is not known yet.
pub(crate) fn open(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// At most `limit` characters; a text that was cut ends in an ellipsis.
pub(crate) fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text,
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
    }
}
