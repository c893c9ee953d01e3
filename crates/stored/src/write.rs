//! Values to bytes.

use crate::{
    schema::{Kind, Shape, shape},
    wire::{LENGTH, SIXTY_FOUR, VARINT, put_key, put_varint, zigzag},
};
use serde::{Serialize, ser};

/// A value has no stored form. Values of the listed shapes never cause it; a test writes one of each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be stored: {0}")]
pub struct Unwritable(pub(crate) String);

impl ser::Error for Unwritable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

fn no<T>(what: &str) -> Result<T, Unwritable> {
    Err(Unwritable(format!("{what} has no stored form")))
}

/// The bytes of `value` behind those that are in `out` already.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T, mut out: Vec<u8>) -> Result<Vec<u8>, Unwritable> {
    value.serialize(Slot { out: &mut out, number: None, is_field: false })?;
    Ok(out)
}

/// Where the next value goes.
struct Slot<'a> {
    out: &'a mut Vec<u8>,
    /// The field it is; none for the outermost message, which has neither key nor length.
    number: Option<u32>,
    /// A list that is a field repeats its key. Anywhere else it stands in a message of its own, as field 1, for there may be
    /// lists of lists, and an optional list may be empty or absent.
    is_field: bool,
}

/// A message that is being written: where its content begins, to put the length before it at the end.
struct Message<'a> {
    out: &'a mut Vec<u8>,
    begin: Option<usize>,
}

impl<'a> Slot<'a> {
    fn key(&mut self, wire: u8) -> Result<(), Unwritable> {
        let Some(number) = self.number else { return no("a value that is no message") };
        put_key(self.out, number, wire);
        Ok(())
    }

    fn varint(mut self, value: u64) -> Result<(), Unwritable> {
        self.key(VARINT)?;
        put_varint(self.out, value);
        Ok(())
    }

    fn bytes(mut self, value: &[u8]) -> Result<(), Unwritable> {
        self.key(LENGTH)?;
        put_varint(self.out, value.len() as u64);
        self.out.extend_from_slice(value);
        Ok(())
    }

    fn message(mut self) -> Result<Message<'a>, Unwritable> {
        let begin = match self.number {
            None => None,
            Some(_) => {
                self.key(LENGTH)?;
                // Room for the length of most messages.
                self.out.push(0);
                Some(self.out.len())
            }
        };
        Ok(Message { out: self.out, begin })
    }

    /// The list or map that this slot holds: the field to repeat, and the message around it, if it needs one.
    fn list(self) -> Result<List<'a>, Unwritable> {
        match (self.is_field, self.number) {
            (true, Some(number)) => Ok(List { message: Message { out: self.out, begin: None }, number }),
            _ => Ok(List { message: self.message()?, number: 1 }),
        }
    }

    fn fields(self, shape: &'static Shape) -> Result<Fields<'a>, Unwritable> {
        Ok(Fields { message: self.message()?, outer: None, shape, next: 0 })
    }
}

impl Message<'_> {
    fn end(self) {
        let Some(begin) = self.begin else { return };
        let length = self.out.len() - begin;
        if length < 0x80 {
            self.out[begin - 1] = length as u8;
            return;
        }
        let mut bytes = Vec::with_capacity(5);
        put_varint(&mut bytes, length as u64);
        self.out.splice(begin - 1..begin, bytes);
    }
}

