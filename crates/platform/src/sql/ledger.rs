//! The ledger: transfers are decided, written and counted in one transaction, once for each id.
//!
//! Two ways in. [`Ledger::book`] is for people and API calls: one posting, answered with what it added or a named refusal.
//! [`Ledger::project`] is for what comes out of the log: a batch of facts and the position it reaches, together in one
//! transaction, so that a crash leaves both or neither and a replay adds nothing. A fact that the rules refuse (an activity
//! the plan does not have) is set aside in [`Ledger::refused`], where people see it; it never stops the ones behind it.

pub(in crate::sql) mod batch;
mod invoices;

use super::{
    Db, SqlError,
    db::{Tx, get, json, values},
    guard::BudgetGuard,
    plan::{Plan, PlanError},
    value::SqlRow,
};
use crate::reserve::{is_protected, protect};
use batch::{Batch, refused_id};
pub use invoices::{LineOutcome, Run};
use rapport_kernel::{Lsn, Partition, Time};
use rapport_plan::{Change, Posting, Refusal, Transfer};
use serde::Serialize;
use std::sync::Arc;

/// A fact that the rules refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its name: the id of its first transfer.
    pub id: String,
    /// The refusal's stable name.
    pub code: String,
    /// The refusal in words.
    pub reason: String,
    /// What should have been booked.
    pub posting: Posting,
    /// When it was set aside.
    pub recorded: Time,
    /// Who decided to leave it unbooked, if someone has.
    pub dismissed: Option<Dismissed>,
}

/// The decision to leave a fact unbooked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dismissed {
    /// The moment of the decision.
    pub at: Time,
    /// The person who decided.
    pub by: String,
    /// Their reason, in their own words.
    pub why: String,
}

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Projected {
    /// Transfers added.
    pub added: usize,
    /// Transfers that were booked already.
    pub known: usize,
    /// Postings set aside.
    pub refused: usize,
}

/// The ledger with its plan and its budget guard. Clones share them.
#[derive(Clone, Debug)]
pub struct Ledger {
    plan: Plan,
    guard: Arc<BudgetGuard>,
}

