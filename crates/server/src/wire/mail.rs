//! Mail settings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key that signs mail, and the TXT record that publishes its public half.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DkimKey {
    /// The name it is published under, before `._domainkey.` and the domain.
    pub selector: String,
    /// `rsa` or `ed25519`.
    pub algorithm: String,
    /// The record's name.
    #[schema(example = "rsa-20270105101500._domainkey.acme.example")]
    pub name: String,
    /// The record's value in one piece.
    #[schema(example = "v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=")]
    pub value: String,
    /// The same as a zone file holds it: quoted strings of at most 255 bytes.
    pub zone_value: String,
}

/// A signing key of one's own.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DkimKeyInput {
    /// The name it is published under, before `._domainkey.` and the domain.
    #[schema(min_length = 1, max_length = 64)]
    pub selector: String,
    /// The private key as PEM: RSA of 1024 to 4096 bits (PKCS #1 or #8), or Ed25519 (PKCS #8).
    #[schema(max_length = 8192)]
    pub key: String,
}

/// How mail leaves the house.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailSettings {
    /// The mail server; absent: no mail is sent.
    pub host: Option<String>,
    /// Where the mail server listens: usually 25, 465 or 587.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    /// The user, if it asks for one.
    pub user: Option<String>,
    /// Whether a password is stored.
    pub password: bool,
    /// The domain signed for with DKIM; absent: not signed.
    pub dkim_domain: Option<String>,
    /// The signing keys, with their DNS records. Private keys are never returned.
    pub dkim_keys: Vec<DkimKey>,
    /// Where bounces go.
    pub return_path: Option<String>,
    /// How many connections at once.
    pub connections: u16,
    /// How many confirmations wait for a brand's sender address or for the mail server.
    pub confirmations_waiting: u64,
    /// Which state of the settings this is; also the `ETag`.
    pub revision: String,
}

/// New mail settings. Absent secrets stay as they are.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailInput {
    /// The mail server; absent: no mail is sent.
    #[schema(max_length = 256)]
    pub host: Option<String>,
    /// Where the mail server listens: usually 25, 465 or 587.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    #[schema(pattern = "^(none|starttls|tls)$")]
    pub security: String,
    /// The name to sign in by; absent if the server asks for none.
    #[schema(max_length = 256)]
    pub user: Option<String>,
    /// What is sent to sign in; never shown again.
    #[schema(max_length = 256)]
    pub password: Option<String>,
    /// The domain to sign for with DKIM.
    #[schema(max_length = 256)]
    pub dkim_domain: Option<String>,
    /// The keys to sign with from now on, instead of the stored ones; each adds a signature.
    #[schema(max_items = 4)]
    pub dkim_keys: Option<Vec<DkimKeyInput>>,
    /// Where bounces go.
    #[schema(max_length = 320)]
    pub return_path: Option<String>,
    /// How many connections at once, 1 to 32; absent: 4.
    #[serde(default = "crate::settings::usual_connections")]
    #[schema(minimum = 1, maximum = 32)]
    pub connections: u16,
}
