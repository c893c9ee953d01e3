//! Actuals from a CSV file: one row is one line of an invoice. How the file is written is found out by `rapport-files`, as for every
//! other file.
//!
//! [`read`] takes the bytes and a column [`Mapping`] and tells good rows from bad ones; it books nothing, which makes it the
//! dry run as well. The good rows are booked with [`Row::posting`], whose id is the invoice's number and line, so that
//! importing a file twice books it once. A row whose file names no line column gets the number of its turn within its
//! invoice (1, 2, ...).

use crate::{NodeId, Posting, Tree, booking::InvoiceLine};
use hashbrown::HashMap;
use rapport_files::{Encoding, Evidence, Form, Settled, Table, Undecided, form, number, workbook};
use rapport_kernel::{ActivityId, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

/// Which column says what. Columns are named as in the file's first row; one that is not named is the one with the field's own name, in
/// capital or small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The invoice's number.
    pub invoice: Option<String>,
    /// The line within the invoice, if the file says it.
    pub line: Option<String>,
    /// The activity's id.
    pub activity: Option<String>,
    /// The amount in whole currency units, `1234.56` or `1.234,56`.
    pub amount: Option<String>,
    /// The currency's code; without it the plan's currency.
    pub currency: Option<String>,
    /// The date, such as `2026-03-31` or `31.03.2026`; without it the time of the import.
    pub date: Option<String>,
    /// What for.
    pub text: Option<String>,
    /// How the file is written, where it shall not be guessed.
    pub file: Form,
}

/// A row that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line of the file it begins in, from 1.
    pub row: u64,
    /// The invoice.
    pub invoice: SmolStr,
    /// The line within it.
    pub line: SmolStr,
    /// Who pays.
    pub activity: ActivityId,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Time,
    /// What for.
    pub text: String,
}

impl Row {
    /// The posting that books it.
    #[must_use]
    pub fn posting(&self, author: &str) -> Posting {
        let reason = if self.text.trim().is_empty() { "invoice" } else { &self.text };
        let (invoice, line, activity, amount) = (&self.invoice, &self.line, &self.activity, self.amount);
        InvoiceLine { invoice, line, activity, amount, author, reason }.spent(self.at)
    }
}

/// A row that cannot be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// The line of the file it begins in, from 1.
    pub row: u64,
    /// The stable name of the reason.
    pub code: &'static str,
    /// The reason in words.
    pub reason: String,
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// What can be booked.
    pub good: Vec<Row>,
    /// What cannot, and why.
    pub bad: Vec<BadRow>,
    /// How the file was read, where that was guessed.
    pub guesses: Vec<String>,
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

/// Where the mapping's columns stand in this file.
struct Columns {
    invoice: usize,
    line: Option<usize>,
    activity: usize,
    amount: usize,
    currency: Option<usize>,
    date: Option<usize>,
    text: Option<usize>,
}

impl Columns {
    /// Finds them; says of those that could be missing which were found by their heading alone.
    fn find(
        mapping: &Mapping,
        columns: &[String],
        guesses: &mut Vec<String>,
    ) -> Result<Self, rapport_files::Unreadable> {
        let find = |name: &str| rapport_files::table::column(columns, name);
        let needed = |name: &Option<String>, usual: &str| match name {
            Some(name) => find(name),
            None => headed(columns, usual)?.map_or_else(|| find(usual), Ok),
        };
        let mut maybe = |name: &Option<String>, usual: &str| match name {
            Some(name) => find(name).map(Some),
            None => Ok(headed(columns, usual)?
                .inspect(|at| guesses.push(format!("the column `{}` says the {usual}", columns[*at])))),
        };
        Ok(Self {
            invoice: needed(&mapping.invoice, "invoice")?,
            line: maybe(&mapping.line, "line")?,
            activity: needed(&mapping.activity, "activity")?,
            amount: needed(&mapping.amount, "amount")?,
            currency: maybe(&mapping.currency, "currency")?,
            date: maybe(&mapping.date, "date")?,
            text: maybe(&mapping.text, "text")?,
        })
    }
}

/// The column that is headed like this, in capital or small letters; none if there is none.
fn headed(columns: &[String], usual: &str) -> Result<Option<usize>, rapport_files::Unreadable> {
    let mut alike = columns.iter().enumerate().filter(|(_, column)| column.eq_ignore_ascii_case(usual));
    match (alike.next(), alike.next()) {
        (Some(_), Some(_)) => Err(rapport_files::Unreadable::TwoColumns(usual.to_owned())),
        (found, _) => Ok(found.map(|(at, _)| at)),
    }
}

