//! Journeys' documents: the draft people work on, and every version that was published, with who did it and why.
//!
//! Versions and statuses are a projection of the log, for people to read; the engine works by the log alone. A published version
//! is never changed. A draft is only here, and carries a revision, so that two people cannot overwrite each other unawares.

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{get, values},
};
use rapport_engine::JourneyStatus;
use rapport_kernel::{ActivityId, BrandId, JourneyId, Time};
use serde::Serialize;

/// What people work on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The journey's id.
    pub journey: JourneyId,
    /// The document, as its author wrote it.
    pub body: String,
    /// Grows with every change, from 1.
    pub revision: u32,
    /// Who changed it last.
    pub author: String,
    /// The moment it was saved.
    pub at: Time,
}

/// A published version, without its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// The journey's id.
    pub journey: JourneyId,
    /// From 1.
    pub version: u32,
    /// The sender that it speaks for.
    pub brand: BrandId,
    /// Who pays.
    pub activity: ActivityId,
    /// Who published it.
    pub author: String,
    /// Why, in words.
    pub note: String,
    /// The log's time of the publication.
    pub at: Time,
}

/// A journey in the list: its newest version, whether it runs, and its draft's revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The journey's id.
    pub journey: JourneyId,
    /// The newest version; none if never published.
    pub newest: Option<Version>,
    /// Whether it runs; none if never published.
    pub status: Option<JourneyStatus>,
    /// The draft's revision; none if there is no draft.
    pub draft: Option<u32>,
}

/// Why a document was not kept.
#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
    /// Someone else changed the draft in between.
    #[error("the draft was changed in between: it is at revision {now}")]
    Outdated {
        /// The draft's revision now; 0 if there is none.
        now: u32,
    },
    /// Never published.
    #[error("the journey `{0}` was never published")]
    Unpublished(JourneyId),
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// A version as the log has it, to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published<'a> {
    /// The journey's id.
    pub journey: &'a JourneyId,
    /// From 1.
    pub version: u32,
    /// The sender that it speaks for.
    pub brand: &'a BrandId,
    /// Who pays.
    pub activity: &'a ActivityId,
    /// The document.
    pub body: &'a str,
    /// Who publishes it.
    pub author: &'a str,
    /// Its author's words on what changed; may be empty.
    pub note: &'a str,
    /// The log's time of the publication.
    pub at: Time,
    /// Whether the journey runs from now on: a paused one stays paused.
    pub status: JourneyStatus,
    /// The revision of the draft it was made of: it goes, unless someone has written on.
    pub draft: Option<u32>,
}

/// The journeys' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Journeys(Db);

const VERSION: &str = "journey, version, brand, activity, author, note, at";

impl Journeys {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Keeps a draft. `revision` is the one it was made from, 0 for a new draft; returns the new one.
    ///
    /// # Errors
    /// [`JourneyError::Outdated`], [`JourneyError::Sql`].
    pub async fn put_draft(
        &self,
        journey: &JourneyId,
        body: &str,
        revision: u32,
        author: &str,
        at: Time,
    ) -> Result<u32, JourneyError> {
        let tx = self.0.begin().await?;
        let sql = "SELECT revision FROM journey_draft WHERE journey = $1";
        let row = tx.row(sql, values![journey.as_str()]).await?;
        let now = row.map_or(Ok(0), |row| number(&row, "revision"))?;
        if now != revision {
            return Err(JourneyError::Outdated { now });
        }
        let sql = "INSERT INTO journey_draft (journey, body, revision, author, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (journey) DO UPDATE SET body = excluded.body, revision = excluded.revision,
                author = excluded.author, at = excluded.at";
        tx.run(sql, values![journey.as_str(), body, i64::from(now + 1), author, at.0]).await?;
        tx.commit().await?;
        Ok(now + 1)
    }

