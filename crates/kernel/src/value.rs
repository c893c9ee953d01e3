//! What a touchpoint may say about something: a JSON value with ordered keys, exact integers and cheap short strings.

use serde::{Deserialize, Serialize, de, ser::SerializeMap};
use smol_str::SmolStr;
use std::fmt;

/// Keys in the order they were said. A handful of entries: a list searched from the front beats a hash table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(pub Vec<(SmolStr, Value)>);

/// A JSON value. Integers that fit 64 bits stay exact; every other number is a finite `f64`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// The `null` of JSON: said to be nothing, which is more than not said.
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// A string, of any length.
    Text(SmolStr),
    /// Values in order, of any kinds.
    List(Vec<Value>),
    /// An object.
    Map(Map),
}

impl Map {
    /// The value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The value at a dotted path: `address.city`.
    #[must_use]
    pub fn path(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let mut value = self.get(keys.next()?)?;
        for key in keys {
            let Value::Map(map) = value else { return None };
            value = map.get(key)?;
        }
        Some(value)
    }

    /// Sets `key`, keeping its place if it was there.
    pub fn set(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().find(|(k, _)| k == key) {
            Some(entry) => entry.1 = value,
            None => self.0.push((key.into(), value)),
        }
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(at).1)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v))
    }
}

impl FromIterator<(SmolStr, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (SmolStr, Value)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, whole or not.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Float(n) => Some(*n),
            _ => None,
        }
    }

    /// The whole number, also where JSON wrote it as `3.0`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Float(n) if n.fract() == 0.0 && n.abs() < 9.0e15 => Some(*n as i64),
            _ => None,
        }
    }

    /// The map, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}
impl From<SmolStr> for Value {
    fn from(text: SmolStr) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}
impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl Serialize for Map {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

struct MapVisitor;

impl<'de> de::Visitor<'de> for MapVisitor {
    type Value = Map;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Map, A::Error> {
        let mut entries: Vec<(SmolStr, Value)> = Vec::with_capacity(access.size_hint().unwrap_or(0).min(64));
        while let Some((key, value)) = access.next_entry::<SmolStr, Value>()? {
            if entries.iter().any(|(k, _)| *k == key) {
                return Err(de::Error::custom(format_args!("the key `{key}` stands twice in one object")));
            }
            entries.push((key, value));
        }
        Ok(Map(entries))
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor)
    }
}

/// The form for machines: a tagged union, since binary codecs cannot ask "what comes next?".
#[derive(Serialize, Deserialize)]
#[serde(rename = "Value")]
enum Tagged {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(SmolStr),
    List(Vec<Value>),
    Map(Map),
}

/// The same, borrowed, so that writing copies nothing.
#[derive(Serialize)]
#[serde(rename = "Value")]
enum TaggedRef<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a SmolStr),
    List(&'a [Value]),
    Map(&'a Map),
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return match self {
                Self::Null => serializer.serialize_unit(),
                Self::Bool(b) => serializer.serialize_bool(*b),
                Self::Int(n) => serializer.serialize_i64(*n),
                Self::Float(n) => serializer.serialize_f64(*n),
                Self::Text(text) => serializer.serialize_str(text),
                Self::List(list) => list.serialize(serializer),
                Self::Map(map) => map.serialize(serializer),
            };
        }
        match self {
            Self::Null => TaggedRef::Null,
            Self::Bool(b) => TaggedRef::Bool(*b),
            Self::Int(n) => TaggedRef::Int(*n),
            Self::Float(n) => TaggedRef::Float(*n),
            Self::Text(text) => TaggedRef::Text(text),
            Self::List(list) => TaggedRef::List(list),
            Self::Map(map) => TaggedRef::Map(map),
        }
        .serialize(serializer)
    }
}

struct ValueVisitor;

impl<'de> de::Visitor<'de> for ValueVisitor {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(i64::try_from(n).map_or(Value::Float(n as f64), Value::Int))
    }
    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Value, E> {
        if n.is_finite() { Ok(Value::Float(n)) } else { Err(E::custom("a number must be finite")) }
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }
    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::with_capacity(access.size_hint().unwrap_or(0).min(64));
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: de::MapAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        MapVisitor.visit_map(access).map(Value::Map)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(ValueVisitor);
        }
        Ok(match Tagged::deserialize(deserializer)? {
            Tagged::Null => Self::Null,
            Tagged::Bool(b) => Self::Bool(b),
            Tagged::Int(n) => Self::Int(n),
            Tagged::Float(n) => Self::Float(n),
            Tagged::Text(text) => Self::Text(text),
            Tagged::List(list) => Self::List(list),
            Tagged::Map(map) => Self::Map(map),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_what_it_was() {
        let text = r#"{"b":1,"a":[true,null,-2.5,"ü"],"deep":{"x":{"y":9007199254740993}}}"#;
        let value: Value = serde_json::from_str(text).expect("valid");
        assert_eq!(serde_json::to_string(&value).expect("writes"), text);
        assert_eq!(value.as_map().and_then(|m| m.path("deep.x.y")), Some(&Value::Int(9_007_199_254_740_993)));
    }

    #[test]
    fn a_key_said_twice_is_refused() {
        assert!(serde_json::from_str::<Value>(r#"{"a":1,"a":2}"#).is_err());
    }
}
