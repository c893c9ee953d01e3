//! Sources: who may send events, each with a write key of its own and the touchpoint it may speak for.
//!
//! Only the hash of a write key is kept. The key is shown once, when it is made.

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{Tx, get, values},
    token,
};
use rapport_customer::source::{Scope, SourceAct, Trust};
use rapport_kernel::{SourceId, Time};
use serde::Serialize;
use smol_str::SmolStr;

/// A source of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What events and settings call it.
    pub id: SourceId,
    /// What people call it.
    pub name: String,
    /// What it may speak for: `shop`, `app`, `till`, `branch`, `call_centre`, `social`, ...
    pub touchpoint: String,
    /// How far it is believed, and what it may do for which brand.
    pub scope: Scope,
    /// The origins of its pages, as browsers write them: `https://shop.example.com`.
    pub origins: Vec<SmolStr>,
    /// Whether its key still opens.
    pub active: bool,
    /// When it was made.
    pub created: Time,
}

/// Why a source was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The id is taken.
    #[error("there is a source `{0}` already")]
    Exists(SourceId),
    /// There is no such source.
    #[error("there is no source `{0}`")]
    Unknown(SourceId),
    /// Another source has this write key.
    #[error("this write key belongs to another source")]
    KeyTaken,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The sources' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Sources(Db);

const COLUMNS: &str = "id, name, touchpoint, brand, trust, acts, branches, origins, active, created";

impl Sources {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Makes a source, with `key` as its write key or a new one; returns the key.
    ///
    /// # Errors
    /// [`SourceError::Exists`], [`SourceError::KeyTaken`], [`SourceError::Sql`].
    pub async fn add(&self, source: &Source, key: Option<&str>) -> Result<String, SourceError> {
        let key = key.map_or_else(|| token::fresh("wk"), str::to_owned);
        let tx = self.0.begin().await?;
        let hash = token::hash(&key);
        if tx
            .row("SELECT id FROM source WHERE key_hash = $1 AND id <> $2", values![hash.as_str(), source.id.as_str()])
            .await?
            .is_some()
        {
            return Err(SourceError::KeyTaken);
        }
        let sql = "INSERT INTO source (id, name, touchpoint, brand, trust, acts, branches, origins, key_hash, active, created)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING";
        let values = values![
            source.id.as_str(),
            source.name.as_str(),
            source.touchpoint.as_str(),
            source.scope.brand.as_str(),
            source.scope.trust.code(),
            words(source.scope.acts.iter().map(|act| act.code())),
            words(source.scope.branches.iter().map(|branch| branch.as_str())),
            words(source.origins.iter().map(SmolStr::as_str)),
            hash,
            i64::from(source.active),
            source.created.0,
        ];
        if tx.run(sql, values).await? == 0 {
            return Err(SourceError::Exists(source.id.clone()));
        }
        tx.commit().await?;
        Ok(key)
    }

    /// Gives a source a new write key and returns it; the old one no longer opens.
    ///
    /// # Errors
    /// [`SourceError::Unknown`], [`SourceError::Sql`].
    pub async fn renew_key(&self, id: &SourceId) -> Result<String, SourceError> {
        let key = token::fresh("wk");
        let sql = "UPDATE source SET key_hash = $1 WHERE id = $2";
        let changed = self.0.run(sql, values![token::hash(&key), id.as_str()]).await?;
        if changed == 1 { Ok(key) } else { Err(SourceError::Unknown(id.clone())) }
    }

    /// Changes what a source may do, from which origins its pages may speak, and whether it is open: all of it or nothing, from what it
    /// is now, whoever else is changing it. Its brand stays: what it said before was said for that one.
    ///
    /// # Errors
    /// [`SourceError::Unknown`], [`SourceError::Sql`], and whatever `change` says against it.
    pub async fn change<E: From<SourceError>>(
        &self,
        id: &SourceId,
        change: impl FnOnce(Source) -> Result<Source, E>,
    ) -> Result<Source, E> {
        let tx = self.0.begin().await.map_err(SourceError::from)?;
        let row = tx.row(&format!("SELECT {COLUMNS} FROM source WHERE id = $1"), values![id.as_str()]).await;
        let known = row.map_err(SourceError::from)?.as_ref().map(read).transpose().map_err(SourceError::from)?;
        let changed = change(known.ok_or_else(|| SourceError::Unknown(id.clone()))?)?;
        write(&tx, &changed).await.map_err(SourceError::from)?;
        tx.commit().await.map_err(SourceError::from)?;
        Ok(changed)
    }

