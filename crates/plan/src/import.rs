//! Actuals from a file: one row is one line of an invoice. How the file is written is found out by `rapport-files`, as for every
//! other file.
//!
//! [`read`] takes the bytes and a column [`Mapping`] and tells good rows from bad ones; it books nothing. Which of the good rows the
//! books have already is told by [`invoice::standing`], so that a file that comes twice, or once more with new lines, books
//! each line once. Empty rows are passed over and counted; rows that add up others are refused by name.

mod accounts;
mod cells;
mod columns;
pub mod fault;
mod totals;

use crate::{
    Posting, Tree,
    booking::InvoiceLine,
    days::{Calendars, Date, Days},
    invoice::Content,
};
use cells::Reader;
use columns::Columns;
use fault::ActualsFault;
use hashbrown::HashMap;
use rapport_files::{Assumption, Encoding, Evidence, Form, Table, Undecided, form, money, workbook};
use rapport_kernel::{ActivityId, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use totals::Totals;

/// Which column says what. Columns are named as in the file's first row; one that is not named is known by its heading, such as
/// `invoice` or `Rechnungsnummer`, in capital or small letters, or by its cells. An empty name says that no column does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The invoice's number.
    pub invoice: Option<String>,
    /// The line within the invoice, if the file says it.
    pub line: Option<String>,
    /// The activity's id.
    pub activity: Option<String>,
    /// The activity that pays where the file names none.
    pub payer: Option<ActivityId>,
    /// The amount in whole currency units: `1234.56`, `1.234,56 €`, `(12.50)`, `12,50-`.
    pub amount: Option<String>,
    /// Debit (`S`, `Soll`, `D`) or credit (`H`, `Haben`, `C`): debit is spent, credit comes back. Without it the sign says that.
    pub side: Option<String>,
    /// The currency's code; without it the plan's currency.
    pub currency: Option<String>,
    /// The invoice's date, such as `2026-03-31` or `31.03.2026`: the day on which it counts. Without it the moment it is booked.
    pub date: Option<String>,
    /// The column that says what was paid for.
    pub text: Option<String>,
    /// Which rows are taken back (`Storno`): those that are not empty and do not say no. They are refused by name.
    pub reversal: Option<String>,
    /// The accounts of costs, such as `4600-4999, 6300`: where a file books between two accounts (`Konto`, `Gegenkonto`), the side is that
    /// of the first, and it is a cost only if one of the two is one of these.
    pub costs: Option<String>,
    /// How the file is written, where it shall not be guessed.
    pub file: Form,
}

/// A row that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line of the file it begins in, from 1.
    pub row: u64,
    /// The invoice's number, as its sender wrote it.
    pub invoice: SmolStr,
    /// The line within it, if the file says it.
    pub line: Option<SmolStr>,
    /// Who pays.
    pub activity: ActivityId,
    /// What the line costs, net or gross as the file has it.
    pub amount: Money,
    /// Its day, if the file says it.
    pub day: Option<Date>,
    /// What was paid for; may be empty.
    pub text: String,
}

impl Row {
    /// What it says besides its number.
    #[must_use]
    pub fn content(&self) -> Content {
        let text = if self.text.trim().is_empty() { "invoice" } else { &self.text };
        Content { activity: self.activity.clone(), amount: self.amount, day: self.day, text: text.to_owned() }
    }

    /// The posting that books it as this line, on its day in the days of whoever pays; at `now` if it has no day of its own.
    #[must_use]
    pub fn posting(&self, line: &str, author: &str, now: Time, days: &Days) -> Posting {
        let Content { activity, amount, day, text } = &self.content();
        let line = InvoiceLine { invoice: &self.invoice, line, activity, amount: *amount, author, reason: text };
        line.spent(day.map_or(now, |day| days.begin(day)))
    }
}

/// A row that cannot be booked.
#[derive(Clone, Debug, PartialEq)]
pub struct BadRow {
    /// The line of the file it begins in, from 1.
    pub row: u64,
    /// What is wrong with it, with the values that are.
    pub fault: ActualsFault,
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What can be booked.
    pub good: Vec<Row>,
    /// What cannot, and why.
    pub bad: Vec<BadRow>,
    /// How many rows were passed over, since nothing stood in them, or the names of the columns once more.
    pub empty: u64,
    /// How the file was read, where that was guessed.
    pub guesses: Vec<Assumption>,
}

