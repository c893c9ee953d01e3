//! Accounts: everybody who may come in, with what proves who they are and what they hold.
//!
//! * [`password`]: hashing, slow on purpose and never many at once.
//! * [`session`]: browsers, phones, tokens and keys that are signed in.
//! * [`link`]: links by which people set a password.
//! * [`factor`]: the second factor.
//! * [`passkey`]: devices that prove an account instead of a password.
//! * [`grants`]: roles and where they are held, for `rapport-people`.
//! * [`team`]: several people who hold roles together.
//! * [`limits`]: up to which amount somebody decides alone.
//! * [`working`]: whom somebody reports to, when they work, who stands in while they are away.
//! * [`directory`]: what a company's directory calls accounts.
//!
//! An account is one row from the first day to the last. Who leaves is closed and stays as the author of what they did.

pub mod directory;
pub mod factor;
pub mod grants;
pub mod limits;
pub mod link;
pub mod passkey;
pub mod password;
pub mod session;
pub mod team;
pub mod working;

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{Tx, get, values},
    token,
};
use password::{Hashed, Hasher};
use rapport_account::Email;
use rapport_kernel::Time;
use rapport_people::{Grant, PersonId};
use rapport_trace::PersonRef;

/// Somebody who may come in: a person, a branch's phone, or the key that was printed at the first start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Never changes. Accounts of the first releases have their name for it.
    pub id: PersonId,
    /// What people call them; the author of what they do.
    pub name: String,
    /// What they sign in by, unless they come by a key alone.
    pub email: Option<String>,
    /// In which language mails to them are written; empty if they never said.
    pub language: String,
    /// Their time zone; empty if they never said.
    pub zone: String,
    /// Whether they may come in.
    pub active: bool,
    /// Since when they exist.
    pub created: Time,
    /// Whether they ever set a password.
    pub has_password: bool,
    /// Whether they have a second factor.
    pub has_factor: bool,
}

impl Account {
    /// An account that is open from now on, without a password.
    #[must_use]
    pub fn new(id: impl Into<PersonId>, name: &str, email: Option<&Email>, now: Time) -> Self {
        Self {
            id: id.into(),
            name: name.to_owned(),
            email: email.map(|email| email.as_str().to_owned()),
            language: String::new(),
            zone: String::new(),
            active: true,
            created: now,
            has_password: false,
            has_factor: false,
        }
    }
}

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The id is taken.
    #[error("there is such an account already")]
    Exists,
    /// Another account signs in by this address.
    #[error("another account has this address")]
    EmailTaken,
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// The account has another password by now than the one that was said.
    #[error("the password was changed meanwhile")]
    PasswordChanged,
    /// An account has as many of these as it may have.
    #[error("the account has as many of these as it may have")]
    TooMany,
    /// The passkey is gone, or it was used at the same moment.
    #[error("the passkey is not what it was any more")]
    PasskeyChanged,
    /// What was to open this is over.
    #[error("the session that opens this is over")]
    SessionOver,
    /// A link opens nothing.
    #[error("the link opens nothing: {}", .0.code())]
    Link(rapport_account::LinkRefusal),
    /// Too many passwords are being checked at once.
    #[error("too many are signing in at this moment")]
    Busy,
    /// The machine could not hash the password.
    #[error("the password could not be hashed")]
    Hash,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The store of accounts. Clones share it.
#[derive(Clone, Debug)]
pub struct Accounts {
    db: Db,
    hasher: Hasher,
}

pub(super) const COLUMNS: &str = "a.id, a.name, a.email, a.language, a.zone, a.active, a.created,
    a.password_hash <> '' AS has_password, a.totp_secret <> '' AS has_factor";

