//! Codes for the day on which the second factor is lost: each is good once.

use crate::base32;
use sha2::{Digest, Sha256};

/// How many somebody gets at once.
pub const CODES: usize = 10;
/// How many random bytes a code is made of: what is kept as a plain hash must not be found by trying.
pub const BYTES: usize = 10;

/// A code as it is shown: four groups of four, such as `ABCD-EFGH-JKLM-NPQR`.
#[must_use]
pub fn code(random: [u8; BYTES]) -> String {
    let text = base32::written(&random);
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..text.len().min(at + 4)]).collect();
    groups.join("-")
}

/// What is kept of a code, as people type it: small letters, spaces and dashes make no difference.
#[must_use]
pub fn hash(typed: &str) -> [u8; 32] {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(plain.as_bytes()).into()
}

/// Whether a text could be such a code, and is no code of an authenticator app.
#[must_use]
pub fn is_one(typed: &str) -> bool {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    base32::read(&plain.to_ascii_uppercase()).is_some_and(|bytes| bytes.len() == BYTES)
}
