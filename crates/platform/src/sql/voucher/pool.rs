//! Pools and their stock of imported codes.

use super::{PoolState, Stocked, VoucherError, Vouchers, row};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, json, to_json, values},
};
use rapport_channel::voucher::{Code, Pool, PoolId};

impl Vouchers {
    /// Creates a pool or changes its rules. Vouchers already given keep their worth and validity.
    ///
    /// # Errors
    /// [`VoucherError::PoolFixed`], [`VoucherError::Sql`].
    pub async fn put_pool(&self, pool: Pool) -> Result<(), VoucherError> {
        let tx = self.ledger.plan().db().begin().await?;
        match row::pool_in(&tx, &pool.id).await {
            Ok((before, book)) => {
                let fixed = |p: &Pool| (p.activity.clone(), p.benefit.worth().currency, p.source);
                if book.issued > 0 && fixed(&before) != fixed(&pool) {
                    return Err(VoucherError::PoolFixed(pool.id));
                }
            }
            Err(VoucherError::UnknownPool(_)) => {}
            Err(error) => return Err(error),
        }
        let sql = "INSERT INTO voucher_pool (id, body, issued, redeemed, promised, spent) VALUES ($1, $2, 0, 0, 0, 0)
            ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        tx.run(sql, values![pool.id.0.as_str(), to_json(&pool)?]).await?;
        Ok(tx.commit().await?)
    }

    /// Closes a pool, which then gives no more vouchers, or opens it again; those that were given stay good.
    ///
    /// # Errors
    /// [`VoucherError::UnknownPool`], [`VoucherError::Sql`].
    pub async fn set_closed(&self, pool: &PoolId, closed: bool) -> Result<(), VoucherError> {
        let tx = self.ledger.plan().db().begin().await?;
        let (before, _) = row::pool_in(&tx, pool).await?;
        let after = Pool { closed, ..before };
        let sql = "UPDATE voucher_pool SET body = $1 WHERE id = $2";
        tx.run(sql, values![to_json(&after)?, pool.0.as_str()]).await?;
        Ok(tx.commit().await?)
    }

    /// All pools with what was issued and redeemed, by their ids.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn pools(&self) -> Result<Vec<PoolState>, SqlError> {
        let sql = "SELECT p.body, p.issued, p.redeemed, p.promised, p.spent,
            (SELECT COUNT(*) FROM voucher_stock s WHERE s.pool = p.id AND s.given = 0) AS stock
            FROM voucher_pool p ORDER BY p.id";
        let rows = self.ledger.plan().db().rows(sql, values![]).await?;
        let read = |row: &SqlRow| {
            let stock = get::<i64>(row, "stock")?.cast_unsigned();
            Ok(PoolState { pool: json(row, "body")?, book: row::read_book(row)?, stock })
        };
        rows.iter().map(read).collect()
    }

    /// Puts imported codes into a pool's stock; a code can be in one pool only, and once.
    ///
    /// # Errors
    /// [`VoucherError::UnknownPool`], [`VoucherError::Sql`]; then none was added.
    pub async fn stock(&self, pool: &PoolId, codes: &[String]) -> Result<Stocked, VoucherError> {
        let tx = self.ledger.plan().db().begin().await?;
        row::pool_in(&tx, pool).await?;
        let row = tx.row("SELECT COALESCE(MAX(seq), 0) AS seq FROM voucher_stock", values![]).await?;
        let mut seq: i64 = row.map_or(Ok(0), |row| get(&row, "seq"))?;
        let mut done = Stocked::default();
        for (index, text) in codes.iter().enumerate() {
            let code = match Code::imported(text) {
                Ok(code) => code,
                Err(refusal) => {
                    done.bad.push((index, refusal));
                    continue;
                }
            };
            seq += 1;
            let sql = "INSERT INTO voucher_stock (code_key, pool, seq, code, given) VALUES ($1, $2, $3, $4, 0)
                ON CONFLICT (code_key) DO NOTHING";
            let values = values![code.key().as_str(), pool.0.as_str(), seq, code.as_str()];
            let added = tx.run(sql, values).await?;
            done.added += added;
            done.repeated += 1 - added.min(1);
        }
        tx.commit().await?;
        Ok(done)
    }
}
