//! Lines of a text, however long they are: memory stays bounded by [`MAX_LINE`].
//!
//! A file of 64 KB can unpack to gigabytes without a line break. A line that is too long is passed over in pieces and is one
//! faulty row. Damage ends the reading, for what follows it would be guesswork.

use crate::Unreadable;
use std::io::{self, BufRead, BufReader, Read};

/// The longest line, in bytes of UTF-8. The server takes messages of a few tens of kilobytes.
pub const MAX_LINE: usize = 1 << 20;

/// Whether a line break may stand inside quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// A line break always ends the line.
    None,
    /// As in RFC 4180: a cell that begins with a quote goes on to the next single one, and ends with it. A lone CR ends a
    /// line, too. The byte stands between cells.
    Csv(u8),
}

/// Where in a line of CSV a byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// A quote inside quotes: the end, or the first of two.
    Quote,
    /// Behind a quote that ended a cell something goes on.
    Stray,
}

/// A line, or what is known of one that is too long.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1; with quotes it may be several lines long.
    pub number: u64,
    /// Whether it is longer than [`MAX_LINE`]; then nothing of it was kept.
    pub too_long: bool,
    /// How many line breaks it holds inside quotes.
    pub breaks: usize,
    /// How many delimiters each of its lines has, quoted or not, if all have equally many.
    pub alike: Option<usize>,
    bytes: Vec<u8>,
}

impl Line {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.too_long && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Its text; empty where it is too long.
    #[must_use]
    pub fn text(&self) -> &str {
        // Lines are cut at ASCII bytes of what was UTF-8.
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }
}

/// The lines of a text in order.
pub struct Lines<R> {
    read: BufReader<R>,
    quotes: Quotes,
    /// Line breaks passed so far.
    passed: u64,
    /// The last byte was a CR: an LF behind it is no second line break.
    after_cr: bool,
    /// Nothing is read after an error.
    failed: bool,
}

impl<R: Read> Lines<R> {
    /// The lines of UTF-8 text.
    pub fn new(read: R, quotes: Quotes) -> Self {
        Self { read: BufReader::with_capacity(1 << 18, read), quotes, passed: 0, after_cr: false, failed: false }
    }

    fn next_line(&mut self) -> Result<Option<Line>, Unreadable> {
        let mut line = Line { number: self.passed + 1, too_long: false, breaks: 0, alike: Some(0), bytes: Vec::new() };
        let (mut at, mut any, mut opened, mut here, mut first) = (At::Start, false, self.passed, 0usize, None);
        loop {
            let number = self.passed + 1;
            let buffer = match self.read.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(Unreadable::Damaged { line: number, what: error.to_string() });
                }
                buffer => buffer?,
            };
            if buffer.is_empty() {
                if at == At::Quoted {
                    return Err(unclosed(opened, "the end of the file"));
                }
                line.alike = line.alike.filter(|_| first.is_none_or(|first| first == here)).map(|_| here);
                return Ok(any.then_some(line));
            }
            any = true;
            let mut end = None;
            for (place, byte) in buffer.iter().copied().enumerate() {
                let breaks = byte == b'\n' && !self.after_cr || byte == b'\r' && self.quotes != Quotes::None;
                if byte == 0 {
                    let what = "a zero byte, which no text has: the file is damaged, or no text".to_owned();
                    return Err(Unreadable::Damaged { line: self.passed + 1, what });
                }
                let before = at;
                at = self.quotes.step(at, byte);
                match at {
                    At::Quoted if before == At::Start => opened = self.passed,
                    At::Stray => return Err(stray(opened, self.passed)),
                    _ => {}
                }
                here += usize::from(self.quotes == Quotes::Csv(byte));
                // The LF of a CR LF belongs to the line that the CR ended.
                let ends = at != At::Quoted && (byte == b'\n' || breaks);
                if breaks {
                    self.passed += 1;
                    if !ends {
                        line.breaks += 1;
                    }
                    line.alike = line.alike.filter(|_| first.is_none_or(|first| first == here)).map(|_| here);
                    first = first.or(Some(here));
                    if !ends {
                        here = 0;
                    }
                }
                self.after_cr = byte == b'\r' && self.quotes != Quotes::None;
                if ends {
                    end = Some(place);
                    break;
                }
            }
            let taken = end.map_or(buffer.len(), |end| end + 1);
            if line.bytes.len() + taken > MAX_LINE {
                line.too_long = true;
                line.bytes = Vec::new();
                if at == At::Quoted {
                    return Err(unclosed(opened, &format!("{} KB", MAX_LINE >> 10)));
                }
            } else if !line.too_long {
                line.bytes.extend_from_slice(&buffer[..taken]);
            }
            self.read.consume(taken);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

fn unclosed(opened: u64, before: &str) -> Unreadable {
    let what = format!(
        "the quote that opens a cell here is not closed before {before}: close it, or double it if it belongs to the text"
    );
    Unreadable::Damaged { line: opened + 1, what }
}

fn stray(opened: u64, closed: u64) -> Unreadable {
    let place = if opened == closed { String::new() } else { format!(" in line {}", closed + 1) };
    let what = format!(
        "the quote that opens a cell here is closed{place} by one with more text behind it: quote the whole cell, and double the quotes \
         that belong to the text"
    );
    Unreadable::Damaged { line: opened + 1, what }
}

impl Quotes {
    fn step(self, at: At, byte: u8) -> At {
        let Self::Csv(delimiter) = self else { return At::Plain };
        match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Start | At::Quote, b'"') => At::Quoted,
            (_, byte) if byte == delimiter => At::Start,
            (At::Quote, b'\r' | b'\n') => At::Plain,
            (At::Quote, _) => At::Stray,
            _ => At::Plain,
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Result<Line, Unreadable>;

