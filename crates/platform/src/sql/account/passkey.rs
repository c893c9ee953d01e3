//! Passkeys: what proves an account by a device instead of a password. What a passkey is made of is for whoever checks it; here it is a
//! text.

use super::{AccountError, Accounts, password::Hashed};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{Tx, get, values},
    token,
};
use rapport_kernel::Time;
use rapport_people::PersonId;

/// How many passkeys an account may have.
pub const MOST: i64 = 20;

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPasskey {
    /// By which it is named to people. It opens nothing.
    pub id: String,
    /// The account that it signs in to.
    pub account: PersonId,
    /// By which devices name the account, a UUID: the same for all of its passkeys.
    pub handle: String,
    /// What its owner calls it.
    pub name: String,
    /// Its public key and counter, as whoever checks them writes them.
    pub credential: String,
    /// The moment it was made.
    pub created: Time,
    /// The moment it opened something last.
    pub used: Option<Time>,
}

/// A passkey that a device has made just now.
#[derive(Clone, Copy, Debug)]
pub struct NewPasskey<'a> {
    /// The credential's id, which no two passkeys share.
    pub key: &'a str,
    /// By which the device names the account.
    pub handle: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// Its public key and counter.
    pub credential: &'a str,
}

const COLUMNS: &str = "id, account, handle, name, credential, created, used";

impl Accounts {
    /// Adds a passkey while the password that was typed is the account's.
    ///
    /// # Errors
    /// [`AccountError::PasswordChanged`], [`AccountError::Exists`] if there is one of this key, [`AccountError::TooMany`],
    /// [`AccountError::Sql`].
    pub async fn add_passkey(
        &self,
        id: &PersonId,
        typed: &Hashed,
        new: NewPasskey<'_>,
        now: Time,
    ) -> Result<KeptPasskey, AccountError> {
        let tx = self.db.begin().await?;
        let sql = "SELECT id FROM account WHERE id = $1 AND active = 1 AND password_hash = $2";
        if tx.row(sql, values![id.0.as_str(), typed.text()]).await?.is_none() {
            return Err(AccountError::PasswordChanged);
        }
        let row = tx.row("SELECT COUNT(*) AS n FROM passkey WHERE account = $1", values![id.0.as_str()]).await?;
        if row.map_or(Ok(0), |row| get::<i64>(&row, "n"))? >= MOST {
            return Err(AccountError::TooMany);
        }
        let passkey = KeptPasskey {
            id: token::fresh("k")[..18].to_owned(),
            account: id.clone(),
            handle: new.handle.to_owned(),
            name: new.name.to_owned(),
            credential: new.credential.to_owned(),
            created: now,
            used: None,
        };
        let sql = "INSERT INTO passkey (id, credential_id, account, handle, name, credential, created, used)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (credential_id) DO NOTHING";
        let values = values![passkey.id.as_str(), new.key, id.0.as_str(), new.handle, new.name, new.credential, now.0];
        if tx.run(sql, values).await? == 0 {
            return Err(AccountError::Exists);
        }
        tx.commit().await?;
        Ok(passkey)
    }

    /// An account's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn passkeys(&self, id: &PersonId) -> Result<Vec<KeptPasskey>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM passkey WHERE account = $1 ORDER BY created, id");
        self.db.rows(&sql, values![id.0.as_str()]).await?.iter().map(read).collect()
    }

    /// The passkey of this credential, whosever it is.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn passkey(&self, key: &str) -> Result<Option<KeptPasskey>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM passkey WHERE credential_id = $1");
        self.db.row(&sql, values![key]).await?.as_ref().map(read).transpose()
    }

    /// Takes a passkey away, with every browser that it opened; whether there was one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn remove_passkey(&self, id: &PersonId, passkey: &str) -> Result<bool, SqlError> {
        let tx = self.db.begin().await?;
        let sql = "DELETE FROM passkey WHERE account = $1 AND id = $2";
        let there = tx.run(sql, values![id.0.as_str(), passkey]).await? > 0;
        tx.run("DELETE FROM session WHERE account = $1 AND passkey = $2", values![id.0.as_str(), passkey]).await?;
        tx.commit().await?;
        Ok(there)
    }
}

/// Notes that a passkey opened something, with the counter it has now; whether it is still there as it was read.
pub(super) async fn used(tx: &Tx, before: &KeptPasskey, credential: &str, now: Time) -> Result<bool, SqlError> {
    let sql = "UPDATE passkey SET credential = $1, used = $2 WHERE id = $3 AND credential = $4";
    let values = values![credential, now.0, before.id.as_str(), before.credential.as_str()];
    Ok(tx.run(sql, values).await? == 1)
}

fn read(row: &SqlRow) -> Result<KeptPasskey, SqlError> {
    let used: i64 = get(row, "used")?;
    Ok(KeptPasskey {
        id: get(row, "id")?,
        account: PersonId(get::<String>(row, "account")?.into()),
        handle: get(row, "handle")?,
        name: get(row, "name")?,
        credential: get(row, "credential")?,
        created: Time(get(row, "created")?),
        used: (used != 0).then_some(Time(used)),
    })
}
