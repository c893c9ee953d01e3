//! Why a row of a file is no line of an invoice.

use crate::Refusal;
use rapport_files::{DayFault, Decimal, RowFault};
use rapport_kernel::{Currency, Money};
use smol_str::SmolStr;

/// Why a row cannot be booked, with what it says.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ActualsFault {
    /// It is no row of the table.
    #[error(transparent)]
    NotARow(#[from] RowFault),
    /// It adds up others.
    #[error("`{cell}`: the row adds up others and is no line of an invoice")]
    SumRow {
        /// What shows it.
        cell: String,
    },
    /// The invoice's number is missing.
    #[error("the invoice is missing")]
    InvoiceMissing,
    /// The line's number is missing.
    #[error("the line is missing")]
    LineMissing,
    /// A number of an invoice or a line is too long.
    #[error("the {field} has more than {most} characters")]
    NumberTooLong {
        /// Whether it is the invoice's number or the line's.
        field: &'static str,
        /// How many it may have.
        most: usize,
    },
    /// The plan has no such activity.
    #[error("the plan has no activity `{activity}`")]
    UnknownActivity {
        /// Its id, as the row says it.
        activity: SmolStr,
    },
    /// The amount cannot be read.
    #[error("`{cell}` is not an amount with a decimal {}, such as {}", sign(.decimal), example(.decimal))]
    BadAmount {
        /// What stands there.
        cell: String,
        /// How the file's numbers are written.
        decimal: Decimal,
    },
    /// Below zero, and on the credit side.
    #[error("`{cell}` is below zero and on the credit side: let one of them say it")]
    TurnedTwice {
        /// The amount.
        cell: String,
    },
    /// Neither debit nor credit.
    #[error("`{cell}` is no side: write S, D or debit, or H, C or credit")]
    BadSide {
        /// What stands there.
        cell: String,
    },
    /// It books between two accounts, and the side is that of one of them.
    #[error(
        "the row books between the accounts `{account}` and `{contra}`, of which not exactly one is said to be of costs: say which are, such \
         as `costs=4600-4999`"
    )]
    OpenAccounts {
        /// The account that the side is of.
        account: String,
        /// The other one.
        contra: String,
    },
    /// Its currency is not the plan's.
    #[error("`{cell}` was given where the plan reckons in {wanted}")]
    OtherCurrency {
        /// What the row says.
        cell: String,
        /// The plan's.
        wanted: Currency,
    },
    /// The amount's currency is not that of the row.
    #[error("`{mark}` stands in the amount, but its currency is `{cell}`")]
    TwoCurrencies {
        /// In the amount.
        mark: String,
        /// In the column.
        cell: String,
    },
    /// It is no day.
    #[error("`{cell}` {fault}")]
    BadDate {
        /// What stands there.
        cell: String,
        /// What keeps it from being a day.
        fault: DayFault,
    },
    /// The day has not come yet.
    #[error("`{cell}` has not come yet: send the line again once it has")]
    FutureDate {
        /// The day.
        cell: String,
    },
    /// The file says the line twice.
    #[error("invoice {invoice} line {number} stands in row {row} already")]
    Repeated {
        /// The invoice's number.
        invoice: SmolStr,
        /// The line's number.
        number: SmolStr,
        /// Where it stands first.
        row: u64,
    },
    /// The books say something else of the line.
    #[error(
        "line {number} of invoice {invoice} is in the books with {booked} on `{activity}`: a correction needs a line of its own"
    )]
    Differs {
        /// The invoice's number.
        invoice: SmolStr,
        /// The line's number; may be empty.
        number: SmolStr,
        /// The amount in the books.
        booked: Money,
        /// The activity in the books.
        activity: SmolStr,
    },
    /// It is marked as taken back.
    #[error(
        "`{cell}`: the row is taken back: leave it and what it takes back out, or send a negative amount without the mark"
    )]
    Reversal {
        /// The mark.
        cell: String,
    },
    /// The books have the line on another day.
    #[error("line {number} of invoice {invoice} is in the books on {day}: a correction needs a line of its own")]
    OtherDay {
        /// The invoice's number.
        invoice: SmolStr,
        /// The line's number.
        number: SmolStr,
        /// The day in the books.
        day: String,
    },
    /// The books have such a line with another text, which the file does not have.
    #[error(
        "the books have a line of invoice {invoice} that this file does not have: {booked} on `{activity}`, `{text}`. If this is another one, \
         send all lines of the invoice together; if it is the same, it is booked already"
    )]
    Reworded {
        /// The invoice's number.
        invoice: SmolStr,
        /// The amount.
        booked: Money,
        /// The leaf that the books have it on.
        activity: SmolStr,
        /// The text in the books.
        text: String,
    },
    /// The books have a line without a number of its own that says this for another amount, which the file does not have.
    #[error(
        "line {number} of invoice {invoice} in the books looks like this one and is not in this file: {booked} on `{activity}`, `{text}`. If \
         its amount has changed, or this is another line, send all lines of the invoice together with what is to be added"
    )]
    Repriced {
        /// The number under which it was sent.
        invoice: SmolStr,
        /// The line's number in the books.
        number: SmolStr,
        /// The amount in the books.
        booked: Money,
        /// What the booked line was charged to.
        activity: SmolStr,
        /// What the booked line is for, in the sender's words.
        text: String,
    },
    /// The ledger says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The stable name of each fault that is a file's, and the list of these names.
macro_rules! named {
    ($($fault:pat => $code:literal),* $(,)?) => {
        impl ActualsFault {
            /// The names of all but the ledger's refusals, which have names of their own.
            pub const CODES: &[&'static str] = &[$($code),*];

            /// The stable name.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($fault => $code,)*
                    Self::Refused(refusal) => refusal.code(),
                }
            }
        }
    };
}

named! {
    Self::NotARow(_) => "not_csv",
    Self::SumRow { .. } => "sum_row",
    Self::InvoiceMissing | Self::LineMissing | Self::NumberTooLong { .. } => "no_key",
    Self::UnknownActivity { .. } => "unknown_activity",
    Self::BadAmount { .. } => "bad_amount",
    Self::TurnedTwice { .. } | Self::BadSide { .. } | Self::OpenAccounts { .. } => "bad_side",
    Self::OtherCurrency { .. } | Self::TwoCurrencies { .. } => "mixed_currency",
    Self::BadDate { .. } => "bad_date",
    Self::FutureDate { .. } => "future_date",
    Self::Repeated { .. } => "repeated",
    Self::Differs { .. } | Self::OtherDay { .. } | Self::Reworded { .. } | Self::Repriced { .. } => "differs",
    Self::Reversal { .. } => "reversal",
}

fn sign(decimal: &Decimal) -> &'static str {
    match decimal {
        Decimal::Point => "point",
        Decimal::Comma => "comma",
    }
}

/// An amount as such a file would say it.
#[must_use]
pub fn example(decimal: &Decimal) -> &'static str {
    match decimal {
        Decimal::Point => "1,234.56",
        Decimal::Comma => "1.234,56",
    }
}
