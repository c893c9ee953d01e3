//! Rows that add up others: `Summe`, `Total`, `Saldo`. They are no lines of an invoice, and booking one doubles what is above it.

use hashbrown::HashMap;
use rapport_files::sum_row::{begins, is};
use rapport_kernel::Money;
use smol_str::SmolStr;

/// What was added up so far.
#[derive(Default)]
pub(super) struct Totals {
    file: i64,
    since_last: i64,
    invoices: HashMap<SmolStr, i64>,
}

impl Totals {
    /// Counts a row that is a line of an invoice, or would be if it could be read.
    pub(super) fn count(&mut self, invoice: &str, amount: Money) {
        self.file = self.file.saturating_add(amount.minor);
        self.since_last = self.since_last.saturating_add(amount.minor);
        let sum = self.invoices.entry(invoice.into()).or_default();
        *sum = sum.saturating_add(amount.minor);
    }

    /// The name by which a row shows that it adds up others: it has no invoice of its own, or what it says is the sum of the
    /// rows above it, of those since the last such row, or of those of its invoice.
    pub(super) fn named<'a>(&mut self, cells: &'a [String], invoice: &str, amount: Option<Money>) -> Option<&'a str> {
        let name = cells.iter().map(|cell| cell.trim()).find(|cell| begins(cell))?;
        let of_no_invoice = invoice.is_empty() || is(invoice);
        let adds_up = amount.is_some_and(|Money { minor, .. }| {
            minor == self.file || minor == self.since_last || self.invoices.get(invoice) == Some(&minor)
        });
        if !(of_no_invoice || adds_up && (begins(invoice) || cells.iter().any(|cell| is(cell)))) {
            return None;
        }
        self.since_last = 0;
        Some(name)
    }
}
