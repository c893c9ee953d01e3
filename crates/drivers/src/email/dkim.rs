//! DKIM signatures (RFC 6376, RFC 8463).
//!
//! RSA is what every receiver checks; Ed25519 keys are short and quickly made, but some large receivers still ignore
//! them. Signing happens with a private key of our own only; nothing is ever decrypted with it.

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::message::{
    Message,
    dkim::{DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey},
    header::HeaderName,
};

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

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// Neither a PKCS #1 RSA key nor a PKCS #8 Ed25519 key.
    #[error("the DKIM key is neither an RSA key (PKCS #1) nor an Ed25519 key (PKCS #8) as PEM")]
    Key,
    /// A selector or domain with characters that have no place there.
    #[error("`{0}` is not a name that can stand in DNS")]
    Name(String),
}

/// A key with the name it is published under: `selector._domainkey.domain`.
pub struct Dkim {
    config: DkimConfig,
    signed: Vec<&'static str>,
}

/// An Ed25519 key in PKCS #8 is these bytes and the 32 of its seed (RFC 8410, 7).
const ED25519_PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// PEM of the Ed25519 key with this seed. The caller draws the 32 random bytes, once.
#[must_use]
pub fn ed25519_pem(seed: &[u8; 32]) -> String {
    let mut der = ED25519_PKCS8.to_vec();
    der.extend_from_slice(seed);
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

impl Dkim {
    /// A signer with a private key as PEM.
    ///
    /// # Errors
    /// [`DkimError`].
    pub fn new(selector: &str, domain: &str, pem: &str) -> Result<Self, DkimError> {
        for name in [selector, domain] {
            let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_';
            if name.is_empty() || name.len() > 253 || !name.bytes().all(good) {
                return Err(DkimError::Name(name.chars().take(64).collect()));
            }
        }
        let canonical =
            DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };
        let headers = SIGNED.iter().map(|name| HeaderName::new_from_ascii_str(name)).collect();
        let config = DkimConfig::new(selector.into(), domain.into(), key(pem)?, headers, canonical);
        Ok(Self { config, signed: SIGNED.to_vec() })
    }

    /// Which headers are covered.
    #[must_use]
    pub fn signed_headers(&self) -> &[&'static str] {
        &self.signed
    }

    pub(super) fn sign(&self, message: &mut Message) {
        message.sign(&self.config);
    }
}

fn key(pem: &str) -> Result<DkimSigningKey, DkimError> {
    if pem.contains("BEGIN RSA PRIVATE KEY") {
        return DkimSigningKey::new(pem, DkimSigningAlgorithm::Rsa).map_err(|_| DkimError::Key);
    }
    DkimSigningKey::new(&STANDARD.encode(seed(pem)?), DkimSigningAlgorithm::Ed25519).map_err(|_| DkimError::Key)
}

/// The seed of an Ed25519 key.
fn seed(pem: &str) -> Result<[u8; 32], DkimError> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    let der = STANDARD.decode(body).map_err(|_| DkimError::Key)?;
    der.strip_prefix(&ED25519_PKCS8).and_then(|seed| seed.try_into().ok()).ok_or(DkimError::Key)
}

/// The text of the DNS record that publishes the public half of an Ed25519 key, to stand at
/// `selector._domainkey.domain`.
///
/// # Errors
/// [`DkimError::Key`] if it is no Ed25519 key.
pub fn ed25519_record(pem: &str) -> Result<String, DkimError> {
    let public = ed25519_dalek::SigningKey::from_bytes(&seed(pem)?).verifying_key();
    Ok(format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(public.to_bytes())))
}
