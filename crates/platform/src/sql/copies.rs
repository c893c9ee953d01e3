//! What was said in each message, kept as it left: for those of the company who are asked what someone got.
//!
//! Kept for a while and no longer, and gone when the person is erased.

use super::{
    Db, SqlError,
    db::{get, values},
};
use rapport_customer::SendKey;
use rapport_kernel::{CustomerId, Span, Time};

/// How long a copy is kept.
pub const KEPT: Span = Span(90 * Span::DAY.0);

/// The store of copies. Clones share it.
#[derive(Clone, Debug)]
pub struct Copies {
    db: Db,
}

/// A copy as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// When the message was made.
    pub at: Time,
    /// What was said, as whoever kept it wrote it.
    pub body: String,
}

impl Copies {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps what a message says; of several tries the last.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn keep(&self, key: &SendKey, customer: CustomerId, at: Time, body: &str) -> Result<(), SqlError> {
        let sql = "INSERT INTO message_copy (send_key, customer, at, body) VALUES ($1, $2, $3, $4)
            ON CONFLICT (send_key) DO UPDATE SET at = excluded.at, body = excluded.body";
        self.db.run(sql, values![key.as_str(), customer.to_string(), at.0, body]).await.map(drop)
    }

    /// What a message said, if it is kept.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn find(&self, key: &SendKey) -> Result<Option<Copy>, SqlError> {
        let sql = "SELECT at, body FROM message_copy WHERE send_key = $1";
        let row = self.db.row(sql, values![key.as_str()]).await?;
        row.map(|row| Ok(Copy { at: Time(get(&row, "at")?), body: get(&row, "body")? })).transpose()
    }

    /// Forgets what was kept long enough; returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn purge(&self, now: Time) -> Result<u64, SqlError> {
        self.db.run("DELETE FROM message_copy WHERE at < $1", values![(now - KEPT).0]).await
    }

    /// Forgets a message that did not leave after all.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn drop(&self, key: &SendKey) -> Result<(), SqlError> {
        self.db.run("DELETE FROM message_copy WHERE send_key = $1", values![key.as_str()]).await.map(drop)
    }

    /// Forgets all that was said to these people.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn forget(&self, customers: &[CustomerId]) -> Result<(), SqlError> {
        for customer in customers {
            self.db.run("DELETE FROM message_copy WHERE customer = $1", values![customer.to_string()]).await?;
        }
        self.db.empty_log().await
    }
}
