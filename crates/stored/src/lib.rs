//! What lies on disk: the bodies of log records, snapshots, lines of history, and what one partition hands to another.
//!
//! `shapes.proto` lists every shape with the number of every field, alternative and name. The bytes are Protobuf's, so any
//! program that has the list can read what Rapport wrote, and the domain's types may change their order, their names in
//! Rust and whatever is not stored:
//!
//! * What is new gets the next number and is `optional` or `repeated`; a domain type says with `#[serde(default)]` what its
//!   absence means. Numbers are never given out twice.
//! * What is renamed in Rust keeps its stored name with `#[serde(rename)]`.
//! * What changes its type gets a number of its own; the domain type reads both (`#[serde(from)]`).
//! * A number that is not in the list was written by a newer release: an error, never passed over, for it may be a
//!   withdrawal.
//!
//! ```text
//! payload of a log record:  u8 format = 2, Body
//! line of history:          u8 format = 3, HistoryEntry; or u8 format = 4, the same packed
//! snapshots:                their message alone; the file's head says the version
//! ```
//!
//! Samples of every shape that a release wrote lie in `samples/` for ever, and a test reads them all. What was written before
//! 0.2 had no numbers; [`untagged`] reads it once, for `rapport migrate`. Decision record 0015 says why it is done like this.

mod packed;
mod read;
mod schema;
pub mod untagged;
mod wire;
mod write;

use rapport_engine::{Body, HistoryEntry};
pub use read::Unreadable;
pub use schema::PROTO;
use serde::{Serialize, de::DeserializeOwned};
pub use write::Unwritable;

/// The format of log records written today.
pub const BODY_FORMAT: u8 = 2;
/// The format of log records that [`untagged`] reads.
pub const UNTAGGED_BODY_FORMAT: u8 = 1;
/// The format of lines of history written today.
pub const LINE_FORMAT: u8 = 3;
/// The format of lines that were packed later.
pub const PACKED_LINE_FORMAT: u8 = 4;

/// Why the payload of a log record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Empty: the record was erased.
    #[error("the record is empty")]
    Empty,
    /// Written by a release before 0.2.
    #[error("the record was written by a release before 0.2: run `rapport migrate`")]
    Untagged,
    /// Written by a release that knows more than this one.
    #[error(
        "the record has format {0}, this release knows {BODY_FORMAT}: use the release that wrote it, or a newer one"
    )]
    Format(u8),
    /// Not what an encoder wrote.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// The payload of a log record.
///
/// # Errors
/// [`Unwritable`], which no body of the listed shapes causes.
pub fn encode_body(body: &Body) -> Result<Vec<u8>, Unwritable> {
    write::write(body, vec![BODY_FORMAT])
}

/// Reads the payload of a log record.
///
/// # Errors
/// [`BodyError`]. [`BodyError::Empty`] is what a scrubbed record gives.
pub fn decode_body(payload: &[u8]) -> Result<Body, BodyError> {
    match payload.split_first() {
        None => Err(BodyError::Empty),
        Some((&BODY_FORMAT, rest)) => Ok(read::read(rest)?),
        Some((&UNTAGGED_BODY_FORMAT, _)) => Err(BodyError::Untagged),
        Some((format, _)) => Err(BodyError::Format(*format)),
    }
}

/// Reads the payload of a log record that a release before 0.2 wrote.
///
/// # Errors
/// [`BodyError`], also if the bytes are not of this layout.
pub fn decode_untagged_body(payload: &[u8], layout: untagged::Layout) -> Result<Body, BodyError> {
    match payload.split_first() {
        None => Err(BodyError::Empty),
        Some((&UNTAGGED_BODY_FORMAT, rest)) => Ok(untagged::read(rest, layout)?),
        Some(_) => decode_body(payload),
    }
}

/// A line of history.
///
/// # Errors
/// [`Unwritable`], which no line of the listed shapes causes.
pub fn encode_line(line: &HistoryEntry) -> Result<Vec<u8>, Unwritable> {
    write::write(line, vec![LINE_FORMAT])
}

/// Reads a line of history.
///
/// # Errors
/// [`Unreadable`].
pub fn decode_line(payload: &[u8]) -> Result<HistoryEntry, Unreadable> {
    match payload.split_first() {
        Some((&LINE_FORMAT, rest)) => read::read(rest),
        Some((&PACKED_LINE_FORMAT, rest)) => read::read(&packed::unpack(rest)?),
        Some((format, _)) => Err(Unreadable::Newer(format!("the line has the format {format}"))),
        None => Err(Unreadable::Damaged("the line is empty".to_owned())),
    }
}

/// A line of history, packed; nothing if it is already, or would not get smaller.
///
/// # Errors
/// [`Unwritable`] if there is no memory for it.
pub fn pack_line(payload: &[u8]) -> Result<Option<Vec<u8>>, Unwritable> {
    let Some((&LINE_FORMAT, rest)) = payload.split_first() else { return Ok(None) };
    let mut packed = vec![PACKED_LINE_FORMAT];
    packed.extend(packed::pack(rest)?);
    Ok((packed.len() < payload.len()).then_some(packed))
}

/// A snapshot: any message of the listed shapes.
///
/// # Errors
/// [`Unwritable`].
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, Unwritable> {
    write::write(value, Vec::new())
}

/// Reads a snapshot.
///
/// # Errors
/// [`Unreadable`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    read::read(bytes)
}
