//! Base32 after RFC 4648, without padding: how secrets are typed into an authenticator app.

const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Writes bytes in groups of five bits.
pub(crate) fn written(bytes: &[u8]) -> String {
    let (mut text, mut bits, mut kept) = (String::with_capacity(bytes.len().div_ceil(5) * 8), 0u32, 0u32);
    for byte in bytes {
        kept = kept << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(digit(kept >> bits));
        }
        kept &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(digit(kept << (5 - bits)));
    }
    text
}

/// Reads what [`written`] wrote; `None` for anything else.
pub(crate) fn read(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut kept) = (Vec::with_capacity(text.len() * 5 / 8), 0u32, 0u32);
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        kept = kept << 5 | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((kept >> bits & 0xff) as u8);
            kept &= (1 << bits) - 1;
        }
    }
    (kept == 0 && bits < 5).then_some(bytes)
}

fn digit(value: u32) -> char {
    DIGITS[(value & 31) as usize].into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(written(plain.as_bytes()), coded);
            assert_eq!(read(coded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(read("M1"), None);
        assert_eq!(read("MZ"), None, "bits left over that are not zero");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(read(&written(&bytes)), Some(bytes));
        }
    }
}
