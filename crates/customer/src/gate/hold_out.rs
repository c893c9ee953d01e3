//! Who is left alone on purpose, drawn by a keyed hash: the same customer, key and scope always give the same answer,
//! and no one without the key can tell who is in.

use crate::brand::{Brand, HoldOut};
use rapport_kernel::{CustomerId, JourneyId};
use sha2::{Digest, Sha256};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// A key as text, made into the 128 bits the hash needs: the first half of its SHA-256.
fn key_bits(key: &str) -> [u8; 16] {
    let digest = Sha256::digest(key.as_bytes());
    std::array::from_fn(|i| digest[i])
}

/// Where in `0.0 ..= 1.0` the customer stands for this key and scope; uniform over customers.
///
/// SipHash-1-3 with 128 bits of output over the scope, a zero byte and the customer's id; the upper 53 bits of the
/// first half, which a double holds exactly.
#[must_use]
pub fn position(key: &str, scope: &str, customer: CustomerId) -> f64 {
    let mut hasher = SipHasher13::new_with_key(&key_bits(key));
    hasher.write(scope.as_bytes());
    hasher.write(&[0]);
    hasher.write(&customer.0.to_le_bytes());
    let bits = hasher.finish128().h1 >> 11;
    bits as f64 / (1u64 << 53) as f64
}

/// Whether the customer belongs to the hold-out. `scope` keeps the draws of two journeys with one key apart;
/// `fallback` is the key used where the hold-out has none of its own.
#[must_use]
pub fn is_held_out(hold_out: &HoldOut, fallback: &str, scope: &str, customer: CustomerId) -> bool {
    let key = if hold_out.key.is_empty() { fallback } else { &hold_out.key };
    position(key, scope, customer) < hold_out.percent / 100.0
}

/// Whether the customer belongs to the brand's hold-out.
#[must_use]
pub fn in_brand(brand: &Brand, customer: CustomerId) -> bool {
    brand.hold_out.as_ref().is_some_and(|own| is_held_out(own, brand.id.as_str(), "brand", customer))
}

/// Whether the customer belongs to a journey's hold-out. Each journey draws its own customers.
#[must_use]
pub fn in_journey(hold_out: &HoldOut, journey: &JourneyId, brand: &Brand, customer: CustomerId) -> bool {
    let fallback = brand.hold_out.as_ref().map_or(brand.id.as_str(), |own| own.key.as_str());
    is_held_out(hold_out, fallback, &format!("journey/{journey}"), customer)
}
