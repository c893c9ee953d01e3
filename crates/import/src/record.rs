//! How a row that is in is written down: a line that says what the file is, then records of one length.
//!
//! A record is a row, or a checkpoint: what the log held when the rows behind it came in. Rows say by number which they rest on.
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
/// The record is no row: it says what the log held when rows behind it came in.
const CHECKPOINT: u32 = 4;
/// The log that a row came into has gone back behind it since.
const LOST: u32 = 8;
/// Above the flags stands which checkpoint of the file a row rests on.
const FLAG_BITS: u32 = 8;
/// The most bytes of a checkpoint.
const LONGEST_CHECKPOINT: usize = LENGTH - size_of::<Name>() - 4;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptRecord {
    /// A row was acknowledged, under this name.
    Row(Name, In),
    /// Rows that say so rest on this.
    Checkpoint(NotedCheckpoint),
}

/// What the log held when rows came in. They are in as long as it still does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedCheckpoint {
    /// A mark of who spoke, of 16 bytes at most.
    pub source: String,
    /// As the server said it.
    pub said: String,
}

impl NotedCheckpoint {
    /// One that fits into a record.
    #[must_use]
    pub fn new(source: &str, said: &str) -> Option<Self> {
        let fits = source.len() <= size_of::<Name>() && said.len() <= LONGEST_CHECKPOINT;
        (fits && !said.is_empty()).then(|| Self { source: source.to_owned(), said: said.to_owned() })
    }
}

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
    let flag = |is: bool, flag: u32| if is { flag } else { 0 };
    let flags = flag(row.marks.is_none(), UNMARKED) | flag(row.vain, VAIN) | flag(row.lost, LOST);
    let flags = flags | row.rests_on << FLAG_BITS;
    let marks = row.marks.unwrap_or_default();
    to.extend(name);
    to.extend(marks.what.to_le_bytes());
    to.extend(row.content.row.to_le_bytes());
    to.extend(row.content.taken.to_le_bytes());
    for number in [marks.who, marks.when, row.told, row.file, row.dated, flags] {
        to.extend(number.to_le_bytes());
    }
}

/// Appends a checkpoint.
pub fn write_checkpoint(to: &mut Vec<u8>, NotedCheckpoint { source, said }: &NotedCheckpoint) {
    for (text, length) in [(source, size_of::<Name>()), (said, LONGEST_CHECKPOINT)] {
        let end = to.len() + length;
        to.extend(text.as_bytes());
        to.resize(end, 0);
    }
    to.extend(CHECKPOINT.to_le_bytes());
}

/// Reads a line of the knowledge file; none if it is cut short or of a later release.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<KeptRecord> {
    let (name, mut rest) = bytes.split_first_chunk::<{ size_of::<Name>() }>()?;
    let (said, flags) = rest.split_at_checked(LONGEST_CHECKPOINT)?;
    let flags = u32::from_le_bytes(*flags.first_chunk()?);
    if flags & CHECKPOINT != 0 {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
        return Some(KeptRecord::Checkpoint(NotedCheckpoint { source: text(name), said: text(said) }));
    }
    let what = long(&mut rest)?;
    let content = Content { row: long(&mut rest)?, taken: long(&mut rest)? };
    let (who, when) = (short(&mut rest)?, short(&mut rest)?);
    let (told, file, dated) = (short(&mut rest)?, short(&mut rest)?, short(&mut rest)?);
    let marks = (flags & UNMARKED == 0).then_some(Marks { what, who, when });
    let (vain, lost, rests_on) = (flags & VAIN != 0, flags & LOST != 0, flags >> FLAG_BITS);
    Some(KeptRecord::Row(*name, In { marks, content, told, file, dated, vain, lost, rests_on, row: 0 }))
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
