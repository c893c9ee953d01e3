//! Where a database is: a file of SQLite, or a PostgreSQL server.

use super::{SqlError, connection::Engine, postgres, sqlite};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// Where a database is. What it shows of itself never holds a password.
#[derive(Clone)]
pub enum Location {
    /// A file; SQLite makes it if it is missing.
    File(PathBuf),
    /// A database on a PostgreSQL server, which must exist.
    Server(Box<DatabaseServer>),
}

impl Location {
    /// The file that a data directory holds unless another database is named.
    #[must_use]
    pub fn within(data: &Path) -> Self {
        Self::File(data.join(crate::stores::DATABASE))
    }

    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::File(path) => Engine::Sqlite(sqlite::options(path)),
            Self::Server(server) => Engine::Postgres(postgres::settled(server.options.clone())),
        }
    }

    /// The file, if it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) => None,
        }
    }

    /// Whether there is a database to ask: the file is there, or the server's database holds Rapport's tables.
    ///
    /// # Errors
    /// [`SqlError`] if the server cannot be asked.
    pub async fn exists(&self) -> Result<bool, SqlError> {
        match self {
            Self::File(path) => Ok(path.exists()),
            Self::Server(server) => postgres::has_tables(&server.options).await,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(server) => fmt::Display::fmt(server, f),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

/// A database on a PostgreSQL server.
#[derive(Clone)]
pub struct DatabaseServer {
    pub(super) options: PgConnectOptions,
}

impl fmt::Display for DatabaseServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options } = self;
        let host = options.get_socket().map_or_else(|| options.get_host().into(), |path| path.to_string_lossy());
        let database = options.get_database().unwrap_or_else(|| options.get_username());
        write!(f, "postgres://{}@{host}:{}/{database}", options.get_username(), options.get_port())
    }
}

impl fmt::Debug for DatabaseServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseServer({self})")
    }
}

/// The text names no database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLocation {
    /// It begins like an address and is none.
    #[error(
        "a PostgreSQL database is named as postgres://USER:PASSWORD@HOST:PORT/DATABASE; the password may also come from PGPASSWORD"
    )]
    Address,
    /// Another engine.
    #[error("a database is the path of an SQLite file, or postgres://..")]
    Engine,
    /// A password would go over the network in the clear.
    #[error("a server on another machine needs sslmode=require, verify-ca or verify-full in its address")]
    Unencrypted,
}

impl FromStr for Location {
    type Err = NoLocation;
    fn from_str(text: &str) -> Result<Self, NoLocation> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // Whatever the reader says might repeat the password.
            let options: PgConnectOptions = text.parse().map_err(|_| NoLocation::Address)?;
            return Ok(Self::Server(Box::new(DatabaseServer { options: encrypted(options, text)? })));
        }
        match text.strip_prefix("sqlite:").unwrap_or(text) {
            _ if text.contains("://") => Err(NoLocation::Engine),
            "" => Err(NoLocation::Engine),
            path => Ok(Self::File(path.into())),
        }
    }
}

/// Money and secrets leave the machine only encrypted, unless the address says in so many words that they may not be.
fn encrypted(options: PgConnectOptions, text: &str) -> Result<PgConnectOptions, NoLocation> {
    let host = options.get_host();
    let is_here = options.get_socket().is_some() || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host);
    match options.get_ssl_mode() {
        _ if is_here => Ok(options),
        PgSslMode::Prefer if !text.contains("sslmode") && !text.contains("ssl-mode") => {
            Ok(options.ssl_mode(PgSslMode::Require))
        }
        PgSslMode::Prefer | PgSslMode::Allow => Err(NoLocation::Unencrypted),
        _ => Ok(options),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let location: Location = "postgres://ada:hunter2@db.example.org:5433/rapport".parse().unwrap();
        assert_eq!(location.to_string(), "postgres://ada@db.example.org:5433/rapport");
        assert!(!format!("{location:?}").contains("hunter2"));
        let wrong = "postgres://ada:hunter2@[bad/x".parse::<Location>().unwrap_err();
        assert!(!wrong.to_string().contains("hunter2"), "{wrong}");
    }

    #[test]
    fn files_and_servers_are_told_apart() {
        assert!("data/rapport.sqlite".parse::<Location>().unwrap().file().is_some());
        assert!("sqlite:data/rapport.sqlite".parse::<Location>().unwrap().file().is_some());
        assert!("postgresql:///rapport?host=/run/postgresql".parse::<Location>().unwrap().file().is_none());
        for wrong in ["", "mysql://a/b", "sqlite://x"] {
            assert_eq!(wrong.parse::<Location>().unwrap_err(), NoLocation::Engine, "{wrong}");
        }
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_in_secret() {
        let mode = |text: &str| match text.parse::<Location>() {
            Ok(Location::Server(server)) => Ok(format!("{:?}", server.options.get_ssl_mode())),
            Ok(Location::File(_)) => panic!("{text}"),
            Err(error) => Err(error),
        };
        assert_eq!(mode("postgres://ada@db.example.org/rapport").unwrap(), "Require");
        assert_eq!(mode("postgres://ada@127.0.0.1/rapport").unwrap(), "Prefer");
        assert_eq!(mode("postgres://ada@db.example.org/rapport?sslmode=verify-full").unwrap(), "VerifyFull");
        assert_eq!(mode("postgres://ada@db.example.org/rapport?sslmode=prefer").unwrap_err(), NoLocation::Unencrypted);
        assert_eq!(mode("postgres://ada@db.example.org/rapport?sslmode=disable").unwrap(), "Disable", "asked for");
    }
}
