//! The bytes of Protobuf (<https://protobuf.dev/programming-guides/encoding/>): keys, varints and lengths.

/// A key's type: a varint follows.
pub(crate) const VARINT: u8 = 0;
/// Eight bytes follow.
pub(crate) const SIXTY_FOUR: u8 = 1;
/// A length and as many bytes follow.
pub(crate) const LENGTH: u8 = 2;

pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn put_key(out: &mut Vec<u8>, number: u32, wire: u8) {
    put_varint(out, u64::from(number) << 3 | u64::from(wire));
}

/// Signed numbers near zero as small ones.
pub(crate) fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Content<'de> {
    Number(u64),
    Eight([u8; 8]),
    Bytes(&'de [u8]),
}

/// Bytes that are being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'de>(pub(crate) &'de [u8]);

impl<'de> Cursor<'de> {
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn take(&mut self, length: u64) -> Option<&'de [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn eight(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    /// The next key and what stands behind it.
    pub(crate) fn field(&mut self) -> Option<(u32, Content<'de>)> {
        let key = self.varint()?;
        let number = u32::try_from(key >> 3).ok().filter(|number| *number > 0)?;
        let content = match (key & 7) as u8 {
            VARINT => Content::Number(self.varint()?),
            SIXTY_FOUR => Content::Eight(self.eight()?),
            LENGTH => {
                let length = self.varint()?;
                Content::Bytes(self.take(length)?)
            }
            _ => return None,
        };
        Some((number, content))
    }

    /// What stands behind the next key, if it is this field's.
    pub(crate) fn again(&mut self, number: u32) -> Option<Content<'de>> {
        let mut ahead = *self;
        let (found, content) = ahead.field()?;
        (found == number).then(|| {
            *self = ahead;
            content
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            let mut cursor = Cursor(&out);
            assert_eq!(cursor.varint(), Some(value));
            assert!(cursor.is_empty());
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag(zigzag(value)), value);
        }
        assert_eq!(Cursor(&[0xff; 10]).varint(), None, "more than 64 bits");
        assert_eq!(Cursor(&[0x80]).varint(), None, "cut short");
    }

    #[test]
    fn what_is_cut_short_or_unknown_is_no_field() {
        assert_eq!(Cursor(&[0x08, 0x96, 0x01]).field(), Some((1, Content::Number(150))));
        assert_eq!(Cursor(&[0x12, 0x02, b'h', b'i']).field(), Some((2, Content::Bytes(b"hi"))));
        assert_eq!(Cursor(&[0x12, 0x03, b'h', b'i']).field(), None);
        assert_eq!(Cursor(&[0x0b]).field(), None);
        assert_eq!(Cursor(&[0x00, 0x01]).field(), None);
    }
}
