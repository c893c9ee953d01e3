//! What things are called, for who sees them from outside: an id says nothing to a customer.

use crate::{App, problem::Problem};
use hashbrown::HashMap;

/// Names by their ids.
pub type Names = HashMap<String, String>;

/// What the places are called where somebody was seen: the sources and the branches.
///
/// # Errors
/// If the database cannot answer.
pub async fn of_places(app: &App) -> Result<Names, Problem> {
    let sources = app.sources.store().all().await?;
    let sources = sources.into_iter().map(|source| (source.id.to_string(), source.name.to_string()));
    let settings = app.settings.now();
    let branches = settings.branches.iter().map(|branch| (branch.id.clone(), branch.name.clone()));
    Ok(sources.chain(branches).filter(|(_, name)| !name.trim().is_empty()).collect())
}
