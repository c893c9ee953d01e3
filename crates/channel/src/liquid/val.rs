//! Values while a template runs: borrowed from the data or the template where possible.

use rapport_kernel::{Map, Value};
use smol_str::SmolStr;
use std::{borrow::Cow, fmt::Write, rc::Rc};

#[derive(Clone)]
pub(super) enum Val<'a> {
    Nil,
    Blank,
    Empty,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Text of the data or the template.
    Str(&'a str),
    /// Text made on the way.
    Owned(Rc<str>),
    /// Captured text: the outputs in it are escaped already.
    Markup(Rc<str>),
    /// A list of the data.
    List(&'a [Value]),
    /// A list made on the way.
    Items(Rc<[Val<'a>]>),
    Map(&'a Map),
    Range(i64, i64),
    Loop(Rc<Loop>),
}

/// `forloop`
pub(super) struct Loop {
    pub name: SmolStr,
    pub index: i64,
    pub length: i64,
    pub parent: Option<Rc<Loop>>,
}

impl<'a> From<&'a Value> for Val<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Nil,
            Value::Bool(b) => Self::Bool(*b),
            Value::Int(n) => Self::Int(*n),
            Value::Float(n) => Self::Float(*n),
            Value::Text(text) => Self::Str(text),
            Value::List(list) => Self::List(list),
            Value::Map(map) => Self::Map(map),
        }
    }
}

impl<'a> Val<'a> {
    pub fn owned(text: impl Into<Rc<str>>) -> Self {
        Self::Owned(text.into())
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            Self::Owned(text) | Self::Markup(text) => Some(text),
            _ => None,
        }
    }

    /// Everything but `nil` and `false` is true.
    pub fn truthy(&self) -> bool {
        !matches!(self, Self::Nil | Self::Bool(false))
    }

    /// As it prints. A map prints as Ruby shows it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Str(text) => Cow::Borrowed(text),
            Self::Owned(text) | Self::Markup(text) => Cow::Borrowed(text),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(n) => Cow::Owned(n.to_string()),
            Self::Float(n) => Cow::Owned(float_text(*n)),
            Self::Range(from, to) => Cow::Owned(format!("{from}..{to}")),
            Self::List(list) => {
                let mut out = String::new();
                list.iter().for_each(|item| out.push_str(&Val::from(item).text()));
                Cow::Owned(out)
            }
            Self::Items(items) => {
                let mut out = String::new();
                items.iter().for_each(|item| out.push_str(&item.text()));
                Cow::Owned(out)
            }
            Self::Map(map) => Cow::Owned(inspect(map)),
            Self::Nil | Self::Blank | Self::Empty | Self::Loop(_) => Cow::Borrowed(""),
        }
    }

    /// An upper bound of the bytes [`Val::text`] makes, without making them.
    pub fn text_size(&self) -> usize {
        match self {
            Self::Str(text) => text.len(),
            Self::Owned(text) | Self::Markup(text) => text.len(),
            Self::List(list) => list.iter().map(|item| Val::from(item).text_size()).sum(),
            Self::Items(items) => items.iter().map(Val::text_size).sum(),
            Self::Map(map) => map.0.iter().map(|(k, v)| k.len() + 6 + inspected_size(v)).sum::<usize>() + 2,
            Self::Nil | Self::Blank | Self::Empty | Self::Loop(_) => 0,
            _ => 24,
        }
    }

    /// How many items [`super::render::Run::items`] would give.
    pub fn count(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Items(items) => items.len(),
            Self::Map(map) => map.0.len(),
            Self::Range(from, to) => {
                usize::try_from(to.saturating_sub(*from).saturating_add(1).max(0)).unwrap_or(usize::MAX)
            }
            Self::Nil | Self::Blank | Self::Empty => 0,
            _ => 1,
        }
    }

    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::Items(_) | Self::Range(..))
    }

    /// `blank`: nothing, false, or only whitespace.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Nil | Self::Blank | Self::Bool(false) => true,
            _ => match self.as_str() {
                Some(text) => text.trim().is_empty(),
                None => self.is_empty(),
            },
        }
    }

    /// `empty`: text, list or map without content.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::List(list) => list.is_empty(),
            Self::Items(items) => items.is_empty(),
            Self::Map(map) => map.is_empty(),
            _ => self.as_str().is_some_and(str::is_empty),
        }
    }

    /// What stands under a name.
    pub fn get(&self, key: &str) -> Val<'a> {
        match self {
            Self::Map(map) => match (map.get(key), key) {
                (Some(value), _) => value.into(),
                (None, "size") => Val::Int(map.0.len() as i64),
                (None, "first") => map.0.first().map_or(Val::Nil, |(k, v)| pair(k, v)),
                _ => Val::Nil,
            },
            Self::List(list) => match key {
                "first" => list.first().map_or(Val::Nil, Val::from),
                "last" => list.last().map_or(Val::Nil, Val::from),
                "size" => Val::Int(list.len() as i64),
                _ => Val::Nil,
            },
            Self::Items(items) => match key {
                "first" => items.first().cloned().unwrap_or(Val::Nil),
                "last" => items.last().cloned().unwrap_or(Val::Nil),
                "size" => Val::Int(items.len() as i64),
                _ => Val::Nil,
            },
            Self::Range(from, to) => match key {
                "first" => Val::Int(*from),
                "last" => Val::Int(*to),
                "size" => Val::Int(i64::try_from(self.count()).unwrap_or(i64::MAX)),
                _ => Val::Nil,
            },
            Self::Loop(info) => info.get(key),
            _ => match (self.as_str(), key) {
                (Some(text), "size") => Val::Int(text.chars().count() as i64),
                (Some(text), "first") => letter(text.chars().next()),
                (Some(text), "last") => letter(text.chars().next_back()),
                _ => Val::Nil,
            },
        }
    }

    /// What stands at a position; negative positions count from the end.
    pub fn at(&self, index: i64) -> Val<'a> {
        let place = |length: usize| {
            let index = if index < 0 { index.checked_add(length as i64)? } else { index };
            usize::try_from(index).ok()
        };
        match self {
            Self::List(list) => place(list.len()).and_then(|n| list.get(n)).map_or(Val::Nil, Val::from),
            Self::Items(items) => place(items.len()).and_then(|n| items.get(n)).cloned().unwrap_or(Val::Nil),
            _ => Val::Nil,
        }
    }
}

