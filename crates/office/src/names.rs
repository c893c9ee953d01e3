//! What things are called: cleaned at the door, and told to who sees them from outside, to whom an id says nothing.

use crate::{
    Office,
    refused::{Cause, Refused},
};
use hashbrown::HashMap;
use rapport_kernel::name;

/// Names by their ids.
pub type Names = HashMap<String, String>;

/// What the places are called where somebody was seen: the sources and the branches.
///
/// # Errors
/// If the database cannot answer.
pub async fn of_places(app: &Office) -> Result<Names, Refused> {
    let sources = app.sources.store().all().await?;
    let sources = sources.into_iter().map(|source| (source.id.to_string(), source.name.to_string()));
    let settings = app.settings.now();
    let branches = settings.branches.iter().map(|branch| (branch.id.clone(), branch.name.clone()));
    Ok(sources.chain(branches).filter(|(_, name)| !name.trim().is_empty()).collect())
}

/// A name as it is kept.
///
/// # Errors
/// [`Cause::InvalidBody`] if nothing of it can be seen, or it is too long.
pub fn name(text: &str) -> Result<String, Refused> {
    let name = name::cleaned(text);
    if name::fits(&name) {
        return Ok(name);
    }
    let longest = name::LONGEST;
    Err(Refused::new(Cause::InvalidBody, format!("A name has 1 to {longest} characters that can be seen.")))
}

/// A reason or note as it is kept: one line, without what nobody sees.
#[must_use]
pub fn line(text: &str) -> String {
    name::cleaned(text)
}

/// How long a reason or note may be, in characters.
const LONGEST_REASON: usize = 512;

/// A reason or note that must be there: none if nothing of it can be seen, or it is too long.
#[must_use]
pub fn reason(text: &str) -> Option<String> {
    let line = line(text);
    (1..=LONGEST_REASON).contains(&line.chars().count()).then_some(line)
}
