//! What a file says in columns that no one reads, and that changes what its amounts mean: on which side they stand, in which currency
//! they are, and whether a row is taken back. Passed over, a credit counts as spent and dollars as euros.

use crate::{
    money,
    reversal::{self, Marked},
};

/// What a column that is not read says of the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// On which side of an account they stand.
    Side,
    /// In which currency they are.
    Currency,
    /// That a row is taken back, or was never paid.
    Reversal,
    /// How much of a row's amount is not, or no longer, paid.
    Unpaid,
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
            "s" | "soll" | "d" | "dr" | "debit" | "debet" | "dare" | "wn" | "+" | "plus" => Some(Self::Debit),
            "h" | "haben" | "c" | "cr" | "credit" | "avere" | "a" | "ma" | "-" | "\u{2212}" | "minus" => {
                Some(Self::Credit)
            }
            _ => None,
        }
    }
}

/// Parts of the names of columns that say on which side an amount stands.
const SIDES: [&str; 12] =
    ["soll", "haben", "debit", "credit", "debet", "side", "dare", "avere", "vorzeichen", "shkz", "teken", "znak"];

/// Whether a column's name says that its cells are sides, so that one letter is enough for one: `H` in each row.
fn marks_sides(name: &str) -> bool {
    let name = name.to_lowercase();
    SIDES.iter().any(|part| name.contains(part))
        || matches!(name.trim(), "sign" | "s/h" | "sh" | "d/c" | "dc" | "d/a" | "wn/ma")
}

/// A column that is not read, as far as it was seen.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    filled: u64,
    sides: u64,
    debits: u64,
    /// Whether a side is a word, and no single letter or sign.
    spelled_out: bool,
    /// The first credit, and in which line.
    credit: Option<(u64, String)>,
    currencies: u64,
    /// The first currency, and in which line.
    currency: Option<(u64, String)>,
    /// How many rows are taken back, and the first of them.
    reversals: u64,
    reversed: Option<(u64, String)>,
    /// The first row of which something is not paid.
    unpaid: Option<(u64, String)>,
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
    /// Whether every row says so in which anything stands there.
    pub always: bool,
}

impl Left {
    /// Of these columns, those that are not read.
    #[must_use]
    pub fn of(columns: &[String], is_read: impl Fn(usize, &str) -> bool) -> Self {
        let column = |name: &String| Column {
            name: name.clone(),
            filled: 0,
            sides: 0,
            debits: 0,
            spelled_out: false,
            credit: None,
            currencies: 0,
            currency: None,
            reversals: 0,
            reversed: None,
            unpaid: None,
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
            column.debits += u64::from(side == Some(Side::Debit));
            if side == Some(Side::Credit) {
                column.spelled_out |= text.trim_end_matches('.').chars().count() > 1;
                first(&mut column.credit);
            }
            if money::is_currency(text) {
                column.currencies += 1;
                first(&mut column.currency);
            }
            match reversal::marked(&column.name, text) {
                Some(Marked::Reversed) => {
                    column.reversals += 1;
                    first(&mut column.reversed);
                }
                Some(Marked::Unpaid) => first(&mut column.unpaid),
                None => {}
            }
        }
    }

