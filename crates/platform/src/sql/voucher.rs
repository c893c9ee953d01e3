//! Vouchers: issued once for each key, given out and redeemed once however many ask at the same moment.
//!
//! The rules are those of [`rapport_channel::voucher`]; here they are made race-free. Each operation reads the pool's book,
//! the voucher and the person's counts, decides, writes and books the money in one transaction. The updates name the
//! revision they were decided on, so that the rules also hold on a database with several writers.
//!
//! Money moves here and nowhere else: issuing commits the voucher's worth on the pool's activity, redeeming turns the
//! discount into actual, rolling back, expiry and voiding do what [`rapport_plan::booking`] says.

mod again;
mod given;
mod issue;
mod pool;
mod row;

pub use given::{Given, Handed};

use super::{
    SqlError,
    db::{get, json, values},
    ledger::{Ledger, commit_with, unbroken},
    order::{Cause, Why, follow},
};
use rapport_channel::voucher::{
    Basket, Book, Change, Code, Command, Conditions, Gift, Outcome, Pool, PoolId, Redemption, Refusal, Secret, Voucher,
    VoucherState, decide, evolve,
};
use rapport_kernel::{CustomerId, Money, Span, Time};
use rapport_plan::{Posting, booking};
pub(super) use row::in_order;
use row::{beside_in, person_in, put_book, put_voucher, voucher_in};
use serde::Serialize;
use smol_str::{SmolStr, format_smolstr};

/// Why a voucher was not given, taken or changed. Nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum VoucherError {
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such pool.
    #[error("there is no voucher pool `{0}`")]
    UnknownPool(PoolId),
    /// A pool's activity, currency and source of codes stay what they are once vouchers were given.
    #[error("the pool `{0}` has given vouchers: its activity, currency and source of codes can no longer change")]
    PoolFixed(PoolId),
    /// Codes that were given elsewhere belong to a pool of imported codes.
    #[error("the pool `{0}` makes its own codes: codes given elsewhere need a pool with `imported`")]
    OwnCodes(PoolId),
    /// Another writer was faster; ask again.
    #[error("another writer was faster: try again")]
    Contended,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// A pool, what it has promised, and how many imported codes wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolState {
    /// The rules.
    pub pool: Pool,
    /// What was promised and spent.
    pub book: Book,
    /// Imported codes not yet given.
    pub stock: u64,
}

/// A wish for a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The pool whose rules it will stand under.
    pub pool: PoolId,
    /// The send key, or what an API caller chose: the same key gets the same voucher.
    pub key: SmolStr,
    /// For whom, if known.
    pub customer: Option<CustomerId>,
    /// The moment of issue.
    pub at: Time,
    /// By whose clock days end: the brand's zone (IANA).
    pub zone: SmolStr,
    /// What it is to give; the pool's own benefit if not said.
    pub benefit: Option<Gift>,
    /// How long it is to be valid, within what the pool allows.
    pub lasts: Option<Span>,
    /// What must be true of a basket besides the pool's own conditions.
    pub conditions: Option<Conditions>,
}

/// What became of imported codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stocked {
    /// New ones.
    pub added: u64,
    /// Already there, or given twice in the list.
    pub repeated: u64,
    /// Places in the list (from 0) that hold no code, and why.
    pub bad: Vec<(usize, Refusal)>,
}

/// A voucher, the rules it stands under, and the redemption an answer is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The voucher as it is now.
    pub voucher: Voucher,
    /// The rules it stands under.
    pub pool: Pool,
    /// The redemption, where one was asked about.
    pub redemption: Option<Redemption>,
    /// Whether this was a repetition and nothing was done again.
    pub repeated: bool,
}

/// The vouchers' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Vouchers {
    ledger: Ledger,
    secret: Secret,
}

impl Vouchers {
    /// The store; own codes are derived from `secret`, which must stay the same for ever.
    #[must_use]
    pub fn new(ledger: Ledger, secret: Secret) -> Self {
        Self { ledger, secret }
    }

    /// What redeeming would answer now. Changes nothing.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Sql`].
    pub async fn validate(&self, code: &str, id: &str, basket: &Basket, now: Time) -> Result<Answer, VoucherError> {
        let db = self.ledger.plan().db();
        let (voucher, pool, _) = voucher_in(db, code).await?;
        let person = person_in(db, &pool.id, basket.customer.or(voucher.customer)).await?;
        let beside = beside_in(db, &voucher, &pool, &basket.order).await?;
        let command = Command::Redeem { id, basket, person, beside };
        let Outcome { change, redemption } = decide(&pool, &voucher, command, now)?;
        Ok(Answer { voucher, pool, redemption, repeated: change.is_none() })
    }

