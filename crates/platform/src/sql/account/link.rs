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

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nobody got it.
    Nowhere,
    /// It was mailed, because somebody asked for it who need not be its owner.
    OnRequest,
    /// It was mailed by somebody who may make links.
    Mailed,
    /// Somebody who may make links was shown it, to hand it over.
    HandedOver,
}

impl Accounts {
    /// Makes a link for an account; what becomes of the ones before says [`Accounts::settle_link`]. Returns its secret.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn make_link(&self, id: &PersonId, kind: LinkKind, now: Time) -> Result<String, SqlError> {
        let secret = token::fresh("pl");
        let sql = "INSERT INTO password_link (token_hash, account, kind, created, expires, used) VALUES ($1, $2, $3, $4, $5, 0)";
        let values = values![token::hash(&secret), id.0.as_str(), kind.code(), now.0, (now + kind.lasts()).0];
        self.db.run(sql, values).await?;
        Ok(secret)
    }

    /// Says what became of a link that was made. One that reached its owner ends those made before it; but what anybody may ask for never
    /// ends a link that was handed over.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn settle_link(&self, id: &PersonId, secret: &str, sent: Sent) -> Result<(), SqlError> {
        let (own, tx) = (token::hash(secret), self.db.begin().await?);
        // Of two that were made at the same moment, one stays.
        let before = "DELETE FROM password_link WHERE account = $1 AND used = 0 AND EXISTS (
            SELECT 1 FROM password_link own WHERE own.token_hash = $2 AND (own.created > password_link.created
            OR (own.created = password_link.created AND own.token_hash > password_link.token_hash)))";
        let of = values![id.0.as_str(), own.as_str()];
        match sent {
            Sent::Nowhere => tx.run("DELETE FROM password_link WHERE token_hash = $1", values![own.as_str()]).await?,
            Sent::OnRequest => tx.run(&format!("{before} AND handed = 0"), of).await?,
            Sent::Mailed => tx.run(before, of).await?,
            Sent::HandedOver => {
                tx.run("UPDATE password_link SET handed = 1 WHERE token_hash = $1", values![own.as_str()]).await?;
                tx.run(before, of).await?
            }
        };
        tx.commit().await
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
