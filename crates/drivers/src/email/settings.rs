//! Where and how mail is handed over.

use std::{net::IpAddr, time::Duration};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (port 465), certificate verified.
    Implicit,
    /// `STARTTLS`, certificate verified; without it nothing is sent.
    Required,
    /// `STARTTLS` if offered, any certificate; else plain. Protects against listeners only (RFC 7435).
    Opportunistic,
    /// Plain text: for a mail server on this machine only.
    None,
}

/// A user name and password.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub user: String,
    /// What is sent once the connection is encrypted; never shown in logs.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login(..)")
    }
}

/// Everything a [`super::Mailer`] needs to know about its mail server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its name, which its certificate must carry.
    pub host: String,
    /// Where it listens: usually 25, 465 or 587.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Further certificate authorities to trust, as PEM.
    pub authorities: Option<String>,
    /// How to log in, if the server wants it. Never sent over an unprotected connection to another machine.
    pub login: Option<Login>,
    /// The name we greet with; should be the name of this machine.
    pub hello: String,
    /// Connections at the same time to a server that answers. As many again may wait for answers that are slow.
    pub connections: usize,
    /// How long to wait for a connection and for each answer before the final dot.
    pub patience: Duration,
    /// How long to wait for the answer to the final dot. At least ten minutes in earnest: whoever gives up earlier makes
    /// messages whose fate is unknown (RFC 5321, 4.5.3.2.6).
    pub after_dot: Duration,
}

impl Settings {
    /// Settings for a server at `host:port` with the usual patience.
    #[must_use]
    pub fn new(host: &str, port: u16, tls: Tls) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            authorities: None,
            login: None,
            hello: "localhost".into(),
            connections: 8,
            patience: Duration::from_secs(120),
            after_dot: Duration::from_secs(600),
        }
    }

    /// Whether the server is this machine.
    pub(super) fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// Why settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Plain text to another machine.
    #[error(
        "mail may be handed over in plain text to this machine only: for `{0}` say `starttls` or `tls` as its `security`"
    )]
    PlainText(String),
    /// A name that cannot be greeted with or connected to.
    #[error("`{0}` is not a host name")]
    Name(String),
    /// Without a connection nothing would ever be sent.
    #[error("at least one connection is needed")]
    NoConnections,
    /// The certificate authorities cannot be read.
    #[error("the certificate authorities cannot be read: {0}")]
    Authorities(String),
}
