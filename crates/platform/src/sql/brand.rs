//! Brand settings, version by version. The document's shape is the customer crate's; here it is text.

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{get, values},
};
use rapport_kernel::{BrandId, Time};
use serde::Serialize;

/// One version of a brand's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrandVersion {
    /// The brand's id.
    pub brand: BrandId,
    /// From 1.
    pub version: u32,
    /// The document.
    pub body: String,
    /// Who set it.
    pub author: String,
    /// The log's time of the publication.
    pub at: Time,
}

/// The brands' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Brands(Db);

impl Brands {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Adds a version and returns it; a document equal to the newest adds nothing and returns that one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn put(&self, brand: &BrandId, body: &str, author: &str, at: Time) -> Result<BrandVersion, SqlError> {
        let tx = self.0.begin().await?;
        let newest = tx.row(NEWEST, values![brand.as_str()]).await?.as_ref().map(read).transpose()?;
        if let Some(newest) = newest.as_ref().filter(|newest| newest.body == body) {
            return Ok(newest.clone());
        }
        let version = newest.map_or(1, |newest| newest.version + 1);
        let sql = "INSERT INTO brand_version (brand, version, body, author, at) VALUES ($1, $2, $3, $4, $5)";
        tx.run(sql, values![brand.as_str(), i64::from(version), body, author, at.0]).await?;
        tx.commit().await?;
        Ok(BrandVersion { brand: brand.clone(), version, body: body.into(), author: author.into(), at })
    }

    /// What counts now; none if there is no such brand.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn newest(&self, brand: &BrandId) -> Result<Option<BrandVersion>, SqlError> {
        self.0.row(NEWEST, values![brand.as_str()]).await?.as_ref().map(read).transpose()
    }

    /// The newest version of every brand.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn all(&self) -> Result<Vec<BrandVersion>, SqlError> {
        let sql = "SELECT brand, version, body, author, at FROM brand_version b
            WHERE version = (SELECT MAX(version) FROM brand_version n WHERE n.brand = b.brand) ORDER BY brand";
        self.0.rows(sql, values![]).await?.iter().map(read).collect()
    }

    /// Every version of a brand, the newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn versions(&self, brand: &BrandId) -> Result<Vec<BrandVersion>, SqlError> {
        let sql = "SELECT brand, version, body, author, at FROM brand_version WHERE brand = $1 ORDER BY version DESC";
        self.0.rows(sql, values![brand.as_str()]).await?.iter().map(read).collect()
    }
}

const NEWEST: &str =
    "SELECT brand, version, body, author, at FROM brand_version WHERE brand = $1 ORDER BY version DESC LIMIT 1";

fn read(row: &SqlRow) -> Result<BrandVersion, SqlError> {
    Ok(BrandVersion {
        brand: get::<String>(row, "brand")?.into(),
        version: u32::try_from(get::<i64>(row, "version")?).map_err(|_| SqlError::Damaged("version"))?,
        body: get(row, "body")?,
        author: get(row, "author")?,
        at: Time(get(row, "at")?),
    })
}
