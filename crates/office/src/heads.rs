//! Heads of the trace are noted outside the database again and again, and the trace is held against them.

use crate::Office;
use rapport_platform::{heads, sql::trace::ProofError};
use rapport_trace::Head;
use std::{io, path::Path, time::Duration};

/// So often a head is noted, if there is a new one.
const EVERY: Duration = Duration::from_secs(600);

/// Notes heads for as long as the program runs.
pub async fn watch(app: Office) {
    loop {
        if let Err(error) = note(&app).await {
            tracing::warn!(%error, "the head of the trace could not be noted");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Notes the head as it is now, beside the database and beside the backups.
///
/// # Errors
/// A file cannot be written, or the database does not answer.
pub async fn note(app: &Office) -> io::Result<()> {
    let Some(head) = app.trace.head().await.map_err(io::Error::other)? else { return Ok(()) };
    let (identity, at) = (app.installation.identity(), app.now());
    let dirs = [Some(app.installation.dir()), app.backups.folder()].map(|dir| dir.map(Path::to_owned));
    let write = move || dirs.iter().flatten().try_for_each(|dir| heads::note(dir, &identity, at, &head));
    tokio::task::spawn_blocking(write).await.map_err(io::Error::other)?
}

/// Proves the trace against all heads that were noted.
///
/// # Errors
/// [`ProofError`].
pub async fn prove(app: &Office) -> Result<(), ProofError> {
    let noted = noted(app).unwrap_or_default();
    app.trace.verify_all(None, &noted).await.map(drop)
}

fn noted(app: &Office) -> io::Result<Vec<Head>> {
    let mut all = heads::noted(app.installation.dir())?;
    if let Some(folder) = app.backups.folder() {
        all.extend(heads::noted_elsewhere(folder, &app.installation.identity())?);
    }
    Ok(all)
}