impl Ledger {
    /// Reads the plan and what is booked.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(db: Db) -> Result<Self, SqlError> {
        let plan = Plan::load(db).await?;
        let guard = Arc::new(BudgetGuard::default());
        guard.load(&plan.tree(), &plan.books().await?);
        Ok(Self { plan, guard })
    }

    /// The plan, for reading.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is free, for senders.
    #[must_use]
    pub fn guard(&self) -> &Arc<BudgetGuard> {
        &self.guard
    }

    /// Changes the plan's tree: all of `changes`, in their order, or nothing. Those that change nothing leave no trace.
    ///
    /// # Errors
    /// The [`Refusal`] of [`rapport_plan::Tree::decide`] and [`rapport_plan::is_settled`], [`SqlError`].
    pub async fn change(&self, changes: Vec<Change>, author: &str, reason: &str, now: Time) -> Result<(), PlanError> {
        let (ledger, author, reason) = (self.clone(), author.to_owned(), reason.to_owned());
        unbroken(
            async move { ledger.plan.change(changes, &author, &reason, now, |tree| ledger.guard.follow(tree)).await },
        )
        .await
    }

    /// Books one posting; returns the transfers it added, none if it was booked already. `recorded` is now.
    ///
    /// # Errors
    /// The [`Refusal`] of [`rapport_plan::decide`]; [`Refusal::InsufficientFree`] also when what is free was reserved by
    /// messages under way; [`SqlError`]. Nothing is booked then.
    pub async fn book(&self, posting: Posting, recorded: Time) -> Result<Vec<Transfer>, PlanError> {
        let mut outcome = self.book_all(vec![posting], recorded).await?;
        outcome.pop().unwrap_or(Ok(Vec::new())).map_err(PlanError::Refused)
    }

    /// Books postings in one transaction, each for itself: the answers stand in their order, and a refused posting leaves
    /// the others alone.
    ///
    /// # Errors
    /// [`SqlError`]; then none is booked.
    pub async fn book_all(
        &self,
        postings: Vec<Posting>,
        recorded: Time,
    ) -> Result<Vec<Result<Vec<Transfer>, Refusal>>, SqlError> {
        let ledger = self.clone();
        unbroken(async move {
            let tx = ledger.plan.db().begin().await?;
            let mut batch = Batch::open(&ledger, &tx, &postings).await?;
            let outcome = postings.iter().map(|posting| batch.add(posting)).collect();
            batch.commit(tx, recorded).await?;
            Ok(outcome)
        })
        .await
    }

    /// Books facts in one transaction, each for itself; those that the rules refuse are set aside in [`Ledger::refused`].
    /// What was booked already adds nothing.
    ///
    /// # Errors
    /// [`SqlError`]; then none is booked.
    pub async fn record(&self, facts: Vec<Posting>, recorded: Time) -> Result<Projected, SqlError> {
        let ledger = self.clone();
        unbroken(async move {
            let tx = ledger.plan.db().begin().await?;
            let mut batch = Batch::open(&ledger, &tx, &facts).await?;
            let done = batch.add_facts(&tx, &facts, recorded).await?;
            batch.commit(tx, recorded).await?;
            Ok(done)
        })
        .await
    }

    /// Books what the records of `part` up to and with `upto` gave rise to, and remembers the position for `projector`.
    /// A batch that ends at or before the remembered position does nothing.
    ///
    /// # Errors
    /// [`SqlError`]; then nothing is booked and the position stays.
    pub async fn project(
        &self,
        projector: &str,
        part: Partition,
        upto: Lsn,
        postings: Vec<Posting>,
        recorded: Time,
    ) -> Result<Projected, SqlError> {
        let (ledger, projector) = (self.clone(), projector.to_owned());
        unbroken(async move {
            let tx = ledger.plan.db().begin().await?;
            let sql = "INSERT INTO ledger_offset (projector, part, lsn) VALUES ($1, $2, $3)
                ON CONFLICT (projector, part) DO UPDATE SET lsn = excluded.lsn WHERE ledger_offset.lsn < excluded.lsn";
            let values = values![projector, i64::from(part.0), upto.0.cast_signed()];
            if tx.run(sql, values).await? == 0 {
                return Ok(Projected::default());
            }
            let mut batch = Batch::open(&ledger, &tx, &postings).await?;
            let done = batch.add_facts(&tx, &postings, recorded).await?;
            batch.commit(tx, recorded).await?;
            Ok(done)
        })
        .await
    }

    /// The position up to which `projector` has booked a partition's records; none if it never has.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn offset(&self, projector: &str, part: Partition) -> Result<Option<Lsn>, SqlError> {
        let sql = "SELECT lsn FROM ledger_offset WHERE projector = $1 AND part = $2";
        let row = self.plan.db().row(sql, values![projector, i64::from(part.0)]).await?;
        row.map(|row| Ok(Lsn(get::<i64>(&row, "lsn")?.cast_unsigned()))).transpose()
    }

    /// The facts that were set aside, newest first: those that wait for someone, or those that someone left unbooked.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn refused(&self, dismissed: bool, limit: u64) -> Result<Vec<Refused>, SqlError> {
        let sql = format!(
            "SELECT {REFUSED} FROM ledger_refused WHERE CASE WHEN dismissed > 0 THEN 1 ELSE 0 END = $1
                ORDER BY recorded DESC, id LIMIT $2"
        );
        let rows = self.plan.db().rows(&sql, values![i64::from(dismissed), limit as i64]).await?;
        rows.iter().map(read_refused).collect()
    }

    /// How many facts wait for someone.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn waiting(&self) -> Result<u64, SqlError> {
        let row = self.plan.db().row("SELECT COUNT(*) AS n FROM ledger_refused WHERE dismissed = 0", values![]).await?;
        Ok(row.map_or(Ok(0), |row| get::<i64>(&row, "n"))?.unsigned_abs())
    }

    /// How many facts wait for someone for this reason.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn waiting_for(&self, code: &str) -> Result<u64, SqlError> {
        let sql = "SELECT COUNT(*) AS n FROM ledger_refused WHERE dismissed = 0 AND code = $1";
        let row = self.plan.db().row(sql, values![code]).await?;
        Ok(row.map_or(Ok(0), |row| get::<i64>(&row, "n"))?.unsigned_abs())
    }

    /// Tries the facts that wait once more, one of them or all, such as after the missing activity was added; returns how many
    /// could be booked now. The others keep what stands in their way by now.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn retry_refused(&self, only: Option<&str>, recorded: Time) -> Result<usize, SqlError> {
        let (ledger, only) = (self.clone(), only.map(str::to_owned));
        unbroken(async move {
            let tx = ledger.plan.db().begin().await?;
            let sql =
                "SELECT body FROM ledger_refused WHERE dismissed = 0 AND ($1 = '' OR id = $1) ORDER BY recorded, id";
            let rows = tx.rows(sql, values![only.unwrap_or_default()]).await?;
            let postings = rows.iter().map(|row| json(row, "body")).collect::<Result<Vec<Posting>, _>>()?;
            let mut batch = Batch::open(&ledger, &tx, &postings).await?;
            let mut done = 0;
            for posting in &postings {
                match batch.add(posting) {
                    Ok(_) => {
                        done += 1;
                        tx.run("DELETE FROM ledger_refused WHERE id = $1", values![refused_id(posting)]).await?;
                    }
                    Err(refusal) => {
                        let sql = "UPDATE ledger_refused SET code = $2, reason = $3 WHERE id = $1";
                        let values = values![refused_id(posting), refusal.code(), refusal.to_string()];
                        tx.run(sql, values).await?;
                    }
                }
            }
            batch.commit(tx, recorded).await?;
            Ok(done)
        })
        .await
    }

    /// Leaves a fact that waits unbooked, for good: someone has decided so. Returns it; none if no such fact waits.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn dismiss(&self, id: &str, decided: Dismissed) -> Result<Option<Refused>, SqlError> {
        let tx = self.plan.db().begin().await?;
        let sql = "UPDATE ledger_refused SET dismissed = $2, dismissed_by = $3, dismissed_why = $4
            WHERE id = $1 AND dismissed = 0";
        let changed = tx.run(sql, values![id, decided.at.0, decided.by, decided.why]).await?;
        let row = tx.row(&format!("SELECT {REFUSED} FROM ledger_refused WHERE id = $1"), values![id]).await?;
        tx.commit().await?;
        row.filter(|_| changed > 0).as_ref().map(read_refused).transpose()
    }

    /// Whether the ledger is in balance: every currency and kind sums to zero over all places, and every kept balance is
    /// the sum of its transfers. Returns what is not, in words; an empty list is what one hopes for.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn audit(&self) -> Result<Vec<String>, SqlError> {
        let sums = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT taken_from AS activity, currency, kind, -minor AS minor FROM ledger_transfer
            UNION ALL SELECT put_at, currency, kind, minor FROM ledger_transfer) AS every
            GROUP BY activity, currency, kind";
        let apart = format!(
            "SELECT activity, currency, kind, minor FROM (SELECT * FROM ({sums}) AS a
                EXCEPT SELECT activity, currency, kind, minor FROM ledger_balance) AS b
            UNION ALL SELECT activity, currency, kind, minor FROM (SELECT activity, currency, kind, minor
                FROM ledger_balance EXCEPT SELECT * FROM ({sums}) AS c) AS d"
        );
        let unequal = "SELECT currency, kind, CAST(SUM(minor) AS BIGINT) AS minor FROM ledger_balance
            GROUP BY currency, kind HAVING SUM(minor) <> 0";
        // Day by day they are the balance as well.
        let days = "SELECT activity, currency, kind, CAST(SUM(minor) AS BIGINT) AS minor FROM (
            SELECT activity, currency, kind, minor FROM ledger_balance
            UNION ALL SELECT activity, currency, kind, -minor FROM ledger_day) AS every
            GROUP BY activity, currency, kind HAVING SUM(minor) <> 0";
        let mut found = Vec::new();
        for row in self.plan.db().rows(days, values![]).await? {
            let (place, kind): (String, String) = (get(&row, "activity")?, get(&row, "kind")?);
            found.push(format!("the days of {kind} at `{place}` are not its balance"));
        }
        for row in self.plan.db().rows(&apart, values![]).await? {
            let (place, kind): (String, String) = (get(&row, "activity")?, get(&row, "kind")?);
            found.push(format!("the balance of {kind} at `{place}` is not the sum of its transfers"));
        }
        for row in self.plan.db().rows(unequal, values![]).await? {
            let (currency, kind): (String, String) = (get(&row, "currency")?, get(&row, "kind")?);
            found.push(format!("{kind} in {currency} does not sum to zero"));
        }
        Ok(found)
    }
}

