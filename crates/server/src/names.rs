//! What people call things: cleaned at the door, so that what is kept is what can be seen.

use crate::problem::{Code, Problem};
use rapport_kernel::name;

/// A name as it is kept.
///
/// # Errors
/// [`Code::InvalidBody`] if nothing of it can be seen, or it is too long.
pub fn name(text: &str) -> Result<String, Problem> {
    let name = name::cleaned(text);
    if name::fits(&name) {
        return Ok(name);
    }
    let longest = name::LONGEST;
    Err(Problem::new(Code::InvalidBody, format!("A name has 1 to {longest} characters that can be seen.")))
}

/// A reason or note as it is kept: one line, without what nobody sees.
#[must_use]
pub fn line(text: &str) -> String {
    name::cleaned(text)
}
