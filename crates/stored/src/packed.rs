//! Lines of history that no one has looked at for long are packed, each by itself, so that one person's can still be overwritten.
//!
//! A line is short, so it is packed against a dictionary of what lines are made of (`line.dict`): names of events and properties,
//! rulings with all their checks. The dictionary is part of the form and never changes; another one gets another format byte.
//! `cargo run -p rapport-stored --example dictionary` made it.

use crate::{Unreadable, Unwritable};
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

static DICTIONARY: &[u8] = include_bytes!("line.dict");
/// Packing is done in the background; reading is as fast at any level.
const LEVEL: i32 = 12;
/// No line is larger unpacked.
const LARGEST: usize = 16 << 20;

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The packed bytes.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, Unwritable> {
    let packed = PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            none => none.insert(Compressor::with_dictionary(LEVEL, DICTIONARY)?),
        };
        packer.compress(bytes)
    });
    packed.map_err(|error| Unwritable(error.to_string()))
}

/// The bytes that were packed.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unpacked = UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            none => none.insert(Decompressor::with_dictionary(DICTIONARY)?),
        };
        unpacker.decompress(bytes, LARGEST)
    });
    unpacked.map_err(|error| Unreadable::Damaged(error.to_string()))
}
