//! System tests: the real program, started as its operator starts it, driven from outside over HTTP, killed at random
//! moments, and judged by what its counterparts saw (a mail server, a printer, the official clients), never by its own
//! word alone.
//!
//! * Sizes are cut so that everything together takes minutes; `RAPPORT_FULL=1` runs the full ones.
//! * What another tool is needed for says `skipped: ...` where that tool is missing, and fails instead if `CI` is set.
//! * Nothing sleeps for correctness: [`support::wait`] asks until a deadline.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench;
mod browser;
mod clicks;
mod clock;
mod commands;
mod copies;
mod databases;
mod door;
mod full_disk;
mod fuzz_api;
mod gate;
mod guide;
mod hanging;
mod idempotency;
mod import;
mod import_again;
mod import_back;
mod ingest;
mod inventory;
mod kill;
mod lease;
mod output;
mod releases;
mod sdk;
mod set_aside;
mod stores;
mod support;
mod suppression;
mod thread;
mod unknown;
mod unsubscribe;
mod withdraw;
