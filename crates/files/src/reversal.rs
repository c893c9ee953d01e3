//! How files say that a row is taken back: in a column of its own (`Storno`: `X`), in the cells of a column of kinds or states
//! (`Retoure`, `refunded`, `Credit Memo`), or by an amount that is not paid (`Refunded Amount`).

use crate::number;

/// What a cell says of its row's amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// It is taken back, or was never paid.
    Reversed,
    /// So much of it is not, or no longer, paid.
    Unpaid,
}

/// Parts of the names of columns that say whether a row is taken back.
const MARKS: [&str; 12] = [
    "storno",
    "stornier",
    "reversal",
    "reversed",
    "generalumkehr",
    "annullat",
    "geannuleerd",
    "anulowan",
    "cancelled",
    "canceled",
    "voided",
    "ist retoure",
];
/// What such a column says of a row that is not.
const NOT: [&str; 16] =
    ["", "0", "n", "no", "nein", "nee", "nie", "f", "false", "falsch", "falso", "-", "none", "open", "null", "fałsz"];
/// What a cell says of a row that is taken back, or moves money without selling anything: English, German, Italian, Dutch, Polish.
const WORDS: [&str; 67] = [
    "return",
    "returned",
    "returns",
    "refund",
    "refunded",
    "partially refunded",
    "partial refund",
    "cancelled",
    "canceled",
    "cancellation",
    "voided",
    "void",
    "reversal",
    "reversed",
    "chargeback",
    "charge back",
    "credit memo",
    "credit note",
    "credit invoice",
    "pay in",
    "paid in",
    "payin",
    "pay out",
    "paid out",
    "payout",
    "cash in",
    "cash out",
    "retoure",
    "rückgabe",
    "rücknahme",
    "rücksendung",
    "umtausch",
    "erstattung",
    "erstattet",
    "rückerstattung",
    "teilerstattet",
    "storno",
    "stornobeleg",
    "stornobuchung",
    "stornorechnung",
    "stornierung",
    "storniert",
    "gutschrift",
    "rechnungskorrektur",
    "einzahlung",
    "auszahlung",
    "einlage",
    "entnahme",
    "reso",
    "rimborso",
    "rimborsato",
    "annullato",
    "annullata",
    "storno fattura",
    "nota di credito",
    "nota credito",
    "retour",
    "terugbetaling",
    "terugbetaald",
    "geannuleerd",
    "creditnota",
    "creditfactuur",
    "zwrot",
    "zwrócono",
    "anulowane",
    "anulowano",
    "korekta",
];
/// What the state of an order or a payment says as long as nothing is paid, or when it never will be.
const UNPAID: [&str; 17] = [
    "failed",
    "pending",
    "pending payment",
    "on hold",
    "unpaid",
    "expired",
    "declined",
    "abandoned",
    "draft",
    "checkout draft",
    "trash",
    "fehlgeschlagen",
    "unbezahlt",
    "abgebrochen",
    "non pagato",
    "mislukt",
    "nieopłacone",
];
/// Kinds of documents that take back, as ledgers shorten them.
const DOCUMENTS: [&str; 6] = ["gu", "kg", "dg", "cm", "cn", "nc"];
/// Parts of the names of columns that hold kinds of documents.
const KINDS: [&str; 12] = [
    "belegart",
    "belegtyp",
    "dokumentart",
    "dokumenttyp",
    "document type",
    "doc type",
    "documenttype",
    "vorgangsart",
    "buchungsart",
    "tipo documento",
    "documentsoort",
    "typ dokumentu",
];
/// Parts of the names of columns that hold a state, and of those that hold one of the goods' way, which is not the money's.
const STATES: [&str; 5] = ["status", "state", "zustand", "stato", "stan"];
const WAYS: [&str; 8] = ["fulfil", "ship", "deliver", "versand", "liefer", "spedizion", "verzend", "wysył"];
/// Parts of the names of columns with amounts that are not, or no longer, paid.
const GIVEN_BACK: [&str; 9] = [
    "refund",
    "erstatt",
    "outstanding",
    "rimbors",
    "terugbeta",
    "returned amount",
    "amount due",
    "offener betrag",
    "zwrot",
];

/// What a cell of this column says of its row's amount.
#[must_use]
pub fn marked(column: &str, cell: &str) -> Option<Marked> {
    let name = column.to_lowercase();
    let reversed = if is_mark(&name) { is_marked(cell) } else { says_so(&name, cell) };
    if reversed {
        return Some(Marked::Reversed);
    }
    let given_back = GIVEN_BACK.iter().any(|part| name.contains(part));
    let amount = || number::one_spelling(cell).is_some_and(|number| number != "0");
    let numbered =
        || ["id", "no", "nr", "number", "nummer"].iter().any(|last| name.trim_end_matches('.').ends_with(last));
    (given_back && !numbered() && amount()).then_some(Marked::Unpaid)
}

/// Whether a column's name says that it marks what is taken back, whatever its cells are.
#[must_use]
pub fn is_mark(column: &str) -> bool {
    let name = column.to_lowercase();
    MARKS.iter().any(|part| name.contains(part)) || matches!(name.trim(), "gu" | "stornokz")
}

/// Whether a cell of such a column says so: something stands there, and it is no "no".
#[must_use]
pub fn is_marked(cell: &str) -> bool {
    !NOT.contains(&cell.trim().to_lowercase().as_str())
}

/// Whether a cell says in words that its row is taken back.
fn says_so(name: &str, cell: &str) -> bool {
    let cell = cell.trim().trim_start_matches("wc-").trim_end_matches('.').to_lowercase().replace(['_', '-'], " ");
    let is = |words: &[&str]| words.contains(&cell.as_str());
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let kinds = || has(&KINDS) || matches!(name.trim(), "typ" | "type" | "art" | "tipo" | "soort" | "rodzaj");
    is(&WORDS) || is(&DOCUMENTS) && kinds() || is(&UNPAID) && has(&STATES) && !has(&WAYS)
}
