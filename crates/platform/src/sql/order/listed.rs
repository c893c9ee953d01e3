//! Orders as a list, newest first: a part of it costs its own rows, however many orders there are.

use super::{
    CHUNK, Orders, places,
    told::{Row, kept, write},
};
use crate::sql::value::SqlValue;
use crate::sql::{
    SqlError,
    db::{Tx, get, json, values},
    plan::{COLUMNS, TransferRecord, read_record},
};
use hashbrown::HashMap;
use rapport_customer::purchase::Order;
use rapport_kernel::{ActivityId, BrandId, CustomerId, Time};
use smol_str::SmolStr;

/// Comes behind every number that begins like another.
const LAST: char = char::MAX;

rapport_kernel::coded! {
    /// How much of an order is left.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OrderState {
        /// Nothing came back.
        Kept = "kept",
        /// Some of it came back.
        PartlyReturned = "partly_returned",
        /// All of it came back.
        Returned = "returned",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

impl OrderState {
    /// How much of this order is left.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        let all_money = order.refunded != 0 && order.left().minor <= 0;
        let all_goods = !order.lines.is_empty() && !order.stands();
        let some_goods = order.lines.iter().any(|line| line.kept() < line.bought());
        match order.cancelled {
            true => Self::Cancelled,
            false if all_money || all_goods => Self::Returned,
            false if order.refunded != 0 || some_goods => Self::PartlyReturned,
            false => Self::Kept,
        }
    }
}

/// Which orders are wanted; what is left out narrows nothing.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Only this brand's.
    pub brand: Option<BrandId>,
    /// Only of one customer: by every id that customer has had.
    pub customers: Option<Vec<CustomerId>>,
    /// Only what this activity was ever credited with.
    pub activity: Option<ActivityId>,
    /// Only those of which this much is left.
    pub state: Option<OrderState>,
    /// Only from this moment on.
    pub from: Option<Time>,
    /// Only before this moment.
    pub to: Option<Time>,
    /// Only those whose number begins like this.
    pub number: Option<String>,
    /// Only behind this order, by its moment and key.
    pub after: Option<(Time, SmolStr)>,
}

/// One order of a list.
#[derive(Clone, Debug)]
pub struct ListedOrder {
    /// By which the books name it.
    pub key: SmolStr,
    /// Its number; none if it was told before numbers were kept of every order, or its customer was erased.
    pub number: Option<String>,
    /// Whose it is; none if that customer was erased.
    pub customer: Option<CustomerId>,
    /// What was told, under the order's key in the place of its number.
    pub order: Order,
    /// Why nothing is booked, if the books refused it.
    pub set_aside: Option<String>,
    /// How many reports about it counted for nothing.
    pub unheard: u64,
    /// What the ledger has of it, oldest first.
    pub booked: Vec<TransferRecord>,
}

impl OrderFilter {
    /// The rows of the first `most` that fit. What is left out of the filter is no part of it, so that an index is used for the rest.
    pub(in crate::sql) fn query(&self, most: usize) -> (String, Vec<SqlValue>) {
        let (condition, mut values) = self.condition();
        values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
        let sql = format!(
            "SELECT o.order_key, o.customer, o.body, n.name,
                (SELECT COUNT(*) FROM order_word w WHERE w.order_key = o.order_key AND w.refused = 1) AS unheard,
                (SELECT r.reason FROM ledger_refused r WHERE r.id >= 'order/' || o.order_key || '/'
                    AND r.id < 'order/' || o.order_key || '0' LIMIT 1) AS set_aside
            FROM order_told o LEFT JOIN order_name n ON n.order_key = o.order_key
            WHERE {condition} ORDER BY o.at DESC, o.order_key DESC LIMIT ${}",
            values.len()
        );
        (sql, values)
    }

