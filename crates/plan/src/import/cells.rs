//! The cells of one row become a line of an invoice, or the reason why they do not.

use super::{Row, accounts, columns::Columns, fault::ActualsFault as Fault, totals::Totals};
use crate::{
    NodeId, Tree,
    days::{Calendars, Date},
    invoice::{invoice_number, line_number},
};
use rapport_files::{Settled, left::Side, money, number};
use rapport_kernel::{ActivityId, Currency, Money, Time};
use smol_str::SmolStr;

/// How long the number of an invoice or of a line may be.
const LONGEST: usize = 80;

/// Reads the rows of a file one after the other.
pub(super) struct Reader<'a> {
    pub(super) columns: &'a Columns,
    pub(super) settled: &'a Settled,
    pub(super) tree: &'a Tree,
    pub(super) calendars: &'a Calendars,
    pub(super) now: Time,
    /// Which accounts are of costs, as the mapping says it.
    pub(super) costs: Option<&'a str>,
    pub(super) totals: Totals,
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

impl Reader<'_> {
    pub(super) fn row(&mut self, row: u64, cells: &[String]) -> Result<Row, Fault> {
        let activity = match (Cells(cells).said(self.columns.activity), &self.columns.payer) {
            (None | Some(""), Some(payer)) => payer.clone(),
            (said, _) => ActivityId::from(said.unwrap_or_default()),
        };
        let currency = self.tree.currency(&NodeId::Activity(activity.clone()));
        let amount = self.amount(Cells(cells), currency.unwrap_or_default());
        let said = &*invoice_number(Cells(cells).at(self.columns.invoice));
        if let Some(name) = self.totals.named(cells, said, amount.as_ref().ok().copied()) {
            return Err(Fault::SumRow { cell: name.to_owned() });
        }
        if let Ok(amount) = amount {
            self.totals.count(said, amount);
        }
        let cells = Cells(cells);
        let invoice = named(said, "invoice", Fault::InvoiceMissing)?;
        let line = cells.said(self.columns.line);
        let line = line.map(|line| named(line, "line", Fault::LineMissing)).transpose()?;
        let currency = currency.ok_or_else(|| Fault::UnknownActivity { activity: activity.0.clone() })?;
        let below_zero = amount.as_ref().is_ok_and(|amount| amount.minor < 0);
        if let Some(cell) = self.columns.reversed(cells.0, below_zero) {
            return Err(Fault::Reversal { cell: cell.to_owned() });
        }
        self.agrees(cells, currency)?;
        let amount = amount?;
        let day = cells.said(self.columns.date).map(|date| self.day(date, &activity)).transpose()?;
        let text = cells.said(self.columns.text).unwrap_or_default().to_owned();
        Ok(Row { row, invoice, line: line.as_deref().map(line_number), activity, amount, day, text })
    }

    /// The amount, turned round where it stands on the credit side.
    fn amount(&self, cells: Cells<'_>, currency: Currency) -> Result<Money, Fault> {
        let cell = cells.at(self.columns.amount);
        let bad = || Fault::BadAmount { cell: cell.to_owned(), decimal: self.settled.decimal };
        let number = money::apart(cell).and_then(|written| number::plain(&written.number, self.settled.decimal));
        let amount = number.and_then(|number| Money::parse(exact(&number), currency).ok()).ok_or_else(bad)?;
        match self.side(cells)? {
            Some(Side::Credit) if amount.minor < 0 => Err(Fault::TurnedTwice { cell: cell.to_owned() }),
            Some(Side::Credit) => Ok(Money { minor: -amount.minor, ..amount }),
            Some(Side::Debit) | None => Ok(amount),
        }
    }

    /// On which side the amount stands, of two accounts on that of the costs.
    fn side(&self, cells: Cells<'_>) -> Result<Option<Side>, Fault> {
        let Some(side) = cells.said(self.columns.side).map(side).transpose()? else { return Ok(None) };
        let Some((account, contra)) = self.columns.accounts else { return Ok(Some(side)) };
        let (account, contra) = (cells.at(account), cells.at(contra));
        let of_costs = accounts::side(self.costs, side, account, contra);
        let open = || Fault::OpenAccounts { account: account.to_owned(), contra: contra.to_owned() };
        of_costs.map(Some).ok_or_else(open)
    }

    /// What the row says of its currency is the plan's: its own column, and the sign in the amount.
    fn agrees(&self, cells: Cells<'_>, currency: Currency) -> Result<(), Fault> {
        let column = cells.said(self.columns.currency).filter(|said| !said.is_empty());
        let fits = |said: &str| money::Mark::read(said).is_some_and(|mark| mark.may_be(currency.code()));
        if let Some(said) = column.filter(|said| !fits(said)) {
            return Err(Fault::OtherCurrency { cell: said.to_owned(), wanted: currency });
        }
        match money::apart(cells.at(self.columns.amount)).and_then(|written| written.mark) {
            Some(mark) if !mark.may_be(currency.code()) => {
                let mark = mark.as_str().to_owned();
                Err(match column {
                    None => Fault::OtherCurrency { cell: mark, wanted: currency },
                    Some(column) => Fault::TwoCurrencies { mark, cell: column.to_owned() },
                })
            }
            _ => Ok(()),
        }
    }

    fn day(&self, cell: &str, payer: &ActivityId) -> Result<Date, Fault> {
        let day = self.settled.clock.day(cell).map_err(|fault| Fault::BadDate { cell: cell.to_owned(), fault })?;
        if self.calendars.of(payer).begin(day) > self.now {
            return Err(Fault::FutureDate { cell: cell.to_owned() });
        }
        Ok(day)
    }
}

/// On which side of an account an amount stands.
fn side(cell: &str) -> Result<Side, Fault> {
    Side::read(cell).ok_or_else(|| Fault::BadSide { cell: cell.to_owned() })
}

/// A number without the zeros that databases write behind its cents: `1250.5000`.
fn exact(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0') } else { number }
}

fn named(cell: &str, field: &'static str, missing: Fault) -> Result<SmolStr, Fault> {
    match cell.chars().count() {
        0 => Err(missing),
        1..=LONGEST => Ok(cell.into()),
        _ => Err(Fault::NumberTooLong { field, most: LONGEST }),
    }
}
