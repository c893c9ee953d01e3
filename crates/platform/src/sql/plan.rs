//! The plan: its tree, and the figures, movements and records of every node.

use super::{
    Db, SqlError,
    db::{get, json, parsed, values},
};
use parking_lot::RwLock;
use rapport_kernel::{Currency, Money, Time};
use rapport_plan::{
    Books, Change, Figures, Kind, Node, NodeId, Place, Reference, Refusal, Sums, Transfer, TransferId, Tree,
};
use sea_orm::QueryResult;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

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

impl From<sea_orm::DbErr> for PlanError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Sql(error.into())
    }
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
        Ok(Self { db, tree: Arc::new(RwLock::new(Arc::new(tree))) })
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

    /// What is booked everywhere.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books(&self) -> Result<Books, SqlError> {
        let rows = self.db.rows("SELECT activity, currency, kind, minor FROM ledger_balance", values![]).await?;
        read_books(&rows)
    }

    /// What was booked everywhere before a moment: what is booked now, without what was recorded since.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books_before(&self, moment: Time) -> Result<Books, SqlError> {
        // One query, so that nothing is booked between its two parts.
        let sql = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT activity, currency, kind, minor FROM ledger_balance
            UNION ALL SELECT taken_from, currency, kind, minor FROM ledger_transfer WHERE recorded >= $1
            UNION ALL SELECT put_at, currency, kind, -minor FROM ledger_transfer WHERE recorded >= $1
            ) AS every GROUP BY activity, currency, kind";
        read_books(&self.db.rows(sql, values![moment.0]).await?)
    }

    /// What a node shows.
    ///
    /// # Errors
    /// [`Refusal::UnknownNode`], [`SqlError`].
    pub async fn figures(&self, node: &NodeId, now: Time) -> Result<Vec<Figures>, PlanError> {
        let tree = self.known(node)?;
        Ok(self.books().await?.figures(&tree, node, now))
    }

    /// What every node shows, parents before children.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn overview(&self, now: Time) -> Result<Vec<NodeFigures>, SqlError> {
        let (tree, books) = (self.tree(), self.books().await?);
        let of = |node: &Node| NodeFigures { node: node.clone(), figures: books.figures(&tree, &node.id, now) };
        Ok(tree.walk().into_iter().map(of).collect())
    }

    /// What changed since a moment at a node and at every node below it; what did not change is left out.
    ///
    /// # Errors
    /// [`Refusal::UnknownNode`], [`SqlError`].
    pub async fn changed_since(&self, node: &NodeId, moment: Time) -> Result<Vec<Movement>, PlanError> {
        let tree = self.known(node)?;
        let sql = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor, COUNT(*) AS transfers FROM (
            SELECT taken_from AS activity, currency, kind, -minor AS minor FROM ledger_transfer WHERE recorded >= $1
            UNION ALL SELECT put_at, currency, kind, minor FROM ledger_transfer WHERE recorded >= $1
            ) AS every WHERE activity <> '' GROUP BY activity, currency, kind";
        let rows = self.db.rows(sql, values![moment.0]).await?;
        let mut found: BTreeMap<(NodeId, Kind, Currency), (i64, u64)> = BTreeMap::new();
        for row in rows {
            let leaf = NodeId::Activity(get::<String>(&row, "activity")?.into());
            let kind: Kind = parsed(&row, "kind")?;
            let currency: Currency = parsed(&row, "currency")?;
            let (minor, transfers) = (get::<i64>(&row, "minor")?, get::<i64>(&row, "transfers")?.cast_unsigned());
            let up: Vec<&NodeId> = tree.up(&leaf).map(|n| &n.id).chain([&NodeId::Company]).collect();
            let inside = up.iter().position(|id| *id == node).map_or(0, |at| at + 1);
            for id in up.into_iter().take(inside) {
                let sum = found.entry((id.clone(), kind, currency)).or_default();
                *sum = (sum.0.saturating_add(minor), sum.1 + transfers);
            }
        }
        let movement = |((node, kind, currency), (minor, transfers))| Movement {
            node,
            kind,
            by: Money::new(minor, currency),
            transfers,
        };
        Ok(found.into_iter().map(movement).collect())
    }

    /// The transfers of a node and all below it, newest first; of one kind, or of every kind. `before` is the
    /// [`Page::next`] of the page before.
    ///
    /// # Errors
    /// [`Refusal::UnknownNode`], [`SqlError`].
    pub async fn records(
        &self,
        node: &NodeId,
        kind: Option<Kind>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Page, PlanError> {
        self.known(node)?;
        let sql = format!(
            "WITH RECURSIVE below (id) AS (
                SELECT CAST($1 AS TEXT) UNION ALL SELECT n.id FROM plan_node n JOIN below b ON n.parent = b.id),
            leaf (id) AS (SELECT SUBSTR(id, 10) FROM below WHERE id LIKE 'activity:%')
            SELECT {COLUMNS} FROM ledger_transfer
            WHERE seq < $2 AND ($3 = '' OR kind = $3)
                AND (put_at IN (SELECT id FROM leaf) OR taken_from IN (SELECT id FROM leaf))
            ORDER BY seq DESC LIMIT $4"
        );
        let before = before.map_or(i64::MAX, u64::cast_signed);
        let kind = kind.map_or("", Kind::code);
        let values = values![node.to_string(), before, kind, i64::from(limit) + 1];
        let rows = self.db.rows(&sql, values).await?;
        let mut records = rows.iter().map(read_record).collect::<Result<Vec<_>, _>>()?;
        let more = records.len() > limit as usize;
        records.truncate(limit as usize);
        let next = if more { records.last().map(|record| record.seq) } else { None };
        Ok(Page { records, next })
    }

    /// One transfer.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn transfer(&self, id: &TransferId) -> Result<Option<Record>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM ledger_transfer WHERE id = $1");
        self.db.row(&sql, values![id.0.as_str()]).await?.as_ref().map(read_record).transpose()
    }

    /// Every transfer about a message, voucher, order, invoice line or decision, oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn about(&self, reference: &Reference) -> Result<Vec<Record>, SqlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger_transfer WHERE reference_kind = $1 AND reference_key = $2 ORDER BY seq"
        );
        let rows = self.db.rows(&sql, values![reference.code(), reference.key().as_str()]).await?;
        rows.iter().map(read_record).collect()
    }

    fn known(&self, node: &NodeId) -> Result<Arc<Tree>, Refusal> {
        let tree = self.tree();
        if *node != NodeId::Company && tree.get(node).is_none() {
            return Err(Refusal::UnknownNode(node.clone()));
        }
        Ok(tree)
    }
}

