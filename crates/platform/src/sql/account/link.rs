//! Links by which people set a password. The secret in a link has 256 random bits and is kept as its hash.

use super::{Account, AccountError, Accounts, COLUMNS, password, password::Hashed, read};
use crate::sql::{
    SqlError,
    db::{get, values},
    token,
};
use rapport_account::{LinkKind, LinkRefusal, PasswordLink};
use rapport_kernel::Time;
use rapport_people::PersonId;

impl Accounts {
    /// Makes a link for an account; the ones before are good no more. Returns its secret.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn make_link(&self, id: &PersonId, kind: LinkKind, now: Time) -> Result<String, SqlError> {
        let secret = token::fresh("pl");
        let tx = self.db.begin().await?;
        tx.run("DELETE FROM password_link WHERE account = $1 AND used = 0", values![id.0.as_str()]).await?;
        let sql = "INSERT INTO password_link (token_hash, account, kind, created, expires, used) VALUES ($1, $2, $3, $4, $5, 0)";
        let values = values![token::hash(&secret), id.0.as_str(), kind.code(), now.0, (now + kind.lasts()).0];
        tx.run(sql, values).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// What a link would open now, and for whom.
    ///
    /// # Errors
    /// [`AccountError::Link`], [`AccountError::Sql`].
    pub async fn by_link(&self, secret: &str, now: Time) -> Result<(LinkKind, Account), AccountError> {
        let sql = format!(
            "SELECT l.kind, l.expires, l.used, {COLUMNS} FROM password_link l JOIN account a ON a.id = l.account
            WHERE l.token_hash = $1"
        );
        let row = self.db.row(&sql, values![token::hash(secret)]).await?;
        let row = row.ok_or(AccountError::Link(LinkRefusal::Unknown))?;
        let account = read(&row)?;
        let kind = LinkKind::from_code(&get::<String>(&row, "kind")?).ok_or(SqlError::Damaged("kind"))?;
        let used = get::<i64>(&row, "used")? != 0;
        let link = PasswordLink { kind, expires: Time(get(&row, "expires")?), used, open: account.active };
        link.decide(now).map_err(AccountError::Link)?;
        Ok((kind, account))
    }

    /// Uses a link up and sets the password. Of several who use it at once, one does.
    ///
    /// # Errors
    /// [`AccountError::Link`], [`AccountError::Sql`].
    pub async fn use_link(&self, secret: &str, hash: &Hashed, now: Time) -> Result<Account, AccountError> {
        let (_, account) = self.by_link(secret, now).await?;
        let tx = self.db.begin().await?;
        let sql = "UPDATE password_link SET used = 1 WHERE token_hash = $1 AND used = 0";
        if tx.run(sql, values![token::hash(secret)]).await? == 0 {
            return Err(AccountError::Link(LinkRefusal::Used));
        }
        password::set_in(&tx, &account.id, hash, None).await?;
        tx.commit().await?;
        Ok(account)
    }
}
