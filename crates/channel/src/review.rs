//! What an author should hear of before anything is sent: every name a template asks for, patterns that are none, and
//! what comes of the whole message when it is made with sample data. What passes here without a word can be sent.

use crate::{
    content::{Content, ContentProblem, Unfit},
    email::{Email, EmailError, Frame},
    liquid::{Escape, Limits, Name, Template},
};
use rapport_kernel::{Map, Value};
use smol_str::SmolStr;

/// A name in one of the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Which field, as a dotted path: `subject`, `lines[2].text`.
    pub field: SmolStr,
    /// A value that the template asks for, with whether it has a default.
    pub name: Name,
}

/// The names in what an author wrote, and the patterns of dates that are none. Templates that do not compile are left
/// out: compiling says what is wrong with them.
#[must_use]
pub fn names(raw: &Map) -> (Vec<Spoken>, Vec<ContentProblem>) {
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    for (key, value) in raw.iter() {
        visit(value, key, &mut |field, text| {
            let Ok(template) = Template::parse(text, Escape::None) else { return };
            let (found, wrong) = template.review();
            names.extend(found.into_iter().map(|name| Spoken { field: field.into(), name }));
            problems.extend(wrong.into_iter().map(|message| ContentProblem::field("content_date", field, message)));
        });
    }
    names.dedup();
    (names, problems)
}

fn visit(value: &Value, at: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Text(text) if text.contains('{') => each(at, text),
        Value::List(list) => list.iter().enumerate().for_each(|(n, item)| visit(item, &format!("{at}[{n}]"), each)),
        Value::Map(map) => map.iter().for_each(|(key, value)| visit(value, &format!("{at}.{key}"), each)),
        _ => {}
    }
}

/// Why a message cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hitch {
    /// It can be sent to no one.
    Always(ContentProblem),
    /// It depends on what is known of the person: what is missing, or of another kind, needs a default.
    Sometimes(ContentProblem),
}

/// Makes the whole message of what an author wrote: with nothing known, and with values of every kind for every name.
#[must_use]
pub fn rehearse(content: &Content, raw: &Map) -> Option<Hitch> {
    let (names, _) = names(raw);
    let filled = |value: &Value| {
        let mut data = Map::default();
        names.iter().for_each(|spoken| put(&mut data, &spoken.name.path, value));
        data
    };
    let values = [
        Value::from("Sample"),
        Value::Int(2),
        Value::Int(0),
        Value::from(""),
        Value::Bool(true),
        Value::List(vec![Value::from("Sample"), Value::Int(1)]),
        Value::List(Vec::new()),
    ];
    let (mut wrong, mut right) = (None, false);
    for sample in std::iter::once(Map::default()).chain(values.iter().map(filled)) {
        match made(content, &sample) {
            Ok(()) => right = true,
            Err(problem) => wrong = wrong.or(Some(problem)),
        }
    }
    wrong.map(|problem| if right { Hitch::Sometimes(problem) } else { Hitch::Always(problem) })
}

/// Words for every name in what an author wrote, to look at: `data.first_name` is `First name`.
#[must_use]
pub fn sample(raw: &Map) -> Map {
    let mut data = Map::default();
    for spoken in names(raw).0 {
        let Some(last) = spoken.name.path.last() else { continue };
        let mut words = last.replace(['_', '-'], " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        put(&mut data, &spoken.name.path, &Value::from(words.as_str()));
    }
    data
}

fn put(map: &mut Map, path: &[SmolStr], value: &Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        if map.get(first).is_none() {
            map.set(first, value.clone());
        }
        return;
    }
    let mut inner = match map.get(first) {
        Some(Value::Map(inner)) => inner.clone(),
        _ => Map::default(),
    };
    put(&mut inner, rest, value);
    map.set(first, Value::Map(inner));
}

/// Makes it as it would be sent. Where it leads is not asked: sample data leads nowhere.
fn made(content: &Content, data: &Map) -> Result<(), ContentProblem> {
    let limits = Limits::default();
    if let Some(email) = content.email() {
        return written(email, data, &limits);
    }
    match content.rehearse(data, &[], &limits) {
        Ok(()) | Err(Unfit::LinkHost | Unfit::LinkScheme) => Ok(()),
        Err(why) => {
            let message =
                "this cannot be rendered for anyone: fields come out empty, or a filter gets a value it cannot handle";
            Err(ContentProblem::field(why.code(), "", message))
        }
    }
}

fn written(email: &Email, data: &Map, limits: &Limits) -> Result<(), ContentProblem> {
    let way = SmolStr::new_static("https://way.invalid/p");
    let frame = Frame {
        sender: "Sender".into(),
        address: "Street 1, 12345 Place".into(),
        language: "en".into(),
        unsubscribe: Some(way.clone()),
        preferences: Some(way),
        hosts: Vec::new(),
    };
    match email.render(data, &frame, limits) {
        Ok(_) | Err(EmailError::Link(_)) => Ok(()),
        Err(error) => {
            let field = email.field(&error, data, limits);
            Err(ContentProblem::field(error.code(), field, error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests;