/// The columns [`read_record`] reads.
pub(super) const COLUMNS: &str = "seq, id, kind, taken_from, put_at, minor, currency, author, reason, reference_kind, \
    reference_key, at, recorded";

pub(super) fn read_record(row: &QueryResult) -> Result<Record, SqlError> {
    let place = |column| {
        let id: String = get(row, column)?;
        Ok::<_, SqlError>(if id.is_empty() { Place::Outside } else { Place::Activity(id.into()) })
    };
    let (code, key): (String, String) = (get(row, "reference_kind")?, get(row, "reference_key")?);
    Ok(Record {
        seq: get::<i64>(row, "seq")?.cast_unsigned(),
        recorded: Time(get(row, "recorded")?),
        transfer: Transfer {
            id: TransferId(get::<String>(row, "id")?.into()),
            kind: parsed(row, "kind")?,
            from: place("taken_from")?,
            to: place("put_at")?,
            amount: Money::new(get(row, "minor")?, parsed(row, "currency")?),
            author: get::<String>(row, "author")?.into(),
            reason: get(row, "reason")?,
            reference: Reference::from_parts(&code, &key).ok_or(SqlError::Damaged("reference_kind"))?,
            at: Time(get(row, "at")?),
        },
    })
}

/// Rows of activity (empty: outside), currency, kind and minor units.
pub(super) fn read_books(rows: &[QueryResult]) -> Result<Books, SqlError> {
    let mut sums: BTreeMap<(String, Currency), Sums> = BTreeMap::new();
    for row in rows {
        let place = (get(row, "activity")?, parsed(row, "currency")?);
        *sums.entry(place).or_default().get_mut(parsed(row, "kind")?) = get(row, "minor")?;
    }
    let mut books = Books::default();
    for ((activity, currency), sums) in sums {
        if activity.is_empty() {
            books.set_outside(currency, sums);
        } else {
            books.set_sums(activity.into(), sums);
        }
    }
    Ok(books)
}
