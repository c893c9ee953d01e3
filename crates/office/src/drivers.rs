//! The channels' drivers as the dispatcher uses them: settings and links come from here, the wire from `rapport-drivers`.

pub mod email;
pub mod kept;
pub mod staff;

pub use rapport_drivers::obstacle::Obstacle;

use crate::{patient, settings::Now};
use hashbrown::HashMap;
use rapport_channel::{driver::ChannelDriver, report::Report};
use rapport_customer::SendKey;
use rapport_drivers::printer::Later;
use rapport_engine::Body;
use rapport_kernel::ChannelKind;
use rapport_platform::runtime::{Runtime, Submission};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

/// The runtime these drivers work for. It hands out what was left from before a restart while it is being put in its place:
/// a message that comes that early waits for a moment, rather than being put off for minutes.
async fn started(runtime: &OnceLock<Runtime>) -> Option<&Runtime> {
    for _ in 0..1_000 {
        if runtime.get().is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    runtime.get()
}

/// Takes into the log what is known of a message beyond the answer to its attempt.
pub fn later(runtime: Arc<OnceLock<Runtime>>) -> Later {
    Box::new(move |key: &SendKey, outcomes| {
        let Some(runtime) = runtime.get().cloned() else { return };
        let key = key.clone();
        tokio::spawn(async move {
            for outcome in outcomes {
                let report = Report::new(key.clone(), outcome, runtime.now());
                let told = Submission::about(key.customer(), Body::Report(Box::new(report)));
                if let Err(error) = patient::submit(&runtime, told).await {
                    tracing::warn!(%error, "what became of a message could not be noted");
                }
            }
        });
    })
}

/// Sets every driver to its kept settings.
pub fn adjust(drivers: &HashMap<ChannelKind, Arc<dyn ChannelDriver>>, settings: &Now) {
    for (kind, driver) in drivers {
        let Some((own, kept)) = driver.settings().zip(settings.channels.get(kind.as_str())) else { continue };
        if let Err(why) = own.adjust(kept) {
            tracing::warn!(%kind, why, "the settings of a channel no longer fit: nothing is sent on it");
        }
    }
}
