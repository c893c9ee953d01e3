//! Everything that is signed in: a token of an account that ends one day. The token is kept as its hash ([`super::super::token`]).

use super::{
    Account, AccountError, Accounts, COLUMNS,
    passkey::{self, KeptPasskey},
    password::Hashed,
    read,
};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{Tx, get, values},
    token,
};
use rapport_account::{SessionKind, Standing};
use rapport_kernel::{Span, Time};
use rapport_people::{Permissions, PersonId};

/// Something that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// By which it is named to people. It opens nothing.
    pub id: String,
    /// Browser, phone, token or key.
    pub kind: SessionKind,
    /// What it is for, or which browser it is, in words.
    pub label: String,
    /// What is left of what its account may do, for tokens that were made for less.
    pub only: Option<Permissions>,
    /// The moment of the sign-in.
    pub created: Time,
    /// When it was used last, to the minute.
    pub seen: Time,
    /// The moment from which the token is worth nothing.
    pub expires: Time,
}

/// A session to be opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Browser, phone, token or key.
    pub kind: SessionKind,
    /// What it is for, in words.
    pub label: &'a str,
    /// What it is made for, if not for everything.
    pub only: Option<Permissions>,
    /// How long it lasts, if not as long as its kind.
    pub lasts: Option<Span>,
    /// The session that opens it, if it ends with that one.
    pub parent: Option<&'a str>,
    /// The password that was said, if it opens only while that is still the account's.
    pub password: Option<&'a Hashed>,
    /// The passkey that was used, as it was read, and what it is from now on.
    pub passkey: Option<(&'a KeptPasskey, &'a str)>,
}

impl<'a> Opening<'a> {
    /// One with everything its account may do, for as long as its kind lasts.
    #[must_use]
    pub fn new(kind: SessionKind, label: &'a str) -> Self {
        Self { kind, label, only: None, lasts: None, parent: None, password: None, passkey: None }
    }
}

const SESSION: &str =
    "s.id AS session, s.kind, s.label, s.permissions, s.created AS begun, s.seen, s.expires, s.token_hash";
const ITS_PARENT_STANDS: &str = "(s.parent = '' OR EXISTS (SELECT 1 FROM session p WHERE p.id = s.parent))";

impl Accounts {
    /// Signs something in; returns its token.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::PasswordChanged`], [`AccountError::SessionOver`], [`AccountError::Sql`].
    pub async fn open(&self, id: &PersonId, opening: Opening<'_>, now: Time) -> Result<String, AccountError> {
        let token = token::fresh("st");
        self.open_as(id, opening, &token, now).await?;
        Ok(token)
    }

    /// The same with a given token. The same token again stays the same session, with the new end.
    ///
    /// # Errors
    /// As [`Accounts::open`].
    pub async fn open_as(
        &self,
        id: &PersonId,
        opening: Opening<'_>,
        token: &str,
        now: Time,
    ) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        insert(&tx, id, opening, token, now).await?;
        Ok(tx.commit().await?)
    }

    /// Signs a program in anew: its token, in place of everything that its account had open.
    ///
    /// # Errors
    /// As [`Accounts::open`].
    pub async fn open_instead(&self, id: &PersonId, opening: Opening<'_>, now: Time) -> Result<String, AccountError> {
        let token = token::fresh("st");
        let tx = self.db.begin().await?;
        tx.run("DELETE FROM session WHERE account = $1", values![id.0.as_str()]).await?;
        insert(&tx, id, opening, &token, now).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whose token this is, if it is valid now and the account is open. That it was used is noted down now and then; where that cannot be,
    /// it is left.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn by_token(&self, token: &str, now: Time) -> Result<Option<(Account, Session)>, SqlError> {
        let hash = token::hash(token);
        let sql = format!(
            "SELECT {SESSION}, {COLUMNS} FROM session s JOIN account a ON a.id = s.account
            WHERE s.token_hash = $1 AND a.active = 1 AND {ITS_PARENT_STANDS}"
        );
        let Some(row) = self.db.row(&sql, values![hash.as_str()]).await? else { return Ok(None) };
        let (account, session) = (read(&row)?, read_session(&row)?);
        match session.kind.lifetime().standing(session.seen, session.expires, now) {
            Standing::Open { note } => {
                if note {
                    let sql = "UPDATE session SET seen = $1 WHERE token_hash = $2 AND seen < $1";
                    let _ = self.db.run(sql, values![now.0, hash]).await;
                }
                Ok(Some((account, session)))
            }
            Standing::Idle | Standing::Over => Ok(None),
        }
    }

    /// What of an account is signed in, the last used first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn sessions(&self, id: &PersonId, now: Time) -> Result<Vec<Session>, SqlError> {
        let sql = format!(
            "SELECT {SESSION} FROM session s WHERE s.account = $1 AND {ITS_PARENT_STANDS} ORDER BY s.seen DESC, s.id"
        );
        let rows = self.db.rows(&sql, values![id.0.as_str()]).await?;
        let all = rows.iter().map(read_session).collect::<Result<Vec<_>, _>>()?;
        let open = |session: &Session| {
            let standing = session.kind.lifetime().standing(session.seen, session.expires, now);
            matches!(standing, Standing::Open { .. })
        };
        Ok(all.into_iter().filter(open).collect())
    }

    /// Ends one of an account's sessions; whether there was one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn end(&self, id: &PersonId, session: &str) -> Result<bool, SqlError> {
        let sql = "DELETE FROM session WHERE account = $1 AND id = $2";
        Ok(self.db.run(sql, values![id.0.as_str(), session]).await? > 0)
    }

    /// Ends the session with this token.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn sign_out(&self, token: &str) -> Result<(), SqlError> {
        self.db.run("DELETE FROM session WHERE token_hash = $1", values![token::hash(token)]).await.map(drop)
    }

    /// Forgets sessions and links whose time is over, also those of mails that ask for a release; returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn purge(&self, now: Time) -> Result<u64, SqlError> {
        let sql = "DELETE FROM session WHERE expires <= $1
            OR (parent <> '' AND NOT EXISTS (SELECT 1 FROM session p WHERE p.id = session.parent))";
        let sessions = self.db.run(sql, values![now.0]).await?;
        // Who comes with a link that is over is told so for a while.
        let long_ago = (now - Span::DAY.times(30)).0;
        let mut gone = sessions;
        for table in ["password_link", "approval_link"] {
            gone += self.db.run(&format!("DELETE FROM {table} WHERE expires <= $1"), values![long_ago]).await?;
        }
        Ok(gone)
    }
}