    fn next(&mut self) -> Option<Result<Line, Unreadable>> {
        if self.failed {
            return None;
        }
        let line = self.next_line().transpose();
        self.failed = line.as_ref().is_some_and(Result::is_err);
        line
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: impl Read, quotes: Quotes) -> Vec<Result<Line, Unreadable>> {
        Lines::new(text, quotes).collect()
    }

    fn error(text: &str) -> String {
        lines(text.as_bytes(), Quotes::Csv(b',')).pop().unwrap().unwrap_err().to_string()
    }

    #[test]
    fn a_line_that_is_too_long_is_one_row_and_costs_no_memory() {
        let long = io::repeat(b'x').take(16 << 20).chain(&b"\n{}\n"[..]);
        let read = lines(long, Quotes::None);
        assert_eq!(read.len(), 2);
        assert!(read[0].as_ref().unwrap().too_long);
        assert_eq!(read[1].as_ref().unwrap().text(), "{}\n");
    }

    #[test]
    fn damage_ends_the_reading_and_names_the_line_where_it_begins() {
        let far = error(&format!("id,name\nu1,\"Ada\nB\"\nu2,\"Eva\n{}", "u3,x\n".repeat(300_000)));
        assert!(far.contains("line 4:") && far.contains("1024 KB"), "{far}");
        let never = error("a\n\"b");
        assert!(never.contains("line 2:") && never.contains("the end of the file"), "{never}");
        let stray = error("a,b\n1,\"Eva\" X\n");
        assert!(stray.contains("line 2:") && stray.contains("more text behind it"), "{stray}");
        let pair = error("a,b\n1,\"Eva\n2,x\n3,5\" Rohr\n");
        assert!(pair.contains("line 2:") && pair.contains("in line 4"), "{pair}");
        let zero = error("a,b\r\n1,x\r\n2,\0\r\n");
        assert!(zero.contains("line 3:") && zero.contains("zero byte"), "{zero}");
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,\"x", "y\"", "2,z", ""].join(end);
            let read: Vec<Line> = lines(text.as_bytes(), Quotes::Csv(b',')).into_iter().map(Result::unwrap).collect();
            let read: Vec<&Line> = read.iter().filter(|line| !line.is_blank()).collect();
            let numbers: Vec<u64> = read.iter().map(|line| line.number).collect();
            assert_eq!((numbers, read[1].breaks, read[1].alike), (vec![1, 2, 4], 1, None), "{end:?}");
        }
    }

    #[test]
    fn lines_that_look_like_rows_of_their_own_are_seen() {
        let alike = |text: &str| lines(text.as_bytes(), Quotes::Csv(b',')).pop().unwrap().unwrap().alike;
        assert_eq!(alike("1,\"Eva,a\n2,Bob\",b\n"), Some(2));
        assert_eq!(alike("1,ada,\"Dear Ada,\nsee you\"\n"), None);
    }

    proptest! {
        #[test]
        fn records_are_those_of_the_csv_library(text in "([ab;\"\n\r]{0,8}\n){0,6}") {
            let Ok(ours) = lines(text.as_bytes(), Quotes::Csv(b';')).into_iter().collect::<Result<Vec<_>, _>>()
                else { return Ok(()) };
            let parse = |bytes: &[u8]| -> Vec<csv::StringRecord> {
                let reader =
                    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(b';').from_reader(bytes);
                reader.into_records().map(Result::unwrap).collect()
            };
            let apart: Vec<_> = ours.iter().flat_map(|line| parse(&line.bytes)).collect();
            prop_assert_eq!(apart, parse(text.as_bytes()));
        }
    }
}
