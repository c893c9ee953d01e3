//! Users, and the tokens with which they and their programs sign in.
//!
//! Passwords are kept as Argon2id hashes (RFC 9106) with the library's default cost; tokens as SHA-256 (see the token
//! module for why that is enough). A session and an API token are the same thing: a token of an account that ends one day.

use super::{
    Db, SqlError,
    db::{get, json, parsed, to_json, values},
    token,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use rand::RngCore;
use rapport_kernel::{Span, Time};
use rapport_plan::NodeId;
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The shortest password.
const SHORTEST: usize = 10;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Uses the branch page only.
    Staff,
    /// Looks at everything in scope.
    Viewer,
    /// Changes journeys, vouchers and plans in scope.
    Manager,
    /// Everything, users and keys included.
    Admin,
}

impl Role {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Viewer => "viewer",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

/// The text is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is staff, viewer, manager or admin")]
pub struct NoRole;

impl FromStr for Role {
    type Err = NoRole;
    fn from_str(text: &str) -> Result<Self, NoRole> {
        [Self::Staff, Self::Viewer, Self::Manager, Self::Admin].into_iter().find(|r| r.code() == text).ok_or(NoRole)
    }
}

/// Who a token belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The sign-in name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Which parts of the plan they see; empty means all of it.
    pub scope: Vec<NodeId>,
    /// Whether they may sign in.
    pub active: bool,
    /// Since when they exist.
    pub created: Time,
}

/// A token in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The account that signed in.
    pub account: String,
    /// What it is for, in words.
    pub label: String,
    /// The moment of the sign-in.
    pub created: Time,
    /// The moment from which the token is worth nothing.
    pub expires: Time,
}

/// Why someone may not in, or an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Unknown, closed, or the wrong password: it is not said which.
    #[error("name or password is wrong")]
    Denied,
    /// The name is taken.
    #[error("there is an account `{0}` already")]
    Exists(String),
    /// There is no such account.
    #[error("there is no account `{0}`")]
    Unknown(String),
    /// The password is too short.
    #[error("a password needs at least 10 characters")]
    WeakPassword,
    /// The last active administrator cannot be closed.
    #[error("this is the last administrator")]
    LastAdmin,
    /// The machine could not hash the password.
    #[error("the password could not be hashed")]
    Hash,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The store of accounts and sessions. Clones share it.
#[derive(Clone, Debug)]
pub struct Sessions(Db);

const COLUMNS: &str = "a.name, a.role, a.scope, a.active, a.created";

impl Sessions {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Makes an account; without a password it can be used through tokens only.
    ///
    /// # Errors
    /// [`SessionError::Exists`], [`SessionError::WeakPassword`], [`SessionError::Hash`], [`SessionError::Sql`].
    pub async fn add(&self, account: &Account, password: Option<&str>) -> Result<(), SessionError> {
        let hash = match password {
            Some(password) => hash_password(password.to_owned()).await?,
            None => String::new(),
        };
        let sql = "INSERT INTO account (name, role, scope, password_hash, active, created)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING";
        let values = values![
            account.name.as_str(),
            account.role.code(),
            to_json(&account.scope)?,
            hash,
            i64::from(account.active),
            account.created.0,
        ];
        let added = self.0.run(sql, values).await?;
        if added == 1 { Ok(()) } else { Err(SessionError::Exists(account.name.clone())) }
    }

    /// Gives an account another password and ends all its sessions.
    ///
    /// # Errors
    /// [`SessionError::Unknown`], [`SessionError::WeakPassword`], [`SessionError::Hash`], [`SessionError::Sql`].
    pub async fn set_password(&self, name: &str, password: &str) -> Result<(), SessionError> {
        let hash = hash_password(password.to_owned()).await?;
        let tx = self.0.begin().await?;
        if tx.run("UPDATE account SET password_hash = $1 WHERE name = $2", values![hash, name]).await? == 0 {
            return Err(SessionError::Unknown(name.into()));
        }
        tx.run("DELETE FROM session WHERE account = $1", values![name]).await?;
        Ok(tx.commit().await?)
    }