/// One letter of a text as a text of its own.
fn letter<'a>(c: Option<char>) -> Val<'a> {
    Val::owned(c.map(String::from).unwrap_or_default())
}

/// `{"a"=>1, "b"=>nil, "c"=>["x", 2]}`
fn inspect(map: &Map) -> String {
    let shown: Vec<String> = map.iter().map(|(key, value)| format!("\"{key}\"=>{}", inspected(value))).collect();
    format!("{{{}}}", shown.join(", "))
}

/// An upper bound of the bytes that [`inspected`] makes.
fn inspected_size(value: &Value) -> usize {
    match value {
        Value::Text(text) => 2 * text.len() + 2,
        Value::List(list) => list.iter().map(|item| inspected_size(item) + 2).sum::<usize>() + 2,
        other => Val::from(other).text_size().max(5),
    }
}

/// A value inside a map, as Ruby shows it.
fn inspected(value: &Value) -> String {
    match value {
        Value::Null => "nil".to_owned(),
        Value::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::List(list) => format!("[{}]", list.iter().map(inspected).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => inspect(map),
        other => Val::from(other).text().into_owned(),
    }
}

/// An entry of a map, as `for` and `first` show it.
pub(super) fn pair<'a>(key: &'a SmolStr, value: &'a Value) -> Val<'a> {
    Val::Items(Rc::new([Val::Str(key), value.into()]))
}

impl Loop {
    fn get<'a>(&self, key: &str) -> Val<'a> {
        match key {
            "index" => Val::Int(self.index + 1),
            "index0" => Val::Int(self.index),
            "rindex" => Val::Int(self.length - self.index),
            "rindex0" => Val::Int(self.length - self.index - 1),
            "first" => Val::Bool(self.index == 0),
            "last" => Val::Bool(self.index + 1 == self.length),
            "length" => Val::Int(self.length),
            "name" => Val::owned(self.name.as_str()),
            "parentloop" => self.parent.clone().map_or(Val::Nil, Val::Loop),
            _ => Val::Nil,
        }
    }
}

/// As Ruby prints a float, which is what Liquid users see: `5.0`, `1.0e+16`.
fn float_text(n: f64) -> String {
    let mut out = String::new();
    let size = n.abs();
    // Writing to a string cannot fail.
    let _ = if n == 0.0 || (1e-4..1e16).contains(&size) {
        write!(out, "{n:?}")
    } else {
        let text = format!("{n:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        let sign = if exponent.starts_with('-') { "-" } else { "+" };
        write!(out, "{digits}{point}e{sign}{:0>2}", exponent.trim_start_matches('-'))
    };
    out
}
