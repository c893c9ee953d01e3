//! Postings on their way into the ledger: read what the decisions need, decide, write, tell the guard.

use super::{Ledger, Projected};
use crate::sql::value::SqlValue;
use crate::sql::{
    SqlError,
    db::{Tx, get, places, to_json, values},
    guard::{BudgetGuard, BudgetRefusal},
    plan::{COLUMNS, Plan, read_books, read_record},
};
use hashbrown::HashSet;
use rapport_kernel::{ActivityId, Currency, Money, Span, Time};
use rapport_plan::{
    Books, Kind, Nature, NodeId, Place, Posting, Reference, Refusal, Transfer, TransferId, Tree, ledger::free_taken,
};
use std::{collections::BTreeMap, sync::Arc};

/// How many values a query may carry at once, well under what any database allows.
const CHUNK: usize = 400;
/// How many columns a transfer has.
const WIDTH: usize = 15;

/// Postings on their way into the ledger.
pub(super) struct Batch {
    tree: Arc<Tree>,
    guard: Arc<BudgetGuard>,
    plan: Plan,
    books: Books,
    new: Vec<Transfer>,
    /// Keys of reservations that end with the batch, however it ends.
    reserved: Vec<String>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        for key in &self.reserved {
            self.guard.release(key);
        }
    }
}

impl Batch {
    /// Reads what the decisions need: the sums of the named activities and the transfers of the named ids.
    pub(super) async fn open(ledger: &Ledger, tx: &Tx, postings: &[Posting]) -> Result<Self, SqlError> {
        let transfers = || postings.iter().flat_map(|posting| &posting.transfers);
        let activities: HashSet<&str> = transfers()
            .flat_map(|t| [&t.from, &t.to])
            .map(|place| place.activity().map_or("", |id| id.as_str()))
            .collect();
        let mut rows = Vec::new();
        for chunk in chunks(activities) {
            let sql = format!(
                "SELECT activity, currency, kind, minor FROM ledger_balance WHERE activity IN ({})",
                places(1, chunk.len())
            );
            rows.extend(tx.rows(&sql, chunk).await?);
        }
        let mut books = read_books(&rows)?;
        for chunk in chunks(transfers().map(|t| t.id.0.as_str()).collect()) {
            let sql = format!("SELECT {COLUMNS} FROM ledger_transfer WHERE id IN ({})", places(1, chunk.len()));
            for row in tx.rows(&sql, chunk).await? {
                books.set_known(read_record(&row)?.transfer);
            }
        }
        let (tree, guard) = (ledger.plan.tree(), Arc::clone(&ledger.guard));
        Ok(Self { tree, guard, plan: ledger.plan.clone(), books, new: Vec::new(), reserved: Vec::new() })
    }

    pub(super) fn add(&mut self, posting: &Posting) -> Result<Vec<Transfer>, Refusal> {
        let new = rapport_plan::decide(&self.tree, &self.books, posting)?;
        if posting.nature == Nature::Request {
            self.reserve(&new)?;
        }
        for transfer in &new {
            self.books.evolve(transfer);
        }
        self.new.extend_from_slice(&new);
        Ok(new)
    }

    /// Adds what the rules allow and sets the rest aside.
    pub(super) async fn add_facts(
        &mut self,
        tx: &Tx,
        postings: &[Posting],
        recorded: Time,
    ) -> Result<Projected, SqlError> {
        let mut done = Projected::default();
        for posting in postings {
            match self.add(posting) {
                Ok(new) => {
                    done.added += new.len();
                    done.known += posting.transfers.len() - new.len();
                }
                Err(refusal) => {
                    done.refused += 1;
                    set_aside(tx, posting, &refusal, recorded).await?;
                }
            }
        }
        Ok(done)
    }

    /// What a request takes must not be what a message under way has reserved.
    fn reserve(&mut self, new: &[Transfer]) -> Result<(), Refusal> {
        let before = self.reserved.len();
        for (activity, asked) in free_taken(new) {
            let key = format!("booking/{}/{activity}", new.first().map_or("", |t| t.id.0.as_str()));
            match self.guard.reserve(&key, &activity, asked) {
                Ok(()) => self.reserved.push(key),
                Err(refusal) => {
                    self.reserved.drain(before..).for_each(|key| self.guard.release(&key));
                    return Err(refused(refusal, activity, asked));
                }
            }
        }
        Ok(())
    }

    pub(super) async fn commit(mut self, tx: Tx, recorded: Time) -> Result<(), SqlError> {
        write(&tx, &self.new, recorded).await?;
        let new = std::mem::take(&mut self.new);
        // First booked, then released: in between the guard may count twice, never too little.
        tx.commit_then(|| {
            self.guard.booked(&new);
            if let Some(earliest) = new.iter().map(|transfer| transfer.at).min() {
                self.plan.past().booked(earliest);
            }
        })
        .await
    }
}

