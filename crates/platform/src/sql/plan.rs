//! The plan: its tree, and the figures, movements and records of every node.

mod figures;
mod past;
mod records;

use super::{
    Db, SqlError,
    db::{get, json, values},
};
use parking_lot::RwLock;
use rapport_kernel::{Money, Time};
use rapport_plan::{Change, Figures, Kind, Node, NodeId, Refusal, Transfer, Tree};
use sea_orm::QueryResult;
use serde::Serialize;
use std::sync::Arc;

pub(super) use figures::read_books;
use past::Past;
pub(super) use records::{COLUMNS, read_record};

/// Why the plan or the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The rules refuse; nothing was done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database refuses; nothing was done.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// A node and what it shows, one entry for each currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeFigures {
    /// The node.
    pub node: Node,
    /// The sums over the activities at or below it.
    pub figures: Vec<Figures>,
}

/// What one kind of money at one node gained since a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The node.
    pub node: NodeId,
    /// Which kind.
    pub kind: Kind,
    /// By how much it changed; negative if it fell.
    pub by: Money,
    /// How many transfers did it.
    pub transfers: u64,
}

/// A transfer as it lies in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its place in the ledger.
    pub seq: u64,
    /// When it was written down.
    pub recorded: Time,
    /// What it says.
    pub transfer: Transfer,
}

/// Some records, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// What to ask for to get the next page; none if this is the last.
    pub next: Option<u64>,
}

/// A change of the tree as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRecord {
    /// Its place in the list of changes.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub author: String,
    /// Why.
    pub reason: String,
    /// What.
    pub change: Change,
}

/// The plan's tree, kept in memory and in SQL. Clones share it.
#[derive(Clone, Debug)]
pub struct Plan {
    db: Db,
    tree: Arc<RwLock<Arc<Tree>>>,
    past: Arc<Past>,
}

impl Plan {
    /// Reads the tree.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(db: Db) -> Result<Self, SqlError> {
        let mut tree = Tree::default();
        for row in db.rows("SELECT body FROM plan_node ORDER BY seq", values![]).await? {
            tree.evolve(&Change::Add { node: json(&row, "body")? });
        }
        Ok(Self { db, tree: Arc::new(RwLock::new(Arc::new(tree))), past: Arc::default() })
    }

    pub(super) fn past(&self) -> &Arc<Past> {
        &self.past
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// The tree as it is now.
    #[must_use]
    pub fn tree(&self) -> Arc<Tree> {
        Arc::clone(&self.tree.read())
    }

    /// Changes the tree. [`super::ledger::Ledger::change`] calls it and lets the budget guard know: use that one.
    pub(super) async fn change(&self, change: Change, author: &str, reason: &str, now: Time) -> Result<(), PlanError> {
        let tx = self.db.begin().await?;
        // Decided while the writer is held, so that no other change comes between.
        let mut tree = Tree::clone(&self.tree());
        tree.decide(&change, now)?;
        tree.evolve(&change);
        let id = change.node().to_string();
        let node = tree.get(change.node()).ok_or(SqlError::Damaged("plan_node"))?;
        let body = super::db::to_json(node)?;
        let sql = "INSERT INTO plan_node (id, parent, seq, body)
            VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_node), $3)
            ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        tx.run(sql, values![id.as_str(), node.parent.to_string(), body]).await?;
        let sql = "INSERT INTO plan_change (seq, node, at, author, reason, body)
            VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_change), $1, $2, $3, $4, $5)";
        tx.run(sql, values![id, now.0, author, reason, super::db::to_json(&change)?]).await?;
        tx.commit().await?;
        *self.tree.write() = Arc::new(tree);
        Ok(())
    }

    /// The changes of a node, newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn changes(&self, node: &NodeId, limit: u64) -> Result<Vec<ChangeRecord>, SqlError> {
        let sql = "SELECT seq, at, author, reason, body FROM plan_change WHERE node = $1 ORDER BY seq DESC LIMIT $2";
        let rows = self.db.rows(sql, values![node.to_string(), limit as i64]).await?;
        let read = |row: &QueryResult| {
            Ok(ChangeRecord {
                seq: get::<i64>(row, "seq")?.cast_unsigned(),
                at: Time(get(row, "at")?),
                author: get(row, "author")?,
                reason: get(row, "reason")?,
                change: json(row, "body")?,
            })
        };
        rows.iter().map(read).collect()
    }

    fn known(&self, node: &NodeId) -> Result<Arc<Tree>, Refusal> {
        let tree = self.tree();
        if *node != NodeId::Company && tree.get(node).is_none() {
            return Err(Refusal::UnknownNode(node.clone()));
        }
        Ok(tree)
    }
}