    /// Opens or closes an account; closing ends its sessions.
    ///
    /// # Errors
    /// [`SessionError::Unknown`], [`SessionError::LastAdmin`], [`SessionError::Sql`].
    pub async fn set_active(&self, name: &str, active: bool) -> Result<(), SessionError> {
        let tx = self.0.begin().await?;
        if tx.run("UPDATE account SET active = $1 WHERE name = $2", values![i64::from(active), name]).await? == 0 {
            return Err(SessionError::Unknown(name.into()));
        }
        if !active {
            let sql = "SELECT name FROM account WHERE role = 'admin' AND active = 1 LIMIT 1";
            if tx.row(sql, values![]).await?.is_none() {
                return Err(SessionError::LastAdmin);
            }
            tx.run("DELETE FROM session WHERE account = $1", values![name]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// All who may sign in, by name.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn accounts(&self) -> Result<Vec<Account>, SqlError> {
        let rows = self.0.rows(&format!("SELECT {COLUMNS} FROM account a ORDER BY a.name"), values![]).await?;
        rows.iter().map(read).collect()
    }

    /// Checks name and password and opens a session of the given length; returns its token.
    ///
    /// # Errors
    /// [`SessionError::Denied`], [`SessionError::Sql`].
    pub async fn sign_in(&self, name: &str, password: &str, now: Time, lasts: Span) -> Result<String, SessionError> {
        let sql = "SELECT password_hash FROM account WHERE name = $1 AND active = 1";
        let row = self.0.row(sql, values![name]).await?;
        let hash: String = row.map_or(Ok(String::new()), |row| get(&row, "password_hash"))?;
        if !password_fits(password.to_owned(), hash).await? {
            return Err(SessionError::Denied);
        }
        self.open(name, "sign-in", None, now, lasts).await
    }

    /// Opens a session or makes an API token, with `token` as its text or a new one; returns it. The same text again
    /// stays the same session, with the new end.
    ///
    /// # Errors
    /// [`SessionError::Unknown`], [`SessionError::Sql`].
    pub async fn open(
        &self,
        name: &str,
        label: &str,
        token: Option<&str>,
        now: Time,
        lasts: Span,
    ) -> Result<String, SessionError> {
        let token = token.map_or_else(|| token::fresh("st"), str::to_owned);
        let tx = self.0.begin().await?;
        if tx.row("SELECT name FROM account WHERE name = $1", values![name]).await?.is_none() {
            return Err(SessionError::Unknown(name.into()));
        }
        let sql = "INSERT INTO session (token_hash, account, label, created, expires) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (token_hash) DO UPDATE SET expires = excluded.expires, account = excluded.account";
        tx.run(sql, values![token::hash(&token), name, label, now.0, (now + lasts).0]).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whose token this is, if it is valid now and the account is active.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn by_token(&self, token: &str, now: Time) -> Result<Option<Account>, SqlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session s JOIN account a ON a.name = s.account
            WHERE s.token_hash = $1 AND s.expires > $2 AND a.active = 1"
        );
        self.0.row(&sql, values![token::hash(token), now.0]).await?.as_ref().map(read).transpose()
    }

    /// The sessions of an account that have not ended, the newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn of_account(&self, name: &str, now: Time) -> Result<Vec<Session>, SqlError> {
        let sql = "SELECT account, label, created, expires FROM session WHERE account = $1 AND expires > $2
            ORDER BY created DESC, token_hash";
        let rows = self.0.rows(sql, values![name, now.0]).await?;
        let read = |row: &QueryResult| {
            let (created, expires) = (Time(get(row, "created")?), Time(get(row, "expires")?));
            Ok(Session { account: get(row, "account")?, label: get(row, "label")?, created, expires })
        };
        rows.iter().map(read).collect()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn sign_out(&self, token: &str) -> Result<(), SqlError> {
        self.0.run("DELETE FROM session WHERE token_hash = $1", values![token::hash(token)]).await.map(drop)
    }

    /// Forgets the sessions that have ended; returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn purge(&self, now: Time) -> Result<u64, SqlError> {
        self.0.run("DELETE FROM session WHERE expires <= $1", values![now.0]).await
    }
}

fn read(row: &QueryResult) -> Result<Account, SqlError> {
    Ok(Account {
        name: get(row, "name")?,
        role: parsed(row, "role")?,
        scope: json(row, "scope")?,
        active: get::<i64>(row, "active")? != 0,
        created: Time(get(row, "created")?),
    })
}

async fn hash_password(password: String) -> Result<String, SessionError> {
    if password.chars().count() < SHORTEST {
        return Err(SessionError::WeakPassword);
    }
    blocking(move || hash_now(&password)).await?
}

fn hash_now(password: &str) -> Result<String, SessionError> {
    let mut bytes = [0u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    let salt = SaltString::encode_b64(&bytes).map_err(|_| SessionError::Hash)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| SessionError::Hash)?;
    Ok(hash.to_string())
}

/// Takes as long for an account that is missing as for one that is there.
async fn password_fits(password: String, hash: String) -> Result<bool, SessionError> {
    blocking(move || match PasswordHash::new(&hash) {
        Ok(known) => Ok(Argon2::default().verify_password(password.as_bytes(), &known).is_ok()),
        Err(_) => hash_now(&password).map(|_| false),
    })
    .await?
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, SessionError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| SessionError::Hash)
}
