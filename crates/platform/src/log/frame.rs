//! One record on disk: a fixed header, then the payload.
//!
//! ```text
//!  0  u32  length of the payload          20  u64  position
//!  4  u32  CRC-32 of everything else      28  i64  time, milliseconds
//!  8  u8   version of this layout         36  u128 customer
//!  9  u8   flags: 1 = payload removed     52  payload
//! 10  u16  partition
//! 12  u32  place in its batch, from 0     all little-endian
//! 16  u32  how many of the batch follow
//! ```

use rapport_kernel::{CustomerId, Lsn, Partition, Time, port::Entry};

/// The longest payload a record may have, in bytes.
pub const MAX_PAYLOAD: usize = 16 << 20;
/// Bytes before the payload.
pub(super) const HEADER: usize = 52;
const VERSION: u8 = 1;
const EMPTIED: u8 = 1;

/// Where a record stands in the batch it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From 0.
    pub(super) index: u32,
    /// How many follow; 0 for the last.
    pub(super) remaining: u32,
}

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) length: usize,
    crc: u32,
    version: u8,
    flags: u8,
    pub(super) partition: Partition,
    pub(super) place: Place,
    pub(super) lsn: Lsn,
    pub(super) time: Time,
    pub(super) customer: CustomerId,
}

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// They end too early.
    Short,
    /// The length is impossible.
    Length,
    /// The check sum disagrees.
    Checksum,
    /// Written by another version of this program.
    Version(u8),
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Short => f.write_str("a record is cut short"),
            Self::Length => f.write_str("a record's length is impossible"),
            Self::Checksum => f.write_str("a record's check sum disagrees"),
            Self::Version(v) => write!(f, "a record is of layout version {v}, this program knows {VERSION}"),
        }
    }
}

fn part<const N: usize>(bytes: &[u8; HEADER], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

impl Head {
    /// Reads the header's fields without judging them.
    pub(super) fn parse(bytes: &[u8; HEADER]) -> Self {
        Self {
            length: u32::from_le_bytes(part(bytes, 0)) as usize,
            crc: u32::from_le_bytes(part(bytes, 4)),
            version: bytes[8],
            flags: bytes[9],
            partition: Partition(u16::from_le_bytes(part(bytes, 10))),
            place: Place { index: u32::from_le_bytes(part(bytes, 12)), remaining: u32::from_le_bytes(part(bytes, 16)) },
            lsn: Lsn(u64::from_le_bytes(part(bytes, 20))),
            time: Time(i64::from_le_bytes(part(bytes, 28))),
            customer: CustomerId(u128::from_le_bytes(part(bytes, 36))),
        }
    }

    /// Whether header and payload are what was written.
    pub(super) fn check(&self, header: &[u8; HEADER], payload: &[u8]) -> Result<(), Flaw> {
        if checksum(header, payload) != self.crc {
            return Err(Flaw::Checksum);
        }
        if self.version != VERSION { Err(Flaw::Version(self.version)) } else { Ok(()) }
    }

    /// Whether the payload was removed by an erasure.
    pub(super) fn emptied(&self) -> bool {
        self.flags & EMPTIED != 0
    }

    /// What no erasure changes, as bytes.
    pub(super) fn place_in_time(&self) -> [u8; 34] {
        let mut out = [0; 34];
        out[..8].copy_from_slice(&self.lsn.0.to_le_bytes());
        out[8..16].copy_from_slice(&self.time.0.to_le_bytes());
        out[16..32].copy_from_slice(&self.customer.0.to_le_bytes());
        out[32..].copy_from_slice(&self.partition.0.to_le_bytes());
        out
    }

    /// The position of the first record of this record's batch.
    pub(super) fn batch(&self) -> Lsn {
        Lsn(self.lsn.0.saturating_sub(u64::from(self.place.index)))
    }

    /// The record as the rest of the program knows it.
    pub(super) fn entry(&self, payload: Vec<u8>) -> Entry {
        Entry { partition: self.partition, customer: self.customer, time: self.time, payload }
    }
}

fn checksum(header: &[u8; HEADER], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&header[..4]);
    hasher.update(&header[8..]);
    hasher.update(payload);
    hasher.finalize()
}

/// Appends a frame to `out`.
pub(super) fn encode(out: &mut Vec<u8>, lsn: Lsn, place: Place, entry: &Entry) {
    write(out, lsn, place, 0, entry, &entry.payload);
}

/// Appends the frame of a record whose payload is gone.
pub(super) fn encode_emptied(out: &mut Vec<u8>, head: &Head) {
    write(out, head.lsn, head.place, EMPTIED, &head.entry(Vec::new()), &[]);
}

/// Appends a frame that was read before, as it was.
pub(super) fn encode_again(out: &mut Vec<u8>, head: &Head, payload: Vec<u8>) {
    let entry = head.entry(payload);
    write(out, head.lsn, head.place, head.flags, &entry, &entry.payload);
}

fn write(out: &mut Vec<u8>, lsn: Lsn, place: Place, flags: u8, entry: &Entry, payload: &[u8]) {
    let mut header = [0u8; HEADER];
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    header[0..4].copy_from_slice(&length.to_le_bytes());
    header[8] = VERSION;
    header[9] = flags;
    header[10..12].copy_from_slice(&entry.partition.0.to_le_bytes());
    header[12..16].copy_from_slice(&place.index.to_le_bytes());
    header[16..20].copy_from_slice(&place.remaining.to_le_bytes());
    header[20..28].copy_from_slice(&lsn.0.to_le_bytes());
    header[28..36].copy_from_slice(&entry.time.0.to_le_bytes());
    header[36..52].copy_from_slice(&entry.customer.0.to_le_bytes());
    let crc = checksum(&header, payload);
    header[4..8].copy_from_slice(&crc.to_le_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(payload);
}

/// Reads one frame from the front of `bytes`: its header and payload. Never trusts a byte before the check sum agrees.
pub(super) fn decode(bytes: &[u8]) -> Result<(Head, &[u8]), Flaw> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>().ok_or(Flaw::Short)?;
    let head = Head::parse(header);
    if head.length > MAX_PAYLOAD {
        return Err(Flaw::Length);
    }
    let payload = rest.get(..head.length).ok_or(Flaw::Short)?;
    head.check(header, payload)?;
    Ok((head, payload))
}
