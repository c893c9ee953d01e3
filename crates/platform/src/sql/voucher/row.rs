//! Vouchers, pools and their books as rows; every update names what it was decided on.

use super::VoucherError;
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{Ask, Tx, get, json, to_json, values},
    order,
    token::{fresh_bytes, hex},
};
use rapport_channel::voucher::{Beside, Book, Key, Person, Pool, PoolId, Redemption, Voucher, VoucherState};
use rapport_kernel::CustomerId;
use smol_str::{SmolStr, format_smolstr};

const FIND: &str = "SELECT v.body AS voucher, p.body, p.issued, p.redeemed, p.promised, p.spent
    FROM voucher v JOIN voucher_pool p ON p.id = v.pool WHERE v.code_key = $1";

pub(super) async fn voucher_in(on: &impl Ask, code: &str) -> Result<(Voucher, Pool, Book), VoucherError> {
    let key = Key::typed(code)?;
    let row = on.ask(FIND, values![key.as_str()]).await?.ok_or_else(|| key.not_found())?;
    Ok((json(&row, "voucher")?, json(&row, "body")?, read_book(&row)?))
}

pub(super) async fn pool_in(tx: &Tx, id: &PoolId) -> Result<(Pool, Book), VoucherError> {
    let sql = "SELECT body, issued, redeemed, promised, spent FROM voucher_pool WHERE id = $1";
    let row = tx.row(sql, values![id.0.as_str()]).await?;
    let row = row.ok_or_else(|| VoucherError::UnknownPool(id.clone()))?;
    Ok((json(&row, "body")?, read_book(&row)?))
}

pub(super) async fn person_in(on: &impl Ask, pool: &PoolId, customer: Option<CustomerId>) -> Result<Person, SqlError> {
    let Some(customer) = customer else {
        return Ok(Person::default());
    };
    let sql = "SELECT
        (SELECT COUNT(*) FROM voucher WHERE customer = $1 AND pool = $2 AND state NOT IN ('expired', 'void')) AS issued,
        (SELECT COUNT(*) FROM voucher WHERE redeemer = $1 AND pool = $2 AND state = 'redeemed') AS redeemed";
    let row = on.ask(sql, values![customer.to_string(), pool.0.as_str()]).await?;
    let row = row.ok_or(SqlError::Damaged("voucher"))?;
    let count = |column| Ok::<u32, SqlError>(u32::try_from(get::<i64>(&row, column)?).unwrap_or(u32::MAX));
    Ok(Person { issued: count("issued")?, redeemed: count("redeemed")? })
}

/// The vouchers that are redeemed in an order, with their pools. `key` is the order's in the books: a number that was forgotten is found
/// under it.
pub(in crate::sql) async fn in_order(on: &impl Ask, number: &str, key: &str) -> Result<Vec<(Voucher, Pool)>, SqlError> {
    if number.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT v.body AS voucher, p.body FROM voucher v JOIN voucher_pool p ON p.id = v.pool
        WHERE v.redeemed_in IN ($1, $2) AND v.state = 'redeemed'";
    let rows = on.ask_all(sql, values![number, key]).await?;
    rows.iter().map(|row| Ok((json(row, "voucher")?, json(row, "body")?))).collect()
}

/// What else of the same brand is redeemed in an order.
pub(super) async fn beside_in(
    on: &impl Ask,
    voucher: &Voucher,
    pool: &Pool,
    order: &str,
) -> Result<Beside, VoucherError> {
    let mut beside = Beside::default();
    let key = order::hidden(on, order).await?;
    for (other, its) in in_order(on, order, &key).await? {
        if its.brand == pool.brand && other.code != voucher.code {
            beside.add(&other, &its);
        }
    }
    Ok(beside)
}

pub(super) fn read_book(row: &SqlRow) -> Result<Book, SqlError> {
    let count = |column| Ok::<u64, SqlError>(get::<i64>(row, column)?.cast_unsigned());
    let (issued, redeemed) = (count("issued")?, count("redeemed")?);
    Ok(Book { issued, redeemed, promised: get(row, "promised")?, spent: get(row, "spent")? })
}

/// Writes the book over the one the decision was made on.
pub(super) async fn put_book(tx: &Tx, pool: &PoolId, before: &Book, after: &Book) -> Result<(), VoucherError> {
    let sql = "UPDATE voucher_pool SET issued = $1, redeemed = $2, promised = $3, spent = $4
        WHERE id = $5 AND issued = $6 AND redeemed = $7 AND promised = $8 AND spent = $9";
    let values = values![
        after.issued.cast_signed(),
        after.redeemed.cast_signed(),
        after.promised,
        after.spent,
        pool.0.as_str(),
        before.issued.cast_signed(),
        before.redeemed.cast_signed(),
        before.promised,
        before.spent,
    ];
    one(tx.run(sql, values).await?)
}

