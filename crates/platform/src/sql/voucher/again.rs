//! What a till without a connection gave for a voucher that another till had taken: the money is gone, and by the rules no one owes it. It
//! is kept out of the books until a person books it or leaves it so (decision record 0091).

use super::priced;
use crate::sql::{
    SqlError,
    db::{Tx, values},
    ledger::batch::leave_to_someone,
    order::hidden,
};
use rapport_channel::voucher::{Basket, Pool, Refusal, Voucher, given_again};
use rapport_customer::touchpoint_id;
use rapport_kernel::{Span, Time};
use smol_str::SmolStr;

/// A use that is told later than this was not asked about at the till: what was taken off was given.
const ASKED_AT_ONCE: Span = Span(5 * Span::MINUTE.0);

/// Takes down what was given a second time, by a use of `at` that is told `now`; whether there was anything to take down.
pub(super) async fn was_given(
    tx: &Tx,
    voucher: &Voucher,
    pool: &Pool,
    (id, basket, at): (&str, &Basket, Time),
    now: Time,
) -> Result<bool, SqlError> {
    if now.since(at) <= ASKED_AT_ONCE {
        return Ok(false);
    }
    let Some(redemption) = given_again(pool, voucher, id, basket, at) else { return Ok(false) };
    let key = key(tx, id).await?;
    let booked = "SELECT id FROM ledger_transfer WHERE id = $1";
    if tx.row(booked, values![booking_id(voucher, &key)]).await?.is_some() {
        return Ok(false);
    }
    let posting = priced(voucher, pool).given_again(&key, redemption.discount, at);
    let why =
        (Refusal::AlreadyRedeemed.code(), "another till had redeemed the voucher before this one told of its use");
    leave_to_someone(tx, &posting, why, now).await?;
    Ok(true)
}

/// The till took its use back: nothing was given.
pub(super) async fn was_taken_back(tx: &Tx, voucher: &Voucher, id: &str) -> Result<(), SqlError> {
    let key = key(tx, id).await?;
    let sql = "DELETE FROM ledger_refused WHERE id = $1 AND dismissed = 0";
    tx.run(sql, values![booking_id(voucher, &key)]).await.map(drop)
}

/// Names a use in the books, where a till's own id must not stand.
async fn key(tx: &Tx, id: &str) -> Result<SmolStr, SqlError> {
    hidden(tx, &touchpoint_id(id)).await
}

fn booking_id(voucher: &Voucher, key: &str) -> String {
    format!("voucher/{}/again/{key}", voucher.code.as_str())
}
