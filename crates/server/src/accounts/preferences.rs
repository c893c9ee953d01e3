//! In which language somebody is written to, and their time zone: only what mails and screens know.

use crate::{
    problem::{Code, Problem},
    wire::ProblemSaid,
};

/// The languages that mails are written in.
const LANGUAGES: [&str; 5] = ["de", "en", "it", "nl", "pl"];

/// A language, or nothing.
///
/// # Errors
/// [`Code::InvalidBody`].
pub fn language(said: Option<String>) -> Result<String, Problem> {
    let said = said.unwrap_or_default();
    match said.is_empty() || LANGUAGES.contains(&said.as_str()) {
        true => Ok(said),
        false => Err(Problem::told(Code::InvalidBody, ProblemSaid::BadLanguage)),
    }
}

/// A time zone, or nothing.
///
/// # Errors
/// [`Code::InvalidBody`].
pub fn zone(said: Option<String>) -> Result<String, Problem> {
    let said = said.unwrap_or_default();
    match said.is_empty() || jiff::tz::TimeZone::get(&said).is_ok() {
        true => Ok(said),
        false => Err(Problem::told(Code::InvalidBody, ProblemSaid::BadZone)),
    }
}
