//! Random tokens and their hashes.
//!
//! A token has 256 random bits, so its plain SHA-256 is kept: there is nothing to guess that a slow hash would protect.

use rand::RngCore;
use sha2::{Digest, Sha256};

/// A new token: the prefix says what it is for, so that people and scanners recognise it.
pub(super) fn fresh(prefix: &str) -> String {
    format!("{prefix}_{}", hex(&fresh_bytes()))
}

/// 256 random bits.
pub(super) fn fresh_bytes() -> [u8; 32] {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// What is kept of a token.
pub(super) fn hash(text: &str) -> String {
    hash_bytes(text.as_bytes())
}

/// SHA-256, in hexadecimal digits.
pub(super) fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
