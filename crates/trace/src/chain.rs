//! From line to line: each hash is made of the one before and the line's bytes.

use crate::{Deed, PersonRef, line};
use rapport_people::ObjectKind;
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// What begins a chain, and what binds a line to it: so that no hash of ours can stand for another.
const BEGIN: &[u8] = b"rapport trace begin 1\0";
const LINK: &[u8] = b"rapport trace link 1\0";

/// The longest line, in bytes. What is longer is told by its fields, or by the digest of what it is about.
pub const LONGEST: usize = 1 << 20;

/// The end of a chain: the number of its last line, and the hash over all of them. Written `1042:9f86d0...`, to be noted elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many lines there are.
    pub seq: u64,
    /// The hash over all of them.
    pub hash: [u8; 32],
}

/// A line in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// The bytes as they were hashed.
    pub line: Vec<u8>,
    /// The hash over it and all before.
    pub hash: [u8; 32],
}

/// Why a deed was not recorded. What it is about must then not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceRefusal {
    /// Someone recorded another deed meanwhile, or one is missing.
    #[error("the deed has the number {found}, and {due} comes next: read the head again")]
    NotNext {
        /// The number that comes next.
        due: u64,
        /// The deed's.
        found: u64,
    },
    /// A person of the staff is named in the line, which stays for ever.
    #[error("a person is recorded by the number of their key, not by name: use PersonRef::object")]
    PersonNamed,
    /// The line would be too long.
    #[error("the line would have {0} bytes, and may have 1 MiB: record the fields that changed, or a digest")]
    TooLong(usize),
    /// A value would not be read back as it is: nested too deeply, a key twice in one object, or a number that is not finite.
    #[error(
        "a value in it could not be read back: it is nested too deeply, has a key twice, or a number that is not finite"
    )]
    NotReadBack,
}

impl TraceRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotNext { .. } => "not_next",
            Self::PersonNamed => "person_named",
            Self::TooLong(_) => "too_long",
            Self::NotReadBack => "not_read_back",
        }
    }
}

impl Head {
    /// The empty chain of an installation: no line of another one fits into it.
    #[must_use]
    pub fn begin(installation: &str) -> Self {
        let hash = Sha256::new().chain_update(BEGIN).chain_update(installation).finalize().into();
        Self { seq: 0, hash }
    }

    /// The link of a deed, and the head with it.
    ///
    /// # Errors
    /// The named [`TraceRefusal`].
    pub fn append(&self, deed: &Deed) -> Result<(ChainLink, Self), TraceRefusal> {
        if deed.seq != self.next() {
            return Err(TraceRefusal::NotNext { due: self.next(), found: deed.seq });
        }
        if deed.object.kind == ObjectKind::Person && deed.object.id.parse::<PersonRef>().is_err() {
            return Err(TraceRefusal::PersonNamed);
        }
        let line = line::write(deed);
        if line.len() > LONGEST {
            return Err(TraceRefusal::TooLong(line.len()));
        }
        if line::read(&line).as_ref() != Ok(deed) {
            return Err(TraceRefusal::NotReadBack);
        }
        let head = self.with(&line);
        Ok((ChainLink { line, hash: head.hash }, head))
    }

    /// The number of the next line.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.seq + 1
    }

    /// The head with one more line.
    pub(crate) fn with(&self, line: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(LINK).chain_update(self.hash).chain_update(line).finalize().into();
        Self { seq: self.next(), hash }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is no head of a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a head of the trace: write the number of lines, a colon and 64 hexadecimal digits")]
pub struct ParseHeadError(pub String);

impl FromStr for Head {
    type Err = ParseHeadError;
    fn from_str(text: &str) -> Result<Self, ParseHeadError> {
        let error = || ParseHeadError(text.chars().take(100).collect());
        let (seq, digits) = text.split_once(':').ok_or_else(error)?;
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(error());
        }
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).map_err(|_| error())?;
        }
        Ok(Self { seq: seq.parse().map_err(|_| error())?, hash })
    }
}
