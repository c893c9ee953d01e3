//! Files that people bring in: how they are read, what their columns say, and what became of their rows.

use super::{
    codes::FileRowCode,
    common::Amount,
    plan::{FileDates, FileDecimal, FileEncoding},
    said::{ActualsSaid, AssumptionSaid, RowSaid},
};
use rapport_files::{Dates, Decimal, Encoding};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Orders, or the lines of orders.
    Orders,
    /// What came back of orders.
    Returns,
    /// People with their addresses and traits.
    Customers,
    /// Other things that happened.
    Events,
    /// Lines of invoices for the plan.
    Actuals,
}

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileRole {
    /// It is not read.
    Skip,
    /// It is not read, and nothing follows from it, though it looks like a currency, a side or a mark of reversals.
    Nothing,
    /// It names the row, so that it counts once.
    Key,
    /// An id of the customer.
    Customer,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// The name that friends use.
    FirstName,
    /// The name that families share.
    LastName,
    /// A whole name.
    Name,
    /// The day of birth.
    Birthday,
    /// A trait of the customer, or a property of the event, under the column's own name.
    Property,
    /// When it happened.
    Moment,
    /// At what time of the day that `moment` says.
    Time,
    /// What happened.
    Event,
    /// Which order or receipt.
    Order,
    /// Which return.
    Refund,
    /// What was paid.
    Amount,
    /// What is left of that after the cost of the goods.
    Margin,
    /// The currency of the row's amounts, as an ISO code or sign.
    Currency,
    /// What was bought.
    Product,
    /// The number of pieces on the line.
    Quantity,
    /// What one of it costs.
    Price,
    /// The invoice's number.
    Invoice,
    /// The line within the invoice.
    Line,
    /// The activity that pays.
    Activity,
    /// On which side of an account the amount stands.
    Side,
    /// What was paid for, in words.
    Text,
    /// Which rows are taken back.
    Reversal,
}

/// What the rows of a file of orders are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileRows {
    /// One row holds a whole sale.
    #[default]
    Orders,
    /// Each is a line of an order, and their amounts are added up.
    Lines,
    /// Each is a line of an order, and all of them say the order's amount.
    LinesWithTotal,
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Its columns are known, and nothing was imported yet.
    Looked,
    /// It is being tried out.
    Trying,
    /// It was tried out: nothing was kept.
    Tried,
    /// Its rows are being brought in.
    Importing,
    /// Its rows are in, as far as they were not refused.
    Imported,
    /// It could not be tried or brought in; `problem` says why.
    Failed,
}

/// How a file is written; what is absent is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileForm {
    /// What stands between columns (`\t` for a tab).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3)]
    pub delimiter: Option<String>,
    /// How letters are made of bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FileEncoding>)]
    pub encoding: Option<Encoding>,
    /// What stands before decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FileDecimal>)]
    pub decimal: Option<Decimal>,
    /// What comes first in dates such as 03/04/2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FileDates>)]
    pub dates: Option<Dates>,
    /// Whose clock the times are of, such as `Europe/Berlin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64)]
    pub zone: Option<String>,
    /// In which line the names of the columns stand, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub heading: Option<u64>,
    /// Which sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64)]
    pub sheet: Option<String>,
}

/// A column and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileColumn {
    /// Its name.
    #[schema(max_length = 1000)]
    pub column: String,
    /// What it says.
    pub role: FileRole,
}

