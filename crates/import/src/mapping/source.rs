//! Where a field's value comes from, and how a mapping says it.

use crate::value::{RowRefusal, shortened};
use rapport_files::{MomentFault, moment};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use std::{borrow::Cow, fmt};

/// Where a field's value comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A column, and how it is read.
    Column(Column),
    /// The same in every row.
    Value(Value),
}

/// A column and how it is read.
#[derive(Clone, Debug)]
pub struct Column {
    /// The heading of the column.
    pub name: String,
    /// How its text is read; `None`: as is usual for the field.
    pub reading: Option<Reading>,
    /// Whether the numbers of all rows of an order are added up.
    pub sum: bool,
    /// What is put in front of its text: ids of two shops are told apart by it.
    pub prefix: Option<String>,
    /// The column that says the time of the day, where this one says the day.
    pub time: Option<String>,
}

impl Column {
    pub(super) fn named(name: String) -> Self {
        Self { name, reading: None, sum: false, prefix: None, time: None }
    }

    /// What stands in it, with the time of the day that another column says.
    ///
    /// # Errors
    /// A column is not there, or says no time of the day.
    pub(crate) fn cell<'r>(&self, row: &'r Map<String, Value>) -> Result<Cow<'r, Value>, RowRefusal> {
        let find = |name: &String| row.get(name).ok_or_else(|| RowRefusal::NoColumn(name.clone()));
        let cell = find(&self.name)?;
        let Some(time) = &self.time else { return Ok(Cow::Borrowed(cell)) };
        match (cell.as_str().map(str::trim), find(time)?.as_str().map(str::trim)) {
            (Some(day), Some(clock)) if !day.is_empty() && !clock.is_empty() => {
                let joined = moment::joined(day, clock).ok_or_else(|| RowRefusal::Moment {
                    column: time.clone(),
                    text: shortened(clock),
                    fault: MomentFault::None,
                })?;
                Ok(Cow::Owned(joined.into()))
            }
            _ => Ok(Cow::Borrowed(cell)),
        }
    }

    /// The value with what is put in front of it.
    pub(super) fn told(&self, value: Value) -> Value {
        match (&self.prefix, value) {
            (Some(prefix), Value::String(text)) => format!("{prefix}{}", text.trim()).into(),
            (Some(prefix), Value::Number(number)) => format!("{prefix}{number}").into(),
            (_, value) => value,
        }
    }
}

/// How a column's text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// As text, without a look at what it says.
    Text,
    /// A number, as the file writes them.
    Number,
    /// The name or number of something: a whole number is the same, however a program writes it.
    Id,
    /// `true`/`false`, `1`/`0`, `yes`/`no`.
    Boolean,
    /// A moment, as the file writes them.
    Moment,
}

impl Source {
    pub(super) fn column(&self) -> Option<&Column> {
        match self {
            Self::Column(column) => Some(column),
            Self::Value(_) => None,
        }
    }
}

/// The long form of a [`Source`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Detailed {
    #[serde(default)]
    column: Option<Name>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default, rename = "as")]
    reading: Option<Reading>,
    #[serde(default)]
    sum: bool,
    #[serde(default)]
    prefix: Option<String>,
    #[serde(default)]
    time: Option<Name>,
}

/// The name of a column. `2026` and `no` are names, too.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Source::deserialize(from)? {
            Source::Column(Column { name, reading: None, sum: false, prefix: None, time: None }) => Ok(Self(name)),
            _ => Err(de::Error::custom("a column is named by a text")),
        }
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(SourceVisitor)
    }
}

struct SourceVisitor;

impl SourceVisitor {
    fn named<E>(name: impl fmt::Display) -> Result<Source, E> {
        Ok(Source::Column(Column::named(name.to_string())))
    }
}

impl<'de> de::Visitor<'de> for SourceVisitor {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column, or {column: NAME, as: number} or {value: ...}")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Source, E> {
        Self::named(name)
    }

    fn visit_i64<E: de::Error>(self, name: i64) -> Result<Source, E> {
        Self::named(name)
    }

    fn visit_u64<E: de::Error>(self, name: u64) -> Result<Source, E> {
        Self::named(name)
    }

    fn visit_bool<E: de::Error>(self, name: bool) -> Result<Source, E> {
        Err(E::custom(format!("if `{name}` is the name of a column, put quotes around it")))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
        let Detailed { column, value, reading, sum, prefix, time } =
            Detailed::deserialize(de::value::MapAccessDeserializer::new(map))?;
        match (column, value) {
            (Some(_), None) if prefix.is_some() && !matches!(reading, None | Some(Reading::Text | Reading::Id)) => {
                Err(de::Error::custom("a `prefix` is put in front of text: leave `as` out"))
            }
            (Some(Name(name)), None) if !sum || reading == Some(Reading::Number) => {
                Ok(Source::Column(Column { name, reading, sum, prefix, time: time.map(|Name(time)| time) }))
            }
            (Some(_), None) => Err(de::Error::custom("`sum` adds up numbers: say `as: number`, too")),
            (None, Some(value)) if reading.is_none() && !sum && prefix.is_none() && time.is_none() => {
                Ok(Source::Value(value))
            }
            _ => Err(de::Error::custom("a field needs either `column`, with `as` if need be, or `value`")),
        }
    }
}

/// The name of one column, or a list of names.
pub(super) fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Names;
    impl<'de> de::Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the name of a column, or a list of names")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Vec<String>, E> {
            Ok(vec![name.to_owned()])
        }

        fn visit_i64<E: de::Error>(self, name: i64) -> Result<Vec<String>, E> {
            Ok(vec![name.to_string()])
        }

        fn visit_u64<E: de::Error>(self, name: u64) -> Result<Vec<String>, E> {
            Ok(vec![name.to_string()])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some(Name(name)) = list.next_element()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    from.deserialize_any(Names)
}
