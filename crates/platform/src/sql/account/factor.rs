//! The second factor: the secret an authenticator app shares, and codes for the day on which it is lost.

use super::{AccountError, Accounts, password::Hashed};
use crate::sql::{
    SqlError,
    db::{get, values},
    token,
};
use rand::RngCore;
use rapport_account::{
    recovery,
    totp::{self, Secret, Step},
};
use rapport_kernel::Time;
use rapport_people::PersonId;

impl Accounts {
    /// Makes a secret that counts as soon as a code of it was typed; another one that waited goes.
    ///
    /// # Errors
    /// [`AccountError::PasswordChanged`] if the one that was said is the account's no more; [`AccountError::Sql`].
    pub async fn begin_factor(&self, id: &PersonId, said: &Hashed) -> Result<Secret, AccountError> {
        let mut bytes = [0u8; totp::BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let secret = Secret::new(bytes);
        let sql = "UPDATE account SET totp_waiting = $1 WHERE id = $2 AND password_hash = $3";
        match self.db.run(sql, values![secret.text(), id.0.as_str(), said.text()]).await? {
            0 => Err(AccountError::PasswordChanged),
            _ => Ok(secret),
        }
    }

    /// Takes the secret that waits, if this code is of it; returns the recovery codes, which are kept as hashes.
    ///
    /// # Errors
    /// [`SqlError`]; `None` if the code is wrong or nothing waits.
    pub async fn confirm_factor(&self, id: &PersonId, code: &str, now: Time) -> Result<Option<Vec<String>>, SqlError> {
        let sql = "SELECT totp_waiting FROM account WHERE id = $1";
        let row = self.db.row(sql, values![id.0.as_str()]).await?;
        let text: String = row.map_or(Ok(String::new()), |row| get(&row, "totp_waiting"))?;
        let Some(Ok(step)) = Secret::read(&text).map(|secret| secret.check(code, Step::default(), now)) else {
            return Ok(None);
        };
        let tx = self.db.begin().await?;
        let sql = "UPDATE account SET totp_secret = totp_waiting, totp_waiting = '', totp_step = $1
            WHERE id = $2 AND totp_waiting = $3";
        if tx.run(sql, values![step.0, id.0.as_str(), text]).await? == 0 {
            return Ok(None);
        }
        tx.run("DELETE FROM recovery_code WHERE account = $1", values![id.0.as_str()]).await?;
        let mut codes = Vec::with_capacity(recovery::CODES);
        for _ in 0..recovery::CODES {
            let mut bytes = [0u8; recovery::BYTES];
            rand::rng().fill_bytes(&mut bytes);
            let code = recovery::code(bytes);
            let hash = token::hex(&recovery::hash(&code));
            let sql = "INSERT INTO recovery_code (account, hash) VALUES ($1, $2)";
            tx.run(sql, values![id.0.as_str(), hash]).await?;
            codes.push(code);
        }
        tx.commit().await?;
        Ok(Some(codes))
    }

    /// Whether this is a code of the account's app, or one of its recovery codes; it is used up. Of two who come with the same one, one is
    /// let in.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn use_code(&self, id: &PersonId, code: &str, now: Time) -> Result<bool, SqlError> {
        if recovery::is_one(code) {
            let sql = "DELETE FROM recovery_code WHERE account = $1 AND hash = $2";
            let hash = token::hex(&recovery::hash(code));
            return Ok(self.db.run(sql, values![id.0.as_str(), hash]).await? == 1);
        }
        let sql = "SELECT totp_secret, totp_step FROM account WHERE id = $1";
        let Some(row) = self.db.row(sql, values![id.0.as_str()]).await? else { return Ok(false) };
        let secret = Secret::read(&get::<String>(&row, "totp_secret")?);
        let last = Step(get(&row, "totp_step")?);
        let Some(Ok(step)) = secret.map(|secret| secret.check(code, last, now)) else { return Ok(false) };
        let sql = "UPDATE account SET totp_step = $1 WHERE id = $2 AND totp_step < $1";
        Ok(self.db.run(sql, values![step.0, id.0.as_str()]).await? == 1)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn codes_left(&self, id: &PersonId) -> Result<u64, SqlError> {
        let sql = "SELECT COUNT(*) AS n FROM recovery_code WHERE account = $1";
        let row = self.db.row(sql, values![id.0.as_str()]).await?;
        let left: i64 = row.map_or(Ok(0), |row| get(&row, "n"))?;
        Ok(left.unsigned_abs())
    }

    /// Takes the second factor away with its codes.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::Sql`].
    pub async fn remove_factor(&self, id: &PersonId) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let sql = "UPDATE account SET totp_secret = '', totp_waiting = '', totp_step = 0 WHERE id = $1";
        if tx.run(sql, values![id.0.as_str()]).await? == 0 {
            return Err(AccountError::Unknown);
        }
        tx.run("DELETE FROM recovery_code WHERE account = $1", values![id.0.as_str()]).await?;
        Ok(tx.commit().await?)
    }
}
