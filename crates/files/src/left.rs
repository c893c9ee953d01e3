//! What a file says in columns that no one reads, and that changes what its amounts mean: on which side they stand, in which currency
//! they are, and whether a row is taken back. Passed over, a credit counts as spent and dollars as euros.

use crate::money;

/// What a column that is not read says of the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// On which side of an account they stand.
    Side,
    /// In which currency they are.
    Currency,
    /// That a row is taken back.
    Reversal,
}

/// On which side of an account an amount stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was spent: it adds to costs.
    Debit,
    /// Comes back.
    Credit,
}

impl Side {
    /// Reads a mark as bookkeepers write it, in the five languages.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        match cell.trim().trim_end_matches('.').to_lowercase().as_str() {
            "s" | "soll" | "d" | "dr" | "debit" | "debet" | "dare" | "wn" => Some(Self::Debit),
            "h" | "haben" | "c" | "cr" | "credit" | "avere" | "a" | "ma" => Some(Self::Credit),
            _ => None,
        }
    }
}

/// Parts of the names of columns that say whether a row is taken back.
const REVERSALS: [&str; 9] =
    ["storno", "stornier", "reversal", "reversed", "generalumkehr", "annullat", "geannuleerd", "anulowan", "cancelled"];
/// What such a column says of a row that is not.
const NOT: [&str; 16] =
    ["", "0", "n", "no", "nein", "nee", "nie", "f", "false", "falsch", "falso", "-", "none", "open", "null", "fałsz"];

/// Whether a column's name says that its cells mark what is taken back.
#[must_use]
pub fn marks_reversals(name: &str) -> bool {
    let name = name.to_lowercase();
    REVERSALS.iter().any(|part| name.contains(part)) || matches!(name.trim(), "gu" | "stornokz")
}

/// Whether a cell of such a column says so.
#[must_use]
pub fn is_reversed(cell: &str) -> bool {
    !NOT.contains(&cell.trim().to_lowercase().as_str())
}

/// A column that is not read, as far as it was seen.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    filled: u64,
    sides: u64,
    /// The first credit, and in which line.
    credit: Option<(u64, String)>,
    currencies: u64,
    /// The first currency, and in which line.
    currency: Option<(u64, String)>,
    /// The first row that is taken back.
    reversed: Option<(u64, String)>,
}

/// Looks at the columns that no one reads.
#[derive(Clone, Debug)]
pub struct Left {
    columns: Vec<(usize, Column)>,
}

/// A column that is not read, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which column, from 0.
    pub column: usize,
    /// As the file's heading has it.
    pub name: String,
    /// What its cells show that it is about.
    pub says: Says,
    /// A cell in which it does.
    pub cell: String,
    /// The line that shows it, from 1.
    pub line: u64,
}

impl Left {
    /// Of these columns, those that are not read.
    #[must_use]
    pub fn of(columns: &[String], is_read: impl Fn(usize, &str) -> bool) -> Self {
        let column = |name: &String| Column {
            name: name.clone(),
            filled: 0,
            sides: 0,
            credit: None,
            currencies: 0,
            currency: None,
            reversed: None,
        };
        let left = columns.iter().enumerate().filter(|(at, name)| !is_read(*at, name));
        Self { columns: left.map(|(at, name)| (at, column(name))).collect() }
    }

    /// Looks at a row; `cell` says what stands in a column.
    pub fn see<'a>(&mut self, line: u64, cell: impl Fn(usize, &str) -> Option<&'a str>) {
        for (at, column) in &mut self.columns {
            let Some(text) = cell(*at, &column.name).map(str::trim).filter(|text| !text.is_empty()) else { continue };
            let first = |place: &mut Option<(u64, String)>| {
                place.get_or_insert_with(|| (line, text.chars().take(40).collect()));
            };
            column.filled += 1;
            let side = Side::read(text);
            column.sides += u64::from(side.is_some());
            if side == Some(Side::Credit) {
                first(&mut column.credit);
            }
            if money::is_currency(text) {
                column.currencies += 1;
                first(&mut column.currency);
            }
            if marks_reversals(&column.name) && is_reversed(text) {
                first(&mut column.reversed);
            }
        }
    }

    /// What was found, in the columns' order.
    #[must_use]
    pub fn found(self) -> Vec<Found> {
        let found = self.columns.into_iter().filter_map(|(at, column)| {
            let Column { name, filled, sides, credit, currencies, currency, reversed } = column;
            let (says, (line, cell)) = if let Some(reversed) = reversed {
                (Says::Reversal, reversed)
            } else if currencies == filled {
                (Says::Currency, currency?)
            } else if sides == filled {
                (Says::Side, credit?)
            } else {
                return None;
            };
            Some(Found { column: at, name, says, cell, line })
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(columns: &str, rows: &[&str]) -> Vec<(String, Says)> {
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let mut left = Left::of(&cells(columns), |at, _| at == 0);
        for (line, row) in (2..).zip(rows) {
            let row = cells(row);
            left.see(line, |at, _| row.get(at).map(String::as_str));
        }
        left.found().into_iter().map(|found| (found.name, found.says)).collect()
    }

    #[test]
    fn what_changes_an_amount_is_found_whatever_its_column_is_called() {
        let said = found("sum;Kz;In;Storno;Note", &["7;S;EUR;;EUR", "8;H;USD;X;a", "9;H.;;0;"]);
        let named = |name: &str, says| (name.to_owned(), says);
        assert_eq!(said, [named("Kz", Says::Side), named("In", Says::Currency), named("Storno", Says::Reversal)]);
    }

    #[test]
    fn what_says_nothing_of_amounts_is_left_alone() {
        // Debit alone is how amounts are read anyway; sizes, initials and till numbers are no sides.
        assert_eq!(found("sum;Kz;Size;Who;Storno", &["7;S;S;ab;nein", "8;S;M;H;0", "9;;L;c;"]), []);
        assert_eq!(found("sum;Code", &["7;ABC", "8;XQZ"]), []);
        assert_eq!(found("sum;Kz;In", &[]), []);
    }
}
