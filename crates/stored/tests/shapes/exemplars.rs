//! One value of every shape, made by asking the types themselves: a deserializer that reads nothing, answers every
//! question with some value, goes through all alternatives, and notes what it was asked.

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    fmt,
};

/// Messages in each other beyond this are left out where they can be.
const DEPTH: usize = 24;

/// What a type was seen to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Unknown,
    Nothing,
    Plain(&'static str),
    Named(String),
    Maybe(Box<Type>),
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Tuple(Vec<Type>),
}

/// A message, choice or enum with its members in order.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub is_choice: bool,
    pub members: Vec<(&'static str, Option<Type>)>,
    /// The fields of alternatives that have some.
    pub inner: HashMap<&'static str, Vec<(&'static str, Type)>>,
}

#[derive(Default)]
struct State {
    seen: BTreeMap<&'static str, Seen>,
    picks: HashMap<&'static str, usize>,
    last: Option<Type>,
    round: usize,
}

/// Values of `T` that between them have every alternative of everything inside, and all that was seen on the way.
pub fn every<T: DeserializeOwned>() -> (Vec<T>, BTreeMap<&'static str, Seen>) {
    let state = RefCell::new(State::default());
    let mut values = Vec::new();
    let mut quiet = 0;
    while quiet < 40 {
        let before = picked(&state.borrow());
        state.borrow_mut().round += 1;
        values.push(T::deserialize(Probe { state: &state, depth: DEPTH, hint: "" }).unwrap());
        quiet = if picked(&state.borrow()) > before { 0 } else { quiet + 1 };
    }
    (values, state.into_inner().seen)
}

fn picked(state: &State) -> usize {
    let members = state.seen.values().flat_map(|seen| &seen.members);
    members.filter(|(_, kind)| kind.is_some()).count()
}

#[derive(Debug)]
pub struct Error(String);
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Error {}
impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    state: &'a RefCell<State>,
    depth: usize,
    /// The field being asked for: some texts must be of a form.
    hint: &'static str,
}

impl Probe<'_> {
    fn say(&self, kind: Type) {
        self.state.borrow_mut().last = Some(kind);
    }

    fn told(&self) -> Type {
        self.state.borrow_mut().last.take().unwrap_or(Type::Unknown)
    }

    fn deeper(self) -> Self {
        Self { depth: self.depth.saturating_sub(1), ..self }
    }

    fn number(&self) -> u8 {
        (self.state.borrow().round % 100) as u8
    }

    fn text(&self) -> String {
        match self.hint {
            "currency" => "EUR".into(),
            "from" | "to" => "08:00:00".into(),
            "dates" | "days" => "2026-12-24".into(),
            "send_key" | "shown" | "open" | "key" => format!("welcome/1/hello/{:032x}/email/{}", 7, self.number()),
            hint => format!("{hint} {}", self.number()),
        }
    }
}

macro_rules! plain {
    ($($method:ident $visit:ident $proto:literal $as:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.say(Type::Plain($proto));
            visitor.$visit(<$as>::from(self.number() % 2 == 1))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Probe<'_> {
    type Error = Error;
    fn is_human_readable(&self) -> bool {
        false
    }
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error("a type asked what comes next".into()))
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.say(Type::Plain("bool"));
        visitor.visit_bool(self.number() % 2 == 1)
    }
    plain!(
        deserialize_i8 visit_i8 "sint32" i8, deserialize_i16 visit_i16 "sint32" i16,
        deserialize_i32 visit_i32 "sint32" i32, deserialize_i64 visit_i64 "sint64" i64,
        deserialize_u8 visit_u8 "uint32" u8, deserialize_u16 visit_u16 "uint32" u16,
        deserialize_u32 visit_u32 "uint32" u32, deserialize_u64 visit_u64 "uint64" u64,
        deserialize_u128 visit_u128 "bytes" u128, deserialize_f32 visit_f32 "double" f32,
        deserialize_f64 visit_f64 "double" f64
    );
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.say(Type::Plain("string"));
        visitor.visit_char('a')
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.say(Type::Plain("string"));
        visitor.visit_str(&self.text())
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.say(Type::Plain("bytes"));
        visitor.visit_bytes(b"bytes")
    }
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.depth == 0 || self.number() % 4 == 3 {
            self.say(Type::Maybe(Type::Unknown.into()));
            return visitor.visit_none();
        }
        let value = visitor.visit_some(self.deeper())?;
        self.say(Type::Maybe(self.told().into()));
        Ok(value)
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.say(Type::Nothing);
        visitor.visit_unit()
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let elements = Elements { probe: self.deeper(), left: usize::from(self.depth > 0), told: Type::Unknown };
        let told = RefCell::new(Type::Unknown);
        let value = visitor.visit_seq(Noting { elements, told: &told })?;
        self.say(Type::List(told.into_inner().into()));
        Ok(value)
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        let told = RefCell::new(Vec::new());
        let value = visitor.visit_seq(Places { probe: self.deeper(), left: length, told: &told })?;
        self.say(Type::Tuple(told.into_inner()));
        Ok(value)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, n: usize, v: V) -> Result<V::Value, Error> {
        self.deserialize_tuple(n, v)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let told = RefCell::new((Type::Unknown, Type::Unknown));
        let left = usize::from(self.depth > 0);
        let value = visitor.visit_map(Pairs { probe: self.deeper(), left, told: &told })?;
        let (key, item) = told.into_inner();
        self.say(Type::Map(key.into(), item.into()));
        Ok(value)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let told = RefCell::new(Vec::new());
        let value = visitor.visit_map(Fields { probe: self.deeper(), fields: fields.iter(), now: "", told: &told })?;
        let mut state = self.state.borrow_mut();
        let seen = state.seen.entry(name).or_default();
        if seen.members.is_empty() {
            seen.members = fields.iter().map(|field| (*field, None)).collect();
        }
        for (field, kind) in told.into_inner() {
            let member = seen.members.iter_mut().find(|(name, _)| *name == field).unwrap();
            member.1 = Some(better(member.1.take(), kind));
        }
        state.last = Some(Type::Named(name.into()));
        Ok(value)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let at = {
            let mut state = self.state.borrow_mut();
            let pick = state.picks.entry(name).or_default();
            let at = if self.depth == 0 { 0 } else { *pick % variants.len() };
            *pick += usize::from(self.depth > 0);
            let seen = state.seen.entry(name).or_default();
            if seen.members.is_empty() {
                seen.members = variants.iter().map(|variant| (*variant, None)).collect();
            }
            at
        };
        let value = visitor.visit_enum(Variant { probe: self.deeper(), of: name, name: variants[at] })?;
        self.say(Type::Named(name.into()));
        Ok(value)
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error("an identifier outside a message".into()))
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// The type that says more.
fn better(old: Option<Type>, new: Type) -> Type {
    let unknown = |kind: &Type| format!("{kind:?}").matches("Unknown").count();
    match old {
        Some(old) if unknown(&old) <= unknown(&new) => old,
        _ => new,
    }
}

