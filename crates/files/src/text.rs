//! Bytes become text.

use crate::Encoding;
use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, Read};

/// How much of a file is looked at for zero bytes, which tell UTF-16 from everything else.
const HEAD: usize = 4 << 10;

impl Encoding {
    /// What a file is written in. Reads all of it: one letter at its very end may decide.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn guess(read: &mut dyn Read) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        read.take(HEAD as u64).read_to_end(&mut head)?;
        match head.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => return Ok(Self::Utf8),
            [0xff, 0xfe, ..] => return Ok(Self::Utf16Le),
            [0xfe, 0xff, ..] => return Ok(Self::Utf16Be),
            _ => {}
        }
        let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if odd * 10 > head.len() * 3 && even == 0 {
            return Ok(Self::Utf16Le);
        }
        if even * 10 > head.len() * 3 && odd == 0 {
            return Ok(Self::Utf16Be);
        }
        let mut utf8 = encoding_rs::UTF_8.new_decoder_without_bom_handling();
        let mut scratch = [0; 16 << 10];
        let mut valid = |bytes: &[u8], last: bool| {
            let mut rest = bytes;
            loop {
                let (result, taken, _) = utf8.decode_to_utf8_without_replacement(rest, &mut scratch, last);
                rest = &rest[taken..];
                match result {
                    DecoderResult::InputEmpty => return true,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => return false,
                }
            }
        };
        let mut bytes = head;
        loop {
            if !valid(&bytes, false) {
                return Ok(Self::Windows1252);
            }
            bytes.resize(64 << 10, 0);
            let taken = read.read(&mut bytes)?;
            bytes.truncate(taken);
            if taken == 0 {
                return Ok(if valid(&[], true) { Self::Utf8 } else { Self::Windows1252 });
            }
        }
    }

    /// The text of a file, as UTF-8 and without a byte order mark. Bytes that are not of the encoding are an error of kind
    /// [`io::ErrorKind::InvalidData`].
    pub fn text<R: Read>(self, read: R) -> Text<R> {
        let encoding = match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        };
        let decoder = encoding.new_decoder_with_bom_removal();
        Text {
            read,
            decoder,
            name: self.name(),
            raw: vec![0; 64 << 10],
            begin: 0,
            end: 0,
            over: false,
            done: false,
            bad: false,
        }
    }
}

/// What [`Encoding::text`] makes.
pub struct Text<R> {
    read: R,
    decoder: Decoder,
    name: &'static str,
    raw: Vec<u8>,
    begin: usize,
    end: usize,
    /// There are no more bytes.
    over: bool,
    /// There is no more text.
    done: bool,
    /// What comes next is no letter.
    bad: bool,
}

impl<R> Text<R> {
    fn not_of_it(&self) -> io::Error {
        let message = format!("a letter is not {}: say how the file is encoded", self.name);
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // One letter may take four bytes; whoever reads has room for more.
        if self.bad {
            return Err(self.not_of_it());
        }
        while !self.done && !into.is_empty() {
            if self.begin == self.end && !self.over {
                (self.begin, self.end) = (0, self.read.read(&mut self.raw)?);
                self.over = self.end == 0;
            }
            let bytes = &self.raw[self.begin..self.end];
            let (result, taken, made) = self.decoder.decode_to_utf8_without_replacement(bytes, into, self.over);
            self.begin += taken;
            match result {
                // What stands before the bad letter is handed out first.
                DecoderResult::Malformed(..) => self.bad = true,
                DecoderResult::InputEmpty => self.done = self.over,
                DecoderResult::OutputFull if made == 0 => return Err(io::ErrorKind::InvalidInput.into()),
                DecoderResult::OutputFull => {}
            }
            if made > 0 {
                return Ok(made);
            }
            if self.bad {
                return Err(self.not_of_it());
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, io::Result<String>) {
        let encoding = Encoding::guess(&mut &bytes[..]).unwrap();
        let mut text = String::new();
        let done = io::BufReader::new(encoding.text(bytes)).read_to_string(&mut text);
        (encoding, done.map(|_| text))
    }

    #[test]
    fn every_encoding_of_an_office_is_found_and_read() {
        let text = "id;größe\r\n1;Grün €\r\n";
        let utf16 = |swap: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let (latin, ..) = encoding_rs::WINDOWS_1252.encode(text);
        for (bytes, expected) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked(&[0xef, 0xbb, 0xbf], text.into()), Encoding::Utf8),
            (latin.into_owned(), Encoding::Windows1252),
            (utf16(false), Encoding::Utf16Le),
            (utf16(true), Encoding::Utf16Be),
            (marked(&[0xff, 0xfe], utf16(false)), Encoding::Utf16Le),
            (marked(&[0xfe, 0xff], utf16(true)), Encoding::Utf16Be),
        ] {
            let (encoding, read) = read(&bytes);
            assert_eq!((encoding, read.unwrap().as_str()), (expected, text));
        }
    }

    #[test]
    fn one_letter_at_the_end_of_a_long_file_decides() {
        let mut bytes = b"x\n".repeat(200_000);
        assert_eq!(read(&bytes).0, Encoding::Utf8);
        bytes.extend(b"gr\xfcn\n");
        let (encoding, text) = read(&bytes);
        assert!(encoding == Encoding::Windows1252 && text.unwrap().ends_with("grün\n"));
    }

    #[test]
    fn a_letter_that_is_not_of_the_encoding_is_an_error_behind_what_stands_before_it() {
        let mut reader = Encoding::Utf8.text(&b"good\nb\xffd\n"[..]);
        let mut room = [0; 64];
        assert_eq!(reader.read(&mut room).unwrap(), 6);
        assert_eq!(reader.read(&mut room).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
