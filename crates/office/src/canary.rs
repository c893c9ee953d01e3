//! Whether the database keeps what is written: every few seconds a row is written as everything is written and read back as
//! everything is read. `/readyz` and the overview tell what came of it.

use crate::Office;
use parking_lot::Mutex;
use rapport_platform::{
    sql::{Beat, SqlError},
    stores::Manifest,
};
use std::time::{Duration, Instant};

/// How often it is tried, and how soon again after a failure.
const EVERY: Duration = Duration::from_secs(5);
const SOON: Duration = Duration::from_secs(1);
/// A proof that is older proves nothing any more.
const STALE: Duration = Duration::from_secs(20);

/// The last proofs.
#[derive(Debug, Default)]
pub struct Canary(Mutex<Proofs>);

#[derive(Debug, Default)]
struct Proofs {
    /// The last time that what was written was there.
    kept: Option<Instant>,
    /// What stood in the way the last time, in words.
    trouble: Option<&'static str>,
}

/// How the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// What was written lately was there.
    pub kept: bool,
    /// In words.
    pub detail: String,
    /// How long ago it was there.
    pub age: Duration,
}

impl Canary {
    /// How the database is, as of the last proof.
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        let proofs = self.0.lock();
        let Some(age) = proofs.kept.map(|kept| kept.elapsed()) else {
            let detail = proofs.trouble.unwrap_or("not tried yet").to_owned();
            return Pulse { kept: false, detail, age: Duration::ZERO };
        };
        let ago = format!("last written and read back {} s ago", age.as_secs());
        let detail = proofs.trouble.map_or_else(|| ago.clone(), |trouble| format!("{trouble}; {ago}"));
        Pulse { kept: proofs.trouble.is_none() && age < STALE, detail, age }
    }

    /// Notes what came of a proof; returns when to try again.
    fn note(&self, proof: Result<Beat, SqlError>) -> Duration {
        let mut proofs = self.0.lock();
        match proof {
            Ok(_) => {
                *proofs = Proofs { kept: Some(Instant::now()), trouble: None };
                EVERY
            }
            Err(error) => {
                if proofs.trouble.is_none() {
                    tracing::error!(%error, "the database does not keep what is written");
                }
                proofs.trouble = Some(words(&error));
                SOON
            }
        }
    }
}

/// Proves it again and again.
pub async fn watch(app: Office) {
    loop {
        let proof = app.db.prove(app.runtime.end()).await;
        let beat = proof.as_ref().ok().copied();
        let next = app.canary.note(proof);
        if let Some(beat) = beat {
            note(&app, beat).await;
            let app = app.clone();
            // It waits for the disk.
            let _ = tokio::task::spawn_blocking(move || manifest(&app, beat.number)).await;
        }
        tokio::time::sleep(next).await;
    }
}

/// Says in the log how far the database is. What the log does not take now it takes with the next beat.
pub async fn note(app: &Office, beat: Beat) {
    if let Err(error) = app.runtime.note_beat(beat).await {
        tracing::debug!(%error, "the log did not take the database's beat");
    }
}

/// Says how far everything is, and what time: both stores are durable. What cannot be written now is written with
/// the next beat; until then an older
/// word stands, which is true, too.
pub fn manifest(app: &Office, beat: i64) {
    if let Err(error) = app.installation.lease().check() {
        return tracing::error!(%error, "the manifest is not written");
    }
    let manifest = Manifest::new(app.installation.identity(), app.runtime.end(), beat);
    if let Err(error) = manifest.write(app.installation.dir()) {
        tracing::warn!(%error, "the manifest could not be written");
    }
    if let Err(error) = app.runtime.note_time(app.installation.dir()) {
        tracing::warn!(%error, "what time it is could not be noted");
    }
}

fn words(error: &SqlError) -> &'static str {
    match error {
        SqlError::Full(_) => "no room on the disk",
        SqlError::Busy => "busy for too long",
        SqlError::NotKept => "does not keep what is written",
        _ => "cannot be written",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proof_without_trouble_since_counts() {
        let canary = Canary::default();
        assert!(!canary.pulse().kept, "nothing is proven yet");
        let beat = Beat { number: 1, mark: 7 };
        assert_eq!(canary.note(Ok(beat)), EVERY);
        assert!(canary.pulse().kept);
        assert_eq!(canary.note(Err(SqlError::NotKept)), SOON);
        let pulse = canary.pulse();
        assert!(!pulse.kept && pulse.detail.starts_with("does not keep"), "{pulse:?}");
        canary.note(Ok(beat));
        canary.0.lock().kept = Some(Instant::now() - STALE);
        assert!(!canary.pulse().kept, "an old proof proves nothing");
    }
}
