//! What nodes show, as of now and as of earlier moments, and what changed in between.

use super::{Movement, NodeFigures, Plan, PlanError};
use crate::sql::{
    SqlError,
    db::{get, parsed, values},
};
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_plan::{Books, Figures, Kind, Node, NodeId, Sums};
use sea_orm::QueryResult;
use std::collections::BTreeMap;

impl Plan {
    /// What is booked everywhere.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books(&self) -> Result<Books, SqlError> {
        let rows = self.db().rows("SELECT activity, currency, kind, minor FROM ledger_balance", values![]).await?;
        read_books(&rows)
    }

    /// What was booked everywhere before a moment: what is booked now, without what was recorded since.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books_before(&self, moment: Time) -> Result<Books, SqlError> {
        let mut books = self.books_at(moment, Span::DAY, 1).await?;
        books.pop().ok_or(SqlError::Damaged("ledger_balance"))
    }

    /// What was booked everywhere before `first`, before `first + step`, and so on, `count` times; all in one pass over
    /// what was recorded since `first`.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books_at(&self, first: Time, step: Span, count: usize) -> Result<Vec<Books>, SqlError> {
        // One query, so that nothing is booked between its parts. Turn -1 is what is booked now.
        let sql = "SELECT activity, currency, kind, turn, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT activity, currency, kind, -1 AS turn, minor FROM ledger_balance
            UNION ALL SELECT taken_from, currency, kind, (recorded - $1) / $2, -minor FROM ledger_transfer
                WHERE recorded >= $1
            UNION ALL SELECT put_at, currency, kind, (recorded - $1) / $2, minor FROM ledger_transfer
                WHERE recorded >= $1
            ) AS every GROUP BY activity, currency, kind, turn ORDER BY turn DESC";
        let rows = self.db().rows(sql, values![first.0, step.0.max(1)]).await?;
        turn_by_turn(&rows, count)
    }

    /// What counts everywhere before each of these moments, oldest first, whenever it was booked: a sale of March that was told in
    /// May counts in March. One pass over what counts from the first of them on.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn books_counted(&self, moments: &[Time]) -> Result<Vec<Books>, SqlError> {
        if moments.is_empty() {
            return Ok(Vec::new());
        }
        let after = |n: usize| format!("CASE WHEN at >= ${n} THEN 1 ELSE 0 END");
        let turn: Vec<String> = (2..=moments.len()).map(after).chain(["0".to_owned()]).collect();
        let turn = turn.join(" + ");
        let sql = format!(
            "SELECT activity, currency, kind, turn, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT activity, currency, kind, -1 AS turn, minor FROM ledger_balance
            UNION ALL SELECT taken_from, currency, kind, {turn}, -minor FROM ledger_transfer WHERE at >= $1
            UNION ALL SELECT put_at, currency, kind, {turn}, minor FROM ledger_transfer WHERE at >= $1
            ) AS every GROUP BY activity, currency, kind, turn ORDER BY turn DESC"
        );
        let rows = self.db().rows(&sql, moments.iter().map(|moment| moment.0.into()).collect::<Vec<_>>()).await?;
        turn_by_turn(&rows, moments.len())
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

/// Books at the end of each turn, from rows that stand in the order of turns, the last first: turn -1 is what is booked now, the others what
/// moved since.
fn turn_by_turn(rows: &[QueryResult], count: usize) -> Result<Vec<Books>, SqlError> {
    let turn = |row: &QueryResult| get::<i64>(row, "turn");
    let now = rows.iter().position(|row| turn(row).is_ok_and(|turn| turn < 0)).unwrap_or(rows.len());
    let (mut since, now) = rows.split_at(now);
    let mut sums = BTreeMap::new();
    add(&mut sums, now, 1)?;
    let mut found = Vec::with_capacity(count);
    for index in (0..count).rev() {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let later = since.iter().take_while(|row| turn(row).is_ok_and(|turn| turn >= index)).count();
        add(&mut sums, &since[..later], -1)?;
        since = &since[later..];
        found.push(to_books(&sums));
    }
    found.reverse();
    Ok(found)
}

/// Rows of activity (empty: outside), currency, kind and minor units.
pub(in crate::sql) fn read_books(rows: &[QueryResult]) -> Result<Books, SqlError> {
    let mut sums = BTreeMap::new();
    add(&mut sums, rows, 1)?;
    Ok(to_books(&sums))
}

/// Sums by activity (empty: outside) and currency.
type Places = BTreeMap<(String, Currency), Sums>;

fn add(sums: &mut Places, rows: &[QueryResult], sign: i64) -> Result<(), SqlError> {
    for row in rows {
        let place = (get(row, "activity")?, parsed(row, "currency")?);
        let minor: i64 = get(row, "minor")?;
        let sum = sums.entry(place).or_default().get_mut(parsed(row, "kind")?);
        *sum = sum.saturating_add(sign * minor);
    }
    Ok(())
}

fn to_books(sums: &Places) -> Books {
    let mut books = Books::default();
    for ((activity, currency), sums) in sums {
        if activity.is_empty() {
            books.set_outside(*currency, *sums);
        } else {
            books.set_sums(activity.as_str().into(), *sums);
        }
    }
    books
}
