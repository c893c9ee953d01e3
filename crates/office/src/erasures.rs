//! Erasures that people ask for on their own page. What they asked for is owed: if the log cannot take it at the moment, it is kept,
//! listed, and tried again until it is done; no one has to ask a second time (decision 0077).

use crate::{Office, person, refused::Refused};
use rapport_kernel::CustomerId;
use rapport_platform::{
    runtime::{Hindered, Obligation, ObligationKind},
    sql::{SqlError, owed::Owed},
};
use std::time::Duration;

/// How often what is owed is tried again.
const AGAIN: Duration = Duration::from_secs(10);

/// Erasures people asked for on their own page, until the log has them.
#[derive(Clone, Debug)]
pub struct Erasures(pub Owed);

/// Erases a person who asked for it; whether it is done, else it is owed.
///
/// # Errors
/// What stood in its way, if not even that could be noted: then it must be asked for again.
pub async fn asked(app: &Office, customer: CustomerId) -> Result<bool, Refused> {
    let owed = &app.erasures.0;
    let noted = owed.asked(customer, app.now()).await;
    match (person::erase(app, customer).await, noted) {
        (Ok(_), _) => {
            if let Err(error) = owed.done(&[customer]).await {
                tracing::warn!(%error, "an erasure that is done is still listed");
            }
            Ok(true)
        }
        (Err(problem), Ok(())) => {
            if let Err(error) = owed.hindered(customer, &problem.detail, app.now()).await {
                tracing::warn!(%error, "it could not be noted why an erasure waits");
            }
            Ok(false)
        }
        (Err(problem), Err(_)) => Err(problem),
    }
}

/// Tries again what is owed.
pub async fn keep(app: Office) {
    let mut every = tokio::time::interval(AGAIN);
    loop {
        every.tick().await;
        if let Err(error) = again(&app).await {
            tracing::warn!(%error, "no one can say which erasures are owed");
        }
    }
}

async fn again(app: &Office) -> Result<(), SqlError> {
    for open in app.erasures.0.open().await? {
        if app.runtime.with_index(|index| index.knows(open.customer)) {
            match asked(app, open.customer).await {
                Ok(true) => tracing::info!("an erasure that was owed is done"),
                Ok(false) => {}
                Err(problem) => tracing::warn!(problem = %problem, "an erasure is still owed"),
            }
        } else {
            app.erasures.0.done(&[open.customer]).await?;
        }
    }
    Ok(())
}

impl Erasures {
    /// Those that are owed.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn open(&self, app: &Office) -> Result<Vec<Obligation>, SqlError> {
        let open = self.0.open().await?.into_iter().map(|erasure| Obligation {
            kind: ObligationKind::Erasure,
            customer: app.runtime.current(erasure.customer),
            since: erasure.since,
            obstacle: erasure.obstacle.map(|words| Hindered::new("unavailable", words)),
        });
        Ok(open.collect())
    }
}
