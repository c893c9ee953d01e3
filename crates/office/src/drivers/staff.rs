//! Branch staff: a prompt is delivered when it stands on the branch's board.

use crate::{board::Board, drivers::Obstacle, settings::Settings};
use rapport_channel::{Outcome, Outgoing};
use rapport_platform::runtime::{Answer, ChannelDriver, Runtime, Start, TakenBack};
use std::sync::{Arc, OnceLock};

/// Carries out prompts.
pub struct StaffDriver {
    /// Where the branches' prompts stand.
    pub board: Arc<Board>,
    /// Which branches are closed.
    pub settings: Arc<Settings>,
    /// Tells the time.
    pub runtime: Arc<OnceLock<Runtime>>,
}

impl ChannelDriver for StaffDriver {
    fn slots(&self) -> usize {
        4
    }

    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            let Some(runtime) = super::started(&self.runtime).await else {
                return Outcome::NotSent { why: Obstacle::Starting.code().into() };
            };
            if !outgoing.is_permitted() {
                return Outcome::Refused { code: Obstacle::PermitMismatch.code().into(), permanent: true };
            }
            if self.settings.now().is_closed(&outgoing.address) {
                return Outcome::Refused { code: Obstacle::BranchClosed.code().into(), permanent: true };
            }
            if let Err(TakenBack(why)) = start.begin() {
                return Outcome::Stopped { why: why.into() };
            }
            match self.board.post(&outgoing, runtime.now()) {
                Ok(()) => Outcome::Accepted { provider_id: None },
                Err(why) => Outcome::Refused { code: why.into(), permanent: true },
            }
        })
    }
}