/// The file as a whole cannot be read. Nothing of it is booked.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is damaged, or no table with these columns.
    #[error(transparent)]
    File(#[from] rapport_files::Unreadable),
    /// It could be read in two ways.
    #[error(transparent)]
    Undecided(#[from] Undecided),
}

/// What the columns of a file seem to say, by their headings and cells: which column, and the field's own name.
#[must_use]
pub fn fields(columns: &[String], rows: &[Vec<String>]) -> Vec<(usize, &'static str)> {
    let rows: Vec<rapport_files::Row> =
        (2..).zip(rows).map(|(line, cells)| rapport_files::Row { line, cells: Ok(cells.clone()) }).collect();
    columns::guessed(columns, &rows)
}

/// Reads a file against a plan; a day that has not begun by `now`, in the days of whoever pays, has not come.
///
/// # Errors
/// [`Unreadable`] if the file as a whole makes no sense; single bad rows are listed in the [`Sheet`].
pub fn read(
    bytes: &[u8],
    mapping: &Mapping,
    tree: &Tree,
    calendars: &Calendars,
    now: Time,
) -> Result<Sheet, Unreadable> {
    let mut sheet = Sheet::default();
    let book = workbook::is_workbook(bytes).then(|| workbook::read(bytes, &mapping.file)).transpose()?;
    if let Some(guess) = book.as_ref().and_then(|book| book.guess(&mapping.file)) {
        sheet.guesses.push(guess);
    }
    let (bytes, said) = book.as_ref().map_or((bytes, &mapping.file), |book| (book.text.as_slice(), &book.form));
    let encoding = match said.encoding {
        Some(encoding) => encoding,
        None => Encoding::guess(&mut &bytes[..])?,
    };
    let fits = |columns: &[String]| Columns::find(mapping, columns, &mut Vec::new()).is_ok();
    let mut table = Table::open_under(encoding.text(bytes), said, fits)?;
    sheet.guesses.extend(form::guesses(said, encoding, table.delimiter).into_iter().chain(table.guess(said)));
    let mut columns = Columns::find(mapping, table.columns(), &mut sheet.guesses)?;
    let rows = table.by_ref().collect::<Result<Vec<_>, _>>()?;
    sheet.empty = table.passed_over;
    columns.look(mapping, table.columns(), &rows, table.year, &mut sheet.guesses);
    let mut settled = settle(&rows, &columns, said)?;
    sheet.guesses.append(&mut settled.guesses);
    if let Some(year) = table.year.filter(|_| columns.date.is_some()) {
        sheet.guesses.push(Assumption::Year { begins: year.to_string() });
        settled.clock = settled.clock.of_year(Some(year));
    }
    let costs = mapping.costs.as_deref();
    let mut reader =
        Reader { columns: &columns, settled: &settled, tree, calendars, now, costs, totals: Totals::default() };
    let mut seen = HashMap::new();
    for rapport_files::Row { line: row, cells } in rows {
        let read = match cells {
            Ok(cells) => reader.row(row, &cells),
            Err(fault) => Err(fault.into()),
        };
        match read.and_then(|good| unrepeated(&mut seen, good)) {
            Ok(good) => sheet.good.push(good),
            Err(fault) => sheet.bad.push(BadRow { row, fault }),
        }
    }
    Ok(sheet)
}

/// How the file's numbers and days are written, as all of its rows show.
fn settle(rows: &[rapport_files::Row], columns: &Columns, said: &Form) -> Result<rapport_files::Settled, Undecided> {
    let mut evidence = Evidence::new(said)?;
    for (line, cells) in rows.iter().filter_map(|row| Some((row.line, row.cells.as_ref().ok()?))) {
        if let Some(amount) = money::apart(&cells[columns.amount]) {
            evidence.number(line, &amount.number);
        }
        if let Some(date) = columns.date {
            evidence.day(line, &cells[date]);
        }
    }
    evidence.settle()
}

/// A line with a number stands once in a file.
fn unrepeated(seen: &mut HashMap<(SmolStr, SmolStr), u64>, good: Row) -> Result<Row, ActualsFault> {
    let Some(line) = &good.line else { return Ok(good) };
    match seen.insert((good.invoice.clone(), line.clone()), good.row) {
        Some(row) => Err(ActualsFault::Repeated { invoice: good.invoice, number: line.clone(), row }),
        None => Ok(good),
    }
}
