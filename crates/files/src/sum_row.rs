//! Rows that add up others: `Summe`, `Total`, `Saldo`. They say once more what stands above them.

use crate::money;

/// How such rows are named in the languages of those who send files.
const NAMES: [&str; 32] = [
    "summe",
    "gesamtsumme",
    "zwischensumme",
    "endsumme",
    "gesamt",
    "gesamtbetrag",
    "saldo",
    "endsaldo",
    "übertrag",
    "uebertrag",
    "sum",
    "total",
    "totals",
    "subtotal",
    "sub-total",
    "balance",
    "grand total",
    "totaal",
    "subtotaal",
    "eindtotaal",
    "totale",
    "subtotale",
    "somma",
    "suma",
    "razem",
    "ogółem",
    "saldo końcowe",
    "bilans",
    "somme",
    "sous-total",
    "solde",
    "carried forward",
];

/// Whether a cell is nothing but such a name, with what stands beside one: `Summe EUR:`.
#[must_use]
pub fn is(cell: &str) -> bool {
    let cell = cell.trim().trim_end_matches([':', '.', '=']).to_lowercase();
    let alone = cell.rsplit_once(' ').filter(|(_, last)| money::Mark::read(last).is_some());
    NAMES.contains(&cell.as_str()) || alone.is_some_and(|(name, _)| NAMES.contains(&name.trim()))
}

/// Whether a cell begins with such a name: `Summe R-17`.
#[must_use]
pub fn begins(cell: &str) -> bool {
    let cell = cell.trim().to_lowercase();
    let goes_on = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\u{a0}', ':', '.', '=', '\t']);
    NAMES.iter().any(|name| cell.strip_prefix(name).is_some_and(goes_on))
}