    fn condition(&self) -> (String, Vec<SqlValue>) {
        let mut parts = vec!["o.at IS NOT NULL".to_owned()];
        let mut values: Vec<SqlValue> = Vec::new();
        let mut part = |text: &dyn Fn(usize) -> String, more: Vec<SqlValue>| {
            parts.push(text(values.len() + 1));
            values.extend(more);
        };
        if let Some(brand) = &self.brand {
            part(&|n| format!("o.brand = ${n}"), values![brand.as_str()]);
        }
        if let Some(customers) = &self.customers {
            let ids = customers.iter().map(|id| id.to_string().into()).collect();
            part(&|n| format!("o.customer IN ({})", places(n, customers.len())), ids);
        }
        if let Some(activity) = &self.activity {
            let credited = "SELECT reference_key FROM ledger_transfer WHERE reference_kind = 'order'";
            part(&|n| format!("o.order_key IN ({credited} AND put_at = ${n})"), values![activity.as_str()]);
        }
        if let Some(state) = self.state {
            part(&|n| format!("o.state = ${n}"), values![state.code()]);
        }
        if let Some(from) = self.from {
            part(&|n| format!("o.at >= ${n}"), values![from.0]);
        }
        if let Some(to) = self.to {
            part(&|n| format!("o.at < ${n}"), values![to.0]);
        }
        if let Some(number) = &self.number {
            part(
                &|n| {
                    format!(
                        "o.order_key IN (SELECT order_key FROM order_name WHERE name >= ${n} AND name < ${})",
                        n + 1
                    )
                },
                values![number.as_str(), format!("{number}{LAST}")],
            );
        }
        if let Some((at, key)) = &self.after {
            part(&|n| format!("(o.at, o.order_key) < (${n}, ${})", n + 1), values![at.0, key.as_str()]);
        }
        (parts.join(" AND "), values)
    }
}

impl Orders {
    /// The first `most` orders that fit, newest first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn list(&self, filter: &OrderFilter, most: usize) -> Result<Vec<ListedOrder>, SqlError> {
        let (sql, values) = filter.query(most);
        let mut found = Vec::new();
        for row in self.db.rows(&sql, values).await? {
            let Some(order) = json::<Row>(&row, "body")?.told.order else { continue };
            found.push(ListedOrder {
                key: get::<String>(&row, "order_key")?.into(),
                number: get(&row, "name")?,
                customer: get::<String>(&row, "customer")?.parse().ok(),
                order,
                set_aside: get(&row, "set_aside")?,
                unheard: get::<i64>(&row, "unheard")?.cast_unsigned(),
                booked: Vec::new(),
            });
        }
        let keys: Vec<&str> = found.iter().map(|listed| listed.key.as_str()).collect();
        let mut booked = self.booked(&keys).await?;
        for listed in &mut found {
            listed.booked = booked.remove(&listed.key).unwrap_or_default();
        }
        Ok(found)
    }

    async fn booked(&self, keys: &[&str]) -> Result<HashMap<SmolStr, Vec<TransferRecord>>, SqlError> {
        let mut found: HashMap<SmolStr, Vec<TransferRecord>> = HashMap::new();
        for chunk in keys.chunks(CHUNK) {
            let sql = format!(
                "SELECT {COLUMNS} FROM ledger_transfer WHERE reference_kind = 'order' AND reference_key IN ({}) ORDER BY seq",
                places(1, chunk.len())
            );
            for row in self.db.rows(&sql, chunk.iter().map(|key| (*key).into()).collect()).await? {
                found.entry(get::<String>(&row, "reference_key")?.into()).or_default().push(read_record(&row)?);
            }
        }
        Ok(found)
    }
}

/// Lists every order that is known: releases before wrote down only what was said of it.
pub(in crate::sql) async fn list_all(tx: &Tx) -> Result<(), SqlError> {
    let mut last = String::new();
    loop {
        let sql = "SELECT order_key FROM order_told WHERE order_key > $1 ORDER BY order_key LIMIT 1000";
        let keys = tx.rows(sql, values![last.as_str()]).await?;
        for found in &keys {
            last = get(found, "order_key")?;
            if let Some(row) = kept(tx, &last).await? {
                write(tx, &last, &row).await?;
            }
        }
        if keys.is_empty() {
            return Ok(());
        }
    }
}
