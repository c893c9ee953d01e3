//! One entry on disk.
//!
//! ```text
//!  0  u32  length of the payload        16  u64  position of its record
//!  4  u32  CRC-32 of everything else    24  u128 customer
//!  8  u32  kind                         40  u64  where the customer's previous entry lies; 0 = none
//! 12  u32  number within its record     48  payload
//! ```

use super::Line;
use rapport_kernel::{CustomerId, Lsn, Partition, RecordId};

/// Bytes before the payload.
pub(super) const HEADER: usize = 48;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line of history.
    Line = 0,
    /// A line that was erased; only the chain through it is left.
    Erased = 1,
    /// The payload is the id of a customer whose history belongs here too.
    Link = 2,
}

/// An entry as read.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) kind: Kind,
    pub(super) n: u32,
    pub(super) lsn: Lsn,
    pub(super) customer: CustomerId,
    pub(super) previous: Option<u64>,
    pub(super) payload: Vec<u8>,
}

/// The fields of a header.
pub(super) struct Head {
    pub(super) length: usize,
    pub(super) crc: u32,
    kind: u32,
    pub(super) n: u32,
    pub(super) lsn: Lsn,
    pub(super) customer: CustomerId,
    pub(super) previous: Option<u64>,
}

fn part<const N: usize>(bytes: &[u8; HEADER], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

impl Head {
    pub(super) fn parse(bytes: &[u8; HEADER]) -> Self {
        let previous = u64::from_le_bytes(part(bytes, 40));
        Self {
            length: u32::from_le_bytes(part(bytes, 0)) as usize,
            crc: u32::from_le_bytes(part(bytes, 4)),
            kind: u32::from_le_bytes(part(bytes, 8)),
            n: u32::from_le_bytes(part(bytes, 12)),
            lsn: Lsn(u64::from_le_bytes(part(bytes, 16))),
            customer: CustomerId(u128::from_le_bytes(part(bytes, 24))),
            previous: (previous != 0).then_some(previous),
        }
    }

    pub(super) fn is_erased(&self) -> bool {
        self.kind == Kind::Erased as u32
    }

    /// The entry, if header and payload are what was written.
    pub(super) fn check(self, header: &[u8; HEADER], payload: Vec<u8>) -> Option<Stored> {
        let kind = match self.kind {
            0 => Kind::Line,
            1 => Kind::Erased,
            2 if payload.len() == 16 => Kind::Link,
            _ => return None,
        };
        let Self { n, lsn, customer, previous, .. } = self;
        (checksum(header, &payload) == self.crc).then_some(Stored { kind, n, lsn, customer, previous, payload })
    }
}

impl Stored {
    /// How many bytes it takes.
    pub(super) fn size(&self) -> u64 {
        (HEADER + self.payload.len()) as u64
    }

    /// Whom a link leads to.
    pub(super) fn link(&self) -> CustomerId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.payload[..16]);
        CustomerId(u128::from_le_bytes(id))
    }

    pub(super) fn line(self, partition: Partition) -> Line {
        let id = RecordId { partition, lsn: self.lsn, n: self.n };
        Line { id, customer: self.customer, payload: self.payload }
    }

    /// Appends the entry's bytes.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let mut header = [0u8; HEADER];
        header[0..4].copy_from_slice(&(self.payload.len() as u32).to_le_bytes());
        header[8..12].copy_from_slice(&(self.kind as u32).to_le_bytes());
        header[12..16].copy_from_slice(&self.n.to_le_bytes());
        header[16..24].copy_from_slice(&self.lsn.0.to_le_bytes());
        header[24..40].copy_from_slice(&self.customer.0.to_le_bytes());
        header[40..48].copy_from_slice(&self.previous.unwrap_or(0).to_le_bytes());
        let crc = checksum(&header, &self.payload);
        header[4..8].copy_from_slice(&crc.to_le_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(&self.payload);
    }
}

fn checksum(header: &[u8; HEADER], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&header[..4]);
    hasher.update(&header[8..]);
    hasher.update(payload);
    hasher.finalize()
}
