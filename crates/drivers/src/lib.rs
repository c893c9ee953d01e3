//! Drivers: the real counterparts of the channels.
//!
//! * [`email`]: SMTP with TLS and DKIM, and what comes back by mail.
//! * [`printer`]: receipt printers.
//! * [`reach`]: into which networks a driver may connect when people type the address.
//! * [`wire`]: whom a driver asks right before the first byte.
//!
//! A driver takes a message that carries a permit and answers with an outcome. It decides nothing: whether to try again
//! is the engine's business.

pub mod email;
pub mod printer;
pub mod reach;
pub mod wire;