/// Writes the voucher over the revision the decision was made on.
pub(super) async fn put_voucher(tx: &Tx, voucher: &Voucher, revision: u32) -> Result<(), VoucherError> {
    let redeemer = voucher.redemption.as_ref().and_then(|redemption| redemption.customer.or(voucher.customer));
    let sql = "UPDATE voucher SET redeemer = $1, state = $2, revision = $3, body = $4, redeemed_in = $5
        WHERE code_key = $6 AND revision = $7";
    let values = values![
        redeemer.map_or(String::new(), |id| id.to_string()),
        state_code(voucher.state),
        i64::from(voucher.revision),
        to_json(voucher)?,
        voucher.redemption.as_ref().map_or("", |redemption| redemption.order.as_str()),
        voucher.code.key().as_str(),
        i64::from(revision),
    ];
    one(tx.run(sql, values).await?)
}

/// Takes a customer out of the vouchers that were given to them or redeemed by them: their number, and what the till called
/// the order and the redemption. A journey's voucher was issued for a send key, which holds the number as well: it gets a
/// key of its own instead, that nothing will ask for again. Then the numbers of the orders that were credited go.
pub(super) async fn forget(tx: &Tx, customer: CustomerId) -> Result<(), VoucherError> {
    let id = customer.to_string();
    let sql = "SELECT body FROM voucher WHERE customer = $1 OR redeemer = $1";
    for row in tx.rows(sql, values![id.as_str()]).await? {
        let mut voucher: Voucher = json(&row, "body")?;
        let revision = voucher.revision;
        let holder = voucher.customer;
        forget_uses(tx, &mut voucher, |used| used.customer.or(holder) == Some(customer)).await?;
        let uses = voucher.redemption.iter_mut().chain(&mut voucher.rolled_back);
        for whose in std::iter::once(&mut voucher.customer).chain(uses.map(|used| &mut used.customer)) {
            whose.take_if(|known| *known == customer);
        }
        // No redemption says whose these are; what comes under them later finds a voucher that is no one's.
        voucher.ahead.clear();
        if voucher.key.contains(&id) {
            // Whoever guesses it would be given this voucher.
            voucher.key = format_smolstr!("erased/{}", hex(&fresh_bytes()));
        }
        voucher.revision += 1;
        put_voucher(tx, &voucher, revision).await?;
        let sql = "UPDATE voucher SET customer = $1, issue_key = $2 WHERE code_key = $3";
        let whose = voucher.customer.map_or(String::new(), |id| id.to_string());
        tx.run(sql, values![whose, voucher.key.as_str(), voucher.code.key().as_str()]).await?;
    }
    let orders = order::numbers_of(tx, customer).await?;
    forget_orders(tx, &orders).await?;
    Ok(order::forget(tx, customer).await?)
}

/// Takes the numbers of orders out of the vouchers that were redeemed in them, whoever did.
pub(super) async fn forget_orders(tx: &Tx, orders: &[SmolStr]) -> Result<(), VoucherError> {
    for number in orders.iter().filter(|number| !number.is_empty()) {
        let sql = "SELECT body FROM voucher WHERE redeemed_in = $1";
        for row in tx.rows(sql, values![number.as_str()]).await? {
            let mut voucher: Voucher = json(&row, "body")?;
            let revision = voucher.revision;
            forget_uses(tx, &mut voucher, |used| used.order == *number).await?;
            voucher.revision += 1;
            put_voucher(tx, &voucher, revision).await?;
        }
    }
    Ok(())
}

/// What the till called the use is emptied, so that no one can mean it any more; the order gets its key in the books.
async fn forget_uses(tx: &Tx, voucher: &mut Voucher, whose: impl Fn(&Redemption) -> bool) -> Result<(), SqlError> {
    let uses = voucher.redemption.iter_mut().chain(&mut voucher.rolled_back);
    for used in uses.filter(|used| !used.id.is_empty() && whose(used)) {
        used.order = order::hidden(tx, &used.order).await?;
        used.id = SmolStr::default();
    }
    Ok(())
}

pub(super) fn one(changed: u64) -> Result<(), VoucherError> {
    if changed == 1 { Ok(()) } else { Err(VoucherError::Contended) }
}

pub(super) fn state_code(state: VoucherState) -> &'static str {
    match state {
        VoucherState::Issued => "issued",
        VoucherState::Redeemed => "redeemed",
        VoucherState::RolledBack => "rolled_back",
        VoucherState::Expired => "expired",
        VoucherState::Void => "void",
    }
}
