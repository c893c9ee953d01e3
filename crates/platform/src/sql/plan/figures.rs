//! What nodes show, as of now and as of earlier moments, and what changed in between.

use super::{Movement, NodeFigures, Plan, PlanError};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, parsed, values},
};
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_plan::{Books, Figures, Kind, Node, NodeId, Sums};
use std::{collections::BTreeMap, sync::Arc};

impl Plan {
    /// What is booked everywhere.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books(&self) -> Result<Books, SqlError> {
        let rows = self.db().rows("SELECT activity, currency, kind, minor FROM ledger_balance", values![]).await?;
        read_books(&rows)
    }

    /// What everything stood at before a moment: what is booked now, without what counts from then on. An invoice of March counts in
    /// March, whenever it was booked.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books_before(&self, moment: Time) -> Result<Arc<Books>, SqlError> {
        let bookings = match self.past().get(moment) {
            Ok(books) => return Ok(books),
            Err(bookings) => bookings,
        };
        // One query, so that nothing is booked between its parts. What counts later is taken off by whole days, and for the rest
        // of the moment's own day one transfer at a time: never the whole ledger.
        let sql = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT activity, currency, kind, minor FROM ledger_balance
            UNION ALL SELECT activity, currency, kind, -minor FROM ledger_day WHERE day >= $3
            UNION ALL SELECT taken_from, currency, kind, minor FROM ledger_transfer WHERE at >= $1 AND at < $2
            UNION ALL SELECT put_at, currency, kind, -minor FROM ledger_transfer WHERE at >= $1 AND at < $2
            ) AS every GROUP BY activity, currency, kind";
        let next_day = moment.0.saturating_add(Span::DAY.0 - 1).div_euclid(Span::DAY.0);
        let rows = self.db().rows(sql, values![moment.0, next_day.saturating_mul(Span::DAY.0), next_day]).await?;
        let books = Arc::new(read_books(&rows)?);
        self.past().keep(moment, &books, bookings);
        Ok(books)
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

    /// What was booked since a moment at a node and at every node below it, whenever it counts; what did not change is left out.
    ///
    /// # Errors
    /// [`Refusal::UnknownNode`], [`SqlError`].
    pub async fn changed_since(&self, node: &NodeId, moment: Time) -> Result<Vec<Movement>, PlanError> {
        let tree = self.known(node)?;
        let sql = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor, COUNT(*) AS transfers FROM (
            SELECT taken_from AS activity, currency, kind, -minor AS minor FROM ledger_transfer WHERE recorded >= $1
            UNION ALL SELECT put_at, currency, kind, minor FROM ledger_transfer WHERE recorded >= $1
            ) AS every WHERE activity <> '' GROUP BY activity, currency, kind";
        let rows = self.db().rows(sql, values![moment.0]).await?;
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
}

/// Rows of activity (empty: outside), currency, kind and minor units.
pub(in crate::sql) fn read_books(rows: &[SqlRow]) -> Result<Books, SqlError> {
    let mut sums: BTreeMap<(String, Currency), Sums> = BTreeMap::new();
    for row in rows {
        let place = (get(row, "activity")?, parsed(row, "currency")?);
        let sum = sums.entry(place).or_default().get_mut(parsed(row, "kind")?);
        *sum = sum.saturating_add(get(row, "minor")?);
    }
    let mut books = Books::default();
    for ((activity, currency), sums) in sums {
        if activity.is_empty() {
            books.set_outside(currency, sums);
        } else {
            books.set_sums(activity.as_str().into(), sums);
        }
    }
    Ok(books)
}