impl Accounts {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, hasher: Hasher::default() }
    }

    /// An id nobody has.
    #[must_use]
    pub fn fresh_id() -> PersonId {
        PersonId(token::fresh("p")[..18].into())
    }

    /// Makes an account with what it holds.
    ///
    /// # Errors
    /// [`AccountError::Exists`], [`AccountError::EmailTaken`], [`AccountError::Sql`].
    pub async fn add(&self, account: &Account, grants: &[Grant], author: &str) -> Result<(), AccountError> {
        self.add_with(account, None, grants, author).await
    }

    /// The same with a password.
    ///
    /// # Errors
    /// As [`Accounts::add`].
    pub async fn add_with(
        &self,
        account: &Account,
        password: Option<&Hashed>,
        grants: &[Grant],
        author: &str,
    ) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let email = account.email.as_deref().unwrap_or_default();
        is_free(&tx, email, &account.id).await?;
        let sql = "INSERT INTO account (id, name, email, language, zone, password_hash, active, created)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
        let values = values![
            account.id.0.as_str(),
            account.name.as_str(),
            email,
            account.language.as_str(),
            account.zone.as_str(),
            password.map(Hashed::text).unwrap_or_default(),
            i64::from(account.active),
            account.created.0,
        ];
        if tx.run(sql, values).await? == 0 {
            return Err(AccountError::Exists);
        }
        remember_name(&tx, &account.id, &account.name).await?;
        for grant in grants {
            grants::insert(&tx, grant, author, account.created).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Changes what an account says of itself.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::EmailTaken`], [`AccountError::Sql`].
    pub async fn change(&self, account: &Account) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let email = account.email.as_deref().unwrap_or_default();
        is_free(&tx, email, &account.id).await?;
        let sql = "UPDATE account SET name = $1, email = $2, language = $3, zone = $4 WHERE id = $5";
        let said = values![
            account.name.as_str(),
            email,
            account.language.as_str(),
            account.zone.as_str(),
            account.id.0.as_str()
        ];
        if tx.run(sql, said).await? == 0 {
            return Err(AccountError::Unknown);
        }
        remember_name(&tx, &account.id, &account.name).await?;
        Ok(tx.commit().await?)
    }

    /// Erases who somebody was: what is left of a closed account is its id, under another name, and what the books keep of an author.
    /// `number` is theirs in the trace.
    ///
    /// # Errors
    /// [`AccountError::Unknown`] also for an open account, [`AccountError::Sql`].
    pub async fn erase(&self, id: &PersonId, called: &str, number: PersonRef) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let sql =
            "UPDATE account SET name = $1, email = '', language = '', zone = '', password_hash = '', totp_secret = '',
            totp_waiting = '' WHERE id = $2 AND active = 0";
        if tx.run(sql, values![called, id.0.as_str()]).await? == 0 {
            return Err(AccountError::Unknown);
        }
        for table in [
            "account_name",
            "account_work",
            "approval_link",
            "directory_account",
            "passkey",
            "password_link",
            "recovery_code",
            "session",
            "team_member",
        ] {
            let sql = format!("DELETE FROM {table} WHERE account = $1");
            tx.run(&sql, values![id.0.as_str()]).await?;
        }
        super::trace::forget(&tx, number).await?;
        tx.commit().await?;
        // What was deleted shall not stand in the write-ahead log, either; whoever reads now lets it be emptied later.
        match self.db.empty_log().await {
            Ok(()) | Err(SqlError::Busy) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens or closes an account. Closing ends everything that is signed in, and its links.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::Sql`].
    pub async fn set_active(&self, id: &PersonId, active: bool) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let sql = "UPDATE account SET active = $1 WHERE id = $2";
        if tx.run(sql, values![i64::from(active), id.0.as_str()]).await? == 0 {
            return Err(AccountError::Unknown);
        }
        if !active {
            tx.run("DELETE FROM session WHERE account = $1", values![id.0.as_str()]).await?;
            tx.run("DELETE FROM password_link WHERE account = $1", values![id.0.as_str()]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Closes every account but one, and ends every way in, also those of the one: sessions, tokens, links to set a password and to
    /// release something, recovery codes, passkeys, passwords.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn end_every_way_in(&self, but: &PersonId) -> Result<(), SqlError> {
        let tx = self.db.begin().await?;
        for gone in ["session", "password_link", "approval_link", "recovery_code", "passkey"] {
            tx.run(&format!("DELETE FROM {gone}"), values![]).await?;
        }
        let sql = "UPDATE account SET password_hash = '', active = CASE WHEN id = $1 THEN 1 ELSE 0 END";
        tx.run(sql, values![but.0.as_str()]).await?;
        tx.commit().await
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn all(&self) -> Result<Vec<Account>, SqlError> {
        let rows =
            self.db.rows(&format!("SELECT {COLUMNS} FROM account a ORDER BY LOWER(a.name), a.id"), values![]).await?;
        rows.iter().map(read).collect()
    }

    /// Every name that an account has or had, with whose it is.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn names(&self) -> Result<Vec<(PersonId, String)>, SqlError> {
        let rows = self.db.rows("SELECT account, name FROM account_name", values![]).await?;
        rows.iter().map(|row| Ok((PersonId(get::<String>(row, "account")?.into()), get(row, "name")?))).collect()
    }

    /// The account of somebody who is named by their id, closed ones too; none if there never was one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn find(&self, id: &PersonId) -> Result<Option<Account>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.id = $1");
        self.db.row(&sql, values![id.0.as_str()]).await?.as_ref().map(read).transpose()
    }

    /// The one that signs in by this address.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn by_email(&self, email: &Email) -> Result<Option<Account>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.email = $1");
        self.db.row(&sql, values![email.as_str()]).await?.as_ref().map(read).transpose()
    }
}

/// A name once used stays with its account: it is all that the ledger keeps of an author.
async fn remember_name(tx: &Tx, id: &PersonId, name: &str) -> Result<(), SqlError> {
    let sql = "INSERT INTO account_name (account, name) VALUES ($1, $2) ON CONFLICT (account, name) DO NOTHING";
    tx.run(sql, values![id.0.as_str(), name]).await.map(drop)
}

async fn is_free(tx: &Tx, email: &str, own: &PersonId) -> Result<(), AccountError> {
    let sql = "SELECT id FROM account WHERE email = $1 AND email <> '' AND id <> $2";
    match tx.row(sql, values![email, own.0.as_str()]).await? {
        Some(_) => Err(AccountError::EmailTaken),
        None => Ok(()),
    }
}

pub(super) fn read(row: &SqlRow) -> Result<Account, SqlError> {
    let flag = |column| get::<i64>(row, column).map(|flag| flag != 0);
    let email: String = get(row, "email")?;
    Ok(Account {
        id: PersonId(get::<String>(row, "id")?.into()),
        name: get(row, "name")?,
        email: (!email.is_empty()).then_some(email),
        language: get(row, "language")?,
        zone: get(row, "zone")?,
        active: flag("active")?,
        created: Time(get(row, "created")?),
        has_password: flag("has_password")?,
        has_factor: flag("has_factor")?,
    })
}
