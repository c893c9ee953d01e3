//! Approvals: entries that are only ever added, with a row that says how the whole stands, and every version that was to be released.
//!
//! * [`template`]: the templates by which they are asked for.
//! * [`link`]: links of mails, by which an answer is given without signing in.
//!
//! Whoever adds entries says after how many of them; if somebody was faster, nothing is added and they decide again by what is there.

pub mod link;
pub mod template;

use super::{
    Db, SqlError,
    db::{Tx, get, json, to_json, values},
};
use crate::sql::value::{SqlRow, SqlValue};
use rapport_kernel::Time;
use rapport_work::approval::{Approval, Happened};
use std::collections::BTreeMap;

/// The store of approvals. Clones share it.
#[derive(Clone, Debug)]
pub struct Approvals {
    db: Db,
}

/// A row of `approval` with its entries.
#[derive(Clone, Debug)]
pub struct KeptApproval {
    /// The approval, folded from its entries.
    pub approval: Approval,
    /// The node at which it stands, and the brand, if it is of one.
    pub place: Whereabouts,
    /// What came of it: empty until the release was carried out, then what [`Approvals::settle`] was told.
    pub outcome: String,
}

/// Where an approval stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// A node of the plan.
    pub node: String,
    /// Of which brand; empty for none.
    pub brand: String,
}

/// What is added to an approval.
pub struct Addition<'a> {
    /// The approval with the new entries folded in.
    pub approval: &'a Approval,
    /// How many entries there were before.
    pub from: usize,
    /// Where it stands now.
    pub place: &'a Whereabouts,
    /// The version to be released, if it is a new one.
    pub version: Option<&'a str>,
    /// When something becomes due next.
    pub due: Option<Time>,
}

impl Approvals {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Adds entries, the first of a new approval or more of one that is there; whether they were added. They are not where somebody else
    /// added some in between, and where another approval of the same thing is under way.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn add(&self, addition: Addition<'_>) -> Result<bool, SqlError> {
        let tx = self.db.begin().await?;
        if !place(&tx, &addition).await? {
            return Ok(false);
        }
        let (approval, id) = (addition.approval, addition.approval.id.0.as_str());
        for (n, entry) in approval.history.iter().enumerate().skip(addition.from) {
            let sql = "INSERT INTO approval_entry (approval, n, at, body) VALUES ($1, $2, $3, $4)";
            tx.run(sql, values![id, n as i64, entry.at.0, to_json(entry)?]).await?;
        }
        if let Some(version) = addition.version {
            let sql = "INSERT INTO approval_version (approval, digest, body) VALUES ($1, $2, $3)
                ON CONFLICT (approval, digest) DO NOTHING";
            tx.run(sql, values![id, approval.subject.digest.0.as_str(), version]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The approval with this id; none where there is none.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn get(&self, id: &str) -> Result<Option<KeptApproval>, SqlError> {
        Ok(self.read("id = $1", values![id]).await?.pop())
    }

    /// A version that was to be released, as it was seen.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn version(&self, id: &str, digest: &str) -> Result<Option<String>, SqlError> {
        let sql = "SELECT body FROM approval_version WHERE approval = $1 AND digest = $2";
        self.db.row(sql, values![id, digest]).await?.map(|row| get(&row, "body")).transpose()
    }

    /// The approval of a thing that is under way.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn in_flight_of(&self, kind: &str, object: &str) -> Result<Option<KeptApproval>, SqlError> {
        Ok(self.read("kind = $1 AND object = $2 AND status = 'in_flight'", values![kind, object]).await?.pop())
    }

