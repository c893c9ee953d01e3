//! What is kept apart: personal data of staff, under a key of each person's own.
//!
//! A commitment is HMAC-SHA-256 with the person's key over the deed's number, the part the person has in it, and what is kept. With the
//! key anybody can check that what is kept is what was recorded. Without it a commitment tells nothing, not even by trying every name: a
//! key has 256 random bits. Two deeds of one person have commitments that do not resemble each other, and the same number for the person.

use crate::{FieldChange, line};
use hmac::{Hmac, Mac};
use rapport_people::{Object, ObjectKind, PersonId};
use sha2::Sha256;
use smol_str::SmolStr;
use std::{fmt, str::FromStr};

/// Keeps these commitments apart from everything else that is hashed with a key.
const DOMAIN: &[u8] = b"rapport trace person 1\0";

/// The secret of one person: 32 random bytes, made outside and kept beside what it opens. It is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey(pub [u8; 32]);

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(..)")
    }
}

/// The number of a person's key: random, the same in all deeds of the person, and all that is left of one who was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonRef(pub u128);

impl fmt::Display for PersonRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl PersonRef {
    /// The person as the object of a deed.
    #[must_use]
    pub fn object(self) -> Object {
        Object::new(ObjectKind::Person, &self.to_string())
    }
}

/// The text is not the number of a person's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the number of a person's key: 32 hexadecimal digits in small")]
pub struct NoPersonRef;

impl FromStr for PersonRef {
    type Err = NoPersonRef;
    fn from_str(text: &str) -> Result<Self, NoPersonRef> {
        let number = u128::from_str_radix(text, 16).map(Self).map_err(|_| NoPersonRef)?;
        if number.to_string() == text { Ok(number) } else { Err(NoPersonRef) }
    }
}

/// The part someone has in a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeedPart {
    /// They did it.
    Who = 1,
    /// It was done in their place.
    InPlaceOf = 2,
    /// It was done to them.
    About = 3,
}

/// What is kept of one person's part in one deed.
#[derive(Clone, Debug, PartialEq)]
pub struct Personal {
    /// The person the part belongs to.
    pub person: PersonId,
    /// From which network address.
    pub address: Option<SmolStr>,
    /// What was before and after, of what is personal data of theirs.
    pub changes: Vec<FieldChange>,
}

/// What a line has of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Whose key.
    pub person: PersonRef,
    /// A keyed hash that binds the name without showing it.
    pub commitment: [u8; 32],
}

impl Seal {
    /// The seal of what is kept of a person's part in the deed of this number.
    #[must_use]
    pub fn of(person: PersonRef, key: &PersonKey, seq: u64, part: DeedPart, personal: &Personal) -> Self {
        let commitment = commit(key, seq, part, personal).finalize().into_bytes().into();
        Self { person, commitment }
    }

    /// Whether this is what was kept when the deed was recorded.
    #[must_use]
    pub fn holds(&self, key: &PersonKey, seq: u64, part: DeedPart, personal: &Personal) -> bool {
        commit(key, seq, part, personal).verify_slice(&self.commitment).is_ok()
    }
}

fn commit(key: &PersonKey, seq: u64, part: DeedPart, personal: &Personal) -> Hmac<Sha256> {
    // A key shorter than a block is filled up with zeros, as RFC 2104 says.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&key.0);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for piece in [DOMAIN, &seq.to_be_bytes(), &[part as u8], &line::write_personal(personal)] {
        mac.update(piece);
    }
    mac
}