    /// Throws the draft away, if it is still this revision of it.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn drop_draft(&self, journey: &JourneyId, revision: u32) -> Result<(), SqlError> {
        let sql = "DELETE FROM journey_draft WHERE journey = $1 AND revision = $2";
        self.0.run(sql, values![journey.as_str(), i64::from(revision)]).await.map(drop)
    }

    /// What people work on now; none if nothing is saved.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn draft(&self, journey: &JourneyId) -> Result<Option<Draft>, SqlError> {
        let sql = "SELECT journey, body, revision, author, at FROM journey_draft WHERE journey = $1";
        let row = self.0.row(sql, values![journey.as_str()]).await?;
        let read = |row: SqlRow| {
            Ok(Draft {
                journey: get::<String>(&row, "journey")?.into(),
                body: get(&row, "body")?,
                revision: number(&row, "revision")?,
                author: get(&row, "author")?,
                at: Time(get(&row, "at")?),
            })
        };
        row.map(read).transpose()
    }

    /// Keeps a version and whether the journey runs, and lets its draft go. A version that is kept already stays as it is.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn keep(&self, new: &Published<'_>) -> Result<(), SqlError> {
        let tx = self.0.begin().await?;
        let sql = "INSERT INTO journey_version (journey, version, brand, activity, body, author, note, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (journey, version) DO NOTHING";
        let values = values![
            new.journey.as_str(),
            i64::from(new.version),
            new.brand.as_str(),
            new.activity.as_str(),
            new.body,
            new.author,
            new.note,
            new.at.0,
        ];
        tx.run(sql, values).await?;
        tx.run(SET_STATUS, values![new.journey.as_str(), new.status.code(), new.author, new.at.0]).await?;
        if let Some(revision) = new.draft {
            let sql = "DELETE FROM journey_draft WHERE journey = $1 AND revision = $2";
            tx.run(sql, values![new.journey.as_str(), i64::from(revision)]).await?;
        }
        tx.commit().await
    }

    /// Sets whether a published journey runs.
    ///
    /// # Errors
    /// [`JourneyError::Unpublished`], [`JourneyError::Sql`].
    pub async fn set_status(
        &self,
        journey: &JourneyId,
        status: JourneyStatus,
        author: &str,
        at: Time,
    ) -> Result<(), JourneyError> {
        let tx = self.0.begin().await?;
        let sql = "SELECT journey FROM journey_status WHERE journey = $1";
        if tx.row(sql, values![journey.as_str()]).await?.is_none() {
            return Err(JourneyError::Unpublished(journey.clone()));
        }
        tx.run(SET_STATUS, values![journey.as_str(), status.code(), author, at.0]).await?;
        Ok(tx.commit().await?)
    }

    /// The document of a version.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn body(&self, journey: &JourneyId, version: u32) -> Result<Option<String>, SqlError> {
        let sql = "SELECT body FROM journey_version WHERE journey = $1 AND version = $2";
        let row = self.0.row(sql, values![journey.as_str(), i64::from(version)]).await?;
        row.map(|row| get(&row, "body")).transpose()
    }

    /// The versions of a journey, the newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn versions(&self, journey: &JourneyId) -> Result<Vec<Version>, SqlError> {
        let sql = format!("SELECT {VERSION} FROM journey_version WHERE journey = $1 ORDER BY version DESC");
        self.0.rows(&sql, values![journey.as_str()]).await?.iter().map(read_version).collect()
    }

    /// Every journey, published or drafted.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn list(&self) -> Result<Vec<Listed>, SqlError> {
        let sql = "SELECT i.journey AS id, v.journey, v.version, v.brand, v.activity, v.author, v.note, v.at, s.status,
                d.revision
            FROM (SELECT journey FROM journey_version UNION SELECT journey FROM journey_draft) AS i
            LEFT JOIN journey_version v ON v.journey = i.journey
                AND v.version = (SELECT MAX(n.version) FROM journey_version n WHERE n.journey = i.journey)
            LEFT JOIN journey_status s ON s.journey = i.journey
            LEFT JOIN journey_draft d ON d.journey = i.journey
            ORDER BY i.journey";
        let read = |row: &SqlRow| {
            let published = get::<Option<i64>>(row, "version")?.is_some();
            let drafted = get::<Option<i64>>(row, "revision")?.is_some();
            Ok(Listed {
                journey: get::<String>(row, "id")?.into(),
                newest: published.then(|| read_version(row)).transpose()?,
                status: published.then(|| status(row)).transpose()?,
                draft: drafted.then(|| number(row, "revision")).transpose()?,
            })
        };
        self.0.rows(sql, values![]).await?.iter().map(read).collect()
    }
}

const SET_STATUS: &str = "INSERT INTO journey_status (journey, status, author, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (journey) DO UPDATE SET status = excluded.status, author = excluded.author, at = excluded.at";

fn read_version(row: &SqlRow) -> Result<Version, SqlError> {
    Ok(Version {
        journey: get::<String>(row, "journey")?.into(),
        version: number(row, "version")?,
        brand: get::<String>(row, "brand")?.into(),
        activity: get::<String>(row, "activity")?.into(),
        author: get(row, "author")?,
        note: get(row, "note")?,
        at: Time(get(row, "at")?),
    })
}

fn status(row: &SqlRow) -> Result<JourneyStatus, SqlError> {
    let code: String = get(row, "status")?;
    JourneyStatus::ALL.iter().copied().find(|status| status.code() == code).ok_or(SqlError::Damaged("status"))
}

fn number(row: &SqlRow, column: &'static str) -> Result<u32, SqlError> {
    u32::try_from(get::<i64>(row, column)?).map_err(|_| SqlError::Damaged(column))
}
