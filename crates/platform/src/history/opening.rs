//! What a history file begins with: whose it is. So no entry lies at byte 0, which means "none".
//!
//! ```text
//!  0  magic    8  whose it is    56  u32  CRC-32 of the 56 bytes before    60  the first entry
//! ```
//!
//! Files of releases before have another magic and their first entry behind it, until they are written anew.

use crate::origin::{self, NotOurs, Owner, Provenance};
use rapport_kernel::Lsn;
use std::{fs::File, io, os::unix::fs::FileExt};

const MAGIC: [u8; 8] = *b"RAPHIS\x00\x02";
const NAMELESS: [u8; 8] = *b"RAPHIS\x00\x01";
const LENGTH: usize = 8 + origin::LENGTH + 4;

/// The first bytes of a file.
pub(super) type Opening = [u8; LENGTH];

/// What the first bytes say.
pub(super) enum FirstBytes {
    /// Nothing yet.
    Nothing,
    /// Not whose it is: a release before wrote it.
    Nameless,
    /// The installation and log that the file was made from.
    Whose(Provenance),
    /// They do not read back.
    Damaged,
}

/// What a file of this owner begins with. Which record an entry is of stands in the entry.
pub(super) fn of(owner: &Owner) -> Opening {
    let mut out = [0; LENGTH];
    out[..8].copy_from_slice(&MAGIC);
    out[8..LENGTH - 4].copy_from_slice(&owner.sign(Lsn(0)).to_bytes());
    let crc = crc32fast::hash(&out[..LENGTH - 4]);
    out[LENGTH - 4..].copy_from_slice(&crc.to_le_bytes());
    out
}

/// What a file begins with.
pub(super) fn said(file: &File) -> io::Result<FirstBytes> {
    let mut bytes = [0; LENGTH];
    let mut got = 0;
    while got < LENGTH {
        match file.read_at(&mut bytes[got..], got as u64)? {
            0 => break,
            read => got += read,
        }
    }
    let crc = crc32fast::hash(&bytes[..LENGTH - 4]).to_le_bytes();
    Ok(match bytes.first_chunk::<8>() {
        Some(&NAMELESS) if got >= 8 => FirstBytes::Nameless,
        Some(&MAGIC) if got == LENGTH && bytes[LENGTH - 4..] == crc => {
            bytes[8..].first_chunk().map_or(FirstBytes::Damaged, |said| FirstBytes::Whose(Provenance::from_bytes(said)))
        }
        // Cut off by a crash before there was an entry.
        _ if got < LENGTH => FirstBytes::Nothing,
        _ => FirstBytes::Damaged,
    })
}

impl FirstBytes {
    /// Where the first entry lies.
    pub(super) fn begin(&self) -> u64 {
        if matches!(self, Self::Nameless) { NAMELESS.len() as u64 } else { LENGTH as u64 }
    }

    /// Why the file is not this owner's, if it says so. One that does not say whose it is, is judged by the snapshot made with it.
    pub(super) fn foreign(&self, owner: &Owner) -> Option<NotOurs> {
        match self {
            Self::Nothing | Self::Nameless | Self::Damaged => None,
            Self::Whose(said) => owner.refuses(Some(said), Lsn(0)),
        }
    }
}
