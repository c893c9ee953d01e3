//! What is wrong with a row of a file, as a code with its values.

use rapport_files::{MomentFault, RowFault};
use rapport_import::value::{Malformed, RowProblem, RowRefusal, RowWarning};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

sentences! {
    /// What is wrong with a row of a file of orders, returns, customers or events.
    RowSaid {
        NoColumn { column: String } = "the row has no column `{column}`",
        NotANumber { column: String, text: String } = "`{text}` in column `{column}` is not a number",
        NotTrueOrFalse { column: String, text: String } = "`{text}` in column `{column}` is neither true nor false",
        NotAMoment { column: String, text: String }
            = "`{text}` in column `{column}` is no date or time: write it as 2026-03-31T14:05:00+02:00 or 31.03.2026 14:05",
        SkippedHour { column: String, text: String }
            = "`{text}` in column `{column}` did not exist: clocks were put forward over it",
        HourTwice { column: String, text: String }
            = "`{text}` in column `{column}` came twice, as clocks were turned back: give times with their offset",
        Rounded { column: String, text: String }
            = "`{text}` in column `{column}` is a long number that a spreadsheet has rounded: format the column as text before saving",
        TwoCurrencies { column: String, text: String, currency: String }
            = "`{text}` in column `{column}` is in another currency than the rest, {currency}",
        NoMoment = "it does not say when it happened: the cell is empty",
        NoCustomer = "it names no customer",
        NoAmount { column: String }
            = "no amount stands in column `{column}`, and nothing is not zero: a return without an amount would take everything back",
        SumRow { text: String } = "`{text}`: the row adds up others and is no sale",
        NoOrderId { column: String }
            = "no order's number stands in column `{column}`: without one, the row would be another order each time it comes",
        NoName { column: String } = "nothing stands in column `{column}`, which names the row",
        LinesDiffer { property: String, row: u64 } = "`{property}` is not the same in row {row} of the same order",
        Together { row: u64 } = "row {row} of the same order cannot be used, and an order is taken whole or not at all",
        TooManyLines { max: u64 } = "the order has more than {max} lines",
        Overlap { property: String } = "two columns claim the field `{property}`",
        WrongCells { has: u64, columns: u64 } = "the row has {has} cells, the heading {columns}",
        LineTooLong = "the row is too long",
        NotJson { at_column: u64 } = "the row is no JSON from column {at_column} on",
        NotAnObject = "the row is not a JSON object",
        CutOff = "the JSON of the row ends in the middle",
        NoJsonValue { column: String } = "column `{column}` has a value that JSON cannot say",
        NamedTwice { row: u64 } = "row {row} of this file is named the same and says something else",
        Changed = "the row is in already and said something else, and this event cannot be changed: sent again, it would count twice",
        Remapped = "the row is in already, and by this mapping it says something else: sent again, it would count twice",
        OlderFile = "a newer file of the series says something else of this row, and an older file does not undo it",
        OtherCustomer = "the order is in already with another customer, and it stays with its first: cancel it and send it under a new number",
        OtherMoment = "the order is in already with another time, and it keeps its first",
        OtherOrder { order: String }
            = "the row is in already and told another order than `{order}`, which would count beside it: cancel the old one first",
        SameOrder { order: String, row: u64 }
            = "row {row} tells the order `{order}`, too, under another name, and one would replace the other",
        SameOrderElsewhere { order: String }
            = "a row of another file tells the order `{order}`, too, under another name, and one would replace the other",
        Continues = "the order is in with other lines, and none of them is in this file: put all its lines into one file",
        StillUnbooked = "it was in before, and its order does not count as it says: the order's page says why",
        EqualRows = "a row before it says the same, cell by cell, and both count: if one of them is a copy, take it out",
        KeepsMoment = "its order is updated except for the time: an order keeps its first time",
        OrderDoesNotCount = "its order does not count as it says: the order's page says why",
        InField { property: String } = "it is about the field `{property}`",
    }
}

impl RowSaid {
    /// What is wrong with an imported row, in a sentence; none where the server refused the message, whose words are its own.
    #[must_use]
    pub fn of(problem: &RowProblem) -> Option<Self> {
        match problem.clone() {
            RowProblem::Refused(refusal) => Self::of_refused(refusal),
            RowProblem::Warned(warning) => Some(match warning {
                RowWarning::StillUnbooked => Self::StillUnbooked,
                RowWarning::EqualRows => Self::EqualRows,
                RowWarning::KeepsMoment => Self::KeepsMoment,
                RowWarning::Server(warning) if warning.of_order => Self::OrderDoesNotCount,
                RowWarning::Server(warning) => Self::InField { property: warning.field },
            }),
        }
    }

    fn of_refused(refusal: RowRefusal) -> Option<Self> {
        use RowRefusal as R;
        Some(match refusal {
            R::NoColumn(column) => Self::NoColumn { column },
            R::Unreadable { column, text, expected: "boolean" } => Self::NotTrueOrFalse { column, text },
            R::Unreadable { column, text, .. } => Self::NotANumber { column, text },
            R::Moment { column, text, fault: MomentFault::None } => Self::NotAMoment { column, text },
            R::Moment { column, text, fault: MomentFault::Skipped } => Self::SkippedHour { column, text },
            R::Moment { column, text, fault: MomentFault::Twice } => Self::HourTwice { column, text },
            R::Rounded { column, text } => Self::Rounded { column, text },
            R::TwoCurrencies { column, text, currency } => Self::TwoCurrencies { column, text, currency },
            R::NoMoment => Self::NoMoment,
            R::NoCustomer => Self::NoCustomer,
            R::NoAmount(column) => Self::NoAmount { column },
            R::SumRow(text) => Self::SumRow { text },
            R::NoOrderId(column) => Self::NoOrderId { column },
            R::NoName(column) => Self::NoName { column },
            R::Differs { field, row } => Self::LinesDiffer { property: field, row },
            R::Together { row } => Self::Together { row },
            R::TooManyLines(most) => Self::TooManyLines { max: most as u64 },
            R::Overlap(field) => Self::Overlap { property: field },
            R::Row(RowFault::Cells { has, columns }) => Self::WrongCells { has: has as u64, columns: columns as u64 },
            R::Row(RowFault::TooLong) => Self::LineTooLong,
            R::Malformed(Malformed::TooLong) => Self::LineTooLong,
            R::Malformed(Malformed::NotJson { at }) => Self::NotJson { at_column: at },
            R::Malformed(Malformed::NotAnObject) => Self::NotAnObject,
            R::Malformed(Malformed::CutOff) => Self::CutOff,
            R::Malformed(Malformed::NoJsonValue { column }) => Self::NoJsonValue { column },
            R::Twice { row } => Self::NamedTwice { row },
            R::Changed { mapped: false } => Self::Changed,
            R::Changed { mapped: true } => Self::Remapped,
            R::Older => Self::OlderFile,
            R::OtherCustomer { .. } => Self::OtherCustomer,
            R::OtherMoment { .. } => Self::OtherMoment,
            R::OtherOrder { order } => Self::OtherOrder { order },
            R::SameOrder { order, row: Some(row) } => Self::SameOrder { order, row },
            R::SameOrder { order, row: None } => Self::SameOrderElsewhere { order },
            R::Continues => Self::Continues,
            R::Server(_) => return None,
        })
    }
}
