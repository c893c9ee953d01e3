//! Lines of a text file, however long they are: memory stays bounded by [`MAX_LINE`].
//!
//! A file of 64 KB can unpack to gigabytes without a line break. A line that is too long is passed over in pieces and
//! refused as one row; a quote that is not closed within the limit ends the reading, for what follows it would be guesswork.

use super::mapping::RowRefusal;
use std::io::{self, BufRead, BufReader, Read};

/// The longest line, in bytes after unpacking. The server takes messages of a few tens of kilobytes.
pub(super) const MAX_LINE: usize = 1 << 20;

/// Whether a line break may stand inside quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// A line break always ends the line.
    None,
    /// As in RFC 4180: a field that begins with a quote goes on to the next single one. A lone CR ends a line, too.
    Csv,
}

/// Where in a line of CSV a byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// A quote inside quotes: the end, or the first of two.
    Quote,
}

/// A line, or what is known of one that is too long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Line {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        !self.too_long && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Its text, without a byte order mark.
    pub(super) fn text(&self) -> Result<&str, RowRefusal> {
        if self.too_long {
            return Err(RowRefusal::Malformed(format!("the line is longer than {} KB", MAX_LINE >> 10)));
        }
        let text = std::str::from_utf8(&self.bytes);
        let text = text.map_err(|_| RowRefusal::Malformed("the line is not UTF-8".into()))?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

/// The lines of a file in order.
pub(super) struct Lines {
    read: BufReader<Box<dyn Read>>,
    quotes: Quotes,
    /// Line breaks passed so far.
    passed: u64,
    /// Nothing is read after an error.
    failed: bool,
}

impl Lines {
    pub(super) fn new(read: Box<dyn Read>, quotes: Quotes) -> Self {
        Self { read: BufReader::with_capacity(1 << 18, read), quotes, passed: 0, failed: false }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line { bytes: Vec::new(), too_long: false };
        let (mut at, mut any, mut opened) = (At::Start, false, self.passed);
        loop {
            let buffer = self.read.fill_buf()?;
            if buffer.is_empty() {
                if at == At::Quoted {
                    return Err(unclosed(opened, "the end of the file"));
                }
                return Ok(any.then_some(line));
            }
            any = true;
            let end = buffer.iter().position(|byte| {
                let before = at;
                at = self.quotes.step(at, *byte);
                if at == At::Quoted && before == At::Start {
                    opened = self.passed;
                }
                self.passed += u64::from(*byte == b'\n');
                at != At::Quoted && self.quotes.ends(*byte)
            });
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

fn unclosed(opened: u64, before: &str) -> io::Error {
    let line = opened + 1;
    let message = format!(
        "the quote that opens a field in line {line} is not closed before {before}: close it, or double it if it belongs to the text"
    );
    io::Error::new(io::ErrorKind::InvalidData, message)
}

impl Quotes {
    fn step(self, at: At, byte: u8) -> At {
        match (self, at, byte) {
            (Self::None, ..) => At::Plain,
            (_, At::Start | At::Quote, b'"') | (_, At::Quoted, 1..=b'!' | b'#'..) | (_, At::Quoted, 0) => At::Quoted,
            (_, At::Quoted, b'"') => At::Quote,
            (_, _, b',') => At::Start,
            _ => At::Plain,
        }
    }

    fn ends(self, byte: u8) -> bool {
        byte == b'\n' || (self == Self::Csv && byte == b'\r')
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
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

    fn lines(text: impl Read + 'static, quotes: Quotes) -> Vec<io::Result<Line>> {
        Lines::new(Box::new(text), quotes).collect()
    }

    #[test]
    fn a_line_that_is_too_long_is_one_refused_row_and_costs_no_memory() {
        let long = io::repeat(b'x').take(16 << 20).chain(&b"\n{}\n"[..]);
        let read = lines(long, Quotes::None);
        assert_eq!(read.len(), 2);
        assert!(read[0].as_ref().unwrap().text().unwrap_err().to_string().contains("1024 KB"));
        assert_eq!(read[1].as_ref().unwrap().text().unwrap(), "{}\n");
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_the_reading_and_says_where_it_opened() {
        let text = format!("id,name\nu1,\"Ada\nB\"\nu2,\"Eva\n{}", "u3,x\n".repeat(300_000));
        let mut read = lines(io::Cursor::new(text), Quotes::Csv);
        let error = read.pop().unwrap().unwrap_err().to_string();
        assert!(error.contains("in line 4 ") && error.contains("1024 KB"), "{error}");
        let error = lines(&b"a\n\"b"[..], Quotes::Csv).pop().unwrap().unwrap_err().to_string();
        assert!(error.contains("in line 2 ") && error.contains("the end of the file"), "{error}");
    }

    proptest! {
        #[test]
        fn records_are_those_of_the_csv_library(text in "([ab,\"\n\r]{0,8}\n){0,6}") {
            let Ok(ours) = lines(io::Cursor::new(text.clone()), Quotes::Csv).into_iter().collect::<Result<Vec<_>, _>>()
                else { return Ok(()) };
            let parse = |bytes: &[u8]| -> Vec<csv::StringRecord> {
                let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
                reader.into_records().map(Result::unwrap).collect()
            };
            let split: Vec<_> = ours.iter().flat_map(|line| parse(&line.bytes)).collect();
            prop_assert_eq!(split, parse(text.as_bytes()));
        }
    }
}
