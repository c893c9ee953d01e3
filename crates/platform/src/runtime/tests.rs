#![allow(clippy::unwrap_used)]
//! Stories of the heart, with the real engine, log, snapshots and histories; only the counterparts outside (mail server, ledger,
//! shop of vouchers) are scripted here.

mod ageing;
mod backing_up;
mod clock;
mod dispatching;
mod foreign;
mod forgetting;
mod holding;
mod limits;
mod mending;
mod poison;
mod recovering;
mod refusing;
mod unreadable;
mod withdrawing;
mod world;
