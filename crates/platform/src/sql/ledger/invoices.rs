//! Lines of invoices on their way into the ledger: what the books have already is found in the transaction that books the rest.

use super::{Batch, Ledger, unbroken};
use crate::sql::{
    SqlError,
    db::{Tx, values},
    plan::{COLUMNS, read_record},
};
use rapport_kernel::Time;
use rapport_plan::{
    Posting, Refusal,
    days::Calendars,
    import::Row,
    invoice::{Booked, Standing, beginnings, standing},
};
use std::collections::BTreeMap;

/// Whether it is done or only asked what would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// What can be booked is booked.
    Real,
    /// Books nothing.
    Dry,
}

/// What became of a line, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineOutcome {
    /// It is new, and can be in the books.
    Booked,
    /// The books had it.
    Known,
    /// The books have this line of its number, or this one that looks like it.
    Differs(Booked),
    /// The rules refuse it.
    Refused(Refusal),
}

impl Ledger {
    /// Books lines of invoices, each for itself, and says of each what became of it; the answers stand in the lines' order.
    ///
    /// # Errors
    /// [`SqlError`]; then none is booked.
    pub async fn book_invoices(
        &self,
        rows: Vec<Row>,
        calendars: &Calendars,
        author: &str,
        now: Time,
        run: Run,
    ) -> Result<Vec<LineOutcome>, SqlError> {
        let (ledger, calendars, author) = (self.clone(), calendars.clone(), author.to_owned());
        unbroken(async move {
            let tx = ledger.plan.db().begin().await?;
            let wanted = wanted(&tx, &rows, &calendars, &author, now).await?;
            let postings: Vec<Posting> = wanted.iter().filter_map(|wanted| wanted.clone().ok()).collect();
            let mut batch = Batch::open(&ledger, &tx, &postings).await?;
            let outcome = wanted.into_iter().map(|wanted| {
                wanted.map_or_else(
                    |known| known,
                    |posting| batch.add(&posting).map_or_else(LineOutcome::Refused, |_| LineOutcome::Booked),
                )
            });
            let outcome = outcome.collect();
            if run == Run::Real {
                batch.commit(tx, now).await?;
            }
            Ok(outcome)
        })
        .await
    }
}

/// For each row the posting that is to be booked, or what the books have in its place.
async fn wanted(
    tx: &Tx,
    rows: &[Row],
    calendars: &Calendars,
    author: &str,
    now: Time,
) -> Result<Vec<Result<Posting, LineOutcome>>, SqlError> {
    let mut invoices: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        invoices.entry(&row.invoice).or_default().push(place);
    }
    let mut wanted: Vec<Result<Posting, LineOutcome>> = vec![Err(LineOutcome::Known); rows.len()];
    for (number, places) in invoices {
        let lines: Vec<_> = places.iter().map(|place| (rows[*place].line.clone(), rows[*place].content())).collect();
        let found = standing(&lines, &booked(tx, number, calendars).await?);
        for (place, found) in places.into_iter().zip(found) {
            wanted[place] = match found {
                Standing::New(line) => {
                    let row = &rows[place];
                    Ok(row.posting(&line, author, now, calendars.of(&row.activity)))
                }
                Standing::Known => Err(LineOutcome::Known),
                Standing::Differs(booked) => Err(LineOutcome::Differs(booked)),
            };
        }
    }
    Ok(wanted)
}

/// The lines of an invoice that the books have.
async fn booked(tx: &Tx, number: &str, calendars: &Calendars) -> Result<Vec<Booked>, SqlError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM ledger_transfer
            WHERE reference_kind = 'invoice' AND reference_key >= $1 AND reference_key < $2 ORDER BY seq"
    );
    let mut lines = Vec::new();
    for begins in beginnings(number) {
        // Every name that begins like this lies before the same with the next letter in the place of its last, the stroke.
        let end = format!("{}0", begins.strip_suffix('/').unwrap_or(&begins));
        for row in tx.rows(&sql, values![begins.as_str(), end]).await? {
            lines.extend(Booked::of(number, &read_record(&row)?.transfer, calendars));
        }
    }
    Ok(lines)
}
