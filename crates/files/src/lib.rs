//! The one front for every file with rows and columns that someone made elsewhere: a spreadsheet saved as CSV, a till's export, a
//! controller's invoices.
//!
//! ```text
//! workbook ──(workbook: one sheet)──┐
//! bytes ──(text: encoding)──> text ──(lines: quotes)──> lines ──(table: delimiter)──> cells ──(number, money, moment)──> values
//! ```
//! * How a file is written ([`Form`]) is guessed where no one says it; what was guessed can be said ([`Evidence::settle`]).
//!   Where two readings are possible and nothing in the file decides between them, nothing is guessed: someone has to say it.
//! * What can only be damage (a quote that is not closed or swallows rows, text behind a closing quote, zero bytes, text that
//!   is not of its encoding) is an error of the whole file and names the line; [`Unreadable`].
//! * What may be a slip in one row (too few cells, an amount that is none) is a fault of that row; the others go on.
//! * Memory is bounded whatever a file claims: lines by [`lines::MAX_LINE`], columns by [`table::MAX_COLUMNS`].
//!
//! It opens nothing: bytes come in as [`std::io::Read`], more than once where a file has to be looked at before it is read.

pub mod assumption;
pub mod evidence;
pub mod form;
pub mod left;
pub mod lines;
pub mod moment;
pub mod money;
pub mod number;
pub mod reversal;
pub mod role;
pub mod sum_row;
pub mod table;
pub mod text;
pub mod workbook;

pub use assumption::Assumption;
pub use evidence::{Evidence, Settled, Undecided};
pub use form::{Dates, Decimal, Encoding, Form, HourTwice};
pub use moment::{Clock, DayFault, MomentFault};
pub use table::{Row, RowFault, Table};

use std::io;

/// Why a file as a whole cannot be read. Nothing is taken from it.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The disk, or what unpacks the file.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// Something in it can only be damage.
    #[error("line {line}: {what}. Nothing was taken from the file")]
    Damaged {
        /// Where it begins, from 1.
        line: u64,
        /// What is wrong, and what to do.
        what: String,
    },
    /// A spreadsheet cannot be read, or not which of its sheets is meant.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// There is no first row.
    #[error("the file has no heading: its first line must name the columns, or the one that `heading` says")]
    NoHeading,
    /// Wider than any table.
    #[error("the file has {0} columns, the most are {max}", max = table::MAX_COLUMNS)]
    TooManyColumns(usize),
    /// The mapping names a column that the file has not.
    #[error("the file has no column `{name}`. It has {}", listed(has))]
    NoColumn {
        /// As the mapping writes it.
        name: String,
        /// The names it has.
        has: Vec<String>,
    },
    /// Two columns have the name.
    #[error("the file has two columns `{0}`: give one of them another name")]
    TwoColumns(String),
    /// What was said cannot stand between columns.
    #[error("`{0}` cannot stand between columns: say one of , ; | or a tab")]
    Delimiter(char),
}

/// Names of columns for an error: the first twenty.
fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(shown.len()) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
