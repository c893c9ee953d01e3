//! Bringing into the log what nobody will say a second time: what a device told once, what follows from a record that is there.

use rapport_platform::runtime::{Runtime, Submission, SubmitError};
use std::time::Duration;

/// When the log is asked again for room.
const AGAIN: Duration = Duration::from_millis(250);

/// Whether it passes, and the same can be said again.
fn passes(error: &SubmitError) -> bool {
    matches!(error, SubmitError::Busy { .. } | SubmitError::Full | SubmitError::NoHandles)
}

/// Brings a record into the log, however long there is no room for it.
///
/// # Errors
/// What does not pass: the log cannot be written until a restart, the record is too large, the program is stopping.
pub async fn submit(runtime: &Runtime, told: Submission) -> Result<(), SubmitError> {
    loop {
        match runtime.submit(vec![told.clone()]).await {
            Err(error) if passes(&error) => tokio::time::sleep(AGAIN).await,
            answer => return answer.map(drop),
        }
    }
}

/// The same, without letting whoever asked for it wait for room.
///
/// # Errors
/// Those of [`submit`], if it comes to one at once.
pub async fn submit_beside(runtime: &Runtime, told: Submission) -> Result<(), SubmitError> {
    match runtime.submit(vec![told.clone()]).await {
        Err(error) if passes(&error) => {
            let runtime = runtime.clone();
            tokio::spawn(async move {
                if let Err(error) = submit(&runtime, told).await {
                    tracing::warn!(%error, "what follows from a record is left to the next start");
                }
            });
            Ok(())
        }
        answer => answer.map(drop),
    }
}