impl<'a> ser::Serializer for Slot<'a> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = List<'a>;
    type SerializeTuple = Tuple<'a>;
    type SerializeTupleStruct = ser::Impossible<(), Unwritable>;
    type SerializeTupleVariant = ser::Impossible<(), Unwritable>;
    type SerializeMap = List<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Fields<'a>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, v: bool) -> Result<(), Unwritable> {
        self.varint(v.into())
    }
    fn serialize_i8(self, v: i8) -> Result<(), Unwritable> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<(), Unwritable> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<(), Unwritable> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<(), Unwritable> {
        self.varint(zigzag(v))
    }
    fn serialize_u8(self, v: u8) -> Result<(), Unwritable> {
        self.varint(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<(), Unwritable> {
        self.varint(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<(), Unwritable> {
        self.varint(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<(), Unwritable> {
        self.varint(v)
    }
    fn serialize_u128(self, v: u128) -> Result<(), Unwritable> {
        self.bytes(&v.to_be_bytes())
    }
    fn serialize_f32(self, v: f32) -> Result<(), Unwritable> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(mut self, v: f64) -> Result<(), Unwritable> {
        self.key(SIXTY_FOUR)?;
        self.out.extend_from_slice(&v.to_le_bytes());
        Ok(())
    }
    fn serialize_char(self, v: char) -> Result<(), Unwritable> {
        self.bytes(v.encode_utf8(&mut [0; 4]).as_bytes())
    }
    fn serialize_str(self, v: &str) -> Result<(), Unwritable> {
        self.bytes(v.as_bytes())
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Unwritable> {
        self.bytes(v)
    }
    fn serialize_none(self) -> Result<(), Unwritable> {
        if self.is_field { Ok(()) } else { no("nothing, where a value must stand") }
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(Slot { is_field: false, ..self })
    }
    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.message()?.end();
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, name: &'static str, at: u32, variant: &'static str) -> Result<(), Unwritable> {
        let shape = shape(name).map_err(Unwritable)?;
        let number = shape.members[shape.find(variant, at as usize).map_err(Unwritable)?].number;
        if shape.kind == Kind::Enum {
            return self.varint(number.into());
        }
        let message = self.message()?;
        Slot { out: message.out, number: Some(number), is_field: false }.serialize_unit()?;
        message.end();
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let shape = shape(name).map_err(Unwritable)?;
        let number = shape.members[shape.find(variant, at as usize).map_err(Unwritable)?].number;
        let message = self.message()?;
        value.serialize(Slot { out: message.out, number: Some(number), is_field: false })?;
        message.end();
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Unwritable> {
        self.list()
    }
    fn serialize_tuple(self, _: usize) -> Result<Tuple<'a>, Unwritable> {
        Ok(Tuple { message: self.message()?, last: 0 })
    }
    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unwritable> {
        no(name)
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        no(name)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<List<'a>, Unwritable> {
        self.list()
    }
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields<'a>, Unwritable> {
        self.fields(shape(name).map_err(Unwritable)?)
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields<'a>, Unwritable> {
        let choice = shape(name).map_err(Unwritable)?;
        let member = &choice.members[choice.find(variant, at as usize).map_err(Unwritable)?];
        let inner = choice.inner(member).map_err(Unwritable)?;
        let Message { out, begin } = self.message()?;
        let mut fields = Slot { out, number: Some(member.number), is_field: false }.fields(inner)?;
        fields.outer = Some(begin);
        Ok(fields)
    }
}

/// The elements of a list, or the entries of a map.
pub(crate) struct List<'a> {
    message: Message<'a>,
    number: u32,
}

impl ser::SerializeSeq for List<'_> {
    type Ok = ();
    type Error = Unwritable;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(Slot { out: self.message.out, number: Some(self.number), is_field: false })
    }
    fn end(self) -> Result<(), Unwritable> {
        self.message.end();
        Ok(())
    }
}

impl ser::SerializeMap for List<'_> {
    type Ok = ();
    type Error = Unwritable;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Unwritable> {
        no("a key without its value")
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Unwritable> {
        no("a value without its key")
    }
    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Unwritable> {
        let entry = Slot { out: self.message.out, number: Some(self.number), is_field: false }.message()?;
        key.serialize(Slot { out: entry.out, number: Some(1), is_field: false })?;
        value.serialize(Slot { out: entry.out, number: Some(2), is_field: false })?;
        entry.end();
        Ok(())
    }
    fn end(self) -> Result<(), Unwritable> {
        self.message.end();
        Ok(())
    }
}

/// Values side by side without names: fields 1, 2, 3.
pub(crate) struct Tuple<'a> {
    message: Message<'a>,
    last: u32,
}

impl ser::SerializeTuple for Tuple<'_> {
    type Ok = ();
    type Error = Unwritable;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.last += 1;
        value.serialize(Slot { out: self.message.out, number: Some(self.last), is_field: true })
    }
    fn end(self) -> Result<(), Unwritable> {
        self.message.end();
        Ok(())
    }
}

/// The fields of a message with a name.
pub(crate) struct Fields<'a> {
    message: Message<'a>,
    /// For an alternative of a choice: where the choice around it begins.
    outer: Option<Option<usize>>,
    shape: &'static Shape,
    next: usize,
}

impl Fields<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Unwritable> {
        let place = self.shape.find(name, self.next).map_err(Unwritable)?;
        self.next = place + 1;
        let number = Some(self.shape.members[place].number);
        value.serialize(Slot { out: self.message.out, number, is_field: true })
    }

    fn close(self) {
        let Message { out, begin } = self.message;
        Message { out, begin }.end();
        if let Some(begin) = self.outer {
            Message { out, begin }.end();
        }
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Unwritable;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unwritable> {
        self.field(name, value)
    }
    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Fields<'_> {
    type Ok = ();
    type Error = Unwritable;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unwritable> {
        self.field(name, value)
    }
    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}