async fn insert(tx: &Tx, id: &PersonId, opening: Opening<'_>, token: &str, now: Time) -> Result<(), AccountError> {
    let account =
        tx.row("SELECT password_hash FROM account WHERE id = $1 AND active = 1", values![id.0.as_str()]).await?;
    let kept: String = get(&account.ok_or(AccountError::Unknown)?, "password_hash")?;
    if opening.password.is_some_and(|said| said.text() != kept) {
        return Err(AccountError::PasswordChanged);
    }
    if let Some((before, credential)) = opening.passkey
        && !passkey::used(tx, before, credential, now).await?
    {
        return Err(AccountError::PasskeyChanged);
    }
    let only = opening.only.map(|only| only.iter().map(|permission| permission.code()).collect::<Vec<_>>().join(" "));
    let mut expires = now + opening.lasts.unwrap_or(opening.kind.lifetime().absolute);
    if let Some(parent) = opening.parent {
        let sql = "SELECT expires FROM session WHERE id = $1 AND account = $2";
        let row = tx.row(sql, values![parent, id.0.as_str()]).await?.ok_or(AccountError::SessionOver)?;
        expires = expires.min(Time(get(&row, "expires")?));
    }
    let sql = "INSERT INTO session (token_hash, id, account, kind, label, permissions, created, seen, expires, parent,
        passkey) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)
        ON CONFLICT (token_hash) DO UPDATE SET expires = excluded.expires, account = excluded.account";
    let values = values![
        token::hash(token),
        token::fresh("s"),
        id.0.as_str(),
        opening.kind.code(),
        opening.label,
        only.unwrap_or_default(),
        now.0,
        expires.0,
        opening.parent.unwrap_or_default(),
        opening.passkey.map(|(passkey, _)| passkey.id.as_str()).unwrap_or_default(),
    ];
    Ok(tx.run(sql, values).await.map(drop)?)
}

fn read_session(row: &SqlRow) -> Result<Session, SqlError> {
    let only: String = get(row, "permissions")?;
    let only = only.split_whitespace().map(|code| code.parse().map_err(|_| SqlError::Damaged("permissions")));
    let only = only.collect::<Result<Permissions, SqlError>>()?;
    let kind = SessionKind::from_code(&get::<String>(row, "kind")?).ok_or(SqlError::Damaged("kind"))?;
    Ok(Session {
        id: get(row, "session")?,
        kind,
        label: get(row, "label")?,
        only: (!only.is_empty()).then_some(only),
        created: Time(get(row, "begun")?),
        seen: Time(get(row, "seen")?),
        expires: Time(get(row, "expires")?),
    })
}
