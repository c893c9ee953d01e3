//! Sources since a backup: who was closed, or has another write key by now, does not come back with a restore.

use super::SayAgainError;
use crate::{Office, refused::Refused};
use rapport_customer::source::Scope;
use rapport_platform::{
    journal::{self, Fact, Line},
    sql::{
        SqlError,
        source::{Source, Sources},
    },
};

/// What the journal keeps of every source.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn all(store: &Sources) -> Result<Vec<Fact>, SqlError> {
    let all = store.with_key_hashes().await?;
    Ok(all.into_iter().map(|(key, source)| fact(source, key)).collect())
}

fn fact(Source { id, scope, origins, active, .. }: Source, key: String) -> Fact {
    let Scope { trust, acts, branches, .. } = scope;
    Fact::SourceIs { source: id, active, trust, acts, branches, origins, key }
}

/// Makes the sources what they were when the journal ended. One that was made after the backup is not known, and stays so.
///
/// # Errors
/// [`SayAgainError`]: the database cannot be written.
pub(super) async fn take_over(app: &Office, lines: &[Line]) -> Result<(), SayAgainError> {
    let said = journal::sources(lines);
    if said.is_empty() {
        return Ok(());
    }
    let refused = |error: SqlError| SayAgainError::from(Refused::from(error));
    for (key, mut source) in app.sources.store().with_key_hashes().await.map_err(refused)? {
        let before = fact(source.clone(), key);
        let Some(now) = said.get(&source.id).filter(|now| **now != before) else { continue };
        if let Fact::SourceIs { active, trust, acts, branches, origins, key, .. } = now.clone() {
            source.scope = Scope { trust, acts, branches, ..source.scope };
            (source.active, source.origins) = (active, origins);
            tracing::warn!(source = %source.id, active, "a source is what it was before the restore");
            app.sources.store().restore(&source, &key).await.map_err(refused)?;
        }
    }
    app.sources.reload().await.map_err(refused)
}
