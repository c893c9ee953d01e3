//! Actuals from a CSV file: one row is one line of an invoice.
//!
//! [`read`] takes the text and a column [`Mapping`] and tells good rows from bad ones; it books nothing, which makes it the
//! dry run as well. The good rows are booked with [`Row::posting`], whose id is the invoice's number and line, so that
//! importing a file twice books it once. A row whose file names no line column gets the number of its turn within its
//! invoice (1, 2, ...).

use crate::{NodeId, Posting, Tree, booking::InvoiceLine};
use hashbrown::HashMap;
use rapport_kernel::{ActivityId, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

/// Which column says what. Columns are named as in the file's first row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The invoice's number.
    pub invoice: String,
    /// The line within the invoice, if the file says it.
    #[serde(default)]
    pub line: Option<String>,
    /// The activity's id.
    pub activity: String,
    /// The amount in whole currency units, `1234.56`.
    pub amount: String,
    /// The currency's code; without it the plan's currency.
    #[serde(default)]
    pub currency: Option<String>,
    /// The date, `2026-03-31` or `31.03.2026`; without it the time of the import.
    #[serde(default)]
    pub date: Option<String>,
    /// What for.
    #[serde(default)]
    pub text: Option<String>,
    /// What stands between columns; without it whatever of `,` `;` and tab the first row has most of.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// Whether amounts are written `1.234,56` instead of `1,234.56`.
    #[serde(default)]
    pub decimal_comma: bool,
}

/// A row that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the file; the heading is 1.
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
    /// Its number in the file; the heading is 1.
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
}

/// The file as a whole cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The first row lacks a column that the mapping names.
    #[error("the file has no column `{0}`")]
    NoColumn(String),
    /// There is no first row, or it is not CSV.
    #[error("the file has no heading that can be read: {0}")]
    NoHeading(String),
    /// The delimiter is not one ASCII character.
    #[error("`{0}` cannot stand between columns")]
    Delimiter(char),
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
    fn find(mapping: &Mapping, heading: &csv::StringRecord) -> Result<Self, Unreadable> {
        let find = |name: &str| {
            let found = heading.iter().position(|column| column.trim() == name.trim());
            found.ok_or_else(|| Unreadable::NoColumn(name.into()))
        };
        let maybe = |name: &Option<String>| name.as_deref().map(find).transpose();
        Ok(Self {
            invoice: find(&mapping.invoice)?,
            line: maybe(&mapping.line)?,
            activity: find(&mapping.activity)?,
            amount: find(&mapping.amount)?,
            currency: maybe(&mapping.currency)?,
            date: maybe(&mapping.date)?,
            text: maybe(&mapping.text)?,
        })
    }
}

/// Reads a file against a plan; `now` is the date of rows without one.
///
/// # Errors
/// [`Unreadable`] if the file as a whole makes no sense; single bad rows are listed in the [`Sheet`].
pub fn read(text: &str, mapping: &Mapping, tree: &Tree, now: Time) -> Result<Sheet, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = mapping.delimiter.unwrap_or_else(|| guess_delimiter(text));
    let byte = u8::try_from(delimiter).ok().filter(u8::is_ascii).ok_or(Unreadable::Delimiter(delimiter))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(byte).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|error| Unreadable::NoHeading(error.to_string()))?;
    let columns = Columns::find(mapping, heading)?;
    let mut sheet = Sheet::default();
    let mut turns: HashMap<SmolStr, u64> = HashMap::new();
    let mut seen: HashMap<(SmolStr, SmolStr), u64> = HashMap::new();
    for (index, record) in reader.records().enumerate() {
        let row = index as u64 + 2;
        let read = match record {
            Ok(record) => read_row(row, &record, &columns, mapping, tree, now, &mut turns),
            Err(error) => Err(("not_csv", error.to_string())),
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
    record: &csv::StringRecord,
    columns: &Columns,
    mapping: &Mapping,
    tree: &Tree,
    now: Time,
    turns: &mut HashMap<SmolStr, u64>,
) -> Result<Row, Reason> {
    let cell = |column: usize| record.get(column).unwrap_or("").trim();
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
    if let Some(said) = columns.currency.map(cell).filter(|said| *said != currency.code()) {
        return Err(("mixed_currency", format!("`{said}` was given where the plan reckons in {currency}")));
    }
    let amount = plain_number(cell(columns.amount), mapping.decimal_comma)
        .and_then(|number| Money::parse(&number, currency).ok())
        .ok_or_else(|| ("bad_amount", format!("`{}` is not an amount", cell(columns.amount))))?;
    let at = match columns.date {
        Some(column) => date(cell(column)).ok_or_else(|| ("bad_date", format!("`{}` is not a date", cell(column))))?,
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

fn guess_delimiter(text: &str) -> char {
    let heading = text.lines().next().unwrap_or("");
    let count = |c: char| heading.matches(c).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(',')
}

/// Takes the grouping out: `1.234,56` and `1,234.56` become `1234.56`. Groups must be of three digits.
fn plain_number(text: &str, decimal_comma: bool) -> Option<String> {
    let (group, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once(point).map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let mut plain = format!("{sign}{first}");
    for next in groups {
        if next.len() != 3 || !(1..=3).contains(&first.len()) {
            return None;
        }
        plain.push_str(next);
    }
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// `2026-03-31` or `31.03.2026`, as the first moment of that day in UTC.
fn date(text: &str) -> Option<Time> {
    let iso = match text.split('.').collect::<Vec<_>>()[..] {
        [day, month, year] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    };
    if iso.len() != 10 {
        return None;
    }
    format!("{iso}T00:00:00Z").parse().ok()
}
