//! Which column of a file says what: named by whoever sends it, or known by its heading.

use super::Mapping;
use rapport_files::{
    Assumption, Dates, Row, Unreadable,
    left::{Left, Says},
    moment::{self, Date},
    reversal, table,
};
use rapport_kernel::ActivityId;

/// Headings under which columns are known without being named, the likeliest first. The first is the field's own name.
const INVOICE: &[&str] = &[
    "invoice",
    "invoice number",
    "invoice no",
    "rechnungsnummer",
    "rechnung",
    "rechnungsnr",
    "belegnummer",
    "belegnr",
    "belegfeld 1",
    "beleg",
    "factuurnummer",
    "factuur",
    "fattura",
    "numero fattura",
    "faktura",
    "numer faktury",
];
const LINE: &[&str] = &["line", "position", "pos", "zeile", "regel", "riga", "pozycja"];
const ACTIVITY: &[&str] = &["activity", "maßnahme", "massnahme", "aktivität", "activiteit", "attività", "działanie"];
const AMOUNT: &[&str] = &["amount", "betrag", "umsatz", "umsatz (ohne soll/haben-kz)", "bedrag", "importo", "kwota"];
const SIDE: &[&str] = &[
    "side",
    "soll/haben",
    "soll/haben-kennzeichen",
    "soll/haben-kz",
    "soll-/haben-kennzeichen",
    "s/h",
    "sh",
    "shkz",
    "debit/credit",
    "d/c",
    "dc",
    "debet/credit",
    "dare/avere",
    "d/a",
    "wn/ma",
];
const CURRENCY: &[&str] =
    &["currency", "währung", "waehrung", "wkz", "wkz umsatz", "währungskennzeichen", "valuta", "waluta"];
const DATE: &[&str] = &[
    "date",
    "invoice date",
    "rechnungsdatum",
    "belegdatum",
    "datum",
    "factuurdatum",
    "data fattura",
    "data faktury",
    "data",
    "buchungsdatum",
    "buchungstag",
    "wertstellung",
    "wertstellungsdatum",
    "valuta",
    "valutadatum",
    "value date",
    "data valuta",
    "data waluty",
];
const ACCOUNT: &[&str] = &["account", "konto", "rekening", "conto"];
const CONTRA: &[&str] = &[
    "contra account",
    "offset account",
    "gegenkonto",
    "gegenkonto (ohne bu-schlüssel)",
    "tegenrekening",
    "contropartita",
    "konto przeciwstawne",
];
const TEXT: &[&str] = &["text", "buchungstext", "description", "beschreibung", "omschrijving", "descrizione", "opis"];

/// Where the mapping's columns stand in a file.
pub(super) struct Columns {
    pub(super) invoice: usize,
    pub(super) line: Option<usize>,
    pub(super) activity: Option<usize>,
    /// Who pays where no activity stands.
    pub(super) payer: Option<ActivityId>,
    pub(super) amount: usize,
    pub(super) side: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) text: Option<usize>,
    /// The two accounts that a row books between.
    pub(super) accounts: Option<(usize, usize)>,
    pub(super) reversals: Vec<Reversal>,
}

/// A column that says which rows are taken back.
pub(super) struct Reversal {
    at: usize,
    name: String,
    /// Its cells say it in words, and say other things of other rows: `Rechnung`, `Gutschrift`. Else whatever stands there says it.
    in_words: bool,
}

impl Columns {
    /// Finds them; says of those that no one named and that are not plainly headed which were found.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub(super) fn find(
        mapping: &Mapping,
        columns: &[String],
        guesses: &mut Vec<Assumption>,
    ) -> Result<Self, Unreadable> {
        let needed = |name: &Option<String>, known: &[&'static str], guesses: &mut Vec<Assumption>| {
            let usual = known[0];
            let Some(at) = named_or_headed(columns, name, known)? else { return table::column(columns, usual) };
            if name.is_none() && !columns[at].eq_ignore_ascii_case(usual) {
                guesses.push(told(&columns[at], usual));
            }
            Ok(at)
        };
        let invoice = needed(&mapping.invoice, INVOICE, guesses)?;
        let amount = needed(&mapping.amount, AMOUNT, guesses)?;
        let activity = match &mapping.payer {
            None => Some(needed(&mapping.activity, ACTIVITY, guesses)?),
            Some(_) => named_or_headed(columns, &mapping.activity, ACTIVITY)?,
        };
        let mut maybe = |name: &Option<String>, known: &[&'static str]| {
            let found = named_or_headed(columns, name, known)?;
            guesses.extend(found.filter(|_| name.is_none()).map(|at| told(&columns[at], known[0])));
            Ok::<_, Unreadable>(found)
        };
        Ok(Self {
            invoice,
            activity,
            payer: mapping.payer.clone(),
            amount,
            line: maybe(&mapping.line, LINE)?,
            side: maybe(&mapping.side, SIDE)?,
            currency: maybe(&mapping.currency, CURRENCY)?,
            date: maybe(&mapping.date, DATE)?,
            text: maybe(&mapping.text, TEXT)?,
            accounts: named_or_headed(columns, &None, ACCOUNT)?.zip(named_or_headed(columns, &None, CONTRA)?),
            reversals: match &mapping.reversal {
                Some(name) if !name.is_empty() => {
                    vec![Reversal { at: table::column(columns, name)?, name: name.clone(), in_words: false }]
                }
                _ => Vec::new(),
            },
        })
    }

    /// Looks at the rows for what the headings do not say: that `Valuta` is a day and no currency, and which of the columns that no one
    /// reads says what its amounts mean.
    pub(super) fn look(
        &mut self,
        mapping: &Mapping,
        names: &[String],
        rows: &[Row],
        year: Option<Date>,
        guesses: &mut Vec<Assumption>,
    ) {
        if let Some(at) = self.currency.filter(|at| mapping.currency.is_none() && of_days(rows, *at, year)) {
            self.currency = None;
            guesses.retain(|guess| *guess != told(&names[at], "currency"));
            if self.date.is_none() && mapping.date.is_none() {
                self.date = Some(at);
                guesses.push(told(&names[at], "date"));
            }
        }
        let read = [Some(self.invoice), self.line, self.activity, Some(self.amount), self.side, self.currency];
        let read = read.into_iter().chain([self.date, self.text]).flatten();
        let read: Vec<usize> = read.chain(self.reversals.iter().map(|column| column.at)).collect();
        for column in &mut self.reversals {
            let marked = |row: &Row| {
                row.cells.as_ref().is_ok_and(|cells| reversal::marked(&column.name, &cells[column.at]).is_some())
            };
            column.in_words = !reversal::is_mark(&column.name) && rows.iter().any(marked);
        }
        for (at, field) in left_over(names, rows, &read) {
            let (place, said) = match field {
                "side" => (&mut self.side, &mapping.side),
                "currency" => (&mut self.currency, &mapping.currency),
                _ if mapping.reversal.is_none() => {
                    let (name, in_words) = (names[at].clone(), !reversal::is_mark(&names[at]));
                    self.reversals.push(Reversal { at, name, in_words });
                    guesses.push(told(&names[at], field));
                    continue;
                }
                _ => continue,
            };
            if place.is_none() && said.is_none() {
                *place = Some(at);
                guesses.push(told(&names[at], field));
            }
        }
    }

    /// Whether a row says that it is taken back: the cell that says so. A word such as `Gutschrift` says nothing more than an amount
    /// below zero does.
    pub(super) fn reversed<'a>(&self, cells: &'a [String], below_zero: bool) -> Option<&'a str> {
        self.reversals.iter().find_map(|column| {
            let cell = cells.get(column.at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())?;
            let says = match column.in_words {
                true => !below_zero && reversal::marked(&column.name, cell).is_some(),
                false => reversal::is_marked(cell),
            };
            says.then_some(cell)
        })
    }
}