    /// Redeems a voucher; the same redemption id and basket again gets the same answer.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn redeem(&self, code: &str, id: &str, basket: &Basket, now: Time) -> Result<Answer, VoucherError> {
        self.redeem_at(code, id, basket, now, now).await
    }

    /// The same, told `now` of a use that was at `at`: by a till that had no line, or out of an archive.
    ///
    /// # Errors
    /// Those of [`redeem`](Self::redeem).
    pub async fn redeem_at(
        &self,
        code: &str,
        id: &str,
        basket: &Basket,
        at: Time,
        now: Time,
    ) -> Result<Answer, VoucherError> {
        let (id, basket) = (id.to_owned(), basket.clone());
        self.command(code, now, Wanted::Redeem { id, basket, at }).await
    }

    /// Undoes a redemption; undoing it again changes nothing. One that is not known yet is undone ahead, for whoever may
    /// take back at `branches` (none: everywhere): the answer then has no redemption.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn roll_back(
        &self,
        code: &str,
        id: &str,
        branches: &[SmolStr],
        now: Time,
    ) -> Result<Answer, VoucherError> {
        self.command(code, now, Wanted::RollBack { id: id.to_owned(), branches: branches.to_vec() }).await
    }

    /// Takes over a use that a state which was lost knew; one that is known already changes nothing.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn used(&self, code: &str, redemption: &Redemption, now: Time) -> Result<Answer, VoucherError> {
        self.command(code, now, Wanted::Used(redemption.clone())).await
    }

    /// The codes of all vouchers that were given.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn codes(&self) -> Result<Vec<Code>, SqlError> {
        let rows = self.ledger.plan().db().rows("SELECT body FROM voucher", values![]).await?;
        rows.iter().map(|row| Ok(json::<Voucher>(row, "body")?.code)).collect()
    }

    /// Takes a voucher back by hand.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn void(&self, code: &str, author: &str, reason: &str, now: Time) -> Result<Answer, VoucherError> {
        self.command(code, now, Wanted::Void { author: author.to_owned(), reason: reason.to_owned() }).await
    }

    /// Ends the validity of vouchers whose time is over, at most `limit` at once; returns them as they are now.
    ///
    /// # Errors
    /// [`VoucherError::Sql`].
    pub async fn expire_due(&self, now: Time, limit: u32) -> Result<Vec<Answer>, VoucherError> {
        let sql = "SELECT code_key FROM voucher WHERE state IN ('issued', 'rolled_back') AND until < $1
            ORDER BY until LIMIT $2";
        let rows = self.ledger.plan().db().rows(sql, values![now.0, i64::from(limit)]).await?;
        let mut expired = Vec::with_capacity(rows.len());
        for row in rows {
            match self.command(&get::<String>(&row, "code_key")?, now, Wanted::Expire).await {
                Ok(answer) => expired.push(answer),
                // Redeemed or voided in between: no longer due.
                Err(VoucherError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(expired)
    }

    /// A voucher and its pool, by its code as people type it.
    ///
    /// # Errors
    /// [`Refusal::NotACode`], [`Refusal::Mistyped`], [`Refusal::Unknown`]; [`VoucherError::Sql`].
    pub async fn find(&self, code: &str) -> Result<(Voucher, Pool), VoucherError> {
        let (voucher, pool, _) = voucher_in(self.ledger.plan().db(), code).await?;
        Ok((voucher, pool))
    }

    /// A customer's vouchers, the newest last.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn of_customer(&self, customer: CustomerId) -> Result<Vec<Voucher>, SqlError> {
        let sql = "SELECT body FROM voucher WHERE customer = $1";
        let rows = self.ledger.plan().db().rows(sql, values![customer.to_string()]).await?;
        let mut vouchers = rows.iter().map(|row| json(row, "body")).collect::<Result<Vec<Voucher>, _>>()?;
        vouchers.sort_by(|a, b| (a.issued, &a.code).cmp(&(b.issued, &b.code)));
        Ok(vouchers)
    }

    /// Takes customers out of all vouchers, and the numbers of their orders out of the books, also the bytes on disk; what
    /// was promised, spent and credited stays.
    ///
    /// # Errors
    /// [`VoucherError::Contended`], [`VoucherError::Sql`]; then it may be asked again.
    pub async fn forget(&self, customers: &[CustomerId], orders: &[SmolStr]) -> Result<(), VoucherError> {
        let (store, customers, orders) = (self.clone(), customers.to_vec(), orders.to_vec());
        unbroken(async move {
            let tx = store.ledger.plan().db().begin().await?;
            for customer in customers {
                row::forget(&tx, customer).await?;
            }
            row::forget_orders(&tx, &orders).await?;
            tx.commit().await?;
            Ok(store.ledger.plan().db().empty_log().await?)
        })
        .await
    }

    async fn command(&self, code: &str, now: Time, wanted: Wanted) -> Result<Answer, VoucherError> {
        let (store, code) = (self.clone(), code.to_owned());
        unbroken(async move {
            let tx = store.ledger.plan().db().begin().await?;
            let (mut voucher, pool, mut book) = voucher_in(&tx, &code).await?;
            let mut at = now;
            let command = match &wanted {
                Wanted::Redeem { id, basket, at: used } => {
                    at = *used;
                    let person = person_in(&tx, &pool.id, basket.customer.or(voucher.customer)).await?;
                    // Nothing is redeemed between this and the commit: there is one writer.
                    let beside = beside_in(&tx, &voucher, &pool, &basket.order).await?;
                    Command::Redeem { id, basket, person, beside }
                }
                Wanted::Used(redemption) => {
                    at = redemption.at;
                    Command::Used(redemption)
                }
                Wanted::RollBack { id, branches } => Command::RollBack { id, branches },
                Wanted::Expire => Command::Expire,
                Wanted::Void { author, reason } => Command::Void { author, reason },
            };
            let Outcome { change, redemption } = match decide(&pool, &voucher, command, at) {
                Ok(outcome) => outcome,
                Err(refusal) => {
                    if let Wanted::Redeem { id, basket, at } = &wanted
                        && again::was_given(&tx, &voucher, &pool, (id, basket, *at), now).await?
                    {
                        tx.commit().await?;
                    }
                    return Err(refusal.into());
                }
            };
            let Some(change) = change else {
                return Ok(Answer { voucher, pool, redemption, repeated: true });
            };
            if let Change::RolledBackAhead(ahead) = &change {
                again::was_taken_back(&tx, &voucher, &ahead.id).await?;
            }
            let mut facts: Vec<Posting> = booked(&voucher, &pool, &change).into_iter().collect();
            let (revision, before) = (voucher.revision, book);
            let order = order_of(&voucher, &change);
            evolve(&mut voucher, &mut book, &change);
            put_book(&tx, &pool.id, &before, &book).await?;
            put_voucher(&tx, &voucher, revision).await?;
            if let Some((number, why)) = order {
                let name = format_smolstr!("voucher-{}-{}", voucher.code.key(), voucher.revision);
                let cause = Cause { name, at, why };
                facts.extend(follow(&tx, &number, voucher.code.as_str(), cause).await?);
            }
            commit_with(&store.ledger, tx, &facts, now).await?;
            Ok(Answer { voucher, pool, redemption, repeated: false })
        })
        .await
    }
}

/// A [`Command`] that owns what it says.
enum Wanted {
    Redeem { id: String, basket: Basket, at: Time },
    Used(Redemption),
    RollBack { id: String, branches: Vec<SmolStr> },
    Expire,
    Void { author: String, reason: String },
}

fn priced<'a>(voucher: &'a Voucher, pool: &'a Pool) -> booking::Voucher<'a> {
    booking::Voucher { code: voucher.code.as_str(), activity: &pool.activity, value: voucher.worth }
}

/// The order whose credit a change touches, if it does; `voucher` as it was before.
fn order_of(voucher: &Voucher, change: &Change) -> Option<(SmolStr, Why)> {
    match change {
        Change::Redeemed(redemption) => Some((redemption.order.clone(), Why::Redeemed)),
        Change::RolledBack { .. } => Some((voucher.redemption.as_ref()?.order.clone(), Why::RolledBack)),
        Change::RolledBackAhead(_) | Change::Expired { .. } | Change::Voided { .. } => None,
    }
}

/// What a change moves in the ledger, if it moves anything; `voucher` as it was before.
fn booked(voucher: &Voucher, pool: &Pool, change: &Change) -> Option<Posting> {
    let undone = u32::try_from(voucher.rolled_back.len()).unwrap_or(u32::MAX);
    let priced = priced(voucher, pool);
    Some(match change {
        Change::Redeemed(redemption) if voucher.state == VoucherState::Expired => {
            priced.redeemed_late(undone + 1, redemption.discount, redemption.at, voucher.until)
        }
        Change::Redeemed(redemption) => priced.redeemed(undone + 1, redemption.discount, redemption.at),
        Change::RolledBack { at, .. } => {
            let nothing = Money::zero(voucher.worth.currency);
            let given = voucher.redemption.as_ref().map_or(nothing, |redemption| redemption.discount);
            priced.rolled_back(undone + 1, given, *at)
        }
        Change::RolledBackAhead(_) => return None,
        // Its time was over before someone looked.
        Change::Expired { at } => priced.expired(undone, voucher.until.min(*at)),
        Change::Voided { at, .. } => priced.expired(undone, *at),
    })
}