    /// The newest approval of a thing.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn newest_of(&self, kind: &str, object: &str) -> Result<Option<KeptApproval>, SqlError> {
        Ok(self.read("kind = $1 AND object = $2", values![kind, object]).await?.pop())
    }

    /// All that are under way, oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn in_flight(&self) -> Result<Vec<KeptApproval>, SqlError> {
        self.read("status = 'in_flight'", values![]).await
    }

    /// Those that ended since a moment, oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn ended_since(&self, since: Time) -> Result<Vec<KeptApproval>, SqlError> {
        self.read("status <> 'in_flight' AND created >= $1", values![since.0]).await
    }

    /// Those of which something is due.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn due(&self, now: Time) -> Result<Vec<KeptApproval>, SqlError> {
        self.read("status = 'in_flight' AND due <= $1", values![now.0]).await
    }

    /// Those that were approved and of which nothing has come yet.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn owed(&self) -> Result<Vec<KeptApproval>, SqlError> {
        self.read("status IN ('approved', 'approved_with_remarks') AND outcome = ''", values![]).await
    }

    /// Notes when something becomes due next.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn set_due(&self, id: &str, due: Option<Time>) -> Result<(), SqlError> {
        let due = due.unwrap_or(Time::MAX).0;
        self.db.run("UPDATE approval SET due = $1 WHERE id = $2", values![due, id]).await.map(drop)
    }

    /// Keeps what came of an approval.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn settle(&self, id: &str, outcome: &str) -> Result<(), SqlError> {
        self.db.run("UPDATE approval SET outcome = $1 WHERE id = $2", values![outcome, id]).await.map(drop)
    }

    /// Notes that somebody is told of an entry; whether this is the first time.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn tell(&self, id: &str, n: usize, account: &str, now: Time) -> Result<bool, SqlError> {
        let sql = "INSERT INTO approval_notice (approval, n, account, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (approval, n, account) DO NOTHING";
        Ok(self.db.run(sql, values![id, n as i64, account, now.0]).await? == 1)
    }

    async fn read(&self, which: &str, of: Vec<SqlValue>) -> Result<Vec<KeptApproval>, SqlError> {
        let sql = format!("SELECT * FROM approval WHERE {which} ORDER BY created, id");
        let rows = self.db.rows(&sql, of.clone()).await?;
        let sql = format!(
            "SELECT e.approval, e.body FROM approval_entry e JOIN approval a ON a.id = e.approval
            WHERE a.id IN (SELECT id FROM approval WHERE {which}) ORDER BY e.approval, e.n"
        );
        let mut entries: BTreeMap<String, Vec<Happened>> = BTreeMap::new();
        for row in self.db.rows(&sql, of).await? {
            entries.entry(get(&row, "approval")?).or_default().push(json(&row, "body")?);
        }
        rows.iter().map(|row| kept(row, &mut entries)).collect()
    }
}

fn kept(row: &SqlRow, entries: &mut BTreeMap<String, Vec<Happened>>) -> Result<KeptApproval, SqlError> {
    let entries = entries.remove(&get::<String>(row, "id")?).unwrap_or_default();
    let approval = Approval::from_history(&entries).ok_or(SqlError::Damaged("approval_entry"))?;
    let place = Whereabouts { node: get(row, "node")?, brand: get(row, "brand")? };
    Ok(KeptApproval { approval, place, outcome: get(row, "outcome")? })
}

/// Writes the row; whether it is the caller's to write.
async fn place(tx: &Tx, addition: &Addition<'_>) -> Result<bool, SqlError> {
    let Addition { approval, from, place, due, .. } = addition;
    let (status, revision) = (approval.status.code(), approval.history.len() as i64);
    let due = due.unwrap_or(Time::MAX).0;
    if *from > 0 {
        let sql = "UPDATE approval SET status = $1, revision = $2, due = $3, node = $4, brand = $5
            WHERE id = $6 AND revision = $7";
        let (id, known) = (approval.id.0.as_str(), *from as i64);
        let values = values![status, revision, due, place.node.as_str(), place.brand.as_str(), id, known];
        return Ok(tx.run(sql, values).await? == 1);
    }
    let created = approval.history.first().map_or(0, |entry| entry.at.0);
    let object = &approval.subject.object;
    let sql = "INSERT INTO approval (id, kind, object, node, brand, status, revision, created, due, outcome)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') ON CONFLICT DO NOTHING";
    let values = values![
        approval.id.0.as_str(),
        object.kind.0.as_str(),
        object.id.as_str(),
        place.node.as_str(),
        place.brand.as_str(),
        status,
        revision,
        created,
        due,
    ];
    Ok(tx.run(sql, values).await? == 1)
}
