//! Bytes become text.

use crate::{Encoding, Unreadable};
use encoding_rs::{Decoder, DecoderResult};
use std::{
    io::{self, Read},
    ops::Range,
};

/// How much of a file is looked at for zero bytes, which tell UTF-16 from everything else.
const HEAD: usize = 4 << 10;
/// Room in which every letter of every encoding fits, with what a decoder wants to have free beside it.
const ROOM: usize = 64;

impl Encoding {
    /// What a file is written in. Reads all of it: one letter at its very end may decide.
    ///
    /// # Errors
    /// It cannot be read, or is written in two encodings at once, or in none of these.
    pub fn guess(read: &mut dyn Read) -> Result<Self, Unreadable> {
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
        let (mut seen, mut bytes) = (Seen::default(), head);
        loop {
            let kept = seen.take(&bytes);
            bytes.drain(..bytes.len() - kept);
            let taken = read.take((64 << 10) - kept as u64).read_to_end(&mut bytes)?;
            if taken == 0 {
                seen.bad(&bytes);
                return seen.verdict();
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
            aside: [0; ROOM],
            waits: 0..0,
            over: false,
            done: false,
            bad: false,
        }
    }
}

/// What was seen of a file without a mark.
#[derive(Default)]
struct Seen {
    /// Line breaks passed.
    passed: u64,
    /// Letters beyond ASCII that are whole in UTF-8.
    whole: u64,
    /// Bytes that are not UTF-8, and the line of the first.
    bad: u64,
    first_bad: u64,
    /// A byte that Windows-1252 does not know either, and its line.
    unknown: Option<(u8, u64)>,
}

impl Seen {
    /// Looks at bytes; how many at their end may be the beginning of a letter.
    fn take(&mut self, mut bytes: &[u8]) -> usize {
        loop {
            let error = match std::str::from_utf8(bytes) {
                Ok(_) => {
                    self.good(bytes);
                    return 0;
                }
                Err(error) => error,
            };
            let (good, rest) = bytes.split_at(error.valid_up_to());
            self.good(good);
            let Some(length) = error.error_len() else { return rest.len() };
            self.bad(&rest[..length]);
            bytes = &rest[length..];
        }
    }

    fn good(&mut self, text: &[u8]) {
        self.passed += text.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.whole += text.iter().filter(|byte| **byte >= 0xc0).count() as u64;
    }

    fn bad(&mut self, bytes: &[u8]) {
        if self.bad == 0 {
            self.first_bad = self.passed + 1;
        }
        self.bad += bytes.len() as u64;
        let unknown = bytes.iter().find(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
        self.unknown = self.unknown.or(unknown.map(|byte| (*byte, self.passed + 1)));
    }

    fn verdict(&self) -> Result<Encoding, Unreadable> {
        if self.bad == 0 {
            return Ok(Encoding::Utf8);
        }
        // In Windows-1252 a letter beyond ASCII is next to never whole in UTF-8 by chance.
        if self.whole >= self.bad {
            let what = "a letter is not utf-8, as the rest of the file is: it was cut, or two files were put together. Save the file in one \
                        encoding, or say which it has"
                .to_owned();
            return Err(Unreadable::Damaged { line: self.first_bad, what });
        }
        match self.unknown {
            None => Ok(Encoding::Windows1252),
            Some((byte, line)) => {
                let what =
                    format!("the byte {byte:#04x} is neither utf-8 nor windows-1252: say how the file is encoded");
                Err(Unreadable::Damaged { line, what })
            }
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
    /// Text for which whoever reads had too little room, and which part of it was not handed out yet.
    aside: [u8; ROOM],
    waits: Range<usize>,
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

impl<R: Read> Text<R> {
    /// Makes text of the bytes that come next; nothing at their end. There is room for any letter.
    fn decode(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.bad {
            return Err(self.not_of_it());
        }
        while !self.done {
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

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        if self.waits.is_empty() && into.len() >= ROOM {
            return self.decode(into);
        }
        // Whoever reads may stop anywhere, also inside a letter.
        if self.waits.is_empty() {
            let mut aside = self.aside;
            self.waits = 0..self.decode(&mut aside)?;
            self.aside = aside;
        }
        let fits = self.waits.len().min(into.len());
        into[..fits].copy_from_slice(&self.aside[self.waits.start..self.waits.start + fits]);
        self.waits.start += fits;
        Ok(fits)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn a_file_in_two_encodings_or_in_none_is_refused_with_its_line() {
        let said = |bytes: &[u8]| Encoding::guess(&mut &bytes[..]).unwrap_err().to_string();
        let mixed = said(b"n\nGr\xc3\xbcn\nGr\xfcn\n");
        assert!(mixed.starts_with("line 3: ") && mixed.contains("as the rest of the file is"), "{mixed}");
        assert!(said(b"n\nGr\xc3\xbcn\nGr\xc3").starts_with("line 3: "), "cut in the middle of a letter");
        let none = said(b"n\nx\n\x81\n");
        assert!(none.starts_with("line 3: ") && none.contains("0x81"), "{none}");
    }

    #[test]
    fn a_letter_that_lies_across_two_pieces_is_one() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), "\u{20ac}".repeat(100_000));
            assert_eq!(read(text.as_bytes()).0, Encoding::Utf8);
        }
    }

    fn written(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// Hands out bytes in pieces of these sizes, one after the other and again from the first.
    struct InPieces<'a>(&'a [u8], &'a [usize], usize);

    impl Read for InPieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.2 += 1;
            let fits = self.1[self.2 % self.1.len()].min(into.len()).min(self.0.len());
            into[..fits].copy_from_slice(&self.0[..fits]);
            self.0 = &self.0[fits..];
            Ok(fits)
        }
    }

    proptest! {
        #[test]
        fn text_is_the_same_wherever_it_is_cut(
            text in "[a-zäöüß€\u{1f600}\r\n;]{0,80}",
            pieces in proptest::collection::vec(1usize..9, 1..6),
            room in proptest::collection::vec(1usize..80, 1..6),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le, Encoding::Utf16Be] {
                let text: String = match encoding {
                    Encoding::Windows1252 => text.chars().filter(|c| *c != '\u{1f600}').collect(),
                    _ => text.clone(),
                };
                let bytes = written(&text, encoding);
                let mut reader = encoding.text(InPieces(&bytes, &pieces, 0));
                let mut made = Vec::new();
                for room in room.iter().cycle() {
                    let mut into = vec![0; *room];
                    let read = reader.read(&mut into).unwrap();
                    made.extend(&into[..read]);
                    if read == 0 {
                        break;
                    }
                }
                prop_assert_eq!(String::from_utf8(made).unwrap(), text);
            }
        }
    }

    #[test]
    fn a_table_is_read_wherever_its_first_piece_ends() {
        let row = "U000001;2026-02-01 10:00:00;k1;1,50;größer\n";
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le, Encoding::Utf16Be] {
            for shift in 0..5 {
                let text = format!("Bon;Datum;Kunde;Betrag;Text{}\n{}", "x".repeat(shift), row.repeat(2_000));
                let bytes = written(&text, encoding);
                let table = crate::Table::open(encoding.text(&bytes[..]), &crate::Form::default()).unwrap();
                let rows = table.collect::<Result<Vec<_>, _>>().unwrap();
                assert_eq!(rows.len(), 2_000);
                assert!(rows.iter().all(|row| row.cells.as_ref().unwrap()[4] == "größer"));
            }
        }
    }
}
