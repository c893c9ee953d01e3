//! Vouchers: issued once for each key, given out and redeemed once however many ask at the same moment.
//!
//! The rules are those of [`rapport_channel::voucher`]; here they are made race-free. Each operation reads the pool's book,
//! the voucher and the person's counts, decides, writes and books the money in one transaction. The updates name the
//! revision they were decided on, so that the rules also hold on a database with several writers.
//!
//! Money moves here and nowhere else: issuing commits the voucher's worth on the pool's activity, redeeming turns the
//! discount into actual, rolling back, expiry and voiding do what [`rapport_plan::booking`] says.

use super::{
    SqlError,
    db::{Ask, Tx, get, json, to_json, values},
    ledger::{Ledger, commit_with, unbroken},
};
use rapport_channel::voucher::{
    Basket, Benefit, Book, Change, Code, Command, Issue, Key, Outcome, Person, Pool, PoolId, Redemption, Refusal,
    Secret, Source, State, Voucher, decide, evolve, issue,
};
use rapport_kernel::{CustomerId, Money, Span, Time};
use rapport_plan::{Posting, booking};
use sea_orm::QueryResult;
use serde::Serialize;
use smol_str::SmolStr;

/// How many own codes are tried for one key before giving up; two meeting once is already improbable.
const ATTEMPTS: u8 = 8;

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
    /// From which pool.
    pub pool: PoolId,
    /// The send key, or what an API caller chose: the same key gets the same voucher.
    pub key: SmolStr,
    /// For whom, if known.
    pub customer: Option<CustomerId>,
    /// Now.
    pub at: Time,
    /// What it is to give; the pool's own benefit if not said.
    pub benefit: Option<Benefit>,
    /// How long it is to be valid, within what the pool allows.
    pub lasts: Option<Span>,
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
    /// Its pool.
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

    /// Creates a pool or changes its rules. Vouchers already given keep their worth and validity.
    ///
    /// # Errors
    /// [`VoucherError::PoolFixed`], [`VoucherError::Sql`].
    pub async fn put_pool(&self, pool: Pool) -> Result<(), VoucherError> {
        let tx = self.ledger.plan().db().begin().await?;
        match pool_in(&tx, &pool.id).await {
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

    /// Every pool.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn pools(&self) -> Result<Vec<PoolState>, SqlError> {
        let sql = "SELECT p.body, p.issued, p.redeemed, p.promised, p.spent,
            (SELECT COUNT(*) FROM voucher_stock s WHERE s.pool = p.id AND s.given = 0) AS stock
            FROM voucher_pool p ORDER BY p.id";
        let rows = self.ledger.plan().db().rows(sql, values![]).await?;
        let read = |row: &QueryResult| {
            let stock = get::<i64>(row, "stock")?.cast_unsigned();
            Ok(PoolState { pool: json(row, "body")?, book: read_book(row)?, stock })
        };
        rows.iter().map(read).collect()
    }

    /// Puts imported codes into a pool's stock; a code can be in one pool only, and once.
    ///
    /// # Errors
    /// [`VoucherError::UnknownPool`], [`VoucherError::Sql`]; then none was added.
    pub async fn stock(&self, pool: &PoolId, codes: &[String]) -> Result<Stocked, VoucherError> {
        let tx = self.ledger.plan().db().begin().await?;
        pool_in(&tx, pool).await?;
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

    /// Gives a voucher, or the one that was given for this key before.
    ///
    /// # Errors
    /// The refusals of [`issue`]; [`VoucherError::UnknownPool`], [`VoucherError::Sql`].
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
                let answer = match store.issue_in(&tx, wish).await {
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

    async fn issue_in(&self, tx: &Tx, wish: Wish) -> Result<Answer, VoucherError> {
        let (pool, book) = pool_in(tx, &wish.pool).await?;
        let sql = "SELECT body FROM voucher WHERE pool = $1 AND issue_key = $2";
        let row = tx.row(sql, values![pool.id.0.as_str(), wish.key.as_str()]).await?;
        let before: Option<Voucher> = row.map(|row| json(&row, "body")).transpose()?;
        let person = person_in(tx, &pool.id, wish.customer).await?;
        let code = if before.is_some() { None } else { self.next_code(tx, &pool, &wish.key).await? };
        let repeated = before.is_some();
        let wish = Issue {
            key: wish.key,
            customer: wish.customer,
            code,
            at: wish.at,
            benefit: wish.benefit,
            lasts: wish.lasts,
        };
        let voucher = issue(&pool, &book, person, before.as_ref(), wish)?;
        if !repeated {
            put_book(tx, &pool.id, &book, &book.issued(&voucher)).await?;
            if pool.source == Source::Imported {
                let sql = "UPDATE voucher_stock SET given = 1 WHERE code_key = $1 AND given = 0";
                one(tx.run(sql, values![voucher.code.key().as_str()]).await?)?;
            }
            let sql =
                "INSERT INTO voucher (code_key, pool, issue_key, customer, redeemer, state, until, revision, body)
                VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)";
            let values = values![
                voucher.code.key().as_str(),
                pool.id.0.as_str(),
                voucher.key.as_str(),
                voucher.customer.map_or(String::new(), |id| id.to_string()),
                state_code(voucher.state),
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

    /// What redeeming would answer now. Changes nothing.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Sql`].
    pub async fn validate(&self, code: &str, id: &str, basket: &Basket, now: Time) -> Result<Answer, VoucherError> {
        let db = self.ledger.plan().db();
        let (voucher, pool, _) = voucher_in(db, code).await?;
        let person = person_in(db, &pool.id, basket.customer.or(voucher.customer)).await?;
        let Outcome { change, redemption } = decide(&pool, &voucher, Command::Redeem { id, basket, person }, now)?;
        Ok(Answer { voucher, pool, redemption, repeated: change.is_none() })
    }

    /// Redeems a voucher; the same redemption id and basket again gets the same answer.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn redeem(&self, code: &str, id: &str, basket: &Basket, now: Time) -> Result<Answer, VoucherError> {
        let (id, basket) = (id.to_owned(), basket.clone());
        self.command(code, now, Wanted::Redeem { id, basket }).await
    }

    /// Undoes a redemption; undoing it again changes nothing.
    ///
    /// # Errors
    /// The refusals of [`decide`]; [`VoucherError::Contended`], [`VoucherError::Sql`].
    pub async fn roll_back(&self, code: &str, id: &str, now: Time) -> Result<Answer, VoucherError> {
        self.command(code, now, Wanted::RollBack { id: id.to_owned() }).await
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

    async fn command(&self, code: &str, now: Time, wanted: Wanted) -> Result<Answer, VoucherError> {
        let (store, code) = (self.clone(), code.to_owned());
        unbroken(async move {
            let tx = store.ledger.plan().db().begin().await?;
            let (mut voucher, pool, mut book) = voucher_in(&tx, &code).await?;
            let buyer = if let Wanted::Redeem { basket, .. } = &wanted { basket.customer } else { None };
            let person = person_in(&tx, &pool.id, buyer.or(voucher.customer)).await?;
            let Outcome { change, redemption } = decide(&pool, &voucher, wanted.command(person), now)?;
            let Some(change) = change else {
                return Ok(Answer { voucher, pool, redemption, repeated: true });
            };
            let fact = booked(&voucher, &pool, &change);
            let (revision, before) = (voucher.revision, book);
            evolve(&mut voucher, &mut book, &change);
            put_book(&tx, &pool.id, &before, &book).await?;
            put_voucher(&tx, &voucher, revision).await?;
            commit_with(&store.ledger, tx, &[fact], now).await?;
            Ok(Answer { voucher, pool, redemption, repeated: false })
        })
        .await
    }
}

/// A [`Command`] that owns what it says.
enum Wanted {
    Redeem { id: String, basket: Basket },
    RollBack { id: String },
    Expire,
    Void { author: String, reason: String },
}

impl Wanted {
    fn command(&self, person: Person) -> Command<'_> {
        match self {
            Self::Redeem { id, basket } => Command::Redeem { id, basket, person },
            Self::RollBack { id } => Command::RollBack { id },
            Self::Expire => Command::Expire,
            Self::Void { author, reason } => Command::Void { author, reason },
        }
    }
}

fn priced<'a>(voucher: &'a Voucher, pool: &'a Pool) -> booking::Voucher<'a> {
    booking::Voucher { code: voucher.code.as_str(), activity: &pool.activity, value: voucher.worth }
}

/// What a change moves in the ledger; `voucher` as it was before.
fn booked(voucher: &Voucher, pool: &Pool, change: &Change) -> Posting {
    let undone = u32::try_from(voucher.rolled_back.len()).unwrap_or(u32::MAX);
    let priced = priced(voucher, pool);
    match change {
        Change::Redeemed(redemption) => priced.redeemed(undone + 1, redemption.discount, redemption.at),
        Change::RolledBack { at, .. } => {
            let nothing = Money::zero(voucher.worth.currency);
            let given = voucher.redemption.as_ref().map_or(nothing, |redemption| redemption.discount);
            priced.rolled_back(undone + 1, given, *at)
        }
        Change::Expired { at } | Change::Voided { at, .. } => priced.expired(undone, *at),
    }
}

const FIND: &str = "SELECT v.body AS voucher, p.body, p.issued, p.redeemed, p.promised, p.spent
    FROM voucher v JOIN voucher_pool p ON p.id = v.pool WHERE v.code_key = $1";

async fn voucher_in(on: &impl Ask, code: &str) -> Result<(Voucher, Pool, Book), VoucherError> {
    let key = Key::typed(code)?;
    let row = on.ask(FIND, values![key.as_str()]).await?.ok_or_else(|| key.not_found())?;
    Ok((json(&row, "voucher")?, json(&row, "body")?, read_book(&row)?))
}

async fn pool_in(tx: &Tx, id: &PoolId) -> Result<(Pool, Book), VoucherError> {
    let sql = "SELECT body, issued, redeemed, promised, spent FROM voucher_pool WHERE id = $1";
    let row = tx.row(sql, values![id.0.as_str()]).await?;
    let row = row.ok_or_else(|| VoucherError::UnknownPool(id.clone()))?;
    Ok((json(&row, "body")?, read_book(&row)?))
}

async fn person_in(on: &impl Ask, pool: &PoolId, customer: Option<CustomerId>) -> Result<Person, SqlError> {
    let Some(customer) = customer else { return Ok(Person::default()) };
    let sql = "SELECT
        (SELECT COUNT(*) FROM voucher WHERE customer = $1 AND pool = $2 AND state NOT IN ('expired', 'void')) AS issued,
        (SELECT COUNT(*) FROM voucher WHERE redeemer = $1 AND pool = $2 AND state = 'redeemed') AS redeemed";
    let row = on.ask(sql, values![customer.to_string(), pool.0.as_str()]).await?;
    let row = row.ok_or(SqlError::Damaged("voucher"))?;
    let count = |column| Ok::<u32, SqlError>(u32::try_from(get::<i64>(&row, column)?).unwrap_or(u32::MAX));
    Ok(Person { issued: count("issued")?, redeemed: count("redeemed")? })
}

fn read_book(row: &QueryResult) -> Result<Book, SqlError> {
    let count = |column| Ok::<u64, SqlError>(get::<i64>(row, column)?.cast_unsigned());
    let (issued, redeemed) = (count("issued")?, count("redeemed")?);
    Ok(Book { issued, redeemed, promised: get(row, "promised")?, spent: get(row, "spent")? })
}

/// Writes the book over the one the decision was made on.
async fn put_book(tx: &Tx, pool: &PoolId, before: &Book, after: &Book) -> Result<(), VoucherError> {
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
async fn put_voucher(tx: &Tx, voucher: &Voucher, revision: u32) -> Result<(), VoucherError> {
    let redeemer = voucher.redemption.as_ref().and_then(|redemption| redemption.customer.or(voucher.customer));
    let sql =
        "UPDATE voucher SET redeemer = $1, state = $2, revision = $3, body = $4 WHERE code_key = $5 AND revision = $6";
    let values = values![
        redeemer.map_or(String::new(), |id| id.to_string()),
        state_code(voucher.state),
        i64::from(voucher.revision),
        to_json(voucher)?,
        voucher.code.key().as_str(),
        i64::from(revision),
    ];
    one(tx.run(sql, values).await?)
}

fn one(changed: u64) -> Result<(), VoucherError> {
    if changed == 1 { Ok(()) } else { Err(VoucherError::Contended) }
}

fn state_code(state: State) -> &'static str {
    match state {
        State::Issued => "issued",
        State::Redeemed => "redeemed",
        State::RolledBack => "rolled_back",
        State::Expired => "expired",
        State::Void => "void",
    }
}
