//! How a row that is in is written down: a line that says what the file is, then records of one length.
//!
//! Releases up to 0.2 wrote shorter records and no line; those are read, and written anew.

use crate::{
    known::In,
    names::{Content, Marks, Name},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io};

/// What the first line begins with.
const BEGIN: &[u8] = b"rapport-imported ";
/// The form of a file with such a line.
pub const FORM: u32 = 2;
/// The longest first line.
const LONGEST_HEADER: usize = 1 << 20;
/// Bytes of a record.
pub const LENGTH: usize = 64;
/// Bytes of a record without a first line before it.
pub const OLD: usize = size_of::<Name>() + 8 + 8 + 4 + 4;

/// A record has no marks: what was told is not known.
const UNMARKED: u32 = 1;
/// A row is not in the books as it says.
const VAIN: u32 = 2;

/// What the first line says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// How often the file was written anew: how much of it counts is said of one writing, and not of the one before.
    pub writing: u64,
    /// Rows that releases up to 0.2 named are among them. Of a kind that `columns` does not have, all the file's columns named those.
    pub old: bool,
    /// By which columns' cells rows are named that nothing else names, by source, call and event. They were the mapping's when the
    /// series began: a column that is added or mapped later makes no other row.
    pub columns: BTreeMap<String, Vec<String>>,
}

impl Header {
    /// The first line.
    ///
    /// # Errors
    /// It is too long.
    pub fn line(&self) -> io::Result<Vec<u8>> {
        let mut line = BEGIN.to_vec();
        serde_json::to_writer(&mut line, self)?;
        line.push(b'\n');
        if line.len() > LONGEST_HEADER {
            return Err(io::Error::other("the names of the columns take more than a megabyte"));
        }
        Ok(line)
    }
}

/// The first line, and where the records begin; nothing if there is no such line.
///
/// # Errors
/// It cannot be read.
pub fn header(bytes: &[u8]) -> io::Result<Option<(Header, usize)>> {
    let Some(rest) = bytes.strip_prefix(BEGIN) else { return Ok(None) };
    let unreadable = || io::Error::other("its first line cannot be read: it is damaged, or of another release");
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(unreadable)?;
    let header = serde_json::from_slice(&rest[..end]).map_err(|_| unreadable())?;
    Ok(Some((header, BEGIN.len() + end + 1)))
}

/// Appends a record.
pub fn write(to: &mut Vec<u8>, name: &Name, row: &In) {
    let flags = if row.marks.is_none() { UNMARKED } else { 0 } | if row.vain { VAIN } else { 0 };
    let marks = row.marks.unwrap_or_default();
    to.extend(name);
    to.extend(marks.what.to_le_bytes());
    to.extend(row.content.row.to_le_bytes());
    to.extend(row.content.taken.to_le_bytes());
    for number in [marks.who, marks.when, row.told, row.file, row.dated, flags] {
        to.extend(number.to_le_bytes());
    }
}

/// Reads a record.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<(Name, In)> {
    let (name, mut rest) = bytes.split_first_chunk()?;
    let what = long(&mut rest)?;
    let content = Content { row: long(&mut rest)?, taken: long(&mut rest)? };
    let (who, when) = (short(&mut rest)?, short(&mut rest)?);
    let (told, file, dated, flags) = (short(&mut rest)?, short(&mut rest)?, short(&mut rest)?, short(&mut rest)?);
    let marks = (flags & UNMARKED == 0).then_some(Marks { what, who, when });
    Some((*name, In { marks, content, told, file, dated, vain: flags & VAIN != 0, row: 0 }))
}

/// Reads a record of a release before.
#[must_use]
pub fn old(bytes: &[u8]) -> Option<(Name, In)> {
    let (name, mut rest) = bytes.split_first_chunk()?;
    let content = Content { row: long(&mut rest)?, taken: long(&mut rest)? };
    let (told, file) = (short(&mut rest)?, short(&mut rest)?);
    Some((*name, In { content, told, file, ..In::default() }))
}

fn long(bytes: &mut &[u8]) -> Option<u64> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*first))
}

fn short(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*first))
}
