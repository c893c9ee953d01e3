//! Bytes to values.

use crate::{
    schema::{Kind, Label, Member, Shape, shape},
    wire::{Content, Cursor, unzigzag},
};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor, value::StrDeserializer};

/// How deep messages may lie in each other. Far more than any value needs; the stack is not endless.
const DEPTH: usize = 256;

/// Bytes that are not what this release writes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Something has a number that this release does not know.
    #[error("{0}, which this release does not know: a newer one wrote it")]
    Newer(String),
    /// The bytes are not what any release writes.
    #[error("{0}")]
    Damaged(String),
}

impl de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Damaged(message.to_string())
    }
}

fn damaged<T>(what: &str) -> Result<T, Unreadable> {
    Err(Unreadable::Damaged(what.to_owned()))
}

fn cut<T>(found: Option<T>) -> Result<T, Unreadable> {
    found.map_or_else(|| damaged("it ends too early, or holds something that is no field"), Ok)
}

/// The value that was written as these bytes.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    T::deserialize(Slot { content: Content::Bytes(bytes), more: None, depth: DEPTH })
}

/// One value: what stands behind its key, and, for a field that may repeat, where more of it would stand.
struct Slot<'a, 'de> {
    content: Content<'de>,
    more: Option<(u32, &'a mut Cursor<'de>)>,
    depth: usize,
}

impl<'de> Slot<'_, 'de> {
    fn number(&self) -> Result<u64, Unreadable> {
        match self.content {
            Content::Number(number) => Ok(number),
            _ => damaged("a number was expected"),
        }
    }

    fn bytes(&self) -> Result<&'de [u8], Unreadable> {
        match self.content {
            Content::Bytes(bytes) => Ok(bytes),
            _ => damaged("text or a message was expected"),
        }
    }

    fn text(&self) -> Result<&'de str, Unreadable> {
        std::str::from_utf8(self.bytes()?).map_err(|error| Unreadable::Damaged(error.to_string()))
    }

    fn message(&self) -> Result<(Cursor<'de>, usize), Unreadable> {
        let Some(depth) = self.depth.checked_sub(1) else { return damaged("messages lie too deep in each other") };
        Ok((Cursor(self.bytes()?), depth))
    }

    fn fields<V: Visitor<'de>>(&self, shape: &'static Shape, visitor: V) -> Result<V::Value, Unreadable> {
        let (cursor, depth) = self.message()?;
        visitor.visit_map(Fields { cursor, shape, depth, seen: 0, next: None, missing: 0 })
    }

    /// Hands over the elements of a list, wherever it stands.
    fn list<R>(self, take: impl FnOnce(List<'_, 'de>) -> Result<R, Unreadable>) -> Result<R, Unreadable> {
        match self.more {
            Some((number, cursor)) => {
                take(List { first: Some(self.content), cursor, number, depth: self.depth, value: None })
            }
            None => {
                let (mut cursor, depth) = self.message()?;
                let taken = take(List { first: None, cursor: &mut cursor, number: 1, depth, value: None })?;
                if cursor.is_empty() { Ok(taken) } else { damaged("a list holds something else") }
            }
        }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.number()?)
        }
    )*};
}

macro_rules! signed {
    ($($method:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_i64(unzigzag(self.number()?))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Slot<'_, 'de> {
    type Error = Unreadable;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        damaged("bytes alone do not say what they are")
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.number()? {
            0 => visitor.visit_bool(false),
            1 => visitor.visit_bool(true),
            _ => damaged("neither yes nor no"),
        }
    }
    signed!(deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64);
    numbers!(
        deserialize_u8 visit_u64, deserialize_u16 visit_u64, deserialize_u32 visit_u64, deserialize_u64 visit_u64
    );
    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.bytes()?.try_into() {
            Ok(bytes) => visitor.visit_u128(u128::from_be_bytes(bytes)),
            Err(_) => damaged("a number of 16 bytes was expected"),
        }
    }
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_f64(visitor)
    }
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.content {
            Content::Eight(bytes) => visitor.visit_f64(f64::from_le_bytes(bytes)),
            _ => damaged("a number of 8 bytes was expected"),
        }
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_borrowed_str(self.text()?)
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_borrowed_bytes(self.bytes()?)
    }
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_bytes(visitor)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(Slot { more: None, ..self })
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.bytes()?.is_empty() { visitor.visit_unit() } else { damaged("nothing was expected") }
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.list(|list| visitor.visit_seq(list))
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Unreadable> {
        let (cursor, depth) = self.message()?;
        visitor.visit_seq(Tuple { cursor, depth, last: 0, length: length as u32 })
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_tuple(length, visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.list(|list| visitor.visit_map(list))
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.fields(shape(name).map_err(Unreadable::Damaged)?, visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let shape = shape(name).map_err(Unreadable::Damaged)?;
        if shape.kind == Kind::Enum {
            let number = u32::try_from(self.number()?).unwrap_or(u32::MAX);
            let member = member(shape, number)?;
            return visitor.visit_enum(spelled(member, variants)?.into_deserializer());
        }
        let (mut cursor, depth) = self.message()?;
        let (number, content) = cut(cursor.field())?;
        let member = member(shape, number)?;
        if !cursor.is_empty() {
            return damaged("a choice holds more than one thing");
        }
        let slot = Slot { content, more: None, depth };
        visitor.visit_enum(Choice { name: spelled(member, variants)?, shape, member, slot })
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }
}

fn member(shape: &'static Shape, number: u32) -> Result<&'static Member, Unreadable> {
    let place =
        shape.place(number).ok_or_else(|| Unreadable::Newer(format!("{} has the number {number}", shape.name)))?;
    Ok(&shape.members[place])
}

/// The name of the Rust variant.
pub(crate) fn spelled(member: &Member, variants: &'static [&'static str]) -> Result<&'static str, Unreadable> {
    let found = variants.iter().find(|variant| member.is(variant)).copied();
    found.map_or_else(|| damaged(&format!("{} is not known any more", member.snake)), Ok)
}