/// Reads a file against a plan; `now` is the date of rows without one.
///
/// # Errors
/// [`Unreadable`] if the file as a whole makes no sense; single bad rows are listed in the [`Sheet`].
pub fn read(bytes: &[u8], mapping: &Mapping, tree: &Tree, now: Time) -> Result<Sheet, Unreadable> {
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
    let table = Table::open_under(encoding.text(bytes), said, fits)?;
    sheet.guesses.extend(form::guesses(said, encoding, table.delimiter).into_iter().chain(table.guess(said)));
    let columns = Columns::find(mapping, table.columns(), &mut sheet.guesses)?;
    let rows = table.collect::<Result<Vec<_>, _>>()?;
    let mut evidence = Evidence::new(said)?;
    for (line, cells) in rows.iter().filter_map(|row| Some((row.line, row.cells.as_ref().ok()?))) {
        evidence.number(line, &cells[columns.amount]);
        if let Some(date) = columns.date {
            evidence.moment(line, &cells[date]);
        }
    }
    let mut settled = evidence.settle()?;
    sheet.guesses.append(&mut settled.guesses);
    let mut turns: HashMap<SmolStr, u64> = HashMap::new();
    let mut seen: HashMap<(SmolStr, SmolStr), u64> = HashMap::new();
    for rapport_files::Row { line: row, cells } in rows {
        let read = match cells {
            Ok(cells) => read_row(row, &cells, &columns, &mut settled, tree, now, &mut turns),
            Err(fault) => Err(("not_csv", fault.to_string())),
        };
        let read = read.and_then(|good| match seen.insert((good.invoice.clone(), good.line.clone()), row) {
            Some(earlier) => Err((
                "repeated",
                format!("invoice {} line {} stands in row {earlier} already", good.invoice, good.line),
            )),
            None => Ok(good),
        });
        match read {
            Ok(good) => sheet.good.push(good),
            Err((code, reason)) => sheet.bad.push(BadRow { row, code, reason }),
        }
    }
    Ok(sheet)
}

type Reason = (&'static str, String);

fn read_row(
    row: u64,
    cells: &[String],
    columns: &Columns,
    settled: &mut Settled,
    tree: &Tree,
    now: Time,
    turns: &mut HashMap<SmolStr, u64>,
) -> Result<Row, Reason> {
    let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
    let invoice = key(cell(columns.invoice), "invoice")?;
    // The turn counts bad rows too: correcting one of them must not rename the rows after it.
    let turn = turns.entry(invoice.clone()).or_insert(0);
    *turn += 1;
    let line = match columns.line {
        Some(column) => key(cell(column), "line")?,
        None => format_smolstr!("{turn}"),
    };
    let activity = ActivityId::from(cell(columns.activity));
    let node = NodeId::Activity(activity.clone());
    let currency = tree
        .currency(&node)
        .ok_or_else(|| ("unknown_activity", format!("the plan has no activity `{}`", cell(columns.activity))))?;
    let other = |said: &&str| !said.is_empty() && !said.eq_ignore_ascii_case(currency.code());
    if let Some(said) = columns.currency.map(cell).filter(other) {
        return Err(("mixed_currency", format!("`{said}` was given where the plan reckons in {currency}")));
    }
    let (amount, said) = number::parted(cell(columns.amount));
    if let Some(said) = said.filter(other) {
        return Err(("mixed_currency", format!("`{said}` stands at the amount where the plan reckons in {currency}")));
    }
    let amount = number::plain(&amount, settled.decimal)
        .and_then(|number| Money::parse(&number, currency).ok())
        .ok_or_else(|| ("bad_amount", format!("`{}` is not an amount", cell(columns.amount))))?;
    let at = match columns.date {
        Some(column) => {
            let read = settled.clock.read(cell(column));
            read.map_err(|fault| ("bad_date", format!("`{}` {fault}", cell(column))))?
        }
        None => now,
    };
    let text = columns.text.map_or("", cell).to_owned();
    Ok(Row { row, invoice, line, activity, amount, at, text })
}

fn key(cell: &str, what: &'static str) -> Result<SmolStr, Reason> {
    match cell.chars().count() {
        1..=80 => Ok(cell.into()),
        0 => Err(("no_key", format!("the {what} is missing"))),
        _ => Err(("no_key", format!("the {what} has more than 80 characters"))),
    }
}
