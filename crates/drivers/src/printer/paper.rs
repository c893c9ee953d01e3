//! Bytes become the paper one would hold.
//!
//! This reads what [`super::encode`] writes, from its own list of commands: whatever is not on the list is kept as
//! [`Foreign`] and shows on the paper. Tests use it as the judge of what was printed, and a screen can show a receipt
//! before it is printed.

use super::{
    Page, Profile,
    encode::{DLE, ESC, FS, GS, LF},
};
use std::fmt;

/// What lies in the customer's hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// How many characters of normal size fit in a line.
    pub columns: usize,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// What should not have been sent.
    pub foreign: Vec<Foreign>,
    /// The id the printer was asked to confirm.
    pub job: Option<[u8; 4]>,
}

/// A piece of the paper, as the printer would have made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Letters of one line.
    Text {
        /// What it says.
        text: String,
        /// Set in the printer's heavier face.
        bold: bool,
        /// How many times as wide and high as normal.
        size: u8,
        /// 0 left, 1 centre, 2 right.
        align: u8,
    },
    /// A QR code.
    Qr(String),
    /// A CODE128 bar code.
    Barcode(String),
    /// Empty paper of this many lines.
    Feed(u8),
    /// The knife.
    Cut,
}

/// A byte or command that is not on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Where in the job.
    pub at: usize,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    profile: &'a Profile,
    page: Option<Page>,
    bold: bool,
    size: u8,
    align: u8,
    line: String,
    qr: String,
    paper: Paper,
}

impl Paper {
    /// Reads a job as a printer with this profile does.
    #[must_use]
    pub fn read(bytes: &[u8], profile: &Profile) -> Self {
        let paper = Self { columns: usize::from(profile.columns), ..Self::default() };
        let (line, qr) = (String::new(), String::new());
        let mut reader = Reader { bytes, at: 0, profile, page: None, bold: false, size: 1, align: 0, line, qr, paper };
        while reader.at < bytes.len() {
            reader.step();
        }
        if !reader.line.is_empty() {
            reader.end_line();
        }
        reader.paper
    }

    /// Everything that can be read, one row a line, without looks.
    #[must_use]
    pub fn words(&self) -> String {
        let rows = self.rows.iter().filter_map(|row| match row {
            Row::Text { text, .. } | Row::Qr(text) | Row::Barcode(text) => Some(text.as_str()),
            Row::Feed(_) | Row::Cut => None,
        });
        rows.collect::<Vec<_>>().join("\n")
    }
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = &self.bytes[self.at..];
        let used = match rest {
            [LF, ..] => {
                self.end_line();
                1
            }
            [byte @ 0x20..=0x7e, ..] => self.put(char::from(*byte)),
            [byte @ 0x80..=0xff, ..] => match self.page.and_then(|page| page.character(*byte)) {
                Some(c) => self.put(c),
                None => self.foreign(1),
            },
            [ESC, b'@', ..] => {
                (self.page, self.bold, self.size, self.align) = (None, false, 1, 0);
                2
            }
            [FS, b'.', ..] => 2,
            [ESC, b'R', 0, ..] | [GS, b'a', 0, ..] | [GS, b'r', 1, ..] => 3,
            [GS, b'h', _, ..] | [GS, b'w', 2..=6, ..] | [GS, b'H', 0, ..] => 3,
            [ESC, b't', number, ..] => self.choose(*number),
            [ESC, b'E', n @ 0..=1, ..] => {
                self.bold = *n == 1;
                3
            }
            [ESC, b'a', n @ 0..=2, ..] => {
                self.align = *n;
                3
            }
            [GS, b'!', n, ..] if n >> 4 == n & 15 && n & 15 < 4 => {
                self.size = (n & 15) + 1;
                3
            }
            [ESC, b'd', n, ..] => self.row(Row::Feed(*n), 3),
            [GS, b'V', 66, _, ..] => self.row(Row::Cut, 4),
            [GS, b'k', 73, length, data @ ..] => self.bars(usize::from(*length), data),
            [GS, b'(', b'H', 6, 0, 48, 48, a, b, c, d, ..] => {
                self.paper.job = Some([*a, *b, *c, *d]);
                11
            }
            [GS, b'(', b'k', low, high, data @ ..] => self.symbol(usize::from(u16::from_le_bytes([*low, *high])), data),
            [ESC | GS | FS | DLE, ..] => self.foreign(2),
            _ => self.foreign(1),
        };
        self.at += used;
    }

    fn put(&mut self, c: char) -> usize {
        // A printer breaks the line itself when it is full.
        if (self.line.chars().count() + 1) * usize::from(self.size) > self.paper.columns {
            self.end_line();
        }
        self.line.push(c);
        1
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.line);
        let (bold, size, align) = (self.bold, self.size, self.align);
        self.paper.rows.push(Row::Text { text, bold, size, align });
    }

    fn row(&mut self, row: Row, used: usize) -> usize {
        self.paper.rows.push(row);
        used
    }

    fn choose(&mut self, number: u8) -> usize {
        match self.profile.pages.iter().find(|(_, n)| *n == number) {
            Some((page, _)) => {
                self.page = Some(*page);
                3
            }
            None => self.foreign(3),
        }
    }

    fn bars(&mut self, length: usize, data: &[u8]) -> usize {
        let text = data.get(..length).and_then(|d| d.strip_prefix(b"{B")).and_then(|d| std::str::from_utf8(d).ok());
        match text {
            Some(text) => self.row(Row::Barcode(text.replace("{{", "{")), 4 + length),
            None => self.foreign(4),
        }
    }

    fn symbol(&mut self, length: usize, data: &[u8]) -> usize {
        match data.get(..length) {
            Some([49, 65, 50, 0] | [49, 67, 1..=16] | [49, 69, 48..=51]) => {}
            Some([49, 80, 48, text @ ..]) => self.qr = String::from_utf8_lossy(text).into_owned(),
            Some([49, 81, 48]) => {
                let text = std::mem::take(&mut self.qr);
                self.paper.rows.push(Row::Qr(text));
            }
            _ => return self.foreign(5),
        }
        5 + length
    }

    fn foreign(&mut self, length: usize) -> usize {
        let length = length.min(self.bytes.len() - self.at);
        let bytes = self.bytes[self.at..self.at + length].to_vec();
        self.paper.foreign.push(Foreign { at: self.at, bytes });
        length
    }
}

/// Two columns for the looks (`B` bold, a digit for the size), then the paper.
impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            match row {
                Row::Text { text, bold, size, align } => {
                    let free = self.columns.saturating_sub(text.chars().count() * usize::from(*size));
                    let left = [0, free / 2, free][usize::from(*align).min(2)];
                    let looks = if *size > 1 { char::from(b'0' + size) } else { ' ' };
                    let line = format!("{}{looks}|{}{text}", if *bold { 'B' } else { ' ' }, " ".repeat(left));
                    writeln!(f, "{}", line.trim_end())?;
                }
                Row::Qr(text) => writeln!(f, "  |[QR code: {text}]")?,
                Row::Barcode(text) => writeln!(f, "  |[bar code: {text}]")?,
                Row::Feed(n) => writeln!(f, "  |[{n} empty lines]")?,
                Row::Cut => writeln!(f, "  +{}8<", "-".repeat(self.columns.saturating_sub(2)))?,
            }
        }
        self.foreign.iter().try_for_each(|foreign| writeln!(f, "!! foreign at {}: {:02x?}", foreign.at, foreign.bytes))
    }
}
