//! The code on the paper.
//!
//! Our own codes are eleven characters drawn by HMAC-SHA256 (RFC 2104) from a secret, the pool and the send key, and one
//! check character, written in groups: `7KQM-2WXR-9FTC`. The alphabet has 31 characters and leaves out what people misread
//! (0 and O, 1, I and L). Thirty-one is prime, and the check is a weighted sum modulo 31 with a different weight at every
//! place; so every single wrong character and every exchange of two characters changes the sum (the principle of the
//! ISBN-10 check digit, ISO 2108). 31^11 is 2.5e16: with a million vouchers out, one guess in 25 thousand million hits.

use super::{PoolId, Refusal};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use smol_str::{SmolStr, SmolStrBuilder};
use std::fmt;

const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const BASE: u32 = ALPHABET.len() as u32;
const LENGTH: usize = 12;
const GROUP: usize = 4;
/// How many letters and digits an imported code may have.
const IMPORTED: std::ops::RangeInclusive<usize> = 4..=40;

/// What codes are derived from. Kept by the installation; losing it means that issuing again gives other codes.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Thirty-two bytes that no one else knows.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A code as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(SmolStr);

/// A code as it is looked up: capital letters and digits only, however it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(SmolStr);

impl Code {
    /// Our code for `send_key` in `pool`. `attempt` is 0, and counts up only when the store says that another voucher
    /// already has the code.
    #[must_use]
    pub fn derive(secret: &Secret, pool: &PoolId, send_key: &str, attempt: u8) -> Self {
        let digest = keyed(secret, &[pool.0.as_bytes(), send_key.as_bytes(), &[attempt]]);
        let mut number = digest;
        let mut places = [0u8; LENGTH];
        for place in &mut places[..LENGTH - 1] {
            *place = (number % u128::from(BASE)) as u8;
            number /= u128::from(BASE);
        }
        places[LENGTH - 1] = check(&places[..LENGTH - 1]);
        let mut text = SmolStrBuilder::new();
        for (n, place) in places.iter().enumerate() {
            if n > 0 && n % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*place)]));
        }
        Self(text.finish())
    }

    /// A code someone else made, as it is printed: 4 to 40 ASCII letters and digits, with spaces, hyphens and the like between.
    ///
    /// # Errors
    /// [`Refusal::NotACode`].
    pub fn imported(text: &str) -> Result<Self, Refusal> {
        // What cannot be printed everywhere is written as what can.
        let plain = text.trim().chars().filter_map(|c| match c {
            c if c.is_ascii_graphic() => Some(c),
            c if c.is_whitespace() => Some(' '),
            c if crate::written::is_invisible(c) => None,
            c => Some(if is_between(c) { '-' } else { c }),
        });
        let plain: String = plain.collect();
        Key::typed(&plain).map(|_| Self(plain.into()))
    }

    /// The text to print.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What to look it up by.
    #[must_use]
    pub fn key(&self) -> Key {
        Key(squeezed(&self.0))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key {
    /// Reads what a person typed or pasted, or a scanner said: case, blanks and dashes of all kinds, full stops,
    /// underscores, line ends and what cannot be seen do not matter. What programs write where they have no code is none.
    ///
    /// # Errors
    /// [`Refusal::NotACode`] if it cannot be a code of ours or an imported one.
    pub fn typed(text: &str) -> Result<Self, Refusal> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || is_between(c);
        let most = 2 * IMPORTED.end();
        let none = rapport_customer::names_nothing(text);
        if none || text.chars().count() > most || text.len() > 4 * most || !text.chars().all(allowed) {
            return Err(Refusal::NotACode);
        }
        let key = squeezed(text);
        if IMPORTED.contains(&key.len()) { Ok(Self(key)) } else { Err(Refusal::NotACode) }
    }

    /// The text to look up.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of our own codes and its check character is right.
    #[must_use]
    pub fn checks(&self) -> bool {
        let mut places = [0u8; LENGTH];
        if self.0.len() != LENGTH {
            return false;
        }
        for (place, byte) in places.iter_mut().zip(self.0.bytes()) {
            match ALPHABET.iter().position(|a| *a == byte) {
                Some(n) => *place = n as u8,
                None => return false,
            }
        }
        places[LENGTH - 1] == check(&places[..LENGTH - 1])
    }

    /// What to say when no voucher has this key: mistyped if it is as long as our own codes and does not check.
    #[must_use]
    pub fn not_found(&self) -> Refusal {
        if self.0.len() == LENGTH && !self.checks() { Refusal::Mistyped } else { Refusal::Unknown }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What may stand between the letters of a code, and is none of them.
fn is_between(c: char) -> bool {
    let dash =
        matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}');
    dash || matches!(c, '_' | '.' | '·') || c.is_whitespace() || crate::written::is_invisible(c)
}

fn squeezed(text: &str) -> SmolStr {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The check value: the last place has weight 1, so the weighted sum over all places becomes 0 modulo the prime.
fn check(body: &[u8]) -> u8 {
    let sum: u32 = body.iter().zip(2u32..).map(|(place, weight)| u32::from(*place) * weight).sum();
    ((BASE - sum % BASE) % BASE) as u8
}

/// Sixteen bytes of HMAC-SHA256 over the parts, each preceded by its length so that parts cannot run into each other.
fn keyed(secret: &Secret, parts: &[&[u8]]) -> u128 {
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(&secret.0);
    // A key as long as the hash's block is used as it is, so this is HMAC with the 32-byte key (RFC 2104, section 2).
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(b"rapport voucher 1");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    let digest = mac.finalize().into_bytes();
    digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
}
