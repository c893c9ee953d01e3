//! Giving vouchers out: one for each key, from derived or imported codes.

use super::{Answer, VoucherError, Vouchers, Wish, priced, row};
use crate::sql::{
    db::{Tx, get, json, to_json, values},
    ledger::{commit_with, unbroken},
};
use rapport_channel::voucher::{Code, Issue, Pool, Refusal, Source, Voucher, issue};
use rapport_kernel::Time;
use rapport_plan::NodeId;

/// How many own codes are tried for one key before giving up; two meeting once is already improbable.
const ATTEMPTS: u8 = 8;

impl Vouchers {
    /// Gives a voucher, or the one that was given for this key before.
    ///
    /// # Errors
    /// The refusals of [`issue`], [`Refusal::ActivityClosed`]; [`VoucherError::UnknownPool`], [`VoucherError::Sql`].
    pub async fn issue(&self, wish: Wish) -> Result<Answer, VoucherError> {
        let mut outcome = self.issue_all(vec![wish]).await?;
        outcome.pop().unwrap_or(Err(VoucherError::Contended))
    }

    /// Gives vouchers in one transaction, each for itself: the answers stand in the order of the wishes.
    ///
    /// # Errors
    /// [`VoucherError::Sql`], [`VoucherError::Contended`]; then none was given.
    pub async fn issue_all(&self, wishes: Vec<Wish>) -> Result<Vec<Result<Answer, VoucherError>>, VoucherError> {
        let store = self.clone();
        unbroken(async move {
            let tx = store.ledger.plan().db().begin().await?;
            let (mut outcome, mut facts, mut now) = (Vec::with_capacity(wishes.len()), Vec::new(), Time::MIN);
            for wish in wishes {
                now = now.max(wish.at);
                let answer = match store.issue_in(&tx, wish, None).await {
                    Err(error @ (VoucherError::Sql(_) | VoucherError::Contended)) => return Err(error),
                    answer => answer,
                };
                if let Ok(Answer { voucher, pool, repeated: false, .. }) = &answer {
                    facts.push(priced(voucher, pool).issued(voucher.issued));
                }
                outcome.push(answer);
            }
            commit_with(&store.ledger, tx, &facts, now).await?;
            Ok(outcome)
        })
        .await
    }

    /// `code` is the one that was given already; without it the next one is taken.
    pub(super) async fn issue_in(&self, tx: &Tx, wish: Wish, code: Option<Code>) -> Result<Answer, VoucherError> {
        let (pool, book) = row::pool_in(tx, &wish.pool).await?;
        let sql = "SELECT body FROM voucher WHERE pool = $1 AND issue_key = $2";
        let row = tx.row(sql, values![pool.id.0.as_str(), wish.key.as_str()]).await?;
        let before: Option<Voucher> = row.map(|row| json(&row, "body")).transpose()?;
        let person = row::person_in(tx, &pool.id, wish.customer).await?;
        let code = match code {
            None if before.is_none() => self.next_code(tx, &pool, &wish.key).await?,
            code => code,
        };
        let repeated = before.is_some();
        let payer = NodeId::Activity(pool.activity.clone());
        if !repeated && self.ledger.plan().tree().closed(&payer).is_some() {
            return Err(Refusal::ActivityClosed.into());
        }
        let wish = Issue {
            key: wish.key,
            customer: wish.customer,
            code,
            at: wish.at,
            zone: wish.zone,
            benefit: wish.benefit,
            lasts: wish.lasts,
            conditions: wish.conditions,
        };
        let voucher = issue(&pool, &book, person, before.as_ref(), wish)?;
        if !repeated {
            row::put_book(tx, &pool.id, &book, &book.issued(&voucher)).await?;
            if pool.source == Source::Imported {
                let sql = "UPDATE voucher_stock SET given = 1 WHERE code_key = $1 AND given = 0";
                row::one(tx.run(sql, values![voucher.code.key().as_str()]).await?)?;
            }
            let sql =
                "INSERT INTO voucher (code_key, pool, issue_key, customer, redeemer, state, until, revision, body)
                VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)";
            let values = values![
                voucher.code.key().as_str(),
                pool.id.0.as_str(),
                voucher.key.as_str(),
                voucher.customer.map_or(String::new(), |id| id.to_string()),
                row::state_code(voucher.state),
                voucher.until.0,
                i64::from(voucher.revision),
                to_json(&voucher)?,
            ];
            tx.run(sql, values).await?;
        }
        Ok(Answer { voucher, pool, redemption: None, repeated })
    }

    async fn next_code(&self, tx: &Tx, pool: &Pool, key: &str) -> Result<Option<Code>, VoucherError> {
        if pool.source == Source::Imported {
            let sql = "SELECT code FROM voucher_stock WHERE pool = $1 AND given = 0 ORDER BY seq LIMIT 1";
            let row = tx.row(sql, values![pool.id.0.as_str()]).await?;
            let code: Option<String> = row.map(|row| get(&row, "code")).transpose()?;
            return Ok(code.map(|code| Code::imported(&code)).transpose()?);
        }
        for attempt in 0..ATTEMPTS {
            let code = Code::derive(&self.secret, &pool.id, key, attempt);
            let sql = "SELECT code_key FROM voucher WHERE code_key = $1
                UNION ALL SELECT code_key FROM voucher_stock WHERE code_key = $1";
            if tx.row(sql, values![code.key().as_str()]).await?.is_none() {
                return Ok(Some(code));
            }
        }
        Ok(None)
    }
}
