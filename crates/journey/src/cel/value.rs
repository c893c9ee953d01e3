//! Values while an expression is looked at. They borrow from events, profiles and the compiled expression.

use super::fault::Fault;
use rapport_kernel as kernel;
use std::{borrow::Cow, sync::Arc};

/// A CEL value.
#[derive(Clone, Debug)]
pub enum Val<'a> {
    /// The `null` of CEL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that is never negative.
    Uint(u64),
    /// A number with a fraction.
    Double(f64),
    /// A string of Unicode characters.
    Text(Cow<'a, str>),
    /// What `b"..."` writes: octets without an encoding.
    Bytes(Arc<[u8]>),
    /// Values in order, of any kinds.
    List(List<'a>),
    /// Values by their keys.
    Map(Map<'a>),
    /// Nanoseconds since 1970.
    Timestamp(i128),
    /// A span in nanoseconds; may be negative.
    Duration(i128),
    /// The name of a type.
    Type(&'static str),
}

/// A list: as a touchpoint said it, or made by the expression.
#[derive(Clone, Debug)]
pub enum List<'a> {
    /// What an event or trait holds, not copied.
    Said(&'a [kernel::Value]),
    /// What the expression itself put together.
    Made(Arc<[Val<'a>]>),
}

/// A map: as a touchpoint said it, or made by the expression.
#[derive(Clone, Debug)]
pub enum Map<'a> {
    /// What an event or trait holds, not copied.
    Said(&'a kernel::Map),
    /// What the expression itself put together.
    Made(Arc<[(Val<'a>, Val<'a>)]>),
}

impl<'a> Val<'a> {
    /// What a touchpoint said: whole numbers are `int`, others `double`.
    #[must_use]
    pub fn said(value: &'a kernel::Value) -> Self {
        match value {
            kernel::Value::Null => Self::Null,
            kernel::Value::Bool(b) => Self::Bool(*b),
            kernel::Value::Int(n) => Self::Int(*n),
            kernel::Value::Float(n) => Self::Double(*n),
            kernel::Value::Text(text) => Self::Text(Cow::Borrowed(text)),
            kernel::Value::List(list) => Self::List(List::Said(list)),
            kernel::Value::Map(map) => Self::Map(Map::Said(map)),
        }
    }

    /// A text that is not copied.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A list made by the expression.
    #[must_use]
    pub fn list(values: Vec<Val<'a>>) -> Self {
        Self::List(List::Made(values.into()))
    }

    /// The same, borrowed where that saves copying.
    #[must_use]
    pub fn borrowed(&'a self) -> Val<'a> {
        match self {
            Self::Text(text) => Val::Text(Cow::Borrowed(text)),
            other => other.clone(),
        }
    }

    /// The truth value.
    ///
    /// # Errors
    /// [`Fault::NoSuchOverload`] if it is none.
    pub fn truth(&self) -> Result<bool, Fault> {
        match self {
            Self::Bool(b) => Ok(*b),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// What `type(x)` answers: `string`, `int`, `list`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Type(_) => "type",
        }
    }
}

impl<'a> List<'a> {
    /// The number of its values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Said(list) => list.len(),
            Self::Made(list) => list.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Val<'a>> {
        match self {
            Self::Said(list) => list.get(at).map(Val::said),
            Self::Made(list) => list.get(at).cloned(),
        }
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = Val<'a>> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl<'a> Map<'a> {
    /// How many entries.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Said(map) => map.0.len(),
            Self::Made(map) => map.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value under a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Val<'a>> {
        match self {
            Self::Said(map) => map.get(name).map(Val::said),
            Self::Made(map) => map.iter().find(|(k, _)| matches!(k, Val::Text(t) if t == name)).map(|(_, v)| v.clone()),
        }
    }

    /// The value under any key: numbers are found by what they are worth, whatever their type.
    #[must_use]
    pub fn get(&self, key: &Val<'_>) -> Option<Val<'a>> {
        match (self, key) {
            (_, Val::Text(name)) => self.field(name),
            (Self::Said(_), _) => None,
            (Self::Made(map), key) => map.iter().find(|(k, _)| super::compare::equal(k, key)).map(|(_, v)| v.clone()),
        }
    }

    /// The entry at a place.
    #[must_use]
    pub fn entry(&self, at: usize) -> Option<(Val<'a>, Val<'a>)> {
        match self {
            Self::Said(map) => map.0.get(at).map(|(k, v)| (Val::text(k), Val::said(v))),
            Self::Made(map) => map.get(at).cloned(),
        }
    }

    /// The entries.
    pub fn iter(&self) -> impl Iterator<Item = (Val<'a>, Val<'a>)> + '_ {
        (0..self.len()).filter_map(|at| self.entry(at))
    }
}
