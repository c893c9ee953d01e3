//! Codes that someone else gave to people: printed in a letter, handed out in the street.

use super::{Answer, VoucherError, Vouchers, Wish, priced, row};
use crate::sql::{
    db::{Tx, values},
    ledger::{commit_with, unbroken},
};
use rapport_channel::voucher::{Code, PoolId, Refusal, Source, Voucher};
use rapport_kernel::{CustomerId, Time};
use smol_str::{SmolStr, format_smolstr};

/// A code in someone's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The code, as printed.
    pub code: String,
    /// Who got it, if known.
    pub customer: Option<CustomerId>,
    /// When; its validity begins then.
    pub at: Time,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is a voucher now.
    New,
    /// It was one that was given to no one known; now it is known to whom.
    Named,
    /// It was one already, of this customer if that is known.
    Before(Option<CustomerId>),
}

impl Vouchers {
    /// Makes vouchers of codes that were given elsewhere, each for itself: the answers stand in the order of the codes. `zone` is the
    /// brand's.
    ///
    /// # Errors
    /// [`VoucherError::UnknownPool`], [`VoucherError::OwnCodes`] for a pool that makes its own codes, [`VoucherError::Sql`]; then
    /// none was given.
    pub async fn hand_out(
        &self,
        pool: &PoolId,
        zone: &SmolStr,
        handed: Vec<Handed>,
        now: Time,
    ) -> Result<Vec<Result<Given, VoucherError>>, VoucherError> {
        let (store, pool, zone) = (self.clone(), pool.clone(), zone.clone());
        unbroken(async move {
            let tx = store.ledger.plan().db().begin().await?;
            let (known, _) = row::pool_in(&tx, &pool).await?;
            if known.source != Source::Imported {
                return Err(VoucherError::OwnCodes(pool));
            }
            let (mut outcome, mut facts) = (Vec::with_capacity(handed.len()), Vec::new());
            for Handed { code, customer, at } in handed {
                let code = match Code::imported(&code) {
                    Ok(code) => code,
                    Err(refusal) => {
                        outcome.push(Err(refusal.into()));
                        continue;
                    }
                };
                let key = format_smolstr!("given/{}", code.key());
                let sql = "INSERT INTO voucher_stock (code_key, pool, seq, code, given)
                    VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM voucher_stock WHERE pool = $2), $3, 0)
                    ON CONFLICT (code_key) DO NOTHING";
                let new = tx.run(sql, values![code.key().as_str(), pool.0.as_str(), code.as_str()]).await? == 1;
                let sql = "SELECT s.code_key FROM voucher_stock s LEFT JOIN voucher v ON v.code_key = s.code_key
                    WHERE s.code_key = $1 AND s.pool = $2 AND (v.code_key IS NULL OR v.issue_key = $3)";
                if tx.row(sql, values![code.key().as_str(), pool.0.as_str(), key.as_str()]).await?.is_none() {
                    outcome.push(Err(Refusal::CodeTaken.into()));
                    continue;
                }
                let taken_up = code.key();
                let wish = Wish {
                    pool: pool.clone(),
                    key,
                    customer,
                    at: at.min(now),
                    zone: zone.clone(),
                    benefit: None,
                    lasts: None,
                    conditions: None,
                };
                let answer = match store.issue_in(&tx, wish, Some(code)).await {
                    Err(error @ (VoucherError::Sql(_) | VoucherError::Contended)) => return Err(error),
                    answer => answer,
                };
                outcome.push(match answer {
                    Ok(Answer { voucher, pool, repeated: false, .. }) => {
                        facts.push(priced(&voucher, &pool).issued(voucher.issued));
                        Ok(Given::New)
                    }
                    Ok(Answer { voucher, .. }) => match customer.filter(|_| voucher.customer.is_none()) {
                        Some(customer) => name(&tx, voucher, customer).await,
                        None => Ok(Given::Before(voucher.customer)),
                    },
                    Err(error) => {
                        // A code that was printed for someone is no one else's: it does not lie in stock to be given.
                        if new {
                            tx.run("DELETE FROM voucher_stock WHERE code_key = $1", values![taken_up.as_str()]).await?;
                        }
                        Err(error)
                    }
                });
            }
            commit_with(&store.ledger, tx, &facts, now).await?;
            Ok(outcome)
        })
        .await
    }
}

/// Writes down to whom a voucher was given.
async fn name(tx: &Tx, mut voucher: Voucher, customer: CustomerId) -> Result<Given, VoucherError> {
    let revision = voucher.revision;
    voucher.give_to(customer)?;
    row::put_voucher(tx, &voucher, revision).await?;
    let sql = "UPDATE voucher SET customer = $1 WHERE code_key = $2";
    tx.run(sql, values![customer.to_string(), voucher.code.key().as_str()]).await?;
    Ok(Given::Named)
}