    /// What was found, in the columns' order.
    #[must_use]
    pub fn found(self) -> Vec<Found> {
        let found = self.columns.into_iter().filter_map(|(at, column)| {
            let Column { name, filled, sides, debits, spelled_out, credit, currencies, currency, .. } = column;
            // A letter that stands in every row is a class of tax or of goods rather than a side.
            let are_sides = sides == filled && (debits > 0 || spelled_out || marks_sides(&name));
            let always = column.reversals == filled;
            let (says, (line, cell)) = if let Some(reversed) = column.reversed {
                (Says::Reversal, reversed)
            } else if let Some(unpaid) = column.unpaid {
                (Says::Unpaid, unpaid)
            } else if currencies == filled {
                (Says::Currency, currency?)
            } else if are_sides {
                (Says::Side, credit?)
            } else {
                return None;
            };
            Some(Found { column: at, name, says, cell, line, always })
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
    fn a_side_may_be_a_sign_or_a_letter_and_a_constant_letter_is_none() {
        assert_eq!(found("sum;Vz", &["7;+", "8;-"]), [("Vz".to_owned(), Says::Side)]);
        assert_eq!(found("sum;Vorzeichen", &["7;-", "8;-"]), [("Vorzeichen".to_owned(), Says::Side)]);
        assert_eq!(found("sum;S/H", &["7;H", "8;H"]), [("S/H".to_owned(), Says::Side)]);
        assert_eq!(found("sum;Kz", &["7;Haben", "8;Haben"]), [("Kz".to_owned(), Says::Side)]);
        for letter in ["A", "C", "H", "a", "-"] {
            let rows = [format!("7;{letter}"), format!("8;{letter}")];
            assert_eq!(found("sum;MwSt-Kz", &rows.each_ref().map(String::as_str)), [], "{letter}");
        }
    }

    #[test]
    fn cells_say_that_a_row_is_taken_back_whatever_their_column_is_called() {
        for (column, cells) in [
            ("Vorgangsart", ["Verkauf", "Retoure"]),
            ("Vorgangsart", ["Verkauf", "Storno"]),
            ("Vorgangsart", ["Verkauf", "Einzahlung"]),
            ("status", ["completed", "refunded"]),
            ("status", ["processing", "cancelled"]),
            ("status", ["completed", "wc-failed"]),
            ("stateMachineState", ["open", "cancelled"]),
            ("Financial Status", ["paid", "partially_refunded"]),
            ("Financial Status", ["paid", "pending"]),
            ("Financial Status", ["paid", "voided"]),
            ("Belegart", ["Rechnung", "Gutschrift"]),
            ("Belegart", ["RE", "GU"]),
            ("Typ", ["Rechnung", "Stornorechnung"]),
            ("Status", ["gebucht", "storniert"]),
            ("Document Type", ["Invoice", "Credit Memo"]),
            ("Tipo", ["Fattura", "Nota di credito"]),
            ("Soort", ["Factuur", "Creditnota"]),
            ("Rodzaj", ["Faktura", "Korekta"]),
        ] {
            let rows = [format!("7;{}", cells[0]), format!("8;{}", cells[1])];
            let rows = rows.each_ref().map(String::as_str);
            assert_eq!(found(&format!("sum;{column}"), &rows), [(column.to_owned(), Says::Reversal)], "{cells:?}");
        }
        for column in ["Refunded Amount", "refunded_total", "Outstanding Balance", "Erstattet", "Rückerstattung EUR"] {
            assert_eq!(found(&format!("sum;{column}"), &["7;0,00", "8;20,00"]), [(column.to_owned(), Says::Unpaid)]);
            assert_eq!(found(&format!("sum;{column}"), &["7;0,00", "8;"]), [], "{column}");
        }
    }

    #[test]
    fn what_says_nothing_of_amounts_is_left_alone() {
        assert_eq!(found("sum;Fulfillment Status", &["7;pending", "8;fulfilled"]), [], "it is paid, and on its way");
        assert_eq!(found("sum;Artikel", &["7;Retourenaufkleber", "8;Gutscheinkarte"]), []);
        assert_eq!(found("sum;Typ", &["7;GT", "8;RE"]), []);
        assert_eq!(found("sum;Land;refund_id", &["7;GU;12", "8;DE;13"]), [], "Guam is no credit note");
        // Debit alone is how amounts are read anyway; sizes, initials and till numbers are no sides.
        assert_eq!(found("sum;Kz;Size;Who;Storno", &["7;S;S;ab;nein", "8;S;M;H;0", "9;;L;c;"]), []);
        assert_eq!(found("sum;Code", &["7;ABC", "8;XQZ"]), []);
        assert_eq!(found("sum;Kz;In", &[]), []);
    }
}
