//! What can go wrong with the database itself.

use super::{
    db::PATIENCE,
    postgres::{self, Meaning},
};
use crate::log::is_full;
use sqlx::postgres::PgDatabaseError;

/// What can go wrong with the database itself.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// There is no room on the database's disk.
    #[error("the database's disk is full: {0}")]
    Full(#[source] sqlx::Error),
    /// Others kept the database busy for longer than a query waits.
    #[error("the database was busy for {} s", PATIENCE.as_secs())]
    Busy,
    /// The file cannot be read or written at the moment.
    #[error("the database cannot be read or written: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database refuses a statement.
    #[error("the database refuses: {0}")]
    Refused(#[source] sqlx::Error),
    /// A value that no column can hold.
    #[error("a value that no column can hold")]
    BadValue,
    /// A stored value cannot be read as what it should be.
    #[error("the database holds something unreadable in {0}")]
    Damaged(&'static str),
    /// What was written just now is not what is read.
    #[error("the database does not keep what is written")]
    NotKept,
    /// The file was written by a newer Rapport.
    #[error("the database has schema version {found}, this program knows {known}: use the newer program")]
    Newer {
        /// The file's version.
        found: i64,
        /// The program's.
        known: i64,
    },
    /// The database cannot hold what Rapport writes.
    #[error("the database does not suit Rapport: {0}")]
    Unsuited(&'static str),
    /// Another server has this database.
    #[error("another Rapport server is using this database: stop that one first")]
    Served,
    /// Another server has written while this one was cut off.
    #[error("another Rapport server has written this database meanwhile: start this one again")]
    Taken,
    /// The work was broken off inside the process.
    #[error("the database work was broken off")]
    BrokenOff,
}

impl SqlError {
    /// Why this work can never be done, however well the database is, as a stable code; nothing for what passes.
    #[must_use]
    pub fn never(&self) -> Option<&'static str> {
        match self {
            Self::Refused(_) => Some("database_refuses"),
            Self::BadValue => Some("bad_value"),
            Self::Damaged(_) => Some("damaged_row"),
            Self::Newer { .. } => Some("newer_schema"),
            Self::Full(_) | Self::Busy | Self::Unavailable(_) | Self::NotKept | Self::BrokenOff => None,
            // What has to change is around the database.
            Self::Unsuited(_) | Self::Served | Self::Taken => None,
        }
    }
}

impl From<sqlx::Error> for SqlError {
    fn from(error: sqlx::Error) -> Self {
        let refusal = match &error {
            sqlx::Error::Database(refusal) => refusal,
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::Io(disk) if is_full(disk) => return Self::Full(error),
            // The statement and its answer do not fit together: they never will.
            sqlx::Error::RowNotFound
            | sqlx::Error::TypeNotFound { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::Encode(_) => return Self::Refused(error),
            _ => return Self::Unavailable(error),
        };
        if let Some(refusal) = refusal.try_downcast_ref::<PgDatabaseError>() {
            return match postgres::meaning(refusal) {
                Meaning::Full => Self::Full(error),
                Meaning::Busy => Self::Busy,
                Meaning::Unavailable => Self::Unavailable(error),
                Meaning::Refused => Self::Refused(error),
            };
        }
        let code = refusal.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
        // SQLite's primary result code is the lowest byte of the extended one.
        match code & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL
            5 | 6 | 15 => Self::Busy,
            // SQLITE_FULL
            13 => Self::Full(error),
            // SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB
            7 | 8 | 10 | 11 | 14 | 26 => Self::Unavailable(error),
            _ => Self::Refused(error),
        }
    }
}
