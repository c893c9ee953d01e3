//! Whole processes, killed and restarted: D1 and D7.
#![allow(clippy::unwrap_used, missing_docs)]

mod disorder;
mod kill;
mod outside;
