//! What programs write when they have no id: it names no one, so it counts as absent.
//!
//! A script that sends the text `undefined` as a visitor's id would make one customer of all visitors, whose preference page
//! shows and erases what is known of all of them. A brand can add words of its own ([`Brand::placeholders`](crate::Brand)).

use smol_str::SmolStr;

/// In small letters.
const WORDS: [&str; 32] = [
    "undefined",
    "null",
    "(null)",
    "<null>",
    "none",
    "(none)",
    "<none>",
    "nil",
    "nan",
    "n/a",
    "#n/a",
    "not available",
    "not set",
    "(not set)",
    "not_set",
    "unset",
    "missing",
    "empty",
    "void",
    "false",
    "true",
    "unknown",
    "(unknown)",
    "anonymous",
    "guest",
    "-1",
    "<empty>",
    "(leer)",
    "(blank)",
    "(vuoto)",
    "(leeg)",
    "(puste)",
];

/// Whether a text names no one.
#[must_use]
pub fn is_placeholder(text: &str, more: &[SmolStr]) -> bool {
    let small = text.trim().to_lowercase();
    let unquoted = small.trim_matches(['"', '\'', '`']);
    // `-`, `0`, `000-000`, the UUID of zeros and that of ones: signs, and one digit again and again.
    let bare = || unquoted.chars().filter(|c| c.is_alphanumeric());
    let blank = bare().next().is_none() || bare().all(|c| c == '0') || bare().count() == 32 && bare().all(|c| c == 'f');
    let object = unquoted.starts_with("[object ") && unquoted.ends_with(']');
    // What spreadsheets leave in a cell: `#NV`, `#BEZUG!`, `#VALUE!`, `4,71148E+12` for a number that was too long for it.
    let fault = unquoted.strip_prefix('#').is_some_and(|rest| {
        let named = rest.trim_end_matches(['!', '?']);
        let letters = !named.is_empty() && named.chars().all(|c| c.is_alphabetic() || "/0_".contains(c));
        letters && (rest.len() > named.len() || ["nv", "n/v", "n/d", "n/b", "nd", "n/a", "brak"].contains(&named))
    });
    let rounded = unquoted.split_once("e+").is_some_and(|(digits, power)| {
        let number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        digits.contains(['.', ',']) && digits.chars().all(number) && power.chars().all(|c| c.is_ascii_digit())
    });
    // A template that no one filled in.
    let unfilled = [("{{", "}}"), ("${", "}"), ("<%", "%>"), ("{%", "%}")];
    let unfilled = unfilled.iter().any(|(begin, end)| unquoted.starts_with(begin) && unquoted.ends_with(end));
    blank
        || fault
        || rounded
        || object
        || unfilled
        || WORDS.contains(&unquoted)
        || more.iter().any(|own| own.trim().to_lowercase() == small)
}

/// Whether a text is what programs write where they have nothing to say: no id, no number, no code.
#[must_use]
pub fn names_nothing(text: &str) -> bool {
    is_placeholder(text, &[])
}

/// Whether the number on a card is one sign again and again.
pub(crate) fn is_blank_card(card: &str) -> bool {
    card.chars().all(|c| card.starts_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_nobody_is_no_id() {
        for text in [
            "undefined",
            "Undefined",
            " NULL ",
            "null",
            "[object Object]",
            "[object Undefined]",
            "NaN",
            "None",
            "nil",
            "0",
            "-",
            "--",
            "N/A",
            "unknown",
            "anonymous",
            "Guest",
            "00000000-0000-0000-0000-000000000000",
            "0000000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "\"\"",
            "'null'",
            "{{user.id}}",
            "${userId}",
            "false",
            "-1",
            "?",
            "...",
            "0.0",
            "#NV",
            "#N/A",
            "#BEZUG!",
            "#WERT!",
            "#REF!",
            "#DIV/0!",
            "#NAME?",
            "(leer)",
            "4,71148E+12",
            "4.71148E+12",
        ] {
            assert!(is_placeholder(text, &[]), "{text}");
        }
        for text in [
            "1",
            "7",
            "10",
            "ada",
            "nullable",
            "guest-17",
            "u0",
            "f",
            "undefined-1",
            "0a",
            "NIL-4711",
            "fff",
            "\u{14d}",
            "#1001",
            "#nv-7",
            "#ada",
            "e+7",
            "4e+7",
            "a,1e+7",
        ] {
            assert!(!is_placeholder(text, &[]), "{text}");
        }
        assert!(is_placeholder("Kein Kunde", &["kein kunde".into()]));
        assert!(is_blank_card("99999999") && !is_blank_card("99999998"));
    }
}