/// What becomes of a file's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileMapping {
    /// What its columns say; those that are absent are not read.
    #[schema(max_items = 4096)]
    pub columns: Vec<FileColumn>,
    /// What happened, where that is the same in all rows of a file of events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128)]
    pub event: Option<String>,
    /// What the rows of a file of orders are.
    #[serde(default)]
    pub rows: FileRows,
    /// What is put in front of the orders' numbers: where two shops count alike, so that no order replaces another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40)]
    pub prefix: Option<String>,
    /// The activity that pays for the lines of invoices that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 80)]
    pub payer: Option<String>,
    /// The accounts of costs, such as `4600-4999,6300`, where the rows of a file of actuals book between two accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub costs: Option<String>,
    /// Whether rows that name no customer are passed over, such as a till's receipts without a card; else they are refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_out: bool,
    /// The series of files in which each row counts once; by the file's name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub series: Option<String>,
    /// How the file is written.
    #[serde(default)]
    pub form: FileForm,
    /// What is in of the series is forgotten, and every row taken as new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restart: bool,
}

/// What is sent with a file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FileQuery {
    /// The file's name: files whose names differ in a date alone are one series.
    #[param(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it holds.
    #[param(inline)]
    pub kind: FileKind,
    /// As whose word its rows count: a source's id. Not for actuals.
    #[param(max_length = 64)]
    pub source: Option<String>,
}

/// A heading with samples, and what it seems to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoundColumn {
    /// As the file's heading has it.
    pub name: String,
    /// What stands in it, in the first rows that say something.
    pub examples: Vec<String>,
}

/// A row with which something is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FileRow {
    /// Its number, from 1.
    pub row: u64,
    /// The line of the file it begins in.
    pub line: u64,
    /// The stable name of the reason.
    pub code: FileRowCode,
    /// Why, and what to do.
    pub reason: String,
    /// The same of a line of an invoice, as a code with values.
    pub said: Option<ActualsSaid>,
    /// The same of a row of any other file; absent where the server refused what was made of it.
    pub row_said: Option<RowSaid>,
}

/// What became of a file's rows, or would.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct FileOutcome {
    /// How many there are.
    pub rows: u64,
    /// How many are in, or would be.
    pub accepted: u64,
    /// How many of those were in before with other values.
    pub changed: u64,
    /// How many were in before as they are.
    pub repeated: u64,
    /// How many rows of the series had been in and are not in any more, since the server has gone back to an earlier state. Those of them
    /// that the file has are among those that are in now.
    pub lost: u64,
    /// How many were refused.
    pub refused: u64,
    /// How many are in, but their orders do not count as they say.
    pub unbooked: u64,
    /// How many are in with something else that could not be read.
    pub warned: u64,
    /// How many name no customer and were left out, as the mapping wants it.
    pub left_out: u64,
    /// How many rows of actuals were passed over, since nothing stood in them.
    pub empty: u64,
    /// What is booked of actuals, by currency.
    pub sums: Vec<Amount>,
    /// The first of the refused rows; all of them are in the list to download.
    pub refusals: Vec<FileRow>,
    /// The first of those that are in with something wrong.
    pub warnings: Vec<FileRow>,
    /// How the file was read, where that was guessed.
    pub guesses: Vec<String>,
    /// The same as codes with values.
    pub assumed: Vec<AssumptionSaid>,
}

/// A file on its way in.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FileView {
    /// Made by the server; the address of everything about the file.
    pub id: String,
    /// As the browser sent it.
    pub name: String,
    /// What it holds.
    pub kind: FileKind,
    /// As whose word its rows count.
    pub source: Option<String>,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Where it stands.
    pub state: FileState,
    /// How many rows have been read in this state.
    pub reached: u64,
    /// How it was read, where that was guessed.
    pub guesses: Vec<String>,
    /// The same as codes with values.
    pub assumed: Vec<AssumptionSaid>,
    /// All of them, in the order of the file.
    pub columns: Vec<FoundColumn>,
    /// What becomes of its rows: guessed, or as it was for the last file like it.
    pub mapping: FileMapping,
    /// Whether the mapping is that of the last file like it.
    pub remembered: bool,
    /// The series it is of, if no one says another.
    pub series: String,
    /// What became of its rows, or would.
    pub outcome: Option<FileOutcome>,
    /// Why it could not be tried or brought in.
    pub problem: Option<String>,
}
