//! What people asked for and have not got: an export that was not handed over, an erasure that is not in the log. Noted before it is tried,
//! forgotten when it is done. What fails, or is broken off by a crash, stays, so that someone sees it.

use super::{
    Db, SqlError,
    db::{get, values},
};
use rapport_kernel::{CustomerId, Time};

/// The store of what is owed of one sort. Clones share it.
#[derive(Clone, Debug)]
pub struct Owed {
    db: Db,
    table: &'static str,
}

/// One that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Whose data.
    pub customer: CustomerId,
    /// When it was asked for first.
    pub since: Time,
    /// What stood in the way the last time.
    pub obstacle: Option<String>,
}

impl Owed {
    /// Exports that were not handed over yet.
    #[must_use]
    pub fn exports(db: Db) -> Self {
        Self { db, table: "open_export" }
    }

    /// Erasures that are not in the log yet.
    #[must_use]
    pub fn erasures(db: Db) -> Self {
        Self { db, table: "open_erasure" }
    }

    /// It is asked for. Asked for again, it is owed since the first time.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn asked(&self, customer: CustomerId, at: Time) -> Result<(), SqlError> {
        let sql = format!(
            "INSERT INTO {} (customer, since, obstacle) VALUES ($1, $2, '') ON CONFLICT (customer) DO NOTHING",
            self.table
        );
        self.db.run(&sql, values![customer.to_string(), at.0]).await.map(drop)
    }

    /// It did not come about: says why. It is owed still, or again.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn hindered(&self, customer: CustomerId, why: &str, at: Time) -> Result<(), SqlError> {
        let sql = format!(
            "INSERT INTO {} (customer, since, obstacle) VALUES ($1, $2, $3)
            ON CONFLICT (customer) DO UPDATE SET obstacle = excluded.obstacle",
            self.table
        );
        self.db.run(&sql, values![customer.to_string(), at.0, why]).await.map(drop)
    }

    /// It is owed to none of these any more: done, or they were erased.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn done(&self, customers: &[CustomerId]) -> Result<(), SqlError> {
        let sql = format!("DELETE FROM {} WHERE customer = $1", self.table);
        for customer in customers {
            self.db.run(&sql, values![customer.to_string()]).await?;
        }
        Ok(())
    }

    /// All that are owed, the longest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(&self) -> Result<Vec<Open>, SqlError> {
        let sql = format!("SELECT customer, since, obstacle FROM {} ORDER BY since", self.table);
        let rows = self.db.rows(&sql, values![]).await?;
        let read = |row| {
            let (customer, obstacle): (String, String) = (get(row, "customer")?, get(row, "obstacle")?);
            let customer = customer.parse().map_err(|_| SqlError::Damaged("customer"))?;
            Ok(Open {
                customer,
                since: Time(get(row, "since")?),
                obstacle: Some(obstacle).filter(|why| !why.is_empty()),
            })
        };
        rows.iter().map(read).collect()
    }
}
