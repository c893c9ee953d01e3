//! The bytes of a deed: `trace.proto`, with one way only to write each value.
//!
//! What is hashed is what lies on the disk, and reading refuses whatever this module would not have written: no two lines say the same, and
//! no line says two things.

mod proto;

use crate::{Deed, DeedAct, DeedOrigin, FieldChange, PersonRef, Personal, Seal};
use proto::{Field, Message, fields};
use rapport_kernel::{Time, Value};
use rapport_people::{Object, ObjectKind};
use smol_str::SmolStr;

/// The first byte of a line.
const FORMAT: u8 = 1;

/// The bytes are none that this release would have written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no line of the trace that this release can read: it was changed, or a newer release wrote it")]
pub struct UnreadableLine;

/// The line of a deed.
#[must_use]
pub fn write(deed: &Deed) -> Vec<u8> {
    let mut message = Message::default();
    message.number(1, deed.seq).number(2, zigzag(deed.at.0)).text(3, deed.origin.code());
    for (number, seal) in [(4, &deed.who), (5, &deed.in_place_of), (6, &deed.about)] {
        if let Some(seal) = seal {
            message.bytes(number, &write_seal(seal));
        }
    }
    message.text(7, deed.object.kind.code()).text(8, &deed.object.id).text(9, deed.act.code());
    for change in &deed.changes {
        message.bytes(10, &write_change(change));
    }
    for (number, text) in [(11, deed.why.as_deref()), (12, deed.approval.as_deref())] {
        if let Some(text) = text {
            message.text(number, text);
        }
    }
    let mut line = vec![FORMAT];
    line.extend(message.done());
    line
}

/// The number in a line, without reading the rest.
///
/// # Errors
/// [`UnreadableLine`].
pub fn seq(line: &[u8]) -> Result<u64, UnreadableLine> {
    match fields(body(line)?).next() {
        Some(Ok((1, Field::Number(seq)))) => Ok(seq),
        _ => Err(UnreadableLine),
    }
}

/// The deed of a line.
///
/// # Errors
/// [`UnreadableLine`], also of what says the same in other bytes.
pub fn read(line: &[u8]) -> Result<Deed, UnreadableLine> {
    let deed = read_deed(body(line)?)?;
    if write(&deed) == line { Ok(deed) } else { Err(UnreadableLine) }
}

/// The bytes of what is kept apart, and what a seal commits to.
#[must_use]
pub fn write_personal(personal: &Personal) -> Vec<u8> {
    let mut message = Message::default();
    message.text(1, &personal.person.0);
    if let Some(address) = &personal.address {
        message.text(2, address);
    }
    for change in &personal.changes {
        message.bytes(3, &write_change(change));
    }
    message.done()
}

/// What is kept apart, of its bytes.
///
/// # Errors
/// [`UnreadableLine`], also of what says the same in other bytes.
pub fn read_personal(bytes: &[u8]) -> Result<Personal, UnreadableLine> {
    let (mut person, mut address, mut changes) = (None, None, Vec::new());
    for field in fields(bytes) {
        match field? {
            (1, Field::Bytes(text)) => person = Some(SmolStr::new(text_of(text)?)),
            (2, Field::Bytes(text)) => address = Some(SmolStr::new(text_of(text)?)),
            (3, Field::Bytes(change)) => changes.push(read_change(change)?),
            _ => return Err(UnreadableLine),
        }
    }
    let person = rapport_people::PersonId(person.ok_or(UnreadableLine)?);
    let personal = Personal { person, address, changes };
    if write_personal(&personal) == bytes { Ok(personal) } else { Err(UnreadableLine) }
}

fn body(line: &[u8]) -> Result<&[u8], UnreadableLine> {
    match line.split_first() {
        Some((&FORMAT, body)) => Ok(body),
        _ => Err(UnreadableLine),
    }
}

