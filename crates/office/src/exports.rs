//! Exports that are owed: whoever asks for everything held about them gets it in the answer, so one is under way only for moments. But
//! a history that is being mended, a database that is away or a crash may stand in the way; then it stays owed, is listed, and
//! raises an alarm until it was handed over (decision 0056).

use crate::{Office, refused::Refused};
use rapport_kernel::CustomerId;
use rapport_platform::{
    runtime::{Answer, Eraser, Hindered, Obligation, ObligationKind, SinkError},
    sql::{SqlError, owed::Owed},
};
use smol_str::SmolStr;

/// Exports people asked for, until they were handed over.
#[derive(Clone, Debug)]
pub struct Exports(pub Owed);

/// Hands an export over: it is owed from now on, until `deliver` has an answer.
///
/// # Errors
/// What `deliver` says; then it is owed still.
pub async fn owed<T>(
    app: &Office,
    customer: CustomerId,
    deliver: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Refused> {
    let exports = &app.exports.0;
    // A database that cannot note it is no reason to keep anybody's data from them.
    told(exports.asked(customer, app.now()).await);
    let delivered = deliver.await;
    match &delivered {
        Ok(_) => {
            let current = app.runtime.current(customer);
            let mut theirs = app.runtime.with_index(|index| index.absorbed_by(current).to_vec());
            theirs.extend([customer, current]);
            told(exports.done(&theirs).await);
        }
        Err(problem) => told(exports.hindered(customer, problem.detail(), app.now()).await),
    }
    delivered
}

fn told(noted: Result<(), SqlError>) {
    if let Err(error) = noted {
        tracing::warn!(%error, "it could not be noted that an export is owed, or was handed over");
    }
}

impl Exports {
    /// Those that are owed.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(&self, app: &Office) -> Result<Vec<Obligation>, SqlError> {
        let open = self.0.open().await?.into_iter().map(|export| Obligation {
            kind: ObligationKind::Export,
            customer: app.runtime.current(export.customer),
            since: export.since,
            obstacle: export.obstacle.map(|words| Hindered::new("export_failed", words)),
        });
        Ok(open.collect())
    }
}

impl Eraser for Exports {
    fn erase<'a>(&'a self, customers: &'a [CustomerId], _: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move { self.0.done(customers).await.map_err(|error| SinkError::Unavailable(error.to_string())) })
    }
}
