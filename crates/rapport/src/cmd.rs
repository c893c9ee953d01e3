//! One file per command.

pub mod accept_loss;
pub mod audit;
pub mod backtest;
pub mod backup;
pub mod bench;
pub mod config;
pub mod database;
pub mod hold;
pub mod import;
pub mod journey;
pub mod mailbox;
pub mod migrate;
pub mod secrets;
pub mod serve;
pub mod verify;
pub mod why;
