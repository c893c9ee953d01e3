//! The records behind the figures: pages of transfers, and the single one.

use super::{Page, Plan, PlanError, TransferRecord};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, parsed, values},
};
use rapport_kernel::{ActivityId, Money, Time};
use rapport_plan::{Kind, NodeId, Place, Reference, Transfer, TransferId};

impl Plan {
    /// The transfers of a node and all below it, newest first; of one kind, or of every kind. `before` is the [`Page::next`] of the page
    /// before; what `hidden` activities have is left out.
    ///
    /// # Errors
    /// [`Refusal::UnknownNode`], [`SqlError`].
    pub async fn records(
        &self,
        node: &NodeId,
        kind: Option<Kind>,
        before: Option<u64>,
        limit: u32,
        hidden: &[ActivityId],
    ) -> Result<Page, PlanError> {
        self.known(node)?;
        let holes: String = (5..5 + hidden.len()).map(|number| format!(", ${number}")).collect();
        let sql = format!(
            "WITH RECURSIVE below (id) AS (
                SELECT id FROM plan_node WHERE id = $1 OR parent = $1
                UNION SELECT n.id FROM plan_node n JOIN below b ON n.parent = b.id),
            leaf (id) AS (SELECT SUBSTR(id, 10) FROM below
                WHERE id LIKE 'activity:%' AND SUBSTR(id, 10) NOT IN (''{holes}))
            SELECT {COLUMNS} FROM ledger_transfer
            WHERE seq < $2 AND ($3 = '' OR kind = $3)
                AND (put_at IN (SELECT id FROM leaf) OR taken_from IN (SELECT id FROM leaf))
            ORDER BY seq DESC LIMIT $4"
        );
        let before = before.map_or(i64::MAX, u64::cast_signed);
        let kind = kind.map_or("", Kind::code);
        let mut values = values![node.to_string(), before, kind, i64::from(limit) + 1];
        values.extend(hidden.iter().map(|activity| activity.as_str().into()));
        let rows = self.db().rows(&sql, values).await?;
        let mut records = rows.iter().map(read_record).collect::<Result<Vec<_>, _>>()?;
        let more = records.len() > limit as usize;
        records.truncate(limit as usize);
        let next = if more { records.last().map(|record| record.seq) } else { None };
        Ok(Page { records, next })
    }

    /// What was booked under this id; none if nothing was.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn transfer(&self, id: &TransferId) -> Result<Option<TransferRecord>, SqlError> {
        let sql = format!("SELECT {COLUMNS} FROM ledger_transfer WHERE id = $1");
        self.db().row(&sql, values![id.0.as_str()]).await?.as_ref().map(read_record).transpose()
    }

    /// Every transfer about a message, voucher, order, invoice line or decision, oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn about(&self, reference: &Reference) -> Result<Vec<TransferRecord>, SqlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger_transfer WHERE reference_kind = $1 AND reference_key = $2 ORDER BY seq"
        );
        let rows = self.db().rows(&sql, values![reference.code(), reference.key().as_str()]).await?;
        rows.iter().map(read_record).collect()
    }

    /// Every transfer that credits this message or voucher with an order, oldest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn credited_to(&self, touch: &Reference) -> Result<Vec<TransferRecord>, SqlError> {
        let sql =
            format!("SELECT {COLUMNS} FROM ledger_transfer WHERE touch_kind = $1 AND touch_key = $2 ORDER BY seq");
        let rows = self.db().rows(&sql, values![touch.code(), touch.key().as_str()]).await?;
        rows.iter().map(read_record).collect()
    }
}

/// The columns [`read_record`] reads.
pub(in crate::sql) const COLUMNS: &str = "seq, id, kind, taken_from, put_at, minor, currency, author, reason, reference_kind, \
    reference_key, at, recorded, touch_kind, touch_key";

pub(in crate::sql) fn read_record(row: &SqlRow) -> Result<TransferRecord, SqlError> {
    let place = |column| {
        let id: String = get(row, column)?;
        Ok::<_, SqlError>(if id.is_empty() { Place::Outside } else { Place::Activity(id.into()) })
    };
    let (code, key): (String, String) = (get(row, "reference_kind")?, get(row, "reference_key")?);
    let (touch_code, touch_key): (String, String) = (get(row, "touch_kind")?, get(row, "touch_key")?);
    Ok(TransferRecord {
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
            touch: Reference::from_parts(&touch_code, &touch_key),
            at: Time(get(row, "at")?),
        },
    })
}
