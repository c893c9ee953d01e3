//! Bringing into the log what nobody will say a second time: what a device told once, what follows from a record that is there.

use rapport_platform::runtime::{Ack, Runtime, Submission, SubmitError};
use std::time::Duration;

/// When the log is asked again for room.
const AGAIN: Duration = Duration::from_millis(250);

/// Brings a record into the log, however long there is no room for it.
///
/// # Errors
/// What does not pass: the log cannot be written until a restart, the record is too large, the program is stopping.
pub async fn submit(runtime: &Runtime, told: Submission) -> Result<(), SubmitError> {
    until_there_is_room(|| runtime.submit(vec![told.clone()])).await
}

/// The same for many at once, which come in together.
///
/// # Errors
/// Those of [`submit`].
pub async fn submit_all(runtime: &Runtime, told: Vec<Submission>) -> Result<(), SubmitError> {
    until_there_is_room(|| runtime.submit(told.clone())).await
}

async fn until_there_is_room<T>(say: impl Fn() -> T) -> Result<(), SubmitError>
where
    T: Future<Output = Result<Vec<Ack>, SubmitError>>,
{
    loop {
        match say().await {
            Err(error) if error.passes() => tokio::time::sleep(AGAIN).await,
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
        Err(error) if error.passes() => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn what_finds_no_room_is_said_until_there_is_some_and_what_is_refused_is_not() {
        let said = Cell::new(0);
        let crowded = || {
            said.set(said.get() + 1);
            std::future::ready(if said.get() < 3 { Err(SubmitError::Full) } else { Ok(Vec::new()) })
        };
        assert!(until_there_is_room(crowded).await.is_ok());
        assert_eq!(said.get(), 3);
        let refused = || {
            said.set(said.get() + 1);
            std::future::ready(Err(SubmitError::Unwritable))
        };
        assert!(until_there_is_room(refused).await.is_err());
        assert_eq!(said.get(), 4, "said once");
    }
}
