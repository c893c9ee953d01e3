//! DKIM signatures (RFC 6376, RFC 8463).
//!
//! RSA is what every receiver checks; Ed25519 keys are short and quickly made, but some large receivers still ignore
//! them. So a message carries a signature of each key (RFC 8463, 3), and a receiver takes the one it understands.

mod key;

pub use key::{Algorithm, DkimKey};

use lettre::message::{
    Message,
    dkim::{DkimCanonicalization, DkimCanonicalizationType, DkimConfig},
    header::{HeaderName, Headers},
};
use std::fmt;

/// What is signed: all that says who, what and how to stop it. Named twice would also forbid additions, but lettre signs
/// each header once.
const SIGNED: [&str; 9] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];
const SIGNATURE: &str = "DKIM-Signature";

/// The longest string in a TXT record, in bytes (RFC 1035, 3.3).
const MAX_STRING: usize = 255;

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// Neither an RSA key (PKCS #1 or #8) nor an Ed25519 key (PKCS #8).
    #[error("the DKIM key is neither an RSA key (PKCS #1 or #8) nor an Ed25519 key (PKCS #8) as PEM")]
    Key,
    /// An RSA key of a length, in bits, that receivers need not accept (RFC 8301, 3.2).
    #[error("an RSA key for DKIM has 1024 to 4096 bits, this one has {0}")]
    Length(usize),
    /// The key could not be made.
    #[error("a DKIM key could not be made")]
    Generation,
    /// A selector or domain with characters that have no place there.
    #[error("`{0}` is not a name that can stand in DNS")]
    Name(String),
}

/// The TXT record that publishes the public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimRecord {
    /// Where it stands: `selector._domainkey.domain`.
    pub name: String,
    /// What it says.
    pub value: String,
}

impl DkimRecord {
    /// The value as a zone file holds it: quoted strings of at most 255 bytes, which receivers join again.
    #[must_use]
    pub fn zone_value(&self) -> String {
        let strings: Vec<String> = self
            .value
            .as_bytes()
            .chunks(MAX_STRING)
            .map(|part| format!("\"{}\"", String::from_utf8_lossy(part)))
            .collect();
        strings.join(" ")
    }
}

/// A key with the name it is published under.
pub struct Dkim {
    config: DkimConfig,
    record: DkimRecord,
    algorithm: Algorithm,
}

/// Without the key.
impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dkim").field("record", &self.record).finish_non_exhaustive()
    }
}

impl Dkim {
    /// A signer with a private key as PEM.
    ///
    /// # Errors
    /// [`DkimError`].
    pub fn new(selector: &str, domain: &str, pem: &str) -> Result<Self, DkimError> {
        for name in [selector, domain] {
            if !is_dns_name(name) {
                return Err(DkimError::Name(name.chars().take(64).collect()));
            }
        }
        let key = DkimKey::from_pem(pem)?;
        let canonical =
            DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };
        let headers = SIGNED.iter().map(|name| HeaderName::new_from_ascii_str(name)).collect();
        let record = DkimRecord { name: format!("{selector}._domainkey.{domain}"), value: key.record_value()? };
        let config = DkimConfig::new(selector.into(), domain.into(), key.signing_key()?, headers, canonical);
        Ok(Self { config, record, algorithm: key.algorithm() })
    }

    /// What stands in DNS for it.
    #[must_use]
    pub fn record(&self) -> &DkimRecord {
        &self.record
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The signature's header, folded, with its line end.
    fn signature(&self, message: &Message) -> String {
        // lettre keeps one header of a name, so that a second signature would take the place of the first.
        let mut copy = message.clone();
        copy.sign(&self.config);
        let mut alone = Headers::new();
        if let Some(signature) = copy.headers_mut().remove_raw(SIGNATURE) {
            alone.insert_raw(signature);
        }
        alone.to_string()
    }
}

/// Labels of 1 to 63 bytes, 253 in all (RFC 1035, 2.3.4).
fn is_dns_name(name: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(good))
}

/// The message's bytes with one signature by each key on top.
pub(super) fn signed(message: &Message, keys: &[Dkim]) -> Vec<u8> {
    let mut bytes = keys.iter().map(|key| key.signature(message)).collect::<String>().into_bytes();
    bytes.extend(message.formatted());
    bytes
}