/// The columns of [`Refused`].
const REFUSED: &str = "id, code, reason, body, recorded, dismissed, dismissed_by, dismissed_why";

fn read_refused(row: &SqlRow) -> Result<Refused, SqlError> {
    let at = Time(get(row, "dismissed")?);
    let dismissed = Dismissed { at, by: get(row, "dismissed_by")?, why: get(row, "dismissed_why")? };
    Ok(Refused {
        id: get(row, "id")?,
        code: get(row, "code")?,
        reason: get(row, "reason")?,
        posting: json(row, "body")?,
        recorded: Time(get(row, "recorded")?),
        dismissed: (at > Time(0)).then_some(dismissed),
    })
}

/// Books facts inside a transaction that did something else as well, and commits both; refused ones are set aside.
pub(super) async fn commit_with(ledger: &Ledger, tx: Tx, facts: &[Posting], recorded: Time) -> Result<(), SqlError> {
    if facts.is_empty() {
        return tx.commit().await;
    }
    let mut batch = Batch::open(ledger, &tx, facts).await?;
    batch.add_facts(&tx, facts, recorded).await?;
    batch.commit(tx, recorded).await
}

/// Runs work to its end even if whoever waits for it goes away: memory and database must not part.
pub(super) async fn unbroken<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<SqlError> + Send + 'static,
{
    // Whoever acts here acts there, and what must go through on a full disk must do so there, too.
    let work = super::trace::carried(work);
    let work = if is_protected() { tokio::spawn(protect(work)) } else { tokio::spawn(work) };
    work.await.unwrap_or_else(|ended| match ended.try_into_panic() {
        // Whoever asked meets it as if the work were done here.
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(SqlError::BrokenOff.into()),
    })
}
