//! The cells of one row become a line of an invoice, or the reason why they do not.

use super::{Row, columns::Columns, totals::Totals};
use crate::{NodeId, Tree, invoice::line_number};
use rapport_files::{Decimal, Settled, money, number};
use rapport_kernel::{ActivityId, Currency, Money, Span, Time};
use smol_str::SmolStr;

/// Why a row cannot be booked: its stable name, and in words.
pub(super) type Reason = (&'static str, String);

/// Reads the rows of a file one after the other.
pub(super) struct Reader<'a> {
    columns: &'a Columns,
    settled: &'a Settled,
    tree: &'a Tree,
    now: Time,
    totals: Totals,
}

/// The cells of a row.
#[derive(Clone, Copy)]
struct Cells<'a>(&'a [String]);

impl<'a> Cells<'a> {
    fn at(self, column: usize) -> &'a str {
        self.0.get(column).map_or("", |cell| cell.trim())
    }

    fn said(self, column: Option<usize>) -> Option<&'a str> {
        column.map(|column| self.at(column))
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(columns: &'a Columns, settled: &'a Settled, tree: &'a Tree, now: Time) -> Self {
        Self { columns, settled, tree, now, totals: Totals::default() }
    }

    pub(super) fn row(&mut self, row: u64, cells: &[String]) -> Result<Row, Reason> {
        let activity = ActivityId::from(Cells(cells).at(self.columns.activity));
        let currency = self.tree.currency(&NodeId::Activity(activity.clone()));
        let amount = self.amount(Cells(cells), currency.unwrap_or_default());
        let said = Cells(cells).at(self.columns.invoice);
        if let Some(name) = self.totals.named(cells, said, amount.as_ref().ok().copied()) {
            return Err(("sum_row", format!("`{name}`: the row adds up others and is no line of an invoice")));
        }
        if let Ok(amount) = amount {
            self.totals.count(said, amount);
        }
        let cells = Cells(cells);
        let invoice = named(said, "invoice")?;
        let line = cells.said(self.columns.line).map(|line| named(line, "line")).transpose()?;
        let unknown = || ("unknown_activity", format!("the plan has no activity `{activity}`"));
        let currency = currency.ok_or_else(unknown)?;
        self.agrees(cells, currency)?;
        let amount = amount?;
        let at = cells.said(self.columns.date).map(|date| self.day(date)).transpose()?;
        let text = cells.said(self.columns.text).unwrap_or_default().to_owned();
        Ok(Row { row, invoice, line: line.as_deref().map(line_number), activity, amount, at, text })
    }

    /// The amount, turned round where it stands on the credit side.
    fn amount(&self, cells: Cells<'_>, currency: Currency) -> Result<Money, Reason> {
        let cell = cells.at(self.columns.amount);
        let bad = || {
            let (decimal, example) = match self.settled.decimal {
                Decimal::Point => ("point", "1,234.56"),
                Decimal::Comma => ("comma", "1.234,56"),
            };
            ("bad_amount", format!("`{cell}` is not an amount with a decimal {decimal}, such as {example}"))
        };
        let number = money::apart(cell).and_then(|written| number::plain(&written.number, self.settled.decimal));
        let amount = number.and_then(|number| Money::parse(exact(&number), currency).ok()).ok_or_else(bad)?;
        match cells.said(self.columns.side).map(Side::read).transpose()? {
            Some(Side::Credit) if amount.minor < 0 => {
                Err(("bad_side", format!("`{cell}` is below zero and on the credit side: let one of them say it")))
            }
            Some(Side::Credit) => Ok(Money { minor: -amount.minor, ..amount }),
            Some(Side::Debit) | None => Ok(amount),
        }
    }

    /// What the row says of its currency is the plan's: its own column, and the sign in the amount.
    fn agrees(&self, cells: Cells<'_>, currency: Currency) -> Result<(), Reason> {
        let column = cells.said(self.columns.currency).filter(|said| !said.is_empty());
        let fits = |said: &str| money::Mark::read(said).is_some_and(|mark| mark.may_be(currency.code()));
        if let Some(said) = column.filter(|said| !fits(said)) {
            return Err(("mixed_currency", format!("`{said}` was given where the plan reckons in {currency}")));
        }
        match money::apart(cells.at(self.columns.amount)).and_then(|written| written.mark) {
            Some(mark) if !mark.may_be(currency.code()) => {
                let other = column.map_or_else(
                    || format!("the plan reckons in {currency}"),
                    |column| format!("its currency is `{column}`"),
                );
                Err(("mixed_currency", format!("`{}` stands in the amount, but {other}", mark.as_str())))
            }
            _ => Ok(()),
        }
    }

    fn day(&self, cell: &str) -> Result<Time, Reason> {
        let day = self.settled.clock.day(cell).map_err(|fault| ("bad_date", format!("`{cell}` {fault}")))?;
        // East of Greenwich tomorrow begins before it does in UTC, by fourteen hours at most.
        if day > self.now + Span::HOUR.times(14) {
            return Err(("future_date", format!("`{cell}` has not come yet: send the line again once it has")));
        }
        Ok(day)
    }
}

/// On which side of an account an amount stands.
#[derive(Clone, Copy)]
enum Side {
    /// Spent.
    Debit,
    /// Comes back.
    Credit,
}

impl Side {
    fn read(cell: &str) -> Result<Self, Reason> {
        match cell.trim_end_matches('.').to_lowercase().as_str() {
            "s" | "soll" | "d" | "dr" | "debit" | "debet" | "dare" | "wn" => Ok(Self::Debit),
            "h" | "haben" | "c" | "cr" | "credit" | "avere" | "a" | "ma" => Ok(Self::Credit),
            _ => Err(("bad_side", format!("`{cell}` is no side: write S, D or debit, or H, C or credit"))),
        }
    }
}

/// A number without the zeros that databases write behind its cents: `1250.5000`.
fn exact(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0') } else { number }
}

fn named(cell: &str, what: &'static str) -> Result<SmolStr, Reason> {
    match cell.chars().count() {
        1..=80 => Ok(cell.into()),
        0 => Err(("no_key", format!("the {what} is missing"))),
        _ => Err(("no_key", format!("the {what} has more than 80 characters"))),
    }
}
