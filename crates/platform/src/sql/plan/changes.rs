//! The tree's changes: how they are made, who made them and why, and what the tree looked like before them.

use super::{Grown, Plan, PlanError};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{Tx, get, json, to_json, values},
};
use rapport_kernel::Time;
use rapport_plan::{Change, Node, NodeId, Refusal, Tree};
use serde::Serialize;
use std::sync::Arc;

/// A change of the tree as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRecord {
    /// Its place in the list of changes.
    pub seq: u64,
    /// The moment of the change.
    pub at: Time,
    /// The person who made it.
    pub author: String,
    /// Their reason, in their own words.
    pub reason: String,
    /// What was asked for, as it was carried out.
    pub change: Change,
    /// The node as it was before; none if the change added it.
    pub before: Option<Node>,
}

impl ChangeRecord {
    /// Whether it is about a node, or about what hung under it before or has hung under it since.
    fn touches(&self, node: &NodeId) -> bool {
        let moved = matches!(&self.change, Change::Move { parent, .. } if parent == node);
        let gone =
            matches!(&self.change, Change::Move { .. }) && self.before.as_ref().is_some_and(|n| n.parent == *node);
        self.change.node() == node || moved || gone
    }
}

/// Who changed a node last, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The change's place in the list of all changes.
    pub seq: u64,
    /// The moment of the change.
    pub at: Time,
    /// The person who made it.
    pub author: String,
}

impl Plan {
    /// Changes the tree. [`crate::sql::ledger::Ledger::change`] calls it and lets the budget guard `follow`: use that one.
    pub(in crate::sql) async fn change(
        &self,
        changes: Vec<Change>,
        author: &str,
        reason: &str,
        now: Time,
        follow: impl FnOnce(&Tree) + Send,
    ) -> Result<(), PlanError> {
        let tx = self.db.begin().await?;
        // Decided while the writer is held, so that no other change comes between.
        let mut tree = Tree::clone(&self.tree());
        let mut made = false;
        for change in changes {
            if !tree.alters(&change) {
                continue;
            }
            if reason.trim().is_empty() {
                return Err(Refusal::ReasonMissing(change.node().clone()).into());
            }
            tree.decide(&change, now)?;
            if let Change::Archive { node, archived: true } = &change {
                let rows = tx.rows("SELECT activity, currency, kind, minor FROM ledger_balance", values![]).await?;
                rapport_plan::is_settled(&tree, &super::read_books(&rows)?, node)?;
            }
            tree.evolve(&change);
            write(&tx, &tree, &change, (author, reason, now)).await?;
            made = true;
        }
        if made {
            let tree = Arc::new(tree);
            // Whoever books next is judged by the tree as it is then.
            tx.commit_then(|| {
                follow(&tree);
                let mut grown = self.now.write();
                *grown = Grown { tree: Arc::clone(&tree), since: grown.since.max(now) };
            })
            .await?;
        }
        Ok(())
    }

    /// The tree as it was just before a moment.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn tree_before(&self, moment: Time) -> Result<Arc<Tree>, SqlError> {
        let Grown { tree, since } = self.now.read().clone();
        if since < moment {
            return Ok(tree);
        }
        let rows = self.db.rows("SELECT at, body FROM plan_change ORDER BY seq", values![]).await?;
        let mut tree = Tree::default();
        for row in rows {
            let change: Change = json(&row, "body")?;
            // Money may count before its node was typed in: a node has always been where it first was.
            if get::<i64>(&row, "at")? < moment.0 || matches!(change, Change::Add { .. }) {
                tree.evolve(&change);
            }
        }
        Ok(Arc::new(tree))
    }

    /// Who changed a node last; none if there is no such node.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn last_change(&self, node: &NodeId) -> Result<Option<Signed>, SqlError> {
        let sql = "SELECT seq, at, author FROM plan_change WHERE node = $1 ORDER BY seq DESC LIMIT 1";
        let row = self.db.row(sql, values![node.to_string()]).await?;
        let signed = |row: SqlRow| {
            let seq = get::<i64>(&row, "seq")?.cast_unsigned();
            Ok(Signed { seq, at: Time(get(&row, "at")?), author: get(&row, "author")? })
        };
        row.map(signed).transpose()
    }

    /// The changes of a node, and what was moved to it or away from it; newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn changes(&self, node: &NodeId, limit: usize) -> Result<Vec<ChangeRecord>, SqlError> {
        self.told(limit, |record| record.touches(node)).await
    }

    /// The changes of the whole tree since a moment, newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn changes_since(&self, moment: Time, limit: usize) -> Result<Vec<ChangeRecord>, SqlError> {
        if self.now.read().since < moment {
            return Ok(Vec::new());
        }
        self.told(limit, |record| record.at >= moment).await
    }

    /// Goes through the tree's whole story, which is what tells how a node was before a change.
    async fn told(
        &self,
        limit: usize,
        wanted: impl Fn(&ChangeRecord) -> bool + Send,
    ) -> Result<Vec<ChangeRecord>, SqlError> {
        let rows =
            self.db.rows("SELECT seq, at, author, reason, body FROM plan_change ORDER BY seq", values![]).await?;
        let (mut tree, mut found) = (Tree::default(), Vec::new());
        for row in rows {
            let change: Change = json(&row, "body")?;
            let before = tree.get(change.node()).cloned();
            tree.evolve(&change);
            let (author, reason) = (get(&row, "author")?, get(&row, "reason")?);
            let (seq, at) = (get::<i64>(&row, "seq")?.cast_unsigned(), Time(get(&row, "at")?));
            found.push(ChangeRecord { seq, at, author, reason, change, before });
        }
        found.retain(wanted);
        found.reverse();
        found.truncate(limit);
        Ok(found)
    }
}

/// Keeps a node as the change left it, and the change. A node that was moved is the last of its new siblings.
async fn write(tx: &Tx, tree: &Tree, change: &Change, signed: (&str, &str, Time)) -> Result<(), PlanError> {
    let (author, reason, now) = signed;
    let id = change.node().to_string();
    let node = tree.get(change.node()).ok_or(SqlError::Damaged("plan_node"))?;
    let sql = "INSERT INTO plan_node (id, parent, seq, body)
        VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_node), $3)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body, parent = excluded.parent,
            seq = CASE WHEN plan_node.parent = excluded.parent THEN plan_node.seq ELSE excluded.seq END";
    tx.run(sql, values![id.as_str(), node.parent.to_string(), to_json(node)?]).await?;
    let sql = "INSERT INTO plan_change (seq, node, at, author, reason, body)
        VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM plan_change), $1, $2, $3, $4, $5)";
    tx.run(sql, values![id, now.0, author, reason, to_json(change)?]).await?;
    Ok(())
}