/// The fields of a message.
struct Fields<'de> {
    cursor: Cursor<'de>,
    shape: &'static Shape,
    depth: usize,
    /// A bit for each member that was there.
    seen: u64,
    next: Option<(u32, Content<'de>)>,
    /// The first member that was not asked after yet when everything in the message had been read.
    missing: usize,
}

impl<'de> de::MapAccess<'de> for Fields<'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        if !self.cursor.is_empty() {
            let (number, content) = cut(self.cursor.field())?;
            let shape = self.shape;
            let Some(place) = shape.place(number) else {
                return Err(Unreadable::Newer(format!("{} has the field {number}", shape.name)));
            };
            if self.seen & 1 << place != 0 {
                return damaged(&format!("{} of {} stands twice", shape.members[place].snake, shape.name));
            }
            self.seen |= 1 << place;
            self.next = Some((number, content));
            return seed.deserialize(name(&shape.members[place])).map(Some);
        }
        self.next = None;
        // A list without elements leaves no trace.
        while let Some(member) = self.shape.members.get(self.missing) {
            self.missing += 1;
            if member.label == Label::Repeated && self.seen & 1 << (self.missing - 1) == 0 {
                return seed.deserialize(name(member)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        match self.next.take() {
            Some((number, content)) => {
                seed.deserialize(Slot { content, more: Some((number, &mut self.cursor)), depth: self.depth })
            }
            None => seed.deserialize(Absent),
        }
    }
}

/// A field's name, as Serde asks for it.
pub(crate) fn name(member: &'static Member) -> StrDeserializer<'static, Unreadable> {
    member.snake.as_str().into_deserializer()
}

/// A list that is not there: empty. An option that is not there: nothing.
pub(crate) struct Absent;

impl<'de> de::Deserializer<'de> for Absent {
    type Error = Unreadable;

    fn is_human_readable(&self) -> bool {
        false
    }
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        damaged("a value is missing")
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_none()
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(de::value::SeqDeserializer::<_, Unreadable>::new(std::iter::empty::<()>()))
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(de::value::MapDeserializer::<_, Unreadable>::new(std::iter::empty::<((), ())>()))
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct struct enum identifier ignored_any
    }
}

/// The elements of a list, or the entries of a map.
struct List<'a, 'de> {
    first: Option<Content<'de>>,
    cursor: &'a mut Cursor<'de>,
    number: u32,
    depth: usize,
    /// In a map: the value of the key that was read last.
    value: Option<Content<'de>>,
}

impl<'de> List<'_, 'de> {
    fn next(&mut self) -> Option<Content<'de>> {
        self.first.take().or_else(|| self.cursor.again(self.number))
    }
}

impl<'de> de::SeqAccess<'de> for List<'_, 'de> {
    type Error = Unreadable;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some(content) = self.next() else { return Ok(None) };
        seed.deserialize(Slot { content, more: None, depth: self.depth }).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for List<'_, 'de> {
    type Error = Unreadable;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(content) = self.next() else { return Ok(None) };
        let (mut entry, _) = Slot { content, more: None, depth: self.depth }.message()?;
        let key = cut(entry.again(1))?;
        self.value = Some(cut(entry.again(2))?);
        if !entry.is_empty() {
            return damaged("an entry holds more than a key and a value");
        }
        seed.deserialize(Slot { content: key, more: None, depth: self.depth - 1 }).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        let content = cut(self.value.take())?;
        seed.deserialize(Slot { content, more: None, depth: self.depth - 1 })
    }
}

/// Values side by side without names.
struct Tuple<'de> {
    cursor: Cursor<'de>,
    depth: usize,
    last: u32,
    length: u32,
}

impl<'de> de::SeqAccess<'de> for Tuple<'de> {
    type Error = Unreadable;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        self.last += 1;
        let found = self.cursor.again(self.last);
        let value = match found {
            Some(content) => {
                let more = Some((self.last, &mut self.cursor));
                seed.deserialize(Slot { content, more, depth: self.depth })
            }
            None => seed.deserialize(Absent),
        }?;
        if self.last == self.length && !self.cursor.is_empty() {
            return damaged("there are more values than places for them");
        }
        Ok(Some(value))
    }
}

/// One alternative of a choice.
struct Choice<'a, 'de> {
    name: &'static str,
    shape: &'static Shape,
    member: &'static Member,
    slot: Slot<'a, 'de>,
}

impl<'a, 'de> de::EnumAccess<'de> for Choice<'a, 'de> {
    type Error = Unreadable;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let name: StrDeserializer<'static, Unreadable> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Choice<'_, 'de> {
    type Error = Unreadable;
    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.slot.bytes()?.is_empty() { Ok(()) } else { damaged("nothing was expected") }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self.slot)
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Unreadable> {
        de::Deserializer::deserialize_tuple(self.slot, length, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        self.slot.fields(self.shape.inner(self.member).map_err(Unreadable::Damaged)?, visitor)
    }
}
