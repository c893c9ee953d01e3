//! Which column of a file says what: named by whoever sends it, or known by its heading.

use super::Mapping;
use rapport_files::{Assumption, Unreadable, table};

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
];
const TEXT: &[&str] = &["text", "buchungstext", "description", "beschreibung", "omschrijving", "descrizione", "opis"];

/// Where the mapping's columns stand in a file.
pub(super) struct Columns {
    pub(super) invoice: usize,
    pub(super) line: Option<usize>,
    pub(super) activity: usize,
    pub(super) amount: usize,
    pub(super) side: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) date: Option<usize>,
    pub(super) text: Option<usize>,
}

impl Columns {
    /// Finds them; says of those that nobody named and that are not plainly headed which were found.
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
        let activity = needed(&mapping.activity, ACTIVITY, guesses)?;
        let amount = needed(&mapping.amount, AMOUNT, guesses)?;
        let mut maybe = |name: &Option<String>, known: &[&'static str]| {
            let found = named_or_headed(columns, name, known)?;
            guesses.extend(found.filter(|_| name.is_none()).map(|at| told(&columns[at], known[0])));
            Ok::<_, Unreadable>(found)
        };
        Ok(Self {
            invoice,
            activity,
            amount,
            line: maybe(&mapping.line, LINE)?,
            side: maybe(&mapping.side, SIDE)?,
            currency: maybe(&mapping.currency, CURRENCY)?,
            date: maybe(&mapping.date, DATE)?,
            text: maybe(&mapping.text, TEXT)?,
        })
    }
}

fn told(column: &str, field: &'static str) -> Assumption {
    let column = column.to_owned();
    if field == SIDE[0] { Assumption::Side { column } } else { Assumption::Column { column, field } }
}

/// The column with the name that was said; else the one under the likeliest of its headings, in capital or small letters.
fn named_or_headed(columns: &[String], name: &Option<String>, known: &[&str]) -> Result<Option<usize>, Unreadable> {
    if let Some(name) = name {
        return table::column(columns, name).map(Some);
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
