//! What a company's directory calls accounts. Accounts that were made by hand are shown to the directory too, so that it takes them over
//! instead of making a second one.

use super::{Account, AccountError, Accounts, COLUMNS, is_free, read, remember_name};
use crate::sql::{
    SqlError,
    db::{get, values},
};
use rapport_people::PersonId;

/// An account as the directory knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryAccount {
    /// The account itself.
    pub account: Account,
    /// What the directory knows it by, as it wrote it; empty if it never wrote one.
    pub user_name: String,
    /// What the directory calls it; empty if it does not say.
    pub external_id: String,
    /// Whether the directory has removed it. The account is closed then, and stays as the author of what it did.
    pub removed: bool,
}

impl Accounts {
    /// Every account of a person with an address, by name; those that the directory removed, too.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn in_directory(&self) -> Result<Vec<DirectoryAccount>, SqlError> {
        let sql = format!(
            "SELECT {COLUMNS}, COALESCE(d.user_name, '') AS user_name, COALESCE(d.external_id, '') AS external_id,
            COALESCE(d.removed, 0) AS removed FROM account a LEFT JOIN directory_account d ON d.account = a.id
            WHERE a.email <> '' ORDER BY LOWER(a.name), a.id"
        );
        let rows = self.db.rows(&sql, values![]).await?;
        let of = |row| {
            Ok(DirectoryAccount {
                account: read(row)?,
                user_name: get(row, "user_name")?,
                external_id: get(row, "external_id")?,
                removed: get::<i64>(row, "removed")? != 0,
            })
        };
        rows.iter().map(of).collect()
    }

    /// Takes over what the directory says of an account: its name, its address, and what the directory calls it. Whether it may come in is
    /// [`Accounts::set_active`]'s.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::EmailTaken`], [`AccountError::Sql`].
    pub async fn take_from_directory(&self, said: &DirectoryAccount) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let id = &said.account.id;
        let email = said.account.email.as_deref().unwrap_or_default();
        is_free(&tx, email, id).await?;
        let sql = "UPDATE account SET name = $1, email = $2 WHERE id = $3";
        if tx.run(sql, values![said.account.name.as_str(), email, id.0.as_str()]).await? == 0 {
            return Err(AccountError::Unknown);
        }
        remember_name(&tx, id, &said.account.name).await?;
        let sql = "INSERT INTO directory_account (account, user_name, external_id, removed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account) DO UPDATE SET user_name = excluded.user_name, external_id = excluded.external_id,
            removed = excluded.removed";
        let row = values![id.0.as_str(), said.user_name.as_str(), said.external_id.as_str(), i64::from(said.removed)];
        tx.run(sql, row).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that the directory removed an account.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn remove_from_directory(&self, id: &PersonId) -> Result<(), SqlError> {
        let sql = "INSERT INTO directory_account (account, user_name, external_id, removed) VALUES ($1, '', '', 1)
            ON CONFLICT (account) DO UPDATE SET external_id = '', removed = 1";
        self.db.run(sql, values![id.0.as_str()]).await.map(drop)
    }
}