struct Elements<'a> {
    probe: Probe<'a>,
    left: usize,
    told: Type,
}

struct Noting<'a, 'b> {
    elements: Elements<'a>,
    told: &'b RefCell<Type>,
}

impl<'de> de::SeqAccess<'de> for Noting<'_, '_> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let elements = &mut self.elements;
        let Some(left) = elements.left.checked_sub(1) else {
            *self.told.borrow_mut() = std::mem::replace(&mut elements.told, Type::Unknown);
            return Ok(None);
        };
        elements.left = left;
        let value = seed.deserialize(elements.probe)?;
        elements.told = elements.probe.told();
        Ok(Some(value))
    }
}

struct Places<'a, 'b> {
    probe: Probe<'a>,
    left: usize,
    told: &'b RefCell<Vec<Type>>,
}

impl<'de> de::SeqAccess<'de> for Places<'_, '_> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let value = seed.deserialize(self.probe)?;
        self.told.borrow_mut().push(self.probe.told());
        Ok(Some(value))
    }
}

struct Pairs<'a, 'b> {
    probe: Probe<'a>,
    left: usize,
    told: &'b RefCell<(Type, Type)>,
}

impl<'de> de::MapAccess<'de> for Pairs<'_, '_> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let key = seed.deserialize(self.probe)?;
        self.told.borrow_mut().0 = self.probe.told();
        Ok(Some(key))
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let value = seed.deserialize(self.probe)?;
        self.told.borrow_mut().1 = self.probe.told();
        Ok(value)
    }
}

struct Fields<'a, 'b> {
    probe: Probe<'a>,
    fields: std::slice::Iter<'static, &'static str>,
    now: &'static str,
    told: &'b RefCell<Vec<(&'static str, Type)>>,
}

impl<'de> de::MapAccess<'de> for Fields<'_, '_> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(field) = self.fields.next() else { return Ok(None) };
        self.now = field;
        seed.deserialize(field.into_deserializer()).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let value = seed.deserialize(Probe { hint: self.now, ..self.probe })?;
        self.told.borrow_mut().push((self.now, self.probe.told()));
        Ok(value)
    }
}

struct Variant<'a> {
    probe: Probe<'a>,
    of: &'static str,
    name: &'static str,
}

impl Variant<'_> {
    fn note(&self, kind: Type, inner: Option<Vec<(&'static str, Type)>>) {
        let mut state = self.probe.state.borrow_mut();
        let seen = state.seen.get_mut(self.of).unwrap();
        seen.is_choice |= kind != Type::Nothing;
        let member = seen.members.iter_mut().find(|(name, _)| *name == self.name).unwrap();
        member.1 = Some(better(member.1.take(), kind));
        if let Some(inner) = inner {
            let old = seen.inner.remove(self.name).unwrap_or_default();
            let old = |field| old.iter().find(|(name, _)| *name == field).map(|(_, kind)| kind.clone());
            let merged = inner.into_iter().map(|(field, kind)| (field, better(old(field), kind))).collect();
            seen.inner.insert(self.name, merged);
        }
    }
}

impl<'de> de::EnumAccess<'de> for Variant<'_> {
    type Error = Error;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: de::value::StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Error;
    fn unit_variant(self) -> Result<(), Error> {
        self.note(Type::Nothing, None);
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let value = seed.deserialize(self.probe)?;
        let told = self.probe.told();
        self.note(told, None);
        Ok(value)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error(format!("{}::{} has places without names", self.of, self.name)))
    }
    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let told = RefCell::new(Vec::new());
        let value = visitor.visit_map(Fields { probe: self.probe, fields: fields.iter(), now: "", told: &told })?;
        self.note(Type::Named(format!("{}.{}", self.of, self.name)), Some(told.into_inner()));
        Ok(value)
    }
}

/// `MergeOut` as `merge_out`; what is in that spelling stays.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `merge_out` as `MergeOut`; what is in that spelling stays.
pub fn pascal(name: &str) -> String {
    let part = |part: &str| part[..part.len().min(1)].to_uppercase() + &part[part.len().min(1)..];
    name.split('_').map(part).collect()
}