    /// Makes a source what it was before a restore, with the key it had then, by its hash.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn restore(&self, source: &Source, key_hash: &str) -> Result<(), SqlError> {
        let tx = self.0.begin().await?;
        write(&tx, source).await?;
        tx.run("UPDATE source SET key_hash = $1 WHERE id = $2", values![key_hash, source.id.as_str()]).await?;
        tx.commit().await
    }

    /// The active source that a write key opens.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn by_key(&self, key: &str) -> Result<Option<Source>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM source WHERE key_hash = $1 AND active = 1");
        self.0.row(&sql, values![token::hash(key)]).await?.as_ref().map(read).transpose()
    }

    /// Every active source with the hash of its key ([`hash_key`]), for looking keys up without a query each.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn by_key_hash(&self) -> Result<Vec<(String, Source)>, SqlError> {
        let sql = format!("SELECT {COLUMNS}, key_hash FROM source WHERE active = 1");
        let rows = self.0.rows(&sql, values![]).await?;
        rows.iter().map(|row| Ok((get(row, "key_hash")?, read(row)?))).collect()
    }

    /// Every source with the hash of its key, also those that are switched off.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn with_key_hashes(&self) -> Result<Vec<(String, Source)>, SqlError> {
        let rows = self.0.rows(&format!("SELECT {COLUMNS}, key_hash FROM source ORDER BY id"), values![]).await?;
        rows.iter().map(|row| Ok((get(row, "key_hash")?, read(row)?))).collect()
    }

    /// All sources, also those that are switched off.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn all(&self) -> Result<Vec<Source>, SqlError> {
        let rows = self.0.rows(&format!("SELECT {COLUMNS} FROM source ORDER BY id"), values![]).await?;
        rows.iter().map(read).collect()
    }
}

/// What is kept of a write key.
#[must_use]
pub fn hash_key(key: &str) -> String {
    token::hash(key)
}

/// Writes what people may change of a source.
async fn write(tx: &Tx, source: &Source) -> Result<(), SqlError> {
    let sql = "UPDATE source SET trust = $1, acts = $2, branches = $3, origins = $4, active = $5 WHERE id = $6";
    let values = values![
        source.scope.trust.code(),
        words(source.scope.acts.iter().map(|act| act.code())),
        words(source.scope.branches.iter().map(|branch| branch.as_str())),
        words(source.origins.iter().map(SmolStr::as_str)),
        i64::from(source.active),
        source.id.as_str(),
    ];
    tx.run(sql, values).await.map(drop)
}

/// A list of ids or origins in one column; neither hold blanks.
fn words<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(" ")
}

/// A word that no release knows counts for less, never for more.
fn scope(row: &SqlRow) -> Result<Scope, SqlError> {
    let [trust, acts, branches] = ["trust", "acts", "branches"].map(|column| get::<String>(row, column));
    let (trust, acts) = (trust?, acts?);
    let known = |act: &&SourceAct| acts.split_whitespace().any(|word| word == act.code());
    Ok(Scope {
        trust: if trust == Trust::Trusted.code() { Trust::Trusted } else { Trust::Public },
        acts: SourceAct::ALL.iter().filter(known).copied().collect(),
        brand: get::<String>(row, "brand")?.into(),
        branches: branches?.split_whitespace().map(Into::into).collect(),
    })
}

fn read(row: &SqlRow) -> Result<Source, SqlError> {
    Ok(Source {
        id: get::<String>(row, "id")?.into(),
        name: get(row, "name")?,
        touchpoint: get(row, "touchpoint")?,
        scope: scope(row)?,
        origins: get::<String>(row, "origins")?.split_whitespace().map(Into::into).collect(),
        active: get::<i64>(row, "active")? != 0,
        created: Time(get(row, "created")?),
    })
}
