//! By which key the books name an order.
//!
//! The books must stay when a person goes, and an order's number leads to the person: it stands on an invoice, in a shop, in a
//! mailbox. So the ledger names an order by a hash with a key of the installation's own, from the first booking on. The
//! number itself stands in `order_name` beside whose order it is; an erasure takes it out there, and nothing in the ledger
//! changes. An order that comes back later is still found, for whoever tells of it says the number.

mod credit;
mod foreseen;
mod listed;
mod served;
mod told;

pub use credit::Credited;
pub(super) use listed::list_all;
pub use listed::{ListedOrder, OrderFilter, OrderState};
pub use served::Answered;
#[cfg(test)]
pub(super) use told::Row;
pub(super) use told::{Cause, Why, follow};
pub use told::{OrderPage, Step, Unheard, Word};

use super::value::SqlRow;
use super::{
    Db, SqlError,
    db::{Ask, Tx, get, json, places, to_json, values},
    secret,
    token::{fresh_bytes, hex},
};
use hashbrown::HashMap;
use rapport_channel::voucher::Key as VoucherKey;
use rapport_customer::SendKey;
use rapport_kernel::CustomerId;
use rapport_plan::{Posting, Reference};
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

/// The secret's name.
const SECRET: &str = "orders";
/// How many values a query may carry at once.
const CHUNK: usize = 400;

/// The keys of orders in the books, and the numbers behind them. Clones share them.
#[derive(Clone)]
pub struct Orders {
    db: Db,
    secret: [u8; 32],
}

impl std::fmt::Debug for Orders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Orders(..)")
    }
}

impl Orders {
    /// The store, with the secret that the schema's migration made.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(db: Db) -> Result<Self, SqlError> {
        let secret = known(&db).await?.ok_or(SqlError::Damaged("secret"))?;
        Ok(Self { db, secret })
    }

    /// The key of the order with this number: the same for ever, and without the secret it says nothing.
    #[must_use]
    pub fn key(&self, number: &str) -> SmolStr {
        key(&self.secret, number)
    }

    /// The numbers behind keys; those of erased people are missing.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn numbers(&self, keys: &[&str]) -> Result<HashMap<String, String>, SqlError> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(CHUNK) {
            let sql = format!("SELECT order_key, name FROM order_name WHERE order_key IN ({})", places(1, chunk.len()));
            for row in self.db.rows(&sql, chunk.iter().map(|key| (*key).into()).collect()).await? {
                found.insert(get(&row, "order_key")?, get(&row, "name")?);
            }
        }
        Ok(found)
    }
}

fn key(secret: &[u8; 32], number: &str) -> SmolStr {
    // The secret has a fixed length, so nothing can be shifted between it and the number.
    hex(&Sha256::new().chain_update(secret).chain_update(number).finalize()[..16]).into()
}

async fn known(on: &impl Ask) -> Result<Option<[u8; 32]>, SqlError> {
    let row = on.ask("SELECT value FROM secret WHERE name = $1", values![SECRET]).await?;
    let Some(row) = row else { return Ok(None) };
    secret::from_hex(&get::<String>(&row, "value")?).ok_or(SqlError::Damaged("secret")).map(Some)
}

/// Remembers whose order it is, before it is booked. `again`: it is someone else's than was said before.
async fn numbered(tx: &Tx, customer: CustomerId, key: &str, number: &str, again: bool) -> Result<(), SqlError> {
    let then = if again { "UPDATE SET customer = excluded.customer" } else { "NOTHING" };
    let sql = format!(
        "INSERT INTO order_name (order_key, customer, name) VALUES ($1, $2, $3) ON CONFLICT (order_key) DO {then}"
    );
    tx.run(&sql, values![key, customer.to_string(), number]).await.map(drop)
}

/// What stands for an order's number where the number must not.
pub(super) async fn hidden(on: &impl Ask, number: &str) -> Result<SmolStr, SqlError> {
    Ok(key(&known(on).await?.ok_or(SqlError::Damaged("secret"))?, number))
}

/// The numbers of a customer's orders.
pub(super) async fn numbers_of(tx: &Tx, customer: CustomerId) -> Result<Vec<SmolStr>, SqlError> {
    let sql = "SELECT name FROM order_name WHERE customer = $1";
    let rows = tx.rows(sql, values![customer.to_string()]).await?;
    rows.iter().map(|row| Ok(get::<String>(row, "name")?.into())).collect()
}

