//! Passwords, hashed by Argon2id with the parameters that OWASP recommends: 19 MiB, two passes, one lane.

use super::{AccountError, Accounts};
use crate::sql::{
    SqlError,
    db::{Tx, get, values},
    token,
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use rand::RngCore;
use rapport_account::Password;
use rapport_people::PersonId;
use std::{sync::Arc, thread, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hash of a password, as it is kept. Whoever has one has said the password, or set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed(String);

impl Hashed {
    pub(super) fn text(&self) -> String {
        self.0.clone()
    }
}

/// Whose password is hashed, as far as they wait for their turn: strangers never keep those waiting who were here before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Somebody signed in, with a good link, or in a browser that the account has signed in with.
    Known,
    /// Everybody else.
    Strangers,
}

/// Hashes, about as many at once as there are processors, and never more than four: each takes 19 MiB. One turn is for those who are known.
#[derive(Clone, Debug)]
pub(super) struct Hasher {
    known: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        let turns = thread::available_parallelism().map_or(1, usize::from).min(4);
        Self { known: Arc::new(Semaphore::new(1)), strangers: Arc::new(Semaphore::new(turns.saturating_sub(1).max(1))) }
    }
}

impl Hasher {
    async fn run<T: Send + 'static>(
        &self,
        queue: Queue,
        work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let turns = match queue {
            Queue::Known => self.known.clone(),
            Queue::Strangers => self.strangers.clone(),
        };
        let turn = timeout(PATIENCE, turns.acquire_owned()).await.map_err(|_| AccountError::Busy)?;
        let turn = turn.map_err(|_| AccountError::Busy)?;
        let working = spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        working.await.map_err(|_| AccountError::Hash)?
    }
}

impl Accounts {
    /// Hashes a new password of somebody who is known.
    ///
    /// # Errors
    /// [`AccountError::Busy`], [`AccountError::Hash`].
    pub async fn hash(&self, password: Password) -> Result<Hashed, AccountError> {
        self.hasher.run(Queue::Known, move || hash_now(&password)).await
    }

    /// The kept password of an account that may come in, if this is it. It takes as long for an account that is not there, is closed, or
    /// never set one.
    ///
    /// # Errors
    /// [`AccountError::Busy`], [`AccountError::Hash`], [`AccountError::Sql`].
    pub async fn fits(
        &self,
        id: Option<&PersonId>,
        password: Password,
        queue: Queue,
    ) -> Result<Option<Hashed>, AccountError> {
        let kept = self.kept(id).await?;
        self.hasher
            .run(queue, move || match PasswordHash::new(&kept) {
                Ok(known) => {
                    let fits = argon2()?.verify_password(password.bytes(), &known).is_ok();
                    Ok(fits.then_some(Hashed(kept)))
                }
                Err(_) => hash_now(&password).map(|_| None),
            })
            .await
    }

    async fn kept(&self, id: Option<&PersonId>) -> Result<String, SqlError> {
        // The database is asked in any case.
        let id = id.map(|id| id.0.as_str()).unwrap_or_default();
        let sql = "SELECT password_hash FROM account WHERE id = $1 AND active = 1";
        self.db.row(sql, values![id]).await?.map_or(Ok(String::new()), |row| get(&row, "password_hash"))
    }

    /// Gives an account another password in place of the one that was said. It ends its browsers' sessions but the one with this token,
    /// and all its links.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::PasswordChanged`], [`AccountError::Sql`].
    pub async fn change_password(
        &self,
        id: &PersonId,
        said: &Hashed,
        new: &Hashed,
        but: &str,
    ) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        let sql = "SELECT id FROM account WHERE id = $1 AND password_hash = $2";
        tx.row(sql, values![id.0.as_str(), said.text()]).await?.ok_or(AccountError::PasswordChanged)?;
        set_in(&tx, id, new, Some(but)).await?;
        Ok(tx.commit().await?)
    }
}

/// What a changed password brings about, wherever it is changed.
pub(super) async fn set_in(tx: &Tx, id: &PersonId, hash: &Hashed, but: Option<&str>) -> Result<(), AccountError> {
    let id = id.0.as_str();
    if tx.run("UPDATE account SET password_hash = $1 WHERE id = $2", values![hash.text(), id]).await? == 0 {
        return Err(AccountError::Unknown);
    }
    let but = but.map(token::hash).unwrap_or_default();
    let ending: Vec<_> = rapport_account::SessionKind::ALL.iter().filter(|kind| kind.ends_with_password()).collect();
    for kind in ending {
        let sql = "DELETE FROM session WHERE account = $1 AND kind = $2 AND token_hash <> $3";
        tx.run(sql, values![id, kind.code(), but.as_str()]).await?;
    }
    tx.run("DELETE FROM password_link WHERE account = $1 AND used = 0", values![id]).await?;
    Ok(())
}

fn argon2() -> Result<Argon2<'static>, AccountError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| AccountError::Hash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &Password) -> Result<Hashed, AccountError> {
    let mut bytes = [0u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    let salt = SaltString::encode_b64(&bytes).map_err(|_| AccountError::Hash)?;
    let hash = argon2()?.hash_password(password.bytes(), &salt).map_err(|_| AccountError::Hash)?;
    Ok(Hashed(hash.to_string()))
}