fn refused(refusal: BudgetRefusal, activity: ActivityId, asked: Money) -> Refusal {
    match refusal {
        BudgetRefusal::UnknownActivity(id) => Refusal::UnknownNode(NodeId::Activity(id)),
        BudgetRefusal::Closed => Refusal::NodeClosed(NodeId::Activity(activity)),
        BudgetRefusal::MixedCurrency { expected, found } => Refusal::MixedCurrency { expected, found },
        BudgetRefusal::Spent { free, .. } => Refusal::InsufficientFree { activity, free, asked },
        BudgetRefusal::Negative => Refusal::NegativeAmount(asked),
        BudgetRefusal::OtherAmount => Refusal::DuplicateId(TransferId(activity.0)),
    }
}

fn chunks(texts: HashSet<&str>) -> Vec<Vec<SqlValue>> {
    let texts: Vec<&str> = texts.into_iter().collect();
    texts.chunks(CHUNK).map(|chunk| chunk.iter().map(|text| SqlValue::from(*text)).collect()).collect()
}

/// Writes transfers and adds them to the balances and to the sums of their days.
async fn write(tx: &Tx, new: &[Transfer], recorded: Time) -> Result<(), SqlError> {
    if new.is_empty() {
        return Ok(());
    }
    let row = tx.row("SELECT COALESCE(MAX(seq), 0) AS seq FROM ledger_transfer", values![]).await?;
    let mut seq: i64 = row.map_or(Ok(0), |row| get(&row, "seq"))?;
    let mut sums: BTreeMap<(&str, Currency, Kind), i64> = BTreeMap::new();
    let mut days: BTreeMap<(i64, &str, Currency, Kind), i64> = BTreeMap::new();
    for chunk in new.chunks(CHUNK / WIDTH) {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        for transfer in chunk {
            seq += 1;
            rows.push(format!("({})", places(values.len() + 1, WIDTH)));
            values.extend(columns(seq, transfer, recorded));
        }
        tx.run(&format!("INSERT INTO ledger_transfer ({COLUMNS}) VALUES {}", rows.join(",")), values).await?;
    }
    for transfer in new {
        let Money { minor, currency } = transfer.amount;
        let day = transfer.at.0.div_euclid(Span::DAY.0);
        // Single sums were checked to fit; a difference within a batch is smaller than what it leads to.
        for (place, minor) in [(name(&transfer.from), -minor), (name(&transfer.to), minor)] {
            *sums.entry((place, currency, transfer.kind)).or_default() += minor;
            *days.entry((day, place, currency, transfer.kind)).or_default() += minor;
        }
    }
    let sql = "INSERT INTO ledger_balance (activity, currency, kind, minor) VALUES ($1, $2, $3, $4)
        ON CONFLICT (activity, currency, kind) DO UPDATE SET minor = ledger_balance.minor + excluded.minor";
    for ((activity, currency, kind), minor) in sums {
        tx.run(sql, values![activity, currency.code(), kind.code(), minor]).await?;
    }
    let sql = "INSERT INTO ledger_day (day, activity, currency, kind, minor) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (day, activity, currency, kind) DO UPDATE SET minor = ledger_day.minor + excluded.minor";
    for ((day, activity, currency, kind), minor) in days {
        tx.run(sql, values![day, activity, currency.code(), kind.code(), minor]).await?;
    }
    Ok(())
}

fn name(place: &Place) -> &str {
    place.activity().map_or("", |id| id.as_str())
}

fn columns(seq: i64, transfer: &Transfer, recorded: Time) -> Vec<SqlValue> {
    values![
        seq,
        transfer.id.0.as_str(),
        transfer.kind.code(),
        name(&transfer.from),
        name(&transfer.to),
        transfer.amount.minor,
        transfer.amount.currency.code(),
        transfer.author.as_str(),
        transfer.reason.as_str(),
        transfer.reference.code(),
        transfer.reference.key().as_str(),
        transfer.at.0,
        recorded.0,
        transfer.touch.as_ref().map_or("", Reference::code),
        transfer.touch.as_ref().map_or("", |touch| touch.key().as_str()),
    ]
}

pub(super) fn refused_id(posting: &Posting) -> &str {
    posting.transfers.first().map_or("", |transfer| transfer.id.0.as_str())
}

async fn set_aside(tx: &Tx, posting: &Posting, refusal: &Refusal, recorded: Time) -> Result<(), SqlError> {
    leave_to_someone(tx, posting, (refusal.code(), &refusal.to_string()), recorded).await
}

/// Keeps a fact out of the books until someone decides. One that is there, or was decided on, stays as it is.
pub(in crate::sql) async fn leave_to_someone(
    tx: &Tx,
    posting: &Posting,
    (code, reason): (&str, &str),
    recorded: Time,
) -> Result<(), SqlError> {
    let sql = "INSERT INTO ledger_refused (id, code, reason, body, recorded) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO NOTHING";
    let values = values![refused_id(posting), code, reason, to_json(posting)?, recorded.0];
    tx.run(sql, values).await.map(drop)
}
