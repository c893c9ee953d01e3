//! How a file is read where no one said it: as values, so that it can be told in any language; [`Assumption`] itself reads as English.

use smol_str::SmolStr;

/// One thing that was found out from a file. What stands in brackets at the end of its English is how to say it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Assumption {
    /// How its letters are written.
    #[error("it is written in {encoding} (encoding: {encoding})")]
    Encoding {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// What stands between columns.
    #[error("`{delimiter}` stands between columns (delimiter: \"{delimiter}\")")]
    Delimiter {
        /// The sign, a tab as `\t`.
        delimiter: SmolStr,
    },
    /// Which sheet of a workbook.
    #[error("its sheet `{sheet}` is read (sheet: \"{sheet}\")")]
    Sheet {
        /// Its name.
        sheet: String,
    },
    /// Where the names of the columns stand.
    #[error("the names of the columns stand in line {line} (heading: {line})")]
    Heading {
        /// In which line, from 1.
        line: u64,
    },
    /// Numbers have a decimal point.
    #[error("numbers have a decimal point, as `{cell}` in line {line} (decimal: point)")]
    DecimalPoint {
        /// The cell that shows it.
        cell: String,
        /// The line of the file that shows it, from 1.
        line: u64,
    },
    /// Numbers have a decimal comma.
    #[error("numbers have a decimal comma, as `{cell}` in line {line} (decimal: comma)")]
    DecimalComma {
        /// The cell that shows it.
        cell: String,
        /// The line of the file that shows it, from 1.
        line: u64,
    },
    /// In dates the day comes first.
    #[error("in dates the day comes first, as `{cell}` in line {line} (dates: day_first)")]
    DayFirst {
        /// The cell that shows it.
        cell: String,
        /// The line of the file that shows it, from 1.
        line: u64,
    },
    /// In dates the month comes first.
    #[error("in dates the month comes first, as `{cell}` in line {line} (dates: month_first)")]
    MonthFirst {
        /// The cell that shows it.
        cell: String,
        /// The line of the file that shows it, from 1.
        line: u64,
    },
    /// Times say no offset, and no one said the zone.
    #[error("times without an offset are times of UTC (zone: UTC); a till's are those of its place")]
    Utc,
    /// An hour comes twice.
    #[error(
        "of an hour that comes twice, when clocks are turned back, the second is meant where the file goes back within it (hour_twice: first or second)"
    )]
    HourTwice,
    /// What a column says.
    #[error("the column `{column}` says the {field} ({field}: {column})")]
    Column {
        /// Its heading.
        column: String,
        /// What it is read as: one of the fields of an invoice's line.
        field: &'static str,
    },
    /// Days have no year, and the file says of which they are.
    #[error("days without a year, such as 3103, are of the year that begins on {begins}, as the first line says")]
    Year {
        /// Its first day.
        begins: String,
    },
    /// A column says on which side of an account an amount stands.
    #[error("the column `{column}` says the side: debit is spent, credit comes back (side: {column})")]
    Side {
        /// Its heading.
        column: String,
    },
}