/// Takes the numbers of a customer's orders out, and what was in them.
pub(super) async fn forget(tx: &Tx, customer: CustomerId) -> Result<(), SqlError> {
    told::forget(tx, customer).await?;
    tx.run("DELETE FROM order_name WHERE customer = $1", values![customer.to_string()]).await.map(drop)
}

/// Makes the secret, and puts what releases before booked by number under its key. Whose order it was, they only said in
/// words: by the message or the voucher it was credited to.
pub(super) async fn hide(tx: &Tx) -> Result<(), SqlError> {
    let sql = "INSERT INTO secret (name, value, created) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING";
    tx.run(sql, values![SECRET, hex(&fresh_bytes())]).await?;
    let secret = known(tx).await?.ok_or(SqlError::Damaged("secret"))?;
    let mut last = 0i64;
    loop {
        let sql = "SELECT seq, id, reference_key, reason FROM ledger_transfer
            WHERE reference_kind = 'order' AND seq > $1 ORDER BY seq LIMIT 1000";
        let rows = tx.rows(sql, values![last]).await?;
        for row in &rows {
            last = get(row, "seq")?;
            hide_one(tx, &secret, row).await?;
        }
        if rows.is_empty() {
            break;
        }
    }
    for row in tx.rows("SELECT id, body FROM ledger_refused WHERE id LIKE 'order/%'", values![]).await? {
        let mut posting: Posting = json(&row, "body")?;
        for transfer in &mut posting.transfers {
            if let Reference::Order(number) = &transfer.reference {
                let hidden = key(&secret, number);
                transfer.id.0 = rekeyed(&transfer.id.0, number, &hidden);
                transfer.reference = Reference::Order(hidden);
            }
        }
        let id = posting.transfers.first().map_or("", |transfer| transfer.id.0.as_str());
        let sql = "UPDATE ledger_refused SET id = $1, body = $2 WHERE id = $3";
        tx.run(sql, values![id, to_json(&posting)?, get::<String>(&row, "id")?]).await?;
    }
    Ok(())
}

async fn hide_one(tx: &Tx, secret: &[u8; 32], row: &SqlRow) -> Result<(), SqlError> {
    let (number, reason): (String, String) = (get(row, "reference_key")?, get(row, "reason")?);
    let hidden = key(secret, &number);
    let id = rekeyed(&get::<String>(row, "id")?, &number, &hidden);
    let touch = touch(&reason);
    let sql = "UPDATE ledger_transfer SET id = $1, reference_key = $2, touch_kind = $3, touch_key = $4 WHERE seq = $5";
    let (kind, touched) = touch.as_ref().map_or(("", ""), |touch| (touch.code(), touch.key().as_str()));
    tx.run(sql, values![id.as_str(), hidden.as_str(), kind, touched, get::<i64>(row, "seq")?]).await?;
    let whose = match &touch {
        Some(Reference::Message(key)) => key.parse().ok().map(|key: SendKey| key.customer().to_string()),
        Some(Reference::Voucher(code)) => holder(tx, code).await?,
        _ => None,
    };
    let Some(whose) = whose else { return Ok(()) };
    let sql =
        "INSERT INTO order_name (order_key, customer, name) VALUES ($1, $2, $3) ON CONFLICT (order_key) DO NOTHING";
    tx.run(sql, values![hidden.as_str(), whose, number]).await.map(drop)
}

/// `order/<number>/...` with the key in the number's place.
fn rekeyed(id: &str, number: &str, key: &str) -> SmolStr {
    let rest = id.strip_prefix("order/").and_then(|id| id.strip_prefix(number));
    rest.map_or_else(|| id.into(), |rest| format_smolstr!("order/{key}{rest}"))
}

/// What a release before said in words: `last touch <send key> at ...`, `voucher <code> redeemed in the order`.
fn touch(reason: &str) -> Option<Reference> {
    let mut words = reason.split_whitespace();
    match (words.next()?, words.next()?) {
        ("last", "touch") => words.next().map(|key| Reference::Message(key.into())),
        ("voucher", code) => Some(Reference::Voucher(code.into())),
        _ => None,
    }
}

async fn holder(tx: &Tx, code: &str) -> Result<Option<String>, SqlError> {
    let Ok(key) = VoucherKey::typed(code) else { return Ok(None) };
    let sql = "SELECT customer, redeemer FROM voucher WHERE code_key = $1";
    let Some(row) = tx.row(sql, values![key.as_str()]).await? else { return Ok(None) };
    let (customer, redeemer): (String, String) = (get(&row, "customer")?, get(&row, "redeemer")?);
    Ok([redeemer, customer].into_iter().find(|whose| !whose.is_empty()))
}
