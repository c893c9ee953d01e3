//! One effect and one answer for each key, however often and however parallel it is asked.
//!
//! Requests with the same key wait for the first one's answer; it is kept for [`KEPT`] and survives a restart. The same key
//! with another request is refused. If the process dies between the effect and the keeping of its answer, the next
//! request runs the effect again: so the effect must itself be idempotent under the key (the product's are: they pass it
//! on as message id, decision or redemption id). Answers that say "the server failed" (500 and up) are not kept, nor are those that
//! hold a secret: for a repetition another one is kept in their place ([`Outcome::again`]).

use super::{
    Db, SqlError,
    db::{get, values},
    ledger::unbroken,
    token,
};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_kernel::{Span, Time};
use std::sync::Arc;

/// How long an answer is kept.
pub const KEPT: Span = Span::DAY;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// What an effect answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// To whoever asked first.
    pub answer: Answer,
    /// To whoever asks again, and kept for them; the same answer if not said. An answer that must not be kept says another.
    pub again: Option<Answer>,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Self { answer, again: None }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// The key was used for another request.
    #[error("this idempotency key was used for another request")]
    OtherRequest,
    /// The key is empty or longer than 255 characters.
    #[error("an idempotency key has 1 to 255 characters")]
    BadKey,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

type Turns = Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>;

/// The store of answers. Clones share it.
#[derive(Clone, Debug)]
pub struct Idempotency {
    db: Db,
    turns: Arc<Turns>,
}

impl Idempotency {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, turns: Arc::default() }
    }

    /// Runs `effect` once for `key` and answers what it answered. `request` is all that makes it this request: method,
    /// path and body. Put the caller's name into the key, so that callers cannot meet each other's answers.
    ///
    /// The effect runs to its end even if the caller goes away.
    ///
    /// # Errors
    /// [`IdempotencyError::OtherRequest`], [`IdempotencyError::BadKey`], [`IdempotencyError::Sql`].
    pub async fn once<F, R>(&self, key: &str, request: &[u8], now: Time, effect: F) -> Result<Answer, IdempotencyError>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Future<Output: Into<Outcome>> + Send,
    {
        if key.is_empty() || key.chars().count() > 255 {
            return Err(IdempotencyError::BadKey);
        }
        let (store, key, hash) = (self.clone(), key.to_owned(), token::hash_bytes(request));
        unbroken(async move {
            let turn = Turn::take(&store.turns, &key);
            let _mine = turn.lock.lock().await;
            if let Some(answer) = store.kept(&key, &hash, now).await? {
                return Ok(answer);
            }
            let Outcome { answer, again } = effect().await.into();
            if answer.status < 500 {
                store.keep(&key, &hash, again.as_ref().unwrap_or(&answer), now).await?;
            }
            Ok(answer)
        })
        .await
    }

    async fn kept(&self, key: &str, hash: &str, now: Time) -> Result<Option<Answer>, IdempotencyError> {
        let sql = "SELECT request_hash, status, answer FROM idempotency WHERE key = $1 AND expires > $2";
        let Some(row) = self.db.row(sql, values![key, now.0]).await? else {
            return Ok(None);
        };
        if get::<String>(&row, "request_hash")? != hash {
            return Err(IdempotencyError::OtherRequest);
        }
        let status = u16::try_from(get::<i64>(&row, "status")?).map_err(|_| SqlError::Damaged("status"))?;
        Ok(Some(Answer { status, body: get(&row, "answer")? }))
    }

    async fn keep(&self, key: &str, hash: &str, answer: &Answer, now: Time) -> Result<(), SqlError> {
        // Whatever stands there has run out, or it would have been the answer.
        let sql = "INSERT INTO idempotency (key, request_hash, status, answer, expires) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status,
                answer = excluded.answer, expires = excluded.expires";
        let values = values![key, hash, i64::from(answer.status), answer.body.as_str(), (now + KEPT).0];
        self.db.run(sql, values).await.map(drop)
    }

    /// Forgets the answers that have run out; returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn purge(&self, now: Time) -> Result<u64, SqlError> {
        self.db.run("DELETE FROM idempotency WHERE expires <= $1", values![now.0]).await
    }
}

/// A place in the queue of one key; the last to leave takes the queue away.
struct Turn<'a> {
    turns: &'a Turns,
    key: &'a str,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl<'a> Turn<'a> {
    fn take(turns: &'a Turns, key: &'a str) -> Self {
        let lock = Arc::clone(turns.lock().entry_ref(key).or_default());
        Self { turns, key, lock }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut turns = self.turns.lock();
        // One in the map and this one: nobody else waits.
        if Arc::strong_count(&self.lock) <= 2 {
            turns.remove(self.key);
        }
    }
}
