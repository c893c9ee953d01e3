//! Which installation this database belongs to: the database's own word, to be compared with the directory's.

use super::{
    Db, SqlError,
    db::{get, values},
};
use crate::installation::Identity;

/// The one row. Clones share it.
#[derive(Clone, Debug)]
pub struct Installations(Db);

impl Installations {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// What the database says it belongs to; nothing in one that was never told.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn get(&self) -> Result<Option<Identity>, SqlError> {
        let row = self.0.row("SELECT id, epoch FROM installation WHERE one = 1", values![]).await?;
        let identity = |row| {
            let epoch: i64 = get(&row, "epoch")?;
            let epoch = u64::try_from(epoch).map_err(|_| SqlError::Damaged("installation"))?;
            Ok(Identity { id: get(&row, "id")?, epoch })
        };
        row.map(identity).transpose()
    }

    /// Tells it.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn put(&self, identity: &Identity) -> Result<(), SqlError> {
        let sql = "INSERT INTO installation (one, id, epoch) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET id = excluded.id, epoch = excluded.epoch";
        let epoch = i64::try_from(identity.epoch).map_err(|_| SqlError::Damaged("installation"))?;
        self.0.run(sql, values![identity.id.as_str(), epoch]).await.map(drop)
    }
}
