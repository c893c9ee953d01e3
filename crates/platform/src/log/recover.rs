//! What a crash left behind: where the active segment really ends.

use super::{
    frame::{self, Flaw, HEADER},
    segment::{self, Segment},
};
use rapport_kernel::{Lsn, port::LogError};

/// The end of the active segment.
#[derive(Debug)]
pub(super) struct Tail {
    /// The position the next record gets.
    pub(super) end: Lsn,
    /// The length up to which the file counts; what lies behind is the rest of a batch no one was told about.
    pub(super) length: u64,
}

/// Reads the active segment whole and finds its end, filling its sparse index.
///
/// # Errors
/// [`LogError::Damaged`] if something that had been durable does not read back.
pub(super) fn tail(bytes: &[u8], segment: &mut Segment) -> Result<Tail, LogError> {
    segment::check_header(bytes, segment.first)?;
    segment.marks.clear();
    let mut tail = Tail { end: segment.first, length: segment::HEADER as u64 };
    let (mut offset, mut expected, mut in_batch) = (segment::HEADER, segment.first, 0u32);
    while offset < bytes.len() {
        let flaw = match frame::decode(&bytes[offset..]) {
            Ok((head, payload)) if head.lsn == expected && head.place.index == in_batch => {
                segment.mark(expected, offset as u64);
                offset += HEADER + payload.len();
                expected = expected.next();
                in_batch += 1;
                if head.place.remaining == 0 {
                    in_batch = 0;
                    tail = Tail { end: expected, length: offset as u64 };
                }
                continue;
            }
            Ok((head, _)) => {
                // A whole frame with the wrong number was not torn: something is missing or stands twice.
                let reason = format!("position {} stands where {} was due", head.lsn.0, expected.0);
                return Err(LogError::Damaged { at: Some(expected), reason });
            }
            Err(flaw) => flaw,
        };
        judge(bytes, offset, tail.end, expected, segment.first, flaw)?;
        break;
    }
    segment.marks.retain(|m| m.offset < tail.length);
    Ok(tail)
}

/// A flaw is a torn write only if no later batch follows: the next batch is written after this one is durable.
fn judge(bytes: &[u8], offset: usize, batch: Lsn, at: Lsn, segment: Lsn, flaw: Flaw) -> Result<(), LogError> {
    if let Flaw::Version(_) = flaw {
        return Err(segment::damaged(at, segment, flaw));
    }
    let room = ((bytes.len() - offset) / HEADER) as u64;
    for start in offset + 1..bytes.len().saturating_sub(HEADER - 1) {
        let Some(header) = bytes[start..].first_chunk::<HEADER>() else { break };
        let head = frame::Head::parse(header);
        let plausible = head.lsn > at && head.lsn.0 - at.0 <= room && head.batch() > batch;
        if plausible && frame::decode(&bytes[start..]).is_ok() {
            return Err(segment::damaged(at, segment, flaw));
        }
    }
    Ok(())
}