/// Which column seems to say which field; of each at most one.
pub(super) fn guessed(names: &[String], rows: &[Row]) -> Vec<(usize, &'static str)> {
    const ALL: [&[&str]; 8] = [INVOICE, LINE, ACTIVITY, AMOUNT, SIDE, CURRENCY, DATE, TEXT];
    let headed = |known: &'static [&'static str]| {
        let at = named_or_headed(names, &None, known).ok().flatten()?;
        Some((at, known[0]))
    };
    let mut found: Vec<(usize, &'static str)> = ALL.into_iter().filter_map(headed).collect();
    if let Some(place) = found.iter().position(|(at, field)| *field == CURRENCY[0] && of_days(rows, *at, None)) {
        let (at, _) = found.remove(place);
        if found.iter().all(|(_, field)| *field != DATE[0]) {
            found.push((at, DATE[0]));
        }
    }
    let read: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
    for (at, field) in left_over(names, rows, &read) {
        if found.iter().all(|(_, known)| *known != field) {
            found.push((at, field));
        }
    }
    found
}

/// Whether all cells of a column are days, as far as anything stands in them.
fn of_days(rows: &[Row], at: usize, year: Option<Date>) -> bool {
    let is_day = |text: &str| {
        let yearless = year.and_then(|begins| moment::yearless(text, begins));
        let whole = || moment::written(text, Dates::DayFirst).or(moment::written(text, Dates::MonthFirst));
        yearless.is_some() || whole().is_some()
    };
    let cells = rows.iter().filter_map(|row| row.cells.as_ref().ok()?.get(at)).map(|cell| cell.trim());
    let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(is_day)
}

/// Which of the columns that are not read say what the amounts mean, and what.
fn left_over(names: &[String], rows: &[Row], read: &[usize]) -> Vec<(usize, &'static str)> {
    let mut left = Left::of(names, |at, _| read.contains(&at));
    for row in rows {
        let Ok(cells) = &row.cells else { continue };
        left.see(row.line, |at, _| cells.get(at).map(String::as_str));
    }
    let field = |says| match says {
        Says::Side => SIDE[0],
        Says::Currency => CURRENCY[0],
        Says::Reversal | Says::Unpaid => "reversal",
    };
    left.found().into_iter().map(|found| (found.column, field(found.says))).collect()
}

fn told(column: &str, field: &'static str) -> Assumption {
    let column = column.to_owned();
    if field == SIDE[0] { Assumption::Side { column } } else { Assumption::Column { column, field } }
}

/// The column with the name that was said; else the one under the likeliest of its headings, in capital or small letters.
fn named_or_headed(columns: &[String], name: &Option<String>, known: &[&str]) -> Result<Option<usize>, Unreadable> {
    if let Some(name) = name {
        // Said to be nothing: what stands under its headings is not it.
        return if name.is_empty() { Ok(None) } else { table::column(columns, name).map(Some) };
    }
    for heading in known {
        let mut alike = columns.iter().enumerate().filter(|(_, column)| heads(column, heading));
        match (alike.next(), alike.next()) {
            (Some(_), Some(_)) => return Err(Unreadable::TwoColumns((*heading).to_owned())),
            (Some((at, _)), None) => return Ok(Some(at)),
            (None, _) => {}
        }
    }
    Ok(None)
}

/// Whether a column is headed like this, whatever its case and a full stop behind it.
fn heads(column: &str, heading: &str) -> bool {
    column.trim().trim_end_matches(['.', ':']).to_lowercase() == heading
}
