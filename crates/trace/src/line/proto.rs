//! Protobuf's wire form, as far as the trace has it: numbers, and bytes with their length.

use super::UnreadableLine;

const NUMBER: u64 = 0;
const BYTES: u64 = 2;

/// A message that is being written. Fields come in the order of their numbers.
#[derive(Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    /// A whole number.
    pub fn number(&mut self, field: u64, number: u64) -> &mut Self {
        self.varint(field << 3 | NUMBER);
        self.varint(number);
        self
    }

    /// Writes a text field, prefixed by its length.
    pub fn text(&mut self, field: u64, text: &str) -> &mut Self {
        self.bytes(field, text.as_bytes())
    }

    /// Bytes, or a message in this one.
    pub fn bytes(&mut self, field: u64, bytes: &[u8]) -> &mut Self {
        self.varint(field << 3 | BYTES);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// The finished bytes.
    pub fn done(self) -> Vec<u8> {
        self.0
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

/// What a field holds.
pub(super) enum Field<'a> {
    /// A whole number.
    Number(u64),
    /// Text, bytes, or a message.
    Bytes(&'a [u8]),
}

/// The fields of a message with their numbers, as they come; ends at the first that cannot be read.
pub(super) fn fields(mut rest: &[u8]) -> impl Iterator<Item = Result<(u64, Field<'_>), UnreadableLine>> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let field = field(&mut rest);
        if field.is_none() {
            rest = &[];
        }
        Some(field.ok_or(UnreadableLine))
    })
}

fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let key = varint(rest)?;
    let field = match key & 7 {
        NUMBER => Field::Number(varint(rest)?),
        BYTES => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            Field::Bytes(bytes)
        }
        _ => return None,
    };
    Some((key >> 3, field))
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for at in 0..10 {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        let part = u64::from(byte & 0x7f);
        // The tenth byte has room for one bit.
        if at == 9 && part > 1 {
            return None;
        }
        number |= part << (7 * at);
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
