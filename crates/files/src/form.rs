//! How a file is written: said by its author, or guessed.

use crate::Assumption;
use serde::{Deserialize, Serialize};

/// How a file is written. What is absent is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What stands between columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// How letters are made of bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// How numbers are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// What comes first in dates such as 03/04/2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Dates>,
    /// Whose clock it is where a time says no offset, such as `Europe/Berlin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Which hour is meant when clocks are turned back and one comes twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour_twice: Option<HourTwice>,
    /// Which sheet of a workbook; else the first that is not hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// In which line the names of the columns stand, from 1; what is above them is no row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<u64>,
    /// Cells may hold line breaks, also where their lines look like rows of the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub line_breaks: bool,
}

/// How letters are made of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, of which Latin-1 is a part.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows1252,
    /// UTF-16, the lower byte first, as Excel's "Unicode text".
    #[serde(rename = "utf-16le", alias = "utf-16")]
    Utf16Le,
    /// UTF-16, the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

impl Encoding {
    /// What people call it: `UTF-8`, `Windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }
}

/// What stands before the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// What comes first in a date of three numbers with strokes between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// As in most of Europe: `31/12/2026`.
    DayFirst,
    /// As in the United States: `12/31/2026`.
    MonthFirst,
}

/// Which of two hours with the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HourTwice {
    /// The one before clocks are turned back.
    First,
    /// The one after.
    Second,
}

/// How a file is read where no one said it.
#[must_use]
pub fn guesses(said: &Form, encoding: Encoding, delimiter: char) -> Vec<Assumption> {
    let mut guesses = Vec::new();
    if said.encoding.is_none() {
        guesses.push(Assumption::Encoding { encoding: encoding.name() });
    }
    if said.delimiter.is_none() {
        let delimiter = if delimiter == '\t' { "\\t".into() } else { delimiter.to_string().into() };
        guesses.push(Assumption::Delimiter { delimiter });
    }
    guesses
}
