//! Links that are good once: what each was used for, until it would have run out anyway.

use super::{Db, SqlError, db::values, token};
use rapport_kernel::Time;

/// The store of used links. Clones share it.
#[derive(Clone, Debug)]
pub struct UsedLinks {
    db: Db,
}

impl UsedLinks {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Uses a link up for one thing; says whether this was the first time. Of many at the same moment one is the first. On
    /// disk before it answers. What ran out before `now` is forgotten.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn take(&self, link: &str, what: &str, now: Time, until: Time) -> Result<bool, SqlError> {
        self.db.run("DELETE FROM used_link WHERE expires < $1", values![now.0]).await?;
        let key = token::hash(&format!("{what} {link}"));
        let sql = "INSERT INTO used_link (key, expires) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
        Ok(self.db.run(sql, values![key, until.0]).await? == 1)
    }
}
