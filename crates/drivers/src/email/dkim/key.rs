//! The private keys: read from PEM, made, and what they publish.
//!
//! They sign only; nothing is ever decrypted with them.

use super::DkimError;
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::SigningKey;
use lettre::message::dkim::{DkimSigningAlgorithm, DkimSigningKey};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey},
    pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding},
    rand_core::{OsRng, RngCore},
    traits::PublicKeyParts,
};
use std::{fmt, ops::RangeInclusive};

/// What receivers must be able to check, in bits (RFC 8301, 3.2). Shorter keys can be broken.
const RSA_BITS: RangeInclusive<usize> = 1024..=4096;
/// What signers should use (RFC 8301, 3.2). Longer ones do not fit into one DNS packet everywhere.
const NEW_RSA_BITS: usize = 2048;
/// An Ed25519 key in PKCS #8 is these bytes and the 32 of its seed (RFC 8410, 7).
const ED25519_PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `rsa-sha256`
    Rsa,
    /// `ed25519-sha256`
    Ed25519,
}

impl Algorithm {
    /// The name in a record's `k=` tag.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// A private key for DKIM.
pub struct DkimKey(Inner);

enum Inner {
    Rsa(Box<RsaPrivateKey>),
    Ed25519(Box<SigningKey>),
}

/// Says what it is, not what it holds.
impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DkimKey").field(&self.algorithm()).finish()
    }
}

impl DkimKey {
    /// Reads an RSA key (PKCS #1 or #8) or an Ed25519 key (PKCS #8).
    ///
    /// # Errors
    /// [`DkimError::Key`], [`DkimError::Length`].
    pub fn from_pem(pem: &str) -> Result<Self, DkimError> {
        if let Some(seed) = seed(pem) {
            return Ok(Self(Inner::Ed25519(Box::new(SigningKey::from_bytes(&seed)))));
        }
        let rsa = RsaPrivateKey::from_pkcs8_pem(pem).or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem));
        let rsa = rsa.map_err(|_| DkimError::Key)?;
        let bits = rsa.n().bits();
        if !RSA_BITS.contains(&bits) {
            return Err(DkimError::Length(bits));
        }
        Ok(Self(Inner::Rsa(Box::new(rsa))))
    }

    /// Makes an RSA key of 2048 bits. Takes up to some seconds of computing.
    ///
    /// # Errors
    /// [`DkimError::Generation`] if the system gives no randomness.
    pub fn new_rsa() -> Result<Self, DkimError> {
        let key = RsaPrivateKey::new(&mut OsRng, NEW_RSA_BITS).map_err(|_| DkimError::Generation)?;
        Ok(Self(Inner::Rsa(Box::new(key))))
    }

    /// Makes an Ed25519 key.
    ///
    /// # Errors
    /// [`DkimError::Generation`] if the system gives no randomness.
    pub fn new_ed25519() -> Result<Self, DkimError> {
        let mut seed = [0; 32];
        OsRng.try_fill_bytes(&mut seed).map_err(|_| DkimError::Generation)?;
        Ok(Self(Inner::Ed25519(Box::new(SigningKey::from_bytes(&seed)))))
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Inner::Rsa(_) => Algorithm::Rsa,
            Inner::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// PEM (PKCS #8). A secret.
    ///
    /// # Errors
    /// [`DkimError::Key`] if it cannot be written.
    pub fn to_pem(&self) -> Result<String, DkimError> {
        match &self.0 {
            Inner::Rsa(key) => {
                let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| DkimError::Key)?;
                Ok(pem.as_str().to_owned())
            }
            Inner::Ed25519(key) => {
                let mut der = ED25519_PKCS8.to_vec();
                der.extend_from_slice(key.as_bytes());
                Ok(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der)))
            }
        }
    }

    /// The text of the DNS record with the public half (RFC 6376, 3.6.1; RFC 8463, 4).
    pub(super) fn record_value(&self) -> Result<String, DkimError> {
        let public = match &self.0 {
            Inner::Rsa(key) => key.to_public_key().to_public_key_der().map_err(|_| DkimError::Key)?.into_vec(),
            Inner::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        };
        Ok(format!("v=DKIM1; k={}; p={}", self.algorithm().as_str(), STANDARD.encode(public)))
    }

    /// The same for lettre, which reads RSA as PKCS #1 and Ed25519 as the bare seed.
    pub(super) fn signing_key(&self) -> Result<DkimSigningKey, DkimError> {
        match &self.0 {
            Inner::Rsa(key) => {
                let pem = key.to_pkcs1_pem(LineEnding::LF).map_err(|_| DkimError::Key)?;
                DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa)
            }
            Inner::Ed25519(key) => DkimSigningKey::new(&STANDARD.encode(key.as_bytes()), DkimSigningAlgorithm::Ed25519),
        }
        .map_err(|_| DkimError::Key)
    }
}

/// The seed, if it is an Ed25519 key.
fn seed(pem: &str) -> Option<[u8; 32]> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    STANDARD.decode(body).ok()?.strip_prefix(&ED25519_PKCS8)?.try_into().ok()
}
