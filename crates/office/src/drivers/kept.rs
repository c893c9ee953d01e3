//! A driver whose messages are kept as they left. E-mail keeps its own: only there is more than the content to keep.

use crate::copies::{Copies, Said};
use rapport_channel::{
    Outcome, Outgoing,
    driver::{Adjustable, Answer, ChannelDriver, Inbound, Start, Trial},
};
use rapport_platform::runtime::Runtime;
use std::sync::{Arc, OnceLock};

/// Carries messages out as the driver inside does, and keeps what they say.
pub struct Kept {
    /// Carries them out.
    pub driver: Arc<dyn ChannelDriver>,
    /// Keeps what was said.
    pub copies: Copies,
    /// Tells the time.
    pub runtime: Arc<OnceLock<Runtime>>,
}

impl ChannelDriver for Kept {
    fn slots(&self) -> usize {
        self.driver.slots()
    }

    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            let key = outgoing.send_key.clone();
            // Before the leave to begin is asked: an erasure comes either before it, and stops the message, or after it, and
            // finds the copy.
            if let Some(runtime) = super::started(&self.runtime).await {
                self.copies.keep(&key, outgoing.customer, runtime.now(), &Said::filled(&outgoing)).await;
            }
            let outcome = self.driver.deliver(outgoing, start).await;
            self.copies.settle(&key, &outcome).await;
            outcome
        })
    }

    fn settings(&self) -> Option<&dyn Adjustable> {
        self.driver.settings()
    }

    fn test(&self) -> Answer<'_, Option<Trial>> {
        self.driver.test()
    }

    fn inbound(&self) -> Option<Inbound> {
        self.driver.inbound()
    }
}
