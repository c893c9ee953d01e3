//! Printers and mail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A receipt printer in the network (ESC/POS).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// Its id.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$")]
    pub id: String,
    /// Which branch it stands in.
    #[schema(max_length = 64)]
    pub branch: String,
    /// `host:port`; the usual port is 9100.
    #[schema(example = "192.0.2.10:9100", max_length = 256)]
    pub address: String,
    /// Characters in a line, 24 to 96.
    #[schema(minimum = 24, maximum = 96, example = 42)]
    pub columns: u16,
}

/// How mail leaves the house.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailSettings {
    /// The mail server; absent: no mail is sent.
    pub host: Option<String>,
    /// Its port.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    /// The user, if it asks for one.
    pub user: Option<String>,
    /// Whether a password is stored.
    pub password: bool,
    /// The domain signed for with DKIM; absent: not signed.
    pub dkim_domain: Option<String>,
    /// The DKIM selector.
    pub dkim_selector: Option<String>,
    /// Whether a DKIM key is stored.
    pub dkim_key: bool,
    /// Where bounces go.
    pub return_path: Option<String>,
    /// How many connections at once.
    pub connections: u16,
}

/// New mail settings. Absent secrets stay as they are.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailInput {
    /// The mail server; absent: no mail is sent.
    #[schema(max_length = 256)]
    pub host: Option<String>,
    /// Its port.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    #[schema(pattern = "^(none|starttls|tls)$")]
    pub security: String,
    /// The user.
    #[schema(max_length = 256)]
    pub user: Option<String>,
    /// Its password.
    #[schema(max_length = 256)]
    pub password: Option<String>,
    /// The domain to sign for with DKIM.
    #[schema(max_length = 256)]
    pub dkim_domain: Option<String>,
    /// The DKIM selector.
    #[schema(max_length = 64)]
    pub dkim_selector: Option<String>,
    /// The DKIM private key (PEM).
    #[schema(max_length = 8192)]
    pub dkim_key: Option<String>,
    /// Where bounces go.
    #[schema(max_length = 320)]
    pub return_path: Option<String>,
    /// How many connections at once, 1 to 32.
    #[schema(minimum = 1, maximum = 32)]
    pub connections: u16,
}

/// What became of a trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Trial {
    /// Whether it worked.
    pub ok: bool,
    /// What was said, in words.
    pub message: String,
}
