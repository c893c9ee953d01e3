//! Exports that people were promised and have not got: noted before one is put together, forgotten when it is handed over. What fails,
//! or is broken off by a crash, stays, so that someone sees it.

use super::{
    Db, SqlError,
    db::{get, values},
};
use rapport_kernel::{CustomerId, Time};

/// The store of exports under way. Clones share it.
#[derive(Clone, Debug)]
pub struct Exports {
    db: Db,
}

/// One that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenExport {
    /// Whose data.
    pub customer: CustomerId,
    /// When it was asked for first.
    pub since: Time,
    /// What stood in the way the last time.
    pub obstacle: Option<String>,
}

impl Exports {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// It is asked for. Asked for again, it is owed since the first time.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn asked(&self, customer: CustomerId, at: Time) -> Result<(), SqlError> {
        let sql =
            "INSERT INTO open_export (customer, since, obstacle) VALUES ($1, $2, '') ON CONFLICT (customer) DO NOTHING";
        self.db.run(sql, values![customer.to_string(), at.0]).await.map(drop)
    }

    /// It did not come about: says why. It is owed still, or again.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn hindered(&self, customer: CustomerId, why: &str, at: Time) -> Result<(), SqlError> {
        let sql = "INSERT INTO open_export (customer, since, obstacle) VALUES ($1, $2, $3)
            ON CONFLICT (customer) DO UPDATE SET obstacle = excluded.obstacle";
        self.db.run(sql, values![customer.to_string(), at.0, why]).await.map(drop)
    }

    /// It is owed to none of these any more: handed over, or they were erased.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn done(&self, customers: &[CustomerId]) -> Result<(), SqlError> {
        for customer in customers {
            self.db.run("DELETE FROM open_export WHERE customer = $1", values![customer.to_string()]).await?;
        }
        Ok(())
    }

    /// All that are owed, the longest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(&self) -> Result<Vec<OpenExport>, SqlError> {
        let rows = self.db.rows("SELECT customer, since, obstacle FROM open_export ORDER BY since", values![]).await?;
        let read = |row| {
            let (customer, obstacle): (String, String) = (get(row, "customer")?, get(row, "obstacle")?);
            let customer = customer.parse().map_err(|_| SqlError::Damaged("customer"))?;
            Ok(OpenExport {
                customer,
                since: Time(get(row, "since")?),
                obstacle: Some(obstacle).filter(|why| !why.is_empty()),
            })
        };
        rows.iter().map(read).collect()
    }
}
