//! Drivers: the real counterparts of the channels.
//!
//! * [`email`]: SMTP with TLS and DKIM, and what comes back by mail.
//! * [`printer`]: receipt printers.
//! * [`obstacle`]: what keeps an installation from handing a message on.
//! * [`reach`]: into which networks a driver may connect when people type the address.
//! * [`wire`]: whom a driver asks right before the first byte.
//!
//! A driver takes a message that carries a permit and answers with an outcome. It decides nothing: whether to try again
//! is the engine's business.

pub mod email;
pub mod obstacle;
pub mod printer;
pub mod reach;
pub mod wire;

use printer::Later;
use rapport_channel::{driver::ChannelDriver, kind::Kind, receipt};
use reach::Networks;
use std::sync::Arc;

/// What drivers need of the installation they work for.
pub struct Surroundings {
    /// In which networks printers may stand.
    pub printer_networks: Arc<Networks>,
    /// Takes what is known of a message after its attempt was answered.
    pub later: Later,
}

/// Drivers, each with the kind of channel that it carries out.
pub type OfKinds = Vec<(&'static Kind, Arc<dyn ChannelDriver>)>;

/// The drivers that are whole here, each with its kind of channel, and the printers by themselves: where they stand is told
/// to them. E-mail and the staff's board need links and screens; they are set up by the server.
#[must_use]
pub fn all(around: Surroundings) -> (OfKinds, Arc<printer::Driver>) {
    let printers = Arc::new(printer::Driver::new(around.printer_networks, around.later));
    (vec![(&receipt::KIND, printers.clone())], printers)
}
