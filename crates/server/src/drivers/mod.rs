//! The channels' drivers as the dispatcher uses them: settings and links come from here, the wire from `rapport-drivers`.

pub mod email;
mod obstacle;
pub mod printer;
pub mod staff;

pub use obstacle::Obstacle;

use rapport_platform::runtime::Runtime;
use std::{sync::OnceLock, time::Duration};

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
