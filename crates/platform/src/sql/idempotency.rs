//! One effect and one answer for each key, however often and however parallel it is asked.
//!
//! Requests with the same key wait for the first one's answer; it is kept for [`KEPT`] and survives a restart. The same key
//! with another request is refused. If the process dies between the effect and the keeping of its answer, no one knows how far the
//! effect came: where a second run could do it twice, its beginning is kept first, and the next request is told so
//! ([`Unfinished::Tell`]). Answers that say "the server failed" (500 and up) are not kept, nor are those that
//! hold a secret: for a repetition another one is kept in their place ([`Outcome::again`]).
//!
//! An answer may tell of a person, and an erasure cannot know of which. So it is kept sealed, with a key made of the asker's
//! own secret: whoever asks again opens it, and no one else can, also not with the file in hand.

use super::{
    Db, SqlError,
    db::{get, to_json, values},
    ledger::unbroken,
    token::{self, hex},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_kernel::{Span, Time};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How long an answer is kept.
pub const KEPT: Span = Span::DAY;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The text as it was sent, without secrets.
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

/// What a request with a key gets whose first one began and never came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// The effect runs: it changes nothing the second time, because it passes the key on or names what it sets.
    Repeat,
    /// [`IdempotencyError::Unfinished`]. Costs one more write for each request.
    Tell,
}

/// The status of what has begun: no answer has it.
const BEGUN: u16 = 0;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// The key was used for another request.
    #[error("this idempotency key was used for another request")]
    OtherRequest,
    /// The first request with this key began, and the program ended before it answered.
    #[error("the first request with this idempotency key never came to its end")]
    Unfinished,
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
    /// path and body. Make the key of the caller's own secret and
    /// the name that the caller gave the request: then callers cannot meet each other's answers, nor others read them.
    ///
    /// The effect runs to its end even if the caller goes away.
    ///
    /// # Errors
    /// [`IdempotencyError::OtherRequest`], [`IdempotencyError::Unfinished`], [`IdempotencyError::BadKey`], [`IdempotencyError::Sql`].
    pub async fn once<F, R>(
        &self,
        key: &str,
        request: &[u8],
        now: Time,
        unfinished: Unfinished,
        effect: F,
    ) -> Result<Answer, IdempotencyError>
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
            match store.kept(&key, &hash, now).await? {
                Some(begun) if begun.status == BEGUN => return Err(IdempotencyError::Unfinished),
                Some(answer) => return Ok(answer),
                None => {}
            }
            if unfinished == Unfinished::Tell {
                store.keep(&key, &hash, &Answer { status: BEGUN, body: String::new() }, now).await?;
            }
            let Outcome { answer, again } = effect().await.into();
            if answer.status < 500 {
                store.keep(&key, &hash, again.as_ref().unwrap_or(&answer), now).await?;
            } else if unfinished == Unfinished::Tell {
                store.db.run("DELETE FROM kept_answer WHERE id = $1", values![id(&key)]).await?;
            }
            Ok(answer)
        })
        .await
    }

    async fn kept(&self, key: &str, hash: &str, now: Time) -> Result<Option<Answer>, IdempotencyError> {
        let sql = "SELECT sealed FROM kept_answer WHERE id = $1 AND expires > $2";
        let Some(row) = self.db.row(sql, values![id(key), now.0]).await? else {
            return Ok(None);
        };
        let Kept { request, status, body } = open(key, &get::<String>(&row, "sealed")?)?;
        if request != hash {
            return Err(IdempotencyError::OtherRequest);
        }
        Ok(Some(Answer { status, body }))
    }

    async fn keep(&self, key: &str, hash: &str, answer: &Answer, now: Time) -> Result<(), SqlError> {
        let kept = Kept { request: hash.to_owned(), status: answer.status, body: answer.body.clone() };
        // Whatever stands there has run out, or it would have been the answer.
        let sql = "INSERT INTO kept_answer (id, sealed, expires) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, expires = excluded.expires";
        self.db.run(sql, values![id(key), seal(key, &kept)?, (now + KEPT).0]).await.map(drop)
    }

    /// Forgets the answers that have run out; returns how many.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn purge(&self, now: Time) -> Result<u64, SqlError> {
        self.db.run("DELETE FROM kept_answer WHERE expires <= $1", values![now.0]).await
    }
}

/// What lies sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The hash of what was asked.
    request: String,
    status: u16,
    body: String,
}

/// What a row is found by; it does not open the row.
fn id(key: &str) -> String {
    hex(&Sha256::new().chain_update("id\0").chain_update(key).finalize())
}

fn cipher(key: &str) -> Result<LessSafeKey, SqlError> {
    let secret = Sha256::new().chain_update("seal\0").chain_update(key).finalize();
    UnboundKey::new(&CHACHA20_POLY1305, &secret).map(LessSafeKey::new).map_err(|_| SqlError::BadValue)
}

/// A random nonce, then the sealed answer. A key seals two things a day at most, so that nonces do not meet.
fn seal(key: &str, kept: &Kept) -> Result<String, SqlError> {
    let nonce: [u8; 12] = rand::random();
    let mut bytes = to_json(kept)?.into_bytes();
    let sealed = cipher(key)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes);
    sealed.map_err(|_| SqlError::BadValue)?;
    Ok(BASE64.encode([&nonce[..], &bytes].concat()))
}

fn open(key: &str, sealed: &str) -> Result<Kept, SqlError> {
    let damaged = || SqlError::Damaged("kept_answer");
    let mut bytes = BASE64.decode(sealed).map_err(|_| damaged())?;
    let (nonce, rest) = bytes.split_at_mut_checked(12).ok_or_else(damaged)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    let plain = cipher(key)?.open_in_place(nonce, Aad::empty(), rest).map_err(|_| damaged())?;
    serde_json::from_slice(plain).map_err(|_| damaged())
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
        // One in the map and this one: no one else waits.
        if Arc::strong_count(&self.lock) <= 2 {
            turns.remove(self.key);
        }
    }
}
