//! The plan: its tree, and the figures, movements and records of every node.

mod changes;
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
use serde::Serialize;
use std::sync::Arc;

pub use changes::{ChangeRecord, Signed};
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
    /// The node as it is called and placed now.
    pub node: Node,
    /// The sums over the activities at or below it.
    pub figures: Vec<Figures>,
}

/// What one kind of money at one node gained since a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The node, with all below it.
    pub node: NodeId,
    /// One of the five kinds of money.
    pub kind: Kind,
    /// By how much it changed; negative if it fell.
    pub by: Money,
    /// How many transfers did it.
    pub transfers: u64,
}

/// A transfer as it lies in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransferRecord {
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
    /// At most a page of them.
    pub records: Vec<TransferRecord>,
    /// What to ask for to get the next page; none if this is the last.
    pub next: Option<u64>,
}

/// The plan's tree, kept in memory and in SQL. Clones share it.
#[derive(Clone, Debug)]
pub struct Plan {
    db: Db,
    now: Arc<RwLock<Grown>>,
    past: Arc<Past>,
}

/// The tree, and since when it is as it is.
#[derive(Clone, Debug)]
struct Grown {
    tree: Arc<Tree>,
    since: Time,
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
        let row = db.row("SELECT MAX(at) AS at FROM plan_change", values![]).await?;
        let since = row.map_or(Ok(None), |row| get::<Option<i64>>(&row, "at"))?.map_or(Time::MIN, Time);
        Ok(Self { db, now: Arc::new(RwLock::new(Grown { tree: Arc::new(tree), since })), past: Arc::default() })
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
        Arc::clone(&self.now.read().tree)
    }

    fn known(&self, node: &NodeId) -> Result<Arc<Tree>, Refusal> {
        let tree = self.tree();
        if *node != NodeId::Company && tree.get(node).is_none() {
            return Err(Refusal::UnknownNode(node.clone()));
        }
        Ok(tree)
    }
}
