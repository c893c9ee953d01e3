//! The trace: who changed what, kept as lines in a chain ([`rapport_trace`]), personal data of staff apart from them under a key of each
//! person's own.
//!
//! No store writes it by itself. Whoever carries a request out does so [`during`] an [`Acting`]: what is told there ([`tell`], [`on`],
//! [`because`]) is written by the transaction that makes the change, as the last thing before it commits. So a change that counts has its
//! line, and one that was taken back has none. What the log holds and no transaction is left over and written at the end.
//!
//! * [`acting`]: who acts, and what they have told so far. [`written`]: from there to the lines.
//! * [`found`]: search and stories. [`proof`]: whether the chain is whole.

pub mod acting;
pub mod found;
pub mod proof;
pub(super) mod written;

pub use acting::{
    Acting, act, because, by, by_approval, carried, changed, compared, dropped, during, nothing, on, personal, tell,
};
pub use found::{Line, Wanted};
pub use proof::{Proof, ProofError};

use super::{
    Db, SqlError,
    db::{Tx, get, values},
};
use rapport_people::PersonId;
use rapport_trace::{Head, PersonKey, PersonRef};

/// The lines. Clones share the database.
#[derive(Clone, Debug)]
pub struct Trace {
    db: Db,
}

impl Trace {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Writes what is left over: what was told and no transaction of the database took along.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn write_rest(&self) -> Result<(), SqlError> {
        let Some(acting) = acting::now().filter(|_| acting::has_rest()) else { return Ok(()) };
        acting.settle();
        self.db.begin().await?.commit().await
    }

    /// How many lines there are, and the hash over them; nothing before the first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn head(&self) -> Result<Option<Head>, SqlError> {
        written::head(&self.db).await
    }

    /// The number under which somebody stands in the lines; none if they stand in none, or were erased.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn number(&self, person: &PersonId) -> Result<Option<PersonRef>, SqlError> {
        let row = self.db.row("SELECT number FROM trace_person WHERE account = $1", values![person.0.as_str()]).await?;
        row.map(|row| parsed_number(&get::<String>(&row, "number")?)).transpose()
    }
}

/// Forgets who somebody was: their key and all that is kept of them. What they did stays, under a number that says nothing.
pub(super) async fn forget(tx: &Tx, person: PersonRef) -> Result<(), SqlError> {
    let number = person.to_string();
    tx.run("DELETE FROM trace_personal WHERE person = $1", values![number.as_str()]).await?;
    tx.run("DELETE FROM trace_person WHERE number = $1", values![number.as_str()]).await.map(drop)
}

fn parsed_number(text: &str) -> Result<PersonRef, SqlError> {
    text.parse().map_err(|_| SqlError::Damaged("trace_person"))
}

fn parsed_key(text: &str) -> Result<PersonKey, SqlError> {
    let bytes = unhex(text).ok_or(SqlError::Damaged("trace_person"))?;
    Ok(PersonKey(bytes.try_into().map_err(|_| SqlError::Damaged("trace_person"))?))
}

/// The bytes of hexadecimal digits.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}
