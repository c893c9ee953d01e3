//! Whether the chain is whole, whether it is the one whose heads were noted elsewhere, and whether what is kept of people is what was
//! recorded.

use super::{
    Line, Trace,
    found::{bytes, personal},
    parsed_key, parsed_number, unhex, written,
};
use crate::sql::{
    SqlError,
    db::{get, values},
    value::SqlRow,
};
use hashbrown::HashMap;
use rapport_trace::{Broken, ChainLink, DeedPart, Head, PersonKey, PersonRef, Seal, Verified, Verifier, line};

/// So many lines are read with one query.
const PAGE: i64 = 10_000;

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// How many lines follow each other without a gap, and where they lead to.
    pub verified: Verified,
    /// How many parts of people are what was recorded.
    pub people: u64,
}

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The chain is not whole.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// What is kept of somebody is not what was recorded, or was taken away without erasing the person.
    #[error("what is kept beside line {0} of the trace of a person is not what was recorded")]
    Person(u64),
    /// A line is found under another object, person, act or moment than it tells.
    #[error("line {0} of the trace is listed as something else than it says")]
    Listed(u64),
    /// The database does not answer.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl Trace {
    /// Proves the chain from its beginning, or from a head that is trusted, and holds it against heads that were noted elsewhere.
    ///
    /// # Errors
    /// [`ProofError`] with the first line that is not as it should be.
    pub async fn verify(&self, since: Option<Head>, noted: &[Head]) -> Result<Verified, ProofError> {
        let from = match (since, written::first(&self.db).await?) {
            (Some(since), _) => since,
            (None, Some(first)) => first,
            // Nothing was ever written; or what says where it begins is gone.
            (None, None) => Head::begin(""),
        };
        let mut verifier = Verifier::new(from, noted);
        let mut after = from.seq.cast_signed();
        loop {
            let sql = "SELECT seq, body, hash FROM trace_line WHERE seq > $1 ORDER BY seq LIMIT $2";
            let rows = self.db.rows(sql, values![after, PAGE]).await?;
            let Some(end) = rows.last() else { break };
            after = get(end, "seq")?;
            for row in &rows {
                // What cannot be read is no line, and named as such.
                let line = bytes(row, "body").unwrap_or_default();
                let hash = unhex(&get::<String>(row, "hash")?).and_then(|hash| hash.try_into().ok());
                verifier.push(ChainLink { line, hash: hash.unwrap_or_default() })?;
            }
        }
        Ok(verifier.finish()?)
    }

    /// Proves the same, and what stands beside the lines: that each is listed as what it says, and what is kept of people.
    ///
    /// # Errors
    /// [`ProofError`].
    pub async fn verify_all(&self, since: Option<Head>, noted: &[Head]) -> Result<Proof, ProofError> {
        let verified = self.verify(since, noted).await?;
        let keys = self.keys().await?;
        let (mut after, mut people) = (since.map_or(0, |head| head.seq.cast_signed()), 0);
        loop {
            let sql =
                "SELECT seq, at, kind, object, act, who, body FROM trace_line WHERE seq > $1 ORDER BY seq LIMIT $2";
            let rows = self.db.rows(sql, values![after, PAGE]).await?;
            let Some(end) = rows.last() else { break };
            let until: i64 = get(end, "seq")?;
            let mut kept = HashMap::new();
            let sql = "SELECT seq, part, body FROM trace_personal WHERE seq > $1 AND seq <= $2";
            for row in self.db.rows(sql, values![after, until]).await? {
                // What cannot be read is missed below.
                if let Ok((seq, part, personal)) = personal(&row) {
                    kept.insert((seq, part), personal);
                }
            }
            after = until;
            for row in &rows {
                let deed = line::read(&bytes(row, "body")?).map_err(|_| SqlError::Damaged("trace_line"))?;
                let who = deed.who.map_or_else(String::new, |seal| seal.person.to_string());
                let listed = get::<i64>(row, "at")? == deed.at.0
                    && get::<String>(row, "kind")? == deed.object.kind.code()
                    && get::<String>(row, "object")? == deed.object.id.as_str()
                    && get::<String>(row, "act")? == deed.act.code()
                    && get::<String>(row, "who")? == who;
                if !listed {
                    return Err(ProofError::Listed(deed.seq));
                }
                let parts =
                    [(DeedPart::Who, deed.who), (DeedPart::InPlaceOf, deed.in_place_of), (DeedPart::About, deed.about)];
                for (part, seal) in parts {
                    let Some((seal, key)) = seal.and_then(|seal| Some((seal, keys.get(&seal.person)?))) else {
                        continue;
                    };
                    let holds = |seal: &Seal| {
                        kept.get(&(deed.seq, part)).is_some_and(|kept| seal.holds(key, deed.seq, part, kept))
                    };
                    if !holds(&seal) {
                        return Err(ProofError::Person(deed.seq));
                    }
                    people += 1;
                }
            }
        }
        Ok(Proof { verified, people })
    }

    /// The lines behind the one with this number, each with its link in the chain; so many at a time as are read with one query.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn page(&self, after: u64) -> Result<Vec<(Line, ChainLink)>, SqlError> {
        let sql = "SELECT body, hash FROM trace_line WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows = self.db.rows(sql, values![after.cast_signed(), PAGE]).await?;
        let links = rows.iter().map(|row| {
            let hash = unhex(&get::<String>(row, "hash")?).and_then(|hash| hash.try_into().ok());
            Ok(ChainLink { line: bytes(row, "body")?, hash: hash.ok_or(SqlError::Damaged("trace_line"))? })
        });
        let links = links.collect::<Result<Vec<_>, SqlError>>()?;
        let deeds = links.iter().map(|link| line::read(&link.line).map_err(|_| SqlError::Damaged("trace_line")));
        let lines = self.with_people(deeds.collect::<Result<Vec<_>, _>>()?).await?;
        Ok(lines.into_iter().zip(links).collect())
    }

    async fn keys(&self) -> Result<HashMap<PersonRef, PersonKey>, SqlError> {
        let rows = self.db.rows("SELECT number, secret FROM trace_person", values![]).await?;
        let key = |row: &SqlRow| {
            Ok((parsed_number(&get::<String>(row, "number")?)?, parsed_key(&get::<String>(row, "secret")?)?))
        };
        rows.iter().map(key).collect()
    }
}