fn read_deed(body: &[u8]) -> Result<Deed, UnreadableLine> {
    let (mut seq, mut at, mut origin) = (None, None, None);
    let (mut who, mut in_place_of, mut about) = (None, None, None);
    let (mut kind, mut id, mut act) = (None, None, None);
    let (mut changes, mut why, mut approval) = (Vec::new(), None, None);
    for field in fields(body) {
        match field? {
            (1, Field::Number(number)) => seq = Some(number),
            (2, Field::Number(number)) => at = Some(Time(unzigzag(number))),
            (3, Field::Bytes(code)) => origin = coded(DeedOrigin::ALL, DeedOrigin::CODES, code),
            (4, Field::Bytes(seal)) => who = Some(read_seal(seal)?),
            (5, Field::Bytes(seal)) => in_place_of = Some(read_seal(seal)?),
            (6, Field::Bytes(seal)) => about = Some(read_seal(seal)?),
            (7, Field::Bytes(code)) => kind = ObjectKind::from_code(text_of(code)?),
            (8, Field::Bytes(text)) => id = Some(SmolStr::new(text_of(text)?)),
            (9, Field::Bytes(code)) => act = coded(DeedAct::ALL, DeedAct::CODES, code),
            (10, Field::Bytes(change)) => changes.push(read_change(change)?),
            (11, Field::Bytes(text)) => why = Some(text_of(text)?.to_owned()),
            (12, Field::Bytes(text)) => approval = Some(SmolStr::new(text_of(text)?)),
            _ => return Err(UnreadableLine),
        }
    }
    Ok(Deed {
        seq: seq.ok_or(UnreadableLine)?,
        at: at.ok_or(UnreadableLine)?,
        origin: origin.ok_or(UnreadableLine)?,
        who,
        in_place_of,
        about,
        object: Object { kind: kind.ok_or(UnreadableLine)?, id: id.ok_or(UnreadableLine)? },
        act: act.ok_or(UnreadableLine)?,
        changes,
        why,
        approval,
    })
}

fn write_seal(seal: &Seal) -> Vec<u8> {
    let mut message = Message::default();
    message.bytes(1, &seal.person.0.to_be_bytes()).bytes(2, &seal.commitment);
    message.done()
}

fn read_seal(bytes: &[u8]) -> Result<Seal, UnreadableLine> {
    let (mut person, mut commitment) = (None, None);
    for field in fields(bytes) {
        match field? {
            (1, Field::Bytes(bytes)) => person = Some(u128::from_be_bytes(exact(bytes)?)),
            (2, Field::Bytes(bytes)) => commitment = Some(exact(bytes)?),
            _ => return Err(UnreadableLine),
        }
    }
    Ok(Seal { person: PersonRef(person.ok_or(UnreadableLine)?), commitment: commitment.ok_or(UnreadableLine)? })
}

fn write_change(change: &FieldChange) -> Vec<u8> {
    let mut message = Message::default();
    message.text(1, &change.field);
    for (number, value) in [(2, &change.before), (3, &change.after)] {
        if let Some(value) = value {
            // A value that cannot be written is read back as another, and so refused before it is kept.
            message.text(number, &serde_json::to_string(value).unwrap_or_default());
        }
    }
    message.done()
}

fn read_change(bytes: &[u8]) -> Result<FieldChange, UnreadableLine> {
    let value = |json: &[u8]| serde_json::from_slice::<Value>(json).map(Some).map_err(|_| UnreadableLine);
    let (mut name, mut before, mut after) = (None, None, None);
    for field in fields(bytes) {
        match field? {
            (1, Field::Bytes(text)) => name = Some(SmolStr::new(text_of(text)?)),
            (2, Field::Bytes(json)) => before = value(json)?,
            (3, Field::Bytes(json)) => after = value(json)?,
            _ => return Err(UnreadableLine),
        }
    }
    Ok(FieldChange { field: name.ok_or(UnreadableLine)?, before, after })
}

fn coded<T: Copy>(all: &[T], codes: &[&str], code: &[u8]) -> Option<T> {
    codes.iter().position(|known| known.as_bytes() == code).map(|at| all[at])
}

fn text_of(bytes: &[u8]) -> Result<&str, UnreadableLine> {
    std::str::from_utf8(bytes).map_err(|_| UnreadableLine)
}

fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], UnreadableLine> {
    bytes.try_into().map_err(|_| UnreadableLine)
}

/// Numbers with a sign as Protobuf's `sint64` has them.
fn zigzag(number: i64) -> u64 {
    (number.wrapping_shl(1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}
