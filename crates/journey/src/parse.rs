//! From text to document.

use crate::{Document, Problem, positions::Positions};
use rapport_kernel::complaint;

/// A text longer than this is refused: no person wrote it.
pub const LONGEST: usize = 512 * 1024;

/// Reads a journey from YAML (JSON is YAML too). What it means is checked later, by [`crate::check()`] and
/// [`crate::compile()`]; here it only has to have the right shape.
///
/// # Errors
/// `too_long`, or `syntax` with line and column for what is no YAML or does not have the shape of a journey.
pub fn parse(text: &str) -> Result<Document, Vec<Problem>> {
    if text.len() > LONGEST {
        let message =
            format!("a journey may be at most {} KB of text; this is {} KB", LONGEST / 1024, text.len() / 1024);
        return Err(vec![Problem::error("too_long", "", message)]);
    }
    let mut document: Document = serde_saphyr::from_str(text).map_err(|error| vec![syntax(&error)])?;
    document.positions = Positions::of(text);
    Ok(document)
}

/// Writes a document as YAML, for people who began it on a screen.
///
/// # Errors
/// `unwritable`: a value has no form in YAML.
pub fn write(document: &Document) -> Result<String, Box<Problem>> {
    serde_saphyr::to_string(document).map_err(|error| Box::new(Problem::error("unwritable", "", error.to_string())))
}

fn syntax(error: &serde_saphyr::Error) -> Problem {
    let plain = error.without_snippet();
    let text = plain.to_string();
    // The place is said beside the message, not in it.
    let message = text.lines().next().and_then(|line| line.split(" at line ").next());
    let message = message.map_or_else(|| "this is not a journey".to_owned(), complaint::in_words);
    let problem = Problem::error("syntax", "", message);
    match error.location() {
        Some(place) => {
            let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            problem.at(number(place.line()), number(place.column()))
        }
        None => problem,
    }
}

/// Whether a name may stand in a send key and in a file name: small letters, digits, `-`, `_`; not empty, at most 64.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}
