//! Reads what the releases before 0.2 wrote: values side by side without numbers (postcard,
//! <https://postcard.jamesmunns.com/wire-format>). Only `rapport migrate` asks for it; nothing is written like this any more.
//!
//! The bytes do not say which fields there are: the marks in `shapes.proto` do. Members are in the order of their numbers.

use crate::{
    read::{Absent, Unreadable, name, spelled},
    schema::{Label, Member, Shape, Since, shape},
    wire::{Cursor, unzigzag},
};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor, value::StrDeserializer};

/// Which of the layouts without numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Of release 0.1.
    First,
    /// Of the builds between 0.1 and 0.2.
    Second,
}

impl Layout {
    fn has(self, member: &Member) -> bool {
        match self {
            Self::First => member.since == Since::Untagged1,
            Self::Second => member.since <= Since::Untagged2,
        }
    }
}

fn damaged<T>(what: &str) -> Result<T, Unreadable> {
    Err(Unreadable::Damaged(what.to_owned()))
}

fn cut<T>(found: Option<T>) -> Result<T, Unreadable> {
    found.map_or_else(|| damaged("it ends too early"), Ok)
}

/// The value that was written as exactly these bytes.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], layout: Layout) -> Result<T, Unreadable> {
    let mut reader = Reader { cursor: Cursor(bytes), layout };
    let value = T::deserialize(&mut reader)?;
    if reader.cursor.is_empty() { Ok(value) } else { damaged("something is left over") }
}

struct Reader<'de> {
    cursor: Cursor<'de>,
    layout: Layout,
}

impl<'de> Reader<'de> {
    fn varint(&mut self) -> Result<u64, Unreadable> {
        cut(self.cursor.varint())
    }

    fn length(&mut self) -> Result<usize, Unreadable> {
        let length = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        // Even nothing at all takes a byte in a list that any release writes.
        if length <= self.cursor.0.len() { Ok(length) } else { damaged("a length goes beyond the end") }
    }

    fn bytes(&mut self) -> Result<&'de [u8], Unreadable> {
        let length = self.varint()?;
        cut(self.cursor.take(length))
    }

    fn fields<V: Visitor<'de>>(&mut self, shape: &'static Shape, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Fields { reader: self, members: shape.members.iter(), stored: false })
    }
}

macro_rules! unsigned {
    ($($method:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_u64(self.varint()?)
        }
    )*};
}

macro_rules! signed {
    ($($method:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_i64(unzigzag(self.varint()?))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn is_human_readable(&self) -> bool {
        false
    }
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        damaged("bytes alone do not say what they are")
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match cut(self.cursor.byte())? {
            0 => visitor.visit_bool(false),
            1 => visitor.visit_bool(true),
            _ => damaged("neither yes nor no"),
        }
    }
    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_i8(cut(self.cursor.byte())? as i8)
    }
    signed!(deserialize_i16, deserialize_i32, deserialize_i64);
    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u8(cut(self.cursor.byte())?)
    }
    unsigned!(deserialize_u16, deserialize_u32, deserialize_u64);
    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let mut value = 0;
        for shift in (0..128).step_by(7) {
            let byte = cut(self.cursor.byte())?;
            value |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return visitor.visit_u128(value);
            }
        }
        damaged("a number is too long")
    }
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let bytes = cut(self.cursor.take(4).and_then(|bytes| bytes.try_into().ok()))?;
        visitor.visit_f32(f32::from_le_bytes(bytes))
    }
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_f64(f64::from_le_bytes(cut(self.cursor.eight())?))
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let text = std::str::from_utf8(self.bytes()?).map_err(|error| Unreadable::Damaged(error.to_string()))?;
        visitor.visit_borrowed_str(text)
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
        match cut(self.cursor.byte())? {
            0 => visitor.visit_none(),
            1 => visitor.visit_some(self),
            _ => damaged("neither there nor absent"),
        }
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let left = self.length()?;
        visitor.visit_seq(Values { reader: self, left })
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(Values { reader: self, left: length })
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
        let left = self.length()?;
        visitor.visit_map(Values { reader: self, left })
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
        let at = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        let layout = self.layout;
        let Some(member) = shape.members.iter().filter(|member| layout.has(member)).nth(at) else {
            return damaged(&format!("{name} has no alternative {at}"));
        };
        visitor.visit_enum(Alternative { name: spelled(member, variants)?, shape, member, reader: self })
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        damaged("there are no names in this layout")
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        damaged("nothing can be passed over in this layout")
    }
}

/// The fields of a message: those that the layout has, then the lists that came later and are empty.
struct Fields<'a, 'de> {
    reader: &'a mut Reader<'de>,
    members: std::slice::Iter<'static, Member>,
    /// Whether the field named last is in the bytes.
    stored: bool,
}

impl<'de> de::MapAccess<'de> for Fields<'_, 'de> {
    type Error = Unreadable;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        for member in self.members.by_ref() {
            self.stored = self.reader.layout.has(member);
            if self.stored || member.label == Label::Repeated {
                return seed.deserialize(name(member)).map(Some);
            }
        }
        Ok(None)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        if self.stored { seed.deserialize(&mut *self.reader) } else { seed.deserialize(Absent) }
    }
}

/// So many values, or pairs of them.
struct Values<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: usize,
}

impl<'de> de::SeqAccess<'de> for Values<'_, 'de> {
    type Error = Unreadable;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for Values<'_, 'de> {
    type Error = Unreadable;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        de::SeqAccess::next_element_seed(self, seed)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(&mut *self.reader)
    }
}

/// One alternative of an enum or choice.
struct Alternative<'a, 'de> {
    name: &'static str,
    shape: &'static Shape,
    member: &'static Member,
    reader: &'a mut Reader<'de>,
}

impl<'de> de::EnumAccess<'de> for Alternative<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let name: StrDeserializer<'static, Unreadable> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Alternative<'_, 'de> {
    type Error = Unreadable;
    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self.reader)
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Unreadable> {
        de::Deserializer::deserialize_tuple(self.reader, length, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        self.reader.fields(self.shape.inner(self.member).map_err(Unreadable::Damaged)?, visitor)
    }
}
